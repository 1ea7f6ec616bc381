"""Admit: which rows of a panel an evaluator may be asked about, and why not the others."""

from __future__ import annotations

import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.evaluator import Spec
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Strings

__all__ = ["admit"]


def admit(panel: Panel, spec: Spec) -> tuple[Bools, Strings]:
    """Rows that meet every need, and a reason code for those that lack one.

    Returns:
        ``(admitted, reason)``, each of shape ``(k,)``; the reason is empty where admitted. The
        first need a row lacks is the one named.
    """
    needs = spec.needs
    found = _Lacking(len(panel))
    lacking = found.note
    if needs.clock and panel.clock not in needs.clock:
        lacking(True, "wrong-clock")  # noqa: FBT003 - every row
    for column, words, code in (
        ("kind", needs.kind, "wrong-kind"),
        ("design", needs.design, "wrong-design"),
    ):
        if words and column in panel.per_series:
            lacking(~np.isin(panel.per_series[column], [str(each) for each in words]), code)
    for name in needs.series:
        told = panel.per_series.get(name)
        lacking(True if told is None else _empty(told), f"lacks:{name}")
    for name in needs.point:
        told = panel.per_point.get(name)
        if told is None:
            lacking(True, f"lacks:{name}")  # noqa: FBT003 - every row
        elif told.dtype.kind in "fU":
            lacking(_any_in_row(_empty(told), panel), f"lacks:{name}")
    if needs.points > 0:
        lacking(panel.sizes < needs.points, "too-few-points")
    return found.which == 0, found.reasons()


class _Lacking:
    """The first need each row lacks, as a number into a short list of codes."""

    def __init__(self, rows: int) -> None:
        self.codes = [""]
        self.which = np.zeros(rows, dtype=np.int64)

    def note(self, rows: Bools | bool, code: str) -> None:
        where = np.broadcast_to(np.asarray(rows, dtype=np.bool_), self.which.shape)
        first = where & (self.which == 0)
        if first.any():
            self.which[first] = len(self.codes)
            self.codes.append(code)

    def reasons(self) -> Strings:
        if len(self.codes) == 1:
            return constant_array("", len(self.which))
        return np.array(self.codes)[self.which]


def _empty(column: Array) -> Bools:
    if column.dtype.kind == "f":
        return np.asarray(np.isnan(column))
    if column.dtype.kind == "U":
        return np.asarray(column == "")
    return np.zeros(column.shape, dtype=np.bool_)


def _any_in_row(points: Bools, panel: Panel) -> Bools:
    found = np.zeros(len(panel), dtype=np.bool_)
    if points.any():
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        found[np.unique(owner[points])] = True
    return found
