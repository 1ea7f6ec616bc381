"""All series of a plan, indicator by indicator, as the template shows them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from rusfelt.domain import Indicator
from rusfelt.evaluation.figures import Point
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.cells import cell_text, interval_of, value_text
from rusfelt.report.names import Names
from rusfelt.report.people_rows import FEWEST, pairs_of
from rusfelt.report.pictures import chart_of
from rusfelt.report.spans import Spans, series_spans
from rusfelt.report.tables import linked_list, number, spanning, table, tag
from rusfelt.report.view_control import Marked, control_view, marked_points
from rusfelt.report.view_findings import indicator_findings
from rusfelt.report.view_funnel import funnel_views
from rusfelt.report.view_methods import methods_table
from rusfelt.report.view_people import people_view
from rusfelt.report.view_targets import others_text, target_text
from rusfelt.vocabulary import Kind, State

__all__ = ["figures_view"]

# A table of more rows reaches far below the chart beside it.
_LONG = 14
# A table of more columns takes more than half the page's width.
_BROAD = 5


def figures_view(
    evaluation: Evaluation, names: Names, *, symbol: str = ":"
) -> list[dict[str, Any]]:
    """One block for each indicator, with its series.

    Args:
        evaluation: what is shown.
        names: how it is written.
        symbol: stands where a figure is hidden.
    """
    by_indicator: dict[str, list[SeriesResult]] = {}
    spans = series_spans(evaluation)
    marked = marked_points(evaluation, spans)
    for each in evaluation.series:
        by_indicator.setdefault(each.key[0], []).append(each)
    return [
        {
            "id": names.anchor("indikator", indicator.id),
            "title": names.title(indicator.title),
            "code": indicator.id,
            "facts": list(_indicator_facts(indicator, names)),
            "funnels": funnel_views(
                indicator,
                by_indicator.get(indicator.id, ()),
                names,
                names.anchor("indikator", indicator.id),
            ),
            "several": indicator_findings(
                evaluation, indicator, by_indicator.get(indicator.id, ()), names
            ),
            "series": [
                _series(evaluation, each, spans, marked, names, symbol)
                for each in by_indicator.get(indicator.id, ())
            ],
        }
        for indicator in evaluation.plan.indicators
    ]


def _indicator_facts(indicator: Indicator, names: Names) -> Iterator[tuple[str, Any]]:
    texts = names.texts
    yield texts("figures.better"), texts.word("direction", str(indicator.better))
    if indicator.unit:
        yield texts("figures.unit"), indicator.unit
    if indicator.design:
        yield texts("figures.gathered"), texts.word("design", str(indicator.design))
    if indicator.counts:
        yield texts("figures.counts"), texts.word("counts", str(indicator.counts))
    if indicator.definition:
        yield texts("figures.definition"), indicator.definition
    if indicator.source:
        yield texts("figures.source"), indicator.source
    plan = names.plan
    users = names.tiltak_links(
        [
            each.id
            for each in plan.tiltak
            if indicator.id in (*(each.moves or ()), *(each.measured_by or ()))
        ]
    )
    users += [
        names.link("goal", each.id, f"{texts('tree.goal')} {each.id}")
        for each in plan.goals
        if indicator.id in (each.indicators or ())
    ]
    yield texts("figures.used-by"), linked_list(users) if users else texts("figures.used-by-none")


def _series(
    evaluation: Evaluation,
    result: SeriesResult,
    spans: Spans,
    marked: Marked,
    names: Names,
    symbol: str,
) -> dict[str, Any]:
    texts, figures = names.texts, result.case.figures
    name, anchor = names.series(result.key), names.anchor("serie", result.key)
    chart, keys = chart_of(result, names, prefix=f"{anchor}-figur")
    remarks = [texts.word("flag", each) for each in result.ruling.flags]
    if figures.conflicting:
        remarks.append(texts("figures.conflicting", periods=", ".join(figures.conflicting)))
    if figures.mixed:
        remarks.append(texts("figures.mixed"))
    if figures.undated:
        remarks.append(texts("figures.undated", n=figures.undated))
    cells = _points_table(result, names, anchor, name, symbol) if figures.points else None
    broad = cells is not None and len(cells["columns"]) > _BROAD
    return {
        "id": anchor,
        "heading": names.where(result.key) or texts("figures.everyone"),
        "verdict": tag(str(result.verdict), texts.word("verdict", str(result.verdict))),
        "sentence": " ".join(
            names.said(code, result.ruling.values) for code in result.ruling.codes
        ),
        "answers": list(_answers(result, names)),
        "remarks": remarks,
        "people": people_view(evaluation, result, spans, names, anchor),
        "chart": chart,
        "key": keys,
        "caption": texts("figures.unit-line", unit=figures.indicator.unit)
        if figures.indicator.unit and figures.indicator.kind is not Kind.MILESTONE
        else "",
        "no_chart": "" if chart else texts(_why_no_chart(result)),
        "table": cells,
        "wide": broad,
        "control": control_view(
            result, marked, names, anchor, narrow=len(figures.points) > _LONG and not broad
        ),
        "methods": methods_table(evaluation, result, spans, names, f"{anchor}-metoder", name),
    }


def _why_no_chart(result: SeriesResult) -> str:
    """The key of what is said in a chart's place."""
    figures = result.case.figures
    if any(each.state is State.SUPPRESSED for each in figures.points):
        return "hidden-figures.no-chart"
    return "figures.no-chart-undated" if figures.undated else "figures.no-chart"


def _answers(result: SeriesResult, names: Names) -> Iterator[tuple[str, Any]]:
    texts = names.texts
    aimed = target_text(result, names)
    state = texts.word("target", str(result.target))
    yield (
        texts("figures.target"),
        texts("target.state", state=state, target=aimed) if aimed else state,
    )
    # The mean of very few people would be about each of them.
    shown = result.people is None or pairs_of(result) >= FEWEST
    held = result.case.standing.held if shown else math.nan
    others = others_text(result, names)
    if others:
        yield texts("figures.notes"), others
    if aimed and math.isfinite(held):
        written = value_text(result.case.figures.indicator, held, names, divided=True)
        yield texts("figures.held"), written
    yield texts("figures.movement"), texts.word("movement", str(result.movement))
    yield texts("figures.pace"), texts.word("pace", str(result.pace))


def _points_table(
    result: SeriesResult, names: Names, anchor: str, name: str, symbol: str
) -> dict[str, Any]:
    """The cells of a series, oldest first, with a remark where a break parts them."""
    texts, points = names.texts, result.case.figures.points
    columns = list(_columns(result, names, symbol))
    rows: list[Any] = []
    for place, point in enumerate(points):
        if place and point.part != points[place - 1].part:
            rows.append(spanning(texts("figures.break")))
        rows.append([cells[place] for _, cells in columns])
    sources = {each.source for each in points}
    source = sources.pop() if len(sources) == 1 else ""
    return table(
        f"{anchor}-tall",
        texts("figures.table", name=name),
        [heading for heading, _ in columns],
        rows,
        notes=[texts("figures.source-all", source=source)] if source else [],
    )


def _columns(result: SeriesResult, names: Names, symbol: str) -> Iterator[tuple[Any, list[Any]]]:
    """Columns and their cells; those in which nothing stands are left out."""
    texts, write = names.texts, names.numbers
    indicator, points = result.case.figures.indicator, result.case.figures.points
    yield texts("figures.period"), [write.period(each.period) for each in points]
    values = [
        number(symbol if each.state is State.SUPPRESSED else cell_text(indicator, each, names))
        for each in points
    ]
    yield number(texts("figures.value")), values
    states = [
        texts("figures.bound-state") if each.bound else texts.word("state", str(each.state))
        for each in points
    ]
    yield texts("figures.state"), states
    counted = indicator.kind is Kind.COUNT
    if any(each.n > 0 for each in points):
        heading = texts("figures.exposure" if counted else "figures.of")
        cells = [number(_of(each, names, symbol, counted=counted)) for each in points]
        yield number(heading), cells
    if any(each.se > 0 for each in points):
        yield number(texts("figures.se")), [number(write.estimate(each.se)) for each in points]
    intervals = [_interval_text(indicator, each, names) for each in points]
    if any(intervals):
        yield number(texts("figures.interval")), [number(each) for each in intervals]
    several = len({each.source for each in points}) > 1
    if several or any(each.note for each in points):
        yield (
            texts("figures.source-note" if several else "figures.note"),
            [_remark(each, with_source=several) for each in points],
        )


def _interval_text(indicator: Indicator, point: Point, names: Names) -> str:
    low, high = interval_of(indicator, point)
    if math.isnan(low):
        return ""
    write = names.numbers.estimate
    return names.texts("figures.interval-text", low=write(low), high=write(high))


def _remark(point: Point, *, with_source: bool) -> str:
    told = (point.source, point.note) if with_source else (point.note,)
    return ". ".join(each.rstrip(".") for each in told if each)


def _of(point: Point, names: Names, symbol: str, *, counted: bool) -> str:
    write, texts = names.numbers, names.texts
    if math.isnan(point.n):
        return "" if math.isnan(point.x) or counted else write.value(point.x)
    if counted:
        return write.value(point.n)
    if point.state is State.SUPPRESSED:
        return texts("figures.of-text", x=symbol, n=write.value(point.n))
    if math.isnan(point.x):
        return texts("figures.of-unknown", n=write.value(point.n))
    return texts("figures.of-text", x=write.value(point.x), n=write.value(point.n))
