"""Repartition: rows in any order, shuffled once so that all of a person's stand together."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from rusfelt.errors import DomainError, ReadError, WriteError, one_line
from rusfelt.io._bucket_file import count_units
from rusfelt.io._files import require_ordinary
from rusfelt.io._identities import refuse_file_name
from rusfelt.io._shuffle import Shuffle
from rusfelt.io.sources._library import library

__all__ = ["Repartitioned", "repartition"]

ABOUT = "parts.json"
# Rows a bucket has at most on average; less where that gives several workers something to do.
_ROWS = 1 << 20
_FEWER_ROWS, _FEWER = 1 << 18, 16
_MOST_BUCKETS = 4096
# What a pattern of files is written with; DuckDB would look for such files instead.
_PATTERN = frozenset("*?[]{}")


@attrs.frozen
class Repartitioned:
    """What came of it.

    Attributes:
        folder: where the files are. files: their names, a bucket each.
        rows, units: how many there are, before and after.
    """

    folder: str
    files: tuple[str, ...]
    rows: int
    units: int


def repartition(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    into: str | os.PathLike[str],
    *,
    unit: str,
    t: str,
    keys: Sequence[str] = (),
    buckets: int | None = None,
    memory: str = "512MB",
    threads: int | None = None,
) -> Repartitioned:
    """Shuffle Parquet files once into buckets, so that a unit's rows are in one file, side by side.

    In which bucket a unit lands is a hash of its name; a bucket is sorted by unit, then by the
    further keys, then by time. Every column is kept. Nothing is taken on trust: the buckets are read
    again, their order is checked, and rows, units and the content of all rows are counted before and
    after.

    The hash is DuckDB's own, so that only files made together have a unit in the same bucket: what
    comes later is repartitioned along with what was there before.

    Args:
        files: Parquet files with the same columns.
        into: a folder that is not there yet, or is empty. It appears when it is complete.
        unit: the column of the person, district or other unit.
        t: the column of times.
        keys: further columns that tell a unit's series apart, such as the indicator.
        buckets: how many files; unsaid, as many as make about a million rows each, or fewer rows
            where that lets up to 16 workers do something.
        memory: what DuckDB may use, as it writes it; beyond that it uses the disk that the folder
            is on. This process takes a few hundred megabytes more.
        threads: of DuckDB; unsaid, as many as there are processors.

    Raises:
        MissingExtraError: DuckDB or pyarrow is not installed.
        ReadError: a file cannot be read, lacks columns or holds identity numbers, or a row names no
            unit.
        WriteError: the folder cannot be written, or what was written is not what was read; nothing
            is left behind.
    """
    paths = _paths(files)
    target = Path(os.path.realpath(os.fsdecode(into)))
    if buckets is not None and not 1 <= buckets <= _MOST_BUCKETS:
        msg = f"{buckets} buckets cannot be. Give 1 to {_MOST_BUCKETS}."
        raise DomainError(msg)
    _refuse_target(target)
    with _aside(target) as aside, _database(aside, memory, threads) as database:
        work = Shuffle(database, paths, unit, t, tuple(keys))
        work.check()
        rows, units, content = work.totals(paths)
        count = buckets or _buckets(rows)
        ready = aside / "new"
        ready.mkdir()
        names = work.shuffle(aside / "raw", ready, count)
        found = [count_units(ready / name, unit) for name in names]
        again = work.totals([str(ready / name) for name in names]) if names else (0, 0, 0)
        if (rows, units, content) != again or sum(found) != units:
            msg = (
                f"{rows:,} rows of {units:,} units were read and {again[0]:,} of {sum(found):,} "
                "written, or not the same ones. Nothing is kept; please report this."
            )
            raise WriteError(msg, path=str(target))
        about = {
            "schema": 1, "unit": unit, "t": t, "keys": list(keys), "rows": rows, "units": units,
            "files": [{"file": n, "units": k} for n, k in zip(names, found, strict=True)],
            "made_with": f"duckdb {library('duckdb').__version__}",
        }  # fmt: skip
        (ready / ABOUT).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", "utf-8")
        if target.exists():
            target.rmdir()
        ready.rename(target)
    return Repartitioned(str(target), tuple(names), rows, units)


def _paths(files: Any) -> list[str]:
    given = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    paths = [str(Path(os.fsdecode(each)).resolve()) for each in given]
    if not paths:
        msg = "There are no files. Name at least one."
        raise DomainError(msg)
    for path in paths:
        refuse_file_name(path)
        require_ordinary(path)
        if paths.count(path) > 1:
            msg = "This file is named twice, and its rows would be too. Name it once."
            raise ReadError(msg, path=path)
        if _PATTERN & set(path):
            msg = "The path has one of * ? [ ] { } in it, which DuckDB takes for a pattern. Rename it."
            raise ReadError(msg, path=path)
    return paths


def _refuse_target(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        msg = "Something is there already. Name a folder that is not."
        raise WriteError(msg, path=str(target))


def _buckets(rows: int) -> int:
    return max(1, -(-rows // _ROWS), min(_FEWER, -(-rows // _FEWER_ROWS)))


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A folder beside the target, on the same disk; gone afterwards."""
    aside = target.parent / f".rusfelt-{secrets.token_hex(8)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
        yield aside
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        remedy = "Free some space, or choose another disk." if full else "Choose another place."
        msg = f"The folder cannot be written ({error.strerror or error}). {remedy}"
        raise WriteError(msg, path=str(target)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _database(aside: Path, memory: str, threads: int | None) -> Iterator[Any]:
    duckdb = library("duckdb")
    library("pyarrow")
    config = {
        "memory_limit": memory, "temp_directory": str(aside / "spill"),
        "threads": threads or os.cpu_count() or 1,
        # Nothing is fetched or loaded that is not there.
        "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    }  # fmt: skip
    try:
        database = duckdb.connect(config=config)
    except duckdb.Error as error:
        msg = f"DuckDB cannot be started so: {one_line(str(error))}"
        raise DomainError(msg) from None
    try:
        yield database
    except duckdb.OutOfMemoryException as error:
        msg = f"{memory} of memory do not suffice, or the disk is full: {one_line(str(error))}"
        raise WriteError(msg) from None
    except duckdb.Error as error:
        # What DuckDB says of a cell may repeat what stands in it.
        msg = f"DuckDB cannot read these files together ({type(error).__name__}). Look at each."
        raise ReadError(msg) from None
    finally:
        database.close()
