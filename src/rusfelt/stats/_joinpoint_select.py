"""How many joints: by an information criterion, or by permuting residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._joinpoint_grid import (
    PERFECT,
    Grid,
    best_joints,
    build_grid,
    least_left,
    off_line,
)

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Candidates", "Decided", "candidates", "permutation_tests"]

# Figures searched at a time, so that a level of the search stays in the processor's cache.
_TOGETHER = 2048
# Series among them while residuals are permuted; the rest are permutations of the same series.
_ABREAST = 64
# Ratios closer than this are equal: the order of the sums differs, not the data.
_SAME = 1e-9


class Candidates(NamedTuple):
    """The best fit for each number of joints from 0 to K.

    Attributes:
        left: residual sums of squares, ``(rows, K + 1)``.
        joints: numbers of the points where the joints are, one ``(rows, k)`` for each k.
    """

    left: Floats
    joints: list[Integers]


class Decided(NamedTuple):
    """The tests made, in their order, each ``(rows, K)``: joints under each hypothesis, and p."""

    null: Floats
    alternative: Floats
    p: Floats
    chosen: Integers


def candidates(u: Floats, root: Floats, figures: Floats, most: int, minimum: int) -> Candidates:
    """The best fits to figures times ``root``, each ``(rows, n)``, with up to ``most`` joints."""
    rows, n = figures.shape
    left = np.zeros((rows, most + 1))
    joints = [np.zeros((rows, k), dtype=np.int64) for k in range(most + 1)]
    shared = _shared(u, root)
    for block in row_blocks(rows, 1 if shared else n, cells=_TOGETHER):
        grid, residual = _laid_out(u[block], root[block], figures[block, None, :], minimum, shared)
        for k in range(most + 1):
            best = best_joints(grid, residual, k)
            joints[k][block] = best.reshape(figures[block].shape[0], k) + minimum
            # What is left is taken from the fit itself: the search finds it as a difference.
            fitted = _fitted(u[block], root[block], figures[block], joints[k][block])
            left[block, k] = ((figures[block] - fitted) ** 2).sum(axis=1)
    return Candidates(left, joints)


def permutation_tests(
    u: Floats, root: Floats, figures: Floats, found: Candidates, perfect: Bools,
    *, minimum: int, alpha: float, permutations: int, seed: int,
) -> Decided:  # fmt: skip
    """Kim, Fay, Feuer and Midthune's sequence of tests, from 0 against K joints inwards.

    Args:
        u: times from 0 to 1, ``(rows, n)``.
        root: square roots of the weights.
        figures: the figures times ``root``.
        found: the best fits.
        perfect: ``(rows, K + 1)``, fits that leave nothing but rounding to permute.
        minimum: points between joints.
        alpha: level of the whole sequence.
        permutations: how many, the same for every row.
        seed: of their generator.
    """
    rows, n = figures.shape
    most = found.left.shape[1] - 1
    # Ranks of uniform numbers, since those numbers are the same in every version of numpy.
    draws = np.random.Generator(np.random.PCG64(seed)).random((permutations, n))
    order = draws.argsort(axis=1, kind="stable")
    null = np.zeros(rows, dtype=np.int64)
    null_of, other_of, p_of = np.zeros((3, rows, most))
    tests = Decided(null_of, other_of, p_of, null)
    for step in range(most):
        for low in range(step + 1):
            high = low + most - step
            pick = np.flatnonzero(null == low)
            if pick.size == 0:
                continue
            p = _p(u, root, figures, found, pick, (low, high), order, minimum)
            p[perfect[pick, low]] = 1.0
            tests.null[pick, step], tests.alternative[pick, step] = low, high
            tests.p[pick, step] = p
        rejected = tests.p[:, step] <= alpha / (most - null)
        null = null + rejected
    return tests._replace(chosen=null)


def _p(
    u: Floats, root: Floats, figures: Floats, found: Candidates, pick: Integers,
    hypotheses: tuple[int, int], order: Integers, minimum: int,
) -> Floats:  # fmt: skip
    """The p of one pair of hypotheses for the rows ``pick``."""
    low, high = hypotheses
    u, root, figures = u[pick], root[pick], figures[pick]
    # The same floor as a permuted fit has, or no permutation could ever do as well.
    floor = PERFECT * found.left[pick, 0]
    ratio = found.left[pick, low] / np.maximum(found.left[pick, high], floor)
    fitted = _fitted(u, root, figures, found.joints[low][pick])
    residual = figures - fitted
    shared = _shared(u, root)
    permutations = order.shape[0]
    as_large = np.ones(pick.size)
    abreast = min(pick.size, _ABREAST)
    for rows in row_blocks(pick.size, 1, cells=abreast):
        for some in row_blocks(permutations, abreast, cells=_TOGETHER):
            permuted = fitted[rows, None, :] + residual[rows][:, order[some]]
            grid, off = _laid_out(u[rows], root[rows], permuted, minimum, shared)
            less = least_left(grid, off, low).reshape(permuted.shape[:2])
            more = least_left(grid, off, high).reshape(permuted.shape[:2])
            bound = ratio[rows, None] * (1 - _SAME) * more
            as_large[rows] += (less >= bound).sum(axis=1)
    return np.asarray(as_large / (permutations + 1))


def _fitted(u: Floats, root: Floats, figures: Floats, joints: Integers) -> Floats:
    """The least squares fit of lines joined at these points."""
    at = np.take_along_axis(u, joints, axis=1)
    design = np.concatenate(
        [np.ones_like(u)[:, None], u[:, None], np.maximum(0.0, u[:, None] - at[:, :, None])], axis=1
    )
    basis = np.linalg.qr((design * root[:, None]).transpose(0, 2, 1)).Q
    return np.asarray((basis @ (basis.transpose(0, 2, 1) @ figures[:, :, None]))[:, :, 0])


def _shared(u: Floats, root: Floats) -> bool:
    """Whether all rows have the same times and weights, so that one grid serves them."""
    return bool((u == u[:1]).all() and (root == root[:1]).all())


def _laid_out(
    u: Floats, root: Floats, figures: Floats, minimum: int, shared: bool
) -> tuple[Grid, Floats]:
    """The grid of a block, and its figures ``(rows, sets, n)`` off the line in the grid's shape."""
    if shared:
        u, root, figures = u[:1], root[:1], figures.reshape(1, -1, figures.shape[2])
    grid = build_grid(u, root, minimum)
    return grid, off_line(grid.line, figures)
