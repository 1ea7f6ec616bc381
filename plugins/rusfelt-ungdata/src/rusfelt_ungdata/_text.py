"""A delimited file as rows with their lines: encoding and delimiter found out and told."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path

from rusfelt.errors import Problem, ReadError

__all__ = ["Problems", "rows_of"]

_MAX_BYTES = 64 * 2**20
_LISTED = 100
_DELIMITERS = (";", "\t", ",")


class Problems:
    """Everything wrong in a file, so that all of it can be mended before the next run."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.found: list[Problem] = []
        self.more = False

    def add(self, line: int, column: str, message: str, remedy: str) -> None:
        """Note one thing wrong; beyond the first hundred that there is more."""
        if len(self.found) < _LISTED:
            self.found.append(Problem(column, message, remedy, self.path, line))
        else:
            self.more = True

    def raise_any(self) -> None:
        """Raise for what was found, in order of lines.

        Raises:
            ReadError: something was.
        """
        if not self.found:
            return
        self.found.sort(key=lambda each: each.line or 0)
        first = self.found[0]
        message = " ".join(part for part in (first.message, first.remedy) if part)
        if len(self.found) > 1:
            count = f"more than {_LISTED}" if self.more else str(len(self.found))
            message = f"{message} There are {count} problems:"
        raise ReadError(
            message,
            path=self.path,
            line=first.line,
            column=first.path or None,
            problems=self.found,
        )


def rows_of(path: Path, problems: Problems) -> tuple[list[tuple[int, list[str]]], dict[str, str]]:
    """The rows with text in them, each with the line it starts on, and what was guessed.

    Lines that start with ``#`` are left out. A row of another width than the first is a problem.

    Raises:
        ReadError: the file cannot be read at all.
    """
    text, encoding = _decoded(path)
    first = next((line for line in text.splitlines() if line.strip() and line[0] != "#"), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    for line, row in _records(text, delimiter, problems):
        if rows and len(row) != len(rows[0][1]):
            message = f"The row has {len(row)} cells, and the header {len(rows[0][1])}."
            remedy = f"Put a cell that contains {delimiter!r} in quotation marks."
            problems.add(line, "", message, remedy)
        else:
            rows.append((line, row))
    if not rows:
        msg = "The file has no header row. Its first line names the columns: wave, area and so on."
        raise ReadError(msg, path=str(path))
    return rows, {"encoding": encoding, "delimiter": delimiter}


def _records(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"The line breaks the rules of CSV ({error})."
            problems.add(line, "", message, "Check its quotation marks.")
            return
        if any(cell.strip() for cell in row) and not row[0].startswith("#"):
            yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1


def _decoded(path: Path) -> tuple[str, str]:
    try:
        # A pipe or device could keep the reader waiting for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            msg = "This is no ordinary file. Give the path of a CSV file."
            raise ReadError(msg, path=str(path))
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        msg = f"The file cannot be read ({error}). Check the path."
        raise ReadError(msg, path=str(path)) from error
    if len(data) > _MAX_BYTES:
        msg = f"The file is larger than {_MAX_BYTES >> 20} MB. Split it."
        raise ReadError(msg, path=str(path))
    if b"\0" in data:
        msg = "The file holds NUL bytes, so it is no CSV text. Save it again as CSV UTF-8."
        raise ReadError(msg, path=str(path))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    msg = "The file is neither UTF-8 nor Windows-1252. Save it again as CSV UTF-8."
    raise ReadError(msg, path=str(path))
