"""Rows of a Parquet file as they are read: bounded batches of whole units, in proven order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt._identity import column_problems
from rusfelt.errors import DomainError, ReadError
from rusfelt.evaluation.at_scale.arrow_columns import Times, Words, kind_of, numbers, texts
from rusfelt.evaluation.at_scale.layout import Layout
from rusfelt.evaluation.at_scale.parquet_file import ParquetPart
from rusfelt.io.sources._library import library
from rusfelt.typing import Array, Floats, Integers

__all__ = ["RowReader", "Rows"]

# Rows read at a time.
READ = 1 << 18
# Rows and units handed on together: the more series of one length are computed together the quicker
# it is, and what is said of all of them must fit into memory.
BATCH = 1 << 21
UNITS = 1 << 17
# The most rows that one unit may have: all of a unit is in memory at once.
MOST_OF_ONE = 1 << 22
# An identity number as a number, with the zero in front of it lost.
_FEWEST = 10**9


@attrs.frozen(eq=False)
class Rows:
    """Rows of whole units, one after the other.

    Attributes:
        first: the place of the first row in its file, counted from 0.
        unit: each unit, rising, as text or whole numbers, shape ``(k,)``.
        starts: where each begins, ``(k,)``.
        t, y: ``(m,)``; ``nan`` where there is none.
        columns: further columns of the file by name, ``(m,)``; text as numbers of words.
    """

    first: int
    unit: Array
    starts: Integers
    t: Floats
    y: Floats
    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(self.y)

    def unit_numbers(self) -> Integers:
        """Which unit each row is of, shape ``(m,)``."""
        sizes = np.diff(np.append(self.starts, len(self)))
        return np.repeat(np.arange(len(self.unit), dtype=np.int64), sizes)

    def cut(self, unit: int) -> tuple[Rows, Rows]:
        """The rows before a unit, and those from it on."""
        at = int(self.starts[unit])
        before, after = (slice(None, at), slice(at, None))
        return (
            Rows(self.first, self.unit[:unit], self.starts[:unit], *self._sliced(before)),
            Rows(self.first + at, self.unit[unit:], self.starts[unit:] - at, *self._sliced(after)),
        )

    def _sliced(self, rows: slice) -> tuple[Floats, Floats, dict[str, Array]]:
        return self.t[rows], self.y[rows], {name: col[rows] for name, col in self.columns.items()}

    @classmethod
    def joined(cls, several: Sequence[Rows]) -> Rows:
        """Rows that follow one another; a unit that goes on stays one."""
        units, starts, at = [several[0].unit], [several[0].starts], len(several[0])
        for before, after in itertools.pairwise(several):
            goes_on = int(before.unit[-1] == after.unit[0])
            units.append(after.unit[goes_on:])
            starts.append(after.starts[goes_on:] + at)
            at += len(after)
        return cls(
            several[0].first,
            np.concatenate(units),
            np.concatenate(starts),
            np.concatenate([each.t for each in several]),
            np.concatenate([each.y for each in several]),
            {
                name: np.concatenate([each.columns[name] for each in several])
                for name in several[0].columns
            },
        )


class RowReader:
    """Reads a file of points sorted by unit, batch by batch.

    Args:
        part: the file.
        layout: which columns are what.

    Attributes:
        words: the texts of each text column, as numbered in ``Rows.columns``.
        times: the clock found.
    """

    def __init__(self, part: ParquetPart, layout: Layout) -> None:
        self._part, self._layout = part, layout
        self.times = Times(layout.clock)
        self.words: dict[str, Words] = {}
        self._seen = 0

    def __iter__(self) -> Iterator[Rows]:
        """Whole units; never an empty batch.

        Raises:
            ReadError: a unit is smaller than the one before it, or cells are not what they must be.
        """
        held: list[Rows] = []
        for batch in self._part.batches(self._layout.columns, READ):
            if not batch.num_rows:
                continue
            held.append(self._rows(batch))
            if sum(map(len, held)) < BATCH and sum(len(each.unit) for each in held) < UNITS:
                continue
            rows = self._joined(held)
            held = [rows]
            # The last unit may go on; the others are whole.
            if len(rows.unit) > 1:
                whole, rest = rows.cut(len(rows.unit) - 1)
                held = [rest]
                yield whole
            self._check_size(held[0])
        if held:
            yield self._joined(held)

    def _check_size(self, held: Rows) -> None:
        if len(held) > MOST_OF_ONE:
            msg = (
                f"One unit has more than {MOST_OF_ONE:,} rows. Is {self._layout.unit!r} the "
                "column of the unit?"
            )
            raise self._error(msg, held.first)

    def _error(self, message: str, row: int, column: str | None = None) -> ReadError:
        return self._part.error(message, row=row, column=column)

    def _joined(self, several: list[Rows]) -> Rows:
        try:
            rows = Rows.joined(several) if len(several) > 1 else several[0]
        except (TypeError, ValueError):
            msg = "The column changes its type within the file. Write the file anew."
            raise self._error(msg, several[0].first, self._layout.unit) from None
        self._check_order(rows)
        return rows

    def _check_order(self, rows: Rows) -> None:
        falls = np.flatnonzero(rows.unit[1:] <= rows.unit[:-1])
        if len(falls):
            msg = (
                "The unit is smaller than the one before it, so its rows may lie apart and would "
                "be answered twice. Bring the file in order with 'rusfelt repartition'."
            )
            row = rows.first + int(rows.starts[falls[0] + 1])
            raise self._error(msg, row, self._layout.unit)

    def _rows(self, batch: Any) -> Rows:
        layout, first = self._layout, self._seen
        self._seen += batch.num_rows
        unit, starts = self._units(batch.column(layout.unit), first)
        further = [name for name in layout.columns if name not in {layout.unit, layout.t, layout.y}]
        columns = {
            name: self._column(batch.column(name), name, first)
            for name in dict.fromkeys([*further, *self._shared()])
        }
        t = self._told(layout.t, first, lambda: self.times.of(batch.column(layout.t)))
        y = numbers(batch.column(layout.y))
        self._refuse_identities(unit, {layout.y: y, **columns}, first)
        return Rows(first, unit, starts, t, y, columns)

    def _shared(self) -> set[str]:
        """Columns that are the unit, time or value and something else as well."""
        layout = self._layout
        more = {*layout.keys.values(), *dict(layout.per_series).values()}
        return {layout.unit, layout.t, layout.y} & (more | set(dict(layout.per_point).values()))

    def _told(self, column: str, row: int, made: Any) -> Any:
        try:
            return made()
        except DomainError as error:
            raise self._error(f"It {error}", row, column) from None

    def _column(self, column: Any, name: str, first: int) -> Array:
        kind = kind_of(column.type)
        if kind == "text":
            words = self.words.setdefault(name, Words())
            before = len(words.all)
            codes = self._told(name, first, lambda: words.codes(column))
            self._refuse_identities(words.all[before:], {}, first, name)
            return np.asarray(codes)
        if kind == "yes-or-no":
            if column.null_count:
                msg = "It has empty cells beside yes and no. Write 1, 0 and nothing instead."
                raise self._error(msg, first, name)
            return np.asarray(column.to_numpy(zero_copy_only=False))
        found = numbers(column)
        if name == self._layout.part and np.isnan(found).any():
            row = first + int(np.argmax(np.isnan(found)))
            raise self._error("The number of the stretch is missing.", row, name)
        return found

    def _units(self, column: Any, first: int) -> tuple[Array, Integers]:
        if column.null_count:
            row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
            msg = (
                f"The cell is empty, in {column.null_count:,} row(s) of those read together, so "
                "nobody knows whose it is. Take such rows out."
            )
            raise self._error(msg, first + row, self._layout.unit)
        if kind_of(column.type) == "text":
            if not hasattr(column, "dictionary"):
                column = column.dictionary_encode()
            codes = column.indices.to_numpy(zero_copy_only=False)
            starts = _starts(codes)
            names = texts(
                column.dictionary.take(column.indices.take(library("pyarrow").array(starts)))
            )
            return names, starts
        values = column.to_numpy(zero_copy_only=False)
        if kind_of(column.type) == "number":
            values = numbers(column)
            if not np.isfinite(values).all():
                row = first + int(np.flatnonzero(~np.isfinite(values))[0])
                raise self._error("The cell is no number. Take it out.", row, self._layout.unit)
        starts = _starts(values)
        return values[starts], starts

    def _refuse_identities(
        self, unit: Array, columns: dict[str, Array], first: int, name: str | None = None
    ) -> None:
        figures = {self._layout.y, *dict(self._layout.per_point).values()}
        named = {name or self._layout.unit: unit} | {
            each: column
            for each, column in columns.items()
            # One look for a number large enough is all that most columns need.
            if each not in self.words and (column >= _FEWEST).any()
        }
        if problems := column_problems(named, figures=figures):
            what = problems[0].path.partition("column ")[2] or repr(self._layout.unit)
            msg = (
                f"The column {what} holds what looks like national identity numbers. Replace them "
                "by codes before the data come here; rusfelt.disclosure.pseudonyms makes such."
            )
            raise self._error(msg, first)


def _starts(values: Array) -> Integers:
    """Where a new value begins."""
    return np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1]).astype(np.int64)
