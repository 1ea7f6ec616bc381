"""When something was done that a series should show: the start of the tiltak that moves it."""

from __future__ import annotations

import math

from rusfelt.domain import Period, Plan
from rusfelt.evaluation.figures import SeriesFigures
from rusfelt.vocabulary import Clock

__all__ = ["intervention_time"]


def intervention_time(plan: Plan, figures: SeriesFigures) -> float:
    """The time at which the tiltak that should move a series began; ``nan`` where none is known.

    The period a tiltak begins in is the first of those after. Where several tiltak begin at
    different times there is no one before and after, and so no answer.
    """
    indicator = figures.indicator.id
    starts = {each.start for each in plan.tiltak if indicator in (each.moves or ())}
    start = starts.pop() if len(starts) == 1 else None
    if start is None or not figures.points:
        return math.nan
    if figures.clock is Clock.DAY:
        return float(start.toordinal())
    return Period.containing(start, figures.points[-1].period.length).t
