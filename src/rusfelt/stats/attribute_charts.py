"""Charts of shares and of rates, whose limits follow each point's own denominator."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    broadcast,
    check_denominators,
    not_count,
    not_positive,
    refuse,
    row_blocks,
)
from rusfelt.stats._moving_range import D2, FEW_POINTS, baseline_mask, moving_range
from rusfelt.stats._options import check_flag

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._moving_range import Baseline
    from rusfelt.typing import Bools, Floats

__all__ = ["AttributeChart", "p_chart", "u_chart"]

_BLOCK = 1 << 17


class AttributeChart(NamedTuple):
    """Points and lines of each chart.

    Attributes:
        value: the share or rate at each point, ``(..., n)``.
        centre: the pooled share or rate, Σ numerators / Σ denominators, of the batch's shape.
        lower: the lower limit at each point, 0 or more, ``(..., n)``.
        upper: the upper limit at each point; a share's is 1 or less.
        near_lower: two thirds of the way from the centre to the lower limit before it is cut.
        near_upper: likewise above.
        sigma_z: how many times more than chance alone neighbouring points differ, of the batch's
            shape: the mean moving range of ``(value - centre)/sd`` over 1.128. About 1 where
            chance is all there is. The limits are widened by it only in a prime chart.
        points: how many points fix the limits.
        trial: whether they are fewer than 12.
    """

    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    sigma_z: Floats
    points: Floats
    trial: Bools


def p_chart(
    x: ArrayLike, n: ArrayLike, *, prime: bool = False, baseline: Baseline = None
) -> AttributeChart:
    """The range within which a share varies by chance, given how many it is a share of.

    ``centre ± 3·sd`` with ``sd = sqrt(centre·(1 - centre)/n)`` at each point, cut at 0 and 1. With
    large n shares differ more than that for reasons of their own, and nearly every point signals;
    ``prime`` multiplies sd by ``sigma_z`` (Laney's p′ chart), which can also make limits narrower.

    Limits are nan where nobody or everybody had it: no spread can be worked out from that. Prime
    limits are nan where no two neighbours fix them.

    Args:
        x: how many had it, ``(..., n)``, in order of time.
        n: out of how many, broadcast with ``x``.
        prime: whether to widen the limits by sigma_z.
        baseline: which points fix the limits, as in :func:`~rusfelt.stats.xmr.xmr`.

    Returns:
        The shares, the lines, and how overdispersed the shares are.

    Raises:
        DomainError: where ``x`` or ``n`` is no count, ``n`` is 0, ``x`` exceeds ``n``, ``x`` and
            ``n`` are single numbers, or the baseline does not fit.

    >>> chart = p_chart([12, 15, 8, 10, 4, 7, 16, 9], 50)
    >>> [round(float(line), 4) for line in (chart.lower[0], chart.centre, chart.upper[0])]
    [0.032, 0.2025, 0.373]

    Source: Montgomery, Introduction to Statistical Quality Control, chapter 7; Laney (2002),
    doi:10.1081/QEN-120003555.
    """
    x, n = broadcast(x=x, n=n)
    check_denominators(x, n, series=True)
    return _chart(x, n, prime=prime, baseline=baseline, share=True)


def u_chart(
    x: ArrayLike, exposure: ArrayLike, *, prime: bool = False, baseline: Baseline = None
) -> AttributeChart:
    """The range within which a rate of events varies by chance, given what it is counted over.

    ``centre ± 3·sd`` with ``sd = sqrt(centre/exposure)`` at each point, cut at 0. ``prime``
    multiplies sd by ``sigma_z`` (Laney's u′ chart), as in :func:`p_chart`.

    Limits are nan where there is no event at all. Prime limits are nan where no two neighbours fix
    them. Figures too large or small for a float64 give nan.

    Args:
        x: numbers of events, ``(..., n)``, in order of time.
        exposure: what they are counted over (person-years, inhabitants), broadcast with ``x``.
        prime: whether to widen the limits by sigma_z.
        baseline: which points fix the limits, as in :func:`~rusfelt.stats.xmr.xmr`.

    Returns:
        The rates, the lines, and how overdispersed the rates are.

    Raises:
        DomainError: where ``x`` is no count, an exposure is not above 0, both are single numbers,
            or the baseline does not fit.

    >>> chart = u_chart([2, 3, 8, 1, 1, 4, 1, 4, 5, 1], 50)
    >>> [round(float(line), 4) for line in (chart.lower[0], chart.centre, chart.upper[0])]
    [0.0, 0.06, 0.1639]

    Source: Montgomery, Introduction to Statistical Quality Control, chapter 7; Laney (2002),
    doi:10.1081/QEN-120003555.
    """
    x, exposure = broadcast(x=x, exposure=exposure)
    refuse(not_count("x", x, series=True), not_positive("exposure", exposure, series=True))
    return _chart(x, exposure, prime=prime, baseline=baseline, share=False)


def _chart(x: Floats, n: Floats, *, prime: bool, baseline: Baseline, share: bool) -> AttributeChart:
    check_flag("prime", prime)
    if not x.ndim:
        problem = Problem("x", "is one number, not a series.", "Put the values in a list.")
        raise DomainError(problems=[problem])
    batch, width = x.shape[:-1], x.shape[-1]
    rows = prod(batch)
    x, n = x.reshape(rows, width), n.reshape(rows, width)
    mask = baseline_mask(baseline, rows, width, batch)
    at_points = np.empty((5, rows, width))
    of_series = np.empty((2, rows))
    for block in row_blocks(rows, width, cells=_BLOCK):
        lines = _lines(x[block], n[block], mask[block], prime=prime, share=share)
        at_points[:, block], of_series[:, block] = lines
    points = mask.sum(axis=1, dtype=np.float64)
    value, lower, upper, near_lower, near_upper = at_points.reshape(5, *batch, width)
    centre, sigma_z = of_series.reshape(2, *batch)
    return AttributeChart(
        value, centre, lower, upper, near_lower, near_upper, sigma_z,
        points.reshape(batch), (points < FEW_POINTS).reshape(batch),
    )  # fmt: skip


def _lines(
    x: Floats, n: Floats, mask: Bools, *, prime: bool, share: bool
) -> tuple[tuple[Floats, ...], tuple[Floats, Floats]]:
    """Value and limits at each point of a block, and the centre and sigma_z of each series."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        value = x / n
        whole = np.where(mask, n, 0.0).sum(axis=1)
        centre = np.where(mask, x, 0.0).sum(axis=1) / np.where(np.isfinite(whole), whole, np.nan)
        # Equal rates must have themselves as their centre, whatever the sums were rounded to.
        least = np.where(mask, value, np.inf).min(axis=1, initial=np.inf)
        most = np.where(mask, value, -np.inf).max(axis=1, initial=-np.inf)
        centre = np.minimum(np.maximum(centre, least), most)
        centre = np.where(np.isfinite(centre), centre, np.nan)
        middle = centre[:, None]
        spread = np.sqrt(middle * (1 - middle) / n) if share else np.sqrt(middle / n)
        spread = np.where(np.isfinite(spread) & (spread > 0), spread, np.nan)
        sigma_z = moving_range((value - middle) / spread, mask, screened=False) / D2
        if prime:
            spread = spread * sigma_z[:, None]
        limits = [middle + times * spread for times in (-3, 3, -2, 2)]
    top = 1.0 if share else np.inf
    value, *limits = (np.where(np.isfinite(line), line, np.nan) for line in (value, *limits))
    return (value, *(np.clip(line, 0.0, top) for line in limits)), (centre, sigma_z)
