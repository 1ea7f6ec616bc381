"""What each method found of a series, as one table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rusfelt.evaluation.appraisal import obstacles
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluator import Spec
from rusfelt.report.names import Names
from rusfelt.report.tables import pairs, table
from rusfelt.vocabulary import Clock, Status, Verdict

__all__ = ["method_name", "methods_table"]

# Columns shown for the built-in methods, in this order; those of a plugin are shown as it
# declares them.
_SHOWN: dict[str, tuple[str, ...]] = {
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
    "theil-sen": ("slope", "change", "method"),
    "milestone": ("state", "done_on", "due", "days_late"),
    "xmr": (
        "centre", "lower", "upper", "near_lower", "near_upper", "mean_range", "signals",
        "assurance", "false_alarm", "false_alarm_correlated",
    ),
    "run-rules": (
        "centre", "signal", "useful", "longest_run", "longest_run_limit", "crossings",
        "crossings_limit", "signals", "false_alarm", "false_alarm_correlated",
    ),
    "cusum": ("centre", "sd", "signals", "direction"),
    "g-chart": ("centre", "mean", "lower", "upper", "signals"),
    "t-chart": ("centre", "lower", "upper", "signals"),
    "p-chart": ("centre", "sigma_z", "signals"),
    "interrupted-series": (
        "level_change", "level_p", "slope_change", "slope_p", "effect", "effect_p", "n_before",
        "n_after",
    ),
}  # fmt: skip
_SHOWN["u-chart"] = _SHOWN["p-chart"]
_SHOWN["proportion-trend"] = _SHOWN["weighted-trend"] = _SHOWN["poisson-trend"]
_P = {
    "p", "p_minlike", "smallest_p", "homogeneity_p", "halves_p", "level_p", "slope_p", "effect_p",
}  # fmt: skip
_SHARES = {"share", "size", "size_correlated", "false_alarm", "false_alarm_correlated"}
_WORDS = {"method", "state", "hp2030_status", "hp2030_branch", "assurance", "direction"}
# Where the ends of a column's interval stand, and how wide it is in per cent.
_INTERVALS = {
    "held": ("held_low", "held_high", 95),
    "change": ("change_low", "change_high", 90),
    "ratio": ("low", "high", 95),
    "slope": ("low", "high", 95),
    "first": ("first_low", "first_high", 95),
    "last": ("last_low", "last_high", 95),
    "level_change": ("level_low", "level_high", 95),
    "slope_change": ("slope_low", "slope_high", 95),
    "effect": ("effect_low", "effect_high", 95),
}


def method_name(name: str, names: Names) -> str:
    """What a method is called; a plugin's goes by its own name."""
    key = f"evaluator.{name}"
    return names.texts(key) if names.texts.has(key) else name


def methods_table(
    evaluation: Evaluation, result: SeriesResult, names: Names, anchor: str, title: str
) -> dict[str, Any] | None:
    """Every method's findings of a series; those that found nothing are gathered by reason."""
    texts = names.texts
    primary = result.test.primary.evaluator
    rows: list[Any] = []
    silent: dict[str, list[str]] = {}
    ordered = sorted(result.findings, key=lambda name: name != primary)
    for name in ordered:
        row = result.findings[name]
        if row.get("status") == Status.OK:
            rows.append(
                [
                    {"text": method_name(name, names), "small": name},
                    pairs(_figures(evaluation, name, row, result, names)),
                    _role(result, names, decides=name == primary),
                ]
            )
        else:
            reason = _reason(row, _spec(evaluation, result, name), names)
            silent.setdefault(reason, []).append(name)
    if silent:
        rows.append(
            [
                texts("figures.not-computed"),
                pairs(
                    {
                        "term": ", ".join(method_name(each, names) for each in silent[reason]),
                        "text": reason,
                        "rest": "",
                        "plain": True,
                    }
                    for reason in silent
                ),
                "",
            ]
        )
    if not rows:
        return None
    columns = [texts("figures.method"), texts("figures.found"), texts("figures.role")]
    return table(anchor, texts("figures.methods", name=title), columns, rows)


def _role(result: SeriesResult, names: Names, *, decides: bool) -> str:
    if not decides:
        return names.texts("figures.describes")
    # Where a rule before it settles the verdict, the primary test only describes.
    open_ended = result.verdict is Verdict.NOT_ASSESSABLE or bool(obstacles(result.case))
    return names.texts("figures.would-decide" if open_ended else "figures.decides")


def _spec(evaluation: Evaluation, result: SeriesResult, name: str) -> Spec | None:
    found = evaluation.findings.get(_run(result, name))
    return found.spec if found is not None else None


def _run(result: SeriesResult, name: str) -> str:
    """Under which name a method's findings for the clock of this series stand."""
    return f"{name}@day" if result.case.figures.clock is Clock.DAY else name


def _reason(row: Mapping[str, Any], spec: Spec | None, names: Names) -> str:
    status = names.texts.word("status", str(row.get("status")))
    reason = str(row.get("reason") or "")
    values = {"points": spec.needs.points if spec else 0}
    return names.said(reason, values, own=spec.reasons if spec else None) or status


def _figures(
    evaluation: Evaluation,
    name: str,
    row: Mapping[str, Any],
    result: SeriesResult,
    names: Names,
) -> Iterator[dict[str, Any]]:
    """Key figures as name and value."""
    if name in _SHOWN:
        for column in _SHOWN[name]:
            if row.get(column) not in {None, ""}:
                yield {
                    "term": names.texts(f"figure.{column}"),
                    "text": _written(column, row, result, names),
                    "rest": _interval(evaluation, name, column, row, result, names),
                }
        return
    spec = _spec(evaluation, result, name)
    kept = [each.name for each in spec.gives] if spec else []
    if "verdict" in row and "verdict" not in kept:
        kept.insert(0, "verdict")
    for column in kept:
        if row.get(column) not in {None, ""}:
            known = names.texts.has(f"figure.{column}")
            yield {
                "term": names.texts(f"figure.{column}") if known else column,
                "code": not known,
                "rest": "",
                "text": names.numbers.p(float(row[column]))
                if column in _P
                else names.numbers.plain(row[column]),
            }


def _written(column: str, row: Mapping[str, Any], result: SeriesResult, names: Names) -> str:
    texts, write, value = names.texts, names.numbers, row[column]
    if column in _WORDS:
        key = f"method-word.{value}"
        return texts(key) if texts.has(key) else str(value)
    if column == "pace":
        return texts.word("pace", str(value))
    if column in {"done_on", "due"}:
        return write.day(date.fromordinal(int(value)))
    if column in _P:
        return write.p(float(value))
    if column == "size" and not value:
        return texts("figures-format.never")
    if column in _SHARES:
        return write.percent(float(value))
    if column == "detectable_low":
        return texts("figures-format.at-most", value=write.plain(value))
    if column == "detectable_high":
        return texts("figures-format.at-least", value=write.plain(value))
    text = write.plain(value)
    if column == "slope":
        day = result.case.figures.clock is Clock.DAY
        return texts(f"figures-format.per-{'day' if day else 'year'}", value=text)
    return text


def _interval(
    evaluation: Evaluation,
    name: str,
    column: str,
    row: Mapping[str, Any],
    result: SeriesResult,
    names: Names,
) -> str:
    if column == "homogeneity_p":
        chi2, df = row["homogeneity_chi2"], row["homogeneity_df"]
        write = names.numbers.plain
        return names.texts("figures-format.chi2", chi2=write(chi2), df=write(df))
    if column not in _INTERVALS:
        return ""
    low, high, width = _INTERVALS[column]
    if name == "theil-sen":
        width = _confidence(evaluation, result, name)
    scale = 1.0
    if name == "period-change" and column in {"first", "last"} and row.get("method") == "fisher":
        # The intervals of shares come as shares of one; the values are in the indicator's unit.
        scale = result.case.figures.indicator.scale
    told = [_ends(row, low, high, width, scale, names)]
    if name == "period-change" and column == "change" and row.get("ratio") is None:
        # Without a ratio, the 95 % interval is the change's own.
        told.insert(0, _ends(row, "low", "high", 95, scale, names))
    return "; ".join(filter(None, told))


def _ends(
    row: Mapping[str, Any], low: str, high: str, width: int, scale: float, names: Names
) -> str:
    ends = [row.get(low), row.get(high)]
    if None in ends:
        return ""
    written = [names.numbers.plain(scale * _number(each)) for each in ends]
    return names.texts("figures-format.interval", width=width, low=written[0], high=written[1])


def _confidence(evaluation: Evaluation, result: SeriesResult, name: str) -> int:
    """How wide the interval of a method with that choice is, in per cent."""
    found = evaluation.findings.get(_run(result, name))
    chosen = dict(found.provenance.params).get("confidence") if found is not None else None
    return round(100 * chosen) if isinstance(chosen, float) else 95


def _number(value: Any) -> float:
    return math.inf if value == "inf" else -math.inf if value == "-inf" else float(value)
