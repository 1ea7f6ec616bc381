"""Which means and drawings of people's scores may stand beside each other."""

from __future__ import annotations

import math

import attrs

from rusfelt.evaluation.people.groups import Cell, PeopleGroups, Step

__all__ = ["Sizes", "drawings"]


@attrs.define
class Sizes:
    """Groups whose means are shown; a further one must differ by nobody or by enough.

    Attributes:
        fewest: people in a group, or in the difference of two.
        known: sizes of those shown.
        others: sizes of other groups of the same people whose means are shown.
        only: whether no other size than the first is shown.
    """

    fewest: int
    known: list[int]
    others: tuple[int, ...] = ()
    only: bool = False

    def take(self, size: int) -> bool:
        """Whether the mean of a group of so many people may be shown; from then on it is."""
        if size in self.known:
            return True
        near = [*self.known, *self.others]
        if self.only or size < self.fewest or any(abs(size - n) < self.fewest for n in near):
            return False
        self.known.append(size)
        return True


def drawings(
    groups: PeopleGroups, sizes: Sizes, minimum: int, *, whole: bool, scaled: bool
) -> PeopleGroups:
    """What is drawn of people.

    Squares and bars are drawn of everyone alone: with those of a group beside them they would give
    those of all others. Where nobody knows the scale's ends they were taken from the scores, and
    the furthest of those are somebody's.

    Args:
        groups: what there is to draw.
        sizes: groups whose means are shown.
        minimum: fewest people in a bar or a square.
        whole: whether it is of everyone.
        scaled: whether the scale's ends are known.
    """
    course = tuple(
        each for each in groups.course if each.high > each.low and sizes.take(each.people)
    )
    cells = _cells(groups.cells, groups.withheld, minimum) if whole and scaled else ()
    left = sum(each.people or 0 for each in groups.cells) + groups.withheld
    return attrs.evolve(
        groups,
        steps=_steps(groups.steps, minimum) if whole else (),
        cells=cells,
        withheld=left - sum(each.people or 0 for each in cells) if cells else 0,
        course=course,
        lowest=groups.lowest if scaled else math.nan,
        highest=groups.highest if scaled else math.nan,
    )


def _steps(steps: tuple[Step, ...], fewest: int) -> tuple[Step, ...]:
    """Neighbouring steps put together until each is of enough people."""
    made: list[Step] = []
    for each in steps:
        if made and made[-1].people < fewest:
            made[-1] = _both(made[-1], each)
        else:
            made.append(each)
    if len(made) > 1 and made[-1].people < fewest:
        last = made.pop()
        made[-1] = _both(made[-1], last)
    return tuple(made) if made and made[0].people >= fewest else ()


def _both(one: Step, other: Step) -> Step:
    people = one.people + other.people
    return Step(people, (one.people * one.change + other.people * other.change) / people)


def _cells(cells: tuple[Cell, ...], withheld: int, fewest: int) -> tuple[Cell, ...]:
    """The cells with enough people, and so many of them that those elsewhere are enough too.

    A cell with few is not drawn at all: then nobody can tell it from one where nobody stands.
    """
    shown = sorted(
        (each for each in cells if each.people is not None and each.people >= fewest),
        key=lambda each: (-(each.people or 0), each.pre_low, each.post_low),
    )
    elsewhere = withheld + sum(each.people or 0 for each in cells)
    elsewhere -= sum(each.people or 0 for each in shown)
    while shown and 0 < elsewhere <= fewest:
        elsewhere += shown.pop().people or 0
    kept = {id(each) for each in shown}
    return tuple(each for each in cells if id(each) in kept)
