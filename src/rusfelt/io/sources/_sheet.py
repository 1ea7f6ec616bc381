"""A sheet as a spreadsheet program stores it: cells by column, and what is known beside them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Any, Protocol

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown
from rusfelt.typing import Integers

__all__ = [
    "MAX_CELLS",
    "Cells",
    "Grid",
    "Listed",
    "Marks",
    "Workbook",
    "address",
    "place",
    "require_area",
]

# Excel's own limits: learn.microsoft.com, "Excel specifications and limits".
MAX_ROWS = 2**20
MAX_COLUMNS = 2**14
# A cell takes some 80 bytes while a sheet is read: twelve whole columns, or 1 GB.
MAX_CELLS = 12 * MAX_ROWS
"""As many cells as the square from the first to the last filled cell may have."""
# Where each cell is met one by one, which takes some two millionths of a second.
MAX_MET = 4 * MAX_ROWS
# Cells far apart span many that are empty, and each of those takes room as well.
_MAX_BARE, _MAX_EMPTY = MAX_ROWS, 10
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LETTERS = 26


@attrs.define
class Marks:
    """What stands beside the values of a sheet. Rows and columns count from 0.

    Attributes:
        errors: cell → the error it shows, such as ``#DIV/0!``.
        absent: cells that say ``#N/A`` of themselves: typed, or by the formula ``=NA()``.
        uncalculated: cells with a formula and no result of it.
        merges: merged cells: first row and column, last row and column.
        hidden_rows: rows that are not shown.
        hidden_columns: first and last of columns that are not shown.
        percent: columns with numbers shown as percent.
        padded: column → rows, and how many digits the number in each is shown with at least.
    """

    errors: dict[tuple[int, int], str] = attrs.Factory(dict)
    absent: set[tuple[int, int]] = attrs.Factory(set)
    uncalculated: set[tuple[int, int]] = attrs.Factory(set)
    merges: list[tuple[int, int, int, int]] = attrs.Factory(list)
    hidden_rows: set[int] = attrs.Factory(set)
    hidden_columns: list[tuple[int, int]] = attrs.Factory(list)
    percent: set[int] = attrs.Factory(set)
    padded: dict[int, tuple[array[int], bytearray]] = attrs.Factory(dict)


@attrs.define
class Grid:
    """The cells of a sheet, by column.

    Attributes:
        columns: the cells of each column, all of one length; ``""`` is an empty one. Otherwise a
            cell is an int, float, bool, text without surrounding space, date, datetime, time or
            timedelta.
        top: the row of the first cells, counted from 0. left: likewise the column.
        marks: what is known beside the values.
    """

    columns: list[list[Any]]
    top: int
    left: int
    marks: Marks

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.columns[0]) if self.columns else 0

    def widths(self, place: int) -> Integers | None:
        """How many digits each number of a column is shown with at least, where some are told."""
        if place + self.left not in self.marks.padded:
            return None
        rows, told = self.marks.padded[place + self.left]
        numbers = np.array(rows, dtype=np.int64) - self.top
        inside = (numbers >= 0) & (numbers < self.height)
        widths = np.zeros(self.height, dtype=np.int64)
        widths[numbers[inside]] = np.frombuffer(told, dtype=np.uint8)[inside]
        return widths


@attrs.frozen
class Listed:
    """A sheet as its workbook lists it.

    Attributes:
        name: what it is called.
        hidden: whether it is shown.
        part: where it is kept, for whoever reads the workbook; empty where it has no cells, as a
            chart.
    """

    name: str
    hidden: bool
    part: str


class Workbook(Protocol):
    """A file of sheets."""

    @property
    def sheets(self) -> Sequence[Listed]:
        """Its sheets, in its order."""
        ...

    def grid(self, sheet: Listed, /) -> Grid:
        """The cells of a sheet."""
        ...


def address(row: int, column: int) -> str:
    """A cell as people call it, from row and column counted from 0.

    >>> address(0, 0), address(11, 27)
    ('A1', 'AB12')
    """
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """A column as people call it.

    >>> letters(701), letters(702)
    ('ZZ', 'AAA')
    """
    text, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, _LETTERS)
        text = chr(ord("A") + digit) + text
    return text


def place(text: str) -> tuple[int, int] | None:
    """Row and column of a cell people call so; ``None`` where that is no cell.

    >>> place("AB12"), place("12")
    ((11, 27), None)
    """
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row - 1, column - 1) if 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS else None


def require_area(bounds: tuple[int, int, int, int], filled: int, file: str, sheet: str) -> None:
    """Let a sheet through that is small enough to be held.

    Args:
        bounds: first row and column, last row and column of its cells.
        filled: how many cells it has.
        file: its file.
        sheet: its name, as a message says it.

    Raises:
        ReadError: it reaches further than a spreadsheet can, or than is read.
    """
    top, left, bottom, right = bounds
    if bottom >= MAX_ROWS or right >= MAX_COLUMNS:
        msg = (
            f"The sheet {sheet} has a cell further down or out than a spreadsheet has: row "
            f"{bottom + 1:,}, column {right + 1:,}. Save the file anew."
        )
        raise ReadError(msg, path=file)
    cells = (bottom + 1 - top) * (right + 1 - left)
    if cells > min(MAX_CELLS, max(_MAX_BARE, _MAX_EMPTY * filled)):
        msg = (
            f"The sheet {sheet} reaches from {address(top, left)} to {address(bottom, right)}: "
            f"{cells:,} cells, of which {filled:,} say anything. Take away what stands far from the "
            "table, or save the table as CSV or Parquet."
        )
        raise ReadError(msg, path=file)


class Cells:
    """The cells of a sheet as they are met, until they are put into columns."""

    def __init__(self, file: str, sheet: str) -> None:
        """No cells yet.

        Args:
            file: the file.
            sheet: what the sheet is called.
        """
        self._file = file
        self._sheet = shown(sheet)
        self._rows = array("I")
        self._columns = array("I")
        self._values: list[Any] = []
        self._texts: dict[str, str] = {}

    def add(self, row: int, column: int, value: Any) -> None:
        """Add a cell that is not empty.

        Raises:
            ReadError: there are more than are read in such a file.
        """
        if type(value) is str:
            value = self._texts.setdefault(value, value.strip())
            if not value:
                return
        if len(self._values) == MAX_MET:
            msg = (
                f"The sheet {self._sheet} has more than {MAX_MET:,} cells. Save it as xlsx, or "
                "save the table as CSV or Parquet."
            )
            raise ReadError(msg, path=self._file)
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            require_area((row, column, row, column), 1, self._file, self._sheet)
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)

    def grid(self, marks: Marks) -> Grid:
        """The cells in columns.

        Raises:
            ReadError: they stand too far apart.
        """
        if not self._values:
            return Grid([], 0, 0, marks)
        top, bottom = min(self._rows), max(self._rows)
        left, right = min(self._columns), max(self._columns)
        bounds = (top, left, bottom, right)
        require_area(bounds, len(self._values), self._file, self._sheet)
        columns: list[list[Any]] = [[""] * (bottom + 1 - top) for _ in range(left, right + 1)]
        for row, column, value in zip(self._rows, self._columns, self._values, strict=True):
            columns[column - left][row - top] = value
        return Grid(columns, top, left, marks)
