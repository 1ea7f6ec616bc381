"""Comparisons between the points of phases: counted for many cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["Between", "TieSums", "between", "tie_sums", "within"]

# Cells of a block, chosen so that a block and its comparisons stay in the processor's cache.
_BLOCK = 1 << 15


class Between(NamedTuple):
    """Pairs of one point of each phase, for each row.

    A pair scores 2 where the later point is higher, 1 where the two are equal, else 0.
    """

    higher: Integers
    equal: Integers
    squares_a: Integers  # sum over the points of a of their score squared
    squares_b: Integers  # likewise over the points of b


class TieSums(NamedTuple):
    """Sums over the groups of ``t`` equal values of each row."""

    pairs: Floats  # t(t - 1)/2
    triples: Floats  # t(t - 1)(t - 2)
    spread: Floats  # t(t - 1)(2t + 5)


def between(a: Floats, b: Floats, slack: Floats | None = None) -> Between:
    """Every point of ``a`` against every point of ``b``; nan takes part in no pair.

    Args:
        a: ``(rows, m)``.
        b: ``(rows, n)``.
        slack: differences up to this count as equal, ``(rows,)``.

    >>> between(np.array([[1.0, 2.0]]), np.array([[2.0, 3.0]]))[:2]
    (array([3]), array([1]))
    """
    count, n = b.shape
    result = Between(*(np.zeros(count, dtype=np.int64) for _ in range(4)))
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        later = np.ascontiguousarray(b[block].T)
        score_b = np.zeros(later.shape, dtype=np.int64)
        for i in range(a.shape[1]):
            point = a[block, i]
            above = later > (point if slack is None else point + slack[block])
            not_below = later >= (point if slack is None else point - slack[block])
            score = above.view(np.int8) + not_below.view(np.int8)
            score_b += score
            score_a = np.add.reduce(score, axis=0, dtype=np.int64)
            higher = np.add.reduce(above.view(np.int8), axis=0, dtype=np.int64)
            result.higher[block] += higher
            result.equal[block] += score_a - 2 * higher
            result.squares_a[block] += score_a * score_a
        result.squares_b[block] = (score_b * score_b).sum(axis=0)
    return result


def within(rows: Floats, slack: Floats | None = None) -> tuple[Integers, Integers]:
    """How many pairs of points of each row rise, and how many fall, with time.

    >>> within(np.array([[1.0, np.nan, 3.0, 2.0]]))
    (array([2]), array([1]))
    """
    count, n = rows.shape
    rising, falling = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        columns = np.ascontiguousarray(rows[block].T)
        room = 0.0 if slack is None else slack[block]
        for lag in range(1, n):
            later, earlier = columns[lag:], columns[:-lag]
            rising[block] += np.count_nonzero(later > earlier + room, axis=0)
            falling[block] += np.count_nonzero(later < earlier - room, axis=0)
    return rising, falling


def tie_sums(rows: Floats) -> TieSums:
    """What the variance of Kendall's s needs to know of equal values.

    >>> [float(x[0]) for x in tie_sums(np.array([[1.0, 2.0, 2.0, 2.0, np.nan, np.nan]]))]
    [3.0, 6.0, 66.0]
    """
    count, n = rows.shape
    sums = TieSums(*(np.zeros(count) for _ in range(3)))
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        ordered = np.ascontiguousarray(np.sort(rows[block], axis=1).T)
        run = np.zeros(ordered.shape[1])
        for k in range(1, n):
            # Entering a group as its (run + 1)-th member adds this much; nan equals nothing.
            run = np.where(ordered[k] == ordered[k - 1], run + 1, 0.0)
            sums.pairs[block] += run
            sums.triples[block] += 3 * run * (run - 1)
            sums.spread[block] += run * (6 * run + 12)
    return sums
