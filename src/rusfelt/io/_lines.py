"""The lines of a text, counted and within limits.

The limits are there so that a broken or hostile file is answered quickly and in little memory.
"""

from __future__ import annotations

import io
import re

__all__ = [
    "DELIMITERS",
    "MAX_COLUMNS",
    "MAX_LINE",
    "MAX_LINES",
    "RIGHT_FILE",
    "SPLIT",
    "Lines",
    "UnreadableError",
]

DELIMITERS = (";", "\t", ",")
"""What is looked for where no delimiter is told."""
MAX_LINES = 2**20
"""As many lines as a spreadsheet holds."""
MAX_LINE = 2**20
MAX_COLUMNS = 1_000
RIGHT_FILE = "Figures stand one to a line. Check that this is the right file."
SPLIT = "Split it, by year for instance."
_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?\s*', re.IGNORECASE)


class UnreadableError(Exception):
    """The text cannot be read past this line."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Lines:
    """The lines of a text for :func:`csv.reader`, counted and within limits.

    Between records, comments and lines of space and delimiters alone are left out.
    """

    def __init__(self, data: bytes, encoding: str, delimiter: str = "") -> None:
        self._text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        self._blank = f" \t\r\n{delimiter}"
        self.number = 0
        self.start = 0
        self.ended = False
        self.separator: str | None = None
        # Set before each record is asked for: only the first line of a record can be a comment.
        self.fresh = True

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        while True:
            try:
                line = self._text.readline(MAX_LINE + 1)
            except UnicodeError as error:
                msg = f"The line is not text in that encoding ({error})."
                raise UnreadableError(msg, "Pass another encoding=.") from None
            if not line:
                self.ended = True
                raise StopIteration
            self.number += 1
            if len(line) > MAX_LINE or self.number > MAX_LINES or "\0" in line:
                raise self._refusal(line)
            if self.number == 1:
                line = line.removeprefix("\ufeff")
                if match := _SEPARATOR_LINE.fullmatch(line):
                    self.separator = match[1]
                    continue
            if self.fresh:
                if line[0] == "#" or not line.strip(self._blank):
                    continue
                self.start = self.number
                self.fresh = False
            return line

    def _refusal(self, line: str) -> UnreadableError:
        if len(line) > MAX_LINE:
            columns = max(line.count(each) for each in DELIMITERS)
            what = f"has more than {MAX_COLUMNS:,} columns" if columns > MAX_COLUMNS else "is long"
            msg = f"The line {what}: it is over {MAX_LINE:,} characters."
            return UnreadableError(msg, RIGHT_FILE)
        if self.number > MAX_LINES:
            msg = f"The file has more than {MAX_LINES:,} lines."
            return UnreadableError(msg, SPLIT)
        msg = "The line holds NUL characters, so this is no CSV text."
        return UnreadableError(msg, RIGHT_FILE)
