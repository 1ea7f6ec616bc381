"""What follows from figures that are public already, and so cannot be hidden any more."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt.disclosure.system import System
from rusfelt.disclosure.unknowns import unknowns_of

__all__ = ["already_known"]


def already_known(system: System) -> System:
    """The system with everything that public figures alone determine marked as public too.

    The complement of a public count of a public total is public: hiding it would protect nobody.
    What public figures only narrow down is still protected as far as it goes.
    """
    if not system.public.any():
        return system
    public = system.public.copy()
    for unknowns in unknowns_of(system, system.cell & ~system.public, zeros_shown=False):
        settled = unknowns.low == unknowns.high
        public[unknowns.places[settled & (unknowns.low == unknowns.truth)]] = True
    return attrs.evolve(system, public=public, small=np.asarray(system.small & ~public))
