"""Seal: check an evaluator's answer to the letter, freeze it, and put it among all rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rusfelt._arrays import frozen_array
from rusfelt.errors import ContractError, did_you_mean
from rusfelt.evaluator import EXCEPTIONS, RESERVED, Column, Spec
from rusfelt.findings import NO_INTEGER, Curve
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Integers
from rusfelt.vocabulary import Status, Verdict

__all__ = ["check_answer", "row_count", "spread"]

_KINDS = {"float64": "f", "int64": "iu", "bool": "b", "str": "U"}
_EMPTY: dict[str, Any] = {"float64": np.nan, "int64": NO_INTEGER, "bool": False, "str": ""}
# Code points that are half a character each.
_HALF_FROM, _HALF_TO = 0xD800, 0xDFFF
_WORDS = {"status": Status, "verdict": Verdict}


def row_count(panel: Panel, rows: str) -> int:
    """How many rows an answer about ``rows`` has for a panel."""
    if rows == "series":
        return len(panel)
    if rows == "panel":
        return 1
    column = panel.per_series["cluster"] if rows == "cluster" else getattr(panel, rows)
    # Sorting millions of names to count them is the dearest step here.
    return len(_distinct(column))


def check_answer(answer: object, panel: Panel, spec: Spec) -> dict[str, Array]:
    """The answer with every name, shape and type as declared.

    Raises:
        ContractError: names everything that is not as the evaluator's spec promises.
    """
    if not isinstance(answer, Mapping):
        msg = f"The evaluator {spec.name!r} answered with {type(answer).__name__}, not columns."
        raise ContractError(msg)
    declared = {column.name: column for column in spec.gives}
    # Looked at once: what a mapping of somebody's own says of itself may change, or not fit.
    answer = {name: answer[name] for name in answer}
    wrong = [
        f"{name!r} is not declared in gives. {did_you_mean(str(name), declared)}"
        for name in answer
        if name not in declared and name not in RESERVED
    ]
    wrong += [f"{name!r} is declared and missing." for name in declared if name not in answer]
    checked: dict[str, Array] = {}
    rows = row_count(panel, spec.rows)
    for name in answer:
        column = declared.get(name)
        if column is None and name in RESERVED:
            column = Column(name, "str")
        if column is None:
            continue
        try:
            checked[name] = _checked(answer[name], column, rows, len(panel.t))
        except ContractError as error:
            wrong.append(str(error))
    if not wrong:
        wrong = list(_not_finite(checked, panel, spec))
    if wrong:
        msg = f"The evaluator {spec.name!r} broke its promise: {' '.join(each.strip() for each in wrong)}"
        raise ContractError(msg)
    return checked


def _not_finite(checked: Mapping[str, Any], panel: Panel, spec: Spec) -> Iterator[str]:
    """What is said of the columns that hold undeclared nan or infinities in a row that is ok."""
    status = checked.get("status")
    fine = None if status is None else (status == str(Status.OK)) | (status == "")
    values: Any
    for column in spec.gives:
        if column.dtype != "float64" or len(column.may_be) == len(EXCEPTIONS):
            continue
        values, ok = checked[column.name], fine
        if isinstance(values, Curve):
            values, ok = values.values, None if ok is None else ok.repeat(np.diff(values.offsets))
        elif column.shape == "point":
            # A point has a row's status only where rows are series.
            ok = ok.repeat(panel.sizes) if ok is not None and spec.rows == "series" else None
        if np.isfinite(values).all():
            continue
        for word, found in (("undefined", np.isnan), ("infinite", np.isinf)):
            bad = found(values) if ok is None else found(values) & ok
            if word not in column.may_be and bad.any():
                yield (
                    f"{column.name!r} is {word} in {int(bad.sum())} place(s) that are ok; give them "
                    f"another status and a reason, or declare may_be=[{word!r}]."
                )


def _checked(values: Any, column: Column, rows: int, points: int) -> Any:
    if column.shape == "ragged":
        return _checked_ragged(values, column, rows)
    array = np.asarray(values)
    expected = (points if column.shape == "point" else rows,)
    if array.shape != expected:
        msg = f"{column.name!r} has shape {array.shape}, not {expected}."
        raise ContractError(msg)
    if array.dtype.kind not in _KINDS[column.dtype]:
        msg = f"{column.name!r} has dtype {array.dtype}, not {column.dtype}."
        raise ContractError(msg)
    if column.dtype in {"float64", "int64"}:
        array = array.astype(column.dtype, copy=False)
    if array.dtype.kind == "U" and _halves(array):
        msg = f"{column.name!r} holds half a character (a lone surrogate), which is no text."
        raise ContractError(msg)
    words = _WORDS.get(column.name)
    if words is not None and array.size:
        unknown = sorted(_distinct(array) - {str(each) for each in words} - {""})
        if unknown:
            msg = f"{column.name!r} holds {unknown[0]!r}, which is no {column.name}."
            raise ContractError(msg)
    return frozen_array(array)


def _halves(words: Array) -> bool:
    """Whether any text holds a surrogate, which cannot be written as UTF-8."""
    few = words[:1] if words.strides == (0,) else words
    if not few.nbytes:
        return False
    letters = np.ascontiguousarray(few, dtype=few.dtype.newbyteorder("=")).view(np.uint32)
    # Most text has no letter that far up, and one look for the highest is all it takes.
    if letters.max() < _HALF_FROM:
        return False
    return bool(((letters >= _HALF_FROM) & (letters <= _HALF_TO)).any())


def _distinct(words: Array) -> set[str]:
    # Sorting a long column to find its few words costs more than passing over it once.
    return set(words[:1].tolist()) if words.strides == (0,) else set(words.tolist())


def _checked_ragged(values: Any, column: Column, rows: int) -> Any:
    try:
        data, offsets = (np.asarray(each) for each in values)
    except (TypeError, ValueError):
        msg = f"{column.name!r} is ragged: answer with (values, offsets)."
        raise ContractError(msg) from None
    fits = offsets.shape == (rows + 1,) and offsets.dtype.kind in "iu" and data.ndim == 1
    if not fits or offsets[0] != 0 or offsets[-1] != len(data) or (np.diff(offsets) < 0).any():
        msg = (
            f"{column.name!r} has offsets that do not rise from 0 to {data.size} over {rows} rows."
        )
        raise ContractError(msg)
    if data.dtype.kind not in _KINDS[column.dtype]:
        msg = f"{column.name!r} has dtype {data.dtype}, not {column.dtype}."
        raise ContractError(msg)
    return Curve(frozen_array(data.astype(column.dtype)), frozen_array(offsets.astype(np.int64)))


def spread(values: Array, column: Column, kept: Bools) -> Array:
    """Values of the kept rows among all rows, with the others empty."""
    if kept.all():
        return values
    dtype: Any = values.dtype if column.dtype == "str" else column.dtype
    full = np.full(len(kept), _EMPTY[column.dtype], dtype=dtype)
    full[kept] = values
    return frozen_array(full)


def spread_curve(curve: Curve, kept: Bools) -> Curve:
    """A ragged column among all rows; the others have no values."""
    sizes: Integers = np.zeros(len(kept), dtype=np.int64)
    sizes[kept] = np.diff(curve.offsets)
    return Curve(curve.values, frozen_array(np.concatenate([[0], np.cumsum(sizes)])))
