"""The texts all sheets of a workbook share: how much a sheet makes of them.

A text is kept once, however many cells hold it, but python-calamine makes a text of its own for
each of those. A file of some kilobytes can ask for more memory than there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io.sources._seen import Seen
from rusfelt.io.sources._xml_parts import sound_pieces, walk
from rusfelt.io.sources._zip_parts import ZipParts

__all__ = ["SharedTexts"]

# So much text in any sheet, and so much for each of its cells.
_MOST, _MOST_A_CELL = 2**26, 128
_NUMBER = re.compile(rb't="s"[^>]*>\s*<v>([0-9]{1,9})</v>')
_CUT = 100


class SharedTexts:
    """The texts a workbook's sheets share."""

    def __init__(self, parts: ZipParts, part: str, file: str) -> None:
        """See whether they are sound, and how long the longest can be.

        Args:
            parts: the file's parts.
            part: which of them holds the texts; it need not be there.
            file: the file.

        Raises:
            ReadError: they are not sound XML, or too much text.
        """
        self._parts = parts
        self._part = part
        self._file = file
        self._longest = 0
        met = number = 0
        for piece in self._pieces():
            first, *others = piece.split(b"<si")
            met += len(first)
            number += len(others)
            for each in others:
                self._longest = max(self._longest, met)
                met = len(each)
        self._longest = max(self._longest, met)
        if part in parts and parts.size(part) > _MOST + 2 * _MOST_A_CELL * number:
            raise self._failure("The sheets of the file share")

    def _failure(self, who: str) -> ReadError:
        msg = (
            f"{who} too much text: more than {_MOST >> 20} MB. Take long texts away, or save the "
            "table as CSV or Parquet."
        )
        return ReadError(msg, path=self._file)

    def _pieces(self) -> Iterator[bytes]:
        if self._part not in self._parts:
            return iter(())
        return sound_pieces(self._parts.pieces(self._part), self._part, self._file)

    def require_bearable(
        self, pieces: Callable[[], Iterable[bytes]], size: int, seen: Seen, sheet: str
    ) -> None:
        """Let a sheet through whose cells hold no more text than can be held.

        Args:
            pieces: gives its XML from the start.
            size: how many bytes of XML that is.
            seen: what has been met in it.
            sheet: what it is called, as a message says it.

        Raises:
            ReadError: they hold more.
        """
        most = _MOST + _MOST_A_CELL * seen.cells
        shared = self._longest * seen.shared
        if size <= most and (shared <= most or self._held(pieces(), seen.shared) <= most):
            return
        raise self._failure(f"The cells of the sheet {sheet} hold")

    def _held(self, pieces: Iterable[bytes], cells: int) -> int:
        """How much text the cells hold that share it, counted out; all there can be otherwise."""
        lengths = [0]

        def start(name: str, _: dict[str, str]) -> None:
            if name == "si":
                lengths.append(0)

        def text(given: str) -> None:
            lengths[-1] += len(given)

        walk(self._parts.pieces(self._part), self._part, self._file, start, text=text)
        each = np.array([*lengths[1:], 0], dtype=np.int64)
        total = met = 0
        kept = b""
        for piece in pieces:
            joined = kept + piece
            # A cell may be cut in two: what comes after the last whole one waits for the next.
            last = 0
            numbers = []
            for match in _NUMBER.finditer(joined):
                numbers.append(int(match[1]))
                last = match.end()
            kept = joined[max(last, len(joined) - _CUT) :]
            places = np.minimum(np.array(numbers, dtype=np.int64), len(each) - 1)
            total += int(each[places].sum())
            met += len(numbers)
        return total if met == cells else self._longest * cells
