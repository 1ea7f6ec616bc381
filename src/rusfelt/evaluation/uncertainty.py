"""The interval of one latest value, by what the figure is made of."""

from __future__ import annotations

import math

from rusfelt.domain import Indicator
from rusfelt.evaluation.figures import Point
from rusfelt.vocabulary import Kind

__all__ = ["latest_interval"]

_NAN = math.nan


def latest_interval(indicator: Indicator, point: Point) -> tuple[float, float]:
    """95 % interval of a value in the indicator's unit; ``nan`` where nothing gives one.

    Counts and rates: exact Poisson. Shares: Wilson. Values with a standard error: normal.
    """
    from rusfelt.stats.intervals import normal_interval, poisson_exact, wilson  # noqa: PLC0415 - loads scipy

    if not point.observed:
        return _NAN, _NAN
    if not math.isnan(point.se):
        found = normal_interval(point.value, point.se)
        return float(found.low), float(found.high)
    whole = not math.isnan(point.x) and point.x >= 0 and point.x == round(point.x)
    clustered = not math.isnan(point.deff) and point.deff != 1
    if not whole or clustered:
        return _NAN, _NAN
    if indicator.kind is Kind.COVERAGE and point.n >= point.x and point.n > 0:
        found = wilson(point.x, point.n)
        return float(found.low) * indicator.scale, float(found.high) * indicator.scale
    if indicator.kind is Kind.COUNT:
        found = poisson_exact(point.x)
        return float(found.low), float(found.high)
    if indicator.kind is Kind.RATE and point.n > 0:
        found = poisson_exact(point.x, exposure=point.n)
        return float(found.low) * indicator.scale, float(found.high) * indicator.scale
    return _NAN, _NAN
