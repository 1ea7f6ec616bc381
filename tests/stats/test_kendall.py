"""Mann–Kendall's test against brute force and what a test of trend must do."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from math import factorial, prod
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.kendall import EXACT_UP_TO, falling_pair_p, mann_kendall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rusfelt.typing import Floats

METHODS: tuple[Literal["exact"], Literal["normal"]] = ("exact", "normal")
# Few distinct values, so that ties are common.
tied = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12),
    elements=st.integers(-4, 4).map(float),
)


def _partitions(n: int, largest: int | None = None) -> Iterator[tuple[int, ...]]:
    """Every way to split n into groups."""
    if n == 0:
        yield ()
        return
    for first in range(min(n, largest or n), 0, -1):
        for rest in _partitions(n - first, first):
            yield (first, *rest)


def _s(values: Iterable[float]) -> int:
    y = [float(value) for value in values]
    n = len(y)
    return sum((y[j] > y[i]) - (y[j] < y[i]) for i in range(n) for j in range(i + 1, n))


@pytest.mark.parametrize("n", range(1, 8))
def test_every_order_of_every_tie_pattern(n: int) -> None:
    """s, variance, p, size and smallest p equal those counted over all n! orders."""
    for groups in _partitions(n):
        values = [float(i) for i, size in enumerate(groups) for _ in range(size)]
        every = Counter(_s(order) for order in permutations(values))
        total = sum(every.values())
        p_of = {
            s: sum(count for other, count in every.items() if abs(other) >= abs(s)) / total
            for s in every
        }
        rows = np.array(sorted(set(permutations(values)))[:: max(1, n - 3)])
        result = mann_kendall(rows)
        np.testing.assert_array_equal(result.s, [_s(row) for row in rows])
        np.testing.assert_allclose(result.p, [p_of[int(s)] for s in result.s], rtol=1e-13)
        variance = sum(s * s * count for s, count in every.items()) / total
        np.testing.assert_allclose(result.var_s, variance, rtol=1e-12, atol=1e-12)
        size = sum(count for s, count in every.items() if p_of[s] <= 0.05) / total
        np.testing.assert_allclose(result.size, size, rtol=1e-12)
        smallest = min(1.0, 2 * prod(map(factorial, groups)) / factorial(n))
        np.testing.assert_allclose(result.smallest_p, min(p_of.values()), rtol=1e-12)
        np.testing.assert_allclose(result.smallest_p, smallest, rtol=1e-12)


@pytest.mark.parametrize("n", [9, 15, 18, 25, 40, 66, 70])
def test_short_and_long_codes_of_ties_agree_with_scipy(n: int) -> None:
    """Untied series have scipy's exact p; tied ones its asymptotic variance and tau-b."""
    rng = np.random.default_rng(n)
    untied = rng.normal(size=(20, n))
    result = mann_kendall(untied, method="exact")
    theirs = [stats.kendalltau(np.arange(n), row, method="exact") for row in untied]
    np.testing.assert_allclose(result.p, [one.pvalue for one in theirs], rtol=1e-9)
    np.testing.assert_allclose(result.tau, [one.statistic for one in theirs], rtol=1e-12)
    tied_rows = rng.poisson(4, (20, n)).astype(float)
    result = mann_kendall(tied_rows, method="exact")
    theirs = [stats.kendalltau(np.arange(n), row) for row in tied_rows]
    np.testing.assert_allclose(result.tau, [one.statistic for one in theirs], rtol=1e-12)
    normal = mann_kendall(tied_rows, method="normal")
    np.testing.assert_allclose(result.var_s, normal.var_s, rtol=1e-12)
    np.testing.assert_allclose(result.p, normal.p, atol=0.03)


def test_exact_and_normal_meet_where_auto_changes_over() -> None:
    """At the longest exact length the two p values differ by less than .003."""
    rng = np.random.default_rng(1)
    y = rng.poisson(20, (200, EXACT_UP_TO)).astype(float)
    exact, normal = mann_kendall(y), mann_kendall(y, method="normal")
    assert set(exact.method.tolist()) == {"exact"}
    np.testing.assert_allclose(exact.p, normal.p, atol=0.003)
    np.testing.assert_allclose(exact.size, normal.size, atol=0.003)
    longer = mann_kendall(np.arange(EXACT_UP_TO + 1.0))
    assert str(longer.method) == "normal"


def test_normal_size_and_smallest_p_are_those_of_its_own_p() -> None:
    """The normal test's own p at every attainable s of an untied series."""
    y = np.arange(8.0)
    rows = np.array([np.r_[y[k:], y[:k][::-1]] for k in range(8)])
    rows = np.concatenate([rows, rows[:, ::-1]])
    result = mann_kendall(rows, method="normal")
    attainable = {}
    for order in np.random.default_rng(4).permuted(np.tile(y, (4000, 1)), axis=1):
        one = mann_kendall(order, method="normal")
        attainable[int(one.s)] = float(one.p)
    ps = [*attainable.values(), float(result.p.min())]
    np.testing.assert_allclose(result.smallest_p, result.p.min(), rtol=1e-12)
    np.testing.assert_allclose(result.size, max(p for p in ps if p <= 0.05), rtol=1e-12)


def test_the_exact_p_holds_its_level_and_five_points_need_a_strict_trend() -> None:
    """At n = 5 only the two monotone orders reject; at n = 4 nothing can."""
    orders = np.array(list(permutations(range(5))))
    assert np.count_nonzero(mann_kendall(orders).p <= 0.05) == 2
    assert float(mann_kendall([1, 2, 3, 4]).smallest_p) == pytest.approx(1 / 12)


def test_series_that_can_show_nothing() -> None:
    """No points, one point, and equal values: s = 0, p = 1, tau undefined."""
    for y in ([], [3.0], [2.0] * 6):
        for method in METHODS:
            result = mann_kendall(y, method=method)
            assert (float(result.s), float(result.p), float(result.var_s)) == (0, 1, 0)
            assert (float(result.size), float(result.smallest_p)) == (0, 1)
            assert np.isnan(result.tau)


def test_batches_keep_their_shape() -> None:
    """Leading axes are the batch, however many and however empty."""
    assert mann_kendall(np.zeros((2, 3, 5))).p.shape == (2, 3)
    for method in METHODS:
        empty = mann_kendall(np.empty((0, 5)), method=method)
        assert all(field.shape == (0,) for field in empty)
        assert mann_kendall(np.empty((4, 0)), method=method).p.tolist() == [1] * 4


@given(y=tied)
def test_reversing_time_turns_s_round(y: Floats) -> None:
    """The trend changes sign and nothing else."""
    there, back = mann_kendall(y), mann_kendall(y[:, ::-1])
    np.testing.assert_array_equal(there.s, -back.s)
    np.testing.assert_array_equal(there.p, back.p)


@given(y=tied)
def test_only_the_order_of_the_values_counts(y: Floats) -> None:
    """A rising function of the values leaves every field as it was; a falling one turns s."""
    for ours, theirs in zip(mann_kendall(y), mann_kendall(np.exp(y / 2)), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(mann_kendall(-y).s, -mann_kendall(y).s)


@given(y=tied, seed=st.integers(0, 99))
def test_each_row_is_on_its_own(y: Floats, seed: int) -> None:
    """Shuffling the rows shuffles the answers, and splitting the batch changes none."""
    order = np.random.default_rng(seed).permutation(len(y))
    for method in METHODS:
        whole = mann_kendall(y, method=method)
        shuffled = mann_kendall(y[order], method=method)
        parts = [mann_kendall(row, method=method) for row in y]
        for field, moved, alone in zip(whole, shuffled, zip(*parts, strict=True), strict=True):
            np.testing.assert_array_equal(field[order], moved)
            np.testing.assert_array_equal(field, np.stack(alone))


@settings(max_examples=20)
@given(n=st.integers(20, 60), seed=st.integers(0, 9))
def test_long_series_count_all_pairs(n: int, seed: int) -> None:
    """Its s does not overflow where it no longer fits in eight bits."""
    y = np.random.default_rng(seed).integers(0, n, n).astype(float)
    assert float(mann_kendall(y, method="normal").s) == _s(y)
    assert float(mann_kendall(np.arange(float(n)), method="normal").s) == n * (n - 1) / 2


@pytest.mark.parametrize("n", [127, 128, 129, 300])
def test_nothing_changes_where_pairs_are_no_longer_compared_one_by_one(n: int) -> None:
    """s and its variance of longer series, with ties and without, from their definitions."""
    rng = np.random.default_rng(n)
    y = np.stack([rng.normal(size=n), rng.poisson(3, n), np.zeros(n), np.arange(n)[::-1]])
    result = mann_kendall(y, method="normal")
    for row, s, var_s, tau in zip(y, result.s, result.var_s, result.tau, strict=True):
        assert s == _s(row)
        ties = np.unique(row, return_counts=True)[1]
        spread = n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))
        assert var_s == pytest.approx(spread / 18, rel=1e-14)
        theirs = stats.kendalltau(np.arange(n), row).statistic if ties.size > 1 else np.nan
        assert tau == pytest.approx(theirs, rel=1e-12, nan_ok=True)


def test_an_exact_test_out_of_reach_is_refused() -> None:
    """200 points can be asked for, 201 cannot; auto is normal long before."""
    with pytest.raises(DomainError, match="out of reach for series of 201"):
        mann_kendall(np.zeros(201), method="exact")
    assert str(mann_kendall(np.zeros(201)).method) == "normal"
    assert float(mann_kendall(np.arange(200), method="exact").p) < 1e-300


def test_falling_pairs_of_three() -> None:
    """Of six orders one has no falling pair and two have one."""
    np.testing.assert_allclose(falling_pair_p(3), [1 / 6, 1 / 2])


def test_what_is_no_series_is_refused() -> None:
    """nan, infinities, a lone number and an unknown method."""
    with pytest.raises(DomainError, match="row 1, point 0"):
        mann_kendall(np.array([[1, 2], [np.nan, 2]]))
    with pytest.raises(DomainError, match="not a finite"):
        mann_kendall([1, np.inf])
    with pytest.raises(DomainError, match="not a series"):
        mann_kendall(1.0)
    with pytest.raises(DomainError, match="method"):
        mann_kendall([1, 2], method="bootstrap")  # type: ignore[arg-type]
