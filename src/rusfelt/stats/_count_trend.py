"""Which test a batch of counts or shares gets, and its slope and change in the units asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import check_confidence
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._exact_trend import exact_trend
from rusfelt.stats._options import is_one_of
from rusfelt.stats._wald_trend import regression_trend, score_trend
from rusfelt.stats.trend_result import Trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.stats._family import Family
    from rusfelt.typing import Floats

__all__ = ["count_trend", "level", "spread_times", "unit_times"]

# Series this short get the exact test: a dispersion cannot be estimated from two points over.
_EXACT_UP_TO = 4


def level(name: str, value: object) -> float:
    """One confidence level, the same for the whole batch."""
    given = check_confidence(name, value)
    if given.ndim:
        problem = Problem(name, "is an array.", "Give one level for the whole batch.")
        raise DomainError(problems=[problem])
    return float(given)


def spread_times(times: Floats, batch: tuple[int, ...], n: int) -> Floats:
    """One row of times for each series, ``(rows, n)``."""
    try:
        wide = np.broadcast_to(times, (*batch, n))
    except ValueError as error:
        problem = Problem(
            "t", f"has shape {times.shape}, but the series have shape {(*batch, n)}.",
            "Give one row of times for all series, or one for each.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    return wide.reshape(int(np.prod(batch, dtype=np.int64)), n)


def unit_times(t: Floats) -> tuple[Floats, Floats]:
    """Times from 0 to 1, and the span they covered, nan where that is too large for a float.

    Fewer than two points have no span: 1.
    """
    if t.shape[1] < 2:  # noqa: PLR2004 - a span has two ends
        return np.zeros_like(t), np.ones(t.shape[0])
    with np.errstate(over="ignore", invalid="ignore"):
        span = t[:, -1] - t[:, 0]
        u = (t - t[:, :1]) / span[:, None]
    if np.isfinite(span).all():
        return u, span
    # Positions are known even where the span is more than a float holds; nothing per unit is.
    half = t / 2 - t[:, :1] / 2
    far = np.isinf(span)
    return np.where(far[:, None], half / half[:, -1:], u), np.where(far, np.nan, span)


def count_trend(
    build: Callable[[Floats], Family],
    x: Floats,
    t: Floats,
    levels: tuple[float, float],
    *,
    method: str,
    regression: str,
) -> Trend:
    """The trend of each row by the method asked for, per unit of ``t``.

    Args:
        build: makes the family from positions ``(rows, n)``.
        x: counts, ``(rows, n)``.
        t: times, ``(rows, n)``.
        levels: confidence of the slope's interval and of the change's.
        method: ``"auto"``, ``"exact"``, ``"score"`` or the name of the regression.
        regression: what this family calls its regression.
    """
    known = ("auto", "exact", regression, "score")
    if not is_one_of(method, known):
        problem = Problem("method", f"{method!r} is not known.", f"Give one of {', '.join(known)}.")
        raise DomainError(problems=[problem])
    rows, n = x.shape
    if rows == 0 or n < 2:  # noqa: PLR2004 - one point has no trend
        return Trend.undefined(rows)
    u, span = unit_times(t)
    if np.isnan(span).any():
        t = t / 4  # keeps the pattern of the times, and lets their differences be taken
    family = build(u)
    if method == "exact" or (method == "auto" and n <= _EXACT_UP_TO):
        trend = exact_trend(family, x, t, *levels)
    elif method == "score":
        trend = score_trend(family, x, *levels)
    else:
        trend = regression_trend(family, x, *levels, regression)
    return trend._replace(
        slope=_per(trend.slope, span), se=_per(trend.se, span),
        low=_per(trend.low, span), high=_per(trend.high, span),
        change=_change(family, trend.change), change_low=_change(family, trend.change_low),
        change_high=_change(family, trend.change_high),
    )  # fmt: skip


def _change(family: Family, slope: Floats) -> Floats:
    """Fitted change of rate from the first time to the last at ``slope``, the total held."""
    change = np.full(slope.shape, np.nan)
    rows = np.flatnonzero(~np.isnan(slope) & ~family.settled())
    part = family.take(rows)
    with np.errstate(over="ignore", invalid="ignore"):
        rate = part.rates(part.fitted(slope[rows]))
        change[rows] = finite_or_nan(rate[:, -1] - rate[:, 0])
    return change


def _per(value: Floats, span: Floats) -> Floats:
    """A value for each unit of time; nan where it is finite but more than a float holds so."""
    with np.errstate(over="ignore"):
        found = np.asarray(value / span)
    return np.where(np.isinf(found) & np.isfinite(value), np.nan, found)
