"""A target in words."""

from __future__ import annotations

import math

from rusfelt.domain import Target
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.vocabulary import Form, Kind

__all__ = ["others_text", "target_text"]


def target_text(result: SeriesResult, names: Names) -> str:
    """The target a series is judged by, such as ``at most 59 by 31 December 2026``."""
    standing = result.case.standing
    if standing.target is None:
        return ""
    return _dated(_level(result, names), standing.target, names)


def others_text(result: SeriesResult, names: Names) -> str:
    """Further targets on the same path, where they are plain levels."""
    operator = result.case.standing.operator
    told = [
        _dated(
            names.texts(
                "target.level",
                operator=names.texts(f"operator.{each.operator or operator}"),
                level=names.numbers.value(each.value),
            ),
            each,
            names,
        )
        for each in result.case.standing.others
        if each.value is not None
        and each.form is Form.LEVEL
        and (each.operator or operator) is not None
    ]
    return names.texts("target.others", others="; ".join(told)) if told else ""


def _dated(text: str, target: Target, names: Names) -> str:
    if target.due is None:
        return text
    return names.texts("target.due", target=text, due=names.numbers.day(target.due))


def _level(result: SeriesResult, names: Names) -> str:
    texts, write = names.texts, names.numbers
    standing, indicator = result.case.standing, result.case.figures.indicator
    target = standing.target
    if indicator.kind is Kind.MILESTONE:
        return texts("target.milestone")
    if target is None or math.isnan(standing.level) or standing.operator is None:
        return texts("target.unknown")
    level = write.estimate(standing.level)
    operator = texts(f"operator.{standing.operator}")
    baseline = write.estimate(standing.baseline)
    if target.form is Form.CHANGE:
        return texts(
            "target.change",
            operator=operator,
            level=level,
            change=write.percent(target.value or 0.0),
            baseline=baseline,
        )
    if target.form is Form.ADDITIONAL and indicator.accumulates:
        return texts("target.additional-sum", operator=operator, level=level)
    if target.form is Form.ADDITIONAL:
        return texts(
            "target.additional",
            value=write.estimate(target.value or 0.0),
            baseline=baseline,
            operator=operator,
            level=level,
        )
    if target.form is Form.EACH_PERIOD:
        return texts("target.each-period", operator=operator, level=level)
    if target.form is Form.MAINTAIN:
        return texts("target.maintain", level=level)
    return texts("target.level", operator=operator, level=level)
