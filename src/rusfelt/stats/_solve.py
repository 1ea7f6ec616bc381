"""One root for each row of a batch, by Newton's method kept inside a bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats, Integers

__all__ = ["solve_increasing"]

_ROUNDS = 200
_PRECISION = 4e-15


def solve_increasing(
    value_and_slope: Callable[[Floats, Integers], tuple[Floats, Floats]],
    start: Floats,
    reach: Floats,
    *,
    low: Floats | None = None,
    high: Floats | None = None,
) -> Floats:
    """Where an increasing function of each row crosses zero.

    A Newton step never leaves the bracket found so far; where it would, or where it does not halve
    the value, the bracket is cut in two instead. Rows that have settled are not evaluated again.

    >>> cube = lambda x, rows: (x**3 - 8.0, 3 * x**2)
    >>> solve_increasing(cube, np.array([1.0]), np.array([1.0]))
    array([2.])

    Args:
        value_and_slope: given points and the row numbers they belong to, the values there and the
            derivatives (an approximate derivative costs steps, not correctness).
        start: first guess for each row, finite.
        reach: the longest first step for each row; it doubles each time it is used up.
        low: a point known to lie below each root, where one is known.
        high: a point known to lie above each root, where one is known.

    Returns:
        The root of each row, to about fifteen digits.
    """
    x = np.array(start, dtype=np.float64)
    longest = np.array(reach, dtype=np.float64)
    scale = np.array(reach, dtype=np.float64)
    below = np.full(x.shape, -np.inf) if low is None else np.array(low, dtype=np.float64)
    above = np.full(x.shape, np.inf) if high is None else np.array(high, dtype=np.float64)
    last = np.full(x.shape, np.inf)
    rows = np.arange(x.size)
    for _ in range(_ROUNDS):
        if rows.size == 0:
            break
        here = x[rows]
        value, slope = value_and_slope(here, rows)
        below[rows] = np.where(value <= 0, here, below[rows])
        above[rows] = np.where(value >= 0, here, above[rows])
        steep = slope > 0
        with np.errstate(over="ignore"):
            newton = -value / np.where(steep, slope, 1.0)
        step = np.where(steep, newton, np.copysign(np.inf, -value))
        step = np.where(value == 0, 0.0, step)
        cut = np.abs(step) > longest[rows]
        step = np.clip(step, -longest[rows], longest[rows])
        longest[rows] = np.where(cut, 2 * longest[rows], longest[rows])
        new = here + step
        bracketed = np.isfinite(below[rows]) & np.isfinite(above[rows])
        slow = np.abs(value) > 0.5 * last[rows]
        outside = (new < below[rows]) | (new > above[rows])
        middle = 0.5 * (np.where(bracketed, below[rows], 0) + np.where(bracketed, above[rows], 0))
        new = np.where(bracketed & (slow | outside), middle, new)
        last[rows] = np.abs(value)
        x[rows] = np.where(value == 0, here, new)
        near = _PRECISION * (np.abs(new) + scale[rows])
        settled = (np.abs(new - here) <= near) | (value == 0)
        rows = rows[~settled]
    return x
