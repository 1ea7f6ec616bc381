"""Whether an object contradicts itself, asked even where some of its values are wrong.

A class of the domain checks its fields against each other last, so one wrong field would hide
what the others say. Here the check runs on what is known; a complaint counts only where it would
stand whatever the wrong fields were meant to be.
"""

from __future__ import annotations

import itertools
import re
from enum import EnumType
from typing import TYPE_CHECKING, Any

import attrs

from rusfelt.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["contradiction"]

_KEYS = frozenset({"id", "indicator"})


def contradiction(
    cls: type, values: Mapping[str, Any], wrong: Mapping[str, Any]
) -> tuple[str, str] | None:
    """The field and the words of what contradicts itself, or ``None``.

    Args:
        cls: the class of the object.
        values: the fields that are right, defaults included.
        wrong: the fields that are missing or wrong, each with the type it should have.
    """
    check = getattr(cls, "__attrs_post_init__", None)
    if check is None:
        return None
    found: tuple[str, str] | None = None
    for guess in itertools.product(*(_meanings(cls, name, kind) for name, kind in wrong.items())):
        trial = _Trial({**values, **dict(zip(wrong, guess, strict=True))})
        try:
            check(trial)
        except DomainError as error:
            found = found or (_field(trial.seen, str(error)), str(error))
        except (AttributeError, TypeError):
            return None  # The check needs the wrong field itself: it can wait until that is mended.
        else:
            return None
    return None if found is None or found[0] in wrong else found


def _meanings(cls: type, name: str, kind: object) -> Iterable[Any]:
    """What a wrong field may have been meant to be: any word of its list, or something unknown."""
    if not isinstance(kind, EnumType):
        return (_Unknown(),)
    default = getattr(attrs.fields_dict(cls)[name], "default", attrs.NOTHING)
    words: list[Any] = list(kind)
    return words if default is attrs.NOTHING or default in words else [*words, default]


def _field(seen: list[str], message: str) -> str:
    """The field a complaint is about: the first it names, else the last one looked at."""
    looked_at = [name for name in seen if name not in _KEYS] or ["id"]
    for name in re.findall(r"\w+", message):
        if name in looked_at:
            return str(name)
    return looked_at[-1]


class _Trial:
    """Stands in for the object and remembers which fields the check looked at."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.seen: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.seen.append(name)
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None


class _Unknown:
    """A value nothing is known about: it is there, and holds no comparison."""

    def _no(self, other: object) -> bool:  # noqa: ARG002 - the signature of a comparison
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no
