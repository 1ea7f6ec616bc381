"""Charts of shares and rates against published limits and the laws of their denominators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.attribute_charts import p_chart, u_chart
from rusfelt.stats.run_rules import run_rules

# Montgomery, Introduction to Statistical Quality Control, example 7.1: cans in samples of 50.
CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.3.1: defects on 25 wafers.
WAFERS = [
    16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14,
    16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13,
]  # fmt: skip


def test_shares_have_montgomerys_limits() -> None:
    """Centre .2313, limits .0524 and .4102; samples 15 and 23 lie above."""
    chart = p_chart(CANS, 50)
    assert float(chart.centre) == pytest.approx(0.2313, abs=5e-5)
    np.testing.assert_allclose(chart.lower, 0.0524, atol=5e-5)
    np.testing.assert_allclose(chart.upper, 0.4102, atol=6e-5)
    found = run_rules(chart.value, chart.centre, chart.lower, chart.upper, rules="outside")
    assert np.flatnonzero(found.outside).tolist() == [14, 22]


def test_counts_have_the_nist_handbooks_limits() -> None:
    """Centre 16, limits 4 and 28; one wafer with 31 lies above, one on the limit does not."""
    chart = u_chart(WAFERS, 1)
    assert float(chart.centre) == 16
    np.testing.assert_allclose(chart.lower, 4)
    np.testing.assert_allclose(chart.upper, 28)
    found = run_rules(chart.value, chart.centre, chart.lower, chart.upper, rules="outside")
    assert np.flatnonzero(found.outside).tolist() == [23]


@pytest.mark.parametrize("prime", [False, True])
def test_limits_follow_each_denominator(*, prime: bool) -> None:
    """Worked out point by point, with Laney's sigma_z from neighbouring z-scores."""
    x = np.array([30, 22, 41, 18, 35])
    n = np.array([200, 150, 320, 90, 260])
    for chart, spread in (
        (p_chart(x, n, prime=prime), lambda c: np.sqrt(c * (1 - c) / n)),
        (u_chart(x, n, prime=prime), lambda c: np.sqrt(c / n)),
    ):
        centre = x.sum() / n.sum()
        z = (x / n - centre) / spread(centre)
        sigma_z = np.abs(np.diff(z)).mean() / 1.128
        half = spread(centre) * (sigma_z if prime else 1)
        assert float(chart.centre) == pytest.approx(centre)
        assert float(chart.sigma_z) == pytest.approx(sigma_z)
        np.testing.assert_allclose(chart.value, x / n)
        np.testing.assert_allclose(chart.upper, centre + 3 * half)
        np.testing.assert_allclose(chart.lower, np.maximum(centre - 3 * half, 0))
        np.testing.assert_allclose(chart.near_upper, centre + 2 * half)
        np.testing.assert_allclose(chart.near_lower, np.maximum(centre - 2 * half, 0))


def test_sigma_z_is_about_one_where_chance_is_all() -> None:
    """Binomial shares and Poisson rates; three times as much where the share itself varies."""
    rng = np.random.default_rng(9)
    n = rng.integers(500, 2000, (200, 60))
    assert np.mean(p_chart(rng.binomial(n, 0.2), n).sigma_z) == pytest.approx(1, abs=0.01)
    assert np.mean(u_chart(rng.poisson(0.03 * n), n).sigma_z) == pytest.approx(1, abs=0.01)
    wild = rng.binomial(n, rng.beta(20, 80, n.shape))
    assert np.mean(p_chart(wild, n).sigma_z) > 2.5


def test_limits_are_cut_where_no_share_can_be() -> None:
    """Rare and common shares of ten."""
    rare, common = p_chart([[1, 0, 2, 1], [9, 10, 8, 9]], 10)[2:4]
    np.testing.assert_array_equal(rare[0], 0)
    np.testing.assert_array_equal(common[1], 1)


def test_nobody_and_everybody_have_no_limits() -> None:
    """The centre is exactly 0 or 1 and no spread can be worked out; no events likewise."""
    chart = p_chart([[0, 0, 0], [5, 5, 5]], 5)
    np.testing.assert_array_equal(chart.centre, [0, 1])
    assert np.isnan(chart.lower).all()
    assert np.isnan(chart.sigma_z).all()
    rates = u_chart([0, 0], 7)
    assert float(rates.centre) == 0
    assert np.isnan(rates.upper).all()


def test_one_point_has_limits_but_no_prime_ones() -> None:
    """The binomial distribution needs no neighbours; sigma_z does. No point has nothing."""
    assert np.isfinite(p_chart([3], 10).upper).all()
    assert np.isnan(p_chart([3], 10, prime=True).upper).all()
    assert np.isnan(p_chart([], 10).centre)


def test_equal_rates_lie_on_their_centre() -> None:
    """Rates of 3 per 7.3 are not put on one side of their own pooled rate by rounding."""
    scale = np.array([1.0, 3, 7, 11, 13, 17, 19, 23, 29, 31])
    chart = u_chart(3 * scale, 7.3 * scale)
    spread = np.ptp(chart.value)
    assert chart.value.min() <= chart.centre <= chart.value.max()
    assert spread < 1e-15


def test_a_baseline_fixes_the_lines_of_later_points() -> None:
    """Centre and sigma_z from the first four; limits at every point."""
    whole = p_chart(CANS, 50, prime=True, baseline=4)
    first = p_chart(CANS[:4], 50, prime=True)
    assert whole.centre == first.centre
    assert whole.sigma_z == first.sigma_z
    np.testing.assert_array_equal(whole.upper[:4], first.upper)
    assert whole.upper.shape == (30,)
    assert (float(whole.points), bool(whole.trial)) == (4, True)


@given(
    x=st.lists(st.integers(0, 20), min_size=2, max_size=12), extra=st.integers(1, 30),
    times=st.integers(2, 9), prime=st.booleans(),
)  # fmt: skip
def test_shares_mirror_and_units_scale(
    x: list[int], extra: int, times: int, *, prime: bool
) -> None:
    """The share without is the mirror image; counting per ten instead of per one scales a rate."""
    n = np.array(x) + extra
    having, lacking = p_chart(x, n, prime=prime), p_chart(n - x, n, prime=prime)
    np.testing.assert_allclose(having.upper, 1 - lacking.lower, atol=1e-12)
    np.testing.assert_allclose(having.sigma_z, lacking.sigma_z, atol=1e-9)
    one, many = u_chart(x, n, prime=prime), u_chart(x, n * times, prime=prime)
    np.testing.assert_allclose(one.upper, many.upper * times, rtol=1e-9)


@pytest.mark.parametrize(
    ("x", "n"), [([6], [5]), ([1], [0]), ([-1], [5]), ([1.5], [5]), ([np.nan], [5]), (1, 2)]
)
def test_impossible_shares_are_refused(x: object, n: object) -> None:
    """More than all, of nothing, negative, not whole, nan, no series."""
    with pytest.raises(DomainError):
        p_chart(x, n)  # type: ignore[arg-type]


@pytest.mark.parametrize(("x", "n"), [([1], [0]), ([1], [-2]), ([-1], [5]), ([0.5], [5]), (1, 2)])
def test_impossible_rates_are_refused(x: object, n: object) -> None:
    """No exposure, negative, not whole, no series."""
    with pytest.raises(DomainError):
        u_chart(x, n)  # type: ignore[arg-type]
    with pytest.raises(DomainError, match="baseline"):
        u_chart([1, 2], 3, baseline=1)


def test_extreme_exposures_give_nan_and_no_warning() -> None:
    """Sums and ratios beyond a float64."""
    chart = u_chart([[1, 2], [1, 2], [1, 2]], [[1e308, 1e308], [5e-324, 5e-324], [1, 1]])
    np.testing.assert_array_equal(np.isnan(chart.centre), [True, True, False])
    assert np.isnan(chart.upper[:2]).all()


def test_a_batch_is_its_rows_and_none_give_none() -> None:
    """Denominators broadcast; an empty batch is a batch."""
    x = np.random.default_rng(7).integers(0, 20, (2, 3, 9))
    n = np.arange(30, 39)
    for function in (p_chart, u_chart):
        whole = function(x, n, prime=True)
        for i in np.ndindex(2, 3):
            for a, b in zip(whole, function(x[i], n, prime=True), strict=True):
                np.testing.assert_allclose(a[i], b, rtol=1e-13)
        assert function(np.ones((0, 4)), 5).upper.shape == (0, 4)
