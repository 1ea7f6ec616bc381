"""Order statistics of more numbers than fit in memory, given part by part in rising order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rusfelt.typing import Floats

__all__ = ["all_slopes", "order_statistics"]

# Slopes of a part.
_PART = 1 << 20


def order_statistics(
    parts: Callable[[], Iterator[Floats]], ranks: Sequence[int], *, stride: int = 1 << 10
) -> Floats:
    """The numbers of the given ranks (from 0), in two passes over all of them.

    The first pass keeps every m-th number of each part, m being the stride: of all numbers,
    at most ``j·m`` are then below the j-th kept and at least ``(j + 1)·m - parts·(m - 1)`` not
    above it. That brackets each rank for certain, and the second pass keeps what lies inside.

    Args:
        parts: gives the parts anew each time, each in rising order.
        ranks: below the count of all numbers.
        stride: how many numbers stand for each one kept in the first pass.

    >>> order_statistics(lambda: iter([np.array([1.0, 4.0]), np.array([2.0, 3.0])]), [1, 3])
    array([2., 4.])
    """
    sample, count = [], 0
    for part in parts():
        sample.append(part[::stride].copy())
        count += 1
    kept = np.sort(np.concatenate(sample))
    rank = np.asarray(ranks)
    low = kept[np.minimum(rank // stride, kept.size - 1)]
    over = -(-(rank + 1 + count * (stride - 1)) // stride) - 1
    high = np.where(over < kept.size, kept[np.minimum(over, kept.size - 1)], np.inf)
    up_to_low = np.zeros(rank.size, dtype=np.int64)
    inside: list[list[Floats]] = [[] for _ in ranks]
    for part in parts():
        first = np.searchsorted(part, low, side="right")
        last = np.searchsorted(part, high, side="left")
        up_to_low += first
        for number, (start, end) in enumerate(zip(first, last, strict=True)):
            inside[number].append(part[start:end].copy())
    values = np.empty(rank.size)
    for number, between in enumerate(inside):
        held = np.sort(np.concatenate(between))
        place = rank[number] - up_to_low[number]
        if place < 0:
            values[number] = low[number]
        else:
            values[number] = held[place] if place < held.size else high[number]
    return values


def all_slopes(y: Floats, t: Floats, *, size: int = _PART) -> Iterator[Floats]:
    """All slopes of one series, some lags at a time, each part in rising order."""
    held: list[Floats] = []
    total = 0
    for lag in range(1, y.size):
        held.append((y[lag:] - y[:-lag]) / (t[lag:] - t[:-lag]))
        total += y.size - lag
        if total >= size or lag == y.size - 1:
            yield np.sort(np.concatenate(held))
            held, total = [], 0
