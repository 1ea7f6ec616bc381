"""How many of a group recovered or changed by the rules of NHS Talking Therapies, out of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats.change.talking_therapies import TalkingTherapies

if TYPE_CHECKING:
    from rusfelt.typing import Array, Floats, Integers

__all__ = ["TalkingTherapiesShares", "talking_therapies_shares"]


class TalkingTherapiesShares(NamedTuple):
    """What became of a group, each share beside what it is a share of; of the groups' shape.

    Attributes:
        started: everyone given.
        too_few_sessions: of those, not classified for want of sessions.
        missing_pre: not classified for want of a score at the start.
        missing_post: not classified for want of a score at the end.
        two_scores: the classified, the denominator of improvement, deterioration and no change.
        case_at_start: the classified who were cases, the denominator of both kinds of recovery.
        recovered: number recovered; likewise the next four.
        reliably_improved: number reliably improved.
        reliably_deteriorated: number reliably deteriorated.
        no_reliable_change: number with neither.
        reliably_recovered: number reliably recovered.
        recovery: ``recovered/case_at_start``; nan without cases.
        reliable_improvement: ``reliably_improved/two_scores``; nan without persons with both.
        reliable_deterioration: ``reliably_deteriorated/two_scores``.
        reliable_recovery: ``reliably_recovered/case_at_start``.
    """

    started: Integers
    too_few_sessions: Integers
    missing_pre: Integers
    missing_post: Integers
    two_scores: Integers
    case_at_start: Integers
    recovered: Integers
    reliably_improved: Integers
    reliably_deteriorated: Integers
    no_reliable_change: Integers
    reliably_recovered: Integers
    recovery: Floats
    reliable_improvement: Floats
    reliable_deterioration: Floats
    reliable_recovery: Floats


def talking_therapies_shares(outcomes: TalkingTherapies) -> TalkingTherapiesShares:
    """How many of a group recovered, improved or deteriorated, out of how many.

    Recovery and reliable recovery are of those who were cases at the start; improvement and
    deterioration are of all with two scores. Those not classified are in no denominator, and are
    counted by why: when they are many, the shares are of a selected few. A share without a
    denominator is nan. Intervals are :func:`~rusfelt.stats.intervals.wilson` of a number and its
    denominator.

    Args:
        outcomes: the answer of
            :func:`~rusfelt.stats.change.talking_therapies.talking_therapies`; its last axis is
            the persons of a group.

    Returns:
        Numbers, denominators and shares.

    Raises:
        DomainError: where there is one person and no group.

    >>> from rusfelt.stats.change.talking_therapies import talking_therapies
    >>> outcomes = talking_therapies([[18, 14], [9, 7], [12, 9]], [[6, 5], [3, 3], [np.nan, 9]],
    ...                              caseness=[10, 8], reliable=[6, 4])
    >>> shares = talking_therapies_shares(outcomes)
    >>> int(shares.started), int(shares.two_scores), int(shares.case_at_start)
    (3, 2, 1)
    >>> float(shares.recovery), float(shares.reliable_improvement)
    (1.0, 1.0)

    Source: Gyani, Shafran, Layard and Clark (2013), doi:10.1016/j.brat.2013.06.004; NHS England,
    The NHS Talking Therapies Manual.
    """
    if not isinstance(outcomes, TalkingTherapies):
        problem = Problem("outcomes", "is no TalkingTherapies.", "Call talking_therapies first.")
        raise DomainError(problems=[problem])
    if np.ndim(outcomes.classified) == 0:
        problem = Problem("outcomes", "is of one person.", "Give the outcomes of a group.")
        raise DomainError(problems=[problem])
    persons = outcomes.classified.shape[-1]
    whys = ("too-few-sessions", "missing-pre", "missing-post")
    few, missing_pre, missing_post = (_count(outcomes.reason == why) for why in whys)
    scored, cases = _count(outcomes.classified), _count(outcomes.case_at_start)
    recovered, improved, worse, same, reliably = (
        _count(field)
        for field in (
            outcomes.recovery, outcomes.reliable_improvement, outcomes.reliable_deterioration,
            outcomes.no_reliable_change, outcomes.reliable_recovery,
        )
    )  # fmt: skip
    return TalkingTherapiesShares(
        np.full(scored.shape, persons, dtype=np.int64), few, missing_pre, missing_post, scored, cases,
        recovered, improved, worse, same, reliably, _share(recovered, cases), _share(improved, scored),
        _share(worse, scored), _share(reliably, cases),
    )  # fmt: skip


def _count(which: Array) -> Integers:
    return np.asarray(np.sum(which, axis=-1, dtype=np.int64))


def _share(part: Integers, whole: Integers) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
