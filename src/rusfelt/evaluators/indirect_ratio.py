"""Indirect ratio: each unit's events over those expected at all units' rates by age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._ages import ages_in, by_age
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import FEWEST, common_time, whole_numbers
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["IndirectRatio"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = ("ratio", "low", "high", "rate", "rate_low", "rate_high", "events", "expected", "places")

_SPEC = Spec(
    "indirect-ratio",
    "1",
    needs=Needs(
        points=0,
        series=("kind",),
        wants=("x", "n", "factor"),
        kind=(Kind.COUNT, Kind.RATE),
    ),
    gives=(
        Column("ratio", doc="Events over those expected; 1 is as all units together."),
        Column("low", doc="Lower end of its interval."),
        Column("high", doc="Upper end of its interval."),
        Column("rate", unit="indicator", doc="The ratio times all units' rate at all ages."),
        Column("rate_low", unit="indicator", doc="Lower end of its interval."),
        Column("rate_high", unit="indicator", doc="Upper end of its interval."),
        Column("events", unit="events", doc="Events in all age groups.", basis=("x",)),
        Column("expected", unit="events", doc="Events expected at all units' rates by age."),
        Column("time", unit="time", doc="The time the figures are from."),
        Column("places", "int64", doc="How many units the reference is made of, this one too."),
    ),
    rows="unit",
    scope="panel",
    references=("doi:10.1093/biomet/28.3-4.437",),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class IndirectRatio:
    """An indirectly standardised ratio for each unit, of one indicator by age group.

    The series of a unit are its age groups, ``age=0-17`` and so on, the same for every unit; the
    latest point of each is used. The reference is all units together, the unit itself among them,
    at the time most of them share, so every ratio is drawn a little towards 1. The plan's own area,
    whose unit is empty, is left out.

    Attributes:
        method: ``byar``, exact below 10 events, or ``exact``, for the interval.
        confidence: of the interval.
    """

    method: Literal["byar", "exact"] = attrs.field(
        default="byar", validator=attrs.validators.in_(("byar", "exact"))
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The ratio of every unit."""
        from rusfelt.stats.standardisation import indirect_ratio  # noqa: PLC0415 - loads scipy

        answer, units = by_age(panel, _SPEC.gives, ages_in(panel))
        names = np.unique(panel.unit)
        whole = np.asarray(names[units.rows] == "")
        answer.undefined(units.rows[whole], "whole-area")
        units = units.take(~whole)
        same = common_time(np.zeros(len(units.rows), dtype=np.int64), units.time)
        answer.undefined(units.rows[~same], "other-time")
        units = units.take(same)
        rows = units.rows
        with np.errstate(over="ignore"):
            events, people = units.x.sum(axis=0), units.n.sum(axis=0)
        if len(rows) < FEWEST:
            answer.undefined(rows, "too-few-units")
        elif not (is_count(events).all() and np.isfinite(people).all()):
            answer.undefined(rows, "no-estimate")
        else:
            found = indirect_ratio(
                units.x,
                units.n,
                events,
                people,
                method=self.method,
                factor=units.scale,
                confidence=self.confidence,
            )
            columns = found._asdict()
            reason = columns.pop("reason")
            places = np.asarray(float(len(rows)))
            answer.put(rows, {**columns, "time": units.time, "places": places})
            answer.undefined(rows[reason == "nothing-expected"], "nothing-expected")
            answer.undefined(rows[reason == "overflow"], "no-estimate")
        return whole_numbers(answer.columns, "places")
