"""Where every series stands to its baseline, target and due date, for those that ask for a pace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.evaluators._columns import series_column
from rusfelt.vocabulary import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rusfelt.evaluators._columns import Answer
    from rusfelt.panel import Panel
    from rusfelt.typing import Array, Bools, Floats, Strings

__all__ = [
    "Standing",
    "directed",
    "explain",
    "points_column",
    "standing",
    "undated",
    "words_column",
]


class Standing(NamedTuple):
    """One number a series; nan where nobody stated it."""

    held: Floats
    t: Floats
    target: Floats
    due: Floats
    baseline: Floats
    baseline_t: Floats
    better: Strings

    def take(self, rows: Array) -> Standing:
        """Some of the series."""
        return Standing._make(each[rows] for each in self)


def standing(panel: Panel) -> Standing:
    """The value held against the target, which is the latest unless stated, and the rest."""
    last = panel.offsets[1:] - 1
    held = _numbers(panel, "held")
    return Standing(
        np.where(np.isnan(held), panel.y[last], held),
        panel.t[last],
        _numbers(panel, "target"),
        _numbers(panel, "due"),
        _numbers(panel, "baseline"),
        _numbers(panel, "baseline_t"),
        words_column(panel, "better"),
    )


def directed(better: Strings) -> Bools:
    """Whether higher or lower is better, and not a nearness or nothing at all."""
    return np.isin(better, [str(Direction.HIGHER), str(Direction.LOWER)])


def explain(answer: Answer, *whys: tuple[Array, str]) -> None:
    """Say of the rows that a mask names that they have no answer; the first reason stays."""
    for rows, code in whys:
        answer.undefined(np.flatnonzero(rows), code)


def undated(at: Standing) -> Iterable[tuple[Bools, str]]:
    """Which series leave no pace to speak of by their dates or their target, and why."""
    return (
        (at.due <= at.baseline_t, "due-before-baseline"),
        (at.t < at.baseline_t, "before-baseline"),
        (at.t == at.baseline_t, "no-time-passed"),
        (at.target == at.baseline, "target-is-baseline"),
    )


def points_column(point: Mapping[str, Array], name: str, shape: tuple[int, ...]) -> Floats:
    """A column by point as numbers; nan where the panel has none, or none that are numbers."""
    column = point.get(name)
    if column is None or column.dtype.kind not in "biuf":
        return np.full(shape, np.nan)
    return column.astype(np.float64)


def words_column(panel: Panel, name: str) -> Strings:
    """A column by series as text; empty where the panel has none, or none of text."""
    column = series_column(panel, name, "")
    return column if column.dtype.kind == "U" else np.full(len(panel), "")


def _numbers(panel: Panel, name: str) -> Floats:
    column = series_column(panel, name, np.nan)
    if column.dtype.kind not in "biuf":
        return np.full(len(panel), np.nan)
    return column.astype(np.float64)
