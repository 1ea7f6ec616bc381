"""Laws of the trend of counts: its size by simulation, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trends import check_fields, scaled

from rusfelt.stats.poisson_trend import poisson_trend
from rusfelt.stats.trend_result import Trend

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("n", [3, 4, 5, 10])
@pytest.mark.parametrize("mean", [2, 10, 100])
def test_without_a_trend_few_series_show_one(n: int, mean: int) -> None:
    """At a true size of .05 the share of 4,000 series has a standard deviation of .0034.

    So .065 lies more than four of them above; a test of size .08 would pass once in 3,000 times.
    """
    x = np.random.default_rng([n, mean]).poisson(mean, size=(4000, n))
    p = np.nan_to_num(poisson_trend(x).p, nan=1.0)
    assert np.mean(p <= 0.05) <= 0.065


def test_the_size_told_is_the_share_found() -> None:
    """The mean attainable size over simulated series equals the share of them that reject."""
    x = np.random.default_rng(5).poisson(4, size=(20_000, 3))
    trend = poisson_trend(x)
    # The share has a standard deviation of at most .0015 here; four of them.
    assert abs(np.mean(trend.p <= 0.05) - np.mean(trend.size)) < 0.006
    assert np.all(trend.size <= 0.05 + 1e-12)


def test_extra_variation_does_not_pass_for_a_trend_with_five_points() -> None:
    """Rates that vary by 30 %: the dispersion keeps the size, the exact test cannot."""
    rng = np.random.default_rng(11)
    x = rng.poisson(100 * rng.gamma(1 / 0.09, 0.09, size=(2000, 5)))
    assert np.mean(poisson_trend(x).p <= 0.05) <= 0.065
    assert np.mean(poisson_trend(x[:300], method="exact").p <= 0.05) > 0.3


COUNTS = st.integers(2, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 40), min_size=n, max_size=n),
        st.lists(st.integers(1, 30), min_size=n, max_size=n),
        st.lists(st.sampled_from([0.5, 1.0, 3.0, 800.0]), min_size=n, max_size=n),
    )
)


@given(COUNTS)
def test_time_run_backwards_mirrors_the_trend(
    case: tuple[list[int], list[int], list[float]],
) -> None:
    """Slope, interval and change turn their sign; p does not notice."""
    x, gaps, exposure = case
    t = np.cumsum(gaps)
    one = poisson_trend(x, t, exposure=exposure)
    other = poisson_trend(x[::-1], -t[::-1], exposure=exposure[::-1])
    turned = other._replace(
        slope=-other.slope, low=-other.high, high=-other.low,
        change=-other.change, change_low=-other.change_high, change_high=-other.change_low,
    )  # fmt: skip
    check_fields(one, turned, rtol=1e-6, atol=1e-9)


@given(COUNTS, st.sampled_from([0.25, 1 / 12, 7.0, 365.0]))
def test_another_unit_of_time_scales_the_slope_alone(
    case: tuple[list[int], list[int], list[float]], factor: float
) -> None:
    """A slope for each year is twelve times that for each month."""
    x, gaps, exposure = case
    t = np.cumsum(gaps)
    one = poisson_trend(x, t, exposure=exposure)
    other = poisson_trend(x, t * factor, exposure=exposure)
    check_fields(one, other._replace(**scaled(other, factor)), rtol=1e-6, atol=1e-9)


@given(COUNTS, st.sampled_from([1e-5, 0.1, 1e6]))
def test_another_unit_of_exposure_scales_the_change_alone(
    case: tuple[list[int], list[int], list[float]], factor: float
) -> None:
    """Per person or per 100,000: the test is the same."""
    x, gaps, exposure = case
    t = np.cumsum(gaps)
    one = poisson_trend(x, t, exposure=exposure)
    other = poisson_trend(x, t, exposure=np.array(exposure) * factor)
    change = {
        name: getattr(other, name) * factor for name in ("change", "change_low", "change_high")
    }
    check_fields(one, other._replace(**change), rtol=1e-6, atol=1e-9)


@given(
    st.integers(2, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 200), min_size=n, max_size=n), min_size=1, max_size=8
        )
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_series_is_nothing(rows: list[list[int]], random: object) -> None:
    """Series permuted, answers permuted; nobody's neighbours matter."""
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = poisson_trend(rows)
    other = poisson_trend([rows[i] for i in order])
    check_fields(Trend(*(column[order] for column in one)), other, rtol=1e-6, atol=1e-9)
