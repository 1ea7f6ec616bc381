"""The scale of a GAS T-score: what it can reach, and the mean level that lies behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._cells import bad_cells
from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    not_count,
    not_positive,
    not_unit_share,
    refuse,
)
from rusfelt.stats.goals._gas import read_goals, spread

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["GasRange", "gas_range", "gas_weighted_mean"]

# T-scores are printed with few digits, so one read off a page may lie a little beyond its range.
_READ_OFF = 0.05


class GasRange(NamedTuple):
    """The lowest and the highest T-score that can be reached."""

    low: Floats
    high: Floats


def gas_range(n: ArrayLike, rho: ArrayLike = 0.3) -> GasRange:
    """Between which T-scores equally weighted goals can end, by how many they are.

    One goal goes from 30 to 70, three from 22.6 to 77.4 and six from 19.0 to 81.0. So the same T
    means less with more goals, and T-scores of persons with different numbers of goals are not on
    one scale. Always defined. With unequal weights the range is narrower; ``low`` and ``high`` of
    :func:`~rusfelt.stats.goals.gas.goal_attainment` hold it.

    ``50 ± 20·sqrt(n / (1 - ρ + ρ·n))``.

    Args:
        n: number of goals, 1 or more, any shape.
        rho: assumed correlation between goals, 0 to 1, broadcast with ``n``.

    Returns:
        T with every goal at -2 and at +2.

    Raises:
        DomainError: where ``n`` is no count of 1 or more, or ``rho`` is outside 0 to 1.

    >>> low, high = gas_range([1, 3, 6])
    >>> low.round(1), high.round(1)
    (array([30. , 22.6, 19. ]), array([70. , 77.4, 81. ]))

    Source: Kiresuk and Sherman (1968), doi:10.1007/BF01530764.
    """
    n, rho = broadcast(n=n, rho=rho)
    refuse(not_count("n", n) or not_positive("n", n), not_unit_share("rho", rho))
    reach = np.asarray(20 * np.sqrt(n / (1 - rho + rho * n)))
    return GasRange(50 - reach, 50 + reach)


def gas_weighted_mean(t: ArrayLike, weights: ArrayLike, rho: ArrayLike = 0.3) -> Floats:
    """The weighted mean of the goals' levels that lies behind a T-score.

    The inverse of :func:`~rusfelt.stats.goals.gas.gas_t_score`: a T of 40 over three equal goals
    is 0.73 of a level below what was expected. Unlike T the mean does not stretch with the number
    of goals. nan where ``t`` is nan.

    ``(T - 50)·sqrt((1 - ρ)·Σw² + ρ·(Σw)²) / (10·Σw)``.

    Args:
        t: T-scores, any shape.
        weights: those T was made with, ``(goals,)`` or ``(..., goals)``; ones if all were equal.
        rho: the correlation T was made with, 0 to 1, one or one for each T.

    Returns:
        The weighted mean, from -2 to +2.

    Raises:
        DomainError: where ``t`` is more than 0.05 beyond what goals with those weights can reach,
            a weight is negative or not finite, all weights are 0, or ``rho`` is outside 0 to 1.

    >>> gas_weighted_mean([40, 50], [1, 1, 1]).round(2)
    array([-0.73,  0.  ])

    Source: Kiresuk and Sherman (1968), doi:10.1007/BF01530764.
    """
    figures = as_floats("t", t)
    goals = read_goals(weights, rho, persons=figures.shape)
    reach = spread(goals.weights, goals.rho)
    rows = np.broadcast_to(figures, goals.persons).reshape(-1)
    refuse(
        bad_cells(
            "t", np.abs(rows - 50) > 20 * reach + _READ_OFF, "is beyond what its goals can reach.",
            "Check that weights and rho are those the T-score was made with.",
        )
    )  # fmt: skip
    return np.asarray((rows - 50) / (10 * reach)).reshape(goals.persons)
