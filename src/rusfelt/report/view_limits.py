"""What the figures cannot show, worked out from the figures themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from rusfelt.domain import Period
from rusfelt.evaluation.figures import Point
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.report.tables import number, table
from rusfelt.vocabulary import Counts, Design, Kind, State

__all__ = ["limits_view"]

_SMALL = 10
_HIDDEN = {State.MISSING, State.SUPPRESSED, State.UNDEFINED}


def limits_view(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    """Remarks, each with a sentence that leads it and the series it holds for."""
    texts = names.texts
    remarks = [_remark(names, "cause")]
    remarks += _age(evaluation, names)
    remarks += _shape(evaluation, names)
    tested = _multiplicity(evaluation, names)
    if tested is None:
        remarks.append(_remark(names, "tests-none"))
    else:
        remarks.append(
            {
                "lead": texts("limits.tests-lead"),
                "text": texts(
                    "limits.tests",
                    tests=texts.count("test", evaluation.total.tests),
                    alarms=names.numbers.estimate(round(evaluation.total.false_alarms, 2)),
                ),
                "several": [],
            }
        )
    return {"remarks": remarks, "table": tested}


def _remark(names: Names, key: str, **values: Any) -> dict[str, Any]:
    """A remark; one that ends in names is followed by links."""
    texts = names.texts
    several = values.pop("several", [])
    return {
        "lead": texts(f"limits.{key}-lead", **values),
        "text": texts(f"limits.{key}", **values),
        "several": several,
    }


def _age(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """Whether there are figures from the time the plan is for at all."""
    seen = [each.case.figures for each in evaluation.series if each.case.figures.observed]
    if not seen:
        if not any(each.people for each in evaluation.series):
            yield _remark(names, "no-figures")
        return
    # A milestone has a date and no figures before and after.
    observed = [each.observed for each in seen if each.indicator.kind is not Kind.MILESTONE]
    if not observed:
        return
    of = len(observed)
    period = evaluation.plan.period
    if period is None:
        return
    first = Period.parse(period[0])
    last = max((point for each in observed for point in each), key=lambda each: each.period.end)
    if evaluation.before_plan:
        yield _remark(
            names,
            "older",
            last=names.numbers.period(last.period),
            first=names.numbers.period(first),
        )
        return
    older = sum(all(point.period.end < first.start for point in each) for each in observed)
    if older:
        yield _remark(names, "some-older", n=older, of=of)
    both = sum(
        any(point.period.end < first.start for point in each)
        and any(point.period.end >= first.start for point in each)
        for each in observed
    )
    if both < of:
        yield _remark(names, "before-after", n=both, of=of)


def _shape(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    figured = [each for each in evaluation.series if each.case.figures.points]
    one = sum(
        len(each.case.figures.observed) == 1
        and each.case.figures.indicator.kind is not Kind.MILESTONE
        for each in figured
    )
    if one:
        yield _remark(names, "one", n=one, of=len(figured))

    def indicators(holds: Callable[[SeriesResult], bool]) -> list[dict[str, Any]]:
        ids = dict.fromkeys(each.key[0] for each in evaluation.series if holds(each))
        return [names.link("indikator", each, names.indicator(each)) for each in ids]

    def series(holds: Callable[[Point], bool]) -> list[dict[str, Any]]:
        keys = [each.key for each in figured if any(map(holds, each.case.figures.points))]
        # More than a line of links is better said by indicator.
        if len(keys) > _SMALL:
            wanted = {key[0] for key in keys}
            return indicators(lambda each: each.key[0] in wanted)
        return [names.link("serie", key, names.series(key)) for key in keys]

    def of(result: SeriesResult) -> Any:
        return result.case.figures.indicator

    small = [
        names.link("serie", each.key, names.series(each.key))
        for each in figured
        if of(each).kind in {Kind.COUNT, Kind.COVERAGE, Kind.RATE}
        and any(
            point.observed and not math.isnan(point.x) and point.x < _SMALL
            for point in each.case.figures.points
        )
    ]
    found = {
        "small": small,
        "cross": indicators(lambda each: of(each).design is Design.CROSS_SECTION),
        "stock": indicators(lambda each: of(each).counts is Counts.PERSONS_PRESENT),
        "design": indicators(
            lambda each: of(each).design is None and of(each).kind is not Kind.MILESTONE
        ),
        "people": indicators(lambda each: each.people is not None),
        "projected": series(lambda point: point.state is State.PROJECTED),
        "hidden": series(lambda point: point.state in _HIDDEN or point.hidden),
        "broken": series(lambda point: point.part > 0),
    }
    for key, items in found.items():
        if items:
            yield _remark(names, key, several=items)


def _multiplicity(evaluation: Evaluation, names: Names) -> dict[str, Any] | None:
    rows = evaluation.multiplicity["series"]
    if not rows:
        return None
    texts, write = names.texts, names.numbers
    told = []
    for each in rows:
        key = (each["indicator"], each["unit"], each["group"])
        told.append(
            [
                names.link("serie", key, names.series(key)),
                number(write.p(each["p"])),
                number(write.p(each["benjamini_hochberg"])),
                number(write.p(each["benjamini_yekutieli"])),
            ]
        )
    return table(
        "mange-tester",
        texts("limits.table"),
        [
            texts("limits.series"),
            *(number(texts(f"limits.{each}")) for each in ("p", "bh", "by")),
        ],
        told,
        notes=[texts("limits.assumes")],
    )
