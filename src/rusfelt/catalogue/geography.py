"""Places by code: Oslo, its districts, and the areas above them that the figures name."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from rusfelt.errors import UnknownNameError

__all__ = ["Place", "place", "places"]


@attrs.frozen
class Place:
    """One place.

    Attributes:
        code: the key, as text: ``030108`` keeps its leading zero.
        name: the name in Norwegian.
        level: country, part-of-country, county, municipality, district,
            district-without-council or unknown-district.
        parent: code of the place it lies in; empty for the country.
        other_names: other spellings met in files. One may belong to several places.
    """

    code: str
    name: str
    level: str
    parent: str = ""
    other_names: tuple[str, ...] = ()


@cache
def places() -> tuple[Place, ...]:
    """Every shipped place, from the country down to the districts in order of code.

    >>> sum(each.level == "district" for each in places())
    15
    """
    text = (files("rusfelt.catalogue") / "geography.toml").read_text("utf-8")
    return tuple(_place(each) for each in tomllib.loads(text)["places"])


def place(code: str) -> Place:
    """The place with a code.

    Args:
        code: such as ``0301`` or ``030108``, with its leading zero.

    Raises:
        UnknownNameError: no shipped place has that code.

    >>> place("030108").name
    'Nordre Aker'
    """
    found = _by_code().get(code)
    if found is None:
        raise UnknownNameError("place", code, _by_code())
    return found


@cache
def _by_code() -> dict[str, Place]:
    return {each.code: each for each in places()}


def _place(row: dict[str, Any]) -> Place:
    return Place(**{**row, "other_names": tuple(row.get("other_names", ()))})
