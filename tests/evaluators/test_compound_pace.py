"""The constant rate of growth from baseline to target, and the straight line beside it."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.compound_pace import compound_pace

NAN = float("nan")
PLAN = {
    "target": 15.0, "baseline": 30.0, "baseline_t": 2010.0, "due": 2025.0, "held": NAN,
    "better": "lower",
}  # fmt: skip
PANEL = ragged(
    [
        {"y": [30, 29, 28, 27, 26, 25]},
        {"y": [30, 32]},
        {"y": [30, 28], "held": 14.0},
        {"y": [30, 32], "better": "higher", "target": 60.0},
        {"y": [30, 28], "better": "target"},
        {"y": [30, 28], "better": "undeclared"},
        {"y": [30, 28], "better": ""},
        {"y": [30, 28], "due": 2010.0},
        {"y": [30, 28], "baseline_t": 2012.0},
        {"y": [30, 28], "baseline_t": 2011.0},
        {"y": [30, 28], "target": 30.0},
        {"y": [30, 0]},
        {"y": [30, 28], "baseline": 0.0},
        {"y": [30, 28], "target": 0.0},
        {"y": [30, 28], "target": np.inf},
        {"y": []},
        {"y": [30, 1e308], "baseline": 1e-308, "baseline_t": 2010.9999},
    ],
    **PLAN,
)
ASKED = rusfelt.evaluate(PANEL, "compound-pace")


def test_both_paces_stand_side_by_side_and_differ():
    """30 to 25 towards 15 is exactly on the line, and at .79 of the compound rate."""
    assert ASKED["ratio"][0] == pytest.approx(0.7929, abs=5e-5)
    assert (ASKED["linear_ratio"][0], ASKED["linear_expected"][0]) == (1, 25)
    known = compound_pace(30, 2010, 25, 2015, 15, 2025, better="lower")
    for name in ("observed", "required", "ratio", "score"):
        assert ASKED[name][0] == pytest.approx(float(getattr(known, name)))
    assert ASKED["category"].tolist()[:3] == [
        "acceleration-needed", "deterioration", "target-achieved",
    ]  # fmt: skip


def test_each_row_is_told_by_its_own_direction():
    """The same rise is away from one target and towards another."""
    assert ASKED["ratio"][1] < 0 < ASKED["ratio"][3]
    assert ASKED["observed"][1] == ASKED["observed"][3]


def test_every_row_without_an_answer_says_why():
    """Nothing is put in for a zero; the straight line has its answer all the same."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "ok", "better-is-near-target", "no-direction", "lacks:better",
        "due-before-baseline", "before-baseline", "no-time-passed", "target-is-baseline",
        "not-positive", "not-positive", "not-positive", "no-estimate", "too-few-points",
        "no-estimate",
    ]  # fmt: skip
    assert np.isnan(ASKED["ratio"][4:]).all()
    assert ASKED["linear_ratio"][11] == pytest.approx(30)
    for row in range(4, 17):
        assert all(ASKED.reason(row, language) for language in ("nb", "nn", "en"))


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "compound-pace")
