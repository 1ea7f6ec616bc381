"""The trend of short series of shares."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from rusfelt.stats._checks import broadcast, check_denominators, check_times
from rusfelt.stats._count_trend import count_trend, level, spread_times
from rusfelt.stats._hypergeometric import Hypergeometric

if TYPE_CHECKING:
    from rusfelt.stats.trend_result import Trend

__all__ = ["proportion_trend"]


def proportion_trend(
    x: object,
    n: object,
    t: object = None,
    *,
    confidence: float = 0.95,
    change_confidence: float = 0.90,
    method: str = "auto",
) -> Trend:
    r"""Whether a share rises or falls over time, and how fast.

    **Two to four points** get an exact test. Given how many there are in all, numerators without a
    trend are multivariate hypergeometric, so :math:`T = \sum t_i x_i` has a known distribution;
    with a trend each outcome weighs :math:`\exp(\beta T)` as much, where :math:`\beta` is the
    change of the log odds. p is twice the smaller tail of T, the interval of the slope holds every
    :math:`\beta` the same test would not reject, and the slope is the conditional maximum
    likelihood estimate. For two points this is Fisher's exact test. The test takes it that only
    chance moves the shares around the trend: four points cannot show otherwise.

    **Five points or more** get a logistic regression with dispersion
    :math:`\hat\varphi = \max(1, \chi^2 / (n - 2))` on the variance (Pearson's χ²). p is from t on
    n - 2 degrees of freedom where that is above 1, and normal where it is 1 and nothing was
    estimated.

    Undefined (nan, method ``"undefined"``) for fewer than two points, and for five or more where
    a point in time separates those inside from those outside or all are alike, since no finite
    slope is then the most likely. In the exact test such a slope is infinite with one finite end of
    its interval; where all are alike p is 1 and slope and change are nan. An exact test too large
    (above ten thousand people over four years, half of them inside) is replaced by the score test,
    which is the χ² test for trend in proportions, and ``method`` says ``"score"``.

    The change is that of the fitted share from the first time to the last with the total held, so
    its interval is the image of an interval of the slope at ``change_confidence``.

    Args:
        x: numerators, ``(..., k)``: whole numbers.
        n: denominators, of the shape of ``x`` or a scalar: whole numbers of 1 or more.
        t: times, ``(k,)`` or ``(..., k)``, strictly increasing; 0 … k - 1 where left out.
        confidence: of the interval of the slope.
        change_confidence: of the interval of the change.
        method: ``"auto"``; or ``"exact"``, ``"logistic"`` or ``"score"`` for any length.

    Returns:
        A :class:`~rusfelt.stats.trend_result.Trend`; ``slope`` is the change of the log odds for
        each unit of ``t``, ``change`` is a difference of shares.

    Raises:
        DomainError: numerators or denominators that are no whole numbers, a denominator of 0, a
            numerator above its denominator, times that do not increase, shapes that do not fit, or
            a confidence outside (0, 1).

    >>> trend = proportion_trend([4, 6, 11], 20, [2019, 2021, 2023])
    >>> round(float(trend.p), 4), round(float(trend.slope), 3), str(trend.method)
    (0.0311, 0.4, 'exact')

    References:
        Armitage P (1955). Tests for linear trends in proportions and frequencies. Biometrics
        11(3), 375-386. doi:10.2307/3001775.
        Agresti A (1992). A survey of exact inference for contingency tables. Statistical Science
        7(1), 131-153. doi:10.1214/ss/1177011454.
    """
    levels = level("confidence", confidence), level("change_confidence", change_confidence)
    part, whole = broadcast(x=x, n=n)
    if part.ndim == 0:
        part, whole = part[None], whole[None]
    check_denominators(part, whole, series=True)
    batch, points = part.shape[:-1], part.shape[-1]
    times = spread_times(check_times(t, points), batch, points)
    rows = part.reshape(prod(batch), points)
    size = whole.reshape(rows.shape)
    total = rows.sum(axis=1)
    return count_trend(
        lambda position: Hypergeometric(total, size, position),
        rows, times, levels, method=method, regression="logistic",
    ).shaped(batch)  # fmt: skip
