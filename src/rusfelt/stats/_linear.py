"""The arithmetic of a linear fit: QR of a scaled design, then refinement with exact residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._double_double import exponent, pair_difference, pair_dot, shifted

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["CONDITION_LIMIT", "Design", "as_rounding", "factorise", "solve", "times"]

# Beyond this, columns that are collinear in truth cannot be told from columns that nearly are:
# rounding alone leaves a computed condition of 1e15 and more where the true one is infinite.
CONDITION_LIMIT = 1e12
_EPS = float(np.finfo(np.float64).eps)
# Each round gains the digits the condition leaves, so three reach full precision below the limit
# and the fourth confirms it.
_ROUNDS = 4
# What a round may lose beyond the condition itself.
_WORSE = 100.0
# Spread within this many roundings of the figures is rounding, not spread.
_ROUNDINGS = 4.0


class Design(NamedTuple):
    """A batch of designs, one for each row or one for all, ready to be solved with.

    Attributes:
        x: the designs ``(rows, n, k)``, each column scaled by a power of two.
        power: that power, ``(rows, k)``.
        q: orthonormal columns, ``(rows, n, k)``.
        inverse: of the triangle R, ``(rows, k, k)``.
        condition: ``‖R‖·‖R⁻¹‖/k`` with columns of length one; infinite where singular.
        usable: where the condition is within the limit.
    """

    x: Floats
    power: Integers
    q: Floats
    inverse: Floats
    condition: Floats
    usable: Bools


def factorise(x: Floats, root: Floats | None = None) -> Design:
    """The QR factors of designs ``(rows, n, k)`` of at least as many points as columns.

    ``root`` ``(rows, n)`` multiplies the points, as the square roots of their weights do.
    """
    power = exponent(x, -2)
    scaled = shifted(x, -power[:, None, :])
    if root is not None:
        scaled = scaled * root[..., None]
        again = exponent(scaled, -2)
        scaled = shifted(scaled, -again[:, None, :])
        power = power + again
    q, r = np.linalg.qr(scaled)
    with np.errstate(all="ignore"):
        inverse = _inverse(r)
        length = np.sqrt((r * r).sum(axis=-2))
        spread = np.sqrt(((inverse * length[:, :, None]) ** 2).sum(axis=(-2, -1)))
        # The scaled triangle has k columns of length one, so its Frobenius norm is sqrt(k).
        condition = spread / np.sqrt(r.shape[-1])
    condition = np.where(np.isfinite(condition), condition, np.inf)
    usable = condition <= CONDITION_LIMIT
    inverse = np.where(usable[:, None, None], inverse, np.nan)
    return Design(scaled, power, q, inverse, condition, usable)


def solve(design: Design, y: Floats) -> tuple[Floats, Floats]:
    """Coefficients of the scaled columns and residuals, for ``y`` scaled to about 1.

    The residuals and the normal equations' remainder are formed with rounding kept and fed back
    through the factors until they no longer change the answer: the coefficients are then right to
    the last digits for the figures as given, whatever the condition below the limit.
    """
    q, inverse = design.q, design.inverse
    # Rows last, so that the arithmetic runs along them.
    x = np.ascontiguousarray(design.x.transpose(1, 2, 0))
    b = times(inverse, times(q.swapaxes(-1, -2), y))
    r = y - times(design.x, b)
    goal = np.ascontiguousarray(y.T)
    nothing = np.zeros(())
    for _ in range(_ROUNDS):
        gap = pair_difference(goal, pair_dot(x.swapaxes(0, 1), b.T[:, None, :]), (r.T, nothing)).T
        high, low = pair_dot(x, r.T[:, None, :])
        seen = times(q.swapaxes(-1, -2), gap) + times(inverse.swapaxes(-1, -2), (high + low).T)
        step = times(inverse, seen)
        r = r + gap - times(q, seen)
        b = b + step
        # The next round would change the answer by a condition's worth of roundings of this step.
        next_step = np.abs(step).max(axis=-1) * design.condition * _WORSE
        if not np.any(next_step > np.abs(b).max(axis=-1)):
            break
    return b, r


def times(matrix: Floats, vector: Floats) -> Floats:
    """Each row's matrix (or the one for all) times that row's vector."""
    return np.asarray(np.matmul(matrix, vector[..., None])[..., 0])


def as_rounding(spread: Floats, size: Floats) -> Bools:
    """Where a length ``spread`` is no more than figures of length ``size`` round off by."""
    return np.asarray(spread <= _ROUNDINGS * _EPS * size)


def _inverse(r: Floats) -> Floats:
    """The inverse of upper triangles, by back substitution; infinite or nan where singular."""
    k = r.shape[-1]
    inverse = np.zeros(r.shape)
    for row in reversed(range(k)):
        unit = np.zeros(k)
        unit[row] = 1.0
        known = np.matmul(r[:, row, None, row + 1 :], inverse[:, row + 1 :, :])[:, 0]
        inverse[:, row] = (unit - known) / r[:, row, row, None]
    return inverse
