"""Python's own values, one in each cell, as the numbers, days or text they are."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from rusfelt._arrow.problems import BYTES, NESTED, SPANS, UnfitError
from rusfelt.typing import Array

__all__ = ["booleans", "is_empty", "of_objects"]

# Below this every whole number is a float of its own.
_EXACT = 2**53
_REFUSED = {
    (list, tuple, set, frozenset, Mapping, np.ndarray): NESTED,
    (bytes, bytearray, memoryview): BYTES,
    (timedelta, np.timedelta64): SPANS,
}


def of_objects(values: list[Any]) -> Array:
    """Python objects as the numbers, days or text they are; an empty one is ``nan`` or ``""``.

    Raises:
        UnfitError: a cell holds several values, bytes or a span of time.
    """
    there = [each for each in values if not is_empty(each)]
    _refuse(there)
    if there and all(isinstance(each, (bool, np.bool_)) for each in there):
        return booleans(values)
    if all(_is_number(each) for each in there):
        with contextlib.suppress(OverflowError):
            return _numbers(values, there)
    if all(isinstance(each, date) for each in there):
        # A moment is read as its day, as it is in a table.
        days = [
            None if is_empty(each) else date(each.year, each.month, each.day) for each in values
        ]
        return np.array(days, dtype="datetime64[D]")
    return np.array(["" if is_empty(each) else str(each) for each in values])


def _numbers(values: list[Any], there: list[Any]) -> Array:
    if any(isinstance(each, (int, np.integer)) and abs(int(each)) > _EXACT for each in there):
        # Somebody's or something's number, which a float would not tell from the next.
        return np.array(["" if is_empty(each) else str(each) for each in values])
    return np.array([np.nan if is_empty(each) else float(each) for each in values])


def _is_number(value: object) -> bool:
    return isinstance(value, (Real, Decimal)) and not isinstance(value, bool)


def _refuse(values: list[Any]) -> None:
    for value in values:
        # Nearly every cell is one of these, and asking takes time.
        if type(value) in (str, float, int):
            continue
        for kinds, told in _REFUSED.items():
            if isinstance(value, kinds):
                raise UnfitError(*told)


def booleans(values: list[Any]) -> Array:
    """Yes and no; beside an empty cell they are 1, 0 and ``nan``, since a null is no False."""
    if any(is_empty(each) for each in values):
        return np.array([np.nan if is_empty(each) else float(bool(each)) for each in values])
    return np.array(values, dtype=np.bool_)


def is_empty(value: object) -> bool:
    """Whether a cell has nothing in it: None, nan, or another library's word for nothing."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - nan is not itself
    except (TypeError, ValueError):
        # pandas' NA is neither itself nor anything else; a list in a cell cannot say.
        return type(value).__name__ == "NAType"
