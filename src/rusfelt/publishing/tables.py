"""The figures of a plan as tables of counts, so that disclosure control can look at them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure import Table
from rusfelt.domain import Group, Indicator, Measurement, Plan
from rusfelt.publishing.levels import levels_of_periods, levels_of_places, levels_of_ranges
from rusfelt.publishing.rest import with_rest
from rusfelt.vocabulary import Counts, Kind, State

__all__ = ["FigureTable", "figure_tables", "number_of_people", "together", "unknown"]

_LARGEST = 10**12
# Kinds that add up over the parts of a year; people who are there all year are no sum.
_ADDING = (Kind.COUNT, Kind.RATE, None)
# The column that parts those asked into those counted and those not.
_PART = "(part)"
_PERSONS = (Counts.NEW_PERSONS, Counts.PERSONS_PRESENT)
# What a group, a place or a period is labelled with.
_Labels = tuple[tuple[str, str], ...]


@attrs.frozen(eq=False)
class FigureTable:
    """A table of one indicator's figures, and which rows of the figures each cell is.

    Attributes:
        table: the counts.
        rows: for each cell the numbers of its rows: several where a figure was restated, none
            for what lies outside the rows there are.
        asked: for each cell, whether it is what the rows' counts are out of.
    """

    table: Table
    rows: tuple[tuple[int, ...], ...]
    asked: tuple[bool, ...]


@attrs.frozen
class _Cell:
    """One cell: its rows, and for each what is counted and out of how many."""

    rows: tuple[int, ...]
    counts: tuple[int | None, ...]
    wholes: tuple[int | None, ...]


def figure_tables(
    plan: Plan, figures: Sequence[Measurement], public: Collection[int]
) -> Iterator[FigureTable]:
    """Tables for each indicator with counts in it.

    A figure's labels are its unit, its group's keys and its period; a group without a key is the
    total over it. A share is the count it is made of, out of its denominator; where only the share
    and the denominator are told, or its standard error, the count follows from them, as it does
    for any reader. Those asked are those counted and those not, and all three are people. Of
    scores and mean amounts the number of people is the count. Shares with neither, amounts and
    milestones hold no count that could be told.

    A restated figure is one cell with several rows, and what it said first is a table as well.

    Args:
        plan: has the indicators and the area.
        figures: the rows.
        public: numbers of the rows that everyone knows already.
    """
    by_indicator: dict[str, list[int]] = {}
    for number, row in enumerate(figures):
        by_indicator.setdefault(row.indicator, []).append(number)
    for indicator in plan.indicators:
        cells: dict[_Labels, _Cell] = {}
        for number in by_indicator.get(indicator.id, ()):
            row = figures[number]
            count, whole = _count(indicator, row)
            if count is None and whole is None and not unknown(row):
                continue
            key = _labels(plan, row)
            known = cells.get(key, _Cell((), (), ()))
            cells[key] = _Cell(
                (*known.rows, number), (*known.counts, count), (*known.wholes, whole)
            )
        if cells:
            yield from _tables(plan, indicator, cells, public)


def unknown(row: Measurement) -> bool:
    """Whether a count exists that the row does not say: hidden before, or only a bound."""
    return row.state is State.SUPPRESSED or row.bound is not None


def number_of_people(indicator: Indicator, row: Measurement) -> int | None:
    """How many people a share, a rate or a mean is of; ``None`` for what is none, or of nobody knows."""
    if row.state.is_empty or indicator.kind in {Kind.COUNT, Kind.MILESTONE}:
        return None
    count, whole = _count(indicator, row)
    if indicator.kind in {Kind.SCORE, Kind.AMOUNT}:
        return count
    return _whole(row.denominator) if whole is None else whole


def _tables(
    plan: Plan, indicator: Indicator, cells: dict[_Labels, _Cell], public: Collection[int]
) -> Iterator[FigureTable]:
    told = [
        [(each.counts[place], each.wholes[place]) for each in cells.values()] for place in (-1, 0)
    ]
    rows = [each.rows for each in cells.values()]
    known = [set(each) <= set(public) for each in rows]
    apart = indicator.kind is Kind.RATE
    for word, figures in (("", told[0]), (" as first told", told[1])):
        # What a figure said first is of interest only where it said something else.
        if word and told[0] == told[1]:
            continue
        parts = [
            (labels, number, asked, count)
            for number, (labels, one) in enumerate(zip(cells, figures, strict=True))
            for asked, count in enumerate(one)
            if count is not None or not asked
        ]
        for name, chosen in (
            (indicator.id, [each for each in parts if not (apart and each[2])]),
            (f"{indicator.id}, out of", [each for each in parts if apart and each[2]]),
        ):
            if not chosen:
                continue
            split = any(each[2] for each in chosen) and not apart
            columns = [
                {**dict(labels), **({} if asked or not split else {_PART: "counted"})}
                for labels, _, asked, _ in chosen
            ]
            table = _table(
                plan, indicator, name + word, columns,
                counts=[count for *_, count in chosen],
                public=[known[number] for _, number, *_ in chosen],
            )  # fmt: skip
            more = len(table) - len(chosen)
            yield FigureTable(
                table,
                (*(rows[number] for _, number, *_ in chosen), *((),) * more),
                (*(bool(asked) for *_, asked, _ in chosen), *(False,) * more),
            )


def _table(
    plan: Plan,
    indicator: Indicator,
    name: str,
    labels: Sequence[dict[str, str]],
    *,
    counts: Sequence[int | None],
    public: Sequence[bool],
) -> Table:
    """Counts by their labels, with what follows from them and has no row of its own."""
    names = sorted({each for one in labels for each in one})
    columns = {name: [each.get(name, "Total") for each in labels] for name in names}
    under: dict[str, Mapping[str, tuple[str, ...]]] = {
        "period": levels_of_periods(columns["period"]),
        "unit": levels_of_places(columns["unit"], plan.area),
        # Those asked are those counted and those not.
        _PART: {"Total": ("counted", "not counted")},
    }
    for each in names:
        if each not in under:
            under[each] = levels_of_ranges(columns[each])
    made = Table(
        name,
        columns,
        counts,
        public=np.array(public, dtype=np.bool_),
        hierarchies={each: under[each] for each in names if under[each]},
        overlapping=True,
    )
    if name.startswith(f"{indicator.id}, out of"):
        # A population is nobody's, and its rest is those of whom the place is not known.
        return made
    adding = indicator.kind in _ADDING and indicator.counts is not Counts.PERSONS_PRESENT
    return with_rest(made, [each for each in names if each != "period" or adding])


def together(tables: Sequence[FigureTable]) -> list[list[FigureTable]]:
    """Tables that may hold the same people, as far as anybody can see, side by side.

    Two are of the same people where they share cells and no cell that both tell differs: one
    figure under two names, or a count that another is out of.
    """
    groups: list[list[tuple[FigureTable, dict[frozenset[Any], int]]]] = []
    for each in tables:
        mine = (each, _told(each.table))
        alike = [group for group in groups if any(_agree(mine[1], other) for _, other in group)]
        joined = [mine, *(one for group in alike for one in group)]
        groups = [group for group in groups if group not in alike] + [joined]
    return [sorted((each for each, _ in group), key=_name) for group in groups]


def _name(each: FigureTable) -> str:
    return each.table.name


def _told(table: Table) -> dict[frozenset[Any], int]:
    return {frozenset(table.labels(at)): int(table.counts[at]) for at in range(len(table))}


def _agree(one: dict[frozenset[Any], int], other: dict[frozenset[Any], int]) -> bool:
    shared = one.keys() & other.keys()
    return bool(shared) and all(
        min(one[each], other[each]) < 0 or one[each] == other[each] for each in shared
    )


def _labels(plan: Plan, row: Measurement) -> _Labels:
    group = dict(Group.parse(row.group).pairs) if row.group else {}
    labels = {**group, "unit": row.unit or plan.area or "-", "period": row.period or "-"}
    return tuple(sorted(labels.items()))


def _count(indicator: Indicator, row: Measurement) -> tuple[int | None, int | None]:
    """The count in a figure and what it is out of, as far as a reader can tell them."""
    whole = _whole(row.denominator)
    kind = indicator.kind
    if kind is Kind.MILESTONE:
        return None, None
    if row.state.is_empty or row.bound is not None:
        shared = unknown(row) and kind in {Kind.COVERAGE, Kind.RATE}
        return None, whole if shared else None
    if kind in {Kind.SCORE, Kind.AMOUNT}:
        return whole, None
    if kind is Kind.COUNT or (kind is None and (row.numerator is None or whole is None)):
        count = _whole(row.numerator if row.value is None else row.value)
        told = indicator.counts in _PERSONS and count is not None and whole is not None
        return count, whole if told and count <= whole else None  # type: ignore[operator]
    count, whole = _share(indicator, row, whole)
    if count is not None and whole is not None and count > whole:
        # More than all: what it is out of is then no number of the same people.
        whole = None
    return count, whole


def _share(
    indicator: Indicator, row: Measurement, whole: int | None
) -> tuple[int | None, int | None]:
    if row.numerator is not None:
        return _whole(row.numerator), whole
    if row.value is None:
        return None, whole
    share = row.value / indicator.scale
    if row.denominator is None and row.se is not None and 0 < share < 1:
        # A share and its standard error say how many it is of.
        error = row.se / indicator.scale
        whole = _whole(share * (1 - share) / error**2 * (row.deff or 1.0))
        return (None if whole is None else _whole(share * whole)), whole
    if row.denominator is None:
        return None, None
    return _whole(share * row.denominator), whole


def _whole(number: float | None) -> int | None:
    if number is None or not math.isfinite(number) or not 0 <= number <= _LARGEST:
        return None
    return round(number)
