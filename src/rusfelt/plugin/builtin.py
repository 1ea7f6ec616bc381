"""rusfelt's own offers; they go through the same door as anyone's."""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin.hooks import hookimpl
from rusfelt.plugin.offer import Offer

__all__ = ["rusfelt_evaluators"]

_EVALUATORS = {
    "mann-kendall": ("mann_kendall:MannKendall", "Monotone trend by ranks, exact with ties"),
    "milestone": ("milestone:Milestone", "A milestone against its due date"),
    "period-change": ("period_change:PeriodChange", "First against last, and all against all"),
    "poisson-trend": ("poisson_trend:PoissonTrend", "Trend of counts, exact when short"),
    "proportion-trend": ("proportion_trend:ProportionTrend", "Trend of shares, exact when short"),
    "target-progress": ("target_progress:TargetProgress", "Latest value against its target"),
    "theil-sen": ("theil_sen:TheilSen", "Slope as the median of pairwise slopes"),
    "weighted-trend": ("weighted_trend:WeightedTrend", "Trend of values with standard errors"),
}


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """The built-in evaluators."""
    for name, (path, summary) in _EVALUATORS.items():
        yield Offer(name, f"rusfelt.evaluators.{path}", api=1, summary=summary)
