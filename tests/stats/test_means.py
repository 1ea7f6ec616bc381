"""Differences between figures with standard errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.means import z_difference

figures = st.floats(-1e6, 1e6)
errors = st.floats(1e-3, 1e3)


def test_a_difference_of_twice_its_error() -> None:
    """z, p and both intervals of 50 ± 3 and 60 ± 4, whose difference has error 5."""
    result = z_difference(50, 3, 60, 4)
    assert float(result.difference) == 10
    assert float(result.z) == pytest.approx(2)
    assert float(result.p) == pytest.approx(2 * stats.norm.sf(2), rel=1e-12)
    assert float(result.low) == pytest.approx(10 - 5 * stats.norm.ppf(0.975))
    assert float(result.change_high) == pytest.approx(10 + 5 * stats.norm.ppf(0.95))


@given(y1=figures, se1=errors, y2=figures, se2=errors)
def test_the_interval_leaves_out_0_exactly_when_p_is_small(
    y1: float, se1: float, y2: float, se2: float
) -> None:
    """Interval and test are one."""
    result = z_difference(y1, se1, y2, se2)
    if abs(float(result.p) - 0.05) > 1e-9:
        assert (result.low > 0 or result.high < 0) == (result.p < 0.05)
    assert result.low <= result.change_low <= result.change_high <= result.high


def test_without_any_error_chance_cannot_be_judged() -> None:
    """Two standard errors of 0 leave z, p and the bounds undefined, not infinitely sure."""
    result = z_difference([1, 1], [0, 0], [2, 1], 0)
    np.testing.assert_array_equal(result.difference, [1, 0])
    for field in (result.z, result.p, result.low, result.high, result.change_low):
        assert np.isnan(field).all()


def test_figures_near_the_largest_float_do_not_warn() -> None:
    """An overflow is an infinite difference."""
    assert float(z_difference(-1e308, 1, 1.5e308, 1).difference) == np.inf


@pytest.mark.parametrize(
    "arguments", [(np.nan, 1, 2, 1), (1, -1, 2, 1), (1, 1, np.inf, 1), (1, 1, 2, np.nan)]
)
def test_impossible_figures_are_refused(arguments: tuple[float, ...]) -> None:
    """nan, infinities and negative errors."""
    with pytest.raises(DomainError):
        z_difference(*arguments)
