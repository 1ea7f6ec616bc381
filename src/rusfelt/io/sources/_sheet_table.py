"""The table in a sheet, with all that is wrong in it and all that was taken for granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io._gathered import Gathered, shown
from rusfelt.io.sources._sheet import Grid, address, letters
from rusfelt.io.sources._sheet_body import Body, body_of, fill_merged, require_one_table
from rusfelt.io.sources._sheet_columns import column_of, decimal_of, room_for_text
from rusfelt.io.sources._sheet_header import Header, find_header
from rusfelt.raw_table import RawTable
from rusfelt.typing import Array, Integers
from rusfelt.vocabulary import State

__all__ = ["Found", "find_table", "table_of"]

_NAMED = 12
_TOLD_OF_COLUMNS = {
    "padded": ("codes", "numbers shown with zeros in front became text with those zeros, in"),
    "mixed": ("mixed columns", "numbers or days stand beside text, so all became text, in"),
    "times": ("time of day", "left out of moments, in"),
    "years": ("years", "years formatted as days (shown in 1905) became the numbers typed, in"),
}


@attrs.frozen
class Found:
    """A table found in a sheet: its cells, its names and its rows."""

    sheet: str
    grid: Grid
    filled: Array
    header: Header
    body: Body

    @property
    def size(self) -> str:
        """Its size and place, for a list of tables."""
        names = sum(map(bool, self.header.names))
        row = self.header.first + self.grid.top + 1
        return f"{shown(self.sheet)} ({names} columns, {len(self.body.rows)} rows under row {row})"


def find_table(grid: Grid, sheet: str, header_row: int | None, file: str) -> Found:
    """The table in a sheet.

    Args:
        grid: its cells.
        sheet: its name.
        header_row: the row that names the columns, as people count; ``None`` to find it.
        file: its file.

    Raises:
        ReadError: there is none.
    """
    filled = np.empty((grid.height, len(grid.columns)), dtype=bool)
    for place, cells in enumerate(grid.columns):
        filled[:, place] = np.fromiter((each != "" for each in cells), bool, grid.height)
    marks = grid.marks
    # A cell with an error is not empty, though nothing is read there.
    for row, column in (*marks.errors, *marks.absent, *marks.uncalculated):
        if 0 <= row - grid.top < grid.height and 0 <= column - grid.left < len(grid.columns):
            filled[row - grid.top, column - grid.left] = True
    if not filled.any():
        msg = f"The sheet {shown(sheet)} is empty."
        raise ReadError(msg, path=file)
    header = find_header(grid, filled, header_row, file, shown(sheet))
    body = body_of(grid, filled, header)
    if not len(body.rows):
        msg = f"The sheet {shown(sheet)} has no rows below its header."
        raise ReadError(msg, path=file, line=header.first + grid.top + 1)
    return Found(sheet, grid, filled, header, body)


def table_of(found: Found, guessed: dict[str, str], file: str) -> RawTable:
    """The table that was found.

    Args:
        found: its place.
        guessed: what was taken for granted in finding it; more is added here.
        file: its file.

    Raises:
        ReadError: cells hold errors or formulas without results, names are missing or doubled;
            everything is listed.
    """
    grid, header, body = found.grid, found.header, found.body
    require_one_table(grid, found.filled, header, body, file, shown(found.sheet))
    problems = Gathered(file, "row")
    _look_at_names(found, problems)
    _look_at_marks(found, problems)
    widths = {place: told for place in body.columns if (told := grid.widths(place)) is not None}
    merged = fill_merged(grid, header, body, widths, problems)
    guessed |= _told(found, merged)
    places = [place for place in body.columns if header.names[place]]
    rows = body.rows.tolist()
    columns, kinds, decimal = _columns(found, places, rows, widths, problems)
    problems.raise_any()
    for kind, (key, words) in _TOLD_OF_COLUMNS.items():
        if kinds.get(kind):
            guessed[key] = f"{words} {_listed(map(repr, kinds[kind]))}"
    return RawTable(
        file,
        columns,
        body.rows + (grid.top + 1),
        row="row",
        header=header.first + grid.top + 1,
        states=_states(found, places),
        guessed=guessed,
        decimal=decimal,
    )


def _look_at_names(found: Found, problems: Gathered) -> None:
    """Note columns that share a name, and columns without one that hold something."""
    grid, header = found.grid, found.header
    line = header.last + grid.top + 1
    seen: dict[str, list[int]] = {}
    for place in found.body.columns:
        name = header.names[place]
        if name:
            seen.setdefault(name, []).append(place)
            continue
        row = int(found.body.rows[np.argmax(found.filled[found.body.rows, place])])
        problems.add(
            row + grid.top + 1,
            f"The column {letters(place + grid.left)} has no name, and something in this row.",
            f"Name it in row {line}, or empty it.",
        )
    for name, places in seen.items():
        if len(places) > 1:
            where = _listed(letters(place + grid.left) for place in places)
            problems.add(line, f"The columns {where} are all called {shown(name)}.", "Rename them.")


def _look_at_marks(found: Found, problems: Gathered) -> None:
    """Note errors and formulas without a result, in the header and in the table."""
    grid, marks = found.grid, found.grid.marks
    first = found.header.first + grid.top
    notes = set((found.body.notes + grid.top).tolist())
    for cells, fact, remedy in (
        (marks.errors, "shows {}", "Mend its formula, or empty the cell."),
        (
            dict.fromkeys(marks.uncalculated, ""),
            "has a formula and no result: it was never calculated",
            "Open the file in a spreadsheet program, and save it.",
        ),
    ):
        for (row, column), error in cells.items():
            if row >= first and row not in notes:
                fact_ = fact.format(shown(error)[1:-1])
                problems.add(
                    row + 1,
                    f"The cell {address(row, column)} {fact_}.",
                    remedy,
                    column=_name_at(found, column) or None,
                )


def _name_at(found: Found, column: int) -> str:
    place = column - found.grid.left
    names = found.header.names
    return names[place] if 0 <= place < len(names) else ""


def _columns(
    found: Found,
    places: Sequence[int],
    rows: list[int],
    widths: Mapping[int, Integers],
    problems: Gathered,
) -> tuple[dict[str, Array], dict[str, list[str]], str | None]:
    """The columns by name, what is to be told of them, and the decimal sign of those of text."""
    grid, names = found.grid, found.header.names
    cells: dict[int, list[Any]] = {}
    whole = len(rows) == (rows[-1] - rows[0] + 1)
    for place in places:
        given = grid.columns[place]
        grid.columns[place] = []
        cells[place] = given[rows[0] : rows[-1] + 1] if whole else [given[row] for row in rows]
    decimal = decimal_of(cells.values())
    columns: dict[str, Array] = {}
    kinds: dict[str, list[str]] = {}
    room = room_for_text(len(rows))
    for place in places:
        name = names[place]
        padded = widths[place][found.body.rows] if place in widths else None
        column = column_of(cells.pop(place), padded, decimal or ".", room)
        room -= column.values.nbytes if column.values.dtype.kind == "U" else 0
        columns[name] = column.values
        for note in column.notes:
            kinds.setdefault(note, []).append(name)
        if column.wrong is not None:
            row, why = rows[column.wrong[0]] + grid.top, column.wrong[1]
            problems.add(
                row + 1,
                f"The cell {address(row, place + grid.left)} {why}.",
                "Mend it.",
                column=name,
            )
    return columns, kinds, decimal


def _states(found: Found, places: Sequence[int]) -> dict[str, Array]:
    """Missing, for each cell that says it is not available."""
    grid, rows = found.grid, found.body.rows
    states: dict[str, Array] = {}
    for row, column in grid.marks.absent:
        place = column - grid.left
        at = int(np.searchsorted(rows, row - grid.top))
        if place in places and at < len(rows) and rows[at] == row - grid.top:
            name = found.header.names[place]
            if name not in states:
                states[name] = np.full(len(rows), "", dtype="U16")
            states[name][at] = str(State.MISSING)
    return states


def _told(found: Found, merged: dict[str, list[str]]) -> dict[str, str]:
    """What was taken for granted of rows and columns."""
    grid, header, body = found.grid, found.header, found.body
    marks, top = grid.marks, grid.top
    told: dict[str, str] = {}
    if header.spread:
        told["merged header"] = "what merged cells say was given to every column they lie over"
    if "down" in merged:
        told["merged cells"] = f"filled down in {_listed(map(repr, merged['down']))}"
    if "across" in merged:
        told["merged across"] = f"kept in the first of their columns: {_listed(merged['across'])}"
    if len(body.notes):
        numbers = _ranges(body.notes + top + 1)
        told["left out"] = f"notes below the table, in row {numbers}"
    within = range(header.first + top, int(body.rows[-1]) + top + 1)
    if hidden := sorted(row + 1 for row in marks.hidden_rows if row in within):
        told["hidden rows"] = f"read like the others: {_ranges(np.array(hidden))}"
    shut = [
        place
        for place in body.columns
        if any(first <= place + grid.left <= last for first, last in marks.hidden_columns)
    ]
    if shut:
        names = _listed(repr(header.names[place]) for place in shut)
        told["hidden columns"] = f"read like the others: {names}"
    if percent := [each for each in body.columns if each + grid.left in marks.percent]:
        names = _listed(repr(header.names[place]) for place in percent)
        told["percent"] = f"read as stored, 0.5 where 50 % is shown, in {names}"
    rows = set((body.rows + top).tolist()) if marks.absent else set()
    if absent := sorted(cell for cell in marks.absent if cell[0] in rows):
        told["#N/A"] = f"read as missing: {_listed(address(*cell) for cell in absent)}"
    return told


def _listed(texts: Iterable[str]) -> str:
    """Some words with commas, cut where there are many."""
    words = list(texts)
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more


def _ranges(numbers: Array) -> str:
    """Rising numbers, neighbours drawn together.

    >>> _ranges(np.array([2, 3, 4, 7]))
    '2–4, 7'
    """
    parts = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)
    return _listed(str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in parts)
