"""How far a group of people has moved between two scores, and whether chance would do as much."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._discrete import rejects
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._group_mean import (
    count,
    group_level,
    group_mean,
    largest,
    of_group,
    student,
)
from rusfelt.stats.change._groups import number_groups
from rusfelt.stats.change._pairs import as_pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._groups import Groups
    from rusfelt.typing import Array, Floats, Integers, Strings

__all__ = ["GroupedPairedChange", "PairedChange", "paired_change", "paired_change_by"]

_LEVEL = 0.05


class PairedChange(NamedTuple):
    """The mean change of each group, each field of the groups' shape.

    Attributes:
        mean: mean of ``post - pre`` over those with both scores, in points.
        low: lower bound of the mean at ``confidence``.
        high: upper bound.
        change_low: lower bound at ``change_confidence``, for judging how small a change may be.
        change_high: upper bound.
        sd: standard deviation of the changes, with n - 1.
        t: ``mean/(sd/√pairs)``.
        p: two-sided p of the paired t test.
        decision: ``improving``, ``worsening`` or ``undecided``, by p at most .05.
        pairs: people with both scores, the denominator of all the above.
        started: people with a first score.
        only_pre: those of them who have no later score.
        only_post: people with a later score alone; they are in no other figure.
        reason: why there is no interval, else empty.
    """

    mean: Floats
    low: Floats
    high: Floats
    change_low: Floats
    change_high: Floats
    sd: Floats
    t: Floats
    p: Floats
    decision: Strings
    pairs: Integers
    started: Integers
    only_pre: Integers
    only_post: Integers
    reason: Strings


class GroupedPairedChange(NamedTuple):
    """The labels, in order, and the change of each: fields of shape ``(..., labels)``."""

    group: Array
    change: PairedChange


def paired_change(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    confidence: ArrayLike = 0.95,
    change_confidence: ArrayLike = 0.90,
    better: str = "higher",
) -> PairedChange:
    """How much the scores of the same people changed on average, beside what chance would do.

    The people with both scores alone are counted; how many began and were not heard from again
    stands beside them, and :func:`~rusfelt.stats.change.dropout.dropout_bounds` says what they
    could have changed. Without a comparison group a change is no effect: people often seek help
    when they are at their worst and would have moved anyway
    (:func:`~rusfelt.stats.change.regression_to_mean.regression_to_mean`).

    Undefined, with a reason: ``too-few-pairs``, fewer than two people (of one there is a mean, of
    none nothing); ``sd-zero``, everybody changed by the same amount, so that the changes say
    nothing of chance (interval, t and p are nan; the decision is ``undecided``); ``too-large``,
    beyond all numbers. Changes that differ by no more than a few roundings of the scores are
    equal.

    ``mean ± t·sd/√n`` with t the quantile on n - 1 degrees of freedom; ``p`` of ``mean/(sd/√n)``
    on the same. It assumes people independent of each other, and changes not far from normal or
    many. The decision is ``improving`` or ``worsening`` where p is at most .05.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none. Leading
            axes are groups of their own.
        post: their later scores, broadcast with ``pre``.
        confidence: level of ``low`` and ``high``, one or one for each group.
        change_confidence: level of ``change_low`` and ``change_high``; likewise.
        better: ``"higher"`` or ``"lower"``; it turns the decision and no number.

    Returns:
        Mean, intervals, test, decision and numbers of people, of the shape of the leading axes.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), there is one
            person and no group, a level is not strictly between 0 and 1, or ``better`` is neither
            word.

    >>> result = paired_change([20, 15, 18, 22, 25], [14, 13, 15, 16, np.nan], better="lower")
    >>> float(result.mean), round(float(result.p), 4), result.decision.item()
    (-4.25, 0.0259, 'improving')
    >>> int(result.pairs), int(result.started)
    (4, 5)

    Source: Student (1908), doi:10.1093/biomet/6.1.1.
    """
    return _paired(pre, post, None, confidence, change_confidence, better)


def paired_change_by(
    pre: ArrayLike,
    post: ArrayLike,
    group: ArrayLike,
    *,
    confidence: ArrayLike = 0.95,
    change_confidence: ArrayLike = 0.90,
    better: str = "higher",
) -> GroupedPairedChange:
    """The mean change of every team, office or ward at once.

    :func:`paired_change` of the people of each label, whose conditions hold for each label alone.
    Thousands of labels cost as much as one. Comparing many teams finds some that stand out by
    chance: see :func:`~rusfelt.stats.change.compare_clusters.compare_clusters`.

    Args:
        pre: people's first scores, ``(..., people)``; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        group: a label for each person, broadcast to the people: all strings or all numbers, none
            empty.
        confidence: level of ``low`` and ``high``; one, or one for each group.
        change_confidence: level of ``change_low`` and ``change_high``; likewise.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        The labels in order, and the change of each, fields of shape ``(..., labels)``.

    Raises:
        DomainError: as for :func:`paired_change`, or where a person has no label.

    >>> result = paired_change_by([5, 6, 7, 8], [6, 8, 7, 9], ["b", "a", "b", "a"])
    >>> result.group.tolist(), result.change.mean.tolist()
    (['a', 'b'], [1.5, 0.5])

    Source: Student (1908), doi:10.1093/biomet/6.1.1.
    """
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    groups = number_groups(group, before.shape)
    change = _paired(before, after, groups, confidence, change_confidence, better)
    return GroupedPairedChange(groups.labels, change)


def _paired(
    pre: ArrayLike, post: ArrayLike, groups: Groups | None, confidence: ArrayLike,
    change_confidence: ArrayLike, better: str,
) -> PairedChange:  # fmt: skip
    sign = one_direction(better)
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    with np.errstate(over="ignore", invalid="ignore"):
        change = after - before
    found = group_mean(change, largest(before, after), groups)
    shape = found.n.shape
    level = group_level(confidence, shape)
    change_level = group_level(change_confidence, shape, "change_confidence")
    t, p, low, high, change_low, change_high = student(found, level, change_level)
    decided = rejects(p, _LEVEL)
    better_now = sign * found.mean > 0
    started = count(~np.isnan(before), groups)
    return PairedChange(
        mean=found.mean, low=low, high=high, change_low=change_low, change_high=change_high,
        sd=found.sd, t=t, p=p,
        decision=np.where(decided, np.where(better_now, "improving", "worsening"), "undecided"),
        pairs=found.n, started=started, only_pre=np.asarray(started - found.n),
        only_post=np.asarray(count(~np.isnan(after), groups) - found.n), reason=found.reason,
    )  # fmt: skip
