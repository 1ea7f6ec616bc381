"""Small plans of one or a few series, made through the public names alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

import rusfelt

HOME = "030108"


def rows_of(indicator: str, figures: Iterable[Any]) -> list[rusfelt.Measurement]:
    """Figures as ``(period, value)``, ``(period, numerator, denominator)`` or keyword tables."""
    made = []
    for each in figures:
        if isinstance(each, Mapping):
            made.append(rusfelt.Measurement(indicator, **each))
        elif len(each) == 2:
            made.append(rusfelt.Measurement(indicator, period=str(each[0]), value=each[1]))
        else:
            period, x, n = each
            made.append(
                rusfelt.Measurement(indicator, period=str(period), numerator=x, denominator=n)
            )
    return made


@pytest.fixture
def build() -> Callable[..., tuple[rusfelt.Plan, rusfelt.Measurements]]:
    """A plan of several indicators, each ``id → (fields, figures, targets)``, and its figures."""

    def make(
        series: Mapping[str, tuple[Mapping[str, Any], Iterable[Any], Iterable[Mapping[str, Any]]]],
        **fields: Any,
    ) -> tuple[rusfelt.Plan, rusfelt.Measurements]:
        indicators, targets, rows = [], [], []
        for name, (spec, figures, aims) in series.items():
            indicators.append(rusfelt.Indicator(name, name, **spec))
            targets += [rusfelt.Target(name, **aim) for aim in aims]
            rows += rows_of(name, figures)
        fields.setdefault("area", HOME)
        plan = rusfelt.Plan("p", "p", indicators=indicators, targets=targets, **fields)
        return plan, rusfelt.Measurements.of(rows)

    return make


@pytest.fixture
def judge(build: Any) -> Callable[..., Any]:
    """The result of one series from its indicator's fields, figures and targets."""

    def run(
        spec: Mapping[str, Any],
        figures: Iterable[Any],
        targets: Iterable[Mapping[str, Any]] = (),
        *,
        as_of: str | None = None,
    ) -> Any:
        tiltak = [rusfelt.Tiltak("t", "t", moves=["i"])]
        plan, rows = build({"i": (spec, figures, targets)}, tiltak=tiltak)
        return rusfelt.evaluate_plan(plan, rows, evaluators=(), as_of=as_of).series[0]

    return run
