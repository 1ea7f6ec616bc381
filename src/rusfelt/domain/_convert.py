"""Converters and checks shared by the domain's values: strict, and never guessing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rusfelt.domain.period import Period, to_date
from rusfelt.errors import DomainError, did_you_mean

if TYPE_CHECKING:
    import attrs

_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")
_ID = re.compile(r"[^\s/]+")


def _called(kind: type) -> str:
    """A class as a sentence calls it: ``a threshold kind``."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def word(words: type[_Word], value: object) -> _Word:
    """One word of a closed list."""
    for each in words:
        if value == each:
            return each
    known = [str(each) for each in words]
    hint = did_you_mean(str(value), known) or f"Use one of: {', '.join(known)}."
    msg = f"{value!r} is not {_called(words)}. {hint}"
    raise DomainError(msg)


def texts(value: object) -> tuple[str, ...]:
    """A tuple of strings; one string is refused, since its letters would become the items."""
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        msg = f"{value!r} is not a list. Write it in brackets: [{value!r}]."
        raise DomainError(msg)
    items = tuple(value)
    for item in items:
        if not isinstance(item, str):
            msg = f"{item!r} in a list of names is no text. Write it in quotes."
            raise DomainError(msg)
    return items


def values_of(kind: type[_Value], value: object) -> tuple[_Value, ...]:
    """A tuple of one kind of value."""
    if isinstance(value, (str, Mapping, kind)) or not isinstance(value, Iterable):
        msg = f"A list of {kind.__name__} was expected, not {type(value).__name__}."
        raise DomainError(msg)
    items = tuple(value)
    for item in items:
        if not isinstance(item, kind):
            msg = f"A {kind.__name__} was expected in the list, not {type(item).__name__}."
            raise DomainError(msg)
    return items


def first_day(value: object) -> date:
    """A date, or the first day of a period."""
    return to_date(value)


def last_day(value: object) -> date:
    """A date, or the last day of a period: ``due = "2024"`` leaves the whole year."""
    return to_date(value, end=True)


def period_text(value: object) -> str:
    """The canonical text of a period."""
    return Period.parse(value).text


def number(value: object) -> float:
    """A finite number; text and booleans are refused rather than read as one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        # numpy's scalars answer to float() but are not floats in their own right.
        if isinstance(value, np.generic):
            return number(value.item())
        msg = f"{value!r} is not a number. Write it without quotes."
        raise DomainError(msg)
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        msg = "A number here is infinite, undefined or too large. Write a finite number."
        raise DomainError(msg)
    return found


def whole(value: object) -> int:
    """A whole number, zero or more."""
    found = number(value)
    if found != int(found) or found < 0:
        msg = f"{value!r} is no whole number. Write 0, 1, 2 and so on."
        raise DomainError(msg)
    return int(found)


def flag(value: object) -> bool:
    """True or false, and nothing that only looks like it."""
    if not isinstance(value, bool):
        msg = f"{value!r} is neither true nor false. Write true or false without quotes."
        raise DomainError(msg)
    return value


def text(value: object) -> str:
    """Text, and nothing that would have to be turned into it."""
    if not isinstance(value, str):
        msg = f"{value!r} is not text. Write it in quotes."
        raise DomainError(msg)
    return str(value)


def identifier(instance: Any, attribute: attrs.Attribute[Any], value: object) -> None:  # noqa: ARG001 - attrs calls it so
    """An id is text without spaces or slashes, since ids are keys and parts of paths."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        msg = (
            f"{value!r} is not an id of {_called(type(instance))}. "
            "Use text without spaces or slashes."
        )
        raise DomainError(msg)
