"""Workbooks of Excel 97 to 2003 (xls), record by record.

python-calamine reads these too, but sets aside as much memory as a record asks for, and does not
tell errors from empty cells. The records are those of [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown
from rusfelt.io.sources._seen import ERRORS, NOT_AVAILABLE, Seen, rk_number
from rusfelt.io.sources._sheet import Cells, Grid, Listed
from rusfelt.io.sources._sheet_formats import BUILT_IN, Format, Shown, as_shown, format_of

__all__ = ["Xls"]

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILE_PASS, _SHEET, _STRINGS = 0x002F, 0x0085, 0x00FC
_FORMAT, _XF, _DATE_1904 = 0x041E, 0x00E0, 0x0022
_NUMBER, _RK, _MUL_RK, _LABEL, _LABEL_SST, _RSTRING = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00FD, 0x00D6
_BOOL_ERR, _FORMULA, _STRING = 0x0205, 0x0006, 0x0207
_ROW, _COLUMNS, _MERGED = 0x0208, 0x007D, 0x00E5
_BIFF8 = 0x0600
_WORKSHEET = 0
_HIDDEN_ROW = 0x20
# The formula =NA(), as it is stored: a function by its number, for a reference, value or array.
_NA = frozenset(b"\x03\x00" + kind + b"\x0a\x00" for kind in (b"\x21", b"\x41", b"\x61"))

# Numbers beside one another share a record, and no sheet has more than 65,536 rows.
_MAX_RECORDS = 2**22

Record = tuple[int, bytes]


class Xls:
    """A workbook of Excel 97 to 2003."""

    def __init__(self, stream: bytes, file: str) -> None:
        """Read what all sheets share: their list, the texts, the formats.

        Args:
            stream: the workbook.
            file: its path.

        Raises:
            ReadError: it is damaged, protected, or of an older Excel.
        """
        self._stream = stream
        self._file = file
        self._from_1904 = False
        self._left = _MAX_RECORDS
        self._strings: list[str] = []
        self.sheets: list[Listed] = []
        codes: dict[int, Format] = dict(BUILT_IN)
        used: list[int] = []
        self._guarded(lambda: self._read(codes, used))
        self._formats = [codes.get(each, Format()) for each in used]

    def _guarded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
            msg = (
                "The file is cut off or damaged: a record is shorter than it says. Open it in a "
                "spreadsheet program and save it anew."
            )
            raise ReadError(msg, path=self._file) from error

    def _fail(self, text: str) -> ReadError:
        return ReadError(text, path=self._file)

    def _records(self, at: int) -> Iterator[Record]:
        """The records from there on, to the end of what begins there."""
        stream, depth = self._stream, 0
        while at + 4 <= len(stream):
            kind, size = struct.unpack_from("<HH", stream, at)
            self._left -= 1
            if not kind or not self._left:
                raise IndexError
            yield kind, stream[at + 4 : at + 4 + size]
            # Charts lie inside sheets, each with a beginning and an end of its own.
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 0:
                return
            at += 4 + size

    def _read(self, codes: dict[int, Format], used: list[int]) -> None:
        parts: list[bytes] = []
        last = 0
        for kind, data in self._records(0):
            if kind == _BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
                raise self._fail("The file is of Excel 95 or older. Save it as xlsx.")
            if kind == _FILE_PASS:
                raise self._fail("The file is protected with a password. Save it without one.")
            if kind == _DATE_1904:
                self._from_1904 = data[:1] == b"\1"
            elif kind == _SHEET:
                start, state, what = struct.unpack_from("<IBB", data)
                name = _characters(data, 8, data[6], wide=bool(data[7] & 1))
                part = str(start) if what == _WORKSHEET else ""
                self.sheets.append(Listed(name, bool(state & 3), part))
            elif kind == _FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = format_of(_text(data, 2))
            elif kind == _XF:
                used.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _STRINGS or (kind == _CONTINUE and last == _STRINGS):
                parts.append(data)
                kind = _STRINGS  # noqa: PLW2901 - what continues is of the kind it continues
            last = kind
        if parts:
            self._strings = list(_shared(parts))

    def grid(self, sheet: Listed, /) -> Grid:
        """The cells of a sheet.

        Raises:
            ReadError: it is damaged, or larger than is read.
        """
        cells, seen = Cells(self._file, sheet.name), Seen()
        self._guarded(lambda: self._read_sheet(int(sheet.part), cells, seen))
        seen.require_bearable(shown(sheet.name), self._file)
        return cells.grid(seen.marks)

    def _read_sheet(self, start: int, cells: Cells, seen: Seen) -> None:
        waiting: tuple[int, int] | None = None
        depth = 0
        for kind, data in self._records(start):
            depth += (kind == _BOF) - (kind == _EOF)
            if depth > 1:
                continue
            if kind in _CELLS:
                row, column, style = struct.unpack_from("<HHH", data)
                waiting = self._cell(kind, data, (row, column, style), cells, seen) or waiting
            elif kind == _STRING and waiting is not None:
                cells.add(*waiting, _text(data, 0))
                waiting = None
            else:
                _note_shape(kind, data, seen)

    def _cell(
        self, kind: int, data: bytes, at: tuple[int, int, int], cells: Cells, seen: Seen
    ) -> tuple[int, int] | None:
        """Take one cell; its place, where the text it holds comes after it."""
        row, column, style = at
        if kind == _NUMBER:
            self._number(*at, struct.unpack_from("<d", data, 6)[0], cells, seen)
        elif kind == _RK:
            self._number(*at, rk_number(data[6:10]), cells, seen)
        elif kind == _MUL_RK:
            for number in range((len(data) - 6) // 6):
                place = 4 + 6 * number
                style = struct.unpack_from("<H", data, place)[0]
                found = rk_number(data[place + 2 : place + 6])
                self._number(row, column + number, style, found, cells, seen)
        elif kind in {_LABEL, _RSTRING}:
            cells.add(row, column, _text(data, 6))
        elif kind == _LABEL_SST:
            cells.add(row, column, self._strings[struct.unpack_from("<I", data, 6)[0]])
        elif kind == _BOOL_ERR:
            if data[7]:
                seen.note_error((row, column), ERRORS.get(data[6], "#?"), None)
            else:
                cells.add(row, column, bool(data[6]))
        else:
            return self._result(data, at, cells, seen)
        return None

    def _result(
        self, data: bytes, at: tuple[int, int, int], cells: Cells, seen: Seen
    ) -> tuple[int, int] | None:
        """Take what a formula gave."""
        row, column, _ = at
        value = data[6:14]
        if value[6:8] != b"\xff\xff":
            self._number(*at, struct.unpack("<d", value)[0], cells, seen)
        elif value[0] == 0:
            return row, column
        elif value[0] == 1:
            cells.add(row, column, bool(value[2]))
        elif value[0] == 2:  # noqa: PLR2004 - the third of four kinds
            error = ERRORS.get(value[2], "#?")
            typed = error == NOT_AVAILABLE and data[20:25] in _NA
            seen.note_error((row, column), error, None if typed else "")
        return None

    def _number(
        self, row: int, column: int, style: int, number: float, cells: Cells, seen: Seen
    ) -> None:
        shape = self._formats[style] if style < len(self._formats) else Format()
        if shape.shown is Shown.NUMBER:
            cells.add(row, column, number)
        else:
            cells.add(row, column, as_shown(number, shape.shown, from_1904=self._from_1904))
            seen.note_format((row, column), shape)


def _note_shape(kind: int, data: bytes, seen: Seen) -> None:
    """Note what is hidden and merged."""
    if kind == _ROW:
        row, flags = struct.unpack_from("<H10xB", data)
        if flags & _HIDDEN_ROW:
            seen.note_hidden_row(row)
    elif kind == _COLUMNS:
        first, last, flags = struct.unpack_from("<HH4xH", data)
        if flags & 1:
            seen.note_hidden((first, last))
    elif kind == _MERGED:
        for number in range(struct.unpack_from("<H", data)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * number)
            seen.note_merged((top, left, bottom, right))


_CELLS = frozenset({_NUMBER, _RK, _MUL_RK, _LABEL, _LABEL_SST, _RSTRING, _BOOL_ERR, _FORMULA})


def _characters(data: bytes, at: int, count: int, *, wide: bool) -> str:
    """So many characters from there on, of one byte or two."""
    size = count * (2 if wide else 1)
    return data[at : at + size].decode("utf-16-le" if wide else "latin-1", "replace")


def _text(data: bytes, at: int) -> str:
    """A text with its length before it."""
    count, flags = struct.unpack_from("<HB", data, at)
    return _characters(data, at + 3, count, wide=bool(flags & 1))


def _shared(parts: list[bytes]) -> Iterator[str]:
    """The texts of a workbook, which may go on from one record into the next."""
    part, at = iter(parts), 8
    data = next(part)
    count = struct.unpack_from("<I", data, 4)[0]

    def more() -> None:
        nonlocal data, at
        at -= len(data)
        data = next(part, b"")
        if not data:
            raise IndexError

    for _ in range(count):
        while at >= len(data):
            more()
        length, flags = struct.unpack_from("<HB", data, at)
        at += 3
        behind = 0
        if flags & 0x8:
            behind += 4 * struct.unpack_from("<H", data, at)[0]
            at += 2
        if flags & 0x4:
            behind += struct.unpack_from("<I", data, at)[0]
            at += 4
        wide, met = flags & 1, 0
        texts: list[str] = []
        while met < length:
            if at >= len(data):
                more()
                # Each part says anew how wide its characters are.
                wide, at = data[0] & 1, 1
            left = min(length - met, (len(data) - at) // (2 if wide else 1))
            if not left:
                raise IndexError
            texts.append(_characters(data, at, left, wide=bool(wide)))
            at += left * (2 if wide else 1)
            met += left
        at += behind
        yield "".join(texts)
