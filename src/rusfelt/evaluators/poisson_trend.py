"""Poisson trend: do counts rise or fall, given what they are counted among?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._caution import cautions
from rusfelt.evaluators._columns import TREND_OF_CASES, Answer, exposures, series_column
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import scales
from rusfelt.evaluators._trends import lost, trend_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["PoissonTrend"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = tuple(each.name for each in TREND_OF_CASES if each.name != "caution")

_SPEC = Spec(
    "poisson-trend",
    "1",
    needs=Needs(
        points=2, point=("x",), wants=("n", "factor", "kind"), kind=(Kind.COUNT, Kind.RATE)
    ),
    gives=TREND_OF_CASES,
    references=("doi:10.1214/ss/1177011454", "doi:10.1201/9780203753736"),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
    },
)


@attrs.frozen
class PoissonTrend:
    """Log-linear trend of counts: exact up to four points, with dispersion from five.

    Up to four points nothing but chance variation is assumed, given the total. From five points
    the variation left over is measured, and the interval widened where it is more than chance.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The trend of every series of counts."""
        from rusfelt.stats.poisson_trend import poisson_trend  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        factor = scales(panel)
        rate = series_column(panel, "kind", "") == Kind.RATE
        for block in panel.by_length():
            exposure, usable = exposures(block)
            counts = block.point["x"]
            whole = is_count(counts).all(axis=1)
            known = ~rate[block.rows] | np.isfinite(factor[block.rows])
            fine = usable & whole & known
            answer.undefined(block.rows[~usable], "some-exposures")
            answer.undefined(block.rows[~whole], "not-whole-counts")
            answer.undefined(block.rows[~known], "lacks:factor")
            rows = block.rows[fine]
            if not len(rows):
                continue
            with np.errstate(over="ignore"):
                found = poisson_trend(counts[fine], block.t[fine], exposure=exposure[fine])
                # A rate's change is in its own unit; a count's is in counts at the mean exposure.
                scale = np.where(rate[rows], factor[rows], exposure[fine].mean(axis=1))
            columns = trend_columns(found, scale)
            answer.put(rows, columns)
            answer.put(rows, cautions(block.y[fine], block.t[fine], test="counts"))
            settled = np.asarray(counts[fine].sum(axis=1) == 0)
            answer.undefined(rows[lost(columns, settled)], "no-estimate")
        return answer.columns
