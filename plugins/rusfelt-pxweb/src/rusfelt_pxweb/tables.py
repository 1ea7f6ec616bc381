"""What a statistics bank says of its tables, and of itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs

from rusfelt_pxweb._found import Found
from rusfelt_pxweb.dimensions import Dimension, dimensions_of

__all__ = ["Limits", "Metadata", "TableInfo", "limits_of", "metadata_of", "table_of"]


@attrs.frozen
class TableInfo:
    """A table as the bank lists it.

    Attributes:
        id: its number. label: its title. updated: when it last was, as the bank writes it.
        first, last: its periods. time_unit: such as ``Annual``.
        variables: what it is by. discontinued: whether no more figures come.
    """

    id: str
    label: str
    updated: str = ""
    first: str = ""
    last: str = ""
    time_unit: str = ""
    variables: tuple[str, ...] = ()
    discontinued: bool = False


@attrs.frozen(eq=False)
class Metadata:
    """What a table can be asked for.

    Attributes:
        id: its number. label: its title. source: who publishes it. updated: when it last was.
        dimensions: what it is by, with every code.
    """

    id: str
    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]

    @property
    def cells(self) -> int:
        """How many cells the whole table has."""
        return math.prod(len(each.codes) for each in self.dimensions)

    def __getitem__(self, name: str) -> Dimension:
        """A dimension by its name."""
        return next(each for each in self.dimensions if each.id == name)


@attrs.frozen
class Limits:
    """How much a bank gives.

    Attributes:
        cells: at a time. calls: in a stretch of ``window`` seconds.
    """

    cells: int = 800_000
    calls: int = 30
    window: float = 60.0


def limits_of(told: Any) -> Limits:
    """The limits a bank's configuration tells.

    Statistics Norway has written 0 for calls and window since it tells them with each answer, and
    that is not «as many as you like»; what is not told stays as it was.

    >>> limits_of({"maxDataCells": 100_000, "maxCallsPerTimeWindow": 0, "timeWindow": 0})
    Limits(cells=100000, calls=30, window=60.0)
    """
    usual = Limits()
    if not isinstance(told, Mapping):
        return usual
    cells = _positive(told.get("maxDataCells"))
    calls, window = _positive(told.get("maxCallsPerTimeWindow")), _positive(told.get("timeWindow"))
    if calls and window:
        return Limits(cells or usual.cells, calls, float(window))
    return Limits(cells or usual.cells)


def _positive(told: object) -> int:
    whole = isinstance(told, int) and not isinstance(told, bool)
    return told if whole and 0 < told < 10**9 else 0  # type: ignore[operator,return-value]


def table_of(told: Mapping[str, Any]) -> TableInfo:
    """A table of a list; what is not told is left empty."""

    def text(name: str) -> str:
        each = told.get(name)
        return each if isinstance(each, str) else ""

    names = told.get("variableNames")
    return TableInfo(
        text("id"),
        text("label"),
        text("updated"),
        text("firstPeriod"),
        text("lastPeriod"),
        text("timeUnit"),
        tuple(each for each in names if isinstance(each, str)) if isinstance(names, list) else (),
        told.get("discontinued") is True,
    )


def metadata_of(table_id: str, dataset: Mapping[str, Any], url: str) -> Metadata:
    """What a table can be asked for, from its description as a dataset without figures.

    Raises:
        ReadError: the description contradicts itself.
    """
    found = Found(url)
    dimensions = dimensions_of(dataset, found, limit=False)
    label, source, updated = (
        each if isinstance(each, str) else ""
        for each in (dataset.get(name) for name in ("label", "source", "updated"))
    )
    return Metadata(table_id, label, source, updated, tuple(dimensions))
