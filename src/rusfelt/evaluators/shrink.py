"""Shrink: small units' figures drawn towards all units', since chance moves them most."""

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

__all__ = ["Shrink"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = ("value", "shrunk", "weight", "centre", "between", "places")

_SPEC = Spec(
    "shrink",
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
        Column("shrunk", unit="indicator", doc="The same drawn towards the centre."),
        Column("weight", doc="The weight of the unit's own figure, from 0 to 1."),
        Column("centre", unit="indicator", doc="Sum of x over sum of n, of all units compared."),
        Column("between", unit="indicator squared", doc="Variance between units beyond chance."),
        Column("places", "int64", doc="How many units are compared, this one among them."),
    ),
    scope="panel",
    references=("doi:10.2307/2347593",),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class Shrink:
    """Each unit's latest figure as an estimate that borrows from the others.

    Units are compared within an indicator and population group, at the time most of them have
    their latest figure from. Good for a map; not for judging one unit, whose own history says more.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Every unit's latest figure, shrunk."""
        from rusfelt.stats.shrinkage import shrink  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        x, n, share, scale, problems = latest_counts(panel)
        latest = panel.t[panel.offsets[1:] - 1]
        for found in compared(answer, panel, problems, times=(latest,), alike=share):
            for pick in (True, False):
                rows = found[share[found[:, 0]] == pick]
                if not len(rows):
                    continue
                drawn = shrink(x[rows], n[rows], kind="proportion" if pick else "rate")
                unit = scale[rows]
                with np.errstate(over="ignore", invalid="ignore"):
                    columns = {
                        "value": unit * (x[rows] / n[rows]),
                        "shrunk": unit * drawn.shrunk,
                        "weight": drawn.weight,
                        "centre": unit * drawn.centre[:, None],
                        "between": unit**2 * drawn.between[:, None],
                    }
                lost = ~np.isfinite(list(columns.values())).all(axis=0)
                put_places(answer, rows, {**columns, "places": np.asarray(float(rows.shape[1]))})
                answer.undefined(np.sort(rows[lost]), "no-estimate")
        return whole_numbers(answer.columns, "places")
