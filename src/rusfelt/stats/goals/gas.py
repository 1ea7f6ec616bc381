"""Goal attainment scaling: several goals of one person as one figure.

Each goal has five levels agreed beforehand: 0 is what was expected, +1 and +2 are more, -1 and -2
are less. The T-score gathers them so that someone who reaches every goal as expected gets 50.

Two formulas in circulation are wrong. A common slip puts ``Σ(w²)`` where ``(Σw)²`` belongs: levels
0, 1, 2 with weights 1, 2, 3 then give 71.4 for 67.6. And the formulas of Turner-Stokes (2009) were
misprinted on pages 364 and 367; its erratum gives the one used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from rusfelt.stats.goals._gas import gas_sums, read_goals

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["GasChange", "GoalAttainment", "gas_change", "gas_t_score", "goal_attainment"]


class GoalAttainment(NamedTuple):
    """Each person's T-score and what it rests on; every field has the persons' shape.

    Attributes:
        t: the T-score.
        mean: the weighted mean of the levels, from -2 to +2, whatever the number of goals.
        n: goals that were rated and have a weight above 0.
        unrated: goals with a weight above 0 that were not rated.
        dropped: goals left out because their weight is 0.
        low: the lowest T those goals could give, all at -2.
        high: the highest, all at +2. T-scores with different ranges are not on one scale.
    """

    t: Floats
    mean: Floats
    n: Integers
    unrated: Integers
    dropped: Integers
    low: Floats
    high: Floats


class GasChange(NamedTuple):
    """Each person's T-score before and after, over the same goals; all of the persons' shape.

    Attributes:
        baseline: T at the start.
        achieved: T at the end.
        change: ``achieved - baseline``.
        mean_change: change in the weighted mean of the levels.
        n: goals that were rated both times and have a weight above 0.
        unrated: goals with a weight above 0 that were not rated both times.
        dropped: goals left out because their weight is 0.
        at_floor: of those ``n``, goals that began at -2 and so had no room to get worse.
        low: the lowest T those goals could give.
        high: the highest.
    """

    baseline: Floats
    achieved: Floats
    change: Floats
    mean_change: Floats
    n: Integers
    unrated: Integers
    dropped: Integers
    at_floor: Integers
    low: Floats
    high: Floats


def gas_t_score(
    scores: ArrayLike, weights: ArrayLike | None = None, rho: ArrayLike = 0.3
) -> Floats:
    """How far each person has reached the goals set with them, as one figure.

    50 means as expected on the whole; above is more, below is less. What T can reach depends on
    the number of goals: one goal at -1 gives 40, and six give 34.5. So T-scores of persons with
    different numbers of goals are not on one scale; :func:`goal_attainment` gives the range and
    the weighted mean beside T, and :func:`~rusfelt.stats.goals.gas_group.gas_group` says when a
    group can be compared. The levels are ranks that are added up as if they were measures, which
    is disputed.

    A nan is a goal that was not rated, and the person then has no T: a goal nobody rates is often
    one that was given up, and leaving it out flatters (:func:`goal_attainment` can be told to). A
    goal of weight 0 is dropped, rated or not; that is also how a place without a goal is marked.
    nan too where no goal is left.

    ``T = 50 + 10·Σwx / sqrt((1 - ρ)·Σw² + ρ·(Σw)²)``. Only the proportions of the weights matter.

    Args:
        scores: levels from -2 to +2, ``(..., goals)``; halves may occur.
        weights: 0 or more, ``(goals,)`` or ``(..., goals)``; all equal if left out.
        rho: assumed correlation between goals, 0 to 1, one or of the persons' shape. The
            convention is 0.3. At 1, T is ``50 + 10·mean``.

    Returns:
        T of each person, ``(...)``; a single number for one person.

    Raises:
        DomainError: where a level is outside -2 to +2, a weight is negative or not finite, all of
            a person's weights are 0, ``rho`` is outside 0 to 1, or shapes do not fit.

    >>> round(float(gas_t_score([1, 0, 2, -1])), 2)
    57.25
    >>> gas_t_score([[-2, 0, -1, 2, 0, 1], [0, 0, 0, 0, 0, 0]], [3, 5, 1, 4, 2, 6])
    array([55., 50.])

    Source: Kiresuk and Sherman (1968), doi:10.1007/BF01530764; the erratum to Turner-Stokes
    (2009), doi:10.1177/0269215508101742.
    """
    return goal_attainment(scores, weights, rho).t


def goal_attainment(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    rho: ArrayLike = 0.3,
    *,
    unrated: Literal["undefined", "left-out"] = "undefined",
) -> GoalAttainment:
    """How far each person has reached the goals set with them, and what that rests on.

    T as :func:`gas_t_score` gives it, beside the weighted mean of the levels, the number of goals
    and the range T could have had with them: with different ranges ``mean`` is what can be
    compared.

    A nan is a goal that was not rated. By default the person then has no T; with ``"left-out"`` T
    is of the goals rated. Both ways ``n`` and ``unrated`` say how many. A goal of weight 0 is
    dropped, rated or not, and counted in ``dropped``. Undefined, and nan, where no goal is left.

    The formula is that of :func:`gas_t_score`.

    Args:
        scores: levels from -2 to +2, ``(..., goals)``; halves may occur.
        weights: 0 or more, ``(goals,)`` or ``(..., goals)``; all equal if left out.
        rho: assumed correlation between goals, 0 to 1, one or of the persons' shape.
        unrated: ``"undefined"`` or ``"left-out"``.

    Returns:
        T, the weighted mean, the goals it rests on, and its attainable range.

    Raises:
        DomainError: as for :func:`gas_t_score`, and where ``unrated`` is another word.

    >>> given_up = [1, float("nan")]
    >>> found = goal_attainment(given_up, unrated="left-out")
    >>> float(goal_attainment(given_up).t), float(found.t), int(found.unrated)
    (nan, 60.0, 1)

    Source: as for :func:`gas_t_score`.
    """
    goals = read_goals(weights, rho, scores=scores)
    sums = gas_sums(goals, unrated)
    return GoalAttainment(
        sums.t[0], sums.mean[0], sums.n, sums.unrated, sums.dropped, sums.low, sums.high
    )


def gas_change(
    baseline: ArrayLike,
    achieved: ArrayLike,
    weights: ArrayLike | None = None,
    rho: ArrayLike = 0.3,
    *,
    unrated: Literal["undefined", "left-out"] = "undefined",
) -> GasChange:
    """How far each person has come towards the goals set with them.

    T of the levels reached less T of the levels at the start, over the very same goals: a goal
    rated only once counts neither time. It says what happened, not why. ``at_floor`` counts goals
    that began at -2: had they got worse, the scale could not have shown it.

    The rules for goals not rated and for weights, and the formula, are those of
    :func:`goal_attainment`; a goal rated at only one of the two times is one not rated.

    Args:
        baseline: levels at the start, ``(..., goals)``, from -2 to +2.
        achieved: levels at the end, of a shape that fits.
        weights: 0 or more, ``(goals,)`` or ``(..., goals)``; all equal if left out.
        rho: assumed correlation between goals, 0 to 1.
        unrated: ``"undefined"`` or ``"left-out"``.

    Returns:
        Both T-scores, their difference, and what it rests on.

    Raises:
        DomainError: as for :func:`gas_t_score`.

    >>> result = gas_change([-1, -1, -1], [0, 1, -1], [9, 6, 1])
    >>> [round(float(t), 2) for t in result[:3]]
    [37.33, 53.96, 16.63]

    Source: Turner-Stokes (2009), doi:10.1177/0269215508101742, with its erratum.
    """
    goals = read_goals(weights, rho, baseline=baseline, achieved=achieved)
    sums = gas_sums(goals, unrated)
    (before, after), (mean_before, mean_after) = sums.t, sums.mean
    return GasChange(
        before, after, after - before, mean_after - mean_before, sums.n, sums.unrated,
        sums.dropped, sums.at_floor, sums.low, sums.high,
    )  # fmt: skip
