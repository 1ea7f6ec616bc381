"""A trend for someone with two lists."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import rusfelt

YEARS = [2015, 2016, 2017, 2018, 2019]


def test_five_rising_figures_improve_where_more_is_better() -> None:
    """Mann-Kendall's exact p is 2 of the 120 orders."""
    found = rusfelt.trend(YEARS, [5, 6, 8, 9, 12], better="higher")
    assert (found.verdict, found.movement, found.change) == ("improving", "improving", "rising")
    assert (found.p, found.evaluator) == (pytest.approx(2 / 120), "mann-kendall")


def test_the_same_figures_worsen_where_fewer_is_better() -> None:
    """And falling ones improve."""
    assert rusfelt.trend(YEARS, [5, 6, 8, 9, 12], better="lower").verdict == "worsening"
    found = rusfelt.trend(YEARS, [12, 9, 8, 6, 5], better="lower")
    assert (found.verdict, found.change) == ("improving", "falling")


def test_without_a_direction_the_change_is_described_and_not_judged() -> None:
    """It says that it rises, with p, and that nobody said which way is better."""
    found = rusfelt.trend(YEARS, [5, 6, 8, 9, 12])
    assert (found.verdict, found.change, found.code) == (
        "not-assessable", "rising", "no-direction-described",
    )  # fmt: skip
    assert "p = 0.0167" in found.reason
    assert "p = 0,0167" in found.nb


def test_four_bare_figures_decide_nothing() -> None:
    """However steep."""
    found = rusfelt.trend(YEARS[:4], [1, 10, 100, 1000], better="higher")
    assert (found.verdict, found.change, found.code) == (
        "cannot-decide", "not-detected", "few-bare-points",
    )  # fmt: skip
    assert math.isnan(found.p)


def test_with_how_many_they_are_out_of_two_shares_can_be_told_apart() -> None:
    """Fisher's exact test, twice the smaller tail."""
    found = rusfelt.trend([2017, 2019], [35, 57], n=[68, 60], better="higher")
    assert (found.verdict, found.evaluator) == ("improving", "period-change")
    assert found.p == pytest.approx(2 * stats.hypergeom.sf(56, 128, 60, 92))


def test_the_order_of_the_lists_does_not_matter() -> None:
    """Each figure belongs to its time."""
    turned = rusfelt.trend(YEARS[::-1], [12, 9, 8, 6, 5], better="higher")
    assert turned == rusfelt.trend(YEARS, [5, 6, 8, 9, 12], better="higher")


@pytest.mark.parametrize(
    "times",
    [
        np.array(YEARS),
        np.array(YEARS, dtype=float),
        [str(year) for year in YEARS],
        [f"2019-Q{i}" for i in range(1, 5)] + ["2020-Q1"],
        [f"2019-{i:02}" for i in range(1, 6)],
        [f"2019-03-{i:02}" for i in range(1, 6)],
        [f"{year}/{year + 1}" for year in YEARS],
    ],
    ids=["array", "floats", "text", "quarters", "months", "days", "school years"],
)
def test_times_may_be_written_in_any_way(times: Any) -> None:
    """Years, quarters, months, days and school years."""
    assert rusfelt.trend(times, [5, 6, 8, 9, 12], better="higher").verdict == "improving"


@pytest.mark.parametrize(
    ("t", "y", "n", "words"),
    [
        ([2019], [1, 2], None, "length"),
        ([2019, 2020], [1, 2], [3], "length"),
        ([2019.5, 2020], [1, 2], None, "2019.5"),
        ([2019, 2020], ["x", "y"], None, "'x'"),
        ([2019, 2020], [1, math.nan], None, "finite"),
        ([2019, 2020], [1, 2], [3, 0], "denominator"),
        (["soon", "later"], [1, 2], None, "'soon'"),
    ],
    ids=["times", "denominators", "half years", "text", "nan", "of nobody", "no times"],
)
def test_what_is_no_figure_is_refused(t: Any, y: Any, n: Any, words: str) -> None:
    """With what is wrong."""
    with pytest.raises(rusfelt.DomainError, match=words):
        rusfelt.trend(t, y, n=n)


def test_a_direction_that_is_no_word_is_refused() -> None:
    """With the nearest."""
    with pytest.raises(rusfelt.DomainError, match="'higher'"):
        rusfelt.trend(YEARS, [1, 2, 3, 4, 5], better="highr")


def test_no_figures_at_all_is_an_answer() -> None:
    """There is nothing to decide."""
    found = rusfelt.trend([], [], better="higher")
    assert (found.verdict, found.code) == ("cannot-decide", "no-data")


def test_an_answer_reads_as_a_sentence_in_three_languages() -> None:
    """Printed, it is the verdict and why."""
    found = rusfelt.trend(YEARS, [5, 6, 8, 9, 12], better="higher")
    assert str(found) == f"improving: {found.en}"
    assert len({found.nb, found.nn, found.en}) >= 2
    assert all(each.endswith(".") for each in (found.nb, found.nn, found.en))


def test_two_figures_for_one_time_decide_nothing() -> None:
    """They contradict each other."""
    found = rusfelt.trend([2018, 2019, 2019], [1, 2, 3], better="higher")
    assert (found.verdict, found.code) == ("cannot-decide", "contradictory")
