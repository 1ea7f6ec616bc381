"""Mean, standard deviation and first autocorrelation, to the last digit the figures allow.

Each series is divided by a power of two first, which loses nothing and lets neither enormous nor
tiny figures leave the range of numbers. The sum keeps what its roundings lose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_series, row_blocks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["Moments", "lag_one_autocorrelation", "moments"]


class Moments(NamedTuple):
    """Mean and standard deviation (n - 1) of each series, in the figures' unit."""

    mean: Floats
    sd: Floats


def moments(y: ArrayLike) -> Moments:
    """The mean of each series, and how far its figures typically lie from it.

    ``mean = Σy/n`` and ``sd = √(Σ(y - mean)²/(n - 1))``: the sample standard deviation, with
    n - 1. Equal figures have a standard deviation of exactly 0. The mean of no figures, and the
    standard deviation of fewer than two, is nan; so is one too large for a number.

    Args:
        y: figures, ``(..., n)``, any unit.

    Returns:
        The mean and the standard deviation.

    Raises:
        DomainError: where a figure is nan or infinite, or ``y`` is one number.

    >>> moments([[1, 2, 3, 4], [7, 7, 7, 7]])
    Moments(mean=array([2.5, 7. ]), sd=array([1.29099445, 0.        ]))

    Source: Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115.
    """
    rows, batch = as_series("y", y)
    count, n = rows.shape
    mean, sd = np.full(count, np.nan), np.full(count, np.nan)
    for block in row_blocks(count if n else 0, n):
        centre, deviation, power = _centred(rows[block])
        mean[block] = np.ldexp(centre, power)
        if n > 1:
            with np.errstate(over="ignore"):
                spread = np.ldexp(np.sqrt((deviation * deviation).sum(axis=1) / (n - 1)), power)
            sd[block] = np.where(np.isinf(spread), np.nan, spread)
    return Moments(mean.reshape(batch), sd.reshape(batch))


def lag_one_autocorrelation(y: ArrayLike) -> Floats:
    """How much each figure of a series resembles the one before it.

    ``Σ(yₜ - mean)(yₜ₊₁ - mean)/Σ(yₜ - mean)²``, the first sum over n - 1 pairs, the second over
    all n points: positive where high follows high, negative where high follows low. Independent
    figures have ``-1/n`` on average, not 0, and short series say little about it. nan for fewer
    than two figures, and where all are equal.

    Args:
        y: figures, ``(..., n)``, in order of time, equally far apart.

    Returns:
        The correlation, between -1 and 1, of the batch's shape.

    Raises:
        DomainError: where a figure is nan or infinite, or ``y`` is one number.

    >>> lag_one_autocorrelation([[1, 2, 3, 4], [1, 3, 1, 3]])
    array([ 0.25, -0.75])

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.12,
    doi:10.18434/M32189.
    """
    rows, batch = as_series("y", y)
    count, n = rows.shape
    r = np.full(count, np.nan)
    for block in row_blocks(count if n else 0, n):
        deviation = _centred(rows[block])[1]
        squares = (deviation * deviation).sum(axis=1)
        pairs = (deviation[:, 1:] * deviation[:, :-1]).sum(axis=1)
        np.divide(pairs, squares, out=r[block], where=squares > 0)
    return r.reshape(batch)


def _centred(rows: Floats) -> tuple[Floats, Floats, Integers]:
    """Mean and deviations of the rows over 2 to the power answered, none above 1 in size."""
    power = np.frexp(np.abs(rows).max(axis=1))[1]
    scaled = np.ldexp(rows, -power[:, None])
    # A rounded mean may lie outside its figures, and equal figures would then seem to vary.
    mean = np.clip(_sum(scaled) / rows.shape[1], scaled.min(axis=1), scaled.max(axis=1))
    deviation = scaled - mean[:, None]
    deviation -= deviation.mean(axis=1, keepdims=True)
    return mean, deviation, power.astype(np.int64)


def _sum(rows: Floats) -> Floats:
    """The sum of each row by halves, plus all that the additions rounded away (two-sum)."""
    lost = np.zeros(rows.shape[0])
    while rows.shape[1] > 1:
        half = rows.shape[1] // 2
        a, b = rows[:, :half], rows[:, half : 2 * half]
        both = a + b
        of_b = both - a
        lost += ((a - (both - of_b)) + (b - of_b)).sum(axis=1)
        rows = np.concatenate([both, rows[:, 2 * half :]], axis=1)
    return np.asarray(rows[:, 0] + lost)
