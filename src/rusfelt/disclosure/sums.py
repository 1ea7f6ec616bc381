"""Every total as a sum of inner cells: those that no sum has as its total."""

from __future__ import annotations

from collections import deque
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.system import System, sparse
from rusfelt.disclosure.table import HIDDEN
from rusfelt.typing import Bools, Integers

__all__ = ["InnerSums", "inner_sums"]


@attrs.frozen(eq=False)
class InnerSums:
    """What is counted once, and how everything else follows from it.

    Attributes:
        inner: the numbers of the inner unknowns in the system.
        of: one row an unknown of the system and one column an inner one: how often that is in it.
        ties: sums of inner unknowns that come to zero: a total that can be reckoned in two ways
            from different cells, such as by sex in one table and by age in another.
    """

    inner: Integers
    of: Any
    ties: Any

    def tied(self, fixed: Bools) -> Bools:
        """Which inner unknowns stand in a tie, or in a total that must not change.

        Args:
            fixed: unknowns of the system that must not change.
        """
        held = self.of[np.flatnonzero(fixed)]
        found = np.zeros(len(self.inner), dtype=np.bool_)
        found[self.ties.indices] = True
        found[held.indices] = True
        return found


def inner_sums(system: System, *, known_only: bool) -> InnerSums:
    """The inner unknowns of a system and what is made of them.

    Args:
        system: all cells and sums.
        known_only: leave out sums in which a count is not known here.
    """
    rows = system.rows.tocsr()
    if known_only:
        unknown = (system.value == HIDDEN).astype(np.int64)
        rows = rows[np.flatnonzero(abs(rows) @ unknown == 0)]
    size = len(system)
    chosen, inner = _order(rows, size)
    coo = rows[list(chosen.values())].tocoo()
    parents = np.array(list(chosen), dtype=np.int64)
    part = coo.data > 0
    step = sparse().csr_array(
        (coo.data[part], (parents[coo.row[part]], coo.col[part])), shape=(size, size)
    )
    of = sparse().csr_array(
        (np.ones(len(inner), dtype=np.int64), (inner, np.arange(len(inner)))),
        shape=(size, len(inner)),
    )
    layer = of
    while layer.nnz:
        layer = (step @ layer).tocsr()
        layer.eliminate_zeros()
        of = of + layer
    ties = (rows @ of).tocsr()
    ties.eliminate_zeros()
    return InnerSums(inner, of.tocsr(), ties[np.flatnonzero(np.diff(ties.indptr))])


def _order(rows: Any, size: int) -> tuple[dict[int, int], Integers]:
    """For each total one of its sums, such that none goes in a circle; and the inner unknowns."""
    parts: list[list[int]] = []
    parents: list[int] = []
    used: list[list[int]] = [[] for _ in range(size)]
    for row in range(rows.shape[0]):
        places = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        signs = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
        parents.extend(places[signs < 0].tolist()[:1] or [-1])
        parts.append(places[signs > 0].tolist())
        for each in parts[-1]:
            used[each].append(row)
    totals = set(parents) - {-1}
    inner = [each for each in range(size) if each not in totals]
    waiting = [len(each) for each in parts]
    chosen: dict[int, int] = {}
    settled = np.zeros(size, dtype=np.bool_)
    settled[inner] = True
    line = deque(inner)
    left = deque(sorted(totals))
    while line or left:
        if not line:
            # Only totals that are made of each other are left: one of them has to stand first.
            first = left.popleft()
            if settled[first]:
                continue
            inner.append(first)
            settled[first] = True
            line.append(first)
        for row in used[line.popleft()]:
            waiting[row] -= 1
            parent = parents[row]
            if waiting[row] == 0 and parent >= 0 and not settled[parent]:
                chosen[parent] = row
                settled[parent] = True
                line.append(parent)
    return chosen, np.array(sorted(inner), dtype=np.int64)
