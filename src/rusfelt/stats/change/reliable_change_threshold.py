"""How much one person's score must move before it is more than the scale's own noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from rusfelt.stats._checks import (
    broadcast,
    check_confidence,
    not_non_negative,
    not_unit_share,
    refuse,
)
from rusfelt.stats._count_bounds import finite_or_nan

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["reliable_change_threshold"]


def reliable_change_threshold(
    sd: ArrayLike, reliability: ArrayLike, *, confidence: ArrayLike = 0.95
) -> Floats:
    """The smallest change in a score that measurement error seldom gives by itself.

    ``z·sd·sqrt(2)·sqrt(1 - reliability)``: two measurements of an unchanged person differ by more
    than this in only ``1 - confidence`` of cases. Always defined; 0 for a perfectly reliable
    scale. It says that a change is real, not that it matters.

    Args:
        sd: standard deviation of the scores in the population, any shape, in points.
        reliability: the scale's reliability in that population, from 0 to 1.
        confidence: level. All three broadcast.

    Returns:
        The threshold, in points of the scale.

    Raises:
        DomainError: where ``sd`` is negative, the reliability is outside 0 to 1, or the level is
            not strictly between 0 and 1.

    >>> round(float(reliable_change_threshold(7.7, 0.90)), 2)
    6.75

    Source: Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12.
    """
    check_confidence("confidence", confidence)
    sd, reliability, level = broadcast(sd=sd, reliability=reliability, confidence=confidence)
    refuse(not_non_negative("sd", sd), not_unit_share("reliability", reliability))
    z = -special.ndtri((1 - level) / 2)
    # The roots first: only a threshold that is itself too large for a float overflows.
    with np.errstate(over="ignore"):
        return finite_or_nan(np.asarray(z * np.sqrt(2.0) * np.sqrt(1 - reliability) * sd))
