"""The level of a phase: mean and variance, median, and the normal interval of an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers

__all__ = ["Moments", "middle", "moments", "normal_bounds"]

# The middle of two figures is off by a unit in the last place or two.
_ROUNDING = 4 * np.finfo(np.float64).eps


class Moments(NamedTuple):
    """Mean and variance (n - 1) of the measurements of each row; nan where there are too few."""

    mean: Floats
    variance: Floats


def moments(rows: Floats, count: Integers) -> Moments:
    """Mean and sample variance of each row; a row of equal values has variance 0 exactly."""
    if rows.shape[1] == 0:
        return Moments(np.full(len(rows), np.nan), np.full(len(rows), np.nan))
    there = ~np.isnan(rows)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        # From a value of the row itself, so that equal values leave no rounding behind.
        start = np.take_along_axis(rows, there.argmax(axis=1)[:, None], axis=1)
        apart = np.where(there, rows - start, 0.0)
        shift = apart.sum(axis=1, keepdims=True) / count[:, None]
        squares = (np.where(there, apart - shift, 0.0) ** 2).sum(axis=1)
        mean = (start + shift)[:, 0]
        variance = squares / np.where(count > 1, count - 1, np.nan)
    mean, variance = (np.where(np.isfinite(x), x, np.nan) for x in (mean, variance))
    return Moments(mean, variance)


def middle(rows: Floats, count: Integers) -> tuple[Floats, Floats]:
    """The median of each row, and how far rounding may have moved it; nan without points."""
    if rows.shape[1] == 0:
        return np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    ordered = np.sort(rows, axis=1)
    places = np.maximum(np.stack([(count - 1) // 2, count // 2], axis=1), 0)
    pair = np.take_along_axis(ordered, places, axis=1)
    lower, upper = pair[:, 0], pair[:, 1]
    same = lower == upper
    median = np.where(same, lower, lower / 2 + upper / 2)
    return median, np.where(same, 0.0, _ROUNDING * np.maximum(np.abs(lower), np.abs(upper)))


def normal_bounds(
    value: Floats, variance: Floats, level: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Value, standard error and ``value ± z·se``; no error where the variance is 0 or unknown."""
    with np.errstate(over="ignore", invalid="ignore"):
        known = np.isfinite(value) & np.isfinite(variance) & (variance > 0)
        se = np.sqrt(np.where(known, variance, np.nan))
        half = -special.ndtri((1 - level) / 2) * se
        bounds = (np.where(np.isfinite(x), x, np.nan) for x in (value, value - half, value + half))
    value, low, high = bounds
    return value, se, low, high
