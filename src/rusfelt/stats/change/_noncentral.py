"""How far off centre a t distribution is that has a given t at a given tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["noncentrality"]

# Beyond this t the distribution function itself fails.
_REACH = 5000.0
_STEP = 1e-3
_POLISHING = 3


def noncentrality(t: Floats, degrees: Floats, tail: Floats) -> Floats:
    """The noncentrality with ``P(T <= t) = tail``; nan where ``t`` is nan or beyond 5,000.

    >>> noncentrality(np.array([2.5]), np.array(9.0), np.array(0.025)).round(6)
    array([4.715412])
    """
    t, degrees, tail = np.broadcast_arrays(t, degrees, tail)
    usable = np.abs(t) <= _REACH
    found = np.full(t.shape, np.nan)
    t, degrees, tail = t[usable], degrees[usable], tail[usable]
    centre = special.nctdtrinc(degrees, tail, t)
    # The inverse is good to about six digits; Newton's steps bring the rest.
    for _ in range(_POLISHING):
        ahead, behind = (special.nctdtr(degrees, centre + h, t) for h in (_STEP, -_STEP))
        slope = (ahead - behind) / (2 * _STEP)
        miss = special.nctdtr(degrees, centre, t) - tail
        sound = np.isfinite(miss) & (slope < 0)
        centre = centre - np.divide(miss, slope, out=np.zeros_like(miss), where=sound)
    found[usable] = centre
    return found
