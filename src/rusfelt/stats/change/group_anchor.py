"""A group's mean change, or the difference between two groups, against one that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, broadcast
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._on_paper import at_least
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._one_number import one_least_change, one_level
from rusfelt.stats.change._pairs import as_pairs, pair_moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["GroupAnchor", "GroupAnchorBetween", "group_anchor", "group_anchor_between"]

_GRADES = (
    "unimportant-improvement",
    "possibly-important-improvement",
    "probably-important-improvement",
    "important-improvement",
    "unimportant-deterioration",
    "possibly-important-deterioration",
    "probably-important-deterioration",
    "important-deterioration",
)
_WORDS = np.array(["", "not-significant", *_GRADES])
_FEWEST = 2
_REASONS = np.array(["", "too-large", "sd-zero", "too-few-people"])


class GroupAnchor(NamedTuple):
    """A group's mean change with its interval, and how it stands to the important difference."""

    difference: Floats
    low: Floats
    high: Floats
    n: Integers
    category: Strings
    reason: Strings


class GroupAnchorBetween(NamedTuple):
    """The comparison group's mean less the reference group's, and how it stands likewise."""

    difference: Floats
    low: Floats
    high: Floats
    n_reference: Integers
    n_comparison: Integers
    category: Strings
    reason: Strings


def group_anchor(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    important: float,
    better: str,
    confidence: float = 0.95,
) -> GroupAnchor:
    """Whether a group as a whole moved by as much as matters to people.

    The mean of ``post - pre`` over those with both scores, with the interval of the paired t test:
    ``mean ± t·sd/√n``, the standard deviation of the changes with n - 1. Without people who were
    not helped beside them, it is a change, not an effect. The word, with ``g`` the change counted
    the better way:

    ========================  =====================================================================
    ``not-significant``       the interval holds 0 (its ends count as held, equal on paper included)
    ``unimportant-…``         all of the interval falls short of the important difference
    ``possibly-important-…``  the mean falls short of it, the interval does not
    ``probably-important-…``  the mean is at least it, the interval begins short of it
    ``important-…``           all of the interval is at least it (``>=``)
    ========================  =====================================================================

    each ending in ``improvement`` where the interval lies above 0 and in ``deterioration`` where it
    lies below, graded the same way: turning the direction round turns only that last word.

    Fewer than two people with both scores (``too-few-people``), changes that are all equal
    (``sd-zero``) and sums too large for a number (``too-large``) have no interval and no word.

    Args:
        pre: first scores, ``(..., people)``, in points; nan where there is none.
        post: later scores, broadcast with ``pre``.
        important: the minimal important difference, above 0, in points.
        better: ``"higher"`` or ``"lower"``.
        confidence: level of the interval.

    Returns:
        The mean change and its bounds in points, the number of people with both scores, the word,
        and the reason where there is none, each of the batch's shape.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), the important
            difference is not above 0, the level is not strictly between 0 and 1, ``better`` is
            another word, or the scores are one number.

    >>> result = group_anchor([20, 22, 25, 30], [26, 29, 30, 38], important=5, better="higher")
    >>> float(result.difference), float(result.low.round(2)), str(result.category)
    (6.5, 4.45, 'probably-important-improvement')

    Source: Armijo-Olivo, Warren, Fuentes and Magee (2011), doi:10.1016/j.math.2011.05.006.
    """
    sign = one_direction(better)
    threshold = one_least_change("important", important)
    first, second = as_pairs(pre, post)
    _check_people("pre", first)
    with np.errstate(over="ignore"):
        change = np.asarray(second - first)
    group = _group(np.where(np.isinf(change), np.nan, change))
    # A change too large for a number is no missing score.
    lost = np.isinf(change).any(axis=-1)
    n = np.where(lost, np.sum(~np.isnan(change), axis=-1), group.n)
    mean = np.where(lost, np.nan, group.mean)
    df = np.maximum(n - 1, 1).astype(np.float64)
    low, high = _bounds(mean, group.sd / np.sqrt(np.maximum(n, 1)), df, confidence)
    word, reason = _word(mean, low, high, n < _FEWEST, (group.sd == 0) & ~lost, sign, threshold)
    return GroupAnchor(mean, low, high, n, word, reason)


def group_anchor_between(
    reference: ArrayLike,
    comparison: ArrayLike,
    *,
    important: float,
    better: str,
    confidence: float = 0.95,
) -> GroupAnchorBetween:
    """Whether one group ended as much better off than another as matters to people.

    The mean of the comparison group less that of the reference group, with Welch's interval, which
    lets the two groups vary differently: ``± t·√(s²/n + s²/n)`` on Welch and Satterthwaite's
    degrees of freedom. Give the later scores where chance decided who was in which group, and each
    person's change where it did not. The words are those of :func:`group_anchor`.

    Fewer than two people in a group (``too-few-people``), two groups of equal figures (``sd-zero``) and
    sums too large for a number (``too-large``) have no interval and no word.

    Args:
        reference: the reference group's figures, ``(..., people)``; nan where there is none.
        comparison: those of the comparison group, with the same batch; the numbers of people need
            not be equal.
        important: the minimal important difference, above 0, in points.
        better: ``"higher"`` or ``"lower"``.
        confidence: level of the interval.

    Returns:
        The difference and its bounds in points, how many stood in each group, the word, and the
        reason where there is none, each of the batch's shape.

    Raises:
        DomainError: as for :func:`group_anchor`, and where the batches do not fit together.

    >>> result = group_anchor_between([20, 24, 22], [31, 30, 35], important=5, better="higher")
    >>> float(result.difference), str(result.category)
    (10.0, 'probably-important-improvement')

    Source: Welch (1947), doi:10.1093/biomet/34.1-2.28; Armijo-Olivo, Warren, Fuentes and Magee
    (2011), doi:10.1016/j.math.2011.05.006.
    """
    sign = one_direction(better)
    threshold = one_least_change("important", important)
    figures = as_floats("reference", reference), as_floats("comparison", comparison)
    check_not_infinite(reference=figures[0], comparison=figures[1])
    for name, values in zip(("reference", "comparison"), figures, strict=True):
        _check_people(name, values)
    r, c = (_group(values) for values in figures)
    broadcast(reference=r.mean, comparison=c.mean)  # refuses batches that do not fit
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        difference = finite_or_nan(np.asarray(c.mean - r.mean))
        a, b = (group.sd / np.sqrt(np.maximum(group.n, 1)) for group in (r, c))
        error = np.hypot(a, b)
        # In units of the larger error, so that no fourth power leaves the range of numbers.
        larger = np.where(error > 0, np.maximum(a, b), 1.0)
        a2, b2 = (a / larger) ** 2, (b / larger) ** 2
        down = a2**2 / np.maximum(r.n - 1, 1) + b2**2 / np.maximum(c.n - 1, 1)
        df = np.where(down > 0, (a2 + b2) ** 2 / np.where(down > 0, down, 1.0), 1.0)
    low, high = _bounds(difference, error, df, confidence)
    few = np.minimum(r.n, c.n) < _FEWEST
    word, reason = _word(difference, low, high, few, error == 0, sign, threshold)
    n_reference, n_comparison = (np.broadcast_to(g.n, difference.shape) for g in (r, c))
    return GroupAnchorBetween(difference, low, high, n_reference, n_comparison, word, reason)


class _Group(NamedTuple):
    mean: Floats
    sd: Floats
    n: Integers


def _group(values: Floats) -> _Group:
    found = pair_moments(values, values, None, pooled=True)
    return _Group(found.mean[..., 0], found.sd[..., 0], found.n[..., 0])


def _check_people(name: str, values: Floats) -> None:
    if values.ndim == 0:
        problem = Problem(name, "is one number, not a group.", "Put the scores in a list.")
        raise DomainError(problems=[problem])


def _bounds(mean: Floats, error: Floats, df: Floats, confidence: float) -> tuple[Floats, Floats]:
    level = one_level(confidence)
    with np.errstate(over="ignore", invalid="ignore"):
        half = -special.stdtrit(df, (1 - level) / 2) * np.where(error > 0, error, np.nan)
        low, high = np.asarray(mean - half), np.asarray(mean + half)
    usable = np.isfinite(low) & np.isfinite(high)
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def _word(
    mean: Floats, low: Floats, high: Floats, few: Bools, flat: Bools, sign: float, least: float
) -> tuple[Strings, Strings]:
    """The word for a mean and its interval, or the reason for having none."""
    better = sign * mean > 0
    # Counted the way the group moved: the middle, the end nearer to 0 and the far end.
    middle = np.abs(mean)
    near, far = (np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high)))
    grade = sum(at_least(size, least, far).astype(np.int64) for size in (far, middle, near))
    with np.errstate(over="ignore"):
        zero = at_least(-low, 0.0, far) & at_least(high, 0.0, far)
    code = np.where(zero, 1, 2 + grade + np.where(better, 0, 4))
    unknown = np.isnan(low) | np.isnan(high)
    why = np.where(few, 3, np.where(flat, 2, 1))
    why[~unknown] = 0
    words = np.asarray(_WORDS[np.where(unknown, 0, code)], dtype=_WORDS.dtype)
    return words, np.asarray(_REASONS[why], dtype=_REASONS.dtype)
