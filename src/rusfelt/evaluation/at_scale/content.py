"""What series hold, as one number that does not depend on how they were cut or in what order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import attrs
import numpy as np

from rusfelt.panel import Panel
from rusfelt.typing import Array, Strings

__all__ = ["Content", "content_of", "key_hashes"]

# Numbers without a pattern, made odd: the fractions of the square roots of 2, 3, 5 and 7.
_FIRST, _SECOND, _TIMES, _WORDS = (
    np.uint64(each)
    for each in (0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1)
)
_HALF = np.uint64(32)
# Points mixed at a time, so that they stay close to the processor.
_BLOCK = 1 << 15


@attrs.frozen
class Content:
    """Series counted and summed, so that contents of parts add up to that of the whole.

    Every series becomes a number of 64 bits that depends on each of its keys, times, values and
    further columns. Those numbers are added, and so is what they become when they are mixed once
    more. It tells apart what an accident or a mistake made different; it is no seal against somebody
    who means to deceive, for which the files' own SHA-256 are there.
    """

    series: int = 0
    points: int = 0
    sums: tuple[int, ...] = (0, 0)

    def __add__(self, other: Content) -> Content:
        sums = zip(self.sums, other.sums, strict=True)
        return Content(
            self.series + other.series,
            self.points + other.points,
            tuple((one + two) % (1 << 64) for one, two in sums),
        )

    def digest(self, clock: str) -> str:
        """64 hexadecimal digits."""
        sums = ",".join(f"{each:016x}" for each in self.sums)
        text = f"rusfelt series 1 {clock} {self.series} {self.points} {sums}"
        return hashlib.sha256(text.encode()).hexdigest()


def content_of(panel: Panel) -> Content:
    """The content of a panel's series."""
    # Added up from the start of all and subtracted, since a series may have no points.
    before = np.append(np.uint64(0), np.cumsum(_points(panel), dtype=np.uint64))
    total = before[panel.offsets[1:]] - before[panel.offsets[:-1]]
    total = _mixed(total + panel.sizes.astype(np.uint64))
    for key in (panel.indicator, panel.unit, panel.group, panel.part):
        total = _mixed(total ^ _bits(key))
    for column in panel.per_series.values():
        total = _mixed(total ^ _bits(column))
    # What a column is called belongs to what is said.
    names = ":".join([*panel.per_point, "", *panel.per_series])
    total = _mixed(total ^ _bits(np.array([names])))
    sums = (total.sum(dtype=np.uint64), _mixed(total).sum(dtype=np.uint64))
    return Content(len(panel), len(panel.t), (int(sums[0]), int(sums[1])))


def key_hashes(columns: Iterable[Array]) -> Array:
    """A number of 64 bits for the keys of every row; equal keys have equal ones.

    Args:
        columns: text or whole numbers, each ``(k,)``.
    """
    total = np.zeros(1, dtype=np.uint64)
    for column in columns:
        total = _mixed(total ^ _bits(column))
    return total


def _points(panel: Panel) -> Array:
    """A number for every point."""
    total = np.empty(len(panel.t), dtype=np.uint64)
    for at in range(0, len(total), _BLOCK):
        rows = slice(at, at + _BLOCK)
        mixed = _bits(panel.t[rows]) * _TIMES
        for column in (panel.y, *panel.per_point.values()):
            mixed = _mixed(mixed ^ _bits(column[rows]))
        total[rows] = mixed
    return total


def _mixed(numbers: Array) -> Array:
    """Every bit of each number spread over all of it."""
    numbers = numbers * _FIRST
    numbers ^= numbers >> _HALF
    numbers *= _SECOND
    numbers ^= numbers >> _HALF
    return numbers


def _bits(column: Array) -> Array:
    """The bits of each number, or a hash of each text."""
    if column.ndim and column.strides == (0,) and len(column) > 1:
        return _bits(column[:1])
    if column.dtype.kind == "U":
        return _text_bits(column)
    if column.dtype.kind == "f":
        # There is one zero, and one way to be no number.
        values: Array = column.astype(np.float64) + 0.0
        empty = np.isnan(values)
        if empty.any():
            values = np.where(empty, np.nan, values)
        return values.view(np.uint64)
    return column.astype(np.int64).view(np.uint64)


def _text_bits(words: Strings) -> Array:
    total: Array = np.full(len(words), _WORDS)
    width = words.dtype.itemsize // 4
    if not width:
        return total
    letters = np.ascontiguousarray(words, dtype=f"=U{width}").view(np.uint32)
    for column in letters.reshape(-1, width).T:
        # Beyond the end of a shorter word stands nothing, however wide the array is.
        there = column != 0
        each = column.astype(np.uint64)
        total = np.where(there, _mixed(total ^ each), total)
    return total
