"""The trend of short series of counts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats._checks import broadcast, check_times, not_count, not_positive, refuse
from rusfelt.stats._count_trend import count_trend, level, spread_times
from rusfelt.stats._multinomial import Multinomial

if TYPE_CHECKING:
    from rusfelt.stats.trend_result import Trend

__all__ = ["poisson_trend"]


def poisson_trend(
    x: object,
    t: object = None,
    *,
    exposure: object = 1.0,
    confidence: float = 0.95,
    change_confidence: float = 0.90,
    method: str = "auto",
) -> Trend:
    r"""Whether events become more or fewer over time, and how fast.

    **Two to four points** get an exact test. Given their total N, counts without a trend fall on
    the years in proportion to the exposure, so :math:`T = \sum t_i x_i` has a known distribution;
    with a trend the shares are proportional to :math:`e_i \exp(\beta t_i)`. p is twice the smaller
    tail of T, the interval of the slope holds every :math:`\beta` that the same test would not
    reject, and the slope is the conditional maximum likelihood estimate. For two points this is the
    conditional binomial test of two rates. The test takes it that only chance moves the counts
    around the trend: four points cannot show otherwise.

    **Five points or more** get a log-linear regression with dispersion
    :math:`\hat\varphi = \max(1, \chi^2 / (n - 2))` on the variance (Pearson's χ²), so that counts
    that vary more than by chance do not pass for a trend. p is from t on n - 2 degrees of freedom
    where that is above 1, and normal where it is 1 and nothing was estimated.

    Undefined (nan, method ``"undefined"``) for fewer than two points, and for five or more where
    all events stand at the first or the last time or there are none, since no finite slope is then
    the most likely. In the exact test such a slope is infinite with one finite end of its interval;
    with no events at all p is 1 and slope and change are nan. An exact test too large for memory
    (totals in the millions, or days over years with hundreds of events) is replaced by the score
    test with a normal p, and ``method`` says ``"score"``.

    The change is that of the fitted rate from the first time to the last with the total held, so
    its interval is the image of an interval of the slope at ``change_confidence``.

    Args:
        x: counts of events, ``(..., n)``: whole numbers.
        t: times, ``(n,)`` or ``(..., n)``, strictly increasing; 0 … n - 1 where left out.
        exposure: what the counts are out of, such as person-years, of the shape of ``x`` or a
            scalar; above 0.
        confidence: of the interval of the slope.
        change_confidence: of the interval of the change.
        method: ``"auto"``; or ``"exact"``, ``"log-linear"`` or ``"score"`` for any length.

    Returns:
        A :class:`~rusfelt.stats.trend_result.Trend`; ``slope`` is the change of the log rate for
        each unit of ``t``, ``change`` is in events per unit of exposure.

    Raises:
        DomainError: counts that are no whole numbers, exposure not above 0, times that do not
            increase, shapes that do not fit, or a confidence outside (0, 1).

    Drug deaths in four years; nothing could be concluded from so few:

    >>> trend = poisson_trend([2, 2, 1, 1], [2019, 2020, 2021, 2022])
    >>> round(float(trend.p), 4), round(float(trend.slope), 3), str(trend.method)
    (0.5918, -0.272, 'exact')

    References:
        Cox DR, Lewis PAW (1966). The Statistical Analysis of Series of Events. Methuen.
        McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., chapter 9 (dispersion).
        doi:10.1201/9780203753736.
        Agresti A (1992). A survey of exact inference for contingency tables. Statistical Science
        7(1), 131-153. doi:10.1214/ss/1177011454.
    """
    levels = level("confidence", confidence), level("change_confidence", change_confidence)
    counts, exposed = broadcast(x=x, exposure=exposure)
    if counts.ndim == 0:
        counts, exposed = counts[None], exposed[None]
    refuse(not_count("x", counts, series=True), not_positive("exposure", exposed, series=True))
    batch, n = counts.shape[:-1], counts.shape[-1]
    times = spread_times(check_times(t, n), batch, n)
    rows = counts.reshape(prod(batch), n)
    log_exposure = np.log(exposed).reshape(rows.shape)
    total = rows.sum(axis=1)
    return count_trend(
        lambda position: Multinomial(total, log_exposure, position),
        rows, times, levels, method=method, regression="log-linear",
    ).shaped(batch)  # fmt: skip
