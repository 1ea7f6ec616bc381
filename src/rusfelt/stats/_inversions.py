"""Pairs of a sequence that stand in falling order, counted or listed in O(n log n).

A sequence is an order of 0 … n - 1. Bit by bit, from the highest down, it is split into the values
without the bit and the values with it, each part keeping its order. A pair is inverted exactly
where, at the highest bit in which the two values differ, the value with the bit comes before the
value without it. Filled up to a power of two with values already in place, every split is into
equal halves, so that a level of any number of sequences is one array of equal parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.typing import Floats, Integers

__all__ = ["count_inversions", "falling_pairs", "inversion_parts", "inversions_at"]


class _Level(NamedTuple):
    """One split: the values end to end, and where those without and with the bit stand."""

    half: int
    values: Integers
    without: Integers
    having: Integers


def count_inversions(sequences: Integers) -> Integers:
    """How many pairs of each order of 0 … n - 1 stand the wrong way round.

    Args:
        sequences: orders, ``(rows, n)``.

    >>> count_inversions(np.array([[2, 0, 1], [0, 1, 2]]))
    array([2, 0])
    """
    rows = len(sequences)
    total = np.zeros(rows, dtype=np.int64)
    for level in _levels(sequences):
        # A value without the bit has the values with it that stand before it in its part as
        # inversions: its place, less the places before the part, less those without the bit.
        width = level.without.size // rows
        places = level.without.reshape(rows, width).sum(axis=1)
        first = width * np.arange(rows) * width + width * (width - 1) // 2
        total += places - 2 * first + width * (level.half - 1) // 2
    return total


def inversions_at(sequence: Integers, wanted: Integers) -> tuple[Integers, Integers]:
    """Where the inversions of the given numbers stand: the earlier and the later place.

    Inversions are numbered from 0 in an order that depends on the sequence alone.

    Args:
        sequence: one order of 0 … n - 1.
        wanted: numbers of inversions, in rising order, each below their count.

    >>> inversions_at(np.array([2, 0, 1]), np.array([0, 1]))
    (array([0, 0]), array([1, 2]))
    """
    place = _places(sequence)
    earlier, later = np.empty((2, wanted.size), dtype=np.int64)
    start = counted = 0
    for level in _levels(sequence[None, :]):
        last, before = _inverted_with(level)
        stop = int(np.searchsorted(wanted, counted + last[-1]))
        found = _listed(level, last, before, wanted[start:stop] - counted)
        earlier[start:stop], later[start:stop] = (place[values] for values in found)
        start, counted = stop, counted + int(last[-1])
    return earlier, later


def inversion_parts(sequence: Integers, size: int) -> Iterator[tuple[Integers, Integers]]:
    """Where all inversions stand, at most ``size`` at a time.

    >>> [(a.tolist(), b.tolist()) for a, b in inversion_parts(np.array([2, 0, 1]), 5)]
    [([0, 0], [1, 2])]
    """
    place = _places(sequence)
    for level in _levels(sequence[None, :]):
        last, before = _inverted_with(level)
        for start in range(0, int(last[-1]), size):
            numbers = np.arange(start, min(start + size, int(last[-1])))
            high, low = _listed(level, last, before, numbers)
            yield place[high], place[low]


def falling_pairs(rows: Floats) -> Integers:
    """How many pairs of each row fall; equal values neither rise nor fall.

    >>> falling_pairs(np.array([[2.0, 1.0, 1.0]]))
    array([2])
    """
    count, n = rows.shape
    falling = np.zeros(count, dtype=np.int64)
    for block in row_blocks(count, max(n, 1), cells=1 << 18):
        # Stable, so that equal values keep their order and do not count.
        falling[block] = count_inversions(np.argsort(rows[block], axis=1, kind="stable"))
    return falling


def _places(sequence: Integers) -> Integers:
    place = np.empty(sequence.size, dtype=np.int64)
    place[sequence] = np.arange(sequence.size)
    return place


def _inverted_with(level: _Level) -> tuple[Integers, Integers]:
    """Up to each value without the bit, how many inversions; with it, how many."""
    number = np.arange(level.without.size)
    before = level.without - 2 * number + (number & (level.half - 1))
    return np.cumsum(before), before


def _listed(
    level: _Level, last: Integers, before: Integers, numbers: Integers
) -> tuple[Integers, Integers]:
    """The higher and the lower value of the inversions of these numbers at one level."""
    which = np.searchsorted(last, numbers, side="right")
    first = which & ~(level.half - 1)
    with_bit = first + before[which] - (last[which] - numbers)
    return level.values[level.having[with_bit]], level.values[level.without[which]]


def _levels(sequences: Integers) -> Iterator[_Level]:
    rows, n = sequences.shape
    bits = max(n - 1, 0).bit_length()
    kind = np.int32 if bits < np.iinfo(np.int32).bits - 1 else np.int64
    filled = np.empty((rows, 1 << bits), dtype=kind)
    filled[:, :n] = sequences
    filled[:, n:] = np.arange(n, 1 << bits)
    values = filled.reshape(-1)
    for bit in range(bits - 1, -1, -1):
        half = 1 << bit
        has = (values & half) != 0
        without, having = np.flatnonzero(~has), np.flatnonzero(has)
        yield _Level(half, values, without, having)
        split = np.empty((without.size // half, 2, half), dtype=kind)
        split[:, 0] = values[without].reshape(-1, half)
        split[:, 1] = values[having].reshape(-1, half)
        values = split.reshape(-1)
