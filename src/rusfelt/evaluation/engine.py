"""The engine's three verbs: admit, compute, seal."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import attrs
import numpy as np

from rusfelt._arrays import constant_array, frozen_array, ragged_ranges
from rusfelt._version import __version__
from rusfelt.errors import DomainError, EvaluationError, RusfeltError
from rusfelt.evaluation.admission import admit
from rusfelt.evaluation.sealing import check_answer, spread, spread_curve
from rusfelt.evaluator import Column, Evaluator, Spec, Summarising
from rusfelt.findings import Curve, Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.plugin import registry
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import Status

__all__ = ["evaluate", "parameters_of"]

# Series handed to one worker at a time. Fixed, so that how many workers there are changes nothing.
BLOCK = 50_000


def evaluate(
    panel: Panel,
    evaluator: Evaluator | str,
    *,
    executor: Executor | None = None,
    **params: Any,
) -> Findings:
    """What one evaluator says about every series of a panel.

    Rows that lack something the evaluator needs get the status ``unmet`` and a reason; they are
    never guessed, and they never stop the others.

    Args:
        panel: the series.
        evaluator: an evaluator, or the name of one (``rusfelt plugins list`` shows them).
        executor: any ``concurrent.futures.Executor``; unsaid, this process.
        params: the evaluator's parameters, when it is given by name.

    Raises:
        UnknownNameError: nothing offers that name.
        EvaluationError: the evaluator raised; the cause is chained.
        ContractError: it answered in the wrong names, shapes or types.

    >>> panel = Panel(["deaths"], [""], [""], [0], [0, 4], [2015, 2016, 2017, 2018], [2, 2, 1, 1],
    ...               clock="period")
    >>> found = evaluate(panel, "mann-kendall")
    >>> round(float(found["p"][0]), 4), round(float(found["smallest_p"][0]), 4)
    (0.3333, 0.3333)
    """
    distribution, version = _origin(evaluator)
    if isinstance(evaluator, str):
        evaluator = registry().evaluator(evaluator, **params)
    elif params:
        msg = "Parameters belong to an evaluator given by name; set them where you make it."
        raise DomainError(msg)
    spec = evaluator.spec
    kept, reason = admit(panel, spec)
    wanted = {*spec.needs.series, *spec.needs.point, *spec.needs.wants}
    asked = (panel if kept.all() else panel.take(kept)).only(
        series=wanted & panel.per_series.keys(), point=wanted & panel.per_point.keys()
    )
    answer = _compute(evaluator, asked, executor) if len(asked) else {}
    provenance = Provenance(
        evaluator=spec.name,
        version=spec.version,
        params=parameters_of(evaluator),
        distribution=distribution,
        distribution_version=version,
        rusfelt=__version__,
        panel=panel.digest(),
    )
    return _seal(panel, spec, answer, kept, reason, provenance)


def parameters_of(evaluator: Evaluator) -> tuple[tuple[str, Any], ...]:
    """An evaluator's parameters by name, as plain values."""
    cls = type(evaluator)
    if not attrs.has(cls):
        return ()
    return tuple(
        (field.name, getattr(evaluator, field.name))
        for field in sorted(attrs.fields(cls), key=lambda field: field.name)
        if isinstance(getattr(evaluator, field.name), (str, int, float, bool))
    )


def _origin(evaluator: Evaluator | str) -> tuple[str, str]:
    if isinstance(evaluator, str):
        entry = registry().find(evaluator)
        return entry.distribution, entry.version
    module = type(evaluator).__module__.partition(".")[0]
    return ("rusfelt", __version__) if module == "rusfelt" else (module, "")


def _call(evaluator: Evaluator, panel: Panel) -> dict[str, Array]:
    try:
        answer = evaluator.evaluate(panel)
    except RusfeltError:
        raise
    except (Exception, SystemExit) as error:
        name = evaluator.spec.name
        msg = f"The evaluator {name!r} raised {type(error).__name__}: {error}."
        raise EvaluationError(msg) from error
    return check_answer(answer, panel, evaluator.spec)


def _compute(evaluator: Evaluator, panel: Panel, executor: Executor | None) -> dict[str, Any]:
    spec = evaluator.spec
    if isinstance(evaluator, Summarising) or spec.scope != "series" or spec.rows != "series":
        # What looks across series is not split before there is something to merge with.
        return _call(evaluator, panel)
    if executor is None or len(panel) <= BLOCK:
        return _call(evaluator, panel)
    parts = [
        panel.take(np.arange(start, min(start + BLOCK, len(panel))))
        for start in range(0, len(panel), BLOCK)
    ]
    answers = list(executor.map(_call, [evaluator] * len(parts), parts))
    return {name: _joined([each[name] for each in answers]) for name in answers[0]}


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], Curve):
        sizes = np.concatenate([np.diff(each.offsets) for each in parts])
        return Curve(
            frozen_array(np.concatenate([each.values for each in parts])),
            frozen_array(np.concatenate([[0], np.cumsum(sizes)])),
        )
    return frozen_array(np.concatenate(parts))


def _seal(
    panel: Panel,
    spec: Spec,
    answer: dict[str, Any],
    kept: Bools,
    reason: Strings,
    provenance: Provenance,
) -> Findings:
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


def _words(answer: dict[str, Any], rows: Bools, reason: Strings) -> dict[str, Array]:
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
