"""Binary workbooks of Excel 2007 and later (xlsb), record by record.

python-calamine reads these too, but passes over the short forms of cells and takes whole days for
numbers. The records are those of [MS-XLSB].
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Callable, Iterator
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown
from rusfelt.io.sources._seen import ERRORS, NOT_AVAILABLE, Seen, rk_number
from rusfelt.io.sources._sheet import MAX_MET, MAX_ROWS, Cells, Grid, Listed
from rusfelt.io.sources._sheet_formats import BUILT_IN, Format, Shown, as_shown, format_of
from rusfelt.io.sources._xml_parts import walk
from rusfelt.io.sources._zip_parts import ZipParts

__all__ = ["Xlsb"]

_WORKBOOK = "xl/workbook.bin"
_MAX_SMALL = 2**25
# No record is longer: a cell of 32,767 characters with its fonts.
_MAX_RECORD = 2**20
# As many cells as are read, and their rows.
_MAX_RECORDS = MAX_MET + 2 * MAX_ROWS
_ROW, _FORMAT, _XF, _COLUMN, _MERGED = 0, 44, 47, 60, 176
_BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 1, 2, 3, 4, 5, 6, 7
_F_TEXT, _F_REAL, _F_BOOL, _F_ERROR = 8, 9, 10, 11
_RICH = 62
# A short cell is the one to the right of the last, and says no column.
_SHORT = {12: _BLANK, 13: _RK, 14: _ERROR, 15: _BOOL, 16: _REAL, 17: _TEXT, 18: _SHARED}
_STRING, _PROPERTIES, _SHEET = 19, 153, 156
_STYLES, _STYLES_END = 617, 618
_DATA_END = 146
_HIDDEN_ROW = 0x10
_NO_LINK = 0xFFFFFFFF
# The formula =NA(), as it is stored: a function by its number, for a reference, value or array.
_NA = frozenset(b"\x03\x00\x00\x00" + kind + b"\x0a\x00" for kind in (b"\x21", b"\x41", b"\x61"))


class Xlsb:
    """A binary workbook of Excel 2007 or later."""

    def __init__(self, parts: ZipParts, file: str) -> None:
        """Read what all sheets share: their list and the formats.

        Args:
            parts: the file's parts.
            file: its path.

        Raises:
            ReadError: it is damaged.
        """
        self._parts = parts
        self._file = file
        self._from_1904 = False
        self._left = _MAX_RECORDS
        self.sheets: list[Listed] = []
        self._links = self._read_links()
        self._strings: list[str] | None = None
        self._formats: list[Format] = []
        self._guarded(self._read_workbook)
        self._guarded(self._read_formats)

    def _guarded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (struct.error, IndexError, OverflowError) as error:
            msg = (
                "The file is damaged: a record is shorter than it says. Open it in a spreadsheet "
                "program and save it anew."
            )
            raise ReadError(msg, path=self._file) from error

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        data = b""
        at = 0
        pieces = self._parts.pieces(part)
        ended = False
        while True:
            if not ended and len(data) - at < _MAX_RECORD:
                piece = next(pieces, None)
                if piece is None:
                    ended = True
                else:
                    data, at = data[at:] + piece, 0
                continue
            if at >= len(data):
                return
            kind, at = data[at], at + 1
            if kind & 0x80:
                kind, at = kind & 0x7F | (data[at] & 0x7F) << 7, at + 1
            size = 0
            for number in range(4):
                byte, at = data[at], at + 1
                size |= (byte & 0x7F) << 7 * number
                if not byte & 0x80:
                    break
            self._left -= 1
            if at + size > len(data) or size > _MAX_RECORD or not self._left:
                raise IndexError
            yield kind, data[at : at + size]
            at += size

    def _read_links(self) -> dict[str, tuple[str, str]]:
        links: dict[str, tuple[str, str]] = {}

        def start(name: str, told: dict[str, str]) -> None:
            if name == "Relationship" and told.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/xl", told.get("Target", "")))
                kind = told.get("Type", "").rpartition("/")[2]
                links[told.get("Id", "")] = (kind, part.lstrip("/").lower())

        name = "xl/_rels/workbook.bin.rels"
        walk([self._parts.content(name, _MAX_SMALL)], name, self._file, start)
        return links

    def _part(self, kind: str) -> str:
        part = next((part for each, part in self._links.values() if each == kind), "")
        return part if part in self._parts else ""

    def _read_workbook(self) -> None:
        for kind, data in self._records(_WORKBOOK):
            if kind == _PROPERTIES:
                self._from_1904 = bool(data[0] & 1)
            elif kind == _SHEET:
                state, _, length = struct.unpack_from("<III", data)
                link, at = "", 12
                if length != _NO_LINK:
                    link, at = _wide(data, 8)
                name, _ = _wide(data, at)
                what, part = self._links.get(link, ("", ""))
                self.sheets.append(Listed(name, state > 0, part if what == "worksheet" else ""))

    def _read_formats(self) -> None:
        part = self._part("styles")
        if not part:
            return
        codes, inside = dict(BUILT_IN), False
        for kind, data in self._records(part):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = format_of(_wide(data, 2)[0])
            elif kind in {_STYLES, _STYLES_END}:
                inside = kind == _STYLES
            elif kind == _XF and inside:
                self._formats.append(codes.get(struct.unpack_from("<H", data, 2)[0], Format()))

    def _read_strings(self) -> None:
        self._strings = []
        if part := self._part("sharedStrings"):
            for kind, data in self._records(part):
                if kind == _STRING:
                    self._strings.append(_wide(data, 1)[0])

    def grid(self, sheet: Listed, /) -> Grid:
        """The cells of a sheet.

        Raises:
            ReadError: it is damaged, or larger than is read.
        """
        if self._strings is None:
            self._guarded(self._read_strings)
        cells, seen = Cells(self._file, sheet.name), Seen()
        self._guarded(lambda: self._read_sheet(sheet.part, cells, seen))
        seen.require_bearable(shown(sheet.name), self._file)
        return cells.grid(seen.marks)

    def _read_sheet(self, part: str, cells: Cells, seen: Seen) -> None:
        row = column = -1
        in_rows = True
        for kind, data in self._records(part):
            if kind == _ROW:
                row, column = struct.unpack_from("<I", data)[0], -1
                if data[11] & _HIDDEN_ROW:
                    seen.note_hidden_row(row)
            elif kind in _SHORT and in_rows:
                column += 1
                self._cell(_SHORT[kind], b"\0\0\0\0" + data, row, column, cells, seen)
            elif (_BLANK <= kind <= _F_ERROR or kind == _RICH) and in_rows:
                column = struct.unpack_from("<I", data)[0]
                self._cell(kind, data, row, column, cells, seen)
            elif kind == _DATA_END:
                in_rows = False
            elif kind == _COLUMN:
                first, last, flags = struct.unpack_from("<II8xH", data)
                if flags & 1:
                    seen.note_hidden((first, last))
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", data)
                seen.note_merged((top, left, bottom, right))

    def _cell(
        self, kind: int, data: bytes, row: int, column: int, cells: Cells, seen: Seen
    ) -> None:
        if kind in {_RK, _REAL, _F_REAL}:
            number = rk_number(data[8:12]) if kind == _RK else struct.unpack_from("<d", data, 8)[0]
            style = int.from_bytes(data[4:7], "little")
            shape = self._formats[style] if style < len(self._formats) else Format()
            if shape.shown is not Shown.NUMBER:
                number = as_shown(number, shape.shown, from_1904=self._from_1904)
                seen.note_format((row, column), shape)
            cells.add(row, column, number)
        elif kind in {_TEXT, _F_TEXT}:
            cells.add(row, column, _wide(data, 8)[0])
        elif kind == _RICH:
            cells.add(row, column, _wide(data, 9)[0])
        elif kind == _SHARED:
            strings = self._strings or []
            cells.add(row, column, strings[struct.unpack_from("<I", data, 8)[0]])
        elif kind in {_BOOL, _F_BOOL}:
            cells.add(row, column, bool(data[8]))
        elif kind in {_ERROR, _F_ERROR}:
            error = ERRORS.get(data[8], "#?")
            itself = kind == _ERROR or (error == NOT_AVAILABLE and data[11:18] in _NA)
            seen.note_error((row, column), error, None if itself else "")


def _wide(data: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    end = at + 4 + 2 * struct.unpack_from("<I", data, at)[0]
    if end > len(data):
        raise IndexError
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
