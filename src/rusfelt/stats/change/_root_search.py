"""The smallest value of a criterion of a variance matrix, found through its root.

A variance matrix is the square of a symmetric matrix, and every symmetric matrix will do: a
variance of zero or a correlation of one is an ordinary point there and not the edge of anything.
Newton's steps, with the curvature made positive where it is not, find it as fast as a point inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rusfelt.stats.change._reml import Criterion
    from rusfelt.typing import Floats

__all__ = ["Found", "lowest", "promising", "root_of", "settled"]

_MOST_STEPS = 200
_MOST_HALVINGS = 40
# What another Newton step could still gain, in units of twice the log-likelihood.
_ENOUGH = 1e-9
# Rounding in a sum as large as the criterion.
_ROUNDING = 1e-13
# A root this close to zero is tried at exactly zero, and stays there if the criterion, twice the
# log-likelihood, is none the worse.
_NEARLY_ZERO, _NONE_THE_WORSE = 0.05, 1e-8
# The least variance to begin with: at zero itself every direction looks level.
_LEAST_START = 0.02
# Roots to look at for a place to start: their larger size, the smaller beside it, the direction.
_SIZES, _THIN = (0.01, 0.05, 0.2, 0.5, 1.0), (0.05, 0.4)
_WAYS = [np.outer(way, way) / (way @ way) for way in np.array([[1, 0], [1, 1], [0, 1], [1, -1]])]


class Found(NamedTuple):
    """Where a search ended: the root's three entries, the criterion there, steps, success."""

    root: Floats
    best: Criterion
    steps: int
    converged: bool
    singular: bool = False


def root_of(variance: Floats) -> Floats:
    """The entries of the symmetric root of a matrix, kept away from zero as a place to start.

    >>> root_of(np.array([[0.25, 0.0], [0.0, 1.0]]))
    array([0.5, 0. , 1. ])
    """
    sizes, directions = np.linalg.eigh(variance)
    return _entries(directions * np.sqrt(np.maximum(sizes, _LEAST_START)) @ directions.T)


def promising(criterion: Callable[[Floats], Criterion]) -> list[Floats]:
    """For each size of root the best of several shapes, in a frame where sizes are at most one."""
    starts = []
    for size in _SIZES:
        net = [size * (thin * np.eye(2) + (1 - thin) * way) for thin in _THIN for way in _WAYS]
        starts.append(min(map(_entries, net), key=lambda root: criterion(root).value))
    return starts


def lowest(criterion: Callable[[Floats], Criterion], starts: Sequence[Floats]) -> Found:
    """The lowest of the valleys that the starts lead to; of equals, the first."""
    best = _descend(criterion, starts[0])
    for start in starts[1:]:
        found = _descend(criterion, start)
        if found.best.value < best.best.value - _slack(best.best):
            best = found
    return best


def settled(criterion: Callable[[Floats], Criterion], found: Found) -> Found:
    """The answer with what is zero but for the last digits at exactly zero, and said to be so."""
    sizes, directions = np.linalg.eigh(_matrix(found.root))
    root, best, singular = _entries(directions * np.abs(sizes) @ directions.T), found.best, False
    order = np.argsort(np.abs(sizes))
    for smallest in order[np.abs(sizes)[order] < _NEARLY_ZERO]:
        sizes[smallest] = 0.0
        trial = _entries(directions * np.abs(sizes) @ directions.T)
        there = criterion(trial)
        if there.value > found.best.value + _slack(found.best):
            break
        root, best, singular = trial, there, True
    return found._replace(root=root, best=best, singular=singular)


def _descend(criterion: Callable[[Floats], Criterion], root: Floats) -> Found:
    here = criterion(root)
    for steps in range(1, _MOST_STEPS + 1):
        step, gain, level = _newton(here, root)
        slack = _ROUNDING * max(1.0, abs(here.value))
        for halvings in range(_MOST_HALVINGS):
            there = criterion(root + step / 2**halvings)
            if there.value <= here.value - 1e-4 * gain / 2**halvings + slack:
                break
        else:
            return Found(root, here, steps, converged=False)
        here, root = there, root + step / 2**halvings
        if level and gain <= _ENOUGH:
            return Found(root, here, steps, converged=True)
    return Found(root, here, _MOST_STEPS, converged=False)


def _newton(here: Criterion, root: Floats) -> tuple[Floats, float, bool]:
    """The step, what it should gain, and whether no direction curves downwards."""
    bends, directions = np.linalg.eigh(here.hessian)
    slopes = directions.T @ here.gradient
    largest = float(np.abs(bends).max())
    bend = np.maximum(np.abs(bends), max(1e-12 * largest, 1e-300))
    along = -slopes / bend
    level = bool(bends[0] > -1e-6 * max(1.0, largest))
    reach = 1.0 + float(np.abs(root).max())
    if not level and slopes[0] ** 2 <= _ENOUGH * bend[0]:
        # On a ridge: nothing slopes, but either side falls away.
        along[0] = 0.1 * reach
    length = float(np.linalg.norm(along))
    if length > reach:
        along *= reach / length
    return directions @ along, float(slopes**2 @ (1 / bend)), level


def _slack(best: Criterion) -> float:
    return _NONE_THE_WORSE + _ROUNDING * abs(best.value)


def _matrix(root: Floats) -> Floats:
    a, b, c = root.tolist()
    return np.array([[a, b], [b, c]])


def _entries(matrix: Floats) -> Floats:
    return np.array([matrix[0, 0], matrix[0, 1], matrix[1, 1]])
