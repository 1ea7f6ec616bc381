"""What plugins' processes have started, found again and ended, wherever it has hidden.

A process may leave its group and its parent, but not the environment it was started with. On
Linux that is seen; elsewhere only what stays in the group is ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

__all__ = ["MARK", "adopt_orphans", "end_marked"]

# The environment variable that names the stage a process belongs to.
MARK = "RUSFELT_STAGE"
# One may start another while it is looked for.
_ROUNDS = 20
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Let whatever is started from here on stay below this process, also when its parent ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_marked(mark: str) -> None:
    """End every process that was started with this mark."""
    sought = f"{MARK}={mark}".encode()
    for _ in range(_ROUNDS):
        found = [each for each in _processes() if sought in _environment(each).split(b"\0")]
        if not found:
            return
        for each in found:
            with contextlib.suppress(OSError):
                os.kill(each, signal.SIGKILL)


def _processes() -> list[int]:
    with contextlib.suppress(OSError):
        return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return []


def _environment(process: int) -> bytes:
    # A process of somebody else's cannot be read, and one that has ended has none.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/environ").read_bytes()
    return b""
