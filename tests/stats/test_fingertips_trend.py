"""The recent-trend marker: when it speaks, when it is silent, and its symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.fingertips_trend import _CRITICAL, fingertips_trend

YEARS = np.array([2014, 2015, 2016, 2017, 2018])
# Fingertips' own test case: counts, denominators, and rates per 1,000 with their intervals.
X = np.array([994, 1023, 1199, 1332, 1367])
N = np.array([40299, 41527, 42811, 44064, 44701])
VALUE = np.array([24.67, 24.6, 28.0, 30.2, 30.6])
LOW = np.array([23.16, 23.15, 26.44, 28.63, 28.98])
HIGH = np.array([26.25, 26.19, 29.64, 31.9, 32.25])

counts = st.lists(st.tuples(st.integers(1, 300), st.integers(1, 300)), min_size=5, max_size=5)


def test_the_official_series_has_the_official_chi_squares() -> None:
    """47.90 for the shares and 46.77 for the rates, as Fingertips' own tests round them."""
    shares = fingertips_trend(x=X, n=N)
    rates = fingertips_trend(value=VALUE, low=LOW, high=HIGH)
    assert (round(float(shares.chi2), 2), round(float(rates.chi2), 2)) == (47.90, 46.77)
    assert [str(shares.marker), str(rates.marker)] == ["increasing"] * 2


def test_the_critical_value_is_the_upper_thousandth_in_each_tail() -> None:
    """Of χ² on one degree of freedom, by scipy."""
    assert pytest.approx(stats.chi2.isf(0.002, 1), rel=1e-14) == _CRITICAL


def test_the_share_chi_square_is_that_of_a_weighted_regression_of_the_shares() -> None:
    """R's prop.trend.test computes it so: explained weighted sum of squares over p(1 - p)."""
    rng = np.random.default_rng(1)
    n = rng.integers(30, 500, (20, 5))
    x = rng.binomial(n - 2, 0.3) + 1
    got = fingertips_trend(x=x, n=n, t=YEARS).chi2
    for row in range(20):
        p = x[row].sum() / n[row].sum()
        design = np.column_stack([np.ones(5), YEARS - 2016]) * np.sqrt(n[row])[:, None]
        target = (x[row] / n[row] - p) * np.sqrt(n[row])
        left = np.linalg.lstsq(design, target, rcond=None)[1][0]
        assert got[row] == pytest.approx(((target**2).sum() - left) / (p * (1 - p)), rel=1e-9)


def test_one_point_alone_makes_no_trend() -> None:
    """A leap in the last year is highly significant, but without that year nothing rises."""
    leap = fingertips_trend(x=[60, 61, 60, 59, 140], n=1000)
    assert float(leap.chi2) > 9.55
    assert (bool(leap.same_sign), bool(leap.significant)) == (False, False)
    assert str(leap.marker) == "no-significant-change"


def test_a_level_stretch_has_no_direction_either_way() -> None:
    """Four equal points and a leap: the slope without the leap is zero, up and down alike."""
    marked = fingertips_trend(value=[[10, 10, 10, 10, 20], [20, 20, 20, 20, 10]],
                              low=[[9] * 4 + [19], [19] * 4 + [9]],
                              high=[[11] * 4 + [21], [21] * 4 + [11]])  # fmt: skip
    assert (marked.chi2 > 9.55).all()
    assert marked.marker.tolist() == ["no-significant-change"] * 2


def test_shares_whose_chi_square_and_log_odds_disagree_are_not_marked() -> None:
    """Two very large years fall while the log odds of all five, weighing alike, rise throughout."""
    x, n = np.array([2, 500000, 6, 460000, 60]), np.array([100, 1000000, 100, 1000000, 100])
    years = np.arange(5)
    logit = np.log(x / (n - x))
    for left_out in range(5):
        kept = np.delete(years, left_out)
        assert stats.linregress(kept, logit[kept]).slope > 0
    assert (x * (years - (n * years).sum() / n.sum())).sum() < 0
    marked = fingertips_trend(x=x, n=n)
    assert float(marked.chi2) > 9.55
    assert (bool(marked.same_sign), str(marked.marker)) == (False, "no-significant-change")


@given(rows=counts)
def test_telling_the_other_part_mirrors_the_marker(rows: list[tuple[int, int]]) -> None:
    """Those without instead of those with: the same χ², the opposite slope and direction."""
    x, rest = np.array(rows).T
    one, other = fingertips_trend(x=x, n=x + rest), fingertips_trend(x=rest, n=x + rest)
    np.testing.assert_allclose(one.chi2, other.chi2, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(one.slope, -other.slope, rtol=1e-9, atol=1e-12)
    mirror = {"increasing": "decreasing", "decreasing": "increasing"}
    assert str(other.marker) == mirror.get(str(one.marker), str(one.marker))


@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 100), shift=st.floats(-1000, 1000))
def test_a_new_unit_or_era_changes_only_the_slope(seed: int, factor: float, shift: float) -> None:
    """Values and bounds times a factor, negated; years counted from elsewhere."""
    rng = np.random.default_rng(seed)
    value, half = rng.normal(10, 2, 5), rng.uniform(0.1, 2, 5)
    t = np.cumsum(rng.uniform(0.5, 2, 5))
    one = fingertips_trend(value=value, low=value - half, high=value + half, t=t)
    low, high = factor * (value - half), factor * (value + half)
    scaled = fingertips_trend(value=factor * value, low=low, high=high, t=t + shift)
    mirrored = fingertips_trend(value=-factor * value, low=-high, high=-low, t=t + shift)
    np.testing.assert_allclose(scaled.chi2, one.chi2, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(scaled.slope, factor * one.slope, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(mirrored.slope, -scaled.slope, rtol=1e-12)
    assert scaled.marker == one.marker
    assert bool(mirrored.significant) == bool(one.significant)


def test_series_are_marked_one_by_one_in_any_shape() -> None:
    """A batch equals its rows; its order is kept; its shape is that of the leading axes."""
    rng = np.random.default_rng(2)
    n = rng.integers(100, 1000, (4, 3, 5))
    x = rng.binomial(n, np.linspace(0.2, 0.4, 5))
    whole = fingertips_trend(x=x, n=n)
    assert whole.marker.shape == (4, 3)
    alone = fingertips_trend(x=x[2, 1], n=n[2, 1])
    np.testing.assert_allclose(whole.chi2[2, 1], alone.chi2)
    np.testing.assert_allclose(fingertips_trend(x=x[::-1], n=n[::-1]).chi2, whole.chi2[::-1])
    assert set(whole.marker.reshape(-1)) >= {"increasing"}


def test_undefined_where_there_are_too_few_points_or_infinite_log_odds() -> None:
    """Four points; nobody; everybody; an interval of no width. Never a guess."""
    assert str(fingertips_trend(x=[1, 2, 3, 4], n=9).marker) == "undefined"
    marked = fingertips_trend(x=[[0, 2, 3, 4, 5], [5, 4, 3, 2, 9], [1, 2, 3, 4, 5]], n=9)
    assert marked.marker.tolist()[:2] == ["undefined"] * 2
    assert np.isnan(marked.chi2[:2]).all()
    assert np.isfinite(marked.chi2[2])
    point = fingertips_trend(value=[1, 2, 3, 4, 5], low=[1, 1, 2, 3, 4], high=[1, 3, 4, 5, 6])
    assert str(point.marker) == "undefined"


def test_longer_series_are_cut_only_when_asked() -> None:
    """Six points are refused; with use_last the first is left out, times and all."""
    with pytest.raises(DomainError, match="defined for five"):
        fingertips_trend(x=[500, *X], n=[40000, *N])
    cut = fingertips_trend(x=[500, *X], n=[40000, *N], t=[2000, *YEARS], use_last=True)
    assert float(cut.chi2) == float(fingertips_trend(x=X, n=N, t=YEARS).chi2)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, "complete"),
        ({"x": X}, "complete"),
        ({"x": X, "n": N, "value": VALUE}, "complete"),
        ({"x": N, "n": X}, "x, row 0"),
        ({"x": 3, "n": 5}, "series"),
        ({"value": VALUE, "low": HIGH, "high": HIGH}, "low, row 0"),
        ({"value": VALUE, "low": LOW, "high": LOW}, "value, row 0"),
        ({"value": VALUE, "low": LOW, "high": np.where(HIGH > 30, np.inf, HIGH)}, "high, row 0"),
        ({"x": X, "n": N, "t": [1, 2, 2, 3, 4]}, "t, row 0, point 2"),
    ],
)
def test_impossible_figures_are_refused_by_name(given: dict[str, object], names: str) -> None:
    """Half a kind, both kinds, swapped parts, values outside their interval, times that stand."""
    with pytest.raises(DomainError, match=names):
        fingertips_trend(**given)  # type: ignore[arg-type]


def test_no_series_give_no_markers() -> None:
    """An empty batch is a batch."""
    assert fingertips_trend(x=np.empty((0, 5)), n=np.empty((0, 5))).marker.shape == (0,)


def test_without_a_trend_the_marker_speaks_as_seldom_as_it_says() -> None:
    """20,000 binomial series of a constant share: marked in about two of a thousand."""
    x = np.random.default_rng(3).binomial(400, 0.2, (20000, 5))
    marked = fingertips_trend(x=x, n=400)
    assert 0.0008 < float(marked.significant.mean()) < 0.0035
