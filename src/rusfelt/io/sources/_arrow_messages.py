"""What the messages of an Arrow file announce, read before pyarrow unpacks them.

Each message begins with a description in FlatBuffers, and each packed buffer with its size when
unpacked; only these few bytes are looked at. The layout is that of ``Message.fbs`` and ``File.fbs``
in apache/arrow, and of "Encapsulated message format" in Arrow's columnar format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

import attrs

__all__ = ["Announced", "BrokenMessageError", "announced", "announced_by", "is_schema"]

_GOES_ON = b"\xff\xff\xff\xff"
_SCHEMA, _DICTIONARY, _BATCH = 1, 2, 3
# In a foot: where the dictionaries stand, and the batches.
_FOOT_WORDS, _FOOT_BATCHES = 2, 3
_STRUCT, _BLOCK = 16, 24
_MOST_MESSAGES = 100_000
# The description of ten thousand columns, generously.
_MOST_DESCRIPTION = 16 << 20


class BrokenMessageError(Exception):
    """What should be a message is none."""


@attrs.define
class Announced:
    """What the messages of a file announce together.

    Attributes:
        rows: of all batches.
        words: the bytes of all dictionaries, unpacked.
        unpacked: the bytes of everything that is packed, unpacked.
    """

    rows: int = 0
    words: int = 0
    unpacked: int = 0


class _Table:
    """A table of FlatBuffers; nothing outside its bytes is looked at."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at
        self._fields = at - self._read("<i", at)
        self._size = self._read("<H", self._fields)

    @classmethod
    def root(cls, data: bytes) -> _Table:
        return cls(data, _unpack("<I", data, 0))

    def _read(self, form: str, at: int) -> int:
        return _unpack(form, self._data, at)

    def _place(self, field: int) -> int:
        """Where a field stands; 0 where it is unsaid."""
        entry = 4 + 2 * field
        if entry + 2 > self._size:
            return 0
        offset = self._read("<H", self._fields + entry)
        return self._at + offset if offset else 0

    def number(self, field: int, form: str) -> int:
        place = self._place(field)
        return self._read(form, place) if place else 0

    def table(self, field: int) -> _Table | None:
        place = self._place(field)
        return _Table(self._data, place + self._read("<I", place)) if place else None

    def structs(self, field: int, size: int) -> tuple[int, int]:
        """Where a list of structs begins, and how many there are."""
        place = self._place(field)
        if not place:
            return 0, 0
        start = place + self._read("<I", place)
        count = self._read("<I", start)
        if start + 4 + count * size > len(self._data):
            raise BrokenMessageError
        return start + 4, count

    def blocks(self, field: int) -> list[int]:
        """Where the messages stand that a foot tells of."""
        start, count = self.structs(field, _BLOCK)
        words = struct.iter_unpack("<qqq", self._data[start : start + count * _BLOCK])
        return [at for at, _, _ in words]

    def pairs(self, field: int) -> Iterator[tuple[int, int]]:
        """A list of structs of two long numbers each."""
        start, count = self.structs(field, _STRUCT)
        yield from struct.iter_unpack("<qq", self._data[start : start + count * _STRUCT])


def _unpack(form: str, data: bytes, at: int) -> int:
    if at < 0:
        raise BrokenMessageError
    try:
        return int(struct.unpack_from(form, data, at)[0])
    except struct.error:
        raise BrokenMessageError from None


def is_schema(head: bytes) -> bool:
    """Whether a file begins with a message that describes a table, as streams do."""
    size = int.from_bytes(head[4:8], "little", signed=True)
    if head[:4] != _GOES_ON or size <= 0 or size % 8:
        return False
    try:
        return _Table.root(head[8 : 8 + size]).number(1, "<B") == _SCHEMA
    except BrokenMessageError:
        return False


def announced(stream: IO[bytes], end: int) -> Announced:
    """What the messages of a stream announce.

    Args:
        stream: the file.
        end: where it ends.

    Raises:
        BrokenMessageError: one is none, or reaches beyond the end.
    """
    found = Announced()
    at = 0
    for _ in range(_MOST_MESSAGES):
        told = _message(stream, at, end)
        if told is None:
            return found
        message, body, length = told
        _count(found, message, stream, body, length)
        at = body + length
    raise BrokenMessageError


def announced_by(foot: bytes, stream: IO[bytes], end: int) -> Announced:
    """What the messages announce that the foot of a file tells of.

    Args:
        foot: the foot.
        stream: the file.
        end: where the messages end and the foot begins.

    Raises:
        BrokenMessageError: it is no foot, or a message is none.
    """
    found = Announced()
    table = _Table.root(foot)
    blocks = [*table.blocks(_FOOT_WORDS), *table.blocks(_FOOT_BATCHES)]
    if len(blocks) > _MOST_MESSAGES:
        raise BrokenMessageError
    for at in blocks:
        told = _message(stream, at, end)
        if told is None:
            raise BrokenMessageError
        message, body, length = told
        _count(found, message, stream, body, length)
    return found


def _message(stream: IO[bytes], at: int, end: int) -> tuple[_Table, int, int] | None:
    """The description of a message, where its body begins and how long it is; None at the end."""
    if not 0 <= at <= end:
        raise BrokenMessageError
    stream.seek(at)
    prefix = stream.read(min(8, end - at))
    # Streams of before 2019 have no mark before the size.
    marked = prefix[:4] == _GOES_ON
    told = prefix[4:8] if marked else prefix[:4]
    size = int.from_bytes(told, "little", signed=True)
    if not size:
        return None
    body = at + (8 if marked else 4) + size
    if len(told) < 4 or not 0 < size <= _MOST_DESCRIPTION or body > end:  # noqa: PLR2004
        raise BrokenMessageError
    stream.seek(body - size)
    message = _Table.root(stream.read(size))
    length = message.number(3, "<q")
    if length < 0 or body + length > end:
        raise BrokenMessageError
    return message, body, length


def _count(found: Announced, message: _Table, stream: IO[bytes], body: int, length: int) -> None:
    kind = message.number(1, "<B")
    header = message.table(2)
    if header is None:
        raise BrokenMessageError
    batch: _Table | None = header
    if kind == _DICTIONARY:
        batch = header.table(1)
    elif kind != _BATCH:
        return
    if batch is None:
        raise BrokenMessageError
    rows = batch.number(0, "<q")
    if rows < 0:
        raise BrokenMessageError
    size = length
    if batch.table(3) is not None:
        size = sum(_unpacked(stream, body, length, *each) for each in batch.pairs(2))
        found.unpacked += size
    if kind == _DICTIONARY:
        found.words += size
    else:
        found.rows += rows


def _unpacked(stream: IO[bytes], body: int, length: int, offset: int, size: int) -> int:
    """The bytes of a packed buffer when it is unpacked."""
    if not size:
        return 0
    if offset < 0 or size < 8 or offset + size > length:  # noqa: PLR2004 - a long number
        raise BrokenMessageError
    stream.seek(body + offset)
    told = int.from_bytes(stream.read(8), "little", signed=True)
    if told < -1:
        raise BrokenMessageError
    return size - 8 if told == -1 else told
