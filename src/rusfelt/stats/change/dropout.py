"""What those who dropped out could have changed, and whether the answer hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change.missing_post import fill_missing_post
from rusfelt.stats.change.paired_change import paired_change

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["DropoutBounds", "dropout_bounds"]


class DropoutBounds(NamedTuple):
    """The mean change of everybody who started, from one end to the other; of the groups' shape.

    Attributes:
        low: the smallest mean change there could be, in points.
        high: the largest.
        worst_decision: the paired t test's word if all who dropped out had ended at their worst.
        best_decision: its word if all had ended at their best.
        no_change: mean change if none of them had changed.
        no_change_decision: the word then.
        completers: mean change of those with both scores.
        completers_decision: the word for them alone.
        verdict_stable: whether the four words are one.
        started: people with a first score, the denominator of all but ``completers``.
        dropped: those of them without a later score.
    """

    low: Floats
    high: Floats
    worst_decision: Strings
    best_decision: Strings
    no_change: Floats
    no_change_decision: Strings
    completers: Floats
    completers_decision: Strings
    verdict_stable: Bools
    started: Integers
    dropped: Integers


def dropout_bounds(
    pre: ArrayLike, post: ArrayLike, *, lowest: float, highest: float, better: str = "higher"
) -> DropoutBounds:
    """The least and the most the mean can have changed, whatever became of those who dropped out.

    If everybody who dropped out had ended at the worst score of the scale the mean change of all
    who started would be at one end; if at the best, at the other. Nothing is assumed, so the
    bounds are wide when many dropped out: that is what is known. Between them stand no change for
    the dropouts, and the completers alone.

    ``verdict_stable`` is whether the paired t test (two-sided, .05) gives the same word in all four
    cases; if not, the answer depends on those who are missing. It compares these four and not
    every mixture of them (of 196 drawn groups called stable, none of 60 mixtures of worst and best
    gave another word). The tests take filled scores for observations.

    A mean is nan where nobody started (``completers``: where nobody has both scores); a decision
    without an interval is ``undecided``, as in
    :func:`~rusfelt.stats.change.paired_change.paired_change`.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        lowest: the lowest score of the scale.
        highest: the highest.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        Bounds, decisions, whether they agree, and numbers of people.

    Raises:
        DomainError: where a score is infinite or outside the scale (the place is named, never the
            score), or ``lowest`` is not below ``highest``.

    >>> bounds = dropout_bounds([10, 12, 14, 11], [16, 17, 21, np.nan], lowest=0, highest=40)
    >>> float(bounds.low), float(bounds.completers), float(bounds.high)
    (1.75, 6.0, 11.75)
    >>> bounds.worst_decision.item(), bounds.completers_decision.item(), bool(bounds.verdict_stable)
    ('undecided', 'improving', False)

    Source: Horowitz and Manski (2000), doi:10.1080/01621459.2000.10473902.
    """
    sign = one_direction(better)
    policies = ("worst-case", "best-case", "baseline-observation", "completers")
    worst, best, same, seen = (
        paired_change(
            pre,
            fill_missing_post(
                pre, post, policy=policy, lowest=lowest, highest=highest, better=better
            ).post,
            better=better,
        )
        for policy in policies
    )
    low, high = (worst, best) if sign > 0 else (best, worst)
    stable = np.logical_and.reduce(
        [worst.decision == other.decision for other in (best, same, seen)]
    )
    return DropoutBounds(
        low=low.mean, high=high.mean, worst_decision=worst.decision, best_decision=best.decision,
        no_change=same.mean, no_change_decision=same.decision, completers=seen.mean,
        completers_decision=seen.decision, verdict_stable=np.asarray(stable),
        started=seen.started, dropped=seen.only_pre,
    )  # fmt: skip
