"""Donors: the untreated units a synthetic control is made of, and each of them taken as treated."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt import Panel
from rusfelt.typing import Bools, Floats, Integers
from rusfelt_causal._synthesis import synthesis

__all__ = ["Pool", "placebo_ratios", "points"]


def points(panel: Panel, column: Floats, row: int) -> Floats:
    """The part of a point column that belongs to one series."""
    return column[int(panel.offsets[row]) : int(panel.offsets[row + 1])]


def placebo_ratios(pool: Floats, before: Bools) -> Floats:
    """The ratio of each donor with the others as its donors; infinite where it has none."""
    ratios = np.full(pool.shape[1], np.inf)
    for at in range(pool.shape[1]):
        found = synthesis(pool[:, at], np.delete(pool, at, axis=1), before)
        # A placebo that cannot be computed counts as one that lies as far off as the unit: the
        # p can only grow by it.
        if not isinstance(found, str):
            ratios[at] = found.ratio
    return ratios


@attrs.frozen(eq=False)
class Pool:
    """The untreated series of a family, and the values of those that can be donors."""

    used: Bools
    y: Floats

    @property
    def count(self) -> int:
        """How many donors there are."""
        return int(self.used.sum())

    @classmethod
    def of(cls, panel: Panel, rows: Integers, t: Floats) -> Pool:
        """Those whose unit has one series, with figures for these very times."""
        names, counts = np.unique(panel.unit[rows], return_counts=True)
        whole = np.isin(panel.unit[rows], names[counts == 1])
        alike = [np.array_equal(points(panel, panel.t, int(row)), t) for row in rows]
        used = whole & np.array(alike, dtype=np.bool_)
        y = [points(panel, panel.y, int(row)) for row in rows[used]]
        return cls(used, np.stack(y, axis=1) if y else np.zeros((len(t), 0)))
