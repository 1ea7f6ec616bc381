"""How episodes ended, and the shares with their denominators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.feedback.ending_shares import ending_shares
from rusfelt.stats.feedback.endings import episode_ending

EPISODE = st.tuples(
    st.sampled_from([None, 10.0, 24.9, 25.0, 31.0]),
    st.sampled_from(["planned", "unplanned", "open", ""]),
    st.sampled_from([None, 20.0, 25.0, 31.0]),
)


@given(st.lists(EPISODE, max_size=15))
def test_every_episode_is_counted_once_and_shares_are_of_the_closed(
    episodes: list[tuple[float | None, str, float | None]],
) -> None:
    """Against counting by hand."""
    last = [np.nan if score is None else score for score, _, _ in episodes]
    target = [np.nan if aim is None else aim for _, _, aim in episodes]
    words = [word for _, word, _ in episodes]
    found = episode_ending(last, words, cutoff=25, target=target)
    shares = ending_shares(found)
    closed = [e for e in episodes if e[0] is not None and e[1] in {"planned", "unplanned"}]
    assert int(shares.episodes) == len(episodes)
    assert int(shares.closed) == len(closed)
    parts = (shares.closed, shares.open, shares.no_ending, shares.no_score)
    assert sum(int(part) for part in parts) == len(episodes)
    for name in ("planned", "unplanned"):
        for place, healthy in (("healthy", True), ("clinical", False)):
            number = sum(word == name and (score >= 25) == healthy for score, word, _ in closed)
            share = float(getattr(shares, f"{name}_{place}"))
            expected = number / len(closed) if closed else np.nan
            assert share == pytest.approx(expected, nan_ok=True)
    aimed = [e for e in closed if e[2] is not None]
    assert int(shares.with_target) == len(aimed)
    assert int(shares.reached) == sum(score >= aim for score, _, aim in aimed)
    assert np.isnan(shares.reached_share) == (not aimed)


@pytest.mark.parametrize(
    ("better", "operator", "expected"),
    [
        ("higher", None, ["clinical", "healthy", "healthy"]),
        ("higher", "<", ["clinical", "healthy", "healthy"]),
        ("higher", "<=", ["clinical", "clinical", "healthy"]),
        ("lower", None, ["healthy", "healthy", "clinical"]),
        ("lower", ">", ["healthy", "healthy", "clinical"]),
        ("lower", ">=", ["healthy", "clinical", "clinical"]),
    ],
)
def test_the_operator_says_on_which_side_the_cutoff_itself_is(
    better: str, operator: str | None, expected: list[str]
) -> None:
    """Below it, at it, above it."""
    options = {"cutoff": 25, "better": better, "cutoff_operator": operator}
    found = episode_ending([24.9, 25, 25.1], "planned", **options)
    assert [word.removeprefix("planned-") for word in found.ending.tolist()] == expected
    assert found.healthy.tolist() == [word == "healthy" for word in expected]
    usual = {"higher": "<", "lower": ">"}[better]
    assert set(found.clinical_if.tolist()) == {operator or usual}


def test_lower_targets_are_reached_from_above() -> None:
    """Where lower is better, at the target or below it."""
    found = episode_ending([9, 10, 11], "planned", cutoff=12, better="lower", target=10)
    assert found.reached.tolist() == [True, True, False]


def test_what_is_not_known_has_its_reason() -> None:
    """An open episode needs no score."""
    found = episode_ending([np.nan, np.nan, 20], ["open", "planned", ""], cutoff=25)
    assert found.ending.tolist() == ["open", "", ""]
    assert found.reason.tolist() == ["", "no-score", "no-ending"]
    assert not found.healthy.any()
    assert not found.with_target.any()


def test_groups_lie_along_leading_axes() -> None:
    """Two teams of two; nobody is a team without shares."""
    found = episode_ending([[30, 10], [30, 30]], ["planned", "unplanned"], cutoff=25)
    shares = ending_shares(found)
    assert shares.unplanned_clinical.tolist() == [0.5, 0.0]
    assert shares.closed.tolist() == [2, 2]
    empty = ending_shares(episode_ending(np.empty((2, 0)), np.empty((2, 0), "<U1"), cutoff=25))
    assert empty.episodes.tolist() == [0, 0]
    assert np.isnan(empty.planned_healthy).all()


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"last": [20, np.inf]}, "last, row 1"),
        ({"ending": ["planned", "gone"]}, "ending, row 1"),
        ({"ending": ["planned"] * 3}, "ending"),
        ({"ending": [1, 0]}, "ending"),
        ({"ending": [["planned"], []]}, "ending"),
        ({"cutoff": np.nan}, "cutoff, row 0"),
        ({"target": [np.inf, 1]}, "target, row 0"),
        ({"better": "target"}, "better"),
        ({"cutoff_operator": ">"}, "cutoff_operator"),
        ({"cutoff_operator": "=="}, "cutoff_operator"),
    ],
)
def test_impossible_endings_are_refused_with_their_place(
    changed: dict[str, object], place: str
) -> None:
    """Unknown words, and an operator that points the wrong way."""
    usual = {"last": [20, 30], "ending": ["planned", "unplanned"], "cutoff": 25}
    with pytest.raises(DomainError) as caught:
        episode_ending(**usual | changed)
    assert caught.value.problems[0].path == place
    assert "gone" not in str(caught.value)


def test_shares_are_of_a_group() -> None:
    """Not of one episode, nor of anything else."""
    for endings in (episode_ending(20, "planned", cutoff=25), ["planned"]):
        with pytest.raises(DomainError, match="endings"):
            ending_shares(endings)
