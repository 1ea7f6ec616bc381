"""Proportion trend: do shares rise or fall?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._caution import cautions
from rusfelt.evaluators._columns import TREND, Answer, series_column
from rusfelt.evaluators._trends import trend_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["ProportionTrend"]

_SPEC = Spec(
    "proportion-trend",
    "1",
    needs=Needs(points=2, point=("x", "n"), wants=("factor",), kind=(Kind.COVERAGE,)),
    gives=TREND,
    references=("doi:10.2307/3001775", "doi:10.1201/9780203753736"),
)


@attrs.frozen
class ProportionTrend:
    """Logistic trend of shares: exact up to four points, with dispersion from five."""

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The trend of every series of shares."""
        from rusfelt.stats.proportion_trend import proportion_trend  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, TREND)
        factor = series_column(panel, "factor", 1.0)
        for block in panel.by_length():
            x, n = block.point["x"], block.point["n"]
            whole = (x >= 0) & (x == np.rint(x)) & (n == np.rint(n))
            fine = (whole & (x <= n) & (n > 0)).all(axis=1)
            answer.undefined(block.rows[~fine], "not-whole-counts")
            rows = block.rows[fine]
            if not len(rows):
                continue
            found = proportion_trend(x[fine], n[fine], block.t[fine])
            answer.put(rows, trend_columns(found, factor[rows]))
            answer.put(rows, cautions(block.y[fine], block.t[fine], test="counts"))
            answer.undefined(rows[np.isnan(found.p)], "no-estimate")
        return answer.columns
