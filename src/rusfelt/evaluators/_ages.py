"""Units by age group: one indicator's latest figures as arrays of units and ages."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.domain.groups import AgeRange, Group
from rusfelt.errors import DomainError
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import answered, latest_part, one_each, scales
from rusfelt.evaluators._standing import explain, points_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rusfelt.evaluator import Column
    from rusfelt.panel import Panel
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["ByAge", "ages_in", "by_age"]


class ByAge(NamedTuple):
    """Units with all age groups: their rows in the answer, and ``(units, ages)`` counts.

    ``time`` is each unit's, ``scale`` what x/n is multiplied by for all.
    """

    rows: Integers
    x: Floats
    n: Floats
    time: Floats
    scale: float

    def take(self, keep: Bools) -> ByAge:
        """Some of the units."""
        return ByAge(self.rows[keep], self.x[keep], self.n[keep], self.time[keep], self.scale)


def ages_in(panel: Panel) -> list[str]:
    """The age groups of the panel's latest parts, youngest first; none where any two overlap."""
    ages: dict[str, AgeRange] = {}
    for name in np.unique(panel.group[_in_use(panel)]).tolist():
        try:
            group = Group.parse(name)
        except DomainError:
            return []
        if group.age is None or group.without("age").pairs:
            return []
        ages[name] = group.age
    names = sorted(ages, key=lambda name: (ages[name].low, ages[name].high or np.inf))
    for first, second in pairwise(names):
        if ages[first].overlaps(ages[second]):
            return []
    return names


def by_age(panel: Panel, gives: tuple[Column, ...], names: Sequence[str]) -> tuple[Answer, ByAge]:
    """An answer with a row for each unit, and the units that have every age group named.

    Each age group's latest figure is used, and all of a unit's must be from one time. Figures of
    everyone, whose group is empty, play no part.
    """
    heads, place = one_each(panel, panel.unit)
    answer = Answer(heads, gives)
    count, ages = len(heads), len(names)
    every = np.arange(count)
    scale = np.unique(scales(panel)) if len(panel) else np.ones(1)
    if len(np.unique(panel.indicator)) > 1:
        answer.undefined(every, "several-indicators")
    elif len(scale) > 1 or not np.isfinite(scale).all():
        answer.undefined(every, "lacks:factor")
    x, n, t = (np.full((count, ages), np.nan) for _ in range(3))
    rows = np.flatnonzero(_in_use(panel))
    known = dict(zip(names, range(ages), strict=True))
    age = np.array([known.get(name, -1) for name in panel.group[rows].tolist()], dtype=np.int64)
    strange = np.zeros(count, dtype=np.bool_)
    strange[place[rows[age < 0]]] = True
    if answered(answer, count).all():
        held = (age >= 0) & (panel.sizes[rows] > 0)
        rows, age = rows[held], age[held]
        last = panel.offsets[1:][rows] - 1
        for table, column in (
            (x, points_column(panel.per_point, "x", panel.y.shape)),
            (n, points_column(panel.per_point, "n", panel.y.shape)),
            (t, panel.t),
        ):
            table[place[rows], age] = column[last]
        present = np.isfinite(t)
        explain(
            answer,
            (strange | ~present.all(axis=1) | (ages == 0), "age-groups"),
            (_any(present & np.isnan(x)), "lacks:x"),
            (_any(present & np.isnan(n)), "lacks:n"),
            (_any(~is_count(x)), "not-whole-counts"),
            (_any(~((n >= 0) & np.isfinite(n)) | ((x > 0) & (n == 0))), "no-exposure"),
            (_any(t != t[:, :1]), "different-times"),
        )
    fine = np.flatnonzero(answered(answer, count))
    time = t[fine, 0] if ages else np.empty(0)
    return answer, ByAge(fine, x[fine], n[fine], time, float(scale[0]))


def _in_use(panel: Panel) -> Bools:
    return np.asarray(latest_part(panel) & (panel.group != ""))


def _any(cells: Bools) -> Bools:
    return np.asarray(cells.any(axis=1))
