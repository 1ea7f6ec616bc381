"""What Hageman and Arrindell's method rests on: reliability before, after, and of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Hageman", "hageman"]


class Hageman(NamedTuple):
    """Reliability before, after and of the change, and the standard error of measurement."""

    r_pre: Floats
    r_post: Floats
    r_dd: Floats
    sem: Floats


def hageman(
    sd: ArrayLike, sd_post: ArrayLike, covariance: ArrayLike, reliability: ArrayLike
) -> Hageman:
    """Reliability at each time and of the change, with one and the same measurement error.

    ``sem = sd·sqrt(1 - reliability)`` is taken to hold at both times, so that
    ``r = (s² - sem²)/s²`` with the standard deviation of each time, and
    ``r_dd = (s₁²r₁ + s₂²r₂ - 2c)/(s₁² + s₂² - 2c)`` with ``c`` the covariance. A reliability that
    is not above 0 and at most 1 is undefined, and nan: more error was said to be in the scores
    than they vary. Each of the four arguments broadcasts against the others.

    >>> h = hageman(7.5, 10, 40, 0.8)
    >>> [round(float(part), 4) for part in h]
    [0.8, 0.8875, 0.7049, 3.3541]

    Source: Hageman and Arrindell (1999), doi:10.1016/S0005-7967(99)00032-7.
    """
    sd, sd_post, covariance, reliability = (
        np.asarray(part, dtype=np.float64) for part in (sd, sd_post, covariance, reliability)
    )
    # In units of the first spread, so that no square of a score is ever formed.
    with np.errstate(all="ignore"):
        ratio = np.square(sd_post / sd)
        error = 1 - reliability
        r_post = 1 - error / ratio
        r_dd = 1 - 2 * error / (1 + ratio - 2 * (covariance / sd) / sd)
        sem = sd * np.sqrt(error)
    r_pre = np.where(sd > 0, reliability, np.nan)
    return Hageman(r_pre, _above_zero(r_post), _above_zero(r_dd), np.asarray(sem))


def _above_zero(r: Floats) -> Floats:
    return np.where((r > 0) & (r <= 1), r, np.nan)
