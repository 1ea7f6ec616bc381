"""The rows of the table in a sheet: from under its header down to the notes below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io._gathered import Gathered
from rusfelt.io.sources._sheet import Grid, address, letters
from rusfelt.io.sources._sheet_header import Header, may_name
from rusfelt.typing import Array, Integers

__all__ = ["Body", "body_of", "fill_merged", "require_one_table"]

# How a line below a table begins that is no row of it: an asterisk, a raised number, a source.
_NOTE = re.compile(
    r"[*†‡¹²³]|\(?\d\)|\(?(?:kilder?|kjelder?|sources?|notes?|merk|merknad(?:er)?|fotnoter?"
    r"|fotnotar|footnotes?|forklaring|tegnforklaring)\b\s*[:.)]",
    re.IGNORECASE,
)
_SIGNS_OF_ANOTHER = 2
_NUMBERS = frozenset({int, float})


@attrs.frozen
class Body:
    """The rows of a table.

    Attributes:
        rows: which rows of the grid they are.
        notes: which rows below them are notes.
        columns: which columns of the grid are its.
    """

    rows: Integers
    notes: Integers
    columns: list[int]


def body_of(grid: Grid, filled: Array, header: Header) -> Body:
    """The rows under a header, without the notes below them.

    Args:
        grid: the cells.
        filled: which of them are.
        header: the names.
    """
    under = np.flatnonzero(filled[header.last + 1 :].any(axis=1)) + header.last + 1
    named = [place for place, name in enumerate(header.names) if name]
    first = named[0] if named else 0
    counts: list[int] = filled[under].sum(axis=1).tolist()
    cut = len(under)
    if len(named) > 1:
        column = grid.columns[first]
        while cut and counts[cut - 1] == 1 and type(column[under[cut - 1]]) is str:
            if not column[under[cut - 1]]:
                break
            cut -= 1
        above = int(under[cut - 1]) if cut else header.last
        while cut < len(under):
            row = int(under[cut])
            # A unit without figures is a row; what stands apart or begins like a note is none.
            if row - above > 1 or _NOTE.match(column[row]):
                break
            above, cut = row, cut + 1
    rows = under[:cut]
    cells = filled[rows]
    columns = [
        place for place, name in enumerate(header.names) if name or bool(cells[:, place].any())
    ]
    return Body(rows, under[cut:], columns)


def require_one_table(
    grid: Grid, filled: Array, header: Header, body: Body, file: str, sheet: str
) -> None:
    """Let a sheet through that has no second table below an empty row.

    Raises:
        ReadError: it looks as if it had; its first row is named.
    """
    rows = body.rows
    after = rows[1:][rows[1:] - rows[:-1] > 1]
    if not len(after):
        return
    words = {place: _first_word(grid.columns[place], rows) for place in body.columns}
    for row in after.tolist():
        cells = {place: grid.columns[place][row] for place in body.columns if filled[row, place]}
        if len(cells) < _SIGNS_OF_ANOTHER or not all(_is_word(each) for each in cells.values()):
            continue
        again = sum(header.names[place] == cell for place, cell in cells.items())
        changed = sum(words[place] == (row, True) for place in cells)
        if again + changed >= _SIGNS_OF_ANOTHER:
            number = row + grid.top + 1
            msg = (
                f"Below an empty row of the sheet {sheet}, row {number} looks like the header of "
                "a second table. Put each table on a sheet of its own, or take the empty row away."
            )
            raise ReadError(msg, path=file, line=number)


def _first_word(column: list[Any], rows: Integers) -> tuple[int, bool]:
    """The first row with a word in a column, and whether there is a number above it."""
    number = False
    for row in rows.tolist():
        cell = column[row]
        if _is_word(cell):
            return row, number
        number = number or (cell != "" and type(cell) is not str)
    return -1, number


def _is_word(cell: Any) -> bool:
    return type(cell) is str and any(map(str.isalpha, cell))


def fill_merged(
    grid: Grid, header: Header, body: Body, widths: Mapping[int, Integers], found: Gathered
) -> dict[str, list[str]]:
    """Write what a merged cell says into each row it lies in, in the first columns of a table.

    A figure that was written once for several rows belongs to none of them, so further right
    that is a problem; a text, day or year is filled down there too.

    Args:
        grid: the cells; those filled are written into it.
        header: the names.
        body: the rows.
        widths: column → how many digits its numbers are shown with; filled down with them.
        found: takes problems.

    Returns:
        What was done, and where: ``down`` with the names of columns, ``across`` with addresses of
        merged cells that lie over several columns and are left in the first of them.
    """
    rows = body.rows
    tall, across = _merged(grid, header, body)
    done: dict[str, list[str]] = {"down": [], "across": across}
    leading = True
    for place in body.columns:
        fills = [
            (first, under) for first, last in tall[place] if (under := _under(rows, first, last))
        ]
        name = header.names[place] or letters(place + grid.left)
        leading = leading and bool(fills)
        column = grid.columns[place]
        for first, under in fills:
            cell = column[first]
            if type(cell) in _NUMBERS and not leading and not _is_of_years(column, rows):
                where = address(first + grid.top, place + grid.left)
                found.add(
                    first + grid.top + 1,
                    f"The cell {where} is merged with those below it: one number for several rows.",
                    "Split it, and write in each row what is known of it.",
                    column=name,
                )
            elif cell != "":
                _fill(grid, place, first, under, widths.get(place), name, found)
                done["down"] += [name] * (name not in done["down"])
    return {what: where for what, where in done.items() if where}


def _fill(
    grid: Grid,
    place: int,
    first: int,
    under: list[int],
    widths: Integers | None,
    name: str,
    found: Gathered,
) -> None:
    """Write a merged cell into the rows under its first, as it is shown there."""
    column, cell = grid.columns[place], grid.columns[place][first]
    for row in under:
        if column[row] not in {"", cell}:
            where = address(row + grid.top, place + grid.left)
            above = address(first + grid.top, place + grid.left)
            found.add(
                row + grid.top + 1,
                f"The cell {where} holds something else than {above}, under which it is merged.",
                "Split them, and see which is meant.",
                column=name,
            )
        column[row] = cell
        if widths is not None:
            widths[row] = widths[first]


def _is_of_years(column: list[Any], rows: Integers) -> bool:
    """Whether the numbers of a column are years, which are no figures."""
    return all(may_name(column[row]) for row in rows.tolist() if type(column[row]) in _NUMBERS)


def _merged(
    grid: Grid, header: Header, body: Body
) -> tuple[dict[int, list[tuple[int, int]]], list[str]]:
    """Merged cells of a table: by column those of several rows, and those of several columns."""
    tall: dict[int, list[tuple[int, int]]] = {place: [] for place in body.columns}
    following = dict(zip(body.columns, body.columns[1:], strict=False))
    across: list[str] = []
    for top, left, bottom, right in sorted(grid.marks.merges):
        first, last, place = top - grid.top, bottom - grid.top, left - grid.left
        if not header.last < first <= body.rows[-1] or place not in tall:
            continue
        if following.get(place, right + 1) <= right - grid.left:
            across.append(address(top, left))
        spans = tall[place]
        # Cells that overlap are no spreadsheet's; the first of them stands.
        if last > first and (not spans or first > spans[-1][1]):
            spans.append((first, last))
    return tall, across


def _under(rows: Integers, first: int, last: int) -> list[int]:
    """The rows of a table after the first row of a merged cell down to its last."""
    start, stop = np.searchsorted(rows, [first + 1, last + 1])
    found: list[int] = rows[start:stop].tolist()
    return found
