"""What the tests of all three trends share."""

from __future__ import annotations

import numpy as np

from rusfelt.stats.trend_result import Trend

NUMBERS = [name for name in Trend._fields if name != "method"]


def check_fields(one: Trend, other: Trend, *, rtol: float = 1e-9, atol: float = 1e-11) -> None:
    """Two answers agree in every number and name the same method."""
    for name in NUMBERS:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=rtol, atol=atol, err_msg=name
        )
    np.testing.assert_array_equal(one.method, other.method)


def scaled(trend: Trend, factor: float) -> dict[str, np.ndarray]:
    """The fields that carry the unit of time, multiplied."""
    return {name: getattr(trend, name) * factor for name in ("slope", "se", "low", "high")}
