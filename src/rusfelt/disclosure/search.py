"""The search for tables that would print the same and in which small cells are large."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

import numpy as np

from rusfelt.disclosure.solver import extreme, nearest
from rusfelt.disclosure.unknowns import Unknowns
from rusfelt.typing import Integers

__all__ = ["Memory", "Search"]

_BATCH = 64
# A search that takes longer is given up: the cell then counts as unsafe, and more is hidden.
_NODES = 2_000
_NOBODY: frozenset[int] = frozenset()


class Memory(Protocol):
    """What was found to be impossible where at least as much was unknown."""

    def searched(self) -> None:
        """One more search was made."""

    def given_up(self, cell: int, *how: Hashable) -> bool:
        """Whether this was."""

    def give_up(self, cell: int, *how: Hashable) -> None:
        """This is."""


class Search:
    """Looks for tables in which many small cells are large at once, then for the rest one by one.

    Args:
        unknowns: what hangs together.
        minimum: the smallest count that is not too small, for each unknown.
        lone: who is alone in which cell, and knows that it is one; -1 where nobody is.
        small: which unknowns must be shown to be able to be large.
        first: stop when one cannot.
        memory: what was found to be impossible before, where more was hidden.
    """

    def __init__(
        self,
        unknowns: Unknowns,
        minimum: Integers,
        lone: Integers,
        small: Integers,
        *,
        first: bool = False,
        memory: Memory,
    ) -> None:
        self.unknowns = unknowns
        self.minimum = minimum
        self.lone = lone
        self.small = small.tolist()
        self.first = first
        self.memory = memory
        # Wide enough seen from the true count; seen from a lower one, less is.
        self.goal = np.maximum(unknowns.truth + minimum, minimum + 1)
        self.found: list[Integers] = []
        # Lone people whose cells every table found so far for a cell has changed.
        self.touched: dict[int, frozenset[int]] = {}

    def start(self, changes: Sequence[Integers]) -> None:
        """Begin with what earlier changes show here too."""
        unknowns = self.unknowns
        tables = [unknowns.truth + each for each in changes]
        # A lone person's cell may have to be at least one here, or a bound may have moved.
        tables = [x for x in tables if (x >= unknowns.low).all() and (x <= unknowns.high).all()]
        for x in tables:
            self._lower(x)
        for x in tables:
            self._note(x, self.small)

    def run(self) -> dict[int, frozenset[int]]:
        """The small cells for which no table was found, and whose cells such a one must keep."""
        missing = self._look(self.small)
        tried: set[int] = set()
        while missing:
            lower = [each for each in missing if each not in tried and self._lowered(each)]
            tried.update(missing)
            # The search stopped at the first cell: if that needs less now, the others are next.
            stopped = self.first and set(lower) == set(missing)
            if not lower or (self.first and not stopped):
                break
            for each in lower:
                del missing[each]
            missing |= self._look(self.small if stopped else lower)
        return missing

    def _look(self, small: list[int]) -> dict[int, frozenset[int]]:
        possible = [each for each in small if self.goal[each] <= self.unknowns.high[each]]
        missing = dict.fromkeys(set(small) - set(possible), _NOBODY)
        # Nobody stands in an empty cell: who is alone in a line knows its other cells are empty,
        # and that is about himself.
        peopled = [each for each in possible if self.unknowns.truth[each] > 0]
        everyone = frozenset(self.lone[self.lone >= 0].tolist())
        # Where one cell that cannot be large is enough to know, such a one is looked for first.
        if everyone and not self.first:
            self._leaving(everyone, peopled)
        groups: list[tuple[frozenset[int], list[int]]] = [(_NOBODY, possible)]
        for kept, several in groups:
            for each in self._batches(several, kept):
                if not self._single(each, kept):
                    missing[each] = kept
                    if self.first:
                        return missing
            if not kept:
                if everyone and self.first:
                    self._leaving(everyone, peopled)
                groups += self._exposed(peopled)
        return missing

    def _leaving(self, everyone: frozenset[int], cells: list[int]) -> None:
        """Look for tables that leave every lone person's cell alone, which show most."""
        for each in self._batches(cells, everyone):
            self._try(each, everyone)

    def _exposed(self, cells: list[int]) -> list[tuple[frozenset[int], list[int]]]:
        """Cells by the lone people who are not yet shown to be unable to reckon them out."""
        exposed: dict[frozenset[int], list[int]] = {}
        for each in cells:
            touched = self.touched.get(each, _NOBODY) - {int(self.lone[each])}
            if touched:
                exposed.setdefault(touched, []).append(each)
        return list(exposed.items())

    def _batches(self, pending: list[int], kept: frozenset[int]) -> list[int]:
        """What is left after batches of cells were made large together."""
        left = [each for each in pending if not self._is_done(each, kept)]
        while len(left) > 1:
            for start in range(0, len(left), _BATCH):
                x = self._solve(left[start : start + _BATCH], kept)
                if x is not None:
                    self._keep(x, left)
            rest = [each for each in left if not self._is_done(each, kept)]
            if len(rest) == len(left):
                break
            left = rest
        return left

    def _is_done(self, cell: int, kept: frozenset[int]) -> bool:
        """Whether tables were found that between them leave each of these people's cells alone."""
        return cell in self.touched and not (self.touched[cell] & kept) - {int(self.lone[cell])}

    def _single(self, cell: int, kept: frozenset[int]) -> bool:
        """Look for one cell alone: with all of these kept as they are, else with half of them."""
        if not self._is_done(cell, kept):
            self._try(cell, kept)
        if self._is_done(cell, kept) or len(kept) < 2:  # noqa: PLR2004 - one or nobody
            return self._is_done(cell, kept)
        people = sorted(kept)
        half = len(people) // 2
        return all(self._single(cell, frozenset(each)) for each in (people[:half], people[half:]))

    def _try(self, cell: int, kept: frozenset[int]) -> None:
        others = kept - {int(self.lone[cell])}
        how = (others, int(self.goal[cell]))
        if self.memory.given_up(cell, *how):
            return
        x = self._solve([cell], others)
        if x is None:
            self.memory.give_up(cell, *how)
        else:
            self._keep(x, [cell])

    def _solve(self, batch: list[int], kept: frozenset[int]) -> Integers | None:
        """A table in which these cells are together as large as they need to be and can."""
        self.memory.searched()
        unknowns = self.unknowns
        worth = np.zeros(len(unknowns))
        worth[batch] = 1.0
        high = unknowns.capped().copy()
        high[batch] = np.minimum(high[batch], np.maximum(self.goal[batch], unknowns.truth[batch]))
        low = unknowns.low.copy()
        fixed = np.isin(self.lone, list(kept))
        low[fixed] = high[fixed] = unknowns.truth[fixed]
        if len(batch) == 1:
            # One cell must come up to what it needs: where it cannot, that is seen at once.
            low[batch] = high[batch]
            found, whole = nearest(unknowns, low, high)
            if whole:
                return found
        return extreme(unknowns, worth, low=low, high=high, nodes=_NODES)

    def _lowered(self, cell: int) -> bool:
        """Whether the cell can also be lower than it is, so that it need not be as large.

        Looked for with every lone person's cell as it is, so that it holds whatever one of them
        knows.
        """
        unknowns = self.unknowns
        low, high = unknowns.low.copy(), unknowns.capped().copy()
        kept = (self.lone >= 0) & (self.lone != self.lone[cell])
        low[kept] = high[kept] = unknowns.truth[kept]
        high[cell] = unknowns.truth[cell]
        how = ("lower", int(self.goal[cell]))
        if low[cell] == high[cell] or self.memory.given_up(cell, *how):
            return False
        worth = np.zeros(len(unknowns))
        worth[cell] = -1.0
        self.memory.searched()
        x = extreme(unknowns, worth, low=low, high=high, nodes=_NODES)
        if x is None or not self._lower(x, cell):
            self.memory.give_up(cell, *how)
            return False
        # The same end by a change of fewer cells, which goes on showing it when others are printed.
        low[cell] = high[cell] = x[cell]
        near, _ = nearest(unknowns, low, high)
        self.found.append(x if near is None else near)
        return True

    def _lower(self, x: Integers, *cells: int) -> bool:
        """Take note of how low a table shows cells can be; whether it did so for any."""
        changed = self._changed(x)
        any_lower = False
        for cell in cells or self.small:
            if x[cell] >= self.unknowns.truth[cell] or changed - {int(self.lone[cell])}:
                continue
            goal = max(int(x[cell] + self.minimum[cell]), int(self.minimum[cell]) + 1)
            if goal < self.goal[cell]:
                self.goal[cell] = goal
                self.touched.pop(cell, None)
                any_lower = True
        return any_lower

    def _changed(self, x: Integers) -> frozenset[int]:
        """The lone people whose cells a table changes."""
        return frozenset(self.lone[(self.lone >= 0) & (x != self.unknowns.truth)].tolist())

    def _keep(self, x: Integers, pending: list[int]) -> None:
        if self._note(x, pending):
            self.found.append(x)

    def _note(self, x: Integers, pending: list[int]) -> bool:
        """Take note of the cells a table shows to be able to be large; whether any is new."""
        reached = [cell for cell in pending if x[cell] >= self.goal[cell]]
        if not reached:
            return False
        changed = self._changed(x)
        new = False
        for cell in reached:
            before = self.touched.get(cell)
            now = changed if before is None else before & changed
            if before is None or now != before:
                self.touched[cell] = now
                new = True
        return new
