"""Counts for what nobody here knows: any that fit everything that is known."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt.disclosure.solver import extreme
from rusfelt.disclosure.system import System
from rusfelt.disclosure.table import HIDDEN
from rusfelt.disclosure.unknowns import unknowns_of
from rusfelt.errors import DomainError

__all__ = ["completed"]


def completed(system: System, *, zeros_shown: bool) -> System:
    """The system with a fitting count for each unknown that has none.

    Cells hidden in a table that was published before, or in one under attack, are known to nobody
    here; any counts that fit what is printed serve as a place to search from.

    Raises:
        DomainError: no counts fit: what is printed contradicts itself, or no zero should have
            been printed.
    """
    missing = system.value == HIDDEN
    if not missing.any():
        return system
    value = system.value.copy()
    known = attrs.evolve(system, cell=system.cell | missing)
    for unknowns in unknowns_of(known, missing, zeros_shown=False):
        printable = system.cell[unknowns.places]
        low = np.maximum(unknowns.low, np.where(printable & zeros_shown, 1, 0))
        # The least of each keeps the search near what is known.
        x = extreme(unknowns, -np.ones(len(unknowns)), low=low)
        if x is None:
            named = ", ".join(system.names[each] for each in unknowns.places[:5].tolist())
            msg = (
                f"No whole numbers fit what is printed around {named}. "
                "Check the totals, and whether hidden cells may be zero."
            )
            raise DomainError(msg)
        value[unknowns.places] = x
    return attrs.evolve(system, value=value, guessed=missing)
