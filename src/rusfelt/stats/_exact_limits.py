"""Exact limits of a count, interpolated so that they move smoothly with the expected number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from rusfelt.stats._discrete import last_true
from rusfelt.stats._window import farthest

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats

__all__ = ["EXACT_BELOW", "binomial_limits", "poisson_limits"]

# From this many expected events on, counting and the normal distribution agree to a millionth of
# a standard deviation and more, while float64 begins to lose sight of single events.
EXACT_BELOW = 1e12


def poisson_limits(mean: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Limits of a Poisson count; the lower is at least 0.

    Args:
        mean: above 0 and below :data:`EXACT_BELOW`.
        tail: chance left in each tail, of the same shape.
    """

    def at_most(k: Floats) -> Floats:
        return np.where(k < 0, 0.0, special.gammaincc(np.maximum(k, 0) + 1, mean))

    def at_least(k: Floats) -> Floats:
        return np.where(k <= 0, 1.0, special.gammainc(np.maximum(k, 1), mean))

    reach = farthest(mean, 1.0)
    first = np.maximum(np.floor(mean - reach), 0.0)
    low, high = _interpolated(at_most, at_least, tail, first, np.ceil(mean + reach))
    return np.maximum(low, 0.0), high


def binomial_limits(size: Floats, share: Floats, tail: Floats) -> tuple[Floats, Floats]:
    """Limits of a binomial count, from 0 to ``size``.

    Args:
        size: whole numbers of 1 or more, below :data:`EXACT_BELOW`.
        share: strictly between 0 and 1.
        tail: chance left in each tail; all three of one shape.
    """

    def at_most(k: Floats) -> Floats:
        inside = np.clip(k, 0, size - 1)
        value = special.betainc(size - inside, inside + 1, 1 - share)
        return np.where(k < 0, 0.0, np.where(k >= size, 1.0, value))

    def at_least(k: Floats) -> Floats:
        inside = np.clip(k, 1, size)
        value = special.betainc(inside, size - inside + 1, share)
        return np.where(k > size, 0.0, np.where(k <= 0, 1.0, value))

    mean = size * share
    reach = farthest(mean * (1 - share), 1.0)
    first = np.maximum(np.floor(mean - reach), 0.0)
    last = np.minimum(np.ceil(mean + reach), size)
    low, high = _interpolated(at_most, at_least, tail, first, last)
    return np.maximum(low, 0.0), np.minimum(high, size)


def _interpolated(
    at_most: Callable[[Floats], Floats],
    at_least: Callable[[Floats], Floats],
    tail: Floats,
    first: Floats,
    last: Floats,
) -> tuple[Floats, Floats]:
    """The counts at which each tail is exactly ``tail``, on straight lines between whole counts.

    A whole count lies below the lower limit exactly when ``at_most`` it is less likely than
    ``tail``, and above the upper limit exactly when ``at_least`` it is.
    """
    lowest = last_true(lambda k: at_most(k) < tail, first, last) + 1
    highest = last_true(lambda k: at_least(k) >= tail, first, last)
    under, upto = at_most(lowest - 1), at_most(lowest)
    beyond, from_on = at_least(highest + 1), at_least(highest)
    back = np.divide(upto - tail, upto - under, out=np.zeros_like(tail), where=upto > under)
    ahead = np.divide(from_on - tail, from_on - beyond, out=np.zeros_like(tail),
                      where=from_on > beyond)  # fmt: skip
    return lowest - back, highest + ahead
