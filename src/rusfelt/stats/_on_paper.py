"""Comparisons that hold on paper.

Scores are read off in tenths and thresholds are printed with two decimals, but a tenth has no exact
place among binary numbers: 1.13 - 0.4 falls short of 0.73, and a fall from 2.3 to 1.3 is a hair
less than 1. Whether someone has reached a published threshold must not hang on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats

__all__ = ["above", "at_least"]

# Far above what a handful of roundings can do, far below any step of a scale.
_ROUNDING = 1e-12
_LARGEST = float(np.finfo(np.float64).max)


def at_least(value: ArrayLike, limit: ArrayLike, *parts: ArrayLike) -> Bools:
    """Where ``value >= limit``, equal on paper counted as equal; false where either is nan.

    Args:
        value: what was reached, any shape.
        limit: what was asked for.
        parts: the figures ``value`` was worked out from, whose size bounds its rounding.

    >>> 1.13 - 0.4 >= 0.73, bool(at_least(1.13 - 0.4, 0.73, 1.13, 0.4))
    (False, True)
    """
    return np.greater_equal(value, _moved(limit, -_slack(value, limit, *parts)))


def above(value: ArrayLike, limit: ArrayLike, *parts: ArrayLike) -> Bools:
    """Where ``value > limit``, equal on paper counted as equal; false where either is nan.

    >>> 0.1 + 0.2 > 0.3, bool(above(0.1 + 0.2, 0.3))
    (True, False)
    """
    return np.greater(value, _moved(limit, _slack(value, limit, *parts)))


def _moved(limit: ArrayLike, by: Floats) -> Floats:
    # Kept among the numbers: an infinite limit would be met by an infinity on its own side.
    with np.errstate(over="ignore"):
        return np.asarray(np.clip(np.add(limit, by), -_LARGEST, _LARGEST))


def _slack(*figures: ArrayLike) -> Floats:
    size: Floats = np.abs(np.asarray(figures[0], dtype=np.float64))
    for figure in figures[1:]:
        size = np.fmax(size, np.abs(figure))
    # An infinite slack would make everything equal.
    return np.fmin(size, _LARGEST) * _ROUNDING
