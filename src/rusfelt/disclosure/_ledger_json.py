"""The text of a ledger, read strictly: what it does not know it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from rusfelt._identity import holds_identity_number
from rusfelt.errors import DomainError, Problem, did_you_mean

__all__ = ["SCHEMA", "records_in"]

SCHEMA = 1
_LISTED = 100
# As large as a table's counts may be.
_LARGEST = 10**12
_TABLE = ("name", "dimensions", "counts", "total", "years")
_TABLE_MAY = ("denominators", "impossible", "hierarchies")
_FIGURE = ("indicator",)
_FIGURE_MAY = ("unit", "group", "period", "value", "numerator", "denominator", "source")
_Made = TypeVar("_Made")


def records_in(
    text: str, table: Callable[..., _Made], figure: Callable[..., Any]
) -> tuple[list[_Made], list[Any], list[Problem]]:
    """The tables and figures of a ledger, and all that is wrong with it.

    Args:
        text: JSON.
        table: makes a table.
        figure: makes a figure.
    """
    reading = _Reading()
    raw = reading.parsed(text)
    if raw is None or not reading.keys(raw, "", ("schema", "tables", "figures")):
        return [], [], reading.problems
    if raw.get("schema") != SCHEMA or isinstance(raw.get("schema"), bool):
        reading.wrong("schema", f"is not {SCHEMA}.", "A newer rusfelt may have written it.")
    tables = [
        made
        for place, each in reading.items(raw, "tables")
        if (made := reading.table(each, place, table)) is not None
    ]
    figures = [
        made
        for place, each in reading.items(raw, "figures")
        if (made := reading.figure(each, place, figure)) is not None
    ]
    return tables, figures, reading.problems


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


class _Reading:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, place: str, message: str, remedy: str) -> None:
        # What is broken in a thousand places is broken in itself.
        if len(self.problems) < _LISTED:
            self.problems.append(Problem(place, message, remedy))

    def parsed(self, text: str) -> Mapping[str, Any] | None:
        again = "Take the file from a backup; rusfelt writes it, and nobody needs to mend it."
        try:
            raw = json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_number)
        except _TwiceError:
            self.wrong("", "A key stands twice.", again)
        except RecursionError:
            self.wrong("", "It is nested too deep.", again)
        except json.JSONDecodeError as error:
            self.wrong("", f"It is no JSON (line {error.lineno}).", again)
        except ValueError:
            self.wrong("", "It holds a number that is none.", again)
        else:
            if isinstance(raw, dict):
                return raw
            self.wrong("", "It is no object.", again)
        return None

    def keys(self, raw: object, place: str, must: Iterable[str], may: Iterable[str] = ()) -> bool:
        """Whether it is an object with these keys and no others."""
        if not isinstance(raw, dict):
            self.wrong(place, "is no object.", 'Write {"key": value}.')
            return False
        known = (*must, *may)
        before = len(self.problems)
        for key in raw:
            if key not in known:
                hint = did_you_mean(key, known) or f"It may have: {', '.join(known)}."
                self.wrong(_inside(place, _shown(key)), "is not known here.", hint)
        for key in must:
            if key not in raw:
                self.wrong(_inside(place, key), "is missing.", f"Add {key}.")
        return len(self.problems) == before

    def items(self, raw: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
        listed = raw[key]
        if not isinstance(listed, list):
            self.wrong(key, "is no list.", "Write [ … ].")
            return []
        return [(f"{key}[{number}]", each) for number, each in enumerate(listed)]

    def table(self, raw: Any, place: str, make: Callable[..., _Made]) -> _Made | None:
        if not self.keys(raw, place, _TABLE, _TABLE_MAY):
            return None
        before = len(self.problems)
        self.text(raw["name"], f"{place}.name")
        self.text(raw["total"], f"{place}.total")
        if type(raw["years"]) is not int or raw["years"] < 1:
            self.wrong(f"{place}.years", "is no whole number above zero.", "Write 1.")
        self.columns(raw["dimensions"], f"{place}.dimensions")
        for key in ("counts", "denominators"):
            if key in raw:
                self.each(raw[key], f"{place}.{key}", _count, "is no count.", "Write 3 or null.")
        if "impossible" in raw:
            where = f"{place}.impossible"
            self.each(raw["impossible"], where, _flag, "is neither true nor false.", "Write false.")
        self.levels(raw.get("hierarchies", {}), f"{place}.hierarchies")
        if len(self.problems) > before:
            return None
        told = {key: value for key, value in raw.items() if key not in _TABLE[:3]}
        if "impossible" in told:
            told["impossible"] = np.array(told["impossible"], dtype=np.bool_)
        return self.made(place, lambda: make(raw["name"], raw["dimensions"], raw["counts"], **told))

    def figure(self, raw: Any, place: str, make: Callable[..., Any]) -> Any:
        if not self.keys(raw, place, _FIGURE, _FIGURE_MAY):
            return None
        before = len(self.problems)
        for key, value in raw.items():
            if isinstance(value, str):
                self.text(value, f"{place}.{key}")
        if len(self.problems) > before:
            return None
        return self.made(place, lambda: make(**raw))

    def made(self, place: str, make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except DomainError as error:
            for each in error.problems:
                self.wrong(_inside(place, each.path), each.message, each.remedy)
            if not error.problems:
                self.wrong(place, str(error), "")
            return None

    def text(self, value: object, place: str) -> None:
        if not isinstance(value, str):
            self.wrong(place, "is no text.", 'Write "…".')
        elif holds_identity_number(value):
            fact = "holds what looks like a national identity number."
            self.wrong(place, fact, "Take it out; a ledger is about tables and never about people.")

    def each(
        self,
        listed: object,
        place: str,
        right: Callable[[object], bool],
        message: str,
        remedy: str,
    ) -> None:
        if not isinstance(listed, list):
            self.wrong(place, "is no list.", "Write [ … ].")
            return
        for number, value in enumerate(listed):
            if not right(value):
                self.wrong(f"{place}[{number}]", message, remedy)

    def columns(self, raw: object, place: str) -> None:
        if not isinstance(raw, dict):
            self.wrong(place, "is no object.", 'Write {"column": ["label", …]}.')
            return
        for name, column in raw.items():
            self.text(name, place)
            where = f"{place}.{_shown(name)}"
            self.each(column, where, _is_text, "is no text.", 'Write "…".')
            for number, label in enumerate(column if isinstance(column, list) else ()):
                if isinstance(label, str) and holds_identity_number(label):
                    self.text(label, f"{where}[{number}]")

    def levels(self, raw: object, place: str) -> None:
        if not isinstance(raw, dict):
            self.wrong(place, "is no object.", 'Write {"column": {"parent": ["child", …]}}.')
            return
        for name, under in raw.items():
            self.columns(under, f"{place}.{_shown(name)}")


def _inside(place: str, key: str) -> str:
    return ".".join(filter(None, (place, key)))


def _shown(key: str) -> str:
    return "…" if holds_identity_number(key) else key


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _count(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value <= _LARGEST)
