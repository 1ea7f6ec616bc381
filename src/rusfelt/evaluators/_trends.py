"""From a trend of :mod:`rusfelt.stats` to the columns of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rusfelt.typing import Array, Floats

if TYPE_CHECKING:
    from rusfelt.stats.trend_result import Trend

__all__ = ["trend_columns"]


def trend_columns(found: Trend, scale: Floats) -> dict[str, Array]:
    """Columns by name, with the change brought to the indicator's own unit.

    Args:
        found: the trend, each field of shape ``(k,)``.
        scale: what one unit of the fitted change is in the indicator's unit, shape ``(k,)``.
    """
    return {
        "slope": found.slope,
        "slope_low": found.low,
        "slope_high": found.high,
        "p": found.p,
        "p_minlike": found.p_minlike,
        "size": found.size,
        "smallest_p": found.smallest_p,
        "dispersion": found.dispersion,
        "change": found.change * scale,
        "change_low": found.change_low * scale,
        "change_high": found.change_high * scale,
        "method": found.method,
    }
