"""Cumulative sum charts: small lasting changes of a level or of a number of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    as_floats,
    as_series,
    broadcast,
    not_count,
    not_non_negative,
    not_positive,
    refuse,
    row_blocks,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats._runs import Signs
    from rusfelt.typing import Bools, Floats

__all__ = ["Cusum", "PoissonCusum", "cusum", "poisson_cusum"]

_BLOCK = 1 << 18
# Relative change of a rate below which its logarithm is worked out from the change itself.
_NEAR = 0.5


class Cusum(NamedTuple):
    """The sums at each point, ``(..., n)``, and the first alarm of each series.

    Attributes:
        high: the sum that grows while values lie above the centre, in standard deviations.
        low: the sum that grows while they lie below it; positive too.
        signal: 1 where ``high`` is above the limit, -1 where ``low`` is, by the larger of the two
            if both are, else 0; int8.
        first: the number (from 0) of the first signal; nan if there is none.
    """

    high: Floats
    low: Floats
    signal: Signs
    first: Floats


class PoissonCusum(NamedTuple):
    """The sum at each point, where it reaches the limit, and what it was measured against.

    Attributes:
        sum: the sum, in events, ``(..., n)``.
        signal: where it is at or above the limit, ``(..., n)``.
        first: the number (from 0) of the first signal; nan if there is none.
        k: events per unit of exposure that leave the sum as it is, between the two rates.
    """

    sum: Floats
    signal: Bools
    first: Floats
    k: Floats


def cusum(
    y: ArrayLike,
    *,
    centre: ArrayLike,
    sd: ArrayLike,
    k: ArrayLike = 0.5,
    h: ArrayLike = 5.0,
    start: ArrayLike = 0.0,
) -> Cusum:
    """A chart that adds up small deviations until they are too many to be chance.

    With ``z = (y - centre)/sd``: ``high = max(0, high + z - k)`` and ``low = max(0, low - z - k)``,
    from ``start`` on; a signal is a sum above (not at) ``h``. The sums go on after a signal.

    With ``k = .5`` a change of one standard deviation is found soonest. Without any change the
    two-sided chart signals about once in 168 points with ``h = 4`` and once in 465 with ``h = 5``,
    if centre and sd are known; with estimates from few points, more often.

    Where the centre or the sd is nan, or the sd is 0, the sums are nan and nothing signals.

    Args:
        y: values, ``(..., n)``, in order of time.
        centre: the level expected, such as a baseline's mean, one a series.
        sd: the standard deviation of a point around it, one a series; for a chart of individual
            values, the mean moving range over 1.128.
        k: the deviation each point is allowed, in standard deviations, 0 or more.
        h: the limit, in standard deviations, above 0.
        start: both sums before the first point, 0 or more; half of ``h`` makes it quick at first.

    Returns:
        Both sums and the signals.

    Raises:
        DomainError: where a value is nan or infinite, the centre is infinite, the sd is negative, or ``k``, ``h`` or
            ``start`` is out of range or of another shape than the batch.

    >>> chart = cusum([10.2, 11.5, 12.0, 11.8], centre=10, sd=1, h=2)
    >>> chart.high.round(1), float(chart.first)
    (array([0. , 1. , 2.5, 3.8]), 2.0)

    Source: Page (1954), doi:10.1093/biomet/41.1-2.100; Montgomery, Introduction to Statistical
    Quality Control, chapter 9, with these run lengths.
    """
    rows, batch = as_series("y", y)
    named = {"centre": centre, "sd": sd, "k": k, "h": h, "start": start}
    line = {name: _per_series(name, value, batch) for name, value in named.items()}
    refuse(
        _row("centre", np.isinf(line["centre"]), "is infinite.", "Give the level expected."),
        not_non_negative("sd", np.where(np.isnan(line["sd"]), 0.0, line["sd"])),
        not_non_negative("k", line["k"]),
        not_positive("h", line["h"]),
        not_non_negative("start", line["start"]),
    )
    sums = np.empty((2, *rows.shape))
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.where(line["sd"] > 0, line["sd"], np.nan)
        for block in row_blocks(*rows.shape, cells=_BLOCK):
            z = (rows[block].T - line["centre"][block]) / spread[block]
            for number, signed in enumerate((z, -z)):
                _add_up(signed - line["k"][block], line["start"][block], sums[number, block])
        high, low = sums
        h = line["h"][:, None]
        signal = np.where(high >= low, 1, -1) * (np.fmax(high, low) > h)
    return Cusum(
        high.reshape(*batch, rows.shape[1]),
        low.reshape(*batch, rows.shape[1]),
        signal.astype(np.int8).reshape(*batch, rows.shape[1]),
        _first(signal != 0).reshape(batch),
    )


def poisson_cusum(
    x: ArrayLike,
    *,
    expected: ArrayLike,
    detect: ArrayLike,
    h: ArrayLike,
    k: ArrayLike | None = None,
    exposure: ArrayLike = 1.0,
    start: ArrayLike = 0.0,
) -> PoissonCusum:
    """A chart that adds up events beyond those expected until they are too many to be chance.

    ``k = (detect - expected)/(ln detect - ln expected)`` and
    ``sum = max(0, sum + x - k·exposure)``; where fewer events are looked for (``detect`` below
    ``expected``) ``sum = max(0, sum + k·exposure - x)``. A signal is a sum at or above ``h``, as
    in Lucas's tables. The sum goes on after a signal. Assumes Poisson counts with known rates.

    A sum too large for a float64 is nan and does not signal.

    Args:
        x: numbers of events, ``(..., n)``, in order of time.
        expected: the rate while nothing has changed, above 0, one a series.
        detect: the rate to be found soonest, above 0, one a series.
        h: the limit, in events, above 0, one a series.
        k: a rounder value than the formula's, as the tables use, strictly between the two rates.
        exposure: what the events are counted over, broadcast with ``x``.
        start: the sum before the first point, 0 or more.

    Returns:
        The sum, the signals and ``k``.

    Raises:
        DomainError: where ``x`` is no count, a rate, an exposure or ``h`` is not above 0, the two
            rates are equal, ``k`` is not between them, or a shape does not fit.

    >>> chart = poisson_cusum([2, 1, 5, 6], expected=2, detect=4, h=5)
    >>> round(float(chart.k), 3), chart.sum.round(2), float(chart.first)
    (2.885, array([0.  , 0.  , 2.11, 5.23]), 3.0)

    Source: Lucas (1985), doi:10.1080/00401706.1985.10488030.
    """
    counts, exposures = broadcast(x=x, exposure=exposure)
    refuse(not_count("x", counts, series=True), not_positive("exposure", exposures, series=True))
    rows, batch = as_series("x", counts)
    exposures = exposures.reshape(rows.shape)
    named = {"expected": expected, "detect": detect, "h": h, "start": start}
    line = {name: _per_series(name, value, batch) for name, value in named.items()}
    refuse(
        *(not_positive(name, line[name]) for name in ("expected", "detect", "h")),
        not_non_negative("start", line["start"]),
        _row("detect", line["expected"] == line["detect"], "is the expected rate.",
             "Give the rate to look for."),
    )  # fmt: skip
    total = np.empty(rows.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        growth = (line["detect"] - line["expected"]) / line["expected"]
        if k is None:
            near = np.abs(growth) < _NEAR
            # The difference of two logarithms loses its digits where the rates are nearly equal.
            logarithm = np.where(
                near, np.log1p(np.where(near, growth, 0.0)),
                np.log(line["detect"]) - np.log(line["expected"]),
            )  # fmt: skip
            between = (line["detect"] - line["expected"]) / logarithm
        else:
            between = _per_series("k", k, batch)
            less, more = np.sort([line["expected"], line["detect"]], axis=0)
            refuse(
                _row("k", ~((less < between) & (between < more)), "is not between the two rates.",
                     "Leave it out to have it worked out from them.")
            )  # fmt: skip
        direction = np.sign(growth)
        for block in row_blocks(*rows.shape, cells=_BLOCK):
            step = (rows[block].T - between[block] * exposures[block].T) * direction[block]
            _add_up(step, line["start"][block], total[block])
        signal = total >= line["h"][:, None]
    return PoissonCusum(
        total.reshape(*batch, rows.shape[1]),
        signal.reshape(*batch, rows.shape[1]),
        _first(signal).reshape(batch),
        between.reshape(batch),
    )


def _add_up(step: Floats, start: Floats, out: Floats) -> None:
    """Fill ``out`` (rows, n) with the running sums of ``step`` (n, rows), none below 0."""
    total = start
    for i, change in enumerate(step):
        total = np.maximum(total + change, 0.0)
        out[:, i] = np.where(np.isfinite(total), total, np.nan)


def _row(name: str, bad: Bools, fact: str, remedy: str) -> list[Problem]:
    if not bad.any():
        return []
    return [Problem(f"{name}, row {int(np.flatnonzero(bad)[0])}", fact, remedy)]


def _first(signal: Bools) -> Floats:
    if not signal.shape[1]:
        return np.full(signal.shape[0], np.nan)
    return np.where(signal.any(axis=1), signal.argmax(axis=1), np.nan)


def _per_series(name: str, value: ArrayLike, batch: tuple[int, ...]) -> Floats:
    """One number for each series, flat."""
    array = as_floats(name, value)
    try:
        return np.broadcast_to(array, batch).reshape(-1)
    except ValueError as error:
        problem = Problem(
            name, f"has shape {array.shape}, but the batch of series is {batch}.",
            "Give one number for each series, or one for all.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
