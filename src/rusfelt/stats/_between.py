"""The variance between estimates that are uncertain themselves, by three methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._places import off_diagonal, over
from rusfelt.stats._solve import solve_increasing

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["Weighted", "between_variance", "weighted"]

# Points on the grid on which the restricted likelihood is looked at first, 0 left out, and where it
# begins as a share of the smallest variance.
_GRID = 48
_FIRST = 1e-3


class Weighted(NamedTuple):
    """A weighted mean and what belongs to it, ``(rows,)`` but for the weights."""

    weight: Floats
    total: Floats
    mean: Floats
    q: Floats


def weighted(y: Floats, variance: Floats, tau2: Floats) -> Weighted:
    """The mean of each row with weights ``1/(variance + tau2)``, and Σ weight·(y - mean)²."""
    weight = 1 / (variance + tau2[:, None])
    total = weight.sum(axis=1)
    mean = (weight * y).sum(axis=1) / total
    return Weighted(weight, total, mean, (weight * (y - mean[:, None]) ** 2).sum(axis=1))


def between_variance(y: Floats, variance: Floats, method: str) -> Floats:
    """The variance between the true values of each row, 0 where chance explains everything.

    Args:
        y: estimates, finite, ``(rows, k)`` with k at least 2, near 1 in size.
        variance: their variances.
        method: ``"dersimonian-laird"``, ``"paule-mandel"`` or ``"reml"``.
    """
    if method == "reml":
        return _reml(y, variance)
    one_step = _dersimonian_laird(y, variance)
    return one_step if method == "dersimonian-laird" else _paule_mandel(y, variance, one_step)


def _dersimonian_laird(y: Floats, variance: Floats) -> Floats:
    """Where the expected Q equals the one seen, Q having the weights without ``tau2``."""
    fixed = weighted(y, variance, np.zeros(y.shape[0]))
    excess = np.maximum(fixed.q - (y.shape[1] - 1), 0.0)
    return over(excess, off_diagonal(fixed.weight))


def _paule_mandel(y: Floats, variance: Floats, start: Floats) -> Floats:
    """Where Q, with the weights that go with ``tau2``, is its degrees of freedom."""
    df = y.shape[1] - 1
    result = np.zeros(y.shape[0])
    rows = np.flatnonzero(weighted(y, variance, result).q > df)
    # No weight exceeds 1/tau2, so Q is at most the plain sum of squares over tau2.
    highest = y[rows].var(axis=1, ddof=1)

    def short(tau2: Floats, at: Integers) -> tuple[Floats, Floats]:
        own = rows[at]
        fit = weighted(y[own], variance[own], tau2)
        slope = (fit.weight**2 * (y[own] - fit.mean[:, None]) ** 2).sum(axis=1)
        return df - fit.q, slope

    result[rows] = solve_increasing(
        short, np.minimum(start[rows], highest), highest, low=np.zeros(rows.size), high=highest
    )
    return result


def _reml(y: Floats, variance: Floats) -> Floats:
    """Where the restricted likelihood is highest: the best of a grid, then a root of its slope."""
    df = y.shape[1] - 1
    squares = y.var(axis=1) * y.shape[1]
    # From here on the slope is negative: weights lie between 1/(largest variance + tau2) and
    # 1/tau2, which bounds both of its parts.
    widest = 4 * df * squares * variance.max(axis=1)
    last = (squares + np.sqrt(squares**2 + widest)) / (2 * df)
    first = _FIRST * np.minimum(last, 1.0)
    steps = np.linspace(0.0, 1.0, _GRID)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.exp(np.log(first) + steps * (np.log(last) - np.log(first)))
    grid = np.concatenate([np.zeros((1, last.size)), np.where(last > 0, rest, 0.0)])
    best = np.argmax([_log_likelihood(y, variance, tau2) for tau2 in grid], axis=0)
    every = np.arange(last.size)
    result: Floats = grid[best, every]
    rising = _slope(y, variance, result)[0] > 0
    low = np.where(rising, result, grid[np.maximum(best - 1, 0), every])
    high = np.where(rising, grid[np.minimum(best + 1, _GRID), every], result)
    rows = np.flatnonzero(high > low)

    def falling(tau2: Floats, at: Integers) -> tuple[Floats, Floats]:
        slope, information = _slope(y[rows[at]], variance[rows[at]], tau2)
        return -slope, information

    result[rows] = solve_increasing(
        falling, (low[rows] + high[rows]) / 2, high[rows] - low[rows],
        low=low[rows], high=high[rows],
    )  # fmt: skip
    return result


def _slope(y: Floats, variance: Floats, tau2: Floats) -> tuple[Floats, Floats]:
    """Twice the slope of the restricted log likelihood, and twice Fisher's information."""
    fit = weighted(y, variance, tau2)
    w2, w3 = (fit.weight**2).sum(axis=1), (fit.weight**3).sum(axis=1)
    away = (fit.weight**2 * (y - fit.mean[:, None]) ** 2).sum(axis=1)
    information = w2 - 2 * w3 / fit.total + (w2 / fit.total) ** 2
    slope = away - off_diagonal(fit.weight)
    return np.asarray(slope), np.asarray(information)


def _log_likelihood(y: Floats, variance: Floats, tau2: Floats) -> Floats:
    """Twice the restricted log likelihood, less a constant."""
    fit = weighted(y, variance, tau2)
    return np.asarray(np.log(fit.weight).sum(axis=1) - np.log(fit.total) - fit.q)
