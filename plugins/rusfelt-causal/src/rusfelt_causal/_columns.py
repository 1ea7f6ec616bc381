"""Columns of a panel as this distribution reads them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from rusfelt import Column, Panel
from rusfelt.typing import Array, Floats, Integers

__all__ = ["Gathered", "based", "families", "joined", "starts", "treated"]


def based(columns: Iterable[Column], *names: str) -> tuple[Column, ...]:
    """The columns, each made of these columns of the panel."""
    return tuple(attrs.evolve(column, basis=names) for column in columns)


def treated(panel: Panel) -> Floats:
    """1 and 0 as told for each series; nan for anything else."""
    column = panel.per_series["treated"]
    if column.dtype.kind not in "bif":
        return np.full(len(panel), np.nan)
    told = column.astype(np.float64)
    return np.where(np.isin(told, (0.0, 1.0)), told, np.nan)


def starts(panel: Panel) -> Floats:
    """When the tiltak began in each series' unit; nan where it is not said."""
    column = panel.per_series.get("intervention")
    if column is None or column.dtype.kind not in "bif":
        return np.full(len(panel), np.nan)
    return column.astype(np.float64)


def families(*keys: Array) -> list[Integers]:
    """The rows that share all keys, a family at a time in the order of the keys."""
    codes = [np.unique(key, return_inverse=True)[1].reshape(-1) for key in keys]
    order = np.lexsort(codes[::-1])
    sorted_codes = np.stack([code[order] for code in codes])
    changes = np.flatnonzero((np.diff(sorted_codes) != 0).any(axis=0)) + 1
    return list(np.split(order, changes))


class Gathered:
    """Ragged columns being filled a row at a time, in the order of the rows."""

    def __init__(self, dtype: str) -> None:
        self._rows: list[Array] = []
        self._dtype = dtype

    def add(self, values: Array | None) -> None:
        """The values of the next row; none where it has no answer."""
        self._rows.append(np.zeros(0, dtype=self._dtype) if values is None else values)

    def done(self) -> tuple[Array, Integers]:
        """All values and where each row's begin, as the contract wants a ragged column."""
        return joined(self._rows, self._dtype)


def joined(rows: list[Array], dtype: str) -> tuple[Array, Integers]:
    """Rows of differing length as one array with its offsets."""
    ends = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    values = np.concatenate([np.zeros(0, dtype=dtype), *rows]) if rows else np.zeros(0, dtype=dtype)
    return values, ends
