"""Slope index: the gap between the most and the least deprived, with all units counted."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._inequality import INDEX, INDEX_NEEDS, index_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["SlopeIndex"]

_SPEC = Spec(
    "slope-index",
    "1",
    needs=INDEX_NEEDS,
    gives=(
        Column(
            "estimate",
            unit="indicator",
            doc="Least deprived end less most deprived end; below 0 where the deprived have more.",
        ),
        *INDEX,
    ),
    rows="indicator",
    scope="panel",
    references=("doi:10.1093/pubmed/fdh175",),
    invariances={
        "time-shift": ("estimate", "low", "high", "most_deprived", "least_deprived", "units"),
    },
)


@attrs.frozen
class SlopeIndex:
    """The slope index of inequality over an indicator's units, from each one's latest figure.

    The column ``deprivation`` by series orders the units: a rank or a score, **larger is more
    deprived**. A unit without one is left out; every other must have a figure from one and the
    same time, with a standard error, given or counted, and a population ``n``, which is its
    weight. Where an indicator has several population groups, that of everyone is used.

    Attributes:
        confidence: of the interval.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The index of every indicator."""
        from rusfelt.stats.inequality import slope_index  # noqa: PLC0415 - loads scipy

        return index_columns(
            panel,
            _SPEC.gives,
            lambda value, se, n: slope_index(value, se, n, confidence=self.confidence),
        )
