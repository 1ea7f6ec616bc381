"""One question to one evaluator: which rows are asked about, and the answer among all rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt._arrays import constant_array, frozen_array, ragged_ranges
from rusfelt.evaluation.admission import admit
from rusfelt.evaluation.sealing import spread, spread_curve
from rusfelt.evaluator import Column, Spec
from rusfelt.findings import Curve, Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import Status

__all__ = ["Question", "conclude", "put"]


@attrs.frozen(eq=False)
class Question:
    """A panel as one evaluator gets to see it.

    Attributes:
        panel: all rows. spec: of the evaluator.
        kept, reason: which rows meet its needs, and why not the others.
        asked: those rows, with the columns it named and no others.
    """

    panel: Panel
    spec: Spec
    kept: Bools
    reason: Strings
    asked: Panel


def put(panel: Panel, spec: Spec, *, anonymous: bool = False) -> Question:
    """Admit: what of a panel an evaluator is asked about.

    Args:
        panel: the series.
        spec: what the evaluator needs.
        anonymous: put numbers in place of the units' names, in the order of the names.
    """
    kept, reason = admit(panel, spec)
    wanted = {*spec.needs.series, *spec.needs.point, *spec.needs.wants}
    asked = (panel if kept.all() else panel.take(kept)).only(
        series=wanted & panel.per_series.keys(), point=wanted & panel.per_point.keys()
    )
    return Question(panel, spec, kept, reason, asked.anonymous() if anonymous else asked)


def conclude(question: Question, answer: Mapping[str, Any], provenance: Provenance) -> Findings:
    """Seal: the checked answer among all rows, with the keys, statuses and reasons of each.

    Args:
        question: what was asked.
        answer: as :func:`~rusfelt.evaluation.sealing.check_answer` gives it; empty where nothing
            could be asked.
        provenance: of the result.
    """
    panel, spec, kept, reason = question.panel, question.spec, question.kept, question.reason
    about_series = spec.rows == "series"
    columns: dict[str, Array] = {}
    if about_series:
        columns = {name: getattr(panel, name) for name in ("indicator", "unit", "group", "part")}
        rows = kept
    else:
        asked = panel.take(kept) if not kept.all() else panel
        columns = _row_keys(asked, spec.rows)
        rows = np.ones(len(next(iter(columns.values()))) if columns else 1, dtype=np.bool_)
        # A row about the whole panel is there even when no series met the needs.
        rows &= bool(kept.any())
        unmet = "" if kept.any() or not len(reason) else str(reason[0])
        reason = constant_array(unmet, len(rows))
    columns |= _words(answer, rows, reason)
    if "verdict" in answer:
        columns["verdict"] = spread(answer["verdict"], Column("verdict", "str"), rows)
    points, curves = {}, {}
    for column in spec.gives:
        values = answer.get(column.name)
        if column.shape == "point":
            points[column.name] = _points(values, column, panel, kept)
        elif column.shape == "ragged":
            if values is None:
                values = Curve(np.empty(0, column.dtype), np.zeros(1, np.int64))
            curves[column.name] = spread_curve(values, rows)
        else:
            if values is None:
                values = np.empty(0, dtype="<U1" if column.dtype == "str" else column.dtype)
            columns[column.name] = spread(values, column, rows)
    return Findings(columns, spec, provenance, points, curves)


def _words(answer: Mapping[str, Any], rows: Bools, reason: Strings) -> dict[str, Array]:
    """Status and reason of every row: the evaluator's where it was asked, else the engine's."""
    if rows.all() and "status" not in answer:
        status = constant_array(str(Status.OK), len(rows))
    else:
        status = np.where(rows, str(Status.OK), str(Status.UNMET))
        if "status" in answer:
            told = spread(answer["status"], Column("status", "str"), rows)
            status = np.where(rows & (told != ""), told, status)
    if "reason" in answer:
        told = spread(answer["reason"], Column("reason", "str"), rows)
        reason = np.where(rows, told, reason)
    return {"status": frozen_array(status), "reason": frozen_array(reason)}


def _points(values: Array | None, column: Column, panel: Panel, kept: Bools) -> Array:
    if values is None:
        values = np.empty(0, dtype="<U1" if column.dtype == "str" else column.dtype)
    mask = np.zeros(len(panel.t), dtype=np.bool_)
    mask[ragged_ranges(panel.offsets[:-1][kept], panel.sizes[kept])] = True
    return spread(values, column, mask)


def _row_keys(panel: Panel, rows: str) -> dict[str, Array]:
    if rows == "panel":
        return {}
    column = panel.per_series["cluster"] if rows == "cluster" else getattr(panel, rows)
    return {rows: frozen_array(np.unique(column))}
