"""Which names a person may have meant. A suggestion to a person, and never applied."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from rusfelt.geography.register import places
from rusfelt.geography.spelling import close, forms, loose

__all__ = ["suggestion"]


def suggestion(text: str) -> str:
    """The places with the nearest names, as a question, or nothing.

    >>> suggestion("Trondhiem")
    'Did you mean Trondheim (5001)?'
    """
    key = loose(close(text))
    near = get_close_matches(key, _present(), n=2, cutoff=0.8)
    if not near:
        return ""
    said = [f"{name} ({code})" for code, name in (_present()[each] for each in near)]
    return f"Did you mean {' or '.join(dict.fromkeys(said))}?"


@cache
def _present() -> dict[str, tuple[str, str]]:
    """Code and name of what is in use, by its loosest spelling."""
    found: dict[str, tuple[str, str]] = {}
    for each in places().values():
        if each.last is None and each.stated:
            for name in (each.name, *each.other_names):
                for part in name.split(" (", maxsplit=1)[0].split(" - "):
                    for form in forms(part):
                        found.setdefault(loose(form), (each.code, part))
    return found
