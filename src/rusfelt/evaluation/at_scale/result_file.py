"""The answers about one part in a Parquet file: written whole or not at all, and read again."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import attrs
import numpy as np

from rusfelt.errors import ReadError, WriteError, said_by
from rusfelt.evaluation.at_scale.coded import Coded
from rusfelt.evaluation.at_scale.content import Content
from rusfelt.evaluation.at_scale.parquet_file import ParquetPart
from rusfelt.evaluation.at_scale.piece import KEYS, Answered, Asked, Held, Piece
from rusfelt.evaluation.parts import Part
from rusfelt.evaluator import Column, Spec
from rusfelt.findings import NO_INTEGER
from rusfelt.io.sources._library import library
from rusfelt.panel import Panel
from rusfelt.typing import Integers

__all__ = ["ENDING", "ResultFile", "ResultWriter", "Written", "input_digest", "result_name"]

# Every file says in its name that it is not for publication.
ENDING = ".internal.parquet"
_ABOUT = b"rusfelt"
_WORDS = ("status", "reason", "verdict")


@attrs.frozen
class Written:
    """What a finished part was made of."""

    clock: str
    content: Content
    rows: int


def input_digest(part: Part) -> str:
    """SHA-256 of a part: of the file's bytes, or of the panel."""
    if isinstance(part.source, Panel):
        return part.source.digest()
    return ParquetPart(part.source).digest()


def _stamp(part: Part) -> tuple[int, ...]:
    """What changes with a file; two looks at it take no time."""
    if isinstance(part.source, Panel):
        return ()
    found = Path(part.source).stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def result_name(number: int) -> str:
    """The name of the file with the answers about a part."""
    return f"part-{number:05}{ENDING}"


class ResultWriter:
    """Writes the answers about a part, panel by panel; the file gets its name when it is whole.

    Args:
        folder: where it goes.
        part: what is answered.
        asked: the evaluators.
        fingerprint: of everything else the answers depend on.
    """

    def __init__(self, folder: str, part: Part, asked: Sequence[Asked], fingerprint: str) -> None:
        self._path = Path(folder, result_name(part.number))
        self._aside = Path(folder, f".rusfelt-{secrets.token_hex(8)}.tmp")
        self._part, self._asked, self._fingerprint = part, asked, fingerprint
        self._stamp = _stamp(part)
        self._input = input_digest(part)
        self._schema = _schema(asked)
        self._writer: Any = None

    def __enter__(self) -> Self:
        parquet = library("pyarrow.parquet")
        words = [field.name for field in self._schema if _coded(field.type)]
        with self._told():
            self._writer = parquet.ParquetWriter(
                self._aside,
                self._schema,
                compression="snappy",
                use_dictionary=["unit", *words],
                write_statistics=["unit"],
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with suppress(Exception):
            self._writer.close()
        # Nobody meets half an answer: what is not finished is gone.
        with suppress(OSError):
            self._aside.unlink()

    def write(self, piece: Piece) -> None:
        """Add the answers about a panel."""
        arrow = library("pyarrow")
        arrays = [_arrow(piece.keys[name], self._schema.field(name).type) for name in KEYS]
        for asked, answered in zip(self._asked, piece.answers, strict=True):
            arrays += _columns(asked, answered, piece.sizes, self._schema)
        with self._told():
            self._writer.write_table(arrow.Table.from_arrays(arrays, schema=self._schema))

    def finish(self, written: Written) -> None:
        """Give the file its name; it is complete.

        Raises:
            ReadError: the input changed while it was read.
            WriteError: it cannot be written.
        """
        if _stamp(self._part) != self._stamp:
            msg = "The file changed while it was being read. Start again when it is at rest."
            raise ReadError(msg, path=self._part.name)
        content = written.content
        about = {
            "schema": 1, "fingerprint": self._fingerprint, "input": self._input,
            "part": self._part.number, "clock": written.clock, "series": content.series,
            "points": content.points, "rows": written.rows, "sums": [f"{each:016x}" for each in content.sums],
        }  # fmt: skip
        with self._told():
            self._writer.add_key_value_metadata({_ABOUT: json.dumps(about, sort_keys=True)})
            self._writer.close()
            with self._aside.open("rb") as stream:
                os.fsync(stream.fileno())
            self._aside.replace(self._path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, library("pyarrow").ArrowException) as error:
            msg = f"The answers cannot be written ({said_by(error)}). Free space, or go elsewhere."
            raise WriteError(msg, path=str(self._path)) from None


def _coded(kind: Any) -> bool:
    return bool(library("pyarrow").types.is_dictionary(kind))


def _schema(asked: Sequence[Asked]) -> Any:
    """Keys, then each evaluator's columns as ``name.column``."""
    arrow = library("pyarrow")
    words = arrow.dictionary(arrow.int32(), arrow.string())
    kinds = {
        "float64": arrow.float64(),
        "int64": arrow.int64(),
        "bool": arrow.bool_(),
        "str": words,
    }
    fields = [arrow.field("indicator", words), arrow.field("unit", arrow.string())]
    fields += [arrow.field("group", words), arrow.field("part", arrow.int64())]
    for each in asked:
        fields += [arrow.field(f"{each.label}.{word}", words) for word in _WORDS]
        for column in _own(each.evaluator.spec):
            kind = kinds[column.dtype]
            if column.shape != "row":
                kind = arrow.list_(arrow.string() if column.dtype == "str" else kind)
            fields.append(arrow.field(f"{each.label}.{column.name}", kind))
    return arrow.schema(fields)


def _own(spec: Spec) -> list[Column]:
    return [column for column in spec.gives if column.name not in _WORDS]


def _columns(asked: Asked, answered: Answered, sizes: Integers, schema: Any) -> Iterator[Any]:
    arrow = library("pyarrow")
    rows = len(sizes)
    for word in _WORDS:
        told = answered.columns.get(word)
        kind = schema.field(f"{asked.label}.{word}").type
        yield arrow.nulls(rows, kind) if told is None else _arrow(told, kind)
    for column in _own(asked.evaluator.spec):
        kind = schema.field(f"{asked.label}.{column.name}").type
        if column.shape == "row":
            yield _arrow(answered.columns[column.name], kind)
            continue
        if column.shape == "point":
            values = answered.points[column.name]
            offsets = np.append(0, np.cumsum(sizes))
        else:
            values, offsets = answered.curves[column.name]
        held = _arrow(values, kind.value_type)
        yield arrow.ListArray.from_arrays(arrow.array(offsets, arrow.int32()), held, type=kind)


def _arrow(column: Held, kind: Any) -> Any:
    """A column in Arrow; what is undefined is null, as it is wherever answers are written."""
    arrow = library("pyarrow")
    if isinstance(column, Coded):
        held = arrow.DictionaryArray.from_arrays(
            arrow.array(column.codes.astype(np.int32)), arrow.array(column.words, arrow.string())
        )
        return held if _coded(kind) else held.cast(kind)
    if column.dtype.kind == "f":
        return arrow.array(column, mask=np.isnan(column))
    if column.dtype.kind == "i":
        return arrow.array(column, mask=column == NO_INTEGER)
    return arrow.array(column)


@attrs.frozen
class ResultFile:
    """A finished file of answers."""

    path: str

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        arrow, parquet = library("pyarrow"), library("pyarrow.parquet")
        try:
            with parquet.ParquetFile(self.path) as file:
                yield file
        except (arrow.ArrowException, OSError, ValueError, KeyError) as error:
            if isinstance(error, ReadError):
                raise
            msg = f"These answers cannot be read ({said_by(error)}). Take the file away."
            raise ReadError(msg, path=self.path) from None

    def about(self) -> dict[str, Any]:
        """What was written down of how it was made.

        Raises:
            ReadError: the file is broken, or no such file.
        """
        with self._opened() as file:
            return dict(json.loads(file.metadata.metadata[_ABOUT]))

    def written(self) -> Written:
        """What it was made of."""
        about = self.about()
        sums = tuple(int(each, 16) for each in about["sums"])
        content = Content(about["series"], about["points"], sums)
        return Written(about["clock"], content, about["rows"])

    def column(self, name: str) -> Any:
        """A column as an Arrow array."""
        with self._opened() as file:
            found = file.read(columns=[name], use_threads=False).column(name)
            if _coded(found.type):
                found = found.unify_dictionaries()
            return found.combine_chunks()
