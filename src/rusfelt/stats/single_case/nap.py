"""Nonoverlap of all pairs: the chance that a treatment point beats a baseline point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import check_confidence, row_blocks
from rusfelt.stats.single_case._pairs import between
from rusfelt.stats.single_case._phases import as_phases, check_word

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.single_case._pairs import Between
    from rusfelt.typing import Floats, Integers

__all__ = ["NAP", "nap"]

SEMethod = Literal["unbiased", "hanley", "null"]
# Cells of a block of bounds, small enough for the steps between to stay in the cache.
_CELLS = 1 << 13
# Newton's steps, each kept inside the bracket; ten are enough but where all but rounding is gone.
_STEPS = 100


class NAP(NamedTuple):
    """The share of pairs that improve, each field of the batch's shape.

    Attributes:
        value: from 0 to 1; one half is no effect.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        pairs: of a baseline and a treatment point, ``n_a·n_b``.
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


def nap(
    a: ArrayLike,
    b: ArrayLike,
    *,
    better: ArrayLike = "higher",
    se_method: SEMethod = "unbiased",
    confidence: ArrayLike = 0.95,
) -> NAP:
    """How often a measurement under treatment is better than one from the baseline.

    Take one day from before and one from after at random: NAP is the chance that the later is
    better, ties counting one half. It looks at order alone, so any rescaling leaves it as it is,
    and it does not see a trend that was there before the treatment.

    All fields but the counts are nan where a phase has no measurement. ``se`` is nan also where
    the unbiased variance comes out below 0, or a phase has one measurement; the interval is
    still defined there. Standard error and interval take measurements as independent of each
    other: series that carry over from one day to the next make both too small.

    With ``q`` the score of a pair (1, ½ or 0), m and n points and N the value: ``"unbiased"``
    (Sen; Mee) ``(N(1 - N) + n·Q₁ + m·Q₂ - 2X)/((m - 1)(n - 1))``, Q₁, Q₂ and X being the mean
    squared deviations from N of the means of q over b, of its means over a, and of q itself.
    ``"hanley"`` (Hanley and McNeil) ``(N(1 - N) + (n - 1)Q₁ + (m - 1)Q₂)/(mn)``. ``"null"``
    ``(m + n + 1)/(12mn)``, right where there is no effect. In the first two, N in ``N(1 - N)`` is
    kept between ``1/(2mn)`` and ``1 - 1/(2mn)``, so that complete separation has an error. The
    interval is Newcombe's method 5: all x with ``mn(N - x)²(2 - x)(1 + x) ≤ z²x(1 - x)(2 + h +
    (1 + 2h)x(1 - x))``, ``h = (m + n)/2 - 1``; 0 and 1 are reached exactly.

    Args:
        a: baseline, ``(..., m)``, any unit. nan is no measurement, so rows of unequal length may
            be filled up with it.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        se_method: ``"unbiased"``, ``"hanley"`` or ``"null"``.
        confidence: level of the interval, one or one for each case.

    Returns:
        Value, standard error, interval and the counts behind them.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, or a level is not strictly between 0 and 1.

    >>> result = nap([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
    >>> round(float(result.value), 4), round(float(result.se), 4)
    (0.9167, 0.069)

    Source: Parker and Vannest (2009), doi:10.1016/j.beth.2008.10.006; Mee (1990),
    doi:10.1080/01621459.1990.10474942; Hanley and McNeil (1982),
    doi:10.1148/radiology.143.1.7063747; Newcombe (2006), doi:10.1002/sim.2324.
    """
    check_word("se_method", se_method, "unbiased", "hanley", "null")
    level = check_confidence("confidence", confidence)
    phases = as_phases(a, b, better, confidence=level)
    counted = between(phases.a, phases.b)
    m, n = phases.n_a, phases.n_b
    value, se, low, high = overlap(counted, m, n, -special.ndtri((1 - phases.numbers[0]) / 2),
                                   se_method)  # fmt: skip
    value, se, low, high = phases.shaped(value, se, low, high)
    pairs = m * n
    counts = (pairs, counted.higher, pairs - counted.higher - counted.equal, counted.equal)
    pairs, pos, neg, ties = (part.reshape(phases.batch) for part in counts)
    return NAP(value, se, low, high, pairs, pos, neg, ties, *phases.counts)


def overlap(
    counted: Between, m: Integers, n: Integers, z: Floats, se_method: SEMethod = "unbiased"
) -> tuple[Floats, Floats, Floats, Floats]:
    """NAP, its standard error and its bounds from counted pairs, each ``(rows,)``.

    Everything up to the last division is in whole numbers, so that no rounding stands where a
    variance is 0.
    """
    size_a, size_b = m.astype(np.float64), n.astype(np.float64)
    full = 2 * size_a * size_b
    score = (2 * counted.higher + counted.equal).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = score / full
        low = _lower_bound(score / full, size_a, size_b, z)
        high = 1 - _lower_bound((full - score) / full, size_a, size_b, z)
        if se_method == "null":
            variance = (size_a + size_b + 1) / (6 * full)
        else:
            variance = _variance(counted, size_a, size_b, score, unbiased=se_method == "unbiased")
        variance[~(variance >= 0) | np.isinf(variance)] = np.nan
        return value, np.sqrt(variance), low, high


def _variance(counted: Between, m: Floats, n: Floats, score: Floats, *, unbiased: bool) -> Floats:
    full = 2 * m * n
    kept = np.clip(score, 1.0, full - 1)
    # Each is (2mn)² times the part of the formula it stands for.
    spread = kept * (full - kept)
    over_a = n * (m * counted.squares_a - score**2)
    over_b = m * (n * counted.squares_b - score**2)
    if unbiased:
        single = m * n * (4.0 * counted.higher + counted.equal) - score**2
        return np.asarray((spread + over_a + over_b - 2 * single) / (full**2 * (m - 1) * (n - 1)))
    # n·Q₁ is over_a and m·Q₂ is over_b.
    shares = (n - 1) / n * over_a + (m - 1) / m * over_b
    return np.asarray((spread + shares) / (full**2 * m * n))


def _lower_bound(value: Floats, m: Floats, n: Floats, z: Floats) -> Floats:
    """The root of Newcombe's quartic below ``value``; it has exactly one there."""
    low = np.empty_like(value)
    for block in row_blocks(value.size, 1, cells=_CELLS):
        low[block] = _root(value[block], (m * n)[block], ((m + n) / 2 - 1)[block], z[block] ** 2)
    return low


def _root(top: Floats, pairs: Floats, h: Floats, z2: Floats) -> Floats:
    below, above = np.zeros_like(top), top.copy()
    x = top / 2
    arrived = np.isnan(x)
    for _ in range(_STEPS):
        gap, both = top - x, x * (1 - x)
        left, right = (2 - x) * (1 + x), 2 + h + (1 + 2 * h) * both
        f = pairs * gap * gap * left - z2 * both * right
        slope = pairs * (gap * gap * (1 - 2 * x) - 2 * gap * left)
        slope -= z2 * (1 - 2 * x) * (right + (1 + 2 * h) * both)
        np.copyto(below, x, where=f > 0)
        np.copyto(above, x, where=f < 0)
        step = x - f / slope
        # A step within a rounding of where it stands has arrived, also on the bracket's edge.
        near = np.abs(step - x) <= 4 * np.finfo(np.float64).eps * np.abs(x)
        inside = ((step > below) & (step < above)) | near
        following = np.where(inside, step, np.where(f == 0, x, below + (above - below) / 2))
        # A row that has arrived stays, so that its answer does not hang on its neighbours.
        following = np.where(arrived, x, following)
        arrived |= np.abs(following - x) <= 4 * np.finfo(np.float64).eps * np.abs(x)
        x = following
        if arrived.all():
            break
    return x
