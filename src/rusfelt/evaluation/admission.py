"""Admit: which rows of a panel an evaluator may be asked about, and why not the others."""

from __future__ import annotations

import numpy as np

from rusfelt.evaluator import Spec
from rusfelt.panel import Panel
from rusfelt.typing import Bools, Strings

__all__ = ["admit"]


def admit(panel: Panel, spec: Spec) -> tuple[Bools, Strings]:
    """Rows that meet every need, and a reason code for those that lack one.

    Returns:
        ``(admitted, reason)``, each of shape ``(k,)``; the reason is empty where admitted. The
        first need a row lacks is the one named.
    """
    needs = spec.needs
    reason = np.full(len(panel), "", dtype="<U64")

    def lacking(rows: Bools | bool, code: str) -> None:
        where = np.broadcast_to(np.asarray(rows, dtype=np.bool_), reason.shape)
        reason[where & (reason == "")] = code

    if needs.clock and panel.clock not in needs.clock:
        lacking(True, "wrong-clock")  # noqa: FBT003 - every row
    for column, words, code in (("kind", needs.kind, "wrong-kind"), ("design", needs.design, "wrong-design")):
        if words and column in panel.per_series:
            lacking(~np.isin(panel.per_series[column], [str(each) for each in words]), code)
    for name in needs.series:
        column = panel.per_series.get(name)
        lacking(True if column is None else _empty(column), f"lacks:{name}")
    for name in needs.point:
        column = panel.per_point.get(name)
        if column is None:
            lacking(True, f"lacks:{name}")  # noqa: FBT003 - every row
        elif column.dtype.kind in "fU":
            lacking(_any_in_row(_empty(column), panel), f"lacks:{name}")
    if needs.points > 0:
        lacking(panel.sizes < needs.points, "too-few-points")
    return reason == "", reason


def _empty(column: np.ndarray) -> Bools:
    if column.dtype.kind == "f":
        return np.isnan(column)
    if column.dtype.kind == "U":
        return column == ""
    return np.zeros(column.shape, dtype=np.bool_)


def _any_in_row(points: Bools, panel: Panel) -> Bools:
    found = np.zeros(len(panel), dtype=np.bool_)
    if points.any():
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        found[np.unique(owner[points])] = True
    return found
