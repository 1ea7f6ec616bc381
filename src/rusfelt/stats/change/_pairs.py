"""Mean, spread and covariance of the people who have both scores."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_floats, broadcast
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._groups import Groups, number_groups
from rusfelt.stats.change._sums import Sums, sums_by_key, sums_by_row

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["PairMoments", "as_pairs", "pair_moments"]

_TWO = 2  # people, below which nothing varies
# Sums of squares below this may have lost what they were squares of.
_TINY = 1e-200
# A product of two spreads nearer to the ends of the floats than this has lost digits.
_SMALLEST, _LARGEST = 1e-290, 1e307


class PairMoments(NamedTuple):
    """Each broadcasts against the people: one column for all, or one value a person."""

    mean: Floats
    sd: Floats
    mean_post: Floats
    sd_post: Floats
    covariance: Floats
    n: Integers
    correlation: Floats


def as_pairs(pre: object, post: object) -> tuple[Floats, Floats]:
    """The two scores as float64 of one shape; infinities are refused and nan is no score.

    >>> as_pairs([1, 2], 3)
    (array([1., 2.]), array([3., 3.]))
    """
    first, second = (_as_floats(name, value) for name, value in (("pre", pre), ("post", post)))
    if first.shape != second.shape:
        first, second = broadcast(pre=first, post=second)
    with np.errstate(all="ignore"):
        suspect = not np.isfinite(first.sum() + second.sum())
    if suspect:
        check_not_infinite(pre=first, post=second)
    return first, second


def pair_moments(
    pre: Floats, post: Floats, group: Groups | object | None, pooled: bool
) -> PairMoments:
    """What the people with both scores have in common, over everybody or group by group.

    Standard deviations and the covariance divide by ``n - 1``. The means are nan where nobody has
    both scores, the rest where fewer than two have. The spread of equal scores is exactly 0; the
    correlation is then nan and the covariance 0. A covariance too large or too small for a number
    is nan.

    Args:
        pre: scores ``(..., people)``, nan for none; see :func:`as_pairs`.
        post: the later scores, of the same shape.
        group: a label for each person, numbered or not; ``None`` for none.
        pooled: whether everybody counts together, whatever their group.

    Returns:
        Arrays ``(..., 1)`` for everybody together, or ``(..., people)`` group by group.

    >>> m = pair_moments(np.array([1.0, 2, 3]), np.array([2.0, 4, np.nan]), None, True)
    >>> float(m.mean[0]), float(m.mean_post[0]), int(m.n[0])
    (1.5, 3.0, 2)
    """
    batch, people = pre.shape[:-1], pre.shape[-1]
    rows = prod(batch)
    first, second = pre.reshape(rows, people), post.reshape(rows, people)
    with np.errstate(all="ignore"):
        if pooled or group is None:
            return PairMoments._make(part.reshape(*batch, 1) for part in _by_row(first, second))
        groups = group if isinstance(group, Groups) else number_groups(group, pre.shape)
        kinds = len(groups.labels)
        key = groups.codes.reshape(rows, people) + kinds * np.arange(rows)[:, np.newaxis]
        a, b, k = (np.asarray(column).reshape(pre.size) for column in (first, second, key))
        found = _by_key(a, b, k, keys=rows * kinds)
        return PairMoments._make(part[key].reshape(pre.shape) for part in found)


def _by_row(pre: Floats, post: Floats) -> PairMoments:
    sums = sums_by_row(pre, post)
    found = _from_sums(sums, 0, 0)
    again = _lost_digits(sums)
    if again.any():
        a, b = _pairs_only(pre[again], post[again])
        scale, scale_post = (_exponent(np.fmax.reduce(np.abs(x), axis=1)) for x in (a, b))
        a, b = np.ldexp(a, -scale[:, np.newaxis]), np.ldexp(b, -scale_post[:, np.newaxis])
        _put(found, again, _from_sums(sums_by_row(a, b), scale, scale_post))
    return found


def _by_key(pre: Floats, post: Floats, key: Integers, *, keys: int) -> PairMoments:
    sums = sums_by_key(pre, post, key, keys)
    found = _from_sums(sums, 0, 0)
    again = _lost_digits(sums)
    if again.any():
        # The keys to be done again, numbered anew.
        here = again[key]
        k = (np.cumsum(again) - 1)[key[here]]
        a, b = _pairs_only(pre[here], post[here])
        largest = np.zeros((2, int(again.sum())))
        np.fmax.at(largest[0], k, np.abs(a))
        np.fmax.at(largest[1], k, np.abs(b))
        scale, scale_post = _exponent(largest[0]), _exponent(largest[1])
        a, b = np.ldexp(a, -scale[k]), np.ldexp(b, -scale_post[k])
        some = sums_by_key(a, b, k, largest.shape[1])
        _put(found, again, _from_sums(some, scale, scale_post))
    return found


def _lost_digits(sums: Sums) -> Bools:
    """Where a sum overflowed, or is so small that what was squared may have vanished."""
    finite = np.isfinite(sums.squares + sums.squares_post + sums.products)
    small = (sums.squares < _TINY) | (sums.squares_post < _TINY)
    return np.asarray(~finite | (small & (sums.n >= _TWO)))


def _pairs_only(pre: Floats, post: Floats) -> tuple[Floats, Floats]:
    lone = np.isnan(pre) | np.isnan(post)
    return np.where(lone, np.nan, pre), np.where(lone, np.nan, post)


def _exponent(largest: Floats) -> Integers:
    """The power of two that brings the largest below 1, which changes no digit of any score."""
    return np.asarray(np.frexp(np.where(np.isnan(largest), 0.0, largest))[1], dtype=np.int64)


def _from_sums(sums: Sums, scale: Integers | int, scale_post: Integers | int) -> PairMoments:
    degrees = np.where(sums.n >= _TWO, sums.n - 1.0, np.nan)
    sd, sd_post = np.sqrt(sums.squares / degrees), np.sqrt(sums.squares_post / degrees)
    covariance = sums.products / degrees
    # Rounding may carry the correlation of scores on a line a digit beyond 1.
    correlation = np.clip(covariance / sd / sd_post, -1.0, 1.0)
    somebody = sums.n > 0
    mean = np.where(somebody, np.ldexp(sums.mean, scale), np.nan)
    mean_post = np.where(somebody, np.ldexp(sums.mean_post, scale_post), np.nan)
    sd, sd_post = np.ldexp(sd, scale), np.ldexp(sd_post, scale_post)
    # By halves: the two powers together may be beyond a float where the covariance is not.
    covariance = np.ldexp(np.ldexp(covariance, scale), scale_post)
    size = sd * sd_post
    lost = (sums.products != 0) & ~((size > _SMALLEST) & (size < _LARGEST))
    mean, sd, mean_post, sd_post = (
        finite_or_nan(np.asarray(part)) for part in (mean, sd, mean_post, sd_post)
    )
    covariance = np.where(lost, np.nan, covariance)
    n = sums.n.copy()
    return PairMoments(mean, sd, mean_post, sd_post, covariance, n, np.asarray(correlation))


def _put(found: PairMoments, where: Bools, some: PairMoments) -> None:
    for part, value in zip(found, some, strict=True):
        part[where] = value


def _as_floats(name: str, value: object) -> Floats:
    # Scores are read, never written: a column of floats needs no copy.
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    return as_floats(name, value)
