"""Every built-in evaluator keeps every law, with no excuse."""

from __future__ import annotations

import os

import pytest
from people_panels import NEEDED

from rusfelt.plugin import Registry
from rusfelt.testing import LAWS, check_evaluator

_NAMES = [each.offer.name for each in Registry.of().entries if each.kind == "evaluator"]
# Fewer permutations are enough to see that nothing but the panel decides.
_PARAMS = {**NEEDED, "joinpoint": {"permutations": 99}}
_SOAK = bool(os.environ.get("RUSFELT_SOAK"))
# Exact tests of long tables, simulated false alarms and fits by search take their time.
_DEAR = frozenset(
    {
        "anchor-change", "case-change", "clinical-change", "cusum", "fit-signals", "g-chart",
        "individual-slopes", "interrupted-series", "joinpoint", "p-chart", "poisson-trend",
        "proportion-trend", "relative-to", "run-rules", "seasonal-mann-kendall", "t-chart",
        "u-chart", "xmr",
    }
)  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("name", _NAMES)
def test_a_builtin_evaluator_keeps_every_law(name):
    evaluator = Registry.of().evaluator(name, **_PARAMS.get(name, {}))
    report = check_evaluator(evaluator, examples=12 if _SOAK else 2 - (name in _DEAR))
    assert report, str(report)
    assert report.laws == LAWS[1]


def test_no_builtin_evaluator_is_left_out():
    """A list that came out empty would make the test above say nothing."""
    assert len(_NAMES) >= 48
    assert set(_NAMES) >= _DEAR
