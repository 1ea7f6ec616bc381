"""Sen's slope against scipy, the definition, and what a slope must do."""

from __future__ import annotations

import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.theil_sen import sen_slope


@pytest.mark.parametrize("n", [2, 3, 4, 5, 10, 17, 41, 60])
def test_slope_and_intercept_equal_scipys(n: int) -> None:
    """scipy.stats.theilslopes with separate medians, on uneven times."""
    rng = np.random.default_rng(n)
    y, t = rng.poisson(15, (12, n)).astype(float), np.cumsum(rng.uniform(0.5, 2, (12, n)), axis=1)
    result = sen_slope(y, t)
    theirs = [stats.theilslopes(a, b, method="separate") for a, b in zip(y, t, strict=True)]
    np.testing.assert_allclose(result.slope, [one.slope for one in theirs], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(result.intercept, [one.intercept for one in theirs], rtol=1e-11)


@pytest.mark.parametrize("n", [5, 8, 13])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_interval_is_the_slopes_the_exact_test_does_not_reject(
    n: int, confidence: float
) -> None:
    """Just inside a bound Mann–Kendall keeps that slope, just outside it rejects it."""
    rng = np.random.default_rng(n)
    for _ in range(20):
        y = rng.normal(size=n)
        result = sen_slope(y, confidence=confidence)
        slopes = np.sort([(y[j] - y[i]) / (j - i) for i, j in combinations(range(n), 2)])
        step = np.min(np.diff(slopes)) / 3
        for bound, outward in ((float(result.low), -step), (float(result.high), step)):
            if np.isinf(bound):
                assert mann_kendall(y).smallest_p > 1 - confidence
                continue
            outside = mann_kendall(y - (bound + outward) * np.arange(n)).p
            inside = mann_kendall(y - (bound - outward) * np.arange(n)).p
            assert outside <= 1 - confidence < inside


def test_ranks_of_the_bounds_of_ten_points() -> None:
    """Of 45 slopes, C is 23 for ten points: the 12th smallest and the 12th largest."""
    y = np.random.default_rng(7).normal(size=10)
    slopes = np.sort([(y[j] - y[i]) / (j - i) for i, j in combinations(range(10), 2)])
    result = sen_slope(y)
    assert (float(result.low), float(result.high)) == (slopes[11], slopes[-12])


def test_four_points_bound_nothing_at_95_percent() -> None:
    """The interval is unbounded, and at a lower level it is not."""
    result = sen_slope([1, 2, 4, 7])
    assert (float(result.low), float(result.high)) == (-np.inf, np.inf)
    assert np.isfinite(sen_slope([1, 2, 4, 7], confidence=0.8).low)


def test_fewer_than_two_points_have_no_slope() -> None:
    """All fields are nan."""
    for y in ([], [3.0]):
        assert np.isnan(sen_slope(y)[:4]).all()
    assert sen_slope(np.empty((0, 6))).slope.shape == (0,)
    assert sen_slope(np.ones((2, 3, 4))).slope.shape == (2, 3)


def test_the_interval_covers_the_true_slope_as_often_as_it_says() -> None:
    """95 % and no less, exactly and in the normal approximation."""
    rng = np.random.default_rng(12)
    for n, rows in ((9, 20_000), (45, 4_000)):
        result = sen_slope(rng.normal(size=(rows, n)) + 0.3 * np.arange(n))
        assert np.all(result.method == ("exact" if n == 9 else "normal"))
        covered = np.mean((result.low <= 0.3) & (result.high >= 0.3))
        assert 0.945 < covered < 0.975


@given(
    y=st.lists(st.integers(-50, 50), min_size=2, max_size=14),
    a=st.sampled_from([-8.0, -0.5, 0.25, 4.0]),
    b=st.integers(-100, 100),
)
def test_a_new_unit_scales_the_slope(y: list[int], a: float, b: int) -> None:
    """a·y + b has a times the slope, and a falling unit mirrors the interval."""
    here, there = sen_slope(y), sen_slope(a * np.array(y) + b)
    np.testing.assert_allclose(there.slope, a * here.slope)
    np.testing.assert_allclose(there.intercept, a * here.intercept + b, atol=1e-9)
    low, high = (here.low, here.high) if a > 0 else (here.high, here.low)
    np.testing.assert_allclose([there.low, there.high], [a * low, a * high])


@given(
    y=st.lists(st.integers(-50, 50), min_size=2, max_size=14),
    scale=st.sampled_from([0.5, 4.0]),
    start=st.integers(-3000, 3000),
)
def test_time_in_another_unit_or_from_another_start(y: list[int], scale: float, start: int) -> None:
    """The slope is per unit of time and does not depend on when time begins."""
    here = sen_slope(y)
    there = sen_slope(y, start + scale * np.arange(len(y)))
    np.testing.assert_allclose(there.slope * scale, here.slope)
    np.testing.assert_allclose(there.intercept + there.slope * start, here.intercept, atol=1e-6)


@given(y=st.lists(st.integers(-50, 50), min_size=2, max_size=14))
def test_reversing_time_turns_the_slope_round(y: list[int]) -> None:
    """The slope changes sign and the interval is mirrored."""
    there, back = sen_slope(y), sen_slope(y[::-1])
    assert float(back.slope) == pytest.approx(-float(there.slope), rel=1e-15)
    assert (float(back.low), float(back.high)) == (-float(there.high), -float(there.low))


@given(seed=st.integers(0, 500))
def test_each_row_is_on_its_own(seed: int) -> None:
    """Splitting or shuffling a batch changes nothing, with shared times or own."""
    rng = np.random.default_rng(seed)
    y = rng.poisson(5, (7, 6)).astype(float)
    t = np.cumsum(rng.integers(1, 4, (7, 6)), axis=1).astype(float)
    order = rng.permutation(7)
    whole, shuffled = sen_slope(y, t), sen_slope(y[order], t[order])
    shared = sen_slope(y, t[0])
    for field in range(4):
        np.testing.assert_array_equal(whole[field][order], shuffled[field])
        alone = [sen_slope(y[i], t[i])[field] for i in range(7)]
        np.testing.assert_array_equal(whole[field], alone)
        alone = [sen_slope(y[i], t[0])[field] for i in range(7)]
        np.testing.assert_array_equal(shared[field], alone)


def test_a_large_batch_is_worked_through_in_blocks() -> None:
    """More rows than a block holds."""
    y = np.tile(np.array([[1.0, 2.0, 4.0], [3.0, 2.0, 1.0]]), (60_000, 1))
    np.testing.assert_array_equal(sen_slope(y).slope, np.tile([1.5, -1.0], 60_000))


@pytest.mark.parametrize("levels", [0, 3, 10_000])
def test_a_long_series_is_worked_out_without_holding_all_slopes(
    levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every field is the same as when all slopes are sorted, with few values or many."""
    rng = np.random.default_rng(levels)
    y = rng.integers(0, levels + 1, (2, 300)).astype(float)
    t = np.cumsum(rng.integers(1, 3, (2, 300)), axis=1).astype(float)
    for confidence in (0.5, 0.95, 1 - 1e-15):
        for times in (None, t[0], t):
            whole = sen_slope(y, times, confidence=confidence)
            with monkeypatch.context() as sooner:
                sooner.setattr("rusfelt.stats.theil_sen._LONG", 299)
                counted = sen_slope(y, times, confidence=confidence)
            for ours, theirs in zip(counted, whole, strict=True):
                np.testing.assert_array_equal(ours, theirs)


def test_a_daily_series_of_years_needs_little_memory() -> None:
    """Five thousand points have twelve million slopes; their median is right all the same."""
    y = 0.25 * np.arange(5000.0) + 40 * np.sin(np.arange(5000.0))
    tracemalloc.start()
    result = sen_slope(y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert float(result.slope) == pytest.approx(0.25, abs=1e-3)
    assert float(result.low) < 0.25 < float(result.high)
    assert peak < 60e6


def test_values_near_the_largest_float_do_not_warn() -> None:
    """An overflowing slope is infinite, not an error."""
    assert float(sen_slope([-1.5e308, 1.5e308]).slope) == np.inf


def test_what_is_no_series_is_refused() -> None:
    """Times that fall, do not fit or are not there; values that are not finite; many levels."""
    for arguments in (
        ([1, 2, 3], [1, 1, 2]),
        ([1, 2, 3], [1, 2]),
        ([1, 2, 3], [[1, 2, 3], [1, 2, 3]]),
        ([1, np.nan, 3], None),
        (5.0, None),
    ):
        with pytest.raises(DomainError):
            sen_slope(*arguments)
    with pytest.raises(DomainError, match="one level"):
        sen_slope([1, 2], confidence=np.array([0.9, 0.95]))  # type: ignore[arg-type]
