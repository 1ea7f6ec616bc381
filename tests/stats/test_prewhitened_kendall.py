"""The prewhitened test against its definition, its size by simulation, and what it must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.prewhitened_kendall import prewhitened_mann_kendall


def test_it_is_mann_kendalls_test_of_what_is_left() -> None:
    """The pull is the lag-one autocorrelation, and y less it times the value before is tested."""
    rng = np.random.default_rng(1)
    for n in (3, 5, 9, 41, 60):
        y = np.cumsum(rng.normal(size=(8, n)), axis=1)
        result = prewhitened_mann_kendall(y)
        for i, row in enumerate(y):
            away = row - row.mean()
            r1 = away[1:] @ away[:-1] / (away @ away)
            plain = mann_kendall(row[1:] - r1 * row[:-1])
            assert float(result.r1[i]) == pytest.approx(r1, rel=1e-12)
            for name in ("s", "var_s", "tau", "p", "size", "smallest_p"):
                assert getattr(result, name)[i] == getattr(plain, name)
            assert result.method[i] == plain.method
        normal = prewhitened_mann_kendall(y, method="normal")
        assert set(normal.method.tolist()) == {"normal"}


def test_it_holds_its_size_under_autocorrelation_where_mann_kendall_does_not() -> None:
    """At most .065 at a nominal .05 from 5 to 40 points; Mann–Kendall reaches .18."""
    rng = np.random.default_rng(2)
    for n in (5, 8, 10, 12, 20, 40):
        y = rng.normal(size=(6000, n))
        y[:, 1:] *= np.sqrt(1 - 0.4**2)
        for i in range(1, n):
            y[:, i] += 0.4 * y[:, i - 1]
        assert np.mean(prewhitened_mann_kendall(y).p <= 0.05) <= 0.065
    assert np.mean(mann_kendall(y).p <= 0.05) > 0.15


@pytest.mark.parametrize("low", [0.1, 1.0, 100.1])
@pytest.mark.parametrize("unit", [0.1, 1.0])
def test_values_left_that_differ_by_rounding_alone_are_equal(low: float, unit: float) -> None:
    """A pattern that comes twice leaves three pairs of ties, in tenths as in whole numbers."""
    pattern = np.array([0, 2, 1, 3, 0, 2, 1, 3])
    result = prewhitened_mann_kendall(low + unit * pattern)
    for ours, theirs in zip(result[:6], prewhitened_mann_kendall(pattern)[:6], strict=True):
        assert ours == theirs
    assert float(result.var_s) == pytest.approx((7 * 6 * 19 - 3 * 2 * 1 * 9) / 18)


@given(
    y=st.lists(st.integers(-5, 5), min_size=3, max_size=14),
    a=st.sampled_from([-3.0, -0.1, 0.1, 7.0, 1e300]),
    b=st.sampled_from([0.0, 0.7, -100.0]),
)
def test_a_new_unit_changes_nothing_but_the_sign(y: list[int], a: float, b: float) -> None:
    """a·y + b has the same p and r₁, and the opposite s where a is negative."""
    here, there = prewhitened_mann_kendall(y), prewhitened_mann_kendall(a * np.array(y) + b)
    assert float(there.s) == np.sign(a) * float(here.s)
    assert float(there.p) == float(here.p)
    assert float(there.r1) == pytest.approx(float(here.r1), abs=1e-12, nan_ok=True)


@given(seed=st.integers(0, 200), n=st.integers(0, 12))
def test_each_row_is_on_its_own(seed: int, n: int) -> None:
    """Shuffling the rows shuffles the answers, and splitting the batch changes none."""
    rng = np.random.default_rng(seed)
    y = rng.poisson(3, (6, n)).astype(float)
    order = rng.permutation(6)
    whole, moved = prewhitened_mann_kendall(y), prewhitened_mann_kendall(y[order])
    parts = [prewhitened_mann_kendall(row) for row in y]
    for field, other, alone in zip(whole, moved, zip(*parts, strict=True), strict=True):
        np.testing.assert_array_equal(field[order], other)
        np.testing.assert_array_equal(field, np.stack(alone))


def test_series_that_can_show_nothing() -> None:
    """Fewer than three points, and equal values, of which the peer makes var_s = 8.67."""
    for y in ([], [3.0], [3.0, 4.0], [5.0] * 5, [0.0] * 4, [1e308] * 4):
        result = prewhitened_mann_kendall(y)
        assert (float(result.s), float(result.var_s), float(result.p)) == (0, 0, 1)
        assert (float(result.size), float(result.smallest_p)) == (0, 1)
        assert np.isnan(result.tau)
        assert np.isnan(result.r1) == (len(set(y)) < 2)
    assert prewhitened_mann_kendall(np.empty((0, 5))).r1.shape == (0,)
    assert prewhitened_mann_kendall(np.zeros((2, 3, 5))).p.shape == (2, 3)


def test_five_points_can_show_nothing_and_the_result_says_so() -> None:
    """Four values left reach no p of .05."""
    result = prewhitened_mann_kendall([1, 2, 3, 4, 5])
    assert float(result.smallest_p) == pytest.approx(1 / 12)
    assert float(result.size) == 0


def test_values_near_the_largest_and_the_smallest_float() -> None:
    """No overflow and no loss: the answer is that of the same series in another unit."""
    y = np.array([3.0, -5.0, 4.0, 7.0, 1.0, 6.0])
    for scale in (2.0**1020, 2.0**-1074):
        for ours, theirs in zip(
            prewhitened_mann_kendall(y * scale), prewhitened_mann_kendall(y), strict=True
        ):
            np.testing.assert_array_equal(ours, theirs)


def test_what_is_no_series_is_refused() -> None:
    """nan, infinities, a lone number, an unknown method, an exact test out of reach."""
    for y in ([1, np.nan, 2], [1, np.inf, 2], 1.0):
        with pytest.raises(DomainError):
            prewhitened_mann_kendall(y)
    with pytest.raises(DomainError, match="method"):
        prewhitened_mann_kendall([1, 2, 3], method="bootstrap")  # type: ignore[arg-type]
    with pytest.raises(DomainError, match="out of reach"):
        prewhitened_mann_kendall(np.arange(300), method="exact")
