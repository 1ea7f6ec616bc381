"""Columns and small steps that several evaluators share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rusfelt.evaluator import Column
from rusfelt.evaluators._caution import CAUTION
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools, Floats

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
    *CAUTION,
)


class Answer:
    """An answer filled block by block, since series of one length are computed together.

    Nothing is set aside for a column before it is needed: where every series has one length, a
    computed array becomes the column as it is.
    """

    def __init__(self, panel: Panel, columns: tuple[Column, ...]) -> None:
        self._rows = len(panel)
        self._declared = {column.name: column for column in columns}
        self._filled: dict[str, Array] = {}

    def put(self, rows: Array, values: Mapping[str, Array | str]) -> None:
        """Set columns for some rows, which stand in rising order."""
        for name, value in values.items():
            each = np.asarray(value)
            if len(rows) == self._rows:
                self._filled[name] = np.broadcast_to(each, (self._rows,))
            else:
                self._column(name)[rows] = each

    def put_all(self, values: Mapping[str, Array | str]) -> None:
        """Set columns for every row."""
        self.put(np.arange(self._rows), values)

    def undefined(self, rows: Array, reason: str) -> None:
        """Say of some rows that they have no answer, and why; an earlier reason stays."""
        if not len(rows):
            return
        status, reasons = self._column("status"), self._column("reason")
        rows = rows[status[rows] == "ok"]
        status[rows] = "undefined"
        reasons[rows] = reason

    @property
    def columns(self) -> dict[str, Array]:
        """Every declared column; what nobody set is empty."""
        for name in self._declared:
            if name not in self._filled:
                self._filled[name] = self._column(name)
        return self._filled

    def _column(self, name: str) -> Array:
        """A column that can be written to, made or copied where it is not there yet."""
        column = self._filled.get(name)
        if column is None:
            dtype = self._declared[name].dtype if name in self._declared else "str"
            if dtype == "str":
                word = "ok" if name == "status" else ""
                column = np.full(self._rows, word, dtype="<U32")
            elif dtype == "bool":
                column = np.zeros(self._rows, dtype=np.bool_)
            else:
                column = np.full(self._rows, np.nan)
        elif not column.flags.writeable:
            column = column.astype("<U32") if column.dtype.kind == "U" else column.copy()
        self._filled[name] = column
        return column


def exposures(block: Block) -> tuple[Floats, Bools]:
    """Exposure by point, 1 where a series has none at all.

    Returns:
        ``(exposure, usable)``: shape ``(k, n)``, and whether a row has all of them or none. In a
        row that is not usable the exposure is 1 and means nothing.
    """
    n = block.point.get("n")
    if n is None:
        return np.ones(block.y.shape), np.ones(len(block.rows), dtype=np.bool_)
    known: Bools = np.isfinite(n) & (n > 0)
    every: Bools = np.asarray(known.all(axis=1))
    usable: Bools = every | ~np.asarray(known.any(axis=1))
    return np.where(every[:, None], n, 1.0), usable


def series_column(panel: Panel, name: str, empty: float | str) -> Array:
    """A column by series, or the empty value all the way down where the panel lacks it."""
    column = panel.per_series.get(name)
    return np.full(len(panel), empty) if column is None else column
