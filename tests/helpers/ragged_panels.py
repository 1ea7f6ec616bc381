"""Small panels of series of differing length, and the laws every evaluator over them keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import rusfelt
from rusfelt import Findings, Panel

__all__ = ["outcomes", "permuted_alike", "ragged", "without"]


def ragged(series: Sequence[Mapping[str, Any]], *, clock: str = "period", **shared: Any) -> Panel:
    """A panel of series told one by one.

    Each has ``y``, may have ``t`` (unsaid: 2010, 2011 …) and keys, and any further columns: lists
    are one value a point, anything else one value a series. ``shared`` is said of all of them.
    """
    rows = [{**shared, **each} for each in series]
    sizes = [len(each["y"]) for each in rows]
    keys = {"indicator", "unit", "group", "part", "t", "y"}
    further = [name for name in rows[0] if name not in keys]
    point = [name for name in further if isinstance(rows[0][name], list)]
    times = [each.get("t", np.arange(2010.0, 2010 + size)) for each, size in zip(rows, sizes)]  # noqa: B905 - one size a row
    return Panel(
        [each.get("indicator", f"s{i:02}") for i, each in enumerate(rows)],
        [each.get("unit", "") for each in rows],
        [each.get("group", "") for each in rows],
        [each.get("part", 0) for each in rows],
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([np.asarray(each, dtype=float) for each in times]),
        np.concatenate([np.asarray(each["y"], dtype=float) for each in rows]),
        clock=clock,
        per_series={
            name: np.array([each[name] for each in rows]) for name in further if name not in point
        },
        per_point={name: np.concatenate([each[name] for each in rows]) for name in point},
    )


def outcomes(found: Findings) -> list[str]:
    """The reason of each row, or ``ok``."""
    return [
        str(reason) if status != "ok" else "ok"
        for status, reason in zip(found.status, found["reason"], strict=True)
    ]


def _row(found: Findings, row: int) -> dict[str, Any]:
    curves = {
        name: curve.values[curve.offsets[row] : curve.offsets[row + 1]].tolist()
        for name, curve in found.curves.items()
    }
    return {**found.row(row), **curves}


def permuted_alike(panel: Panel, name: str, **params: Any) -> None:
    """The order of the series changes the order of the rows and nothing else, and each row is
    what it is when its series is asked about alone.
    """
    found = rusfelt.evaluate(panel, name, **params)
    order = np.random.default_rng(3).permutation(len(panel))
    shuffled = rusfelt.evaluate(panel.take(order), name, **params)
    for place, row in enumerate(order):
        assert _same(_row(shuffled, place), _row(found, row))
        alone = rusfelt.evaluate(panel.take([row]), name, **params)
        assert _same(_row(alone, 0), _row(found, row))


def _same(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Equal to the last few digits: sums over several rows may round otherwise than over one."""
    return first.keys() == second.keys() and all(
        np.allclose(first[key], second[key], rtol=1e-12, atol=0, equal_nan=True)
        if isinstance(first[key], float | list) and isinstance(second[key], float | list)
        else first[key] == second[key]
        for key in first
    )


def without(panel: Panel, column: str) -> Panel:
    """The same panel without one of its columns."""
    return panel.only(
        series=panel.per_series.keys() - {column}, point=panel.per_point.keys() - {column}
    )
