"""The problems of one file, gathered so that a person can mend all of them at once."""

from __future__ import annotations

import heapq

from rusfelt.errors import Problem, ReadError

__all__ = ["LISTED", "Gathered", "shown"]

LISTED = 100
"""How many problems of a file are listed; the rest are counted."""
_SHOWN = 60


def shown(text: str) -> str:
    """The text in quotation marks, cut where it is long.

    >>> shown("abc")
    "'abc'"
    """
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


class Gathered:
    """The problems of one file: the first of them kept, all of them counted.

    Attributes:
        file: the file. row: what a row of it is called.
        count: how many there are.
        more: whether there may be others, where the file was not looked through to its end.

    >>> found = Gathered("figures.px")
    >>> found.add(3, "There is no such year.", "Write four digits.", column="Tid")
    >>> found.add(2, "There is no such district.")
    >>> error = found.error()
    >>> error.line, len(error.problems), error.problems[1].path
    (2, 2, "line 3, column 'Tid'")
    """

    def __init__(self, file: str, row: str = "line") -> None:
        """Nothing found yet.

        Args:
            file: the file.
            row: what a row of it is called: ``line`` or ``row``.
        """
        self.file = file
        self.row = row
        self.count = 0
        self.more = False
        # A heap with the last line on top, so that an earlier problem can take its place.
        self._kept: list[tuple[int, int, str | None, str, str]] = []

    def add(self, line: int, message: str, remedy: str = "", *, column: str | None = None) -> None:
        """Note one problem.

        Args:
            line: the line or row it stands in.
            message: a fact, without what stands in the cell where that may be about a person.
            remedy: what would put it right.
            column: the column, as the file calls it.
        """
        self.count += 1
        each = (-line, -self.count, column, message, remedy)
        if len(self._kept) < LISTED:
            heapq.heappush(self._kept, each)
        else:
            heapq.heappushpop(self._kept, each)

    def raise_any(self) -> None:
        """Raise everything found as one error, if anything was.

        Raises:
            ReadError: there are problems; it lists the first and counts them all.
        """
        if self._kept:
            raise self.error()

    def error(self) -> ReadError:
        """Everything found, as one error; there must be something."""
        first = sorted(self._kept, reverse=True)
        problems = [
            Problem(
                f"{self.row} {-line}"
                if column is None
                else f"{self.row} {-line}, column {shown(column)}",
                message,
                remedy,
                self.file,
                -line,
            )
            for line, _, column, message, remedy in first
        ]
        line, _, column, message, remedy = first[0]
        text = f"{message} {remedy}".rstrip()
        if self.count > 1:
            number = f"at least {self.count}" if self.more else str(self.count)
            text = f"{number} problems were found, and the first is here."
            if self.count > len(problems):
                text += f" The first {len(problems)} are listed."
        return ReadError(text, path=self.file, line=-line, column=column, problems=problems)
