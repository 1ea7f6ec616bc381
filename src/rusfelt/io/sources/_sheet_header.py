"""Where the table of a sheet begins: the row that names its columns, under titles and notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io.sources._sheet import Grid
from rusfelt.io.sources._sheet_columns import as_text
from rusfelt.typing import Array

__all__ = ["Header", "find_header", "may_name"]

# A header names at least so much of the widest row's columns; a line of notes names one or two.
_SHARE = 0.75
# Rows of a header that lie on top of one another.
_DEEPEST = 5
# No more than so many rows are looked at: titles and notes are fewer.
_FAR = 1_000
_YEARS = range(1900, 2101)
_JOINED = " / "
_Box = tuple[int, int, int, int]


@attrs.frozen
class Header:
    """The names of a table.

    Attributes:
        first: the first row of the header, as the grid counts. last: its last.
        names: a name for each column of the grid, or none.
        spread: whether text of merged cells was spread over columns or rows.
    """

    first: int
    last: int
    names: Sequence[str]
    spread: bool


def find_header(grid: Grid, filled: Array, told: int | None, file: str, sheet: str) -> Header:
    """The header of the table in a sheet.

    Args:
        grid: the cells.
        filled: which of them are; shape ``(rows, columns)``.
        told: its row as people count; ``None`` to find it.
        file: the file.
        sheet: what the sheet is called, as a message says it.

    Raises:
        ReadError: no row names the columns, or the row told is not there.
    """
    search = _Search(grid, filled)
    if told is None:
        first = search.found()
        if first is None:
            raise _failure(
                f"No row of the sheet {sheet} names the columns of a table.",
                "Put a row of names above it, or say which row it is: header_row=.",
                file,
            )
    else:
        first = told - 1 - grid.top
        if not 0 <= first < grid.height or not filled[first].any():
            raise _failure(f"Row {told} of the sheet {sheet} is empty.", "Mend header_row.", file)
    return search.header(first)


def _failure(fact: str, remedy: str, file: str) -> ReadError:
    return ReadError(f"{fact} {remedy}", path=file)


class _Search:
    """The rows of a sheet, asked whether they could be its header."""

    def __init__(self, grid: Grid, filled: Array) -> None:
        self._grid = grid
        self._filled = filled
        counts = filled.sum(axis=1)
        self._nonblank = np.flatnonzero(counts)
        widest = int(counts.max(initial=0))
        self._least = math.ceil(_SHARE * widest)
        self._cells = min(2, widest)
        self._wide = counts >= self._least
        self._across = self._merges_by_row()

    def _merges_by_row(self) -> dict[int, list[_Box]]:
        """Merged cells of a few rows, by each row they lie in, as the grid counts."""
        grid = self._grid
        found: dict[int, list[_Box]] = {}
        for top, left, bottom, right in grid.marks.merges:
            first, last = top - grid.top, bottom - grid.top
            if last - first < _DEEPEST and first >= 0 and last < grid.height:
                box = (first, left - grid.left, last, min(right - grid.left, len(grid.columns) - 1))
                for row in range(first, last + 1):
                    found.setdefault(row, []).append(box)
        return {row: _apart(boxes) for row, boxes in found.items()}

    def found(self) -> int | None:
        """The first row of names of the table; ``None`` where its rows begin without one."""
        candidates: list[int] = []
        data = None
        for row in self._nonblank[:_FAR].tolist():
            if self._names_columns(row):
                candidates.append(row)
            elif self._wide[row]:
                data = row
                break
        if not candidates:
            return None
        first = candidates[0]
        if data is not None:
            # What stands apart above the header, such as a list of sources, is no header.
            block = self._block_of(data)
            if candidates[-1] < block:
                block = self._block_of(candidates[-1])
            first = next(row for row in candidates if row >= block)
        while first and self._groups_columns(first - 1):
            first -= 1
        return first

    def _groups_columns(self, row: int) -> bool:
        """Whether the merged cells of a row, several of them, group the columns below."""
        wide = [left for first, left, _, right in self._across.get(row, ()) if right > left]
        return sum(bool(self._filled[row, left]) for left in wide) > 1 and self._goes_on(row)

    def _block_of(self, row: int) -> int:
        """The first of the rows that follow one another without an empty one down to this."""
        while row > 0 and self._filled[row - 1].any():
            row -= 1
        return row

    def _names_columns(self, row: int) -> bool:
        cells = [column[row] for column in self._grid.columns if column[row] != ""]
        if len(cells) < self._cells or not any(type(each) is str for each in cells):
            return False
        others = [each for each in cells if type(each) is not str]
        if len(set(others)) < len(others) or not all(map(may_name, others)):
            return False
        covered = self._filled[row].copy()
        for first, left, _, right in self._across.get(row, ()):
            covered[max(left, 0) : right + 1] |= self._filled[first, max(left, 0)]
        return int(covered.sum()) >= self._least

    def header(self, first: int) -> Header:
        """The header that begins in this row, however many rows its merged cells make it."""
        last = row = first
        while row <= last:
            for _, left, bottom, right in self._across.get(row, ()):
                last = max(last, bottom)
                if right > left and row == last and self._goes_on(row + 1):
                    last = row + 1
            row += 1
        names: list[str] = []
        spread = False
        texts = {row: self._texts(row) for row in range(first, last + 1)}
        for place in range(len(self._grid.columns)):
            parts: list[str] = []
            for row in range(first, last + 1):
                text, moved = texts[row][place]
                spread = spread or moved
                if text and parts[-1:] != [text]:
                    parts.append(text)
            names.append(_JOINED.join(parts))
        return Header(first, last, names, spread)

    def _goes_on(self, row: int) -> bool:
        """Whether all that stands in a row may name columns."""
        if row >= self._grid.height or not self._filled[row].any():
            return False
        cells = [column[row] for column in self._grid.columns if column[row] != ""]
        return all(type(each) is str or may_name(each) for each in cells)

    def _texts(self, row: int) -> list[tuple[str, bool]]:
        """What each column is called in this row, and whether a merged cell lends it."""
        found = [(_name(column[row]), False) for column in self._grid.columns]
        for first, left, last, right in self._across.get(row, ()):
            if left < 0 or last < row:
                continue
            text = _name(self._grid.columns[left][first])
            for place in range(left, right + 1):
                if not found[place][0]:
                    found[place] = (text, bool(text))
        return found


def _apart(boxes: list[_Box]) -> list[_Box]:
    """Merged cells of a row, from left to right; of those that overlap, which none can, the first."""
    kept: list[_Box] = []
    for box in sorted(boxes, key=lambda each: each[1]):
        if not kept or box[1] > kept[-1][3]:
            kept.append(box)
    return kept


def may_name(cell: Any) -> bool:
    """Whether a number or day can be a column's name: a year, or the day a period begins."""
    if isinstance(cell, date):
        return True
    return type(cell) in {int, float} and cell in _YEARS


def _name(cell: Any) -> str:
    """A cell as a name on one line."""
    return " ".join(as_text(cell).split())
