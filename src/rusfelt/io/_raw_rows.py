"""The rows of a delimited text exactly as they are written, quotation marks and all."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import attrs

__all__ = ["RawRow", "raw_rows"]


@attrs.frozen
class RawRow:
    """One row as it stands in the file.

    Attributes:
        cells: what is written between delimiters, with its quotation marks and spaces.
        end: how the row's line ends; nothing where the file ends with it.
    """

    cells: tuple[str, ...]
    end: str

    def values(self) -> list[str]:
        """The cells as a reader of CSV takes them."""
        return [_unquoted(each) for each in self.cells]

    def kept(self, places: Sequence[int]) -> RawRow:
        """The row with these cells alone."""
        return attrs.evolve(self, cells=tuple(self.cells[each] for each in places))

    def with_cell(self, place: int, value: str) -> RawRow:
        """The row with another plain value in one cell, in quotation marks where they stood."""
        quoted = self.cells[place].startswith('"')
        cells = list(self.cells)
        cells[place] = f'"{value}"' if quoted else value
        return attrs.evolve(self, cells=tuple(cells))

    def written(self, delimiter: str) -> str:
        """The row as text."""
        return delimiter.join(self.cells) + self.end


def raw_rows(text: str, delimiter: str, lines: Sequence[int]) -> list[RawRow]:
    """The rows that start on these lines, counted from 1.

    The text must be one that a strict reader of CSV has read.
    """
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    ends = re.compile(f"[{re.escape(delimiter)}\r\n]")
    return [_row(text, starts[each - 1], delimiter, ends) for each in lines]


def _row(text: str, at: int, delimiter: str, ends: re.Pattern[str]) -> RawRow:
    cells = []
    while True:
        end = _end_of_cell(text, at, ends)
        cells.append(text[at:end])
        if text[end : end + 1] != delimiter:
            break
        at = end + 1
    after = "\r\n" if text.startswith("\r\n", end) else text[end : end + 1]
    return RawRow(tuple(cells), after)


def _end_of_cell(text: str, at: int, ends: re.Pattern[str]) -> int:
    if text.startswith('"', at):
        at += 1
        while (closing := text.find('"', at)) >= 0:
            if not text.startswith('""', closing):
                return closing + 1
            at = closing + 2
        return len(text)
    found = ends.search(text, at)
    return len(text) if found is None else found.start()


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
