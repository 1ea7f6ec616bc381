"""What autocorrelated residuals do to a linear fit, for many rows at once.

Everything here is in terms of orthonormal columns ``q`` (``qᵀq = I``), ``(rows, n, k)`` or one for
all rows, and residuals ``e`` ``(rows, n)`` at right angles to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["PraisWinsten", "bartlett_meat", "durbin_watson", "lag_one", "prais_winsten"]

_ROUNDS = 500
_SETTLED = 1e-12


class PraisWinsten(NamedTuple):
    """The generalised fit: a change of the coefficients of ``q``, and what comes with it.

    Attributes:
        change: of the coefficients, ``(rows, k)``.
        spread: ``(qᵀΩ⁻¹q)⁻¹``, ``(rows, k, k)``.
        left: sum of squares of the transformed residuals.
        rho: lag-one autocorrelation of the residuals.
        settled: where two rounds agreed.
    """

    change: Floats
    spread: Floats
    left: Floats
    rho: Floats
    settled: Bools


def lag_one(e: Floats) -> Floats:
    """``Σ e_t·e_(t-1) / Σ e_t²``, always inside (-1, 1); 0 where there are no residuals."""
    whole = (e * e).sum(axis=-1)
    cross = (e[:, 1:] * e[:, :-1]).sum(axis=-1)
    return np.asarray(cross / np.where(whole > 0, whole, 1.0))


def durbin_watson(e: Floats) -> Floats:
    """``Σ (e_t - e_(t-1))² / Σ e_t²``; nan where there are no residuals."""
    whole = (e * e).sum(axis=-1)
    step = np.diff(e, axis=-1)
    return np.asarray((step * step).sum(axis=-1) / np.where(whole > 0, whole, np.nan))


def bartlett_meat(q: Floats, e: Floats, lags: int) -> Floats:
    """Newey and West's long-run covariance of ``qᵀe``, ``(rows, k, k)``, without adjustment.

    ``Γ₀ + Σ (1 - l/(lags + 1))·(Γ_l + Γ_lᵀ)`` over l = 1 … lags, with
    ``Γ_l = Σ_t q_t·e_t·e_(t-l)·q_(t-l)ᵀ``.
    """
    scores = np.ascontiguousarray((q * e[:, :, None]).swapaxes(-1, -2))
    meat = np.matmul(scores, scores.swapaxes(-1, -2))
    for lag in range(1, lags + 1):
        cross = np.matmul(scores[..., lag:], scores[..., :-lag].swapaxes(-1, -2))
        meat += (1 - lag / (lags + 1)) * (cross + cross.swapaxes(-1, -2))
    return np.asarray(meat)


def prais_winsten(q: Floats, e: Floats) -> PraisWinsten:
    """The fit under first-order autocorrelation, its first point kept, to a fixed point.

    The inverse of the autocorrelation matrix is ``I - rho·A + rho²·B`` with A joining neighbours
    and B all points but the ends, so each round costs no more than k equations.
    """
    rows, k = len(e), q.shape[-1]
    near = np.matmul(q[:, 1:].swapaxes(-1, -2), q[:, :-1])
    near = near + near.swapaxes(-1, -2)
    inner = np.matmul(q[:, 1:-1].swapaxes(-1, -2), q[:, 1:-1])
    beside = np.zeros(e.shape)
    beside[:, 1:] += e[:, :-1]
    beside[:, :-1] += e[:, 1:]
    across = np.swapaxes(q, -1, -2)
    near_e = np.matmul(across, beside[..., None])
    inner_e = np.matmul(across[..., 1:-1], e[:, 1:-1, None])
    change, rho = np.zeros((rows, k)), lag_one(e)
    settled = np.zeros(rows, dtype=np.bool_)
    going: Integers = np.arange(rows)
    for _ in range(_ROUNDS):
        own = slice(None) if len(q) == 1 else going
        r = rho[going, None, None]
        matrix = np.eye(k) - r * near[own] + r * r * inner[own]
        goal = r * r * inner_e[going] - r * near_e[going]
        step = np.linalg.solve(matrix, goal)
        change[going] = step[..., 0]
        new = lag_one(e[going] - np.matmul(q[own], step)[..., 0])
        done = np.abs(new - rho[going]) <= _SETTLED
        settled[going[done]] = True
        rho[going] = np.where(done, rho[going], new)
        going = going[~done]
        if going.size == 0:
            break
    r = rho[:, None, None]
    spread = np.linalg.inv(np.eye(k) - r * near + r * r * inner)
    left = e - np.matmul(q, change[..., None])[..., 0]
    first = (1 - rho**2) * left[:, 0] ** 2
    later = ((left[:, 1:] - rho[:, None] * left[:, :-1]) ** 2).sum(axis=-1)
    return PraisWinsten(change, spread, first + later, rho, settled)
