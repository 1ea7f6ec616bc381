"""NHS Talking Therapies: the composite against a plain reading of its rules, and its denominators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.talking_therapies import talking_therapies
from rusfelt.stats.change.talking_therapies_shares import talking_therapies_shares

PHQ9_GAD7 = {"caseness": [10, 8], "reliable": [6, 4]}
SCORE = st.sampled_from([None, 0, 3, 4, 7, 8, 9, 10, 12, 13, 14, 16, 18, 20])


def plainly(pre: list[float | None], post: list[float | None]) -> dict[str, bool]:
    """One person with PHQ-9 and GAD-7, in the words of the manual."""
    names = ("classified", "case_at_start", "case_at_end", "recovery", "reliable_improvement",
             "reliable_deterioration", "no_reliable_change", "reliable_recovery")  # fmt: skip
    if None in pre or None in post:
        return dict.fromkeys(names, False)
    start = pre[0] >= 10 or pre[1] >= 8
    end = post[0] >= 10 or post[1] >= 8
    fell = pre[0] - post[0] >= 6 or pre[1] - post[1] >= 4
    rose = post[0] - pre[0] >= 6 or post[1] - pre[1] >= 4
    better, worse = fell and not rose, rose and not fell
    recovered = start and not end
    values = (True, start, end, recovered, better, worse, not (better or worse),
              recovered and better)  # fmt: skip
    return dict(zip(names, values, strict=True))


@given(st.lists(st.tuples(SCORE, SCORE, SCORE, SCORE), min_size=1, max_size=12))
def test_every_person_is_what_the_rules_say(people: list[tuple[float | None, ...]]) -> None:
    """All labels of everyone, missing scores included; and the numbers add up."""
    table = np.array([[np.nan if x is None else x for x in person] for person in people])
    found = talking_therapies(table[:, :2], table[:, 2:], **PHQ9_GAD7)
    expected = [plainly(list(person[:2]), list(person[2:])) for person in people]
    for name in expected[0]:
        assert getattr(found, name).tolist() == [each[name] for each in expected], name
    shares = talking_therapies_shares(found)
    three = shares.reliably_improved + shares.reliably_deteriorated + shares.no_reliable_change
    assert three == shares.two_scores
    assert shares.two_scores + shares.missing_pre + shares.missing_post == shares.started
    assert shares.reliably_recovered <= shares.recovered <= shares.case_at_start


@given(st.lists(st.tuples(*[st.integers(0, 27)] * 4), min_size=1, max_size=8))
def test_swapping_start_and_end_swaps_improvement_and_deterioration(
    people: list[tuple[int, ...]],
) -> None:
    """And a scale turned round gives the same labels."""
    table = np.array(people, dtype=float)
    there = talking_therapies(table[:, :2], table[:, 2:], **PHQ9_GAD7)
    back = talking_therapies(table[:, 2:], table[:, :2], **PHQ9_GAD7)
    assert there.reliable_improvement.tolist() == back.reliable_deterioration.tolist()
    assert there.case_at_start.tolist() == back.case_at_end.tolist()
    turned = table * [1, -1, 1, -1]
    same = talking_therapies(
        turned[:, :2], turned[:, 2:], caseness=[10, -8], reliable=[6, 4], better=["lower", "higher"]
    )
    for ours, theirs in zip(same, there, strict=True):
        assert ours.tolist() == theirs.tolist()


def test_a_change_of_just_the_threshold_counts_on_paper_too() -> None:
    """1.13 to 0.40 is a fall of 0.73, whatever binary numbers make of it."""
    assert 1.13 - 0.4 < 0.73
    found = talking_therapies([[1.13]], [[0.4]], caseness=[1.13], reliable=[0.73])
    assert found.reliable_improvement.tolist() == [True]
    assert found.case_at_start.tolist() == [True]
    short = talking_therapies([[1.13]], [[0.41]], caseness=[1.14], reliable=[0.73])
    assert short.no_reliable_change.tolist() == [True]
    assert short.case_at_start.tolist() == [False]


def test_why_someone_is_not_classified() -> None:
    """Too few sessions first, then a missing start, then a missing end."""
    pre = [[12, 9], [np.nan, 9], [12, 9], [12, 9]]
    post = [[3, 3], [np.nan, 3], [3, np.nan], [3, 3]]
    found = talking_therapies(pre, post, **PHQ9_GAD7, sessions=[1, 5, 5, 2])
    assert found.reason.tolist() == ["too-few-sessions", "missing-pre", "missing-post", ""]
    shares = talking_therapies_shares(found)
    assert [int(number) for number in shares[:6]] == [4, 1, 1, 1, 1, 1]
    assert float(shares.recovery) == 1


def test_recovery_is_of_the_cases_and_change_of_all_with_two_scores() -> None:
    """Two cases of whom one recovers reliably, and one who was no case and gets worse."""
    found = talking_therapies([[18, 9], [18, 9], [3, 3]], [[6, 5], [18, 9], [9, 7]], **PHQ9_GAD7)
    shares = talking_therapies_shares(found)
    assert (float(shares.recovery), float(shares.reliable_recovery)) == (0.5, 0.5)
    assert float(shares.reliable_improvement) == pytest.approx(1 / 3)
    assert float(shares.reliable_deterioration) == pytest.approx(1 / 3)


def test_persons_may_have_been_given_different_measures() -> None:
    """Thresholds with an axis of persons: the second has another anxiety measure."""
    found = talking_therapies(
        [[12, 9], [12, 40]], [[11, 5], [11, 30]], caseness=[[10, 8], [10, 32]],
        reliable=[[6, 4], [6, 10]],
    )  # fmt: skip
    assert found.reliable_improvement.tolist() == [True, True]


def test_groups_lie_along_leading_axes() -> None:
    """A batch of two groups of three, thresholds shared."""
    rng = np.random.default_rng(2)
    pre, post = rng.integers(0, 22, (2, 2, 3, 2))
    found = talking_therapies(pre, post, **PHQ9_GAD7)
    shares = talking_therapies_shares(found)
    assert found.recovery.shape == (2, 3)
    for row in range(2):
        alone = talking_therapies(pre[row], post[row], **PHQ9_GAD7)
        assert found.recovery[row].tolist() == alone.recovery.tolist()
        assert int(shares.recovered[row]) == int(talking_therapies_shares(alone).recovered)


def test_a_long_register_is_answered_as_each_person_alone() -> None:
    """Across the blocks the work is done in."""
    rng = np.random.default_rng(3)
    pre, post = rng.integers(0, 28, (2, 20_000, 2)).astype(float)
    found = talking_therapies(pre, post, **PHQ9_GAD7)
    for row in (0, 8191, 8192, 19_999):
        assert bool(found.reliable_recovery[row]) == plainly(
            pre[row].tolist(), post[row].tolist()
        )["reliable_recovery"]  # fmt: skip


def test_nobody_is_a_group_without_shares() -> None:
    """No persons: numbers are 0 and shares nan."""
    shares = talking_therapies_shares(
        talking_therapies(np.empty((0, 2)), np.empty((0, 2)), **PHQ9_GAD7)
    )
    assert int(shares.started) == 0
    assert np.isnan(shares.recovery)
    assert np.isnan(shares.reliable_improvement)


def test_enormous_scores_are_compared_all_the_same() -> None:
    """A fall too large for a number is still a fall."""
    found = talking_therapies([[1e308], [-1e308]], [[-1e308], [1e308]], caseness=[0], reliable=[1])
    assert found.reliable_improvement.tolist() == [True, False]
    assert found.reliable_deterioration.tolist() == [False, True]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [[12, 9], [12, np.inf]]}, "pre, row 1, measure 1"),
        ({"post": [[12, 9], [-np.inf, 3]]}, "post, row 1, measure 0"),
        ({"caseness": [10, np.nan]}, "caseness, row 0, point 1"),
        ({"reliable": [0, 4]}, "reliable, row 0, point 0"),
        ({"reliable": 6}, "reliable"),
        ({"pre": [12, 9]}, "pre"),
        ({"pre": 12}, "pre"),
        ({"caseness": [10, 8, 1]}, "pre"),
        ({"post": [[1, 2]] * 3}, "pre"),
        ({"better": "target"}, "better, row 0"),
        ({"better": ["lower", "undeclared"]}, "better, row 1"),
        ({"better": ["lower"] * 3}, "better"),
        ({"sessions": [1, 1.5]}, "sessions, row 1"),
        ({"sessions": [1, 2, 3]}, "pre"),
        (
            {"pre": np.empty((2, 0)), "post": np.empty((2, 0)), "caseness": [], "reliable": []},
            "pre",
        ),
    ],
)
def test_impossible_input_is_refused_with_its_place(changed: dict[str, object], place: str) -> None:
    """Person and measure, never the score."""
    usual = {"pre": [[12, 9], [12, 9]], "post": [[3, 3], [3, 3]], **PHQ9_GAD7}
    with pytest.raises(DomainError) as caught:
        talking_therapies(**usual | changed)
    assert caught.value.problems[0].path == place


@pytest.mark.parametrize("outcomes", [None, "people"])
def test_shares_are_of_outcomes(outcomes: object) -> None:
    """Of nothing else."""
    with pytest.raises(DomainError, match="outcomes"):
        talking_therapies_shares(outcomes)


def test_shares_are_of_a_group() -> None:
    """One person taken out of the answer is no group."""
    found = talking_therapies([[12, 9]], [[3, 3]], **PHQ9_GAD7)
    one = type(found)(*(field[0] for field in found))
    with pytest.raises(DomainError, match="one person"):
        talking_therapies_shares(one)
