"""Hidden cells: does the answer depend on what stands behind them?"""

from __future__ import annotations

import math

import attrs

from rusfelt.domain import Indicator
from rusfelt.evaluation.figures import Point, SeriesFigures
from rusfelt.evaluation.panels import Case
from rusfelt.vocabulary import Kind, State

__all__ = ["fillings", "limits"]


def limits(indicator: Indicator, point: Point) -> tuple[float, float] | None:
    """The least and most a hidden cell may stand for, or ``None`` where that is not known.

    Counts below a bound run from 0; a count above one has no end, and neither has a cell that is
    only marked as suppressed, unless it is a share of a known number.
    """
    whole = indicator.kind is Kind.COUNT
    step = 1.0 if whole else 0.0
    if point.bound in {"<", "<="}:
        top = point.value - (step if point.bound == "<" else 0.0)
        return (0.0, top) if top >= 0 else None
    if point.bound:
        return None
    if indicator.kind is Kind.COVERAGE and not math.isnan(point.n):
        return 0.0, indicator.scale
    return None


def fillings(case: Case) -> list[SeriesFigures] | None:
    """The figures with their hidden cells filled in at the extremes, four ways.

    All at their least, all at their most, and the two ways that tilt the series hardest: early
    cells low with late cells high, and the reverse. ``None`` where some cell has no known limit.
    """
    indicator = case.figures.indicator
    ranges = {point: limits(indicator, point) for point in case.hidden}
    known = {point: each for point, each in ranges.items() if each is not None}
    if len(known) < len(ranges):
        return None
    times = [point.period.start.toordinal() for point in (*case.points, *case.hidden)]
    middle = (min(times) + max(times)) / 2
    return [
        attrs.evolve(
            case.figures,
            points=tuple(
                _exact(indicator, point, known[point][_high(point, middle, early, late)])
                if point in known
                else point
                for point in case.figures.points
            ),
        )
        for early, late in ((0, 0), (1, 1), (0, 1), (1, 0))
    ]


def _high(point: Point, middle: float, early: int, late: int) -> int:
    """0 for the cell's least, 1 for its most."""
    return late if point.period.start.toordinal() >= middle else early


def _exact(indicator: Indicator, point: Point, value: float) -> Point:
    x = value if indicator.kind is Kind.COUNT else value / indicator.scale * point.n
    if indicator.kind is not Kind.COUNT and not math.isnan(x):
        x = float(round(x))
    return attrs.evolve(point, state=State.EXACT, bound="", value=value, x=x)
