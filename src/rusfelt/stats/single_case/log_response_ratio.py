"""The log response ratio: by what factor the level changed between phases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_floats, check_confidence, refuse
from rusfelt.stats._options import check_flag
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.single_case._levels import moments, normal_bounds
from rusfelt.stats.single_case._phases import as_phases, check_word

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.errors import Problem
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["LogResponseRatio", "log_response_ratio"]


class LogResponseRatio(NamedTuple):
    """The logarithm of a ratio of means, each field of the batch's shape.

    Attributes:
        value: ``exp(value) - 1`` is the relative change.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        mean_a: the baseline's mean that went in (of the complement, where that is what changed).
        mean_b: that of the treatment phase.
        truncated: whether a mean or variance was lifted to the least that ``resolution`` allows.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    mean_a: Floats
    mean_b: Floats
    truncated: Bools
    n_a: Integers
    n_b: Integers


def log_response_ratio(
    a: ArrayLike,
    b: ArrayLike,
    *,
    better: ArrayLike = "higher",
    variant: Literal["increasing", "decreasing"] = "increasing",
    scale: Literal["ratio", "proportion", "percentage"] = "ratio",
    resolution: ArrayLike | None = None,
    bias_correct: bool = True,
    confidence: ArrayLike = 0.95,
) -> LogResponseRatio:
    """By what factor the level of something that cannot be below 0 changed, as a logarithm.

    For counts, rates and shares, where twice as much means something; not for scores with an
    arbitrary zero. ``"increasing"`` (LRRi) is above 0 where matters improve, ``"decreasing"``
    (LRRd) below 0. On the scale ``"ratio"`` the two differ in sign alone. Of a proportion or
    percentage, LRRi of something better low is that of its complement (100 - 12 % days with
    use = 88 % without), and so is LRRd of something better high.

    ``ln(M_b) - ln(M_a)``, and with the correction of its bias, the default, ``s²/(2nM²)`` added
    to each logarithm. ``se = sqrt(Σ s²/(nM²))`` with each phase's own variance (n - 1); the
    interval is normal. nan where a phase has no measurement or its mean is 0, unless
    ``resolution`` is given; corrected and se need two measurements in each phase; se and interval
    are nan also where both variances are 0. Standard errors take measurements as independent.

    A phase without any events has no logarithm. Pustejovsky (2018) puts the least that could have
    been seen in its place: with D the ``resolution``, means are at least ``1/(2Dn)`` and
    variances at least ``1/(D²n³)``. That is done only when D is given, and ``truncated`` says
    where it changed something.

    Args:
        a: baseline, ``(..., m)``, 0 or more; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        variant: ``"increasing"`` or ``"decreasing"``.
        scale: ``"ratio"``, ``"proportion"`` (0 to 1) or ``"percentage"`` (0 to 100).
        resolution: how many of the least amounts that can be recorded make up one unit: 1 for
            counts, minutes observed for counts a minute, intervals for a proportion of intervals,
            a hundredth of them for a percentage. One or one for each case; None lifts nothing.
        bias_correct: whether to correct the bias.
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error and interval, and the means behind them.

    Raises:
        DomainError: where a phase is one number or holds a value outside the scale, cases do not
            fit together, a word is unknown, ``resolution`` is not above 0, or a level is not
            strictly between 0 and 1.

    >>> result = log_response_ratio([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
    >>> round(float(result.value), 4), round(float(result.se), 4)
    (0.1954, 0.0556)

    Source: Pustejovsky (2015), doi:10.1037/met0000019, and (2018),
    doi:10.1016/j.jsp.2018.02.003.
    """
    check_word("variant", variant, "increasing", "decreasing")
    check_word("scale", scale, "ratio", "proportion", "percentage")
    check_flag("bias_correct", bias_correct)
    level = check_confidence("confidence", confidence)
    steps = as_floats("resolution", np.inf if resolution is None else resolution)
    bad = ~(steps > 0) | (np.isinf(steps) & (resolution is not None))
    fact = "is not a number above 0."
    refuse(bad_rows("resolution", bad, fact, "Give 1 for counts, or leave it out."))
    whole = {"ratio": np.inf, "proportion": 1.0, "percentage": 100.0}[scale]
    # Turned only in sign, so that both variants and scales begin with the figures as given.
    phases = as_phases(a, b, better, confidence=level, resolution=steps)
    level, steps = phases.numbers
    rows = [part * phases.sign[:, None] for part in (phases.a, phases.b)]
    refuse(*(_outside(name, part, whole) for name, part in zip("ab", rows, strict=True)))
    meant = 1.0 if variant == "increasing" else -1.0
    flipped = phases.sign != meant if scale != "ratio" else np.zeros(len(level), dtype=np.bool_)
    value, variance = np.zeros(len(level)), np.zeros(len(level))
    truncated = np.zeros(len(level), dtype=np.bool_)
    means = []
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for part, count, side in zip(rows, (phases.n_a, phases.n_b), (-1.0, 1.0), strict=True):
            found = moments(part, count)
            mean = np.where(flipped, whole - found.mean, found.mean)
            least, least_variance = 1 / (2 * steps * count), 1 / (steps**2 * count**3.0)
            truncated |= (mean < least) | (found.variance < least_variance)
            mean = np.maximum(mean, least)
            mean = np.where((mean > 0) & np.isfinite(mean), mean, np.nan)
            relative = np.maximum(found.variance, least_variance) / mean / mean / count
            value += side * (np.log(mean) + (relative / 2 if bias_correct else 0.0))
            variance += relative
            means.append(mean)
    if scale == "ratio":
        value *= phases.sign * meant
    value, se, low, high = phases.shaped(*normal_bounds(value, variance, level))
    mean_a, mean_b = phases.shaped(*means)
    truncated = truncated.reshape(phases.batch)
    return LogResponseRatio(value, se, low, high, mean_a, mean_b, truncated, *phases.counts)


def _outside(name: str, rows: Floats, whole: float) -> list[Problem]:
    with np.errstate(invalid="ignore"):
        bad = np.asarray(((rows < 0) | (rows > whole)).any(axis=1))
    limits = "0 or more" if np.isinf(whole) else f"from 0 to {whole:.0f}"
    return bad_rows(name, bad, "holds a value outside its scale.", f"Give values {limits}.")
