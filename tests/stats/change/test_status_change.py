"""Who crossed the cutoff, and who only stood on it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.status_change import status_change

SCORE = st.sampled_from([*range(21), np.nan])


@given(
    people=st.lists(st.tuples(SCORE, SCORE), max_size=30), cutoff=st.integers(0, 20),
    better=st.sampled_from(["higher", "lower"]),
)  # fmt: skip
def test_only_a_step_across_the_line_is_a_change(
    people: list[tuple[float, float]], cutoff: int, better: str
) -> None:
    """One person at a time; everyone with two scores has one word, and swapped scores turn it."""
    pre, post = np.array(people, dtype=float).reshape(-1, 2).T
    sign = 1 if better == "higher" else -1
    expected = []
    for a, b in people:
        x1, x2, line = sign * a, sign * b, sign * cutoff
        if np.isnan(x1) or np.isnan(x2):
            expected.append("")
        else:
            expected.append(
                "improved" if x1 < line < x2 else "deteriorated" if x2 < line < x1 else "unchanged"
            )
    result = status_change(pre, post, cutoff, better=better)
    assert result.category.tolist() == expected
    back = status_change(post, pre, cutoff, better=better)
    turned = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    assert back.category.tolist() == [turned.get(word, "") for word in expected]
    mirrored = status_change(
        -pre, -post, -cutoff, better="lower" if better == "higher" else "higher"
    )
    assert mirrored.category.tolist() == expected


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_at_the_cutoff_both_times_is_unchanged(better: str) -> None:
    """An R package calls that person deteriorated: neither clinical before nor functional after."""
    at = status_change([10], [10], 10, better=better)
    anchors_rule = not bool(at.clinical_pre[0]) and not bool(at.functional_post[0])
    assert anchors_rule  # what the package takes for deteriorated
    assert at.category.tolist() == ["unchanged"]
    # From the line itself nobody crosses it either.
    assert (
        status_change([10, 10, 9, 11], [9, 11, 10, 10], 10, better=better).category.tolist()
        == ["unchanged"] * 4
    )


def test_with_an_operator_the_line_belongs_to_one_side() -> None:
    """A score of 10 is a case where 10 or more is."""
    result = status_change([10, 10, 9], [10, 9, 10], 10, better="lower", cutoff_operator=">=")
    assert result.category.tolist() == ["unchanged", "improved", "deteriorated"]
    assert result.clinical_if.tolist() == [">="] * 3


def test_hageman_and_arrindell_need_a_step_beyond_error() -> None:
    """A point past the cutoff is not enough; far past it is."""
    pre, post = [25, 25, 25, 12], [19, 2, 33, 30]
    figures = {"reliability": 0.8, "sd": 8, "mean_post": 20, "sd_post": 11}
    result = status_change(pre, post, 20, better="lower", method="hageman-arrindell", **figures)
    assert result.category.tolist() == ["unchanged", "improved", "unchanged", "deteriorated"]
    assert str(result.sd_source[0]) == str(result.mean_source[0]) == "given"
    plain = status_change(pre, post, 20, better="lower")
    assert plain.category.tolist() == ["improved", "improved", "unchanged", "deteriorated"]


def test_reasons_stand_where_words_do_not() -> None:
    """Missing scores and cutoffs; and a sample that cannot carry the index."""
    nan = np.nan
    result = status_change([nan, 1, 1], [1, nan, 1], [1, 1, nan], better="higher")
    assert result.reason.tolist() == ["missing-pre", "missing-post", "no-cutoff"]
    flat = status_change(
        [2, 2, nan], [1, 3, 3], 2, better="higher", method="hageman-arrindell", reliability=0.9
    )
    assert flat.reason.tolist() == ["sd-zero", "sd-zero", "missing-pre"]
    assert flat.category.tolist() == [""] * 3
    alone = status_change(
        [2.0], [1.0], 2, better="higher", method="hageman-arrindell", reliability=0.9
    )
    assert alone.reason.tolist() == ["too-few-pairs"]
    noise = status_change(
        [0, 20.0], [9, 10.0], 5, better="higher", method="hageman-arrindell", reliability=0.5
    )
    assert noise.reason.tolist() == ["r-undefined"] * 2


def test_each_groups_own_figures_are_asked_for_by_name() -> None:
    """Within each group the answer is that of the group alone."""
    rng = np.random.default_rng(4)
    pre = rng.normal(30, 6, 20)
    post = pre - rng.normal(8, 9, 20)
    group = np.repeat(["a", "b"], 10)
    options = {"better": "lower", "method": "hageman-arrindell", "reliability": 0.8}
    both = status_change(pre, post, 22, group=group, pooled=False, **options)
    alone = status_change(pre[:10], post[:10], 22, **options)
    np.testing.assert_allclose(both.cs_index[:10], alone.cs_index, rtol=1e-12)
    assert str(both.sd_source[0]) == "sample-by-group"
    pooled = status_change(pre, post, 22, group=group, **options)
    np.testing.assert_array_equal(pooled.cs_index, status_change(pre, post, 22, **options).cs_index)


def test_a_word_for_better_is_asked_for() -> None:
    """Without it crossing has no name."""
    with pytest.raises(DomainError) as caught:
        status_change([1], [2], 1.5, better="target")
    assert caught.value.problems[0].path == "better"
