"""Which columns of the built-in methods a reader is shown, in what order, and how each is written.

A key ``method.column`` holds for that method alone and goes before one for the column.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

__all__ = [
    "DURATIONS",
    "EMPTY_WORDS",
    "INTERVALS",
    "MANY_WORDS",
    "PERCENT",
    "PER_TIME",
    "RANGES",
    "SHARED",
    "SHARES",
    "SHOWN",
    "SIGNALLING",
    "TIMES",
    "WARNINGS",
    "WORDS",
    "P",
    "among",
    "of_method",
]

T = TypeVar("T")

SHOWN: dict[str, tuple[str, ...]] = {
    "target-progress": (
        "held", "target", "share", "expected", "pace_ratio", "pace", "hp2030_status",
        "hp2030_branch",
    ),
    "period-change": (
        "first", "last", "change", "change_pct", "ratio", "p", "p_minlike", "homogeneity_p",
        "halves_p", "detectable_low", "detectable_high", "smallest_p", "size", "method",
    ),
    "poisson-trend": (
        "change", "p", "p_minlike", "dispersion", "smallest_p", "size", "size_correlated",
        "method",
    ),
    "mann-kendall": ("s", "tau", "p", "smallest_p", "size", "size_correlated", "method"),
    "seasonal-mann-kendall": (
        "s", "tau", "p", "smallest_p", "size", "seasons", "method", "caution",
    ),
    "prewhitened-mann-kendall": ("s", "tau", "p", "smallest_p", "size", "r1", "method"),
    "theil-sen": ("slope", "change", "method"),
    "joinpoint": (
        "number", "joinpoint", "apc", "aapc", "average", "p", "tried", "weighted", "caution",
    ),
    "fingertips-trend": ("marker", "chi2", "same_sign", "first_t", "method"),
    "milestone": ("state", "done_on", "due", "days_late"),
    "chance-of-target": (
        "chance", "predicted", "p", "smallest_p", "trend_uncertain", "horizon", "caution",
    ),
    "linear-pace": ("held", "expected", "ratio"),
    "compound-pace": (
        "held", "observed", "required", "ratio", "category", "score", "linear_expected",
        "linear_ratio",
    ),
    "required-change": ("held", "linear_change", "compound_change", "time"),
    "xmr": (
        "centre", "lower", "upper", "near_lower", "near_upper", "mean_range", "signals",
        "assurance", "false_alarm", "false_alarm_correlated", "trial", "caution",
    ),
    "run-rules": (
        "centre", "signal", "useful", "longest_run", "longest_run_limit", "crossings",
        "crossings_limit", "signals", "false_alarm", "false_alarm_correlated", "caution",
    ),
    "cusum": ("centre", "sd", "signals", "first_signal", "direction", "trial", "caution"),
    "g-chart": ("centre", "mean", "lower", "upper", "signals", "trial", "caution"),
    "t-chart": ("centre", "lower", "upper", "signals", "trial", "caution"),
    "p-chart": ("centre", "sigma_z", "signals", "trial", "caution"),
    "interrupted-series": (
        "level_change", "level_p", "slope_change", "slope_p", "effect", "effect_p", "n_before",
        "n_after", "caution",
    ),
    "rate": ("value",),
    "funnel": ("value", "n", "centre", "low95", "low998", "outside", "places", "phi"),
    "rank-uncertainty": ("value", "rank", "places"),
    "shrink": ("value", "shrunk", "weight", "centre", "places"),
    "relative-to": (
        "ratio", "unit_ratio", "rest_ratio", "first_time", "last_time", "p", "p_minlike",
        "smallest_p", "size", "over_n", "places", "method", "caution",
    ),
    "pool": (
        "estimate", "prediction_low", "i2", "p", "first_time", "time", "units", "left_out",
    ),
    "regional-mann-kendall": ("s", "tau", "p", "smallest_p", "size", "sites", "points", "method"),
    "slope-index": ("estimate", "most_deprived", "least_deprived", "time", "units"),
    "difference-in-differences": (
        "effect", "treated_change", "other_change", "p", "smallest_p", "units", "treated_units",
        "choices", "method", "caution",
    ),
    "direct-rate": ("value", "events", "population", "time"),
    "indirect-ratio": ("ratio", "rate", "events", "expected", "time", "places"),
    "paired-change": (
        "change", "p", "pairs", "dropped", "stable", "worst_decision", "best_decision",
    ),
    "case-change": (
        "n_a", "n_b", "nap", "tau", "tau_u", "tau_u_variant", "pnd", "pem", "pand", "ird", "lrr",
    ),
    "livskvalitet-profile": (
        "n", "unscored", "mean", "low_share", "middle_share", "high_share", "benchmark",
        "mean_difference", "low_difference", "compared",
    ),
    "fit-signals": (
        "first", "last", "best", "sessions", "weeks", "change", "change_from_last", "signal",
        "colour", "closed", "ending", "healthy_at_end", "reached_target", "table_version", "caution",
    ),
    "gas": (
        "t_baseline", "t_achieved", "t_change", "mean_level", "mean_change", "goals", "unrated",
        "t_lowest", "rule", "caution",
    ),
    "reliable-change": (
        "change", "least_change", "method", "boundary", "reliability", "sd", "sd_source",
        "mean_source", "source",
    ),
    "clinical-change": (
        "change", "least_change", "cutoff", "cutoff_kind", "cutoff_scores", "clinical_if",
        "clinical_pre", "functional_post", "method", "boundary", "reliability", "sd", "sd_source",
        "mean_source", "source",
    ),
    "percentage-change": ("index", "improved", "deteriorated", "boundary", "source"),
    "anchor-change": ("change", "important", "deteriorated", "boundary", "source"),
    "individual-slopes": ("slope", "group_slope", "fitted", "waves", "singular", "method"),
    "recovery": (
        "case_at_start", "recovery", "reliable_improvement", "reliable_deterioration",
        "no_reliable_change", "reliable_recovery", "thresholds",
    ),
}  # fmt: skip
SHOWN["proportion"] = SHOWN["rate"]
SHOWN["proportion-trend"] = SHOWN["weighted-trend"] = SHOWN["poisson-trend"]
SHOWN["relative-index"] = SHOWN["slope-index"]
SHOWN["u-chart"] = SHOWN["p-chart"]

# Columns that mean the same whoever gives them, so that a plugin's have a label too.
SHARED = {"verdict", "p", "change", "smallest_p", "size", "slope", "method"}
P = {
    "p", "p_minlike", "smallest_p", "homogeneity_p", "halves_p", "level_p", "slope_p", "effect_p",
}  # fmt: skip
SHARES = {
    "share", "size", "size_correlated", "false_alarm", "false_alarm_correlated", "chance",
    "weight", "i2", "observed", "required", "compound_change", "low_share", "middle_share",
    "high_share", "low_difference", "percentage-change.index", "percentage-change.improved",
    "percentage-change.deteriorated",
}  # fmt: skip
# Already in per cent.
PERCENT = {"aapc", "apc"}
PER_TIME = {
    "slope", "slope_change", "linear_change", "average", "observed", "required",
    "compound_change", "aapc", "apc", "group_slope",
}  # fmt: skip
TIMES = {"first_signal", "first_t", "first_time", "last_time", "time", "joinpoint"}
DURATIONS = {"required-change.time"}
WORDS = {
    "method", "state", "hp2030_status", "hp2030_branch", "assurance", "direction", "marker",
    "category", "outside", "compared", "worst_decision", "best_decision",
    "fit-signals.signal", "colour", "ending", "rule", "sd_source", "mean_source", "cutoff_kind",
    "cutoff_scores",
}  # fmt: skip
# Warnings, worth a reader's time only where they hold.
WARNINGS = {"trial", "trend_uncertain"}
# Columns with several words, a blank between them.
MANY_WORDS = {"caution"}
# Methods that tell with signals, and not with a p, what correlated neighbours would spoil.
SIGNALLING = {"xmr", "run-rules", "cusum", "g-chart", "t-chart", "p-chart", "u-chart"}
# What an empty word says.
EMPTY_WORDS = {"funnel.outside": "inside"}
# Where the ends of a column's interval stand, and how wide it is where the method's own choice of
# confidence does not say.
INTERVALS: dict[str, tuple[str, str, float]] = {
    "held": ("held_low", "held_high", 0.95),
    "change": ("change_low", "change_high", 0.90),
    "ratio": ("low", "high", 0.95),
    "slope": ("low", "high", 0.95),
    "first": ("first_low", "first_high", 0.95),
    "last": ("last_low", "last_high", 0.95),
    "level_change": ("level_low", "level_high", 0.95),
    "slope_change": ("slope_low", "slope_high", 0.95),
    "effect": ("effect_low", "effect_high", 0.95),
    "difference-in-differences.effect": ("low", "high", 0.95),
    "predicted": ("low", "high", 0.95),
    "false_alarm": ("false_alarm_low", "false_alarm_high", 0.95),
    "aapc": ("aapc_low", "aapc_high", 0.95),
    "apc": ("apc_low", "apc_high", 0.95),
    "average": ("average_low", "average_high", 0.95),
    "value": ("low", "high", 0.95),
    "rank": ("rank_low", "rank_high", 0.95),
    "estimate": ("low", "high", 0.95),
    "rate": ("rate_low", "rate_high", 0.95),
    "paired-change.change": ("low", "high", 0.95),
    "livskvalitet-profile.mean": ("mean_low", "mean_high", 0.95),
    "livskvalitet-profile.low_share": ("low_share_low", "low_share_high", 0.95),
    "livskvalitet-profile.middle_share": ("middle_share_low", "middle_share_high", 0.95),
    "livskvalitet-profile.high_share": ("high_share_low", "high_share_high", 0.95),
    "livskvalitet-profile.mean_difference": ("mean_difference_low", "mean_difference_high", 0.95),
    "livskvalitet-profile.low_difference": ("low_difference_low", "low_difference_high", 0.95),
    "case-change.nap": ("nap_low", "nap_high", 0.95),
    "case-change.tau": ("tau_low", "tau_high", 0.95),
    "case-change.tau_u": ("tau_u_low", "tau_u_high", 0.95),
    "case-change.lrr": ("lrr_low", "lrr_high", 0.95),
}
# Two columns that are one thing to read: the column shown, and where it ends.
RANGES = {
    "funnel.low95": "high95",
    "funnel.low998": "high998",
    "pool.prediction_low": "prediction_high",
    "gas.t_lowest": "t_highest",
}


def of_method(table: Mapping[str, T], method: str, column: str) -> T | None:
    """What a table says of a method's column, else of any such column."""
    return table.get(f"{method}.{column}", table.get(column))


def among(names: Collection[str], method: str, column: str) -> bool:
    """Whether a set names a method's column, or any such column."""
    return f"{method}.{column}" in names or column in names
