"""What an episode of sessions came to: its first, last and best score, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._options import is_one_of
from rusfelt.stats.feedback._sessions import read_sessions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["EpisodeSummary", "episode_summary"]

_DAYS_IN_WEEK = 7


class EpisodeSummary(NamedTuple):
    """One row for each episode.

    Attributes:
        first: score of the first session, the intake.
        last: score of the last session.
        best: the best score of any session.
        n: number of sessions with a score.
        weeks: from the first session to the last, 0 for a single one.
        change: ``last - first``.
        change_from_last: the last score less the one before it; nan for a single session.
    """

    first: Floats
    last: Floats
    best: Floats
    n: Integers
    weeks: Floats
    change: Floats
    change_from_last: Floats


def episode_summary(
    t: ArrayLike,
    y: ArrayLike,
    offsets: ArrayLike,
    *,
    better: Literal["higher", "lower"] = "higher",
) -> EpisodeSummary:
    """The first, last and best score of each episode, the number of sessions and the weeks.

    ``change`` is 0 for an episode of one session, which is no news about the person; ``n`` says
    so. An episode without sessions has ``n = 0`` and nan elsewhere, as has a difference too large
    for a number.

    Args:
        t: days of all sessions, episode after episode, ``(m,)``, rising within each.
        y: their scores, ``(m,)``.
        offsets: where each episode begins, and ``m``, ``(episodes + 1,)``.
        better: ``"higher"`` or ``"lower"``, which decides what is best.

    Returns:
        One row for each episode.

    Raises:
        DomainError: where a time or a score is not finite, times of an episode do not rise,
            ``offsets`` do not rise from 0 to ``m``, or ``better`` is neither word.

    >>> result = episode_summary([0, 7, 21, 0], [18, 26, 24, 30], [0, 3, 4])
    >>> result.first, result.last, result.best, result.n, result.weeks
    (array([18., 30.]), array([24., 30.]), array([26., 30.]), array([3, 1]), array([3., 0.]))

    Source: Miller, Duncan, Brown, Sparks and Claud (2003), The Outcome Rating Scale, Journal of
    Brief Therapy 2, 91-100 (sessions as the unit of feedback-informed treatment).
    """
    if not is_one_of(better, ("higher", "lower")):
        problem = Problem("better", "is neither 'higher' nor 'lower'.", "Say which is better.")
        raise DomainError(problems=[problem])
    sessions = read_sessions(t, y, offsets)
    begins, ends = sessions.offsets[:-1], sessions.offsets[1:]
    first, last, best, before, days = np.full((5, sessions.n.size), np.nan)
    some, several = sessions.some, sessions.n > 1
    first[some] = sessions.y[begins[some]]
    last[some] = sessions.y[ends[some] - 1]
    before[several] = sessions.y[ends[several] - 2]
    with np.errstate(over="ignore"):
        days[some] = sessions.t[ends[some] - 1] - sessions.t[begins[some]]
        change, step = last - first, last - before
    if some.any():
        # Episodes without sessions take up no room, so the others' beginnings cut it exactly.
        extreme = np.maximum if better == "higher" else np.minimum
        best[some] = extreme.reduceat(sessions.y, begins[some])
    return EpisodeSummary(
        first, last, best, sessions.n, finite_or_nan(days / _DAYS_IN_WEEK), finite_or_nan(change),
        finite_or_nan(step),
    )  # fmt: skip
