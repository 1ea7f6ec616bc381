"""The shared linear fit against exact arithmetic, numpy, scipy, and what a fit must do."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.least_squares import least_squares

NAN_FIELDS = ("coefficients", "se", "covariance", "residual_sd", "r2", "f", "p", "fitted")


def exact_fit(x: np.ndarray, y: np.ndarray) -> list[Fraction] | None:
    """The coefficients in whole-number arithmetic on the floats as they stand; None if singular."""
    a = [[Fraction(float(v)) for v in row] for row in x]
    b = [Fraction(float(v)) for v in y]
    k = x.shape[1]
    normal = [
        [sum(row[i] * row[j] for row in a) for j in range(k)]
        + [sum(row[i] * v for row, v in zip(a, b, strict=True))]
        for i in range(k)
    ]
    for i in range(k):
        pivot = next((j for j in range(i, k) if normal[j][i]), None)
        if pivot is None:
            return None
        normal[i], normal[pivot] = normal[pivot], normal[i]
        for j in range(k):
            if j != i:
                factor = normal[j][i] / normal[i][i]
                normal[j] = [u - factor * v for u, v in zip(normal[j], normal[i], strict=True)]
    return [normal[i][k] / normal[i][i] for i in range(k)]


def test_a_batch_equals_numpy_row_by_row() -> None:
    """Coefficients, errors, residuals and R² of 50 random designs."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 12, 3)) + np.array([0, 5, -3])
    x[..., 0] = 1
    y = rng.normal(size=(50, 12))
    fit = least_squares(x, y)
    for i in range(50):
        b, rss, *_ = np.linalg.lstsq(x[i], y[i], rcond=None)
        np.testing.assert_allclose(fit.coefficients[i], b, rtol=1e-10, atol=1e-12)
        cov = rss[0] / 9 * np.linalg.inv(x[i].T @ x[i])
        np.testing.assert_allclose(fit.covariance[i], cov, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(fit.se[i], np.sqrt(np.diag(cov)), rtol=1e-10)
        np.testing.assert_allclose(fit.fitted[i], x[i] @ b, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(fit.r2[i], 1 - rss[0] / (y[i].var() * 12), rtol=1e-9)
    assert set(fit.status) == {"ok"}
    np.testing.assert_array_equal(fit.df, 9)


def test_a_straight_line_has_scipys_slope_error_and_p() -> None:
    """``scipy.stats.linregress``; with one column besides the constant F's p is t's."""
    rng = np.random.default_rng(2)
    t, y = np.sort(rng.uniform(2000, 2020, 9)), rng.normal(size=9)
    theirs = stats.linregress(t, y)
    fit = least_squares(np.column_stack([np.ones(9), t]), y)
    assert fit.coefficients[1] == pytest.approx(theirs.slope, rel=1e-10)
    assert fit.se[1] == pytest.approx(theirs.stderr, rel=1e-10)
    assert float(fit.p) == pytest.approx(theirs.pvalue, rel=1e-10)
    assert float(fit.f) == pytest.approx((theirs.slope / theirs.stderr) ** 2, rel=1e-9)


@pytest.mark.parametrize("degree", [1, 3, 5, 7])
def test_ill_conditioned_polynomials_are_right_to_the_last_digits(degree: int) -> None:
    """Powers of whole numbers 1 … 15 with large residuals, against exact arithmetic."""
    x = np.arange(1.0, 16.0)[:, None] ** np.arange(degree + 1)
    y = np.round(np.random.default_rng(degree).normal(size=15) * 1e6)
    exact = exact_fit(x, y)
    assert exact is not None
    fit = least_squares(x, y)
    np.testing.assert_allclose(fit.coefficients, [float(b) for b in exact], rtol=4e-15)


def test_nearly_collinear_columns_are_right_or_nan_but_never_wrong() -> None:
    """Columns that differ by ever less, down to nothing: six digits of the exact answer or nan."""
    rng = np.random.default_rng(3)
    base, other, y = rng.normal(size=(3, 8))
    given = refused = 0
    for power in np.arange(0, 18, 0.5):
        x = np.column_stack([np.ones(8), base, base + 10.0**-power * other])
        fit = least_squares(x, y)
        exact = exact_fit(x, y)
        if fit.status == "collinear":
            refused += 1
            assert fit.condition > 1e12
            assert all(np.isnan(getattr(fit, name)).all() for name in NAN_FIELDS)
        else:
            given += 1
            assert exact is not None
            np.testing.assert_allclose(fit.coefficients, [float(b) for b in exact], rtol=1e-6)
    assert given >= 20
    assert refused >= 8


@given(seed=st.integers(0, 10**6), collinear=st.booleans())
@settings(max_examples=60, deadline=None)
def test_exactly_collinear_columns_are_refused(seed: int, collinear: bool) -> None:
    """A sum of two others, up to rounding; with an independent third the same columns pass."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(9, 3)) * 10.0 ** rng.uniform(-6, 6, 3)
    if collinear:
        x[:, 2] = x[:, 0] * rng.normal() + x[:, 1] * rng.normal()
    status = least_squares(x, rng.normal(size=9)).status
    assert status == ("collinear" if collinear else "ok")


def test_a_bad_row_does_not_sink_the_batch() -> None:
    """The middle row has a repeated column; its neighbours are as if alone."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(3, 6, 2)), rng.normal(size=(3, 6))
    x[1, :, 1] = x[1, :, 0]
    fit = least_squares(x, y)
    assert fit.status.tolist() == ["ok", "collinear", "ok"]
    assert fit.condition[1] > 1e12
    for row in (0, 2):
        alone = least_squares(x[row], y[row])
        for name in NAN_FIELDS:
            np.testing.assert_array_equal(getattr(fit, name)[row], getattr(alone, name))


def test_one_design_for_all_is_each_rows_own() -> None:
    """A shared design gives bit for bit what repeating it gives."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(10, 4)), rng.normal(size=(3, 7, 10))
    shared = least_squares(x, y)
    own = least_squares(np.broadcast_to(x, (3, 7, 10, 4)), y)
    assert shared.covariance.shape == (3, 7, 4, 4)
    for name in shared._fields:
        np.testing.assert_array_equal(getattr(shared, name), getattr(own, name))


def test_whole_weights_are_repeated_points_in_coefficients() -> None:
    """Coefficients and sums of squares as if each point stood there that often."""
    rng = np.random.default_rng(6)
    x, y = np.column_stack([np.ones(6), rng.normal(size=6)]), rng.normal(size=6)
    w = np.array([1, 3, 2, 1, 4, 2])
    fit = least_squares(x, y, weights=w)
    often = least_squares(np.repeat(x, w, axis=0), np.repeat(y, w))
    np.testing.assert_allclose(fit.coefficients, often.coefficients, rtol=1e-12)
    np.testing.assert_allclose(fit.r2, often.r2, rtol=1e-12)
    np.testing.assert_allclose(fit.residual_sd**2 * 4, often.residual_sd**2 * 11, rtol=1e-12)
    np.testing.assert_allclose(fit.residuals, y - x @ fit.coefficients, atol=1e-13)
    assert fit.df == 4


def test_a_weight_of_zero_leaves_the_point_out() -> None:
    """As without it, but that its fitted value and residual are still told."""
    rng = np.random.default_rng(7)
    x, y = np.column_stack([np.ones(6), np.arange(6.0)]), rng.normal(size=6)
    fit = least_squares(x, y, weights=[1, 1, 0, 1, 1, 1])
    without = least_squares(np.delete(x, 2, 0), np.delete(y, 2))
    for name in ("coefficients", "se", "residual_sd", "df", "r2", "f", "p"):
        np.testing.assert_allclose(getattr(fit, name), getattr(without, name), rtol=1e-12)
    assert fit.residuals[2] == pytest.approx(y[2] - x[2] @ without.coefficients)


def test_each_row_may_have_its_own_weights() -> None:
    """Each is as if alone, with one design for all or one for each."""
    rng = np.random.default_rng(10)
    x, y, w = rng.normal(size=(5, 8, 3)), rng.normal(size=(5, 8)), rng.uniform(0, 2, (5, 8))
    for designs in (x, x[:1]):
        fit = least_squares(designs, y, weights=w)
        for row in range(5):
            alone = least_squares(designs[row % len(designs)], y[row], weights=w[row])
            for name in fit._fields:
                np.testing.assert_array_equal(getattr(fit, name)[row], getattr(alone, name))
            root = np.sqrt(w[row])
            b = np.linalg.lstsq(
                designs[row % len(designs)] * root[:, None], y[row] * root, rcond=None
            )[0]
            np.testing.assert_allclose(fit.coefficients[row], b, rtol=1e-9)


@pytest.mark.parametrize("factor", [1e-300, 1e-20, 7.0, 1e300])
def test_only_relative_weights_matter_to_coefficients_and_errors(factor: float) -> None:
    """Multiplying all weights leaves both."""
    rng = np.random.default_rng(8)
    x, y, w = rng.normal(size=(7, 2)), rng.normal(size=7), rng.uniform(0.1, 3, 7)
    one, other = (least_squares(x, y, weights=v) for v in (w, w * factor))
    np.testing.assert_allclose(other.coefficients, one.coefficients, rtol=1e-12)
    np.testing.assert_allclose(other.se, one.se, rtol=1e-12)
    np.testing.assert_allclose(other.residual_sd, one.residual_sd * np.sqrt(factor), rtol=1e-12)


def test_as_many_points_as_columns_give_coefficients_without_errors() -> None:
    """The line through two points is known; how sure it is, is not."""
    fit = least_squares([[1, 0], [1, 2]], [3, 7])
    np.testing.assert_array_equal(fit.coefficients, [3, 2])
    assert fit.df == 0
    assert np.isnan([*fit.se, fit.residual_sd, fit.f, fit.p]).all()
    assert fit.status == "no-degrees-of-freedom"


def test_fewer_points_than_columns_are_nan() -> None:
    """Also where only the weights leave too few."""
    for fit in (least_squares([[1, 0, 2]], [3]), least_squares(np.eye(3), [1, 2, 3], weights=0)):
        assert fit.status == "too-few-points"
        assert np.isnan(fit.coefficients).all()
        assert np.isnan(fit.df)


def test_an_exact_line_leaves_nothing_over() -> None:
    """A line with figures that are no exact floats has residuals, errors and sd of exactly 0."""
    t = np.arange(12.0)
    fit = least_squares(np.column_stack([np.ones(12), t]), 7.1 + 0.3 * t)
    assert fit.residual_sd == 0
    assert (fit.residuals == 0).all()
    assert (fit.se == 0).all()
    assert fit.f == np.inf
    assert np.isnan(fit.p)


def test_a_small_spread_far_from_zero_is_not_taken_for_rounding() -> None:
    """Deviations of .1 about 10¹² are found: their spread is 400 roundings of the figures."""
    y = 1e12 + np.array([0.0, 0.125, 0.25, 0.125, 0.0, 0.25])
    fit = least_squares(np.ones((6, 1)), y)
    assert float(fit.residual_sd) == pytest.approx(np.std(y - 1e12, ddof=1), rel=1e-12)


def test_equal_values_have_no_r2() -> None:
    """There is no variation to explain."""
    fit = least_squares(np.column_stack([np.ones(5), np.arange(5)]), [0.1] * 5)
    np.testing.assert_allclose(fit.coefficients, [0.1, 0], atol=1e-30)
    assert np.isnan([fit.r2, fit.f, fit.p]).all()


def test_r2_is_about_the_mean_where_the_columns_hold_a_constant() -> None:
    """A column of ones, one dummy for each group, and no constant at all."""
    y = np.array([3.0, 4, 4, 7, 9, 8])
    dummies = np.repeat(np.eye(2), 3, axis=0)
    with_ones = np.column_stack([np.ones(6), dummies[:, 1]])
    a, b = least_squares(with_ones, y), least_squares(dummies, y)
    np.testing.assert_allclose([b.r2, b.f, b.df_model], [a.r2, a.f, a.df_model], rtol=1e-13)
    assert a.df_model == 1
    f = stats.f_oneway(y[:3], y[3:])
    assert (float(a.f), float(a.p)) == pytest.approx((f.statistic, f.pvalue), rel=1e-11)
    through = least_squares(np.arange(1.0, 7.0)[:, None], y)
    assert float(through.r2) == pytest.approx(1 - (through.residuals**2).sum() / (y**2).sum())
    assert through.df_model == 1


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_enormous_and_tiny_figures_do_not_overflow(scale: float) -> None:
    """Coefficients scale with y and against x."""
    rng = np.random.default_rng(9)
    x, y = rng.normal(size=(8, 2)), rng.normal(size=8)
    one = least_squares(x, y)
    tall, wide = least_squares(x, y * scale), least_squares(x * scale, y)
    np.testing.assert_allclose(tall.coefficients / scale, one.coefficients, rtol=1e-11)
    np.testing.assert_allclose(tall.se / scale, one.se, rtol=1e-11)
    np.testing.assert_allclose(wide.coefficients * scale, one.coefficients, rtol=1e-11)
    np.testing.assert_allclose([tall.r2, wide.r2, tall.p], [one.r2, one.r2, one.p], rtol=1e-11)


def test_what_is_too_large_for_a_float_is_nan() -> None:
    """A coefficient of 10⁶⁰⁸ is no number."""
    fit = least_squares([[1e-300], [2e-300], [3e-300]], [1e308, 1e308, -1e308])
    assert fit.status == "too-large"
    assert np.isnan(fit.coefficients).all()


@given(
    seed=st.integers(0, 10**6), rows=st.integers(1, 6), n=st.integers(4, 12), power=st.integers(-9, 9)
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_laws_of_a_fit(seed: int, rows: int, n: int, power: int) -> None:
    """Permuted rows, permuted points, doubled figures, and residuals at right angles."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(rows, n, 3)), rng.normal(size=(rows, n))
    fit = least_squares(x, y)
    order, places = rng.permutation(rows), rng.permutation(n)
    np.testing.assert_array_equal(
        least_squares(x[order], y[order]).coefficients, fit.coefficients[order]
    )
    moved = least_squares(x[:, places], y[:, places])
    np.testing.assert_allclose(moved.coefficients, fit.coefficients, rtol=1e-9, atol=1e-12)
    doubled = least_squares(x, y * 2.0**power)
    np.testing.assert_array_equal(doubled.coefficients, fit.coefficients * 2.0**power)
    np.testing.assert_array_equal(doubled.p, fit.p)
    across = np.einsum("rnk,rn->rk", x, fit.residuals)
    np.testing.assert_allclose(across, 0, atol=1e-13 * n)


def test_no_rows_and_no_points() -> None:
    """An empty batch is a batch, and no points are too few."""
    fit = least_squares(np.ones((5, 2)), np.empty((0, 5)))
    assert fit.coefficients.shape == (0, 2)
    assert fit.covariance.shape == (0, 2, 2)
    assert least_squares(np.ones((0, 2)), []).status == "too-few-points"


@pytest.mark.parametrize(
    ("x", "y", "weights", "named"),
    [
        ([1, 2, 3], [1, 2, 3], None, "x"),
        (np.ones((3, 0)), [1, 2, 3], None, "x"),
        (np.ones((3, 1)), 4, None, "y"),
        (np.ones((3, 1)), [1, 2], None, "y"),
        (np.ones((3, 1)), [1, 2, np.nan], None, "point 2"),
        ([[1], [np.inf], [1]], [1, 2, 3], None, "x, row 0, point 1"),
        (np.ones((3, 1)), [1, 2, 3], [1, -1, 1], "weights"),
        (np.ones((3, 1)), [1, 2, 3], [1, 1], "weights"),
        (np.ones((2, 3, 1)), np.ones((3, 3)), None, "y"),
        (np.ones((3, 1)), ["a", "b", "c"], None, "y"),
    ],
)
def test_impossible_input_is_refused(x: object, y: object, weights: object, named: str) -> None:
    """Wrong shapes, nan, infinities, negative weights and words, each by name."""
    with pytest.raises(DomainError, match=named):
        least_squares(x, y, weights=weights)
