"""A table of a DuckDB file, read by DuckDB in a process of its own.

DuckDB trusts its files: a random change is found by their checksums, but a file whose checksums
were made to fit can make it read memory that is not its own. So it runs where only that process can
end, with limits on memory and time that follow from the size of the file. The columns come back
through a pipe, and nothing about people touches a disk.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from rusfelt.errors import ReadError, did_you_mean, one_line
from rusfelt.io._files import require_ordinary
from rusfelt.io._gathered import shown
from rusfelt.io.sources._batches import DAMAGED, checked, chosen, most_of, reading, table_of_batches
from rusfelt.io.sources._duckdb_child import GAVE_UP
from rusfelt.io.sources._library import library
from rusfelt.raw_table import RawTable

__all__ = ["DuckdbFile"]

_MAGIC, _MAGIC_AT = b"DUCK", 8
_MIB = 1 << 20
_START = (
    "import sys; sys.path[:] = {path!r}; from rusfelt.io.sources._duckdb_child import main; main()"
)
# What DuckDB may take: enough for the answer of a view, and more for a larger file.
_BASE, _MEMORY_A_BYTE = 192 * _MIB, 2
# A usual machine reads a hundred million bytes of a file in a second.
_SECONDS, _BYTES_A_SECOND = 1, 16 * _MIB
_LISTED = 20
_WORDS = 300
# A process that breaks down is gone when its pipe is, or a moment later.
_GRACE = 0.5


@attrs.frozen
class DuckdbFile:
    """Tables and views of DuckDB files.

    A file with one table needs no ``table``; the tables of other schemas than ``main`` are called
    ``schema.table``. The file is opened for reading only: nothing in it can reach another file or
    an extension. No query is taken, since a query is code; make a view of it.
    """

    suffixes: tuple[str, ...] = attrs.field(default=(".duckdb", ".ddb"), init=False)
    options: tuple[str, ...] = attrs.field(default=("table", "only"), init=False)

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as DuckDB's do."""
        return head[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC

    def table(
        self,
        path: Path,
        /,
        *,
        table: str | None = None,
        only: str | Sequence[str] | None = None,
    ) -> RawTable:
        """A table or view of a DuckDB file.

        Args:
            path: the file.
            table: its name; may be left out where there is one table.
            only: the columns to read, as a list or with commas between; unsaid, all.

        Returns:
            Columns in the order of the table or of ``only``; the first row is row 1. Moments
            with a zone are told in UTC, as DuckDB keeps them.

        Raises:
            ReadError: it is no whole DuckDB file of a version that can be read, is open in
                another program, has no such table, or a column is not there or cannot be read.
            MissingExtraError: duckdb or pyarrow is not installed.
        """
        file = os.fsdecode(path)
        size = _size_of(path)
        if importlib.util.find_spec("duckdb") is None:
            library("duckdb")
        pa, ipc = library("pyarrow"), library("pyarrow.ipc")
        told = {
            "path": os.path.abspath(file),  # noqa: PTH100 - its name may be any
            "table": table,
            "memory": _BASE + _MEMORY_A_BYTE * size,
            "seconds": _SECONDS + size // _BYTES_A_SECOND,
        }
        with _process(told, file) as process:
            said = _said(process, told, file)
            if "schema" not in said:
                raise _refusal(said, table, file)
            with reading(file):
                schema = ipc.read_schema(pa.py_buffer(base64.b64decode(said["schema"])))
                names = chosen(schema, only, file)
            _tell(process, names)
            with reading(file):
                stream = ipc.open_stream(pa.PythonFile(process.stdout))
                return table_of_batches(
                    path,
                    stream.schema,
                    checked(stream, most_of(size), file),
                    names,
                    most=most_of(size),
                )


def _size_of(path: Path) -> int:
    """The size of a file, which is not opened for it.

    Where a lock belongs to the process, as with POSIX, closing a file gives up every lock this
    process has on it, and so the one of a connection to it that the user has open here.
    """
    try:
        known = os.stat(path)  # noqa: PTH116 - the same for every path
    except (OSError, ValueError):
        return require_ordinary(path)
    return known.st_size if stat.S_ISREG(known.st_mode) else require_ordinary(path)


@contextmanager
def _process(told: dict[str, Any], file: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process that reads the file; when it is left, the process has ended.

    Raises:
        ReadError: it cannot be started, or broke down.
    """
    paths = [each for each in sys.path if isinstance(each, str)]
    try:
        process = subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-P", "-c", _START.format(path=paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
    except OSError as error:
        msg = f"Python could not be started to read the file ({error.strerror})."
        raise ReadError(msg, path=file) from None
    # Where the system cannot limit processor time, the clock does, generously.
    watch = threading.Timer(60 + 10 * told["seconds"], process.kill)
    watch.daemon = True
    watch.start()
    try:
        with process:
            try:
                yield process
            except ReadError as error:
                # What is wrong with a column is so whatever became of the process.
                if not error.problems and error.column is None:
                    _raise_broken(process, file)
                raise
            finally:
                process.kill()
    finally:
        watch.cancel()


def _raise_broken(process: subprocess.Popen[bytes], file: str) -> None:
    """Say that the process broke down, if that is why nothing more came."""
    try:
        code = process.wait(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        # It is still there, so that something else was wrong.
        return
    if code in {0, None}:
        return
    if -code in {getattr(signal, "SIGXCPU", 0), signal.SIGTERM}:
        msg = (
            "The table takes longer to read than one of a file of this size should. If it is a "
            f"view, make a table of its answer. {DAMAGED}"
        )
    elif code == GAVE_UP:
        msg = f"DuckDB cannot read the table to its end. {DAMAGED}"
    else:
        msg = f"DuckDB broke down over this file. {DAMAGED}"
    raise ReadError(msg, path=file) from None


def _tell(process: subprocess.Popen[bytes], what: object) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(json.dumps(what).encode() + b"\n")
        process.stdin.flush()
    except OSError:
        # It has ended, as is found out when nothing comes.
        return


def _said(process: subprocess.Popen[bytes], told: dict[str, Any], file: str) -> dict[str, Any]:
    _tell(process, told)
    line = process.stdout.readline() if process.stdout is not None else b""
    if not line:
        msg = f"DuckDB broke down over this file. {DAMAGED}"
        raise ReadError(msg, path=file)
    said: dict[str, Any] = json.loads(line)
    return said


def _refusal(said: dict[str, Any], table: str | None, file: str) -> ReadError:
    if "tables" in said:
        return _no_table(said["tables"], table, file)
    words = said["words"]
    if "lock" in words and said["failure"].startswith("IO"):
        msg = "The file is open for writing, in another program or in this one. Close it there."
    else:
        # Nothing but how the file is made has been read so far.
        msg = f"The file cannot be read ({one_line(words, _WORDS)}). {DAMAGED}"
    return ReadError(msg, path=file)


def _no_table(known: Sequence[str], table: str | None, file: str) -> ReadError:
    listed = ", ".join(map(shown, known[:_LISTED]))
    if not known:
        msg = "The file has no tables."
    elif table is None:
        msg = f"The file has {len(known)} tables and views. Name one with table=: {listed}."
    else:
        hint = did_you_mean(table, known) or f"It has: {listed}."
        msg = f"There is no table {shown(table)} in the file. {hint}"
    return ReadError(msg, path=file)
