"""Slopes of lines joined at given points, with their standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["Lines", "fit_lines"]


class Lines(NamedTuple):
    """Lines joined at k points.

    Attributes:
        slope: of each of the k + 1 segments, ``(rows, k + 1)``.
        slope_error: their standard errors.
        average: from the first time to the last, ``(rows,)``.
        average_error: its standard error.
        fitted: the lines at the times, ``(rows, n)``.
    """

    slope: Floats
    slope_error: Floats
    average: Floats
    average_error: Floats
    fitted: Floats


def fit_lines(u: Floats, root: Floats, figures: Floats, joints: Integers) -> Lines:
    """Least squares of figures ``(rows, n)`` with square roots of weights and joints ``(rows, k)``.

    The residual variance has n - 2k - 2 degrees of freedom: the places of the joints count as
    estimated. The standard errors take the joints as given.
    """
    n, k = figures.shape[1], joints.shape[1]
    at = np.take_along_axis(u, joints, axis=1)
    plain = np.concatenate(
        [np.ones_like(u)[:, None], u[:, None], np.maximum(0.0, u[:, None] - at[:, :, None])], axis=1
    )
    q, r = np.linalg.qr((plain * root[:, None]).transpose(0, 2, 1))
    inverse = _inverse(r)
    weighted = figures * root
    coefficient = (inverse @ (q.transpose(0, 2, 1) @ weighted[:, :, None]))[:, :, 0]
    fitted = (coefficient[:, :, None] * plain).sum(axis=1)
    variance = ((root * (figures - fitted)) ** 2).sum(axis=1) / (n - 2 * k - 2)
    # A segment's slope is the first slope and every bend up to it.
    summed = np.tril(np.ones((k + 1, k + 1)))
    slope = coefficient[:, 1:] @ summed.T
    spread = summed @ inverse[:, 1:]
    length = np.diff(at, axis=1, prepend=0.0, append=1.0)
    average_spread = (length[:, :, None] * spread).sum(axis=1)
    return Lines(
        slope,
        np.sqrt(variance[:, None] * (spread**2).sum(axis=2)),
        (length * slope).sum(axis=1),
        np.sqrt(variance * (average_spread**2).sum(axis=1)),
        fitted,
    )


def _inverse(r: Floats) -> Floats:
    """Inverses of upper triangles ``(rows, p, p)``; infinite, and no error, where there is none."""
    size = r.shape[1]
    inverse = np.zeros_like(r)
    for column in range(size):
        inverse[:, column, column] = 1 / r[:, column, column]
        for row in range(column - 1, -1, -1):
            known = (
                r[:, row, row + 1 : column + 1] * inverse[:, row + 1 : column + 1, column]
            ).sum(axis=1)
            inverse[:, row, column] = -known / r[:, row, row]
    return inverse
