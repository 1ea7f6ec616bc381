"""Difference in differences against brute force, two-way fixed effects, and its own laws."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.difference_in_differences import difference_in_differences


def table(rng: np.random.Generator, units: int, times: int = 5) -> np.ndarray:
    return rng.normal(size=(units, times)) + rng.normal(size=(units, 1)) * 5


def brute_p(y: np.ndarray, treated: np.ndarray, post: np.ndarray) -> float:
    change = y[:, post].mean(axis=1) - y[:, ~post].mean(axis=1)
    m = int(treated.sum())
    actual = abs(change[treated].mean() - change[~treated].mean())
    picked = change[np.array(list(combinations(range(len(y)), m)))].sum(axis=1)
    effects = picked / m - (change.sum() - picked) / (len(y) - m)
    return float((np.abs(effects) >= actual - 1e-12).mean())


@given(seed=st.integers(0, 10**6), units=st.integers(3, 9), m=st.integers(1, 8))
@settings(max_examples=50, deadline=None)
def test_p_is_the_share_of_all_choices_as_extreme(seed: int, units: int, m: int) -> None:
    """Every way to pick the treated, gone through one by one."""
    rng = np.random.default_rng(seed)
    treated = np.zeros(units, dtype=bool)
    treated[rng.permutation(units)[: min(m, units - 1)]] = True
    post = np.array([False, False, True, False, True])
    y = np.round(table(rng, units)) if seed % 2 else table(rng, units)
    found = difference_in_differences(y, treated, post)
    assert float(found.p) == pytest.approx(brute_p(y, treated, post), abs=1e-12)
    assert found.method == "exact"
    assert found.choices == comb(units, int(treated.sum()))
    assert found.p >= found.smallest_p - 1e-15


def test_the_effect_is_that_of_two_way_fixed_effects() -> None:
    """The coefficient of treated × post beside a dummy for each unit and each time."""
    rng = np.random.default_rng(1)
    y = table(rng, 8, 6)
    treated, post = np.arange(8) < 3, np.arange(6) >= 4
    unit, time = np.repeat(np.arange(8), 6), np.tile(np.arange(6), 8)
    columns = [unit == u for u in range(8)] + [time == t for t in range(1, 6)]
    x = np.column_stack([*columns, treated[unit] & post[time]]).astype(float)
    b = np.linalg.lstsq(x, y.ravel(), rcond=None)[0]
    found = difference_in_differences(y, treated, post)
    assert float(found.effect) == pytest.approx(b[-1], rel=1e-10)
    assert float(found.treated_change - found.other_change) == pytest.approx(b[-1], rel=1e-10)


def test_scipys_permutation_test_gives_the_same_p() -> None:
    """``scipy.stats.permutation_test`` of the difference of mean changes, two-sided by size."""
    rng = np.random.default_rng(2)
    y = table(rng, 9)
    treated, post = np.arange(9) < 4, np.arange(5) >= 3
    change = y[:, post].mean(axis=1) - y[:, ~post].mean(axis=1)
    theirs = stats.permutation_test(
        (change[treated], change[~treated]), lambda a, b: abs(a.mean() - b.mean()),
        alternative="greater", n_resamples=np.inf,
    )  # fmt: skip
    assert float(difference_in_differences(y, treated, post).p) == pytest.approx(theirs.pvalue)


def test_one_treated_of_fifteen_can_never_be_found_at_95_percent() -> None:
    """However large the effect, p is 1/15, and it says so; at 90 % it can be found."""
    rng = np.random.default_rng(3)
    y, treated, post = table(rng, 15), np.arange(15) == 4, np.arange(5) >= 3
    y[4, 3:] += 1e6
    found = difference_in_differences(y, treated, post)
    assert float(found.p) == float(found.smallest_p) == 1 / 15
    assert not found.can_reject
    assert (found.low, found.high) == (-np.inf, np.inf)
    at90 = difference_in_differences(y, treated, post, confidence=0.9)
    assert at90.can_reject
    assert 9e5 < at90.low < at90.effect < at90.high < 1.1e6


def test_half_the_units_treated_mirror_each_other() -> None:
    """Picking the others gives the same effect with opposite sign, so p is at least two in all."""
    rng = np.random.default_rng(4)
    y = table(rng, 6)
    y[:3, 4] += 1e5
    found = difference_in_differences(y, np.arange(6) < 3, np.arange(5) >= 4)
    assert float(found.p) == float(found.smallest_p) == 2 / 20
    assert not found.can_reject
    eight = difference_in_differences(table(rng, 8), np.arange(8) < 4, np.arange(5) >= 4)
    assert float(eight.smallest_p) == 2 / 70
    assert eight.can_reject


@given(seed=st.integers(0, 10**6), units=st.integers(7, 10), m=st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_effects_the_test_does_not_reject(
    seed: int, units: int, m: int
) -> None:
    """Taking an effect just inside off the treated leaves p above .1; just outside it does not."""
    rng = np.random.default_rng(seed)
    y, treated, post = table(rng, units), np.arange(units) < m, np.arange(5) >= 3
    found = difference_in_differences(y, treated, post, confidence=0.9)

    def p_of(effect: float) -> float:
        less = y - effect * treated[:, None] * post
        return float(difference_in_differences(less, treated, post).p)

    assert found.low <= found.effect <= found.high
    if found.can_reject:
        for end, away in ((float(found.low), -1e-7), (float(found.high), 1e-7)):
            assert p_of(end - away) > 0.1
            assert p_of(end + away) <= 0.1
    else:
        assert (found.low, found.high) == (-np.inf, np.inf)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_laws(seed: int) -> None:
    """What all units share, and what a unit always has, is nothing; the mirror image mirrors."""
    rng = np.random.default_rng(seed)
    y = table(rng, 7)
    treated, post = np.arange(7) < 3, np.arange(5) >= 2
    one = difference_in_differences(y, treated, post)
    moved = y + rng.normal(size=5) * 9 + rng.normal(size=(7, 1)) * 9
    mirrored = difference_in_differences(-y, treated, post)
    swapped = difference_in_differences(y, ~treated, post)
    for other, sign in (
        (difference_in_differences(moved, treated, post), 1),
        (mirrored, -1),
        (swapped, -1),
    ):
        assert float(other.effect) == pytest.approx(sign * float(one.effect), abs=1e-12)
        assert other.p == one.p
        ends = sorted([sign * float(other.low), sign * float(other.high)])
        assert ends == pytest.approx([float(one.low), float(one.high)], abs=1e-9)
    order = rng.permutation(7)
    assert difference_in_differences(y[order], treated[order], post).p == one.p


def test_rows_of_a_batch_are_as_if_alone() -> None:
    """A batch of two by three tables."""
    rng = np.random.default_rng(5)
    y = rng.normal(size=(2, 3, 8, 5))
    treated, post = np.arange(8) < 2, np.arange(5) >= 3
    found = difference_in_differences(y, treated, post)
    assert found.p.shape == found.method.shape == (2, 3)
    for i in range(2):
        for j in range(3):
            alone = difference_in_differences(y[i, j], treated, post)
            for name in found._fields:
                assert getattr(found, name)[i, j] == getattr(alone, name)


def test_many_units_are_sampled_with_a_fixed_seed() -> None:
    """Near the exact p of the same changes, never 0, and the same each time."""
    rng = np.random.default_rng(6)
    y = table(rng, 18)
    treated, post = np.arange(18) < 9, np.arange(5) >= 3
    y[:9, 3:] += 0.4
    found = difference_in_differences(y, treated, post)
    assert found.method == "monte-carlo"
    assert found.choices == 20_000
    assert float(found.smallest_p) == 1 / 20_000
    assert float(found.p) == pytest.approx(brute_p(y, treated, post), abs=0.012)
    assert difference_in_differences(y, treated, post).p == found.p
    assert difference_in_differences(y, treated, post, seed=1).p != found.p
    y[:9, 3:] += 1e6
    assert 1 / 20_000 <= difference_in_differences(y, treated, post).p <= 3 / 20_000


def test_units_that_change_alike_show_nothing() -> None:
    """Every choice has effect 0, so p is 1 and the interval is the point 0."""
    y = np.array([[1.1, 2.3], [4.7, 5.9], [0.3, 1.5], [2.2, 3.4], [9.1, 10.3]])
    found = difference_in_differences(y, [1, 0, 0, 0, 0], [0, 1], confidence=0.7)
    assert found.p == 1
    assert [found.effect, found.low, found.high] == pytest.approx([0, 0, 0], abs=1e-14)


def test_a_treatment_picked_by_lot_is_found_at_its_level() -> None:
    """Of 2000 tables without an effect, .05 to a hair are found: 1 of 20 choices."""
    rng = np.random.default_rng(7)
    y = rng.standard_cauchy(size=(2000, 20, 4))
    found = difference_in_differences(y, np.arange(20) == 0, np.arange(4) >= 2)
    assert float((found.p <= 0.05 + 1e-12).mean()) == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_enormous_and_tiny_figures_do_not_overflow(scale: float) -> None:
    """p is that of ordinary figures, and what is too large is nan."""
    y = table(np.random.default_rng(8), 8)
    treated, post = np.arange(8) < 3, np.arange(5) >= 3
    one, other = (difference_in_differences(v, treated, post) for v in (y, y * scale))
    assert other.p == one.p
    assert float(other.effect / scale) == pytest.approx(float(one.effect), rel=1e-12)
    huge = difference_in_differences([[-1.7e308, 1.7e308], [1.7e308, -1.7e308]], [1, 0], [0, 1])
    assert np.isnan(huge.effect)


def test_no_rows() -> None:
    """An empty batch is a batch."""
    assert difference_in_differences(np.empty((0, 4, 3)), [1, 0, 0, 0], [0, 0, 1]).p.shape == (0,)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"y": np.ones(3)}, "y"),
        ({"y": [[1, 2], [np.nan, 4], [1, 2]]}, "y, row 0, point 2"),
        ({"treated": [1, 1, 1]}, "treated"),
        ({"treated": [0, 0, 0]}, "treated"),
        ({"treated": [1, 0]}, "treated"),
        ({"treated": [2, 0, 0]}, "treated"),
        ({"treated": ["yes", "no", "no"]}, "treated"),
        ({"post": [0, 0]}, "post"),
        ({"post": [0, np.nan]}, "post"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": [0.9]}, "confidence"),
        ({"seed": -1}, "seed"),
        ({"seed": 0.5}, "seed"),
    ],
)
def test_impossible_input_is_refused(change: dict[str, object], named: str) -> None:
    """Each by the name of the argument."""
    asked = {"y": np.ones((3, 2)), "treated": [1, 0, 0], "post": [0, 1]} | change
    with pytest.raises(DomainError, match=named):
        difference_in_differences(**asked)
