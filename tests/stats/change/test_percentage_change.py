"""Percentage change: the boundary, the start at nothing, and the laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.percentage_change import percentage_change

SCORE = st.sampled_from([*range(31), np.nan])


@given(
    people=st.lists(st.tuples(SCORE, SCORE), max_size=30),
    percent=st.tuples(st.integers(1, 100), st.integers(1, 100)),
    better=st.sampled_from(["higher", "lower"]),
)
def test_every_person_has_the_word_of_whole_number_arithmetic(
    people: list[tuple[float, float]], percent: tuple[int, int], better: str
) -> None:
    """At least the share given, counted in whole points so that nothing is rounded."""
    up, down = percent
    pre, post = np.array(people, dtype=float).reshape(-1, 2).T
    sign = 1 if better == "higher" else -1
    expected = []
    for a, b in people:
        if np.isnan(a) or np.isnan(b) or a == 0:
            expected.append("")
            continue
        gain = 100 * sign * (int(b) - int(a))
        improved, worse = gain >= up * int(a), -gain >= down * int(a)
        assert not (improved and worse)
        expected.append("improved" if improved else "deteriorated" if worse else "unchanged")
    result = percentage_change(pre, post, improved=up / 100, deteriorated=down / 100, better=better)
    assert result.category.tolist() == expected
    np.testing.assert_array_equal(np.isnan(result.index), result.category == "")
    np.testing.assert_array_equal(result.reason != "", result.category == "")
    other = percentage_change(
        pre, post, improved=down / 100, deteriorated=up / 100,
        better="lower" if better == "higher" else "higher",
    )  # fmt: skip
    turned = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    assert other.category.tolist() == [turned.get(word, "") for word in expected]


def test_a_share_of_nothing_does_not_exist() -> None:
    """An R package calls a person who rose from 0 improved and deteriorated at once."""
    for better in ("higher", "lower"):
        result = percentage_change([0, 0], [3, 0], improved=0.3, better=better)
        assert np.isnan(result.index).all()
        assert result.category.tolist() == ["", ""]
        assert result.reason.tolist() == ["zero-at-start"] * 2
    # That package's rules for the person who rose from 0 where lower is better.
    change, pre, post = 3.0, 0.0, 3.0
    share = np.divide(change, pre, out=np.array(np.inf), where=np.array(pre != 0))
    improved = (-share >= 0.3) or (pre == 0 and post > 0)
    deteriorated = -share <= -0.3
    assert improved
    assert deteriorated


def test_the_boundary_is_at_least_and_holds_on_paper() -> None:
    """From 10 to 7 is 30 %; so is from 2.3 to 1.61, which as binary numbers falls short."""
    assert (2.3 - 1.61) / 2.3 < 0.3
    result = percentage_change([10, 2.3, 10], [7, 1.61, 7.001], improved=0.3, better="lower")
    assert result.category.tolist() == ["improved", "improved", "unchanged"]
    assert result.boundary.tolist() == [">="] * 3
    # A share so small that a rounding error would do still needs a change.
    tiny = percentage_change([5, 5], [5, 4], improved=1e-15, better="lower")
    assert tiny.category.tolist() == ["unchanged", "improved"]


def test_both_shares_are_the_same_where_one_is_given() -> None:
    """And may differ: a fall of half is an improvement, a rise of 30 % a deterioration."""
    pre, post = [10, 10, 10], [6, 14, 4]
    one = percentage_change(pre, post, improved=0.5, better="lower")
    two = percentage_change(pre, post, improved=0.5, deteriorated=0.3, better="lower")
    assert one.category.tolist() == ["unchanged", "unchanged", "improved"]
    assert two.category.tolist() == ["unchanged", "deteriorated", "improved"]
    # A score can more than double, so such a share is a share where it is a rise.
    rise = percentage_change([10], [25], improved=1.5, deteriorated=0.5, better="higher")
    assert rise.category.tolist() == ["improved"]


def test_missing_and_enormous_scores_have_a_reason() -> None:
    """Without a warning; shapes of a batch, of nobody and of one person are kept."""
    result = percentage_change(
        [np.nan, 3, 5e-324, 1e308], [3, np.nan, 1e308, 0], improved=0.5, better="lower"
    )
    assert result.reason.tolist() == ["missing-pre", "missing-post", "too-large", ""]
    assert result.category[3] == "improved"
    assert percentage_change(np.empty((2, 0)), 3, improved=0.5, better="lower").index.shape == (
        2,
        0,
    )
    one = percentage_change(4, 2, improved=0.5, better="lower")
    assert all(field.shape == () for field in one)
    assert one.category.dtype == np.dtype("<U12")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [1, -1]}, "pre, row 1"),
        ({"post": [-1, 1]}, "post, row 0"),
        ({"pre": [np.inf, 1]}, "pre, row 0"),
        ({"improved": 30}, "improved"),
        ({"improved": 0}, "improved"),
        ({"improved": -0.3}, "improved"),
        ({"improved": np.nan}, "improved"),
        ({"improved": [0.3, 0.3]}, "improved"),
        ({"improved": "half"}, "improved"),
        ({"deteriorated": np.inf}, "deteriorated"),
        ({"better": "higher", "improved": 1.5}, "deteriorated"),
        ({"better": "up"}, "better"),
        ({"post": [1, 2, 3]}, "pre"),
    ],
)
def test_impossible_input_is_refused(changed: dict[str, object], place: str) -> None:
    """A score below 0 has no share; a share above 1 was meant as a percentage."""
    usual = {"pre": [4, 5], "post": [1, 2], "improved": 0.5, "better": "lower"}
    with pytest.raises(DomainError) as caught:
        percentage_change(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy
