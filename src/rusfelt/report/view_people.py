"""A series made of people's own scores: who is counted, how they changed, and drawings of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.report.method_figures import method_cell
from rusfelt.report.names import Names
from rusfelt.report.people_rows import FEWEST, lines_of, pairs_of, told
from rusfelt.report.people_tables import change_table, counted_table, method_tables
from rusfelt.report.spans import Spans
from rusfelt.report.view_methods import found_of, role_of
from rusfelt.report.view_pre_post import pre_post_view
from rusfelt.report.view_trajectory import trajectory_view
from rusfelt.report.view_waterfall import waterfall_view

__all__ = ["people_view"]

_DRAWN: Mapping[str, Callable[..., dict[str, Any] | None]] = {
    "foss": waterfall_view,
    "ruter": pre_post_view,
    "forlop": trajectory_view,
}


def people_view(
    evaluation: Evaluation, result: SeriesResult, spans: Spans, names: Names, anchor: str
) -> dict[str, Any] | None:
    """What a report says of people's own scores; ``None`` for a series that is not made of them.

    Nothing in it is about one person: figures of fewer than five people are left out.

    Args:
        evaluation: the whole.
        result: the series.
        spans: where series stand in findings.
        names: what things are called.
        anchor: of the series on the page.
    """
    groups = result.people
    if groups is None:
        return None
    texts, name = names.texts, names.series(result.key)
    row = result.findings.get(PEOPLE_PRIMARY, {})
    pairs, lines = pairs_of(result), lines_of(result)
    drawn = [view(result, groups, lines, names, f"{anchor}-{key}") for key, view in _DRAWN.items()]
    return {
        "warning": [texts("people.no-comparison"), texts("people.regression")] if pairs else [],
        "few": texts("people.few") if 0 < pairs < FEWEST else "",
        "counted": counted_table(row, names, f"{anchor}-personer", name),
        "change": change_table(row, names, f"{anchor}-endring", name) if pairs >= FEWEST else None,
        "figures": [each for each in drawn if each is not None],
        "methods": list(_methods(evaluation, result, spans, names, anchor)),
    }


def _methods(
    evaluation: Evaluation, result: SeriesResult, spans: Spans, names: Names, anchor: str
) -> Iterator[dict[str, Any]]:
    """What each method says of every person, as counts, shares and means of all of them."""
    series = names.series(result.key)
    for place, (name, row) in enumerate(told(result), start=1):
        found = found_of(evaluation, result, spans, name, names)
        decides = name == result.test.primary.evaluator
        facts = [(names.texts("figures.role"), role_of(result, names, decides=decides))]
        for each in found.figures():
            rest = f" ({each['rest']})" if each["rest"] else ""
            facts.append((each["term"], each["text"] + rest))
        yield {
            "name": method_cell(name, names),
            "facts": facts,
            "tables": list(method_tables(found, row, f"{anchor}-funn-{place}", series)),
            "notes": list(_answered(row, names)),
        }


def _answered(row: Mapping[str, Any], names: Names) -> Iterator[str]:
    """How many the method has an answer for, and why it has none for the others."""
    texts, answered = names.texts, row["answered"]
    if row.get("people") is None:
        # Of how many they are is not told, and those told of are not all of them.
        return
    yield texts("people.answered", n=answered, of=answered + sum(row["why_not"].values()))
    for reason, count in row["why_not"].items():
        why = names.said(reason, {"points": 2})
        yield texts("people.why-not", people=texts.count("person", count), reason=why)
