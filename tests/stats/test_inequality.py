"""Slope and relative index against numpy's least squares, PHE's simulation and their own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.inequality import relative_index, slope_index

# The first area of the example in PHEindicatormethods' documentation of phe_sii.
POPULATION = np.array([7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534])
VALUE = np.array([75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3])
SE = np.array([1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57])


def _phe(value: np.ndarray, population: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intercept and slope as phe_sii fits them: sqrt(a)·y on sqrt(a) and sqrt(a)·b, no constant."""
    a = population / population.sum()
    b = np.cumsum(a) - a / 2
    design = np.sqrt(a)[:, None] * np.column_stack([np.ones_like(b), b])
    fit = np.linalg.lstsq(design, np.sqrt(a)[:, None] * np.atleast_2d(value).T, rcond=None)[0]
    return fit[0], fit[1]


def test_the_indices_equal_numpys_least_squares() -> None:
    """The line of phe_sii, fitted by another routine."""
    intercept, slope = _phe(VALUE, POPULATION)
    result = slope_index(VALUE, SE, POPULATION)
    assert result.estimate == pytest.approx(slope[0], rel=1e-12)
    assert result.most_deprived == pytest.approx(intercept[0], rel=1e-12)
    ratio = relative_index(VALUE, SE, POPULATION)
    assert ratio.estimate == pytest.approx((intercept[0] + slope[0]) / intercept[0], rel=1e-12)


def test_the_intervals_are_what_phes_simulation_comes_near_to() -> None:
    """Percentiles of 400,000 simulated indices, seeded, lie within their own sampling error."""
    draws = np.random.default_rng(20).normal(VALUE, SE, (400_000, 10))
    intercept, slope = _phe(draws, POPULATION)
    for confidence in (0.95, 0.998):
        ends = [(1 - confidence) / 2, (1 + confidence) / 2]
        _, low, high, *_ = slope_index(VALUE, SE, POPULATION, confidence=confidence)
        np.testing.assert_allclose([low, high], np.quantile(slope, ends), atol=0.06)
        _, low, high, *_ = relative_index(VALUE, SE, POPULATION, confidence=confidence)
        simulated = np.quantile((intercept + slope) / intercept, ends)
        np.testing.assert_allclose([low, high], simulated, atol=0.0008)


def test_a_coarse_ratio_still_has_the_simulations_interval() -> None:
    """Fieller's interval is lopsided as the percentiles are; a symmetric one would not be."""
    value, se = np.array([8.0, 11.0, 9.0, 14.0, 16.0]), np.full(5, 2.0)
    population = np.array([100, 200, 150, 300, 250])
    draws = np.random.default_rng(21).normal(value, se, (400_000, 5))
    intercept, slope = _phe(draws, population)
    result = relative_index(value, se, population, confidence=0.9)
    simulated = np.quantile((intercept + slope) / intercept, [0.05, 0.95])
    np.testing.assert_allclose([result.low, result.high], simulated, rtol=0.01)
    assert result.high - result.estimate > 1.5 * (result.estimate - result.low)


def test_the_relative_index_on_logs_is_the_ratio_of_a_curve() -> None:
    """Rates that fall by the same share along the whole scale are fitted exactly."""
    rank = (np.arange(5) + 0.5) / 5
    result = relative_index(40 * 0.25**rank, 0.5, 1, scale="log")
    assert result.estimate == pytest.approx(0.25, rel=1e-12)
    assert result.most_deprived == pytest.approx(40, rel=1e-12)
    assert result.low * result.high == pytest.approx(0.25**2, rel=1e-12)


def test_ten_equal_groups_have_the_ranks_of_the_documentation() -> None:
    """12 % in the first group and 10 % in the second have ranks .06 and .17."""
    rank = np.array([0.06, 0.17, 0.61])
    result = slope_index(3 + 2 * rank, 1, [12, 10, 78])
    assert result.estimate == pytest.approx(2, rel=1e-12)
    assert result.least_deprived == pytest.approx(5, rel=1e-12)


@given(
    value=st.lists(st.floats(1, 100), min_size=2, max_size=12),
    a=st.floats(-5, 5).filter(lambda a: abs(a) > 0.01),
    b=st.floats(-100, 100),
)
def test_scaling_the_figure_scales_the_slope_index(value: list[float], a: float, b: float) -> None:
    """a·y + b multiplies the index by a; and the other way round its sign turns."""
    y, people = np.array(value), np.arange(1.0, len(value) + 1)
    here = slope_index(y, 1, people)
    there = slope_index(a * y + b, abs(a), people)
    assert there.estimate == pytest.approx(a * here.estimate, abs=1e-8)
    assert there.high - there.low == pytest.approx(abs(a) * (here.high - here.low), rel=1e-9)
    back = slope_index(y[::-1], 1, people[::-1])
    assert back.estimate == pytest.approx(-here.estimate, abs=1e-8)


@given(value=st.lists(st.floats(20, 40), min_size=3, max_size=8))
def test_turning_the_order_round_inverts_the_relative_index(value: list[float]) -> None:
    """Most and least deprived exchanged, on both scales."""
    y = np.array(value)
    for scale in ("linear", "log"):
        here = relative_index(y, 1, 5, scale=scale)
        back = relative_index(y[::-1], 1, 5, scale=scale)
        assert back.estimate == pytest.approx(1 / here.estimate, rel=1e-9)
        assert back.low == pytest.approx(1 / here.high, rel=1e-9)


def test_splitting_a_group_in_two_equal_halves_keeps_the_intercept_and_slope_close() -> None:
    """Values on a line are unmoved by how finely the population is cut."""
    whole = slope_index([10, 20, 30], 1, [1, 1, 1])
    halves = slope_index([7.5, 12.5, 17.5, 22.5, 27.5, 32.5], 1, 0.5)
    assert halves.estimate == pytest.approx(whole.estimate, rel=1e-12)


def test_undefined_is_nan() -> None:
    """One group, a fitted end at or below zero, a denominator that could be zero, no logarithm."""
    assert np.isnan(slope_index(5, 1, 10)).all()
    assert np.isnan(slope_index(np.empty((2, 0)), 1, 10).estimate).tolist() == [True, True]
    below = relative_index([0.1, 5, 10], 1, 10)
    assert below.most_deprived < 0
    assert np.isnan([below.estimate, below.low, below.high]).all()
    vague = relative_index([4.0, 5.0, 6.0], 4, 10)
    assert vague.estimate > 1
    assert np.isnan([vague.low, vague.high]).all()
    assert np.isnan(relative_index([0, 5, 10], 1, 10, scale="log")).all()
    assert np.isfinite(slope_index([0, 5, 10], 1, 10)).all()


def test_batches_broadcast_and_may_be_empty() -> None:
    """Years by indicators, one population for all."""
    values = np.random.default_rng(1).uniform(10, 20, (3, 4, 6))
    result = slope_index(values, 1, [5, 4, 3, 4, 5, 6])
    assert result.low.shape == (3, 4)
    alone = slope_index(values[2, 1], 1, [5, 4, 3, 4, 5, 6])
    assert result.estimate[2, 1] == alone.estimate
    assert slope_index(np.empty((0, 5)), 1, 1).estimate.shape == (0,)


def test_the_edge_of_float64_is_answered() -> None:
    """Enormous figures are nan or a number, never a warning."""
    for value in ([1e308, -1e308, 1e308], [1e-308, 5e-324, 1e-300]):
        for result in (
            slope_index(value, 1e308, [1e308, 1e-308, 1e308]),
            relative_index(value, 1e-308, 1),
            relative_index(value, 1e308, 1, scale="log"),
        ):
            assert result.estimate.shape == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ([1, np.nan], 1, 1),
        ([1, 2], [1, 0], 1),
        ([1, 2], 1, [1, -1]),
        ([1, 2], 1, np.inf),
        ([1, 2], [1, 2, 3], 1),
    ],
)
@pytest.mark.parametrize("function", [slope_index, relative_index])
def test_impossible_groups_are_refused(function: object, arguments: tuple) -> None:
    """Each with a typed error."""
    assert callable(function)
    with pytest.raises(DomainError):
        function(*arguments)


def test_unknown_words_and_levels_are_refused() -> None:
    """The scale and the level."""
    with pytest.raises(DomainError, match="scale"):
        relative_index([1, 2], 1, 1, scale="sqrt")
    with pytest.raises(DomainError, match="confidence"):
        slope_index([1, 2], 1, 1, confidence=95)
