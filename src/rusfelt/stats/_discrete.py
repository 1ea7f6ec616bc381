"""Two-sided p values of a discrete test, from its null distribution.

Each function takes a batch of null distributions ``pmf`` of shape ``(rows, support)``: the
probability of every outcome in order, padded with zeros where supports differ in length. The
observed outcome is an index into the support.

The two-sided p that decides doubles the smaller tail. The minimum-likelihood p adds every outcome
no more likely than the observed one, as R prints; it is shown beside the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rusfelt.typing import Bools, Floats, Integers

__all__ = [
    "MINLIKE_TOLERANCE",
    "attainable_size",
    "doubled_p",
    "doubled_ps",
    "last_true",
    "minlike_p",
    "rejects",
    "smallest_p",
    "width_blocks",
]

# R's tolerance for "no more likely than the observed outcome" (binom.test, fisher.test).
MINLIKE_TOLERANCE = 1e-7
# A p that equals alpha on paper may land a rounding error above it.
_ROUNDING = 1e-12


def rejects(p: Floats, alpha: float | Floats) -> Bools:
    """Whether ``p`` is at most ``alpha``, allowing for rounding in the last digits.

    >>> bool(rejects(np.float64(0.05000000000000001), 0.05))
    True
    """
    return np.asarray(p <= np.asarray(alpha) * (1 + _ROUNDING))


def doubled_ps(pmf: Floats) -> Floats:
    """The doubled p of every outcome, ``(rows, support)``; 1 where an outcome is impossible.

    Each tail is summed from its own end, so that a tiny tail keeps its digits.

    >>> doubled_ps(np.array([[0.25, 0.5, 0.25]]))
    array([[0.5, 1. , 0.5]])
    """
    lower = np.cumsum(pmf, axis=-1)
    upper = np.cumsum(pmf[..., ::-1], axis=-1)[..., ::-1]
    return np.where(pmf > 0, np.minimum(1.0, 2.0 * np.minimum(lower, upper)), 1.0)


def doubled_p(pmf: Floats, observed: Integers) -> Floats:
    """Twice the smaller tail of the observed outcome, at most 1.

    >>> doubled_p(np.array([[0.25, 0.5, 0.25]]), np.array([0]))
    array([0.5])
    """
    index = np.asarray(observed)[:, None]
    lower = np.take_along_axis(np.cumsum(pmf, axis=-1), index, axis=-1)[:, 0]
    upper = np.cumsum(pmf[..., ::-1], axis=-1)[..., ::-1]
    upper = np.take_along_axis(upper, index, axis=-1)[:, 0]
    return np.asarray(np.minimum(1.0, 2.0 * np.minimum(lower, upper)))


def minlike_p(pmf: Floats, observed: Integers) -> Floats:
    """The probability of all outcomes no more likely than the observed one.

    >>> minlike_p(np.array([[0.5, 0.3, 0.2]]), np.array([1]))
    array([0.5])
    """
    seen = np.take_along_axis(pmf, np.asarray(observed)[:, None], axis=-1)
    rare = pmf <= seen * (1 + MINLIKE_TOLERANCE)
    return np.asarray(np.minimum(1.0, np.sum(np.where(rare, pmf, 0.0), axis=-1)))


def attainable_size(pmf: Floats, alpha: float = 0.05) -> Floats:
    """The probability, under the null, that the doubled p is at most ``alpha``.

    >>> attainable_size(np.array([[0.02, 0.96, 0.02], [0.25, 0.5, 0.25]]))
    array([0.04, 0.  ])
    """
    return np.asarray(np.sum(np.where(rejects(doubled_ps(pmf), alpha), pmf, 0.0), axis=-1))


def smallest_p(pmf: Floats) -> Floats:
    """The smallest doubled p any outcome could have given.

    >>> smallest_p(np.array([[0.02, 0.9, 0.08]]))
    array([0.04])
    """
    return np.asarray(np.min(doubled_ps(pmf), axis=-1, initial=1.0))


def last_true(predicate: Callable[[Floats], Bools], low: Floats, high: Floats) -> Floats:
    """The largest whole number in ``low … high`` where ``predicate`` holds, else ``low - 1``.

    The predicate must hold up to some number and fail from there on, row by row.

    >>> last_true(lambda k: k * k <= 10, np.array([0.0]), np.array([9.0]))
    array([3.])
    """
    below = np.asarray(low, dtype=np.float64) - 1
    above = np.asarray(high, dtype=np.float64) + 1
    while True:
        middle = np.floor((below + above) / 2)
        # Above 2⁵³ there may be no float between the two.
        inside = (middle > below) & (middle < above)
        if not inside.any():
            break
        holds = predicate(np.where(inside, middle, np.minimum(np.maximum(below, low), high)))
        below = np.where(inside & holds, middle, below)
        above = np.where(inside & ~holds, middle, above)
    return below


def width_blocks(widths: Integers, *, cells: int = 1 << 20) -> Iterator[Integers]:
    """Row numbers in blocks of similar width, so that one wide row does not pad all the others.

    >>> [block.tolist() for block in width_blocks(np.array([3, 900, 2]))]
    [[0, 2], [1]]
    """
    sizes = np.frexp(np.asarray(widths, dtype=np.float64))[1]
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        step = max(1, cells >> int(size))
        for start in range(0, rows.size, step):
            yield rows[start : start + step]
