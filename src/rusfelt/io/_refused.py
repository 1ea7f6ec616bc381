"""A value a plan file may not have, in the words of the file and not of Python."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import attrs

from rusfelt.domain import Plan
from rusfelt.errors import DomainError, did_you_mean

__all__ = [
    "RefusedError",
    "has_time",
    "no_list",
    "no_table",
    "no_text",
    "refused",
    "unknown_key",
]

_REMEDY = re.compile(r"(?<=\.) (?=(?:Write|Use|Add|Did|Set|Give|Name|Turn|Take) )")
_LONGEST = 60


class RefusedError(DomainError):
    """One value that cannot stand: the fact and the remedy apart."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} {remedy}")


def refused(
    error: Exception | str, value: object, remedy: str = "", *, fallback: str = "Mend the value."
) -> RefusedError:
    """What to raise for a value, given what its class had to say about it.

    Args:
        error: the fact, or the exception that states it, with or without a remedy of its own.
        value: what the file says.
        remedy: what would put it right, where the caller knows better.
        fallback: the remedy where neither says one.
    """
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, (RecursionError, OverflowError)) or (
        isinstance(error, ValueError) and not isinstance(error, DomainError)
    ):
        return RefusedError("the value is too large or nested too deeply.", "Write a plain value.")
    message, shown = str(error), _shown(value)
    start = 0
    if repr(value) in message:
        start = message.index(repr(value)) + len(shown)
        message = message.replace(repr(value), shown)
    cut = _REMEDY.search(message, start)
    if cut and not remedy:
        message, remedy = message[: cut.start()], message[cut.end() :]
    return RefusedError(message, remedy or fallback)


def no_list(value: object, remedy: str = "Write it in brackets: […].") -> RefusedError:
    """What to raise for a value where a list belongs."""
    return RefusedError(f"{_shown(value)} is not a list.", remedy)


def no_table(value: object, cls: type) -> RefusedError:
    """What to raise for a value where a table belongs."""
    kind = cls.__name__.lower()
    return RefusedError(
        f"{_shown(value)} is not a table.", f"Write the {kind} as a table of keys and values."
    )


def no_text(value: object) -> RefusedError:
    """What to raise for a value where text belongs."""
    return RefusedError(f"{_shown(value)} is not text.", "Write it in quotes.")


def has_time(value: object) -> RefusedError:
    """What to raise for a date with a time of day, or a time alone."""
    return RefusedError(f"{_shown(value)} has a time of day.", "Write the day alone: 2024-12-31.")


def unknown_key(key: str, cls: type) -> tuple[str, str]:
    """Fact and remedy for a key the class does not have."""
    kind = cls.__name__.lower()
    known = [field.name for field in attrs.fields(cls)]
    of_plan = [field.name for field in attrs.fields(Plan)]
    if cls is Plan:
        known.append("schema")
    remedy = did_you_mean(key, known)
    if not remedy and key in of_plan:
        remedy = f"It belongs to the plan: move {key} to the top, above the first [[…]]."
    article = "an" if kind[0] in "aeiou" else "a"
    return (
        f"{article} {kind} has no key {_shown(key)}.",
        remedy or f"The keys are: {', '.join(known)}.",
    )


def _shown(value: object) -> str:
    """A value as the file writes it, short enough for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return "a table"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
