"""The units of a file as codes of places, where they are places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rusfelt.geography import Codes, as_codes
from rusfelt.typing import Array

__all__ = ["as_places", "with_zeros"]

# As many notes are shown as anybody reads.
_MOST_NOTES = 12


def with_zeros(column: Array) -> tuple[list[str], str] | None:
    """Codes that a program took for numbers, with the zero they lost; and a note of it.

    Only where every number in the column is then the code of a place: a clinic's own 301 among
    other numbers stays what it is.

    >>> with_zeros(np.array([301, 1103]))
    (['0301', '1103'], '301 was read as 0301 (Oslo).')
    >>> with_zeros(np.array([301, 7]))
    """
    there = column[~np.isnan(column)] if column.dtype.kind == "f" else column
    distinct = np.unique(there)
    found = as_codes(distinct, names=False, renumber=False)
    if found.unknown or found.ambiguous or not len(distinct):
        return None
    repaired = [each for each in found.notes if " was read as " in each]
    if not repaired:
        return None
    place = np.searchsorted(distinct, np.where(column == column, column, distinct[0]))  # noqa: PLR0124 - nan is not itself
    codes = np.where(column == column, found.codes[place], "")  # noqa: PLR0124 - likewise
    return codes.tolist(), _joined(repaired)


def as_places(
    cells: Sequence[str], periods: Sequence[str] | None
) -> tuple[list[str], dict[str, str]]:
    """Names and codes as the present codes of places, and what is to be told of them.

    Args:
        cells: units as the file has them; an empty one is the plan's own area.
        periods: when each figure is from, where that begins with a year.

    Returns:
        The codes, and notes for ``guessed``.
    """
    column = np.array(cells, dtype=np.str_)
    filled = np.flatnonzero(column != "")
    years = None
    if periods is not None and len(filled):
        texts = np.array([each[:4] for each in periods], dtype="U4")[filled]
        if all(each.isdigit() and len(each) == 4 for each in np.unique(texts).tolist()):  # noqa: PLR2004 - figures of a year
            years = texts
    found = as_codes(column[filled], years=years)
    codes = column.astype(f"U{max(found.codes.dtype.itemsize, column.dtype.itemsize, 4) // 4}")
    codes[filled] = found.codes
    return codes.tolist(), dict(_told(found))


def _told(found: Codes) -> Iterator[tuple[str, str]]:
    if found.notes:
        yield "units", _joined(found.notes)
    left = len(found.unknown) + len(found.ambiguous)
    if left:
        yield "units left as they are", f"{left}, which are no code or name of one place"


def _joined(notes: Sequence[str]) -> str:
    more = len(notes) - _MOST_NOTES
    rest = f" And {more} more." if more > 0 else ""
    return " ".join(notes[:_MOST_NOTES]) + rest
