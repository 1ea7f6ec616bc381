"""Other tables that would print the same: each shows how much larger hidden cells could be."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import attrs
import numpy as np

from rusfelt.disclosure.search import Search
from rusfelt.disclosure.system import System
from rusfelt.disclosure.unknowns import unknowns_of
from rusfelt.typing import Bools, Integers

__all__ = ["Certificate", "Pool", "certify"]


@attrs.define
class Pool:
    """Whole-number changes of the table that keep every sum, found so far.

    A change shows something as long as every cell it touches is hidden, whatever else is. And what
    was found to be impossible stays so when less is hidden. ``searches`` counts what was asked of
    the solver, by which a search can be ended alike on any machine.
    """

    size: int
    changes: list[Integers] = attrs.field(factory=list)
    searches: int = 0
    _touched: list[Bools] = attrs.field(factory=list)
    _impossible: dict[Hashable, Bools] = attrs.field(factory=dict)

    def add(self, change: Integers) -> None:
        """Keep a change of the whole system."""
        self.changes.append(change)
        self._touched.append(change != 0)

    def give_up(self, what: Hashable, unknown: Bools) -> None:
        """Remember that something is impossible where these are unknown."""
        self._impossible[what] = unknown

    def given_up(self, what: Hashable, unknown: Bools) -> bool:
        """Whether it was found to be impossible where at least these were unknown."""
        most = self._impossible.get(what)
        return most is not None and not bool((unknown & ~most).any())

    def within(self, unknown: Bools) -> list[Integers]:
        """The changes that touch nothing but these unknowns."""
        if not self.changes:
            return []
        outside = np.asarray((np.array(self._touched) & ~unknown).any(axis=1))
        return [each for each, out in zip(self.changes, outside.tolist(), strict=True) if not out]


@attrs.frozen(eq=False)
class _Memory:
    """What the pool remembers of one set of unknowns."""

    pool: Pool
    unknown: Bools
    places: Integers

    def searched(self) -> None:
        self.pool.searches += 1

    def given_up(self, cell: int, *how: Hashable) -> bool:
        return self.pool.given_up((int(self.places[cell]), *how), self.unknown)

    def give_up(self, cell: int, *how: Hashable) -> None:
        self.pool.give_up((int(self.places[cell]), *how), self.unknown)


@attrs.frozen(eq=False)
class Certificate:
    """What was shown of a choice of hidden cells.

    Attributes:
        unsafe: cells that must be protected and were not shown to be → the cells of lone people
            that must be left as they are to protect it, none where it is unsafe from everyone.
        changes: whole-number changes of the table that keep every sum printed, one row each with
            one number an unknown; the tables they lead to are the proof.
    """

    unsafe: Mapping[int, frozenset[int]]
    changes: tuple[Integers, ...]


def certify(
    system: System,
    hidden: Bools,
    *,
    zeros_shown: bool,
    asked: Bools | None = None,
    alone: bool = True,
    pool: Pool | None = None,
    first: bool = False,
) -> Certificate:
    """Show for each small cell that it could be larger by what is needed, or name it.

    Args:
        system: all cells and sums.
        hidden: which cells are not printed.
        zeros_shown: whether a hidden cell is known to be at least one.
        asked: only for these small cells.
        alone: also with what somebody knows who is alone in a cell: that this cell is one. For
            each cell tables are then needed that between them leave every such cell as it is.
        pool: changes found before, which are tried first and added to.
        first: stop at the first cell that is unsafe.
    """
    wanted = system.small if asked is None else system.small & asked
    known = pool or Pool(len(system))
    unknown = (hidden | ~system.cell) & ~system.public
    # A small cell that is no unknown is printed.
    unsafe = dict.fromkeys(np.flatnonzero(wanted & ~unknown).tolist(), frozenset[int]())
    if unsafe and first:
        return Certificate(unsafe, ())
    tried = known.within(unknown)
    lone = system.lone() if alone else np.full(len(system), -1, dtype=np.int64)
    used: list[Integers] = []
    for unknowns in unknowns_of(system, hidden, zeros_shown=zeros_shown):
        at = unknowns.places
        mine = wanted[at]
        if not mine.any():
            continue
        search = Search(
            unknowns,
            system.minimum[at],
            lone[at],
            np.flatnonzero(mine),
            first=first,
            memory=_Memory(known, unknown, at),
        )
        search.start([each[at] for each in tried if each[at].any()])
        missing = search.run()
        for found in search.found:
            change = np.zeros(len(system), dtype=np.int64)
            change[at] = found - unknowns.truth
            known.add(change)
        used += known.changes[len(known.changes) - len(search.found) :]
        for cell, kept in missing.items():
            unsafe[int(at[cell])] = frozenset(at[np.isin(lone[at], list(kept))].tolist())
        if unsafe and first:
            break
    return Certificate(dict(sorted(unsafe.items())), (*tried, *used))
