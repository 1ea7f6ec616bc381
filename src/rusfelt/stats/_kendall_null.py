"""The distribution of falling pairs when a series' values come in chance order, ties included.

Under the null every order of a series' values is equally likely. The number of falling pairs then
has the generating function ``[n]!/∏[tᵢ]!`` in q-factorials, ``tᵢ`` being the sizes of the groups of
equal values. It depends on the series only through those sizes.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from math import factorial, prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = [
    "Null",
    "falling_pair_p",
    "groups_of_two_or_more",
    "null_distribution",
    "null_probabilities",
]

# Attainable sizes are those of a test at one in this many, .05.
_LEVEL_IN = 20


class Null(NamedTuple):
    """What one pattern of ties can show."""

    untied: int
    variance: float
    size: float
    p: Floats


def falling_pair_p(n: int) -> Floats:
    """``P(at most d falling pairs)`` for d = 0, 1 … in n untied values in chance order.

    Up to half of all pairs, and at most one half; by symmetry also the tail of rising pairs.

    >>> falling_pair_p(3).round(4)
    array([0.1667, 0.5   ])
    """
    return null_distribution((1,) * n).p / 2


@lru_cache(maxsize=1 << 14)
def null_distribution(sizes: tuple[int, ...]) -> Null:
    """Untied pairs, variance of s, attainable size, and p for each number of falling pairs.

    The p are two-sided and run up to half of the untied pairs.
    """
    n = sum(sizes)
    untied = _untied(sizes)
    at_most = list(accumulate(_orders(sizes)))
    total = factorial(n) // prod(factorial(t) for t in sizes)
    p = np.array([2 * count / total for count in at_most])
    p[-1] = min(1.0, p[-1])  # only s = 0 or 1 can double to more than 1
    p.setflags(write=False)
    # In whole numbers a p of exactly .05 is not lost to rounding.
    rejected = bisect_right(at_most, total // (2 * _LEVEL_IN))
    size = float(p[rejected - 1]) if rejected else 0.0
    spread = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in sizes)
    return Null(untied, spread / 18, size, p)


@lru_cache(maxsize=1 << 14)
def null_probabilities(sizes: tuple[int, ...]) -> Floats:
    """The probability of each number of falling pairs, from none to all that are not tied.

    >>> null_probabilities((1, 2)).round(4)
    array([0.3333, 0.3333, 0.3333])
    """
    untied = _untied(sizes)
    orders = _orders(sizes)
    total = factorial(sum(sizes)) // prod(factorial(t) for t in sizes)
    half = [count / total for count in orders]
    # As many orders have d rising pairs as have d falling ones.
    probabilities = np.array([*half, *half[: untied - len(half) + 1][::-1]])
    probabilities.setflags(write=False)
    return probabilities


def _untied(sizes: tuple[int, ...]) -> int:
    """Pairs of values that are not equal."""
    n = sum(sizes)
    return (n * (n - 1) - sum(t * (t - 1) for t in sizes)) // 2


def _orders(sizes: tuple[int, ...]) -> list[int]:
    """How many orders have each number of falling pairs, up to half of the untied pairs."""
    n, top = sum(sizes), _untied(sizes) // 2
    step = _room(n) // 8
    series = _series(n, groups_of_two_or_more(sizes)) & ((1 << _room(n) * (top + 1)) - 1)
    raw = series.to_bytes(step * (top + 1), "little")
    return [int.from_bytes(raw[at : at + step], "little") for at in range(0, len(raw), step)]


@lru_cache(maxsize=1 << 14)
def groups_of_two_or_more(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The groups that are ties: a value on its own changes nothing."""
    return tuple(t for t in sizes if t > 1)


def _room(n: int) -> int:
    """Bits that hold any number of orders of n values, in whole bytes."""
    return (factorial(n).bit_length() // 8 + 1) * 8


@lru_cache(maxsize=64)
def _series(n: int, groups: tuple[int, ...]) -> int:
    """How many orders have d falling pairs, for d up to half the pairs, packed in one number.

    The q-multinomial ``∏(1 - qᵏ)/∏(1 - qʲ)`` is a power series in q. It is worked out inside one
    large whole number, q being a power of two that leaves room for every coefficient: multiplying
    by ``1 - qᵏ`` is a shift and a subtraction, dividing by it a few shifts and additions. Each
    group of ties divides the series of the groups before it.
    """
    top = n * (n - 1) // 4
    room = _room(n)
    mask = (1 << room * (top + 1)) - 1
    if not groups:
        # 1/(1 - q)ⁿ⁻¹ has binomial coefficients, which may spill into the next slot but not the one
        # after; even and odd powers are packed apart. Each 1 - qᵏ then makes one factor [k].
        coefficients = [1]
        for d in range(top):
            coefficients.append(coefficients[-1] * (d + n - 1) // (d + 1))
        packed = [
            b"".join(c.to_bytes(room // 4, "little") for c in coefficients[parity::2])
            for parity in (0, 1)
        ]
        even, odd = (int.from_bytes(raw, "little") for raw in packed)
        series = (even + (odd << room)) & mask
        for k in range(2, n + 1):
            series = (series - (series << room * k)) & mask
        return series
    series = _series(n, groups[:-1])
    for j in range(2, groups[-1] + 1):
        series = (series - (series << room)) & mask
        shift = j
        while shift <= top:
            series = (series + (series << room * shift)) & mask
            shift *= 2
    return series
