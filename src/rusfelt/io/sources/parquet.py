"""Parquet files, read with pyarrow."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import attrs

from rusfelt.errors import ReadError
from rusfelt.io._files import require_ordinary
from rusfelt.io.sources._batches import (
    DAMAGED,
    MOST_COLUMNS,
    chosen,
    most_of,
    reading,
    table_of_batches,
)
from rusfelt.io.sources._library import library
from rusfelt.io.sources._parquet_plan import Plan
from rusfelt.raw_table import RawTable

__all__ = ["ParquetFile"]

_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
# Four bytes before the last four say how long the foot is.
_TAIL = 8
# The foot of a thousand columns in a hundred groups of rows.
_MOST_FOOT = 32 << 20
_LABELS = re.compile(r"__index_level_\d+__")


@attrs.frozen
class ParquetFile:
    """Parquet files, whole or some of their columns.

    Columns of numbers, days, booleans and text are read; one with lists, records or bytes in its
    cells has to be left out with ``only``. Row labels pandas wrote without a name are left out
    unless they are asked for, and that is told.

    What the table would take in memory is known before anything is unpacked, and may be 64 times
    the size of the file, but 128 MB at least: a file that unpacks to more is refused.
    """

    suffixes: tuple[str, ...] = attrs.field(default=(".parquet", ".pq"), init=False)
    options: tuple[str, ...] = attrs.field(default=("only",), init=False)

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as Parquet files do."""
        return head[:4] in {_MAGIC, _ENCRYPTED}

    def table(self, path: Path, /, *, only: str | Sequence[str] | None = None) -> RawTable:
        """The table in a Parquet file.

        Args:
            path: the file.
            only: the columns to read, as a list or with commas between; unsaid, all.

        Returns:
            Columns in the order of the file or of ``only``; the first row is row 1.

        Raises:
            ReadError: it is no whole Parquet file, takes too much memory, or a column is not
                there or cannot be read; every such column is named.
            MissingExtraError: pyarrow is not installed.
        """
        file = os.fsdecode(path)
        size = require_ordinary(path)
        parquet = library("pyarrow.parquet")
        with open(path, "rb") as stream:  # noqa: PTH123 - the same for every path
            foot = _foot(stream, size, file)
            with reading(file, cells=False):
                opened = parquet.ParquetFile(
                    stream,
                    thrift_string_size_limit=_MOST_FOOT,
                    thrift_container_size_limit=_MOST_FOOT // 8,
                )
                schema, metadata = opened.schema_arrow, opened.metadata
                known = _places(opened.schema, metadata, file)
                labels = [] if only is not None else _labels(schema)
                if labels:
                    only = [name for name in schema.names if name not in labels] or None
                names = chosen(schema, only, file)
                plan = Plan(stream, foot, size, file)
                places = [known[name] for name in names if name in known]
                rows = plan.batch_rows(metadata, opened.schema, places)
            with reading(file):
                # The words of a column are looked up once, however often they stand there.
                opened = parquet.ParquetFile(
                    stream,
                    metadata=metadata,
                    read_dictionary=[name for name in names if known.get(name) in plan.looked_up],
                )
                return table_of_batches(
                    path,
                    opened.schema_arrow,
                    opened.iter_batches(rows, columns=names),
                    names,
                    most=most_of(size),
                    guessed={f"column {name}": "row labels of pandas, left out" for name in labels},
                )


def _foot(stream: IO[bytes], size: int, file: str) -> bytes:
    """The foot of a file, where it is whole and of bearable length."""
    stream.seek(max(size - _TAIL, 0))
    tail = stream.read(_TAIL)
    if tail[4:] == _ENCRYPTED:
        msg = "The file is encrypted. Save it anew without that."
        raise ReadError(msg, path=file)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or length > size - _TAIL - len(_MAGIC):
        msg = f"The file does not end as Parquet files do. {DAMAGED}"
        raise ReadError(msg, path=file)
    if length > _MOST_FOOT:
        msg = (
            f"The foot of the file has {length:,} bytes. Write it with fewer columns or larger "
            "groups of rows."
        )
        raise ReadError(msg, path=file)
    stream.seek(size - _TAIL - length)
    return stream.read(length)


def _places(schema: Any, metadata: Any, file: str) -> dict[str, int]:
    """Which of the columns that are no part of another stands where."""
    if metadata.num_columns > MOST_COLUMNS:
        msg = f"The file has {metadata.num_columns:,} columns; at most {MOST_COLUMNS:,} are read. Split it."
        raise ReadError(msg, path=file)
    return {schema.column(place).path: place for place in range(metadata.num_columns)}


def _labels(schema: Any) -> list[str]:
    """The columns pandas made of row labels that have no name."""
    try:
        told = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
        labels = told.get("index_columns", ())
        return [each for each in labels if isinstance(each, str) and _LABELS.fullmatch(each)]
    except (ValueError, RecursionError, AttributeError, TypeError):
        # Nothing depends on it.
        return []
