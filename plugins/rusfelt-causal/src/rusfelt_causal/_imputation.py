"""Effects by imputation: treated points against what unit and period effects say without it.

It is the same estimate as pyfixest's did2s, and on a panel where all begin at once that of two-way
fixed effects, for many arrangements of starts at a time. pyfixest gives the estimate that is
reported, and its error; this gives the same for every arrangement of a permutation test, which
would take it minutes.
"""

from __future__ import annotations

import numpy as np

from rusfelt.typing import Floats, Integers

__all__ = ["gaps", "mean_effects"]

# Arrangements held at once: their number times units times periods.
_BLOCK = 2_000_000


def gaps(y: Floats, start: Integers) -> Floats:
    """Each treated point less its imputed value; nan where a unit is not treated yet.

    Unit and period effects are fitted by least squares to the points not yet treated. They are
    unique where every unit has the first period untreated and every period an untreated unit.

    Args:
        y: values, shape ``(units, periods)``.
        start: the first treated period of each unit, the number of periods for never, shape
            ``(arrangements, units)``; none is 0.

    Returns:
        Shape ``(arrangements, units, periods)``.
    """
    periods = y.shape[1]
    on = np.arange(periods) >= start[..., None]
    free = (~on).astype(np.float64)
    held = free.sum(axis=2)
    own = (free * y).sum(axis=2) / held
    # The units' effects are eliminated, which leaves one equation a period. Their sum is 0, and a
    # constant added to the matrix picks the solution in which that of the period effects is too.
    left = (free * (y - own[..., None])).sum(axis=1)
    shared = np.einsum("aup,auq->apq", free / held[..., None], free)
    matrix = np.eye(periods) * free.sum(axis=1)[:, None, :] - shared + 1.0
    period = np.linalg.solve(matrix, left[..., None])[..., 0]
    unit = own - (free * period[:, None, :]).sum(axis=2) / held
    return np.asarray(np.where(on, y - unit[..., None] - period[:, None, :], np.nan))


def mean_effects(y: Floats, start: Integers) -> Floats:
    """The mean over treated points of each arrangement, shape ``(arrangements,)``."""
    step = max(1, _BLOCK // y.size)
    blocks = [start[at : at + step] for at in range(0, len(start), step)]
    return np.concatenate([np.nanmean(gaps(y, block), axis=(1, 2)) for block in blocks])
