"""Cumulative sums against Montgomery's tables and Lucas's run lengths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.cusum import cusum, poisson_cusum

# Montgomery, Introduction to Statistical Quality Control, tables 9.1 and 9.2.
SHIFTED = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip
SHIFTED_HIGH = [
    0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0, 0, 0.97, 0.98, 0, 0,
    0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28, 5.30,
]  # fmt: skip
# Montgomery and Runger, Applied Statistics and Probability for Engineers, table 16-8.
CONCENTRATION = [
    102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1,
    101.3, 98.7, 101.1, 98.4, 97.0, 96.7, 100.3, 101.4, 97.2, 101.0,
]  # fmt: skip
CONCENTRATION_HIGH = [2, 0, 0, 0, 2, 0.5, 0, 0, 0, 0, 1.3, 0, 1.1, 0, 0, 0, 0.3, 1.7, 0, 1]
CONCENTRATION_LOW = [0, 3.2, 2.9, 2.5, 0, 0, 0, 0.3, 0, 0, 0, 0, 0, 0, 1, 2.3, 0, 0, 0.8, 0]


def test_the_shifted_example_signals_at_point_29() -> None:
    """Target 10, sd 1, k = .5, h = 5: 5.28 at point 29 (number 28), and it goes on to 5.30."""
    chart = cusum(SHIFTED, centre=10, sd=1)
    np.testing.assert_allclose(chart.high, SHIFTED_HIGH, atol=0.0051)
    assert float(chart.first) == 28
    assert np.flatnonzero(chart.signal).tolist() == [28, 29]
    assert set(chart.signal.tolist()) == {0, 1}


def test_the_concentration_example_stays_in_control() -> None:
    """Target 99, sd 2, reference value 1 and limit 10, so k = .5 and h = 5, both sides."""
    chart = cusum(CONCENTRATION, centre=99, sd=2)
    np.testing.assert_allclose(2 * chart.high, CONCENTRATION_HIGH, atol=1e-9)
    np.testing.assert_allclose(2 * chart.low, CONCENTRATION_LOW, atol=1e-9)
    assert np.isnan(chart.first)


@pytest.mark.parametrize(("h", "published"), [(4.0, 8.38), (5.0, 10.4)])
def test_a_shift_of_one_sd_is_found_in_the_published_time(h: float, published: float) -> None:
    """Montgomery's average run lengths for k = .5, simulated within three standard errors."""
    y = np.random.default_rng(5).normal(1.0, 1.0, (4000, 120))
    first = cusum(y, centre=0, sd=1, h=h).first
    assert not np.isnan(first).any()
    error = first.std() / np.sqrt(first.size)
    assert first.mean() + 1 == pytest.approx(published, abs=3 * error + 0.01)


def test_an_unchanged_series_signals_as_rarely_as_published() -> None:
    """Once in 168 points on average with h = 4 and once in 465 with h = 5, both sides."""
    y = np.random.default_rng(6).standard_normal((1500, 2600))
    for h, published in ((4.0, 168), (5.0, 465)):
        first = cusum(y, centre=0, sd=1, h=h).first
        # The few that have not signalled by the end would take as long again on average.
        length = np.where(np.isnan(first), 2600 + published, first + 1)
        assert length.mean() == pytest.approx(published, rel=0.1)


def test_a_sum_at_the_limit_does_not_signal() -> None:
    """2.5 - .5 = 2 is not above 2."""
    assert np.isnan(cusum([2.5], centre=0, sd=1, h=2).first)
    assert float(cusum([2.75], centre=0, sd=1, h=2).first) == 0


def test_a_head_start_adds_to_both_sums() -> None:
    """Half of h before the first point."""
    chart = cusum([0.0, 0.0], centre=0, sd=1, h=5, start=2.5)
    np.testing.assert_array_equal(chart.high, [2, 1.5])
    np.testing.assert_array_equal(chart.low, chart.high)


@given(y=st.lists(st.integers(-50, 50), min_size=1, max_size=25), k=st.sampled_from([0, 0.5, 1]))
def test_the_sums_are_the_largest_tails(y: list[int], k: float) -> None:
    """high is the largest sum of z - k over the last points, or 0; -y swaps the sums."""
    chart = cusum(y, centre=3, sd=4, k=k)
    z = (np.array(y) - 3) / 4
    for i in range(len(y)):
        tails = [(z[j : i + 1] - k).sum() for j in range(i + 1)]
        assert chart.high[i] == pytest.approx(max(0, *tails), abs=1e-9)
    mirrored = cusum(-np.array(y), centre=-3, sd=4, k=k)
    np.testing.assert_allclose(mirrored.low, chart.high)


def test_a_batch_has_its_own_lines_and_undefined_rows_are_nan() -> None:
    """A nan centre, an sd of 0, an overflow; the row beside them is as if alone."""
    y = np.array([SHIFTED] * 3 + [[1e308, -1e308] * 15])
    chart = cusum(y, centre=[10, np.nan, 10, 0], sd=[1, 1, 0, 1e-300])
    np.testing.assert_array_equal(chart.high[0], cusum(SHIFTED, centre=10, sd=1).high)
    assert np.isnan(chart.high[1:3]).all()
    assert not chart.signal[1:3].any()
    assert np.isfinite(chart.high[0]).all()
    assert np.isnan(chart.high[3]).any()
    assert cusum(np.empty((0, 4)), centre=0, sd=1).first.shape == (0,)
    assert np.isnan(cusum([], centre=0, sd=1).first)


@pytest.mark.parametrize(
    "options",
    [{"sd": -1}, {"sd": np.inf}, {"k": -1}, {"h": 0}, {"h": np.nan}, {"start": -1}, {"sd": [1, 2]}],
)
def test_impossible_charts_are_refused(options: dict[str, object]) -> None:
    """A negative or infinite sd, limits out of range, one sd too many."""
    with pytest.raises(DomainError, match=next(iter(options))):
        cusum([1, 2], **({"centre": 0, "sd": 1} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mean", "start", "published"),
    [(1.88, 0, 37.2), (1.88, 3, 29.19), (3.2, 0, 5.49), (3.2, 3, 3.33)],
)
def test_poisson_run_lengths_are_those_of_lucas(
    mean: float, start: float, published: float
) -> None:
    """IAcsSPCR 1.2.1, ``arl(h=6, k=2, lambda=1.88)`` and a shift to 3.2, with and without start 3."""
    x = np.random.default_rng(8).poisson(mean, (4000, 400))
    chart = poisson_cusum(x, expected=1.88, detect=2.5, k=2, h=6, start=start)
    first = chart.first
    np.testing.assert_array_equal(chart.k, 2)
    assert np.isnan(first).mean() < 1e-3
    length = np.where(np.isnan(first), 400, first + 1)
    assert length.mean() == pytest.approx(published, abs=3 * length.std() / np.sqrt(4000) + 0.01)


def test_the_reference_value_lies_between_the_rates() -> None:
    """(4 - 2)/ln 2 upwards and down; nearly equal rates give their middle."""
    chart = poisson_cusum([[1], [1], [1]], expected=[2, 4, 5], detect=[4, 2, 5 + 1e-9], h=5)
    np.testing.assert_allclose(chart.k, [2 / np.log(2), 2 / np.log(2), 5], rtol=1e-9)


def test_fewer_events_are_found_too() -> None:
    """Looking for a halving, months without events add up; a sum at the limit signals."""
    chart = poisson_cusum([0, 0, 0], expected=4, detect=2, h=2 * 2 / np.log(2))
    np.testing.assert_allclose(chart.sum, np.arange(1, 4) * 2 / np.log(2))
    assert float(chart.first) == 1


def test_exposure_scales_what_is_expected() -> None:
    """Twice the people for half the rate change nothing."""
    x = [3, 1, 6, 4]
    a = poisson_cusum(x, expected=2, detect=4, h=5)
    b = poisson_cusum(x, expected=1, detect=2, h=5, exposure=2)
    np.testing.assert_allclose(a.sum, b.sum)


@pytest.mark.parametrize(
    ("x", "options", "place"),
    [
        ([1.5], {}, "x"),
        ([-1], {}, "x"),
        ([1], {"exposure": 0}, "exposure"),
        ([1], {"expected": 0}, "expected"),
        ([1], {"detect": 2}, "detect"),
        ([1], {"h": 0}, "h"),
        ([1], {"k": 4}, "k"),
        ([1], {"k": np.nan}, "k"),
        ([1], {"start": -1}, "start"),
        (4, {}, "x"),
    ],
)
def test_impossible_counts_are_refused(x: object, options: dict[str, float], place: str) -> None:
    """No counts, no exposure, no difference to look for, no limit, no series."""
    with pytest.raises(DomainError, match=place):
        poisson_cusum(x, **({"expected": 2, "detect": 4, "h": 5} | options))  # type: ignore[arg-type]


def test_enormous_rates_have_an_answer_and_no_warning() -> None:
    """Far apart, k is still between the rates; a sum beyond a float64 is nan and does not signal."""
    chart = poisson_cusum([1, 2], expected=1e-308, detect=1e308, h=5)
    assert float(chart.k) == pytest.approx(1e308 / (616 * np.log(10)))
    np.testing.assert_array_equal(chart.sum, 0)
    rare = poisson_cusum([[0], [0]], expected=1, detect=[1e-17, 1e-300], h=5)
    np.testing.assert_allclose(rare.k, [1 / np.log(1e17), 1 / np.log(1e300)])
    beyond = poisson_cusum([0, 0], expected=1e308, detect=1e307, h=5, exposure=1e10)
    assert np.isnan(beyond.sum).all()
    assert not beyond.signal.any()
