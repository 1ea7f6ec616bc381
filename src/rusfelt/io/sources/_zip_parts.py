"""The parts of a zipped document, inflated no further than they may go."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown

__all__ = ["MAX_INFLATED", "ZipParts", "local_names", "zipped"]

# A million rows of ten columns are some 420 MB of XML, and no sheet has more than 2**20 rows.
MAX_INFLATED = 2**29
"""As many bytes as the parts that are read may have, all together."""
# A workbook has a part or two for each sheet, drawing and comment.
_MAX_PARTS = 10_000
# Tables of numbers shrink to a tenth; the most repetitive text met shrank to a ninetieth. Deflate
# itself ends at 1,032, which is what a bomb is made of.
_MAX_RATIO = 250
_SMALL = 2**20
_CHUNK = 2**20
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_ENTRY = b"PK\x01\x02"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1
# Of a part in the first bytes of a file no more than this is inflated to find where it ends.
_MAX_HEAD = 2**20


class ZipParts:
    """The parts of a zipped document, each under its name in lower case with ``/`` in it."""

    def __init__(self, data: bytes, file: str) -> None:
        """Look through the list of parts.

        Args:
            data: the file's bytes.
            file: its path, for messages.

        Raises:
            ReadError: it is no whole zip file, or is one no spreadsheet program writes.
        """
        self._data = data
        self._file = file
        self._left = MAX_INFLATED
        self._read: set[str] = set()
        if data.count(_ENTRY) > _MAX_PARTS:
            raise self._failure(
                f"The file has more than {_MAX_PARTS:,} parts.", "Check what it is."
            )
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                entries = opened.infolist()
        except (
            zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError,
            OverflowError, RuntimeError, ValueError, struct.error,
        ):  # fmt: skip
            raise self._failure(
                "The file is cut off or damaged: the list of its parts cannot be read.",
                "Fetch it anew.",
            ) from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._entries:
                raise self._failure(
                    f"The file has two parts called {shown(name)}.", "Save it anew."
                )
            self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def size(self, name: str) -> int:
        """How many bytes a part has, as the file says."""
        return self._entries[name.lower()].file_size

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._entries)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, inflated piece by piece and found to be what the list of parts says.

        Raises:
            ReadError: there is no such part, it is larger than it may be or says, or is damaged.
        """
        entry, packed = self._packed(name)
        size = entry.file_size
        if size > _SMALL and size > _MAX_RATIO * len(packed):
            raise self._failure(
                f"The part {shown(name)} unpacks to {size / max(1, len(packed)):,.0f} times its "
                "size, as no spreadsheet does.",
                "Do not open this file; ask for it anew.",
            )
        if name not in self._read:
            self._read.add(name)
            self._left -= size
        if self._left < 0:
            raise self._failure(
                f"The file unpacks to more than {MAX_INFLATED >> 20} MB.",
                "Split it, or save the table as CSV or Parquet.",
            )
        met, check = 0, 0
        for piece in self._inflated(name, entry.compress_type, packed):
            met += len(piece)
            check = zlib.crc32(piece, check)
            if met > size:
                break
            yield piece
        if met != size or check != entry.CRC:
            raise self._failure(
                f"The part {shown(name)} is damaged: it is not what the file says of it.",
                "Fetch the file anew.",
            )

    def content(self, name: str, most: int) -> bytes:
        """All of a small part.

        Raises:
            ReadError: as for ``pieces``, or it is larger than that.
        """
        if name in self and self._entries[name.lower()].file_size > most:
            raise self._failure(
                f"The part {shown(name)} is larger than {most >> 20} MB.", "Save it anew."
            )
        return b"".join(self.pieces(name))

    def member(self, name: str) -> tuple[int, int, int, bytes]:
        """Method, checksum, size and packed bytes of a part that has been inflated before."""
        entry, packed = self._packed(name)
        return entry.compress_type, entry.CRC, entry.file_size, packed

    def _packed(self, name: str) -> tuple[zipfile.ZipInfo, bytes]:
        entry = self._entries.get(name.lower())
        if entry is None:
            raise self._failure(f"The file lacks its part {shown(name)}.", "Save it anew.")
        if entry.flag_bits & _ENCRYPTED:
            raise self._failure("The file is protected with a password.", "Save it without one.")
        at = entry.header_offset
        header = self._data[at : at + _LOCAL_SIZE] if at >= 0 else b""
        if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
            raise self._failure(
                f"The part {shown(name)} is not where the file says.", "Fetch it anew."
            )
        start = at + _LOCAL_SIZE + sum(struct.unpack("<HH", header[26:30]))
        packed = self._data[start : start + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise self._failure(f"The file is cut off in its part {shown(name)}.", "Fetch it anew.")
        return entry, packed

    def _inflated(self, name: str, method: int, packed: bytes) -> Iterator[bytes]:
        if method == _STORED:
            for at in range(0, len(packed), _CHUNK):
                yield packed[at : at + _CHUNK]
            return
        if method != _DEFLATED:
            raise self._failure(
                f"The part {shown(name)} is packed in an unusual way.", "Save it anew."
            )
        inflater = zlib.decompressobj(-15)
        left = packed
        try:
            while not inflater.eof:
                piece = inflater.decompress(left, _CHUNK)
                left = inflater.unconsumed_tail
                if not piece and not left:
                    break
                yield piece
        except zlib.error:
            raise self._failure(
                f"The part {shown(name)} is damaged.", "Fetch the file anew."
            ) from None

    def _failure(self, fact: str, remedy: str) -> ReadError:
        msg = f"{fact} {remedy}"
        return ReadError(msg, path=self._file)


def zipped(members: Mapping[str, tuple[int, int, int, bytes]]) -> bytes:
    """A zip file of parts that are packed already: method, checksum, size and packed bytes."""
    out, listing = io.BytesIO(), io.BytesIO()
    for name, (method, check, size, packed) in members.items():
        told = name.encode()
        # The first day a zip file can tell of: 1 January 1980.
        shared = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, method, 0, 33, check, len(packed), size, len(told), 0
        )
        listing.write(_ENTRY + struct.pack("<H", 20) + shared)
        listing.write(struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + told)
        out.write(_LOCAL + shared + told + packed)
    start, number = out.tell(), len(members)
    out.write(listing.getvalue())
    end = struct.pack("<HHHHIIH", 0, 0, number, number, out.tell() - start, start, 0)
    out.write(b"PK\x05\x06" + end)
    return out.getvalue()


def local_names(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Names of the parts a zip file begins with, each with the first of its content.

    Args:
        head: the first bytes of the file; what comes after them is not known.
    """
    at = 0
    while head.startswith(_LOCAL, at) and at + _LOCAL_SIZE <= len(head):
        flags, method = struct.unpack("<HH", head[at + 6 : at + 10])
        packed, _, names, extra = struct.unpack("<IIHH", head[at + 18 : at + _LOCAL_SIZE])
        start = at + _LOCAL_SIZE
        name = head[start : start + names].decode("utf-8", "replace")
        start += names + extra
        if method == _STORED and not flags & 0x8:
            yield name, head[start : start + packed]
            at = start + packed
            continue
        if method != _DEFLATED:
            yield name, b""
            return
        inflater = zlib.decompressobj(-15)
        try:
            content = inflater.decompress(head[start:], _MAX_HEAD)
        except zlib.error:
            content = b""
        yield name, content
        if flags & 0x8:
            # Its size stands after it.
            if not inflater.eof:
                return
            at = head.find(_LOCAL, len(head) - len(inflater.unused_data))
            if at < 0:
                return
        else:
            at = start + packed
