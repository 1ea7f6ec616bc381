"""How wide a window holds a sum of independent bounded parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["farthest", "near"]

# A chance of exp(-40) is nothing beside the rounding of a float64.
_NATS = 40.0


def farthest(variance: Floats, largest: float | Floats) -> Floats:
    """The distance from the mean that is passed with a chance of at most exp(-40).

    Bernstein's inequality, solved for the distance. It holds for few events too, where a normal
    distribution is no guide.

    >>> farthest(np.array([0.0]), 3.0)
    array([80.])

    Args:
        variance: of the sum.
        largest: the largest distance of one part from its own mean.
    """
    linear = _NATS * np.asarray(largest) / 3
    return np.asarray(linear + np.sqrt(linear**2 + 2 * _NATS * variance))


def near(deviation: Floats, largest: Floats) -> Floats:
    """The distance from its mean within which a transform is relied upon."""
    return 6 * deviation + 4 * largest
