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
    check_confidence("confidence", confidence)
    x, n, level = broadcast(x=x, n=n, confidence=confidence)
    check_denominators(x, n)
    z = -special.ndtri((1 - level) / 2)
    centre = x + z * z / 2
    half = z * np.sqrt(x * (n - x) / n + z * z / 4)
    low = np.where(x == 0, 0.0, (centre - half) / (n + z * z))
    high = np.where(x == n, 1.0, (centre + half) / (n + z * z))
    return Interval(low, high)


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
    events give 0 below and, at 95 %, 3.689 events above. Always defined.

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
    check_confidence("confidence", confidence)
    x, exposure, level = broadcast(x=x, exposure=exposure, confidence=confidence)
    refuse(not_count("x", x), not_positive("exposure", exposure))
    tail = (1 - level) / 2
    low = np.where(x == 0, 0.0, special.gammaincinv(np.maximum(x, 1), tail))
    return Interval(low / exposure, special.gammainccinv(x + 1, tail) / exposure)


def normal_interval(value: ArrayLike, se: ArrayLike, *, confidence: ArrayLike = 0.95) -> Interval:
    """Interval of a value with a known standard error, by the normal distribution.

    ``value - z·se`` to ``value + z·se`` with ``z`` the normal quantile at ``(1 + confidence)/2``.
    Always defined; it is only as good as the standard error and the normal shape.

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
    half = special.ndtri((1 + level) / 2) * se
    return Interval(value - half, value + half)


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
