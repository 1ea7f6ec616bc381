"""A smaller sample of what benchmarks/size_and_power.py tabulates: the size holds, and what is found."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.stats import (
    mann_kendall,
    poisson_trend,
    proportion_difference,
    proportion_trend,
    rate_ratio_exact,
    weighted_trend,
    z_difference,
)

pytestmark = pytest.mark.no_cover

# The nominal .05, the .009 that five points cost in theory, and three standard errors.
MOST = 0.065
EXTRA = 0.3


def rejected(p: np.ndarray) -> float:
    """The share of series whose p is at most .05; an undefined p rejects nothing."""
    return float(np.mean(np.nan_to_num(p, nan=1.0) <= 0.05))


def drawn(mean: float, n: int, *, seed: int, varied: bool = False, rows: int = 8_000) -> np.ndarray:
    rng = np.random.default_rng([seed, n])
    rate = np.full((rows, n), mean)
    if varied:
        rate *= rng.gamma(1 / EXTRA**2, EXTRA**2, size=rate.shape)
    return rng.poisson(rate)


@pytest.mark.parametrize("mean", [2.0, 10.0, 20.0, 100.0])
@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 12, 20])
def test_unchanged_counts_seldom_show_a_change(n: int, mean: float) -> None:
    """Chance alone at work: at most .065, and where the test is exact never above .05."""
    if n in {3, 4}:
        found = poisson_trend(drawn(mean, n, seed=1, rows=200))
        assert np.nanmax(found.size) <= 0.05 * (1 + 1e-9)
        return
    x = drawn(mean, n, seed=1)
    assert rejected(rate_ratio_exact(x[:, 0], x[:, 1]).p if n == 2 else poisson_trend(x).p) <= MOST


@pytest.mark.parametrize("mean", [2.0, 10.0, 20.0, 100.0])
@pytest.mark.parametrize("n", [5, 8, 12, 20])
def test_from_five_points_counts_may_vary_by_more_than_chance(n: int, mean: float) -> None:
    """A mean that swings by 30 %: at most .065, since the variation is measured."""
    assert rejected(poisson_trend(drawn(mean, n, seed=2, varied=True, rows=20_000)).p) <= MOST


def test_with_four_points_it_cannot_be_told_and_the_rate_is_what_the_table_says() -> None:
    """Far above .05, which is why such a result says that it assumes chance alone."""
    assert 0.4 < rejected(poisson_trend(drawn(100.0, 4, seed=3, varied=True, rows=600)).p) < 0.65


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 20])
def test_unchanged_shares_and_values_seldom_show_a_change(n: int) -> None:
    """Shares of 30 and of 200, and values with their standard errors, at every length."""
    rng = np.random.default_rng([4, n])
    for whole, share in ((30, 0.2), (200, 0.5)):
        if n in {3, 4}:
            found = proportion_trend(rng.binomial(30, share, size=(60, n)), 30)
            assert np.nanmax(found.size) <= 0.05 * (1 + 1e-9)
            continue
        x = rng.binomial(whole, share, size=(3_000, n))
        p = (
            proportion_difference(x[:, 0], whole, x[:, 1], whole).p
            if n == 2
            else proportion_trend(x, whole).p
        )
        assert rejected(p) <= MOST
    y = rng.normal(size=(20_000, n))
    p = z_difference(y[:, 0], 1.0, y[:, 1], 1.0).p if n == 2 else weighted_trend(y, 1.0).p
    assert rejected(p) <= 0.055
    if n >= 5:
        assert rejected(weighted_trend(1.3 * y, 1.0).p) <= MOST
        assert rejected(mann_kendall(y).p) <= 0.055


def test_a_doubling_in_five_years_is_found_twice_as_often_as_by_ranks() -> None:
    """.54 against .25; an exact Poisson trend, which takes chance for granted, finds .8."""
    rng = np.random.default_rng(5)
    x = rng.poisson(np.linspace(20, 40, 5), size=(8_000, 5))
    ranks, primary = rejected(mann_kendall(x).p), rejected(poisson_trend(x).p)
    assert 0.22 < ranks < 0.30
    assert 0.51 < primary < 0.58
    assert primary > 1.9 * ranks
    assert rejected(poisson_trend(x[:1_500], method="exact").p) > 0.75
