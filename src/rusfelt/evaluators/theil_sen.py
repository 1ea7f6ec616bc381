"""Theil-Sen: the slope as the median of the slopes between all pairs of points."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["TheilSen"]

# Neither where the values nor where the times are counted from has a say in a slope.
_SLOPE = ("slope", "low", "high", "change", "change_low", "change_high", "method")

_SPEC = Spec(
    "theil-sen",
    "1",
    needs=Needs(points=2),
    gives=(
        Column("slope", unit="indicator per unit of time", doc="Median of pairwise slopes."),
        Column("intercept", unit="indicator", doc="median(y) - slope x median(t)."),
        Column(
            "low",
            doc="Lower end of the slope's interval; -inf where it is unbounded.",
            may_be=("infinite",),
        ),
        Column(
            "high",
            doc="Upper end of the slope's interval; inf where it is unbounded.",
            may_be=("infinite",),
        ),
        Column("change", unit="indicator", doc="Slope times the time from first to last."),
        Column(
            "change_low",
            unit="indicator",
            doc="The slope's interval over that time; -inf where it is unbounded.",
            may_be=("infinite",),
        ),
        Column(
            "change_high",
            unit="indicator",
            doc="The slope's interval over that time; inf where it is unbounded.",
            may_be=("infinite",),
        ),
        Column("method", "str", doc="exact, or normal where exact is out of reach."),
    ),
    references=("doi:10.1080/01621459.1968.10480934",),
    invariances={
        "shift": _SLOPE,
        "time-shift": _SLOPE,
    },
)


@attrs.frozen
class TheilSen:
    """Theil-Sen slope on the real time axis, with the interval that inverts Mann-Kendall's test.

    With four points or fewer the 95 % interval is unbounded: it says so with infinities.

    Attributes:
        confidence: of the interval, between 0 and 1.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Slope and interval for every series."""
        from rusfelt.stats.theil_sen import sen_slope  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        for block in panel.by_length():
            found = sen_slope(block.y, block.t, confidence=self.confidence)
            answer.put(block.rows, found._asdict())
            with np.errstate(over="ignore", invalid="ignore"):
                span = block.t[:, -1] - block.t[:, 0]
                over = {
                    "change": found.slope * span,
                    "change_low": found.low * span,
                    "change_high": found.high * span,
                }
            answer.put(block.rows, over)
            # Values, times or slopes that no number can hold; an unbounded interval is none of them.
            given = np.array([found.slope, found.intercept, over["change"]])
            lost = ~np.isfinite(given).all(axis=0) | np.isnan([found.low, found.high]).any(axis=0)
            lost |= np.isinf(over["change_low"]) & np.isfinite(found.low)
            lost |= np.isinf(over["change_high"]) & np.isfinite(found.high)
            answer.undefined(block.rows[lost], "no-estimate")
        return answer.columns
