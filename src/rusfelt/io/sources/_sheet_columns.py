"""The columns of a sheet as what they are: numbers, days, yes and no, or text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import attrs
import numpy as np

from rusfelt.io._cells import weigh
from rusfelt.typing import Array, Integers

__all__ = ["Column", "as_text", "column_of", "decimal_of", "room_for_text"]

# From here on neighbouring whole numbers are one float.
_EXACT = 2**53
# A column of text takes as much for each cell as its longest; a table may take so much for that,
# and so much more for each row.
_MOST_BYTES, _MOST_A_ROW = 2**28, 2**10
_CHARACTER_BYTES = 4
# The days a spreadsheet shows the numbers 1900 to 2100 as: years, typed into cells for days.
_FIRST_YEAR, _LAST_YEAR = date(1905, 3, 14), date(1905, 9, 30)
_ZERO = date(1899, 12, 30)
_NUMBERS = frozenset({int, float})
_DAYS = frozenset({date, datetime})
_HOUR, _MINUTE = 3600, 60


@attrs.frozen
class Column:
    """A column and what was taken for granted of it.

    Attributes:
        values: its cells.
        notes: what to tell of it: ``padded``, ``mixed``, ``times``, ``years``.
        wrong: place of a cell that cannot stand, and why; ``None`` where all can.
    """

    values: Array
    notes: frozenset[str] = frozenset()
    wrong: tuple[int, str] | None = None


def room_for_text(rows: int) -> int:
    """How many bytes the columns of text of a table may take together."""
    return _MOST_BYTES + _MOST_A_ROW * rows


def column_of(cells: Sequence[Any], padded: Integers | None, decimal: str, room: int) -> Column:
    """A column of cells as what all of them are, and as text where they differ.

    Args:
        cells: the cells; ``""`` is an empty one.
        padded: how many digits the number in each cell is shown with at least; ``None`` if no cell
            tells.
        decimal: the decimal sign of numbers that become text.
        room: how many bytes it may take.
    """
    kinds = set(map(type, cells))
    words = str in kinds and any(type(each) is str and each for each in cells)
    gaps = str in kinds
    kinds.discard(str)
    if not words:
        if kinds and kinds <= _NUMBERS:
            return _numbers(cells, padded, room, gaps=gaps)
        if kinds == {bool} and not gaps:
            return Column(np.array(cells, dtype=bool))
        if kinds and kinds <= _DAYS:
            return _days(cells, gaps=gaps)
    notes = {"mixed"} if (words and kinds) or len(kinds) > 1 else set()
    return _texts(cells, padded, decimal, room, notes)


def _numbers(cells: Sequence[Any], padded: Integers | None, room: int, *, gaps: bool) -> Column:
    numbers = np.array([math.nan if each == "" else each for each in cells], dtype=np.float64)
    limited = np.isfinite(numbers)
    if not limited.all():
        for place in np.flatnonzero(~limited).tolist():
            if cells[place] != "":
                return Column(numbers, wrong=(place, "is too large for a number"))
    whole = bool((numbers[limited] == np.floor(numbers[limited])).all())
    if whole and any(_is_padded(cells[place], width) for place, width in _told(padded)):
        return _texts(cells, padded, ".", room, {"padded"})
    if whole and not gaps and bool((np.abs(numbers) < _EXACT).all()):
        return Column(numbers.astype(np.int64))
    return Column(numbers)


def _told(padded: Integers | None) -> Iterator[tuple[int, int]]:
    """The places where a number of digits is told, and that number."""
    if padded is not None:
        places = np.flatnonzero(padded)
        yield from zip(places.tolist(), padded[places].tolist(), strict=True)


def _is_padded(cell: Any, width: int) -> bool:
    return type(cell) in _NUMBERS and cell >= 0 and len(as_text(cell)) < width


def _days(cells: Sequence[Any], *, gaps: bool) -> Column:
    days = [each.date() if type(each) is datetime else each for each in cells]
    filled = [each for each in days if each != ""]
    if all(_FIRST_YEAR <= each <= _LAST_YEAR for each in filled):
        years = [math.nan if each == "" else (each - _ZERO).days for each in days]
        values = np.array(years, dtype=np.float64 if gaps else np.int64)
        return Column(values, frozenset({"years"}))
    notes = set()
    if any(type(each) is datetime and each.time() != time() for each in cells):
        notes.add("times")
    values = np.array([None if each == "" else each for each in days], dtype="datetime64[D]")
    return Column(values, frozenset(notes))


def _texts(
    cells: Sequence[Any], padded: Integers | None, decimal: str, room: int, notes: set[str]
) -> Column:
    texts = [each if type(each) is str else as_text(each, decimal) for each in cells]
    for place, width in _told(padded):
        if _is_padded(cells[place], width) and float(cells[place]).is_integer():
            texts[place] = texts[place].zfill(width)
            notes.add("padded")
    longest = max(map(len, texts), default=0)
    if longest * len(texts) * _CHARACTER_BYTES > room:
        place = next(place for place, text in enumerate(texts) if len(text) == longest)
        why = f"has {longest:,} characters, too many in a table of {len(texts):,} rows"
        return Column(np.array([""] * len(texts)), wrong=(place, why))
    return Column(np.array(texts, dtype=np.str_), frozenset(notes))


def as_text(cell: Any, decimal: str = ".") -> str:
    """A cell as text, with every digit a number is stored with and no more.

    >>> as_text(4.0), as_text(0.1), as_text(1e-7, ","), as_text(True), as_text(date(2020, 1, 2))
    ('4', '0.1', '0,0000001', 'true', '2020-01-02')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and math.isfinite(cell):
        plain = format(Decimal(repr(cell)), "f")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain.replace(".", decimal)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), _MINUTE)
        hours, minutes = divmod(minutes, _HOUR // _MINUTE)
        return f"{hours}:{minutes:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def decimal_of(columns: Iterable[Sequence[Any]]) -> str | None:
    """The decimal sign for numbers that become text, as text of the same table writes them.

    Args:
        columns: the cells of each column.

    Returns:
        ``,`` or ``.``; ``None`` where no number with a fraction becomes text.
    """
    texts: dict[str, None] = {}
    fractions = False
    for cells in columns:
        words = dict.fromkeys(each for each in cells if type(each) is str and each)
        fractions = fractions or (
            bool(words) and any(type(each) is float and not each.is_integer() for each in cells)
        )
        texts |= words
    if not fractions:
        return None
    evidence = weigh(texts)
    return "," if evidence.comma is not None and evidence.point is None else "."
