"""The funnel against scipy's distributions, PHEindicatormethods' tables and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.funnel import funnel, funnel_limits

LEVELS = (0.8, 0.95, 0.998)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.91])
def test_a_share_is_flagged_exactly_when_its_tail_is_rare(share: float) -> None:
    """Every count out of 1 to 60 against scipy's binomial tails at three levels."""
    for n in (1, 2, 7, 20, 60):
        x = np.arange(n + 1)
        flag = funnel(x, n, target=share, confidence=LEVELS).flag
        for i, level in enumerate(LEVELS):
            tail = (1 - level) / 2
            below = stats.binom.cdf(x, n, share) < tail
            above = stats.binom.sf(x - 1, n, share) < tail
            np.testing.assert_array_equal(flag[:, i], above.astype(float) - below)


@pytest.mark.parametrize("mean", [0.01, 0.7, 3.3, 25.0, 400.0])
@pytest.mark.parametrize("kind", ["rate", "ratio"])
def test_a_count_is_flagged_exactly_when_its_tail_is_rare(mean: float, kind: str) -> None:
    """Counts around the expected one against scipy's Poisson tails."""
    x = np.arange(max(0, int(mean) - 90), int(mean) + 90)
    flag = funnel(x, mean / 2, kind=kind, target=2.0, confidence=LEVELS).flag
    for i, level in enumerate(LEVELS):
        tail = (1 - level) / 2
        below = stats.poisson.cdf(x, mean) < tail
        above = stats.poisson.sf(x - 1, mean) < tail
        np.testing.assert_array_equal(flag[:, i], above.astype(float) - below)


def test_the_lower_limit_is_spiegelhalters_and_the_upper_one_event_above_his() -> None:
    """Appendix A.1.1: r - (F(r) - p)/(F(r) - F(r - 1)), r the smallest count with F(r) ≥ p."""
    for distribution, kind, n, target in (
        (stats.binom(40, 0.3), "proportion", 40, 0.3),
        (stats.binom(20, 0.5), "proportion", 20, 0.5),
        (stats.poisson(12.5), "rate", 5, 2.5),
    ):
        low, high = funnel_limits(target, n, kind=kind, confidence=LEVELS)
        for i, level in enumerate(LEVELS):
            source = []
            for p in ((1 - level) / 2, (1 + level) / 2):
                r = distribution.ppf(p)
                source.append(r - (distribution.cdf(r) - p) / distribution.pmf(r))
            assert low[i] * n == pytest.approx(source[0], rel=1e-9)
            assert high[i] * n == pytest.approx(source[1] + 1, rel=1e-9)


def test_the_sources_upper_limit_would_flag_what_its_mirror_image_does_not() -> None:
    """14 of 20 is as far from a half as 6 of 20, and both have a chance of .0577 in their tail."""
    result = funnel([6, 14], 20, target=0.5, confidence=0.95)
    np.testing.assert_array_equal(result.flag, 0)
    assert stats.binom.sf(13, 20, 0.5) == pytest.approx(0.0577, abs=5e-5)
    r = stats.binom.ppf(0.975, 20, 0.5)
    assert r - (stats.binom.cdf(r, 20, 0.5) - 0.975) / stats.binom.pmf(r, 20, 0.5) < 14


# PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv: population and the limits
# at .025 and .001 around 80.642448 %.
PHE_SHARES = (
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
)


@pytest.mark.parametrize("row", PHE_SHARES)
def test_normal_limits_equal_pheindicatormethods(row: tuple[float, ...]) -> None:
    """What it calls Wilson limits are those of the normal score, to all digits printed."""
    low, high = funnel_limits(0.80642448, row[0], tau2=1e-300)
    theirs = np.array([row[1:3], row[3:5]]).T
    np.testing.assert_allclose(100 * np.array([low, high]), theirs, atol=2e-6)


# PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv: observed events and the
# expected ones at which they touch the limits: low and high at .025, low and high at .001.
PHE_COUNTS = (
    (1, 5.571644585, 0.025317898, 9.233410143, 0.001000547),
    (2, 7.224687515, 0.242209467, 11.22886836, 0.04540199),
    (9, 17.08479966, 4.11537405, 22.65737951, 2.452425215),
    (55, 71.59006222, 41.4335243, 81.99762083, 34.89470271),
    (313, 349.6678193, 279.2813414, 371.620029, 261.1643428),
    (716, 770.4222128, 664.5083011, 802.60414, 636.1521174),
)


@pytest.mark.parametrize("row", PHE_COUNTS)
def test_counts_are_flagged_from_where_pheindicatormethods_draws_its_limits(
    row: tuple[float, ...],
) -> None:
    """A ten-thousandth inside its limits is not flagged, a ten-thousandth outside is."""
    observed, *expected = row
    for at, (side, level) in zip(
        expected, ((-1, 0.95), (1, 0.95), (-1, 0.998), (1, 0.998)), strict=True
    ):
        outside, inside = at * (1 - side * 1e-4), at * (1 + side * 1e-4)
        flag = funnel([observed] * 2, [outside, inside], kind="ratio", confidence=level).flag
        np.testing.assert_array_equal(flag, [side, 0])


def test_ratios_are_held_against_1_and_rates_against_the_pooled_rate() -> None:
    """The standard of a ratio is in its expected counts."""
    assert funnel([8, 9], [4, 4], kind="ratio").target == 1
    assert funnel([8, 9], [4, 6], kind="rate").target == pytest.approx(1.7, rel=1e-15)
    assert funnel([8, 9], [10, 24]).target == pytest.approx(0.5, rel=1e-15)


def test_overdispersion_equals_the_formulas_worked_by_hand() -> None:
    """FunnelPlotR's tau_func and phi_func with R's default quantile, in plain numpy."""
    x = np.array([100, 150, 180, 80, 120, 225, 60, 31, 18, 75])
    n = np.array([108, 112, 165, 95, 100, 220, 90, 29, 30, 50])
    z = (x / n - 1) * np.sqrt(n)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = (np.clip(z, low, high) ** 2).sum() / 10
    tau2 = (10 * phi - 9) / (n.sum() - (n**2).sum() / n.sum())
    assert tau2 > 0
    result = funnel(x, n, kind="ratio", overdispersion="spiegelhalter")
    assert result.phi == pytest.approx(phi, rel=1e-12)
    assert result.tau2 == pytest.approx(tau2, rel=1e-12)
    np.testing.assert_allclose(result.z, z, rtol=1e-12)
    half = stats.norm.ppf(0.999) * np.sqrt(1 / n + tau2)
    np.testing.assert_allclose(result.high[:, 1], 1 + half, rtol=1e-12)
    np.testing.assert_allclose(result.low[:, 1], np.maximum(1 - half, 0), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(result.z_adjusted, (x / n - 1) / np.sqrt(1 / n + tau2), rtol=1e-12)


def test_without_excess_the_limits_stay_exact() -> None:
    """Places more alike than chance makes them: no variance is added."""
    plain = funnel([10, 11, 10, 9], 50)
    asked = funnel([10, 11, 10, 9], 50, overdispersion="spiegelhalter")
    assert asked.tau2 == 0
    assert asked.phi < 0.75
    for mine, theirs in zip(asked, plain, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@given(
    n=st.lists(st.integers(1, 500), min_size=2, max_size=6),
    share=st.floats(0.001, 0.999),
    seed=st.integers(0, 2**32 - 1),
)
def test_counting_the_others_mirrors_a_funnel_of_shares(
    n: list[int], share: float, seed: int
) -> None:
    """Those who have it not are flagged the other way, within mirrored limits."""
    x = np.random.default_rng(seed).binomial(n, share)
    here = funnel(x, n, target=share, confidence=LEVELS)
    there = funnel(np.array(n) - x, n, target=1 - share, confidence=LEVELS)
    np.testing.assert_allclose(there.low, 1 - here.high, atol=1e-9)
    np.testing.assert_allclose(there.z, -here.z, atol=1e-9)


@given(target=st.floats(0.01, 0.99), n=st.integers(1, 10_000))
def test_limits_are_nested_and_hold_the_target(target: float, n: int) -> None:
    """A higher level lies outside a lower one."""
    low, high = funnel_limits(target, n, confidence=LEVELS)
    assert 0 <= low[2] <= low[1] <= low[0] <= target <= high[0] <= high[1] <= high[2] <= 1


def test_rows_are_independent_of_their_batch() -> None:
    """A batch gives what each row gives alone, for every option."""
    rng = np.random.default_rng(3)
    n = rng.integers(5, 200, (4, 3, 12))
    x = rng.binomial(n, rng.uniform(0.1, 0.5, n.shape))
    whole = funnel(x, n, overdispersion="spiegelhalter")
    for i, j in np.ndindex(4, 3):
        alone = funnel(x[i, j], n[i, j], overdispersion="spiegelhalter")
        for mine, theirs in zip(whole, alone, strict=True):
            np.testing.assert_array_equal(mine[i, j], theirs)


def test_too_few_places_are_undefined_unless_a_target_is_given() -> None:
    """One place cannot be held against itself; two cannot show dispersion."""
    alone = funnel(3, 10)
    assert np.isnan(alone.flag).all()
    assert np.isnan(alone.target)
    assert funnel(10, 10, target=0.2, confidence=0.95).flag == 1
    two = funnel([3, 4], 10, overdispersion="spiegelhalter")
    assert np.isnan(two.phi)
    assert np.isnan(two.low).all()
    assert funnel([3, 4], 10).flag.tolist() == [[0, 0], [0, 0]]


def test_no_events_anywhere_flag_nobody() -> None:
    """All zero: the target is 0, so are the limits, and z is undefined."""
    for kind in ("proportion", "rate"):
        result = funnel([0, 0, 0], [5, 6, 7], kind=kind)
        assert result.target == 0
        np.testing.assert_array_equal(result.flag, 0)
        np.testing.assert_array_equal(result.high, 0)
        assert np.isnan(result.z).all()


def test_enormous_places_are_answered() -> None:
    """Exposures at the edge of float64 and counts at the edge of whole numbers."""
    result = funnel([5, 2**53], [1e308, 1e308], kind="rate")
    assert np.isfinite(result.flag).all()
    big = funnel([2**52, 2**51], 2**53, confidence=0.95)
    np.testing.assert_array_equal(big.flag, [1, -1])
    assert np.isnan(funnel_limits(1e308, 1e308, kind="rate").low).all()
    near = [funnel_limits(1.0, m, kind="rate", confidence=0.95).high for m in (0.99e12, 1.01e12)]
    assert near[0] - 1 == pytest.approx(near[1] - 1, rel=0.02)


def test_no_rows_and_no_places_are_legal() -> None:
    """Empty batches stay empty."""
    assert funnel(np.empty((0, 4)), 5).low.shape == (0, 4, 2)
    assert funnel(np.empty((2, 0)), 5, confidence=0.9).flag.shape == (2, 0)
    assert funnel_limits([], 5).low.shape == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (([-1, 2], 5), {}),
        (([6, 2], 5), {}),
        (([1, 2], 0), {}),
        (([1, 2], 2.5), {}),
        (([1, 2], 0.0), {"kind": "rate"}),
        (([1.5, 2], 3), {"kind": "ratio"}),
        (([1, 2], 5), {"target": 1.5}),
        (([1, 2], 5), {"target": -0.5}),
        (([1, 2], 5), {"target": [0.1, 0.2]}),
        (([1, 2], 5), {"target": np.nan}),
        (([1, 2], 5), {"confidence": (0.9, 1.0)}),
        (([1, 2], 5), {"kind": "mean"}),
        (([1, 2], 5), {"overdispersion": "yes"}),
        (([1, 2], [1, 2, 3]), {}),
    ],
)
def test_impossible_places_are_refused(arguments: tuple, options: dict) -> None:
    """Each with a typed error."""
    with pytest.raises(DomainError):
        funnel(*arguments, **options)


def test_a_message_names_the_row_and_the_point() -> None:
    """The second row's third place is wrong."""
    with pytest.raises(DomainError, match="x, row 1, point 2"):
        funnel([[1, 2, 3], [1, 2, 9]], 5)
    with pytest.raises(DomainError, match="tau2"):
        funnel_limits(0.5, 10, tau2=-1)
