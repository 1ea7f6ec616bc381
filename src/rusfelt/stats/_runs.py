"""Runs of equal signs: where they become long enough, how long they get, how often they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rusfelt.typing import Bools, Floats

__all__ = ["Signs", "complete", "crossings_limit", "longest_run_limit", "members", "runs"]

Signs: TypeAlias = "NDArray[np.int8]"

# Share of unchanged series with fewer crossings than the limit, at most.
_RARE = 0.05


def complete(sign: Signs, length: int, out: Signs) -> None:
    """Write the sign where ``length`` equal signs in a row end; ``out`` has sign's shape.

    >>> sign = np.array([[1, 1, 1, -1, -1, 0]], dtype=np.int8)
    >>> out = np.zeros_like(sign)
    >>> complete(sign, 2, out)
    >>> out.tolist()
    [[0, 1, 1, 0, -1, 0]]
    """
    run = np.cumsum(sign, axis=1, dtype=np.int32)
    total = run[:, length - 1 :].copy()
    if total.shape[1]:
        total[:, 1:] -= run[:, :-length]
        out[:, length - 1 :] = (total == length).view(np.int8) - (total == -length).view(np.int8)


def members(codes: Signs, length: int) -> Bools:
    """The points of the runs of ``length`` points that end where a code is not 0.

    >>> members(np.array([[0, 0, 1, 0]], dtype=np.int8), 2).tolist()
    [[False, True, True, False]]
    """
    rows, n = codes.shape
    ended = np.zeros((rows, n + length), dtype=np.int32)
    np.cumsum(codes != 0, axis=1, dtype=np.int32, out=ended[:, 1 : n + 1])
    ended[:, n + 1 :] = ended[:, n : n + 1]
    return np.asarray(ended[:, length:] > ended[:, :n])


def runs(side: Signs) -> Floats:
    """Points not on the centre, the longest run of them on one side, and how often they cross.

    One row each, a column a series. Points on the centre are left out, as if never there.

    >>> runs(np.array([[1, 1, 0, 1, -1, 1]], dtype=np.int8)).tolist()
    [[5.0], [3.0], [2.0]]
    """
    columns = np.ascontiguousarray(side.T)
    rows = side.shape[0]
    last = np.zeros(rows, dtype=np.int8)
    run, longest, crossings = np.zeros((3, rows), dtype=np.int32)
    for now in columns:
        useful = now != 0
        same = now == last
        crossings += useful & ~same & (last != 0)
        run = np.where(useful, np.where(same, run + 1, 1), run)
        np.maximum(longest, run, out=longest)
        last = np.where(useful, now, last)
    return np.stack([np.count_nonzero(side, axis=1), longest, crossings]).astype(np.float64)


def longest_run_limit(useful: Floats) -> Floats:
    """``round(log2(useful)) + 3``; nan where no point is useful.

    >>> longest_run_limit(np.array([0.0, 10.0, 24.0]))
    array([nan,  6.,  8.])
    """
    some = useful > 0
    return np.where(some, np.rint(np.log2(np.where(some, useful, 1.0))) + 3, np.nan)


def crossings_limit(useful: Floats) -> Floats:
    """The smallest number whose binomial distribution function reaches .05; nan for no points.

    Halves of whole powers of two never add up to exactly one in twenty, so rounding in the
    distribution function cannot move the quantile.

    >>> crossings_limit(np.array([0.0, 10.0, 24.0]))
    array([nan,  2.,  8.])
    """
    counts, place = np.unique(useful.reshape(-1), return_inverse=True)
    trials = np.maximum(counts - 1, 0)
    # The normal quantile is off by less than two.
    guess = np.rint(trials / 2 + special.ndtri(_RARE) * np.sqrt(trials) / 2)
    limit = np.maximum(guess - 2, 0)
    for _ in range(4):
        below = special.betainc(trials - limit, limit + 1, 0.5) < _RARE
        limit += (limit < trials) & below
    return np.where(counts > 0, limit, np.nan)[place].reshape(useful.shape)
