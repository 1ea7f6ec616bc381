"""PND, PEM, PAND and IRD against the review's example, brute force, and their laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.nonoverlap import ird, pand, pem, pnd

PHASE = st.lists(st.integers(-3, 3), min_size=1, max_size=6)
ALL = (pnd, pem, pand, ird)


def _fewest(a: list[int], b: list[int]) -> int:
    """Every way of taking points away, the smallest first."""
    points = [(x, 0) for x in a] + [(x, 1) for x in b]
    for k in range(len(points) + 1):
        for gone in combinations(range(len(points)), k):
            left = [p for i, p in enumerate(points) if i not in gone]
            low = [x for x, phase in left if phase == 0]
            high = [x for x, phase in left if phase == 1]
            if not low or not high or max(low) < min(high):
                return k
    raise AssertionError


def test_the_reviews_example() -> None:
    """Parker, Vannest and Davis (2011), of 6 and 7 points."""
    a, b = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
    assert float(pnd(a, b).value) == pytest.approx(5 / 7, rel=1e-15)
    assert int(pnd(a, b).beyond) == 5
    assert float(pem(a, b).value) == 1
    assert float(pem(a, b).median) == 22.5
    assert float(pand(a, b).value) == pytest.approx(1 - 2 / 13, rel=1e-15)
    assert float(ird(a, b).value) == pytest.approx(6 / 7 - 1 / 6, rel=1e-15)
    assert (int(ird(a, b).removed), int(ird(a, b).n_a), int(ird(a, b).n_b)) == (2, 6, 7)


@given(a=PHASE, b=PHASE)
def test_fewest_points_removed_equal_brute_force(a: list[int], b: list[int]) -> None:
    """And PAND and IRD follow, IRD also as the difference between the two halves' shares."""
    k, m, n = _fewest(a, b), len(a), len(b)
    assert int(pand(a, b).removed) == int(ird(a, b).removed) == k
    assert float(pand(a, b).value) == pytest.approx(1 - k / (m + n), abs=1e-15)
    halves = 1 - Fraction(k, 2 * n) - Fraction(k, 2 * m)
    assert float(ird(a, b).value) == pytest.approx(float(halves), abs=1e-15)
    assert max(m, n) / (m + n) - 1e-15 <= pand(a, b).value <= 1
    assert 0 <= ird(a, b).value <= 1


@given(a=PHASE, b=PHASE)
def test_pnd_and_pem_equal_their_words(a: list[int], b: list[int]) -> None:
    """Strictly beyond the best; beyond the median, and half of what equals it."""
    assert float(pnd(a, b).value) == pytest.approx(np.mean([y > max(a) for y in b]), abs=1e-15)
    low = pnd(a, b, better="lower")
    assert float(low.value) == pytest.approx(np.mean([y < min(a) for y in b]), abs=1e-15)
    middle = median(a)
    half = np.mean([(y > middle) + (y == middle) / 2 for y in b])
    assert float(pem(a, b).value) == pytest.approx(half, abs=1e-15)
    assert float(pem(a, b).median) == float(pem(a, b, better="lower").median) == middle


@pytest.mark.parametrize("function", ALL)
@given(a=PHASE, b=PHASE)
def test_order_within_phases_does_not_matter(function: object, a: list[int], b: list[int]) -> None:
    """Nor does turning the scale together with the direction."""
    assert callable(function)
    once = function(a, b)
    np.testing.assert_array_equal(function(sorted(a), b[::-1]), once)
    turned = function(np.negative(a), np.negative(b), better="lower")
    assert turned.value == once.value


@given(a=PHASE, b=PHASE)
def test_pem_of_the_other_direction_is_the_rest(a: list[int], b: list[int]) -> None:
    """The only one of the four that mirrors: the others overlook harm."""
    assert float(pem(a, b).value) == pytest.approx(1 - float(pem(a, b, better="lower").value))


def test_the_direction_decides_which_extreme_counts() -> None:
    """With the baseline's least instead of its best, all eleven would be beyond, not seven."""
    a, b = [4, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]
    assert float(pnd(a, b).value) == pytest.approx(7 / 11, rel=1e-15)


def test_a_median_between_points_is_equal_within_rounding() -> None:
    """The middle of .1 and .2 is .15, whatever floats make of it; of enormous figures too."""
    assert (0.1 + 0.2) / 2 != 0.15
    assert float(pem([0.1, 0.2], [0.15]).value) == 0.5
    assert float(pem([1.5e308, 1.7e308], [1.6e308, 1.61e308]).value) == 0.75
    assert float(pem([5e-324], [5e-324]).value) == 0.5


@pytest.mark.parametrize("function", ALL)
def test_a_batch_is_its_cases_one_by_one(function: object) -> None:
    """Rows filled up with nan, and a direction for each."""
    assert callable(function)
    rng = np.random.default_rng(2)
    a, b = rng.integers(0, 5, (3, 50, 6)).astype(float), rng.integers(1, 7, (50, 8)).astype(float)
    a[rng.random(a.shape) < 0.5] = np.nan
    b[rng.random(b.shape) < 0.5] = np.nan
    better = np.where(rng.random(50) < 0.5, "higher", "lower")
    whole = function(a, b, better=better)
    assert whole.value.shape == (3, 50)
    for i in range(3):
        for j in range(50):
            first, second = a[i, j], b[j]
            one = function(
                first[~np.isnan(first)], second[~np.isnan(second)], better=str(better[j])
            )
            for ours, theirs in zip(whole, one, strict=True):
                np.testing.assert_array_equal(ours[i, j], theirs)


@pytest.mark.parametrize("function", ALL)
def test_a_phase_without_measurements_has_no_value(function: object) -> None:
    """In either place; no cases give no values; an infinity is refused with its row."""
    assert callable(function)
    for a, b in (([], [1.0]), ([1.0], [np.nan]), ([], []), ([np.nan, np.nan], [2.0])):
        result = function(a, b)
        assert np.isnan(result.value)
    assert function(np.empty((0, 2)), np.empty((0, 3))).value.shape == (0,)
    with pytest.raises(DomainError) as caught:
        function([[1], [2]], [[3], [-np.inf]])
    assert caught.value.problems[0].path == "b, row 1"
