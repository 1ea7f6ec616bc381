"""Theil and Sen's slope: the median of the slopes between all pairs of points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_series, check_confidence, check_times, row_blocks
from rusfelt.stats._discrete import rejects
from rusfelt.stats._slope_selection import select_slopes
from rusfelt.stats.kendall import EXACT_UP_TO, falling_pair_p

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["SenSlope", "sen_slope"]

# Slopes of a block: few enough to stay in the processor's cache while they are sorted.
_BLOCK = 1 << 17
# More points than this have so many slopes that it is quicker to look for the few wanted.
_LONG = 2000


class SenSlope(NamedTuple):
    """The slope of each series with its interval, each field of the batch's shape."""

    slope: Floats
    intercept: Floats
    low: Floats
    high: Floats
    method: Strings


def sen_slope(y: ArrayLike, t: ArrayLike | None = None, *, confidence: float = 0.95) -> SenSlope:
    """The typical change per unit of time, unmoved by a few odd points.

    The slope is the median of ``(yⱼ - yᵢ)/(tⱼ - tᵢ)`` over all pairs of points, the intercept
    ``median(y) - slope·median(t)``. With N pairs, the interval runs from slope number
    ``(N - C)/2 + 1`` in rising order to its mirror image, C being the smallest value that
    Mann–Kendall's s reaches with probability at most half of ``1 - confidence`` by chance: the
    slopes that Mann–Kendall's test does not reject. The distribution of s is exact up to 40
    points and normal above, and takes no account of ties in y, which makes the interval wide
    rather than narrow.

    A long series is worked out in memory that grows with its points, not its pairs: the slopes
    wanted are found by counting, and are those that sorting all would give. Above 11,585 points
    there is one exception: where 67 million slopes or more differ by rounding alone, as those of
    a straight line do, one of them stands for all.

    Where no C is rare enough (four points or fewer at 95 %) the interval is unbounded. A series
    of fewer than two points has no slope: all fields are nan.

    Args:
        y: values, ``(..., n)``, any unit.
        t: strictly increasing times, ``(n,)`` for all series or ``(..., n)``; 0 … n - 1 when
            left out.
        confidence: level of the interval.

    Returns:
        Slope in units of y per unit of t, intercept at t = 0 (nan where it is beyond the largest
        number), bounds of the slope, and whether the interval's distribution was ``exact`` or
        ``normal``.

    Raises:
        DomainError: where y or t is not finite, t does not increase, the shapes do not fit, or
            the level is not strictly between 0 and 1.

    >>> result = sen_slope([1, 3, 2, 5, 4])
    >>> float(result.slope), float(result.low), float(result.high)
    (0.875, -1.0, 3.0)

    Source: Sen (1968), doi:10.1080/01621459.1968.10480934.
    """
    if check_confidence("confidence", confidence).ndim:
        problem = Problem("confidence", "is an array.", "Give one level for all series.")
        raise DomainError(problems=[problem])
    rows, batch = as_series("y", y)
    count, n = rows.shape
    times = check_times(t, n)
    if times.ndim > 1 or not batch:
        times = _one_for_each(times, batch, n).reshape(count, n)
    below = _slopes_below_interval(n, (1 - float(confidence)) / 2)
    slope, intercept, low, high = (np.full(count, np.nan) for _ in range(4))
    if n > _LONG:
        for row in range(count):
            own = times[row] if times.ndim > 1 else times
            with np.errstate(over="ignore", invalid="ignore"):
                slope[row], low[row], high[row] = _long_series(rows[row], own, below)
                start = _middle(np.sort(rows[row]))
                intercept[row] = start - slope[row] * _middle(own)
    elif n > 1:
        for block in row_blocks(count, n * (n - 1) // 2, cells=_BLOCK):
            own = times[block] if times.ndim > 1 else times
            # Values near the largest float overflow to infinite slopes, which sort as they should.
            with np.errstate(over="ignore", invalid="ignore"):
                slopes = _sorted_slopes(rows[block], own)
                slope[block] = _middle(slopes)
                start = _middle(np.sort(rows[block], axis=-1))
                intercept[block] = start - slope[block] * _middle(own)
            low[block] = -np.inf if below is None else slopes[:, below]
            high[block] = np.inf if below is None else slopes[:, -1 - below]
    # A line so steep that it leaves all numbers behind before t = 0.
    intercept[np.isinf(intercept)] = np.nan
    used = np.broadcast_to(np.array("exact" if n <= EXACT_UP_TO else "normal"), batch)
    return SenSlope(
        slope=slope.reshape(batch),
        intercept=intercept.reshape(batch),
        low=low.reshape(batch),
        high=high.reshape(batch),
        method=used,
    )


def _one_for_each(times: Floats, batch: tuple[int, ...], n: int) -> Floats:
    """Times in the shape of the series."""
    try:
        return np.broadcast_to(times, (*batch, n))
    except ValueError as error:
        problem = Problem(
            "t", f"has shape {times.shape}, which does not fit series of shape {(*batch, n)}.",
            "Give one row of times for all series, or one for each.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error


def _sorted_slopes(rows: Floats, times: Floats) -> Floats:
    """All pairwise slopes of each row in rising order.

    They are worked out with series side by side in columns, which is quick for short series, and
    turned into rows to be sorted.
    """
    count, n = rows.shape
    columns, moments = np.ascontiguousarray(rows.T), times.reshape(-1, n).T
    slopes = np.empty((n * (n - 1) // 2, count))
    end = 0
    for lag in range(1, n):
        start, end = end, end + n - lag
        part = slopes[start:end]
        np.subtract(columns[lag:], columns[:-lag], out=part)
        np.divide(part, moments[lag:] - moments[:-lag], out=part)
    ordered = np.ascontiguousarray(slopes.T)
    ordered.sort(axis=1)
    return ordered


def _long_series(y: Floats, t: Floats, below: int | None) -> tuple[float, float, float]:
    """Slope and bounds of one series without holding all its slopes."""
    pairs = y.size * (y.size - 1) // 2
    bounds = [] if below is None else [below, pairs - 1 - below]
    values = select_slopes(y, t, [(pairs - 1) // 2, pairs // 2, *bounds])
    low, high = values[2:].tolist() or (-np.inf, np.inf)
    return float(_middle(values[:2])), low, high


def _middle(ordered: Floats) -> Floats:
    """The median along the last axis of values in rising order."""
    width = ordered.shape[-1]
    lower, upper = ordered[..., (width - 1) // 2], ordered[..., width // 2]
    return np.asarray(lower if width % 2 else lower + (upper - lower) / 2)


def _slopes_below_interval(n: int, tail: float) -> int | None:
    """How many of the sorted slopes lie below the interval; None where it is unbounded."""
    pairs = n * (n - 1) // 2
    if n <= EXACT_UP_TO:
        rare = int(np.count_nonzero(rejects(falling_pair_p(n), tail)))
        return rare - 1 if rare else None
    deviation = np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    critical = int(np.ceil(1 - special.ndtri(tail) * deviation))
    return (pairs - critical) // 2 if critical <= pairs else None
