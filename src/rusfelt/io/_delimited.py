"""Delimited text as offices save it: from bytes to encoding, delimiter and columns."""

from __future__ import annotations

import contextlib
import csv
import os
from typing import TYPE_CHECKING, NoReturn

from rusfelt._identity import may_hold_identity_number
from rusfelt.errors import ReadError
from rusfelt.io._encoding import UndecodableError, choose_encoding
from rusfelt.io._files import content_of
from rusfelt.io._gathered import Gathered
from rusfelt.io._identities import refuse_cells, refuse_file_name
from rusfelt.io._lines import (
    DELIMITERS,
    MAX_COLUMNS,
    MAX_LINES,
    RIGHT_FILE,
    SPLIT,
    Lines,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["MAX_BYTES", "Delimited"]

MAX_BYTES = 64 * 2**20
# A file with more broken rows than this is broken in itself: reading on would only take time.
_MAX_BROKEN_ROWS = 1_000
_BLOCK = 4_096


class _Rows:
    """Rows put into columns, a block at a time."""

    def __init__(self, wanted: Sequence[int], unnamed: Sequence[int], found: Gathered) -> None:
        self.columns: list[list[str]] = [[] for _ in wanted]
        self.lines: list[int] = []
        self._wanted = wanted
        self._unnamed = list(unnamed)
        self._found = found
        self._block: list[list[str]] = []
        # One object for equal cells: most of a file is repetition.
        self._pool: dict[str, str] = {}

    def add(self, line: int, row: list[str]) -> bool:
        """Add a row; true when it is time to look at a sample.

        That is after the 1st, 2nd, 4th, 8th … block, so that it takes little of the time.
        """
        self.lines.append(line)
        self._block.append(row)
        if len(self._block) < _BLOCK:
            return False
        self.flush()
        blocks = len(self.lines) // _BLOCK
        return blocks & (blocks - 1) == 0

    def sample(self) -> list[list[str]]:
        """The cells of the last full block."""
        return [column[-_BLOCK:] for column in self.columns]

    def flush(self) -> None:
        """Move the rows of the block to the columns."""
        if not self._block:
            return
        cells = list(zip(*self._block, strict=True))
        keep = self._pool.setdefault
        for column, place in zip(self.columns, self._wanted, strict=True):
            column.extend(map(keep, cells[place], cells[place]))
        start = len(self.lines) - len(self._block)
        for place in self._unnamed.copy():
            filled = next((row for row, cell in enumerate(cells[place]) if cell.strip()), None)
            if filled is not None:
                self._unnamed.remove(place)
                self._found.add(
                    self.lines[start + filled],
                    f"Column number {place + 1} has no name, and text in this row.",
                    "Give it a name in the header row, or empty it.",
                )
        self._block.clear()


class Delimited:
    """A delimited file that is open at its first row, with what was guessed to get there.

    Attributes:
        header: the names in the header row, without surrounding space.
        header_line: its line in the file.
        delimiter: what stands between cells.
        guessed: encoding and delimiter, where they were not told.
        found: the problems met so far.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        encoding: str | None,
        delimiter: str | None,
        known: Callable[[str], bool],
    ) -> None:
        """Open a file and read its header.

        Args:
            path: the file.
            encoding: its encoding; ``None`` to find out.
            delimiter: its delimiter; ``None`` to find out.
            known: whether a header is one the caller expects, to tell delimiters apart.

        Raises:
            ReadError: it holds identity numbers, cannot be read, or has no header.
        """
        file = os.fsdecode(path)
        refuse_file_name(file)
        self.found = Gathered(file)
        self.guessed: dict[str, str] = {}
        data = content_of(file, MAX_BYTES, too_large=SPLIT)
        if not data.strip():
            msg = "The file is empty. 'rusfelt template' writes one to fill in."
            raise ReadError(msg, path=file)
        try:
            codec = choose_encoding(data, encoding)
        except UndecodableError as error:
            self._fail(error.line, str(error), error.remedy)
        if encoding is None:
            self.guessed["encoding"] = codec
        _refuse_identities(data, codec, delimiter, known, file)
        if data.count(b"\n") > MAX_LINES:
            # Known without reading that far.
            self._fail(MAX_LINES, f"The file has more than {MAX_LINES:,} lines.", SPLIT)
        lines = Lines(data, codec)
        try:
            if delimiter is None:
                delimiter = self.guessed["delimiter"] = _guess_delimiter(lines, known)
            lines = Lines(data, codec, delimiter)
            self.delimiter = delimiter
            self._lines = lines
            self._records = self._read_records()
            self.header_line, row = next(self._records, (0, []))
        except UnreadableError as error:
            self._fail(lines.number, str(error), error.remedy)
        self.found.raise_any()
        if not self.header_line:
            msg = (
                "The file has no header row. Its first line names the columns: "
                "indicator, period, value and so on."
            )
            raise ReadError(msg, path=file)
        self.header = tuple(name.strip() for name in row)

    def _fail(self, line: int, message: str, remedy: str) -> NoReturn:
        self.found.add(line, message, remedy)
        raise self.found.error()

    def read(
        self,
        wanted: Sequence[int],
        unnamed: Sequence[int] = (),
        *,
        bad_cells: Callable[[list[list[str]]], int] = lambda _: 0,
    ) -> tuple[list[list[str]], list[int]]:
        """The remaining rows: the cells of the wanted columns, and the line of each row.

        Rows without any text are left out. A row of another width than the header, a quotation
        mark out of place and text in a column without a name are problems.

        Args:
            wanted: the places of columns to read.
            unnamed: the places of columns that must be empty.
            bad_cells: how many cells of some rows are wrong. Where it is most of a sample, the
                file is of another kind, and reading stops.
        """
        rows = _Rows(wanted, unnamed, self.found)
        width = len(self.header)
        try:
            for line, row in self._records:
                if len(row) != width:
                    self._ragged(line, len(row), width)
                elif rows.add(line, row) and bad_cells(rows.sample()) > _MAX_BROKEN_ROWS:
                    self.found.more = True
                    break
        except UnreadableError as error:
            self.found.add(self._lines.number, str(error), error.remedy)
            self.found.more = True
        rows.flush()
        return rows.columns, rows.lines

    def _ragged(self, line: int, cells: int, width: int) -> None:
        self.found.add(
            line,
            f"The row has {cells} cells, and the header {width}.",
            f"Put a cell that contains {self.delimiter!r} in quotation marks; "
            "check that the file is whole.",
        )

    def _read_records(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._lines
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            lines.fresh = True
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if not self._mend(error):
                    return
                continue
            if len(row) > MAX_COLUMNS:
                msg = f"The line has {len(row):,} columns; at most {MAX_COLUMNS:,} are read."
                raise UnreadableError(msg, RIGHT_FILE)
            if not any(row) or row[0].startswith("#") or not "".join(row).strip():
                continue
            yield lines.start, row
            if self.found.count > _MAX_BROKEN_ROWS:
                self.found.more = True
                return

    def _mend(self, error: csv.Error) -> bool:
        """Note a break of the rules of CSV; true where the next line can be read all the same."""
        lines = self._lines
        if lines.ended:
            self.found.add(
                lines.start,
                "A quotation mark opens on this line and is never closed.",
                "Close it, or check whether the file is cut off.",
            )
            return False
        self.found.add(
            lines.start,
            f"The line breaks the rules of CSV ({error}).",
            'Write a quotation mark inside a cell twice (""), and close those that open a cell.',
        )
        # A quotation mark that swallowed lines leaves no way of knowing where the next row starts.
        if lines.number != lines.start:
            self.found.more = True
        return lines.number == lines.start and self.found.count <= _MAX_BROKEN_ROWS


def _refuse_identities(
    data: bytes, codec: str, delimiter: str | None, known: Callable[[str], bool], file: str
) -> None:
    """Refuse a file with identity numbers before anything else is said of it."""
    text = data.decode(codec)
    if not may_hold_identity_number(text):
        return
    if delimiter is None:
        delimiter = DELIMITERS[0]
        with contextlib.suppress(UnreadableError):
            delimiter = _guess_delimiter(Lines(data, codec), known)
    refuse_cells(text, delimiter, file)


def _guess_delimiter(lines: Lines, known: Callable[[str], bool]) -> str:
    """The delimiter that finds the most known names in the header, then the most columns."""
    for line in lines:
        if not line.startswith('"#'):
            break
        lines.fresh = True
    else:
        return DELIMITERS[0]
    if lines.separator is not None:
        return lines.separator

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([line], delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return sum(map(known, cells[:MAX_COLUMNS])), len(cells)

    return max(DELIMITERS, key=score)
