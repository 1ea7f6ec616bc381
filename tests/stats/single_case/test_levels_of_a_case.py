"""Standardised mean difference, ratio of medians and percent of goal of one case."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.log_ratio_of_medians import log_ratio_of_medians
from rusfelt.stats.single_case.percent_of_goal import percent_of_goal
from rusfelt.stats.single_case.standardised_mean_difference import within_case_smd

PHASE = st.lists(st.integers(1, 40), min_size=3, max_size=12).filter(lambda x: len(set(x)) > 1)
Z = 1.959963984540054


@given(a=PHASE, b=PHASE)
def test_the_standardised_difference_follows_its_formula(a: list[int], b: list[int]) -> None:
    """By the baseline's deviation and by both, with Hedges' factor and without."""
    m, n = len(a), len(b)
    v, w = np.var(a, ddof=1), np.var(b, ddof=1)
    gap = np.mean(b) - np.mean(a)
    pooled = ((m - 1) * v + (n - 1) * w) / (m + n - 2)
    for sd, square, df, spread in (
        ("baseline", v, m - 1, 1 / m + w / (n * v)),
        ("pooled", pooled, m + n - 2, 1 / m + 1 / n),
    ):
        for corrected in (True, False):
            factor = 1 - 3 / (4 * df - 1) if corrected else 1.0
            ours = within_case_smd(a, b, sd=sd, bias_correct=corrected)
            value = factor * gap / square**0.5
            se = factor * (spread + value**2 / (2 * df)) ** 0.5
            np.testing.assert_allclose(
                ours[:5], [value, se, value - Z * se, value + Z * se, square**0.5],
                rtol=1e-11, atol=1e-12,
            )  # fmt: skip
            assert int(ours.df) == df
            mirrored = within_case_smd(a, b, sd=sd, bias_correct=corrected, better="lower")
            np.testing.assert_allclose(mirrored[:2], [-ours.value, ours.se], rtol=1e-14)


def test_two_baseline_points_have_no_corrected_difference() -> None:
    """Hedges' factor would be 0, and so would value and error, however far apart the phases."""
    near = within_case_smd([1, 3], [50, 60, 70])
    assert np.isnan(near[:4]).all()
    assert int(near.df) == 1
    plain = within_case_smd([1, 3], [50, 60, 70], bias_correct=False)
    assert float(plain.value) == pytest.approx(58 / 2**0.5, rel=1e-14)


def test_a_baseline_that_never_varies_has_no_standard_deviation() -> None:
    """Also of figures whose sum rounds; pooled, the treatment phase can have one."""
    flat, moving = [0.1, 0.1, 0.1], [0.3, 0.5, 0.4]
    assert np.isnan(within_case_smd(flat, moving)[:5]).all()
    pooled = within_case_smd(flat, moving, sd="pooled")
    assert float(pooled.sd) == pytest.approx(0.02**0.5 / 2, rel=1e-12)
    assert np.isfinite(pooled[:4]).all()


def test_the_ratio_of_medians_of_the_articles_two_groups() -> None:
    """Bonett and Price (2020), example 1: order statistics 3 and 10 of 12 in both groups."""
    a = [21, 14, 11, 27, 19, 32, 21, 23, 18, 26, 24, 23]
    b = [34, 19, 26, 31, 39, 42, 27, 14, 25, 29, 33, 36]
    ours = log_ratio_of_medians(a, b)
    assert float(ours.value) == pytest.approx(np.log(30 / 22), rel=1e-14)
    assert (float(ours.median_a), float(ours.median_b)) == (22, 30)
    z = stats.norm.isf(stats.binom.cdf(2, 12, 0.5))
    se = np.hypot(np.log(26 / 18), np.log(36 / 25)) / (2 * z)
    assert float(ours.se) == pytest.approx(se, rel=1e-12)
    np.testing.assert_allclose(ours[2:4], [ours.value - Z * se, ours.value + Z * se], rtol=1e-12)
    down = log_ratio_of_medians(a, b, better="lower")
    np.testing.assert_allclose(down[:6], [-ours.value, ours.se, -ours.high, -ours.low, 22, 30])


def test_medians_without_a_logarithm_are_nan() -> None:
    """A median of 0, an order statistic of 0 (which costs the error alone), one point, none."""
    assert np.isnan(log_ratio_of_medians([0, 0, 1], [2, 3, 4])[:4]).all()
    some = log_ratio_of_medians([0, 2, 4], [2, 4, 8])
    assert float(some.value) == pytest.approx(np.log(2), rel=1e-14)
    assert np.isnan(some[1:4]).all()
    one = log_ratio_of_medians([2], [4, 5, 6])
    assert np.isfinite(one.value)
    assert np.isnan(one.se)
    for a, b in (([], [1, 2]), ([1, 2], [np.nan])):
        assert np.isnan(log_ratio_of_medians(a, b)[:4]).all()


@given(a=PHASE, b=PHASE, goal=st.integers(-50, 90))
def test_the_percent_of_goal_follows_its_formula(a: list[int], b: list[int], goal: int) -> None:
    """1 at the goal, and nan where the baseline is at the goal already."""
    before, after = np.mean(a), np.mean(b)
    ours = percent_of_goal(a, b, goal)
    if sum(a) == goal * len(a):
        assert np.isnan(ours[:4]).all()
        return
    share = (after - before) / (goal - before)
    v, w = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    se = (v + w + share**2 * v) ** 0.5 / abs(goal - before)
    np.testing.assert_allclose(
        ours[:4], [share, se, share - Z * se, share + Z * se], rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize(
    "function",
    [within_case_smd, log_ratio_of_medians, lambda a, b: percent_of_goal(a, b, 40)],
    ids=["smd", "medians", "goal"],
)
def test_batches_gaps_and_enormous_figures(function: object) -> None:
    """Each case is what it is alone; too large is nan; no cases are no cases."""
    assert callable(function)
    rng = np.random.default_rng(9)
    a, b = rng.uniform(1, 9, (2, 20, 6)), rng.uniform(2, 12, (20, 5))
    a[rng.random(a.shape) < 0.4] = np.nan
    b[rng.random(b.shape) < 0.4] = np.nan
    whole = function(a, b)
    for i in range(2):
        for j in range(20):
            one = function(a[i, j][~np.isnan(a[i, j])], b[j][~np.isnan(b[j])])
            for ours, theirs in zip(whole, one, strict=True):
                np.testing.assert_allclose(ours[i, j], theirs, rtol=1e-12)
    huge = function([-1e308, 1e308, 1.5e308], [1e308, -1e308, 1e308])
    assert np.isnan(huge.se)
    assert function(np.empty((0, 2)), np.empty((0, 3))).value.shape == (0,)
    assert np.isnan(function([], [])[:4]).all()


def test_impossible_input_is_refused() -> None:
    """Unknown words, a goal that is none, and an infinity."""
    for call, place in (
        (lambda: within_case_smd([1, 2], [3], sd="sample"), "sd"),  # type: ignore[arg-type]
        (lambda: within_case_smd([1, 2], [3], bias_correct=1), "bias_correct"),  # type: ignore[arg-type]
        (lambda: percent_of_goal([1, 2], [3], np.nan), "goal, row 0"),
        (lambda: log_ratio_of_medians([1, 2], [np.inf]), "b, row 0"),
    ):
        with pytest.raises(DomainError) as caught:
            call()
        assert caught.value.problems[0].path == place
