"""NAP and tau against published figures, the formulas in exact fractions, and their laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.nap import nap
from rusfelt.stats.single_case.tau import tau

PHASE = st.lists(st.integers(-4, 4), min_size=1, max_size=9)


def _variance(a: list[int], b: list[int], method: str) -> Fraction | None:
    """The formulas as they are written, without rounding."""
    m, n = len(a), len(b)
    q = [[Fraction(2 * (y > x) + (y == x), 2) for y in b] for x in a]
    value = sum(map(sum, q)) / Fraction(m * n)
    if method == "null":
        return Fraction(m + n + 1, 12 * m * n)
    q1 = sum((sum(row) / n - value) ** 2 for row in q) / m
    q2 = sum((sum(column) / m - value) ** 2 for column in zip(*q, strict=True)) / n
    x = sum((cell - value) ** 2 for row in q for cell in row) / (m * n)
    kept = min(max(value, Fraction(1, 2 * m * n)), 1 - Fraction(1, 2 * m * n))
    if method == "hanley":
        return (kept * (1 - kept) + (n - 1) * q1 + (m - 1) * q2) / (m * n)
    if m == 1 or n == 1:
        return None
    return (kept * (1 - kept) + n * q1 + m * q2 - 2 * x) / ((m - 1) * (n - 1))


def test_the_reviews_example() -> None:
    """Parker, Vannest and Davis (2011): 38 pairs improve, 3 worsen and 1 is tied, of 42."""
    a, b = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
    result = nap(a, b)
    assert float(result.value) == pytest.approx(38.5 / 42, rel=1e-15)
    assert (int(result.pos), int(result.neg), int(result.ties)) == (38, 3, 1)
    assert (int(result.pairs), int(result.n_a), int(result.n_b)) == (42, 6, 7)
    assert float(tau(a, b).value) == pytest.approx(35 / 42, rel=1e-15)
    assert float(tau([3, 3, 4, 5], [4, 5, 6, 7, 7]).value) == pytest.approx(16 / 20, rel=1e-15)


@pytest.mark.parametrize("method", ["unbiased", "hanley", "null"])
@given(a=PHASE, b=PHASE)
def test_errors_equal_the_formulas_in_fractions(method: str, a: list[int], b: list[int]) -> None:
    """To the last digits; a variance below 0 has no root."""
    exact, ours = _variance(a, b, method), float(nap(a, b, se_method=method).se)
    if exact is None or exact < 0:
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(float(exact) ** 0.5, rel=1e-14, abs=0)


@given(a=PHASE, b=PHASE, level=st.floats(0.01, 0.9999))
def test_bounds_are_the_roots_of_newcombes_equation(
    a: list[int], b: list[int], level: float
) -> None:
    """As scipy's root finder has them between 0, the value and 1."""
    result = nap(a, b, confidence=level)
    m, n, value = len(a), len(b), float(result.value)
    h, z = (m + n) / 2 - 1, stats.norm.ppf((1 + level) / 2)

    def f(x: float) -> float:
        both = x * (1 - x)
        gap = m * n * (value - x) ** 2 * (2 - x) * (1 + x)
        return float(gap - z * z * both * (2 + h + (1 + 2 * h) * both))

    # Of a value of 0 or 1 the value itself solves the equation, and is not the bound.
    off = 1e-9 * (value in {0, 1})
    low = optimize.brentq(f, 0, value - off, xtol=1e-14) if value > 0 else 0.0
    high = optimize.brentq(f, value + off, 1, xtol=1e-14) if value < 1 else 1.0
    assert float(result.low) == pytest.approx(low, abs=1e-12)
    assert float(result.high) == pytest.approx(high, abs=1e-12)
    assert 0 <= result.low <= result.value <= result.high <= 1


def test_newcombes_interval_covers() -> None:
    """Of normal series a standard deviation apart about 95 % of intervals hold the true 76 %."""
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(4000, 6)), rng.normal(1, size=(4000, 9))
    result = nap(a, b)
    truth = stats.norm.cdf(1 / 2**0.5)
    held = np.mean((result.low <= truth) & (truth <= result.high))
    assert 0.93 < held < 0.98


@given(a=PHASE, b=PHASE, shift=st.integers(-3, 3))
def test_only_order_matters(a: list[int], b: list[int], shift: int) -> None:
    """Nothing changes when measurements are transformed upwards, or swapped within a phase."""
    once = nap(a, b)
    curved = nap(np.exp(np.add(a, shift)), np.exp(np.add(b, shift)))
    for other in (curved, nap(sorted(a), b[::-1])):
        for ours, theirs in zip(once, other, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@given(a=PHASE, b=PHASE)
def test_the_other_direction_mirrors(a: list[int], b: list[int]) -> None:
    """What was better is worse; turning the scale as well changes nothing."""
    up, down = nap(a, b), nap(a, b, better="lower")
    assert float(down.value) == pytest.approx(1 - float(up.value), abs=1e-15)
    assert float(down.low) == pytest.approx(1 - float(up.high), abs=1e-14)
    assert (down.pos, down.neg, down.ties) == (up.neg, up.pos, up.ties)
    np.testing.assert_array_equal(down.se, up.se)
    turned = nap(np.negative(a), np.negative(b), better="lower")
    np.testing.assert_array_equal(turned, up)


@given(a=PHASE, b=PHASE)
def test_tau_is_twice_nap_less_one(a: list[int], b: list[int]) -> None:
    """Value and bounds; the error is doubled."""
    half, whole = nap(a, b), tau(a, b)
    assert float(whole.value) == pytest.approx(2 * float(half.value) - 1, abs=1e-15)
    np.testing.assert_array_equal(whole.se, 2 * half.se)
    np.testing.assert_array_equal(whole.low, 2 * half.low - 1)
    np.testing.assert_array_equal(whole.high, 2 * half.high - 1)


def test_a_batch_is_its_cases_one_by_one() -> None:
    """Rows filled up with nan, one word and one level for each case, in several axes."""
    rng = np.random.default_rng(8)
    a = rng.integers(0, 6, (4, 3, 7)).astype(float)
    b = rng.integers(1, 8, (3, 200)).astype(float)
    a[rng.random(a.shape) < 0.3] = np.nan
    b[rng.random(b.shape) < 0.3] = np.nan
    better = np.array([["higher"], ["lower"], ["higher"], ["lower"]])
    levels = np.array([0.8, 0.9, 0.99])
    whole = nap(a, b, better=better, confidence=levels)
    assert whole.value.shape == (4, 3)
    for i, j in product(range(4), range(3)):
        first, second = a[i, j], b[j]
        one = nap(
            first[~np.isnan(first)], second[~np.isnan(second)],
            better=str(better[i, 0]), confidence=levels[j],
        )  # fmt: skip
        for ours, theirs in zip(whole, one, strict=True):
            np.testing.assert_array_equal(ours[i, j], theirs)


def test_phases_of_one_point_or_none() -> None:
    """One point each: no unbiased error, but an interval; none: nothing but counts."""
    one = nap([1.0], [2.0])
    assert (float(one.value), float(one.high)) == (1, 1)
    assert np.isnan(one.se)
    assert 0 < float(one.low) < 0.5
    for a, b in (([], [1.0]), ([np.nan], [1.0]), ([1.0], []), ([np.nan, np.nan], [np.nan])):
        none = nap(a, b)
        assert np.isnan(none[:4]).all()
        assert none.pairs == 0
        assert (none.n_a, none.n_b) == (1 - (1.0 not in a), 1 - (1.0 not in b))


def test_complete_separation_has_an_error() -> None:
    """And an upper bound of exactly 1, from a value one half pair short of 1."""
    result = nap([1, 2, 3], [4, 5, 6, 7])
    kept = 1 / 24
    assert float(result.se) == pytest.approx((kept * (1 - kept) / 6) ** 0.5, rel=1e-14)
    assert (float(result.value), float(result.high)) == (1, 1)
    assert 0.5 < float(result.low) < 0.8


def test_no_cases_and_enormous_figures() -> None:
    """An empty batch is a batch; the largest floats have an order like any others."""
    assert nap(np.empty((0, 4)), np.empty((0, 5))).value.shape == (0,)
    assert tau(np.empty((2, 0, 4)), [1.0]).se.shape == (2, 0)
    assert float(nap([-1e308, 1e308], [1e308, 1.7e308]).value) == 0.875


@pytest.mark.parametrize(
    ("arguments", "options", "place"),
    [
        ((3, [1]), {}, "a"),
        (([[1, 2], [3, np.inf]], [1]), {}, "a, row 1"),
        (([1], ["x"]), {}, "b"),
        (([[1], [2]], [[1], [2], [3]]), {}, "a"),
        (([1], [2]), {"better": "target"}, "better, row 0"),
        (([1], [2]), {"se_method": "exact"}, "se_method"),
        (([1], [2]), {"confidence": 95}, "confidence"),
    ],
)
def test_impossible_input_is_refused(arguments: tuple, options: dict, place: str) -> None:
    """With its place, and never the figure itself."""
    for function in (nap, tau):
        with pytest.raises(DomainError) as caught:
            function(*arguments, **options)
        assert caught.value.problems[0].path == place
        assert "inf)" not in str(caught.value)


def test_several_problems_are_told_at_once() -> None:
    """A bad baseline, a bad treatment phase and a bad word."""
    with pytest.raises(DomainError) as caught:
        nap([np.inf], 4, better="up")
    assert [problem.path for problem in caught.value.problems] == ["a, row 0", "b", "better, row 0"]
