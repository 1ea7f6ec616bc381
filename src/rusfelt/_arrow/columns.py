"""The columns of a table that comes in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from rusfelt._arrow.library import pyarrow
from rusfelt._arrow.numbers import Booleans, Days, Decimals, Nulls, Numbers, Wholes
from rusfelt._arrow.problems import Room, UnfitError
from rusfelt._arrow.text import Texts
from rusfelt._arrow.types import kind_of, unfit
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Array

__all__ = ["columns_of"]

_CELL = 8


class _Column(Protocol):
    def add(self, array: Any) -> None: ...
    def done(self) -> Array: ...


class _Times(Texts):
    """A column of times of day, as text."""

    def add(self, array: Any) -> None:
        pa = pyarrow()
        text = array.cast(pa.string())
        super().add(pa.compute.replace_substring_regex(text, r"\.0+$", ""))


_KINDS: dict[str, Callable[[], _Column]] = {
    "whole": Wholes,
    "float": Numbers,
    "decimal": Decimals,
    "bool": Booleans,
    "day": Days,
    "null": Nulls,
}


def columns_of(
    schema: Any, batches: Iterable[Any], names: Sequence[str], room: Room
) -> dict[str, Array]:
    """Columns as arrays: whole numbers, floats, days, booleans or text.

    A null is ``nan``, no day, or ``""``; whole numbers and booleans beside one become floats.
    Decimals become the nearest float, times of day text, and a moment its day where it was
    written. Where there is nothing to fill in and one batch, an array is the batch's own memory.

    Args:
        schema: the names and types of all columns.
        batches: the rows, some at a time, each with at least these columns.
        names: the columns to read.
        room: how much memory they may take.

    Raises:
        DomainError: columns are of a type that is not read, or hold what cannot be; all are named.
        TooLargeError: there is no room for them.
    """
    problems = []
    columns: dict[str, _Column] = {}
    for name in dict.fromkeys(names):
        kind = schema.field(name).type
        if told := unfit(kind):
            problems.append(Problem(name, *told))
            continue
        word = kind_of(kind)
        if word in {"text", "time"}:
            columns[name] = (Texts if word == "text" else _Times)(name, room)
        else:
            columns[name] = _KINDS[word]()
    if not problems:
        problems = _fill(columns, batches, room)
    if problems:
        msg = "Columns of the table cannot be read:"
        raise DomainError(msg, problems=problems)
    done = {}
    for name in list(columns):
        done[name] = columns.pop(name).done()
    return done


def _fill(columns: dict[str, _Column], batches: Iterable[Any], room: Room) -> list[Problem]:
    """Put every batch into the columns; what is wrong with a column is told once."""
    wrong: dict[str, UnfitError] = {}
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for name, column in columns.items():
            if name in wrong:
                continue
            if not isinstance(column, Texts):
                room.hold(name, _CELL * rows)
            try:
                column.add(_plain(batch.column(name), text=isinstance(column, Texts)))
            except UnfitError as error:
                wrong[name] = error
    return [Problem(name, error.message, error.remedy) for name, error in wrong.items()]


def _plain(array: Any, *, text: bool) -> Any:
    """An array without what stands between it and its values; text keeps its dictionary."""
    pa = pyarrow()
    while True:
        if hasattr(array, "run_ends"):
            array = pa.compute.run_end_decode(array)
        elif hasattr(array, "dictionary") and not (text and _is_text(array.dictionary)):
            array = array.dictionary_decode()
        else:
            return array


def _is_text(array: Any) -> bool:
    return not hasattr(array, "run_ends") and kind_of(array.type) == "text"
