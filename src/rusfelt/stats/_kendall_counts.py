"""What the Kendall tests count in series: rising and falling pairs, and ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._inversions import falling_pairs

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["rising_less_falling", "tie_patterns", "untied_and_variance"]

# Cells of a block, chosen so that a block and its comparisons stay in the processor's cache.
_BLOCK = 1 << 15
# More points than this have so many pairs that sorting is quicker than comparing each.
_SHORT = 128
_FEW = int(np.iinfo(np.int8).max)
# A pattern of up to 17 points is a code small enough to index a table with.
_TABLE_BITS = 16
_CODE_BITS = 64
# No bit, then each bit of a word.
_BIT = np.array([0, *(1 << bit for bit in range(_CODE_BITS))], dtype=np.uint64)


def rising_less_falling(rows: Floats) -> Integers:
    """Mann–Kendall's s of each row, by comparing all points that lie a given lag apart at once.

    >>> rising_less_falling(np.array([[1.0, 3.0, 2.0]]))
    array([1])
    """
    count, n = rows.shape
    if n > _SHORT:
        return untied_and_variance(rows)[0] - 2 * falling_pairs(rows)
    s = np.zeros(count, dtype=np.int64)
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        columns = np.ascontiguousarray(rows[block].T)
        # Sums of few enough pairs fit in eight bits, which are quick to add.
        few = np.zeros(columns.shape[1], dtype=np.int8)
        pairs = 0
        for lag in range(1, n):
            pairs += n - lag
            if pairs > _FEW:
                s[block] += few
                few[:] = 0
                pairs = n - lag
            later, earlier = columns[lag:], columns[:-lag]
            few += np.add.reduce((later > earlier).view(np.int8), axis=0, dtype=np.int8)
            few -= np.add.reduce((later < earlier).view(np.int8), axis=0, dtype=np.int8)
        s[block] += few
    return s


def untied_and_variance(rows: Floats) -> tuple[Integers, Floats]:
    """The pairs of each row that are not equal, and the variance of s with these ties.

    >>> untied_and_variance(np.array([[1.0, 2.0, 2.0]]))
    (array([2]), array([2.66666667]))
    """
    count, n = rows.shape
    untied = np.full(count, n * (n - 1) // 2, dtype=np.int64)
    spread = np.full(count, float(n * (n - 1) * (2 * n + 5)))
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        ordered = np.sort(rows[block], axis=1)
        if n > _SHORT:
            places = np.arange(n)
            first = np.ones(ordered.shape, dtype=np.bool_)
            first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
            runs = places - np.maximum.accumulate(np.where(first, places, 0), axis=1)
            untied[block] -= runs.sum(axis=1)
            spread[block] -= (runs * (6.0 * runs + 12)).sum(axis=1)
            continue
        run = np.zeros(ordered.shape[0])
        for k in range(1, n):
            # Entering a run as its (run + 1)-th member adds run ties and this much to t(t-1)(2t+5).
            run = np.where(ordered[:, k] == ordered[:, k - 1], run + 1, 0.0)
            untied[block] -= run.astype(np.int64)
            spread[block] -= run * (6 * run + 12)
    return untied, spread / 18


def tie_patterns(rows: Floats) -> tuple[Integers, list[tuple[int, ...]]]:
    """Which pattern of ties each row has, as a number into a list of patterns.

    A pattern is the sizes of the groups of equal values, smallest first.

    >>> tie_patterns(np.array([[1.0, 2.0, 2.0], [4.0, 5.0, 3.0]]))
    (array([0, 1]), [(1, 2), (1, 1, 1)])
    """
    count, n = rows.shape
    width = max(1, (n + 6) // 8) if n - 1 > _CODE_BITS else 8
    packed = np.zeros((count, width), dtype=np.uint8)
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        ordered = np.sort(rows[block], axis=1)
        bits = np.packbits(ordered[:, 1:] == ordered[:, :-1], axis=1, bitorder="little")
        packed[block, : bits.shape[1]] = bits
    codes: Integers
    if n - 1 <= _TABLE_BITS:
        codes = packed[:, :2].copy().view("<u2")[:, 0].astype(np.intp)
        seen = np.flatnonzero(np.bincount(codes, minlength=1))
        number = np.zeros(int(seen[-1]) + 1 if seen.size else 1, dtype=np.intp)
        number[seen] = np.arange(seen.size)
        codes = number[codes]
        distinct = np.zeros((seen.size, width), dtype=np.uint8)
        distinct[:, :2] = seen.astype("<u2")[:, None].view(np.uint8)
    elif n - 1 <= _CODE_BITS:
        words, codes = np.unique(packed.view("<u8")[:, 0], return_inverse=True)
        distinct = words[:, None].view(np.uint8)
    else:
        distinct, codes = np.unique(packed, axis=0, return_inverse=True)
    same = np.unpackbits(distinct, axis=1, count=max(n - 1, 0), bitorder="little")
    sizes = np.empty((len(same), n), dtype=np.int16 if n < np.iinfo(np.int16).max else np.int64)
    ends = np.empty(len(same), dtype=np.uint64)
    for block in row_blocks(len(same), max(n, 1), cells=_BLOCK):
        sizes[block] = _group_sizes(same[block].view(np.bool_), sizes.dtype)
        if n <= _CODE_BITS:
            # Where the groups end, one bit each: a word that stands for the sizes.
            last = np.cumsum(sizes[block], axis=1, dtype=sizes.dtype)
            np.bitwise_or.reduce(_BIT[last], axis=1, out=ends[block])
    if n <= _CODE_BITS:
        _, first, number = np.unique(ends, return_index=True, return_inverse=True)
    else:
        _, first, number = np.unique(sizes, axis=0, return_index=True, return_inverse=True)
    patterns = [tuple(filter(None, row)) for row in sizes[first].tolist()]
    return number.reshape(-1)[codes.reshape(count)], patterns


def _group_sizes(same_as_next: Bools, kind: np.dtype[Any]) -> Integers:
    """The sizes of the groups of equal values in each row, smallest first, after zeros."""
    place = np.arange(same_as_next.shape[1] + 1, dtype=kind)
    edges = np.ones((len(same_as_next), place.size + 1), dtype=np.bool_)
    np.logical_not(same_as_next, out=edges[:, 1:-1])
    first = np.maximum.accumulate(edges[:, :-1] * place, axis=1)
    sizes = np.multiply(place - first + 1, edges[:, 1:], dtype=kind)
    sizes.sort(axis=1)
    return np.asarray(sizes)
