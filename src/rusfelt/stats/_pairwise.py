"""Chances about the differences between independent normal values, without simulation.

Differences from one place share that place's error and nothing else: given it they are independent,
so any joint chance of theirs is one integral over it. All pairs at once have no such integral when
standard errors differ; there the range of equal ones is on the safe side (Tukey and Kramer).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats

__all__ = ["all_pairs_bound", "all_within", "told_apart"]

# Equal steps of the standard normal: for smooth integrands the sum over them is good to ten digits.
_STEP = 1 / 16
_NODES = np.arange(-6.5, 6.5 + _STEP / 2, _STEP)
_WEIGHTS = _STEP * np.exp(-(_NODES**2) / 2) / np.sqrt(2 * np.pi)


def all_within(bound: Floats, own: Floats, others: Floats, above: Bools, below: Bools) -> Floats:
    """The chance that no difference from a place passes ``bound`` of its standard errors.

    Args:
        bound: ``(rows,)``.
        own: standard error of the place itself, ``(rows,)``.
        others: standard errors of the others, ``(rows, others)``.
        above: which differences (other less own) may not pass the bound upwards.
        below: which may not pass it downwards.
    """
    chance = np.empty_like(bound)
    for block in row_blocks(bound.size, 4 * _NODES.size):
        product = np.ones((bound[block].size, _NODES.size))
        for i in range(others.shape[1]):
            other = others[block, i, None]
            shift = own[block, None] * _NODES
            reach = (bound[block] * np.hypot(own[block], others[block, i]))[:, None]
            # An error too small beside the place's own divides to an infinity, and rightly so.
            with np.errstate(over="ignore"):
                highest, lowest = (shift + reach) / other, (shift - reach) / other
            upper = np.where(above[block, i, None], special.ndtr(highest), 1.0)
            lower = np.where(below[block, i, None], special.ndtr(lowest), 0.0)
            product *= np.maximum(upper - lower, 0.0)
        chance[block] = product @ _WEIGHTS
    return chance


def told_apart(t: Floats, own: Floats, others: Floats, confidence: float) -> tuple[Bools, Bools]:
    """Which others lie surely above, and which surely below, a place: all rows at once.

    Stepwise: the largest difference left is compared with what the largest of those left would be
    by chance, and leaves the comparison when it is beyond that.

    Args:
        t: differences (other less own) over their standard errors, ``(rows, others)``.
        own: standard error of the place itself, ``(rows,)``.
        others: standard errors of the others, ``(rows, others)``.
        confidence: the chance that nothing said about a row is wrong.
    """
    others_count = t.shape[1]
    left = np.ones((t.shape[0], 2 * others_count), dtype=np.bool_)
    both = np.concatenate([t, -t], axis=1)
    rows = np.arange(t.shape[0])
    for _ in range(others_count):
        open_ends = np.where(left[rows], both[rows], -np.inf)
        at = open_ends.argmax(axis=1)
        largest = np.take_along_axis(open_ends, at[:, None], axis=1)[:, 0]
        # One comparison alone, and the sum of all: often the integral need not be known.
        most = special.ndtr(largest)
        least = 1.0 - left[rows].sum(axis=1) * special.ndtr(-largest)
        beyond = least > confidence
        near = np.flatnonzero((largest > 0) & (most > confidence) & ~beyond)
        who = rows[near]
        beyond[near] = confidence < all_within(
            largest[near], own[who], others[who],
            left[who, :others_count], left[who, others_count:],
        )  # fmt: skip
        beyond &= largest > 0
        rows, at = rows[beyond], at[beyond]
        if rows.size == 0:
            break
        left[rows, at] = False
    return ~left[:, :others_count], ~left[:, others_count:]


@lru_cache(maxsize=256)
def all_pairs_bound(places: int, confidence: float) -> float:
    """The standard errors no difference between two of ``places`` passes, with this confidence.

    >>> round(all_pairs_bound(2, 0.95), 4), round(all_pairs_bound(15, 0.95), 4)
    (1.96, 3.3912)
    """

    def short(bound: float) -> float:
        spread = special.ndtr(_NODES) - special.ndtr(_NODES - bound * np.sqrt(2.0))
        return float(places * (spread ** (places - 1) @ _WEIGHTS)) - confidence

    if short(40.0) <= 0:  # a confidence within rounding of 1
        return float("inf")
    return float(optimize.brentq(short, 0.0, 40.0, xtol=1e-12))
