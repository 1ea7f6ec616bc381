"""What a sheet of an xlsx file says beside its values, which is not told by whoever reads those.

Two ways lead through the XML. What spreadsheet programs write, each cell with its address first, is
looked at in arrays; anything else that XML allows is walked through element by element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NoReturn

import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io.sources._seen import Seen
from rusfelt.io.sources._sheet import MAX_COLUMNS, MAX_ROWS, place
from rusfelt.io.sources._sheet_formats import Format
from rusfelt.io.sources._xml_parts import sound_pieces, walk
from rusfelt.typing import Array

__all__ = ["marks_of"]

_CELL = rb'<c r="([A-Z]+)([0-9]+)"'
_ERROR = re.compile(_CELL + rb'([^>]*\bt="e"[^>]*)(?<!/)>(.{0,1000}?)</c>', re.DOTALL)
_FORMULA = re.compile(
    _CELL + rb"([^>]*)(?<!/)>\s*<f\b(?:[^>]*/>|[^>]*>([^<]*)</f>)\s*(<v\s*/>|<v[^>]*>([^<]*)</v>)?"
)
_FORMULA_TAG = re.compile(rb"<f[\s/>]")
# Attributes with single quotation marks or with space around their sign.
_UNUSUAL = (b"='", b' ="', b'= "')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_ROW = re.compile(rb'\br="([0-9]{1,7})"')
_COLUMNS = re.compile(rb"<col\b[^>]*>")
_MERGE = re.compile(rb'<mergeCell\b[^>]*\bref="([^"]*)"')
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_ROOT = re.compile(rb"<worksheet[\s>]")
_FIRST = b'<c r="'
_LETTERS = 26
_DIGITS = 7
_TRUE = frozenset({"1", "true"})
_SHARED = b't="s"'
# Of more styles than these it takes less to look at every cell's than to look for them.
_FEW = 40


def marks_of(
    pieces: Callable[[], Iterable[bytes]],
    formats: Mapping[str, Format],
    part: str,
    file: str,
) -> Seen:
    """Look through a sheet.

    Args:
        pieces: gives its XML from the start, each time it is called.
        formats: the styles that show a number as percent or padded.
        part: its name.
        file: the file it is from.

    Raises:
        ReadError: it is no sound XML, or its cells stand where none can be.
    """
    seen = _quick(sound_pieces(pieces(), part, file), formats)
    if seen is None:
        seen = Seen()
        walking = _Walk(seen, formats, file, part)
        walk(pieces(), part, file, walking.start, walking.end, walking.text)
    return seen


def _quick(pieces: Iterator[bytes], formats: Mapping[str, Format]) -> Seen | None:
    """What is seen of a sheet written as spreadsheet programs do; ``None`` for any other."""
    seen = Seen()
    styled = _styled(formats)
    kept, started, ended = b"", False, False
    for new in pieces:
        piece = kept + new
        if not started and _ROOT.search(piece) is None:
            return None
        started = True
        ended = ended or b"</sheetData" in piece
        cut = -1 if ended else piece.rfind(_FIRST)
        if cut < 0:
            cut = piece.rfind(b"<")
        piece, kept = piece[:cut], piece[cut:]
        if not _look(piece, seen, styled, formats):
            return None
    return seen if _look(kept, seen, styled, formats) else None


def _styled(formats: Mapping[str, Format]) -> re.Pattern[bytes] | None:
    if not formats:
        return None
    numbers = b"|".join(map(str.encode, formats)) if len(formats) < _FEW else b"[0-9]{1,6}"
    return re.compile(_CELL + rb'[^>]*? s="(' + numbers + rb')"')


def _look(
    piece: bytes,
    seen: Seen,
    styled: re.Pattern[bytes] | None,
    formats: Mapping[str, Format],
) -> bool:
    """Note what is in one piece of whole cells; false where it is written in another way."""
    if any(each in piece for each in _UNUSUAL):
        return False
    addresses = _addresses(piece)
    if addresses is None:
        return False
    rows, columns = addresses
    if rows.size:
        seen.reach(int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max()))
        seen.cells += len(rows)
        seen.shared += piece.count(_SHARED)
    if not (_look_at_errors(piece, seen) and _look_at_formulas(piece, seen)):
        return False
    if styled is not None:
        for match in styled.finditer(piece):
            seen.note_format(_cell(match), formats.get(match[3].decode()))
    _look_at_shape(piece, seen)
    return True


def _look_at_shape(piece: bytes, seen: Seen) -> None:
    """Note what is hidden and merged."""
    if b"hidden=" in piece:
        for match in _HIDDEN_ROW.finditer(piece):
            number = _ROW.search(match[0])
            if number is not None:
                seen.note_hidden_row(int(number[1]) - 1)
        for match in _COLUMNS.finditer(piece):
            told = {key.decode(): text.decode() for key, text in _ATTRIBUTE.findall(match[0])}
            _note_columns(told, seen)
    if b"<mergeCell " in piece:
        for match in _MERGE.finditer(piece):
            seen.note_merge(match[1].decode("ascii", "replace"))


def _look_at_errors(piece: bytes, seen: Seen) -> bool:
    """Note typed errors; false where one stands where it is not looked for."""
    met = 0
    if b't="e"' in piece:
        for match in _ERROR.finditer(piece):
            met += 1
            value = _VALUE.search(match[4])
            if b"<f" not in match[4]:
                seen.note_error(_cell(match), _text(value and value[1]), None)
    return met == piece.count(b't="e"')


def _look_at_formulas(piece: bytes, seen: Seen) -> bool:
    """Note formulas without a result, or with an error; false where one is not understood."""
    met = 0
    if b"<f" in piece:
        for match in _FORMULA.finditer(piece):
            met += 1
            kind, formula, element, value = match[3], match[4], match[5], match[6]
            if b't="e"' in kind:
                seen.note_error(_cell(match), _text(value), _text(formula))
            elif element is None or (not value and b't="str"' not in kind):
                # A text may be empty, and then its element is.
                seen.note_uncalculated(_cell(match))
    return met == len(_FORMULA_TAG.findall(piece))


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace").strip()


def _cell(match: re.Match[bytes]) -> tuple[int, int]:
    found = place((match[1] + match[2]).decode())
    # Those that are no place stop the sheet by their bounds.
    return (0, 0) if found is None else found


def _note_columns(told: Mapping[str, str], seen: Seen) -> None:
    if told.get("hidden") in _TRUE:
        first, last = _count(told.get("min", "")), _count(told.get("max", ""))
        if first and last:
            seen.note_hidden((first - 1, last - 1))


def _count(text: str) -> int:
    """A number of a row or column, or 0."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0


def _addresses(piece: bytes) -> tuple[Array, Array] | None:
    """Row and column of each cell of a piece that holds something.

    Returns:
        Them; ``None`` where a cell has no address at its front.
    """
    # The sixteen signs behind it are for looking ahead.
    signs = np.frombuffer(piece + b"\0" * 16, dtype=np.uint8)
    tags = np.flatnonzero(signs[:-16] == ord("<"))
    after = signs[tags + 2]
    cells = tags[
        (signs[tags + 1] == ord("c"))
        & ((after == ord(" ")) | (after == ord(">")) | (after == ord("/")) | (after < ord(" ")))
    ]
    for number, sign in enumerate(_FIRST[2:], 2):
        if not (signs[cells + number] == sign).all():
            return None
    at = cells + len(_FIRST)
    columns = np.zeros(len(at), dtype=np.int64)
    active = np.ones(len(at), dtype=bool)
    for _ in range(3):
        sign = signs[at]
        active &= (sign >= ord("A")) & (sign <= ord("Z"))
        columns = np.where(active, columns * _LETTERS + sign - (ord("A") - 1), columns)
        at = at + active
    rows = np.zeros(len(at), dtype=np.int64)
    active[:] = True
    for _ in range(_DIGITS):
        sign = signs[at]
        active &= (sign >= ord("0")) & (sign <= ord("9"))
        rows = np.where(active, rows * 10 + sign - ord("0"), rows)
        at = at + active
    if not ((signs[at] == ord('"')) & (columns > 0) & (rows > 0)).all():
        return None
    # A cell whose tag is closed within itself has a format and no value.
    ends = np.flatnonzero(signs == ord(">"))
    ends = ends[np.minimum(np.searchsorted(ends, cells), len(ends) - 1)] if len(ends) else cells
    holds = signs[ends - 1] != ord("/")
    return rows[holds] - 1, columns[holds] - 1


class _Walk:
    """A sheet walked through element by element."""

    def __init__(self, seen: Seen, formats: Mapping[str, Format], file: str, part: str) -> None:
        self._seen = seen
        self._formats = formats
        self._file = file
        self._part = part
        self._row = self._column = -1
        self._cell: tuple[int, int] | None = None
        self._told: dict[str, str] = {}
        self._texts: dict[str, list[str]] = {}
        self._inside = ""

    def start(self, name: str, told: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            found = place(told["r"]) if "r" in told else (self._row, self._column + 1)
            if found is None or found[1] >= MAX_COLUMNS:
                self._refuse()
            self._cell, self._column = found, found[1]
            self._told, self._texts = told, {}
        elif name == "is":
            self._texts["is"] = []
        elif name in {"f", "v"} and self._cell is not None:
            self._inside = name
            self._texts[name] = []
        elif name == "row":
            self._row = _count(told.get("r", "")) - 1 if "r" in told else self._row + 1
            self._column = -1
            if not 0 <= self._row < MAX_ROWS:
                self._refuse()
            if told.get("hidden") in _TRUE:
                self._seen.note_hidden_row(self._row)
        elif name == "col":
            _note_columns(told, self._seen)
        elif name == "mergeCell":
            self._seen.note_merge(told.get("ref", ""))

    def _refuse(self) -> NoReturn:
        msg = (
            f"The part {self._part!r} has a cell after row {self._row + 1:,}, column "
            f"{self._column + 1:,} that is further down or out than a spreadsheet has. Save the "
            "file anew."
        )
        raise ReadError(msg, path=self._file)

    def text(self, given: str) -> None:
        """Text between elements."""
        if self._inside:
            self._texts[self._inside].append(given)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in {"f", "v"}:
            self._inside = ""
        elif name == "c" and self._cell is not None:
            _note(self._seen, self._cell, self._told, self._texts, self._formats)
            self._cell = None


def _note(
    seen: Seen,
    cell: tuple[int, int],
    told: Mapping[str, str],
    texts: Mapping[str, list[str]],
    formats: Mapping[str, Format],
) -> None:
    """Note one cell met on the long way."""
    if texts:
        seen.reach(*cell, *cell)
        seen.cells += 1
        seen.shared += told.get("t") == "s"
    seen.note_format(cell, formats.get(told.get("s", "")))
    formula = "".join(texts["f"]) if "f" in texts else None
    if told.get("t") == "e":
        seen.note_error(cell, "".join(texts.get("v", ())), formula)
    elif formula is not None and not "".join(texts.get("v", ())):
        # A text may be empty, and then its element is.
        if "v" in texts and told.get("t") == "str":
            return
        seen.note_uncalculated(cell)
