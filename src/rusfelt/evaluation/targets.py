"""Targets made comparable: whatever its form, a level, an operator and a value to hold against it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import attrs

from rusfelt.domain import Indicator, Period, Plan, Target
from rusfelt.evaluation.figures import Point, SeriesFigures
from rusfelt.evaluation.uncertainty import latest_interval
from rusfelt.vocabulary import Clock, Direction, Form, Kind, Operator, State, TargetState

__all__ = [
    "NO_TARGET",
    "Standing",
    "holds_one",
    "level_of",
    "operator_of",
    "stand",
    "targets_for",
    "window",
]

_NAN = math.nan


@attrs.frozen
class Standing:
    """Where a series stands to the one target it is judged by.

    Attributes:
        target: the target, or ``None``.
        others: further targets on the same path, which are shown.
        state: met, not-met, missed, not-due or none.
        certain: whether the whole 95 % interval of the value held is at or beyond it.
        late: for what was reached only after the due date.
        level, operator: the target as a level in the indicator's unit.
        held: the value held against it, with its 95 % interval in ``held_low`` and ``held_high``.
        straddles: whether an approximate or bounded value leaves open on which side it lies.
        baseline, baseline_t, due_t: for the pace; ``nan`` where the plan does not say.
    """

    target: Target | None = None
    others: tuple[Target, ...] = ()
    state: TargetState = TargetState.NONE
    certain: bool = False
    straddles: bool = False
    level: float = _NAN
    operator: Operator | None = None
    held: float = _NAN
    held_low: float = _NAN
    held_high: float = _NAN
    baseline: float = _NAN
    baseline_t: float = _NAN
    due_t: float = _NAN


NO_TARGET = Standing()


def targets_for(plan: Plan, indicator: Indicator, unit: str, group: str) -> list[Target]:
    """The standing targets of one series, the earliest due first and those without due last."""
    mine = [
        each
        for each in plan.standing_targets()
        if each.indicator == indicator.id
        and (each.group or "") == group
        and (each.unit or plan.area or unit) == unit
    ]
    return sorted(mine, key=lambda each: (each.due is None, each.due or date.max))


def window(figures: SeriesFigures, target: Target | None) -> tuple[Point, ...]:
    """The points that are compared: from the target's baseline period on, where it names one."""
    if target is None or target.baseline_period is None:
        return figures.points
    start = Period.parse(target.baseline_period).start
    return tuple(point for point in figures.points if point.period.start >= start)


def holds_one(value: float, operator: Operator, level: float) -> bool:
    """Whether one value holds against a level."""
    return {
        Operator.AT_LEAST: value >= level,
        Operator.ABOVE: value > level,
        Operator.AT_MOST: value <= level,
        Operator.BELOW: value < level,
        Operator.EQUAL: value == level,
    }[operator]


def stand(figures: SeriesFigures, targets: Sequence[Target], as_of: date | None) -> Standing:
    """Where a series stands on the day of looking.

    On a path of several targets the one that is due next is judged, and the last one when all
    are past.
    """
    if not targets:
        return NO_TARGET
    ahead = [each for each in targets if each.due is None or as_of is None or each.due >= as_of]
    target = ahead[0] if ahead else targets[-1]
    others = tuple(each for each in targets if each is not target)
    indicator = figures.indicator
    due_t = _due_time(figures, target)
    if indicator.kind is Kind.MILESTONE:
        return Standing(target, others, level=1.0, operator=Operator.AT_LEAST, due_t=due_t)
    points = [point for point in window(figures, target) if point.observed or point.hidden]
    baseline, baseline_t = _baseline(figures, target)
    operator = target.operator or operator_of(indicator)
    level = level_of(target, indicator, baseline)
    if target.form is Form.ADDITIONAL and indicator.accumulates:
        baseline = 0.0
    base = Standing(
        target,
        others,
        level=level,
        operator=operator,
        baseline=baseline,
        baseline_t=baseline_t,
        due_t=due_t,
    )
    if operator is None or math.isnan(level) or not points:
        state = _unmet(target, as_of, points[-1]) if points else _no_value(target, as_of)
        return attrs.evolve(base, state=state)
    return _held(base, figures, points, as_of)


def _held(
    base: Standing, figures: SeriesFigures, points: list[Point], as_of: date | None
) -> Standing:
    target, operator, level = base.target, base.operator, base.level
    if target is None or operator is None:
        return base
    indicator, last = figures.indicator, points[-1]
    used = [last]
    low = high = _NAN
    if target.form is Form.EACH_PERIOD:
        used = points
        worst = {Operator.AT_LEAST: min, Operator.ABOVE: min}.get(operator, max)
        if operator is Operator.EQUAL:
            held = max(_seen(used), key=lambda each: abs(each - level), default=_NAN)
        else:
            held = worst(_seen(used), default=_NAN)
    elif target.form is Form.ADDITIONAL and indicator.accumulates:
        # What came before the baseline period does not count; unsaid, everything does.
        start = -math.inf if math.isnan(base.baseline_t) else base.baseline_t
        used = [point for point in points if figures.time(point) > start]
        held = math.fsum(_seen(used)) if _seen(used) else _NAN
    else:
        held = last.value if last.observed else _NAN
        low, high = latest_interval(indicator, last)
    reaches = [_reach(indicator, point) for point in used]
    if used and target.form is Form.ADDITIONAL and indicator.accumulates:
        reaches = [(sum(least for least, _ in reaches), sum(most for _, most in reaches))]
    answers = [_answers(least, most, operator, level) for least, most in reaches]
    # One cell that cannot hold settles it, whatever the inexact ones stand for.
    failed = any(True not in each for each in answers)
    straddles = not failed and any(False in each for each in answers)
    met = bool(answers) and not failed and not straddles
    if met:
        state = TargetState.MET
    elif straddles:
        state = _no_value(target, as_of)
    else:
        state = _unmet(target, as_of, last)
    certain = (
        met
        and not math.isnan(low)
        and holds_one(low, operator, level)
        and holds_one(high, operator, level)
    )
    return attrs.evolve(
        base,
        state=state,
        certain=certain,
        straddles=straddles,
        held=held,
        held_low=low,
        held_high=high,
    )


def _seen(points: Sequence[Point]) -> list[float]:
    return [point.value for point in points if point.observed]


def _answers(least: float, most: float, operator: Operator, level: float) -> set[bool]:
    """The answers possible for a value somewhere from ``least`` to ``most``."""
    if operator is Operator.EQUAL and least < level < most:
        return {True, False}
    return {holds_one(least, operator, level), holds_one(most, operator, level)}


def _reach(indicator: Indicator, point: Point) -> tuple[float, float]:
    """The range a cell may stand for; an exact one stands for itself."""
    whole = indicator.kind is Kind.COUNT
    low, high = -math.inf, math.inf
    if point.bound in {"<", "<="}:
        # Counts and amounts below a bound start at nothing.
        below = math.ceil(point.value) - 1 if whole else math.nextafter(point.value, -math.inf)
        low, high = 0.0, below if point.bound == "<" else point.value
    elif point.bound:
        above = math.floor(point.value) + 1 if whole else math.nextafter(point.value, math.inf)
        low = above if point.bound == ">" else point.value
    elif point.observed and point.state is not State.APPROXIMATE:
        low = high = point.value
    elif point.state is State.SUPPRESSED and indicator.kind is Kind.COVERAGE:
        low, high = 0.0, indicator.scale
    # How far "about" reaches is not said, so either side of any target is possible.
    return low, high


def _unmet(target: Target, as_of: date | None, last: Point) -> TargetState:
    if target.due is None:
        return TargetState.NOT_MET
    if as_of is None or as_of < target.due:
        return TargetState.NOT_DUE
    # Past due, but only a figure that reaches the due date can show that it was missed.
    return TargetState.MISSED if last.period.end >= target.due else TargetState.NOT_MET


def _no_value(target: Target, as_of: date | None) -> TargetState:
    waiting = target.due is not None and (as_of is None or as_of < target.due)
    return TargetState.NOT_DUE if waiting else TargetState.NONE


def operator_of(indicator: Indicator) -> Operator | None:
    """How a value is held against a target that does not say, by the indicator's direction."""
    return {
        Direction.HIGHER: Operator.AT_LEAST,
        Direction.LOWER: Operator.AT_MOST,
        Direction.TARGET: Operator.EQUAL,
    }.get(indicator.better)


def _baseline(figures: SeriesFigures, target: Target) -> tuple[float, float]:
    if target.baseline_period is None:
        return (_NAN if target.baseline is None else target.baseline), _NAN
    period = Period.parse(target.baseline_period)
    if target.baseline is not None:
        return target.baseline, period.t
    at = [point for point in figures.observed if point.period.text == period.text]
    return (at[0].value if at else _NAN), period.t


def level_of(target: Target, indicator: Indicator, baseline: float) -> float:
    """The target as a level in the indicator's unit; ``nan`` where its baseline is not known."""
    value = _NAN if target.value is None else target.value
    if target.form is Form.CHANGE:
        return baseline * (1 + value)
    if target.form is Form.ADDITIONAL:
        return value if indicator.accumulates else baseline + value
    if target.form is Form.MAINTAIN:
        return baseline
    return value


def _due_time(figures: SeriesFigures, target: Target) -> float:
    if target.due is None:
        return _NAN
    if figures.clock is Clock.DAY:
        return float(target.due.toordinal())
    lengths = [point.period.length for point in figures.points]
    return Period.containing(target.due, lengths[-1] if lengths else "year").t
