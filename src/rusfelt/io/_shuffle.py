"""The shuffle of a repartition, as DuckDB is asked for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from rusfelt._identity import refuse_names
from rusfelt.errors import DomainError, Problem, ReadError, did_you_mean
from rusfelt.io._identities_in_tables import refuse_table
from rusfelt.io.sources._library import library

__all__ = ["Shuffle"]

_LISTED = 100


@attrs.frozen
class Shuffle:
    """The shuffle as DuckDB is asked for it."""

    database: Any
    paths: list[str]
    unit: str
    t: str
    keys: tuple[str, ...]

    def check(self) -> None:
        """Every file has the columns, of the same types, and a unit in each row.

        Raises:
            ReadError: some have not; all that is wrong is listed.
        """
        columns = {path: self._columns(path) for path in self.paths}
        for path, names in columns.items():
            try:
                refuse_names(names)
            except DomainError as error:
                raise ReadError(str(error).splitlines()[0], path=path) from None
        problems = list(self._problems(columns)) or list(self._nameless())
        if problems:
            msg = f"The files cannot be repartitioned ({len(problems)} problem(s)): {problems[0]}"
            raise ReadError(msg, problems=problems[:_LISTED])
        for path in self.paths:
            refuse_table(self.database, _of([path]), columns[path], path)

    def _problems(self, columns: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
        first = columns[self.paths[0]]
        for path, held in columns.items():
            for name in (self.unit, self.t, *self.keys):
                if name not in held:
                    hint = did_you_mean(name, held) or f"It has: {', '.join(sorted(held)[:20])}."
                    yield Problem(name, "is no column of the file.", hint, path)
            if held != first:
                names = sorted({name for name, _ in held.items() ^ first.items()})
                fact = f"differ from those of {self.paths[0]}: {', '.join(names[:20])}."
                yield Problem("columns", fact, "Bring them to one form.", path)

    def _nameless(self) -> Iterator[Problem]:
        """Rows that name no unit."""
        unit = _name(self.unit)
        for path in self.paths:
            query = f"SELECT count(*) - count({unit}) FROM {_of([path])}"  # noqa: S608 - names are quoted
            (empty,) = self._one(query)
            if empty:
                fact = f"is empty in {empty:,} row(s), so nobody knows whose they are."
                yield Problem(self.unit, fact, "Take such rows out.", path)

    def _columns(self, path: str) -> dict[str, str]:
        duckdb = library("duckdb")
        try:
            query = f"DESCRIBE SELECT * FROM {_of([path])}"  # noqa: S608 - names are quoted
            found = self.database.execute(query).fetchall()
        except duckdb.Error:
            msg = (
                "The file cannot be read as Parquet. Write it anew, or read it with 'rusfelt read'."
            )
            raise ReadError(msg, path=path) from None
        return {name: kind for name, kind, *_ in found}

    def _one(self, query: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.database.execute(query).fetchone()
        return found

    def totals(self, paths: Sequence[str]) -> tuple[int, int, int]:
        """Rows, different units, and a sum over what stands in every row."""
        every = ", ".join(_name(each) for each in self._columns(self.paths[0]))
        rows, units, content = self._one(
            f"SELECT count(*), count(DISTINCT {_name(self.unit)}), "  # noqa: S608 - names are quoted
            f"sum(hash({every})::HUGEINT) FROM {_of(paths)}"
        )
        return int(rows), int(units), int(content or 0)

    @property
    def _bucket(self) -> str:
        """A column's name that no file has."""
        name = "rusfelt_bucket"
        while name in self._columns(self.paths[0]):
            name += "_"
        return name

    def shuffle(self, raw: Path, ready: Path, count: int) -> list[str]:
        """Spread the rows over buckets, then sort each; the names of the files."""
        column = self._bucket
        bucket = f"(hash({_name(self.unit)}) % {count})::INTEGER AS {_name(column)}"
        self.database.execute(
            f"COPY (SELECT *, {bucket} FROM {_of(self.paths)}) TO {_text(str(raw))} "  # noqa: S608 - names are quoted
            f"(FORMAT parquet, COMPRESSION lz4, PARTITION_BY ({_name(column)}))"
        )
        order = ", ".join(_name(each) for each in (self.unit, *self.keys, self.t))
        names = []
        for number in range(count):
            parts = [str(p) for p in sorted((raw / f"{column}={number}").glob("*.parquet"))]
            if not parts:
                continue
            name = f"bucket-{number:04}.parquet"
            self.database.execute(
                f"COPY (SELECT * FROM {_of(parts)} ORDER BY {order}) "  # noqa: S608 - names are quoted
                f"TO {_text(str(ready / name))} (FORMAT parquet, COMPRESSION zstd)"
            )
            names.append(name)
            shutil.rmtree(raw / f"{column}={number}")
        return names


def _of(paths: Sequence[str]) -> str:
    listed = ", ".join(_text(path) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning=false)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
