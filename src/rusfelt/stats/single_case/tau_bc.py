"""Baseline-corrected tau: the comparison of phases after the baseline's own trend is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, check_confidence, refuse
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.single_case._pairs import between, within
from rusfelt.stats.single_case._phases import as_phases, check_word, left_packed
from rusfelt.stats.single_case.nap import overlap
from rusfelt.stats.theil_sen import sen_slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.single_case._pairs import Between
    from rusfelt.stats.single_case._phases import Phases
    from rusfelt.stats.single_case.nap import SEMethod
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["TauBC", "tau_bc"]

# Taking out the trend leaves rounding of a few units in the last place of the largest figure.
_ROUNDING = 16 * np.finfo(np.float64).eps


class TauBC(NamedTuple):
    """Tau of what is left after the baseline's trend, each field of the batch's shape.

    Attributes:
        value: from -1 to 1; 0 is no effect beyond the trend.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        slope: Theil and Sen's slope of the baseline, in units of a per unit of time.
        trend_p: Mann-Kendall's two-sided p of that trend; nan where no pretest was asked for.
        corrected: whether the trend was taken out.
        n_a: measurements in the baseline.
        n_b: measurements in the treatment phase.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    slope: Floats
    trend_p: Floats
    corrected: Bools
    n_a: Integers
    n_b: Integers


def tau_bc(
    a: ArrayLike,
    b: ArrayLike,
    *,
    t_a: ArrayLike | None = None,
    t_b: ArrayLike | None = None,
    better: ArrayLike = "higher",
    form: Literal["nonoverlap", "kendall"] = "nonoverlap",
    pretest: float | None = None,
    se_method: SEMethod = "unbiased",
    confidence: ArrayLike = 0.95,
) -> TauBC:
    """How treatment compares with where the baseline was heading, rather than with where it was.

    A person already on the way up will be higher later whatever is done. The median slope of the
    baseline (Theil and Sen) is taken out of both phases, and the phases are compared after that.
    The line is drawn on through the whole treatment phase, however long that is and however short
    the baseline; neither standard error nor interval knows how uncertain the line is.

    nan where the baseline has fewer than two measurements, the treatment phase none, or figures
    are too large to draw a line through; otherwise as said for each form. Differences that the
    rounding of the trend can explain count as ties.

    ``form="nonoverlap"``: (better - worse)/all pairs, with the standard error and interval of
    :func:`~rusfelt.stats.single_case.tau.tau`. ``form="kendall"``, as Tarlow wrote it: Kendall's
    tau-b between the figures and the phase, standard error ``sqrt(2(1 - tau²)/(m + n))`` and
    ``tau ± z·se``, which can pass 1 and has no width at ±1; nan where all figures are equal. ``pretest``, Tarlow's
    advice being .05: correct only where Mann-Kendall's p of the baseline is at most this; the
    test is exact up to 40 points, ties included.

    Args:
        a: baseline, ``(..., m)``, in order of time, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        t_a: times of ``a``, broadcast with it. Left out, measurements are numbered from 1 through
            both phases, those that are nan not counted.
        t_b: times of ``b``, after those of ``a``; both or neither.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        form: ``"nonoverlap"`` or ``"kendall"``.
        pretest: level of a test of the baseline's trend, or None to correct always.
        se_method: ``"unbiased"``, ``"hanley"`` or ``"null"``; for ``"nonoverlap"`` only.
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error, interval, and what was corrected for.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, a level is not strictly between 0 and 1, or the time of a
            measurement is not finite or not after that of the one before.

    >>> float(tau_bc([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).value)
    0.0

    Source: Tarlow (2017), doi:10.1177/0145445516676750.
    """
    check_word("form", form, "nonoverlap", "kendall")
    check_word("se_method", se_method, "unbiased", "hanley", "null")
    level = check_confidence("confidence", confidence)
    limit = None if pretest is None else check_confidence("pretest", pretest)
    if limit is not None and limit.ndim:
        raise DomainError(problems=[Problem("pretest", "is an array.", "Give one level.")])
    phases = as_phases(a, b, better, confidence=level)
    times_a, times_b = _times(phases, t_a, t_b)
    packed_a, times_a = left_packed(phases.a, times_a)
    slope, p = _baseline(packed_a, times_a, phases.n_a, tested=limit is not None)
    corrected = np.isfinite(slope) if limit is None else np.isfinite(slope) & (p <= float(limit))
    taken = np.where(corrected, slope, 0.0)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        rest_a = packed_a - taken[:, None] * times_a
        rest_b = phases.b - taken[:, None] * times_b
        slack = np.where(corrected, _slack(phases, taken, times_b), 0.0)
        known = np.isfinite(slope) & np.isfinite(slack)
        known &= ~(np.isinf(rest_a).any(axis=1) | np.isinf(rest_b).any(axis=1))
        slack = np.where(known, slack, 0.0)
        z = -special.ndtri((1 - phases.numbers[0]) / 2)
        counted = between(rest_a, rest_b, slack)
        m, n = phases.n_a, phases.n_b
        if form == "nonoverlap":
            _, se, low, high = overlap(counted, m, n, z, se_method)
            fields = (_surplus(counted, m * n) / (m * n), 2 * se, 2 * low - 1, 2 * high - 1)
        else:
            apart = _apart(counted, rest_a, rest_b, slack, m * n)
            fields = _kendall(counted, apart, m * n, m + n, z)
    defined = (np.where(known & (n > 0), field, np.nan) for field in fields)
    value, se, low, high, slope, p = phases.shaped(*defined, slope * phases.sign, p)
    done = (corrected & known).reshape(phases.batch)
    return TauBC(value, se, low, high, slope, p, done, *phases.counts)


def _baseline(
    rows: Floats, times: Floats, count: Integers, *, tested: bool
) -> tuple[Floats, Floats]:
    """Slope and p of each baseline; those of one length are worked out together."""
    slope, p = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for length in np.unique(count[count > 1]).tolist():
        these = count == length
        slope[these] = sen_slope(rows[these, :length], times[these, :length]).slope
        if tested:
            p[these] = mann_kendall(rows[these, :length]).p
    return np.where(np.isfinite(slope), slope, np.nan), p


def _surplus(counted: Between, pairs: Integers) -> Floats:
    """Improving pairs less worsening ones."""
    return np.asarray(2.0 * counted.higher + counted.equal - pairs)


def _kendall(
    counted: Between, apart: Floats, pairs: Integers, points: Integers, z: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Tau-b of the figures with the phase, and Tarlow's error."""
    scale = np.sqrt(pairs.astype(np.float64)) * np.sqrt(apart)
    value = _surplus(counted, pairs) / np.where(scale > 0, scale, np.nan)
    se = np.sqrt(2 * np.maximum(1 - value * value, 0) / points)
    return value, se, value - z * se, value + z * se


def _apart(
    counted: Between, rest_a: Floats, rest_b: Floats, slack: Floats, pairs: Integers
) -> Floats:
    """How many of all pairs, within phases and between, are no ties."""
    inside = sum(part for rest in (rest_a, rest_b) for part in within(rest, slack))
    return np.asarray(inside + pairs - counted.equal, dtype=np.float64)


def _slack(phases: Phases, slope: Floats, times_b: Floats) -> Floats:
    largest = np.zeros(len(slope))
    for rows in (phases.a, phases.b):
        if rows.shape[1]:
            largest = np.fmax(largest, np.fmax.reduce(np.abs(rows), axis=1))
    # Times begin at 0, so the last is the largest.
    last = np.fmax.reduce(times_b, axis=1, initial=0.0)
    return np.asarray(_ROUNDING * largest + _ROUNDING * np.abs(slope) * last)


def _times(phases: Phases, t_a: ArrayLike | None, t_b: ArrayLike | None) -> tuple[Floats, Floats]:
    """Times from the first measurement on, in the rows' shape."""
    there_a, there_b = ~np.isnan(phases.a), ~np.isnan(phases.b)
    if (t_a is None) != (t_b is None):
        name = "t_a" if t_a is None else "t_b"
        problem = Problem(name, "is left out.", "Give the times of both phases, or of neither.")
        raise DomainError(problems=[problem])
    if t_a is None:
        first = np.cumsum(there_a, axis=1) - 1.0
        return first, np.cumsum(there_b, axis=1) - 1.0 + phases.n_a[:, None]
    first = _given("t_a", t_a, phases.batch, phases.a)
    second = _given("t_b", t_b, phases.batch, phases.b)
    latest_a, wrong_a = _order(first, there_a, np.full((len(first), 1), -np.inf))
    _, wrong_b = _order(second, there_b, latest_a)
    remedy = "Sort measurements by time, the baseline first, and give each a time."
    fact = "holds a time that is not finite or not after that of the measurement before."
    refuse(bad_rows("t_a", wrong_a, fact, remedy), bad_rows("t_b", wrong_b, fact, remedy))
    start = np.fmin.reduce(np.where(there_a, first, np.nan), axis=1, initial=np.inf)
    start = np.where(np.isfinite(start), start, 0.0)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(there_a, first - start, 0.0), np.where(there_b, second - start, 0.0)


def _given(name: str, value: ArrayLike | None, batch: tuple[int, ...], rows: Floats) -> Floats:
    times = as_floats(name, value)
    try:
        return np.broadcast_to(times, (*batch, rows.shape[1])).reshape(rows.shape)
    except ValueError as error:
        problem = Problem(
            name, f"has shape {times.shape}, which does not fit {rows.shape[1]} points.",
            "Give one time for each point.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error


def _order(times: Floats, there: Bools, before: Floats) -> tuple[Floats, Bools]:
    """The latest time of each row, and which rows hold a time out of order."""
    marked = np.where(there & np.isfinite(times), times, -np.inf)
    latest = np.maximum.accumulate(np.concatenate([before, marked], axis=1), axis=1)
    wrong = there & ~(np.isfinite(times) & (times > latest[:, :-1]))
    return latest[:, -1:], np.asarray(wrong.any(axis=1))
