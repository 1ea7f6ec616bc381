"""What follows from ranges that lie in one another: subtracting one from the other gives the rest."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product

import attrs

from rusfelt.disclosure.ranges import range_of

__all__ = ["Rest", "Span", "covered", "overlapping", "rests"]

Span = tuple[int, int]
# Ranges of ranges follow from each other without end where many overlap; so often is looked.
_MOST_ROUNDS = 6


@attrs.frozen
class Rest:
    """A range is the sum of two others, or of one and of what lies on both sides of it.

    Attributes:
        whole: the wider range.
        part: one inside it.
        rest: what is left, as a range where it is one.
    """

    whole: Span
    part: Span
    rest: Span | None


def rests(spans: Iterable[Span]) -> list[Rest]:
    """Every sum that follows from ranges that are printed, and from those that follow from them.

    From 16-25 and 16-24 follows how many are 25; from 16-25 and 25-34 with 16-34 beside them too,
    although neither lies in the other.

    >>> [(r.whole, r.part, r.rest) for r in rests([(16, 24), (16, 25)])]
    [((16, 25), (16, 24), (25, 25))]
    """
    known = sorted(set(spans))
    printed = set(known)
    found: dict[Rest, None] = {}
    for _ in range(_MOST_ROUNDS):
        before = len(known)
        for whole, part in [pair for pair in product(known, known) if _inside(*pair)]:
            rest = _beside(whole, part)
            # Both parts give the same sum; it is said once.
            if rest is not None and Rest(whole, rest, part) not in found:
                found.setdefault(Rest(whole, part, rest))
            elif rest is None and {whole, part} <= printed:
                found.setdefault(Rest(whole, part, None))
            if rest is not None and rest not in known:
                known.append(rest)
        if len(known) == before:
            break
    # Where both sides of it are ranges that are known, the sum follows from the others.
    return [
        each
        for each in found
        if each.rest is not None
        or not {(each.whole[0], each.part[0] - 1), (each.part[1] + 1, each.whole[1])} <= set(known)
    ]


def _inside(whole: Span, part: Span) -> bool:
    return whole != part and whole[0] <= part[0] and part[1] <= whole[1]


def _beside(whole: Span, part: Span) -> Span | None:
    """What is left of a range, where that is one."""
    if part[0] == whole[0]:
        return part[1] + 1, whole[1]
    return (whole[0], part[0] - 1) if part[1] == whole[1] else None


def covered(span: Span, printed: Iterable[Span]) -> bool:
    """Whether printed ranges fill it without gap or overlap."""
    starts: dict[int, list[Span]] = {}
    for each in printed:
        if span[0] <= each[0] and each[1] <= span[1]:
            starts.setdefault(each[0], []).append(each)
    reached, waiting = {span[0]}, [span[0]]
    while waiting:
        for each in starts.get(waiting.pop(), ()):
            if each[1] + 1 not in reached:
                reached.add(each[1] + 1)
                waiting.append(each[1] + 1)
    return span[1] + 1 in reached


def overlapping(labels: Iterable[str]) -> bool:
    """Whether two ranges have numbers in common.

    >>> overlapping(["2015-2017", "2016-2018"]), overlapping(["16-24", "25+", "Nord"])
    (True, False)
    """
    spans = sorted(span for each in labels if (span := range_of(each)) is not None)
    return any(first[1] >= second[0] for first, second in pairwise(spans))
