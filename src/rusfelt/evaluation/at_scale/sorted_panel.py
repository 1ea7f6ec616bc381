"""From rows in the order of their units to a panel, without sorting them again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from rusfelt._arrays import constant_array
from rusfelt._frames import as_keys
from rusfelt.errors import ReadError
from rusfelt.evaluation.at_scale.arrow_columns import Words
from rusfelt.evaluation.at_scale.layout import Layout
from rusfelt.evaluation.at_scale.rows import Rows
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Integers
from rusfelt.vocabulary import Clock

__all__ = ["panel_of"]

Refusal = Callable[[str, int, str], ReadError]


def panel_of(
    rows: Rows, layout: Layout, words: Mapping[str, Words], clock: Clock, refusal: Refusal
) -> Panel:
    """The series of some units, in the order of unit, indicator, group and part.

    Everything a panel promises is looked at here once, where it can still be said in which row of
    the file it fails.

    Args:
        rows: of whole units, in rising order.
        layout: which columns are what.
        words: of the columns that hold text.
        clock: of the times.
        refusal: makes an error of a message, a row counted from 0, and a column.

    Raises:
        ReadError: a value or time is no finite number, a series has two values at one time, or a
            column promised per series varies within one.
    """
    number = _series_numbers(rows, layout, words) if layout.keys else None
    order = None
    if number is not None and (number[1:] < number[:-1]).any():
        order = np.argsort(number, kind="stable")
    points = _Points(rows, number, order)
    if points.bad(np.isfinite(points.t)) is None and points.falls() is not None:
        # A unit's rows are all here, so the order within it is mended at once.
        order = np.lexsort([rows.t, rows.unit_numbers() if number is None else number])
        points = _Points(rows, number, order)
    for row, message, where in points.problems(clock, layout):
        raise refusal(message, rows.first + row, where)
    starts = points.starts
    per_series: dict[str, Array] = {}
    for ours, theirs in layout.per_series:
        column = rows.columns[theirs] if order is None else rows.columns[theirs][order]
        if _varies(column, starts):
            msg = "The column varies within a series. Pass it as per_point, or mend it."
            raise refusal(msg, rows.first, theirs)
        per_series[ours] = _told(column[starts], theirs, words)
    for ours, value in layout.same.items():
        per_series[ours] = constant_array(_number_or_word(value), len(starts))
    first = starts if order is None else order[starts]
    names = as_keys(rows.unit)
    return Panel._trusted(  # noqa: SLF001 - every promise of a panel was just kept
        unit=names if number is None else names[rows.unit_numbers()[first]],
        **_keys(rows.columns, first, layout, words),
        offsets=points.offsets,
        t=points.t,
        y=points.y,
        clock=clock,
        per_series=dict(sorted(per_series.items())),
        per_point={
            ours: _told(points.of(rows.columns[theirs]), theirs, words)
            for ours, theirs in layout.per_point
        },
    )


class _Points:
    """The points of rows, series by series; rows without a value are none.

    Args:
        rows: of whole units.
        number: which series each row is of; unsaid, each unit is one.
        order: how the rows are to be put; unsaid, as they are.
    """

    def __init__(self, rows: Rows, number: Integers | None, order: Integers | None) -> None:
        self._order = order
        self.starts = rows.starts
        if number is not None:
            self.starts = _starts(number if order is None else number[order])
        y = rows.y if order is None else rows.y[order]
        there = ~np.isnan(y)
        self._there = None if there.all() else np.flatnonzero(there)
        counts = np.diff(np.append(self.starts, len(y)))
        if self._there is not None:
            counts = np.add.reduceat(there, self.starts, dtype=np.int64)
        self.offsets = np.append(0, np.cumsum(counts)).astype(np.int64)
        self.y = y if self._there is None else y.take(self._there)
        self.t = self.of(rows.t)

    def of(self, column: Array) -> Array:
        """A column of the rows at the points."""
        ordered = column if self._order is None else column[self._order]
        return ordered if self._there is None else ordered.take(self._there)

    def row(self, point: int) -> int:
        """The row a point was in."""
        place = point if self._there is None else int(self._there[point])
        return place if self._order is None else int(self._order[place])

    def bad(self, fine: Bools) -> int | None:
        """The row of the first point that is not fine."""
        return None if fine.all() else self.row(int(np.argmin(fine)))

    def falls(self) -> int | None:
        """The row of the first point that is not after the one before it in its series."""
        rises = self.t[1:] > self.t[:-1]
        # Between two series the time may do as it likes.
        ends = self.offsets[1:-1]
        rises[ends[(ends > 0) & (ends < len(self.t))] - 1] = True
        return None if rises.all() else self.row(int(np.argmin(rises)) + 1)

    def problems(self, clock: Clock, layout: Layout) -> Iterator[tuple[int, str, str]]:
        """The row, what is wrong in it, and the column."""
        row = self.bad(np.isfinite(self.y))
        if row is not None:
            yield row, "The value is not finite. Mend it, or leave it empty.", layout.y
        row = self.bad(np.isfinite(self.t))
        if row is not None:
            yield row, "The value has no time. Write it, or leave the value empty.", layout.t
        row = None if clock is Clock.PERIOD else self.bad(self.t == np.rint(self.t))
        if row is not None:
            yield row, f"The time is not whole, as the clock {clock} needs.", layout.t
        row = self.falls()
        if row is not None:
            msg = "There are two values of one series at this time. Keep one, or name what differs."
            yield row, msg, layout.t


def _series_numbers(rows: Rows, layout: Layout, words: Mapping[str, Words]) -> Integers:
    """Which series each row is of, in numbers that rise with unit, indicator, group and part."""
    number = rows.unit_numbers()
    for key, name in layout.keys.items():
        column = rows.columns[name]
        if key == "part":
            ranks = np.unique(column, return_inverse=True)[1]
        else:
            ranks = words[name].ranks[column]
        number = number * (int(ranks.max()) + 1) + ranks
        # Small numbers again, so that the next key fits in as well.
        if (number[1:] >= number[:-1]).all():
            number = np.append(0, np.cumsum(number[1:] != number[:-1]))
        else:
            number = np.unique(number, return_inverse=True)[1].astype(np.int64)
    return number


def _starts(values: Integers) -> Integers:
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))


def _varies(column: Array, starts: Integers) -> bool:
    differs = column[1:] != column[:-1]
    if column.dtype.kind == "f":
        differs &= ~(np.isnan(column[1:]) & np.isnan(column[:-1]))
    differs[starts[1:] - 1] = False
    return bool(differs.any())


def _told(column: Array, name: str, words: Mapping[str, Words]) -> Array:
    """A column as a panel has it."""
    return words[name].all[column] if name in words else column


def _number_or_word(value: str | float | bool) -> str | float | bool:
    # Whole numbers are numbers like others, as they are in a table beside empty cells.
    return value if isinstance(value, (str, bool)) else float(value)


def _keys(
    columns: Mapping[str, Array], starts: Integers, layout: Layout, words: Mapping[str, Words]
) -> dict[str, Array]:
    """Indicator, group and part of each series."""
    found = {}
    for key in ("indicator", "group", "part"):
        name = layout.keys.get(key)
        if name is None:
            found[key] = constant_array(layout.key_of_all(key), len(starts))
        elif key == "part":
            found[key] = columns[name][starts].astype(np.int64)
        else:
            found[key] = words[name].all[columns[name][starts]]
    return found
