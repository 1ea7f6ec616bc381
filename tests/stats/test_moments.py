"""Mean, standard deviation and autocorrelation against exact fractions and laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.moments import lag_one_autocorrelation, moments

FIGURES = st.lists(
    st.one_of(
        st.floats(-1e6, 1e6, allow_subnormal=False), st.integers(-50, 50).map(float),
        st.floats(-1e-3, 1e-3, allow_subnormal=False).map(lambda off: 1e7 + off),
    ),
    min_size=2, max_size=40,
)  # fmt: skip


def exact(y: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Mean, sum of squares, and sum of products of neighbours, without any rounding."""
    values = [Fraction(value) for value in y]
    mean = sum(values, Fraction(0)) / len(values)
    d = [value - mean for value in values]
    neighbours = sum((a * b for a, b in pairwise(d)), Fraction(0))
    return mean, sum((a * a for a in d), Fraction(0)), neighbours


@given(FIGURES)
def test_mean_and_deviation_are_those_of_exact_fractions(y: list[float]) -> None:
    """To the last digits, however large the figures are beside their differences."""
    mean, squares, neighbours = exact(y)
    found = moments(y)
    largest = max(map(abs, y))
    assert abs(Fraction(float(found.mean)) - mean) <= Fraction(largest) * Fraction(3, 2**53)
    assert isclose(found.sd, sqrt(squares / (len(y) - 1)), rel_tol=1e-13)
    r = float(lag_one_autocorrelation(y))
    if squares:
        assert abs(r - float(neighbours / squares)) < 1e-12
    else:
        assert np.isnan(r)


@given(FIGURES, st.integers(-900, 900))
def test_a_power_of_two_scales_exactly(y: list[float], power: int) -> None:
    """Enormous and tiny figures keep every digit; the autocorrelation stays."""
    big = np.ldexp(np.array(y), power)
    if not np.isfinite(big).all() or np.any((big == 0) != (np.array(y) == 0)):
        return
    if np.any(np.abs(big[big != 0]) < 1e-290):
        return
    found, scaled = moments(y), moments(big)
    assert scaled.mean == np.ldexp(found.mean, power)
    assert scaled.sd == np.ldexp(found.sd, power)
    np.testing.assert_array_equal(lag_one_autocorrelation(big), lag_one_autocorrelation(y))


@given(st.floats(-1e300, 1e300, allow_subnormal=False), st.integers(1, 200))
def test_equal_figures_do_not_vary_at_all(value: float, n: int) -> None:
    """Not even by a rounding error; the mean is the figure."""
    mean, sd = moments(np.full(n, value))
    assert mean == value
    assert sd == 0 or n == 1
    assert np.isnan(lag_one_autocorrelation(np.full(n, value)))


def test_too_few_figures() -> None:
    """No figures have no mean, one has no standard deviation."""
    assert np.isnan(moments(np.zeros((2, 0))).mean).all()
    mean, sd = moments([[3.0], [4.0]])
    np.testing.assert_array_equal(mean, [3, 4])
    assert np.isnan(sd).all()
    assert lag_one_autocorrelation(np.zeros((0, 5))).shape == (0,)
    assert moments(np.zeros((3, 0, 5))).sd.shape == (3, 0)


def test_enormous_figures_have_a_mean_and_no_standard_deviation_beyond_numbers() -> None:
    """The largest numbers there are, of both signs; nan where the answer is beyond them."""
    top = np.finfo(np.float64).max
    mean, sd = moments([[top, top, top], [top, -top, top], [top, 0, 0]])
    assert mean[0] == top
    assert sd[0] == 0
    assert isclose(mean[1], top / 3, rel_tol=1e-15)
    assert np.isnan(sd[1])
    assert isclose(sd[2], top / sqrt(3), rel_tol=1e-15)
    assert moments([5e-324, 5e-324]).mean == 5e-324


def test_the_sum_loses_nothing() -> None:
    """Figures that cancel leave the small one: the mean is a third, not 0."""
    assert moments([1e16, 1.0, -1e16]).mean == 1 / 3


def test_rows_do_not_depend_on_their_neighbours() -> None:
    """A batch gives what each row gives alone."""
    y = np.random.default_rng(1).normal(size=(3, 4, 7))
    together = moments(y)
    for index in np.ndindex(3, 4):
        alone = moments(y[index])
        assert together.mean[index] == alone.mean
        assert together.sd[index] == alone.sd
        assert lag_one_autocorrelation(y)[index] == lag_one_autocorrelation(y[index])


@pytest.mark.parametrize("function", [moments, lag_one_autocorrelation])
def test_missing_figures_are_refused(function: object) -> None:
    """With row and point."""
    assert callable(function)
    with pytest.raises(DomainError) as caught:
        function([[1, 2], [3, np.nan]])
    assert caught.value.problems[0].path == "y, row 1, point 1"
    with pytest.raises(DomainError):
        function(3.0)
