"""What a printed percentage says of the count behind it, and how finely one may be printed.

A percentage looks like less than a count and is often the same thing: of a known number of people
there is usually one count, and no other, that gives it. All limits here are whole-number
arithmetic, so that no rounding of ours hides or invents a count. The one exception is said where
it stands: a printed interval comes from a square root.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.disclosure.policy import Policy
    from rusfelt.typing import Array, Bools, Floats, Integers

__all__ = ["STEPS", "Counts", "Pairs", "counts_behind", "pairs_behind", "publishable_share"]

# Ways of printing a share, finest first: one decimal, whole, nearest five, nearest ten.
STEPS = (Fraction(1, 10), Fraction(1), Fraction(5), Fraction(10))

_HALVES = ("any", "usual")
_MOST_DECIMALS = 6
# 200 * 10**6 times this is below 2**63, so the products stay exact.
_MOST_PEOPLE = 10**10
# Wilson's bounds are floats: two ways to compute one differ by less than this, in percentage points.
_ROUNDING_OF_A_BOUND = 1e-9
# A printed figure read as a float is this near, in units of its last digit, to what was printed,
# as long as it has no more of those units than the next number says.
_LARGEST = 1e9
_READ = 1e-6


class Counts(NamedTuple):
    """The smallest and the largest count that fit. None fits where ``low`` is above ``high``."""

    low: Integers
    high: Integers


class Pairs(NamedTuple):
    """Every count and number of people that fit together, by number and then count."""

    x: Integers
    n: Integers


def printed_units(name: str, value: ArrayLike, decimals: int) -> Integers:
    """Printed figures as whole numbers of their last digit.

    Args:
        name: what the figure is called in an error.
        value: figures as printed, any shape.
        decimals: digits after the sign, 0 to 6.

    Raises:
        DomainError: a figure has more digits than were printed, is no number, or is too large.

    >>> printed_units("percent", [21.5, 4.95], 2)
    array([2150,  495])
    """
    if isinstance(decimals, bool) or decimals not in range(_MOST_DECIMALS + 1):
        fact, remedy = f"is {decimals!r}.", f"Write 0 to {_MOST_DECIMALS}."
        raise DomainError(problems=[Problem("decimals", fact, remedy)])
    try:
        scaled = np.asarray(value, dtype=np.float64) * 10**decimals
    except (TypeError, ValueError) as error:
        problem = Problem(name, "is not an array of numbers.", "Give the figures as printed.")
        raise DomainError(problems=[problem]) from error
    if not (np.isfinite(scaled) & (np.abs(scaled) < _LARGEST)).all():
        raise DomainError(problems=[Problem(name, "is no finite figure.", "Leave it out.")])
    units = np.rint(scaled)
    if (np.abs(scaled - units) > _READ).any():
        fact = f"has more than {decimals} decimals."
        raise DomainError(problems=[Problem(name, fact, "Give the figures as printed.")])
    found: Integers = units.astype(np.int64)
    return found


def counts_behind(
    percent: ArrayLike, n: ArrayLike, decimals: int, *, halves: str = "any"
) -> Counts:
    """Every count out of ``n`` that is printed as this percentage.

    ``x`` fits where ``100·x/n`` lies within half a unit of the last printed digit. At exactly
    half a unit it depends on how halves are rounded, which whoever reads may not know: ``any``
    takes both ends with it and never leaves out the true count. ``usual`` knows that halves go
    up or to the even digit, and so leaves out the upper end below an odd one; a program that
    prints binary fractions does not always keep to that. Where no count fits, the percentage is
    not one of ``n`` people, and ``low`` is above ``high``.

    Args:
        percent: as printed, 0 to 100, any shape.
        n: how many people it is a share of, at least 1; broadcast with ``percent``.
        decimals: how many decimals were printed, 0 to 6.
        halves: ``any`` or ``usual``.

    Returns:
        The smallest and the largest count, in whole people.

    Raises:
        DomainError: a percentage is outside 0 to 100 or has more decimals than said, ``n`` is no
            whole number from 1 to 10¹⁰, or ``halves`` is neither word.

    112 of 128 are 87.5 %, which is printed as 88 by both usual ways:

    >>> low, high = counts_behind([87, 9], 128, 0)
    >>> low.tolist(), high.tolist()
    ([111, 11], [112, 12])
    >>> low, high = counts_behind([87, 9], 128, 0, halves="usual")
    >>> low.tolist(), high.tolist()
    ([111, 11], [111, 12])
    """
    if halves not in _HALVES:
        fact, remedy = f"is {halves!r}.", f"Use one of: {', '.join(_HALVES)}."
        raise DomainError(problems=[Problem("halves", fact, remedy)])
    units = printed_units("percent", percent, decimals)
    whole = 100 * 10**decimals
    if ((units < 0) | (units > whole)).any():
        fact = "holds figures outside 0 to 100."
        raise DomainError(problems=[Problem("percent", fact, "Give percentages of a whole.")])
    units, people = _together(units, _people("n", n))
    twice = 2 * whole
    low = -((-people * (2 * units - 1)) // twice)
    above = people * (2 * units + 1)
    open_end = (units % 2 == 1) & (halves == "usual")
    high = (above - open_end) // twice
    return Counts(np.maximum(low, 0), np.minimum(high, people))


def pairs_behind(
    percent: float,
    decimals: int,
    lowest_n: int,
    highest_n: int,
    low: float | None = None,
    high: float | None = None,
    *,
    confidence: float = 0.95,
) -> Pairs:
    """Every count and number of people that a printed share and its interval may stand for.

    Not to print how many were asked hides little: the bounds of Wilson's interval depend on the
    number as well, so a share with its interval is three figures about two unknowns. A bound
    fits where it lies within half a unit of its last digit, both ends included. The bounds are
    floats, so one that is nearer to the end than 10⁻⁹ percentage points is taken to fit.

    Args:
        percent: the share as printed, 0 to 100.
        decimals: how many decimals the share and the bounds were printed with, 0 to 6.
        lowest_n: the fewest people there may be, at least 1.
        highest_n: the most there may be.
        low: the lower bound as printed, or ``None`` where it was not.
        high: the upper bound as printed, or ``None``.
        confidence: the interval's level, known to whoever reads.

    Returns:
        The counts and the numbers; empty where nothing fits.

    Raises:
        DomainError: as for :func:`counts_behind`, or ``lowest_n`` is above ``highest_n``.

    >>> found = pairs_behind(41.7, 1, 5, 200, 19.3, 68.0)
    >>> found.x.tolist(), found.n.tolist()
    ([5], [12])

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    _people("n", [lowest_n, highest_n])
    if lowest_n > highest_n:
        fact = f"is {lowest_n}, above highest_n, {highest_n}."
        raise DomainError(problems=[Problem("lowest_n", fact, "Turn them round.")])
    people = np.arange(lowest_n, highest_n + 1, dtype=np.int64)
    first, last = counts_behind(percent, people, decimals)
    each = np.maximum(last - first + 1, 0)
    n = np.repeat(people, each)
    x = np.repeat(first, each) + np.arange(n.size) - np.repeat(np.cumsum(each) - each, each)
    if n.size == 0 or (low is None and high is None):
        return Pairs(x, n)
    fits = np.ones(n.size, dtype=bool)
    bounds = wilson(x, n, confidence=confidence)
    for name, printed, exact in (("low", low, bounds.low), ("high", high, bounds.high)):
        if printed is not None:
            fits &= _printed_so(exact, int(printed_units(name, printed, decimals)), decimals)
    return Pairs(x[fits], n[fits])


def publishable_share(x: int, n: int, policy: Policy, *, years: int = 1) -> Fraction | None:
    """The finest step a share may be rounded to so that it does not give a small count away.

    The steps are ``STEPS``, in percentage points. What is defended is the range of counts
    that are printed alike. Where it holds a count the policy protects (a small one, or one whose
    complement is small), it must hold at least ``minimum + 1`` values, the largest of them above
    the minimum, and the same of the complement where that is the small one.

    Whoever reads knows this rule too. Were only small counts rounded coarsely, then "0 %, to the
    nearest 5" would itself say that the count is small. So the step is the same for every count
    that is printed alike: six of a thousand is as coarse as four, because at that step both are
    0 %. A count out of reach of any protected one is printed with one decimal. Values at
    exactly half a step are counted with neither neighbour, so it does not matter how halves are
    rounded.

    A share is withheld where there are too few people (the policy's least denominator), and
    where no step hides the count. That says the count is small, as every hidden cell does.

    Args:
        x: the count, from 0 to ``n``.
        n: out of how many, at least 1; taken to be known.
        policy: what is small, and whether complements and zeros are protected.
        years: how many years the figure is of together, for a policy with a k-fold limit.

    Returns:
        The step in percentage points, or ``None`` where the share must not be printed.

    Raises:
        DomainError: ``x`` or ``n`` is no such count.

    >>> from rusfelt.disclosure.policy import policy_named
    >>> helse5 = policy_named("helse5")
    >>> [str(publishable_share(3, n, helse5)) for n in (100, 200, 1000, 10000)]
    ['None', '10', '5', '1']
    >>> str(publishable_share(500, 1000, helse5))
    '1/10'
    """
    people = int(_people("n", n))
    if isinstance(x, bool) or x != int(x) or not 0 <= x <= people:
        fact = f"is no whole number from 0 to {people}."
        raise DomainError(problems=[Problem("x", fact, "Give the count and its total.")])
    if people < policy.least_denominator:
        return None
    limit = policy.limit(years)
    zeros, both = not policy.zeros_shown, policy.complements
    step = _coarsest_needed(people, limit, zeros, both)
    if step is None:
        return None if _protected(int(x), people, limit, zeros, both) else STEPS[0]
    if _shown_zero(int(x), people, zeros, both):
        return STEPS[0]
    near = _alike(people, step, limit, zeros, both)
    return step if not near.isdisjoint(_printed(int(x), people, step)) else STEPS[0]


def _protected(x: int, n: int, limit: int, zeros: bool, both: bool) -> bool:
    least = 0 if zeros else 1
    return least <= x <= limit or (both and least <= n - x <= limit)


def _shown_zero(x: int, n: int, zeros: bool, both: bool) -> bool:
    """Whether nobody, or with complements everybody, is a figure the policy lets stand."""
    return not zeros and (x == 0 or (both and x == n))


def _printed(x: int, n: int, step: Fraction) -> range:
    """The multiples of the step that are nearest to the share: two where it lies between them."""
    top, bottom = 200 * x * step.denominator, 2 * n * step.numerator
    half = n * step.numerator
    return range(-((half - top) // bottom), (top + half) // bottom + 1)


@functools.lru_cache(maxsize=4096)
def _alike(n: int, step: Fraction, limit: int, zeros: bool, both: bool) -> frozenset[int]:
    """The multiples of the step that a protected count is printed as."""
    small = range(0 if zeros else 1, min(limit, n) + 1)
    counts = {*small, *((n - each for each in small) if both else ())}
    return frozenset(k for x in counts for k in _printed(x, n, step))


@functools.lru_cache(maxsize=4096)
def _coarsest_needed(n: int, limit: int, zeros: bool, both: bool) -> Fraction | None:
    """The finest step at which every protected count of ``n`` is hidden among enough others."""
    for step in STEPS:
        if all(
            _hidden(k, n, step, limit, zeros, both) for k in _alike(n, step, limit, zeros, both)
        ):
            return step
    return None


def _hidden(k: int, n: int, step: Fraction, limit: int, zeros: bool, both: bool) -> bool:
    """Whether the counts printed as ``k`` steps, and nothing else, are enough to hide among."""
    p, q = n * step.numerator, 200 * step.denominator
    low = max(p * (2 * k - 1) // q + 1, 0)
    high = min(-(-p * (2 * k + 1) // q) - 1, n)
    if not zeros:
        low = max(low, 1)
        high = min(high, n - 1) if both else high
    minimum = limit + 1
    if high - low + 1 < minimum + 1:
        return False
    # Two ends: counts from the bottom are hidden by larger ones, complements by larger ones too.
    return (low > limit or high > minimum) and (not both or n - high > limit or n - low > minimum)


def _people(name: str, n: ArrayLike) -> Integers:
    values: Array = np.asarray(n)
    fits = values.dtype.kind in "iuf" and bool(
        (np.isfinite(values) & (values >= 1) & (values <= _MOST_PEOPLE)).all()
    )
    if not fits or (values != np.rint(values)).any():
        fact = "holds something that is no whole number from 1 to 10 000 000 000."
        raise DomainError(problems=[Problem(name, fact, "Give numbers of people.")])
    return values.astype(np.int64)


def _together(one: Integers, other: Integers) -> tuple[Integers, Integers]:
    try:
        first, second = np.broadcast_arrays(one, other)
    except ValueError as error:
        fact = f"the shapes do not fit together: {one.shape} and {other.shape}."
        problem = Problem("percent", fact, "Give arrays of equal shape, or scalars.")
        raise DomainError(problems=[problem]) from error
    return first, second


def _printed_so(share: Floats, units: int, decimals: int) -> Bools:
    """Whether the bounds, as shares, are printed as so many units of the last digit."""
    distance = np.abs(100 * share - units / 10**decimals)
    near: Bools = distance <= 0.5 / 10**decimals + _ROUNDING_OF_A_BOUND
    return near
