"""The exact conditional test of a trend, its slope and the intervals that invert it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from rusfelt.stats._discrete import attainable_size, doubled_p, minlike_p
from rusfelt.stats._lattice import lattice
from rusfelt.stats._solve import solve_increasing
from rusfelt.stats._support import counted_out, outcomes
from rusfelt.stats._tilt import ladder, pieced_together, windows
from rusfelt.stats._wald_trend import score_trend, steepest
from rusfelt.stats.trend_result import Trend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.stats._family import Family
    from rusfelt.stats._lattice import Lattice
    from rusfelt.stats._support import Table
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["exact_trend"]

# Rows without a lattice, or whose transform would be too long, are counted out up to here.
_MOST_OUTCOMES = 1 << 20
# Sums this many deviations beyond the end of an interval no longer matter to it.
_DEVIATIONS = 7.0


def exact_trend(
    family: Family, x: Floats, t: Floats, confidence: float, change_confidence: float
) -> Trend:
    """The exact trend of each row; ``change`` holds the slope's own interval for the change.

    Rows too large to count get the score test instead and say so.

    Args:
        family: positions are times from 0 to 1.
        x: the observed counts, ``(rows, n)``.
        t: the times, ``(rows, n)``.
        confidence: of the interval of the slope.
        change_confidence: of the interval to be carried over to the change.
    """
    result = Trend.undefined(x.shape[0])
    settled = family.settled()
    result.put(settled, _settled(int(settled.sum())))
    grid = lattice(t)
    open_rows = np.flatnonzero(~settled)
    levels = (confidence, change_confidence)
    done = np.zeros(x.shape[0], dtype=np.bool_)
    for rows, table in _tables(family, x, grid, open_rows, max(levels)):
        span = grid.span[rows]
        part = family.take(rows).at(grid.position[rows])
        result.put(rows, _from_table(part, x[rows], table, span, levels))
        done[rows] = True
    rest = np.flatnonzero(~done & ~settled)
    result.put(rest, score_trend(family.take(rest), x[rest], *levels))
    return result


def _settled(rows: int) -> Trend:
    """Rows with only one possible outcome: no evidence whatever, and no way to get any."""
    blank = Trend.undefined(rows)
    one, none = np.ones(rows), np.zeros(rows)
    return blank._replace(
        low=np.full(rows, -np.inf), high=np.full(rows, np.inf), p=one, p_minlike=one, size=none,
        smallest_p=one, dispersion=one, df=np.full(rows, np.inf), method=np.full(rows, "exact"),
    )  # fmt: skip


def _tables(
    family: Family, x: Floats, grid: Lattice, rows: Integers, level: float
) -> Iterator[tuple[Integers, Table]]:
    """Null distributions of all rows that can have one, in blocks."""
    part, counts = family.take(rows).at(grid.position[rows]).fewer(x[rows])
    ways = outcomes(part.total, x.shape[1])
    few = ways <= part.few
    found = grid.found[rows]
    longer = np.flatnonzero(found & ~few)
    few |= (ways <= _MOST_OUTCOMES) & ~found
    if longer.size:
        many, seen = part.take(longer), counts[longer]
        margin = 0.5 * (_DEVIATIONS - float(ndtri((1 - level) / 2))) ** 2
        rungs = ladder(many, steepest(many, seen), margin)
        width = windows(many, rungs)
        # Days over years make long transforms: a few hundred events are sooner counted out.
        counted = ways[longer] <= np.where(width > many.widest, _MOST_OUTCOMES, 4 * width)
        few[longer[counted]] = True
        fits = np.flatnonzero(~counted & (width <= many.widest) & rungs.whole)
        short = rungs.take(fits)
        for block, table in pieced_together(many.take(fits), seen[fits], short, width[fits]):
            yield rows[longer[fits[block]]], table
    small = np.flatnonzero(few)
    for block, table in counted_out(part.take(small), counts[small]):
        yield rows[small[block]], table


def _from_table(
    family: Family, x: Floats, table: Table, span: Floats, levels: tuple[float, float]
) -> Trend:
    """Everything the test says about a block of rows, on a time axis from 0 to 1."""
    rows = x.shape[0]
    mass = np.exp(table.log_probability)
    at_low, at_high = family.at_edges(x)
    at = np.arange(rows)
    minlike = minlike_p(mass, table.seen)
    log_low, log_high = family.log_edges()
    smallest = np.minimum(1.0, 2 * np.exp(np.minimum(log_low, log_high)))
    result = Trend.undefined(rows)
    sums = table.value - table.value[at, table.seen][:, None]
    fit = _fit(family, x, table.log_probability, sums)
    inner = ~(at_low | at_high)
    slope = np.where(inner, fit[0], np.where(at_high, np.inf, -np.inf))
    # No spread is left to a float where exposures lie hundreds of powers of ten apart.
    spread = np.where(inner, fit[1], family.moments(np.zeros(rows))[2])
    typical = 1 / np.sqrt(np.where(spread > 0, spread, 1.0))
    se = np.where(inner & (spread > 0), typical, np.nan)
    start = np.where(inner, fit[0], 0.0)
    ends = []
    for level in levels:
        tail = 0.5 * (1 - level)
        away = -float(ndtri(tail)) * typical
        low = _limit(table, sums, tail, start - away, typical, below=True)
        high = _limit(table, sums, tail, start + away, typical, below=False)
        ends += [np.where(at_low, -np.inf, low), np.where(at_high, np.inf, high)]
    return result._replace(
        slope=slope * span, se=se * span, low=ends[0] * span, high=ends[1] * span,
        p=doubled_p(mass, table.seen),
        p_minlike=np.where(minlike >= table.trusted, minlike, np.nan),
        size=attainable_size(mass), smallest_p=smallest, dispersion=np.ones(rows),
        df=np.full(rows, np.inf), change=slope * span, change_low=ends[2] * span,
        change_high=ends[3] * span, method=np.full(rows, "exact"),
    )  # fmt: skip


def _fit(family: Family, x: Floats, logs: Floats, sums: Floats) -> tuple[Floats, Floats]:
    """The slope at which the mean is the observed sum, and the variance there."""
    beta = steepest(family, x)
    inner = np.flatnonzero(np.isfinite(beta))
    variance = np.ones(beta.size)
    slope = np.where(np.isfinite(beta), beta, 0.0)

    def excess(at: Floats, rows: Integers) -> tuple[Floats, Floats]:
        lean = logs[inner[rows]] + at[:, None] * sums[inner[rows]]
        share = np.exp(lean - lean.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = np.einsum("ij,ij->i", share, sums[inner[rows]])
        spread = np.einsum("ij,ij->i", share, sums[inner[rows]] ** 2) - mean**2
        variance[inner[rows]] = spread
        return mean, spread

    spread = family.moments(slope)[2][inner]
    reach = 1 / np.sqrt(np.where(spread > 0, spread, 1.0))
    slope[inner] = solve_increasing(excess, slope[inner], reach)
    return slope, variance


def _limit(
    table: Table, sums: Floats, tail: float, start: Floats, reach: Floats, *, below: bool
) -> Floats:
    """The slope at which the tail from the observed sum on has probability ``tail``.

    Solved for the log odds of the tail, which is nearly a straight line in the slope.
    """
    column = np.arange(sums.shape[1])
    first = table.seen if below else table.seen + 1
    target = (math.log(tail) - math.log1p(-tail)) * (1 if below else -1)
    known = np.isfinite(table.log_probability)
    possible = (known & (column >= first[:, None])).any(axis=1)
    possible &= (known & (column < first[:, None])).any(axis=1)
    open_rows = np.flatnonzero(possible)

    def excess(at: Floats, rows: Integers) -> tuple[Floats, Floats]:
        own = open_rows[rows]
        upper = column >= first[own][:, None]
        lean = table.log_probability[own] + at[:, None] * sums[own]
        top = np.where(upper, lean, -np.inf).max(axis=1)
        bottom = np.where(upper, -np.inf, lean).max(axis=1)
        share = np.exp(lean - np.where(upper, top[:, None], bottom[:, None]))
        moved = share * sums[own]
        above, above_sum = _over(share, upper), _over(moved, upper)
        under, under_sum = share.sum(axis=1) - above, moved.sum(axis=1) - above_sum
        odds = top - bottom + np.log(above) - np.log(under)
        return odds - target, above_sum / above - under_sum / under

    limit = np.full(start.shape, -np.inf if below else np.inf)
    limit[open_rows] = solve_increasing(excess, start[open_rows], reach[open_rows])
    return limit


def _over(values: Floats, mask: Bools) -> Floats:
    """The sum of the masked cells of each row."""
    return np.asarray(np.einsum("ij,ij->i", values, mask.astype(np.float64)))
