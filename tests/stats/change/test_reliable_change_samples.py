"""Whose moments an index is made of: of all, of a group, of a norm, or of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.change._hageman import hageman
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


def people(seed: int = 1, n: int = 40) -> tuple[Floats, Floats]:
    """Whole scores before and after, of people who on the whole rise."""
    rng = np.random.default_rng(seed)
    pre = rng.integers(0, 41, n).astype(np.float64)
    return pre, np.clip(np.round(pre * 0.6 + rng.normal(12, 10, n)), 0, 40)


def same(one: ReliableChange, other: ReliableChange, **closeness: float) -> None:
    """Words and reasons equal, and figures as close as said (or equal)."""
    for name, left, right in zip(one._fields, one, other, strict=True):
        if left.dtype.kind == "f" and closeness:
            np.testing.assert_allclose(left, right, err_msg=name, **closeness)
        else:
            np.testing.assert_array_equal(left, right, err_msg=name)


@pytest.mark.parametrize("method", INDICES)
def test_within_groups_each_group_is_a_sample_of_its_own(method: str) -> None:
    """The answers of the groups asked one by one; pooled, the labels do not count."""
    rng = np.random.default_rng(9)
    pre, post = people(3, 300)
    pre[rng.random(300) < 0.1] = np.nan
    team = rng.choice(["Gamle Oslo", "Nordre Aker", "Sagene"], 300)
    options: dict[str, Any] = {"method": method, "reliability": 0.8}
    apart = reliable_change(pre, post, group=team, pooled=False, **options)
    for name in np.unique(team):
        here = team == name
        alone = reliable_change(pre[here], post[here], **options)
        part = ReliableChange(*(part[here] for part in apart))
        source = alone.sd_source[0] + "-by-group"
        assert set(part.sd_source) == {source}
        same(
            part._replace(sd_source=alone.sd_source, mean_source=alone.mean_source),
            alone, rtol=1e-11, atol=1e-12,
        )  # fmt: skip
    together = reliable_change(pre, post, group=team, **options)
    same(together, reliable_change(pre, post, **options))
    assert set(together.sd_source) == {"sample"}


def test_groups_in_a_batch_are_not_mixed_with_those_of_another_row() -> None:
    """One label for each column, and rows that are samples of their own."""
    pre, post = np.array([people(seed, 12) for seed in (1, 2)]).swapaxes(0, 1)
    label = np.arange(12) % 2
    both = reliable_change(pre, post, reliability=0.8, group=label, pooled=False)
    for row in range(2):
        alone = reliable_change(pre[row], post[row], reliability=0.8, group=label, pooled=False)
        same(alone, ReliableChange(*(part[row] for part in both)), rtol=1e-13)


def test_a_figure_may_be_one_number_one_a_person_or_one_a_label() -> None:
    """The three ways of saying one thing have one answer; for a threshold as for a reliability."""
    pre, post = people()
    sex = np.where(np.arange(40) % 2, "F", "M")
    r = np.where(sex == "F", 0.9, 0.7)
    by_label = reliable_change(
        pre, post, reliability={"F": 0.9, "M": 0.7, "X": 0.5}, sd={"F": 7, "M": 6}, group=sex
    )
    by_person = reliable_change(
        pre, post, reliability=r, sd=np.where(sex == "F", 7.0, 6.0), group=sex
    )
    same(by_label, by_person)
    for value, word in ((0.9, "F"), (0.7, "M")):
        here = sex == word
        alone = reliable_change(
            pre[here], post[here], reliability=value, sd=7 if word == "F" else 6
        )
        np.testing.assert_array_equal(by_label.index[here], alone.index)
    points = reliable_change(
        [10, 10], [15, 15], method="published", threshold={1: 5, 2: 6}, operator=">=", group=[1, 2]
    )
    assert points.category.tolist() == ["improved", "unchanged"]


def test_a_column_of_figures_goes_with_the_rows_of_a_batch() -> None:
    """One reliability for each sample."""
    pre, post = np.array([people(seed, 12) for seed in (1, 2)]).swapaxes(0, 1)
    both = reliable_change(pre, post, reliability=[[0.7], [0.9]])
    for row, r in enumerate((0.7, 0.9)):
        same(
            reliable_change(pre[row], post[row], reliability=r),
            ReliableChange(*(part[row] for part in both)),
        )


def test_the_result_says_where_each_figure_came_from() -> None:
    """A norm, the sample, some of each, or no such figure in the method."""
    pre, post = people()

    def came(**options: Any) -> tuple[str, str]:
        result = reliable_change(pre, post, **{"reliability": 0.8, **options})
        return str(result.sd_source[0]), str(result.mean_source[0])

    assert came() == ("sample", "")
    assert came(sd=6) == ("given", "")
    assert came(method="edwards-nunnally", sd=6) == ("given", "sample")
    assert came(method="hsu-linn-lord", mean=20) == ("sample", "mixed")
    assert came(method="hageman-arrindell", sd=6) == ("mixed", "sample")
    assert came(method="hageman-arrindell", **NORM) == ("given", "given")
    halves = np.arange(40) % 2
    assert came(method="gulliksen-lord-novick", group=halves, pooled=False) == (
        "sample-by-group", "sample-by-group",
    )  # fmt: skip


def test_with_a_norm_nobodys_word_depends_on_anybody_else() -> None:
    """All figures given: one person has the same answer alone as among forty."""
    pre, post = people()
    for method in INDICES:
        whole = reliable_change(pre, post, method=method, **NORM)
        alone = reliable_change(pre[7], post[7], method=method, **NORM)
        assert float(whole.index[7]) == float(alone.index)
        assert int(alone.n) == 1
        assert alone.reason == ""


def test_a_given_spread_goes_with_the_samples_correlation() -> None:
    """Hageman and Arrindell's covariance is then the sample's correlation times the given ones."""
    pre, post = people()
    r = np.corrcoef(pre, post)[0, 1]
    result = reliable_change(
        pre, post, method="hageman-arrindell", sd=8, sd_post=9, reliability=0.8
    )
    expected = hageman(8, 9, r * 8 * 9, 0.8)
    assert float(result.r_dd[0]) == pytest.approx(float(expected.r_dd), rel=1e-12)


@pytest.mark.parametrize("method", INDICES)
def test_every_figure_may_be_one_a_person(method: str) -> None:
    """Each person's answer is that of the same people with that person's figures."""
    pre, post = people()
    columns = {name: value * np.linspace(0.8, 1.1, 40) for name, value in NORM.items()}
    for some in (columns, {**columns, "correlation": None}, {**columns, "sd_post": None}):
        result = reliable_change(pre, post, method=method, **some)
        for one in (0, 17, 39):
            figures = {k: None if v is None else v[one] for k, v in some.items()}
            alone = reliable_change(pre, post, method=method, **figures)
            np.testing.assert_allclose(result.index[one], alone.index[one], rtol=1e-12)
            assert result.category[one] == alone.category[one]


@pytest.mark.parametrize("method", INDICES)
def test_a_sample_that_cannot_give_a_moment_says_why(method: str) -> None:
    """One pair is too few; equal scores before do not vary; other groups go on."""
    pre = [5, 9, 0.1, 0.1, 0.1, np.nan, 7, 8, 12]
    post = [8, np.nan, 1, 2, 3, 5, 9, 8, 16]
    team = ["a", "a", "b", "b", "b", "b", "c", "c", "c"]
    result = reliable_change(pre, post, method=method, reliability=0.9, group=team, pooled=False)
    assert result.reason.tolist() == [
        "too-few-pairs", "missing-post", "sd-zero", "sd-zero", "sd-zero", "missing-pre", "", "", "",
    ]  # fmt: skip
    assert result.n.tolist() == [1, 1, 3, 3, 3, 3, 3, 3, 3]
    assert set(result.category[:6]) == {""}
    assert set(result.category[6:]) <= WORDS
    assert result.sd[2] == 0


def test_more_error_than_the_change_varies_leaves_hagemans_index_undefined() -> None:
    """Everyone rose by two: nothing in the change is reliable, by a reliability of .8."""
    pre = np.array([1.0, 5, 9, 12])
    result = reliable_change(pre, pre + 2, method="hageman-arrindell", reliability=0.8)
    assert set(result.reason) == {"r-dd-undefined"}
    assert set(result.category) == {""}
    assert np.isnan(result.r_dd).all()


def test_equal_scores_after_still_have_a_hageman_index() -> None:
    """A spread of 0 after treatment is a covariance of 0, and r_dd is 2r - 1."""
    result = reliable_change([1, 5, 9], [4, 4, 4], method="hageman-arrindell", reliability=0.8)
    np.testing.assert_allclose(result.r_dd, 0.6)
    assert np.isnan(result.correlation).all()
    assert set(result.category) <= WORDS
    given_before = reliable_change(
        [1, 5, 9], [4, 4, 4], method="hageman-arrindell", reliability=0.8, sd=5
    )
    np.testing.assert_allclose(given_before.r_dd, 0.6)
    norm = reliable_change(
        [1, 5, 9], [4, 4, 4], method="hageman-arrindell", reliability=0.8, sd_post=3
    )
    assert set(norm.reason) == {"sd-zero"}
