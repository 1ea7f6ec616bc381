"""python-calamine, asked for the cells of a sheet and kept from taking the process with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rusfelt.errors import ReadError, said_by
from rusfelt.io.sources._library import library
from rusfelt.io.sources._sheet import Grid, Marks

__all__ = ["calamine_grid", "opened"]

_BLOCK = 8_192


def opened(workbook: bytes, file: str) -> Any:
    """A workbook as python-calamine opens it.

    Args:
        workbook: its bytes.
        file: the file it is from.

    Raises:
        MissingExtraError: python-calamine is not installed.
        ReadError: it cannot open it.
    """
    calamine = library("python_calamine")
    with _guarded(file, "The file"):
        return calamine.load_workbook(io.BytesIO(workbook))


def calamine_grid(workbook: Any, number: int, file: str, sheet: str, marks: Marks) -> Grid:
    """The cells of a sheet.

    Args:
        workbook: what is open.
        number: which of its sheets, from 0.
        file: the file it is from.
        sheet: what the sheet is called, as a message says it.
        marks: what is known beside its values.

    Raises:
        ReadError: it cannot be read.
    """
    with _guarded(file, f"The sheet {sheet}"):
        found = workbook.get_sheet_by_index(number)
        if found.end is None:
            return Grid([], 0, 0, marks)
        columns: list[list[Any]] = []
        pools: list[dict[str, str]] = []
        block: list[list[Any]] = []
        rows = 0
        for row in found.iter_rows():
            block.append(row)
            rows += 1
            if len(block) == _BLOCK:
                _add(block, columns, pools)
        _add(block, columns, pools)
        # Empty rows above the first cell may be given or not; the last row is known.
        return Grid(columns, found.end[0] + 1 - rows, found.start[1], marks)


@contextmanager
def _guarded(file: str, what: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic in Rust is no Exception, and pyo3 offers its class nowhere.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        msg = (
            f"{what} cannot be read ({said_by(error)}). Open it in a spreadsheet program and save "
            "it anew."
        )
        raise ReadError(msg, path=file) from None


def _add(block: list[list[Any]], columns: list[list[Any]], pools: list[dict[str, str]]) -> None:
    """Add a block of rows to the columns, each text once and without surrounding space."""
    if not block:
        return
    if not columns:
        columns += [[] for _ in block[0]]
        pools += [{} for _ in block[0]]
    for column, pool, cells in zip(columns, pools, zip(*block, strict=True), strict=True):
        for cell in cells:
            if type(cell) is str:
                known = pool.get(cell)
                if known is None:
                    known = pool[cell] = cell.strip()
                column.append(known)
            else:
                column.append(cell)
    block.clear()
