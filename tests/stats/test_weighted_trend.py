"""The trend of values with standard errors."""

from __future__ import annotations

from math import isclose, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from trends import check_fields

from rusfelt.errors import DomainError
from rusfelt.stats.trend_result import Trend
from rusfelt.stats.weighted_trend import weighted_trend

NUMBERS = [name for name in Trend._fields if name != "method"]


def test_two_points_are_the_z_test_of_the_difference() -> None:
    """By hand: 2 years apart, difference 3, standard error sqrt(0.5² + 1.2²)."""
    trend = weighted_trend([10.0, 13.0], [0.5, 1.2], [2019, 2021])
    se = sqrt(0.5**2 + 1.2**2)
    assert trend.method == "weighted-z"
    assert isclose(trend.change, 3, rel_tol=1e-12)
    assert isclose(trend.slope, 1.5, rel_tol=1e-12)
    assert isclose(trend.se, se / 2, rel_tol=1e-12)
    assert isclose(trend.p, 2 * stats.norm.sf(3 / se), rel_tol=1e-12)
    half = stats.norm.ppf(0.95) * se
    np.testing.assert_allclose([trend.change_low, trend.change_high], [3 - half, 3 + half])


def test_up_to_four_points_take_the_errors_as_they_are() -> None:
    """However far from a line: dispersion 1 and no degrees of freedom to lose."""
    trend = weighted_trend([1.0, 90.0, -40.0, 7.0], 1.0)
    assert (trend.dispersion, trend.df) == (1, np.inf)
    # Slope variance by hand: 1 / Σ (t - 1.5)² = 1 / 5.
    assert isclose(trend.se, sqrt(1 / 5), rel_tol=1e-12)
    assert isclose(trend.slope, (-1.5 * 1 - 0.5 * 90 - 0.5 * 40 + 1.5 * 7) / 5, rel_tol=1e-12)


def test_five_points_and_more_estimate_the_dispersion() -> None:
    """Slope, se, scale and p against statsmodels 0.15.0, WLS with weights 1/se²."""
    trend = weighted_trend([24.1, 23.0, 26.2, 25.5, 29.9, 27.0], [0.8, 0.7, 0.9, 0.8, 1.1, 0.9])
    assert trend.method == "weighted"
    assert isclose(trend.slope, 0.9411295238409423, rel_tol=1e-10)
    assert isclose(trend.se, 0.3815508939917531, rel_tol=1e-10)
    assert isclose(trend.dispersion, 3.4803948734307357, rel_tol=1e-10)
    assert isclose(trend.p, 0.06919968704249871, rel_tol=1e-10)
    assert trend.df == 4


def test_a_line_that_fits_too_well_does_not_shrink_the_error() -> None:
    """The dispersion is at least 1: a straight line keeps the standard errors it came with."""
    trend = weighted_trend([1.0, 2, 3, 4, 5], 2.0)
    assert (trend.dispersion, trend.df) == (1, np.inf)
    assert isclose(trend.se, 2 / sqrt(10), rel_tol=1e-12)
    assert isclose(trend.p, 2 * stats.norm.sf(sqrt(10) / 2), rel_tol=1e-12)


@pytest.mark.parametrize("n", [2, 4, 5, 9])
def test_the_interval_excludes_zero_exactly_when_the_test_rejects(n: int) -> None:
    """Test and interval are one statement."""
    y = np.random.default_rng(4).normal(size=(500, n)) + 0.3 * np.arange(n)
    trend = weighted_trend(y, 1.0)
    outside = (trend.low > 0) | (trend.high < 0)
    np.testing.assert_array_equal(trend.p < 0.05, outside)
    assert outside.any()
    assert not outside.all()


@pytest.mark.parametrize("n", [2, 3, 4, 5, 10])
def test_without_a_trend_few_series_show_one(n: int) -> None:
    """At a true size of .05 the share of 20,000 series has a standard deviation of .0015."""
    rng = np.random.default_rng(n)
    se = rng.uniform(0.5, 2, size=(20_000, n))
    assert np.mean(weighted_trend(rng.normal(scale=se), se).p <= 0.05) <= 0.057


def test_one_point_and_no_series() -> None:
    """One point is undefined; an empty batch is legal; the batch keeps its shape."""
    assert weighted_trend([1.0], 1.0).method == "undefined"
    assert weighted_trend(np.empty((0, 5)), 1.0).p.shape == (0,)
    assert weighted_trend(np.ones((2, 3, 4)), 1.0).p.shape == (2, 3)
    assert (weighted_trend(np.ones((2, 3, 4)), 1.0).p == 1).all()


@pytest.mark.parametrize("se", [1e-200, 1e200])
def test_errors_of_any_size_neither_overflow_nor_warn(se: float) -> None:
    """Weights are relative, so the square of a tiny standard error is never taken."""
    trend = weighted_trend([0.0, se, 2 * se], se)
    assert isclose(trend.p, 2 * stats.norm.sf(sqrt(2)), rel_tol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"y": [1, np.nan], "se": 1}, "y, row 0, point 1"),
        ({"y": [1, np.inf], "se": 1}, "y, row 0, point 1"),
        ({"y": [[1, 2], [1, 2]], "se": [[1, 1], [1, 0]]}, "se, row 1, point 1"),
        ({"y": [1, 2], "se": 1, "t": [0, 0]}, "t, row 0, point 1"),
        ({"y": [1, 2], "se": [1, 2, 3]}, "shapes"),
        ({"y": [1, 2], "se": 1, "confidence": 0}, "confidence"),
    ],
)
def test_impossible_input_is_refused_with_its_place(
    arguments: dict[str, object], word: str
) -> None:
    """The error names the argument, the row and the point."""
    with pytest.raises(DomainError, match=word):
        weighted_trend(**arguments)


SERIES = st.integers(2, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(-50, 50), min_size=n, max_size=n),
        st.lists(st.floats(0.1, 20), min_size=n, max_size=n),
        st.lists(st.floats(0.1, 30), min_size=n, max_size=n),
    )
)


@settings(deadline=None)
@given(SERIES, st.sampled_from([0.25, 7.0, 365.0]), st.sampled_from([0.01, 1.0, 1000.0]))
def test_time_turned_and_units_changed(
    case: tuple[list[float], list[float], list[float]], time: float, unit: float
) -> None:
    """Time backwards mirrors the slope; its unit and the value's scale it; p stays."""
    y, se, gaps = (np.array(part) for part in case)
    t = np.cumsum(gaps)
    one = weighted_trend(y, se, t)
    other = weighted_trend(y[::-1] * unit, se[::-1] * unit, -t[::-1] * time)
    factor = time / unit
    turned = other._replace(
        slope=-other.slope * factor, se=other.se * factor, low=-other.high * factor,
        high=-other.low * factor, change=-other.change / unit,
        change_low=-other.change_high / unit, change_high=-other.change_low / unit,
    )  # fmt: skip
    check_fields(one, turned, rtol=1e-6, atol=1e-7)


@settings(deadline=None)
@given(SERIES)
def test_a_level_added_changes_nothing(
    case: tuple[list[float], list[float], list[float]],
) -> None:
    """Only differences matter."""
    y, se, gaps = (np.array(part) for part in case)
    t = np.cumsum(gaps)
    check_fields(weighted_trend(y, se, t), weighted_trend(y + 10, se, t), rtol=1e-6, atol=1e-7)
