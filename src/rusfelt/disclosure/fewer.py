"""Showing again what need not be hidden."""

from __future__ import annotations

import numpy as np

from rusfelt.disclosure.system import System
from rusfelt.disclosure.witnesses import Pool, certify
from rusfelt.typing import Bools, Floats

__all__ = ["show_again"]


def show_again(
    system: System,
    hidden: Bools,
    kept: Bools,
    *,
    zeros_shown: bool,
    price: Floats,
    most: int,
    searches: int,
    pool: Pool,
) -> Bools:
    """Hide as few as the small cells need: each further cell is shown again if it can be.

    The dearest are tried first, many at a time while that works: a set that cannot be shown
    together is halved until it can, or is one cell that must stay hidden.

    Args:
        system: all cells and sums.
        hidden: a choice that protects every small cell but those nothing can protect.
        kept: what must stay hidden.
        zeros_shown: whether a hidden cell is known to be at least one.
        price: of hiding each cell.
        most: how many sets are tried.
        searches: how much is asked of the solver; counted and not timed, so that the answer is
            the same on any machine.
        pool: changes of the table found so far.
    """
    hopeless = set(certify(system, hidden, zeros_shown=zeros_shown, pool=pool).unsafe)
    asked = system.small.copy()
    asked[list(hopeless)] = False
    extra = np.flatnonzero(hidden & ~kept & system.cell)
    order = extra[np.argsort(-price[extra], kind="stable")]
    size = max(1, len(order) // 4)
    waiting = [order[start : start + size] for start in range(0, len(order), size)]
    tried, last = 0, pool.searches + searches
    current = hidden.copy()
    while waiting and tried < most and pool.searches < last:
        several = waiting.pop(0)
        tried += 1
        less = current.copy()
        less[several] = False
        if not certify(
            system, less, zeros_shown=zeros_shown, asked=asked, pool=pool, first=True
        ).unsafe:
            current = less
        elif len(several) > 1:
            half = len(several) // 2
            waiting[:0] = [several[:half], several[half:]]
    return current
