"""Counts of points that do not overlap between phases: PND, PEM, PAND and IRD.

None of the four has a standard error worth the name, and none is given. All look at order alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks
from rusfelt.stats.single_case._levels import middle
from rusfelt.stats.single_case._phases import as_phases

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.single_case._phases import Phases
    from rusfelt.typing import Floats, Integers

__all__ = ["IRD", "PAND", "PEM", "PND", "ird", "pand", "pem", "pnd"]

# Cells of a block of sorted cases.
_BLOCK = 1 << 17


class PND(NamedTuple):
    """The share of treatment points beyond the best of the baseline."""

    value: Floats
    beyond: Integers
    n_a: Integers
    n_b: Integers


class PEM(NamedTuple):
    """The share of treatment points beyond the baseline's median, and that median."""

    value: Floats
    median: Floats
    n_a: Integers
    n_b: Integers


class PAND(NamedTuple):
    """The share of all points that can stay with no overlap left, and how many cannot."""

    value: Floats
    removed: Integers
    n_a: Integers
    n_b: Integers


class IRD(NamedTuple):
    """The improvement rate under treatment less that of the baseline, and the points removed."""

    value: Floats
    removed: Integers
    n_a: Integers
    n_b: Integers


def pnd(a: ArrayLike, b: ArrayLike, *, better: ArrayLike = "higher") -> PND:
    """The share of measurements under treatment better than the best of the baseline.

    Better means strictly: ``b > max(a)``, or ``b < min(a)`` where lower is better; an equal point
    overlaps. A single lucky day in the baseline makes it 0. nan where a phase has no measurement.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.

    Returns:
        The share, the number it is made of, and the measurements of each phase.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            or a word is unknown.

    >>> round(float(pnd([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]).value), 4)
    0.7143

    Source: Scruggs, Mastropieri and Casto (1987), doi:10.1177/074193258700800206.
    """
    phases = as_phases(a, b, better)
    best = np.fmax.reduce(phases.a, axis=1, initial=-np.inf)
    beyond = np.count_nonzero(phases.b > best[:, None], axis=1)
    beyond = np.where(phases.n_a > 0, beyond, 0)
    value = _share(beyond, phases.n_b, phases)
    return PND(value, beyond.reshape(phases.batch), *phases.counts)


def pem(a: ArrayLike, b: ArrayLike, *, better: ArrayLike = "higher") -> PEM:
    """The share of measurements under treatment better than the baseline's median.

    A measurement equal to the median counts one half; where the median lies midway between two
    measurements, equal means within the rounding of that middle. nan where a phase has no
    measurement.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.

    Returns:
        The share, the median in the unit of ``a``, and the measurements of each phase.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            or a word is unknown.

    >>> float(pem([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 22.5]).value)
    0.9285714285714286

    Source: Ma (2006), doi:10.1177/0145445504272974.
    """
    phases = as_phases(a, b, better)
    median, slack = middle(phases.a, phases.n_a)
    low, high = (median - slack)[:, None], (median + slack)[:, None]
    score = np.count_nonzero(phases.b > high, axis=1) + np.count_nonzero(phases.b >= low, axis=1)
    value = _share(score / 2, phases.n_b, phases)
    return PEM(value, (median * phases.sign).reshape(phases.batch), *phases.counts)


def pand(a: ArrayLike, b: ArrayLike, *, better: ArrayLike = "higher") -> PAND:
    """The share of all measurements that can stay when overlap is removed as sparingly as can be.

    The fewest measurements, of either phase, are taken away so that every one left in the
    treatment phase is strictly better than every one left in the baseline; a phase may be taken
    away whole. Found exactly, from all thresholds. Even with no effect it does not fall below
    ``max(m, n)/(m + n)``. nan where a phase has no measurement.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.

    Returns:
        ``1 - removed/(m + n)``, the number removed, and the measurements of each phase.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            or a word is unknown.

    >>> pand([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]).removed
    array(2)

    Source: Parker, Hagan-Burke and Vannest (2007), doi:10.1177/00224669070400040101; Parker,
    Vannest and Davis (2011), doi:10.1177/0145445511399147.
    """
    phases = as_phases(a, b, better)
    removed = _removed(phases)
    points = phases.n_a + phases.n_b
    value = _share(points - removed, points, phases)
    return PAND(value, removed.reshape(phases.batch), *phases.counts)


def ird(a: ArrayLike, b: ArrayLike, *, better: ArrayLike = "higher") -> IRD:
    """The share of improved measurements under treatment less the share in the baseline, robust.

    The measurements that :func:`pand` removes count half as improved ones of the baseline, half
    as ones not improved of the treatment phase, however they lay: ``1 - k(m + n)/(2mn)`` for k
    removed. This is also the phi of the table so made. It is never below 0, so it cannot tell
    harm from no effect. nan where a phase has no measurement.

    Args:
        a: baseline, ``(..., m)``, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.

    Returns:
        The difference, the number removed, and the measurements of each phase.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            or a word is unknown.

    >>> round(float(ird([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]).value), 4)
    0.6905

    Source: Parker, Vannest and Brown (2009), doi:10.1177/001440290907500201; Parker, Vannest and
    Davis (2011), doi:10.1177/0145445511399147.
    """
    phases = as_phases(a, b, better)
    removed = _removed(phases)
    double = 2 * phases.n_a * phases.n_b
    value = _share(double - removed * (phases.n_a + phases.n_b), double, phases)
    return IRD(value, removed.reshape(phases.batch), *phases.counts)


def _removed(phases: Phases) -> Integers:
    """The fewest points to take away so that no baseline point is as good as a treatment point.

    Below a threshold the baseline stays, above it the treatment phase. Walking the points upwards
    from a threshold below all, each of a is one more to keep and each of b one less; of equal
    points those of b come first, so that a threshold between equals is never better than one
    beside them.
    """
    rows, width = len(phases.a), phases.a.shape[1] + phases.b.shape[1]
    most = np.zeros(rows, dtype=np.int64)
    n = phases.b.shape[1]
    for block in row_blocks(rows, max(width, 1), cells=_BLOCK):
        both = np.concatenate([phases.b[block], phases.a[block]], axis=1)
        order = np.argsort(both, axis=1, kind="stable")
        gain = np.where(order < n, -1, 1)
        gain[np.take_along_axis(np.isnan(both), order, axis=1)] = 0
        most[block] = np.maximum.reduce(np.cumsum(gain, axis=1), axis=1, initial=0)
    return np.asarray(phases.n_a - most)


def _share(part: Floats | Integers, whole: Integers, phases: Phases) -> Floats:
    there = (phases.n_a > 0) & (phases.n_b > 0)
    value = part / np.where(there, whole, 1)
    return np.where(there, value, np.nan).reshape(phases.batch)
