"""Goal-based outcomes: how far each of a person's own goals has come, from 0 to 10."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import not_in_range
from rusfelt.stats._checks import broadcast, not_positive, refuse
from rusfelt.stats._on_paper import above, at_least
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["GoalBasedChange", "goal_based_change"]

_NONE, _REACHED = 0.0, 10.0


class GoalBasedChange(NamedTuple):
    """Each person's goals; every field has the persons' shape.

    Attributes:
        change: mean over the person's goals of the last rating less the first.
        first: mean first rating of those goals.
        last: mean last rating.
        n: goals rated both times.
        unpaired: goals rated only once.
        reached: goals of those ``n`` last rated 10.
        category: ``improved``, ``unchanged`` or ``deteriorated``; empty without a change or
            without a threshold.
        boundary: ``">="`` or ``">"``, how the change was held against the threshold.
    """

    change: Floats
    first: Floats
    last: Floats
    n: Integers
    unpaired: Integers
    reached: Integers
    category: Strings
    boundary: Strings


def goal_based_change(
    first: ArrayLike,
    last: ArrayLike,
    *,
    threshold: ArrayLike | None = None,
    operator: Literal[">=", ">"] = ">=",
    unpaired: Literal["undefined", "left-out"] = "undefined",
) -> GoalBasedChange:
    """How far each person's own goals have moved on a ladder from 0 (no progress) to 10 (reached).

    The mean over goals of the last rating less the first. A place with neither rating is no goal.
    A goal rated only once has no change: by default the person then has none either, since a goal
    that was given up is seldom rated again; with ``"left-out"`` the mean is of the others. Both
    ways ``n`` and ``unpaired`` say how many. Undefined, and nan, where no goal has both.

    Whether a mean change is more than the ladder's own noise takes a threshold from a source that
    says for how many goals it holds: a mean over three goals is steadier than one goal. None is
    shipped; without one the category is empty.

    Args:
        first: first ratings, ``(..., goals)``, 0 to 10; nan is none.
        last: last ratings, likewise; they broadcast.
        threshold: smallest reliable mean change, above 0, one or one for each person.
        operator: ``">="`` if a change of just the threshold is reliable, ``">"`` if not: as the
            threshold's source has it. Equal on paper is equal.
        unpaired: ``"undefined"`` or ``"left-out"``.

    Returns:
        The mean change, what it rests on, and its category.

    Raises:
        DomainError: where a rating is outside 0 to 10, the threshold is not above 0, a word is
            unknown, or shapes do not fit.

    >>> result = goal_based_change([[2, 3, np.nan], [4, 5, 6]], [[7, 4, np.nan], [4, 5, 5]],
    ...                            threshold=3)
    >>> result.change.round(2), result.category.tolist()
    (array([ 3.  , -0.33]), ['improved', 'unchanged'])

    Source: Law (2011), Goals and Goal Based Outcomes (GBOs): Some Useful Information, London:
    CAMHS Press.
    """
    _check_words(operator, unpaired)
    before, after = broadcast(first=first, last=last)
    if before.ndim == 0:
        problem = Problem("first", "is one number, not a row of goals.", "Put it in a list.")
        raise DomainError(problems=[problem])
    refuse(
        not_in_range("first", before, _NONE, _REACHED, cell="goal"),
        not_in_range("last", after, _NONE, _REACHED, cell="goal"),
    )
    paired = ~np.isnan(before) & ~np.isnan(after)
    n = paired.sum(axis=-1)
    once = (np.isnan(before) != np.isnan(after)).sum(axis=-1)
    defined = (n > 0) & ((once == 0) | (unpaired == "left-out"))
    start, end = (_mean(ratings, paired, n, defined) for ratings in (before, after))
    change = end - start
    if threshold is None:
        persons, limit = change.shape, np.asarray(np.nan)
    else:
        (limit,) = broadcast(threshold=threshold)
        refuse(not_positive("threshold", limit))
        persons = _shared(change, limit)
    beyond = at_least if operator == ">=" else above
    category = np.select(
        [beyond(change, limit, start, end), beyond(-change, limit, start, end)],
        ["improved", "deteriorated"],
        np.where(np.isnan(change + limit), "", "unchanged"),
    )
    reached = (paired & (after == _REACHED)).sum(axis=-1)
    change, start, end = (np.broadcast_to(field, persons) for field in (change, start, end))
    n, once, reached = (np.broadcast_to(field, persons) for field in (n, once, reached))
    words = np.broadcast_to(np.array(operator), persons)
    return GoalBasedChange(change, start, end, n, once, reached, category.astype("<U12"), words)


def _mean(ratings: Floats, paired: Bools, n: Integers, defined: Bools) -> Floats:
    total = np.where(paired, ratings, 0.0).sum(axis=-1)
    return np.asarray(np.divide(total, n, out=np.full(n.shape, np.nan), where=defined))


def _shared(change: Floats, limit: Floats) -> tuple[int, ...]:
    try:
        shape: tuple[int, ...] = np.broadcast_shapes(change.shape, limit.shape)
    except ValueError as error:
        problem = Problem(
            "threshold", f"has shape {limit.shape} beside persons of shape {change.shape}.",
            "Give one threshold, or one for each person.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    return shape


def _check_words(operator: object, unpaired: object) -> None:
    refuse(
        []
        if is_one_of(operator, (">=", ">"))
        else [Problem("operator", "is neither '>=' nor '>'.", "Use the one its source has.")],
        []
        if is_one_of(unpaired, ("undefined", "left-out"))
        else [Problem("unpaired", "is unknown.", "Use undefined or left-out.")],
    )
