"""Names a file can have on every system a folder may be copied to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from rusfelt.errors import Problem

__all__ = ["name_problems"]

_LONGEST = 255  # bytes, of nearly every file system
_SIGNS = frozenset('<>:"/\\|?*')
# Devices of Windows, with and without an ending (learn.microsoft.com, "Naming Files, Paths, and
# Namespaces"); a superscript digit counts as a digit there.
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{name}{digit}" for name in ("COM", "LPT") for digit in "123456789¹²³"]
)
_OWN = ".rusfelt-"


def name_problems(names: Iterable[str]) -> list[Problem]:
    """What is wrong with names that are to stand in one folder, all at once; empty if nothing."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for name in names:
        problems += (
            Problem(repr(name), fact, "Give the file another name.") for fact in _facts(name)
        )
        # Windows and macOS take names for one that differ in case or in how letters are composed.
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            fact = f"It is the same name as {seen[folded]!r} on some systems."
            problems.append(Problem(repr(name), fact, "Give one of them another name."))
        seen[folded] = name
    return problems


def _facts(name: str) -> Iterator[str]:
    if not name or name in {".", ".."}:
        yield "It is no name of a file."
        return
    if signs := sorted(_SIGNS.intersection(name)):
        yield f"It holds {' '.join(signs)}, which no file name can have everywhere."
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in name):
        yield "It holds a sign that cannot be printed."
    if name.endswith((" ", ".")) or name.startswith(" "):
        yield "It begins with a space, or ends with a space or a full stop."
    if name.partition(".")[0].rstrip().upper() in _DEVICES:
        yield "It is the name of a device on Windows."
    if name.startswith(_OWN):
        yield f"Names that begin with {_OWN} are for files on their way."
    if len(name.encode("utf-8", "replace")) > _LONGEST:
        yield f"It is longer than {_LONGEST} bytes."
