"""The standardised mean difference within one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.stats._checks import check_confidence
from rusfelt.stats._options import check_flag
from rusfelt.stats.single_case._levels import moments, normal_bounds
from rusfelt.stats.single_case._phases import as_phases, check_word

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["WithinCaseSMD", "within_case_smd"]

# Hedges' factor does not exist for one degree of freedom: the difference has no expectation.
_LEAST_DF = 2


class WithinCaseSMD(NamedTuple):
    """A difference of means in standard deviations, each field of the batch's shape.

    Attributes:
        value: above 0 where matters improve.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        sd: the standard deviation divided by (n - 1), of the baseline or of both phases.
        df: its degrees of freedom.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    sd: Floats
    df: Integers
    n_a: Integers
    n_b: Integers


def within_case_smd(
    a: ArrayLike,
    b: ArrayLike,
    *,
    better: ArrayLike = "higher",
    sd: Literal["baseline", "pooled"] = "baseline",
    bias_correct: bool = True,
    confidence: ArrayLike = 0.95,
) -> WithinCaseSMD:
    """How many of one's own day-to-day standard deviations the level moved.

    Divided by how much this person varies from day to day, so it cannot be compared with the
    effect sizes of studies of groups, which divide by how much people differ.

    ``J·(M_b - M_a)/s``, with ``J = 1 - 3/(4·df - 1)``, or 1 without the correction. ``s`` is the
    baseline's (``df = m - 1``) or that of both phases together (``df = m + n - 2``).
    ``se = J·sqrt(v + value²/(2df))``, where v is ``1/m + s_b²/(n·s_a²)`` for the baseline's and
    ``1/m + 1/n`` for both. nan where a phase has no measurement, ``s`` is 0 or unknown, or, with
    the correction, df is 1; se also where a variance it needs is unknown. Standard errors take
    measurements as independent.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        sd: ``"baseline"`` or ``"pooled"``.
        bias_correct: whether to correct for small samples (Hedges).
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error, interval, and the standard deviation used.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, or a level is not strictly between 0 and 1.

    >>> result = within_case_smd([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
    >>> round(float(result.value), 4), round(float(result.se), 4)
    (1.6499, 0.6341)

    Source: Pustejovsky (2015), doi:10.1037/met0000019.
    """
    check_word("sd", sd, "baseline", "pooled")
    check_flag("bias_correct", bias_correct)
    level = check_confidence("confidence", confidence)
    phases = as_phases(a, b, better, confidence=level)
    m, n = phases.n_a, phases.n_b
    before, after = moments(phases.a, m), moments(phases.b, n)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if sd == "baseline":
            df = m - 1
            square = before.variance
            spread = 1 / m + after.variance / n / square
        else:
            df = m + n - 2
            sums = [np.where(k > 1, (k - 1) * x.variance, 0.0)
                    for k, x in ((m, before), (n, after))]  # fmt: skip
            square = (sums[0] + sums[1]) / np.where(df > 0, df, np.nan)
            spread = 1 / m + 1 / n
        square = np.where(square > 0, square, np.nan)
        factor = np.ones(len(m))
        if bias_correct:
            factor = np.where(df >= _LEAST_DF, 1 - 3 / (4 * df - 1), np.nan)
        value = factor * (after.mean - before.mean) / np.sqrt(square)
        variance = factor**2 * (spread + value**2 / (2 * df))
    fields = (*normal_bounds(value, variance, phases.numbers[0]), np.sqrt(square))
    value, se, low, high, used = phases.shaped(*fields)
    df = np.maximum(df, 0).reshape(phases.batch)
    return WithinCaseSMD(value, se, low, high, used, df, *phases.counts)
