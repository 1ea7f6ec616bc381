"""The log ratio of medians: by what factor the typical level changed, unmoved by odd days."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import check_confidence
from rusfelt.stats.single_case._levels import middle, normal_bounds
from rusfelt.stats.single_case._phases import as_phases

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["LogRatioOfMedians", "log_ratio_of_medians"]


class LogRatioOfMedians(NamedTuple):
    """The logarithm of a ratio of medians, each field of the batch's shape.

    Attributes:
        value: above 0 where matters improve; ``exp(value)`` is the ratio.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        median_a: the baseline's median.
        median_b: that of the treatment phase.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    median_a: Floats
    median_b: Floats
    n_a: Integers
    n_b: Integers


def log_ratio_of_medians(
    a: ArrayLike, b: ArrayLike, *, better: ArrayLike = "higher", confidence: ArrayLike = 0.95
) -> LogRatioOfMedians:
    """By what factor the middle measurement changed between phases, as a logarithm.

    ``ln(median_b) - ln(median_a)``, with opposite sign where lower is better. Each phase's
    variance is ``((ln y₍ₙ₋ₒ₊₁₎ - ln y₍ₒ₎)/(2z₀))²``, with y in rising order, o the whole number
    nearest ``n/2 - sqrt(n)`` (halves to the even one) but at least 1, and z₀ the normal quantile
    of ``P(X ≥ o)``, X being binomial (n, ½). nan where a phase has no measurement or its median
    is 0 or less; se and interval also where a phase has one measurement or an order statistic
    they need is 0 or less, or both variances are 0.

    Args:
        a: baseline, ``(..., m)``, in a unit with a true zero; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error, interval and the medians.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, or a level is not strictly between 0 and 1.

    >>> round(float(log_ratio_of_medians([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30]).value), 4)
    0.1823

    Source: Bonett and Price (2020), doi:10.3102/1076998620934125.
    """
    level = check_confidence("confidence", confidence)
    phases = as_phases(a, b, better, confidence=level)
    value, variance = np.zeros(len(phases.n_a)), np.zeros(len(phases.n_a))
    medians = []
    for rows, count, side in ((phases.a, phases.n_a, -1.0), (phases.b, phases.n_b, 1.0)):
        ordered = np.sort(rows * phases.sign[:, None], axis=1)
        median = middle(ordered, count)[0]
        value += side * _log(median)
        variance += _variance(ordered, count)
        medians.append(median)
    fields = normal_bounds(phases.sign * value, variance, phases.numbers[0])
    value, se, low, high, median_a, median_b = phases.shaped(*fields, *medians)
    return LogRatioOfMedians(value, se, low, high, median_a, median_b, *phases.counts)


def _variance(ordered: Floats, count: Integers) -> Floats:
    if ordered.shape[1] == 0:
        return np.full(len(ordered), np.nan)
    n = np.maximum(count, 1).astype(np.float64)
    rank = np.maximum(np.rint(n / 2 - np.sqrt(n)), 1)
    z = -special.ndtri(special.bdtr(rank - 1, n.astype(np.int64), 0.5))
    ends = [
        np.take_along_axis(ordered, (place - 1).astype(np.intp)[:, None], axis=1)[:, 0]
        for place in (rank, n - rank + 1)
    ]
    width = (_log(ends[1]) - _log(ends[0])) / np.where(count > 1, 2 * z, np.nan)
    return np.asarray(width * width)


def _log(values: Floats) -> Floats:
    return np.log(np.where(values > 0, values, np.nan))
