"""One figure for several districts that truly differ: random-effects pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._between import between_variance, weighted
from rusfelt.stats._checks import not_finite, not_positive, refuse, row_blocks
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._count_trend import level
from rusfelt.stats._places import choose, place_arrays, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Pooled", "pool"]

_METHODS = ("dersimonian-laird", "paule-mandel", "reml")
_INTERVALS = ("hartung-knapp", "modified-hartung-knapp", "normal")


class Pooled(NamedTuple):
    """The pooled estimate and how much the districts differ; fields of the batch's shape."""

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    tau2: Floats
    q: Floats
    df: Floats
    p: Floats
    i2: Floats
    prediction_low: Floats
    prediction_high: Floats


def pool(
    estimate: ArrayLike,
    se: ArrayLike,
    *,
    method: Literal["dersimonian-laird", "paule-mandel", "reml"] = "dersimonian-laird",
    interval: Literal["hartung-knapp", "modified-hartung-knapp", "normal"] = (
        "modified-hartung-knapp"
    ),
    confidence: float = 0.95,
) -> Pooled:
    r"""The mean of estimates from several districts whose true values may differ.

    Each estimate :math:`y_i` with standard error :math:`s_i` weighs
    :math:`w_i = 1/(s_i^2 + \tau^2)`, where :math:`\tau^2` is the variance between the districts'
    true values. ``low`` to ``high`` is about the *mean* of districts like these;
    ``prediction_low`` to ``prediction_high`` is where the true value of one *further* district
    would lie, which is what a district wants to know.

    ``method``, for :math:`\tau^2`, never below 0: ``"dersimonian-laird"`` in one step;
    ``"paule-mandel"`` where :math:`\sum w_i(y_i - \hat\mu)^2 = k - 1`; ``"reml"`` where the
    restricted likelihood is highest.

    ``interval``: ``"normal"`` takes :math:`1/\sum w_i` for the variance and is too short with few
    districts. ``"hartung-knapp"`` multiplies it by
    :math:`h = \sum w_i(y_i - \hat\mu)^2/(k - 1)` and takes t on k - 1 degrees of freedom; where
    districts happen to agree, h is near 0 and so is the width. ``"modified-hartung-knapp"`` takes
    :math:`\max(1, h)`, so that it is never shorter than the normal one. With two districts t has
    one degree of freedom and the intervals of both are very long (12.7 standard errors either
    side at 95 %): two districts say little about a third.

    ``q`` is Cochran's :math:`\sum (y_i - \bar y)^2/s_i^2` with weights :math:`1/s_i^2`, ``p`` its
    chi-square p on k - 1, ``i2`` :math:`\max(0, (Q - (k - 1))/Q)` whatever the method. The
    prediction interval is :math:`\hat\mu \pm t_{k-2}\sqrt{\tau^2 + 1/\sum w_i}`. It is short
    where :math:`\tau^2` is poorly known: with standard errors about as large as the differences
    between districts (REML, 95 %) it held a further district in 91 % of 20,000 simulations with
    five districts and in 88 % with fifteen.

    **One district**: its own estimate and standard error, a normal interval if one was asked for,
    nothing else. The prediction interval needs three. No district: nan.

    Args:
        estimate: ``(..., districts)``, any unit in which differences mean the same throughout;
            take logarithms of ratios first.
        se: their standard errors, above 0, broadcast.
        method: how the variance between districts is estimated.
        interval: how the interval of the mean is made.
        confidence: of both intervals.

    Returns:
        The mean, its standard error by the chosen interval, both intervals, :math:`\tau^2`, Q with
        its degrees of freedom and p, and I².

    Raises:
        DomainError: estimates that are not finite, standard errors not above 0, shapes that do not
            fit, a level outside (0, 1), or an unknown word.

    >>> result = pool([0.1, 0.3, 0.5, 0.9], 0.1)
    >>> round(float(result.estimate), 3), round(float(result.tau2), 4), round(float(result.i2), 3)
    (0.45, 0.1067, 0.914)

    Source: DerSimonian and Laird (1986), doi:10.1016/0197-2456(86)90046-2; Paule and Mandel (1982),
    doi:10.6028/jres.087.022; REML: Viechtbauer (2005), doi:10.3102/10769986030003261; Hartung and
    Knapp (2001), doi:10.1002/sim.791; modified: Röver, Knapp and Friede (2015),
    doi:10.1186/s12874-015-0091-1; prediction: Higgins, Thompson and Spiegelhalter (2009),
    doi:10.1111/j.1467-985X.2008.00552.x; I²: Higgins and Thompson (2002), doi:10.1002/sim.1186.
    """
    choose("method", method, _METHODS)
    choose("interval", interval, _INTERVALS)
    tail = (1 - level("confidence", confidence)) / 2
    y, s = place_arrays(estimate=estimate, se=se)
    refuse(not_finite("estimate", y, series=True), not_positive("se", s, series=True))
    batch, places = y.shape[:-1], y.shape[-1]
    y, s = rows_of(y), rows_of(s)
    result = np.full((len(Pooled._fields), y.shape[0]), np.nan)
    if places == 1:
        with np.errstate(over="ignore"):
            half = (-special.ndtri(tail) if interval == "normal" else np.nan) * s[:, 0]
            ends = y[:, 0] - half, y[:, 0] + half
        known = np.isfinite(half)
        result[:4] = y[:, 0], s[:, 0], *(np.where(known, end, np.nan) for end in ends)
    elif places:
        for block in row_blocks(y.shape[0], 8 * places):
            result[:, block] = _pooled(y[block], s[block], method, interval, tail)
    return Pooled(*(field.reshape(batch) for field in result))


def _pooled(y: Floats, s: Floats, method: str, interval: str, tail: float) -> Floats:
    """The fields of a block of rows of two districts or more."""
    rows, k = y.shape
    # In units of the smallest error around the first estimate: squares then neither vanish nor
    # overflow, save where a row spans more than float64 can.
    unit, origin = s.min(axis=1), y[:, 0]
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (y - origin[:, None]) / unit[:, None]
        variance = (s / unit[:, None]) ** 2
        fixed = weighted(scaled, variance, np.zeros(rows))
    usable = np.flatnonzero(np.isfinite(fixed.q) & np.isfinite(variance).all(axis=1))
    fields = np.full((len(Pooled._fields), rows), np.nan)
    if usable.size == 0:
        return fields
    scaled, variance, q = scaled[usable], variance[usable], fixed.q[usable]
    unit, origin = unit[usable], origin[usable]
    df = k - 1.0
    with np.errstate(all="ignore"):
        tau2 = between_variance(scaled, variance, method)
        fit = weighted(scaled, variance, tau2)
        plain = 1 / fit.total
        inflation = np.ones_like(plain) if interval == "normal" else fit.q / df
        if interval == "modified-hartung-knapp":
            inflation = np.maximum(inflation, 1.0)
        se = np.sqrt(plain * inflation)
        quantile = special.ndtri(tail) if interval == "normal" else special.stdtrit(df, tail)
        half = -quantile * se
        wide = np.full_like(se, np.nan)
        if k > 2:  # noqa: PLR2004 - t on k - 2 degrees of freedom
            wide = -special.stdtrit(k - 2.0, tail) * np.sqrt(tau2 + plain)
        mean = origin + unit * fit.mean
        i2 = np.maximum(0.0, 1 - df / np.where(q > 0, q, df))
        fields[:, usable] = (
            mean, unit * se, mean - unit * half, mean + unit * half, unit**2 * tau2, q,
            np.full_like(q, df), special.chdtrc(df, q), i2, mean - unit * wide, mean + unit * wide,
        )  # fmt: skip
    fields[:, ~np.isfinite(fields[:4]).all(axis=0)] = np.nan
    return finite_or_nan(fields)
