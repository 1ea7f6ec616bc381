"""Bounds of a Poisson count, for functions that have checked their input.

``tail`` is half of one less the confidence level, and broadcasts to the shape of the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from rusfelt.stats._in_blocks import pair_in_blocks

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["EXACT_BELOW", "byar_bounds", "exact_bounds", "finite_or_nan", "per_exposure"]

# Fewer events than this get the exact limits instead of Byar's; ten events get Byar's.
EXACT_BELOW = 10


def exact_bounds(x: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Garwood's limits of the expected number of events."""
    low = np.where(x == 0, 0.0, special.gammaincinv(np.maximum(x, 1), tail))
    return low, np.asarray(special.gammainccinv(x + 1, tail))


def byar_bounds(x: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Byar's limits of the expected number of events, and Garwood's below ten events."""
    tail = tail.reshape(()) if tail.size == 1 else tail
    low, high = pair_in_blocks(_byar, x.shape, x, np.asarray(-special.ndtri(tail)))
    counts = x.reshape(-1)
    few = np.flatnonzero(counts < EXACT_BELOW)
    if few.size and tail.ndim == 0:
        # At one level there are only ten different answers.
        exact = exact_bounds(np.arange(float(EXACT_BELOW)), tail)
        which = counts[few].astype(np.intp)
        low.reshape(-1)[few], high.reshape(-1)[few] = exact[0][which], exact[1][which]
    elif few.size:
        tails = np.broadcast_to(tail, x.shape).reshape(-1)[few]
        low.reshape(-1)[few], high.reshape(-1)[few] = exact_bounds(counts[few], tails)
    return low, high


def per_exposure(bound: Floats, exposure: Floats) -> Floats:
    """A bound over its exposure; nan where that is too large for a number."""
    if exposure.ndim == 0 and exposure == 1:
        return bound
    with np.errstate(over="ignore"):
        return finite_or_nan(np.asarray(bound / exposure))


def finite_or_nan(values: Floats) -> Floats:
    """The values, with nan instead of infinities."""
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


def _byar(x: Floats, z: Floats) -> tuple[Floats, Floats]:
    return _cube(np.maximum(x, 1), z), _cube(x + 1, -z)  # no events have an exact answer


def _cube(x: Floats, z: Floats) -> Floats:
    """``x·(1 - 1/(9x) - z/(3√x))³``; in place, and without a power of 3, which is slow."""
    step = np.sqrt(x)
    step *= 3
    np.divide(1.0, step, out=step)
    root = step + z
    root *= step
    np.subtract(1.0, root, out=root)
    np.multiply(root, root, out=step)
    step *= root
    step *= x
    return step
