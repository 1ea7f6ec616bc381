"""Tau of a single case, plain: nonoverlap of all pairs on a scale from -1 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.single_case.nap import nap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.single_case.nap import SEMethod
    from rusfelt.typing import Floats, Integers

__all__ = ["Tau", "tau"]


class Tau(NamedTuple):
    """Improving less worsening pairs as a share of all, each field of the batch's shape.

    Attributes:
        value: from -1 to 1; 0 is no effect.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        pairs: of a baseline and a treatment point.
        pos: pairs in which the treatment point is better.
        neg: pairs in which it is worse.
        ties: pairs in which the two are equal.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    pairs: Integers
    pos: Integers
    neg: Integers
    ties: Integers
    n_a: Integers
    n_b: Integers


def tau(
    a: ArrayLike,
    b: ArrayLike,
    *,
    better: ArrayLike = "higher",
    se_method: SEMethod = "unbiased",
    confidence: ArrayLike = 0.95,
) -> Tau:
    """How much more often measurements under treatment are better than worse.

    ``(pos - neg)/pairs``, which is ``2·NAP - 1``; so are its bounds, and its standard error is
    twice that of NAP (see :func:`~rusfelt.stats.single_case.nap.nap`, also for when each is nan).
    All pairs are in the denominator, tied or not, as in Parker and others (2011).

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        se_method: ``"unbiased"``, ``"hanley"`` or ``"null"``.
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error, interval and the counts behind them.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, or a level is not strictly between 0 and 1.

    >>> float(tau([3, 3, 4, 5], [4, 5, 6, 7, 7]).value)
    0.8

    Source: Parker, Vannest, Davis and Sauber (2011), doi:10.1016/j.beth.2010.08.006.
    """
    half = nap(a, b, better=better, se_method=se_method, confidence=confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.asarray((half.pos - half.neg) / half.pairs)
    return Tau(value, 2 * half.se, 2 * half.low - 1, 2 * half.high - 1, *half[4:])
