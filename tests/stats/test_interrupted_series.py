"""Interrupted series against brute force, and what its designs and cautions promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.interrupted_series import interrupted_series

METHODS = ("ols", "newey-west", "prais-winsten")


def design(t: np.ndarray, start: float) -> np.ndarray:
    after = (t >= start).astype(float)
    return np.column_stack([np.ones(t.size), t, after, (t - start) * after])


def test_two_straight_lines_fitted_apart_give_the_same_changes() -> None:
    """The point at the interruption belongs to the line after."""
    rng = np.random.default_rng(1)
    t = np.cumsum(rng.uniform(0.5, 2, 14)) + 2000
    y, start = rng.normal(size=14), t[8]
    before, after = stats.linregress(t[:8], y[:8]), stats.linregress(t[8:], y[8:])
    found = interrupted_series(y, interruption=start, t=t)
    then = after.intercept + after.slope * start - before.intercept - before.slope * start
    assert float(found.level_change) == pytest.approx(then, rel=1e-9)
    assert float(found.slope_change) == pytest.approx(after.slope - before.slope, rel=1e-9)
    assert float(found.slope) == pytest.approx(before.slope, rel=1e-9)
    assert float(found.intercept) == pytest.approx(before.intercept, rel=1e-8)
    counterfactual = before.intercept + before.slope * t
    np.testing.assert_allclose(found.counterfactual, counterfactual, atol=1e-9)
    fitted = np.where(t < start, counterfactual, after.intercept + after.slope * t)
    np.testing.assert_allclose(found.fitted, fitted, atol=1e-9)
    assert (found.n_before, found.n_after, found.df) == (8, 6, 10)


def test_ordinary_errors_p_and_intervals_are_those_of_the_regression() -> None:
    """From the textbook covariance and t on n - 4 degrees of freedom."""
    rng = np.random.default_rng(2)
    t, y = np.arange(20.0), rng.normal(size=20)
    x = design(t, 11)
    b, rss, *_ = np.linalg.lstsq(x, y, rcond=None)
    cov = rss[0] / 16 * np.linalg.inv(x.T @ x)
    found = interrupted_series(y, interruption=11, at=15, confidence=0.9)
    np.testing.assert_allclose(found.covariance, cov, rtol=1e-10, atol=1e-14)
    gain = np.array([0, 0, 1, 4])
    for name, value, se in (
        ("level", b[2], np.sqrt(cov[2, 2])),
        ("slope", b[3], np.sqrt(cov[3, 3])),
        ("effect", gain @ b, np.sqrt(gain @ cov @ gain)),
    ):
        own = getattr(found, name if name == "effect" else f"{name}_change")
        half = stats.t.ppf(0.95, 16) * se
        assert float(own) == pytest.approx(value, rel=1e-10)
        assert float(getattr(found, f"{name}_se")) == pytest.approx(se, rel=1e-10)
        assert float(getattr(found, f"{name}_low")) == pytest.approx(value - half, rel=1e-9)
        assert float(getattr(found, f"{name}_high")) == pytest.approx(value + half, rel=1e-9)
        p = 2 * stats.t.sf(abs(value / se), 16)
        assert float(getattr(found, f"{name}_p")) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("lags", [0, 1, 4, 23])
def test_newey_west_is_its_double_sum(lags: int) -> None:
    """Every pair of points up to that far apart, written out."""
    rng = np.random.default_rng(3)
    t, y = np.arange(24.0), rng.normal(size=24)
    x = design(t, 13)
    bread = np.linalg.inv(x.T @ x)
    e = y - x @ (bread @ x.T @ y)
    meat = np.zeros((4, 4))
    for i in range(24):
        for j in range(24):
            weight = max(0.0, 1 - abs(i - j) / (lags + 1))
            meat += weight * e[i] * e[j] * np.outer(x[i], x[j])
    found = interrupted_series(y, interruption=13, method="newey-west", lags=lags)
    np.testing.assert_allclose(
        found.covariance, bread @ meat @ bread * 24 / 20, rtol=1e-8, atol=1e-12
    )


@pytest.mark.parametrize(("n", "lags"), [(20, 2), (64, 3), (100, 4)])
def test_the_lags_left_out_are_newey_and_wests_rule(n: int, lags: int) -> None:
    """``floor(4·(n/100)^(2/9))``."""
    y = np.random.default_rng(4).normal(size=n)
    ruled = interrupted_series(y, interruption=n // 2, method="newey-west")
    given_ = interrupted_series(y, interruption=n // 2, method="newey-west", lags=lags)
    assert ruled.level_se == given_.level_se


@given(seed=st.integers(0, 10**6), n=st.integers(8, 30), phi=st.floats(-0.8, 0.8))
@settings(max_examples=40, deadline=None)
def test_prais_winsten_is_generalised_least_squares_at_its_own_rho(
    seed: int, n: int, phi: float
) -> None:
    """With the whole autocorrelation matrix, first point and all, and rho a fixed point."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n)
    for i in range(1, n):
        y[i] += phi * y[i - 1]
    start = n // 2
    found = interrupted_series(y, interruption=start, method="prais-winsten")
    rho = float(found.rho)
    x = design(np.arange(float(n)), start)
    inverse = np.linalg.inv(rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))))
    middle = np.linalg.inv(x.T @ inverse @ x)
    b = middle @ x.T @ inverse @ y
    e = y - x @ b
    assert rho == pytest.approx((e[1:] * e[:-1]).sum() / (e * e).sum(), abs=1e-9)
    assert float(found.level_change) == pytest.approx(b[2], rel=1e-7, abs=1e-9)
    assert float(found.slope_change) == pytest.approx(b[3], rel=1e-7, abs=1e-9)
    # The matrix above has the variance of a point; the residual sd is that of what is new.
    left = e @ inverse @ e * (1 - rho**2)
    assert float(found.residual_sd) == pytest.approx(np.sqrt(left / (n - 4)), rel=1e-7)
    np.testing.assert_allclose(
        found.covariance, middle * (e @ inverse @ e) / (n - 4), rtol=1e-6, atol=1e-9
    )


def test_durbin_watson_and_rho_are_of_the_residuals() -> None:
    """Both from the residuals the fit leaves."""
    y = np.random.default_rng(5).normal(size=16)
    found = interrupted_series(y, interruption=7)
    e = y - found.fitted
    watson = (np.diff(e) ** 2).sum() / (e**2).sum()
    assert float(found.durbin_watson) == pytest.approx(watson, rel=1e-10)
    assert float(found.rho) == pytest.approx((e[1:] * e[:-1]).sum() / (e**2).sum(), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_each_row_of_a_batch_is_as_if_alone(method: str) -> None:
    """With its own interruption, its own times and its own moment."""
    rng = np.random.default_rng(6)
    y = rng.normal(size=(2, 3, 24))
    start = np.array([[9, 10, 11], [12, 13, 14]])
    t = np.arange(24.0) + np.zeros((2, 3, 1))
    found = interrupted_series(y, interruption=start, t=t, at=start + 5, method=method)
    assert found.covariance.shape == (2, 3, 4, 4)
    for i in range(2):
        for j in range(3):
            alone = interrupted_series(
                y[i, j], interruption=start[i, j], at=start[i, j] + 5, method=method
            )
            for name in found._fields:
                np.testing.assert_array_equal(getattr(found, name)[i, j], getattr(alone, name))


def test_several_moments_of_one_series() -> None:
    """The effect grows by the change of slope, and is the change of level at the interruption."""
    y = np.random.default_rng(7).normal(size=18)
    found = interrupted_series(y, interruption=8, at=[8, 9, 17])
    assert float(found.effect[0]) == pytest.approx(float(found.level_change[0]), rel=1e-11)
    assert float(found.effect_se[0]) == pytest.approx(float(found.level_se[0]), rel=1e-11)
    step = found.effect[1] - found.effect[0]
    assert float(step) == pytest.approx(float(found.slope_change[0]), rel=1e-9)
    last = interrupted_series(y, interruption=8)
    assert float(last.effect) == pytest.approx(float(found.effect[2]), rel=1e-12)
    gap = (found.fitted - found.counterfactual)[0]
    np.testing.assert_allclose(gap[:8], 0, atol=1e-14)
    np.testing.assert_allclose(gap[[8, 9, 17]], found.effect, rtol=1e-9)


@given(
    seed=st.integers(0, 10**6), method=st.sampled_from(METHODS), a=st.floats(0.05, 50) | st.floats(-50, -0.05),
    b=st.floats(-50, 50), step=st.floats(0.01, 100), origin=st.floats(-3000, 3000),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_units_of_y_and_t_do_not_matter(
    seed: int, method: str, a: float, b: float, step: float, origin: float
) -> None:
    """Changes scale with y and against t; p stays; the origin of either is nothing."""
    y = np.random.default_rng(seed).normal(size=24)
    t = np.arange(24.0)
    one = interrupted_series(y, interruption=13, method=method)
    other = interrupted_series(
        a * y + b, t=origin + step * t, interruption=origin + step * t[13], method=method
    )
    close = {"rtol": 1e-5, "atol": 1e-7}
    np.testing.assert_allclose(other.level_change / a, one.level_change, **close)
    np.testing.assert_allclose(other.slope_change * step / a, one.slope_change, **close)
    np.testing.assert_allclose(other.level_se / abs(a), one.level_se, **close)
    np.testing.assert_allclose(other.level_p, one.level_p, **close)
    np.testing.assert_allclose(other.effect_p, one.effect_p, **close)


def test_designs_known_to_be_broken_are_refused() -> None:
    """Under three points on a side; Newey–West in short series or on a short side."""
    y = np.random.default_rng(8).normal(size=40)

    def status(n: int, start: float, method: str = "ols") -> str:
        found = interrupted_series(y[:n], interruption=start, method=method)
        told = str(found.status)
        assert np.isnan(found.level_p) == np.isnan(found.fitted).all() == (told != "ok")
        assert (str(found.caution) == "") or told == "ok"
        return told

    assert status(8, 2) == status(8, 6) == status(8, 0) == status(8, 9) == "too-few-points"
    assert status(8, 3) == status(6, 3) == status(8, 5) == "ok"
    assert status(5, 3) == status(1, 0) == status(0, 0) == "too-few-points"
    assert status(19, 9, "newey-west") == "too-short-for-newey-west"
    assert status(40, 7, "newey-west") == status(40, 33, "newey-west") == "too-short-for-newey-west"
    assert status(20, 10, "newey-west") == status(40, 32, "newey-west") == "ok"


def test_a_refused_row_does_not_sink_the_batch() -> None:
    """The first interruption leaves two points before, the last none after."""
    y = np.random.default_rng(9).normal(size=12)
    found = interrupted_series(y, interruption=[2, 6, 99])
    assert found.status.tolist() == ["too-few-points", "ok", "too-few-points"]
    assert found.level_change[1] == interrupted_series(y, interruption=6).level_change
    assert np.isnan(found.level_change[[0, 2]]).all()
    assert np.isnan(found.df[[0, 2]]).all()
    assert found.n_before.tolist() == [2, 6, 12]


@pytest.mark.parametrize(
    ("n", "start", "method", "cautions"),
    [
        (12, 6, "ols", "short-before autocorrelation-unchecked"),
        (12, 8, "ols", "autocorrelation-unchecked"),
        (20, 10, "ols", ""),
        (20, 10, "newey-west", "oversized"),
        (200, 100, "newey-west", "oversized"),
        (20, 7, "prais-winsten", "short-before oversized"),
        (99, 50, "prais-winsten", "oversized"),
        (100, 50, "prais-winsten", ""),
    ],
)
def test_cautions(n: int, start: int, method: str, cautions: str) -> None:
    """Each design tells what to be careful about."""
    y = np.random.default_rng(10).normal(size=n)
    found = interrupted_series(y, interruption=start, method=method)
    assert str(found.caution) == cautions


def test_uneven_times_are_refused_where_steps_are_taken_for_time() -> None:
    """Months counted in days are even; a gap is not. Newey–West only warns of it."""
    y = np.random.default_rng(11).normal(size=24)
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 2)
    months, gap = np.cumsum(days), np.arange(24.0) + 3 * (np.arange(24) > 5)
    found = interrupted_series(y, t=months, interruption=months[12], method="prais-winsten")
    assert found.status == "ok"
    found = interrupted_series(y, t=gap, interruption=gap[12], method="prais-winsten")
    assert found.status == "uneven-times"
    found = interrupted_series(y, t=gap, interruption=gap[12], method="newey-west")
    assert (found.status, found.caution) == ("ok", "oversized uneven-times")
    assert interrupted_series(y, t=gap, interruption=gap[12]).caution == ""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("origin", [0.0, 2004.0])
def test_an_exact_fit_has_nothing_to_judge_chance_by(method: str, origin: float) -> None:
    """Also where quarters of years and the figures themselves round off."""
    t = origin + np.arange(24) / 12
    after = t >= t[12]
    y = 7.1 + 0.3 * t + after * (2.5 + 0.7 * (t - t[12]))
    found = interrupted_series(y, t=t, interruption=t[12], method=method)
    assert float(found.level_change) == pytest.approx(2.5, rel=1e-9)
    assert float(found.slope_change) == pytest.approx(0.7, rel=1e-9)
    assert found.level_se == found.effect_se == found.residual_sd == 0
    assert np.isnan([found.level_p, found.slope_p, found.effect_p]).all()
    assert "exact-fit" in str(found.caution)


def test_bunched_times_are_told_from_a_line() -> None:
    """Three points within 10⁻¹³ of the whole time are one point in all but name."""
    t = np.array([0, 1, 2, 3, 4, 5, 6 - 4e-13, 6 - 2e-13, 6.0])
    for method in METHODS[::2]:
        found = interrupted_series(np.arange(9.0) ** 2, t=t, interruption=5.5, method=method)
        assert found.status in ("collinear", "uneven-times")
        assert np.isnan(found.level_change)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_enormous_and_tiny_figures_do_not_overflow(method: str, scale: float) -> None:
    """The p are those of ordinary figures."""
    y, t = np.random.default_rng(12).normal(size=24), np.arange(24.0)
    one = interrupted_series(y, interruption=13, method=method)
    tall = interrupted_series(y * scale, interruption=13, method=method)
    long = interrupted_series(y, t=t * scale, interruption=13 * scale, method=method)
    np.testing.assert_allclose([tall.level_p, long.level_p], one.level_p, rtol=1e-9)
    np.testing.assert_allclose([tall.slope_p, long.slope_p], one.slope_p, rtol=1e-9)
    np.testing.assert_allclose(tall.level_se / scale, one.level_se, rtol=1e-9)
    np.testing.assert_allclose(long.slope_se * scale, one.slope_se, rtol=1e-9)


def test_the_largest_floats_are_answered_or_nan() -> None:
    """No infinity comes out, and no warning."""
    found = interrupted_series([1.7e308, -1.7e308] * 6, interruption=6)
    for name in set(found._fields) - {"status", "caution"}:
        assert not np.isinf(getattr(found, name)).any(), name
    assert found.status == "ok"


def test_an_effect_too_far_off_for_a_float_is_nan() -> None:
    """Asked about at 10²⁰⁰ and 10³⁰⁸ of time; the changes themselves stand."""
    found = interrupted_series([1, 3, 2, 4, 9, 7, 8, 9], interruption=4, at=[1e200, 1e308])
    assert np.isnan(found.effect_se).all()
    assert np.isnan(found.effect_p).all()
    assert np.isfinite(found.level_p).all()


def test_no_rows() -> None:
    """An empty batch is a batch, with one design for all or one for each row."""
    found = interrupted_series(np.empty((0, 12)), interruption=6)
    assert (found.level_p.shape, found.fitted.shape, found.status.shape) == ((0,), (0, 12), (0,))
    assert interrupted_series(np.empty((0, 12)), interruption=np.empty(0)).caution.shape == (0,)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"y": 3}, "y"),
        ({"y": [1, 2, np.nan, 4, 5, 6, 7, 8]}, "y, row 0, point 2"),
        ({"t": [0, 1, 2, 3, 3, 5, 6, 7]}, "t, row 0, point 4"),
        ({"t": [0, 1]}, "t"),
        ({"interruption": np.inf}, "interruption"),
        ({"at": 3}, "at, row 0"),
        ({"at": np.nan}, "at"),
        ({"interruption": [4, 4], "at": [5, 5, 5]}, "batches"),
        ({"method": "glsar"}, "method"),
        ({"lags": -1, "method": "newey-west"}, "lags"),
        ({"lags": 1.5}, "lags"),
        ({"lags": 8}, "lags"),
        ({"confidence": 1.0}, "confidence"),
        ({"confidence": [0.9, 0.95]}, "confidence"),
    ],
)
def test_impossible_input_is_refused(change: dict[str, object], named: str) -> None:
    """Each by the name of the argument."""
    asked = {"y": np.arange(8.0), "interruption": 4} | change
    with pytest.raises(DomainError, match=named):
        interrupted_series(asked.pop("y"), **asked)


def test_false_positives_on_white_noise_are_as_tabled() -> None:
    """Ordinary least squares holds its level at 12 points; the other two do not at 20."""
    y = np.random.default_rng(13).normal(size=(4000, 20))

    def rate(n: int, method: str) -> float:
        found = interrupted_series(y[:, :n], interruption=n // 2, method=method)
        return float((found.level_p <= 0.05).mean())

    assert rate(12, "ols") == pytest.approx(0.05, abs=0.012)
    assert rate(20, "ols") == pytest.approx(0.05, abs=0.012)
    assert rate(20, "newey-west") == pytest.approx(0.15, abs=0.025)
    assert rate(20, "prais-winsten") == pytest.approx(0.11, abs=0.02)
