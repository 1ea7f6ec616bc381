"""Relative index: how many times higher at the least than at the most deprived end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import may_be
from rusfelt.evaluators._inequality import INDEX, INDEX_NEEDS, index_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["RelativeIndex"]

_SPEC = Spec(
    "relative-index",
    "1",
    needs=INDEX_NEEDS,
    gives=(
        Column(
            "estimate",
            doc="Least deprived end over most deprived end; below 1 where the deprived have more.",
        ),
        *may_be(INDEX, when="nan where the most deprived end could be 0", undefined="low high"),
    ),
    rows="indicator",
    scope="panel",
    references=("doi:10.1093/pubmed/fdh175",),
    invariances={
        "time-shift": ("estimate", "low", "high", "most_deprived", "least_deprived", "units"),
    },
)


@attrs.frozen
class RelativeIndex:
    """The relative index of inequality over an indicator's units, from each one's latest figure.

    Units are ordered, weighted and left out as in ``slope-index``: the column ``deprivation`` is a
    rank or a score, **larger is more deprived**. The interval is empty where the most deprived end
    could be 0.

    Attributes:
        scale: ``linear``, the ends of the slope index's line, or ``log``, a line through
            logarithms, for figures above 0.
        confidence: of the interval.
    """

    scale: Literal["linear", "log"] = attrs.field(
        default="linear", validator=attrs.validators.in_(("linear", "log"))
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The index of every indicator."""
        from rusfelt.stats.inequality import relative_index  # noqa: PLC0415 - loads scipy

        return index_columns(
            panel,
            _SPEC.gives,
            lambda value, se, n: relative_index(
                value, se, n, confidence=self.confidence, scale=self.scale
            ),
            positive=self.scale == "log",
        )
