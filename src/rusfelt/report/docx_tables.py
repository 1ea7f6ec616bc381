"""Tables in Word: columns as wide as what stands in them, and a header row on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from rusfelt.report.blocks_kinds import Cell, Grid, Line, Row, Run
from rusfelt.report.docx_styles import Styles
from rusfelt.report.docx_xml import w

__all__ = ["least_width", "table_element", "widths"]

# Twentieths of a point: the empty room at both sides of a cell, what no word asks for more than,
# and what no line does.
_ROOM, _LONGEST_WORD, _LONGEST_LINE = 215, 2000, 16_000
# The same of a letter of a table's size: thin ones, broad ones, capitals, and all others.
_THIN, _BROAD, _CAPITAL, _LETTER = 55, 152, 124, 101
_THINS, _BROADS = frozenset("iljtfrI.,:;|!'()[]/ \xa0"), frozenset("mwMWÆæ@%—−→")
_BOLD = 1.09
_WORD = re.compile(r"[ \n/–-]+")
# A table of so few letters stands on one page, and a row of so many may go on the next.
_FEW_LETTERS, _MANY_LETTERS = 700, 500
# What a line takes, however little stands on it.
_LINE_LETTERS = 30


def widths(grid: Grid, room: int) -> list[int]:
    """How wide each column is, together no wider than ``room``."""
    least = _least(grid)
    wanted = [max(few, each) for few, each in zip(least, _wanted(grid), strict=True)]
    if sum(wanted) <= room:
        return wanted
    spare = room - sum(least)
    if spare <= 0:
        return [each * room // sum(least) for each in least]
    wish = [many - few for few, many in zip(least, wanted, strict=True)]
    return [few + spare * each // sum(wish) for few, each in zip(least, wish, strict=True)]


def least_width(grid: Grid) -> int:
    """How wide a table must be for no word in it to be broken."""
    return sum(_least(grid))


def _columns(grid: Grid) -> Iterator[list[Cell]]:
    rows = [each.cells for each in grid.rows if each.cells]
    for place, column in enumerate(grid.columns):
        # A heading may be set on several lines, whatever stands under it.
        yield [attrs.evolve(column, number=False), *(row[place] for row in rows)]


def _least(grid: Grid) -> list[int]:
    return [
        _ROOM + min(_LONGEST_WORD, max(_length(word) for cell in column for word in _words(cell)))
        for column in _columns(grid)
    ]


def _words(cell: Cell) -> list[str]:
    """What stands together in a cell; a number with what belongs to it."""
    if cell.number and _length(cell.text) <= _LONGEST_WORD:
        return [cell.text]
    return _WORD.split(cell.text)


def _wanted(grid: Grid) -> list[int]:
    return [
        _ROOM
        + min(
            _LONGEST_LINE, max(_length(line) for cell in column for line in cell.text.split("\n"))
        )
        for column in _columns(grid)
    ]


def _length(text: str) -> int:
    """About how long a text is in print, where it may be bold."""
    plain = sum(
        _THIN
        if each in _THINS
        else _BROAD
        if each in _BROADS
        else _CAPITAL
        if each.isupper()
        else _LETTER
        for each in text
    )
    return round(_BOLD * plain)


def table_element(
    grid: Grid, room: int, styles: Styles, runs: Callable[[Line], Sequence[Any]]
) -> Any:
    """A table.

    Args:
        grid: what stands in it.
        room: the width of the page's text.
        styles: of the document.
        runs: a line as runs of text.
    """
    each_wide = widths(grid, room)
    together = sum(map(_letters, grid.rows)) <= _FEW_LETTERS
    made = w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val=styles["Rusfelt Table"]),
            w("tblW", w=sum(each_wide), type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=1),
            w("tblCaption", val=grid.caption),
        ),
        w("tblGrid", *(w("gridCol", w=each) for each in each_wide)),
    )  # fmt: skip
    made.append(_row(Row(grid.columns), each_wide, styles, runs, head=True, keep=True))
    for place, row in enumerate(grid.rows, start=1):
        keep = together and place < len(grid.rows)
        made.append(_row(row, each_wide, styles, runs, head=False, keep=keep))
    return made


def _letters(row: Row) -> int:
    """How tall a row is, in letters."""
    told = [max(len(cell.text), _LINE_LETTERS * len(cell.lines)) for cell in row.cells]
    return max(told, default=_LINE_LETTERS)


def _row(
    row: Row,
    each_wide: Sequence[int],
    styles: Styles,
    runs: Callable[[Line], Sequence[Any]],
    *,
    head: bool,
    keep: bool,
) -> Any:
    """A row; ``keep`` holds it on the page of the next one."""
    long = not head and _letters(row) > _MANY_LETTERS
    made = w("tr", w("trPr", None if long else w("cantSplit"), w("tblHeader") if head else None))
    cells = row.cells or (Cell(((Run(row.spanning),),)),)
    for place, cell in enumerate(cells):
        across = not row.cells
        wide = sum(each_wide) if across else each_wide[place]
        span = w("gridSpan", val=len(each_wide)) if across else None
        made.append(
            w(
                "tc",
                w("tcPr", w("tcW", w=wide, type="dxa"), span),
                *_lines(cell, styles, runs, keep=keep),
            )
        )
    return made


def _lines(
    cell: Cell, styles: Styles, runs: Callable[[Line], Sequence[Any]], *, keep: bool
) -> Iterator[Any]:
    style = styles["Rusfelt Table Number" if cell.number else "Rusfelt Table Text"]
    for line in cell.lines or ((),):
        yield w("p", w("pPr", w("pStyle", val=style), w("keepNext") if keep else None), *runs(line))
