"""Ordinary files, opened without waiting for ever and read up to a bearable size."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rusfelt.errors import ReadError

__all__ = ["content_of", "head_of", "require_ordinary"]


def head_of(path: str | os.PathLike[str], size: int) -> bytes:
    """The first bytes of a file, or all of a shorter one.

    Raises:
        ReadError: it cannot be opened or read.
    """
    with _opened(os.fsdecode(path)) as stream:
        return stream.read(size)


def content_of(path: str | os.PathLike[str], most: int, *, too_large: str = "Split it.") -> bytes:
    """The content of an ordinary file of bearable size.

    Args:
        path: the file.
        most: as many bytes as are read.
        too_large: what to do where it has more.

    Raises:
        ReadError: it cannot be opened or read, or is larger.
    """
    file = os.fsdecode(path)
    with _opened(file) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        msg = f"The file is larger than {most >> 20} MB. {too_large}"
        raise ReadError(msg, path=file)
    return data


def require_ordinary(path: str | os.PathLike[str]) -> int:
    """The size of a file that somebody else's library opens by its name.

    Raises:
        ReadError: there is none, it is none that can be read, or it may not be read.
    """
    with _opened(os.fsdecode(path)) as stream:
        return os.fstat(stream.fileno()).st_size


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    try:
        # A pipe or device could keep the reader waiting for ever.
        if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116 - the same for every path
            kind = "a folder" if Path(file).is_dir() else "no ordinary file"
            msg = f"This is {kind}. Give the path of a file."
            raise ReadError(msg, path=file)
        with open(file, "rb") as stream:  # noqa: PTH123 - the same for every path
            yield stream
    except FileNotFoundError:
        msg = "There is no such file. Check the path."
        raise ReadError(msg, path=file) from None
    except PermissionError:
        msg = "You may not read this file. Ask for access to it, or copy it to your own folder."
        raise ReadError(msg, path=file) from None
    except (OSError, ValueError) as error:
        msg = f"The file cannot be read ({error}). Check the path and the disk."
        raise ReadError(msg, path=file) from error
