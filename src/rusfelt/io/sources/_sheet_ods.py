"""OpenDocument spreadsheets (ods), element by element.

python-calamine reads these too, but writes a cell out as often as the file says it is repeated, and
does not tell errors from empty cells. The elements are those of OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown
from rusfelt.io.sources._seen import Seen
from rusfelt.io.sources._sheet import MAX_COLUMNS, MAX_MET, MAX_ROWS, Cells, Grid, Listed
from rusfelt.io.sources._sheet_formats import Format, Shown
from rusfelt.io.sources._xml_parts import walk
from rusfelt.io.sources._zip_parts import ZipParts

__all__ = ["Ods"]

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "meta-inf/manifest.xml"
_MAX_SMALL = 2**25
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|#N/A|Err:\d+")
_TIME = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,6})\d*)?S")
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# Elements that stand for a sign in a text.
_SIGNS = {"tab": "\t", "line-break": "\n"}
# No text has more spaces in a row than a cell has characters.
_MAX_SPACES = 32_767
_DIGITS = 9


@attrs.define
class _Cell:
    told: dict[str, str]
    place: tuple[int, int]
    repeated: int
    paragraphs: list[list[str]] = attrs.Factory(list)


class Ods:
    """An OpenDocument spreadsheet."""

    def __init__(self, parts: ZipParts, file: str) -> None:
        """Read all sheets, since they stand in one part.

        Args:
            parts: the file's parts.
            file: its path.

        Raises:
            ReadError: it is damaged, protected, or larger than is read.
        """
        if _MANIFEST in parts:
            content = parts.content(_MANIFEST, _MAX_SMALL)
            if b"encryption-data" in content:
                msg = "The file is protected with a password. Save it without one."
                raise ReadError(msg, path=file)
        reading = _Reading(file)
        if _STYLES in parts:
            walk([parts.content(_STYLES, _MAX_SMALL)], _STYLES, file, reading.style)
        walk(parts.pieces(_CONTENT), _CONTENT, file, reading.start, reading.end, reading.characters)
        self._file = file
        self._read = reading.done
        self.sheets = [
            Listed(name, hidden, str(number))
            for number, (name, hidden, _, _) in enumerate(reading.done)
        ]

    def grid(self, sheet: Listed, /) -> Grid:
        """The cells of a sheet.

        Raises:
            ReadError: it is larger than is read.
        """
        name, _, cells, seen = self._read[int(sheet.part)]
        seen.require_bearable(shown(name), self._file)
        return cells.grid(seen.marks)


class _Reading:
    """What has been met so far in the part that holds all sheets."""

    def __init__(self, file: str) -> None:
        self.done: list[tuple[str, bool, Cells, Seen]] = []
        self._file = file
        # Names of styles: of numbers → digits; of cells → the style of their number; hidden sheets.
        self._widths: dict[str, int] = {}
        self._data_styles: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._style = ("", "")
        self._number_style = ""
        self._depth = 0
        self._aside = 0
        self._row = self._column = self._rows = 0
        self._row_style = ""
        self._column_styles: list[tuple[int, str]] = []
        self._columns = 0
        self._kept: list[tuple[_Cell, Any]] = []
        self._cell: _Cell | None = None
        self._inside = 0

    def start(self, name: str, told: dict[str, str]) -> None:
        """An element begins."""
        if self._aside or name == "annotation":
            # A remark on a cell is no part of it.
            self._aside += 1
        elif self._cell is not None:
            self._text_begins(self._cell, name, told)
        elif name in _CELLS and self._depth:
            self._cell_begins(told)
        elif name == "table":
            self._table_begins(told)
        elif self._depth == 1:
            self._row_or_column_begins(name, told)
        elif not self._depth:
            self.style(name, told)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
        elif name == "table":
            self._depth -= 1
        elif name in _CELLS and self._cell is not None:
            self._cell_ends(self._cell)
        elif name == "p":
            self._inside = 0
        elif name == "table-row" and self._depth == 1:
            self._row_ends()

    def characters(self, given: str) -> None:
        """Text between elements."""
        if self._inside and not self._aside and self._cell is not None:
            self._cell.paragraphs[-1].append(given)

    def style(self, name: str, told: dict[str, str]) -> None:
        """An element of a style begins."""
        if name.endswith("-style"):
            self._number_style = told.get("style:name", "")
        elif name == "number" and self._number_style:
            digits = told.get("number:min-integer-digits", "")
            plain = told.get("number:decimal-places", "0") == "0"
            if digits.isdecimal() and plain and 1 < int(digits) < _MAX_SPACES:
                self._widths[self._number_style] = int(digits)
        elif name == "style":
            self._style = (told.get("style:family", ""), told.get("style:name", ""))
            if "style:data-style-name" in told:
                self._data_styles[self._style[1]] = told["style:data-style-name"]
        elif name == "table-properties" and told.get("table:display") == "false":
            self._hidden.add(self._style[1])

    def _table_begins(self, told: dict[str, str]) -> None:
        self._depth += 1
        # A table within a cell is none of the sheets.
        if self._depth == 1:
            name = told.get("table:name", "")
            hidden = told.get("table:style-name", "") in self._hidden
            self.done.append((name, hidden, Cells(self._file, name), Seen()))
            self._row = self._columns = 0
            self._column_styles = []

    def _row_or_column_begins(self, name: str, told: dict[str, str]) -> None:
        shut = told.get("table:visibility") in {"collapse", "filter"}
        marks = self.done[-1][3].marks
        if name == "table-column":
            repeated = self._count(told, "table:number-columns-repeated")
            style = told.get("table:default-cell-style-name", "")
            if shut and self._columns < MAX_COLUMNS:
                self.done[-1][3].note_hidden((self._columns, self._columns + repeated - 1))
            if style and self._columns < MAX_COLUMNS:
                self._column_styles.append((self._columns, style))
            self._columns += repeated
        elif name == "table-row":
            self._rows = self._count(told, "table:number-rows-repeated")
            self._column = 0
            self._row_style = told.get("table:default-cell-style-name", "")
            if shut and self._row < MAX_ROWS:
                marks.hidden_rows |= set(range(self._row, min(self._row + self._rows, MAX_ROWS)))

    def _cell_begins(self, told: dict[str, str]) -> None:
        repeated = self._count(told, "table:number-columns-repeated")
        self._cell = _Cell(told, (self._row, self._column), repeated)
        self._column += repeated
        if "table:number-columns-spanned" in told or "table:number-rows-spanned" in told:
            right = self._count(told, "table:number-columns-spanned")
            down = self._count(told, "table:number-rows-spanned")
            row, column = self._cell.place
            if (right, down) != (1, 1) and row < MAX_ROWS:
                box = (row, column, min(row + down, MAX_ROWS) - 1, column + right - 1)
                self.done[-1][3].note_merged(box)

    def _text_begins(self, cell: _Cell, name: str, told: dict[str, str]) -> None:
        if name == "p":
            cell.paragraphs.append([])
            self._inside = 1
        elif self._inside and name == "s":
            spaces = min(self._count(told, "text:c"), _MAX_SPACES)
            cell.paragraphs[-1].append(" " * spaces)
        elif self._inside and name in _SIGNS:
            cell.paragraphs[-1].append(_SIGNS[name])

    def _cell_ends(self, cell: _Cell) -> None:
        self._cell, self._inside = None, 0
        text = "\n".join(["".join(each) for each in cell.paragraphs])
        seen = self.done[-1][3]
        formula = cell.told.get("table:formula")
        kind = cell.told.get("office:value-type", "")
        is_error = cell.told.get("calcext:value-type") == "error" or (
            formula is not None and _ERROR.fullmatch(text)
        )
        if is_error:
            told = None if formula is None else formula.partition("=")[2]
            seen.note_error(cell.place, text, told)
        elif formula is not None and not kind and not text:
            seen.note_uncalculated(cell.place)
        elif kind or text:
            value = self._value(cell.told, kind, text)
            if value != "":
                self._keep(cell, kind, value)

    def _keep(self, cell: _Cell, kind: str, value: Any) -> None:
        self._kept.append((cell, value))
        if kind == "percentage":
            self.done[-1][3].note_format(cell.place, Format(Shown.PERCENT))
        elif kind == "float":
            style = cell.told.get("table:style-name") or self._row_style
            if not style:
                column = cell.place[1]
                style = next(
                    (each for first, each in reversed(self._column_styles) if first <= column), ""
                )
            width = self._widths.get(self._data_styles.get(style, ""))
            if width:
                shape = Format(Shown.PADDED, width)
                for down in range(min(self._rows, MAX_ROWS)):
                    self.done[-1][3].note_format((self._row + down, cell.place[1]), shape)

    def _row_ends(self) -> None:
        name, _, cells, _ = self.done[-1]
        if self._kept:
            wide = sum(cell.repeated for cell, _ in self._kept)
            if wide * self._rows > MAX_MET or self._row + self._rows > MAX_ROWS:
                msg = (
                    f"The sheet {shown(name)} has more cells than are read: row {self._row + 1:,} "
                    f"is repeated {self._rows:,} times. Delete what stands below the table."
                )
                raise ReadError(msg, path=self._file, line=self._row + 1)
            for row in range(self._row, self._row + self._rows):
                for cell, value in self._kept:
                    for column in range(cell.place[1], cell.place[1] + cell.repeated):
                        cells.add(row, column, value)
            self._kept.clear()
        self._row += self._rows

    def _count(self, told: dict[str, str], name: str) -> int:
        text = told.get(name)
        # More digits are more than any sheet has.
        plain = text is not None and text.isdecimal() and len(text) <= _DIGITS
        return max(1, int(text)) if text is not None and plain else 1

    def _value(self, told: dict[str, str], kind: str, text: str) -> Any:
        try:
            if kind in {"float", "percentage", "currency"}:
                return float(told["office:value"])
            if kind == "boolean":
                return told["office:boolean-value"] == "true"
            if kind == "date":
                return _day(told["office:date-value"])
            if kind == "time":
                return _time(told["office:time-value"])
        except (KeyError, ValueError):
            msg = (
                f"A cell in row {self._row + 1} of the sheet {shown(self.done[-1][0])} says it "
                f"is a {kind} and holds none. Type it anew."
            )
            raise ReadError(msg, path=self._file, line=self._row + 1) from None
        return told.get("office:string-value", text)


def _day(text: str) -> date | datetime:
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment.date() if moment.time() == time() else moment.replace(tzinfo=None)


def _time(text: str) -> time | timedelta:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError
    hours, minutes, seconds = (int(each) for each in match.groups()[:3])
    fraction = int((match[4] or "0").ljust(6, "0"))
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    # A spreadsheet knows no zones, and of this day only the time is taken.
    return (datetime(1970, 1, 1) + span).time() if span < timedelta(days=1) else span  # noqa: DTZ001
