"""Whether a series changed level or slope when something was done, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._interruption import as_question
from rusfelt.stats._segments import fit_lines, lay_out

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._segments import Lines
    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["InterruptedSeries", "interrupted_series"]

_BLOCK = 1 << 16


class InterruptedSeries(NamedTuple):
    """Segmented regression of each row; ``...`` is the shape of the batch.

    Attributes:
        level_change: jump at the interruption, in units of y.
        level_se: its standard error.
        level_low: lower end of its interval.
        level_high: upper end.
        level_p: two-sided p of no jump, from t on ``df``.
        slope_change: slope after less slope before, in y per unit of t.
        slope_se: its standard error.
        slope_low: lower end of its interval.
        slope_high: upper end.
        slope_p: two-sided p of no change of slope.
        effect: fitted less counterfactual at the time asked about.
        effect_se: its standard error.
        effect_low: lower end of its interval.
        effect_high: upper end.
        effect_p: two-sided p of no effect then.
        slope: slope before the interruption.
        intercept: the line before, at t = 0.
        covariance: of intercept, slope, level change and slope change, ``(..., 4, 4)``.
        fitted: the fitted lines, ``(..., n)``.
        counterfactual: the line before, prolonged over all times, ``(..., n)``.
        residual_sd: ``sqrt(Σ e²/df)``; for Prais–Winsten of the transformed residuals.
        rho: lag-one autocorrelation of the residuals, ``Σ e_t·e_(t-1)/Σ e_t²``.
        durbin_watson: of the ordinary residuals.
        df: degrees of freedom of t, points less four.
        n_before: points before the interruption.
        n_after: points at it or later.
        status: ``"ok"``, or why all estimates are nan.
        caution: codes of what to be careful about, with a blank between them.
    """

    level_change: Floats
    level_se: Floats
    level_low: Floats
    level_high: Floats
    level_p: Floats
    slope_change: Floats
    slope_se: Floats
    slope_low: Floats
    slope_high: Floats
    slope_p: Floats
    effect: Floats
    effect_se: Floats
    effect_low: Floats
    effect_high: Floats
    effect_p: Floats
    slope: Floats
    intercept: Floats
    covariance: Floats
    fitted: Floats
    counterfactual: Floats
    residual_sd: Floats
    rho: Floats
    durbin_watson: Floats
    df: Floats
    n_before: Integers
    n_after: Integers
    status: Strings
    caution: Strings


def interrupted_series(
    y: ArrayLike,
    *,
    interruption: ArrayLike,
    t: ArrayLike | None = None,
    at: ArrayLike | None = None,
    method: Literal["ols", "newey-west", "prais-winsten"] = "ols",
    lags: int | None = None,
    confidence: float = 0.95,
) -> InterruptedSeries:
    """Whether a series jumped, or turned, when something was done, against its own past.

    Fits ``y = b0 + b1·t + b2·D + b3·(t - T)·D`` with D = 1 from the interruption T on: **a point at
    T belongs to after**. ``b2`` is the change of level at T, ``b3`` the change of slope, and
    ``b2 + b3·(t - T)`` the effect at a later time t: how far the series is from where its line
    before would have taken it. Nothing here tells the measure from whatever else happened then.

    - ``"ols"`` takes the points as independent. The only one of the three that holds its level in
      short series without autocorrelation; with it, it finds too much.
    - ``"newey-west"`` keeps the ordinary estimates and widens their errors for autocorrelation up
      to ``lags`` steps, Bartlett weights, times ``n/(n - 4)``, without prewhitening.
    - ``"prais-winsten"`` fits again under first-order autocorrelation, iterated to a fixed point
      and with the first point kept (as ``sqrt(1 - rho²)`` of it), rho being
      ``Σ e_t·e_(t-1)/Σ e_t²``.

    All p and intervals are from t on n - 4 degrees of freedom. How often each finds a change of
    level where there is none is tabled in ``benchmarks/interruption.py``.

    A row's estimates are nan, and its ``status`` says why: ``"too-few-points"`` (under 3 on a
    side), ``"too-short-for-newey-west"`` (under 20 in all or 8 on a side: false positives at four
    times the level and more), ``"uneven-times"`` (Prais–Winsten, where the longest step is over
    1.15 times the shortest), ``"collinear"`` (times so bunched that a side is one point in all
    but name), ``"not-settled"`` (Prais–Winsten came to no fixed point) or ``"too-large"`` (for a
    float). Cautions: ``"short-before"`` (under 8 points before),
    ``"autocorrelation-unchecked"`` (under 20 in all: too few to see it), ``"oversized"``
    (Prais–Winsten under 100 points, Newey–West always: false positives above .065 at level .05
    even without autocorrelation), ``"uneven-times"`` (Newey–West counts steps, not time), and
    ``"exact-fit"`` (nothing is left over to judge chance by: errors are 0 and p is nan).

    Args:
        y: values, ``(..., n)``, any unit.
        interruption: T, on the scale of ``t`` (the index of the first point after, where ``t`` is
            left out); one, or one for each row.
        t: strictly increasing times, ``(n,)`` or ``(..., n)``; 0 … n - 1 when left out.
        at: time of ``effect``, from T on; one, or one for each row; the last time when left out.
        method: how autocorrelation is met.
        lags: of Newey–West, 0 to n - 1; ``floor(4·(n/100)^(2/9))`` when left out.
        confidence: of all intervals.

    Returns:
        The fit of each row. y, interruption, t and at broadcast to the batch.

    Raises:
        DomainError: where a figure is not finite, t does not increase, ``at`` lies before the
            interruption, the shapes do not fit, or method, lags or level are not possible.

    >>> y = [5, 6, 5, 7, 6, 7, 7, 8, 4, 5, 4, 5, 5, 6, 5, 6]
    >>> found = interrupted_series(y, interruption=8)
    >>> float(found.level_change.round(2)), float(found.level_p.round(4))
    (-3.87, 0.0)
    >>> str(found.caution)
    'autocorrelation-unchecked'

    Source: Wagner et al. (2002), doi:10.1046/j.1365-2710.2002.00430.x; Newey and West (1987),
    doi:10.2307/1913610, and (1994) for the lags, doi:10.2307/2297912; Prais and Winsten (1954),
    Cowles Commission discussion paper 383. That ordinary least squares is to be preferred in short
    series: Turner et al. (2020), doi:10.1101/2020.10.12.20211706.
    """
    asked = as_question(y, interruption, t, at, method=method, lags=lags, confidence=confidence)
    count, n = asked.y.shape
    status = asked.status()
    out = _blank(count, n)
    exact = np.zeros(count, dtype=np.bool_)
    if count and (status == "ok").any():
        # Rows that cannot be fitted get the design of one that can, and are blanked afterwards.
        t0, start, moment = asked.fittable(status == "ok")
        one = lay_out(t0, start, moment) if len(t0) == 1 else None
        status = np.broadcast_to(status, count).astype("<U24")
        for rows in row_blocks(count, n * 4, cells=_BLOCK):
            segments = one or lay_out(t0[rows], start[rows], moment[rows])
            lines = fit_lines(segments, asked.y[rows], method=method, lags=asked.lags)
            large = ~np.isfinite(lines.coefficients).all(axis=-1)
            status[rows] = np.select(
                [status[rows] != "ok", ~segments.design.usable, ~lines.settled, large],
                [status[rows], "collinear", "not-settled", "too-large"],
                default="ok",
            )
            exact[rows] = lines.exact
            for name, field in _answer(lines, n - 4.0, asked.confidence).items():
                out[name][rows] = field
                out[name][rows][status[rows] != "ok"] = np.nan
    status = np.broadcast_to(status, count)
    batch = asked.batch
    return InterruptedSeries(
        **{name: field.reshape(batch + field.shape[1:]) for name, field in out.items()},
        df=np.where(status == "ok", n - 4.0, np.nan).reshape(batch),
        n_before=np.broadcast_to(asked.n_before, count).reshape(batch),
        n_after=np.broadcast_to(asked.n_after, count).reshape(batch),
        status=status.reshape(batch),
        caution=asked.caution(status, exact).reshape(batch),
    )


def _answer(lines: Lines, df: float, confidence: float) -> dict[str, Floats]:
    """The fields of a block of fitted rows."""
    found = {
        "level": (lines.coefficients[:, 2], lines.errors[:, 2]),
        "slope": (lines.coefficients[:, 3], lines.errors[:, 3]),
        "effect": (lines.effect, lines.effect_se),
    }
    fields: dict[str, Floats] = {}
    critical = -float(special.stdtrit(df, (1 - confidence) / 2))
    with np.errstate(all="ignore"):
        for name, (value, se) in found.items():
            ratio = np.abs(value) / np.where(se > 0, se, np.nan)
            fields[name if name == "effect" else f"{name}_change"] = value
            fields[f"{name}_se"] = se
            low, high = value - critical * se, value + critical * se
            fields[f"{name}_low"] = np.where(np.isinf(low), np.nan, low)
            fields[f"{name}_high"] = np.where(np.isinf(high), np.nan, high)
            fields[f"{name}_p"] = 2 * special.stdtr(df, -ratio)
    return fields | {
        "slope": lines.coefficients[:, 1],
        "intercept": lines.coefficients[:, 0],
        "covariance": lines.covariance,
        "fitted": lines.fitted,
        "counterfactual": lines.counterfactual,
        "residual_sd": lines.residual_sd,
        "rho": lines.rho,
        "durbin_watson": lines.durbin_watson,
    }


def _blank(count: int, n: int) -> dict[str, Floats]:
    """Rows about which nothing can be said."""
    shapes: dict[str, tuple[int, ...]] = {
        "covariance": (4, 4), "fitted": (n,), "counterfactual": (n,),
    }  # fmt: skip
    other = {"df", "n_before", "n_after", "status", "caution"}
    return {
        name: np.full((count, *shapes.get(name, ())), np.nan)
        for name in InterruptedSeries._fields
        if name not in other
    }
