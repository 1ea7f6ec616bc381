"""Byar's interval of a rate of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    not_count,
    not_positive,
    refuse,
)
from rusfelt.stats._count_bounds import byar_bounds, per_exposure
from rusfelt.stats.intervals import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["byar"]


def byar(x: ArrayLike, *, exposure: ArrayLike = 1.0, confidence: ArrayLike = 0.95) -> Interval:
    """Byar's approximate interval of a rate of events, as English public health uses it.

    Which rates are compatible with the events counted, by a formula close to the exact one: at
    95 %, within 0.2 % of :func:`~rusfelt.stats.intervals.poisson_exact` from 10 events on. Fewer
    than 10 events (9 or less) get the exact limits themselves, so that no events have 0 below
    and, at 95 %, 3.689 above. Undefined, and nan, only where a bound is too large for a number.

    With ``z`` the normal quantile at ``(1 + confidence)/2`` the limits of ``x ≥ 10`` events are
    ``x·(1 - 1/(9x) - z/(3√x))³`` and ``(x+1)·(1 - 1/(9(x+1)) + z/(3√(x+1)))³``, each divided by
    the exposure.

    Args:
        x: number of events, any shape.
        exposure: what the events are counted over (person-years, inhabitants), broadcast. An
            expected number of events gives the interval of observed over expected.
        confidence: level, or an array of levels broadcast with ``x``.

    Returns:
        The bounds in events per unit of exposure.

    Raises:
        DomainError: where ``x`` is no count, the exposure is not above 0, or the level is not
            strictly between 0 and 1.

    >>> low, high = byar([9, 10, 100])
    >>> low.round(2), high.round(2)
    (array([ 4.12,  4.79, 81.36]), array([ 17.08,  18.39, 121.63]))

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II; the boundary of 10:
    Public Health England (2018), Technical Guide: Confidence Intervals. Below it Garwood (1936),
    doi:10.1093/biomet/28.3-4.437.
    """
    level = check_confidence("confidence", confidence)
    unit = as_floats("exposure", exposure)
    x, spread, _ = broadcast(x=x, exposure=unit, confidence=level)
    unit = unit if unit.ndim == 0 else spread
    refuse(not_count("x", x), not_positive("exposure", unit))
    low, high = byar_bounds(x, (1 - level) / 2)
    return Interval(per_exposure(low, unit), per_exposure(high, unit))
