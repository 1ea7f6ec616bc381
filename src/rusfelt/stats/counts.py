"""Two counts of events, several counts of events, and what a count could have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    check_counts,
    not_count,
    not_positive,
    refuse,
)
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._discrete import MINLIKE_TOLERANCE, last_true, rejects

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats

__all__ = [
    "Detectable",
    "Homogeneity",
    "RateRatio",
    "detectable_count",
    "homogeneity",
    "rate_ratio_exact",
]

_LEVEL = 0.05
# Whole numbers up to here have room for halves between them, which the search needs.
_COUNTABLE = 2.0**52


class RateRatio(NamedTuple):
    """The later rate against the first, with its exact test; fields of the batch's shape."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    p_minlike: Floats
    size: Floats
    smallest_p: Floats
    z: Floats
    change: Floats
    change_low: Floats
    change_high: Floats


class Homogeneity(NamedTuple):
    """Pearson's chi-square over categories; fields of the batch's shape."""

    chi2: Floats
    df: Floats
    p: Floats


class Detectable(NamedTuple):
    """The nearest later counts that would be told from chance; nan where there is none."""

    low: Floats
    high: Floats


def rate_ratio_exact(
    x1: ArrayLike,
    x2: ArrayLike,
    *,
    exposure1: ArrayLike = 1.0,
    exposure2: ArrayLike = 1.0,
    confidence: ArrayLike = 0.95,
    change_confidence: ArrayLike = 0.90,
) -> RateRatio:
    """The exact test that two counts of events have the same rate, and how far apart they are.

    Given ``N = x₁ + x₂``, the later count is binomial with share ``e₂/(e₁ + e₂)`` when the rates
    are equal. ``p`` is twice the smaller tail; ``p_minlike`` sums all outcomes no likelier than
    the one seen. The interval of the ratio is Clopper and Pearson's for that share, as odds: it
    contains 1 exactly when ``p`` exceeds ``1 - confidence``. The interval of the change in rate
    is the same share turned into rates with N held fixed; it therefore leaves out the chance in
    N itself. ``z = (r₂ - r₁)/sqrt(x₁/e₁² + x₂/e₂²)`` is the normal test without conditions, for
    comparison only.

    With no events at all ``p`` is 1, the ratio's interval is 0 to infinity, and the ratio, z and
    the change's interval are nan. A first count of 0 gives an infinite ratio. What is too large
    for a float is nan.

    Args:
        x1: first counts of events, any shape.
        x2: later counts.
        exposure1: what the first events are counted over, above 0.
        exposure2: what the later events are counted over, in the same unit.
        confidence: level of the ratio's interval.
        change_confidence: level of the change's interval. All six broadcast.

    Returns:
        The ratio ``r₂/r₁``, its interval, both p values, the attainable size at level .05 and the
        smallest p given N, z, and the change ``r₂ - r₁`` with its interval.

    Raises:
        DomainError: where a count is not a whole number of 0 or more, an exposure is not above 0,
            or a level is not strictly between 0 and 1.

    >>> result = rate_ratio_exact(179, 128)
    >>> round(float(result.ratio), 3), round(float(result.p), 4), round(float(result.z), 3)
    (0.715, 0.0042, -2.911)

    Source: Przyborowski and Wilenski (1940), doi:10.1093/biomet/31.3-4.313.
    """
    check_confidence("confidence", confidence)
    check_confidence("change_confidence", change_confidence)
    x1, x2, e1, e2, level, change_level = broadcast(
        x1=x1, x2=x2, exposure1=exposure1, exposure2=exposure2,
        confidence=confidence, change_confidence=change_confidence,
    )  # fmt: skip
    refuse(
        not_count("x1", x1),
        not_count("x2", x2),
        not_positive("exposure1", e1),
        not_positive("exposure2", e2),
    )
    total = x1 + x2
    some = total > 0
    first, later = _shares(e1, e2)
    p, p_minlike, size, smallest = _binomial_test(x1, x2, first, later)
    low, low_rest, high, high_rest = _share_bounds(x1, x2, (1 - level) / 2)
    c_low, c_low_rest, c_high, c_high_rest = _share_bounds(x1, x2, (1 - change_level) / 2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate1, rate2 = finite_or_nan(x1 / e1), finite_or_nan(x2 / e2)
        spread = np.where(some, np.hypot(np.sqrt(x1) / e1, np.sqrt(x2) / e2), np.nan)
        ratio = finite_or_nan(rate2 / rate1)
        odds_low = finite_or_nan(low / low_rest * (e1 / e2))
        odds_high = finite_or_nan(high / high_rest * (e1 / e2))
        change = finite_or_nan(np.asarray(rate2 - rate1))
        change_low = finite_or_nan(total * (c_low / e2 - c_low_rest / e1))
        change_high = finite_or_nan(total * (c_high / e2 - c_high_rest / e1))
        z = finite_or_nan(np.asarray(change / spread))
    return RateRatio(
        ratio=np.where(x1 > 0, ratio, np.where(x2 > 0, np.inf, np.nan)),
        low=np.where(x2 > 0, odds_low, 0.0),
        high=np.where(x1 > 0, odds_high, np.inf),
        p=p,
        p_minlike=p_minlike,
        size=size,
        smallest_p=smallest,
        z=z,
        change=change,
        change_low=np.where(some, change_low, np.nan),
        change_high=np.where(some, change_high, np.nan),
    )


def homogeneity(x: ArrayLike, *, exposure: ArrayLike | None = None) -> Homogeneity:
    """Pearson's chi-square that counts of events share one rate.

    ``Σ (x - E)²/E`` with ``E`` the total shared out by exposure, on k - 1 degrees of freedom. The
    p is approximate, and poor where an expected count is below about 5. With no events, or fewer
    than two categories, or where chi-square is too large for a float, chi-square and p are nan.

    Args:
        x: counts, ``(..., k)``, one for each category.
        exposure: what each is counted over, above 0, broadcast with ``x``; equal when left out.

    Returns:
        Chi-square, degrees of freedom and p.

    Raises:
        DomainError: where a count is not a whole number of 0 or more, or an exposure not above 0.

    >>> result = homogeneity([68, 51, 60])
    >>> round(float(result.chi2), 4), float(result.df), round(float(result.p), 4)
    (2.4246, 2.0, 0.2975)
    """
    x, weight = broadcast(x=np.atleast_1d(as_floats("x", x)),
                          exposure=1.0 if exposure is None else exposure)  # fmt: skip
    refuse(not_count("x", x, series=True), not_positive("exposure", weight, series=True))
    total = x.sum(axis=-1, keepdims=True)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        whole = weight.sum(axis=-1, keepdims=True)
        whole = np.where(np.isfinite(whole), whole, np.nan)
        expected = np.where(total > 0, total, np.nan) * weight / whole
        chi2 = finite_or_nan(((x - expected) ** 2 / expected).sum(axis=-1))
    return chi_square(chi2, x.shape[-1] - 1)


def chi_square(chi2: Floats, df: int) -> Homogeneity:
    """A chi-square with its p; nan where there are no degrees of freedom."""
    chi2 = np.asarray(chi2) if df > 0 else np.full(np.shape(chi2), np.nan)
    p = special.chdtrc(max(df, 1), chi2)
    return Homogeneity(chi2, np.full(chi2.shape, float(df)), np.asarray(p))


def detectable_count(
    baseline: ArrayLike, *, exposure_ratio: ArrayLike = 1.0, alpha: ArrayLike = 0.05
) -> Detectable:
    """Which later counts the exact test would tell from a baseline count.

    The largest later count below it, and the smallest above it, whose doubled p in
    :func:`rate_ratio_exact` is at most ``alpha``. The lower tail only rises and the upper tail
    only falls as the later count grows, so each is found by halving. ``low`` is nan where not
    even 0 would be told from the baseline, and both are nan where the counts in question are above
    2⁵², as a float then soon no longer tells one from the next.

    Args:
        baseline: first counts, any shape.
        exposure_ratio: the later exposure over the first, above 0.
        alpha: level of the test. All three broadcast.

    Returns:
        The largest detectable count below and the smallest above.

    Raises:
        DomainError: where the baseline is no count, the exposure ratio is not above 0, or the
            level is not strictly between 0 and 1.

    >>> detectable_count([2, 4, 10, 20])
    Detectable(low=array([nan, nan,  2.,  8.]), high=array([10., 13., 23., 36.]))
    """
    check_confidence("alpha", alpha)
    x1, ratio, level = broadcast(baseline=baseline, exposure_ratio=exposure_ratio, alpha=alpha)
    check_counts(baseline=x1)
    refuse(not_positive("exposure_ratio", ratio))
    with np.errstate(over="ignore", invalid="ignore"):
        same = x1 * ratio
        first, later = 1 / (1 + ratio), ratio / (1 + ratio)
    # Where one count cannot be told from the next, a baseline of 0 is searched in its stead.
    countable = (same <= _COUNTABLE) & (x1 <= _COUNTABLE) & np.isfinite(ratio) & np.isfinite(later)
    x1, same = np.where(countable, x1, 0.0), np.where(countable, same, 0.0)
    first, later = np.where(countable, first, 0.5), np.where(countable, later, 0.5)

    def not_detected(k: Floats) -> Bools:
        return np.asarray(~rejects(2 * _upper(x1, k, later), level))

    low = last_true(
        lambda k: rejects(2 * _lower(x1, k, first), level), np.zeros_like(x1), np.ceil(same)
    )
    bound = 2 * np.ceil(same) + 16
    while np.any(undetected := not_detected(bound) & (bound <= _COUNTABLE)):
        bound = np.where(undetected, 2 * bound, bound)
    found = bound <= _COUNTABLE
    high = last_true(not_detected, np.zeros_like(x1), np.where(found, bound, 0.0)) + 1
    return Detectable(
        np.where(countable & (low >= 0), low, np.nan), np.where(countable & found, high, np.nan)
    )


def _shares(e1: Floats, e2: Floats) -> tuple[Floats, Floats]:
    """The share of each exposure in both, also where their sum is more than a float holds."""
    with np.errstate(over="ignore"):
        whole = e1 + e2
    if not np.isfinite(whole).all():
        e1, e2, whole = (
            np.where(np.isfinite(whole), part, half)
            for part, half in ((e1, e1 / 2), (e2, e2 / 2), (whole, e1 / 2 + e2 / 2))
        )
    return e1 / whole, e2 / whole


def _lower(x1: Floats, x2: Floats, first: Floats) -> Floats:
    """P(later count ≤ x2) given the total, ``first`` being the first exposure's share."""
    return np.where(x1 > 0, special.betainc(np.maximum(x1, 1), x2 + 1, first), 1.0)


def _upper(x1: Floats, x2: Floats, later: Floats) -> Floats:
    """P(later count ≥ x2) given the total, ``later`` being the later exposure's share."""
    return np.where(x2 > 0, special.betainc(np.maximum(x2, 1), x1 + 1, later), 1.0)


def _binomial_test(
    x1: Floats, x2: Floats, first: Floats, later: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Doubled p, minimum-likelihood p, attainable size and smallest doubled p."""
    total = x1 + x2
    none, all_ = np.zeros_like(total), total

    def lower(k: Floats) -> Floats:
        inside = np.clip(k, none, all_)
        return np.where(k < 0, 0.0, _lower(total - inside, inside, first))

    def upper(k: Floats) -> Floats:
        inside = np.clip(k, none, all_)
        return np.where(k > total, 0.0, _upper(total - inside, inside, later))

    p = np.minimum(1.0, 2 * np.minimum(lower(x2), upper(x2)))
    smallest = np.minimum(1.0, 2 * np.minimum(lower(none), upper(all_)))
    last = last_true(lambda k: rejects(2 * lower(k), _LEVEL), none, all_)
    first_high = last_true(lambda k: ~rejects(2 * upper(k), _LEVEL), none, all_) + 1
    size = lower(last) + upper(first_high)

    def log_pmf(k: Floats) -> Floats:
        return np.asarray(
            special.xlogy(k, later) + special.xlogy(total - k, first)
            - special.gammaln(k + 1) - special.gammaln(total - k + 1)
        )  # fmt: skip

    # Likelihood rises up to the mode and falls after it, so the outcomes no likelier than the
    # one seen are two ends of the range, each found by halving.
    mode = np.minimum(np.floor((total + 1) * later), total)
    limit = log_pmf(x2) + np.log1p(MINLIKE_TOLERANCE)
    left = last_true(lambda k: log_pmf(k) <= limit, none, mode)
    right = last_true(lambda k: log_pmf(k) > limit, mode, all_) + 1
    p_minlike = np.where(left >= mode, 1.0, np.minimum(1.0, lower(left) + upper(right)))
    return p, p_minlike, size, smallest


def _share_bounds(x1: Floats, x2: Floats, tail: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Clopper and Pearson's bounds of the later count's share, each with 1 less itself."""
    a, b = np.maximum(x2, 1), np.maximum(x1, 1)
    low = np.where(x2 > 0, special.betaincinv(a, x1 + 1, tail), 0.0)
    low_rest = np.where(x2 > 0, special.betainccinv(x1 + 1, a, tail), 1.0)
    high = np.where(x1 > 0, special.betainccinv(x2 + 1, b, tail), 1.0)
    high_rest = np.where(x1 > 0, special.betaincinv(b, x2 + 1, tail), 0.0)
    return low, low_rest, high, high_rest
