"""Pooled estimates against metafor, statsmodels and the tables of the source articles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from rusfelt.errors import DomainError
from rusfelt.stats.pooling import Pooled, pool

METHODS = ("dersimonian-laird", "paule-mandel", "reml")
INTERVALS = ("hartung-knapp", "modified-hartung-knapp", "normal")

# Viechtbauer (2005), examples 1 and 2, as in metafor's tests (test_analysis_example_viechtbauer2005).
TEN = (
    np.array([-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232]),
    np.array([0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040]),
)
EIGHTEEN = (
    np.array([
        0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056,
        0.045, 0.103, 0.121, -0.482, 0.290, 0.342,
    ]),
    np.array([
        0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039,
        0.167, 0.134, 0.096, 0.016, 0.035,
    ]),
)  # fmt: skip
# Thirteen trials of the BCG vaccine (Colditz et al. 1994): ill and well, vaccinated and not.
BCG = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619],
    [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892],
    [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338],
    [27, 16886, 29, 17825],
], dtype=float).T  # fmt: skip


@pytest.mark.parametrize(
    ("method", "tau", "mean", "se"),
    [
        ("paule-mandel", 0.3681, -0.3811, 0.2060),
        ("dersimonian-laird", 0.2323, -0.3240, 0.1540),
        ("reml", 0.1843, -0.2980, 0.1343),
    ],
)
def test_the_clasp_trials_equal_the_articles_tables(
    method: str, tau: float, mean: float, se: float
) -> None:
    """DerSimonian and Kacker (2007), tables 3 and 4: log odds ratios of six trials."""
    n1, n2 = np.array([156, 303, 565, 1570, 103, 4659]), np.array([74, 303, 477, 1565, 105, 4650])
    a, c = np.array([5, 5, 12, 69, 9, 313]), np.array([8, 17, 9, 94, 11, 352])
    y = np.log(a * (n2 - c) / (c * (n1 - a)))
    s = np.sqrt(1 / a + 1 / c + 1 / (n1 - a) + 1 / (n2 - c))
    result = pool(y, s, method=method, interval="normal")
    got = (np.sqrt(result.tau2), result.estimate, result.se)
    np.testing.assert_allclose(got, (tau, mean, se), atol=5.1e-5)


@pytest.mark.parametrize(
    ("data", "method", "tau2"),
    [
        (TEN, "dersimonian-laird", 0.277),
        (TEN, "paule-mandel", 0.192),
        (TEN, "reml", 0.223),
        (EIGHTEEN, "dersimonian-laird", 0.013),
        (EIGHTEEN, "paule-mandel", 0.010),
        (EIGHTEEN, "reml", 0.016),
    ],
)
def test_variances_between_equal_viechtbauers_table(
    data: tuple[np.ndarray, np.ndarray], method: str, tau2: float
) -> None:
    """Viechtbauer (2005), pages 271 and 272; its empirical Bayes is Paule and Mandel's."""
    y, v = data
    assert pool(y, np.sqrt(v), method=method).tau2 == pytest.approx(tau2, abs=5.1e-4)
    assert pool(*TEN[:1], np.sqrt(TEN[1])).i2 == pytest.approx(0.8044, abs=5.1e-5)


def test_the_bcg_trials_equal_stata_and_metafor() -> None:
    """Log risk ratios; metan's and metafor's figures in test_misc_metan_vs_rma.uni."""
    a, b, c, d = BCG
    y, s = np.log(a / (a + b) / (c / (c + d))), np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    result = pool(y, s, interval="normal")
    np.testing.assert_allclose(
        [result.estimate, result.low, result.high, result.tau2, result.q, 100 * result.i2],
        [-0.7141, -1.0644, -0.3638, 0.3088, 152.2330, 92.1173],
        atol=5.1e-5,
    )
    assert pool(y, s, method="paule-mandel").tau2 == pytest.approx(0.3181, abs=5.1e-5)


def test_hartung_and_knapps_interval_equals_statsmodels() -> None:
    """statsmodels 0.15.0: combine_effects, the row "random effect wls" with use_t."""
    result = pool(TEN[0], np.sqrt(TEN[1]), interval="hartung-knapp")
    np.testing.assert_allclose(
        result[:6],
        [
            0.25033567612255647, 0.16619722743117396, -0.12562857234807606, 0.6262999245931891,
            0.2767778290764645, 46.023286652337966,
        ],
        rtol=1e-13,
    )  # fmt: skip
    plain = pool(TEN[0], np.sqrt(TEN[1]), interval="normal")
    assert plain.se == pytest.approx(0.19234898438778428, rel=1e-14)
    assert result.p == pytest.approx(stats.chi2.sf(46.023286652337966, 9), rel=1e-10)


def test_the_modified_interval_is_never_shorter_than_the_plain_one_on_t() -> None:
    """Where districts agree Hartung and Knapp's own shrinks to nothing, the modified one not."""
    same = [0.4, 0.4, 0.4, 0.4]
    assert pool(same, 0.2, interval="hartung-knapp").se == pytest.approx(0, abs=1e-12)
    modified = pool(same, 0.2)
    assert modified.se == pytest.approx(0.1, rel=1e-12)
    half = stats.t.ppf(0.975, 3) * 0.1
    assert modified.high - modified.estimate == pytest.approx(half, rel=1e-12)
    for data in (TEN, EIGHTEEN):
        knapp, modified = (pool(data[0], np.sqrt(data[1]), interval=word) for word in INTERVALS[:2])
        assert modified.se >= knapp.se


def test_the_prediction_interval_is_higgins_formula() -> None:
    """t on k - 2 degrees of freedom times the root of tau² and the variance of the mean."""
    result = pool(TEN[0], np.sqrt(TEN[1]), interval="normal", confidence=0.9)
    half = stats.t.ppf(0.95, 8) * np.sqrt(result.tau2 + result.se**2)
    assert result.prediction_low == pytest.approx(result.estimate - half, rel=1e-12)
    assert result.prediction_high == pytest.approx(result.estimate + half, rel=1e-12)
    assert np.isnan(pool([0.1, 0.5], 0.1).prediction_low)


def test_reml_is_where_scipy_finds_the_highest_likelihood() -> None:
    """A hundred seeded sets of three to eight districts."""
    rng = np.random.default_rng(8)
    for _ in range(100):
        k = int(rng.integers(3, 9))
        s = rng.uniform(0.3, 2, k)
        y = rng.normal(0, np.hypot(s, rng.uniform(0, 2)))

        def less(t: float, y: np.ndarray = y, s: np.ndarray = s) -> float:
            w = 1 / (s**2 + max(t, 0.0))
            m = (w * y).sum() / w.sum()
            return float(-np.log(w).sum() + np.log(w.sum()) + (w * (y - m) ** 2).sum())

        grid = np.linspace(0, 4 * y.var() + 1, 400)
        start = grid[np.argmin([less(t) for t in grid])]
        ends = (max(0.0, start - 0.1), start + 0.1)
        best = optimize.minimize_scalar(less, bounds=ends, method="bounded").fun
        assert less(float(pool(y, s, method="reml").tau2)) <= min(best, less(0.0)) + 1e-6


@pytest.mark.parametrize("method", METHODS)
def test_one_district_speaks_for_itself(method: str) -> None:
    """Its own estimate; an interval only if a normal one was asked for."""
    result = pool([2.0], [0.5], method=method)
    assert (result.estimate, result.se) == (2, 0.5)
    assert np.isnan(result[2:]).all()
    normal = pool(2.0, 0.5, method=method, interval="normal")
    assert normal.low == pytest.approx(2 - 0.5 * stats.norm.ppf(0.975), rel=1e-14)
    assert np.isnan(normal[4:]).all()


def test_two_districts_say_little() -> None:
    """t on one degree of freedom: 12.7 standard errors either side."""
    result = pool([1.0, 1.0], 1.0)
    assert result.high - result.estimate == pytest.approx(12.7062 * np.sqrt(0.5), rel=1e-5)


districts = st.lists(st.tuples(st.floats(-10, 10), st.floats(0.1, 10)), min_size=2, max_size=8)


@given(data=districts, a=st.floats(-50, 50), b=st.floats(-100, 100))
def test_changing_the_unit_changes_nothing_else(
    data: list[tuple[float, float]], a: float, b: float
) -> None:
    """a·y + b moves mean and interval along and leaves Q and I² alone, for every method."""
    if abs(a) < 0.01:
        a = 0.01
    y, s = np.array(data).T
    for method in METHODS[:2]:
        here = pool(y, s, method=method)
        there = pool(a * y + b, abs(a) * s, method=method)
        assert there.estimate == pytest.approx(a * here.estimate + b, rel=1e-6, abs=1e-6)
        assert there.se == pytest.approx(abs(a) * here.se, rel=1e-5)
        assert there.q == pytest.approx(here.q, rel=1e-6, abs=1e-8)
        assert y.min() - 1e-9 <= here.estimate <= y.max() + 1e-9


@given(data=districts)
def test_paule_and_mandels_variance_makes_q_its_degrees_of_freedom(
    data: list[tuple[float, float]],
) -> None:
    """Or is 0 where Q is below them already."""
    y, s = np.array(data).T
    result = pool(y, s, method="paule-mandel")
    w = 1 / (s**2 + result.tau2)
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    if result.tau2 > 0:
        assert q == pytest.approx(result.df, rel=1e-9)
    else:
        assert q <= result.df * (1 + 1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("interval", INTERVALS)
def test_rows_are_independent_of_their_batch(method: str, interval: str) -> None:
    """A batch gives what each row gives alone."""
    rng = np.random.default_rng(2)
    y, s = rng.normal(0, 1, (3, 4, 5)), rng.uniform(0.2, 1, (3, 4, 5))
    whole = pool(y, s, method=method, interval=interval)
    for i, j in np.ndindex(3, 4):
        alone = pool(y[i, j], s[i, j], method=method, interval=interval)
        np.testing.assert_allclose([f[i, j] for f in whole], alone, rtol=1e-11)


def test_empty_batches_and_no_districts() -> None:
    """Nothing, and nan."""
    assert pool(np.empty((0, 3)), 1).low.shape == (0,)
    assert np.isnan(pool(np.empty((2, 0)), 1)).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_edge_of_float64_is_answered(method: str) -> None:
    """Enormous estimates, tiny and enormous errors."""
    for y, s in (
        ([1e308, -1e308, 0], 1e-308),
        ([1e308, -1e308, 0], 1e308),
        ([1.0, 2.0, 3.0], [1e-308, 1e308, 1]),
        ([1e-308, 2e-308], 5e-324),
        ([5.0, 5.0], [1e-200, 1e200]),
    ):
        assert isinstance(pool(y, s, method=method), Pooled)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([1, np.inf], 1), {}),
        (([1, 2], [1, 0]), {}),
        (([1, 2], [1, 2, 3]), {}),
        (([1, 2], 1), {"method": "fixed"}),
        (([1, 2], 1), {"interval": "wald"}),
        (([1, 2], 1), {"confidence": 0}),
    ],
)
def test_impossible_districts_are_refused(arguments: tuple, options: dict) -> None:
    """Each with a typed error."""
    with pytest.raises(DomainError):
        pool(*arguments, **options)
