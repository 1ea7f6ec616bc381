"""The figures of a plan as tables of counts, so that disclosure control can look at them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import attrs
import numpy as np

from rusfelt.disclosure import Table
from rusfelt.domain import Group, Indicator, Measurement, Period, Plan
from rusfelt.typing import Integers
from rusfelt.vocabulary import Kind, State

__all__ = ["FigureTable", "figure_tables"]

_LARGEST = 10**12
# Kinds whose figures are counts of people or events, or are made of such.
_COUNTED = (Kind.COUNT, Kind.COVERAGE, Kind.RATE, Kind.SCORE)


@attrs.frozen(eq=False)
class FigureTable:
    """One indicator's figures as a table, and which row of the figures each cell is."""

    table: Table
    rows: Integers


def figure_tables(
    plan: Plan, figures: Sequence[Measurement], public: Collection[int]
) -> Iterator[FigureTable]:
    """A table for each indicator with counts in it.

    A figure's labels are its unit, its group's keys and its period; a group without a key is the
    total over it. A share is the count it is made of, out of its denominator; where only the share
    and the denominator are told, the count follows from them, as it does for any reader. Of scores
    the number of people answering is the count. Shares without a denominator, amounts and
    milestones hold no count that could be told.

    Args:
        plan: has the indicators and the area.
        figures: the rows.
        public: numbers of the rows that everyone knows already.
    """
    for indicator in plan.indicators:
        if indicator.kind not in _COUNTED:
            continue
        found: dict[tuple[tuple[str, str], ...], int] = {}
        counts: list[int | None] = []
        out_of: list[int | None] = []
        rows: list[int] = []
        labels: list[dict[str, str]] = []
        for number, row in enumerate(figures):
            if row.indicator != indicator.id:
                continue
            count, whole = _count(indicator, row)
            if count is None and row.state is not State.SUPPRESSED:
                continue
            mine = _labels(plan, row)
            key = tuple(sorted(mine.items()))
            # Two figures of one cell, such as a restated one, are two cells to an attacker too.
            while key in found:
                mine["period"] += " again"
                key = tuple(sorted(mine.items()))
            found[key] = number
            labels.append(mine)
            counts.append(count)
            out_of.append(whole)
            rows.append(number)
        if rows:
            names = sorted({name for each in labels for name in each})
            yield FigureTable(
                Table(
                    indicator.id,
                    {name: [each.get(name, "Total") for each in labels] for name in names},
                    counts,
                    denominators=out_of,
                    public=np.array([each in public for each in rows], dtype=np.bool_),
                    hierarchies=_years(sorted({each["period"] for each in labels})),
                    overlapping=True,
                ),
                np.array(rows, dtype=np.int64),
            )


def _labels(plan: Plan, row: Measurement) -> dict[str, str]:
    group = dict(Group.parse(row.group).pairs) if row.group else {}
    return {**group, "unit": row.unit or plan.area or "-", "period": row.period or "-"}


def _count(indicator: Indicator, row: Measurement) -> tuple[int | None, int | None]:
    """The count in a figure and what it is out of, as far as a reader can tell them."""
    whole = _whole(row.denominator)
    if row.state.is_empty:
        return None, whole if indicator.kind is not Kind.COUNT else None
    if indicator.kind is Kind.SCORE:
        return whole, None
    if indicator.kind is Kind.COUNT:
        return _whole(row.numerator if row.value is None else row.value), None
    if row.numerator is not None:
        return _whole(row.numerator), whole
    if row.value is None or row.denominator is None:
        return None, None
    return _whole(row.value * row.denominator / indicator.scale), whole


def _whole(number: float | None) -> int | None:
    if number is None or not math.isfinite(number) or not 0 <= number <= _LARGEST:
        return None
    return round(number)


def _years(periods: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Years with the halves, quarters or months they are the sum of, where all are there."""
    under: dict[str, tuple[str, ...]] = {}
    known = {each: Period.parse(each) for each in periods if each[:1].isdigit() and " " not in each}
    for text, year in known.items():
        inside = [
            each
            for each, period in known.items()
            if each != text and year.start <= period.start and period.end <= year.end
        ]
        for length in sorted({known[each].length for each in inside}):
            parts = sorted(
                (each for each in inside if known[each].length == length),
                key=lambda each: known[each].start,
            )
            days = sum((known[each].end - known[each].start).days + 1 for each in parts)
            if days == (year.end - year.start).days + 1:
                under[text] = tuple(parts)
                break
    return {"period": under} if under else {}
