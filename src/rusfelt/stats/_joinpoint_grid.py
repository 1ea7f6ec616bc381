"""The least squares fit of joined lines for every place their joints can have.

Everything is worked out with the straight line already taken out of both the figures and the
hinges ``max(0, t - joint)``. What a set of joints explains is then a sum over its joints, each
swept out of those after it, so that sets with the same first joints share that work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["PERFECT", "Grid", "best_joints", "build_grid", "least_left", "off_line"]

# A hinge of which less than this is left by the joints before it is no joint of its own.
_DEPENDENT = 1e-9
# A fit is not told from a perfect one below this share of what a straight line leaves.
PERFECT = 1e-14


class Grid(NamedTuple):
    """What is needed to fit any joints to figures at one row of times and weights, or at each.

    Attributes:
        line: an orthonormal basis of the straight lines, ``(designs, 2, n)``.
        hinge: the hinges, free of the line and of length 1, ``(designs, joints, n)``.
        product: their products, ``(designs, joints, joints)``.
        gap: how many points apart joints must at least be.
    """

    line: Floats
    hinge: Floats
    product: Floats
    gap: int


def build_grid(u: Floats, root: Floats, minimum: int) -> Grid:
    """The grid of times from 0 to 1 and square roots of weights, both ``(designs, n)``."""
    n = u.shape[1]
    mass = root**2
    middle = (mass * u).sum(axis=1, keepdims=True) / mass.sum(axis=1, keepdims=True)
    line = np.stack([root, root * (u - middle)], axis=1)
    line /= np.sqrt((line**2).sum(axis=2, keepdims=True))
    at = u[:, minimum : max(minimum, n - minimum), None]
    hinge = root[:, None, :] * np.maximum(0.0, u[:, None, :] - at)
    # Twice, since the first pass leaves what rounding leaves.
    hinge = off_line(line, off_line(line, hinge))
    hinge /= np.sqrt((hinge**2).sum(axis=2, keepdims=True))
    return Grid(line, hinge, hinge @ hinge.transpose(0, 2, 1), minimum + 1)


def off_line(line: Floats, figures: Floats) -> Floats:
    """Figures ``(designs, figures, n)`` less their least squares line."""
    return np.asarray(figures - (figures @ line.transpose(0, 2, 1)) @ line)


def best_joints(grid: Grid, residual: Floats, k: int) -> Integers:
    """Numbers of the k joints that explain most of ``residual``; the earliest that explain it.

    Args:
        grid: the grid.
        residual: figures with the line taken out, ``(designs, figures, n)``.
        k: how many joints.

    Returns:
        Numbers in the grid, ``(designs, figures, k)``.
    """
    return _search(grid, residual, k, joints=True).joints


def least_left(grid: Grid, residual: Floats, k: int) -> Floats:
    """The smallest residual sum of squares with k joints, ``(designs, figures)``.

    Found as a difference, and therefore no smaller than :data:`PERFECT` of what the line leaves.
    """
    total = np.asarray((residual**2).sum(axis=2))
    explained = _search(grid, residual, k, joints=False).explained
    return np.asarray(np.maximum(total - explained, PERFECT * total))


def _search(grid: Grid, residual: Floats, k: int, *, joints: bool) -> _Search:
    search = _Search(grid, k, residual.shape[:2], joints=joints)
    if k:
        product = grid.hinge @ residual.transpose(0, 2, 1)
        search.descend(0, 0, product, grid.product, np.zeros(residual.shape[:2]))
    return search


class _Search:
    """One walk through all admissible sets of joints, and the best found so far."""

    def __init__(self, grid: Grid, k: int, shape: tuple[int, ...], *, joints: bool) -> None:
        self.k, self.gap, self.wanted = k, grid.gap, joints
        self.explained = np.full(shape, -1.0 if k else 0.0)
        self.joints = np.zeros((*shape, k), dtype=np.int64)
        self.path: list[int] = []

    def descend(self, level: int, start: int, product: Floats, gram: Floats, score: Floats) -> None:
        """Try every joint from number ``start`` on, the first row of ``product``, at this level."""
        count = product.shape[1] - (self.k - level - 1) * self.gap
        pivot = gram.diagonal(axis1=1, axis2=2)
        inverse = np.where(pivot > _DEPENDENT, 1 / np.where(pivot > _DEPENDENT, pivot, 1.0), 0.0)
        if level == self.k - 1:
            self._last(start, score, product, inverse)
            return
        for j in range(count):
            rest = slice(j + self.gap, None)
            share = gram[:, rest, j] * inverse[:, j, None]
            self.path.append(start + j)
            self.descend(
                level + 1,
                start + j + self.gap,
                product[:, rest] - share[:, :, None] * product[:, j, None, :],
                gram[:, rest, rest] - share[:, :, None] * gram[:, j, None, rest],
                score + product[:, j] ** 2 * inverse[:, j, None],
            )
            self.path.pop()

    def _last(self, start: int, score: Floats, product: Floats, inverse: Floats) -> None:
        gain = product**2
        gain *= inverse[:, :, None]
        if not self.wanted:
            np.maximum(self.explained, score + gain.max(axis=1), out=self.explained)
            return
        top = gain.argmax(axis=1)
        explained = score + np.take_along_axis(gain, top[:, None, :], axis=1)[:, 0]
        better = explained > self.explained
        self.explained[better] = explained[better]
        self.joints[better, -1] = start + top[better]
        for level, joint in enumerate(self.path):
            self.joints[better, level] = joint
