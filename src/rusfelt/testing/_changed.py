"""The same panel told otherwise: other numbers, times, keys or further columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.panel import Panel
from rusfelt.testing._meanings import MOMENTS, SPREADS, VALUES
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import Clock

__all__ = ["further", "renamed", "retold", "writable"]

Change = Callable[[Floats], Floats]


def _same(values: Floats) -> Floats:
    return values


def _parts(panel: Panel) -> dict[str, Any]:
    return {field.name: getattr(panel, field.name) for field in attrs.fields(Panel)}


def retold(
    panel: Panel,
    *,
    values: Change = _same,
    spreads: Change = _same,
    times: Change = _same,
    clock: Clock | None = None,
) -> Panel:
    """The same series with every value, every width of one, and every time changed alike."""
    changes = {
        **dict.fromkeys(VALUES, values),
        **dict.fromkeys(SPREADS, spreads),
        **dict.fromkeys(MOMENTS, times),
    }

    def told(columns: Mapping[str, Array]) -> dict[str, Array]:
        return {
            name: changes[name](column.astype(np.float64))
            if name in changes and column.dtype.kind in "fi"
            else column
            for name, column in columns.items()
        }

    return Panel(
        **_parts(panel)
        | {
            "t": times(panel.t),
            "y": values(panel.y),
            "clock": clock or panel.clock,
            "per_series": told(panel.per_series),
            "per_point": told(panel.per_point),
        }
    )


def renamed(panel: Panel, *keys: str) -> Panel:
    """The same series with other names, in the same order; what is empty stays empty."""
    parts = _parts(panel)
    for key in keys:
        names = parts[key]
        parts[key] = np.where(names == "", "", np.char.add("z-", names))
    return Panel(**parts)


def further(panel: Panel, series: Mapping[str, Array], point: Mapping[str, Array]) -> Panel:
    """The same series with further columns; those there are stay as they are."""
    return Panel(
        **_parts(panel)
        | {
            "per_series": {**series, **panel.per_series},
            "per_point": {**point, **panel.per_point},
        }
    )


def writable(panel: Panel) -> Panel:
    """The same series in arrays that can be written to, so that writing shows."""
    lent = object.__new__(Panel)
    for name, part in _parts(panel).items():
        value: Any = part
        if isinstance(part, np.ndarray):
            value = np.array(part)
        elif isinstance(part, Mapping):
            value = {key: np.array(column) for key, column in part.items()}
        object.__setattr__(lent, name, value)
    return lent
