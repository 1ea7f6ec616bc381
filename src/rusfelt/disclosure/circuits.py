"""Which further cells to hide, by the cheapest changes that leave every sum as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from rusfelt.disclosure.solver import optimisers
from rusfelt.disclosure.system import System, sparse
from rusfelt.disclosure.witnesses import Pool, certify
from rusfelt.typing import Bools, Floats

__all__ = ["by_circuits", "hideable"]

# Small cells protected by one change together: fewer give better choices, more are faster.
_FEW_CELLS, _FEW, _MANY = 400, 1, 12
_MOST_ROUNDS = 60
# What a change of one costs in a cell that is hidden anyway, against one that is not.
_FREE = 1e-4
# Below this a change is rounding of the solver's.
_NOTHING = 1e-6


def hideable(system: System, *, zeros_shown: bool) -> Bools:
    """Which cells can be hidden: none that is public, and no zero where zeros are printed."""
    return np.asarray(system.cell & ~system.public & ~(zeros_shown & (system.value == 0)))


def by_circuits(
    system: System, start: Bools, *, zeros_shown: bool, price: Floats, pool: Pool
) -> tuple[Bools, Mapping[int, frozenset[int]]]:
    """Hide more until every small cell is shown to be protected.

    For each small cell the least costly change of the table is looked for that makes the cell
    large enough and keeps every sum: the cells it changes are hidden with it, and the changed
    table shows that it is protected. A change costs by what it touches, so that cells already
    hidden are used first.

    Args:
        system: all cells and sums.
        start: what is hidden already.
        zeros_shown: whether a hidden cell is known to be at least one.
        price: of hiding each cell.
        pool: changes of the table found so far.

    Returns:
        What is hidden then, and the small cells that nothing could protect.
    """
    hidden = start.copy()
    free = hideable(system, zeros_shown=zeros_shown)
    together = _FEW if int(system.cell.sum()) <= _FEW_CELLS else _MANY
    hopeless: dict[int, frozenset[int]] = {}
    for _ in range(_MOST_ROUNDS):
        unsafe = certify(system, hidden, zeros_shown=zeros_shown, pool=pool).unsafe
        left = {each: kept for each, kept in unsafe.items() if each not in hopeless}
        if not left:
            break
        before = int(hidden.sum())
        change = _Change(system, free, zeros_shown=zeros_shown)
        for group, kept in _groups(left, together):
            hidden |= change.of_all(hidden, price, group, kept)
        if int(hidden.sum()) == before:
            # Nothing more can be hidden for these; they stay so whatever is hidden elsewhere.
            hopeless |= _without_help(system, hidden, left, free, zeros_shown=zeros_shown)
            if not hopeless.keys() & left.keys():
                hidden |= _everything_near(system, left, hidden, free)
                if int(hidden.sum()) == before:
                    hopeless |= left
    return hidden, hopeless


def _without_help(
    system: System,
    hidden: Bools,
    left: Mapping[int, frozenset[int]],
    free: Bools,
    *,
    zeros_shown: bool,
) -> dict[int, frozenset[int]]:
    """Those that would be unsafe even if everything that can be hidden were."""
    asked = np.zeros(len(system), dtype=np.bool_)
    asked[list(left)] = True
    most = certify(system, hidden | free, zeros_shown=zeros_shown, asked=asked)
    return dict(most.unsafe)


def _everything_near(system: System, left: Iterable[int], hidden: Bools, free: Bools) -> Bools:
    """The nearest cells that are not hidden yet: the last resort, where whole numbers are in the way.

    Those in a sum with one of these; where all of them are hidden, those in a sum with them.
    """
    marked = np.zeros(len(system), dtype=np.bool_)
    marked[list(left)] = True
    size = 0
    while int(marked.sum()) > size and not (marked & free & ~hidden).any():
        size = int(marked.sum())
        touched = abs(system.rows) @ marked.astype(np.int64) > 0
        marked |= np.asarray(abs(system.rows).T @ touched.astype(np.int64) > 0)
    return np.asarray(marked & free)


def _groups(
    left: Mapping[int, frozenset[int]], together: int
) -> Iterable[tuple[list[int], frozenset[int]]]:
    """Small cells in batches; those that must leave somebody's cell alone go by themselves."""
    plain = [each for each, kept in left.items() if not kept]
    for start in range(0, len(plain), together):
        yield plain[start : start + together], frozenset()
    by_kept: dict[frozenset[int], list[int]] = {}
    for each, kept in left.items():
        if kept:
            by_kept.setdefault(kept, []).append(each)
    for kept, several in by_kept.items():
        for start in range(0, len(several), together):
            yield several[start : start + together], kept


class _Change:
    """The least costly change of a whole table, as a linear programme in ups and downs."""

    def __init__(self, system: System, free: Bools, *, zeros_shown: bool) -> None:
        self.system = system
        self.free = free
        moving = (free | system.gone | ~system.cell) & ~system.public
        self.moving = np.flatnonzero(moving)
        mine = system.rows[:, self.moving].astype(np.float64).tocsr()
        kept = np.diff(mine.indptr) > 0
        self.rows: Any = sparse().hstack([mine[kept], -mine[kept]]).tocsc()
        least = (zeros_shown & system.cell & (system.value > 0)).astype(np.int64)
        self.room = np.maximum(system.value - least, 0)[self.moving].astype(np.float64)

    def of_all(self, hidden: Bools, price: Floats, group: list[int], kept: frozenset[int]) -> Bools:
        """The cells to hide for a group: together where that can be, else one after the other."""
        touched = self.find(hidden, price, group, kept)
        if touched is not None:
            return touched
        found = np.zeros_like(hidden)
        if len(group) > 1:
            for each in group:
                found |= self.of_all(hidden | found, price, [each], kept)
        return found

    def find(
        self, hidden: Bools, price: Floats, group: list[int], kept: frozenset[int]
    ) -> Bools | None:
        """The cells to hide so that all of a group can be large enough together."""
        system, moving = self.system, self.moving
        known = hidden[moving] | ~system.cell[moving]
        cost = np.where(known, _FREE, price[moving] + _FREE)
        up_low = np.zeros(len(moving))
        up_high = np.full(len(moving), np.inf)
        down_high = self.room.copy()
        at = np.searchsorted(moving, group)
        up_low[at] = system.needed[group]
        down_high[at] = 0.0
        fixed = np.searchsorted(moving, sorted(kept - set(group)))
        up_high[fixed] = down_high[fixed] = 0.0
        bounds = np.column_stack(
            [np.concatenate([up_low, np.zeros(len(moving))]), np.concatenate([up_high, down_high])]
        )
        found = optimisers().linprog(
            np.concatenate([cost, cost]),
            A_eq=self.rows,
            b_eq=np.zeros(self.rows.shape[0]),
            bounds=bounds,
            method="highs",
        )
        if found.x is None or found.status != 0:
            return None
        moved = np.abs(found.x[: len(moving)] - found.x[len(moving) :]) > _NOTHING
        touched = np.zeros(len(system), dtype=np.bool_)
        touched[moving[moved]] = True
        return np.asarray(touched & self.free)
