"""What is left to reckon out once everything printed is put into the sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.system import System, sparse
from rusfelt.typing import Bools, Integers

__all__ = ["Unknowns", "unknowns_of"]

# No sum of people is longer than this; a bound beyond it is none.
_ENDLESS = 2**40


@attrs.frozen(eq=False)
class Unknowns:
    """One set of unknowns that hang together: ``rows @ x == right``, ``low <= x <= high``.

    Attributes:
        places: their numbers in the system.
        rows: the sums among them. right: what those come to.
        low, high: bounds that follow from one sum at a time; ``endless`` where there is none.
        truth: counts that fit, namely the true ones.
    """

    places: Integers
    rows: Any
    right: Integers
    low: Integers
    high: Integers
    truth: Integers

    def __len__(self) -> int:
        return len(self.places)

    @property
    def endless(self) -> Bools:
        """Which have no upper bound at all."""
        return np.asarray(self.high >= _ENDLESS)

    def capped(self) -> Integers:
        """Upper bounds for a solver: where there is none, far above everything that is counted."""
        far = 16 * (int(self.truth.max(initial=0)) + int(np.abs(self.right).max(initial=0)) + 1000)
        return np.minimum(self.high, far)


def unknowns_of(system: System, hidden: Bools, *, zeros_shown: bool) -> Iterator[Unknowns]:
    """The separate sets of unknowns where these cells are hidden.

    Args:
        system: all cells and sums.
        hidden: which cells are not printed. What is public is known all the same.
        zeros_shown: whether a hidden cell is known to be at least one.
    """
    unknown = (hidden | ~system.cell) & ~system.public
    places = np.flatnonzero(unknown)
    if not places.size:
        return
    low = system.lower(hidden, zeros_shown=zeros_shown)[places]
    mine = system.rows[:, places]
    kept = np.flatnonzero(np.diff(mine.tocsr().indptr))
    rows = mine.tocsr()[kept]
    right = -(system.rows[kept] @ np.where(unknown, 0, system.value))
    high = np.full(len(places), _ENDLESS, dtype=np.int64)
    low, high = _tightened(rows, right, low, high)
    _, group = sparse().csgraph.connected_components(abs(rows).T @ abs(rows), directed=False)
    order = np.argsort(group, kind="stable")
    row_group = group[rows.indices[rows.indptr[:-1]]] if len(kept) else np.zeros(0, dtype=np.int64)
    row_order = np.argsort(row_group, kind="stable")
    for members, lines in zip(
        np.split(order, np.flatnonzero(np.diff(group[order])) + 1),
        _split(row_order, row_group[row_order], int(group.max()) + 1),
        strict=True,
    ):
        yield Unknowns(
            places[members],
            rows[lines][:, members],
            right[lines],
            low[members],
            high[members],
            system.value[places[members]],
        )


def _split(order: Integers, groups: Integers, count: int) -> list[Integers]:
    ends = np.searchsorted(groups, np.arange(count + 1))
    return [order[a:b] for a, b in pairwise(ends.tolist())]


def _tightened(
    rows: Any, right: Integers, low: Integers, high: Integers
) -> tuple[Integers, Integers]:
    """Bounds that follow from each sum by itself, until nothing follows any more.

    In whole numbers and for all sums at once: of a sum that comes to ``r``, one term can be no
    more than ``r`` less the least the others can be.
    """
    coo = rows.tocoo()
    row, column, sign = coo.row, coo.col, coo.data
    plus = sign > 0
    for _ in range(50):
        least = np.where(plus, low[column], -high[column])
        most = np.where(plus, high[column], -low[column])
        rest_least = np.bincount(row, least, len(right))[row].astype(np.int64) - least
        rest_most = np.bincount(row, most, len(right))[row].astype(np.int64) - most
        top, bottom = right[row] - rest_least, right[row] - rest_most
        new_high, new_low = high.copy(), low.copy()
        np.minimum.at(new_high, column, np.where(plus, top, -bottom))
        np.maximum.at(new_low, column, np.where(plus, bottom, -top))
        new_high = np.where(new_high >= _ENDLESS // 2, _ENDLESS, new_high)
        if (new_high == high).all() and (new_low == low).all():
            break
        low, high = new_low, new_high
    return low, high
