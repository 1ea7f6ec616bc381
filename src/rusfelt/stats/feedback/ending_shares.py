"""How a group's episodes ended, out of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats.feedback.endings import CLOSED_ENDINGS, EpisodeEnding

if TYPE_CHECKING:
    from rusfelt.typing import Array, Floats, Integers

__all__ = ["EndingShares", "ending_shares"]


class EndingShares(NamedTuple):
    """How a group's episodes ended, each share beside what it is a share of.

    Attributes:
        episodes: all given.
        open: still open.
        no_ending: not known whether open, planned or unplanned.
        no_score: ended, without a last score.
        closed: ended, with a last score: the denominator of the four shares that follow.
        planned_healthy: share of them; likewise the next three.
        planned_clinical: planned, and in the clinical range.
        unplanned_healthy: unplanned, and out of the clinical range.
        unplanned_clinical: unplanned and in the clinical range: dropout without effect.
        with_target: of the closed, those with a target: the denominator of the last.
        reached: how many of these reached it.
        reached_share: ``reached/with_target``. A share without a denominator is nan.
    """

    episodes: Integers
    open: Integers
    no_ending: Integers
    no_score: Integers
    closed: Integers
    planned_healthy: Floats
    planned_clinical: Floats
    unplanned_healthy: Floats
    unplanned_clinical: Floats
    with_target: Integers
    reached: Integers
    reached_share: Floats


def ending_shares(endings: EpisodeEnding) -> EndingShares:
    """How a group's episodes ended, out of how many.

    Only episodes that have ended and have a last score are in the denominator; those open, of
    unknown ending or without a score are counted beside it. Who reached the target is a share of
    those who had one: a person with one session often has none. Intervals are
    :func:`~rusfelt.stats.intervals.wilson` of a number and its denominator.

    Args:
        endings: the answer of :func:`~rusfelt.stats.feedback.endings.episode_ending`; its
            last axis is the episodes of a group.

    Returns:
        Numbers, denominators and shares.

    Raises:
        DomainError: where there is one episode and no group.

    >>> from rusfelt.stats.feedback.endings import episode_ending
    >>> endings = episode_ending([27, 19, 26, 20], ["planned", "unplanned", "unplanned", "open"],
    ...                          cutoff=25, target=[24, 24, float("nan"), 24])
    >>> shares = ending_shares(endings)
    >>> int(shares.closed), round(float(shares.unplanned_clinical), 3)
    (3, 0.333)
    >>> int(shares.with_target), float(shares.reached_share)
    (2, 0.5)

    Source: International Center for Clinical Excellence's list of what feedback systems report,
    OpenFIT article KA-01016 (percent reaching target, dropout inside and outside the green zone).
    """
    if not isinstance(endings, EpisodeEnding) or np.ndim(endings.ending) == 0:
        problem = Problem(
            "endings", "are not those of a group.", "Call episode_ending with several episodes."
        )
        raise DomainError(problems=[problem])
    word = endings.ending
    four = [_count(word == each) for each in CLOSED_ENDINGS]
    closed = np.asarray(sum(four[1:], start=four[0]))
    planned, planned_clinical, unplanned, unplanned_clinical = (
        _share(part, closed) for part in four
    )
    aimed = np.isin(word, CLOSED_ENDINGS) & endings.with_target
    with_target, reached = _count(aimed), _count(aimed & endings.reached)
    return EndingShares(
        np.full(closed.shape, word.shape[-1], dtype=np.int64), _count(word == "open"),
        _count(endings.reason == "no-ending"), _count(endings.reason == "no-score"), closed,
        planned, planned_clinical, unplanned, unplanned_clinical, with_target, reached,
        _share(reached, with_target),
    )  # fmt: skip


def _count(which: Array) -> Integers:
    return np.asarray(np.sum(which, axis=-1, dtype=np.int64))


def _share(part: Integers, whole: Integers) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
