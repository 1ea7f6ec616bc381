"""Spreadsheets: Excel's xlsx, xlsm, xlsb and xls, and the OpenDocument ods."""

from __future__ import annotations

import os
import re
from pathlib import Path

import attrs

from rusfelt.errors import DomainError, ReadError, did_you_mean
from rusfelt.io._files import content_of
from rusfelt.io._gathered import shown
from rusfelt.io.sources._sheet import Listed, Workbook
from rusfelt.io.sources._sheet_table import Found, find_table, table_of
from rusfelt.io.sources._workbooks import recognised, workbook_of
from rusfelt.raw_table import RawTable

__all__ = ["ExcelFile"]

# A million rows of ten columns take some 50 MB.
MAX_BYTES = 2**27
"""As large as a file may be."""
_SPLIT = "Split it, or save the table as CSV or Parquet."
_NO_TABLE = "No sheet has a table: a row of names, and rows under it. Check what the file is."
_NAMED = 20
# All of them are read to find the one that has a table.
_MAX_SHEETS = 200
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@attrs.frozen
class ExcelFile:
    """Reads the table in a spreadsheet as it stands there.

    Titles and notes above the table are passed over, its header found, and lines of notes below
    it left out; several rows of header under merged cells become one name each. What formulas
    gave when the file was last calculated is read. All of it that was taken for granted is told
    in ``guessed``.

    A number with text in its column is written as that number, days as 2019-12-31. ``#N/A``
    becomes missing where a cell says so of itself, typed or by ``=NA()``: that is what the sign
    is for. Where another formula gave it, a look-up found nothing, and that is a problem like
    every other error. Numbers shown with zeros in front are codes, and become text with those
    zeros.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        return (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told."""
        return ("sheet", "header_row")

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as a spreadsheet does, or as what is called one."""
        return recognised(head)

    def table(
        self, path: Path, /, *, sheet: str | int | None = None, header_row: str | int | None = None
    ) -> RawTable:
        """The table in a spreadsheet.

        Args:
            path: the file.
            sheet: the name of the sheet, or its number from 1; without it, the only sheet that
                has a table.
            header_row: the row that names the columns, counted from 1; without it, it is found.

        Returns:
            The table; its rows are numbered as the spreadsheet numbers them.

        Raises:
            DomainError: an option is no name or number.
            ReadError: the file is damaged, no spreadsheet or protected, has no such sheet, no
                table or several, or cells that cannot stand; all that is wrong in a table is
                listed.
            MissingExtraError: python-calamine is not installed.
        """
        row = _row_told(header_row)
        if isinstance(sheet, bool) or not isinstance(sheet, (str, int, type(None))):
            msg = f"sheet is {sheet!r}. Give the name of a sheet, or its number from 1."
            raise DomainError(msg)
        file = os.fsdecode(path)
        workbook = workbook_of(content_of(path, MAX_BYTES, too_large=_SPLIT), file)
        guessed: dict[str, str] = {}
        if sheet is not None:
            chosen = _sheet_told(workbook, sheet, file)
            found = _find(workbook, chosen, row, file)
        else:
            chosen, found, guessed = _only_table(workbook, row, file)
        if chosen.hidden:
            guessed["hidden sheet"] = f"{shown(chosen.name)} is hidden, and was read"
        if row is None:
            first = found.header.first + found.grid.top + 1
            last = found.header.last + found.grid.top + 1
            guessed["header row"] = str(first) if first == last else f"{first}–{last}"
        return table_of(found, guessed, file)


def _row_told(given: str | int | None) -> int | None:
    if given is None:
        return None
    if not isinstance(given, bool) and _NUMBER.fullmatch(str(given)):
        return int(given)
    msg = f"header_row is {given!r}. Give the number of a row, counted from 1."
    raise DomainError(msg)


def _sheet_told(workbook: Workbook, given: str | int, file: str) -> Listed:
    """The sheet of that name, or else of that number."""
    sheets = workbook.sheets
    for each in sheets:
        if each.name == given:
            return each
    if _NUMBER.fullmatch(str(given)) and int(given) <= len(sheets):
        return sheets[int(given) - 1]
    names = [each.name for each in sheets]
    hint = did_you_mean(str(given), names)
    known = ", ".join(f"{number} {shown(name)}" for number, name in enumerate(names[:_NAMED], 1))
    raise _failure(f"The file has no sheet {given!r}. {hint or f'It has: {known}.'}", file)


def _find(workbook: Workbook, sheet: Listed, row: int | None, file: str) -> Found:
    """The table in that sheet."""
    if not sheet.part:
        raise _failure(
            f"The sheet {shown(sheet.name)} has no cells: it is a chart or the like.", file
        )
    return find_table(workbook.grid(sheet), sheet.name, row, file)


def _only_table(
    workbook: Workbook, row: int | None, file: str
) -> tuple[Listed, Found, dict[str, str]]:
    """The table of the only sheet that has one; where a sheet is shown, hidden ones do not count.

    Raises:
        ReadError: there are none or several.
    """
    alone = [each for each in workbook.sheets if each.part]
    if len(alone) == 1:
        return alone[0], _find(workbook, alone[0], row, file), {}
    if len(alone) > _MAX_SHEETS:
        msg = f"The file has {len(alone)} sheets. Say which is to be read: sheet=."
        raise _failure(msg, file)
    tables: dict[tuple[bool, bool], list[tuple[Listed, str]]] = {}
    first: dict[tuple[bool, bool], Found] = {}
    failures: list[ReadError] = []
    for sheet in alone:
        grid = workbook.grid(sheet)
        if not grid.height:
            continue
        try:
            found = find_table(grid, sheet.name, row, file)
        except ReadError as error:
            failures.append(error)
            continue
        # A sheet of one column is a text about the others, unless there are no others.
        rank = (len(found.body.columns) == 1, sheet.hidden)
        tables.setdefault(rank, []).append((sheet, found.size))
        # Of two tables none is read, so the cells of the first are enough.
        if rank <= min(first, default=rank):
            first = {rank: first.get(rank, found)}
    if not tables:
        raise failures[0] if len(failures) == 1 else _failure(_NO_TABLE, file)
    best = min(tables)
    if len(tables[best]) > 1:
        told = "; ".join(
            f"{workbook.sheets.index(sheet) + 1} {size}" for sheet, size in tables[best][:_NAMED]
        )
        number = len(tables[best])
        msg = f"{number} sheets have a table: {told}. Say which is to be read: sheet=."
        raise _failure(msg, file)
    chosen = tables[best][0][0]
    others = ", ".join(
        shown(each.name) + (" (hidden)" if each.hidden else "")
        for each in workbook.sheets[:_NAMED]
        if each is not chosen
    )
    return chosen, first[best], {"sheet": f"{shown(chosen.name)}, and not {others}"}


def _failure(text: str, file: str) -> ReadError:
    return ReadError(text, path=file)
