"""Joinpoints: against every fit tried one by one, against others, and what they promise."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.joinpoint import joinpoint

RATES = [50, 53, 55, 58, 62, 65, 60, 55, 51, 47, 43]
# New HIV diagnoses per 100,000 in Argentina 2010-2022, all and women, the example data of the
# R package joinpointR.
HIV = [17.6, 17.4, 17.3, 17.1, 15.3, 15.3, 14.2, 11.1, 13.6, 12.9, 8.1, 11.6, 12.2]
HIV_WOMEN = [11.6, 11.1, 11.1, 10.9, 9.1, 8.6, 8.2, 6.3, 7.8, 7.5, 4.6, 6.7, 7.3]


def design(t: np.ndarray, joints: np.ndarray) -> np.ndarray:
    hinges = [np.maximum(0, t - joint) for joint in joints]
    return np.column_stack([np.ones_like(t), t - t[0], *hinges])


def try_all(
    y: np.ndarray, t: np.ndarray, k: int, minimum: int, w: np.ndarray
) -> tuple[float, tuple[float, ...]]:
    """Smallest weighted residual sum of squares and its joinpoints, one lstsq for each set."""
    best = (np.inf, ())
    for places in combinations(range(minimum, len(y) - minimum), k):
        if any(b - a <= minimum for a, b in pairwise(places)):
            continue
        x = design(t, t[list(places)]) * np.sqrt(w)[:, None]
        left = ((y * np.sqrt(w) - x @ np.linalg.lstsq(x, y * np.sqrt(w))[0]) ** 2).sum()
        if left < best[0]:
            best = (float(left), tuple(t[list(places)]))
    return best


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), n=st.integers(9, 18), minimum=st.integers(1, 3),
       weighted=st.booleans())  # fmt: skip
def test_the_search_finds_what_trying_all_finds(
    seed: int, n: int, minimum: int, weighted: bool
) -> None:
    """Irregular times, with and without standard errors, up to three joinpoints."""
    rng = np.random.default_rng(seed)
    t, y = 2000 + np.cumsum(rng.uniform(0.1, 3, n)), rng.normal(10, 1, n)
    se = rng.uniform(0.5, 2, n) if weighted else None
    w = np.ones(n) if se is None else 1 / se**2
    most = min(3, (n - minimum) // (minimum + 1), (n - 3) // 2)
    got = joinpoint(
        y, t, se=se, scale="linear", method="bic", max_joinpoints=most, minimum_points=minimum
    )
    for k in range(most + 1):
        left, joints = try_all(y, t, k, minimum, w)
        assert float(got.bic[k]) == pytest.approx(
            np.log(left / n) + (2 * k + 2) * np.log(n) / n, abs=1e-9
        )
        if k == int(got.number):
            np.testing.assert_allclose(got.joinpoint[:k], joints)


def test_the_criterion_is_that_of_joinpointr() -> None:
    """Its vignette prints -3.775 without a joinpoint, and for women -3.686 with one in 2020."""
    got = joinpoint([HIV, HIV_WOMEN], range(2010, 2023), method="bic")
    assert got.number.tolist() == [0, 1]
    assert got.joinpoint[1, 0] == 2020
    assert np.nanmin(got.bic, axis=1).round(3).tolist() == [-3.775, -3.686]


def test_slopes_and_intervals_of_a_known_bend() -> None:
    """By statsmodels 0.15.0 with the bend given, its variance on 7 instead of 8 degrees."""
    got = joinpoint(RATES, range(2010, 2021))
    np.testing.assert_allclose(got.slope, [0.05270322022991618, -0.08179819890294378], rtol=1e-10)
    np.testing.assert_allclose(got.apc_low, [5.081278406353945, -8.14302832239455], rtol=1e-9)
    np.testing.assert_allclose(got.apc_high, [5.743112064521686, -7.564485345799736], rtol=1e-9)
    ends = [got.aapc_low, got.aapc, got.aapc_high]
    middle = 100 * np.expm1(-0.0145474893365138)
    np.testing.assert_allclose(ends, [-1.5838434513394881, middle, -1.3043956333526487], rtol=1e-9)
    assert (got.start.tolist(), got.end.tolist()) == ([2010, 2015], [2015, 2020])
    assert float(got.p[0]) == 1 / 4500


def test_without_a_joinpoint_it_is_a_plain_regression() -> None:
    """scipy's linregress of the logarithms, and its t interval."""
    line = stats.linregress(np.arange(13), np.log(HIV))
    got = joinpoint(HIV, max_joinpoints=0)
    half = stats.t.ppf(0.975, 11) * line.stderr
    np.testing.assert_allclose(
        [got.slope[0], got.slope_low[0], got.slope_high[0], got.average_high],
        [line.slope, line.slope - half, line.slope + half, line.slope + half],
    )
    np.testing.assert_allclose(got.fitted, np.exp(line.intercept + line.slope * np.arange(13)))
    assert (got.p.shape, got.joinpoint.shape) == ((0,), (0,))


def test_a_permutation_p_is_near_that_of_all_permutations() -> None:
    """Seven points, one possible joinpoint: all 5,040 orders of the residuals, one by one."""
    y, t = np.array([3.5, 3.5, 5.7, 5.0, 5.8, 4.9, 3.3]), np.arange(7.0)

    def fit(figures: np.ndarray, joints: list[float]) -> np.ndarray:
        basis = np.linalg.qr(design(t, np.array(joints))).Q
        return figures @ basis @ basis.T

    def ratio(figures: np.ndarray) -> np.ndarray:
        line, *bent = (
            ((figures - fit(figures, joints)) ** 2).sum(axis=-1)
            for joints in ([], [2.0], [3.0], [4.0])
        )
        return line / np.min(bent, axis=0)

    line = fit(y, [])
    every = line + np.array(list(permutations(y - line)))
    exact = float((ratio(every) >= ratio(y) * (1 - 1e-9)).mean())
    assert 0.02 < exact < 0.5
    got = joinpoint(y, scale="linear", max_joinpoints=1, permutations=9999)
    assert float(got.p[0]) == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 9999))


def test_the_tests_walk_from_both_ends() -> None:
    """Each test adds a joinpoint to the null or takes one from the alternative, until they meet."""
    rng = np.random.default_rng(4)
    t = np.arange(20)
    bent = np.abs(t - 9) * 0.1
    y = np.exp(rng.normal(0, 0.05, (6, 20)) + np.where(np.arange(6)[:, None] % 2, bent, 0))
    got = joinpoint(y, max_joinpoints=3, permutations=199)
    assert got.number.tolist() == [0, 1] * 3
    null, other = got.null.copy(), got.alternative.copy()
    np.testing.assert_array_equal(null[:, 0], 0)
    np.testing.assert_array_equal(other[:, 0], 3)
    rejected = got.p <= 0.05 / (3 - null)
    np.testing.assert_array_equal(null[:, 1:], (null + rejected)[:, :-1])
    np.testing.assert_array_equal(other[:, 1:], (other - ~rejected)[:, :-1])
    np.testing.assert_array_equal(got.number, (null + rejected)[:, -1])


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 100), shift=st.integers(-3000, 3000),
       stretch=st.sampled_from([0.25, 4, 12]))  # fmt: skip
def test_units_of_value_and_time(seed: int, factor: float, shift: int, stretch: float) -> None:
    """A factor leaves per cent alone; a new year zero moves the joinpoints; months cut slopes."""
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.uniform(0.5, 2, 12))
    y = np.exp(rng.normal(0, 0.05, 12) + 0.1 * np.abs(t - t[5]))
    one = joinpoint(y, t, permutations=199)
    other = joinpoint(factor * y, stretch * t + shift, permutations=199)
    np.testing.assert_allclose(other.p, one.p)
    np.testing.assert_allclose(other.joinpoint, stretch * one.joinpoint + shift, rtol=1e-9)
    np.testing.assert_allclose(stretch * other.slope, one.slope, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(stretch * other.average_low, one.average_low, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(other.fitted, factor * one.fitted, rtol=1e-8)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_the_mirror_image_mirrors(seed: int) -> None:
    """One over the value turns every slope of the logarithm; minus the value, every slope."""
    y = np.exp(np.random.default_rng(seed).normal(0, 0.2, 10))
    one, other = joinpoint(y, permutations=99), joinpoint(1 / y, permutations=99)
    np.testing.assert_allclose(other.slope, -one.slope, atol=1e-12)
    np.testing.assert_allclose(other.average_high, -one.average_low, atol=1e-12)
    np.testing.assert_allclose(other.p, one.p)
    up, down = (joinpoint(s * y, scale="linear", permutations=99) for s in (1, -1))
    np.testing.assert_allclose(down.slope, -up.slope, atol=1e-12)
    assert np.isnan(up.apc).all()


@pytest.mark.parametrize("own", [False, True])
def test_series_are_answered_one_by_one_in_any_order(own: bool) -> None:
    """With common times and with their own, a batch equals its rows, whatever its shape."""
    rng = np.random.default_rng(8)
    y = np.exp(rng.normal(0, 0.1, (2, 3, 11)) + 0.08 * np.abs(np.arange(11) - 5))
    t = np.cumsum(rng.uniform(0.5, 2, (2, 3, 11)), axis=-1) if own else np.arange(11.0)
    whole = joinpoint(y, t, permutations=199)
    backwards = joinpoint(y[::-1], t[::-1] if own else t, permutations=199)
    assert whole.number.shape == (2, 3)
    assert whole.slope.shape == (2, 3, 2)
    for i, j in np.ndindex(2, 3):
        alone = joinpoint(y[i, j], t[i, j] if own else t, permutations=199)
        for field, mine, turned in zip(alone, whole, backwards, strict=True):
            np.testing.assert_allclose(mine[i, j], field, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(turned[1 - i, j], field, rtol=1e-9, atol=1e-12)


def test_the_seed_alone_decides_and_decides_little() -> None:
    """The same seed gives the same p to the last bit; another, a p within its sampling error."""
    first, again, other = (joinpoint(HIV, seed=seed).p for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    np.testing.assert_allclose(first, other, atol=0.05)


def test_a_perfect_fit_has_no_interval_and_is_not_tested() -> None:
    """Straight, constant and perfectly bent series: fewest joinpoints, nothing to permute."""
    bent = 2.0 ** np.array([0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0])
    y = np.stack([2.0 ** np.arange(11), np.full(11, 7.0), bent])
    for method in ("permutation", "bic"):
        got = joinpoint(y, method=method)  # type: ignore[arg-type]
        assert got.number.tolist() == [0, 0, 1]
        np.testing.assert_allclose(got.aapc, [100, 0, 0], atol=1e-10)
        np.testing.assert_allclose(got.slope[2], np.log(2) * np.array([1, -1]))
        assert np.isnan([got.aapc_low, got.aapc_high]).all()
        np.testing.assert_array_equal(got.bic[:2, 0], -np.inf)
    assert joinpoint(y).p[:2, 0].tolist() == [1, 1]


def test_undefined_with_too_few_points_or_weightless_ones() -> None:
    """Two points; standard errors from 1e-9 to 1. A series beside them is answered."""
    assert np.isnan(joinpoint([1, 2]).number)
    assert np.isnan(joinpoint([1, 2]).fitted).all()
    se = np.ones((2, 6))
    se[0, 0] = 1e-9
    got = joinpoint([[1, 3, 2, 4, 3, 5]] * 2, se=se)
    assert np.isnan(got.average[0])
    assert np.isfinite(got.average[1])
    assert joinpoint(np.ones((0, 9))).slope.shape == (0, 2)
    assert joinpoint([3.0, 4.0, 6.0]).number == 0


def test_the_recommended_number_of_joinpoints() -> None:
    """NCI's table by the number of points, up to three."""
    tried = [joinpoint(np.exp(np.sin(range(n))), method="bic").joinpoint.size
             for n in (3, 6, 7, 11, 12, 16, 17, 21, 22, 40)]  # fmt: skip
    assert tried == [0, 0, 1, 1, 2, 2, 3, 3, 3, 3]


@pytest.mark.parametrize("n", [8, 10])
def test_permutation_holds_its_level_where_bic_does_not(n: int) -> None:
    """2,000 series around a straight line: bends found in .05 of them, by BIC in .2 and more."""
    y = np.random.default_rng(n).normal(size=(2000, n))
    found = {
        method: float((joinpoint(y, scale="linear", method=method, permutations=199).number > 0)
                      .mean())
        for method in ("permutation", "bic", "bic3")
    }  # fmt: skip
    assert found["permutation"] < 0.065
    assert found["bic"] > 0.18
    assert found["permutation"] < found["bic3"] < found["bic"]


def test_the_t_interval_of_the_average_holds_where_the_normal_one_does_not() -> None:
    """12 points bent in the middle by .4 with scatter .1: .95 against .91."""
    t = np.arange(12)
    mean = 0.2 * np.minimum(t, 12 - t)
    y = np.exp(mean + np.random.default_rng(5).normal(0, 0.1, (3000, 12)))
    got = joinpoint(y, method="bic3", max_joinpoints=1)
    truth = mean[-1] / 11
    held = (got.average_low <= truth) & (truth <= got.average_high)
    assert float(held.mean()) == pytest.approx(0.95, abs=0.015)
    normal = 1.96 / stats.t.ppf(0.975, 8) * (got.average_high - got.average)
    assert float((np.abs(got.average - truth) <= normal).mean()) < 0.93


@pytest.mark.parametrize(
    ("y", "options", "names"),
    [
        ([1, 0, 2, 3], {}, "y, row 0, point 1.*linear"),
        ([1, np.nan, 2], {}, "y, row 0, point 1"),
        (3, {}, "one number"),
        (np.ones(41), {}, "at most 40"),
        (np.ones(9), {"max_joinpoints": 3}, "max_joinpoints: 3 do not fit"),
        (np.ones(9), {"max_joinpoints": 6}, "up to 5"),
        (np.ones(9), {"max_joinpoints": 1.5}, "max_joinpoints"),
        (np.ones(9), {"minimum_points": 0}, "minimum_points"),
        (np.ones(9), {"scale": "square"}, "scale"),
        (np.ones(9), {"method": "aic"}, "method"),
        (np.ones(9), {"permutations": 0}, "permutations"),
        (np.ones(9), {"permutations": 18}, "at least 19"),
        (np.ones(9), {"seed": -1}, "seed"),
        (np.ones(9), {"alpha": 0}, "alpha"),
        (np.ones(9), {"confidence": 1}, "confidence"),
        (np.ones(3), {"t": [1, 1, 2]}, "t, row 0, point 1"),
        (np.ones(3), {"se": [1, 0, 1]}, "se, row 0, point 1"),
        (np.ones(3), {"se": np.ones((2, 3))}, "se: has shape"),
    ],
)
def test_impossible_input_is_refused_by_name(
    y: object, options: dict[str, object], names: str
) -> None:
    """Each with what would put it right."""
    with pytest.raises(DomainError, match=names):
        joinpoint(y, **options)  # type: ignore[arg-type]


def test_enormous_values_and_times_give_numbers_or_nan() -> None:
    """From one end of the number line to the other, without a warning."""
    y = np.array([1e308, -1e308, 5e-324, 0, 1e308, 1e-308, -1e308])
    for scale, values in (("linear", y), ("log", np.abs(y) + 5e-324)):
        for t in (1e308 * np.linspace(-1, 1, 7), np.arange(7) * 5e-324, None):
            got = joinpoint(values, t, scale=scale, permutations=99)  # type: ignore[arg-type]
            assert not any(np.isinf(field).any() for field in got)
