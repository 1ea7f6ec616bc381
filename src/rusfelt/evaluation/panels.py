"""Panels of a plan's series: the observed points inside the window that is compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from rusfelt.domain import Indicator
from rusfelt.evaluation.figures import Point, SeriesFigures
from rusfelt.evaluation.targets import Standing
from rusfelt.panel import Panel
from rusfelt.vocabulary import Clock, Design, Kind

__all__ = ["Case", "build_panels"]

_NAN = math.nan


@attrs.frozen
class Case:
    """One series as it is judged: its figures, the target that stands, and the points compared.

    ``points`` are the observed points of the window, or those of one filling of its hidden
    cells. ``hidden`` are the cells of the window that are not shown in full. ``intervention`` is
    when the tiltak that should move the series began, on its own clock. ``people`` is what is
    known of the change in people's own scores, where the series is made of them, and
    ``hindrances`` what keeps that from being judged.
    """

    figures: SeriesFigures
    standing: Standing
    points: tuple[Point, ...]
    hidden: tuple[Point, ...] = ()
    intervention: float = _NAN
    people: Mapping[str, Any] | None = attrs.field(default=None, kw_only=True, eq=False)
    hindrances: tuple[str, ...] = attrs.field(default=(), kw_only=True)

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator id, unit and group."""
        return self.figures.key

    @property
    def parts(self) -> tuple[int, ...]:
        """The stretches between breaks that the window touches."""
        return tuple(sorted({point.part for point in (*self.points, *self.hidden)}))

    @property
    def latest_part(self) -> tuple[Point, ...]:
        """The points after the last break."""
        return tuple(point for point in self.points if point.part == self.parts[-1])


def build_panels(cases: Sequence[Case], *, as_of: float) -> Mapping[Clock, Panel]:
    """One panel for each clock, a row for each case and part, in key order.

    Args:
        cases: the series to judge; keys are unique.
        as_of: the day of looking, as ``date.toordinal`` counts; ``nan`` where unknown.
    """
    by_clock: dict[Clock, list[Case]] = {}
    for case in sorted(cases, key=lambda each: each.key):
        by_clock.setdefault(case.figures.clock, []).append(case)
    return {clock: _panel(group, clock, as_of) for clock, group in sorted(by_clock.items())}


def _panel(cases: list[Case], clock: Clock, as_of: float) -> Panel:
    rows = [
        (case, part, _in_order(case, [point for point in case.points if point.part == part]))
        for case in cases
        for part in (case.parts or (0,))
    ]
    points = [(case, point) for case, _, group in rows for point in group]

    def numbers(values: list[float]) -> np.ndarray:
        return np.array(values, dtype=np.float64)

    def texts(values: list[str]) -> np.ndarray:
        return np.array(values, dtype=np.str_) if values else np.empty(0, dtype="<U1")

    standings = [case.standing for case, _, _ in rows]
    indicators = [case.figures.indicator for case, _, _ in rows]
    return Panel(
        texts([case.key[0] for case, _, _ in rows]),
        texts([case.key[1] for case, _, _ in rows]),
        texts([case.key[2] for case, _, _ in rows]),
        np.array([part for _, part, _ in rows], dtype=np.int64),
        np.concatenate([[0], np.cumsum([len(group) for _, _, group in rows])]).astype(np.int64),
        numbers([case.figures.time(point) for case, point in points]),
        numbers([point.value for _, point in points]),
        clock=clock,
        per_series={
            "kind": texts([str(each.kind or "") for each in indicators]),
            "design": texts([_design(each) for each in indicators]),
            "better": texts([str(each.better) for each in indicators]),
            "coverage": texts([str(each.coverage or "") for each in indicators]),
            "factor": numbers([each.scale for each in indicators]),
            "target": numbers([each.level for each in standings]),
            "operator": texts([str(each.operator or "") for each in standings]),
            "held": numbers([each.held for each in standings]),
            "held_low": numbers([each.held_low for each in standings]),
            "held_high": numbers([each.held_high for each in standings]),
            "baseline": numbers([each.baseline for each in standings]),
            "baseline_t": numbers([each.baseline_t for each in standings]),
            "method": texts(
                [str(each.target.method or "") if each.target else "" for each in standings]
            ),
            "due": numbers([each.due_t for each in standings]),
            "intervention": numbers([case.intervention for case, _, _ in rows]),
            "as_of": numbers([as_of] * len(rows)),
        },
        per_point={
            "x": numbers([point.x for _, point in points]),
            "n": numbers([point.n for _, point in points]),
            "se": numbers([point.se for _, point in points]),
            "deff": numbers([point.deff for _, point in points]),
            "response_rate": numbers([point.response_rate for _, point in points]),
            "state": texts([str(point.state) for _, point in points]),
        },
    )


def _in_order(case: Case, points: list[Point]) -> list[Point]:
    """The points, or none where two begin at one time, as a year and its January do.

    Periods of different lengths are told of elsewhere; there is no series to look at in them.
    """
    times = [case.figures.time(point) for point in points]
    rising = all(one < other for one, other in pairwise(times))
    return points if rising or not case.figures.mixed else []


def _design(indicator: Indicator) -> str:
    """The design of the figures. Means by period of the same people's scores have lost the people."""
    if indicator.kind is Kind.SCORE and indicator.design is Design.PANEL:
        return ""
    return str(indicator.design or "")
