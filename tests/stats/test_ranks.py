"""Ranks against csranks' published example, scipy's studentised range and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from rusfelt.errors import DomainError
from rusfelt.stats._pairwise import all_pairs_bound, all_within
from rusfelt.stats.ranks import rank_uncertainty

# OECD countries' 2018 PISA scores in mathematics and their standard errors, in alphabetical order:
# the example of csranks 1.2.2, https://danielwilhelm.github.io/R-CS-ranks/ (OECD figures).
SCORE = np.array([
    491.3600252, 498.9423138, 508.0703063, 512.0169429, 417.4065563, 390.9322732, 499.4676508,
    509.3983746, 523.4145802, 507.3013618, 495.4075794, 500.0437805, 451.3703438, 481.0826364,
    495.1873762, 499.632894, 463.0345488, 486.5898573, 526.9732502, 525.933002, 496.1263306,
    481.1911884, 483.421485, 408.8014734, 519.2309824, 494.489676, 500.9637885, 515.6478747,
    492.4874062, 486.1648542, 508.8975441, 481.3926126, 502.3877022, 515.3147131, 453.5077774,
    501.7698992, 478.2447174,
])  # fmt: skip
SCORE_SE = np.array([
    1.939833031, 2.970998694, 2.262662011, 2.357475749, 2.41588757, 2.989559274, 2.460661531,
    1.735002337, 1.743602224, 1.967920411, 2.320214487, 2.647083096, 3.091228197, 2.319596741,
    1.953082603, 2.198621128, 3.498563228, 2.780045867, 2.471475318, 3.121394315, 1.962766789,
    1.953282039, 1.097632409, 2.493225544, 2.632277885, 1.705942856, 2.219044878, 2.602085176,
    2.684570081, 2.555595707, 1.363877596, 1.462417763, 2.654250935, 2.908003898, 2.260406789,
    2.564428111, 3.235444099,
])  # fmt: skip
CHILE, COLOMBIA, GERMANY, KOREA, MEXICO, BRITAIN = 4, 5, 11, 19, 23, 35


def test_the_ranks_equal_csranks() -> None:
    """The output of irank() printed in its README."""
    printed = [
        24, 18, 10, 7, 35, 37, 17, 8, 3, 11, 20, 15, 34, 30, 21, 16, 32, 25, 1, 2, 19, 29, 27, 36,
        4, 22, 14, 5, 23, 26, 9, 28, 12, 6, 33, 13, 31,
    ]  # fmt: skip
    np.testing.assert_array_equal(rank_uncertainty(SCORE, SCORE_SE).rank, printed)


def test_a_marginal_interval_equals_csranks() -> None:
    """Its vignette prints rank 13, from 8 to 23, for the United Kingdom (1000 simulations)."""
    result = rank_uncertainty(SCORE, SCORE_SE)
    assert [field[BRITAIN] for field in result] == [13, 8, 23]


def test_joint_intervals_say_what_csranks_vignette_reads_from_its_own() -> None:
    """Three countries lie apart from all others; Germany and Korea share rank 7, not at 75 %."""
    low, high = rank_uncertainty(SCORE, SCORE_SE, joint=True)[1:]
    last = np.zeros(37, dtype=bool)
    last[[CHILE, MEXICO, COLOMBIA]] = True
    assert high[~last].max() < low[last].min()
    assert low[GERMANY] <= 7 <= high[KOREA]
    low, high = rank_uncertainty(SCORE, SCORE_SE, joint=True, confidence=0.75)[1:]
    assert low[GERMANY] > high[KOREA]


@pytest.mark.parametrize("places", [2, 3, 15, 40])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.998])
def test_the_bound_for_all_pairs_is_scipys_studentised_range(
    places: int, confidence: float
) -> None:
    """With infinitely many degrees of freedom, over the root of two."""
    theirs = stats.studentized_range.ppf(confidence, places, np.inf) / np.sqrt(2)
    assert all_pairs_bound(places, confidence) == pytest.approx(theirs, rel=1e-7)


def test_the_chance_of_several_differences_equals_adaptive_quadrature() -> None:
    """Some bounded on both sides, some on one; standard errors up to ten times each other."""
    own, others = 1.0, np.array([0.1, 0.4, 1.0, 2.0, 10.0])
    above = np.array([True, True, True, False, True])
    below = np.array([True, False, True, True, True])
    reach = 2.1 * np.hypot(own, others)

    def density(u: float) -> float:
        up = np.where(above, special.ndtr((own * u + reach) / others), 1.0)
        down = np.where(below, special.ndtr((own * u - reach) / others), 0.0)
        return float(stats.norm.pdf(u) * np.prod(up - down))

    wanted = integrate.quad(density, -9, 9, points=[-2.1, 2.1], epsabs=1e-13, limit=500)[0]
    got = all_within(np.array([2.1]), np.array([own]), others[None], above[None], below[None])
    assert got[0] == pytest.approx(wanted, abs=1e-7)


def test_two_places_are_the_z_test_of_their_difference() -> None:
    """Told apart from a difference of 1.96 standard errors on, not before."""
    se = np.array([3.0, 4.0])
    for difference, apart in ((1.9599 * 5, False), (1.9601 * 5, True)):
        for joint in (False, True):
            result = rank_uncertainty([difference, 0], se, joint=joint)
            assert (result.high[0] == 1) == apart
            assert (result.low[1] == 2) == apart


def test_intervals_hold_the_true_ranks_as_often_as_they_say() -> None:
    """Districts close together, ties among them, unequal errors; 2,000 tables, seeded."""
    truth = np.array([0.0, 0.0, 0.2, 0.4, 0.4, 0.6, 3.0, 6.0])
    se = np.array([0.3, 1.0, 0.5, 0.4, 0.8, 0.3, 0.6, 0.5])
    rank = 1 + (truth > truth[:, None]).sum(axis=1)
    drawn = np.random.default_rng(5).normal(truth, se, (2_000, 8))
    for joint in (False, True):
        result = rank_uncertainty(drawn, se, confidence=0.9, joint=joint)
        held = (result.low <= rank) & (rank <= result.high)
        assert held.mean(axis=0).min() >= 0.9
        if joint:
            assert held.all(axis=1).mean() >= 0.9


values = st.lists(st.integers(-30, 30), min_size=2, max_size=7)


@settings(max_examples=40, deadline=None)
@given(values=values, seed=st.integers(0, 2**32 - 1))
def test_league_tables_obey_their_laws(values: list[int], seed: int) -> None:
    """Nested levels, mirrored order, free of units, indifferent to the order of places."""
    y = np.array(values, dtype=float)
    rng = np.random.default_rng(seed)
    se, order = rng.uniform(0.5, 6, y.size), rng.permutation(y.size)
    here = rank_uncertainty(y, se)
    together = rank_uncertainty(y, se, joint=True)
    wide = rank_uncertainty(y, se, confidence=0.998)
    assert ((here.low >= 1) & (here.low <= here.rank)).all()
    assert ((here.rank <= here.high) & (here.high <= y.size)).all()
    for outer in (together, wide):
        assert ((outer.low <= here.low) & (here.high <= outer.high)).all()
    mirrored = rank_uncertainty(-y, se, better="lower")
    scaled = rank_uncertainty(1000 * y, 1000 * se)
    for other in (mirrored, scaled):
        np.testing.assert_array_equal(other, here)
    shuffled = rank_uncertainty(y[order], se[order])
    np.testing.assert_array_equal(shuffled, np.array(here)[:, order])


def test_equal_values_share_the_best_rank() -> None:
    """Two firsts, then a third; the intervals of the two are the same."""
    result = rank_uncertainty([5, 5, 1], 0.1)
    assert result.rank.tolist() == [1, 1, 3]
    assert result.low.tolist() == [1, 1, 3]
    assert result.high.tolist() == [2, 2, 3]


def test_one_place_has_no_rank_and_empty_batches_stay_empty() -> None:
    """Nan, and nothing."""
    assert np.isnan(rank_uncertainty(5, 1)).all()
    assert rank_uncertainty(np.empty((3, 0)), 1).rank.shape == (3, 0)
    assert rank_uncertainty(np.empty((0, 4)), 1).high.shape == (0, 4)


def test_rows_are_independent_of_their_batch() -> None:
    """A batch gives what each row gives alone."""
    y = np.random.default_rng(9).normal(0, 2, (3, 2, 6))
    whole = rank_uncertainty(y, 1)
    for i, j in np.ndindex(3, 2):
        np.testing.assert_array_equal(np.array(whole)[:, i, j], rank_uncertainty(y[i, j], 1))


def test_the_edge_of_float64_is_answered() -> None:
    """Enormous, tiny and very unequal figures."""
    assert rank_uncertainty([1e308, -1e308], 1e300).high.tolist() == [1, 2]
    assert rank_uncertainty([1e308, -1e308, 0], [1e308, 1e-308, 5e-324]).rank.tolist() == [1, 3, 2]
    assert rank_uncertainty([0, 0], 5e-324, joint=True).high.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([1, np.nan], 1), {}),
        (([1, 2], 0), {}),
        (([1, 2], [1, 2, 3]), {}),
        (([1, 2], 1), {"confidence": 1}),
        (([1, 2], 1), {"confidence": [0.9, 0.95]}),
        (([1, 2], 1), {"better": "up"}),
    ],
)
def test_impossible_tables_are_refused(arguments: tuple, options: dict) -> None:
    """Each with a typed error."""
    with pytest.raises(DomainError):
        rank_uncertainty(*arguments, **options)
