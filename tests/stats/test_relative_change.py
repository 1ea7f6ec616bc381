"""Relative change against scipy's Fisher test, its noncentral distribution and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import odds_ratio

from rusfelt.errors import DomainError
from rusfelt.stats import _two_by_two
from rusfelt.stats.relative_change import relative_to

TABLES = [(30, 14, 160, 150), (1, 3, 3, 1), (12, 25, 400, 380), (3, 0, 50, 61), (0, 7, 9, 2)]


@pytest.mark.parametrize("counts", TABLES)
def test_with_equal_exposures_it_is_fishers_exact_test(counts: tuple[int, ...]) -> None:
    """scipy's p sums outcomes no likelier; its conditional interval inverts both tails."""
    before, after, rest_before, rest_after = counts
    table = [[after, before], [rest_after, rest_before]]
    result = relative_to(*counts)
    assert result.p_minlike == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-10)
    tails = [stats.fisher_exact(table, alternative=a).pvalue for a in ("less", "greater")]
    assert result.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-10)
    theirs = odds_ratio(table).confidence_interval(0.95)
    assert result.low == pytest.approx(theirs.low, rel=1e-6)
    assert result.high == pytest.approx(theirs.high, rel=1e-6)


def test_with_unequal_exposures_it_is_the_noncentral_distribution() -> None:
    """Both tails from scipy's nchypergeom_fisher under a ratio of ratios of 1."""
    x1, x2, y1, y2 = 40, 80, 300, 310
    e1, e2, f1, f2 = 1000, 1250, 9000, 8800
    result = relative_to(
        x1, x2, y1, y2, exposure_before=e1, exposure_after=e2,
        rest_exposure_before=f1, rest_exposure_after=f2,
    )  # fmt: skip
    null = stats.nchypergeom_fisher(x1 + x2 + y1 + y2, x1 + x2, x2 + y2, (e2 / e1) / (f2 / f1))
    pmf = null.pmf(np.arange(x1 + x2 + 1))
    assert result.p == pytest.approx(2 * min(pmf[: x2 + 1].sum(), pmf[x2:].sum()), rel=1e-9)
    assert result.p_minlike == pytest.approx(pmf[pmf <= pmf[x2] * (1 + 1e-7)].sum(), rel=1e-9)
    assert result.ratio == pytest.approx((x2 / e2) / (x1 / e1) / ((y2 / f2) / (y1 / f1)), rel=1e-12)
    assert result.place_ratio == pytest.approx((x2 / e2) / (x1 / e1), rel=1e-12)
    assert result.rest_ratio == pytest.approx((y2 / f2) / (y1 / f1), rel=1e-12)
    for ratio, tail in ((result.low, slice(x2, None)), (result.high, slice(None, x2 + 1))):
        odds = float(ratio) * (e2 / e1) / (f2 / f1)
        there = stats.nchypergeom_fisher(x1 + x2 + y1 + y2, x1 + x2, x2 + y2, odds)
        assert there.pmf(np.arange(x1 + x2 + 1))[tail].sum() == pytest.approx(0.025, rel=1e-8)


def test_the_tea_lady_has_the_published_p() -> None:
    """Fisher (1935): three of four cups right, p = .4857 on both sides."""
    result = relative_to(1, 3, 3, 1)
    assert result.p_minlike == pytest.approx(34 / 70, rel=1e-12)
    assert result.p == pytest.approx(34 / 70, rel=1e-12)
    assert result.smallest_p == pytest.approx(2 / 70, rel=1e-12)
    assert result.size == pytest.approx(2 / 70, rel=1e-12)


def test_a_place_that_did_as_the_rest_did_is_at_1() -> None:
    """A fifth down here, a fifth down there."""
    result = relative_to(50, 40, 1000, 800)
    assert result.ratio == pytest.approx(1, rel=1e-12)
    assert result.p == 1
    assert result.low < 1 < result.high


def test_leaving_the_place_in_the_rest_hides_part_of_its_change() -> None:
    """Why the rest must be the rest."""
    right = relative_to(100, 50, 200, 200)
    wrong = relative_to(100, 50, 300, 250)
    assert right.ratio == pytest.approx(0.5, rel=1e-12)
    assert wrong.ratio == pytest.approx(0.6, rel=1e-12)


counts = st.tuples(*[st.integers(0, 40)] * 4)
exposures = st.tuples(*[st.floats(0.2, 5)] * 4)


def _exposed(e: tuple[float, ...]) -> dict[str, float]:
    return {
        "exposure_before": e[0], "exposure_after": e[1],
        "rest_exposure_before": e[2], "rest_exposure_after": e[3],
    }  # fmt: skip


@given(x=counts, e=exposures)
def test_the_interval_excludes_1_exactly_when_the_test_rejects(
    x: tuple[int, ...], e: tuple[float, ...]
) -> None:
    """At 95 % and .05, and it holds the ratio where there is one."""
    result = relative_to(*x, **_exposed(e))
    assert 0 <= result.p_minlike <= 1
    assert result.size <= 0.05 * (1 + 1e-9)
    assert result.smallest_p <= result.p * (1 + 1e-9)
    if abs(result.p - 0.05) > 1e-6:
        assert (result.low <= 1 <= result.high) == (result.p > 0.05)
    if not np.isnan(result.ratio):
        assert result.low <= result.ratio * (1 + 1e-9)
        assert result.ratio <= result.high * (1 + 1e-9)


@given(x=counts, e=exposures)
def test_exchanging_times_or_places_inverts_the_ratio(
    x: tuple[int, ...], e: tuple[float, ...]
) -> None:
    """And leaves p alone."""
    here = relative_to(*x, **_exposed(e))
    for order in ((1, 0, 3, 2), (2, 3, 0, 1)):
        turned = relative_to(*(x[i] for i in order), **_exposed(tuple(e[i] for i in order)))
        assert turned.p == pytest.approx(float(here.p), rel=1e-8)
        with np.errstate(divide="ignore"):
            np.testing.assert_allclose(turned.low, 1 / here.high, rtol=1e-7)
            np.testing.assert_allclose(turned.high, 1 / here.low, rtol=1e-7)
            np.testing.assert_allclose(turned.ratio, 1 / here.ratio, rtol=1e-9)


def test_zero_counts_are_legal() -> None:
    """None afterwards, none before, none in the rest, none at all."""
    result = relative_to([5, 0, 5, 0, 4], [0, 5, 5, 0, 4], [60, 60, 0, 0, 0], [60, 60, 7, 0, 0])
    np.testing.assert_array_equal(result.ratio, [0, np.inf, 0, np.nan, np.nan])
    np.testing.assert_array_equal(result.low[[0, 2, 3, 4]], 0)
    np.testing.assert_array_equal(result.high[[1, 3, 4]], np.inf)
    assert result.high[0] < 2
    assert result.low[1] > 0.5
    np.testing.assert_array_equal(result.p[3:], 1)


def test_the_score_takes_over_close_to_where_counting_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same table counted out and not: p within 2 %, bounds within a thousandth."""
    table = (60_000, 59_100, 90_000, 90_600)
    exact = relative_to(*table, exposure_after=1.01)
    monkeypatch.setattr(_two_by_two, "WIDEST", 1000)
    score = relative_to(*table, exposure_after=1.01)
    assert (str(exact.method), str(score.method)) == ("exact", "score")
    assert score.p == pytest.approx(float(exact.p), rel=0.02)
    np.testing.assert_allclose([score.low, score.high], [exact.low, exact.high], rtol=1e-3)
    assert np.isnan([score.size, score.smallest_p]).all()


def test_enormous_counts_and_exposures_are_answered() -> None:
    """The largest whole numbers and exposures at both ends of float64."""
    result = relative_to(2**53, 2**53 - 1, 2**53, 2**52)
    assert str(result.method) == "score"
    assert result.p < 1e-300
    assert 1 < result.low < result.ratio < result.high
    far = relative_to(
        3, 4, 5, 6, exposure_before=1e-308, exposure_after=1e308,
        rest_exposure_before=1e308, rest_exposure_after=1e-308,
    )  # fmt: skip
    assert far.p <= 1e-300
    settled = relative_to(0, 2**53, 0, 2**53)
    assert settled.p == 1


def test_rows_are_independent_and_batches_may_be_empty() -> None:
    """Wide and narrow tables side by side give what each gives alone."""
    rng = np.random.default_rng(6)
    x = rng.integers(0, [[10], [10], [2000], [2000]], (4, 30))
    whole = relative_to(*x.reshape(4, 5, 6))
    for i in range(30):
        alone = relative_to(*x[:, i])
        for mine, theirs in zip(whole[:-1], alone[:-1], strict=True):
            np.testing.assert_allclose(mine.reshape(-1)[i], theirs, rtol=1e-12)
    assert relative_to([], 1, 2, 3).p.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((-1, 2, 3, 4), {}),
        ((1, 2.5, 3, 4), {}),
        ((1, 2, np.nan, 4), {}),
        ((1, 2, 3, [4, 5, np.inf]), {}),
        ((1, 2, 3, 4), {"exposure_after": 0}),
        ((1, 2, 3, 4), {"rest_exposure_before": np.inf}),
        ((1, 2, 3, 4), {"confidence": 1}),
        (([1, 2], 2, [3, 3, 3], 4), {}),
    ],
)
def test_impossible_counts_are_refused(arguments: tuple, options: dict) -> None:
    """Each with a typed error."""
    with pytest.raises(DomainError):
        relative_to(*arguments, **options)


def test_several_problems_are_told_at_once() -> None:
    """A bad count and a bad exposure."""
    with pytest.raises(DomainError) as caught:
        relative_to(1.5, 2, 3, 4, rest_exposure_after=-1)
    assert [p.path for p in caught.value.problems] == ["before", "rest_exposure_after"]
