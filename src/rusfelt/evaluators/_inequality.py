"""What the slope index and the relative index of inequality have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.evaluator import Column, Needs
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.evaluators._errors import ESTIMATES, estimates
from rusfelt.evaluators._places import (
    FEWEST,
    answered,
    batches,
    first_reasons,
    latest_part,
    numbered,
    of_one_group,
    one_each,
    put_places,
    whole_numbers,
)
from rusfelt.evaluators._standing import points_column

if TYPE_CHECKING:
    from rusfelt.panel import Panel
    from rusfelt.stats.inequality import Inequality
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = ["INDEX", "INDEX_NEEDS", "index_columns"]

INDEX_NEEDS = Needs(points=0, wants=("deprivation", *ESTIMATES))
INDEX = (
    Column("low", doc="Lower end of its interval."),
    Column("high", doc="Upper end of its interval."),
    Column("most_deprived", unit="indicator", doc="The line at the most deprived end."),
    Column("least_deprived", unit="indicator", doc="The line at the least deprived end."),
    Column("time", unit="time", doc="The time the figures are from."),
    Column("units", "int64", doc="How many units the line goes through."),
)


def index_columns(
    panel: Panel,
    gives: tuple[Column, ...],
    index: Callable[[Floats, Floats, Floats], Inequality],
    *,
    positive: bool = False,
) -> dict[str, Array]:
    """The index of every indicator.

    Units without a stated deprivation stand outside the order and are left out. Those inside must
    all have a figure from one time, since a hole would move everybody's rank. Units equally
    deprived share a rank: they count as one, their figures averaged by population.

    Args:
        panel: the series.
        gives: the columns.
        index: of values, standard errors and populations, ``(indicators, units)`` from the most
            deprived to the least.
        positive: whether it takes figures above 0.
    """
    heads, place = one_each(panel, panel.indicator)
    answer = Answer(heads, gives)
    deprivation = _numbers(panel, "deprivation")
    rows = np.flatnonzero((panel.unit != "") & latest_part(panel) & np.isfinite(deprivation))
    answer.undefined(np.setdiff1d(place, place[rows]), "lacks:deprivation")
    taken, several = of_one_group(place[rows], panel.group[rows])
    answer.undefined(several, "several-groups")
    rows = rows[taken]
    # By indicator and unit, so that the first reason found is the same however rows stand.
    rows = rows[np.lexsort((panel.unit[rows], place[rows]))]
    value, se, people, reason = _figures(panel, rows, positive=positive)
    time, some = np.full(len(rows), np.nan), panel.sizes[rows] > 0
    time[some] = panel.t[panel.offsets[1:][rows[some]] - 1]
    owner = place[rows]
    first_reasons(answer, owner, reason)
    early, late = _ends(owner, time, len(heads))
    answer.undefined(np.flatnonzero(early < late), "different-times")
    fine = answered(answer, len(heads))[owner]
    owner, rank = owner[fine], deprivation[rows[fine]]
    alike = numbered(owner, rank)
    value, se, people = _averaged(alike, value[fine], se[fine], people[fine])
    first = np.unique(alike, return_index=True)[1]
    owner, rank = owner[first], rank[first]
    units = np.bincount(place[rows[fine]], minlength=len(heads))
    for every in batches(owner, -rank):
        at = owner[every[:, 0]]
        if every.shape[1] < FEWEST:
            answer.undefined(np.sort(at), "too-few-units")
            continue
        usable = np.isfinite([value[every], se[every], people[every]]).all(axis=(0, 2))
        usable &= (np.array([se[every], people[every]]) > 0).all(axis=(0, 2))
        answer.undefined(np.sort(at[~usable]), "no-estimate")
        members, at = every[usable], at[usable]
        if not len(at):
            continue
        found = index(value[members], se[members], people[members])
        put_places(
            answer,
            at,
            {**found._asdict(), "time": late[at], "units": units[at].astype(np.float64)},
        )
        # Only an index that says so may lack an interval.
        sure = [each.name for each in gives if each.name in found._fields and not each.may_be]
        lost = ~np.isfinite([getattr(found, name) for name in sure]).all(axis=0)
        answer.undefined(np.sort(at[lost]), "no-estimate")
    return whole_numbers(answer.columns, "units")


def _figures(
    panel: Panel, rows: Integers, *, positive: bool
) -> tuple[Floats, Floats, Floats, Strings]:
    """Figure, standard error and population of each series, and why one lacks any."""
    value, se, people = (np.full(len(rows), np.nan) for _ in range(3))
    reason = np.full(len(rows), "no-data", dtype="<U32")
    some = np.flatnonzero(panel.sizes[rows] > 0)
    if len(some):
        points = panel.offsets[1:][rows[some]] - 1
        found = estimates(panel, rows[some], points)
        n = points_column(panel.per_point, "n", panel.y.shape)[points]
        value[some], se[some], people[some] = found.value, found.se, n
        with np.errstate(invalid="ignore"):
            reason[some] = np.select(
                [
                    found.reason != "",
                    np.isnan(n),
                    ~((n > 0) & np.isfinite(n)),
                    positive & (found.value <= 0),
                ],
                [found.reason, "lacks:n", "no-exposure", "not-positive"],
                "",
            )
    return value, se, people, reason


def _averaged(
    alike: Integers, value: Floats, se: Floats, people: Floats
) -> tuple[Floats, Floats, Floats]:
    """Rows of one number as one, averaged by population; rows alone stay as they are."""
    if not len(alike):
        return value, se, people
    count = np.bincount(alike)
    first = np.unique(alike, return_index=True)[1]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        whole = np.bincount(alike, people)
        share = people / whole[alike]
        mean = np.bincount(alike, share * value)
        error = np.sqrt(np.bincount(alike, (share * se) ** 2))
    alone: Bools = count == 1
    return (
        np.where(alone, value[first], mean),
        np.where(alone, se[first], error),
        np.where(alone, people[first], whole),
    )


def _ends(owner: Integers, time: Floats, count: int) -> tuple[Floats, Floats]:
    """The first and the last of each owner's times; nan where it has none."""
    early, late = np.full(count, np.nan), np.full(count, np.nan)
    np.fmin.at(early, owner, time)
    np.fmax.at(late, owner, time)
    return early, late


def _numbers(panel: Panel, name: str) -> Floats:
    column = series_column(panel, name, np.nan)
    if column.dtype.kind not in "iuf":
        return np.full(len(panel), np.nan)
    return column.astype(np.float64)
