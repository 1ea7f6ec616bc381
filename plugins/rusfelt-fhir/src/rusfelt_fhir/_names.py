"""Whose a resource is: one name for everybody, whichever way the file names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from rusfelt_fhir._place import Place, Problems

__all__ = ["Names"]

_RELATIVE = re.compile(r"([A-Z][A-Za-z]*)/([A-Za-z0-9\-.]{1,64})")
_HISTORY = re.compile(r"/_history/[^/]*$")


@attrs.frozen
class _Named:
    row: int
    reference: str
    system: str
    value: str

    @property
    def is_there(self) -> bool:
        return bool(self.reference or self.value)


class Names:
    """Subjects of a file, gathered first and named at the end, when all of them are known."""

    def __init__(self, problems: Problems, column: str) -> None:
        self._problems = problems
        self._column = column
        self._named: list[_Named] = []

    def __len__(self) -> int:
        return len(self._named)

    def add(self, place: Place, resource: Mapping[str, Any], *elements: str) -> None:
        """Take the first of some elements that is there."""
        for element in elements:
            if element in resource:
                self._named.append(_named(place, resource, element))
                return
        self._named.append(_Named(place.row, "", "", ""))

    def again(self) -> None:
        """A further row of the same resource."""
        self._named.append(self._named[-1])

    def names(self, guessed: dict[str, str]) -> list[str]:
        """One name a row, empty where the resource names nobody."""
        there = [each for each in self._named if each.is_there]
        if all(each.reference for each in there):
            return self._references(guessed)
        if all(each.value for each in there):
            return self._identifiers(guessed)
        for each in there:
            if not each.reference:
                self._problems.note(
                    each.row,
                    "This resource names somebody by an identifier, and others do so by a "
                    "reference, so that one person could have two names.",
                    "Give all of them a reference.",
                    column=self._column,
                )
        return [""] * len(self._named)

    def _references(self, guessed: dict[str, str]) -> list[str]:
        texts = [_HISTORY.sub("", each.reference) for each in self._named]
        found = {text: _RELATIVE.fullmatch(text) for text in set(texts) if text}
        kinds = {each[1] if each else "" for each in found.values()}
        if len(kinds) != 1 or "" in kinds:
            return texts
        (kind,) = kinds
        guessed[self._column] = f"the id in the reference, without {kind}/"
        ids = {text: each[2] for text, each in found.items() if each}
        return [ids.get(text, "") for text in texts]

    def _identifiers(self, guessed: dict[str, str]) -> list[str]:
        systems = {each.system for each in self._named if each.is_there}
        if not systems:
            return [""] * len(self._named)
        if len(systems) == 1:
            guessed[self._column] = "the value of the identifier, whose system is always the same"
            return [each.value for each in self._named]
        guessed[self._column] = "system and value of the identifier, since there are several"
        return [f"{each.system}|{each.value}" if each.is_there else "" for each in self._named]


def _named(place: Place, resource: Mapping[str, Any], element: str) -> _Named:
    subject = place.part(resource, element)
    reference = place.text(subject, "reference")
    identifier = place.part(subject, "identifier")
    if reference.startswith("#"):
        # Such a name means something in this resource alone.
        inside = place.parts(resource, "contained")
        held = next((each for each in inside if each.get("id") == reference[1:]), {})
        listed = place.parts(held, "identifier")
        reference, identifier = "", listed[0] if listed else identifier
    system, value = place.text(identifier, "system"), place.text(identifier, "value")
    if not reference and not value and subject:
        place.note(
            f"{element} has neither a reference nor an identifier with a value.",
            "Words alone do not tell people or places apart; export references.",
            column=element,
        )
    return _Named(place.row, reference, system, value)
