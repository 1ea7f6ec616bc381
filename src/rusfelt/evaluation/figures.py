"""From measurements to series: one for each indicator, unit and population group."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import attrs

from rusfelt.domain import Indicator, Measurement, Period, Plan
from rusfelt.evaluation.carrying import aimed_at, carrying_indicators
from rusfelt.vocabulary import Clock, Kind, State

__all__ = ["Point", "SeriesFigures", "gather"]


@attrs.frozen
class Point:
    """One period of one series: the cell as read, and what it comes to.

    ``value`` is in the indicator's unit; ``x`` and ``n`` are the count and what it is among,
    ``nan`` where they are not known. ``part`` numbers the stretches between breaks.
    """

    period: Period
    state: State
    value: float
    x: float
    n: float
    se: float
    deff: float
    response_rate: float
    bound: str
    part: int
    source: str
    note: str

    @property
    def observed(self) -> bool:
        """Whether it is a figure that was seen, so neither empty nor projected nor a bound."""
        if self.state.is_empty or self.state is State.PROJECTED or self.bound:
            return False
        return not math.isnan(self.value)

    @property
    def hidden(self) -> bool:
        """Whether a figure exists that is not shown in full."""
        return self.state is State.SUPPRESSED or (
            bool(self.bound) and self.state is not State.PROJECTED
        )


@attrs.frozen
class SeriesFigures:
    """The figures of one indicator for one unit and group, in order of time.

    Attributes:
        indicator, unit, group: what it is of; ``unit`` is never empty unless the plan has no area.
        points: every dated cell, empty ones too, oldest first.
        undated: how many cells have no period.
        conflicting: periods with contradicting figures, none of which can be chosen.
        mixed: whether periods of different lengths stand in it.
    """

    indicator: Indicator
    unit: str
    group: str
    points: tuple[Point, ...] = ()
    undated: int = 0
    conflicting: tuple[str, ...] = ()
    mixed: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator id, unit and group."""
        return self.indicator.id, self.unit, self.group

    @property
    def clock(self) -> Clock:
        """Milestones and daily series run on days, all others on calendar periods."""
        if self.indicator.kind is Kind.MILESTONE:
            return Clock.DAY
        return self.points[0].period.clock if self.points else Clock.PERIOD

    def time(self, point: Point) -> float:
        """The point's place on this series' clock: a milestone counts from its period's end."""
        if self.indicator.kind is Kind.MILESTONE:
            return float(point.period.end.toordinal())
        return point.period.t

    @property
    def observed(self) -> tuple[Point, ...]:
        """The points that are observations."""
        return tuple(point for point in self.points if point.observed)


def gather(
    plan: Plan, measurements: Iterable[Measurement], people: Iterable[tuple[str, str, str]] = ()
) -> list[SeriesFigures]:
    """The series of a plan's indicators, by indicator in the plan's order, then unit and group.

    Args:
        plan: has the indicators.
        measurements: the figures.
        people: keys of series made of people's own scores, which need no figures.

    An indicator without figures has one series without points, since its absence is a finding.
    Figures for indicators the plan does not have are left to the audit.
    """
    home = plan.area or ""
    rows: dict[str, dict[tuple[str, str, str], list[Measurement]]] = {
        each.id: {} for each in plan.indicators
    }
    for row in measurements:
        if row.indicator in rows:
            key = (row.indicator, row.unit or home, row.group)
            rows[row.indicator].setdefault(key, []).append(row)
    carrying = carrying_indicators(plan)
    found = []
    scored = set(people)
    for indicator in plan.indicators:
        mine = set(rows[indicator.id]) | {key for key in scored if key[0] == indicator.id}
        if indicator.id in carrying:
            # A series that should carry a verdict and has no figures is undecided, not absent.
            mine |= _expected(plan, indicator.id, mine)
        for _, unit, group in sorted(mine) or [(indicator.id, home, "")]:
            cells = rows[indicator.id].get((indicator.id, unit, group), [])
            found.append(_series(indicator, unit, group, cells))
    return found


def _expected(
    plan: Plan, indicator: str, measured: set[tuple[str, str, str]]
) -> set[tuple[str, str, str]]:
    """Keys of the series that should be there: those of its targets, else everyone at home."""
    aimed = aimed_at(plan, indicator) or {(plan.area, "")}
    measured_groups = {group for _, _, group in measured}
    # A plan without an area means every unit that has figures.
    return {
        (indicator, unit or "", group)
        for unit, group in aimed
        if unit is not None or group not in measured_groups
    }


def _series(indicator: Indicator, unit: str, group: str, rows: list[Measurement]) -> SeriesFigures:
    dated: dict[str, list[Measurement]] = {}
    for row in rows:
        if row.period is not None:
            dated.setdefault(row.period, []).append(row)
    conflicting = []
    chosen = []
    for period, cells in dated.items():
        best, conflict = _choose(cells)
        if conflict:
            conflicting.append(period)
        chosen.append(best)
    milestone = indicator.kind is Kind.MILESTONE
    ordered = sorted(
        chosen,
        key=lambda row: _when(row, end=milestone),
    )
    points = tuple(_points(indicator, ordered))
    lengths = {point.period.length for point in points if point.observed or point.hidden}
    return SeriesFigures(
        indicator,
        unit,
        group,
        points,
        undated=sum(row.period is None for row in rows),
        conflicting=tuple(sorted(conflicting)),
        mixed=len(lengths) > 1 and not milestone,
    )


def _when(row: Measurement, *, end: bool) -> tuple[int, int]:
    period = Period.parse(row.period)
    first, last = period.start.toordinal(), period.end.toordinal()
    return (last, first) if end else (first, last)


def _choose(cells: list[Measurement]) -> tuple[Measurement, bool]:
    """The cell that stands for a period, and whether another contradicts it.

    What was published last restates what was published before. An observation comes before a
    projection. Two that differ and cannot be ranked contradict each other.
    """
    seen = [cell for cell in cells if cell.state is not State.PROJECTED] or cells
    full = [cell for cell in seen if not cell.state.is_empty] or seen
    if all(cell.published for cell in full):
        last = max(cell.published for cell in full if cell.published)
        full = [cell for cell in full if cell.published == last]
    told = {(cell.value, cell.numerator, cell.denominator, cell.bound) for cell in full}
    return full[0], len(told) > 1


def _points(indicator: Indicator, rows: Iterable[Measurement]) -> Iterator[Point]:
    part, definition, seen = 0, "", False
    for row in rows:
        changed = bool(row.definition and definition and row.definition != definition)
        if seen and (row.break_before or changed):
            part += 1
        definition = row.definition or definition
        seen = True
        value, x, n = resolve(indicator, row)
        deff = math.nan if row.deff is None else row.deff
        se = math.nan if row.se is None else row.se
        if math.isnan(se) and not math.isnan(deff) and deff != 1 and n > 0 and 0 < x < n:
            # A survey's share with its design effect: the standard error it implies.
            se = indicator.scale * math.sqrt(x / n * (1 - x / n) * deff / n)
        yield Point(
            Period.parse(row.period),
            row.state,
            value,
            x,
            n,
            se,
            deff,
            math.nan if row.response_rate is None else row.response_rate,
            row.bound or "",
            part,
            row.source or "",
            row.note or "",
        )


def resolve(indicator: Indicator, row: Measurement) -> tuple[float, float, float]:
    """Value, count and denominator of a cell, each ``nan`` where it is not known."""
    numerator = math.nan if row.numerator is None else row.numerator
    n = math.nan if row.denominator is None else row.denominator
    value = math.nan if row.value is None else row.value
    if row.state.is_empty:
        return math.nan, math.nan, n
    if indicator.kind is Kind.COUNT:
        x = numerator if math.isnan(value) else value
        return x, x, n
    if math.isnan(value):
        if not math.isnan(n):
            value = indicator.scale * numerator / n
        elif indicator.kind not in {Kind.COVERAGE, Kind.RATE}:
            # Of a share or rate, a numerator alone tells nothing.
            value = numerator
    return value, numerator, n
