"""One Parquet file of points: what it has, and its rows in bounded batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from rusfelt._identity import refuse_names
from rusfelt.errors import DomainError, Problem, ReadError, did_you_mean, said_by
from rusfelt.evaluation.at_scale.arrow_columns import is_text, kind_of
from rusfelt.evaluation.at_scale.layout import Layout
from rusfelt.io._files import require_ordinary
from rusfelt.io._identities import refuse_file_name
from rusfelt.io.sources._library import library

__all__ = ["ParquetPart", "layout_problems"]

_NAMED = 20
_CHUNK = 1 << 20
# What may stand in the columns named so, with what to do where something else does.
_WANTED = {
    "unit": ({"text", "whole", "number"}, "Use text or whole numbers."),
    "t": ({"text", "whole", "number", "day"}, "Use numbers, dates, or periods as text."),
    "y": ({"whole", "number"}, "Turn it into numbers first."),
    "part": ({"whole"}, "Number the stretches between breaks."),
}
_FURTHER = ({"text", "whole", "number", "yes-or-no"}, "Use numbers, yes and no, or text.")
_WORDED = ({"text"}, "Use text.")


@attrs.frozen
class ParquetPart:
    """A Parquet file of points, opened anew for each thing asked of it."""

    path: str

    def error(
        self, message: str, *, row: int | None = None, column: str | None = None
    ) -> ReadError:
        """What is wrong at a place of it; rows are counted from 1."""
        where = "" if row is None else f"row {row + 1}: "
        return ReadError(f"{where}{message}", path=self.path, column=column)

    @contextmanager
    def _opened(self, **options: Any) -> Iterator[Any]:
        arrow, parquet = library("pyarrow"), library("pyarrow.parquet")
        refuse_file_name(self.path)
        require_ordinary(self.path)
        try:
            with parquet.ParquetFile(self.path, **options) as file:
                yield file
        except (arrow.ArrowException, OSError, ValueError, MemoryError) as error:
            if isinstance(error, DomainError):
                raise
            msg = f"The file cannot be read as Parquet ({said_by(error)}). Write it anew."
            raise self.error(msg) from None

    def looked_at(self, layout: Layout) -> tuple[int, list[Problem]]:
        """How many rows it has, and what of the layout it lacks."""
        with self._opened() as file:
            return file.metadata.num_rows, layout_problems(file.schema_arrow, layout, self.path)

    def number_columns(self) -> list[str]:
        """The columns that could hold values."""
        with self._opened() as file:
            schema = file.schema_arrow
            return [each.name for each in schema if kind_of(each.type) in {"whole", "number"}]

    def batches(self, columns: Sequence[str], rows: int) -> Iterator[Any]:
        """Its rows in their order, so many at a time at most; text comes coded where it can."""
        with self._opened() as file:
            schema = file.schema_arrow
            coded = [each for each in columns if is_text(schema.field(each).type)]
        with self._opened(read_dictionary=coded) as file:
            # One thread a file: several files at once are the workers' business.
            yield from file.iter_batches(rows, columns=list(columns), use_threads=False)

    def digest(self) -> str:
        """SHA-256 of its bytes.

        Raises:
            ReadError: it cannot be read.
        """
        require_ordinary(self.path)
        total = hashlib.sha256()
        try:
            with Path(self.path).open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    total.update(chunk)
        except OSError as error:
            raise self.error(f"The file cannot be read ({error}). Check the disk.") from None
        return total.hexdigest()


def layout_problems(schema: Any, layout: Layout, file: str) -> list[Problem]:
    """What a table's Arrow schema lacks, or has otherwise, for a layout."""
    names = list(schema.names)
    try:
        refuse_names(names)
    except DomainError as error:
        return [Problem("", str(error).splitlines()[0], "", file)]
    problems = []
    for what, name in layout.named():
        if names.count(name) != 1:
            fact = "is there twice." if name in names else "is no column of the file."
            hint = did_you_mean(name, names) or f"It has: {', '.join(sorted(names)[:_NAMED])}."
            problems.append(Problem(name, fact, "Rename one." if name in names else hint, file))
            continue
        held = schema.field(name).type
        wanted, remedy = _WANTED.get(what, _WORDED if what in {"indicator", "group"} else _FURTHER)
        if kind_of(held) not in wanted:
            problems.append(Problem(name, f"has the type {held}.", remedy, file))
    return problems
