"""Files that hold identity numbers are not read: not in an element we use, nor in any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.reading import file_refusal, holds_identity_number, may_hold_identity_number
from rusfelt_fhir.codes import NATIONAL_SYSTEMS

__all__ = ["Suspects", "held_in", "refusal", "refusal_of_text"]

_SYSTEM = "2.16.578.1.12.4.1.4."
# Letters of Latin-1 are often written so, and are neither digits nor what stands between digits.
_ESCAPE = re.compile(r"\\u(?!00[c-fC-F])")
# Neither a number, however it is written, nor the name of a system does without.
_SOME_DIGITS = re.compile(r"\d\d")
_TOO_LARGE = 10**11
_STRETCH = 2**17
_OVERLAP = 2**7
_FEWEST = 9
_SMALLEST = 10**9
# Names of elements that are met all the time.
_SAFE = frozenset(
    [
        "answer",
        "code",
        "coding",
        "display",
        "entry",
        "extension",
        "fullUrl",
        "id",
        "item",
        "linkId",
        "reference",
        "resource",
        "resourceType",
        "status",
        "subject",
        "system",
        "text",
        "url",
        "value",
        "valueCoding",
        "valueInteger",
    ]
)


class Suspects:
    """Which stretches of a JSON text are worth looking at value by value.

    Never none where a number is held; digests and UUIDs have rows of digits by chance, too.
    """

    def __init__(self, text: str) -> None:
        # A number is far shorter than the overlap, so that each stands whole in some stretch.
        pieces = range(0, len(text), _STRETCH)
        self._found = [_may_hold(text[at : at + _STRETCH + _OVERLAP]) for at in pieces]

    def __bool__(self) -> bool:
        return True in self._found

    def between(self, start: int, end: int) -> bool:
        """Whether something from one place in the text to another is worth looking at."""
        return True in self._found[start // _STRETCH : end // _STRETCH + 1]


def _may_hold(text: str) -> bool:
    if _ESCAPE.search(text):
        return True
    if not _SOME_DIGITS.search(text):
        return False
    if _SYSTEM in text:
        return True
    return may_hold_identity_number(text)


def held_in(value: Any) -> list[str]:
    """Where in a document such numbers stand, as ``subject.identifier.value``."""
    # Nearly always nowhere, which is seen sooner without naming every place.
    return list(_places(value)) if _is_anywhere(value) else []


def _is_anywhere(value: Any) -> bool:
    left = [value]
    while left:
        each = left.pop()
        if type(each) is dict:
            if _is_meant(each) or any(map(holds_identity_number, each.keys() - _SAFE)):
                return True
            left += each.values()
        elif type(each) is list:
            left += each
        elif type(each) is str:
            if len(each) >= _FEWEST and holds_identity_number(each):
                return True
        elif each is not None and each >= _SMALLEST and holds_identity_number(_as_text(each)):
            return True
    return False


def _is_meant(part: dict[str, Any]) -> bool:
    """Whether an object is an identifier that is meant to be one, whatever stands in it."""
    system = part.get("system")
    return type(system) is str and system in NATIONAL_SYSTEMS and bool(part.get("value"))


def _places(value: Any) -> Iterator[str]:
    left: list[tuple[str, Any]] = [("", value)]
    while left:
        place, each = left.pop()
        if type(each) is dict:
            if _is_meant(each):
                yield _joined(place, "value")
            for key, inner in each.items():
                if holds_identity_number(key):
                    yield place
                left.append((_joined(place, key), inner))
        elif type(each) is list:
            left += [(place, inner) for inner in each]
        elif holds_identity_number(_as_text(each)):
            yield place


def refusal(spots: list[tuple[int, str]], file: str) -> ReadError:
    """What to raise where numbers are held; each spot is a row and a place in it."""
    return file_refusal(sorted(set(spots)), file, cells=False)


def refusal_of_text(text: str, file: str) -> ReadError | None:
    """What to raise where a text that is no JSON holds such numbers."""
    held = [
        (number, None)
        for number, line in enumerate(text.split("\n"), 1)
        if holds_identity_number(line)
    ]
    return file_refusal(held, file, cells=False) if held else None


def _joined(place: str, key: str) -> str:
    if holds_identity_number(key):
        key = "#"
    return f"{place}.{key}" if place else key


def _as_text(value: Any) -> str:
    """A text as it is, and a number as eleven digits write it, if they can."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and 0 < value < _TOO_LARGE and value == int(value):
        return f"{value:.0f}"
    return ""
