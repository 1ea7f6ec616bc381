"""Where a series stands in findings that hold several values a row or one a point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

import attrs

from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.findings import Findings

__all__ = ["Span", "Spans", "series_spans"]


@attrs.frozen
class Span:
    """The row of a series after its last break, and where that row's points begin and end."""

    row: int
    start: int = 0
    stop: int = 0


# By the name findings stand under, the series.
Spans: TypeAlias = Mapping[str, Mapping[Key, Span]]


def series_spans(evaluation: Evaluation) -> Spans:
    """The spans of all findings about series in which more than a value a row stands."""
    parts = {
        each.key: Counter(point.part for point in each.case.points) for each in evaluation.series
    }
    return {
        name: _by_series(found, parts)
        for name, found in evaluation.findings.items()
        if found.spec.rows == "series" and (found.points or found.curves)
    }


def _by_series(found: Findings, parts: Mapping[Key, Counter[int]]) -> Mapping[Key, Span]:
    """Findings hold the points of all rows one after the other; a row's are its part's."""
    spans: dict[Key, Span] = {}
    keys = zip(
        *(found[each].tolist() for each in ("indicator", "unit", "group", "part")), strict=True
    )
    start = 0
    for row, (indicator, unit, group, part) in enumerate(keys):
        size = parts.get((indicator, unit, group), Counter())[part]
        # Parts stand in order, so the last one of a series is what is left.
        spans[indicator, unit, group] = Span(row, start, start + size)
        start += size
    if all(len(column) == start for column in found.points.values()):
        return spans
    return {key: Span(each.row) for key, each in spans.items()}
