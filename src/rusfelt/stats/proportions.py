"""Two shares, several shares, and the whole numbers behind a printed percentage."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    check_denominators,
    refuse,
)
from rusfelt.stats._discrete import (
    attainable_size,
    doubled_p,
    minlike_p,
    smallest_p,
    width_blocks,
)
from rusfelt.stats.counts import Homogeneity, chi_square
from rusfelt.stats.intervals import newcombe

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = [
    "ProportionDifference",
    "proportion_difference",
    "proportion_homogeneity",
    "whole_number_counts",
]

# A float64 has no more decimals than this, and nobody reads more counts than that.
_MOST_DECIMALS = 17
_MOST_COUNTS = 1_000_000


class ProportionDifference(NamedTuple):
    """The later share less the first, with Fisher's exact test; fields of the batch's shape."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    p_minlike: Floats
    size: Floats
    smallest_p: Floats
    change_low: Floats
    change_high: Floats


def proportion_difference(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    confidence: ArrayLike = 0.95,
    change_confidence: ArrayLike = 0.90,
) -> ProportionDifference:
    """Fisher's exact test that two independent shares are equal, and how far apart they are.

    Given ``x₁ + x₂``, the later count is hypergeometric when the shares are equal. ``p`` is twice
    the smaller tail; ``p_minlike`` sums all outcomes no likelier than the one seen. The intervals
    are Newcombe's; they do not invert this test, and may exclude 0 where it does not reject.
    Always defined: with nobody or everybody in both groups p is 1.

    Args:
        x1: how many had it first, any shape.
        n1: out of how many.
        x2: how many had it later, other people than the first.
        n2: out of how many.
        confidence: level of ``low`` and ``high``.
        change_confidence: level of ``change_low`` and ``change_high``. All six broadcast.

    Returns:
        ``x₂/n₂ - x₁/n₁`` and its intervals, both p values, and the attainable size at level .05
        and the smallest p given the margins.

    Raises:
        DomainError: where a count is not a whole number of 0 or more, ``n`` is 0, ``x`` exceeds
            ``n``, or a level is not strictly between 0 and 1.

    >>> result = proportion_difference(35, 68, 57, 60)
    >>> round(float(result.difference), 3), f"{float(result.p_minlike):.6e}"
    (0.435, '1.304193e-08')

    Source: Fisher, Statistical Methods for Research Workers (1934); Newcombe (1998),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    check_confidence("confidence", confidence)
    check_confidence("change_confidence", change_confidence)
    x1, n1, x2, n2, level, change_level = broadcast(
        x1=x1, n1=n1, x2=x2, n2=n2,
        confidence=confidence, change_confidence=change_confidence,
    )  # fmt: skip
    low, high = newcombe(x1, n1, x2, n2, confidence=level)
    change_low, change_high = newcombe(x1, n1, x2, n2, confidence=change_level)
    p, minlike, size, smallest = _fisher(x1, n1, x2, n2)
    return ProportionDifference(
        difference=np.asarray(x2 / n2 - x1 / n1),
        low=low,
        high=high,
        p=p,
        p_minlike=minlike,
        size=size,
        smallest_p=smallest,
        change_low=change_low,
        change_high=change_high,
    )


def proportion_homogeneity(x: ArrayLike, n: ArrayLike) -> Homogeneity:
    """Pearson's chi-square that several independent shares are equal.

    The k × 2 table without continuity correction, on k - 1 degrees of freedom. The p is
    approximate, and poor where an expected count is below about 5. With nobody or everybody, or
    fewer than two categories, chi-square and p are nan.

    Args:
        x: how many had it, ``(..., k)``, one for each category.
        n: out of how many, broadcast with ``x``.

    Returns:
        Chi-square, degrees of freedom and p.

    Raises:
        DomainError: where ``x`` or ``n`` is no count, ``n`` is 0, or ``x`` exceeds ``n``.

    >>> result = proportion_homogeneity([20, 30, 25], [50, 50, 50])
    >>> round(float(result.chi2), 4), float(result.df), round(float(result.p), 4)
    (4.0, 2.0, 0.1353)
    """
    x, n = broadcast(x=np.atleast_1d(as_floats("x", x)), n=n)
    check_denominators(x, n, series=True)
    whole = n.sum(axis=-1, keepdims=True)
    share = x.sum(axis=-1, keepdims=True) / np.where(whole > 0, whole, np.nan)
    spread = n * share * (1 - share)
    terms = (x - n * share) ** 2 / np.where(spread > 0, spread, np.nan)
    return chi_square(terms.sum(axis=-1), x.shape[-1] - 1)


def whole_number_counts(percent: float, n: int, *, decimals: int = 0) -> tuple[int, ...]:
    """Every count out of ``n`` that would have been printed as this percentage.

    Both ways of rounding a half are allowed, up and to even. An empty answer means that no count
    out of ``n`` gives that percentage: the figure, or ``n``, is not what it is said to be.

    Args:
        percent: the printed percentage, 0 to 100.
        n: out of how many, 1 or more.
        decimals: how many decimals were printed.

    Returns:
        The counts, rising.

    Raises:
        DomainError: where the percentage is outside 0 to 100 or has more decimals than stated,
            ``n`` is not a whole number of 1 or more, ``decimals`` is not a whole number from 0 to
            17, or more than a million counts would fit.

    >>> whole_number_counts(9, 128)
    (11, 12)
    """
    percentage, whole = as_floats("percent", percent), as_floats("n", n)
    problems = []
    if percentage.ndim or not 0 <= percentage <= 100:  # noqa: PLR2004 - all of it
        fact = f"{percent!r} is not from 0 to 100."
        problems.append(Problem("percent", fact, "Give one percentage."))
    if whole.ndim or not (whole >= 1 and whole == np.floor(whole) and np.isfinite(whole)):
        fact = f"{n!r} is not a whole number above 0."
        problems.append(Problem("n", fact, "Give the number asked."))
    if not (isinstance(decimals, int | np.integer) and 0 <= decimals <= _MOST_DECIMALS):
        fact = f"{decimals!r} is not a whole number from 0 to {_MOST_DECIMALS}."
        problems.append(Problem("decimals", fact, "Say how many decimals were printed."))
    refuse(problems)
    exact = Fraction(str(float(percentage))) * 10 ** int(decimals)
    if exact.denominator != 1:
        fact = f"{percent} has more than {decimals} decimals."
        remedy = "Say how many decimals were printed."
        raise DomainError(problems=[Problem("percent", fact, remedy)])
    units, step, total = int(exact), 200 * 10 ** int(decimals), int(whole)
    first = max(0, -(-total * (2 * units - 1) // step))
    last, on_edge = divmod(total * (2 * units + 1), step)
    if on_edge == 0 and units % 2:  # half-way up, and to even is not down
        last -= 1
    if last - first > _MOST_COUNTS:
        fact = f"{n!r} is so large that more than {_MOST_COUNTS:,} counts would fit."
        raise DomainError(problems=[Problem("n", fact, "Give more decimals, or a smaller n.")])
    return tuple(range(first, min(last, total) + 1))


def _fisher(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> tuple[Floats, ...]:
    """Doubled p, minimum-likelihood p, attainable size and smallest doubled p."""
    shape = x1.shape
    x1, n1, x2, n2 = (array.reshape(-1) for array in (x1, n1, x2, n2))
    hits = x1 + x2
    least = np.maximum(0.0, hits - n1)
    most = np.minimum(hits, n2)
    results = np.empty((4, x1.size))
    for rows in width_blocks((most - least + 1).astype(np.int64)):
        pmf = _hypergeometric(hits[rows], n1[rows], n2[rows], least[rows], most[rows])
        seen: Integers = (x2[rows] - least[rows]).astype(np.int64)
        results[0, rows] = doubled_p(pmf, seen)
        results[1, rows] = minlike_p(pmf, seen)
        results[2, rows] = attainable_size(pmf)
        results[3, rows] = smallest_p(pmf)
    return tuple(result.reshape(shape) for result in results)


def _hypergeometric(hits: Floats, n1: Floats, n2: Floats, least: Floats, most: Floats) -> Floats:
    """The null distribution of the later count, one row each, padded with zeros.

    Neighbouring outcomes have a ratio of whole numbers; the sum of its logarithms from the
    smallest outcome on keeps more digits than differences of log factorials.
    """
    width = int((most - least).max()) + 1
    hits, n1, n2, least, most = (a[:, None] for a in (hits, n1, n2, least, most))
    k = least + np.arange(width)
    inside = k < most
    step = np.ones((k.shape[0], width - 1))
    now, inner = k[:, :-1], inside[:, :-1]
    np.divide((hits - now) * (n2 - now), (now + 1) * (n1 - hits + now + 1), out=step, where=inner)
    log_pmf = np.zeros(k.shape)
    np.cumsum(np.log(step), axis=1, out=log_pmf[:, 1:])
    log_pmf[k > most] = -np.inf
    pmf = np.exp(log_pmf - log_pmf.max(axis=1, keepdims=True))
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))
