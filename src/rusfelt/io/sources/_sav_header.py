"""What an SPSS file says of itself before its rows: layout, encoding, weight.

Laid out as gnu.org/software/pspp/pspp-dev, "System File Format", describes it. ReadStat reads the
same pages; here stand only the facts it keeps to itself, or believes.
"""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path
from typing import IO

import attrs

from rusfelt.io.sources._readstat_text import codec_called, codec_of_page

__all__ = ["MOST_COLUMNS", "SavFacts", "sav_facts"]

_HEADER = 176
_PLAIN, _SQUEEZED, _ZLIB = 0, 1, 2
_VARIABLE, _LABELS, _COLUMNS_OF_LABELS, _NOTES, _FURTHER, _END = 2, 3, 4, 6, 7, 999
_PAGE, _LONG_NAMES, _ENCODING = 3, 13, 20
_NOTE = 80
# No dictionary has more parts; a damaged one might seem to.
_MOST_PARTS = 300_000
MOST_COLUMNS = 5_000
"""More are not read. ReadStat's names are searched one by one, which takes time by their square."""
_LONGEST_RECORD = 1 << 24
_FARTHEST = 1 << 40


class _EndError(Exception):
    """The file ends, or stops making sense."""


@attrs.define
class SavFacts:
    """What a file says of itself; as much of it as could be read.

    Attributes:
        rows: how many rows it has; -1 where it does not say.
        units: pieces of eight bytes in a row.
        columns: how many variables, with the parts of very long texts.
        compression: 0 for none, 1 for a byte an ordinary number, 2 for zlib on top of that.
        data: where its rows begin; 0 where its dictionary could not be read to the end.
        encoding: what it says it is in, in its own words; empty where it says nothing.
        codec: what Python calls that; ``None`` where nobody knows it.
        weight: the name of the column that weighs the rows, as bytes; empty for none.
    """

    rows: int = -1
    units: int = 0
    columns: int = 0
    compression: int = _PLAIN
    data: int = 0
    encoding: str = ""
    codec: str | None = None
    weight: bytes = b""


def sav_facts(path: Path) -> SavFacts:
    """What an SPSS system file says of itself."""
    facts = SavFacts()
    # ReadStat will say what is wrong, if anything is.
    with path.open("rb") as stream, contextlib.suppress(_EndError):
        _Dictionary(stream, facts).read()
    return facts


class _Dictionary:
    """The records before the rows, one after the other."""

    def __init__(self, stream: IO[bytes], facts: SavFacts) -> None:
        self._stream = stream
        self._facts = facts
        self._order = "<"
        self._weight = 0
        self._parts = 0

    def read(self) -> None:
        head = self._take(_HEADER)
        # The layout code is 2 or 3 where the bytes stand in the order assumed.
        self._order = "<" if struct.unpack_from("<i", head, 64)[0] in {2, 3} else ">"
        _, compression, self._weight, rows = struct.unpack_from(f"{self._order}4i", head, 68)
        self._facts.compression = compression
        self._facts.rows = rows if rows >= 0 else -1
        while (kind := self._int()) != _END:
            self._record(kind)
        self._int()
        self._facts.data = self._stream.tell()

    def _record(self, kind: int) -> None:
        if kind == _VARIABLE:
            self._variable()
        elif kind == _LABELS:
            for _ in range(self._count()):
                self._take(8)
                length = self._take(1)[0]
                self._skip((length + 8) // 8 * 8 - 1)
        elif kind == _COLUMNS_OF_LABELS:
            self._skip(4 * self._count())
        elif kind == _NOTES:
            self._skip(_NOTE * self._count())
        elif kind == _FURTHER:
            self._further()
        else:
            raise _EndError

    def _variable(self) -> None:
        width, label, missing, _, _ = struct.unpack(f"{self._order}5i", self._take(20))
        name = self._take(8).rstrip()
        if label:
            self._skip((self._count() + 3) // 4 * 4)
        self._skip(8 * abs(missing))
        self._facts.units += 1
        if width >= 0:
            self._facts.columns += 1
            if self._facts.columns > MOST_COLUMNS:
                raise _EndError
            if self._facts.units == self._weight:
                self._facts.weight = name

    def _further(self) -> None:
        subtype, size, count = struct.unpack(f"{self._order}3i", self._take(12))
        length = size * count
        if subtype not in {_PAGE, _LONG_NAMES, _ENCODING}:
            self._skip(length)
            return
        data = self._take(length)
        if subtype == _PAGE and length == 32 and not self._facts.encoding:  # noqa: PLR2004 - 8 × 4
            page = struct.unpack_from(f"{self._order}i", data, 28)[0]
            self._facts.codec = codec_of_page(page)
            # 2 and 3 stand for ASCII and for eight bits of anything.
            self._facts.encoding = f"code page {page}" if page not in {2, 3} else ""
        elif subtype == _ENCODING:
            self._facts.encoding = data.decode("ascii", "replace").strip("\0 ")
            self._facts.codec = codec_called(self._facts.encoding)
        elif subtype == _LONG_NAMES:
            pairs = (pair.partition(b"=") for pair in data.split(b"\t"))
            longer = {short: name.rstrip(b"\0 ") for short, _, name in pairs}
            self._facts.weight = longer.get(self._facts.weight, self._facts.weight)

    def _int(self) -> int:
        return int(struct.unpack(f"{self._order}i", self._take(4))[0])

    def _count(self) -> int:
        found = self._int()
        if found < 0:
            raise _EndError
        return found

    def _take(self, length: int) -> bytes:
        self._parts += 1
        if self._parts > _MOST_PARTS or not 0 <= length <= _LONGEST_RECORD:
            raise _EndError
        data = self._stream.read(length)
        if len(data) < length:
            raise _EndError
        return data

    def _skip(self, length: int) -> None:
        # No file goes on so far, and no system lets anybody look there.
        if not 0 <= length <= _FARTHEST:
            raise _EndError
        self._stream.seek(length, 1)
