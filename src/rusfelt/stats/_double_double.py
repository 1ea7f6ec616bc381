"""Sums and products carried in two floats, so that rounding is kept instead of lost.

A value is a pair ``high + low``, about 32 digits, built from float64 alone: it is the same on every
machine, which a long double is not. Callers scale their values to about 1 first, so that nothing
here overflows.

Source: Dekker (1971), doi:10.1007/BF01397083; Ogita, Rump and Oishi (2005),
doi:10.1137/030601818.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["exponent", "pair_difference", "pair_dot", "pair_sum", "rescaled", "shifted"]

# 2**27 + 1 cuts a float64 into two halves whose products are exact.
_CUT = 134217729.0


def exponent(values: Floats, axis: int | tuple[int, ...]) -> Integers:
    """The power of two that brings the largest of ``values`` to between a half and one.

    >>> exponent(np.array([3.0, -9.0]), 0)
    array(4)
    """
    largest = np.max(np.abs(values), axis=axis, initial=0.0)
    return np.asarray(np.frexp(largest)[1], dtype=np.int64)


def shifted(values: Floats, power: Integers) -> Floats:
    """``values·2**power``, exact but where it falls below the smallest or above the largest float.

    >>> shifted(np.array([1.5, 3.0]), np.array([1, -1]))
    array([3. , 1.5])
    """
    # Some platforms know no powers of 64 bits.
    return np.asarray(np.ldexp(values, np.asarray(power).astype(np.intc)))


def rescaled(values: Floats, power: Integers) -> Floats:
    """``values·2**power``, exact; nan where that is too large for a float.

    >>> rescaled(np.array([1.5, 1e300]), np.array(100))
    array([1.9014759e+30,           nan])
    """
    with np.errstate(over="ignore", under="ignore"):
        scaled = shifted(values, power)
    return np.where(np.isinf(scaled) & ~np.isinf(values), np.nan, scaled)


def pair_sum(high: Floats, low: Floats) -> tuple[Floats, Floats]:
    """The sum over the first axis of values given as pairs, half of it onto the other half.

    The last axis should be the long one: the arithmetic runs along it.
    """
    while len(high) > 1:
        half = len(high) // 2
        total, rest = _two_sum(high[:half], high[half : 2 * half])
        rest += low[:half]
        rest += low[half : 2 * half]
        if len(high) % 2:
            total = np.concatenate([total, high[-1:]])
            rest = np.concatenate([rest, low[-1:]])
        high, low = total, rest
    if len(high) == 0:
        return np.zeros(high.shape[1:]), np.zeros(high.shape[1:])
    return high[0], low[0]


def pair_dot(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """``Σ a·b`` over the first axis, as a pair; the arguments broadcast.

    >>> high, low = pair_dot(np.array([1e8 + 1, -1e16]), np.array([1e8 - 1, 1.0]))
    >>> float(high + low)
    -1.0
    """
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    rest = a_high * b_high
    rest -= product
    rest += a_high * b_low
    rest += a_low * b_high
    rest += a_low * b_low
    return pair_sum(product, rest)


def pair_difference(value: Floats, *pairs: tuple[Floats, Floats]) -> Floats:
    """``value`` less every pair's ``high + low``, rounded once."""
    rest = np.zeros(())
    for high, low in pairs:
        value, lost = _two_sum(value, -high)
        rest = rest + (lost - low)
    return np.asarray(value + rest)


def _two_sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    total = a + b
    shadow = total - a
    return total, (a - (total - shadow)) + (b - shadow)


def _halves(a: Floats) -> tuple[Floats, Floats]:
    big = _CUT * a
    high = big - (big - a)
    return high, a - high
