"""Two folders change names in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

__all__ = ["exchange"]

# linux/fs.h: RENAME_EXCHANGE, with AT_FDCWD of fcntl.h for paths as they stand.
_LINUX_EXCHANGE = 2
_HERE = -100
# macOS, sys/stdio.h: RENAME_SWAP.
_MAC_SWAP = 2


def exchange(one: Path, other: Path) -> bool:
    """Give each of two folders the other's name, so that nobody ever sees neither or both.

    Returns:
        Whether it was done. It is not on Windows, which has no such call, nor on file systems
        that cannot; then nothing has happened.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(library.renamex_np(first, second, ctypes.c_uint(_MAC_SWAP)) == 0)
        if sys.platform.startswith("linux"):
            call = library.renameat2
            done = call(_HERE, first, _HERE, second, ctypes.c_uint(_LINUX_EXCHANGE))
            return bool(done == 0)
    except (AttributeError, OSError, TypeError):
        # A C library without the call, or none that can be asked.
        return False
    return False
