"""The percent of goal obtained: how far treatment brought someone from the baseline to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_floats, check_confidence, refuse
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.single_case._levels import moments, normal_bounds
from rusfelt.stats.single_case._phases import as_phases

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["PercentOfGoal", "percent_of_goal"]


class PercentOfGoal(NamedTuple):
    """The share of the way to the goal, each field of the batch's shape.

    Attributes:
        value: 1 is the goal, 0 the baseline, below 0 the wrong way; times 100 it is the percent.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    n_a: Integers
    n_b: Integers


def percent_of_goal(
    a: ArrayLike, b: ArrayLike, goal: ArrayLike, *, confidence: ArrayLike = 0.95
) -> PercentOfGoal:
    """How much of the way from the baseline's level to a goal the treatment phase has covered.

    ``P = (M_b - M_a)/(goal - M_a)``, known as PoGO when times 100. The goal says which way is
    better. ``se = sqrt(s_a²/m + s_b²/n + P²·s_a²/m)/|goal - M_a|`` (Dunlap and Silver), each
    phase with its own variance (n - 1); the interval is normal. nan where a phase has no
    measurement or the baseline's mean is the goal; se and interval also where a phase has one
    measurement or both variances are 0. A goal near the baseline makes all of it unsteady.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        goal: the level aimed at, in the same unit, one or one for each case.
        confidence: level of the interval, one or one for each case.

    Returns:
        The share, its standard error and interval.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            the goal is not finite, or a level is not strictly between 0 and 1.

    >>> round(float(percent_of_goal([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30], 30).value), 4)
    0.5636

    Source: Ferron, Goldstein, Olszewski and Rohrer (2020), doi:10.1080/17489539.2020.1732024;
    Dunlap and Silver (1986), doi:10.3758/BF03201412.
    """
    level = check_confidence("confidence", confidence)
    aim = as_floats("goal", goal)
    refuse(
        bad_rows("goal", ~np.isfinite(aim), "is not a finite number.", "Give the level aimed at.")
    )
    phases = as_phases(a, b, confidence=level, goal=aim)
    level, aim = phases.numbers
    before, after = moments(phases.a, phases.n_a), moments(phases.b, phases.n_b)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        way = aim - before.mean
        way = np.where((way == 0) | np.isinf(way), np.nan, way)
        value = (after.mean - before.mean) / way
        spread = before.variance / phases.n_a
        variance = (spread + after.variance / phases.n_b + value**2 * spread) / way / way
    value, se, low, high = phases.shaped(*normal_bounds(value, variance, level))
    return PercentOfGoal(value, se, low, high, *phases.counts)
