"""Columns and small steps that several evaluators share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.evaluator import EXCEPTIONS, Column
from rusfelt.evaluators._caution import CAUTION
from rusfelt.findings import NO_INTEGER
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools, Floats

__all__ = ["TREND", "TREND_OF_CASES", "Answer", "exposures", "may_be", "series_column"]

TREND = (
    Column("slope", unit="per unit of time", doc="Slope on the scale the method works on."),
    Column("slope_low", doc="Lower end of the slope's 95 % interval, from the same test."),
    Column("slope_high", doc="Upper end of the slope's 95 % interval, from the same test."),
    Column("p", doc="Two-sided p: twice the smaller tail, capped at 1."),
    Column("p_minlike", doc="Two-sided p by minimum likelihood, as R prints it."),
    Column("size", doc="How often the test rejects at .05 when nothing changes."),
    Column(
        "smallest_p",
        doc="The smallest p figures of this size could have given; nan where there is no bound.",
        may_be=("undefined",),
    ),
    Column("dispersion", doc="Extra variation allowed for; 1 is chance alone."),
    Column("change", unit="indicator", doc="Fitted change from the first to the last time."),
    Column("change_low", unit="indicator", doc="Lower end of the change's 90 % interval."),
    Column("change_high", unit="indicator", doc="Upper end of the change's 90 % interval."),
    Column("method", "str", doc="exact, or the model fitted."),
    *CAUTION,
)


def may_be(
    columns: Iterable[Column], *, when: str, undefined: str = "", infinite: str = ""
) -> tuple[Column, ...]:
    """Columns that several evaluators share, as one of them gives them.

    Args:
        columns: the columns.
        when: where they are so; it is added to what each of those named means.
        undefined: names, with blanks between, of those that may be nan in a row that is ok.
        infinite: likewise, of those that may be infinite there.
    """
    named = dict(zip(EXCEPTIONS, (undefined.split(), infinite.split()), strict=True))
    found = []
    for column in columns:
        words = [word for word in EXCEPTIONS if column.name in named[word]]
        doc = f"{column.doc.removesuffix('.')}; {when}." if words else column.doc
        found.append(attrs.evolve(column, doc=doc, may_be=(*column.may_be, *words)))
    return tuple(found)


# The trend of cases: p is 1 where there are none or nothing else, and no slope is then ruled out.
TREND_OF_CASES = may_be(
    may_be(
        may_be(
            TREND,
            when="nan where what was seen is too rare among its neighbours to be resolved",
            undefined="p_minlike",
        ),
        when="nan where there are no cases, or nothing but cases",
        undefined="slope change change_low change_high",
    ),
    when="infinite where all cases stand as far to one end as they can, or there are none",
    infinite="slope slope_low slope_high",
)


class Answer:
    """An answer filled block by block, since series of one length are computed together.

    Nothing is set aside for a column before it is needed: where every series has one length, a
    computed array becomes the column as it is, and where blocks come one after the other they are
    put in their places together at the end.
    """

    def __init__(self, panel: Panel, columns: tuple[Column, ...]) -> None:
        self._rows = len(panel)
        self._declared = {column.name: column for column in columns}
        self._filled: dict[str, Array] = {}
        self._parts: dict[str, list[tuple[Array, Array]]] = {}
        self._places: dict[tuple[int, ...], tuple[tuple[Array, ...], Array | None]] = {}

    def put(self, rows: Array, values: Mapping[str, Array | str]) -> None:
        """Set columns for some rows, which stand in rising order."""
        for name, value in values.items():
            each = np.asarray(value)
            if len(rows) == self._rows:
                self._filled[name] = np.broadcast_to(each, (self._rows,))
                self._parts.pop(name, None)
            elif name in self._filled:
                self._write(name, rows, each)
            else:
                self._parts.setdefault(name, []).append((rows, each))

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
        for name in [*self._declared, *self._parts]:
            if name not in self._filled:
                self._filled[name] = self._gathered(name)
        return self._filled

    def _gathered(self, name: str) -> Array:
        """The parts of a column side by side, each in its rows."""
        parts = self._parts.pop(name, [])
        if not parts:
            return self._column(name)
        words = {str(each.flat[0]) for _, each in parts if each.size and each.dtype.kind == "U"}
        alike = all(each.strides in {(), (0,)} for _, each in parts)
        places = self._place(tuple(rows for rows, _ in parts))
        if places is None:
            for rows, each in parts:
                self._write(name, rows, each)
            return self._filled[name]
        if alike and len(words) == 1:
            return constant_array(words.pop(), self._rows)
        whole = [np.broadcast_to(each, rows.shape) for rows, each in parts]
        return np.concatenate(whole).take(places)

    def _place(self, rows: tuple[Array, ...]) -> Array | None:
        """Where each row's value is among the parts; ``None`` where they leave some row out."""
        key = tuple(id(each) for each in rows)
        if key not in self._places:
            order = np.concatenate(rows)
            places = np.full(self._rows, -1, dtype=np.int64)
            places[order] = np.arange(len(order))
            whole = len(order) == self._rows and not (places < 0).any()
            # The rows are kept as well, since an id means nothing once its array is gone.
            self._places[key] = rows, places if whole else None
        return self._places[key][1]

    def _write(self, name: str, rows: Array, each: Array) -> None:
        column = self._column(name)
        if each.dtype.kind == "U" and each.dtype.itemsize > column.dtype.itemsize:
            # A longer word than any before it; assigning it would cut it off.
            column = self._filled[name] = column.astype(each.dtype)
        column[rows] = each

    def _column(self, name: str) -> Array:
        """A column that can be written to, made or copied where it is not there yet."""
        if name in self._parts:
            self._filled[name] = self._gathered(name)
        column = self._filled.get(name)
        if column is None:
            dtype = self._declared[name].dtype if name in self._declared else "str"
            if dtype == "str":
                word = "ok" if name == "status" else ""
                column = np.full(self._rows, word, dtype="<U32")
            elif dtype == "bool":
                column = np.zeros(self._rows, dtype=np.bool_)
            elif dtype == "int64":
                column = np.full(self._rows, NO_INTEGER, dtype=np.int64)
            else:
                column = np.full(self._rows, np.nan)
        elif not column.flags.writeable:
            column = column.copy()
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
