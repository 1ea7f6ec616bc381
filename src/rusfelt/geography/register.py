"""Every place that has had a code of its own, with its names and its years."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.errors import UnknownNameError

__all__ = ["LEVELS", "Place", "codes_in", "data", "place", "places"]

LEVELS = ("country", "county", "municipality", "district")


@attrs.frozen
class Place:
    """A country, county (fylke), municipality (kommune) or district (bydel) under one code.

    Attributes:
        code: as text, with its leading zero: ``03``, ``0301``, ``030108``.
        name: the name in Norwegian, as Statistics Norway writes it.
        level: country, county, municipality or district.
        parent: code of the place it lies in; empty for the country.
        first: the first year the code was in use; ``None`` when that was before the lists begin.
        last: the last year it was in use; ``None`` while it still is.
        other_names: further names, such as those in Sami.
        stated: false for the codes of those whose municipality or district is not known.
        council: false for a district that has no council of its own, such as Oslo's Marka.
    """

    code: str
    name: str
    level: str
    parent: str
    first: int | None = None
    last: int | None = None
    other_names: tuple[str, ...] = ()
    stated: bool = True
    council: bool = True

    def __str__(self) -> str:
        """Code and name, as messages have them."""
        return f"{self.code} {self.name}"

    def valid_in(self, year: int) -> bool:
        """Whether the code was in use in a year; years to come are taken for like the last one.

        >>> place("5001").valid_in(2017), place("5001").valid_in(2018)
        (False, True)
        """
        return (self.first is None or self.first <= year) and (
            self.last is None or year <= self.last
        )


def place(code: str) -> Place:
    """The place under a code, past or present.

    Args:
        code: text with its leading zero, such as ``0301``.

    Raises:
        UnknownNameError: there is no such code.

    >>> place("1601")
    Place(code='1601', name='Trondheim', level='municipality', parent='16', first=None, last=2017, other_names=(), stated=True, council=True)
    """
    found = places().get(code)
    if found is None:
        raise UnknownNameError("place", code, places())
    return found


def codes_in(year: int, level: str) -> tuple[str, ...]:
    """The codes in use in a year, in order, without those for "not stated".

    Args:
        year: from 2002; for districts from 2004.
        level: country, county, municipality or district.

    Raises:
        UnknownNameError: there is no such level.

    >>> len(codes_in(2019, "municipality")), len(codes_in(2024, "municipality"))
    (422, 357)
    """
    if level not in LEVELS:
        raise UnknownNameError("level", level, LEVELS)
    return tuple(
        each.code
        for each in places().values()
        if each.level == level and each.stated and each.valid_in(year)
    )


@cache
def data(name: str) -> Mapping[str, Any]:
    """One of the lists beside this file."""
    return tomllib.loads((files("rusfelt.geography") / f"{name}.toml").read_text("utf-8"))


@cache
def places() -> Mapping[str, Place]:
    """Every place, past or present, by its code and in order of code.

    >>> [each.name for each in places().values() if each.parent == "1103"][:2]
    ['Hundvåg', 'Tasta']
    """
    years = _municipality_years()
    found = [*_municipalities(years), *_districts(years), *_counties(years), *_country()]
    return MappingProxyType({each.code: each for each in sorted(found, key=_code)})


def _code(known: Place) -> str:
    return known.code


def _named(lines: Iterable[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for line in lines:
        code, names = line.split(" ", 1)
        name, *others = names.split(" | ")
        yield code, name, tuple(others)


def _municipality_years() -> dict[str, tuple[int | None, int | None]]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for each in data("changes")["years"]:
        sides = [move.split(" > ") for move in each["moves"]]
        old = {code for olds, _ in sides for code in olds.split()}
        new = {new for _, new in sides}
        last |= dict.fromkeys(old - new, each["year"] - 1)
        first |= dict.fromkeys(new - old, each["year"])
    codes = [line.split(" ", 1)[0] for line in data("kommuner")["kommuner"]]
    return {code: (first.get(code), last.get(code)) for code in codes}


def _municipalities(years: Mapping[str, tuple[int | None, int | None]]) -> Iterator[Place]:
    lists = data("kommuner")
    for code, name, others in _named(lists["kommuner"]):
        yield Place(code, name, "municipality", code[:2], *years[code], others)
    for code, name, others in _named(lists["unstated"]):
        yield Place(code, name, "municipality", "0", other_names=others, stated=False)


def _districts(years: Mapping[str, tuple[int | None, int | None]]) -> Iterator[Place]:
    lists = data("bydeler")
    since = {code: each["year"] for each in lists["since"] for code in each["codes"]}
    for stated, lines in ((True, lists["bydeler"]), (False, lists["unstated"])):
        for code, name, others in _named(lines):
            first, last = years[code[:4]]
            began = since.get(code, max(first or 0, lists["first"]))
            council = code not in lists["without_council"]
            yield Place(code, name, "district", code[:4], began, last, others, stated, council)


def _counties(years: Mapping[str, tuple[int | None, int | None]]) -> Iterator[Place]:
    for code, name, others in _named(data("fylker")["fylker"]):
        own = [span for each, span in years.items() if each[:2] == code]
        firsts = [first for first, _ in own]
        lasts = [last for _, last in own]
        began = None if None in firsts else min(each for each in firsts if each)
        ended = None if None in lasts else max(each for each in lasts if each)
        yield Place(code, name, "county", "0", began, ended, others)


def _country() -> Iterator[Place]:
    for code, name, others in _named(data("fylker")["country"]):
        yield Place(code, name, "country", "" if code == "0" else "0", other_names=others)
