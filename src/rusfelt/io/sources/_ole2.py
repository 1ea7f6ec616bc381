"""Containers of older Office programs (OLE2), of which only one stream is wanted.

The layout is that of [MS-CFB]: sectors in chains, a table of chains, a tree of names.
"""

from __future__ import annotations

import struct

import attrs

from rusfelt.errors import ReadError

__all__ = ["OLE2", "Ole2"]

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What such a file begins with."""
_HEADER = 512
_SHIFTS = {9: 512, 12: 4096}
_SMALL = 64
# The first two signs that are no sector but say something: nothing follows, nothing is here.
_LAST = 0xFFFFFFFA
_NONE = 0xFFFFFFFF
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_IN_HEADER = 109


@attrs.frozen
class _Entry:
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int
    name: str


class Ole2:
    """The streams at the root of a container, each under its name in lower case."""

    def __init__(self, data: bytes, file: str) -> None:
        """Read the tables of a container.

        Args:
            data: the file's bytes.
            file: its path.

        Raises:
            ReadError: it is damaged.
        """
        self._data = data
        self._file = file
        if len(data) < _HEADER:
            raise self._failure()
        shift, small = struct.unpack("<HH", data[30:34])
        numbers = struct.unpack("<8I", data[44:76])
        _, directory, _, self._cutoff, small_table, _, more, _ = numbers
        if shift not in _SHIFTS or 1 << small != _SMALL:
            raise self._failure()
        self._size = _SHIFTS[shift]
        # A file that was cut off in its last sector still has what comes before.
        self._count = -(-(len(data) - self._size) // self._size)
        self._table = self._read_table(data[76:_HEADER], more)
        entries = self._entries(self._chain(directory, self._table))
        root = next((each for each in entries if each.kind == _ROOT), None)
        if root is None:
            raise self._failure()
        self._small_table = self._numbers(self._chain(small_table, self._table))
        self._small = self._chain(root.start, self._table)
        self._streams = {each.name: each for each in self._at_root(entries, root)}

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        Raises:
            ReadError: it is cut off.
        """
        entry = self._streams[name]
        if entry.size < self._cutoff:
            content = self._small_chain(entry.start)
        else:
            content = self._chain(entry.start, self._table)
        if len(content) < entry.size:
            raise self._failure()
        return content[: entry.size]

    def _read_table(self, first: bytes, more: int) -> tuple[int, ...]:
        """The table of chains: for each sector the one that follows it."""
        places = [each for each in struct.unpack(f"<{_IN_HEADER}I", first) if each < _LAST]
        met = 0
        while more < _LAST:
            met += 1
            *listed, more = self._numbers(self._sector(more))
            places += [each for each in listed if each < _LAST]
            if met > self._count or len(places) > self._count:
                raise self._failure()
        return self._numbers(b"".join(map(self._sector, places)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise self._failure()
        return sector.ljust(self._size, b"\0")

    def _chain(self, start: int, table: tuple[int, ...]) -> bytes:
        parts = []
        while start < _LAST:
            parts.append(self._sector(start))
            if len(parts) > self._count or start >= len(table):
                raise self._failure()
            start = table[start]
        return b"".join(parts)

    def _small_chain(self, start: int) -> bytes:
        parts = []
        while start < _LAST:
            parts.append(self._small[start * _SMALL : (start + 1) * _SMALL])
            if len(parts) > len(self._small_table) or start >= len(self._small_table):
                raise self._failure()
            start = self._small_table[start]
        return b"".join(parts)

    def _numbers(self, content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content)

    def _entries(self, content: bytes) -> list[_Entry]:
        entries = []
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack("<HB", content[at + 64 : at + 67])
            left, right, child = struct.unpack("<3I", content[at + 68 : at + 80])
            start, size = struct.unpack("<II", content[at + 116 : at + 124])
            name = content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append(_Entry(kind, left, right, child, start, size, name.lower()))
        return entries

    def _at_root(self, entries: list[_Entry], root: _Entry) -> list[_Entry]:
        """The streams of the root, and not those of a workbook inside a letter."""
        found, met, left = [], set(), [root.child]
        while left:
            number = left.pop()
            if number >= len(entries) or number in met:
                continue
            met.add(number)
            entry = entries[number]
            left += [entry.left, entry.right]
            if entry.kind == _STREAM:
                found.append(entry)
        return found

    def _failure(self) -> ReadError:
        msg = "The file is cut off or damaged. Fetch it anew, or open it in Excel and save it anew."
        return ReadError(msg, path=self._file)
