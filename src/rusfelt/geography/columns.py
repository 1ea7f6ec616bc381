"""Columns of texts, numbers and years, down to what is distinct in them."""

from __future__ import annotations

import numpy as np

from rusfelt.errors import DomainError
from rusfelt.typing import Array, Integers

__all__ = ["distinct_of", "pairs_of", "whole_years"]

# Years outside these are slips of a key and say nothing.
_EARLIEST, _LATEST = 1900, 2199
_NO_YEAR = _EARLIEST - 1
_WIDTH = _LATEST - _NO_YEAR + 1
_YEAR_DIGITS = 4
_EPOCH = 1970
# No code has more figures.
_MOST = 1e6


def cells_of(column: Array) -> list[str]:
    """A text for every row: whole numbers without a point, an empty text for what is missing.

    Raises:
        DomainError: the column holds neither text nor numbers.
    """
    column = np.asarray(column)
    if column.ndim != 1 or column.dtype.kind not in "iufUO":
        msg = (
            f"A column of units has dtype {column.dtype} in {column.ndim} dimensions. Use text or "
            "numbers in one dimension."
        )
        raise DomainError(msg)
    if column.dtype.kind in "iuf":
        values, which = np.unique(column, return_inverse=True)
        texts = [_text(each) for each in values.tolist()]
        return list(map(texts.__getitem__, which.reshape(-1).tolist()))
    cells: list[str] = column.tolist()
    return [_text(each) for each in cells] if column.dtype.kind == "O" else cells


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < _MOST:
        return str(int(value))
    # Not a number, and not a time, are unlike themselves.
    return "" if value is None or value != value else str(value)  # noqa: PLR0124


def distinct_of(column: object) -> tuple[list[str], Integers]:
    """The distinct texts of a column in order of appearance, and the number of each row's.

    A categorical of pandas and a dictionary of Arrow have their rows numbered already.

    Raises:
        DomainError: the column holds neither text nor numbers.
    """
    column = getattr(column, "array", column)
    if hasattr(column, "categories") and hasattr(column, "codes"):
        return _renumbered(column.categories, np.asarray(column.codes))
    if hasattr(column, "dictionary") and hasattr(column, "indices"):
        return _renumbered(column.dictionary, np.asarray(column.indices.fill_null(-1)))
    cells = cells_of(np.asarray(column))
    index = {text: at for at, text in enumerate(dict.fromkeys(cells))}
    return list(index), np.fromiter(map(index.__getitem__, cells), dtype=np.int64, count=len(cells))


def _renumbered(values: object, rows: Array) -> tuple[list[str], Integers]:
    """The same of rows that are numbers of values, -1 for none; values may repeat or be unused."""
    cells = [*cells_of(np.asarray(values)), ""]
    first = np.full(len(cells), -1)
    # The last to be written is the row that comes first; the number -1 is the last cell.
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    used = np.flatnonzero(first >= 0)
    index: dict[str, int] = {}
    number = np.zeros(len(cells), dtype=np.int64)
    for at in used[np.argsort(first[used])].tolist():
        number[at] = index.setdefault(cells[at], len(index))
    return list(index), number[rows]


def whole_years(years: Array, size: int) -> Integers:
    """A year for every row, as whole numbers, with one number for those not told.

    Raises:
        DomainError: the years are not one for each row, or of no kind that tells a year.
    """
    years = np.asarray(years)
    if years.shape != (size,) or years.dtype.kind not in "iufMUO":
        msg = (
            f"The years have shape {years.shape} and dtype {years.dtype}. Give numbers, days or text, "
            f"one for each of {size} rows."
        )
        raise DomainError(msg)
    if years.dtype.kind == "M":
        found = years.astype("datetime64[Y]").astype(np.int64) + _EPOCH
    elif years.dtype.kind in "iuf":
        sensible = (years >= _EARLIEST) & (years <= _LATEST)
        found = np.where(sensible, years, _NO_YEAR).astype(np.int64)
    else:
        cells = years.tolist()
        table = {each: _year(str(each)) for each in dict.fromkeys(cells)}
        found = np.fromiter(map(table.__getitem__, cells), dtype=np.int64, count=size)
    return np.where((found >= _EARLIEST) & (found <= _LATEST), found, _NO_YEAR)


def _year(text: str) -> int:
    digits = text.strip()[:_YEAR_DIGITS]
    told = len(digits) == _YEAR_DIGITS and digits.isascii() and digits.isdigit()
    return int(digits) if told else _NO_YEAR


def pairs_of(
    size: int, which: Integers, when: Integers | None
) -> tuple[list[tuple[int, int | None]], Integers]:
    """The distinct pairs of text and year, and the number of each row's pair.

    Args:
        size: how many distinct texts there are.
        which: the number of each row's text.
        when: the rows' years from :func:`whole_years`; ``None`` where there are none.
    """
    if when is None:
        return [(text, None) for text in range(size)], which
    joined = which * _WIDTH + (when - _NO_YEAR)
    if size * _WIDTH <= 4 * joined.size + _WIDTH:
        # Counting is quicker than sorting where there are few pairs for the rows.
        present = np.flatnonzero(np.bincount(joined))
        place_of = np.zeros(size * _WIDTH, dtype=np.int64)
        place_of[present] = np.arange(present.size)
        rows = place_of[joined]
    else:
        present, rows = np.unique(joined, return_inverse=True)
    numbers, steps = (each.tolist() for each in np.divmod(present, _WIDTH))
    told = [year + _NO_YEAR if year else None for year in steps]
    return list(zip(numbers, told, strict=True)), rows.reshape(-1)
