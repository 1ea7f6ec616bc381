"""Statistics for short, small, tied series and for people's scores: pure functions of arrays.

The last axis is time (or category); any leading axes are a batch, computed together. Every
result is a named tuple of arrays. Nothing here knows what a plan is; anyone may import it alone.

Four rooms are about people. In ``change`` (one person's change, and a group's) the last axis is
people; in ``goals`` it is the goals of one person; in ``single_case`` the measurements of one
phase of one person; in ``feedback`` sessions stand end to end, cut by ``offsets``. There nan is a
score that is not there: it is counted, and never filled in. All names are at hand from here.
"""

from rusfelt.stats.anova import OneWayAnova, one_way_anova
from rusfelt.stats.attribute_charts import AttributeChart, p_chart, u_chart
from rusfelt.stats.byar import byar
from rusfelt.stats.chance_of_target import Chance, chance_of_target
from rusfelt.stats.change.anchor_change import AnchorChange, anchor_change
from rusfelt.stats.change.category_shares import CategoryShares, category_shares
from rusfelt.stats.change.clinical_change import ClinicalChange, clinical_change
from rusfelt.stats.change.clinical_cutoff import ClinicalCutoff, clinical_cutoff
from rusfelt.stats.change.compare_clusters import ClusterComparison, compare_clusters
from rusfelt.stats.change.dropout import DropoutBounds, dropout_bounds
from rusfelt.stats.change.group_anchor import (
    GroupAnchor,
    GroupAnchorBetween,
    group_anchor,
    group_anchor_between,
)
from rusfelt.stats.change.hageman_group import HagemanGroup, hageman_group
from rusfelt.stats.change.individual_significance import (
    IndividualSignificance,
    individual_significance,
)
from rusfelt.stats.change.individual_slopes import IndividualSlopes, SlopeFit, individual_slopes
from rusfelt.stats.change.missing_post import DROPOUT_POLICIES, FilledPost, fill_missing_post
from rusfelt.stats.change.norm_standardised import NormStandardised, norm_standardised
from rusfelt.stats.change.paired_change import (
    GroupedPairedChange,
    PairedChange,
    paired_change,
    paired_change_by,
)
from rusfelt.stats.change.percentage_change import PercentageChange, percentage_change
from rusfelt.stats.change.pre_post_effect_size import PrePostEffectSize, pre_post_effect_size
from rusfelt.stats.change.regression_to_mean import (
    RegressionToMean,
    SelectedByCutoff,
    regression_to_mean,
    regression_to_mean_by_cutoff,
)
from rusfelt.stats.change.reliable_change import (
    RELIABLE_CHANGE_METHODS,
    ReliableChange,
    reliable_change,
)
from rusfelt.stats.change.reliable_change_threshold import reliable_change_threshold
from rusfelt.stats.change.severity_adjusted_effect_size import (
    SeverityAdjustedEffectSize,
    severity_adjusted_effect_size,
)
from rusfelt.stats.change.sign_test import SignTest, sign_test
from rusfelt.stats.change.status_change import StatusChange, status_change
from rusfelt.stats.change.talking_therapies import TalkingTherapies, talking_therapies
from rusfelt.stats.change.talking_therapies_shares import (
    TalkingTherapiesShares,
    talking_therapies_shares,
)
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
from rusfelt.stats.feedback.dashboard_colour import (
    AllianceColour,
    DashboardColour,
    alliance_colour,
    dashboard_colour,
)
from rusfelt.stats.feedback.ending_shares import EndingShares, ending_shares
from rusfelt.stats.feedback.endings import CLOSED_ENDINGS, EpisodeEnding, episode_ending
from rusfelt.stats.feedback.episodes import EpisodeSummary, episode_summary
from rusfelt.stats.feedback.expected_curve import ExpectedCurve, expected_curve
from rusfelt.stats.feedback.on_track import OnTrack, band_signal, episode_signals, on_track
from rusfelt.stats.feedback.response_table import ResponseTable, response_table
from rusfelt.stats.fingertips_trend import FingertipsTrend, fingertips_trend
from rusfelt.stats.funnel import Funnel, funnel, funnel_limits
from rusfelt.stats.goals.gas import (
    GasChange,
    GoalAttainment,
    gas_change,
    gas_t_score,
    goal_attainment,
)
from rusfelt.stats.goals.gas_group import GasGroup, gas_group
from rusfelt.stats.goals.gas_light import GasLight, gas_light
from rusfelt.stats.goals.gas_scale import GasRange, gas_range, gas_weighted_mean
from rusfelt.stats.goals.goal_based import GoalBasedChange, goal_based_change
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
from rusfelt.stats.single_case.log_ratio_of_medians import LogRatioOfMedians, log_ratio_of_medians
from rusfelt.stats.single_case.log_response_ratio import LogResponseRatio, log_response_ratio
from rusfelt.stats.single_case.nap import NAP, nap
from rusfelt.stats.single_case.nonoverlap import IRD, PAND, PEM, PND, ird, pand, pem, pnd
from rusfelt.stats.single_case.percent_of_goal import PercentOfGoal, percent_of_goal
from rusfelt.stats.single_case.standardised_mean_difference import WithinCaseSMD, within_case_smd
from rusfelt.stats.single_case.tau import Tau, tau
from rusfelt.stats.single_case.tau_bc import TauBC, tau_bc
from rusfelt.stats.single_case.tau_u import TAU_U_MODELS, TauU, tau_u
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
    "CLOSED_ENDINGS", "DROPOUT_POLICIES", "EUROPEAN_2013", "EUROPEAN_2013_DETAILED", "HP2030",
    "IRD", "NAP", "PAND", "PEM", "PND", "RELIABLE_CHANGE_METHODS", "RULES", "RULESETS",
    "TAU_U_MODELS", "AllianceColour", "AnchorChange", "Assurance", "AttributeChart",
    "CategoryShares", "Chance", "ClinicalChange", "ClinicalCutoff", "ClusterComparison",
    "CompoundPace", "Cusum", "DashboardColour", "Detectable", "DifferenceInDifferences",
    "DirectRate", "DropoutBounds", "EndingShares", "EpisodeEnding", "EpisodeSummary",
    "Estimate", "ExpectedCurve", "FalseAlarms", "FilledPost", "FingertipsTrend", "Funnel",
    "GChart", "GasChange", "GasGroup", "GasLight", "GasRange", "GoalAttainment",
    "GoalBasedChange", "GroupAnchor", "GroupAnchorBetween", "GroupedPairedChange",
    "HagemanGroup", "Homogeneity", "IndirectRatio", "IndividualSignificance",
    "IndividualSlopes", "Inequality", "InterruptedSeries", "Interval", "Joinpoint",
    "LeastSquares", "LinearPace", "LogRatioOfMedians", "LogResponseRatio", "MannKendall",
    "MeanDifference", "MeanInterval", "Moments", "NormStandardised", "OnTrack", "OneWayAnova",
    "PairedChange", "PercentOfGoal", "PercentageChange", "PoissonCusum", "Pooled",
    "PrePostEffectSize", "PrewhitenedMannKendall", "Progress", "ProportionDifference", "Ranks",
    "RateRatio", "RegressionToMean", "RelativeChange", "ReliableChange", "RepeatedEvents",
    "RequiredChange", "ResponseTable", "RunRules", "SeasonalMannKendall", "SelectedByCutoff",
    "SenSlope", "SeverityAdjustedEffectSize", "Shrunk", "SignTest", "SlopeFit",
    "StandardPopulation", "StatusChange", "TChart", "TalkingTherapies",
    "TalkingTherapiesShares", "Tau", "TauBC", "TauU", "Trend", "WithinCaseSMD", "XmR",
    "alliance_colour", "anchor_change", "assurance", "band_signal", "benjamini_hochberg",
    "benjamini_yekutieli", "byar", "category_shares", "chance_of_target", "clinical_change",
    "clinical_cutoff", "clopper_pearson", "compare_clusters", "compound_pace", "cusum",
    "dashboard_colour", "detectable_count", "difference_in_differences", "direct_rate",
    "dropout_bounds", "ending_shares", "episode_ending", "episode_signals", "episode_summary",
    "expected_curve", "expected_events", "false_alarm_rate", "fill_missing_post",
    "fingertips_trend", "funnel", "funnel_limits", "g_chart", "gas_change", "gas_group",
    "gas_light", "gas_range", "gas_t_score", "gas_weighted_mean", "goal_attainment",
    "goal_based_change", "group_anchor", "group_anchor_between", "hageman_group", "holm",
    "homogeneity", "hp2030_status", "indirect_ratio", "individual_significance",
    "individual_slopes", "interrupted_series", "ird", "joinpoint", "lag_one_autocorrelation",
    "least_squares", "linear_pace", "log_ratio_of_medians", "log_response_ratio",
    "mann_kendall", "mean_interval", "moments", "nap", "newcombe", "norm_standardised",
    "normal_interval", "on_track", "one_way_anova", "p_chart", "paired_change",
    "paired_change_by", "pand", "pem", "percent_of_goal", "percentage_change", "pnd",
    "poisson_cusum", "poisson_exact", "poisson_trend", "pool", "pre_post_effect_size",
    "prewhitened_mann_kendall", "proportion", "proportion_difference", "proportion_homogeneity",
    "proportion_trend", "rank_uncertainty", "rate", "rate_ratio_exact", "regional_mann_kendall",
    "regression_to_mean", "regression_to_mean_by_cutoff", "regrouped", "relative_index",
    "relative_to", "reliable_change", "reliable_change_threshold", "repeated_events",
    "required_change", "response_table", "run_rules", "seasonal_mann_kendall", "sen_slope",
    "severity_adjusted_effect_size", "shrink", "sign_test", "slope_index",
    "standard_population", "status_change", "t_chart", "talking_therapies",
    "talking_therapies_shares", "target_progress", "tau", "tau_bc", "tau_u", "u_chart",
    "weighted_trend", "whole_number_counts", "wilson", "within_case_smd", "xmr", "z_difference",
]  # fmt: skip
