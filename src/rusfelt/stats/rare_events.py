"""Charts of the gaps between rare serious events: too few events a year for any other chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import Problem
from rusfelt.stats._checks import (
    as_floats,
    as_series,
    not_count,
    not_positive,
    refuse,
    row_blocks,
)
from rusfelt.stats._method import check_method
from rusfelt.stats._moving_range import FEW_POINTS, baseline_mask, mean_within
from rusfelt.stats.xmr import xmr

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._moving_range import Baseline
    from rusfelt.typing import Bools, Floats

__all__ = ["GChart", "TChart", "g_chart", "t_chart"]

# With this power exponential times become nearly normal.
_NELSON = 3.6
# The chance that a normal value lies more than three, or two, standard deviations to one side.
_TAIL, _NEAR_TAIL = 0.5 * special.erfc(np.array([3.0, 2.0]) / np.sqrt(2.0))
_BLOCK = 1 << 18


class GChart(NamedTuple):
    """The lines of each chart of counts between events, each of the batch's shape.

    Attributes:
        centre: the median of the gaps that fix the limits, so that half of them lie on each side.
        mean: their mean; ``1/(1 + mean)`` is the share of cases that are events.
        lower: the lower limit; a gap below it signals that events come more often. 0: none can.
        upper: the upper limit; a gap above it signals that events come more rarely.
        near_lower: the lower near limit.
        near_upper: the upper near limit.
        points: how many gaps fix the limits.
        trial: whether they are fewer than 12.
    """

    centre: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    points: Floats
    trial: Bools


class TChart(NamedTuple):
    """The lines of each chart of times between events, each of the batch's shape.

    Attributes:
        centre: the centre line, in the unit of the times.
        lower: the lower limit; a time below it signals that events come more often. 0: none can.
        upper: the upper limit; a time above it signals that events come more rarely.
        near_lower: the lower near limit.
        near_upper: the upper near limit.
        points: how many times fix the limits.
        trial: whether they are fewer than 12.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    points: Floats
    trial: Bools


def g_chart(
    gaps: ArrayLike,
    *,
    baseline: Baseline = None,
    method: Literal["probability", "sigma"] = "probability",
) -> GChart:
    """The usual range of the number of cases between one rare event and the next.

    Long gaps are good. With a constant chance of an event the gaps are geometric; its estimate is
    ``p = 1/(1 + mean)``. ``"probability"`` limits are the last counts that do not signal: the
    chance of a gap above the upper limit, and that of one below the lower limit, is at most
    .00135, that of three standard deviations of a normal distribution (near limits: .0228, two).
    The shortest gap, 0, has chance p, so only from a mean gap of 740 cases on can one short gap
    signal at all: use run rules beside it.

    ``"sigma"`` limits are ``mean ± 3·sqrt(mean·(mean + 1))``, cut at 0, as in qicharts2. They never
    signal a short gap, and about 1.8 % of the gaps of an unchanged process lie above them, thirteen
    times as many as above the probability limit.

    A gap of 0 is legal: two events with no case between. Lines are nan with fewer than two gaps;
    all but the centre and the mean are nan where every gap is 0.

    Args:
        gaps: whole numbers of cases (or days) between events, ``(..., n)``, 0 or more, in order.
        baseline: which gaps fix the limits, as in :func:`~rusfelt.stats.xmr.xmr`.
        method: ``"probability"`` or ``"sigma"``.

    Returns:
        The lines; feed them to :func:`~rusfelt.stats.run_rules.run_rules`.

    Raises:
        DomainError: where a gap is no whole number of 0 or more, the method is unknown, or the
            baseline does not fit.

    >>> chart = g_chart([30, 12, 45, 8, 61, 22, 40, 15, 33, 27, 19, 48])
    >>> float(chart.centre), float(chart.mean), float(chart.lower), float(chart.upper)
    (28.5, 30.0, 0.0, 201.0)

    Source: Benneyan (2001), doi:10.1023/A:1011846412909, and for probability limits
    doi:10.1023/A:1011806727354.
    """
    check_method(method, "probability", "sigma")
    given = as_floats("gaps", gaps)
    refuse(not_count("gaps", given, series=True))
    rows, batch = as_series("gaps", given)
    mask = baseline_mask(baseline, rows.shape[0], rows.shape[1], batch)
    points = mask.sum(axis=1, dtype=np.float64)
    mean, centre = np.empty((2, rows.shape[0]))
    for block in row_blocks(*rows.shape, cells=_BLOCK):
        mean[block] = mean_within(rows[block], mask[block])
        centre[block] = _median_within(rows[block], mask[block])
    some = np.where(mean > 0, mean, np.nan)
    limits = _geometric(some) if method == "probability" else _three_sigma(some)
    lower, upper, near_lower, near_upper, centre, mean, points = (
        field.reshape(batch) for field in (*limits, centre, mean, points)
    )
    return GChart(
        centre, mean, lower, upper, near_lower, near_upper, points, np.asarray(points < FEW_POINTS)
    )


def t_chart(times: ArrayLike, *, screened: bool = False, baseline: Baseline = None) -> TChart:
    """The usual range of the time from one rare event to the next.

    Long times are good. Times with a constant rate of events are exponential, far from normal;
    to the power 1/3.6 they are nearly normal. The individuals chart of those powers
    (:func:`~rusfelt.stats.xmr.xmr`) is turned back to times. A lower limit below 0 becomes 0 and
    can never signal: use run rules beside it. About .1 % of the times of an unchanged process lie
    outside the limits, nearly all of them above.

    Times of 0 are refused: two events at the same time have no place in it. nan with fewer than
    two times.

    Args:
        times: times between events, ``(..., n)``, above 0, in order, any unit.
        screened: whether extreme moving ranges are left out, as in xmr.
        baseline: which times fix the limits, as in xmr.

    Returns:
        The lines, in the unit of the times.

    Raises:
        DomainError: where a time is not above 0 or not finite, or the baseline does not fit.

    >>> chart = t_chart([286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596])
    >>> float(chart.centre.round()), float(chart.lower), float(chart.upper.round())
    (356.0, 0.0, 8828.0)

    Source: Nelson (1994), A control chart for parts-per-million nonconforming items, Journal of
    Quality Technology 26(3), 239-240; the steps are those of qicharts2,
    https://github.com/anhoej/qicharts2.
    """
    given = as_floats("times", times)
    bad = not_positive("times", given, series=True)
    if bad:
        remedy = "Record times more finely, or count cases or days between events with g_chart."
        refuse([Problem(problem.path, problem.message, remedy) for problem in bad])
    as_series("times", given)
    chart = xmr(given ** (1 / _NELSON), screened=screened, baseline=baseline)
    lines = (chart.centre, chart.lower, chart.upper, chart.near_lower, chart.near_upper)
    with np.errstate(over="ignore"):
        back = [np.maximum(line, 0.0) ** _NELSON for line in lines]
    known = np.isfinite(back[2])
    centre, lower, upper, near_lower, near_upper = (np.where(known, line, np.nan) for line in back)
    return TChart(centre, lower, upper, near_lower, near_upper, chart.points, chart.trial)


def _geometric(mean: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Lower, upper, near lower and near upper: the last counts whose tail is not too rare.

    With q the chance of no event, a gap is ``x`` or more with chance ``q^x``.
    """
    log_q = -np.log1p(1 / mean)
    lower, near_lower = (np.floor(np.log1p(-tail) / log_q) for tail in (_TAIL, _NEAR_TAIL))
    upper, near_upper = (np.ceil(np.log(tail) / log_q) - 1 for tail in (_TAIL, _NEAR_TAIL))
    return lower, upper, near_lower, near_upper


def _three_sigma(mean: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    sd = np.sqrt(mean * (mean + 1))
    lower, near_lower = (np.maximum(mean - times * sd, 0.0) for times in (3, 2))
    return lower, mean + 3 * sd, near_lower, mean + 2 * sd


def _median_within(values: Floats, mask: Bools) -> Floats:
    """The median of the marked values of each row; nan where there are fewer than two."""
    count = mask.sum(axis=1)
    if not values.shape[1]:
        return np.full(count.shape, np.nan)
    ordered = np.sort(np.where(mask, values, np.inf), axis=1)
    last = values.shape[1] - 1
    middle = [
        np.take_along_axis(ordered, np.clip(at, 0, last)[:, None], axis=1)[:, 0]
        for at in ((count - 1) // 2, count // 2)
    ]
    return np.where(count > 1, (middle[0] + middle[1]) / 2, np.nan)
