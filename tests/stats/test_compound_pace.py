"""Compound pace: its bands and their edges, and what it will not answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.compound_pace import compound_pace
from rusfelt.stats.progress import linear_pace

positive = st.floats(0.01, 1e6)


def test_linear_and_compound_pace_disagree_on_the_same_figures() -> None:
    """30 → 25 → 15 is exactly on the straight line, and behind at a constant rate."""
    assert float(linear_pace(30, 2015, 25, 2020, 15, 2030).ratio) == 1
    pace = compound_pace(30, 2015, 25, 2020, 15, 2030, better="lower")
    assert round(float(pace.ratio), 2) == 0.79
    assert str(pace.category) == "acceleration-needed"


def test_the_other_part_of_a_share_may_be_on_track_when_the_first_is_not() -> None:
    """The complement of the same shares: .79 becomes 1.07."""
    pace = compound_pace(70, 2015, 75, 2020, 85, 2030, better="higher")
    assert round(float(pace.ratio), 2) == 1.07
    assert str(pace.category) == "on-track"


@pytest.mark.parametrize(
    ("share", "category", "score"),
    [
        (0.9501, "on-track", 2.501),
        (0.9499, "acceleration-needed", 2.499),
        (0.6001, "acceleration-needed", 0.001),
        (0.5999, "limited", -0.000),
        (0.0, "limited", -2.5),
        (-0.0001, "deterioration", -2.500),
        (-0.6, "deterioration", -5.0),
        (-2.0, "deterioration", -5.0),
    ],
)
def test_bands_and_scores_at_their_edges(share: float, category: str, score: float) -> None:
    """A figure that grows by this share of the required 10 % a year; no change is "limited"."""
    pace = compound_pace(
        100, 0, 100 * (1 + 0.1 * share) ** 3, 3, 100 * 1.1**10, 10, better="higher"
    )
    assert float(pace.ratio) == pytest.approx(share, abs=1e-12)
    assert str(pace.category) == category
    assert float(pace.score) == pytest.approx(score, abs=1e-3)


def test_reaching_the_target_comes_before_every_band() -> None:
    """At it exactly, beyond it, and beyond one that the baseline had already reached."""
    pace = compound_pace(
        [10, 10, 30, 10], 2018, [20, 21, 25, 19.99], 2023, [20, 20, 40, 20], 2028,
        better=["higher", "higher", "lower", "higher"],
    )  # fmt: skip
    assert pace.category.tolist() == [*["target-achieved"] * 3, "on-track"]
    assert pace.score.tolist() == [5.0] * 4


@pytest.mark.parametrize(
    "figures",
    [
        (0, 1, 2),
        (2, 0, 1),
        (2, 1, 0),
        (-2, -1, -0.5),
        (-2, 1, 3),
        (2, 1, 2),
        (np.nan, 1, 2),
        (2, np.nan, 1),
        (2, 1, np.nan),
    ],
)
def test_no_rate_leads_out_of_zero_or_across_it(figures: tuple[float, float, float]) -> None:
    """Zero, below zero, across the sign, a target equal to the baseline, a missing figure."""
    first, now, target = figures
    pace = compound_pace(first, 2018, now, 2023, target, 2028, better="lower")
    assert np.isnan([pace.ratio, pace.score]).all()
    assert str(pace.category) == "undefined"


def test_nothing_is_said_on_the_first_day() -> None:
    """No time has passed, so no rate has been seen; the required one is known."""
    pace = compound_pace(10, 2018, 12, 2018, 20, 2028, better="higher")
    assert str(pace.category) == "undefined"
    assert np.isnan(pace.observed)
    assert float(pace.required) == pytest.approx(2**0.1 - 1)


@given(first=positive, now=positive, target=positive, factor=st.floats(1e-6, 1e6),
       shift=st.floats(-3000, 3000), better=st.sampled_from(["higher", "lower"]))  # fmt: skip
def test_neither_unit_nor_era_matters(
    first: float, now: float, target: float, factor: float, shift: float, better: str
) -> None:
    """All figures times a factor, all years counted from elsewhere."""
    here = compound_pace(first, 0, now, 4, target, 10, better=better)
    there = compound_pace(
        *(factor * first, shift, factor * now, shift + 4, factor * target, shift + 10),
        better=better,
    )
    np.testing.assert_allclose(there.observed, here.observed, rtol=1e-6, atol=1e-9)
    # Near a target equal to the baseline the ratio is a quotient of roundings.
    if abs(target / first - 1) > 1e-3:
        np.testing.assert_allclose(there.ratio, here.ratio, rtol=1e-5, atol=1e-6)


@given(first=positive, rate=st.floats(-0.3, 0.5), years=st.floats(0.1, 30))
def test_a_figure_on_the_curve_has_the_ratio_one(first: float, rate: float, years: float) -> None:
    """Constant growth towards the target, seen at any moment."""
    due = 31.0
    target = first * (1 + rate) ** due
    better = "higher" if rate > 0 else "lower"
    if abs(rate) < 1e-3 or target <= 0:
        return
    pace = compound_pace(first, 0, first * (1 + rate) ** years, years, target, due, better=better)
    np.testing.assert_allclose([pace.observed, pace.required], rate, rtol=1e-6)
    np.testing.assert_allclose(pace.ratio, 1, rtol=1e-6)


def test_enormous_and_tiny_figures_have_a_defined_answer() -> None:
    """A growth of hundreds of orders of magnitude in a year is nan, not an overflow."""
    pace = compound_pace(1e-308, 0, [1e308, 1e-308], 1, [2e-308, 1e308], 2, better="higher")
    assert np.isfinite(pace.ratio).all() or (pace.category == "undefined").any()
    assert str(compound_pace(5e-324, 0, 1e308, 1, 1, 2, better="higher").category) == "undefined"


def test_impossible_dates_and_words_are_refused() -> None:
    """All that is wrong with the dates at once; an unknown direction; an infinite figure."""
    with pytest.raises(DomainError) as caught:
        compound_pace(30, 2015, 28, 2014, 15, 2015, better="lower")
    assert [problem.path for problem in caught.value.problems] == ["t, row 0", "due, row 0"]
    with pytest.raises(DomainError, match="better, row 1"):
        compound_pace([1, 2], 0, 1, 1, 2, 2, better=["lower", "less"])
    with pytest.raises(DomainError, match="target, row 0"):
        compound_pace(1, 0, 1, 1, np.inf, 2, better="lower")


def test_rows_keep_their_place() -> None:
    """Reversed rows give reversed answers; no rows give none."""
    base, now = np.array([30.0, 20, 10, 0]), np.array([25.0, 25, 1, 5])
    one = compound_pace(base, 0, now, 5, 5, 10, better="lower")
    other = compound_pace(base[::-1], 0, now[::-1], 5, 5, 10, better="lower")
    np.testing.assert_array_equal(one.ratio, other.ratio[::-1])
    assert one.category.tolist() == other.category.tolist()[::-1]
    assert compound_pace([], 0, [], 1, 2, 3, better="lower").category.shape == (0,)
