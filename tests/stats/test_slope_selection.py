"""Slopes found by counting equal the slopes found by sorting them all."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.stats import _slope_selection
from rusfelt.stats._inversions import (
    count_inversions,
    falling_pairs,
    inversion_parts,
    inversions_at,
)
from rusfelt.stats._slope_selection import select_slopes
from rusfelt.stats._sorted_parts import all_slopes, order_statistics
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.theil_sen import _slopes_below_interval, sen_slope

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats

Series = tuple["Floats", "Floats"]


def _all(y: Floats, t: Floats) -> Floats:
    i, j = np.triu_indices(y.size, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sort((y[j] - y[i]) / (t[j] - t[i]))


def _ranks(pairs: int, rng: np.random.Generator) -> list[int]:
    return [0, pairs // 10, (pairs - 1) // 2, pairs // 2, pairs - 1, *rng.integers(0, pairs, 3)]


KINDS: dict[str, Callable[[np.random.Generator, int], Series]] = {
    "no ties": lambda rng, n: (rng.normal(size=n), np.arange(n) * 1.0),
    "counts": lambda rng, n: (rng.poisson(3, n) * 1.0, np.arange(n) * 1.0),
    "yes and no": lambda rng, n: (rng.integers(0, 2, n) * 1.0, np.cumsum(rng.integers(1, 3, n))),
    "constant": lambda _, n: (np.full(n, 3.3), np.arange(n) * 1.0),
    "straight in whole numbers": lambda _, n: (2.0 * np.arange(n) + 1, np.arange(n) * 1.0),
    "a third each step": lambda _, n: (np.round(np.arange(n) / 3), np.arange(n) * 1.0),
    "straight but for rounding": lambda _, n: (np.arange(n) * 0.1, np.arange(n) * 1.0),
    "decimals": lambda rng, n: (
        np.round(0.1 * np.arange(n) + rng.normal(size=n), 1), 2000 + np.arange(n) / 4,
    ),
    "irregular": lambda rng, n: (rng.normal(size=n), np.cumsum(rng.exponential(size=n))),
    "a step": lambda _, n: (np.repeat([0.0, 5.0], [n // 2, n - n // 2]), np.arange(n) * 1.0),
    "a parabola": lambda _, n: ((np.arange(n) / n) ** 2, np.arange(n) * 1.0),
    "far from zero": lambda rng, n: (1e9 + rng.normal(size=n), 1.6e9 + np.arange(n)),
    "many sizes": lambda rng, n: (np.exp(20 * rng.normal(size=n)), np.exp(np.arange(n) * 30 / n)),
    "overflowing": lambda rng, n: (rng.normal(size=n) * 1e307, np.arange(n) * 1.0),
    "vanishing": lambda rng, n: (rng.normal(size=n) * 1e-310, np.arange(n) * 1.0),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("few", [False, True])
def test_selected_slopes_are_those_of_the_sorted_list(
    kind: str, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For 2 to 400 points; with few slopes held at a time, so that many cuts are needed."""
    if few:
        monkeypatch.setattr(_slope_selection, "_HELD", 64)
        monkeypatch.setattr(_slope_selection, "_SAMPLE", 64)
    rng = np.random.default_rng(5)
    for n in (2, 3, 4, 7, 20, 61, 150, 400):
        y, t = KINDS[kind](rng, n)
        every = _all(y, t)
        ranks = _ranks(every.size, rng)
        with np.errstate(over="ignore", invalid="ignore"):
            np.testing.assert_array_equal(select_slopes(y, t, ranks), every[ranks])


@given(data=st.data(), n=st.integers(2, 60))
def test_selected_slopes_of_generated_series(data: st.DataObject, n: int) -> None:
    """Any whole values on any rising times, however tied, at any rank."""
    y = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)), dtype=float)
    steps = data.draw(st.lists(st.sampled_from([0.25, 1.0, 7.0]), min_size=n, max_size=n))
    t = np.cumsum(steps)
    every = _all(y, t)
    ranks = [data.draw(st.integers(0, every.size - 1)) for _ in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_slope_selection, "_HELD", 16)
        patch.setattr(_slope_selection, "_SAMPLE", 32)
        np.testing.assert_array_equal(select_slopes(y, t, ranks), every[ranks])


def test_slopes_that_rounding_keeps_apart_are_listed_or_stand_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a line of tenths: exact while few are left, one of them to nine digits when many are."""
    monkeypatch.setattr(_slope_selection, "_HELD", 64)
    monkeypatch.setattr(_slope_selection, "_SAMPLE", 256)
    monkeypatch.setattr(_slope_selection, "_LISTED", 10_000)
    rng = np.random.default_rng(2)
    t = np.arange(150.0)
    mixed = np.where(t < 120, 0.1 * t, rng.normal(size=150))
    every = _all(mixed, t)
    ranks = _ranks(every.size, rng)
    ranks += np.searchsorted(every, [0.1 - 1e-15, 0.1, 0.1 + 1e-15]).tolist()
    np.testing.assert_array_equal(select_slopes(mixed, t, ranks), every[ranks])
    straight = 0.1 * t
    every = _all(straight, t)
    assert every[0] < every[-1]
    found = select_slopes(straight, t, ranks)
    np.testing.assert_allclose(found, every[ranks], rtol=1e-9)
    assert np.isin(found, every).all()


def test_whole_numbers_too_large_to_multiply_are_not_taken_for_exact() -> None:
    """Steps of 1 in 2**40 by times of 1 in 2**30: the slopes are right all the same."""
    rng = np.random.default_rng(3)
    y, t = rng.integers(0, 2, 150) * 2.0**40 + rng.integers(0, 2, 150), np.arange(150) * 2.0**30
    t[1:] += 1
    every = _all(y, t)
    ranks = _ranks(every.size, rng)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_slope_selection, "_HELD", 16)
        patch.setattr(_slope_selection, "_SAMPLE", 64)
        np.testing.assert_array_equal(select_slopes(y, t, ranks), every[ranks])


@pytest.mark.parametrize("n", [2000, 2001, 2500])
def test_nothing_changes_where_the_way_of_working_does(n: int) -> None:
    """Up to 2000 points all slopes are sorted, above that the wanted ones are looked for."""
    rng = np.random.default_rng(n)
    for y in (rng.normal(size=n), rng.poisson(4, n) + 0.002 * np.arange(n)):
        result = sen_slope(y)
        every = _all(y, np.arange(float(n)))
        below = _slopes_below_interval(n, 0.025)
        assert below is not None
        assert float(result.slope) == np.median(every)
        assert (float(result.low), float(result.high)) == (every[below], every[-1 - below])


def test_a_series_of_twenty_thousand_points_takes_little_time_and_memory() -> None:
    """200 million slopes, of which the median and the bounds have the ranks they should have."""
    rng = np.random.default_rng(8)
    n = 20_000
    y = rng.normal(size=n) + 2e-5 * np.arange(n)
    tracemalloc.start()
    began = time.process_time()
    result = sen_slope(y)
    took = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # A fifth of a second on a quiet machine without tracing; by all pairs it would be minutes.
    assert took < 30
    assert peak < 40e6
    t = np.arange(float(n))
    pairs = n * (n - 1) // 2
    between = {name: falling_pairs((y - getattr(result, name) * t)[None])[0] for name in
               ("low", "slope", "high")}  # fmt: skip
    deviation = np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    np.testing.assert_allclose(between["slope"], pairs / 2, atol=3)
    for name, sign in (("low", -1), ("high", 1)):
        np.testing.assert_allclose(
            2 * between[name] - pairs, sign * 1.959964 * deviation, rtol=1e-4
        )


def test_a_test_of_a_hundred_thousand_points() -> None:
    """s from 5 billion pairs, ties included, against a count in whole numbers of few values."""
    rng = np.random.default_rng(4)
    y = rng.integers(0, 3, 100_000).astype(float)
    result = mann_kendall(y)
    so_far = np.cumsum(y[:, None] == np.arange(3), axis=0) - (y[:, None] == np.arange(3))
    below = np.where(y == 0, 0, np.where(y == 1, so_far[:, 0], so_far[:, 0] + so_far[:, 1]))
    above = np.where(y == 2, 0, np.where(y == 1, so_far[:, 2], so_far[:, 1] + so_far[:, 2]))
    assert float(result.s) == float(below.sum() - above.sum())
    t = np.bincount(y.astype(int))
    n = y.size
    spread = n * (n - 1) * (2 * n + 5) - int(sum(int(k) * (k - 1) * (2 * k + 5) for k in t))
    assert float(result.var_s) == pytest.approx(spread / 18, rel=1e-14)


@given(sequence=st.permutations(range(13)), n=st.integers(0, 13))
def test_inversions_are_counted_listed_and_numbered(sequence: list[int], n: int) -> None:
    """Every pair out of order, once, under a number of its own."""
    order = np.argsort(np.array(sequence[:n], dtype=np.int64))
    every = {(i, j) for i in range(n) for j in range(i + 1, n) if order[i] > order[j]}
    rows = np.stack([order, np.arange(n), order[::-1]])
    counts = count_inversions(rows)
    assert counts.tolist() == [len(every), 0, n * (n - 1) // 2 - len(every)]
    earlier, later = inversions_at(order, np.arange(len(every)))
    listed = list(zip(earlier.tolist(), later.tolist(), strict=True))
    assert len(listed) == len(every)
    assert set(listed) == every
    for size in (1, 5):
        parts = list(inversion_parts(order, size))
        assert all(len(a) <= size for a, _ in parts)
        together = [pair for a, b in parts for pair in zip(a.tolist(), b.tolist(), strict=True)]
        assert together == listed


@pytest.mark.parametrize("levels", [1, 4, 10_000])
def test_order_statistics_of_parts(levels: int) -> None:
    """Those of the whole, with few values or many, short parts or long, and any stride."""
    rng = np.random.default_rng(levels)
    y, t = rng.integers(0, levels, 300) * 1.0, np.cumsum(rng.integers(1, 3, 300)) * 1.0
    every = _all(y, t)
    ranks = _ranks(every.size, rng)
    for size in (500, 2_000, 1 << 20):
        assert sum(part.size for part in all_slopes(y, t, size=size)) == every.size
        for stride in (1, 9, 1024):
            values = order_statistics(lambda s=size: all_slopes(y, t, size=s), ranks, stride=stride)
            np.testing.assert_array_equal(values, every[ranks])
