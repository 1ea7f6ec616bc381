"""What each method found of a series, as one table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rusfelt.evaluation.appraisal import obstacles
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.findings import Findings
from rusfelt.report.method_figures import (
    Found,
    confidence_in,
    curves_of,
    figures_cell,
    method_cell,
    method_name,
    reasons_cell,
)
from rusfelt.report.names import Names
from rusfelt.report.people_rows import is_rolled_up, safe_row, split_row
from rusfelt.report.spans import Span, Spans
from rusfelt.report.tables import table
from rusfelt.vocabulary import Clock, Verdict

__all__ = ["found_of", "methods_table", "role_of"]


def methods_table(
    evaluation: Evaluation,
    result: SeriesResult,
    spans: Spans,
    names: Names,
    anchor: str,
    title: str,
) -> dict[str, Any] | None:
    """Every method's findings of a series; those that found nothing are gathered by reason.

    What is said of each person and then counted has tables of its own.
    """
    texts = names.texts
    primary = result.test.primary.evaluator
    rows: list[Any] = []
    silent: dict[str, list[str]] = {}
    ordered = sorted(result.findings, key=lambda name: name != primary)
    for name in ordered:
        found = found_of(evaluation, result, spans, name, names)
        if found.ok and is_rolled_up(result.findings[name]):
            continue
        if found.ok:
            rows.append(
                [
                    method_cell(name, names),
                    figures_cell(found),
                    role_of(result, names, decides=name == primary),
                ]
            )
        else:
            silent.setdefault(found.reason, []).append(name)
    if silent:
        rows.append([texts("figures.not-computed"), reasons_cell(_called(silent, names)), ""])
    if not rows:
        return None
    columns = [texts("figures.method"), texts("figures.found"), texts("figures.role")]
    return table(anchor, texts("figures.methods", name=title), columns, rows)


def _called(silent: Mapping[str, list[str]], names: Names) -> Mapping[str, list[str]]:
    return {
        reason: [method_name(each, names) for each in methods] for reason, methods in silent.items()
    }


def role_of(result: SeriesResult, names: Names, *, decides: bool) -> str:
    """Whether a method decides a series, would have, or only describes it."""
    if not decides:
        return names.texts("figures.describes")
    # Where a rule before it settles the verdict, the primary test only describes.
    open_ended = result.verdict is Verdict.NOT_ASSESSABLE or bool(obstacles(result.case))
    return names.texts("figures.would-decide" if open_ended else "figures.decides")


def found_of(
    evaluation: Evaluation, result: SeriesResult, spans: Spans, name: str, names: Names
) -> Found:
    """A method's row of a series, with what is needed to write it.

    Args:
        evaluation: the whole.
        result: the series.
        spans: where series stand in findings.
        name: the method.
        names: what things are called.
    """
    figures = result.case.figures
    row: dict[str, Any] = dict(result.findings[name])
    if result.people is not None:
        # Counts, shares and means of people have tables of their own.
        row = split_row(safe_row(row))[0]
    day = figures.clock is Clock.DAY
    run = f"{name}@day" if day else name
    found = evaluation.findings.get(run)
    named: dict[str, Any] = {
        "day": day or (result.people is not None and result.people.weeks),
        "clocked": result.people is None or result.people.weeks,
        "scale": figures.indicator.scale,
        "periods": {figures.time(each): each.period for each in result.case.points},
    }
    judge = next(
        (each for each in (figures.indicator.judged_by or ())[:1] if each.evaluator == name), None
    )
    if found is not None:
        named |= {"spec": found.spec, "origin": found.provenance.distribution}
    if judge is not None:
        # It was run with the plan's own choices, whatever is shown of other series.
        chosen: Mapping[str, Any] = dict(judge.params)
    elif found is not None:
        chosen = dict(found.provenance.params)
        row |= _beyond(found, spans.get(run, {}).get(result.key))
    else:
        chosen = {}
    return Found(name, row, names, confidence=confidence_in(chosen), **named)


def _beyond(found: Findings, span: Span | None) -> dict[str, Any]:
    """What a row's columns do not hold: several values a row, and the figures of the last point."""
    if span is None:
        return {}
    last: dict[str, Any] = {}
    if span.stop > span.start:
        last = {name: column[span.stop - 1].item() for name, column in found.points.items()}
    known = {
        name: each
        for name, each in last.items()
        if not (isinstance(each, float) and math.isnan(each))
    }
    return {**known, **curves_of(found, span.row)}
