"""Small panels of units side by side, and the law every comparison of them keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ragged_panels import ragged

import rusfelt
from rusfelt import Findings, Panel

__all__ = ["by_ages", "order_is_nothing", "reasons", "units"]


def units(rows: Sequence[Mapping[str, Any]], **shared: Any) -> Panel:
    """A panel of units u00, u01 … of the indicator ``i``, each told as ``x`` and ``n`` by point.

    Values are what they are of ``kind``; ``shared`` is said of all of them.
    """
    made = []
    for place, row in enumerate(rows):
        each = {"indicator": "i", "unit": f"u{place:02}", "factor": 100.0, **shared, **row}
        y = each.get("y")
        if y is None:
            x, n = np.array(each["x"], dtype=float), np.array(each.get("n", each["x"]), dtype=float)
            bare = each.get("kind") == "count"
            with np.errstate(all="ignore"):
                y = x if bare else each["factor"] * x / n
            y = np.where(np.isfinite(y), y, 0.0)
        made.append({**each, "y": list(y)})
    return ragged(made)


def by_ages(
    counts: Mapping[str, Sequence[tuple[float, float]]], names: Sequence[str], **shared: Any
) -> Panel:
    """Units with one point of events and people for each age group."""
    rows = [
        {"unit": unit, "group": name, "x": [float(x)], "n": [float(n)]}
        for unit, cells in counts.items()
        for name, (x, n) in zip(names, cells, strict=True)
    ]
    return units(rows, kind="rate", **shared)


def reasons(found: Findings) -> dict[str, str]:
    """The outcome of each row by what it is about."""
    about = next(name for name in ("unit", "indicator") if name in found)
    return {
        str(name): "ok" if status == "ok" else str(reason)
        for name, status, reason in zip(found[about], found.status, found["reason"], strict=True)
    }


def order_is_nothing(panel: Panel, name: str, **params: Any) -> None:
    """However the series stand, every row is the same to the last digit."""
    found = rusfelt.evaluate(panel, name, **params)
    order = np.random.default_rng(3).permutation(len(panel))
    shuffled = rusfelt.evaluate(panel.take(order), name, **params)
    at = order if found.spec.rows == "series" else np.arange(found.rows)
    for column in found:
        np.testing.assert_array_equal(shuffled[column], found[column][at], err_msg=column)
