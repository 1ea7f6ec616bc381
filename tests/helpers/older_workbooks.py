"""Workbooks of Excel 97 to 2003, record by record ([MS-XLS]) in a container ([MS-CFB])."""

from __future__ import annotations

import struct

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALL = 512, 64


def record(kind, data=b""):
    """One record."""
    return struct.pack("<HH", kind, len(data)) + data


def text(words, *, wide=False):
    """A text with its length, of one byte or two a letter."""
    stored = words.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<HB", len(words), wide) + stored


def cell(kind, row, column, data, style=0):
    """A cell of that kind."""
    return record(kind, struct.pack("<HHH", row, column, style) + data)


def formula(row, column, result, code=b"\x1e\x01\x00"):
    """A formula with its result; ``code`` is what it works out, here the number 1."""
    value = struct.pack("<d", result) if isinstance(result, float) else result
    told = value + struct.pack("<HIH", 0, 0, len(code)) + code
    return cell(0x0006, row, column, told)


def workbook(cells, shared=(), *, formats=(), styles=(0,), before=b"", after=b"", version=0x0600):
    """The stream of a workbook with one sheet.

    Args:
        cells: the records of its cells.
        shared: the records of the texts it shares, the first without its kind and size.
        formats: number and code of each format.
        styles: the format of each style.
        before: records among what all sheets share.
        after: records behind the cells.
        version: what the workbook says it is.
    """
    bof = record(0x0809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0))
    told = [record(0x041E, struct.pack("<H", number) + text(code)) for number, code in formats]
    told += [record(0x00E0, struct.pack("<HH16x", 0, each)) for each in styles]
    told += [record(0x00FC if not place else 0x003C, each) for place, each in enumerate(shared)]
    shares = before + b"".join(told)
    name = b"\x04\x00Data"
    start = len(bof) + len(shares) + 4 + 6 + len(name) + 4
    listed = record(0x0085, struct.pack("<IBB", start, 0, 0) + name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    return bof + shares + listed + record(0x000A) + sheet + cells + after + record(0x000A)


def container(stream, name="Workbook", *, small=False):
    """A container of one stream, kept in small sectors where that is asked for."""
    content = stream if small else stream.ljust(4096, b"\0")
    size = _SMALL if small else _SECTOR
    many = -(-len(content) // size)
    padded = content.ljust(-(-many * size // _SECTOR) * _SECTOR, b"\0")
    chain = [*range(1, many), _END]
    sectors = len(padded) // _SECTOR
    if small:
        # The small sectors lie one after another in the stream of the root.
        table = [_TABLE, _END, _END, *range(4, 3 + sectors), _END]
        extra = _filled(chain)
        entries = _entry("Root Entry", 5, 3, many * size, 1) + _entry(name, 2, 0, len(content))
        first = 2
    else:
        table = [_TABLE, _END, *range(3, 2 + sectors), _END]
        extra = b""
        entries = _entry("Root Entry", 5, _END, 0, 1) + _entry(name, 2, 2, len(content))
        first = _END
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, first, int(small), _END, 0)
    header += _filled([0], 109)
    return header + _filled(table) + entries.ljust(_SECTOR, b"\0") + extra + padded


def _filled(numbers, count=128):
    return struct.pack(f"<{count}I", *numbers, *[_FREE] * (count - len(numbers)))


def _entry(name, kind, start, size, child=_FREE):
    stored = name.encode("utf-16-le")
    told = stored.ljust(64, b"\0") + struct.pack("<HBB", len(stored) + 2, kind, 1)
    return told + struct.pack("<III36xIQ", _FREE, _FREE, child, start, size)
