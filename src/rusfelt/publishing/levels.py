"""Which labels are parts of which: months of a year, districts of a city, ages of a wider age."""

from __future__ import annotations

from collections.abc import Iterable

from rusfelt.disclosure.ranges import partitions
from rusfelt.domain import Period

__all__ = ["levels_of_periods", "levels_of_places", "levels_of_ranges"]

_Levels = dict[str, tuple[str, ...]]


def levels_of_periods(labels: Iterable[str]) -> _Levels:
    """Periods with the longest other periods that lie in them, whether or not these fill them.

    >>> levels_of_periods(["2020", "2020-Q1", "2020-Q2", "2020-01", "2020-07"])
    {'2020': ('2020-07', '2020-Q1', '2020-Q2'), '2020-Q1': ('2020-01',)}
    """
    known = {each: Period.parse(each) for each in set(labels) if each[:1].isdigit()}
    inside = {
        text: [
            each
            for each, period in known.items()
            if each != text and whole.start <= period.start and period.end <= whole.end
        ]
        for text, whole in known.items()
    }
    return {
        text: tuple(
            sorted(each for each in parts if not any(each in inside[other] for other in parts))
        )
        for text, parts in sorted(inside.items())
        if parts
    }


def levels_of_places(labels: Iterable[str], area: str | None) -> _Levels:
    """Places with those right under them: by their codes, else the plan's area with all others.

    >>> levels_of_places(["0301", "030101", "030102"], "0301")
    {'0301': ('030101', '030102')}
    >>> levels_of_places(["Oslo", "Frogner", "Sagene"], "Oslo")
    {'Oslo': ('Frogner', 'Sagene')}
    """
    known = sorted(set(labels))
    under: dict[str, list[str]] = {}
    for each in known:
        above = [other for other in known if other != each and _holds(other, each)]
        parent = max(above, key=len, default=None)
        if parent is None and area in known and each != area and not _both_codes(area, each):
            parent = area
        if parent is not None:
            under.setdefault(parent, []).append(each)
    return {parent: tuple(parts) for parent, parts in under.items()}


def levels_of_ranges(labels: Iterable[str]) -> _Levels:
    """Ages with the narrower ages that fill them."""
    return partitions(sorted(set(labels)))


def _holds(outer: str, inner: str) -> bool:
    """Whether one place lies in another, by a code that begins with the other or a path."""
    return (_both_codes(outer, inner) and inner.startswith(outer)) or inner.startswith(f"{outer}/")


def _both_codes(one: str | None, other: str) -> bool:
    return one is not None and one.isdigit() and other.isdigit()
