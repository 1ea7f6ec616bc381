"""Labels that are ranges of whole numbers, such as ages and years, and which lie in which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

__all__ = ["nested_ranges", "partitions", "range_of"]

# 16-24, 16–24, 70+, 2019: the last stands for itself.
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4})|\s*(\+))?")
_ENDLESS = 10**6


def range_of(label: str) -> tuple[int, int] | None:
    """First and last whole number of a label; ``None`` where it is no range.

    >>> range_of("16-24"), range_of("70+"), range_of("Nord")
    ((16, 24), (70, 1000000), None)
    """
    found = _RANGE.fullmatch(label.strip())
    if found is None:
        return None
    first = int(found[1])
    if found[3]:
        return first, _ENDLESS
    last = int(found[2]) if found[2] else first
    return (first, last) if first <= last else None


def nested_ranges(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of an inner and an outer label, where the first lies inside the second.

    Whoever subtracts the inner figure from the outer one has the figure of what lies between, so
    16–24 and 16–25 together tell who is 25.

    >>> nested_ranges(["16-24", "16-25", "Total"])
    [('16-24', '16-25')]
    """
    known = [(each, span) for each in labels if (span := range_of(each)) is not None]
    return [
        (inner, outer)
        for inner, (low, high) in known
        for outer, (least, most) in known
        if (least, most) != (low, high) and least <= low and high <= most
    ]


def partitions(labels: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Ranges that others fill without gap or overlap → those others.

    >>> partitions(["18-24", "25-29", "18-29", "30-39"])
    {'18-29': ('18-24', '25-29')}
    """
    listed = list(labels)
    inside: dict[str, list[str]] = {}
    for inner, outer in nested_ranges(listed):
        inside.setdefault(outer, []).append(inner)
    found = {}
    for outer, several in inside.items():
        deeper = {inner for each in several for inner in inside.get(each, ())}
        parts = sorted((each for each in several if each not in deeper), key=_first)
        spans = [span for each in parts if (span := range_of(each)) is not None]
        whole = range_of(outer)
        joined = all(a[1] + 1 == b[0] for a, b in pairwise(spans))
        if whole is not None and joined and (spans[0][0], spans[-1][1]) == whole:
            found[outer] = tuple(parts)
    return found


def _first(label: str) -> tuple[int, int]:
    return range_of(label) or (0, 0)
