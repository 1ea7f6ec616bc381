"""Mann–Kendall's s in the normal approximation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["normal_p", "normal_test"]

# Attainable sizes are those of a test at this level.
_LEVEL = 0.05


def normal_p(s: Floats | Integers, variance: Floats) -> Floats:
    """The two-sided p of s with the continuity correction; 1 where the variance is 0.

    >>> normal_p(np.array([10.0]), np.array([50 / 3])).round(4)
    array([0.0275])
    """
    deviation = np.sqrt(variance)
    safe = np.where(deviation > 0, deviation, 1.0)
    z = np.where(deviation > 0, np.maximum(np.abs(s) - 1, 0) / safe, 0.0)
    return np.asarray(special.erfc(z / np.sqrt(2.0)))


def normal_test(s: Integers, untied: Integers, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """The p of s, the attainable size at .05, and the smallest p any order could have.

    >>> [float(x[0]) for x in normal_test(np.array([0]), np.array([0]), np.array([0.0]))]
    [1.0, 0.0, 1.0]
    """
    # s has the parity of the untied pairs, so the test rejects from this value of |s| on.
    first = np.ceil(1 - special.ndtri(_LEVEL / 2) * np.sqrt(variance))
    first += (first - untied) % 2
    size = np.where((first <= untied) & (variance > 0), normal_p(first, variance), 0.0)
    return normal_p(s, variance), size, normal_p(untied.astype(np.float64), variance)
