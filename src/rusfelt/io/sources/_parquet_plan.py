"""What reading a Parquet file will take, found out before any of it is unpacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from rusfelt.errors import ReadError
from rusfelt.io.sources._batches import DAMAGED, most_of
from rusfelt.io.sources._parquet_pages import (
    BrokenPageError,
    Chunk,
    Page,
    TooManyPagesError,
    chunks_of,
    pages_of,
)

__all__ = ["Plan"]

# Looked at one by one, each in a few hundred thousandths of a second. Files written for being read
# have some thousand bytes a page, and so may have more where they are large.
_MOST_PAGES, _MOST_CHUNKS, _PAGE_BITS = 20_000, 30_000, 13
_MIB = 1 << 20
# Cells decoded at a time, and the fewest and most rows.
_CELLS, _FEWEST, _MOST_ROWS = 1 << 22, 256, 1 << 18
# Where texts are written by what they share with the one before, a page can become as many times
# larger as it has texts.
_FRONT_CODED = 7
# As they are, and looked up, in the old and the new way: what pyarrow can leave looked up.
_BY_WORDS = frozenset({0, 2, 8})
_AT_A_TIME = 64 * _MIB
_LONGEST_DECIMAL = 32
_LESS = "Leave out columns that are not needed, or split it by rows."


class Plan:
    """How a file is to be read.

    Attributes:
        looked_up: the places of the columns of text whose words stand apart.
    """

    def __init__(self, stream: IO[bytes], foot: bytes, size: int, file: str) -> None:
        self._stream = stream
        self._foot = foot
        self._size = size
        self._file = file
        self._most_pages = max(_MOST_PAGES, size >> _PAGE_BITS)
        self.looked_up: set[int] = set()

    def _refusal(self, message: str, remedy: str = DAMAGED) -> ReadError:
        return ReadError(f"{message} {remedy}", path=self._file)

    def batch_rows(self, metadata: Any, schema: Any, places: Sequence[int]) -> int:
        """How many rows to decode at a time.

        Args:
            metadata: of the file, of which only counts are asked for.
            schema: its columns as Parquet has them.
            places: which of them are to be read.

        Raises:
            ReadError: the file says what cannot be, or unpacks to more than it may.
        """
        most, rows = most_of(self._size), metadata.num_rows
        if rows < 0:
            raise self._refusal(f"The file says it has {rows:,} rows.")
        most_chunks = max(_MOST_CHUNKS, self._size >> _PAGE_BITS)
        if metadata.num_row_groups * metadata.num_columns > most_chunks:
            raise self._too_many()
        self.looked_up = {
            each for each in places if schema.column(each).physical_type == "BYTE_ARRAY"
        }
        if 8 * rows * (1 + len(places) - len(self.looked_up)) > most:
            raise self._refusal(
                f"The {rows:,} rows of the file take more than {most // _MIB:,} MB in memory, "
                f"which a file of {self._size:,} bytes should not.",
                _LESS,
            )
        largest = packed = unpacked = pages = 0
        for group in self._groups():
            together = 0
            for place in places:
                found = self._pages(group, place, self._most_pages - pages)
                pages += len(found)
                packed += sum(each.packed for each in found)
                unpacked += sum(each.unpacked for each in found)
                once = max((each.unpacked for each in found), default=0)
                together += 2 * once
                if not all(each.encoding in _BY_WORDS for each in found):
                    self.looked_up.discard(place)
                if self._may_grow(schema.column(place), found):
                    largest = max(largest, once)
            if unpacked > most or together > most or packed > self._size:
                raise self._refusal(
                    f"The columns of the file unpack to more than {most // _MIB:,} MB, which those "
                    f"of a file of {self._size:,} bytes should not.",
                    _LESS,
                )
        at_once = max(_FEWEST, min(_MOST_ROWS, _CELLS // max(len(places), 1)))
        return max(1, min(at_once, _AT_A_TIME // largest)) if largest else at_once

    def _groups(self) -> list[list[Chunk]]:
        try:
            return chunks_of(self._foot)
        except BrokenPageError:
            raise self._refusal("The foot of the file is no foot.") from None

    def _pages(self, group: Sequence[Chunk], place: int, most: int) -> list[Page]:
        if place >= len(group):
            raise self._refusal("A group of rows in the file lacks a column.")
        chunk = group[place]
        if chunk.start + chunk.size > self._size:
            raise self._refusal("A column of the file reaches beyond its end.")
        try:
            return pages_of(self._stream, chunk, most)
        except BrokenPageError:
            raise self._refusal("A page of the file is no page.") from None
        except TooManyPagesError:
            raise self._too_many() from None

    def _too_many(self) -> ReadError:
        return self._refusal(
            "The file has its cells in too many pieces.",
            "Write it with larger groups of rows, or with fewer columns.",
        )

    def _may_grow(self, column: Any, pages: Sequence[Page]) -> bool:
        """Whether the values of a page may take more room than the page."""
        kind = column.physical_type
        if kind == "FIXED_LEN_BYTE_ARRAY" and column.length > _LONGEST_DECIMAL:
            raise self._refusal(f"A column of the file has numbers of {column.length:,} bytes.")
        # Numbers written as bytes are not looked up, but repeated.
        decimal = kind == "BYTE_ARRAY" and column.logical_type.type == "DECIMAL"
        return decimal or any(each.encoding == _FRONT_CODED for each in pages)
