"""From a trend of :mod:`rusfelt.stats` to the columns of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.typing import Array, Bools, Floats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rusfelt.stats.trend_result import Trend

__all__ = ["lost", "trend_columns"]


def trend_columns(found: Trend, scale: Floats) -> dict[str, Array]:
    """Columns by name, with the change brought to the indicator's own unit.

    Args:
        found: the trend, each field of shape ``(k,)``.
        scale: what one unit of the fitted change is in the indicator's unit, shape ``(k,)``.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        change, low, high = (
            each * scale for each in (found.change, found.change_low, found.change_high)
        )
    return {
        "slope": found.slope,
        "slope_low": found.low,
        "slope_high": found.high,
        "p": found.p,
        "p_minlike": found.p_minlike,
        "size": found.size,
        "smallest_p": found.smallest_p,
        "dispersion": found.dispersion,
        "change": change,
        "change_low": low,
        "change_high": high,
        "method": found.method,
    }


def lost(columns: Mapping[str, Array], settled: Bools) -> Bools:
    """Which rows have no trend, or one that no number can hold.

    Args:
        columns: as :func:`trend_columns` has them.
        settled: the rows without a case, or with nothing but cases, where no slope nor change is
            to be had and p is 1 all the same.
    """
    tested = np.array([columns[name] for name in ("p", "size", "dispersion")])
    ends = np.array([columns[name] for name in ("slope_low", "slope_high")])
    figures = np.array([columns[name] for name in ("change", "change_low", "change_high")])
    bare = np.isnan(ends).any(axis=0) | np.isnan(columns["slope"])
    bare |= ~np.isfinite(figures).all(axis=0)
    return np.asarray(~np.isfinite(tested).all(axis=0) | (bare & ~settled))
