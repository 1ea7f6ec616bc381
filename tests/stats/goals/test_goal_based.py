"""Goal-based outcomes: the mean change over a person's goals, and what it rests on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.goals.goal_based import goal_based_change

RATINGS = st.lists(
    st.tuples(st.sampled_from([None, *range(11)]), st.sampled_from([None, *range(11)])),
    min_size=1,
    max_size=3,
)


@given(RATINGS)
def test_change_is_the_mean_over_goals_with_both_ratings(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    """Goal by goal in plain Python."""
    first, last = (
        np.array([np.nan if x is None else x for x in side]) for side in zip(*pairs, strict=True)
    )
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    once = sum((a is None) != (b is None) for a, b in pairs)
    strict = goal_based_change(first, last)
    rest = goal_based_change(first, last, unpaired="left-out")
    assert (int(rest.n), int(rest.unpaired)) == (int(strict.n), int(strict.unpaired))
    assert (int(rest.n), int(rest.unpaired)) == (len(both), once)
    assert int(rest.reached) == sum(b == 10 for _, b in both)
    if both:
        expected = sum(b - a for a, b in both) / len(both)
        assert float(rest.change) == pytest.approx(expected, abs=1e-12)
        assert float(rest.last - rest.first) == pytest.approx(expected, abs=1e-12)
    assert np.isnan(rest.change) == (not both)
    assert np.isnan(strict.change) == (not both or once > 0)


@given(RATINGS, st.sampled_from([0.5, 1.0, 2.5, 3.0]), st.sampled_from([">=", ">"]))
def test_swapping_first_and_last_swaps_improved_and_deteriorated(
    pairs: list[tuple[int | None, int | None]], threshold: float, operator: str
) -> None:
    """And everyone with a change has just one word."""
    first, last = (
        np.array([np.nan if x is None else x for x in side]) for side in zip(*pairs, strict=True)
    )
    options = {"threshold": threshold, "operator": operator, "unpaired": "left-out"}
    there = goal_based_change(first, last, **options)
    back = goal_based_change(last, first, **options)
    mirror = {"improved": "deteriorated", "deteriorated": "improved"}
    assert str(back.category) == mirror.get(str(there.category), str(there.category))
    assert (str(there.category) == "") == np.isnan(there.change)


def test_a_change_of_just_the_threshold_follows_the_sources_operator() -> None:
    """Equal on paper is equal: three tenths up in thirds is still a mean of 0.1."""
    first, last = [[0.7, 0.7, 0.7]], [[0.8, 0.8, 0.8]]
    assert 0.8 - 0.7 != 0.1
    at = goal_based_change(first, last, threshold=0.1)
    beyond = goal_based_change(first, last, threshold=0.1, operator=">")
    assert at.category.tolist() == ["improved"]
    assert beyond.category.tolist() == ["unchanged"]
    assert (at.boundary.tolist(), beyond.boundary.tolist()) == ([">="], [">"])
    assert at.category.dtype == np.dtype("<U12")


def test_without_a_threshold_there_is_no_word() -> None:
    """None is shipped, and each person may have their own."""
    assert goal_based_change([1], [9]).category.tolist() == ""
    own = goal_based_change([[1], [1]], [[4], [4]], threshold=[3, 4])
    assert own.category.tolist() == ["improved", "unchanged"]
    assert goal_based_change([1], [4], threshold=[3, 4]).category.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "options", "place"),
    [
        (([[1, 11]], [[1, 2]]), {}, "first, row 0, goal 1"),
        (([1, 2], [1, -1]), {}, "last, row 0, goal 1"),
        (([1, np.inf], [1, 1]), {}, "first, row 0, goal 1"),
        ((1, 2), {}, "first"),
        (([1, 2], [1, 2, 3]), {}, "first"),
        (([1], [2]), {"threshold": 0}, "threshold, row 0"),
        (([1], [2]), {"threshold": np.nan}, "threshold"),
        (([[1], [1]], [[2], [2]]), {"threshold": [1, 2, 3]}, "threshold"),
        (([1], [2]), {"operator": "<"}, "operator"),
        (([1], [2]), {"unpaired": "guess"}, "unpaired"),
    ],
)
def test_impossible_ratings_are_refused_with_their_place(
    arguments: tuple[object, object], options: dict[str, object], place: str
) -> None:
    """Beyond the ladder, no threshold at all, unknown words."""
    with pytest.raises(DomainError) as caught:
        goal_based_change(*arguments, **options)
    assert place.startswith(caught.value.problems[0].path)


def test_nobody_and_no_goals_are_legal() -> None:
    """No persons give no answers; a person without goals has no change."""
    assert goal_based_change(np.empty((0, 3)), np.empty((0, 3))).change.shape == (0,)
    assert np.isnan(goal_based_change(np.empty((2, 0)), np.empty((2, 0)), threshold=1).change).all()
