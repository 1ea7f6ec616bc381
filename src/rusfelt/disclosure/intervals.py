"""The exact interval of every unknown, over whole numbers."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt.disclosure.solver import extreme
from rusfelt.disclosure.system import System
from rusfelt.disclosure.unknowns import Unknowns, unknowns_of
from rusfelt.typing import Bools, Integers

__all__ = ["ENDLESS", "Ends", "exact_intervals"]

# Stands for an upper end that nothing printed sets.
ENDLESS = 2**40


@attrs.frozen(eq=False)
class Ends:
    """Both ends of each unknown's interval.

    Attributes:
        low, high: ends that counts were found for, so the interval is at least that wide.
        proven: whether it was also proven that no counts lie outside.
    """

    low: Integers
    high: Integers
    proven: Bools


def exact_intervals(
    system: System, hidden: Bools, *, zeros_shown: bool, asked: Bools | None = None
) -> Ends:
    """The least and the largest count each unknown can have, given everything printed.

    Args:
        system: all cells and sums.
        hidden: which cells are not printed.
        zeros_shown: whether a hidden cell is known to be at least one.
        asked: only for these; the others keep ends that may be too narrow. Unsaid, for all.

    Returns:
        One number an unknown of the system; ``ENDLESS`` where there is no upper end. What is
        printed has its own count twice.
    """
    low, high = system.value.copy(), system.value.copy()
    proven = np.ones(len(system), dtype=np.bool_)
    wanted = np.ones(len(system), dtype=np.bool_) if asked is None else asked
    for unknowns in unknowns_of(system, hidden, zeros_shown=zeros_shown):
        ends = _ends(unknowns, wanted[unknowns.places])
        at = unknowns.places
        low[at], high[at], proven[at] = ends.low, ends.high, ends.proven
    return Ends(low, high, proven)


def _ends(unknowns: Unknowns, asked: Bools) -> Ends:
    """Ends of each interval; every solution found narrows the search for all the others."""
    low, high, proven = unknowns.truth.copy(), unknowns.truth.copy(), asked.copy()
    cap = unknowns.capped()
    for place in np.flatnonzero(asked).tolist():
        for sign, inner, outer in ((-1.0, low, unknowns.low), (1.0, high, unknowns.high)):
            if inner[place] == outer[place]:
                continue
            worth = np.zeros(len(unknowns))
            worth[place] = sign
            x = extreme(unknowns, worth)
            if x is None:
                proven[place] = False
                continue
            np.minimum(low, x, out=low)
            np.maximum(high, x, out=high)
            if sign > 0 and unknowns.endless[place] and x[place] > cap[place] // 2:
                high[place] = ENDLESS
    # Counts found on the way to another end may lie beyond what a solver can tell from endless.
    high[unknowns.endless & (high > cap // 2)] = ENDLESS
    return Ends(low, high, proven)
