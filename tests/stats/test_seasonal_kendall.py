"""The seasonal and the regional test against brute force, a peer, and what such a test must do."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.seasonal_kendall import (
    EXACT_UP_TO_PAIRS,
    regional_mann_kendall,
    seasonal_mann_kendall,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rusfelt.typing import Floats

# 23 quarters: the last year lacks its last quarter.
QUARTERS = [3, 9, 5, 1, 4, 12, 5, 2, 6, 11, 7, 3, 8, 10, 9, 3, 7, 13, 9, 5, 9, 14, 8]
SITES = [[1, 2, 3, 5, 4, 6], [7, 9, 8, 9, 10, 9], [2, 2, 3, 3, 1, 4]]
tied = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14),
    elements=st.integers(-3, 3).map(float),
)


def _s(values: Sequence[float]) -> int:
    return sum(int(np.sign(b - a)) for a, b in combinations(values, 2))


def _dietz_killeen(table: Floats) -> float:
    """The sum of all covariances by Hirsch and Slack's formula, ``(groups, years)``, nan missing."""
    n = table.shape[1]
    present = np.isfinite(table)
    counts = present.sum(axis=1)
    ranks = np.where(present, 0.0, (counts[:, None] + 1) / 2)
    for row, here, rank in zip(table, present, ranks, strict=True):
        rank[here] = stats.rankdata(row[here])
    total = 0.0
    for g, h in product(range(len(table)), repeat=2):
        k = sum(
            np.sign((table[g, j] - table[g, i]) * (table[h, j] - table[h, i]))
            for i, j in combinations(range(n), 2)
            if present[[g, g, h, h], [i, j, i, j]].all()
        )
        middle = n * (counts[g] + 1) * (counts[h] + 1)
        total += (k + 4 * np.sum(ranks[g] * ranks[h]) - middle) / 3
    return float(total)


@pytest.mark.parametrize(
    "groups",
    [
        [[1, 2, 3]],
        [[1, 2, 3], [4, 6, 5]],
        [[1, 2, 2, 3], [1, 1, 2]],
        [[5, 5, 5], [1, 2], [3, 1, 2], [7]],
        [[1, 1, 2, 2], [0, 0, 0, 1], [4, 2]],
    ],
)
def test_p_is_the_share_of_all_orders_within_the_seasons(groups: list[list[float]]) -> None:
    """Counted over every order of every group; size and smallest p likewise."""
    each = [[_s(order) for order in permutations(group)] for group in groups]
    sums = np.array([sum(choice) for choice in product(*each)])
    p_of = {s: np.mean(np.abs(sums) >= abs(s)) for s in set(sums.tolist())}
    season = np.concatenate([np.full(len(group), g) for g, group in enumerate(groups)])
    for seed in range(6):
        rng = np.random.default_rng(seed)
        y = np.concatenate([rng.permuted(group) for group in groups])
        result = seasonal_mann_kendall(y, seasons=season)
        assert str(result.method) == "exact"
        s = sum(_s(y[season == g]) for g in range(len(groups)))
        assert float(result.s) == s
        assert float(result.var_s) == pytest.approx(sums.var(), rel=1e-12, abs=1e-12)
        assert float(result.p) == pytest.approx(p_of[s], rel=1e-12)
        assert float(result.smallest_p) == pytest.approx(min(p_of.values()), rel=1e-12)
        size = np.mean([p_of[each] <= 0.05 for each in sums.tolist()])
        assert float(result.size) == pytest.approx(size, rel=1e-12)


def test_one_season_is_mann_kendalls_test() -> None:
    """Every field, exact and normal, with ties and without."""
    rng = np.random.default_rng(3)
    for n in (0, 1, 5, 12, 40, 45):
        y = rng.poisson(4, (20, n)).astype(float)
        for method in ("auto", "normal"):
            plain = mann_kendall(y, method=method)  # type: ignore[arg-type]
            one = seasonal_mann_kendall(y, seasons=1, method=method)  # type: ignore[arg-type]
            sites = regional_mann_kendall(y[:, None, :], method=method)  # type: ignore[arg-type]
            for ours in (one, sites):
                assert ours.method.tolist() == plain.method.tolist()
                for a, b in zip(ours[:6], plain[:6], strict=True):
                    np.testing.assert_allclose(
                        np.asarray(a, dtype=float), np.asarray(b, dtype=float), rtol=1e-12
                    )


def test_quarters_as_pymannkendall_has_them() -> None:
    """pymannkendall 1.4.3, seasonal_test(period=4): s, variance and normal p."""
    result = seasonal_mann_kendall(QUARTERS, seasons=4, method="normal")
    assert (float(result.s), float(result.var_s)) == (40, pytest.approx(98.66666666666667))
    assert float(result.p) == pytest.approx(8.627584661002885e-05, rel=1e-10)


def test_sites_as_pymannkendall_has_them() -> None:
    """pymannkendall 1.4.3, regional_test and correlated_multivariate_test."""
    result = regional_mann_kendall(SITES, method="normal")
    assert (float(result.s), float(result.var_s)) == (26, pytest.approx(79.33333333333333))
    assert float(result.p) == pytest.approx(0.0050035604656968324, rel=1e-10)
    result = regional_mann_kendall(SITES, dependence="correlated")
    assert float(result.var_s) == pytest.approx(127.99999999999999)
    # The peer leaves out the continuity correction: z = 26/sqrt(128), not 25/sqrt(128).
    assert float(result.p) == pytest.approx(2 * stats.norm.sf(25 / np.sqrt(128)), rel=1e-12)


def test_a_short_last_year_is_not_thrown_away() -> None:
    """The peer drops its three quarters (s = 29); the formula for missing values keeps them."""
    table = np.array([*map(float, QUARTERS), np.nan]).reshape(6, 4).T
    result = seasonal_mann_kendall(QUARTERS, seasons=4, dependence="correlated")
    assert float(result.s) == 40
    assert float(result.var_s) == pytest.approx(_dietz_killeen(table), rel=1e-12)
    whole = seasonal_mann_kendall(QUARTERS[:20], seasons=4, dependence="correlated")
    assert (float(whole.s), float(whole.var_s)) == (29, pytest.approx(185.0))


@given(
    table=hnp.arrays(
        np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)),
        elements=st.integers(0, 3).map(float),
    ),
    start=st.integers(0, 3),
    lost=st.integers(0, 3),
)  # fmt: skip
def test_the_covariances_are_dietz_and_killeens(table: Floats, start: int, lost: int) -> None:
    """Their sum in one go equals the sum of all pairs of seasons, with seasons missing at the ends."""
    groups, years = table.shape
    flat = table.T.reshape(-1).copy()
    first, last = min(start, groups - 1), flat.size - min(lost, groups - 1)
    flat[:first] = flat[last:] = np.nan
    y = flat[first:last]
    result = seasonal_mann_kendall(y, seasons=groups, first=first, dependence="correlated")
    expected = _dietz_killeen(flat.reshape(years, groups).T)
    assert float(result.var_s) == pytest.approx(expected, rel=1e-12, abs=1e-9)
    plain = seasonal_mann_kendall(y, seasons=groups, method="normal")
    assert float(result.s) == float(plain.s)
    assert float(result.tau) == pytest.approx(float(plain.tau), nan_ok=True)
    z = max(abs(float(result.s)) - 1, 0) / np.sqrt(expected) if expected > 1e-9 else 0.0
    assert float(result.p) == pytest.approx(2 * stats.norm.sf(z), rel=1e-9)


def test_identical_sites_say_no_more_than_one() -> None:
    """Correlated, the variance grows with the square of the sites, and p hardly moves."""
    site = mann_kendall(SITES[0], method="normal")
    region = regional_mann_kendall([SITES[0]] * 5, dependence="correlated")
    assert float(region.var_s) == pytest.approx(25 * float(site.var_s))
    assert float(site.p) == pytest.approx(float(region.p), abs=0.01)
    assert float(regional_mann_kendall([SITES[0]] * 5).p) < float(site.p) / 100


@given(y=tied, period=st.integers(1, 5), first=st.integers(0, 4))
def test_seasons_by_length_by_list_and_from_any_start(y: Floats, period: int, first: int) -> None:
    """The same answer; where the year begins matters to correlated seasons alone."""
    first %= period
    season = (first + np.arange(y.shape[1])) % period
    told = seasonal_mann_kendall(y, seasons=period)
    for given_ in ({"seasons": season}, {"seasons": period, "first": first}):
        options: dict[str, Any] = given_
        for a, b in zip(told, seasonal_mann_kendall(y, **options), strict=True):
            np.testing.assert_array_equal(a, b)
    listed = seasonal_mann_kendall(y, seasons=season, dependence="correlated")
    counted = seasonal_mann_kendall(y, seasons=period, first=first, dependence="correlated")
    for a, b in zip(listed, counted, strict=True):
        np.testing.assert_array_equal(a, b)


@given(y=tied, period=st.integers(1, 4), shift=st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_what_seasons_differ_in_does_not_matter(y: Floats, period: int, shift: list[int]) -> None:
    """A level and a rising change of its own for each season leave every field as it was."""
    season = np.arange(y.shape[1]) % period
    other = np.exp(y / 3) * (1 + season) + np.array(shift)[season]
    for dependence in ("independent", "correlated"):
        options: dict[str, Any] = {"seasons": period, "dependence": dependence}
        here, there = (seasonal_mann_kendall(each, **options) for each in (y, other))
        for a, b in zip(here, there, strict=True):
            np.testing.assert_array_equal(a, b)
        turned = seasonal_mann_kendall(-y, **options)
        np.testing.assert_array_equal(turned.s, -here.s)
        np.testing.assert_array_equal(turned.p, here.p)


@given(y=tied, period=st.integers(1, 4), seed=st.integers(0, 99))
def test_each_row_is_on_its_own(y: Floats, period: int, seed: int) -> None:
    """Shuffling the rows shuffles the answers, and splitting the batch changes none."""
    order = np.random.default_rng(seed).permutation(len(y))
    for options in ({}, {"method": "normal"}, {"dependence": "correlated"}):
        kept: dict[str, Any] = {"seasons": period, **options}
        whole, moved = seasonal_mann_kendall(y, **kept), seasonal_mann_kendall(y[order], **kept)
        parts = [seasonal_mann_kendall(row, **kept) for row in y]
        for field, other, alone in zip(whole, moved, zip(*parts, strict=True), strict=True):
            np.testing.assert_array_equal(field[order], other)
            np.testing.assert_array_equal(field, np.stack(alone))


def test_exact_and_normal_meet_where_auto_changes_over() -> None:
    """At 760 pairs in four seasons the two p differ by less than .003; at 840 auto is normal."""
    rng = np.random.default_rng(1)
    y = rng.poisson(20, (200, 80)).astype(float)
    exact, normal = (seasonal_mann_kendall(y, seasons=4, method=method) for method in
                     ("auto", "normal"))  # type: ignore[arg-type]  # fmt: skip
    assert set(exact.method.tolist()) == {"exact"}
    np.testing.assert_allclose(exact.p, normal.p, atol=0.003)
    np.testing.assert_allclose(exact.size, normal.size, atol=0.005)
    assert EXACT_UP_TO_PAIRS == 780
    assert str(seasonal_mann_kendall(np.zeros(84), seasons=4).method) == "normal"


def test_the_tests_hold_their_size() -> None:
    """Independent sites, exact; correlated sites, with the estimated covariances."""
    rng = np.random.default_rng(6)
    counts = rng.poisson(2, (4000, 3, 5)).astype(float)
    exact = regional_mann_kendall(counts)
    assert np.mean(exact.p <= 0.05) <= 0.055
    assert np.mean(exact.size) == pytest.approx(np.mean(exact.p <= 0.05), abs=0.012)
    shared = rng.normal(size=(2000, 1, 10)) + rng.normal(size=(2000, 15, 10))
    assert np.mean(regional_mann_kendall(shared).p <= 0.05) > 0.35
    assert 0.02 < np.mean(regional_mann_kendall(shared, dependence="correlated").p <= 0.05) < 0.06


def test_nothing_to_compare() -> None:
    """No points, one in each season, equal values: s = 0, p = 1, tau undefined, in any batch."""
    for y, seasons in (([], 4), ([1, 2, 3], 4), ([5, 5, 5, 5, 5], 2)):
        for options in ({}, {"method": "normal"}, {"dependence": "correlated"}):
            kept: dict[str, Any] = options
            result = seasonal_mann_kendall(y, seasons=seasons, **kept)
            assert (float(result.s), float(result.var_s), float(result.p)) == (0, 0, 1)
            assert np.isnan(result.tau)
    for shape in ((0, 3, 5), (2, 0, 5), (2, 3, 0), (4, 2, 3, 5)):
        for options in ({}, {"method": "normal"}, {"dependence": "correlated"}):
            kept = options
            result = regional_mann_kendall(np.zeros(shape), **kept)
            assert all(field.shape == shape[:-2] for field in result)
            np.testing.assert_array_equal(result.p, 1)


def test_many_regions_at_once() -> None:
    """More combinations of ties than are worked out at a time."""
    y = np.random.default_rng(9).poisson(3, (9000, 15, 5)).astype(float)
    result = regional_mann_kendall(y)
    for row in (0, 4567, 8999):
        alone = regional_mann_kendall(y[row])
        assert float(result.p[row]) == pytest.approx(float(alone.p), rel=1e-13)
    assert result.p.min() >= result.smallest_p.min() > 0


def test_what_is_no_series_of_seasons_is_refused() -> None:
    """Missing values, seasons that do not fit, starts outside the year, options that do not go."""
    cases: list[tuple[object, dict[str, Any], str]] = [
        ([1, np.nan], {"seasons": 2}, "not a finite"),
        (1.0, {"seasons": 2}, "not a series"),
        ([1, 2], {"seasons": 0}, "0"),
        ([1, 2], {"seasons": 1.5}, "whole number"),
        ([1, 2], {"seasons": [0, 1, 2]}, "2 points"),
        ([1, 2], {"seasons": [0, -1]}, "whole number"),
        ([1, 2], {"seasons": [0, 1], "first": 1}, "does not go"),
        ([1, 2], {"seasons": 2, "first": 2}, "no season"),
        ([1, 2], {"seasons": 2, "first": True}, "no season"),
        ([1, 2], {"seasons": 2, "method": "bootstrap"}, "unknown"),
        ([1, 2], {"seasons": 2, "dependence": "some"}, "unknown"),
        ([1, 2], {"seasons": 2, "method": "exact", "dependence": "correlated"}, "independence"),
        (np.zeros(400), {"seasons": 2, "method": "exact"}, "out of reach"),
    ]
    for y, options, message in cases:
        with pytest.raises(DomainError, match=message):
            seasonal_mann_kendall(y, **options)  # type: ignore[arg-type]
    with pytest.raises(DomainError, match="axis of sites"):
        regional_mann_kendall([1, 2, 3])
    with pytest.raises(DomainError, match="row 1, point 0"):
        regional_mann_kendall([[1, 2], [np.inf, 2]])
