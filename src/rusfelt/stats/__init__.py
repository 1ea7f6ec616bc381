"""Statistics for short, small, tied series: pure functions of arrays.

The last axis is time (or category); any leading axes are a batch, computed together. Every
result is a named tuple of arrays. Nothing here knows what a plan is; anyone may import it alone.
"""

from rusfelt.stats.anova import OneWayAnova, one_way_anova
from rusfelt.stats.attribute_charts import AttributeChart, p_chart, u_chart
from rusfelt.stats.byar import byar
from rusfelt.stats.chance_of_target import Chance, chance_of_target
from rusfelt.stats.compound_pace import CompoundPace, compound_pace
from rusfelt.stats.counts import (
    Detectable,
    Homogeneity,
    RateRatio,
    detectable_count,
    homogeneity,
    rate_ratio_exact,
)
from rusfelt.stats.cusum import Cusum, PoissonCusum, cusum, poisson_cusum
from rusfelt.stats.difference_in_differences import (
    DifferenceInDifferences,
    difference_in_differences,
)
from rusfelt.stats.estimates import Estimate, MeanInterval, mean_interval, proportion, rate
from rusfelt.stats.false_alarms import FalseAlarms, false_alarm_rate
from rusfelt.stats.fingertips_trend import FingertipsTrend, fingertips_trend
from rusfelt.stats.funnel import Funnel, funnel, funnel_limits
from rusfelt.stats.individual import reliable_change_threshold
from rusfelt.stats.inequality import Inequality, relative_index, slope_index
from rusfelt.stats.interrupted_series import InterruptedSeries, interrupted_series
from rusfelt.stats.intervals import (
    Interval,
    clopper_pearson,
    newcombe,
    normal_interval,
    poisson_exact,
    wilson,
)
from rusfelt.stats.joinpoint import Joinpoint, joinpoint
from rusfelt.stats.kendall import MannKendall, mann_kendall
from rusfelt.stats.least_squares import LeastSquares, least_squares
from rusfelt.stats.means import MeanDifference, z_difference
from rusfelt.stats.moments import Moments, lag_one_autocorrelation, moments
from rusfelt.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from rusfelt.stats.poisson_trend import poisson_trend
from rusfelt.stats.pooling import Pooled, pool
from rusfelt.stats.prewhitened_kendall import PrewhitenedMannKendall, prewhitened_mann_kendall
from rusfelt.stats.progress import (
    HP2030,
    LinearPace,
    Progress,
    hp2030_status,
    linear_pace,
    target_progress,
)
from rusfelt.stats.proportion_trend import proportion_trend
from rusfelt.stats.proportions import (
    ProportionDifference,
    proportion_difference,
    proportion_homogeneity,
    whole_number_counts,
)
from rusfelt.stats.ranks import Ranks, rank_uncertainty
from rusfelt.stats.rare_events import GChart, TChart, g_chart, t_chart
from rusfelt.stats.relative_change import RelativeChange, relative_to
from rusfelt.stats.repeated_events import RepeatedEvents, repeated_events
from rusfelt.stats.required_change import RequiredChange, required_change
from rusfelt.stats.run_rules import RULES, RULESETS, RunRules, run_rules
from rusfelt.stats.seasonal_kendall import (
    SeasonalMannKendall,
    regional_mann_kendall,
    seasonal_mann_kendall,
)
from rusfelt.stats.shrinkage import Shrunk, shrink
from rusfelt.stats.standard_populations import (
    EUROPEAN_2013,
    EUROPEAN_2013_DETAILED,
    StandardPopulation,
    regrouped,
    standard_population,
)
from rusfelt.stats.standardisation import (
    DirectRate,
    IndirectRatio,
    direct_rate,
    expected_events,
    indirect_ratio,
)
from rusfelt.stats.theil_sen import SenSlope, sen_slope
from rusfelt.stats.trend_result import Trend
from rusfelt.stats.weighted_trend import weighted_trend
from rusfelt.stats.xmr import Assurance, XmR, assurance, xmr

__all__ = [
    "EUROPEAN_2013",
    "EUROPEAN_2013_DETAILED",
    "HP2030",
    "RULES",
    "RULESETS",
    "Assurance",
    "AttributeChart",
    "Chance",
    "CompoundPace",
    "Cusum",
    "Detectable",
    "DifferenceInDifferences",
    "DirectRate",
    "Estimate",
    "FalseAlarms",
    "FingertipsTrend",
    "Funnel",
    "GChart",
    "Homogeneity",
    "IndirectRatio",
    "Inequality",
    "InterruptedSeries",
    "Interval",
    "Joinpoint",
    "LeastSquares",
    "LinearPace",
    "MannKendall",
    "MeanDifference",
    "MeanInterval",
    "Moments",
    "OneWayAnova",
    "PoissonCusum",
    "Pooled",
    "PrewhitenedMannKendall",
    "Progress",
    "ProportionDifference",
    "Ranks",
    "RateRatio",
    "RelativeChange",
    "RepeatedEvents",
    "RequiredChange",
    "RunRules",
    "SeasonalMannKendall",
    "SenSlope",
    "Shrunk",
    "StandardPopulation",
    "TChart",
    "Trend",
    "XmR",
    "assurance",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "byar",
    "chance_of_target",
    "clopper_pearson",
    "compound_pace",
    "cusum",
    "detectable_count",
    "difference_in_differences",
    "direct_rate",
    "expected_events",
    "false_alarm_rate",
    "fingertips_trend",
    "funnel",
    "funnel_limits",
    "g_chart",
    "holm",
    "homogeneity",
    "hp2030_status",
    "indirect_ratio",
    "interrupted_series",
    "joinpoint",
    "lag_one_autocorrelation",
    "least_squares",
    "linear_pace",
    "mann_kendall",
    "mean_interval",
    "moments",
    "newcombe",
    "normal_interval",
    "one_way_anova",
    "p_chart",
    "poisson_cusum",
    "poisson_exact",
    "poisson_trend",
    "pool",
    "prewhitened_mann_kendall",
    "proportion",
    "proportion_difference",
    "proportion_homogeneity",
    "proportion_trend",
    "rank_uncertainty",
    "rate",
    "rate_ratio_exact",
    "regional_mann_kendall",
    "regrouped",
    "relative_index",
    "relative_to",
    "reliable_change_threshold",
    "repeated_events",
    "required_change",
    "run_rules",
    "seasonal_mann_kendall",
    "sen_slope",
    "shrink",
    "slope_index",
    "standard_population",
    "t_chart",
    "target_progress",
    "u_chart",
    "weighted_trend",
    "whole_number_counts",
    "wilson",
    "xmr",
    "z_difference",
]
