"""The straight line from baseline to target."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.progress import linear_pace

NAN = float("nan")
PLAN = {"target": 15.0, "baseline": 30.0, "baseline_t": 2010.0, "due": 2025.0, "held": NAN}
PANEL = ragged(
    [
        {"y": [30, 29, 28, 27, 26, 25]},
        {"y": [30, 28]},
        {"y": [30, 28], "held": 20.0},
        {"y": [30, 28], "due": 2010.0},
        {"y": [30, 28], "baseline_t": 2012.0},
        {"y": [30, 28], "baseline_t": 2011.0},
        {"y": [30, 28], "target": 30.0},
        {"y": [30, 28], "target": NAN},
        {"y": [30, 28], "due": NAN},
        {"y": []},
        {"y": [30, 1e308], "baseline": -1e308},
        {"y": [30, 28], "target": np.inf},
    ],
    **PLAN,
)
ASKED = rusfelt.evaluate(PANEL, "linear-pace")


def test_the_ratio_is_that_of_the_straight_line():
    """Five of fifteen years and five of fifteen per cent: exactly on the line."""
    assert (ASKED["expected"][0], ASKED["ratio"][0]) == (25, 1)
    known = linear_pace(30, 2010, [28, 20], 2011, 15, 2025)
    assert ASKED["ratio"][1:3] == pytest.approx(known.ratio)
    assert ASKED["expected"][1:3] == pytest.approx(known.expected)
    assert ASKED["held"][1:3].tolist() == [28, 20]


def test_every_row_without_an_answer_says_why():
    """Dates, a target that asks for nothing, what is not stated, and too large numbers."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "due-before-baseline", "before-baseline", "no-time-passed",
        "target-is-baseline", "lacks:target", "lacks:due", "too-few-points", "no-estimate",
        "no-estimate",
    ]  # fmt: skip
    for row in range(3, 12):
        assert np.isnan(ASKED["ratio"][row])
        assert all(ASKED.reason(row, language) for language in ("nb", "nn", "en"))


def test_the_mirrored_figures_have_the_same_pace():
    """A rise towards a target is a fall towards its opposite."""
    mirrored = ragged([{"y": [-30, -28]}], **PLAN | {"target": -15.0, "baseline": -30.0})
    found = rusfelt.evaluate(mirrored, "linear-pace")
    assert found["ratio"][0] == pytest.approx(ASKED["ratio"][1])
    assert found["expected"][0] == pytest.approx(-ASKED["expected"][1])


def test_target_progress_has_the_same_pace():
    """Where the plan asks for a linear one."""
    told = ragged([{"y": [30, 28], "operator": "<="}], **PLAN)
    assert rusfelt.evaluate(told, "target-progress")["pace_ratio"][0] == ASKED["ratio"][1]


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "linear-pace")
