"""Arrow's own files, read with pyarrow: with a foot, as a stream, and Feather."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import attrs

from rusfelt._arrow import kind_of
from rusfelt.errors import ReadError
from rusfelt.io._files import require_ordinary
from rusfelt.io.sources._arrow_messages import (
    Announced,
    BrokenMessageError,
    announced,
    announced_by,
    is_schema,
)
from rusfelt.io.sources._batches import DAMAGED, checked, chosen, most_of, reading, table_of_batches
from rusfelt.io.sources._library import library
from rusfelt.raw_table import RawTable

__all__ = ["ArrowFile"]

_MAGIC, _OLD_FEATHER = b"ARROW1", b"FEA1"
# The mark is filled up to eight bytes; at the end the size of the foot stands before it.
_HEAD, _TAIL = 8, 10
_MIB = 1 << 20


@attrs.frozen
class ArrowFile:
    """Arrow files with a foot (Feather version 2 is the same), and streams of Arrow.

    Columns of numbers, days, booleans and text are read; one with lists, records or bytes in its
    cells has to be left out with ``only``. What a file unpacks to may be 64 times its size, but
    128 MB at least, and is known before anything is unpacked.
    """

    suffixes: tuple[str, ...] = attrs.field(
        default=(".arrow", ".feather", ".ipc", ".arrows"), init=False
    )
    options: tuple[str, ...] = attrs.field(default=("only",), init=False)

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as Arrow's do."""
        return head.startswith((_MAGIC, _OLD_FEATHER)) or is_schema(head)

    def table(self, path: Path, /, *, only: str | Sequence[str] | None = None) -> RawTable:
        """The table in an Arrow file.

        Args:
            path: the file.
            only: the columns to read, as a list or with commas between; unsaid, all.

        Returns:
            Columns in the order of the file or of ``only``; the first row is row 1.

        Raises:
            ReadError: it is no whole Arrow file, takes too much memory, or a column is not there
                or cannot be read; every such column is named.
            MissingExtraError: pyarrow is not installed.
        """
        file = os.fsdecode(path)
        size = require_ordinary(path)
        pa, ipc = library("pyarrow"), library("pyarrow.ipc")
        with open(path, "rb") as stream:  # noqa: PTH123 - the same for every path
            has_foot, told = _announced(stream, size, file)
            if told.unpacked > most_of(size):
                raise _too_large(f"unpacks to {told.unpacked:,} bytes", size, file)
            opening = ipc.open_file if has_foot else ipc.open_stream
            with reading(file, cells=False):
                schema = opening(_rewound(stream, pa)).schema
                names = chosen(schema, only, file)
            fixed = sum(kind_of(schema.field(name).type) != "text" for name in names)
            if 8 * told.rows * (1 + fixed) > most_of(size):
                raise _too_large(f"says it has {told.rows:,} rows", size, file)
            options = ipc.IpcReadOptions(
                included_fields=[schema.get_field_index(name) for name in names]
            )
            with reading(file):
                opened = opening(_rewound(stream, pa), options=options)
                batches = checked(_batches(opened), most_of(size), file)
                return table_of_batches(path, opened.schema, batches, names, most=most_of(size))


def _batches(opened: Any) -> Any:
    count = getattr(opened, "num_record_batches", None)
    return opened if count is None else map(opened.get_batch, range(count))


def _rewound(stream: IO[bytes], pa: Any) -> Any:
    stream.seek(0)
    return pa.PythonFile(stream)


def _too_large(says: str, size: int, file: str) -> ReadError:
    msg = (
        f"The file {says}, and one of {size:,} bytes should not take more than "
        f"{most_of(size) // _MIB:,} MB. Leave out columns that are not needed, or split it by rows."
    )
    return ReadError(msg, path=file)


def _announced(stream: IO[bytes], size: int, file: str) -> tuple[bool, Announced]:
    """Whether a file has a foot, and what its messages announce."""
    head = stream.read(_HEAD)
    if head.startswith(_OLD_FEATHER):
        msg = "The file is of the old Feather format (version 1). Save it anew as version 2."
        raise ReadError(msg, path=file)
    try:
        if not head.startswith(_MAGIC):
            return False, announced(stream, size)
        stream.seek(max(size - _TAIL, 0))
        tail = stream.read(_TAIL)
        foot = int.from_bytes(tail[:4], "little", signed=True)
        end = size - _TAIL - foot
        if tail[4:] != _MAGIC or foot <= 0 or end < _HEAD:
            msg = f"The file does not end as Arrow files do. {DAMAGED}"
            raise ReadError(msg, path=file)
        stream.seek(end)
        return True, announced_by(stream.read(foot), stream, end)
    except BrokenMessageError:
        msg = f"A message of the file is no message. {DAMAGED}"
        raise ReadError(msg, path=file) from None
