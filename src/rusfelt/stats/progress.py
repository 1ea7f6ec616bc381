"""How far a figure has come from its baseline towards its target.

All of this describes; none of it weighs chance except where a standard error is given, and none of
it decides a verdict. A nan is a figure that is not there and gives nan (or ``undefined``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import broadcast, not_non_negative, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._path_checks import bad_rows, check_not_infinite, direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = [
    "HP2030",
    "LinearPace",
    "Progress",
    "hp2030_status",
    "linear_pace",
    "target_progress",
]

# Healthy People's share of the targeted change, or of the baseline, where no error is known; a
# tenth on paper may land a rounding error below it.
_NOTABLE = 0.10 * (1 - 1e-12)
# Sums of a few figures above this overflow.
_ENORMOUS = 1e307
_LEVEL = 0.05


class Progress(NamedTuple):
    """The share of the targeted change achieved; 1 is the target, below 0 is the wrong way."""

    share: Floats


class LinearPace(NamedTuple):
    """The value expected by now on a straight line, and the change made over that expected."""

    expected: Floats
    ratio: Floats


class HP2030(NamedTuple):
    """Healthy People's word for each row, and the rule that gave it."""

    status: Strings
    branch: Strings


def target_progress(baseline: ArrayLike, latest: ArrayLike, target: ArrayLike) -> Progress:
    """How much of the way from the baseline to the target has been covered.

    ``(latest - baseline)/(target - baseline)``: Healthy People's percentage of targeted change
    achieved, as a share. nan where the target equals the baseline, or a figure is nan.

    Args:
        baseline: the figures at the start, any shape and unit.
        latest: the newest figures.
        target: the figures aimed at. All three broadcast.

    Returns:
        The share.

    Raises:
        DomainError: where a figure is infinite.

    >>> target_progress(30, [25, 31], 15).share.round(3)
    array([ 0.333, -0.067])

    Source: https://www.cdc.gov/nchs/healthy-people/hp2030/methods.html
    """
    baseline, latest, target = broadcast(baseline=baseline, latest=latest, target=target)
    check_not_infinite(baseline=baseline, latest=latest, target=target)
    with np.errstate(over="ignore", invalid="ignore"):
        way = target - baseline
        share = (latest - baseline) / np.where(way == 0, np.nan, way)
    # A way too long for a float is no share of 0.
    return Progress(finite_or_nan(np.where(np.isinf(way), np.nan, share)))


def linear_pace(
    baseline: ArrayLike,
    t0: ArrayLike,
    latest: ArrayLike,
    t: ArrayLike,
    target: ArrayLike,
    due: ArrayLike,
) -> LinearPace:
    """Whether a figure keeps up with a straight line from its baseline to its target.

    ``expected = baseline + (target - baseline)·(t - t0)/(due - t0)``, and the target itself after
    ``due``; ``ratio = (latest - baseline)/(expected - baseline)``. The ratio is nan where no
    change is expected yet (``t`` equals ``t0``) or at all; both are nan where a figure is nan.

    Args:
        baseline: the figures at ``t0``, any shape and unit.
        t0: time of the baseline, such as a year.
        latest: the newest figures.
        t: their time, not before ``t0``.
        target: the figures aimed at.
        due: when, after ``t0``. All six broadcast.

    Returns:
        The expected value now, and the ratio, which is 1 on the line and more ahead of it.

    Raises:
        DomainError: where a figure is infinite, ``t`` is before ``t0``, or ``due`` not after it.

    >>> linear_pace(30, 2015, 28, 2020, 15, 2030)
    LinearPace(expected=array(25.), ratio=array(0.4))
    """
    baseline, t0, latest, t, target, due = broadcast(
        baseline=baseline, t0=t0, latest=latest, t=t, target=target, due=due
    )
    check_not_infinite(baseline=baseline, t0=t0, latest=latest, t=t, target=target, due=due)
    refuse(
        bad_rows(
            "t", t < t0, "is before the baseline's time.", "Compare with an earlier baseline."
        ),
        bad_rows("due", due <= t0, "is not after the baseline's time.", "Check both dates."),
    )
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        gone = np.minimum((t / 2 - t0 / 2) / (due / 2 - t0 / 2), 1.0)
        expected_change = (target - baseline) * gone
        ratio = (latest - baseline) / np.where(expected_change == 0, np.nan, expected_change)
        expected = finite_or_nan(np.asarray(baseline + expected_change))
    ratio = np.where(np.isnan(expected), np.nan, finite_or_nan(np.asarray(ratio)))
    return LinearPace(expected, ratio)


def hp2030_status(
    baseline: ArrayLike,
    latest: ArrayLike,
    target: ArrayLike,
    *,
    se0: ArrayLike = np.nan,
    se1: ArrayLike = np.nan,
    better: ArrayLike,
) -> HP2030:
    """The word Healthy People 2030 would use. It describes, and never decides a verdict.

    At or beyond the target: ``target-met``. Otherwise, with both standard errors,
    ``z = (latest - baseline)/sqrt(se0² + se1²)`` at level .05 tells ``improving`` or
    ``getting-worse`` from ``little-or-no-change``. Without them, a tenth of the targeted change
    the right way is ``improving`` and a tenth of the baseline the wrong way ``getting-worse``:
    two denominators. With bare counts that last rule finds change where there is none.

    The test is one-sided, as documented for Healthy People 2020; whether that of 2030 is one- or
    two-sided is not confirmed. Two standard errors of 0 count as none. The status is
    ``undefined``, with an empty branch, where a figure is nan, or where the tenth would be of a
    baseline of 0.

    Args:
        baseline: the figures at the start, any shape and unit.
        latest: the newest figures.
        target: the figures aimed at.
        se0: standard error of the baseline; nan where there is none.
        se1: standard error of the latest; nan where there is none.
        better: ``"higher"`` or ``"lower"``. All six broadcast.

    Returns:
        The status, and the branch that gave it, which is ``target``, ``standard-error`` or
        ``ten-percent``.

    Raises:
        DomainError: where a figure is infinite, a standard error is negative, or ``better`` is
            neither word.

    >>> hp2030_status(30, [14, 28, 31], 15, better="lower").status.tolist()
    ['target-met', 'improving', 'little-or-no-change']

    Source: https://www.cdc.gov/nchs/healthy-people/hp2030/methods.html
    """
    sign = direction(better)
    baseline, latest, target, se0, se1, sign = broadcast(
        baseline=baseline, latest=latest, target=target, se0=se0, se1=se1, better=sign
    )
    check_not_infinite(baseline=baseline, latest=latest, target=target)
    refuse(
        not_non_negative("se0", np.where(np.isnan(se0), 0.0, se0)),
        not_non_negative("se1", np.where(np.isnan(se1), 0.0, se1)),
    )
    # An eighth of enormous figures tells the same and can be added up.
    largest = np.fmax.reduce([np.abs(part) for part in (baseline, latest, target, se0, se1)])
    eighth = np.where(largest > _ENORMOUS, 0.125, 1.0)
    baseline, latest, target, se0, se1 = (
        part * eighth for part in (baseline, latest, target, se0, se1)
    )
    gain = sign * (latest - baseline)
    spread = np.hypot(se0, se1)
    tested = spread > 0
    with np.errstate(over="ignore"):
        z = gain / np.where(tested, spread, np.nan)
    critical = -special.ndtri(_LEVEL)
    needed = _NOTABLE * np.abs(target - baseline)
    limit = np.where(baseline == 0, np.nan, _NOTABLE * np.abs(baseline))
    met = sign * (latest - target) >= 0
    better_now = np.where(tested, z >= critical, (gain > 0) & (gain >= needed))
    worse_now = np.where(tested, z <= -critical, (gain < 0) & (-gain >= limit))
    unknown = np.isnan(baseline + latest + target)
    unknown |= ~met & ~tested & (gain < 0) & np.isnan(limit)
    status = np.select(
        [unknown, met, better_now, worse_now],
        ["undefined", "target-met", "improving", "getting-worse"],
        "little-or-no-change",
    )
    branch = np.select([unknown, met, tested], ["", "target", "standard-error"], "ten-percent")
    return HP2030(status, branch)
