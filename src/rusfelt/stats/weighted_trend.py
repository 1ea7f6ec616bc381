"""The trend of short series of values with standard errors."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats._checks import broadcast, check_times, not_finite, not_positive, refuse
from rusfelt.stats._count_trend import level, spread_times, unit_times
from rusfelt.stats._dispersion import Dispersion, estimated
from rusfelt.stats.trend_result import Trend

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["weighted_trend"]

# With fewer points than this the standard errors are taken as they are.
_DISPERSION_FROM = 5
_ALPHA = 0.05


def weighted_trend(
    y: object,
    se: object,
    t: object = None,
    *,
    confidence: float = 0.95,
    change_confidence: float = 0.90,
) -> Trend:
    r"""Whether values with known standard errors rise or fall over time, and how fast.

    A straight line by least squares with weights :math:`w_i = 1 / s_i^2`: the slope is
    :math:`\sum w_i (t_i - \bar t_w) y_i / \sum w_i (t_i - \bar t_w)^2` and its variance is one over
    that sum of squares.

    **Two to four points**: the standard errors are taken as they are and p is normal
    (``"weighted-z"``); for two points it is the z test of the difference. **Five or more**: the
    variance is multiplied by :math:`\hat\varphi = \max(1, \chi^2 / (n - 2))`, the weighted residual
    sum of squares over its degrees of freedom (``"weighted"``); p is from t on n - 2 degrees of
    freedom where that is above 1, and normal where it is 1 and nothing was estimated. Undefined (nan) for fewer than two points,
    and where a sum on the way is too large for a float.

    Args:
        y: values, ``(..., n)``.
        se: their standard errors, of the shape of ``y`` or a scalar; above 0.
        t: times, ``(n,)`` or ``(..., n)``, strictly increasing; 0 … n - 1 where left out.
        confidence: of the interval of the slope.
        change_confidence: of the interval of the change.

    Returns:
        A :class:`~rusfelt.stats.trend_result.Trend`; ``slope`` is the change of the value for each
        unit of ``t``, ``change`` that from the first time to the last on the fitted line.

    Raises:
        DomainError: values that are not finite, standard errors not above 0, times that do not
            increase, shapes that do not fit, or a confidence outside (0, 1).

    >>> trend = weighted_trend([10.0, 12.0], [1.0, 1.0])
    >>> round(float(trend.slope), 3), round(float(trend.p), 4), str(trend.method)
    (2.0, 0.1573, 'weighted-z')

    References:
        Cochran WG (1954). The combination of estimates from different experiments. Biometrics
        10(1), 101-129. doi:10.2307/3001666.
    """
    level_slope = level("confidence", confidence)
    level_change = level("change_confidence", change_confidence)
    values, errors = broadcast(y=y, se=se)
    if values.ndim == 0:
        values, errors = values[None], errors[None]
    refuse(not_finite("y", values, series=True), not_positive("se", errors, series=True))
    batch, n = values.shape[:-1], values.shape[-1]
    times = spread_times(check_times(t, n), batch, n)
    rows = prod(batch)
    if n < 2 or rows == 0:  # noqa: PLR2004 - one point has no trend
        return Trend.undefined(rows).shaped(batch)
    value, error = values.reshape(rows, n), errors.reshape(rows, n)
    u, span = unit_times(times)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        trend = _fitted(value, error, u, span, (level_slope, level_change))
    bounds = (trend.low, trend.high, trend.change_low, trend.change_high)
    lost = np.flatnonzero(~np.isfinite(bounds).all(axis=0))
    trend.put(lost, Trend.undefined(lost.size))
    return trend.shaped(batch)


def _fitted(
    value: Floats, error: Floats, u: Floats, span: Floats, levels: tuple[float, float]
) -> Trend:
    """The trend of each row at positions from 0 to 1; infinite where a float cannot hold it."""
    rows, n = value.shape
    # Weights relative to the most precise point, so that very small errors do not overflow.
    finest = error.min(axis=1)
    weight = (finest[:, None] / error) ** 2
    heavy = weight.sum(axis=1)
    middle = (weight * u).sum(axis=1) / heavy
    away = u - middle[:, None]
    square = (weight * away**2).sum(axis=1)
    centre = (weight * value).sum(axis=1) / heavy
    slope = (weight * away * (value - centre[:, None])).sum(axis=1) / square
    residual = (value - centre[:, None] - slope[:, None] * away) / error
    dispersed = n >= _DISPERSION_FROM
    dispersion = Dispersion(np.ones(rows), np.full(rows, np.inf))
    if dispersed:
        dispersion = estimated((residual**2).sum(axis=1), n - 2)
    deviation = finest * np.sqrt(dispersion.factor / square)
    p = dispersion.p(slope, deviation)
    wide, narrow = (dispersion.half(c, deviation) for c in levels)
    return Trend(
        slope=slope / span, se=deviation / span, low=(slope - wide) / span,
        high=(slope + wide) / span, p=p, p_minlike=p, size=np.full(rows, _ALPHA),
        smallest_p=np.full(rows, np.nan), dispersion=dispersion.factor, df=dispersion.df,
        change=slope, change_low=slope - narrow, change_high=slope + narrow,
        method=np.full(rows, "weighted" if dispersed else "weighted-z", dtype="<U10"),
    )  # fmt: skip
