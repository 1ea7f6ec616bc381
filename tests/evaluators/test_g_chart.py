"""Whole numbers of cases or days between rare events."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.rare_events import g_chart

GAPS = [30, 12, 45, 8, 61, 22, 40, 15, 33, 27, 19, 48]
RARE = [*GAPS, 900, 33]
PANEL = ragged(
    [
        {"y": GAPS},
        {"y": RARE},
        {"y": [*GAPS[:-1], 1.5]},
        {"y": [*GAPS[:-1], -1]},
        {"y": [*GAPS[:-1], 1e300]},
        {"y": [0] * 12},
        {"y": GAPS[:5]},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "g-chart")


@pytest.mark.parametrize(("row", "gaps"), [(0, GAPS), (1, RARE)])
def test_the_lines_are_those_of_the_chart(row, gaps):
    """Whatever the length of the series beside it."""
    known = g_chart(gaps)
    for name in known._fields:
        if name != "points":
            assert ASKED[name][row] == getattr(known, name), name


def test_a_long_gap_is_marked():
    """Above the upper limit: events come more rarely."""
    assert ASKED["signal"][:2].tolist() == [False, True]
    span = ASKED.points["rule"][PANEL.offsets[1] : PANEL.offsets[2]]
    assert span.tolist() == [""] * 12 + ["outside", ""]


def test_every_row_without_an_answer_says_why():
    """Gaps that are no counts, all of them 0, or too few."""
    assert outcomes(ASKED) == [
        "ok", "ok", *["not-whole-counts"] * 3, "no-variation", "too-few-points",
    ]  # fmt: skip
    assert np.isnan(ASKED["upper"][2:]).all()


def test_the_method_is_a_choice():
    """Sigma limits lie lower than probability limits, and signal more."""
    sigma = rusfelt.evaluate(PANEL, "g-chart", method="sigma", baseline=10)
    assert sigma["upper"][0] == g_chart(GAPS, method="sigma", baseline=10).upper
    assert sigma["trial"][0]
    with pytest.raises(rusfelt.PluginError, match="method"):
        rusfelt.evaluate(PANEL, "g-chart", method="normal")


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "g-chart")
