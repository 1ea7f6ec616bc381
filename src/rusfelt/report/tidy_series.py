"""Rows about series and their figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.figures import Point
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.method_figures import method_name
from rusfelt.report.names import Names
from rusfelt.report.tidy_signs import Signs
from rusfelt.vocabulary import State

__all__ = ["place_of", "point_rows", "series_rows"]


def place_of(key: Key, names: Names) -> dict[str, Any]:
    """What a series is of: its key, and what it is called."""
    indicator, unit, group = key
    known = {each.id for each in names.plan.indicators}
    return {
        "indicator": indicator,
        "title": names.indicator(indicator) if indicator in known else "",
        "unit": unit,
        "place": names.place(unit) if unit else "",
        "group": group,
        "group_text": names.group(group),
    }


def series_rows(
    evaluation: Evaluation, names: Names, signs: Signs
) -> Iterator[tuple[SeriesResult, dict[str, Any]]]:
    """One row a series: what is measured, the three answers, the verdict and its reason."""
    word = names.texts.word
    for result in evaluation.series:
        indicator, standing = result.case.figures.indicator, result.case.standing
        target, decides = standing.target, result.test.primary.evaluator
        labelled = {
            name: str(each)
            for name, each in (
                ("verdict", result.verdict),
                ("target", result.target),
                ("movement", result.movement),
                ("pace", result.pace),
                ("kind", indicator.kind or ""),
                ("direction", indicator.better),
                ("design", indicator.design or ""),
            )
        }
        called = {name: word(name, each) if each else "" for name, each in labelled.items()}
        yield (
            result,
            {
                **place_of(result.key, names),
                "measured_in": indicator.unit,
                "kind": labelled["kind"],
                "kind_text": called["kind"],
                "better": labelled["direction"],
                "better_text": called["direction"],
                "design": labelled["design"],
                "design_text": called["design"],
                "verdict": labelled["verdict"],
                "verdict_text": called["verdict"],
                "sentence": result.sentence(names.language),
                "target_state": labelled["target"],
                "target_state_text": called["target"],
                "target_operator": str(standing.operator or ""),
                "target_value": standing.level,
                "target_due": target.due if target else None,
                "movement": labelled["movement"],
                "movement_text": called["movement"],
                "pace": labelled["pace"],
                "pace_text": called["pace"],
                "evaluator": decides,
                "evaluator_text": method_name(decides, names) if decides else "",
                "p": result.test.p,
                "reason": result.reason,
                "points": len(result.case.figures.points),
                "carries": result.primary,
                **_latest(result, signs),
            },
        )


def _latest(result: SeriesResult, signs: Signs) -> dict[str, Any]:
    """The last figure that exists, hidden or not; where there is none, the last empty cell.

    What is only projected is not there yet.
    """
    points = [each for each in result.case.figures.points if each.state is not State.PROJECTED]
    exist = [each for each in points if each.observed or each.hidden] or points
    if not exist:
        return {}
    last = exist[-1]
    return {
        "latest_period": last.period.text,
        "latest_state": str(last.state),
        "latest_value": _number(last.value, last, signs),
    }


def point_rows(result: SeriesResult, names: Names, signs: Signs) -> Iterator[dict[str, Any]]:
    """One row a cell of a series, empty ones too."""
    for point in result.case.figures.points:
        yield {
            "period": point.period.text,
            "start": point.period.start,
            "end": point.period.end,
            "value": _number(point.value, point, signs),
            "numerator": _number(point.x, point, signs),
            "denominator": _number(point.n, point, signs),
            "se": _number(point.se, point, signs),
            "state": str(point.state),
            "state_text": names.texts.word("state", str(point.state)),
            "bound": point.bound,
            "part": point.part,
            "source": point.source,
            "note": point.note,
        }


def _number(value: float, point: Point, signs: Signs) -> float | str | None:
    """A number; where the cell is empty for a reason, its sign stands for every number of it."""
    if not math.isnan(value):
        return value
    return signs.of_state(point.state) if point.state.is_empty else None
