"""The recent-trend marker of the English public-health profiles."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    broadcast,
    check_denominators,
    check_times,
    not_above,
    not_finite,
    refuse,
    row_blocks,
)
from rusfelt.stats._count_trend import spread_times
from rusfelt.stats._options import check_flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["FingertipsTrend", "fingertips_trend"]

_POINTS = 5
# Upper .002 point of χ² on one degree of freedom, as the source prints it.
_CRITICAL = 9.54953570608324
# Width of a 95 % interval in standard errors, as the source rounds it: twice 1.96.
_WIDTH = 3.92
# A sum smaller than this share of its parts is zero but for rounding.
_ROUNDING = 1e-12
# Values worked on at a time, so that what lies between them and the answer stays small.
_BLOCK = 1 << 17


class FingertipsTrend(NamedTuple):
    """The marker of each series, each field of the batch's shape.

    Attributes:
        chi2: χ² of a linear trend on one degree of freedom.
        slope: per unit of ``t``: of the log odds (shares) or of the value, all five points used.
        same_sign: whether the trend keeps its sign whichever point is left out.
        significant: χ² above the critical value and the same sign throughout.
        marker: ``"increasing"``, ``"decreasing"``, ``"no-significant-change"`` or ``"undefined"``.
    """

    chi2: Floats
    slope: Floats
    same_sign: Bools
    significant: Bools
    marker: Strings


def fingertips_trend(
    *,
    x: ArrayLike | None = None,
    n: ArrayLike | None = None,
    value: ArrayLike | None = None,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    t: ArrayLike | None = None,
    use_last: bool = False,
) -> FingertipsTrend:
    r"""Whether the last five points rise or fall, as Fingertips marks "recent trend".

    A series is marked only when a linear trend is very unlikely to be chance (level .002) and no
    single point makes it: the slope of all five and of each four must have one sign. Give either
    counts (``x`` of ``n``) or values with the bounds of their 95 % intervals.

    *Shares*: χ² is Cochran and Armitage's,
    :math:`(\sum x_i(t_i-\bar t))^2 / (p(1-p)\sum n_i(t_i-\bar t)^2)` with
    :math:`\bar t=\sum n_i t_i/\sum n_i` and p the pooled share; the slopes are unweighted least
    squares of the log odds, and the sign of χ²'s numerator must agree with theirs.
    *Values*: weights :math:`1/s_i^2` with :math:`s_i` = (high − low)/3.92, slope by weighted least
    squares, χ² = slope² / its variance. No dispersion is estimated, so variation beyond that of
    the intervals counts as trend.

    ``significant`` where χ² **>** 9.54953570608324. A slope of exactly zero has no sign, so it
    never agrees; the source counts it as rising, which would make a fall and its mirror image
    differ. Undefined: fewer than five points, a share of 0 or 1 anywhere (its log odds are
    infinite), or an interval of no width.

    Args:
        x: how many had it, ``(..., 5)``.
        n: out of how many, broadcast with ``x``.
        value: the values instead of counts, ``(..., 5)``, any unit.
        low: lower bounds of their 95 % intervals.
        high: upper bounds.
        t: strictly increasing times, ``(points,)`` or ``(..., points)``; 0, 1, 2 … where left out,
            as the source does. Only their spacing matters to χ².
        use_last: use the last five points of longer series. Otherwise they are refused, because
            the marker says nothing about the points before.

    Returns:
        A :class:`FingertipsTrend`.

    Raises:
        DomainError: both kinds of figures or neither, more than five points without ``use_last``,
            impossible counts, values that are not finite or lie outside their interval, or times
            that do not increase.

    >>> marked = fingertips_trend(x=[994, 1023, 1199, 1332, 1367],
    ...                           n=[40299, 41527, 42811, 44064, 44701])
    >>> round(float(marked.chi2), 2), str(marked.marker)
    (47.9, 'increasing')

    Source: Public Health England, Fingertips (github.com/ukhsa-collaboration/fingertips-open);
    Armitage (1955), doi:10.2307/3001775.
    """
    check_flag("use_last", use_last)
    shares = _kind(x=x, n=n, value=value, low=low, high=high)
    if shares:
        figures = _series(x=x, n=n)
        check_denominators(*figures, series=True)
    else:
        figures = _series(value=value, low=low, high=high)
        _check_intervals(*figures)
    points = figures[0].shape[-1]
    if points > _POINTS and not use_last:
        problem = Problem(
            "x" if shares else "value", f"has {points} points; the marker is defined for five.",
            "Give five points, or use_last=True for the last five.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    batch = figures[0].shape[:-1]
    times = check_times(t, points)
    times = times[None] if times.ndim == 1 else spread_times(times, batch, points)
    rows = prod(batch)
    chi2, slope, sign = (np.full(rows, np.nan) for _ in range(3))
    flat = [array.reshape(rows, points)[:, -_POINTS:] for array in figures]
    for block in row_blocks(rows if points >= _POINTS else 0, _POINTS, cells=_BLOCK):
        at = (times if times.shape[0] == 1 else times[block])[:, -_POINTS:]
        part = [array[block] for array in flat]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            chi2[block], slope[block], sign[block] = (_shares if shares else _values)(part, at)
    return _shaped(chi2, slope, sign, batch)


def _shares(figures: list[Floats], t: Floats) -> tuple[Floats, Floats, Floats]:
    x, n = figures
    inside = np.asarray((x > 0) & (x < n))
    usable = inside.all(axis=1)
    total = n.sum(axis=1, keepdims=True)
    pooled = x.sum(axis=1, keepdims=True) / total
    away = t - t[:, :1]
    away = away - (n * away).sum(axis=1, keepdims=True) / total
    # Less p·n, which adds nothing to the sum but keeps it small.
    trend = ((x - pooled * n) * away).sum(axis=1)
    chi2 = trend**2 / ((pooled * (1 - pooled))[:, 0] * (n * away**2).sum(axis=1))
    logit = np.log(np.where(inside, x / (n - x), 1.0))
    slope, sign = _slopes(logit, np.ones_like(logit), t)
    sign = np.where(np.sign(trend) == sign, sign, 0.0)
    return np.where(usable, chi2, np.nan), np.where(usable, slope, np.nan), sign


def _values(figures: list[Floats], t: Floats) -> tuple[Floats, Floats, Floats]:
    value, low, high = figures
    error = high / _WIDTH - low / _WIDTH
    finest = error.min(axis=1)
    usable = finest > 0
    weight = (finest[:, None] / error) ** 2
    slope, sign = _slopes(value, weight, t)
    away = t - t[:, :1]
    away = away - (weight * away).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    chi2 = (slope / finest) ** 2 * (weight * away**2).sum(axis=1)
    return np.where(usable, chi2, np.nan), np.where(usable, slope, np.nan), sign


def _slopes(value: Floats, weight: Floats, t: Floats) -> tuple[Floats, Floats]:
    """The weighted slope of all five points, and the sign it shares with each four; 0 if none."""
    slope = np.zeros(value.shape[0])
    signs = []
    for kept in _subsets():
        w, u = weight[:, kept], t[:, kept] - t[:, kept[:1]]
        # From the first value on, so that equal values have a slope of exactly zero.
        v = value[:, kept] - value[:, kept[:1]]
        away = u - (w * u).sum(axis=1, keepdims=True) / w.sum(axis=1, keepdims=True)
        parts = w * away * v
        rise = parts.sum(axis=1)
        signs.append(np.where(np.abs(rise) > _ROUNDING * np.abs(parts).sum(axis=1), rise, 0.0))
        if kept.size == _POINTS:
            slope = rise / (w * away**2).sum(axis=1)
    directions = np.sign(signs)
    agreed = (directions == directions[0]).all(axis=0)
    return slope, np.where(agreed, directions[0], 0.0)


def _subsets() -> Iterator[Integers]:
    every = np.arange(_POINTS)
    yield every
    for left_out in range(_POINTS):
        yield np.delete(every, left_out)


def _shaped(chi2: Floats, slope: Floats, sign: Floats, batch: tuple[int, ...]) -> FingertipsTrend:
    known = np.isfinite(chi2) & np.isfinite(slope)
    same = known & (np.nan_to_num(sign) != 0)
    significant = same & (np.where(known, chi2, 0.0) > _CRITICAL)
    marker = np.select(
        [~known, significant & (sign > 0), significant],
        ["undefined", "increasing", "decreasing"],
        "no-significant-change",
    )
    return FingertipsTrend(
        np.where(known, chi2, np.nan).reshape(batch),
        np.where(known, slope, np.nan).reshape(batch),
        same.reshape(batch),
        significant.reshape(batch),
        marker.reshape(batch),
    )


def _kind(**given: object) -> bool:
    """Whether counts were given; refuses anything but one complete kind of figures."""
    there = {name for name, figures in given.items() if figures is not None}
    if there not in ({"x", "n"}, {"value", "low", "high"}):
        problem = Problem(
            ", ".join(sorted(there)) or "x, n", "is not one complete kind of figures.",
            "Give x and n, or value, low and high.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return "x" in there


def _series(**named: object) -> tuple[Floats, ...]:
    arrays = broadcast(**named)
    if arrays[0].ndim == 0:
        problem = Problem(next(iter(named)), "is one number, not a series.", "Give five points.")
        raise DomainError(problems=[problem])
    return arrays


def _check_intervals(value: Floats, low: Floats, high: Floats) -> None:
    refuse(
        not_finite("value", value, series=True),
        not_finite("low", low, series=True) or not_above("low", low, "value", value, series=True),
        not_finite("high", high, series=True)
        or not_above("value", value, "high", high, series=True),
    )
