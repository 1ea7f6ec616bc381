"""Statistics for short, small, tied series: pure functions of arrays.

The last axis is time (or category); any leading axes are a batch, computed together. Every
result is a named tuple of arrays. Nothing here knows what a plan is; anyone may import it alone.
"""

from rusfelt.stats.counts import (
    Detectable,
    Homogeneity,
    RateRatio,
    detectable_count,
    homogeneity,
    rate_ratio_exact,
)
from rusfelt.stats.individual import reliable_change_threshold
from rusfelt.stats.intervals import (
    Interval,
    clopper_pearson,
    newcombe,
    normal_interval,
    poisson_exact,
    wilson,
)
from rusfelt.stats.kendall import MannKendall, mann_kendall
from rusfelt.stats.means import MeanDifference, z_difference
from rusfelt.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from rusfelt.stats.poisson_trend import poisson_trend
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
from rusfelt.stats.theil_sen import SenSlope, sen_slope
from rusfelt.stats.trend_result import Trend
from rusfelt.stats.weighted_trend import weighted_trend

__all__ = [
    "HP2030",
    "Detectable",
    "Homogeneity",
    "Interval",
    "LinearPace",
    "MannKendall",
    "MeanDifference",
    "Progress",
    "ProportionDifference",
    "RateRatio",
    "SenSlope",
    "Trend",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "clopper_pearson",
    "detectable_count",
    "holm",
    "homogeneity",
    "hp2030_status",
    "linear_pace",
    "mann_kendall",
    "newcombe",
    "normal_interval",
    "poisson_exact",
    "poisson_trend",
    "proportion_difference",
    "proportion_homogeneity",
    "proportion_trend",
    "rate_ratio_exact",
    "reliable_change_threshold",
    "sen_slope",
    "target_progress",
    "weighted_trend",
    "whole_number_counts",
    "wilson",
    "z_difference",
]
