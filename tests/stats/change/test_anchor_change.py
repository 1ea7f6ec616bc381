"""Change against the minimal important difference: the boundary and the laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.anchor_change import anchor_change

SCORE = st.sampled_from([*range(31), np.nan])


@given(
    people=st.lists(st.tuples(SCORE, SCORE), max_size=30),
    least=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    better=st.sampled_from(["higher", "lower"]),
)
def test_every_person_has_the_word_of_the_rule(
    people: list[tuple[float, float]], least: tuple[int, int], better: str
) -> None:
    """At least the difference; everyone with two scores has one word; turning it turns the word."""
    up, down = least
    pre, post = np.array(people, dtype=float).reshape(-1, 2).T
    sign = 1 if better == "higher" else -1
    expected = []
    for a, b in people:
        gain = sign * (b - a)
        word = "improved" if gain >= up else "deteriorated" if -gain >= down else "unchanged"
        expected.append("" if np.isnan(gain) else word)
    result = anchor_change(pre, post, important=up, deteriorated=down, better=better)
    assert result.category.tolist() == expected
    other = "lower" if better == "higher" else "higher"
    turned = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    swapped = anchor_change(pre, post, important=down, deteriorated=up, better=other)
    assert swapped.category.tolist() == [turned.get(word, "") for word in expected]
    mirrored = anchor_change(-pre, -post, important=up, deteriorated=down, better=other)
    assert mirrored.category.tolist() == expected


@given(people=st.lists(st.tuples(SCORE, SCORE), max_size=20))
def test_a_person_without_change_never_raises_the_improved_share(
    people: list[tuple[float, float]],
) -> None:
    """A threshold of points does not hang on who else is there."""
    pre, post = np.array([*people, (7, 7)], dtype=float).T
    with_ = anchor_change(pre, post, important=3, better="higher").category
    without = anchor_change(pre[:-1], post[:-1], important=3, better="higher").category
    assert with_[:-1].tolist() == without.tolist()
    assert with_[-1] == "unchanged"


def test_the_boundary_is_at_least_and_holds_on_paper() -> None:
    """A fall of 0.73 is one of 0.73, though 1.13 - 0.4 falls short of it as binary numbers."""
    assert 1.13 - 0.4 < 0.73
    result = anchor_change([1.13, 1.13], [0.4, 0.41], important=0.73, better="lower")
    assert result.category.tolist() == ["improved", "unchanged"]
    assert result.boundary.tolist() == [">="] * 2


def test_missing_and_enormous_scores_have_a_reason() -> None:
    """Without a warning; shapes are kept."""
    result = anchor_change(
        [np.nan, 1, -1e308, 0], [1, np.nan, 1e308, 1e308], important=5, better="higher"
    )
    assert result.reason.tolist() == ["missing-pre", "missing-post", "too-large", ""]
    assert result.category.tolist() == ["", "", "", "improved"]
    assert np.isnan(result.change[:3]).all()
    assert anchor_change([], [], important=5, better="higher").category.shape == (0,)
    one = anchor_change(3, 8, important=5, better="higher")
    assert all(field.shape == () for field in one)
    assert one.category.dtype == np.dtype("<U12")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [np.inf, 1]}, "pre, row 0"),
        ({"important": 0}, "important"),
        ({"important": -5}, "important"),
        ({"important": [5, 5]}, "important"),
        ({"deteriorated": np.nan}, "deteriorated"),
        ({"better": "undeclared"}, "better"),
        ({"post": [1, 2, 3]}, "pre"),
    ],
)
def test_impossible_input_is_refused(changed: dict[str, object], place: str) -> None:
    """The argument is named, with a remedy."""
    usual = {"pre": [4, 5], "post": [1, 2], "important": 5, "better": "lower"}
    with pytest.raises(DomainError) as caught:
        anchor_change(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy
