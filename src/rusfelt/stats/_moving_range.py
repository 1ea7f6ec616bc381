"""The points that fix a chart's limits, and how far neighbours among them lie apart."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rusfelt.typing import Bools, Floats

__all__ = [
    "D2",
    "FEW_POINTS",
    "RANGE_FACTOR",
    "Baseline",
    "baseline_mask",
    "mean_within",
    "moving_range",
]

# The mean range of two normal values in standard deviations, rounded as every chart rounds it.
D2 = 1.128
# Upper limit of a moving range over the mean moving range (D4 for two values).
RANGE_FACTOR = 3.267
# Limits from fewer points than this are trial limits: Making Data Count warns below it.
FEW_POINTS = 12

Baseline: TypeAlias = "int | Sequence[bool] | NDArray[np.bool_] | None"


def baseline_mask(baseline: Baseline, rows: int, n: int, batch: tuple[int, ...]) -> Bools:
    """Which points fix the limits, as a read-only ``(rows, n)`` mask.

    >>> baseline_mask(2, 1, 4, ()).tolist()
    [[True, True, False, False]]
    """
    if baseline is None:
        return np.broadcast_to(np.ones((1, 1), dtype=np.bool_), (rows, n))
    try:
        mask = np.asarray(baseline)
    except ValueError:  # rows of unequal length
        mask = np.zeros((0, 0))
    if mask.dtype.kind == "b" and mask.ndim:
        if mask.shape not in ((n,), (*batch, n)):
            _refuse(
                f"has shape {mask.shape}, but the series are {(*batch, n)}.",
                "Give one true or false for each point, for all series alike or for each.",
            )
        wide = mask.reshape(1 if mask.ndim == 1 else rows, n)
        return np.broadcast_to(wide, (rows, n))
    try:
        first = -1 if mask.dtype.kind == "b" else index(mask[()])
    except TypeError:
        first = -1
    if mask.ndim or first < 2:  # noqa: PLR2004 - a moving range takes two points
        _refuse(
            "is neither a whole number of 2 or more nor a mask of the points.",
            "Say how many of the first points fix the limits, or mark them true.",
        )
    return np.broadcast_to(np.arange(n) < first, (rows, n))


def mean_within(values: Floats, mask: Bools) -> Floats:
    """The mean of the marked values of each row; nan where there are fewer than two.

    Kept between the smallest and the largest of them: equal values must have themselves as their
    mean, or a rounding error would put them all on one side of it.
    """
    count = mask.sum(axis=1)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        mean = np.where(mask, values, 0.0).sum(axis=1) / count
    least = np.where(mask, values, np.inf).min(axis=1, initial=np.inf)
    most = np.where(mask, values, -np.inf).max(axis=1, initial=-np.inf)
    known = (count > 1) & np.isfinite(mean)
    return np.where(known, np.minimum(np.maximum(mean, least), most), np.nan)


def moving_range(values: Floats, mask: Bools, *, screened: bool) -> Floats:
    """The mean absolute difference of neighbours that both are marked; nan where there are none.

    Screened, ranges larger than 3.267 times that mean are left out and the mean is taken once more.
    """
    both = mask[:, 1:] & mask[:, :-1]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        ranges = np.abs(np.diff(values, axis=1))
        mean = np.where(both, ranges, 0.0).sum(axis=1) / both.sum(axis=1)
        if screened:
            both = both & (ranges <= RANGE_FACTOR * mean[:, None])
            mean = np.where(both, ranges, 0.0).sum(axis=1) / both.sum(axis=1)
    return np.where(np.isfinite(mean), mean, np.nan)


def _refuse(fact: str, remedy: str) -> None:
    raise DomainError(problems=[Problem("baseline", fact, remedy)])
