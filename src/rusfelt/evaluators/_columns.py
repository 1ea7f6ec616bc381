"""Columns and small steps that several evaluators share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rusfelt.evaluator import Column
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Floats

__all__ = ["TREND", "Answer", "exposures", "series_column"]

TREND = (
    Column("slope", unit="per unit of time", doc="Slope on the scale the method works on."),
    Column("slope_low", doc="Lower end of the slope's 95 % interval, from the same test."),
    Column("slope_high", doc="Upper end of the slope's 95 % interval, from the same test."),
    Column("p", doc="Two-sided p: twice the smaller tail, capped at 1."),
    Column("p_minlike", doc="Two-sided p by minimum likelihood, as R prints it."),
    Column("size", doc="How often the test rejects at .05 when nothing changes."),
    Column("smallest_p", doc="The smallest p figures of this size could have given."),
    Column("dispersion", doc="Extra variation allowed for; 1 is chance alone."),
    Column("change", unit="indicator", doc="Fitted change from the first to the last time."),
    Column("change_low", unit="indicator", doc="Lower end of the change's 90 % interval."),
    Column("change_high", unit="indicator", doc="Upper end of the change's 90 % interval."),
    Column("method", "str", doc="exact, or the model fitted."),
)


class Answer:
    """An answer filled block by block, since series of one length are computed together."""

    def __init__(self, panel: Panel, columns: tuple[Column, ...], *extra: str) -> None:
        self.columns: dict[str, Array] = {}
        for column in columns:
            if column.dtype == "str":
                self.columns[column.name] = np.full(len(panel), "", dtype="<U32")
            elif column.dtype == "bool":
                self.columns[column.name] = np.zeros(len(panel), dtype=np.bool_)
            else:
                self.columns[column.name] = np.full(len(panel), np.nan)
        for name in ("status", "reason", *extra):
            self.columns[name] = np.full(len(panel), "ok" if name == "status" else "", dtype="<U32")

    def put(self, rows: Array, values: Mapping[str, Array]) -> None:
        """Set columns for some rows."""
        for name, each in values.items():
            self.columns[name][rows] = each

    def undefined(self, rows: Array, reason: str) -> None:
        """Say of some rows that they have no answer, and why; an earlier reason stays."""
        rows = np.asarray(rows)
        rows = rows[self.columns["status"][rows] == "ok"]
        self.columns["status"][rows] = "undefined"
        self.columns["reason"][rows] = reason


def exposures(block: Block) -> tuple[Floats, Array]:
    """Exposure by point, 1 where a series has none at all.

    Returns:
        ``(exposure, usable)``: shape ``(k, n)``, and whether a row has all of them or none. In a
        row that is not usable the exposure is 1 and means nothing.
    """
    n = block.point.get("n")
    if n is None:
        return np.ones(block.y.shape), np.ones(len(block.rows), dtype=np.bool_)
    known = np.isfinite(n) & (n > 0)
    usable = known.all(axis=1) | ~known.any(axis=1)
    return np.where(known & known.all(axis=1)[:, None], n, 1.0), usable


def series_column(panel: Panel, name: str, empty: float | str) -> Array:
    """A column by series, or the empty value all the way down where the panel lacks it."""
    column = panel.per_series.get(name)
    return np.full(len(panel), empty) if column is None else column
