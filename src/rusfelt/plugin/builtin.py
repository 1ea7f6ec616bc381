"""rusfelt's own offers; they go through the same door as anyone's."""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin.hooks import hookimpl
from rusfelt.plugin.offer import Offer

__all__ = ["rusfelt_evaluators", "rusfelt_readers"]

_EVALUATORS = {
    "anchor-change": ("anchor_change:AnchorChange", "Change as large as one that matters"),
    "case-change": ("case_change:CaseChange", "One person before and after a start"),
    "chance-of-target": (
        "chance_of_target:ChanceOfTarget",
        "Chance of the target if the line goes on",
    ),
    "clinical-change": (
        "clinical_change:ClinicalChange",
        "Recovered, improved, unchanged, deteriorated or harmed",
    ),
    "compound-pace": ("compound_pace:CompoundPace", "Pace at a constant rate, and the linear one"),
    "cusum": ("cusum:Cusum", "Small lasting changes, added up"),
    "difference-in-differences": (
        "difference_in_differences:DifferenceInDifferences",
        "Change of treated units against the others",
    ),
    "direct-rate": ("direct_rate:DirectRate", "Rate with the ages of a standard population"),
    "fingertips-trend": ("fingertips_trend:FingertipsTrend", "Recent-trend marker of five points"),
    "fit-signals": ("fit_signals:FitSignals", "Sessions against what was expected of them"),
    "funnel": ("funnel:Funnel", "Units within the limits of chance, given their size"),
    "g-chart": ("g_chart:GChart", "Gaps between rare events, in whole numbers"),
    "gas": ("gas:Gas", "Goal attainment, before and after"),
    "indirect-ratio": ("indirect_ratio:IndirectRatio", "Events over those expected from the ages"),
    "individual-slopes": (
        "individual_slopes:IndividualSlopes",
        "Each person's own rate of change, and beside the group's",
    ),
    "interrupted-series": (
        "interrupted_series:InterruptedSeries",
        "Level and slope before and after a start",
    ),
    "joinpoint": ("joinpoint:Joinpoint", "Where a trend bends, and percent change a year"),
    "linear-pace": ("linear_pace:LinearPace", "Pace on a straight line to the target"),
    "livskvalitet-profile": (
        "livskvalitet_profile:LivskvalitetProfile",
        "Quality of life by indicator, against a population",
    ),
    "mann-kendall": ("mann_kendall:MannKendall", "Monotone trend by ranks, exact with ties"),
    "milestone": ("milestone:Milestone", "A milestone against its due date"),
    "p-chart": ("p_chart:PChart", "Shares within limits of chance"),
    "paired-change": ("paired_change:PairedChange", "Mean change of the same people's scores"),
    "percentage-change": (
        "percentage_change:PercentageChange",
        "Change as a share of the first score",
    ),
    "period-change": ("period_change:PeriodChange", "First against last, and all against all"),
    "poisson-trend": ("poisson_trend:PoissonTrend", "Trend of counts, exact when short"),
    "pool": ("pool:Pool", "One figure for units that truly differ"),
    "prewhitened-mann-kendall": (
        "prewhitened_mann_kendall:PrewhitenedMannKendall",
        "Monotone trend where neighbours are alike",
    ),
    "proportion": ("proportion:Proportion", "Every share with its interval"),
    "proportion-trend": ("proportion_trend:ProportionTrend", "Trend of shares, exact when short"),
    "rank-uncertainty": ("rank_uncertainty:RankUncertainty", "The ranks a unit could have"),
    "rate": ("rate:Rate", "Every count or rate with its interval"),
    "recovery": ("recovery:Recovery", "Recovery and reliable change over several measures"),
    "regional-mann-kendall": (
        "regional_mann_kendall:RegionalMannKendall",
        "Monotone trend common to several units",
    ),
    "relative-index": ("relative_index:RelativeIndex", "Ratio of least to most deprived"),
    "relative-to": ("relative_to:RelativeTo", "Change of a unit against the rest"),
    "reliable-change": ("reliable_change:ReliableChange", "Change beyond the scale's own noise"),
    "required-change": ("required_change:RequiredChange", "Change needed from now on, both ways"),
    "run-rules": ("run_rules:RunRules", "Runs around the median, by Anhøj's rules"),
    "seasonal-mann-kendall": (
        "seasonal_mann_kendall:SeasonalMannKendall",
        "Monotone trend within seasons",
    ),
    "shrink": ("shrink:Shrink", "Small units' figures drawn towards all units'"),
    "slope-index": ("slope_index:SlopeIndex", "Gap from most to least deprived, all units counted"),
    "t-chart": ("t_chart:TChart", "Times between rare events"),
    "target-progress": ("target_progress:TargetProgress", "Latest value against its target"),
    "theil-sen": ("theil_sen:TheilSen", "Slope as the median of pairwise slopes"),
    "u-chart": ("u_chart:UChart", "Rates within limits of chance"),
    "weighted-trend": ("weighted_trend:WeightedTrend", "Trend of values with standard errors"),
    "xmr": ("xmr:Xmr", "Figures within their usual range"),
}


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """The built-in evaluators."""
    for name, (path, summary) in _EVALUATORS.items():
        yield Offer(name, f"rusfelt.evaluators.{path}", api=1, summary=summary)


_READERS = {
    "arrow": ("arrow:ArrowFile", "Arrow and Feather files"),
    "duckdb": ("duckdb:DuckdbFile", "A table of a DuckDB file"),
    "excel": ("excel:ExcelFile", "Spreadsheets: xlsx, xlsm, xlsb, xls and ods"),
    "parquet": ("parquet:ParquetFile", "Parquet files"),
    "redcap": ("redcap:RedcapExport", "REDCap exports with their data dictionary"),
    "spss": ("spss:SpssFile", "SPSS files: sav, zsav and por"),
    "stata": ("stata:StataFile", "Stata files"),
}


@hookimpl
def rusfelt_readers() -> Iterator[Offer]:
    """The built-in readers of files that are not text."""
    for name, (path, summary) in _READERS.items():
        yield Offer(name, f"rusfelt.io.sources.{path}", api=1, summary=summary)
