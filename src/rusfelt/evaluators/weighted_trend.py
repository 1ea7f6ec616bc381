"""Weighted trend: do values with standard errors rise or fall?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._caution import cautions
from rusfelt.evaluators._columns import TREND, Answer
from rusfelt.evaluators._trends import lost, trend_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["WeightedTrend"]

_TESTED = ("p", "p_minlike", "size", "smallest_p", "dispersion", "method", "size_correlated")
# Neither where the values nor where the times are counted from has a say in a slope.
_SLOPE = ("slope", "slope_low", "slope_high", "change", "change_low", "change_high", *_TESTED)

_SPEC = Spec(
    "weighted-trend",
    "1",
    needs=Needs(points=2, point=("se",)),
    gives=TREND,
    references=("doi:10.1201/9780203753736",),
    invariances={
        "shift": _SLOPE,
        "scale": _TESTED,
        "time-shift": _SLOPE,
    },
)


@attrs.frozen
class WeightedTrend:
    """Straight line weighted by standard errors: z up to four points, dispersion from five."""

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The trend of every series with standard errors."""
        from rusfelt.stats.weighted_trend import weighted_trend  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        for block in panel.by_length():
            se = block.point["se"]
            fine = ((se > 0) & np.isfinite(se)).all(axis=1)
            answer.undefined(block.rows[~fine], "no-standard-error")
            rows = block.rows[fine]
            if not len(rows):
                continue
            found = weighted_trend(block.y[fine], se[fine], block.t[fine])
            columns = trend_columns(found, np.ones(len(rows)))
            answer.put(rows, columns)
            answer.put(rows, cautions(block.y[fine], block.t[fine], test="line"))
            none = np.zeros(len(rows), dtype=np.bool_)
            answer.undefined(rows[lost(columns, none)], "no-estimate")
        return answer.columns
