"""SPSS and Stata files as ReadStat reads them, in a process of its own.

ReadStat is written in C and trusts what a file says about itself: a damaged one can make it read
memory that is not its own, or ask for more than there is. So it runs where only that process can
end, with limits on memory and time that follow from the size of the file. The columns come back
through a pipe, and nothing about people touches a disk.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.io.sources._library import library
from rusfelt.io.sources._sav_header import MOST_COLUMNS
from rusfelt.typing import Array, Floats

__all__ = ["Content", "RawColumn", "content_of_file", "require_cells"]

_MIB = 1 << 20
# Run by its path, so that nothing of rusfelt is imported there.
_CHILD = Path(__file__).with_name("_readstat_child.py")
# What one cell takes on its way: its place in a list, a Python number or a short text, and its
# place in an array.
_BYTES_A_CELL = 80
# What a byte of text takes likewise.
_BYTES_A_BYTE = 16
_BASE = 192 * _MIB
# A cell takes half a millionth of a second on a usual machine, and four times that on a slow one.
_CELLS_A_SECOND = 500_000
# Cells a small file may have where they take less room than one byte, being compressed.
_FREE_CELLS = 2_000_000
_CELLS_A_BYTE = 20
# One long text makes room for as much in every row.
_FREE_TEXT = 64 * _MIB
_TEXT_A_BYTE = 32
_DAMAGED = (
    "It may be damaged or cut off: fetch it again, or save it anew from the program it is of."
)


@attrs.frozen(eq=False)
class RawColumn:
    """One column as it stands in a file.

    Args:
        about: what the file says of it, as ``_readstat_child`` tells it.
        numbers: its numbers with ``nan`` where there is none; ``None`` for text.
        tags: the letter of each of Stata's missing values as its code; 0 for none.
        packed: its cells as bytes with a NUL between them; ``None`` for numbers.
    """

    about: Mapping[str, Any]
    numbers: Floats | None = None
    tags: Array | None = None
    packed: bytes | None = None


@attrs.frozen(eq=False)
class Content:
    """A file as it stands: its columns, and what it says of itself.

    Args:
        columns: the columns in their order.
        rows: how many rows there are.
        about: notes, title and sets of columns.
    """

    columns: list[RawColumn]
    rows: int
    about: Mapping[str, Any]


def require_cells(file: str, rows: int, columns: int, size: int, *, squeezed: bool) -> None:
    """Let a file through that can hold as many cells as it says.

    Args:
        file: the file.
        rows: as many as it says; negative where it does not.
        columns: likewise.
        size: its bytes.
        squeezed: whether a cell may take less than a byte.

    Raises:
        ReadError: it has too many columns, or says it has more rows than it can hold.
    """
    if columns > MOST_COLUMNS:
        msg = f"The file has more than {MOST_COLUMNS:,} columns. Split it."
        raise ReadError(msg, path=file)
    most = _FREE_CELLS + _CELLS_A_BYTE * size if squeezed else size
    if rows * columns > most:
        msg = f"The file says it has {rows:,} rows, which it is too small to hold. {_DAMAGED}"
        raise ReadError(msg, path=file)


def content_of_file(
    path: Path, form: str, *, size: int, rows: int = -1, columns: int = 0, wide: bool = False
) -> Content:
    """What stands in a file.

    Args:
        path: the file.
        form: ``sav``, ``por`` or ``dta``.
        size: its bytes.
        rows: how many rows it says it has; negative where it does not.
        columns: likewise.
        wide: whether its long texts are UTF-8 in pieces.

    Raises:
        MissingExtraError: pyreadstat is not installed.
        ReadError: it is not what it should be, or takes more memory or time than its size allows.
    """
    if importlib.util.find_spec("pyreadstat") is None:
        library("pyreadstat")
    file = os.fsdecode(path)
    cells = max(rows * columns, size) if rows < 0 or columns <= 0 else rows * columns
    told = {
        # An absolute path is taken as it is; one that begins with ~ would not be.
        "path": os.path.abspath(file),  # noqa: PTH100 - its name may be any
        "modules": [each for each in sys.path if isinstance(each, str)],
        "format": form,
        "rows": rows,
        "wide": wide,
        "memory": _BASE + _BYTES_A_CELL * cells + _BYTES_A_BYTE * size,
        "seconds": 1 + (cells + size) // _CELLS_A_SECOND,
    }
    return _unpacked(_answer(told, file), file, size)


def _answer(told: Mapping[str, Any], file: str) -> bytes:
    """What the process of its own says, through memory both can see where there is such."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("rusfelt"), "w+b") as shared:
            _run(told, file, shared)
            shared.seek(0)
            return shared.read()
    return _run(told, file, subprocess.PIPE)


def _run(told: Mapping[str, Any], file: str, out: IO[bytes] | int) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - this very Python
            # Where Python is a part of another program, there may be no name.
            [sys.executable or "python3", "-I", "-S", os.fspath(_CHILD)],
            input=json.dumps(told).encode(),
            stdout=out,
            stderr=subprocess.DEVNULL,
            check=False,
            # Where the system cannot limit processor time, the clock does, generously.
            timeout=60 + 10 * told["seconds"],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(file) from None
    except OSError as error:
        msg = f"Python could not be started to read the file ({error.strerror})."
        raise ReadError(msg, path=file) from None
    if done.returncode == 0:
        return done.stdout or b""
    if -done.returncode == getattr(signal, "SIGXCPU", None):
        raise _too_slow(file)
    msg = f"What reads such files broke down over this one. {_DAMAGED}"
    raise ReadError(msg, path=file)


def _too_slow(file: str) -> ReadError:
    msg = f"The file takes longer to read than one of its size should. {_DAMAGED}"
    return ReadError(msg, path=file)


def _unpacked(answer: bytes, file: str, size: int) -> Content:
    try:
        with np.load(io.BytesIO(answer), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        msg = f"What reads such files broke down over this one. {_DAMAGED}"
        raise ReadError(msg, path=file) from None
    if "failure" in arrays:
        raise _failure(json.loads(arrays["failure"].tobytes()), file)
    meta = json.loads(arrays["meta"].tobytes())
    rows = int(meta["rows"])
    numbers, tags = iter(arrays["numbers"]), iter(arrays["tags"])
    texts = memoryview(arrays["texts"].tobytes())
    columns = []
    start = 0
    for about in meta["columns"]:
        if about["text"]:
            end = start + about["length"]
            packed = bytes(texts[start:end])
            start = end
            _require_room(packed, rows, about["name"], file, size)
            columns.append(RawColumn(about, packed=packed))
        else:
            letters = next(tags) if about["tags"] else None
            columns.append(RawColumn(about, numbers=next(numbers), tags=letters))
    return Content(columns, rows, meta)


def _require_room(packed: bytes, rows: int, name: str, file: str, size: int) -> None:
    # Four bytes a letter, as many in each row as in the longest text; none is longer than all.
    room = _FREE_TEXT + _TEXT_A_BYTE * size
    if 4 * len(packed) * rows <= room:
        return
    ends = np.flatnonzero(np.frombuffer(b"\0%b\0" % packed, dtype=np.uint8) == 0)
    longest = int(np.diff(ends).max()) - 1
    if 4 * longest * rows > room:
        msg = (
            f"A text of {longest:,} bytes among {rows:,} rows takes too much memory. Shorten it, "
            "or leave the column out of the file."
        )
        raise ReadError(msg, path=file, column=name)


def _failure(told: Mapping[str, str], file: str) -> ReadError:
    kind, message = told["kind"], told["message"]
    if kind == "ReadstatError":
        # These are ReadStat's own sentences and quote nothing of the file.
        return ReadError(f"The file cannot be read ({message}). {_DAMAGED}", path=file)
    if kind == "MemoryError":
        msg = f"The file takes more memory than one of its size should. {_DAMAGED}"
    elif kind == "NamesError":
        msg = "Several columns have one name. Rename them."
    elif kind == "UnicodeDecodeError":
        msg = (
            "A text is longer than it may be, or a long text (strL) of Stata 13 is in an old "
            "encoding. Save the file anew from SPSS, or from Stata 14 or later."
        )
    else:
        # The words of other errors may quote a cell.
        msg = f"The file cannot be read ({kind}). {_DAMAGED}"
    return ReadError(msg, path=file)
