"""The spread of a fitted trend whose dispersion is never taken to be below that of chance.

One place for the rule: variance times ``max(1, χ²/df)``, and which distribution the estimate over
its standard error is then held against. Where the figures vary no more than chance gives, nothing
was estimated and no degrees of freedom are spent: the normal distribution. Where the dispersion is
estimated, t on those degrees of freedom. (Taking t in both cases never rejects more than .001 of
Poisson counts over five years, and misses nearly every change there is.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["Dispersion", "estimated"]


class Dispersion(NamedTuple):
    """The factor on the variance of each row, and the degrees of freedom to hold it against."""

    factor: Floats
    df: Floats

    def p(self, estimate: Floats, se: Floats) -> Floats:
        """Two-sided p of estimates with these standard errors."""
        return np.asarray(2 * stdtr(self.df, -np.abs(estimate) / se))

    def half(self, confidence: float, se: Floats) -> Floats:
        """Half the width of the interval that inverts the same test."""
        return np.asarray(-stdtrit(self.df, (1 - confidence) / 2) * se)


def estimated(chi2: Floats, df: int) -> Dispersion:
    """From Pearson's χ² or a weighted residual sum of squares, ``(rows,)``, on ``df`` above 0.

    >>> estimated(np.array([2.0, 6.0]), 3)
    Dispersion(factor=array([1., 2.]), df=array([inf,  3.]))
    """
    factor = np.maximum(1.0, chi2 / df)
    return Dispersion(factor, np.where(factor > 1, float(df), np.inf))
