"""Whether more people changed for the better than for the worse than chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import broadcast, not_count, refuse
from rusfelt.stats._discrete import rejects

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["SignTest", "sign_test"]

_LEVEL = 0.05


class SignTest(NamedTuple):
    """The exact sign test; each field of the groups' shape.

    Attributes:
        p: two-sided, twice the smaller tail, capped at 1.
        decision: ``improving``, ``worsening`` or ``undecided``, by p at most .05.
        size: how often the test rejects when better and worse are equally likely.
        smallest_p: the smallest p that so many people could have given.
    """

    p: Floats
    decision: Strings
    size: Floats
    smallest_p: Floats


def sign_test(improved: ArrayLike, deteriorated: ArrayLike) -> SignTest:
    """Whether improvement outweighs deterioration, among those who changed at all.

    If nothing had happened but the scale's own error, each person who changed would be as likely
    to have become better as worse. Those who did not change are not in the test; the share who
    improved should always stand beside it. With fewer than six people changed it can never
    reject. Where nobody changed, ``p`` is 1 and ``decision`` ``undecided``.

    ``p = min(1, 2·P(X ≤ min(a, b)))`` with X binomial(a + b, ½).

    Args:
        improved: number of people better, any shape.
        deteriorated: number worse. Both broadcast.

    Returns:
        p, the word, the size and the smallest p attainable.

    Raises:
        DomainError: where a number of people is not whole, or below zero.

    >>> test = sign_test(12, 2)
    >>> round(float(test.p), 4), test.decision.item()
    (0.0129, 'improving')

    Source: Dixon and Mood (1946), doi:10.1080/01621459.1946.10501898.
    """
    better, worse = broadcast(improved=improved, deteriorated=deteriorated)
    refuse(not_count("improved", better), not_count("deteriorated", worse))
    n, smaller = better + worse, np.minimum(better, worse)
    p = np.minimum(1.0, 2 * _lower_tail(smaller, n))
    decided = rejects(p, _LEVEL)
    words = np.where(better > worse, "improving", "worsening")
    size, smallest = _attainable(n)
    return SignTest(p, np.where(decided, words, "undecided"), size, smallest)


def _attainable(n: Floats) -> tuple[Floats, Floats]:
    """Size at .05 and the smallest p, once for each number of people."""
    numbers, which = np.unique(n, return_inverse=True)
    least = np.minimum(1.0, 2 * _lower_tail(np.zeros(len(numbers)), numbers))
    # The largest tail that still rejects: its quantile, or one below where that overshoots.
    most = np.floor(special.bdtrik(_LEVEL / 2, np.maximum(numbers, 1), 0.5)) + 1
    tail = np.zeros(len(numbers))
    for _ in range(3):
        there = most >= 0
        p = np.where(there, 2 * _lower_tail(np.where(there, most, 0), numbers), 0.0)
        fits = rejects(p, _LEVEL) & (2 * most < numbers)
        tail = np.where(fits & (tail == 0), p, tail)
        most = np.where(fits, most, most - 1)
    shape = n.shape
    return tail[which].reshape(shape), least[which].reshape(shape)


def _lower_tail(k: Floats, n: Floats) -> Floats:
    """P(X ≤ k) of a binomial with one half; the incomplete beta takes any number of people."""
    return np.where(k < n, special.betainc(np.maximum(n - k, 1), k + 1, 0.5), 1.0)
