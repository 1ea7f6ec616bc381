"""Columns of texts, numbers and years, down to what is distinct in them."""

from __future__ import annotations

import numpy as np

from rusfelt.errors import DomainError
from rusfelt.typing import Array, Integers

__all__ = ["cells_of", "numbered", "pairs_of", "whole_years"]

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


def numbered(cells: list[str], distinct: dict[str, None]) -> Integers:
    """The number of each row's text among the distinct ones."""
    index = {text: at for at, text in enumerate(distinct)}
    return np.fromiter(map(index.__getitem__, cells), dtype=np.int64, count=len(cells))


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
