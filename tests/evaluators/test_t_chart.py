"""Times between rare events."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.rare_events import t_chart

TIMES = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596]
RARE = [*TIMES, 400.5, 90_000]
PANEL = ragged(
    [
        {"y": TIMES},
        {"y": RARE},
        {"y": [*TIMES[:-1], 0]},
        {"y": [*TIMES[:-1], -3]},
        {"y": TIMES[:4]},
        {"y": [1e308, 1] * 6},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "t-chart")


@pytest.mark.parametrize(("row", "times"), [(0, TIMES), (1, RARE)])
def test_the_lines_are_those_of_the_chart(row, times):
    """In the unit of the times, whatever the length of the series beside it."""
    known = t_chart(times)
    for name in known._fields:
        if name != "points":
            assert ASKED[name][row] == pytest.approx(getattr(known, name), rel=1e-12), name


def test_a_long_time_is_marked():
    """Above the upper limit: events come more rarely."""
    assert ASKED["signal"][:2].tolist() == [False, True]
    span = ASKED.points["rule"][PANEL.offsets[1] : PANEL.offsets[2]]
    assert [place for place, word in enumerate(span) if "outside" in word] == [13]


def test_every_row_without_an_answer_says_why():
    """Two events at the same time have no place in it; limits too large for a float have none."""
    assert outcomes(ASKED) == [
        "ok", "ok", "not-positive", "not-positive", "too-few-points", "no-estimate",
    ]  # fmt: skip
    assert np.isnan(ASKED["upper"][2:]).all()


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "t-chart", screened=True)


def test_its_choices_reach_the_chart():
    """Screening, baseline and rules."""
    found = rusfelt.evaluate(PANEL, "t-chart", screened=True, baseline=11, rules="outside")
    assert found["upper"][0] == t_chart(TIMES, screened=True, baseline=11).upper
    assert found["trial"][0]
