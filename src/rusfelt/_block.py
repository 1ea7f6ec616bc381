"""The series of a panel: one alone, and those of one length as dense arrays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from rusfelt.typing import Array, Floats, Integers

__all__ = ["Block", "Series"]


@attrs.frozen(eq=False)
class Block:
    """All series of one length, as dense arrays, each made when it is first asked for.

    Attributes:
        rows: which rows of the panel these are, shape ``(k,)``.
        t, y: times and values, shape ``(k, n)``.
        point: further columns by point, each ``(k, n)``.
    """

    rows: Integers
    _length: int
    _places: Integers | None
    _all_t: Floats
    _all_y: Floats
    _columns: Mapping[str, Array]

    def _dense(self, column: Array) -> Array:
        if self._places is None:
            return column.reshape(len(self.rows), self._length)
        return column.take(self._places)

    @cached_property
    def t(self) -> Floats:
        """Times, shape ``(k, n)``."""
        return self._dense(self._all_t)

    @cached_property
    def y(self) -> Floats:
        """Values, shape ``(k, n)``."""
        return self._dense(self._all_y)

    @cached_property
    def point(self) -> Mapping[str, Array]:
        """Further columns by point, each ``(k, n)``."""
        return {name: self._dense(column) for name, column in self._columns.items()}


@attrs.frozen(eq=False)
class Series:
    """One series of a panel, for looking at; computing is done on whole panels."""

    indicator: str
    unit: str
    group: str
    part: int
    t: Floats
    y: Floats
    point: Mapping[str, Array]
    series: Mapping[str, Any]
