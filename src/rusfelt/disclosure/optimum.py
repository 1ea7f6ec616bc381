"""The cheapest choice of cells to hide, proven: a whole-number programme with cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.circuits import hideable
from rusfelt.disclosure.solver import optimisers
from rusfelt.disclosure.system import System
from rusfelt.disclosure.witnesses import Pool, certify
from rusfelt.typing import Bools, Floats, Integers

__all__ = ["cheapest"]

_MOST_NODES = 50_000
# While demands are still gathered a choice nearly the cheapest serves as well; the last is exact.
_GAP = 0.1
_NOTHING = 1e-7
# No cell moves further than this many times the minimum for another to be protected.
_FAR = 100.0


def cheapest(
    system: System,
    start: Bools,
    *,
    zeros_shown: bool,
    price: Floats,
    hopeless: Bools,
    pool: Pool,
    rounds: int,
) -> Bools | None:
    """The cells to hide whose prices sum to the least, among all choices that protect.

    A choice is drawn up that keeps all demands found so far; the attacker tries it, and each small
    cell it breaks gives a further demand that every protecting choice keeps. The first choice the
    attacker cannot break is the cheapest.

    The demands come from the attacker's linear programme: its dual says how much each hidden cell
    contributes at most to the width of a small cell's interval, and those contributions must add
    up to the width needed. Where only whole numbers break a choice, one more cell outside it must
    be hidden. (The idea is that of Fischetti & Salazar-González, Management Science 2001,
    https://doi.org/10.1287/mnsc.47.7.1008.9805.)

    Args:
        system: all cells and sums.
        start: what is hidden in any case.
        zeros_shown: whether a hidden cell is known to be at least one.
        price: of hiding each cell.
        hopeless: small cells that nothing can protect; they are left out.
        pool: changes of the table found so far.
        rounds: how many choices are drawn up before the search is given up.

    Returns:
        What is hidden then; ``None`` where the search was given up.
    """
    free = np.flatnonzero(hideable(system, zeros_shown=zeros_shown) & ~start)
    asked = system.small & ~hopeless
    attacker = _Attacker(system, zeros_shown=zeros_shown)
    demands: list[tuple[Floats, float]] = []
    gap = _GAP
    for _ in range(rounds):
        chosen = _choose(price[free], demands, gap)
        if chosen is None:
            return None
        hidden = start.copy()
        hidden[free[chosen]] = True
        unsafe = certify(system, hidden, zeros_shown=zeros_shown, asked=asked, pool=pool).unsafe
        if not unsafe:
            if gap == 0.0:
                return hidden
            gap = 0.0
            continue
        found = False
        for cell, kept in unsafe.items():
            for demand in attacker.demands(cell, kept, hidden, free):
                demands.append(demand)
                found = True
        if not found:
            outside = (~chosen).astype(np.float64)
            if not outside.any():
                return None
            demands.append((outside, 1.0))
    return None


def _choose(price: Floats, demands: list[tuple[Floats, float]], gap: float) -> Bools | None:
    if not demands:
        return np.zeros(len(price), dtype=np.bool_)
    matrix = np.array([each for each, _ in demands])
    least = np.array([each for _, each in demands])
    optimise = optimisers()
    found = optimise.milp(
        price,
        integrality=np.ones(len(price)),
        bounds=optimise.Bounds(0, 1),
        constraints=[optimise.LinearConstraint(matrix, least, np.inf)],
        options={"mip_rel_gap": gap, "node_limit": _MOST_NODES},
    )
    if found.x is None or found.status != 0:
        return None
    return np.asarray(found.x > 0.5)  # noqa: PLR2004 - nought or one


@attrs.define
class _Attacker:
    """The attacker's linear programme over all cells, for its dual."""

    system: System
    zeros_shown: bool = attrs.field(kw_only=True)
    lone: Integers = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.lone = self.system.lone()

    def demands(
        self, cell: int, kept: frozenset[int], hidden: Bools, free: Integers
    ) -> Iterator[tuple[Floats, float]]:
        """What every protecting choice must keep and this one does not, for one small cell.

        The cell must be able to rise above the minimum, and its interval be wide enough: seen by
        everyone, and by each lone person with his own cells as they are. Nothing is demanded of
        several such people at once, as they do not tell each other.
        """
        system = self.system
        minimum = float(system.minimum[cell])
        rise = minimum + 1 - float(system.value[cell])
        outside = ~_mark(len(system), free)
        people = sorted({int(self.lone[one]) for one in kept} - {int(self.lone[cell])})
        for each in (None, *people):
            mine = (
                frozenset()
                if each is None
                else frozenset(np.flatnonzero(self.lone == each).tolist())
            )
            up = self._reach(cell, mine, hidden, 1.0)
            down = self._reach(cell, mine, hidden, -1.0)
            for reach, needed in ((up, rise), (up + down, minimum)):
                left = needed - float(reach[outside].sum())
                if left <= _NOTHING:
                    continue
                by_free = np.minimum(reach[free], left)
                if float(by_free[hidden[free]].sum()) < left - _NOTHING:
                    yield by_free, left
                    return

    def _reach(self, cell: int, kept: frozenset[int], hidden: Bools, sign: float) -> Floats:
        """How much hiding each unknown can add at most to how far the cell can go one way."""
        system = self.system
        least = (self.zeros_shown & system.cell & (system.value > 0)).astype(np.int64)
        down = np.maximum(system.value - least, 0).astype(np.float64)
        up = np.full(len(system), _FAR * float(system.minimum[cell]))
        if sign > 0:
            up[cell] = max(float(system.needed[cell]), 1.0)
        movable = ~system.public
        movable[list(kept)] = False
        up[~movable] = down[~movable] = 0.0
        unknown = (hidden | ~system.cell) & movable
        worth = np.zeros(len(system))
        worth[cell] = -sign
        bounds = np.column_stack([np.where(unknown, -down, 0.0), np.where(unknown, up, 0.0)])
        rows = system.rows.astype(np.float64)
        found: Any = optimisers().linprog(
            worth, A_eq=rows, b_eq=np.zeros(rows.shape[0]), bounds=bounds, method="highs"
        )
        if found.status != 0:
            return np.full(len(system), np.inf)
        slack = rows.T @ found.eqlin.marginals - worth
        slack[np.abs(slack) < _NOTHING] = 0.0
        return np.asarray(np.where(slack > 0, slack * up, -slack * down))


def _mark(size: int, places: Integers) -> Bools:
    marked = np.zeros(size, dtype=np.bool_)
    marked[places] = True
    return marked
