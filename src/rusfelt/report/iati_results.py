"""One indicator as an IATI result: its baselines, and its targets and figures by period.

The rules of the standard (IATI 2.03, ``standard_ruleset.json``) ask every baseline, target and
actual of a measured indicator for a value. What has none, because it is hidden, missing or known
only by a bound, therefore has no element of its own, and the indicator's description says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias
from xml.etree import ElementTree as ET

import attrs

from rusfelt.domain import Group, Indicator, Period, Plan, Target
from rusfelt.domain.text import Title
from rusfelt.evaluation.figures import Point
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.targets import level_of, operator_of
from rusfelt.language import number
from rusfelt.report._inert import legible
from rusfelt.report.names import Names
from rusfelt.vocabulary import Direction, Kind, State

__all__ = ["narrate", "result_element", "titles"]

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Codelist IndicatorMeasure: 1 unit, 2 percentage, 3 nominal. A milestone is reached or not.
_UNIT, _PERCENTAGE, _NOMINAL = "1", "2", "3"
_HUNDRED = 100.0
# Codelist ResultType: 1 output, 2 outcome.
_OUTPUT, _OUTCOME = "1", "2"
# Codelist IndicatorVocabulary: the reporting organisation's own.
_OWN = "99"
# A period's first and last day.
_Span: TypeAlias = tuple[date, date]


@attrs.frozen
class _Due:
    """A target with a due date, as a level."""

    result: SeriesResult
    day: date
    level: float
    operator: str


def narrate(parent: ET.Element, tag: str, said: Mapping[str, str]) -> ET.Element:
    """An element with a narrative a language; one where all say the same.

    Args:
        parent: what it becomes part of.
        tag: its name; empty to narrate the parent itself.
        said: texts by language, the default language first. A text without words is left out.
    """
    element = ET.SubElement(parent, tag) if tag else parent
    texts = {language: legible(text).strip() for language, text in said.items()}
    # An element that must have a narrative gets one, though its text be nothing but blanks.
    shown = {language: text for language, text in texts.items() if text} or {"": "–"}
    if len(set(shown.values())) == 1:
        # A name, or a title in one language only: nobody says which that is.
        ET.SubElement(element, "narrative").text = next(iter(shown.values()))
        return element
    for language, text in shown.items():
        ET.SubElement(element, "narrative", {_LANGUAGE: language}).text = text
    return element


def titles(
    title: Title, names: Mapping[str, Names], before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A title in the languages it has, the default language first.

    Args:
        title: one text, whose language nobody says, or one a language.
        names: by language, the default language first.
        before: what stands in front of it in each language.
    """
    return {
        each: (before or {}).get(each, "") + (title if isinstance(title, str) else title[each])
        for each in names
        if isinstance(title, str) or each in title
    }


def result_element(
    activity: ET.Element,
    plan: Plan,
    indicator: Indicator,
    results: Sequence[SeriesResult],
    names: Mapping[str, Names],
) -> None:
    """Add an indicator with all its series to an activity.

    Args:
        activity: the activity.
        plan: whose indicator it is.
        indicator: the indicator.
        results: its series.
        names: what things are called, by language, the default language first.
    """
    kind = _OUTPUT if _counts_activity(plan, indicator) else _OUTCOME
    result = ET.SubElement(activity, "result", {"type": kind, "aggregation-status": "false"})
    title = titles(indicator.title, names)
    narrate(result, "title", title)
    attributes = {"measure": _measure(indicator)}
    # The standard knows two directions; of an indicator that has neither nothing is said.
    if indicator.better in {Direction.HIGHER, Direction.LOWER}:
        attributes["ascending"] = "true" if indicator.better is Direction.HIGHER else "false"
    element = ET.SubElement(result, "indicator", {**attributes, "aggregation-status": "false"})
    narrate(element, "title", title)
    dues = [due for each in results for due in _dues(indicator, each)]
    said = {
        language: "\n".join(_description(indicator, results, each))
        for language, each in names.items()
    }
    narrate(element, "description", said)
    ET.SubElement(element, "reference", {"vocabulary": _OWN, "code": legible(indicator.id)})
    for each in results:
        _baseline(element, each)
    for span in sorted(_spans(results, dues)):
        _period(element, span, results, dues, names)


def _counts_activity(plan: Plan, indicator: Indicator) -> bool:
    """Whether it counts what is done rather than what comes of it."""
    moved = {name for each in plan.tiltak for name in each.moves or ()}
    moved |= {name for each in plan.goals for name in each.indicators or ()}
    counted = {name for each in plan.tiltak for name in each.measured_by or ()}
    if indicator.id in moved:
        return indicator.kind is Kind.MILESTONE
    return indicator.id in counted or indicator.kind is Kind.MILESTONE


def _measure(indicator: Indicator) -> str:
    if indicator.kind is Kind.MILESTONE:
        return _NOMINAL
    share = indicator.kind is Kind.COVERAGE and indicator.scale == _HUNDRED
    return _PERCENTAGE if share else _UNIT


def _dues(indicator: Indicator, result: SeriesResult) -> Iterator[_Due]:
    standing = result.case.standing
    if standing.target is not None and standing.target.due is not None:
        operator = str(standing.operator or "")
        yield _Due(result, standing.target.due, standing.level, operator)
    for target in standing.others:
        if target.due is not None:
            start = math.nan if target.baseline is None else target.baseline
            operator = _operator(indicator, target)
            yield _Due(result, target.due, level_of(target, indicator, start), operator)


def _description(
    indicator: Indicator, results: Sequence[SeriesResult], names: Names
) -> Iterator[str]:
    """What is measured, the verdict of every series, and what has no element of its own."""
    texts = names.texts
    if indicator.definition:
        yield indicator.definition
    if indicator.better not in {Direction.HIGHER, Direction.LOWER}:
        yield texts("iati.direction-undeclared")
    for each in results:
        where = names.where(each.key) or texts("iati.everyone")
        yield texts(
            "iati.verdict",
            where=where,
            verdict=texts.word("verdict", str(each.verdict)),
            sentence=each.sentence(names.language),
        ).strip()
        yield from (f"{where}: {line}" for line in _undated(indicator, each, names))
        for point in each.case.figures.points:
            if why := _unshown(point, names):
                yield f"{where} {point.period.text}: {why}"


def _undated(indicator: Indicator, result: SeriesResult, names: Names) -> Iterator[str]:
    standing, texts = result.case.standing, names.texts
    if standing.target is None:
        return
    if math.isnan(standing.level):
        yield texts("iati.target-value-missing")
    elif standing.target.due is None:
        yield texts(
            "iati.target-undated",
            operator=_operator(indicator, standing.target),
            value=number(standing.level, names.language),
        )
    if standing.target.baseline_period and math.isnan(standing.baseline):
        yield texts("iati.baseline-missing")


def _operator(indicator: Indicator, target: Target) -> str:
    return str(target.operator or operator_of(indicator) or "")


def _unshown(point: Point, names: Names) -> str:
    """Why a cell has no ``actual``; empty where it has one."""
    if point.bound and not math.isnan(point.value):
        value = number(point.value, names.language)
        return names.texts("iati.bound", bound=point.bound, value=value)
    if math.isnan(point.value) or point.state is State.PROJECTED:
        state = point.state if point.state is not State.EXACT else State.MISSING
        return names.texts(f"iati.state-{state}")
    return ""


def _baseline(element: ET.Element, result: SeriesResult) -> None:
    standing = result.case.standing
    target = standing.target
    if target is None or target.baseline_period is None or math.isnan(standing.baseline):
        return
    start = Period.parse(target.baseline_period).start
    values = {
        "year": str(start.year), "iso-date": start.isoformat(), "value": _value(standing.baseline),
    }  # fmt: skip
    _dimensions(ET.SubElement(element, "baseline", values), result)


def _spans(results: Sequence[SeriesResult], dues: Sequence[_Due]) -> set[_Span]:
    """The periods of all cells, and a year for a target that falls into none of them."""
    spans = {
        (point.period.start, point.period.end)
        for each in results
        for point in each.case.figures.points
    }
    for each in dues:
        spans.add(_span_of(each, spans))
    return spans


def _span_of(due: _Due, spans: set[_Span]) -> _Span:
    around = [each for each in spans if each[0] <= due.day <= each[1]]
    year = (date(due.day.year, 1, 1), date(due.day.year, 12, 31))
    return min(around, key=lambda each: (each[1] - each[0], each), default=year)


def _period(
    element: ET.Element,
    span: _Span,
    results: Sequence[SeriesResult],
    dues: Sequence[_Due],
    names: Mapping[str, Names],
) -> None:
    period = ET.SubElement(element, "period")
    ET.SubElement(period, "period-start", {"iso-date": span[0].isoformat()})
    ET.SubElement(period, "period-end", {"iso-date": span[1].isoformat()})
    spans = _spans(results, dues)
    for due in dues:
        if math.isnan(due.level) or _span_of(due, spans) != span:
            continue
        target = ET.SubElement(period, "target", {"value": _value(due.level)})
        _dimensions(target, due.result)
        # A milestone is reached or not; there is nothing to compare.
        if due.operator and due.result.case.figures.indicator.kind is not Kind.MILESTONE:
            said = {
                language: each.texts(
                    "iati.target-operator", operator=due.operator, value=number(due.level, language)
                )
                for language, each in names.items()
            }
            narrate(target, "comment", said)
    for result in results:
        for point in result.case.figures.points:
            if (point.period.start, point.period.end) == span:
                _actual(period, point, result, names)


def _actual(
    period: ET.Element, point: Point, result: SeriesResult, names: Mapping[str, Names]
) -> None:
    if any(_unshown(point, each) for each in names.values()):
        return
    actual = ET.SubElement(period, "actual", {"value": _value(point.value)})
    _dimensions(actual, result)
    before = result.case.figures.points[: result.case.figures.points.index(point)]
    keys = [
        *(["state-approximate"] if point.state is State.APPROXIMATE else []),
        *(["break"] if before and before[-1].part != point.part else []),
    ]
    if keys:
        said = {
            language: " ".join(each.texts(f"iati.{key}") for key in keys)
            for language, each in names.items()
        }
        narrate(actual, "comment", said)


def _dimensions(element: ET.Element, result: SeriesResult) -> None:
    """Where and for whom a figure is."""
    _, unit, group = result.key
    pairs = [*([("unit", unit)] if unit else []), *Group.parse(group).pairs]
    for name, value in pairs:
        ET.SubElement(element, "dimension", {"name": legible(name), "value": legible(value)})


def _value(value: float) -> str:
    """A number with all its digits; a whole one without a decimal point."""
    return str(int(value)) if value == int(value) else repr(float(value))
