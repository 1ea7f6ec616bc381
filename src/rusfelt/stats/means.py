"""The difference between two figures that each come with a standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import (
    broadcast,
    check_confidence,
    not_finite,
    not_non_negative,
    refuse,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["MeanDifference", "z_difference"]


class MeanDifference(NamedTuple):
    """A difference with its interval, its test and a second interval for judging its size."""

    difference: Floats
    low: Floats
    high: Floats
    z: Floats
    p: Floats
    change_low: Floats
    change_high: Floats


def z_difference(
    y1: ArrayLike,
    se1: ArrayLike,
    y2: ArrayLike,
    se2: ArrayLike,
    *,
    confidence: ArrayLike = 0.95,
    change_confidence: ArrayLike = 0.90,
) -> MeanDifference:
    """The normal test of a change between two independent figures with standard errors.

    ``z = (y₂ - y₁) / sqrt(se₁² + se₂²)``, two-sided. Where both standard errors are 0 there is
    nothing to judge chance by: z, p and the bounds are nan. A difference, a bound or a z
    beyond the largest float is infinite.

    Args:
        y1: the first figures, any shape, in their own unit.
        se1: their standard errors.
        y2: the later figures.
        se2: their standard errors.
        confidence: level of ``low`` and ``high``.
        change_confidence: level of ``change_low`` and ``change_high``. All six broadcast.

    Returns:
        The difference ``y2 - y1``, both intervals, z and the two-sided p.

    Raises:
        DomainError: where a figure is not finite, a standard error is negative, or a level is not
            strictly between 0 and 1.

    >>> result = z_difference(50, 1, 53, 1)
    >>> round(float(result.z), 3), round(float(result.p), 3)
    (2.121, 0.034)
    """
    check_confidence("confidence", confidence)
    check_confidence("change_confidence", change_confidence)
    y1, se1, y2, se2, level, change_level = broadcast(
        y1=y1, se1=se1, y2=y2, se2=se2,
        confidence=confidence, change_confidence=change_confidence,
    )  # fmt: skip
    refuse(
        not_finite("y1", y1),
        not_non_negative("se1", se1),
        not_finite("y2", y2),
        not_non_negative("se2", se2),
    )
    # Figures near the largest float overflow to infinity; that is their honest difference.
    with np.errstate(over="ignore", invalid="ignore"):
        difference = np.asarray(y2 - y1)
        spread = np.hypot(se1, se2)
        spread = np.where(spread > 0, spread, np.nan)
        # The difference of figures over their error may be a small number all the same.
        huge = np.isinf(difference) | np.isinf(spread)
        quarter = np.where(huge, np.hypot(se1 / 4, se2 / 4), np.nan)
        quarter = np.where(quarter > 0, quarter, np.nan)
        z = np.where(huge, (y2 / 4 - y1 / 4) / quarter, difference / spread)
        half = -special.ndtri((1 - level) / 2) * spread
        change_half = -special.ndtri((1 - change_level) / 2) * spread
        return MeanDifference(
            difference=difference,
            low=difference - half,
            high=difference + half,
            z=z,
            p=special.erfc(np.abs(z) / np.sqrt(2.0)),
            change_low=difference - change_half,
            change_high=difference + change_half,
        )
