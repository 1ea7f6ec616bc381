"""Moments to their last digits, and scores near the ends of the floats."""

from __future__ import annotations

import statistics
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.change._pairs import pair_moments
from rusfelt.stats.change.reliable_change import (
    RELIABLE_CHANGE_METHODS,
    reliable_change,
)

if TYPE_CHECKING:
    from rusfelt.typing import Floats

INDICES = RELIABLE_CHANGE_METHODS[:-1]
WORDS = {"improved", "unchanged", "deteriorated"}


def people(seed: int = 1, n: int = 40) -> tuple[Floats, Floats]:
    """Whole scores before and after, of people who on the whole rise."""
    rng = np.random.default_rng(seed)
    pre = rng.integers(0, 41, n).astype(np.float64)
    return pre, np.clip(np.round(pre * 0.6 + rng.normal(12, 10, n)), 0, 40)


@pytest.mark.parametrize("spread", [[1e9, 1e9 + 1, 1e9 + 3], [0.1, 0.1, 0.2], [3, 1e8, -7]])
def test_moments_are_exact_to_the_last_digits(spread: list[float]) -> None:
    """Against sums of fractions, also far from 0."""
    exact = statistics.variance(Fraction(score) for score in spread)
    many = np.array(spread * 4_001)
    for group in (None, [1, 1, 1]):
        moments = pair_moments(np.array(spread), np.zeros(3), group, pooled=group is None)
        assert float(moments.sd[0]) ** 2 == pytest.approx(float(exact), rel=1e-14)
    n = many.size
    wide = pair_moments(many, many[::-1], None, pooled=True)
    whole = float(exact * 2 * 4_001 / (n - 1))
    assert float(wide.sd[0]) ** 2 == pytest.approx(whole, rel=1e-12)
    assert float(wide.mean[0]) == pytest.approx(float(sum(map(Fraction, spread)) / 3), rel=1e-15)


@pytest.mark.parametrize("n", [5, 20_000])
@pytest.mark.parametrize("group", [False, True])
def test_equal_scores_have_a_spread_of_exactly_nothing(n: int, group: bool) -> None:
    """Though the sum of many tenths is rounded; with people missing here and there."""
    pre = np.full(n, 0.1)
    pre[0] = pre[n // 2] = np.nan
    labels = np.zeros(n, int) if group else None
    moments = pair_moments(pre, np.arange(float(n)), labels, pooled=not group)
    assert set(moments.sd) == {0.0}
    assert set(moments.mean) == {0.1}
    assert set(moments.n) == {n - 2}
    assert np.isnan(moments.correlation).all()


@pytest.mark.parametrize("scale", [1e308, 1e200, 1e-170, 1e-300, 5e-324])
@pytest.mark.parametrize("by_group", [False, True])
@pytest.mark.parametrize("method", RELIABLE_CHANGE_METHODS)
def test_extreme_scores_have_a_defined_answer_without_a_warning(
    method: str, by_group: bool, scale: float
) -> None:
    """An index with a word, or neither and a reason; an ordinary group beside is not disturbed."""
    pre = np.array([1.0, -1, 0.5, 0.25, 0]) * scale
    post = np.array([-1.0, 1, 1, 0.25, -0.5]) * scale
    options: dict[str, Any] = (
        {"threshold": scale, "operator": ">="} if method == "published" else {"reliability": 0.8}
    )
    ordinary = people(5, 20)
    if by_group:
        options |= {"group": np.repeat(["extreme", "plain"], [5, 20]), "pooled": False}
        if method == "published":
            options["threshold"] = {"extreme": scale, "plain": 5.0}
        pre, post = np.append(pre, ordinary[0]), np.append(post, ordinary[1])
    result = reliable_change(pre, post, method=method, **options)
    has = ~np.isnan(result.index)
    assert not np.isinf(result.index).any()
    assert not np.isinf(result.change).any()
    np.testing.assert_array_equal(has, np.isin(result.category, sorted(WORDS)))
    np.testing.assert_array_equal(~has, result.reason != "")
    if by_group:
        options = (
            {"threshold": 5, "operator": ">="} if method == "published" else {"reliability": 0.8}
        )
        alone = reliable_change(*ordinary, method=method, **options)
        np.testing.assert_allclose(result.index[5:], alone.index, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_moments_keep_their_digits_where_squares_would_not(scale: float) -> None:
    """The same scores in other units have the same index."""
    pre, post = people()
    for method in ("jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord"):
        plain = reliable_change(pre, post, method=method, reliability=0.8)
        far = reliable_change(pre * scale, post * scale, method=method, reliability=0.8)
        np.testing.assert_allclose(far.index, plain.index, rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(far.category, plain.category)
        np.testing.assert_allclose(far.sd, plain.sd * scale, rtol=1e-12)
        np.testing.assert_allclose(far.correlation, plain.correlation, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e200, 1e-200])
def test_a_covariance_that_is_no_number_is_not_taken_for_nothing(scale: float) -> None:
    """Hageman and Arrindell's method has no answer there, rather than a wrong one."""
    pre, post = people()
    result = reliable_change(pre * scale, post * scale, method="hageman-arrindell", reliability=0.8)
    assert set(result.reason) == {"too-large"}
    assert set(result.category) == {""}


@pytest.mark.parametrize("by_group", [False, True])
def test_a_score_without_its_pair_has_no_part_in_the_scale_of_the_others(by_group: bool) -> None:
    """An enormous score of somebody not seen again beside very small ones."""
    pre, post = (np.append(scores * 1e-200, lone) for scores, lone in
                 zip(people(), (1e308, np.nan), strict=True))  # fmt: skip
    groups: dict[str, Any] = {"group": np.zeros(41, int), "pooled": False} if by_group else {}
    result = reliable_change(pre, post, reliability=0.8, **groups)
    alone = reliable_change(pre[:-1], post[:-1], reliability=0.8)
    np.testing.assert_allclose(result.index[:-1], alone.index, rtol=1e-12)
    assert not np.isnan(alone.index).any()
