"""T-scores of several persons beside each other, and whether they may stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import bad_cells, not_finite_or_nan
from rusfelt.stats._checks import broadcast, refuse
from rusfelt.stats._count_bounds import finite_or_nan

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["GasGroup", "gas_group"]

# Ranges worked out from the same weights differ by rounding alone.
_SAME_RANGE = 1e-9
_AS_EXPECTED = 50


class GasGroup(NamedTuple):
    """A group's T-scores; every field has the groups' shape.

    Attributes:
        persons: persons with a T-score.
        without: persons without one.
        mean: mean T. About 50 where goals were set neither too easy nor too hard.
        sd: standard deviation of T between persons (n - 1). About 10 is meant.
        widest: the lowest T anyone could have got: the end of the widest range in the group.
        narrowest: the same of the narrowest range.
        comparable: whether all persons have one range, so that a T means the same for each; also
            true of a single person, and false of nobody.
    """

    persons: Integers
    without: Integers
    mean: Floats
    sd: Floats
    widest: Floats
    narrowest: Floats
    comparable: Bools


def gas_group(t: ArrayLike, low: ArrayLike) -> GasGroup:
    """What a group's T-scores come to, and a warning where they are not on one scale.

    T stretches with the number of goals: all goals at -1 is 40 for one goal and 34.5 for six. So a
    mean over persons with different numbers of goals mixes how well they did with how many goals
    they had, and ``comparable`` is then false: compare weighted means of the levels instead. A
    mean well above 50 may mean that the goals were easy.

    Mean and SD are over persons with a T; nan where there are none (for the SD, fewer than two).

    Args:
        t: T-scores, ``(..., persons)``; nan is a person without one.
        low: the lowest T each person's goals could give, broadcast with ``t``: the field of that
            name of :class:`~rusfelt.stats.goals.gas.GoalAttainment`.

    Returns:
        Counts, mean and SD, the widest and the narrowest range, and whether there is only one.

    Raises:
        DomainError: where ``t`` is one number or infinite, or a person with a T has no ``low``,
            or one that is not below 50.

    >>> from rusfelt.stats.goals.gas import goal_attainment
    >>> scores = [[-1, -1, np.nan], [-1, -1, -1]]
    >>> result = goal_attainment(scores, unrated="left-out")
    >>> result.t.round(1), result.mean
    (array([37.6, 36.3]), array([-1., -1.]))
    >>> bool(gas_group(result.t, result.low).comparable)
    False

    Source: Kiresuk and Sherman (1968), doi:10.1007/BF01530764 (the formula and its aim of a mean
    of 50 with a standard deviation of 10).
    """
    figures, ends = broadcast(t=t, low=low)
    if figures.ndim == 0:
        problem = Problem("t", "is one number, not a group.", "Put the T-scores in a list.")
        raise DomainError(problems=[problem])
    there = ~np.isnan(figures)
    refuse(
        not_finite_or_nan("t", figures, cell="person"),
        bad_cells(
            "low", there & ~((ends < _AS_EXPECTED) & np.isfinite(ends)), "is no end of a range below 50.",
            "Give the field low of the result that holds the T-scores.", cell="person",
        ),
    )  # fmt: skip
    persons = there.sum(axis=-1)
    some = persons > 0
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.where(there, figures, 0.0).sum(axis=-1)
        mean = np.divide(total, persons, out=np.full(persons.shape, np.nan), where=some)
        squares = np.square(np.where(there, figures - mean[..., None], 0.0)).sum(axis=-1)
        several = persons > 1
        variance = np.divide(
            squares, persons - 1, out=np.full(persons.shape, np.nan), where=several
        )
    widest = np.where(there, ends, np.inf).min(axis=-1, initial=np.inf)
    narrowest = np.where(there, ends, -np.inf).max(axis=-1, initial=-np.inf)
    same = some & (narrowest <= widest + _SAME_RANGE)
    return GasGroup(
        persons, figures.shape[-1] - persons, finite_or_nan(mean), finite_or_nan(np.sqrt(variance)),
        finite_or_nan(widest), finite_or_nan(narrowest), same,
    )  # fmt: skip
