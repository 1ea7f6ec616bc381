"""Tau-U against published figures, scipy's tests and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.tau import tau
from rusfelt.stats.single_case.tau_u import TAU_U_MODELS, tau_u

PHASE = st.lists(st.integers(-4, 4), min_size=2, max_size=9)


def _rankings(m: int, n: int) -> list[tuple[slice, list[int]]]:
    """The points each model takes, and the ranks it gives them."""
    total = m + n
    return [
        (slice(None), [0] * m + [1] * n),
        (slice(0, m), list(range(m))),
        (slice(m, total), list(range(n))),
        (slice(None), [*range(m, 0, -1), *[m + 1] * n]),
        (slice(None), [*[0] * m, *range(m + 1, total + 1)]),
        (slice(None), [*range(m, 0, -1), *range(m + 1, total + 1)]),
    ]


def test_the_articles_examples() -> None:
    """Parker and others (2011): 11 of 20; Tarlow (2017): 1 to 10 in two phases is .6."""
    which = TAU_U_MODELS.index("A vs. B - Trend A")
    parker = tau_u([3, 3, 4, 5], [4, 5, 6, 7, 7], method="parker")
    assert float(parker.tau[which]) == pytest.approx(11 / 20, rel=1e-15)
    assert float(parker.tau[0]) == pytest.approx(16 / 20, rel=1e-15)
    rising = tau_u([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], method="parker")
    assert float(rising.tau[which]) == pytest.approx(0.6, rel=1e-15)


@given(a=PHASE.filter(lambda x: len(x) > 2), b=PHASE.filter(lambda x: len(x) > 2))
def test_the_complete_form_is_scipys_kendall_test(a: list[int], b: list[int]) -> None:
    """p of all six models, and tau-b of all but the first, against the model's ranking."""
    ours, figures = tau_u(a, b), np.array(a + b)
    for i, (points, ranks) in enumerate(_rankings(len(a), len(b))):
        if len(set(figures[points].tolist())) == 1:
            assert np.isnan([ours.tau[i], ours.z[i], ours.p[i], ours.se[i]]).all() or i == 0
            continue
        theirs = stats.kendalltau(figures[points], ranks, method="asymptotic")
        assert float(ours.p[i]) == pytest.approx(theirs.pvalue, rel=1e-9)
        if i:
            assert float(ours.tau[i]) == pytest.approx(theirs.statistic, abs=1e-13)


@given(a=PHASE, b=PHASE)
def test_tarlows_first_model_is_the_corrected_mann_whitney_test(a: list[int], b: list[int]) -> None:
    """Two-sided, with the continuity correction, as scipy has it."""
    ours = tau_u(a, b, method="tarlow")
    if len(set(a + b)) == 1:
        assert np.isnan(ours.p[0])
        return
    if ours.s[0] == 0:
        return  # a correction past the middle: scipy's p is 1, and so is that of z = 0
    theirs = stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=True).pvalue
    assert float(ours.p[0]) == pytest.approx(theirs, rel=1e-9)


@given(a=PHASE, b=PHASE, method=st.sampled_from(["complete", "parker", "tarlow"]))
def test_parts_add_up(a: list[int], b: list[int], method: str) -> None:
    """Models are sums of the comparison and the trends, and pairs rise, fall or tie."""
    result = tau_u(a, b, method=method)
    between, first, second = result.s[:3]
    np.testing.assert_array_equal(
        result.s[3:], [between - first, between + second, between + second - first]
    )
    np.testing.assert_array_equal(result.s, result.pos - result.neg)
    whole = result.pairs.copy()
    whole[3] = whole[0] + whole[1]
    np.testing.assert_array_equal(result.pos + result.neg + result.ties, whole)
    np.testing.assert_allclose(result.tau * result.d, np.where(result.d > 0, result.s, np.nan))
    np.testing.assert_allclose(result.var_s, result.sd_s**2, rtol=1e-14)
    assert (result.sd_s <= result.sd_s_no_ties + 1e-12).all()
    assert float(tau_u(a, b, method="parker").tau[0]) == float(tau(a, b).value)
    inside = np.abs(result.tau) < 1
    assert (np.isnan(result.low) | inside).all()
    assert np.all(result.low[inside & (result.n > 3)] < result.tau[inside & (result.n > 3)])


@given(a=PHASE, b=PHASE, method=st.sampled_from(["complete", "parker", "tarlow"]))
def test_the_other_direction_mirrors(a: list[int], b: list[int], method: str) -> None:
    """Every model changes sign, and nothing else changes."""
    up, down = tau_u(a, b, method=method), tau_u(a, b, method=method, better="lower")
    for ours, theirs in (
        (down.tau, -up.tau), (down.z, -up.z), (down.p, up.p), (down.se, up.se), (down.d, up.d),
        (down.pos, up.neg), (down.sd_s, up.sd_s),
    ):  # fmt: skip
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(down.low, -up.high, rtol=1e-13)


def test_parkers_denominator_lets_tau_pass_one() -> None:
    """A falling baseline credits pairs that are not counted as possible; no interval then."""
    result = tau_u([5, 4, 3, 2], [6, 7, 8], method="parker")
    which = TAU_U_MODELS.index("A vs. B - Trend A")
    assert float(result.tau[which]) == 18 / 12
    assert np.isnan([result.low[which], result.high[which]]).all()
    assert float(tau_u([5, 4, 3, 2], [6, 7, 8], method="tarlow").tau[which]) == 1


def test_what_is_undefined_is_nan_and_the_rest_is_not() -> None:
    """No baseline trend in one point; no phase, no comparison; equal figures have no test."""
    one = tau_u([1], [2, 3, 5])
    np.testing.assert_array_equal(np.isnan(one.tau), [False, True, False, True, False, True])
    none = tau_u([1, 2, 4], [])
    np.testing.assert_array_equal(np.isnan(none.tau), [True, False, True, True, True, True])
    for method in ("complete", "parker", "tarlow"):
        equal = tau_u([2, 2, 2], [2, 2], method=method)
        assert np.isnan([equal.z, equal.p, equal.se]).all()
        np.testing.assert_array_equal(equal.s, 0)
    np.testing.assert_array_equal(tau_u([2, 2, 2], [2, 2], method="parker").tau, 0)
    empty = tau_u([], [])
    assert np.isnan(empty.tau).all()
    np.testing.assert_array_equal(empty.n, 0)
    # Tarlow's error is tau over z, and z is 0 from one pair on.
    close = tau_u([1, 4], [2, 3], method="tarlow")
    assert (int(close.s[0]), float(close.z[0]), float(close.p[0])) == (0, 0, 1)
    assert np.isnan(close.se[0])


def test_a_batch_is_its_cases_one_by_one() -> None:
    """Cases of several lengths, long enough to need several blocks."""
    rng = np.random.default_rng(6)
    a, b = rng.integers(0, 5, (30, 2, 150)), rng.integers(1, 7, (2, 9))
    a, b = a.astype(float), b.astype(float)
    a[rng.random(a.shape) < 0.5] = np.nan
    b[rng.random(b.shape) < 0.5] = np.nan
    whole = tau_u(a, b, better=["higher", "lower"], method="tarlow")
    assert whole.tau.shape == (30, 2, 6)
    for i in range(30):
        for j, better in enumerate(("higher", "lower")):
            first, second = a[i, j], b[j]
            one = tau_u(first[~np.isnan(first)], second[~np.isnan(second)],
                        better=better, method="tarlow")  # fmt: skip
            for ours, theirs in zip(whole, one, strict=True):
                np.testing.assert_array_equal(ours[i, j], theirs)
    assert tau_u(np.empty((0, 3)), [1.0]).p.shape == (0, 6)


def test_an_unknown_form_is_refused() -> None:
    """There are three, and which one matters."""
    with pytest.raises(DomainError, match="method"):
        tau_u([1, 2], [3, 4], method="a")  # type: ignore[arg-type]
