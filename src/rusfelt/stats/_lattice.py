"""Times on a grid of whole steps, so that a sum over events becomes a whole number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats

__all__ = ["Lattice", "lattice"]

# Steps shorter than this share of the span are taken for rounding in the times themselves.
_SHORTEST_STEP = 1e-6
# How far from a whole number of steps a time may lie: 2019 + 1/12 is not exact as float64.
_OFF_GRID = 1e-5
_ROUNDS = 64


class Lattice(NamedTuple):
    """Whole-number positions of the times of each row.

    Attributes:
        position: ``(rows, n)``; whole numbers from 0, or the times over their span where no
            step was found.
        span: the last position, ``(rows,)``; 1 where no step was found.
        found: whether a common step exists, ``(rows,)``.
    """

    position: Floats
    span: Floats
    found: Bools


def lattice(t: Floats) -> Lattice:
    """The longest step of which all times of a row are whole multiples, counted from its first.

    Euclid's algorithm on the gaps, with the least remainder in size, so that a rounding error in
    the times does not become a step. Years, quarters (``year + k/4``), months (``year + k/12``) and
    days all have one; times with more than about a million steps in their span have none.

    >>> lattice(np.array([[2019, 2020, 2022.0], [0.25, 0.5, 0.75]])).position
    array([[0., 1., 3.],
           [0., 1., 2.]])
    >>> lattice(np.array([[0.0, 1.0, 3.141592653589793]])).found
    array([False])

    Args:
        t: strictly increasing finite times, ``(rows, n)`` with ``n`` at least 2.
    """
    gaps = t[:, 1:] - t[:, :1]
    span = gaps[:, -1]
    floor = np.maximum(_SHORTEST_STEP * span, 256 * np.spacing(np.max(np.abs(t), axis=1)))
    step = gaps[:, 0].copy()
    for i in range(1, gaps.shape[1]):
        step = _common(gaps[:, i], step, floor)
    count = np.maximum(1.0, np.rint(span / np.maximum(step, floor)))
    exact = t - t[:, :1]
    whole = np.rint(exact * (count / span)[:, None])
    off = np.abs(exact * (count / span)[:, None] - whole).max(axis=1)
    apart = np.all(np.diff(whole, axis=1) > 0, axis=1)
    found = (step > floor) & (off <= _OFF_GRID) & apart
    position = np.where(found[:, None], whole, exact / span[:, None])
    return Lattice(position, np.where(found, count, 1.0), found)


def _common(a: Floats, b: Floats, floor: Floats) -> Floats:
    """The greatest common step of two gaps; remainders below ``floor`` count as none."""
    a, b = np.maximum(a, b), np.minimum(a, b)
    for _ in range(_ROUNDS):
        going = b > floor
        if not going.any():
            break
        divisor = np.where(going, b, 1.0)
        rest = np.abs(a - divisor * np.rint(a / divisor))
        a, b = np.where(going, divisor, a), np.where(going, rest, b)
    return a
