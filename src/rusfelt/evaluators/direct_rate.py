"""Direct rate: what each unit's rate would be if its people had the ages of a standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._ages import by_age
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["DirectRate"]

_STANDARDS = ("european-2013", "european-2013-detailed")

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = ("value", "low", "high", "events", "population")

_SPEC = Spec(
    "direct-rate",
    "1",
    needs=Needs(
        points=0,
        series=("kind",),
        wants=("x", "n", "factor"),
        kind=(Kind.COUNT, Kind.RATE),
    ),
    gives=(
        Column("value", unit="indicator", doc="The rate with the ages of the standard."),
        Column("low", unit="indicator", doc="Lower end of its interval."),
        Column("high", unit="indicator", doc="Upper end of its interval."),
        Column("events", unit="events", doc="Events in all age groups.", basis=("x",)),
        Column("population", doc="What they are counted over, in all age groups."),
        Column("time", unit="time", doc="The time the figures are from."),
    ),
    rows="unit",
    scope="panel",
    references=(
        "doi:10.1002/sim.4780100317",
        "doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#",
        "doi:10.1186/s12963-018-0177-1",
    ),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class DirectRate:
    """A directly standardised rate for each unit, of one indicator by age group.

    The series of a unit are its age groups, ``age=0-4`` and so on, exactly those of the standard;
    the latest point of each is used. In the indicator's unit for rates, by ``n`` for counts.

    Attributes:
        standard: ``european-2013``, in 19 groups up to 90+, or ``european-2013-detailed``, in 21.
        method: ``dobson`` or ``fay-feuer``, for the interval.
        minimum_events: how many events in all a unit must have.
        confidence: of the interval.
    """

    standard: Literal["european-2013", "european-2013-detailed"] = attrs.field(
        default="european-2013", validator=attrs.validators.in_(_STANDARDS)
    )
    method: Literal["dobson", "fay-feuer"] = attrs.field(
        default="dobson", validator=attrs.validators.in_(("dobson", "fay-feuer"))
    )
    minimum_events: int = attrs.field(
        default=10, validator=[attrs.validators.instance_of(int), attrs.validators.ge(0)]
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The standardised rate of every unit."""
        from rusfelt.stats.standard_populations import (  # noqa: PLC0415 - loads scipy
            EUROPEAN_2013,
            EUROPEAN_2013_DETAILED,
        )
        from rusfelt.stats.standardisation import direct_rate  # noqa: PLC0415 - loads scipy

        held = EUROPEAN_2013 if self.standard == "european-2013" else EUROPEAN_2013_DETAILED
        answer, units = by_age(panel, _SPEC.gives, [f"age={name}" for name in held.labels])
        if not len(units.rows):
            return answer.columns
        found = direct_rate(
            units.x,
            units.n,
            held.weights,
            method=self.method,
            factor=units.scale,
            confidence=self.confidence,
            minimum_events=self.minimum_events,
        )
        with np.errstate(over="ignore"):
            people = units.n.sum(axis=1)
        answer.put(
            units.rows,
            {
                "value": found.value,
                "low": found.low,
                "high": found.high,
                "events": found.events,
                "population": people,
                "time": units.time,
            },
        )
        for code in ("few-events", "empty-stratum", "no-events"):
            answer.undefined(units.rows[found.reason == code], code)
        lost = ~np.isfinite([found.value, found.low, found.high, people]).all(axis=0)
        answer.undefined(units.rows[lost], "no-estimate")
        return answer.columns
