"""The individuals and moving range chart (XmR), and what its limits say about a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import Problem
from rusfelt.stats._checks import as_series, broadcast, refuse, row_blocks
from rusfelt.stats._moving_range import (
    FEW_POINTS,
    RANGE_FACTOR,
    baseline_mask,
    mean_within,
    moving_range,
)
from rusfelt.stats._options import better_words, check_flag

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._moving_range import Baseline
    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["Assurance", "XmR", "assurance", "xmr"]

# Three standard deviations over the mean moving range, 3/1.128, rounded as every chart rounds it.
_LIMIT = 2.66
_BLOCK = 1 << 18


class XmR(NamedTuple):
    """The lines of each chart, each field of the batch's shape.

    Attributes:
        centre: the mean of the points that fix the limits.
        lower: the lower limit, ``centre - 2.66·mean_range``. It may lie below 0.
        upper: the upper limit.
        near_lower: two thirds of the way from the centre to the lower limit.
        near_upper: two thirds of the way to the upper limit.
        mean_range: the mean moving range, after screening if that was asked for. Over 1.128 it is
            the standard deviation the limits rest on.
        range_limit: ``3.267·mean_range``, above which a single moving range is unusual.
        points: how many points fix the limits.
        trial: whether they are fewer than 12, so that the limits still move much.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    mean_range: Floats
    range_limit: Floats
    points: Floats
    trial: Bools


class Assurance(NamedTuple):
    """Whether the limits lie clear of a target, a word for each row."""

    word: Strings


def xmr(y: ArrayLike, *, screened: bool = True, baseline: Baseline = None) -> XmR:
    """The range within which a figure varies when nothing in particular happens.

    Limits are set from how far neighbouring points lie apart, not from the spread of all points,
    so that a slow drift does not widen them. ``mean ± 2.66·(mean moving range)``, near limits at
    two thirds of that. Screened, moving ranges larger than 3.267 times their mean are left out and
    the mean is taken once more; the centre keeps every point. Limits assume independent points:
    with autocorrelation they are too narrow.

    All lines are nan where fewer than two points, or no two neighbours, fix the limits, and where
    a difference is too large for a float64. A constant series has limits equal to its value.

    Args:
        y: values, ``(..., n)``, in order of time, any unit.
        screened: whether extreme moving ranges are left out, as NHSRplotthedots does by default
            and NHS England's Excel tool does not. Narrower limits follow, and more false alarms:
            15 % instead of 12 % of unchanged charts of 20 points signal by the NHS rules.
        baseline: how many of the first points fix the limits (all of them where there are fewer),
            or a mask of them, ``(n,)`` or of y's shape. All points if not given. A moving range
            counts when both its points do.

    Returns:
        The lines, the number of points behind them, and whether they are trial limits.

    Raises:
        DomainError: where a value is nan or infinite, ``y`` is one number, or the baseline is
            below 2 or of another shape.

    >>> chart = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> [round(float(line), 2) for line in (chart.lower, chart.centre, chart.upper)]
    [-0.72, 1.94, 4.6]

    Source: Nelson (1982), doi:10.1080/00224065.1982.11978811, for the screening; NHS England,
    Making Data Count; NHSRplotthedots, https://github.com/nhs-r-community/NHSRplotthedots.
    """
    check_flag("screened", screened)
    rows, batch = as_series("y", y)
    count, n = rows.shape
    mask = baseline_mask(baseline, count, n, batch)
    centre = np.empty(count)
    mean_range = np.empty(count)
    for block in row_blocks(count, n, cells=_BLOCK):
        centre[block] = mean_within(rows[block], mask[block])
        mean_range[block] = moving_range(rows[block], mask[block], screened=screened)
    return _lines(
        centre.reshape(batch), mean_range.reshape(batch),
        mask.sum(axis=1, dtype=np.float64).reshape(batch),
    )  # fmt: skip


def _lines(centre: Floats, mean_range: Floats, points: Floats) -> XmR:
    """The chart with a given centre and mean moving range."""
    with np.errstate(over="ignore", invalid="ignore"):
        half = _LIMIT * mean_range
        range_limit = RANGE_FACTOR * mean_range
        lower, upper = centre - half, centre + half
        near_lower, near_upper = centre - 2 * half / 3, centre + 2 * half / 3
    lines = (centre, lower, upper, near_lower, near_upper, mean_range, range_limit)
    known = np.isfinite(lines).all(axis=0)
    centre, lower, upper, near_lower, near_upper, mean_range, range_limit = (
        np.where(known, line, np.nan) for line in lines
    )
    return XmR(
        centre, lower, upper, near_lower, near_upper, mean_range, range_limit,
        np.asarray(points), np.asarray(points < FEW_POINTS),
    )  # fmt: skip


def assurance(
    lower: ArrayLike, upper: ArrayLike, target: ArrayLike, *, better: ArrayLike
) -> Assurance:
    """Whether a process left as it is will meet a target always, never or now and then.

    Where higher is better: ``fails`` when the target is above the upper limit, ``passes`` when it
    is below the lower one, else ``inconsistent``; mirrored where lower is better. A target equal
    to a limit is ``inconsistent``. It means something only while the points show no signal.

    ``undefined`` where a figure is nan.

    Args:
        lower: lower limits, any shape.
        upper: upper limits.
        target: the figures aimed at, in the same unit.
        better: ``"higher"`` or ``"lower"``. All four broadcast.

    Returns:
        The word.

    Raises:
        DomainError: where a figure is infinite, a lower limit exceeds its upper one, or ``better``
            is neither word.

    >>> assurance([1, 5, 1], [3, 7, 5], 4, better="higher").word.tolist()
    ['fails', 'passes', 'inconsistent']

    Source: NHS England, Making Data Count; NHSRplotthedots,
    https://github.com/nhs-r-community/NHSRplotthedots.
    """
    higher, neither = better_words(better)
    refuse(
        _rows(
            "better", neither, "is neither 'higher' nor 'lower'.",
            "Say which way is better; without it there is no assurance.",
        )
    )  # fmt: skip
    lower, upper, target, rising = broadcast(
        lower=lower, upper=upper, target=target, better=higher.astype(np.float64)
    )
    refuse(
        *(
            _rows(name, np.isinf(value), "is infinite.", "Give a finite number, or nan for none.")
            for name, value in (("lower", lower), ("upper", upper), ("target", target))
        ),
        _rows("lower", lower > upper, "is above its upper limit.", "Check that they are in order."),
    )
    unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(target)
    above, below = target > upper, target < lower
    fails = np.where(rising > 0, above, below)
    passes = np.where(rising > 0, below, above)
    word = np.select([unknown, fails, passes], ["undefined", "fails", "passes"], "inconsistent")
    return Assurance(word)


def _rows(name: str, bad: Bools, fact: str, remedy: str) -> list[Problem]:
    if not np.any(bad):
        return []
    return [Problem(f"{name}, row {int(np.flatnonzero(bad)[0])}", fact, remedy)]
