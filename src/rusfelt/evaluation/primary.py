"""Which evaluator is primary for a series: fixed by its kind and its data, before looking."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from rusfelt.domain import Indicator, Judge
from rusfelt.evaluation.figures import Point
from rusfelt.vocabulary import Caution, Design, Kind

__all__ = ["ASSUMES_CHANCE", "Primary", "primary_for"]

# Said of results that take everything but chance for granted.
ASSUMES_CHANCE = str(Caution.CHANCE_ONLY)
_TWO, _FEW = 2, 5


@attrs.frozen
class Primary:
    """The primary evaluator, or the reason why there is none.

    Attributes:
        evaluator: its name; empty where nothing may decide.
        why_not: reason code where nothing may.
        chance_only: whether the test assumes chance variation alone.
        judge: the plan's own choice, where it made one.
    """

    evaluator: str = ""
    why_not: str = ""
    chance_only: bool = False
    judge: Judge | None = None


def primary_for(indicator: Indicator, points: Sequence[Point]) -> Primary:
    """The primary evaluator of a series with these observed points.

    Args:
        indicator: decides by its kind, design and ``judged_by``.
        points: the observed points compared, oldest first.
    """
    if indicator.judged_by:
        return Primary(indicator.judged_by[0].evaluator, judge=indicator.judged_by[0])
    if indicator.kind is Kind.MILESTONE:
        return Primary("milestone")
    if not points:
        return Primary(why_not="no-data")
    if len(points) < _TWO:
        return Primary(why_not="one-point")
    if indicator.kind is Kind.SCORE and indicator.design is Design.PANEL:
        # Scores of the same people are judged by their paired changes, and a mean by year has
        # lost the pairs.
        return Primary(why_not="paired-scores")
    trend = _trend(indicator, points)
    if trend:
        short = len(points) < _FEW
        return Primary("period-change" if len(points) == _TWO else trend, chance_only=short)
    if len(points) == _TWO:
        return Primary(why_not="two-bare-points")
    if len(points) < _FEW:
        return Primary(why_not="few-bare-points")
    return Primary("mann-kendall")


def _trend(indicator: Indicator, points: Sequence[Point]) -> str:
    if all(point.se > 0 for point in points):
        return "weighted-trend"
    whole = all(
        not math.isnan(point.x) and point.x >= 0 and point.x == round(point.x) for point in points
    )
    if not whole:
        return ""
    exposed = [point.n > 0 for point in points]
    if indicator.kind is Kind.COUNT and (all(exposed) or not any(exposed)):
        return "poisson-trend"
    if indicator.kind is Kind.RATE and all(exposed):
        return "poisson-trend"
    # A share of none or all has no standard error for its design effect to widen, and a test for
    # simple samples would believe in every person counted.
    simple = all(math.isnan(point.deff) or point.deff == 1 for point in points)
    if (
        indicator.kind is Kind.COVERAGE
        and simple
        and all(
            point.n >= point.x and point.n > 0 and point.n == round(point.n) for point in points
        )
    ):
        return "proportion-trend"
    return ""
