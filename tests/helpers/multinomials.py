"""Exact multinomial distributions by hand, in rational arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial, prod


def outcomes(total: int, exposure: list[Fraction]) -> dict[tuple[int, ...], Fraction]:
    """Every outcome of a multinomial with its exact probability."""
    whole = sum(exposure)
    share = [e / whole for e in exposure]
    found = {}
    for head in product(range(total + 1), repeat=len(exposure) - 1):
        if sum(head) <= total:
            x = (*head, total - sum(head))
            ways = Fraction(factorial(total), prod(factorial(k) for k in x))
            found[x] = ways * prod(s**k for s, k in zip(share, x, strict=True))
    return found


def null_by_hand(x: list[int], t: list[int], exposure: list[Fraction]) -> dict[int, Fraction]:
    """The exact null distribution of Σ t·x by adding up every outcome."""
    pmf: dict[int, Fraction] = {}
    for outcome, chance in outcomes(sum(x), exposure).items():
        value = sum(a * b for a, b in zip(outcome, t, strict=True))
        pmf[value] = pmf.get(value, Fraction(0)) + chance
    return pmf


def doubled(pmf: dict[int, Fraction], value: int) -> Fraction:
    """Twice the smaller tail, at most 1, in exact arithmetic."""
    upper = sum((p for v, p in pmf.items() if v >= value), Fraction(0))
    lower = sum((p for v, p in pmf.items() if v <= value), Fraction(0))
    return min(Fraction(1), 2 * min(upper, lower))


def null_by_powers(total: int, t: list[int], exposure: list[int]) -> dict[int, Fraction]:
    """The same for large totals: one event's polynomial to the power of the total, in integers."""
    one = [0] * (max(t) + 1)
    for position, weight in zip(t, exposure, strict=True):
        one[position] += weight
    power = [1]
    for bit in f"{total:b}":
        power = convolve(power, power)
        if bit == "1":
            power = convolve(power, one)
    whole = sum(exposure) ** total
    return {value: Fraction(weight, whole) for value, weight in enumerate(power) if weight}


def convolve(a: list[int], b: list[int]) -> list[int]:
    """The product of two polynomials of integers."""
    result = [0] * (len(a) + len(b) - 1)
    for i, left in enumerate(a):
        if left:
            for j, right in enumerate(b):
                result[i + j] += left * right
    return result
