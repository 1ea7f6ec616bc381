"""One linear fit for everything that needs one: careful, batched, and honest where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._double_double import exponent, rescaled, shifted
from rusfelt.stats._linear import as_rounding, factorise, solve, times
from rusfelt.stats._linear_input import as_rows, roots

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._linear import Design
    from rusfelt.stats._linear_input import Weights
    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["LeastSquares", "least_squares"]

# Cells of a block, chosen so that a block and its copies stay in the processor's cache.
_BLOCK = 1 << 16
# A constant is among the columns when this little of it lies outside their span.
_OUTSIDE = 1e-10
_STATUS = ("ok", "no-degrees-of-freedom", "collinear", "too-few-points", "too-large")


class LeastSquares(NamedTuple):
    """A linear fit of each row; ``...`` is the shape of the batch.

    Attributes:
        coefficients: of the columns, ``(..., k)``.
        se: their standard errors, ``(..., k)``.
        covariance: of the coefficients, ``(..., k, k)``.
        residual_sd: ``sqrt(Σ w·r²/df)``.
        df: points of weight above 0, less columns.
        df_model: columns, less one where a constant is among them or a sum of them.
        r2: share of the (weighted) sum of squares that the fit explains: about the mean where a
            constant is among the columns, about zero where not.
        f: the F statistic of all columns but the constant; infinite where nothing is left over.
        p: its p; nan where nothing is left over to judge chance by.
        fitted: ``(..., n)``.
        residuals: ``y - fitted``, ``(..., n)``.
        condition: how many times an error may be magnified: 1 for columns at right angles,
            infinite for collinear ones. ``‖R‖·‖R⁻¹‖/k`` in Frobenius norms, for columns scaled to
            length one; never above the usual condition number, and at most k times below it.
        status: ``"ok"``; ``"no-degrees-of-freedom"`` (coefficients without errors);
            ``"collinear"``, ``"too-few-points"`` or ``"too-large"`` (all nan).
    """

    coefficients: Floats
    se: Floats
    covariance: Floats
    residual_sd: Floats
    df: Floats
    df_model: Floats
    r2: Floats
    f: Floats
    p: Floats
    fitted: Floats
    residuals: Floats
    condition: Floats
    status: Strings


def least_squares(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> LeastSquares:
    """The combination of given columns that comes nearest to each series.

    Minimises ``Σ w·(y - x·b)²``. The columns are scaled by powers of two and factored as QR; the
    answer is then refined with residuals whose rounding is kept, until it is right to the last
    digits for the figures as given.

    A row is nan, and its ``status`` says why, where it has fewer points than columns, where its
    columns are collinear or so nearly (``condition`` above 1e12) that rounding could decide the
    answer, or where an answer is too large for a float. With as many points as columns there are
    coefficients and no errors. Residuals no larger together than what the figures round off by
    (4 parts in 2⁵² of the figures and fitted parts) are 0.

    Args:
        x: columns of the design, ``(n, k)`` for all series or ``(..., n, k)``; a constant only
            where one is given.
        y: values, ``(..., n)``.
        weights: of the points, ``(n,)`` or ``(..., n)``, such as one over a variance, 0 or more; a
            point of weight 0 does not count. All equal when left out.

    Returns:
        The fit of each row.

    Raises:
        DomainError: where a figure is not finite, a weight is negative, there is no column, or
            the shapes do not fit.

    >>> fit = least_squares([[1, 4], [1, 5], [1, 6]], [3, 4, 4])
    >>> fit.coefficients.round(3), float(fit.residual_sd.round(3)), str(fit.status)
    (array([1.167, 0.5  ]), 0.408, 'ok')

    Source: Björck (1967), doi:10.1007/BF01939321.
    """
    design, rows, weight, batch = as_rows(x, y, weights)
    count, n = rows.shape
    k = design.shape[-1]
    out = _blank(count, n, k)
    if n >= k and count:
        heavy = roots(weight)
        shared = len(design) == 1 and len(heavy.root) == 1
        one = factorise(design, heavy.factor) if shared else None
        for block in row_blocks(count, n * k, cells=_BLOCK):
            part = design if len(design) == 1 else design[block]
            own = heavy if len(heavy.root) == 1 else heavy.take(block)
            fit = _fit(one or factorise(part, own.factor), part, rows[block], own)
            for whole, some in zip(out, fit, strict=True):
                whole[block] = some
    return LeastSquares._make(field.reshape(batch + field.shape[1:]) for field in out)


def _fit(design: Design, x: Floats, y: Floats, heavy: Weights) -> LeastSquares:
    """The fit of a block of rows."""
    k = x.shape[-1]
    counted = np.broadcast_to((heavy.root > 0).sum(axis=-1), len(y))
    scale = exponent(y, -1)
    goal = shifted(y, -scale[:, None])
    if not heavy.plain:
        goal = goal * heavy.root
        again = exponent(goal, -1)
        goal = shifted(goal, -again[:, None])
        scale = scale + again
    with np.errstate(all="ignore"):
        b, r = solve(design, goal)
        size = np.sqrt((goal * goal).sum(axis=-1))
        reach = (np.abs(b) * np.sqrt((design.x**2).sum(axis=-2))).sum(axis=-1)
        r[as_rounding(np.sqrt((r * r).sum(axis=-1)), size + reach)] = 0.0
        left = (r * r).sum(axis=-1)
        df = np.where(counted < k, np.nan, counted - k)
        variance = left / np.where(df > 0, df, np.nan)
        explained, centred = _explained(design, goal, r, heavy.root)
        flat = as_rounding(np.sqrt(left + explained), size)
        r2 = explained / np.where(flat, np.nan, left + explained)
        df_model = np.broadcast_to(k - centred, len(y)).astype(np.float64)
        f = explained / np.where(flat | (df_model == 0), np.nan, df_model) / variance
        p = np.asarray(special.fdtrc(df_model, df, np.where(np.isinf(f), np.nan, f)), np.float64)
        spread = np.matmul(design.inverse, design.inverse.swapaxes(-1, -2))
        spread = variance[:, None, None] * spread
        se = np.sqrt(np.diagonal(spread, axis1=-2, axis2=-1))
        shift = scale[:, None] - design.power
        coefficients = rescaled(b, shift)
        residuals = rescaled(r / heavy.root, scale[:, None])
        apart = y - np.where(np.isnan(coefficients[:, :1]), np.nan, times(x, coefficients))
        residuals = np.where(heavy.root > 0, residuals, np.where(np.isinf(apart), np.nan, apart))
        fitted = y - residuals
    few, collinear = counted < k, np.broadcast_to(~design.usable, len(y))
    large = np.isnan(coefficients).any(axis=-1)
    code = np.select([few, collinear, large, df == 0], [3, 2, 4, 1], default=0)
    fit = LeastSquares(
        coefficients=coefficients,
        se=rescaled(se, shift),
        covariance=rescaled(spread, shift[:, :, None] + shift[:, None, :]),
        residual_sd=rescaled(np.sqrt(variance), scale + heavy.power),
        df=df,
        df_model=df_model,
        r2=r2,
        f=f,
        p=p,
        fitted=np.where(np.isinf(fitted), np.nan, fitted),
        residuals=residuals,
        condition=np.broadcast_to(design.condition, len(y)),
        status=np.array(_STATUS)[code],
    )
    for name in set(fit._fields) - {"df", "condition", "status"}:
        getattr(fit, name)[(code > 1)] = np.nan
    return fit


def _explained(design: Design, goal: Floats, r: Floats, root: Floats) -> tuple[Floats, Bools]:
    """The weighted sum of squares the fit explains, and whether it is about the mean."""
    within = times(design.q, times(design.q.swapaxes(-1, -2), root))
    outside = np.sqrt(((root - within) ** 2).sum(axis=-1))
    centred = outside <= _OUTSIDE * np.sqrt((root * root).sum(axis=-1))
    centre = (root * goal).sum(axis=-1) / (root * root).sum(axis=-1)
    away = goal - root * centre[:, None]
    # What rounding left of the mean itself is taken out again.
    rest = (root * away).sum(axis=-1) / (root * root).sum(axis=-1)
    away = np.where(centred[:, None], away - root * rest[:, None], goal)
    return ((away - r) ** 2).sum(axis=-1), centred


def _blank(count: int, n: int, k: int) -> LeastSquares:
    """Rows of too few points, to be written over."""
    shapes: dict[str, tuple[int, ...]] = {
        "coefficients": (k,), "se": (k,), "covariance": (k, k), "fitted": (n,), "residuals": (n,),
    }  # fmt: skip
    blank = {
        name: np.full((count, *shapes.get(name, ())), np.nan) for name in LeastSquares._fields[:-1]
    }
    return LeastSquares(**blank, status=np.full(count, _STATUS[3], dtype="<U21"))
