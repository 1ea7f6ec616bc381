"""Answers to nine items of 0 to 3, as tables of the tests of scoring."""

from __future__ import annotations

import numpy as np

ITEMS = [f"phq9_{k}" for k in range(1, 10)]
NAN = np.nan


def sheets(*rows, **columns):
    """One row of nine answers a sheet, and further columns."""
    return {**columns, **dict(zip(ITEMS, np.array(rows).T.tolist(), strict=True))}


def even(value, rows=1):
    return [[value] * 9] * rows


def paths(error):
    return [each.path for each in error.value.problems]
