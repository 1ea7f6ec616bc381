"""Null distributions too long to count out: Fourier transforms at several slopes, pieced together.

A transform knows each probability to about 1e-16 of the largest one, which is useless for a tail
of 1e-20. But the distribution at slope β is the one without a trend times exp(β·s): a transform
made at the slope where s is ordinary knows the probability of s to ten digits or more, and
dividing by exp(β·s) in logarithms carries those digits back. So a row gets a ladder of slopes, each
rung near enough to the next that every sum of interest is ordinary on one of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._discrete import width_blocks
from rusfelt.stats._support import Table
from rusfelt.stats._window import farthest, near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.stats._family import Family
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Ladder", "ladder", "pieced_together", "windows"]

# Rungs are seven standard deviations apart, so no sum lies more than about four from a rung.
_RUNG = 49.0
# A mean this near an edge, in steps of the lattice, makes the edge itself the likeliest sum.
_AT_EDGE = 0.5
_STEPS = 64
_HALVINGS = 64
_STEEPEST = 60.0
# Below this share of a rung's largest probability a transform is rounding error.
_NOISE = 1e-12
# Above this share it is good to six digits.
_RESOLVED = 1e-8
# A sum of probabilities this many times what is lost in rounding error is good to six digits.
_DIGITS = 1e6


class Ladder(NamedTuple):
    """Slopes for each row in rising order, ``(rows, rungs)``, padded with nan.

    ``whole`` tells of each row whether it goes as far as it should: among hundreds of thousands of
    events a steep trend lies more rungs away than there are.
    """

    slope: Floats
    mean: Floats
    deviation: Floats
    whole: Bools

    def take(self, rows: Integers) -> Ladder:
        """The ladders of these rows."""
        return Ladder(self.slope[rows], self.mean[rows], self.deviation[rows], self.whole[rows])


def ladder(family: Family, beta: Floats, margin: float) -> Ladder:
    """Slopes whose distributions together cover every sum that matters to the test.

    Each direction goes on until the sums there are ``margin`` (in nats) less likely than the
    observed one both without a trend and at the fitted slope, or the end of the support is reached.

    Args:
        family: positions are whole numbers.
        beta: the fitted slope of each row, infinite where the observed sum is at an edge.
        margin: how far beyond the observed sum to go: half the square of that many deviations.
    """
    down, whole_down = _climb(family, beta, margin, -1)
    up, whole_up = _climb(family, beta, margin, 1)
    start = np.zeros_like(family.total)
    _, mean, spread = family.moments(start)
    rungs = [*down[::-1], (start, mean, np.sqrt(spread)), *up]
    slope, mean, deviation = (np.stack(column, axis=1) for column in zip(*rungs, strict=True))
    return Ladder(slope, mean, deviation, whole_down & whole_up)


def _climb(
    family: Family, beta: Floats, margin: float, sign: int
) -> tuple[list[tuple[Floats, Floats, Floats]], Bools]:
    """The rungs on one side of slope 0, nearest first, nan in rows that have finished.

    With them comes which rows have finished.
    """
    rows = np.arange(family.total.size)
    here = np.zeros(rows.size)
    level, mean, spread = family.moments(here)
    origin = level.copy()
    finite = np.isfinite(beta)
    fit_level, fit_mean, _ = family.moments(np.where(finite, beta, 0.0))
    lowest, highest = family.edges()
    edge = highest if sign > 0 else lowest
    log_low, log_high = family.log_edges()
    there = np.where(finite, beta, 0.0)
    # How unlikely the observed sum is without a trend, in nats.
    surprise = np.where(
        finite, there * fit_mean - (fit_level - origin), np.where(beta > 0, -log_high, -log_low)
    )
    rungs: list[tuple[Floats, Floats, Floats]] = []
    rows = rows[np.abs(mean - edge) >= _AT_EDGE]
    for _ in range(_STEPS):
        if rows.size == 0:
            break
        part = family.take(rows)
        step = sign * np.minimum(np.sqrt(_RUNG / np.maximum(spread[rows], 1e-300)), _STEEPEST)
        for _ in range(_HALVINGS):
            new = here[rows] + step
            new_level, new_mean, new_spread = part.moments(new)
            far = step * (new_mean - mean[rows]) > _RUNG
            if not far.any():
                break
            step = np.where(far, step / 2, step)
        here[rows], mean[rows], spread[rows] = new, new_mean, new_spread
        rung = tuple(np.full(family.total.size, np.nan) for _ in range(3))
        rung[0][rows], rung[1][rows], rung[2][rows] = new, new_mean, np.sqrt(new_spread)
        rungs.append((rung[0], rung[1], rung[2]))
        beyond = sign * (new - beta[rows]) > 0
        from_fit = (new - there[rows]) * new_mean - (new_level - fit_level[rows])
        from_null = new * new_mean - (new_level - origin[rows])
        enough = beyond & ((from_fit >= margin) | ~finite[rows])
        enough &= from_null >= surprise[rows] + margin
        rows = rows[~enough & (np.abs(new_mean - edge[rows]) >= _AT_EDGE)]
    whole = np.ones(family.total.size, dtype=np.bool_)
    whole[rows] = False
    return rungs, whole


def windows(family: Family, rungs: Ladder) -> Floats:
    """How long a transform each row needs on every one of its rungs."""
    span = np.ptp(family.position, axis=1)
    width = np.zeros_like(span)
    for k in range(rungs.slope.shape[1]):
        rows = np.flatnonzero(np.isfinite(rungs.slope[:, k]))
        deviation = rungs.deviation[rows, k]
        own = farthest(deviation**2, span[rows]) + near(deviation, span[rows])
        other = family.take(rows).narrowest(rungs.slope[rows, k])
        width[rows] = np.maximum(width[rows], np.maximum(own, other))
    return np.asarray(np.ceil(width) + 1, dtype=np.float64)


def pieced_together(
    family: Family, x: Floats, rungs: Ladder, width: Floats
) -> Iterator[tuple[Integers, Table]]:
    """Tables of rows on a lattice, from one transform for each rung.

    Args:
        family: positions are whole numbers.
        x: the observed counts, ``(rows, n)``.
        rungs: the ladder of each row.
        width: how long a window each row needs.

    Yields:
        Row numbers and their table, rows of similar width at a time.
    """
    lowest, highest = family.edges()
    reach = np.ceil(near(rungs.deviation, np.ptp(family.position, axis=1)[:, None]))
    first = np.maximum(lowest, np.nanmin(np.rint(rungs.mean) - reach, axis=1))
    last = np.minimum(highest, np.nanmax(np.rint(rungs.mean) + reach, axis=1))
    columns = (last - first + 1).astype(np.int64)
    for rows in width_blocks(np.maximum(columns, width.astype(np.int64))):
        window = _round_length(float(width[rows].max()))
        value = first[rows][:, None] + np.arange(int(columns[rows].max()))
        inside = value <= last[rows][:, None]
        part = family.take(rows)
        own = rungs.take(rows)
        logs, share, hidden = _patch(part, own, value, inside, window)
        sums = (part.position * x[rows]).sum(axis=1)
        seen = np.rint(sums - first[rows]).astype(np.int64)
        trusted = np.where(share[np.arange(rows.size), seen] > _RESOLVED, _DIGITS * hidden, np.inf)
        yield rows, Table(np.minimum(value, last[rows][:, None]), logs, seen, trusted)


def _patch(
    family: Family, rungs: Ladder, value: Floats, inside: Bools, window: int
) -> tuple[Floats, Floats, Floats]:
    """The log probability without a trend of each value, from the rung that knows it best.

    With it come its share of that rung's largest probability, which says how well it is known, and
    for each row the most that all unknown values together can have.
    """
    logs = np.full(value.shape, -np.inf)
    noise = _NOISE + 1e-15 * family.total[:, None]
    best = np.broadcast_to(noise, value.shape).copy()
    ceiling = np.full(value.shape, np.inf)
    log_total = family.log_total()
    span = np.ptp(family.position, axis=1)
    for k in range(rungs.slope.shape[1]):
        rows = np.flatnonzero(np.isfinite(rungs.slope[:, k]))
        part, beta = family.take(rows), rungs.slope[rows, k]
        level = part.moments(beta)[0] - log_total[rows]
        wave = part.window(beta, window)
        here = value[rows]
        mass = np.take_along_axis(wave, np.mod(here, window).astype(np.int64), axis=1)
        limit = near(rungs.deviation[rows, k], span[rows]) + 1
        trusted = inside[rows] & (
            np.abs(here - np.rint(rungs.mean[rows, k])[:, None]) <= limit[:, None]
        )
        most = wave.max(axis=1, keepdims=True)
        share = np.where(trusted, mass, 0.0) / most
        better = share > best[rows]
        untilt = level[:, None] - beta[:, None] * here
        logs[rows] = np.where(better, np.log(np.where(better, mass, 1.0)) + untilt, logs[rows])
        best[rows] = np.where(better, share, best[rows])
        bound = np.where(trusted, np.log(noise[rows] * most) + untilt, np.inf)
        ceiling[rows] = np.minimum(ceiling[rows], bound)
    unknown = np.isneginf(logs) & np.isfinite(ceiling)
    hidden = np.where(unknown, np.exp(np.minimum(ceiling, 0.0)), 0.0).sum(axis=1)
    return logs, best, hidden


def _round_length(width: float) -> int:
    """An even transform length of small factors, at least ``width``."""
    power = max(1, math.ceil(math.log2(width)) - 4)
    return math.ceil(width / (1 << power)) << power
