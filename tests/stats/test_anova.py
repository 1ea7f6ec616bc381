"""Analysis of variance against scipy, exact arithmetic, and what it must do."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.anova import one_way_anova


def test_a_batch_equals_scipys_f_oneway() -> None:
    """Groups of unequal size, named by words and standing in any order."""
    rng = np.random.default_rng(1)
    y = rng.normal(size=(40, 14)) + 3
    group = np.array(list("abcaabbcccabca"))
    found = one_way_anova(y.reshape(8, 5, 14), group)
    theirs = stats.f_oneway(*(y[:, group == name] for name in "abc"), axis=1)
    np.testing.assert_allclose(found.f.reshape(40), theirs.statistic, rtol=1e-10)
    np.testing.assert_allclose(found.p.reshape(40), theirs.pvalue, rtol=1e-10)
    assert found.f.shape == (8, 5)
    assert (found.df_between == 2).all()
    assert (found.df_within == 11).all()
    total = ((y - y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    both = (found.ss_between + found.ss_within).reshape(40)
    np.testing.assert_allclose(both, total, rtol=1e-12)
    np.testing.assert_allclose(found.r2, found.ss_between / total.reshape(8, 5), rtol=1e-12)
    np.testing.assert_allclose(found.residual_sd**2 * 11, found.ss_within, rtol=1e-12)


@given(seed=st.integers(0, 10**6), offset=st.integers(0, 13))
@settings(max_examples=40, deadline=None)
def test_leading_digits_cost_no_accuracy(seed: int, offset: int) -> None:
    """Figures that agree in up to 13 digits, against exact arithmetic on the same floats."""
    rng = np.random.default_rng(seed)
    y = 10.0**offset + rng.integers(0, 64, 12) / 8
    y[0] += 1
    group = np.repeat([1, 2, 3], 4)
    exact = [Fraction(float(v)) for v in y]
    mean = sum(exact) / 12
    parts = [exact[4 * g : 4 * g + 4] for g in range(3)]
    between = sum(4 * (sum(part) / 4 - mean) ** 2 for part in parts)
    within = sum((v - sum(part) / 4) ** 2 for part in parts for v in part)
    found = one_way_anova(y, group)
    if within and np.sqrt(float(within)) > 1e-14 * 10.0**offset:
        assert float(found.ss_within) == pytest.approx(float(within), rel=1e-14)
        assert float(found.f) == pytest.approx(
            float(between / 2 / (within / 9)), rel=1e-13, abs=1e-30
        )


def test_groups_that_differ_without_any_spread_within() -> None:
    """F is infinite, and there is nothing to judge chance by."""
    found = one_way_anova([1, 1, 2, 2], [1, 1, 2, 2])
    assert (found.f, found.r2, found.residual_sd) == (np.inf, 1, 0)
    assert np.isnan(found.p)


def test_nothing_varies() -> None:
    """Equal values give neither F nor a share explained, whatever they round to."""
    found = one_way_anova([0.1] * 6, [1, 1, 1, 2, 2, 2])
    assert found.ss_between == found.ss_within == 0
    assert np.isnan([found.f, found.p, found.r2]).all()


def test_one_group_or_one_point_each_cannot_be_compared() -> None:
    """No degrees of freedom between, or none within."""
    one = one_way_anova([1, 2, 4], ["a", "a", "a"])
    assert one.df_between == 0
    assert np.isnan([one.f, one.p]).all()
    assert float(one.residual_sd) == pytest.approx(np.std([1, 2, 4], ddof=1))
    each = one_way_anova([1, 2, 4], ["a", "b", "c"])
    assert each.df_within == 0
    assert np.isnan([each.f, each.p, each.residual_sd]).all()


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_f_does_not_depend_on_the_unit(scale: float) -> None:
    """Not for enormous and tiny figures either, whose squares are no floats."""
    rng = np.random.default_rng(2)
    y, group = rng.normal(size=9), [0, 0, 0, 1, 1, 1, 2, 2, 2]
    one, other = one_way_anova(y, group), one_way_anova(y * scale, group)
    np.testing.assert_allclose([other.f, other.p, other.r2], [one.f, one.p, one.r2], rtol=1e-11)
    np.testing.assert_allclose(other.residual_sd / scale, one.residual_sd, rtol=1e-11)


def test_no_rows_and_no_points() -> None:
    """An empty batch is a batch; without points everything is nan."""
    assert one_way_anova(np.empty((0, 4)), [1, 1, 2, 2]).f.shape == (0,)
    assert np.isnan(one_way_anova([], [])).all()


@pytest.mark.parametrize(
    ("y", "group", "named"),
    [
        ([1, 2, 3], [1, 2], "group"),
        ([1, 2, 3], [1.0, 2.0, np.nan], "group"),
        ([1, 2, 3], ["a", None, "b"], "group"),
        ([1, np.inf, 3], [1, 2, 2], "y, row 0, point 1"),
        (3, [1], "y"),
    ],
)
def test_impossible_input_is_refused(y: object, group: object, named: str) -> None:
    """Points without a group, and figures that are none."""
    with pytest.raises(DomainError, match=named):
        one_way_anova(y, group)


def test_groups_may_be_python_words() -> None:
    """As a column of a table hands them over."""
    words = np.array(["a", "a", "b", "b"], dtype=object)
    assert one_way_anova([1, 2, 3, 5], words).f == one_way_anova([1, 2, 3, 5], [0, 0, 1, 1]).f
