"""Comparisons that hold on paper: every step of a scale, and nothing finer than a step."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.stats._on_paper import above, at_least

TENTHS = st.integers(-4000, 4000)


@given(TENTHS, TENTHS, st.integers(-2, 2))
def test_differences_of_tenths_compare_as_fractions_do(a: int, b: int, off: int) -> None:
    """At the limit and a step to either side of it, though binary numbers often would not."""
    x, y, z = a / 10, b / 10, (a - b + off) / 10
    exact, least = Fraction(a - b, 10), Fraction(a - b + off, 10)
    assert bool(at_least(x - y, z, x, y)) == (exact >= least)
    assert bool(above(x - y, z, x, y)) == (exact > least)


def test_nothing_compares_with_nan_and_infinities_stay_apart() -> None:
    """A fall too large for a number is below every limit."""
    nan = np.nan
    assert not at_least([nan, 1.0], [1.0, nan]).any()
    assert not above([nan, 1.0], [1.0, nan]).any()
    assert at_least(np.inf, 1.0, 1e308)
    assert not at_least(-np.inf, 1.0, 1e308)
    assert above(np.inf, 1.0, 1e308)
