"""What stands in one cell of a series, in words and with its interval."""

from __future__ import annotations

import math

from rusfelt.domain import Indicator
from rusfelt.evaluation.figures import Point
from rusfelt.evaluation.uncertainty import latest_interval
from rusfelt.report.names import Names
from rusfelt.vocabulary import Counts, Kind, State

__all__ = ["cell_text", "interval_of", "value_text"]

_BOUNDS = {"<": "below", "<=": "at-most", ">": "above", ">=": "at-least"}


def value_text(indicator: Indicator, value: float, names: Names, *, divided: bool = False) -> str:
    """A figure in its unit: as it was given, or with one decimal where it was divided out.

    Args:
        indicator: whose figure it is.
        value: the figure.
        names: how it is written.
        divided: whether it was worked out here from a count and what it is among.
    """
    if math.isnan(value):
        return ""
    if indicator.kind is Kind.MILESTONE:
        return names.texts("figures.milestone-done" if value >= 1 else "figures.milestone-open")
    if not divided or round(value) == value:
        return names.numbers.value(value)
    return names.numbers.share(value) if abs(value) >= 1 else names.numbers.estimate(value)


def cell_text(indicator: Indicator, point: Point, names: Names) -> str:
    """What stands in a cell, with "under" or "about" where it is not exact."""
    divided = indicator.kind is not Kind.COUNT and not math.isnan(point.x + point.n)
    value = value_text(indicator, point.value, names, divided=divided)
    if point.bound and value:
        return names.texts(f"figures.bound-{_BOUNDS[point.bound]}", value=value)
    if point.state is State.APPROXIMATE and value:
        return names.texts("figures.approximate", value=value)
    return value


def interval_of(indicator: Indicator, point: Point) -> tuple[float, float]:
    """The 95 % interval of a point; none for counts that are largely the same people each time."""
    counted = indicator.kind is Kind.COUNT
    if counted and indicator.counts not in {Counts.EVENTS, Counts.NEW_PERSONS}:
        return math.nan, math.nan
    if indicator.kind is Kind.MILESTONE:
        return math.nan, math.nan
    return latest_interval(indicator, point)
