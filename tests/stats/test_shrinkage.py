"""Shrunken figures against esda and spdep, and what a compromise must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.shrinkage import shrink

# Births and sudden infant deaths in North Carolina's 100 counties, 1974–78 (sids2 in libpysal,
# nc.sids in R; Cressie and Read 1985).
BIRTHS = [
    1091, 487, 3188, 508, 1421, 1452, 286, 420, 968, 1612, 1035, 4449, 1671, 1556, 2180, 3608, 1638,
    3146, 1323, 484, 751, 781, 1269, 1399, 11858, 16184, 4672, 1324, 3164, 7970, 4021, 671, 3657,
    3609, 770, 1549, 14484, 765, 4139, 1207, 1333, 5509, 3573, 990, 248, 1946, 4456, 1646, 3702,
    4606, 5094, 5754, 7515, 3999, 2110, 521, 2692, 675, 870, 2252, 2992, 6638, 3776, 4866, 2216,
    1143, 2648, 21588, 4099, 1258, 2356, 2574, 415, 3589, 1173, 9014, 533, 797, 3025, 542, 1027,
    20366, 578, 3915, 1570, 1494, 338, 2483, 2756, 284, 5868, 2255, 11158, 7889, 2414, 1782, 1228,
    3350, 5526, 2181,
]  # fmt: skip
DEATHS = [
    1, 0, 5, 1, 9, 7, 0, 0, 4, 1, 2, 16, 4, 4, 4, 18, 3, 4, 1, 1, 1, 0, 1, 2, 10, 23, 13, 6, 4, 16,
    8, 0, 10, 6, 0, 2, 16, 2, 4, 1, 0, 8, 5, 5, 0, 5, 7, 2, 11, 3, 14, 5, 9, 6, 2, 0, 7, 3, 4, 5,
    12, 18, 6, 10, 8, 2, 5, 44, 3, 3, 5, 5, 0, 10, 3, 11, 1, 0, 4, 1, 2, 38, 1, 4, 15, 7, 0, 4, 4,
    0, 13, 8, 29, 31, 5, 8, 4, 15, 12, 5,
]  # fmt: skip


def test_shrunken_rates_equal_esda() -> None:
    """esda 2.9.0's Empirical_Bayes; the first five are also printed in its own tests."""
    theirs = [
        0.001697297330855623, 0.0017053776808421805, 0.0017730870220701838, 0.002012868084221261,
        0.0035349131491551385, 0.003017816275585639,
    ]  # fmt: skip
    np.testing.assert_allclose(shrink(DEATHS, BIRTHS).shrunk[:6], theirs, rtol=1e-13)


def test_shares_equal_spdeps_formula() -> None:
    """EBest(family = "binomial") by Berke and Bivand, written out from its own expression."""
    x, n = np.array(DEATHS, dtype=float), np.array(BIRTHS, dtype=float)
    b = x.sum() / n.sum()
    s2 = (n * (x / n - b) ** 2).sum() / n.sum()
    mean, unit = n.mean(), b * (1 - b)
    rho = (n * s2 - (n / mean) * unit) / ((n - 1) * s2 + ((mean - n) / mean) * unit)
    result = shrink(DEATHS, BIRTHS, kind="proportion")
    np.testing.assert_allclose(result.weight, rho, rtol=1e-11)
    np.testing.assert_allclose(result.shrunk, rho * x / n + (1 - rho) * b, rtol=1e-12)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_places_more_alike_than_chance_makes_them_all_get_the_centre(kind: str) -> None:
    """esda 2.9.0 answers .19 for 6 of 100 here, beside .05 for 5 of 100 and -.09 for 4."""
    result = shrink([5, 5, 5, 6, 5, 4], 100, kind=kind)
    assert result.between == 0
    np.testing.assert_array_equal(result.weight, 0)
    np.testing.assert_allclose(result.shrunk, 0.05, rtol=1e-15)


def test_small_places_are_drawn_in_more() -> None:
    """Of two places with the same rate the smaller one ends nearer the centre."""
    result = shrink([90, 9, 20, 30], [1000, 100, 1000, 1000])
    assert result.weight[1] < result.weight[0]
    assert result.centre < result.shrunk[1] < result.shrunk[0] < 0.09


def test_estimates_come_nearer_the_truth() -> None:
    """Over 300 seeded maps of small districts the squared error is less than half."""
    rng = np.random.default_rng(4)
    n = np.array([30, 40, 60, 80, 100, 150, 200, 300, 500, 1000.0])
    truth = rng.gamma(25, 0.05 / 25, (300, 10))
    x = rng.poisson(truth * n)
    crude = ((x / n - truth) ** 2).sum()
    assert ((shrink(x, n).shrunk - truth) ** 2).sum() < 0.5 * crude


counts = st.lists(st.tuples(st.integers(0, 50), st.integers(50, 2000)), min_size=2, max_size=15)


@given(places=counts)
def test_every_estimate_lies_between_its_own_figure_and_the_centre(
    places: list[tuple[int, int]],
) -> None:
    """For rates and shares, and free of the unit of exposure."""
    x, n = np.array(places).T
    for kind in ("rate", "proportion"):
        result = shrink(x, n, kind=kind)
        assert ((result.weight >= 0) & (result.weight <= 1)).all()
        low, high = np.minimum(x / n, result.centre), np.maximum(x / n, result.centre)
        assert ((low - 1e-15 <= result.shrunk) & (result.shrunk <= high + 1e-15)).all()
    rates = shrink(x, n)
    yearly = shrink(x, n / 1000)
    # Rounding decides whether a variance of nothing is 0, so only clear ones are compared.
    if rates.between > 1e-9:
        np.testing.assert_allclose(yearly.shrunk, 1000 * rates.shrunk, rtol=1e-6)
        np.testing.assert_allclose(yearly.between, 1e6 * rates.between, rtol=1e-6)


def test_no_events_and_everybody_are_legal() -> None:
    """Nothing anywhere is nothing everywhere; a share of one likewise."""
    np.testing.assert_array_equal(shrink([0, 0], [3, 4]).shrunk, 0)
    np.testing.assert_array_equal(shrink([3, 4], [3, 4], kind="proportion").shrunk, 1)
    apart = shrink([0, 4], [4, 4], kind="proportion")
    np.testing.assert_array_equal(apart.weight, 1)


def test_one_place_is_undefined_and_batches_keep_their_shape() -> None:
    """Nan for one place; rows are independent; empty stays empty."""
    alone = shrink(3, 10)
    assert np.isnan(alone.shrunk).all()
    assert np.isnan(alone.between)
    whole = shrink([[1, 5, 9], [2, 2, 8]], [10, 20, 30])
    for i, row in enumerate(([1, 5, 9], [2, 2, 8])):
        np.testing.assert_array_equal(whole.shrunk[i], shrink(row, [10, 20, 30]).shrunk)
    assert shrink(np.empty((0, 3)), 1).centre.shape == (0,)
    assert shrink(np.empty((2, 0)), 1).shrunk.shape == (2, 0)


def test_the_edge_of_float64_is_answered() -> None:
    """Exposures whose sum is infinite, and ones that are next to nothing."""
    assert np.isfinite(shrink([5, 9], 1e308).shrunk).all()
    assert shrink([5, 9], 5e-324).shrunk.shape == (2,)
    assert shrink([0, 2**53], [1e-308, 1e308]).shrunk.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([1, -1], 5), {}),
        (([1, 1.5], 5), {}),
        (([1, 2], [1, 0]), {}),
        (([1, 6], 5), {"kind": "proportion"}),
        (([1, 2], 2.5), {"kind": "proportion"}),
        (([1, 2], 5), {"kind": "ratio"}),
        (([1, 2], [1, 2, 3]), {}),
    ],
)
def test_impossible_places_are_refused(arguments: tuple, options: dict) -> None:
    """Each with a typed error."""
    with pytest.raises(DomainError):
        shrink(*arguments, **options)
