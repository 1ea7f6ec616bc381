"""Shared memory with a path that another process of the same user can open.

On Linux it is memory without a name, so nothing about people is left behind whatever ends this
process; elsewhere it is a temporary file that only this user can read, removed when closed.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from rusfelt.errors import LimitError

__all__ = ["SharedFile", "mapped"]


class SharedFile:
    """A file in memory, or as near to it as the system comes.

    Attributes:
        path: what another process opens.
        file: open for writing and reading.
    """

    def __init__(self) -> None:
        self.file: BinaryIO
        self._named: Path | None = None
        if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
            descriptor = os.memfd_create("rusfelt")
            self.path = f"/proc/{os.getpid()}/fd/{descriptor}"
        else:
            descriptor, self.path = tempfile.mkstemp(prefix="rusfelt-")
            self._named = Path(self.path)
        self.file = os.fdopen(descriptor, "w+b")

    @property
    def size(self) -> int:
        """Bytes in it now."""
        return os.fstat(self.file.fileno()).st_size

    def copied(self, most: int) -> bytes:
        """What is in it now, if no more than twice ``most`` bytes.

        Raises:
            LimitError: there is more.
        """
        if self.size > 2 * most:
            msg = f"It answered with more than {most / 2**20:,.0f} MiB."
            raise LimitError(msg)
        self.file.seek(0)
        return self.file.read(2 * most)

    def close(self) -> None:
        """Let it go."""
        self.file.close()
        if self._named is not None:
            self._named.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def mapped(file: BinaryIO) -> mmap.mmap:
    """A file's bytes for reading, without a copy. A file without bytes cannot be mapped."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
