"""Asymptotic tests of a trend: maximum likelihood with dispersion, and the score test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from rusfelt.stats._dispersion import estimated
from rusfelt.stats._solve import solve_increasing
from rusfelt.stats.trend_result import Trend

if TYPE_CHECKING:
    from rusfelt.stats._family import Family
    from rusfelt.typing import Floats, Integers

__all__ = ["regression_trend", "score_trend", "steepest"]

_ALPHA = 0.05
# A level and a slope: dispersion needs more points than these.
_COEFFICIENTS = 2


def steepest(family: Family, x: Floats) -> Floats:
    """The maximum likelihood slope; infinite where the events stand as far to one end as they can.

    It is the slope at which the expected Σ position·x is the observed one.
    """
    at_low, at_high = family.at_edges(x)
    slope = np.where(at_high, np.inf, -np.inf)
    slope[at_low & at_high] = np.nan
    rows = np.flatnonzero(~(at_low | at_high))
    part = family.take(rows)
    sums = (part.position * x[rows]).sum(axis=1)

    def excess(beta: Floats, own: Integers) -> tuple[Floats, Floats]:
        _, mean, spread = part.take(own).moments(beta)
        return mean - sums[own], spread

    spread = part.moments(np.zeros(rows.size))[2]
    # No spread is left to go by where exposures lie hundreds of powers of ten apart.
    reach = 2 / np.sqrt(np.where(spread > 0, spread, 1.0))
    slope[rows] = solve_increasing(excess, np.zeros(rows.size), reach)
    return slope


def regression_trend(
    family: Family, x: Floats, confidence: float, change_confidence: float, method: str
) -> Trend:
    """Maximum likelihood with dispersion max(1, χ²/(n - 2)); t where it is above 1, else normal.

    Undefined for fewer than three points, where no finite slope is the most likely one, and where
    a float has no spread left, exposures being hundreds of powers of ten apart.

    Args:
        family: positions are times from 0 to 1.
        x: the observed counts, ``(rows, n)``.
        confidence: of the interval of the slope.
        change_confidence: of the interval to be carried over to the change.
        method: the name of the method in the result.
    """
    n = x.shape[1]
    result = Trend.undefined(x.shape[0])
    slope = steepest(family, x)
    rows = np.flatnonzero(np.isfinite(slope) & (n > _COEFFICIENTS))
    if rows.size == 0:
        return result
    spread = family.take(rows).moments(slope[rows])[2]
    rows, spread = rows[spread > 0], spread[spread > 0]
    if rows.size == 0:
        return result
    part, beta = family.take(rows), slope[rows]
    fitted = part.fitted(beta)
    variance = part.variance(fitted)
    seen = variance > 0
    residual = np.where(seen, (x[rows] - fitted) ** 2, 0.0) / np.where(seen, variance, 1.0)
    dispersion = estimated(residual.sum(axis=1), n - _COEFFICIENTS)
    se = np.sqrt(dispersion.factor / spread)
    p = dispersion.p(beta, se)
    wide, narrow = (dispersion.half(c, se) for c in (confidence, change_confidence))
    one = np.ones(rows.size)
    part_result = Trend(
        slope=beta, se=se, low=beta - wide, high=beta + wide, p=p, p_minlike=p,
        size=_ALPHA * one, smallest_p=np.nan * one, dispersion=dispersion.factor,
        df=dispersion.df, change=beta, change_low=beta - narrow, change_high=beta + narrow,
        method=np.full(rows.size, method),
    )  # fmt: skip
    result.put(rows, part_result)
    return result


def score_trend(family: Family, x: Floats, confidence: float, change_confidence: float) -> Trend:
    """The asymptotic score test, conditional on the total, with the intervals that invert it.

    Undefined where a float has no spread left, exposures being hundreds of powers of ten apart.

    Args:
        family: positions are times from 0 to 1.
        x: the observed counts, ``(rows, n)``.
        confidence: of the interval of the slope.
        change_confidence: of the interval to be carried over to the change.
    """
    result = Trend.undefined(x.shape[0])
    rows = np.flatnonzero(~family.settled())
    slope = steepest(family, x)[rows]
    start = np.where(np.isfinite(slope), slope, 0.0)
    part = family.take(rows)
    resolved = (part.moments(start)[2] > 0) & (part.moments(np.zeros(rows.size))[2] > 0)
    rows, slope, start = rows[resolved], slope[resolved], start[resolved]
    if rows.size == 0:
        return result
    part, counts = family.take(rows), x[rows]
    at_low, at_high = part.at_edges(counts)
    sums = (part.position * counts).sum(axis=1)
    inner = np.isfinite(slope)
    _, null_mean, null_spread = part.moments(np.zeros(rows.size))
    typical = 1 / np.sqrt(np.where(inner, part.moments(start)[2], null_spread))

    def limit(z: float) -> Floats:
        def excess(beta: Floats, own: Integers) -> tuple[Floats, Floats]:
            _, mean, spread = part.take(own).moments(beta)
            deviation = np.sqrt(np.maximum(spread, 1e-300))
            return (mean - sums[own]) / deviation - z, deviation

        closed = at_high if z > 0 else at_low
        open_rows = np.flatnonzero(~closed)
        ends = np.full(rows.size, np.inf if z > 0 else -np.inf)
        ends[open_rows] = solve_increasing(
            lambda beta, own: excess(beta, open_rows[own]),
            (start + z * typical)[open_rows], typical[open_rows],
        )  # fmt: skip
        return ends

    p = 2 * ndtr(-np.abs(sums - null_mean) / np.sqrt(null_spread))
    wide, narrow = (-float(ndtri((1 - c) / 2)) for c in (confidence, change_confidence))
    one = np.ones(rows.size)
    part_result = Trend(
        slope=slope, se=np.where(inner, typical, np.nan), low=limit(-wide), high=limit(wide),
        p=p, p_minlike=p, size=_ALPHA * one, smallest_p=np.nan * one, dispersion=one,
        df=np.inf * one, change=slope, change_low=limit(-narrow), change_high=limit(narrow),
        method=np.full(rows.size, "score"),
    )  # fmt: skip
    result.put(rows, part_result)
    return result
