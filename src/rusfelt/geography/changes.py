"""What became of codes: which were only renumbered, which were merged, which divided.

Everything follows from the changes of whole municipalities that Statistics Norway publishes; a
county changes as its municipalities do. A code is followed to a new one only where the place got
another number and nothing else. A part is never read as the whole, and a whole never as a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from rusfelt.geography.register import Place, data, place, places

__all__ = ["Break", "Change", "breaks", "change_of", "current_code", "lineage", "whole_from"]


@attrs.frozen
class Change:
    """What became of a code that is no longer in use.

    Attributes:
        code: the code that ended.
        year: the first year without it.
        kind: ``renumbered`` (the same place under another number), ``merged`` (it became part of
            something larger) or ``divided`` (it went into more than one).
        into: the codes it went into.
        beside: the other codes that went, or partly went, into the same.
    """

    code: str
    year: int
    kind: str
    into: tuple[str, ...]
    beside: tuple[str, ...] = ()


@attrs.frozen
class Break:
    """A code that stayed while its area did not.

    Attributes:
        code: the code.
        year: the first year of the new area.
        what: what happened, as a clause for a sentence.
        small: whether no more than a border moved.
    """

    code: str
    year: int
    what: str
    small: bool = False


def change_of(code: str) -> Change | None:
    """What became of a code, or ``None`` while it is in use, or where no source tells.

    Args:
        code: of a county or municipality. Nothing is known of what became of districts.

    Returns:
        The first change after which the code was no longer used.

    Raises:
        UnknownNameError: there is no such code.

    >>> change_of("1601").kind, change_of("0602").kind, change_of("1850").kind
    ('renumbered', 'merged', 'divided')
    >>> change_of("0602").into, change_of("0602").beside
    (('3005',), ('0625', '0711'))
    """
    return _changes().get(place(code).code)


def current_code(code: str) -> str:
    """The code a place has now, where nothing but its number has changed; else the code itself.

    >>> current_code("0101"), current_code("1601"), current_code("0602")
    ('3101', '5001', '0602')
    """
    return lineage(code)[-1]


@cache
def lineage(code: str) -> tuple[str, ...]:
    """A code and those that followed it by renumbering alone, in order of time.

    >>> lineage("0101")
    ('0101', '3001', '3101')
    """
    found = [code]
    while (change := _changes().get(found[-1])) and change.kind == "renumbered":
        found.append(change.into[0])
    return tuple(found)


@cache
def whole_from(code: str) -> frozenset[str]:
    """Every later code that some of the place lies in now or lay in once.

    >>> sorted(whole_from("1534"))
    ['1507', '1508', '1580']
    """
    change = _changes().get(code)
    if change is None:
        return frozenset()
    return frozenset(change.into).union(*(whole_from(each) for each in change.into))


def breaks(code: str) -> tuple[Break, ...]:
    """When the area under a code, or under those it was renumbered from, became another one.

    Small moves of a border are among them only where Statistics Norway's notes tell of them.

    >>> [each.year for each in breaks("5001")]
    [2020]
    """
    return tuple(sorted(_breaks()[current_code(code)], key=lambda each: each.year))


def _moves() -> Iterator[tuple[int, dict[str, set[str]], dict[str, set[str]]]]:
    """Year by year: where each old code went, and where each new one came from."""
    for each in data("changes")["years"]:
        into = defaultdict[str, set[str]](set)
        out_of = defaultdict[str, set[str]](set)
        for move in each["moves"]:
            olds, new = move.split(" > ")
            for old in olds.split():
                into[old].add(new)
                out_of[new].add(old)
        yield each["year"], into, out_of


@cache
def _changes() -> Mapping[str, Change]:
    found: dict[str, Change] = {}
    for year, into, out_of in _moves():
        for old in into:
            if place(old).last == year - 1:
                found[old] = _change(old, year, into, out_of)
        county_into, county_out_of = _of_counties(year, into)
        for old in county_into:
            if place(old).last == year - 1:
                found[old] = _change(old, year, county_into, county_out_of)
    return found


def _change(
    code: str, year: int, into: Mapping[str, set[str]], out_of: Mapping[str, set[str]]
) -> Change:
    new = into[code]
    beside = set[str]().union(*(out_of[each] for each in new)) - {code}
    kind = "divided" if len(new) > 1 else "merged" if beside else "renumbered"
    return Change(code, year, kind, tuple(sorted(new)), tuple(sorted(beside)))


def _of_counties(
    year: int, into: Mapping[str, set[str]]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The same for counties, those that lost or gained nothing included."""
    county_into = defaultdict[str, set[str]](set)
    county_out_of = defaultdict[str, set[str]](set)
    for each in _stated("municipality"):
        if each.valid_in(year - 1):
            for new in into.get(each.code, {each.code}):
                county_into[each.code[:2]].add(new[:2])
                county_out_of[new[:2]].add(each.code[:2])
    return county_into, county_out_of


def _stated(level: str) -> list[Place]:
    return [each for each in places().values() if each.level == level and each.stated]


@cache
def _breaks() -> Mapping[str, list[Break]]:
    found = defaultdict[str, list[Break]](list)
    for year, into, out_of in _moves():
        for new, olds in out_of.items():
            if new in olds and len(olds) > 1:
                others = _and(sorted(olds - {new}))
                found[current_code(new)].append(Break(new, year, f"{others} went into it"))
        for old, news in into.items():
            for new in news:
                _crossing(old, new, year, found)
    for each in data("changes")["borders"]:
        what = f"the border between {_and(each['codes'])} was moved"
        for code in each["codes"]:
            found[current_code(code)].append(Break(code, each["year"], what, small=True))
    return found


def _crossing(old: str, new: str, year: int, found: Mapping[str, list[Break]]) -> None:
    """A municipality that changed county is a break for each county that went on."""
    if old[:2] == new[:2]:
        return
    for code, way in ((old[:2], "left"), (new[:2], "joined")):
        if place(code).valid_in(year - 1) and place(code).valid_in(year):
            found[code].append(Break(code, year, f"{place(old)} {way} it"))


def _and(codes: list[str]) -> str:
    said = [str(place(each)) for each in codes]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
