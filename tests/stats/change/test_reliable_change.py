"""Reliable change: the formulas written out, the boundaries, and what a word for people must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from rusfelt.stats.change.reliable_change import (
    RELIABLE_CHANGE_METHODS,
    ReliableChange,
    reliable_change,
)

if TYPE_CHECKING:
    from rusfelt.typing import Floats

INDICES = RELIABLE_CHANGE_METHODS[:-1]
WORDS = {"improved", "unchanged", "deteriorated"}
NORM: dict[str, Any] = {
    "mean": 20.0, "sd": 6.0, "mean_post": 24.0, "sd_post": 7.0, "correlation": 0.5,
    "reliability": 0.85,
}  # fmt: skip
HALVES = st.integers(0, 120).map(lambda score: score / 2)


def people(seed: int = 1, n: int = 40) -> tuple[Floats, Floats]:
    """Whole scores before and after, of people who on the whole rise."""
    rng = np.random.default_rng(seed)
    pre = rng.integers(0, 41, n).astype(np.float64)
    return pre, np.clip(np.round(pre * 0.6 + rng.normal(12, 10, n)), 0, 40)


def by_hand(method: str, pre: Floats, post: Floats, r: float, r_post: float) -> Floats:
    """The published formulas, one after the other, from numpy's own moments."""
    m1, m2, s1, s2 = pre.mean(), post.mean(), pre.std(ddof=1), post.std(ddof=1)
    c = np.corrcoef(pre, post)[0, 1] * s1 * s2
    sem = s1 * np.sqrt(1 - r)
    regressed = r * (pre - m1) + m1
    if method == "jacobson-truax":
        return np.asarray((post - pre) / np.sqrt(2 * sem**2))
    if method == "gulliksen-lord-novick":
        return np.asarray(((post - m1) - r * (pre - m1)) / (s1 * np.sqrt(1 - r**2)))
    if method == "hsu-linn-lord":
        return np.asarray(((post - m2) - r * (pre - m1)) / (s1 * np.sqrt(1 - r**2)))
    if method == "edwards-nunnally":
        return np.asarray((post - regressed) / sem)
    if method == "nunnally-kotsch":
        return np.asarray(
            (post - regressed) / np.sqrt(r**2 * s1**2 * (1 - r) + s1**2 * (1 - r_post))
        )
    r1, r2 = (s1**2 - sem**2) / s1**2, (s2**2 - sem**2) / s2**2
    r_dd = (s1**2 * r1 + s2**2 * r2 - 2 * c) / (s1**2 + s2**2 - 2 * c)
    gain = (post - pre) * r_dd + (m2 - m1) * (1 - r_dd)
    return np.asarray(gain / (np.sqrt(r_dd) * np.sqrt(2 * sem**2)))


def same(one: ReliableChange, other: ReliableChange, **closeness: float) -> None:
    """Words and reasons equal, and figures as close as said (or equal)."""
    for name, left, right in zip(one._fields, one, other, strict=True):
        if left.dtype.kind == "f" and closeness:
            np.testing.assert_allclose(left, right, err_msg=name, **closeness)
        else:
            np.testing.assert_array_equal(left, right, err_msg=name)


@pytest.mark.parametrize("n", [7, 40, 40_001])
@pytest.mark.parametrize("method", INDICES)
def test_every_index_is_its_published_formula(method: str, n: int) -> None:
    """For few people and for more than are worked on at a time; words by strict comparison."""
    pre, post = people(n, n)
    result = reliable_change(pre, post, method=method, reliability=0.8, reliability_post=0.7)
    expected = by_hand(method, pre, post, 0.8, 0.7)
    np.testing.assert_allclose(result.index, expected, rtol=1e-11, atol=1e-12)
    z = stats.norm.isf(0.05 if method == "hageman-arrindell" else 0.025)
    np.testing.assert_allclose(result.critical, z, rtol=1e-14)
    words = np.select([expected > z, expected < -z], ["improved", "deteriorated"], "unchanged")
    np.testing.assert_array_equal(result.category, words)
    assert set(words) <= WORDS
    assert result.category.dtype == "<U12"
    np.testing.assert_array_equal(result.change, post - pre)
    assert set(result.reason) == {""}
    assert (set(result.method), set(result.boundary)) == ({method}, {">"})
    assert set(result.n) == {n}


def test_without_a_reliability_after_that_before_counts_twice() -> None:
    """As Nunnally and Kotsch's method is used where only one is known."""
    pre, post = people()
    one = reliable_change(pre, post, method="nunnally-kotsch", reliability=0.8)
    two = reliable_change(
        pre, post, method="nunnally-kotsch", reliability=0.8, reliability_post=0.8
    )
    same(one, two)


def test_the_words_come_from_the_level_asked_for() -> None:
    """A change of 1.8 standard errors is improvement at 90 % and none at 95 %, person by person."""
    result = reliable_change(
        [10, 10], [19, 19], sd=5 / np.sqrt(2), reliability=1e-12, confidence=[0.90, 0.95]
    )
    np.testing.assert_allclose(result.index, 1.8)
    assert result.category.tolist() == ["improved", "unchanged"]


def test_the_boundary_of_an_index_is_strict() -> None:
    """Exactly at the critical value nobody has improved; the next number above it has."""
    norm = reliable_change(0, 0, sd=7.7, reliability=0.9)
    edge = float(norm.critical * norm.se)
    near = edge + np.arange(-4, 5) * np.spacing(edge)
    for sign, word in ((1, "improved"), (-1, "deteriorated")):
        result = reliable_change(0, sign * near, sd=7.7, reliability=0.9)
        on, beyond = np.abs(result.index) == norm.critical, np.abs(result.index) > norm.critical
        assert on.any()
        assert beyond.any()
        np.testing.assert_array_equal(result.category, np.where(beyond, word, "unchanged"))


def test_a_published_threshold_counts_by_its_sources_operator() -> None:
    """At least six points, or more than six: they differ at six. No reliability is needed."""
    pre, post = [20, 20, 20, 20, 20], [13, 14, 15, 26, 27]
    at_least = reliable_change(
        pre, post, method="published", threshold=6, operator=">=", better="lower"
    )
    more = reliable_change(pre, post, method="published", threshold=6, operator=">", better="lower")
    assert at_least.category.tolist() == [
        "improved", "improved", "unchanged", "deteriorated", "deteriorated",
    ]  # fmt: skip
    assert more.category.tolist() == [
        "improved", "unchanged", "unchanged", "unchanged", "deteriorated",
    ]  # fmt: skip
    np.testing.assert_allclose(at_least.index, np.array([-7, -6, -5, 6, 7]) / 6)
    assert (set(at_least.boundary), set(more.boundary)) == ({">="}, {">"})
    assert set(at_least.critical) == {1.0}
    assert np.isnan(at_least.se).all()
    assert (set(at_least.sd_source), set(at_least.mean_source)) == ({""}, {""})


@pytest.mark.parametrize(("pre", "post", "threshold"), [(70.1, 70.3, 0.2), (0.4, 1.13, 0.73)])
def test_equal_to_the_threshold_on_paper_is_equal(
    pre: float, post: float, threshold: float
) -> None:
    """Though in binary the difference of two decimal scores lands beside it."""
    assert post - pre != threshold
    words = {
        operator: str(
            reliable_change(
                pre, post, method="published", threshold=threshold, operator=operator
            ).category
        )
        for operator in (">=", ">")
    }
    assert words == {">=": "improved", ">": "unchanged"}


def test_a_threshold_far_below_the_rounding_of_the_scores_improves_nobody_who_stood_still() -> None:
    """No change is no improvement, however large the scores."""
    result = reliable_change(1e15, 1e15, method="published", threshold=0.1, operator=">=")
    assert result.category == "unchanged"


@given(
    scores=hnp.arrays(np.float64, st.tuples(st.just(2), st.integers(2, 30)), elements=HALVES),
    method=st.sampled_from(RELIABLE_CHANGE_METHODS),
    better=st.sampled_from(["higher", "lower"]),
)
def test_turning_the_scale_round_mirrors_the_words_of_a_direction(
    scores: Floats, method: str, better: str
) -> None:
    """Negated scores with the other way better have the same words; the index changes its sign.

    With the direction alone turned, improved and deteriorated change places.
    """
    options: dict[str, Any] = (
        {"threshold": 5, "operator": ">="} if method == "published" else {"reliability": 0.8}
    )
    pre, post = scores
    there = reliable_change(pre, post, method=method, better=better, **options)
    other = "lower" if better == "higher" else "higher"
    back = reliable_change(-pre, -post, method=method, better=other, **options)
    np.testing.assert_array_equal(there.index, -back.index)
    np.testing.assert_array_equal(there.category, back.category)
    turned = reliable_change(pre, post, method=method, better=other, **options)
    swap = {"improved": "deteriorated", "deteriorated": "improved"}
    assert turned.category.tolist() == [swap.get(w, w) for w in there.category.tolist()]


@given(
    scores=hnp.arrays(
        np.float64, st.tuples(st.just(2), st.integers(0, 30)), elements=HALVES | st.just(np.nan)
    ),
    method=st.sampled_from(RELIABLE_CHANGE_METHODS),
    better=st.sampled_from(["higher", "lower"]),
)
def test_everyone_with_two_scores_is_in_exactly_one_category_or_has_a_reason(
    scores: Floats, method: str, better: str
) -> None:
    """Whatever the data: an index and a word, or neither and why. With a norm nobody lacks one."""
    pre, post = scores
    options: dict[str, Any] = (
        {"threshold": 5, "operator": ">"} if method == "published" else {"reliability": 0.8}
    )
    both = ~np.isnan(pre + post)
    for extra in ({}, NORM):
        result = reliable_change(pre, post, method=method, better=better, **{**options, **extra})
        has = ~np.isnan(result.index)
        np.testing.assert_array_equal(has, np.isin(result.category, sorted(WORDS)))
        np.testing.assert_array_equal(~has, result.category == "")
        np.testing.assert_array_equal(~has, result.reason != "")
        missing = np.where(np.isnan(pre), "missing-pre", "missing-post")[~both]
        np.testing.assert_array_equal(result.reason[~both], missing)
        np.testing.assert_array_equal(np.isnan(result.change), ~both)
        if extra or method == "published":
            np.testing.assert_array_equal(has, both)
        else:
            assert set(result.reason[both & ~has]) <= {
                "too-few-pairs", "sd-zero", "r-dd-undefined",
            }  # fmt: skip
        assert set(result.n) <= {both.sum()}


@given(
    scores=hnp.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 30)), elements=HALVES),
    score=HALVES,
    method=st.sampled_from(["jacobson-truax", "published"]),
    operator=st.sampled_from([">", ">="]),
)
def test_a_person_without_change_never_raises_the_share_improved(
    scores: Floats, score: float, method: str, operator: str
) -> None:
    """With a published threshold, and with Jacobson and Truax's index from a norm's spread."""
    options: dict[str, Any] = (
        {"threshold": 5, "operator": operator}
        if method == "published"
        else {"sd": 6, "reliability": 0.8}
    )
    pre, post = scores
    share = reliable_change(pre, post, method=method, **options).category == "improved"
    pre, post = np.append(pre, score), np.append(post, score)
    more = reliable_change(pre, post, method=method, **options).category == "improved"
    np.testing.assert_array_equal(more[:-1], share)
    assert not more[-1]
    assert more.mean() <= share.mean()


def test_with_the_samples_own_spread_a_person_without_change_can_raise_the_share() -> None:
    """None of three improved by 11 points; a fourth in the middle makes the spread less."""
    three = reliable_change([0, 10, 20], [11, 21, 20], reliability=0.8)
    four = reliable_change([0, 10, 20, 10], [11, 21, 20, 10], reliability=0.8)
    assert (float(three.sd[0]), round(float(four.sd[0]), 2)) == (10, 8.16)
    assert (three.category == "improved").mean() == 0
    assert (four.category == "improved").mean() == 0.5


@pytest.mark.parametrize("method", INDICES)
def test_the_order_of_people_and_the_axes_of_the_batch_do_not_matter(method: str) -> None:
    """People rearranged keep their own words; samples side by side do not see one another."""
    rng = np.random.default_rng(4)
    pre, post = np.array([people(seed, 30) for seed in range(6)]).swapaxes(0, 1)
    pre[:, ::7] = np.nan
    whole = reliable_change(pre, post, method=method, reliability=0.8)
    for row in range(6):
        alone = reliable_change(pre[row], post[row], method=method, reliability=0.8)
        same(alone, ReliableChange(*(part[row] for part in whole)))
        order = rng.permutation(30)
        shuffled = reliable_change(
            pre[row, order], post[row, order], method=method, reliability=0.8
        )
        same(shuffled, ReliableChange(*(part[order] for part in alone)), rtol=1e-12, atol=1e-12)
    cube = reliable_change(
        pre.reshape(2, 3, 30), post.reshape(2, 3, 30), method=method, reliability=0.8
    )
    same(cube, ReliableChange(*(part.reshape(2, 3, 30) for part in whole)))
    turned = reliable_change(np.asfortranarray(pre), post, method=method, reliability=0.8)
    same(turned, whole, rtol=1e-12, atol=1e-12)


def test_one_person_is_a_case_of_its_own() -> None:
    """Two numbers give one answer without axes; one number broadcasts against many."""
    one = reliable_change(32.5, 47.5, sd=7.5, reliability=0.8)
    assert {part.shape for part in one} == {()}
    assert one.category == "improved"
    many = reliable_change(30, [20, 40], sd=7.5, reliability=0.8)
    assert many.category.tolist() == ["deteriorated", "improved"]


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3)])
@pytest.mark.parametrize("method", RELIABLE_CHANGE_METHODS)
def test_nobody_gives_nothing(method: str, shape: tuple[int, ...]) -> None:
    """Empty in, empty out, also group by group."""
    options: dict[str, Any] = (
        {"threshold": 5, "operator": ">"} if method == "published" else {"reliability": 0.8}
    )
    empty = np.empty(shape)
    by_label = {"group": np.empty(shape, "<U1"), "pooled": False, "mean": {"a": 1}}
    for extra in ({}, by_label):
        result = reliable_change(empty, empty, method=method, **options, **extra)
        assert {part.shape for part in result} == {shape}
