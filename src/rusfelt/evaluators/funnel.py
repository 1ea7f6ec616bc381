"""Funnel: which units differ from the others by more than chance, given their size?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._counted import latest_counts
from rusfelt.evaluators._places import compared, put_places, whole_numbers
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["Funnel"]

_LEVELS = (0.95, 0.998)
_IN_UNIT = ("value", "centre", "low95", "high95", "low998", "high998")

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = (
    "value",
    "n",
    "centre",
    "low95",
    "high95",
    "low998",
    "high998",
    "z",
    "outside",
    "places",
    "phi",
    "tau2",
)

_SPEC = Spec(
    "funnel",
    "1",
    needs=Needs(
        points=1,
        series=("kind",),
        point=("x", "n"),
        wants=("factor", "deff"),
        kind=(Kind.COUNT, Kind.RATE, Kind.COVERAGE),
    ),
    gives=(
        Column("value", unit="indicator", doc="Latest figure; counts are divided by their n."),
        Column("n", doc="What it is out of."),
        Column("centre", unit="indicator", doc="Sum of x over sum of n, of all units compared."),
        Column("low95", unit="indicator", doc="Lower 95 % limit for a unit of this size."),
        Column("high95", unit="indicator", doc="Upper 95 % limit."),
        Column("low998", unit="indicator", doc="Lower 99.8 % limit."),
        Column("high998", unit="indicator", doc="Upper 99.8 % limit."),
        Column(
            "z",
            doc="Distance from the centre in standard errors, tau2 counted in; nan where nothing can "
            "vary around it, as around 0.",
            may_be=("undefined",),
        ),
        Column(
            "outside", "str", doc="The outermost limit passed: low998, low95, high95 or high998."
        ),
        Column("places", "int64", doc="How many units are compared, this one among them."),
        Column(
            "phi",
            doc="Dispersion; chance alone gives about 1. nan below three units, and where z is.",
            may_be=("undefined",),
        ),
        Column("tau2", unit="indicator squared", doc="Variance between units allowed for."),
    ),
    scope="panel",
    references=("doi:10.1002/sim.1970", "doi:10.1136/qshc.2005.013755"),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class Funnel:
    """Each unit's latest figure against all units' together, within the limits of chance.

    Units are compared within an indicator and population group, at the time most of them have
    their latest figure from, so give a panel of units of one level: a city beside its districts
    would be counted twice. At 95 % about one unit in twenty lies outside by chance alone.

    Attributes:
        overdispersion: whether limits are widened by how much the units differ beyond chance
            (Spiegelhalter's additive variance); that takes three units.
    """

    overdispersion: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Every unit's latest figure within its funnel."""
        from rusfelt.stats.funnel import funnel  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        x, n, share, scale, problems = latest_counts(panel)
        latest = panel.t[panel.offsets[1:] - 1]
        for found in compared(
            answer,
            panel,
            problems,
            times=(latest,),
            alike=share,
            fewest=3 if self.overdispersion else 2,
        ):
            for pick in (True, False):
                rows = found[share[found[:, 0]] == pick]
                if not len(rows):
                    continue
                drawn = funnel(
                    x[rows],
                    n[rows],
                    kind="proportion" if pick else "rate",
                    confidence=_LEVELS,
                    overdispersion="spiegelhalter" if self.overdispersion else None,
                )
                unit = scale[rows]
                with np.errstate(over="ignore", invalid="ignore"):
                    in_unit = [
                        each * unit
                        for each in (
                            drawn.value,
                            drawn.target[:, None],
                            *(end[..., i] for i in (0, 1) for end in (drawn.low, drawn.high)),
                        )
                    ]
                    tau2 = drawn.tau2[:, None] * unit**2
                put_places(
                    answer,
                    rows,
                    {
                        **dict(zip(_IN_UNIT, in_unit, strict=True)),
                        "n": n[rows],
                        "z": drawn.z_adjusted,
                        "outside": _outside(drawn.flag),
                        "places": np.asarray(float(rows.shape[1])),
                        "phi": drawn.phi[:, None],
                        "tau2": tau2,
                    },
                )
                lost = ~np.isfinite([*in_unit, tau2]).all(axis=0)
                answer.undefined(np.sort(rows[lost]), "no-estimate")
        return whole_numbers(answer.columns, "places")


def _outside(flag: Array) -> Array:
    """The outermost limit that is passed."""
    return np.select(
        [flag[..., 1] < 0, flag[..., 1] > 0, flag[..., 0] < 0, flag[..., 0] > 0],
        ["low998", "high998", "low95", "high95"],
        "",
    )
