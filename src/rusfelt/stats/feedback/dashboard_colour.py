"""The colours a feedback dashboard gives an outcome scale and an alliance scale, with why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._cells import bad_cells, not_finite_or_nan, text
from rusfelt.stats._checks import broadcast, not_count, not_finite, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._on_paper import at_least

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["AllianceColour", "DashboardColour", "alliance_colour", "dashboard_colour"]

# A fall in alliance of this much since the last session is red.
_DROP = 1.0
_COLOURS = np.array(["", "grey", "green", "orange", "red"])
_REASONS = np.array([
    "one-session", "no-score", "no-target", "target-reached-above-cutoff", "target-reached",
    "between-targets", "below-lower-target",
])  # fmt: skip
_COLOUR_OF_REASON = np.array([1, 0, 0, 2, 2, 3, 4])
_LEVEL_REASONS = np.array(["no-score", "at-or-above-cutoff", "below-cutoff"])
_COLOUR_OF_LEVEL = np.array([1, 2, 4])
_CHANGE_REASONS = np.array(["no-score", "no-last-score", "fallen", "not-fallen"])
_COLOUR_OF_CHANGE = np.array([1, 0, 4, 0])


class DashboardColour(NamedTuple):
    """A colour for each person, why, and the version of the targets; of the input's shape."""

    colour: Strings
    reason: Strings
    version: Strings


class AllianceColour(NamedTuple):
    """Two lights for each person: the score's level, and its change since the last session.

    Attributes:
        colour: of the level: ``green``, ``red``, or ``grey`` without a score.
        reason: ``at-or-above-cutoff``, ``below-cutoff`` or ``no-score``.
        change: the score less the last one.
        change_colour: ``red`` where it has fallen by 1 or more, ``grey`` without a score, else
            empty: no colour is documented for it.
        change_reason: ``fallen``, ``not-fallen``, ``no-score`` or ``no-last-score``.
    """

    colour: Strings
    reason: Strings
    change: Floats
    change_colour: Strings
    change_reason: Strings


def dashboard_colour(
    count: ArrayLike,
    score: ArrayLike,
    *,
    target: ArrayLike,
    lower_target: ArrayLike,
    cutoff: ArrayLike,
    version: str,
) -> DashboardColour:
    """The colour OpenFIT's dashboard shows for an outcome scale, by its documented rules.

    In this order: ``grey`` with one score or none; ``green`` from the session's target on, in or
    out of the clinical range (``reason`` says which); ``orange`` below the target but from the
    lower target on; ``red`` below that. Higher is better. Equal on paper is equal.

    No colour, with the reason ``no-score`` or ``no-target``, where what decides it is nan.

    Args:
        count: number of scores so far, any shape.
        score: the last score (``ORSPost``); nan is none.
        target: the target for this session (``TargetSessionScore``), from the user's table.
        lower_target: the lower target for this session (``nTargetSession``).
        cutoff: scores from here on are out of the clinical range: on the Outcome Rating Scale,
            OpenFIT documents 25 for adults and 32 for children. All five broadcast.
        version: which table the targets are from.

    Returns:
        The colours, their reasons and the version.

    Raises:
        DomainError: where ``count`` is no count, a score or target infinite, a cutoff not finite,
            a lower target above its target, or the version says nothing.

    >>> result = dashboard_colour([1, 5, 5, 5, 5], [20, 26, 22, 20, 15], target=21,
    ...                           lower_target=18, cutoff=25, version="made up 1")
    >>> result.colour.tolist()
    ['grey', 'green', 'green', 'orange', 'red']
    >>> result.reason[1:3].tolist()
    ['target-reached-above-cutoff', 'target-reached']

    Source: OpenFIT, dashboard alerts, support.openfit.care, article 204000069702.
    """
    name = text("version", version, "Say which table the targets are from, and which edition.")
    count, score, target, lower, limit = broadcast(
        count=count, score=score, target=target, lower_target=lower_target, cutoff=cutoff
    )
    refuse(
        not_count("count", count),
        not_finite_or_nan("score", score),
        not_finite_or_nan("target", target),
        not_finite_or_nan("lower_target", lower),
        not_finite("cutoff", limit),
        bad_cells("lower_target", lower > target, "is above its target.", "Swap the two."),
    )
    reached = at_least(score, target)
    code = np.select(
        [
            count <= 1, np.isnan(score), np.isnan(target), reached & at_least(score, limit),
            reached, np.isnan(lower), at_least(score, lower),
        ],
        [0, 1, 2, 3, 4, 2, 5],
        6,
    )  # fmt: skip
    return DashboardColour(
        _COLOURS[_COLOUR_OF_REASON[code]], _REASONS[code],
        np.broadcast_to(np.array(name), code.shape),
    )  # fmt: skip


def alliance_colour(
    score: ArrayLike, last: ArrayLike = np.nan, *, cutoff: ArrayLike
) -> AllianceColour:
    """The colours OpenFIT's dashboard shows for an alliance scale, by its documented rules.

    One light for the level: ``green`` from the cutoff on, ``red`` below it, ``grey`` without a
    score. (Other sources talk already at the cutoff itself: there the two differ.) One for the
    change: ``red`` where the score has fallen by 1 or more since the last session. The alliance
    is how the person finds the help, session by session; it is no outcome.

    Args:
        score: the score now (``SRSPost``), any shape; nan is none.
        last: the score of the session before; nan is none.
        cutoff: OpenFIT documents 36 for the Session Rating Scale. All three broadcast.

    Returns:
        Both lights and their reasons.

    Raises:
        DomainError: where a score is infinite or a cutoff not finite.

    >>> result = alliance_colour([38, 34, 36], [39.5, float("nan"), 36.5], cutoff=36)
    >>> result.colour.tolist(), result.change_colour.tolist()
    (['green', 'red', 'green'], ['red', '', ''])

    Source: OpenFIT, dashboard alerts, support.openfit.care, article 204000069702.
    """
    now, before, limit = broadcast(score=score, last=last, cutoff=cutoff)
    refuse(
        not_finite_or_nan("score", now), not_finite_or_nan("last", before),
        not_finite("cutoff", limit),
    )  # fmt: skip
    with np.errstate(over="ignore"):
        change = np.asarray(now - before)
    none = np.isnan(now)
    level = np.select([none, at_least(now, limit)], [0, 1], 2)
    step = np.select([none, np.isnan(before), at_least(-change, _DROP, now, before)], [0, 1, 2], 3)
    return AllianceColour(
        _COLOURS[_COLOUR_OF_LEVEL[level]], _LEVEL_REASONS[level], finite_or_nan(change),
        _COLOURS[_COLOUR_OF_CHANGE[step]], _CHANGE_REASONS[step],
    )  # fmt: skip
