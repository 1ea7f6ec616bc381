"""Two counts, several counts, and what a count could have shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.counts import detectable_count, homogeneity, rate_ratio_exact

counts = st.integers(0, 400)
exposures = st.floats(0.01, 100)


@given(x1=counts, x2=counts, e1=exposures, e2=exposures)
def test_p_equals_scipys_binomial_distribution(x1: int, x2: int, e1: float, e2: float) -> None:
    """Doubled tail, minimum likelihood, size and smallest p, outcome by outcome."""
    result = rate_ratio_exact(x1, x2, exposure1=e1, exposure2=e2)
    n, share = x1 + x2, e2 / (e1 + e2)
    outcomes = np.arange(n + 1)
    lower, upper = stats.binom.cdf(outcomes, n, share), stats.binom.sf(outcomes - 1, n, share)
    doubled = np.minimum(1, 2 * np.minimum(lower, upper))
    pmf = stats.binom.pmf(outcomes, n, share)
    assert float(result.p) == pytest.approx(doubled[x2], rel=1e-9, abs=1e-300)
    minlike = pmf[pmf <= pmf[x2] * (1 + 1e-7)].sum()
    assert float(result.p_minlike) == pytest.approx(min(1, minlike), rel=1e-6, abs=1e-300)
    assert float(result.smallest_p) == pytest.approx(doubled.min(), rel=1e-9, abs=1e-300)
    assert float(result.size) == pytest.approx(pmf[doubled <= 0.05].sum(), rel=1e-9, abs=1e-300)


def test_minimum_likelihood_p_equals_rs_and_scipys() -> None:
    """scipy.stats.binomtest on every split of 21 events with exposures 2 to 1."""
    x2 = np.arange(22)
    result = rate_ratio_exact(21 - x2, x2, exposure1=2, exposure2=1)
    theirs = [stats.binomtest(int(k), 21, 1 / 3).pvalue for k in x2]
    np.testing.assert_allclose(result.p_minlike, theirs, rtol=1e-11)


def test_179_against_128() -> None:
    """A change that is no chance, by the exact and the normal test."""
    result = rate_ratio_exact(179, 128)
    assert float(result.z) == pytest.approx(-2.910723742230283, rel=1e-13)
    exact = 2 * stats.binom.cdf(128, 307, 0.5)
    assert float(result.p) == pytest.approx(exact, rel=1e-12)
    assert float(result.ratio) == pytest.approx(128 / 179)
    share = stats.binomtest(128, 307).proportion_ci(0.95, "exact")
    assert float(result.low) == pytest.approx(share.low / (1 - share.low), rel=1e-9)
    assert float(result.high) == pytest.approx(share.high / (1 - share.high), rel=1e-9)


@given(x1=counts, x2=counts, e1=exposures, e2=exposures)
def test_the_interval_holds_1_exactly_when_p_is_above_the_level(
    x1: int, x2: int, e1: float, e2: float
) -> None:
    """Interval and test are one, for the ratio and for the change."""
    result = rate_ratio_exact(
        x1, x2, exposure1=e1, exposure2=e2, confidence=0.95, change_confidence=0.95
    )
    if x1 + x2 and abs(float(result.p) - 0.05) > 1e-9:
        assert bool(result.low <= 1 <= result.high) == bool(result.p > 0.05)
        scale = (x1 + x2) / min(e1, e2)
        zero_inside = result.change_low <= 1e-12 * scale and result.change_high >= -1e-12 * scale
        assert zero_inside == bool(result.p > 0.05)
        assert (
            result.change_low - 1e-9 * scale <= result.change <= result.change_high + 1e-9 * scale
        )


@given(x1=counts, x2=counts, e1=exposures, e2=exposures)
def test_swapping_first_and_later_turns_everything_round(
    x1: int, x2: int, e1: float, e2: float
) -> None:
    """The ratio inverts, the change and z change sign, and p stays."""
    there = rate_ratio_exact(x1, x2, exposure1=e1, exposure2=e2)
    back = rate_ratio_exact(x2, x1, exposure1=e2, exposure2=e1)
    np.testing.assert_allclose(there.p, back.p, rtol=1e-10)
    np.testing.assert_allclose(there.size, back.size, rtol=1e-9)
    np.testing.assert_allclose(there.z, -back.z, rtol=1e-12)
    np.testing.assert_allclose(there.change_low, -back.change_high, rtol=1e-8, atol=1e-9)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(there.low, 1 / back.high, rtol=1e-9)


def test_no_events_at_all_say_nothing() -> None:
    """A p of 1, the ratio anything, and the change undefined rather than certainly none."""
    result = rate_ratio_exact(0, 0)
    assert (float(result.p), float(result.p_minlike), float(result.size)) == (1, 1, 0)
    assert (float(result.low), float(result.high)) == (0, np.inf)
    assert float(result.change) == 0
    for field in (result.ratio, result.z, result.change_low, result.change_high):
        assert np.isnan(field)


def test_something_after_nothing_is_an_infinite_ratio() -> None:
    """From 0 to 6 events: bounded below only."""
    result = rate_ratio_exact(0, 6)
    assert float(result.ratio) == np.inf
    assert float(result.high) == np.inf
    assert 1 < float(result.low) < np.inf
    assert float(result.p) == pytest.approx(2 / 64)


def test_a_batch_equals_its_rows() -> None:
    """Splitting a batch changes nothing."""
    rng = np.random.default_rng(5)
    x1, x2 = rng.poisson(8, (2, 3, 40))
    e1 = rng.uniform(1, 3, (3, 1))
    whole = rate_ratio_exact(x1, x2, exposure1=e1)
    for i in range(3):
        part = rate_ratio_exact(x1[i], x2[i], exposure1=e1[i])
        for ours, theirs in zip(whole, part, strict=True):
            np.testing.assert_array_equal(ours[i], theirs)


def test_the_size_is_how_often_a_true_null_is_rejected() -> None:
    """Averaged over totals, the attainable size is the simulated rate of false alarms."""
    x1, x2 = np.random.default_rng(8).poisson(12, (2, 100_000))
    result = rate_ratio_exact(x1, x2)
    assert np.mean(result.p <= 0.05) == pytest.approx(np.mean(result.size), abs=0.002)
    assert np.mean(result.size) < 0.05


def test_very_large_counts_neither_fail_nor_warn() -> None:
    """A million events against a million and three thousand."""
    result = rate_ratio_exact(1_000_000, 1_003_000)
    assert float(result.p) == pytest.approx(0.034, abs=0.001)
    assert float(result.p_minlike) == pytest.approx(float(result.p), rel=1e-5)
    assert float(result.size) == pytest.approx(0.05, abs=1e-4)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"x1": -1, "x2": 2}, "x1"),
        ({"x1": 1, "x2": 2.5}, "x2"),
        ({"x1": 1, "x2": 2, "exposure1": 0}, "exposure1"),
        ({"x1": 1, "x2": 2, "exposure2": np.inf}, "exposure2"),
        ({"x1": 1, "x2": 2, "confidence": 95}, "confidence"),
        ({"x1": 1, "x2": 2, "change_confidence": 1}, "change_confidence"),
    ],
)
def test_impossible_counts_are_refused(arguments: dict[str, float], named: str) -> None:
    """By the name of the argument."""
    with pytest.raises(DomainError, match=named):
        rate_ratio_exact(**arguments)


def test_homogeneity_of_three_counts() -> None:
    """68, 51 and 60: chi-square 2.42 on 2 degrees of freedom."""
    result = homogeneity([68, 51, 60])
    assert float(result.chi2) == pytest.approx(2.4245810055865924, rel=1e-13)
    assert float(result.df) == 2
    assert float(result.p) == pytest.approx(0.2975150393630648, rel=1e-12)


@given(
    x=st.lists(st.integers(0, 50), min_size=2, max_size=8).filter(any),
    seed=st.integers(0, 1000),
)
def test_homogeneity_equals_scipys_chisquare(x: list[int], seed: int) -> None:
    """With unequal exposures."""
    exposure = np.random.default_rng(seed).uniform(0.5, 4, len(x))
    theirs = stats.chisquare(x, sum(x) * exposure / exposure.sum())
    result = homogeneity(x, exposure=exposure)
    assert float(result.chi2) == pytest.approx(theirs.statistic, rel=1e-10)
    assert float(result.p) == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-300)


def test_homogeneity_of_nothing_is_undefined() -> None:
    """No events, or one category."""
    assert np.isnan(homogeneity([0, 0, 0]).p)
    assert np.isnan(homogeneity([[5]]).p).all()
    with pytest.raises(DomainError, match="x, row 0, point 1"):
        homogeneity([1, -1])


def test_what_small_counts_can_show() -> None:
    """From 2 or 4 not even 0; from 10, two or fewer; from 20, eight or fewer."""
    np.testing.assert_array_equal(detectable_count([2, 4, 10, 20]).low, [np.nan, np.nan, 2, 8])


@given(x1=st.integers(0, 300), ratio=st.floats(0.05, 20), alpha=st.floats(0.001, 0.2))
def test_the_detectable_counts_are_the_edge_of_the_test(
    x1: int, ratio: float, alpha: float
) -> None:
    """They reject, and one step nearer does not."""
    edge = detectable_count(x1, exposure_ratio=ratio, alpha=alpha)

    def p(x2: float) -> float:
        return float(rate_ratio_exact(x1, x2, exposure1=1, exposure2=ratio).p)

    slack = 1e-9
    low = float(edge.low)
    if np.isnan(low):
        assert p(0) > alpha * (1 - slack)
    else:
        assert p(low) <= alpha * (1 + slack)
        assert p(low + 1) > alpha * (1 - slack)
    assert p(float(edge.high)) <= alpha * (1 + slack)
    assert p(float(edge.high) - 1) > alpha * (1 - slack)


def test_each_tail_moves_one_way_as_the_later_count_grows() -> None:
    """Below the expected count p only rises and above it only falls, so halving finds the edge."""
    for x1, e2 in ((3, 1.0), (40, 0.3), (11, 7.0)):
        p = rate_ratio_exact(x1, np.arange(0, 400), exposure2=e2).p
        top = int(np.argmax(p))
        assert np.all(np.diff(p[: top + 1]) >= -1e-15)
        flat_end = top + int(np.argmin(p[top:] >= 1))
        assert np.all(np.diff(p[flat_end:]) <= 1e-15)


def test_impossible_baselines_are_refused() -> None:
    """No count, no exposure, no level."""
    for arguments in ({"baseline": -1}, {"baseline": 1, "exposure_ratio": 0}):
        with pytest.raises(DomainError):
            detectable_count(**arguments)
    with pytest.raises(DomainError, match="alpha"):
        detectable_count(1, alpha=0)
    assert detectable_count([]).low.shape == (0,)
