"""Findings that are about several series at once: an indicator's, a unit's, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rusfelt.domain import Indicator, Period
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.method_figures import (
    Found,
    confidence_in,
    figures_cell,
    method_cell,
    method_name,
    reasons_cell,
)
from rusfelt.report.names import Names
from rusfelt.report.tables import table
from rusfelt.vocabulary import Clock

__all__ = ["indicator_findings", "other_findings"]


def indicator_findings(
    evaluation: Evaluation, indicator: Indicator, results: Sequence[SeriesResult], names: Names
) -> dict[str, Any] | None:
    """What methods say of an indicator as a whole; ``None`` where none is asked."""
    texts = names.texts
    rows: list[Any] = []
    silent: dict[str, list[str]] = {}
    for found in _found(evaluation, "indicator", results, names, key=indicator.id):
        if found.ok:
            rows.append([method_cell(found.name, names), figures_cell(found)])
        else:
            silent.setdefault(found.reason, []).append(method_name(found.name, names))
    if silent:
        rows.append([texts("figures.not-computed"), reasons_cell(silent)])
    if not rows:
        return None
    return table(
        f"{names.anchor('indikator', indicator.id)}-samlet",
        texts("figures.several", name=names.title(indicator.title)),
        [texts("figures.method"), texts("figures.found")],
        rows,
        notes=[texts("figures.several-note")],
    )


def other_findings(evaluation: Evaluation, names: Names) -> dict[str, Any] | None:
    """What methods say of a unit, of a cluster of them, or of all series; ``None`` where none is."""
    texts = names.texts
    rows: list[Any] = []
    silent: dict[str, dict[str, list[str]]] = {}
    for about in ("unit", "cluster", "panel"):
        for found in _found(evaluation, about, evaluation.series, names):
            whose = _about(about, found.row, names)
            if found.ok:
                rows.append([method_cell(found.name, names), whose, figures_cell(found)])
            else:
                silent.setdefault(found.name, {}).setdefault(found.reason, []).append(whose)
    for name, reasons in silent.items():
        rows += [
            [method_cell(name, names), ", ".join(whose), reason]
            for reason, whose in reasons.items()
        ]
    if not rows:
        return None
    return table(
        "tall-samlet",
        texts("figures.several-units"),
        [texts("figures.method"), texts("figures.about"), texts("figures.found")],
        rows,
        notes=[texts("figures.several-note")],
    )


def _found(
    evaluation: Evaluation,
    about: str,
    results: Sequence[SeriesResult],
    names: Names,
    *,
    key: str | None = None,
) -> Iterator[Found]:
    """Every row of the findings about such things; of one alone where its key is told."""
    for run, found in evaluation.findings.items():
        if found.spec.rows != about:
            continue
        day = run.endswith(f"@{Clock.DAY}")
        keys = found[about].tolist() if about in found else [""] * found.rows
        for place, whose in enumerate(keys):
            if key is not None and whose != key:
                continue
            yield Found(
                found.spec.name,
                {**found.row(place), about: whose},
                names,
                spec=found.spec,
                origin=found.provenance.distribution,
                confidence=confidence_in(dict(found.provenance.params)),
                day=day,
                periods=_periods(results, day=day),
            )


def _periods(results: Sequence[SeriesResult], *, day: bool) -> Mapping[float, Period]:
    return {
        each.case.figures.time(point): point.period
        for each in results
        if (each.case.figures.clock is Clock.DAY) == day
        for point in each.case.points
    }


def _about(about: str, row: Mapping[str, Any], names: Names) -> str:
    texts, whose = names.texts, str(row[about])
    if about == "panel":
        return texts("figures.about-all")
    if about == "cluster":
        return whose
    return names.place(whose) if whose else texts("figures.everyone")
