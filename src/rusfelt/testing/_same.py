"""Whether two answers say the same, and where they first do not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from rusfelt._arrays import ragged_ranges
from rusfelt.findings import Curve, Findings
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Integers

__all__ = ["KEYS", "first_difference", "image", "points_of", "value_columns"]

KEYS = ("indicator", "unit", "group", "part", "cluster")
# Sums over several rows may round otherwise than over one.
ROUNDING = 1e-9


def image(found: Findings) -> tuple[Any, ...]:
    """An answer to the byte, without where it comes from."""

    def told(name: str, column: Array) -> tuple[str, str, bytes]:
        # The width of a text column depends on its longest word; the words do not.
        if column.dtype.kind == "U":
            return name, "U", "\0".join(column.tolist()).encode()
        return name, column.dtype.str, column.tobytes()

    curves = [
        (name, told("", curve.values), curve.offsets.tobytes())
        for name, curve in found.curves.items()
    ]
    columns = [told(name, column) for name, column in found.columns.items()]
    return (columns, [told(name, column) for name, column in found.points.items()], curves)


def value_columns(found: Findings) -> list[str]:
    """The columns of a row that are no keys."""
    return [name for name in found.columns if name not in KEYS]


def points_of(panel: Panel, rows: Integers) -> Integers:
    """Where the points of some series lie."""
    return ragged_ranges(panel.offsets[:-1][rows], panel.sizes[rows])


def close(one: Array, other: Array, tolerance: float) -> Bools:
    """Which numbers are the same but for rounding, undefined and infinite ones among them.

    Near zero the largest number of the column is the measure of what rounding can be.
    """
    if one.dtype.kind != "f":
        return np.asarray(one == other)
    with np.errstate(all="ignore"):
        finite = np.isfinite(one) & np.isfinite(other)
        largest = np.abs(one[finite]).max(initial=0.0)
        apart = np.abs(one - other)
        near = finite & (
            apart <= tolerance * np.maximum(np.abs(one), np.abs(other)) + tolerance**1.5 * largest
        )
    return np.asarray(near | (one == other) | (np.isnan(one) & np.isnan(other)))


def first_difference(
    one: Findings,
    other: Findings,
    rows: tuple[Integers, Integers],
    points: tuple[Integers, Integers] | None,
    *,
    columns: Collection[str] | None = None,
    tolerance: float = ROUNDING,
    show: bool = True,
) -> str:
    """The first difference between rows of two answers that should be alike; empty for none.

    Args:
        one: an answer.
        other: the one it should be like.
        rows: which rows of the one stand against which of the other.
        points: likewise for points; ``None`` where they are not compared.
        columns: which columns; unsaid, all but the keys.
        tolerance: relative, of floats.
        show: whether numbers may be shown.
    """
    for name in (*value_columns(one), *one.curves, *(one.points if points else ())):
        if columns is not None and name not in columns:
            continue
        if name in one.curves:
            said = _curves_apart(
                name, one.curves[name], other.curves[name], rows, tolerance, show=show
            )
        elif name in one.points and points:
            pair = one.points[name][points[0]], other.points[name][points[1]]
            said = _apart(name, *pair, tolerance, show=show)
        else:
            pair = one.columns[name][rows[0]], other.columns[name][rows[1]]
            said = _apart(name, *pair, tolerance, show=show)
        if said:
            return said
    return ""


def _apart(
    name: str,
    one: Array,
    other: Array,
    tolerance: float,
    *,
    show: bool,
) -> str:
    if one.shape != other.shape:
        return f"{name!r} has {len(one)} values and then {len(other)}"
    apart = np.flatnonzero(~close(one, other, tolerance))
    if not len(apart):
        return ""
    if not show:
        return f"{name!r} differs in {len(apart)} place(s)"
    before, after = one[apart[0]].item(), other[apart[0]].item()
    return f"{name!r} is {before!r} and then {after!r}"


def _curves_apart(
    name: str,
    one: Curve,
    other: Curve,
    rows: tuple[Integers, Integers],
    tolerance: float,
    *,
    show: bool,
) -> str:
    sizes = np.diff(one.offsets)[rows[0]], np.diff(other.offsets)[rows[1]]
    if (sizes[0] != sizes[1]).any():
        return f"{name!r} has another number of values in some row"
    return _apart(
        name,
        one.values[ragged_ranges(one.offsets[:-1][rows[0]], sizes[0])],
        other.values[ragged_ranges(other.offsets[:-1][rows[1]], sizes[1])],
        tolerance,
        show=show,
    )
