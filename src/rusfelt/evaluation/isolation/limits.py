"""What a plugin's own process may take."""

from __future__ import annotations

import attrs

__all__ = ["Limits", "apply_limits", "room_for"]

_MIB = 1 << 20


@attrs.frozen
class Limits:
    """What each plugin's process may take, where the system can hold it to that.

    Attributes:
        memory: bytes beyond what the process starts with and the panel it is handed. Held on
            Linux; elsewhere only what it answers with is limited.
        output: bytes of one answer, and of everything it prints.
    """

    memory: int = attrs.field(default=2048 * _MIB, validator=attrs.validators.gt(0))
    output: int = attrs.field(default=512 * _MIB, validator=attrs.validators.gt(0))


def apply_limits(limits: Limits) -> None:
    """Hold this process to its limits from now on."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    # A file that would outgrow the limit is refused like a full disk; Python ignores the signal.
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, hard))
    # A crash is told by the exit code; its memory may be about people and stays nowhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def room_for(limits: Limits, further: int) -> None:
    """Let this process take its memory beyond what it has now and ``further`` bytes."""
    try:
        import resource  # noqa: PLC0415 - not on every system

        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - it is no file on a disk
            now = int(statm.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + further + limits.memory, hard))
