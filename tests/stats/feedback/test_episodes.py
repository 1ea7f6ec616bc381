"""Episodes of sessions in flat arrays: first, last, best, number and weeks of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.feedback.episodes import episode_summary

EPISODES = st.lists(st.lists(st.integers(0, 400), max_size=5), max_size=6)


def flat(episodes: list[list[int]]) -> tuple[list[float], list[float], list[int]]:
    """Days, scores in tenths and offsets."""
    t = [3.0 * i * (e + 1) for e, scores in enumerate(episodes) for i in range(len(scores))]
    y = [score / 10 for scores in episodes for score in scores]
    return t, y, np.cumsum([0, *map(len, episodes)]).tolist()


@given(EPISODES, st.sampled_from(["higher", "lower"]))
def test_each_episode_is_summed_up_as_by_hand(episodes: list[list[int]], better: str) -> None:
    """Empty episodes among the others included."""
    t, y, offsets = flat(episodes)
    found = episode_summary(t, y, offsets, better=better)
    assert found.n.tolist() == [len(scores) for scores in episodes]
    for row, scores in enumerate(episodes):
        tenths = [score / 10 for score in scores]
        if not tenths:
            assert np.isnan([found.first[row], found.last[row], found.best[row]]).all()
            assert np.isnan([found.weeks[row], found.change[row]]).all()
            continue
        assert (found.first[row], found.last[row]) == (tenths[0], tenths[-1])
        assert found.best[row] == (max if better == "higher" else min)(tenths)
        assert found.weeks[row] == pytest.approx(3 * (row + 1) * (len(tenths) - 1) / 7)
        assert found.change[row] == tenths[-1] - tenths[0]
        if len(tenths) > 1:
            assert found.change_from_last[row] == tenths[-1] - tenths[-2]
        else:
            assert np.isnan(found.change_from_last[row])


def test_differences_beyond_numbers_are_nan() -> None:
    """Of enormous scores; the scores themselves stay."""
    found = episode_summary([-1.7e308, 1.7e308], [-1.7e308, 1.7e308], [0, 2])
    assert np.isnan([found.weeks[0], found.change[0], found.change_from_last[0]]).all()
    assert found.best.tolist() == [1.7e308]


def test_no_episodes_are_legal() -> None:
    """Nor are sessions of nobody."""
    assert episode_summary([], [], [0]).first.shape == (0,)
    assert episode_summary([], [], [0, 0]).n.tolist() == [0]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (([0, 7, 0], [1, 2, np.nan], [0, 2, 3]), "y, row 1, session 0"),
        (([0, np.inf, 0], [1, 2, 3], [0, 2, 3]), "t, row 0, session 1"),
        (([0, 7, 0, 0], [1, 2, 3, 4], [0, 2, 4]), "t, row 1, session 1"),
        (([0, 7, 5], [1, 2, 3], [0, 0, 3]), "t, row 1, session 2"),
        (([0, 7], [1, 2, 3], [0, 3]), "t"),
        (([[0]], [1], [0, 1]), "t"),
        (([0], 1, [0, 1]), "y"),
        (([0, 7], [1, 2], [0, 1]), "offsets"),
        (([0, 7], [1, 2], [1, 2]), "offsets"),
        (([0, 7], [1, 2], [0, 2, 1, 2]), "offsets"),
        (([0, 7], [1, 2], [0, 0.5, 2]), "offsets"),
        (([0, 7], [1, 2], []), "offsets"),
        (([0, 7], [1, 2], [0, np.nan, 2]), "offsets, row 1"),
    ],
)
def test_impossible_sessions_are_refused_with_their_place(
    arguments: tuple[object, object, object], place: str
) -> None:
    """Episode and session; a second score on one day too."""
    with pytest.raises(DomainError) as caught:
        episode_summary(*arguments)
    assert caught.value.problems[0].path == place


def test_which_is_better_must_be_said_in_a_known_word() -> None:
    """Best is nothing without it."""
    with pytest.raises(DomainError, match="better"):
        episode_summary([0], [1], [0, 1], better="target")


def test_a_score_is_never_repeated_in_a_message() -> None:
    """How many episodes share the problem is."""
    with pytest.raises(DomainError, match="in 2 rows") as caught:
        episode_summary([5, 5, 9, 9], [31.5, 32.5, 33.5, 34.5], [0, 2, 4])
    assert "3" not in str(caught.value).replace("row 0, session 1", "")
