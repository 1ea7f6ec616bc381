"""What charts of shares and of rates have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rusfelt.evaluator import Column
from rusfelt.evaluators._charts import MARKS, Marks, caution, point_places
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools

__all__ = ["ATTRIBUTE", "attribute_columns"]

_AT_POINTS = {
    "value": "Factor x numerator / denominator, which the lines are drawn for.",
    "lower": "Lower limit at the point.",
    "upper": "Upper limit at the point.",
    "near_lower": "Two thirds of the way to the lower limit.",
    "near_upper": "Two thirds of the way to the upper limit.",
}
ATTRIBUTE = (
    Column("centre", unit="indicator", doc="Sum of numerators over sum of denominators."),
    Column("sigma_z", doc="How many times more than chance neighbouring points differ."),
    Column("trial", "bool", doc="Whether fewer than 12 points fix the limits."),
    *MARKS,
    *(Column(name, unit="indicator", shape="point", doc=doc) for name, doc in _AT_POINTS.items()),
    Column("caution", "str", doc="What the limits take for granted; see the words in use."),
)


def attribute_columns(
    panel: Panel,
    rules: str,
    chart_of: Callable[[Block, Bools], Any],
    unusable: Callable[[Block], Mapping[str, Bools]],
) -> dict[str, Array]:
    """The chart of every series.

    Args:
        panel: the series.
        rules: as ``xmr`` takes them.
        chart_of: the chart of a block's usable rows.
        unusable: reason code → which rows of a block it keeps from having one.
    """
    answer = Answer(panel, ATTRIBUTE)
    marks = Marks(panel, rules)
    factor = series_column(panel, "factor", 1.0)
    lines = {name: np.full(len(panel.t), np.nan) for name in _AT_POINTS}
    for block in panel.by_length():
        fine = np.ones(len(block.rows), dtype=np.bool_)
        for code, bad in unusable(block).items():
            answer.undefined(block.rows[bad], code)
            fine &= ~bad
        rows = block.rows[fine]
        if not len(rows):
            continue
        chart = chart_of(block, fine)
        with np.errstate(over="ignore", invalid="ignore"):
            # A factor may lift a line above what a float can hold, or be none at all.
            scaled = {name: factor[rows, None] * getattr(chart, name) for name in _AT_POINTS}
            centre = factor[rows] * chart.centre
        ok = np.isfinite(centre)
        for each in scaled.values():
            ok &= np.isfinite(each).all(axis=1)
        # Where nobody had it, or everybody, chance has no spread to reckon limits from.
        alike = (chart.centre == 0) | np.isnan(chart.upper).all(axis=1) & (chart.centre == 1)
        answer.undefined(rows[alike], "no-variation")
        answer.undefined(rows[~ok], "no-estimate")
        if not ok.any():
            continue
        places = point_places(panel, rows[ok])
        for name, each in scaled.items():
            lines[name][places] = each[ok].reshape(-1)
        answer.put(
            rows[ok],
            {"centre": centre[ok], "sigma_z": chart.sigma_z[ok], "trial": chart.trial[ok]},
        )
        answer.put(rows[ok], caution(chart.value[ok], block.t[fine][ok]))
        limits = {
            name: getattr(chart, name)[ok]
            for name in ("lower", "upper", "near_lower", "near_upper")
        }
        marks.ask(rows[ok], chart.value[ok], chart.centre[ok], **limits)
    return {**marks.beside(answer), **lines}
