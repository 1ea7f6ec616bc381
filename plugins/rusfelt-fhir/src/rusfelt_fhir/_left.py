"""What of a FHIR resource has no place in a plan of ours, listed by its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["Left", "LeftOver"]


@attrs.frozen
class LeftOver:
    """One element that is not in the plan.

    Attributes:
        place: where it stands, such as ``Goal[0].target[1].dueDuration``; the first is number 0.
        why: what is in the way. Neither says what stands there.
    """

    place: str
    why: str

    def __str__(self) -> str:
        """Place and reason on one line."""
        return f"{self.place}: {self.why}"


class Left:
    """Elements without a place, gathered on the way."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def note(self, place: str, why: str) -> None:
        """One element."""
        self._found.setdefault(place, why)

    def rest(
        self,
        place: str,
        element: Mapping[str, Any],
        taken: Mapping[str, type],
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Every element inside another that was not taken.

        Args:
            place: of the other.
            element: the same.
            taken: name → the JSON type of what was: ``str``, ``dict``, or ``list`` of objects.
            reasons: name → why it was not, where more can be said than that it has no place.
        """
        for name, value in element.items():
            if name not in taken:
                why = (reasons or {}).get(name, "a plan here has no place for it")
                self.note(f"{place}.{name}", why)
            elif not _is(value, taken[name]):
                self.note(f"{place}.{name}", "it is not of the type FHIR R4 gives it")

    def listed(self) -> list[LeftOver]:
        """All of them, in the order they were met."""
        return [LeftOver(place, why) for place, why in self._found.items()]


def _is(value: Any, wanted: type) -> bool:
    if wanted is list:
        return type(value) is list and all(type(each) is dict for each in value)
    return isinstance(value, wanted)
