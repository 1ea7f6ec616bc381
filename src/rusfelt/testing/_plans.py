"""Made-up plans, and figures for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt.domain import (
    Body,
    Goal,
    Indicator,
    Measurement,
    Measurements,
    Plan,
    Strategy,
    Target,
    Tiltak,
)
from rusfelt.testing._chance import Chance, quarters, yes
from rusfelt.vocabulary import Counts, Design, Direction, Form, Kind, Level, State

__all__ = ["made_measurements", "made_plan"]

_KINDS = (Kind.COUNT, Kind.COVERAGE, Kind.RATE, Kind.AMOUNT, Kind.MILESTONE)
_START, _END = 2018, 2026
_EMPTY = (State.MISSING, State.SUPPRESSED, State.NOT_APPLICABLE, State.NOT_DUE)


def _how_many(chance: Chance, fewest: int, most: int) -> int:
    return int(chance.integers(fewest, most, 1)[0])


def made_plan(chance: Chance) -> Plan:
    """A plan with everything a plan may have, and now and then without it."""
    indicators = [_indicator(chance, k) for k in range(_how_many(chance, 1, 3))]
    names = [each.id for each in indicators]
    goals = [
        Goal(
            f"g{k}",
            f"Goal {k}",
            parent="g0" if k and yes(chance) else None,
            indicators=[chance.pick(names)] if yes(chance) else None,
        )
        for k in range(_how_many(chance, 0, 3))
    ]
    strategies = [
        Strategy(f"s{k}", f"Strategy {k}", goals=[chance.pick(goals).id] if goals else None)
        for k in range(_how_many(chance, 0, 2))
    ]
    tiltak = [_tiltak(chance, k, names, strategies) for k in range(_how_many(chance, 0, 3))]
    targets = [_target(chance, each, k) for k, each in enumerate(indicators) if yes(chance)]
    return Plan(
        "made-up",
        "Made up",
        owners=["bystyret"] if yes(chance) else None,
        area="0301",
        adopted=f"{_START}-06-01" if yes(chance) else None,
        period=(str(_START), str(_END)) if yes(chance) else None,
        goals=goals,
        strategies=strategies,
        tiltak=tiltak,
        indicators=indicators,
        targets=targets,
        bodies=[Body("b0", "Body 0")] if yes(chance) else None,
    )


def _indicator(chance: Chance, number: int) -> Indicator:
    kind = chance.pick(_KINDS)
    counts = None
    if kind is Kind.COUNT:
        counts = chance.pick((Counts.EVENTS, Counts.NEW_PERSONS))
    factor = 100.0 if kind in {Kind.COVERAGE, Kind.RATE} else None
    design = None if kind is Kind.MILESTONE else Design.REGISTER
    better = chance.pick((Direction.LOWER, Direction.HIGHER))
    return Indicator(
        f"i{number}",
        f"Indicator {number}",
        kind=kind,
        better=Direction.HIGHER if kind is Kind.MILESTONE else better,
        counts=counts,
        design=design,
        factor=factor,
    )


def _tiltak(chance: Chance, number: int, names: list[str], strategies: list[Strategy]) -> Tiltak:
    return Tiltak(
        f"t{number}",
        f"Tiltak {number}",
        strategies=[chance.pick(strategies).id] if strategies else None,
        level=chance.pick(tuple(Level)),
        moves=[chance.pick(names)],
        measured_by=[chance.pick(names)] if yes(chance) else None,
        start=f"{_START + number}-01-01" if yes(chance) else None,
    )


def _target(chance: Chance, indicator: Indicator, number: int) -> Target:
    told: dict[str, Any] = {"id": f"m{number}", "due": str(_END)}
    if indicator.kind is Kind.MILESTONE:
        return Target(indicator.id, value=1, **told)
    form = chance.pick((Form.LEVEL, Form.CHANGE, Form.MAINTAIN))
    if form is Form.CHANGE:
        told |= {"value": float(quarters(chance, -0.5, 1, 1)[0])}
    elif form is Form.LEVEL:
        told |= {"value": float(quarters(chance, 0, 90, 1)[0])}
    if form is not Form.LEVEL:
        told |= {"baseline_period": str(_START)}
    return Target(indicator.id, form=form, **told)


def made_measurements(chance: Chance, plan: Plan | None = None) -> Measurements:
    """Yearly figures of each indicator, for the whole area or some units of it."""
    indicators = plan.indicators if plan else [_indicator(chance, k) for k in range(2)]
    rows: list[Measurement] = []
    for indicator in indicators:
        units = ["", "030101"] if yes(chance) else [""]
        for unit in units:
            years = _how_many(chance, 0, 6)
            rows += [_cell(chance, indicator, unit, _START + k) for k in range(years)]
    return Measurements.of(rows)


def _cell(chance: Chance, indicator: Indicator, unit: str, year: int) -> Measurement:
    told: dict[str, Any] = {"period": str(year), "published": f"{year + 1}-03-01"}
    if yes(chance, 8):
        return Measurement(indicator.id, unit, state=chance.pick(_EMPTY), **told)
    x = float(chance.integers(0, 60, 1)[0])
    if indicator.kind is Kind.MILESTONE:
        return Measurement(indicator.id, unit, value=float(x > 30), **told)  # noqa: PLR2004 - one half
    if indicator.kind in {Kind.COVERAGE, Kind.RATE}:
        n = float(np.maximum(x, 64.0))
        value = (indicator.factor or 1.0) * x / n
        return Measurement(indicator.id, unit, value=value, numerator=x, denominator=n, **told)
    return Measurement(indicator.id, unit, value=x, **told)
