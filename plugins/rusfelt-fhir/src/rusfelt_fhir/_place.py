"""Elements of one resource, each of the type it must be, with what is wrong gathered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.reading import Gathered

__all__ = ["Place", "Problems", "extension", "extensions"]

_MOST = 1_000
_NOTHING: Mapping[str, Any] = {}


class Problems(Gathered):
    """The problems of one file; a file that is broken in itself is read no further."""

    def note(self, row: int, message: str, remedy: str = "", *, column: str | None = None) -> None:
        """Note one problem.

        Raises:
            ReadError: there are a thousand by now.
        """
        self.add(row, message, remedy, column=column)
        if self.count > _MOST:
            self.more = True
            raise self.error()

    def error(self) -> ReadError:
        """Everything found, as one error."""
        return super().error()


class Place:
    """One resource of a file, asked for its elements."""

    def __init__(self, problems: Problems, row: int) -> None:
        self.problems = problems
        self.row = row

    def note(self, message: str, remedy: str = "", *, column: str | None = None) -> None:
        """Note a problem of this resource."""
        self.problems.note(self.row, message, remedy, column=column)

    def part(self, of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """An element that has elements of its own; an empty one where it is not there."""
        value = of.get(name)
        if type(value) is dict:
            return value
        if value is not None:
            self.note(f"{name} is no object.", "Export FHIR R4.", column=name)
        return _NOTHING

    def parts(self, of: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        """The elements of a list of such; none where it is not there."""
        value = of.get(name)
        if value is None:
            return []
        if type(value) is list:
            for each in value:
                if type(each) is not dict:
                    break
            else:
                return value
        self.note(f"{name} is no list of objects.", "Export FHIR R4.", column=name)
        return []

    def text(self, of: Mapping[str, Any], name: str) -> str:
        """A text without blanks around it; empty where it is not there."""
        value = of.get(name)
        if type(value) is str:
            return value.strip()
        if value is not None:
            self.note(f"{name} is no text.", "Export FHIR R4.", column=name)
        return ""

    def number(self, of: Mapping[str, Any], name: str) -> float:
        """A finite number; ``nan`` where it is not there."""
        value = of.get(name)
        if value is None:
            return math.nan
        if type(value) is int or type(value) is float:
            try:
                found = float(value)
            except OverflowError:
                found = math.inf
            if math.isfinite(found):
                return found
            self.note(f"{name} is too large a number.", "Write a finite one.", column=name)
        else:
            self.note(f"{name} is no number.", "Write it without quotes.", column=name)
        return math.nan


def extensions(of: Any) -> list[Mapping[str, Any]]:
    """The extensions of an element, as far as they are what they should be."""
    listed = of.get("extension") if isinstance(of, Mapping) else None
    return [each for each in listed if type(each) is dict] if type(listed) is list else []


def extension(of: Any, url: str) -> Mapping[str, Any]:
    """The first extension of an element with this URL; empty where there is none."""
    return next((each for each in extensions(of) if each.get("url") == url), _NOTHING)
