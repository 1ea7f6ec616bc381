"""Whether a figure grows or shrinks fast enough, at a constant rate, to reach its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import broadcast, refuse
from rusfelt.stats._path_checks import bad_rows, check_not_infinite, direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["CompoundPace", "compound_pace"]

_ON_TRACK = 0.95
_ACCELERATE = 0.60
# Where the published score bends: -5 at and below the first ratio, 5 at and above the last.
_RATIOS = (-0.60, 0.60, 1.30)
_SCORES = (-5.0, 0.0, 5.0)


class CompoundPace(NamedTuple):
    """The compound pace of each row, each field of the batch's shape.

    Attributes:
        observed: rate of growth per unit of time so far, as a share: -.05 is 5 % down a year.
        required: the rate that leads from the baseline to the target by the due date.
        ratio: observed rate in the better direction over the size of the required one.
        score: the published score from -5 to 5, for averaging over series.
        category: ``"target-achieved"``, ``"on-track"``, ``"acceleration-needed"``, ``"limited"``,
            ``"deterioration"`` or ``"undefined"``.
    """

    observed: Floats
    required: Floats
    ratio: Floats
    score: Floats
    category: Strings


def compound_pace(
    baseline: ArrayLike,
    t0: ArrayLike,
    latest: ArrayLike,
    t: ArrayLike,
    target: ArrayLike,
    due: ArrayLike,
    *,
    better: ArrayLike,
) -> CompoundPace:
    """Whether a figure keeps up with a constant rate of growth to its target (Open SDG, Eurostat).

    Compares the compound annual growth rate so far, ``(latest/baseline)^(1/(t - t0)) - 1``, with
    the one required, ``(target/baseline)^(1/(due - t0)) - 1``; ``ratio = d·observed/|required|``
    with d = 1 where higher is better and -1 where lower is. Nothing is said about chance.

    Categories, in this order: latest at or beyond the target, ``target-achieved``; ratio ≥ .95,
    ``on-track``; .60 ≤ ratio < .95, ``acceleration-needed``; 0 ≤ ratio < .60, ``limited``; below
    0, ``deterioration``. Eurostat calls the four bands significant, moderate and insufficient
    progress, and movement away. The score is 5 where the target is achieved, otherwise straight
    lines through (-.60, -5), (.60, 0) and (1.30, 5), level outside.

    This is another question than :func:`~rusfelt.stats.progress.linear_pace` answers: 30 in 2015,
    25 in 2020 and a target of 15 in 2030 is exactly on the straight line (linear ratio 1.00), but
    the compound ratio is .79. And it depends on which way a share is told: those 30, 25 and 15 %
    told as 70, 75 and 85 % have the ratio 1.07. Both named; neither is hidden.

    Undefined (nan and ``"undefined"``) where baseline, latest or target is zero or below, where
    target equals baseline, where no time has passed, or where a figure is nan. The sources
    replace a zero by .001 and flip the direction of all-negative series; neither is done here,
    since the answer would depend on the number put in. Where a zero *meets* a target,
    :func:`~rusfelt.stats.progress.target_progress` says so. A latest figure from after the due
    date is compared all the same.

    Args:
        baseline: the figures at ``t0``, any shape and unit.
        t0: time of the baseline, such as a year.
        latest: the newest figures.
        t: their time, not before ``t0``.
        target: the figures aimed at.
        due: when, after ``t0``.
        better: ``"higher"`` or ``"lower"``. All seven broadcast.

    Returns:
        A :class:`CompoundPace`.

    Raises:
        DomainError: where a figure is infinite, ``t`` is before ``t0``, ``due`` not after it, or
            ``better`` is neither word.

    >>> pace = compound_pace(30, 2015, 25, 2020, 15, 2030, better="lower")
    >>> round(float(pace.ratio), 4), str(pace.category)
    (0.7929, 'acceleration-needed')

    Source: Statistics Canada's progress measure as documented by Open SDG,
    docs/progress-methodology.md at https://github.com/open-sdg/open-sdg
    """
    sign = direction(better)
    baseline, t0, latest, t, target, due, sign = broadcast(
        baseline=baseline, t0=t0, latest=latest, t=t, target=target, due=due, better=sign
    )
    check_not_infinite(baseline=baseline, t0=t0, latest=latest, t=t, target=target, due=due)
    refuse(
        bad_rows(
            "t", t < t0, "is before the baseline's time.", "Compare with an earlier baseline."
        ),
        bad_rows("due", due <= t0, "is not after the baseline's time.", "Check both dates."),
    )
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        observed = growth(baseline, latest, t - t0)
        required = growth(baseline, target, due - t0)
        ratio = sign * observed / np.abs(required)
    known = (required != 0) & np.isfinite(ratio) & (target > 0)
    ratio = np.where(known, ratio, np.nan)
    met = known & (sign * latest >= sign * target)
    score = np.where(met, 5.0, np.interp(ratio, _RATIOS, _SCORES))
    category = np.select(
        [~known, met, ratio >= _ON_TRACK, ratio >= _ACCELERATE, ratio >= 0],
        ["undefined", "target-achieved", "on-track", "acceleration-needed", "limited"],
        "deterioration",
    )
    return CompoundPace(observed, required, ratio, score, category)


def growth(first: Floats, last: Floats, time: Floats) -> Floats:
    """Compound rate per unit of time from one figure to another; nan where there is none.

    >>> growth(np.array([100.0]), np.array([121.0]), np.array([2.0])).round(12)
    array([0.1])
    """
    usable = (first > 0) & (last > 0) & (time > 0)
    # A quotient first: it is exact where the figures are equal, and logarithms of very large
    # figures would lose the digits that differ.
    quotient = np.where(usable, last, 1.0) / np.where(usable, first, 1.0)
    apart = np.log(np.where(usable, last, 1.0)) - np.log(np.where(usable, first, 1.0))
    normal = (quotient > np.finfo(np.float64).tiny) & np.isfinite(quotient)
    steps = np.where(normal, np.log(np.where(normal, quotient, 1.0)), apart)
    rate = np.expm1(steps / np.where(usable, time, 1.0))
    return np.asarray(np.where(usable & np.isfinite(rate), rate, np.nan))
