"""Proportion trend: do shares rise or fall?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._caution import cautions
from rusfelt.evaluators._columns import TREND_OF_CASES, Answer
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import scales
from rusfelt.evaluators._trends import lost, trend_columns
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["ProportionTrend"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = tuple(each.name for each in TREND_OF_CASES if each.name != "caution")

_SPEC = Spec(
    "proportion-trend",
    "1",
    needs=Needs(points=2, point=("x", "n"), wants=("factor",), kind=(Kind.COVERAGE,)),
    gives=TREND_OF_CASES,
    references=("doi:10.2307/3001775", "doi:10.1201/9780203753736"),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
    },
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

        answer = Answer(panel, _SPEC.gives)
        factor = scales(panel)
        for block in panel.by_length():
            x, n = block.point["x"], block.point["n"]
            shares = (is_count(x) & is_count(n) & (x <= n) & (n > 0)).all(axis=1)
            known = np.isfinite(factor[block.rows])
            answer.undefined(block.rows[~shares], "not-whole-counts")
            answer.undefined(block.rows[~known], "lacks:factor")
            fine = shares & known
            rows = block.rows[fine]
            if not len(rows):
                continue
            found = proportion_trend(x[fine], n[fine], block.t[fine])
            columns = trend_columns(found, factor[rows])
            answer.put(rows, columns)
            answer.put(rows, cautions(block.y[fine], block.t[fine], test="counts"))
            had = x[fine].sum(axis=1)
            settled = np.asarray((had == 0) | (had == n[fine].sum(axis=1)))
            answer.undefined(rows[lost(columns, settled)], "no-estimate")
        return answer.columns
