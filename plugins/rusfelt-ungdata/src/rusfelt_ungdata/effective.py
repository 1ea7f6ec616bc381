"""Intervals of shares whose number of answers is an effective one.

Pupils of one school answer more alike than pupils of different schools, so a survey of schools
knows less than as many answers drawn one by one. A design effect says how much less: n answers
are worth ``n/deff``. That is seldom a whole number, and the intervals of :mod:`rusfelt.stats` are
for whole counts, so Wilson's and Newcombe's stand here for a share and any number above 0. With
whole counts they are the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rusfelt.typing import Floats

__all__ = ["Interval", "newcombe", "relative_change", "wilson"]


class Interval(NamedTuple):
    """A lower and an upper bound."""

    low: Floats
    high: Floats


def wilson(share: Floats, n: Floats, confidence: Floats | float) -> Interval:
    """Wilson's score interval of a share.

    With ``x = n·share``: ``(x + z²/2 ± z·sqrt(x(1 - share) + z²/4)) / (n + z²)``. Exactly 0 below
    where the share is 0, exactly 1 above where it is 1. nan where the share or ``n`` is.

    Args:
        share: from 0 to 1, any shape.
        n: how many answers it is worth, above 0.
        confidence: level, or an array of levels.

    Returns:
        The bounds as shares.

    >>> low, high = wilson(np.array([0.0]), np.array([10.0]), 0.95)
    >>> float(low[0]), round(float(high[0]), 4)
    (0.0, 0.2775)

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953; the effective number of answers:
    Kish (1965), Survey Sampling.
    """
    z = _quantile(confidence)
    x = n * share
    half = z * np.sqrt(x * (1 - share) + z * z / 4)
    low, high = (x + z * z / 2 - half) / (n + z * z), (x + z * z / 2 + half) / (n + z * z)
    return Interval(np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high))


def newcombe(
    first: Floats, n_first: Floats, later: Floats, n_later: Floats, confidence: Floats | float
) -> Interval:
    """Newcombe's interval of the difference between two independent shares, later less first.

    Method 10 of the source, from the two Wilson intervals. nan where a share or number is.

    Args:
        first: the share it is held against, from 0 to 1.
        n_first: how many answers it is worth.
        later: the share of other people.
        n_later: how many answers that is worth.
        confidence: level, or an array of levels. All five broadcast.

    Returns:
        The bounds of ``later - first``, as shares: times 100 they are percentage points.

    >>> low, high = newcombe(*map(np.array, (48 / 80, 80.0, 56 / 70, 70.0)), 0.95)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)

    Source: Newcombe (1998),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    one, two = wilson(first, n_first, confidence), wilson(later, n_later, confidence)
    difference = later - first
    return Interval(
        difference - np.hypot(later - two.low, one.high - first),
        difference + np.hypot(two.high - later, first - one.low),
    )


def relative_change(
    first: Floats, n_first: Floats, later: Floats, n_later: Floats, confidence: Floats | float
) -> Interval:
    """The interval of the change as a part of the first share, by the logarithm of the ratio.

    ``exp(log(later/first) ± z·sqrt((1 - first)/(n₁·first) + (1 - later)/(n₂·later))) - 1``. It is
    approximate, and too narrow in small samples. A share of 0 or 1 gives no standard error on that
    scale, so the interval is nan there, as it is where a bound is too large for a number.

    Args:
        first: the share the change is a part of, from 0 to 1.
        n_first: how many answers it is worth.
        later: the share of other people.
        n_later: how many answers that is worth.
        confidence: level. All five broadcast.

    Returns:
        The bounds of ``later/first - 1``: times 100 they are per cent of the first share.

    >>> low, high = relative_change(*map(np.array, (0.3, 400.0, 90 / 380, 380.0)), 0.95)
    >>> round(float(low), 4), round(float(high), 4)
    (-0.3755, -0.0019)

    Source: Katz, Baptista, Azen and Pike (1978), doi:10.2307/2530610.
    """
    z = _quantile(confidence)
    inside = (first > 0) & (first < 1) & (later > 0) & (later < 1)
    one, two = np.where(inside, first, np.nan), np.where(inside, later, np.nan)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        error = np.sqrt((1 - one) / (n_first * one) + (1 - two) / (n_later * two))
        log = np.log(two) - np.log(one)
        low, high = np.expm1(log - z * error), np.expm1(log + z * error)
    both = np.isfinite(low) & np.isfinite(high)
    return Interval(np.where(both, low, np.nan), np.where(both, high, np.nan))


def _quantile(confidence: Floats | float) -> Floats:
    from scipy import special  # noqa: PLC0415 - loaded when something is computed

    return np.asarray(-special.ndtri((1 - np.asarray(confidence)) / 2))
