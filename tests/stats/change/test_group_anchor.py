"""A group's mean change against the important difference, its intervals against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.group_anchor import group_anchor, group_anchor_between

FIGURES = st.lists(st.integers(-40, 40), min_size=2, max_size=15).filter(lambda x: len(set(x)) > 1)


def word(low: float, middle: float, high: float, least: float, sign: int) -> str:
    """The word for an interval, by the rules in the order they are written."""
    low, middle, high = (round(end, 9) for end in (low, middle, high))
    if low <= 0 <= high:
        return "not-significant"
    better = sign * middle > 0
    near, far = sorted([abs(low), abs(high)])
    if far < least:
        grade = "unimportant"
    elif abs(middle) < least:
        grade = "possibly-important"
    elif near < least:
        grade = "probably-important"
    else:
        grade = "important"
    return f"{grade}-{'improvement' if better else 'deterioration'}"


@given(change=FIGURES, least=st.integers(1, 12), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_that_of_scipys_paired_test(
    change: list[int], least: int, level: float
) -> None:
    """And the word follows from it, whichever way is better."""
    pre = np.arange(len(change), dtype=float)
    post = pre + change
    theirs = stats.ttest_rel(post, pre).confidence_interval(level)
    for better, sign in (("higher", 1), ("lower", -1)):
        result = group_anchor(pre, post, important=least, better=better, confidence=level)
        np.testing.assert_allclose(
            [result.low, result.high], [theirs.low, theirs.high], rtol=1e-9, atol=1e-9
        )
        assert float(result.difference) == pytest.approx(np.mean(change))
        ours = float(result.low), float(result.difference), float(result.high)
        assert str(result.category) == word(*ours, least, sign)
        assert int(result.n) == len(change)


@given(reference=FIGURES, comparison=FIGURES, level=st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_that_of_scipys_welch_test(
    reference: list[int], comparison: list[int], level: float
) -> None:
    """The comparison less the reference; the groups swapped have the opposite difference."""
    theirs = stats.ttest_ind(comparison, reference, equal_var=False).confidence_interval(level)
    options = {"important": 5, "confidence": level}
    result = group_anchor_between(reference, comparison, better="higher", **options)
    np.testing.assert_allclose(
        [result.low, result.high], [theirs.low, theirs.high], rtol=1e-8, atol=1e-9
    )
    ours = float(result.low), float(result.difference), float(result.high)
    assert str(result.category) == word(*ours, 5, 1)
    back = group_anchor_between(comparison, reference, better="lower", **options)
    assert str(back.category) == str(result.category)
    assert float(back.low) == pytest.approx(-float(result.high), abs=1e-9)


@pytest.mark.parametrize(
    ("mean", "half", "grade"),
    [
        (2, 3, "not-significant"),
        (3, 3, "not-significant"),
        (4, 2, "unimportant"),
        (5, 2, "possibly-important"),
        (6, 4, "possibly-important"),
        (7, 2, "probably-important"),
        (9, 3, "probably-important"),
        (12, 5, "important"),
        (20, 3, "important"),
        (10, 11, "not-significant"),
    ],
)
def test_every_grade_with_an_important_difference_of_seven(
    mean: float, half: float, grade: str
) -> None:
    """Both ways: the same grade, an improvement where the change is for the better."""
    # Two people whose interval is mean ± half.
    step = half / stats.t.ppf(0.975, 1)
    pre, post = np.array([20.0, 20.0]), 20 + mean + step * np.array([-1, 1])
    for better, ending in (("higher", "improvement"), ("lower", "deterioration")):
        found = group_anchor(pre, post, important=7, better=better)
        assert float(found.high - found.low) == pytest.approx(2 * half)
        expected = grade if grade == "not-significant" else f"{grade}-{ending}"
        assert str(found.category) == expected
        fallen = group_anchor(post, pre, important=7, better=better)
        turned = {"improvement": "deterioration", "deterioration": "improvement"}[ending]
        assert str(fallen.category) == expected.replace(ending, turned)


def test_where_higher_is_better_an_interval_around_zero_has_its_word() -> None:
    """An R package has no category for it, and calls one that reaches 7 probably significant."""
    pre = np.zeros(4)
    none = group_anchor(pre, [-3, 2, 1, 2], important=7, better="higher")
    assert none.high < 7
    assert str(none.category) == "not-significant"
    wide = group_anchor(pre, [-10, 30, 2, 14], important=7, better="higher")
    assert wide.low < 0
    assert wide.difference > 7
    assert str(wide.category) == "not-significant"
    # The mirror image where lower is better, which that package does call not significant.
    assert str(group_anchor(pre, [10, -30, -2, -14], important=7, better="lower").category) == (
        "not-significant"
    )


def test_a_group_that_grew_worse_is_not_called_unimportant() -> None:
    """Twenty points the wrong way is "significant but not clinically relevant" in that package."""
    worse = group_anchor([10, 12, 14, 11], [30, 33, 33, 31], important=7, better="lower")
    assert str(worse.category) == "important-deterioration"


def test_people_without_both_scores_are_left_out() -> None:
    """And counted out of n."""
    nan = np.nan
    some = group_anchor([1, 2, 3, nan, 9], [4, 9, 5, 7, nan], important=2, better="higher")
    all_ = group_anchor([1, 2, 3], [4, 9, 5], important=2, better="higher")
    assert [float(x) for x in some[:4]] == [float(x) for x in all_[:4]]
    between = group_anchor_between([1, nan, 2], [3, 9, nan, 4], important=2, better="higher")
    assert (int(between.n_reference), int(between.n_comparison)) == (2, 3)


def test_groups_that_can_carry_no_interval_say_why() -> None:
    """Too few, all the same, beyond numbers; batches and their shapes."""
    nan = np.nan
    pre = [[1, 2, nan], [1, 2, 3], [-1e308, 1, 2], [nan, nan, nan], [1, 2, 4]]
    post = [[2, nan, 3], [3, 4, 5], [1e308, 2, 4], [1, 2, 3], [4, 4, 4]]
    result = group_anchor(pre, post, important=2, better="higher")
    assert result.reason.tolist() == [
        "too-few-people", "sd-zero", "too-large", "too-few-people", "",
    ]  # fmt: skip
    np.testing.assert_array_equal(result.category == "", result.reason != "")
    assert float(result.difference[1]) == 2
    assert group_anchor(
        np.empty((0, 3)), np.empty((0, 3)), important=2, better="higher"
    ).low.shape == (0,)
    flat = group_anchor_between(
        [[1, 1], [1, 2]], [[4, 4, 4], [4, 4, 4]], important=2, better="higher"
    )
    assert flat.reason.tolist() == ["sd-zero", ""]
    assert flat.n_comparison.tolist() == [3, 3]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [np.inf, 1]}, "pre, row 0"),
        ({"pre": 3, "post": 4}, "pre"),
        ({"important": 0}, "important"),
        ({"confidence": 1}, "confidence"),
        ({"confidence": [0.9, 0.95]}, "confidence"),
        ({"better": "target"}, "better"),
    ],
)
def test_impossible_input_is_refused(changed: dict[str, object], place: str) -> None:
    """The argument is named, with a remedy."""
    usual = {"pre": [4, 5], "post": [1, 3], "important": 5, "better": "lower"}
    with pytest.raises(DomainError) as caught:
        group_anchor(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("reference", "comparison", "place"),
    [
        ([1, np.inf], [1, 2], "reference, row 1"),
        ([1, 2], 3, "comparison"),
        (np.ones((2, 3)), np.ones((3, 3)), "reference"),
    ],
)
def test_groups_that_do_not_fit_are_refused(
    reference: object, comparison: object, place: str
) -> None:
    """Infinite scores, one number, and batches of different length."""
    with pytest.raises(DomainError) as caught:
        group_anchor_between(reference, comparison, important=5, better="lower")
    assert caught.value.problems[0].path == place
