"""Poisson trend: do counts rise or fall, given what they are counted among?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._caution import cautions
from rusfelt.evaluators._columns import TREND, Answer, exposures, series_column
from rusfelt.evaluators._trends import trend_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["PoissonTrend"]

_SPEC = Spec(
    "poisson-trend",
    "1",
    needs=Needs(
        points=2, point=("x",), wants=("n", "factor", "kind"), kind=(Kind.COUNT, Kind.RATE)
    ),
    gives=TREND,
    references=("doi:10.1214/ss/1177011454", "doi:10.1201/9780203753736"),
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

        answer = Answer(panel, TREND)
        factor = series_column(panel, "factor", 1.0)
        rate = series_column(panel, "kind", "") == Kind.RATE
        for block in panel.by_length():
            exposure, usable = exposures(block)
            counts = block.point["x"]
            whole = (counts >= 0) & (counts == np.rint(counts))
            fine = usable & whole.all(axis=1)
            answer.undefined(block.rows[~usable], "some-exposures")
            answer.undefined(block.rows[~whole.all(axis=1)], "not-whole-counts")
            rows = block.rows[fine]
            if not len(rows):
                continue
            found = poisson_trend(counts[fine], block.t[fine], exposure=exposure[fine])
            # A rate's change is in its own unit; a count's is in counts at the mean exposure.
            scale = np.where(rate[rows], factor[rows], exposure[fine].mean(axis=1))
            answer.put(rows, trend_columns(found, scale))
            answer.put(rows, cautions(block.y[fine], block.t[fine], test="counts"))
            answer.undefined(rows[np.isnan(found.p)], "no-estimate")
        return answer.columns
