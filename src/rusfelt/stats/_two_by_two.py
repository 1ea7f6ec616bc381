"""A two-by-two table of counts with its margins held: odds ratios other than 1 included."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._discrete import (
    attainable_size,
    doubled_p,
    minlike_p,
    smallest_p,
    width_blocks,
)
from rusfelt.stats._solve import solve_increasing

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["WIDEST", "Conditional", "Table2x2", "conditional"]

# Tables with more possible outcomes than this are not counted out.
WIDEST = 1 << 17
_COUNTABLE = 2.0**53
_HALVINGS = 128
# Stands for an empty cell where it is divided by.
_TINY = 1e-300


class Table2x2(NamedTuple):
    """The cell looked at, the totals of its row, of its column and of the other row, ``(rows,)``."""

    cell: Floats
    row: Floats
    column: Floats
    other_row: Floats

    def least(self) -> Floats:
        """The smallest the cell can be."""
        return np.maximum(0.0, self.column - self.other_row)

    def most(self) -> Floats:
        """The largest the cell can be."""
        return np.minimum(self.row, self.column)

    def take(self, rows: Integers) -> Table2x2:
        """The tables of these rows."""
        return Table2x2(*(field[rows] for field in self))


class Conditional(NamedTuple):
    """The test of an odds ratio, and the interval of its logarithm; ``(rows,)``."""

    p: Floats
    p_minlike: Floats
    size: Floats
    smallest_p: Floats
    low: Floats
    high: Floats
    exact: Bools


def conditional(table: Table2x2, log_odds: Floats, tail: Floats) -> Conditional:
    """The cell against an odds ratio, given the margins; by the score where there is too much.

    Args:
        table: whole numbers, ``(rows,)``.
        log_odds: the log odds ratio under the null.
        tail: the chance left outside the interval on each side.
    """
    rows = table.cell.size
    least, most = table.least(), table.most()
    at_low, at_high = table.cell == least, table.cell == most
    p, minlike, size, smallest = np.full((4, rows), np.nan)
    low, high = np.where(at_low, -np.inf, np.nan), np.where(at_high, np.inf, np.nan)
    result = Conditional(p, minlike, size, smallest, low, high, most - least < WIDEST)
    wide = np.flatnonzero(~result.exact)
    if wide.size:
        _by_score(result, table, log_odds, tail, wide)
    # Outcomes of a total that a float does not hold to the last event cannot be told apart.
    blurred = (table.row + table.other_row > _COUNTABLE) & (most > least) & result.exact
    low[blurred], high[blurred] = np.nan, np.nan
    exact = np.flatnonzero(result.exact & ~blurred)
    for block in width_blocks((most - least + 1)[exact].astype(np.int64)):
        own = exact[block]
        _by_counting(result, table.take(own), log_odds[own], tail[own], own)
    return result


def _by_counting(
    result: Conditional, table: Table2x2, log_odds: Floats, tail: Floats, rows: Integers
) -> None:
    """Every outcome a block of tables could have, with its chance."""
    least = table.least()
    width = int((table.most() - least).max()) + 1
    step = np.arange(width, dtype=np.float64)
    value = least[:, None] + step
    logs = _log_weights(table, width)
    seen: Integers = (table.cell - least).astype(np.int64)
    pmf = _shares(logs + log_odds[:, None] * step)
    result.p[rows] = doubled_p(pmf, seen)
    result.p_minlike[rows] = minlike_p(pmf, seen)
    result.size[rows] = attainable_size(pmf)
    result.smallest_p[rows] = smallest_p(pmf)
    away = value - table.cell[:, None]
    for first, wanted, ends, open_end in (
        (seen, tail, result.low, table.cell > least),
        (seen + 1, 1 - tail, result.high, table.cell < table.most()),
    ):
        inner = np.flatnonzero(open_end)
        ends[rows[inner]] = _odds_at(logs[inner], away[inner], first[inner], wanted[inner])


def _log_weights(table: Table2x2, width: int) -> Floats:
    """The log of each outcome's weight at an odds ratio of 1, minus infinity beyond the last.

    Neighbouring outcomes have a ratio of whole numbers; the sum of its logarithms keeps more
    digits than differences of log factorials.
    """
    now = table.least()[:, None] + np.arange(width - 1.0)
    row, column, other = (a[:, None] for a in (table.row, table.column, table.other_row))
    ratio = np.ones(now.shape)
    np.divide(
        (column - now) * (row - now), (now + 1) * (other - column + now + 1), out=ratio,
        where=now < table.most()[:, None],
    )  # fmt: skip
    logs = np.zeros((now.shape[0], width))
    np.cumsum(np.log(ratio), axis=1, out=logs[:, 1:])
    logs[:, 1:][now >= table.most()[:, None]] = -np.inf
    return logs


def _shares(logs: Floats) -> Floats:
    share = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _odds_at(logs: Floats, away: Floats, first: Integers, wanted: Floats) -> Floats:
    """The log odds ratio at which outcomes from ``first`` on have the chance ``wanted``.

    Solved for the log odds of that chance, which is nearly a straight line in the log odds ratio.
    """
    upper = np.arange(logs.shape[1]) >= first[:, None]
    target = special.logit(wanted)

    def excess(beta: Floats, rows: Integers) -> tuple[Floats, Floats]:
        lean = logs[rows] + beta[:, None] * away[rows]
        inside = upper[rows]
        parts = [np.where(side, lean, -np.inf) for side in (inside, ~inside)]
        tops = [part.max(axis=1) for part in parts]
        shares = [np.exp(part - top[:, None]) for part, top in zip(parts, tops, strict=True)]
        sums = [share.sum(axis=1) for share in shares]
        means = [
            np.einsum("ij,ij->i", share, away[rows]) / total
            for share, total in zip(shares, sums, strict=True)
        ]
        odds = tops[0] - tops[1] + np.log(sums[0]) - np.log(sums[1])
        return odds - target[rows], means[0] - means[1]

    share = _shares(logs)
    mean = np.einsum("ij,ij->i", share, away)
    spread = np.einsum("ij,ij->i", share, (away - mean[:, None]) ** 2)
    reach = 1 / np.sqrt(np.maximum(spread, 0.05))
    return solve_increasing(excess, -mean * reach**2, reach)


def _by_score(
    result: Conditional, table: Table2x2, log_odds: Floats, tail: Floats, rows: Integers
) -> None:
    """Cornfield's normal score: the cell against what it would be with the same margins."""
    own, null = table.take(rows), log_odds[rows]
    fitted = _crossing(own, lambda cell: _log_ratio(own, cell) - null)
    z = (own.cell - fitted) / _deviation(own, fitted)
    p = special.erfc(np.abs(z) / np.sqrt(2.0))
    result.p[rows], result.p_minlike[rows] = p, p
    bound = -special.ndtri(tail[rows])
    for ends, sign in ((result.low, 1.0), (result.high, -1.0)):
        inner = np.isnan(ends[rows])
        end = _crossing(own, partial(_beyond, own, sign * bound))
        ends[rows] = np.where(inner, _log_ratio(own, end), ends[rows])


def _beyond(table: Table2x2, distance: Floats, cell: Floats) -> Floats:
    """How far a fitted cell is past the one seen, ``distance`` deviations of its own allowed."""
    return cell - table.cell + distance * _deviation(table, cell)


def _crossing(table: Table2x2, excess: Callable[[Floats], Floats]) -> Floats:
    """The cell at which ``excess`` turns from below 0 to above, by halving."""
    low, high = table.least(), table.most()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = excess(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def _cells(table: Table2x2, cell: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """All four cells, kept above 0 where halving has reached an end."""
    cells = (cell, table.row - cell, table.column - cell, table.other_row - table.column + cell)
    a, b, c, d = (np.maximum(value, _TINY) for value in cells)
    return a, b, c, d


def _log_ratio(table: Table2x2, cell: Floats) -> Floats:
    a, b, c, d = _cells(table, cell)
    return np.asarray(np.log(a) - np.log(b) - np.log(c) + np.log(d))


def _deviation(table: Table2x2, cell: Floats) -> Floats:
    a, b, c, d = _cells(table, cell)
    return np.asarray(1 / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))
