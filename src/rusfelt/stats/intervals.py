"""Intervals of a share, of a rate and of the difference between two shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    check_denominators,
    not_count,
    not_finite,
    not_positive,
    refuse,
)
from rusfelt.stats._count_bounds import exact_bounds, finite_or_nan, per_exposure
from rusfelt.stats._in_blocks import pair_in_blocks, whole_columns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = [
    "Interval",
    "clopper_pearson",
    "newcombe",
    "normal_interval",
    "poisson_exact",
    "wilson",
]


class Interval(NamedTuple):
    """A lower and an upper bound, each of the batch's shape."""

    low: Floats
    high: Floats


def wilson(x: ArrayLike, n: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """Wilson's score interval of a share.

    Every share the score test does not reject:
    ``(x + z²/2 ± z·sqrt(x(n - x)/n + z²/4)) / (n + z²)``. It is exactly 0 below when ``x`` is 0
    and exactly 1 above when ``x`` is ``n``. Always defined.

    Args:
        x: how many had it, any shape.
        n: out of how many, broadcast with ``x``.
        confidence: level, or an array of levels broadcast with ``x``.

    Returns:
        The bounds as shares.

    Raises:
        DomainError: where ``x`` or ``n`` is no count, ``n`` is 0, ``x`` exceeds ``n``, or the
            level is not strictly between 0 and 1.

    >>> low, high = wilson(0, 10)
    >>> float(low), round(float(high), 4)
    (0.0, 0.2775)

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    level = check_confidence("confidence", confidence)
    z = np.asarray(-special.ndtri((1 - level) / 2))
    if z.ndim == 0 and (whole := whole_columns(x, n)):
        parts, wholes = whole
        if wholes.min() > 0 and (parts <= wholes).all():
            return Interval(*pair_in_blocks(_wilson, parts.shape, parts, wholes, z))
    x, n, _ = broadcast(x=x, n=n, confidence=level)
    check_denominators(x, n)
    return Interval(*pair_in_blocks(_wilson, x.shape, x, n, z))


def clopper_pearson(x: ArrayLike, n: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """Clopper and Pearson's exact interval of a share.

    Every share that neither tail of the binomial distribution rejects at half the level. It
    covers at least as often as it says. Always defined.

    Args:
        x: how many had it, any shape.
        n: out of how many, broadcast with ``x``.
        confidence: level, or an array of levels broadcast with ``x``.

    Returns:
        The bounds as shares.

    Raises:
        DomainError: as for :func:`wilson`.

    >>> low, high = clopper_pearson(0, 10)
    >>> float(low), round(float(high), 4)
    (0.0, 0.3085)

    Source: Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.
    """
    check_confidence("confidence", confidence)
    x, n, level = broadcast(x=x, n=n, confidence=confidence)
    check_denominators(x, n)
    tail = (1 - level) / 2
    low = special.betaincinv(np.maximum(x, 1), n - x + 1, tail)
    high = special.betainccinv(x + 1, np.maximum(n - x, 1), tail)
    return Interval(np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high))


def poisson_exact(
    x: ArrayLike, *, exposure: ArrayLike = 1.0, confidence: ArrayLike = 0.95
) -> Interval:
    """The exact interval of a rate of events.

    Every rate that neither tail of the Poisson distribution rejects at half the level. Zero
    events give 0 below and, at 95 %, 3.689 events above. Undefined, and nan, only where a bound
    is too large for a number.

    Args:
        x: number of events, any shape.
        exposure: what the events are counted over (person-years, inhabitants), broadcast.
        confidence: level, or an array of levels broadcast with ``x``.

    Returns:
        The bounds in events per unit of exposure.

    Raises:
        DomainError: where ``x`` is no count, the exposure is not above 0, or the level is not
            strictly between 0 and 1.

    >>> low, high = poisson_exact(0)
    >>> float(low), round(float(high), 3)
    (0.0, 3.689)

    Source: Garwood (1936), doi:10.1093/biomet/28.3-4.437.
    """
    level = check_confidence("confidence", confidence)
    x, exposure, _ = broadcast(x=x, exposure=exposure, confidence=level)
    refuse(not_count("x", x), not_positive("exposure", exposure))
    low, high = exact_bounds(x, (1 - level) / 2)
    return Interval(per_exposure(low, exposure), per_exposure(high, exposure))


def normal_interval(value: ArrayLike, se: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """Interval of a value with a known standard error, by the normal distribution.

    ``value - z·se`` to ``value + z·se`` with ``z`` the normal quantile at ``(1 + confidence)/2``.
    It is only as good as the standard error and the normal shape. Undefined, and nan, only where
    a bound is too large for a number.

    Args:
        value: the values, any shape and unit.
        se: their standard errors, above zero and in the same unit.
        confidence: level, or an array of levels; all three broadcast.

    Returns:
        The bounds, in the values' unit.

    Raises:
        DomainError: where a value is not finite, a standard error is not above zero, or a
            confidence is not between 0 and 1.

    >>> low, high = normal_interval(6.8, 0.1)
    >>> round(float(low), 3), round(float(high), 3)
    (6.604, 6.996)
    """
    value, se, level = broadcast(
        value=value, se=se, confidence=check_confidence("confidence", confidence)
    )
    refuse(not_finite("value", value), not_positive("se", se))
    with np.errstate(over="ignore"):
        half = special.ndtri((1 + level) / 2) * se
        low, high = np.asarray(value - half), np.asarray(value + half)
    return Interval(finite_or_nan(low), finite_or_nan(high))


def newcombe(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, confidence: ArrayLike = 0.95
) -> Interval:
    """Newcombe's interval of the difference between two independent shares, second less first.

    Method 10 of the source: each share's Wilson interval, without continuity correction, squared
    and added: ``d - sqrt((p₂ - l₂)² + (u₁ - p₁)²)`` to ``d + sqrt((u₂ - p₂)² + (p₁ - l₁)²)``.
    Always defined.

    Args:
        x1: how many had it first, any shape.
        n1: out of how many.
        x2: how many had it later.
        n2: out of how many.
        confidence: level, or an array of levels; all five broadcast.

    Returns:
        The bounds of ``x2/n2 - x1/n1``, as shares.

    Raises:
        DomainError: as for :func:`wilson`.

    >>> low, high = newcombe(48, 80, 56, 70)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)

    Source: Newcombe (1998),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    check_confidence("confidence", confidence)
    x1, n1, x2, n2, level = broadcast(x1=x1, n1=n1, x2=x2, n2=n2, confidence=confidence)
    check_denominators(x1, n1, names=("x1", "n1"))
    check_denominators(x2, n2, names=("x2", "n2"))
    first, second = wilson(x1, n1, confidence=level), wilson(x2, n2, confidence=level)
    share1, share2 = as_floats("x1", x1 / n1), as_floats("x2", x2 / n2)
    difference = share2 - share1
    down = np.hypot(share2 - second.low, first.high - share1)
    up = np.hypot(second.high - share2, share1 - first.low)
    return Interval(difference - down, difference + up)


def _wilson(x: Floats, n: Floats, z: Floats) -> tuple[Floats, Floats]:
    # In place, as it is memory rather than arithmetic that takes the time. No cases give exactly 0
    # below by themselves: the root of z²/4 is z/2 to the last digit.
    half = n - x
    half *= x
    half /= n
    half += z * z / 4
    np.sqrt(half, out=half)
    half *= z
    low = x + z * z / 2
    high = low + half
    low -= half
    total = n + z * z
    low /= total
    high /= total
    high[x == n] = 1.0
    return low, high
