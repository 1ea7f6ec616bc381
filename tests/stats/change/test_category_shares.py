"""Shares of categories, their denominators, and what the missing leave open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.category_shares import category_shares
from rusfelt.stats.change.missing_post import DROPOUT_POLICIES

WORDS = ["recovered", "improved", "unchanged", "deteriorated", "harmed"]
PEOPLE = ["recovered"] * 3 + ["improved"] * 2 + ["unchanged"] * 4 + ["harmed"] + [""] * 4
CASE = [True] * 9 + [False] + [True] * 3 + [False]


def test_completers_are_out_of_those_with_two_scores() -> None:
    """Ten of fourteen have a category; intervals are scipy's Wilson."""
    shares = category_shares(PEOPLE, policy="completers")
    assert shares.category.tolist() == WORDS
    assert shares.count.tolist() == [3, 2, 4, 0, 1]
    assert (int(shares.denominator), int(shares.started), int(shares.missing)) == (10, 14, 4)
    for place, count in enumerate(shares.count.tolist()):
        theirs = stats.binomtest(count, 10).proportion_ci(method="wilson")
        assert float(shares.low[place]) == pytest.approx(theirs.low, abs=1e-12)
        assert float(shares.high[place]) == pytest.approx(theirs.high)
    assert np.isnan(shares.case_at_start)


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        ("baseline-observation", [3, 2, 8, 0, 1]),
        ("worst-case", [3, 2, 4, 3, 2]),
        ("best-case", [6, 3, 4, 0, 1]),
        ("last-observation", [3, 4, 5, 1, 1]),
    ],
)
def test_each_policy_counts_the_missing_as_it_says(policy: str, count: list[int]) -> None:
    """Three missing cases and one who was none, out of all fourteen."""
    last = {}
    if policy == "last-observation":
        last = {"last": [""] * 10 + ["improved", "improved", "deteriorated", ""]}
    shares = category_shares(PEOPLE, policy=policy, case=CASE, **last)
    assert shares.count.tolist() == count
    assert int(shares.denominator) == 14
    assert set(shares.policy.reshape(-1).tolist()) == {policy}


def test_without_cases_the_worst_is_deteriorated_and_the_best_improved() -> None:
    """Nobody is said to have recovered, or been harmed, of whom it is not known where they began."""
    assert category_shares(PEOPLE, policy="worst-case").count.tolist() == [3, 2, 4, 4, 1]
    assert category_shares(PEOPLE, policy="best-case").count.tolist() == [3, 6, 4, 0, 1]


def test_a_recovery_rate_is_out_of_cases() -> None:
    """Nine cases with two scores, twelve at the start."""
    shares = category_shares(PEOPLE, policy="completers", case=CASE, cases_only=True)
    assert (int(shares.denominator), float(shares.share[0])) == (9, pytest.approx(3 / 9))
    assert (int(shares.case_at_start), int(shares.case_two_scores)) == (12, 9)
    assert (float(shares.bound_low[0]), float(shares.bound_high[0])) == (3 / 12, 6 / 12)
    with pytest.raises(DomainError, match="case"):
        category_shares(PEOPLE, policy="completers", cases_only=True)


def test_only_a_case_can_recover_and_only_others_come_to_harm() -> None:
    """The bounds use what is known of the missing."""
    shares = category_shares(PEOPLE, policy="completers", case=CASE)
    np.testing.assert_allclose(shares.bound_high * 14, [6, 6, 8, 4, 2])
    np.testing.assert_allclose(shares.bound_low * 14, [3, 2, 4, 0, 1])


@given(
    codes=st.lists(st.integers(0, 5), max_size=30),
    policy=st.sampled_from([p for p in DROPOUT_POLICIES if p != "last-observation"]),
    starts=st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_everybody_is_in_exactly_one_category_and_within_the_bounds(
    codes: list[int], policy: str, starts: list[bool]
) -> None:
    """Counts add up to the denominator; a share of all who started lies between its bounds."""
    words = np.array([*WORDS, ""])[codes]
    started = np.array(starts[: len(codes)], dtype=bool) | (words != "")
    shares = category_shares(words, policy=policy, started=started)
    assert shares.count.sum() == shares.denominator
    assert int(shares.two_scores + shares.missing) == int(shares.started)
    if shares.denominator:
        assert (shares.low <= shares.share + 1e-12).all()
        assert (shares.share <= shares.high + 1e-12).all()
    else:
        assert np.isnan(shares.share).all()
        assert np.isnan(shares.high).all()
    if policy != "completers" and shares.started:
        assert (shares.bound_low <= shares.share).all()
        assert (shares.share <= shares.bound_high).all()


@given(codes=st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_one_more_person_without_change_never_raises_the_improved(codes: list[int]) -> None:
    """Whatever the others did."""
    words = np.array([*WORDS, ""])[codes].tolist()
    before = category_shares(words, policy="completers")
    after = category_shares([*words, "unchanged"], policy="completers")
    if before.denominator:
        assert (after.share[[0, 1]] <= before.share[[0, 1]]).all()


def test_groups_side_by_side_and_none_at_all() -> None:
    """Leading axes are groups; an empty group has no share."""
    table = np.array([PEOPLE, PEOPLE[::-1], [""] * 14])
    shares = category_shares(table, policy="completers", confidence=[0.95, 0.8, 0.95])
    assert shares.count.shape == (3, 5)
    np.testing.assert_array_equal(shares.count[0], shares.count[1])
    assert shares.low[0, 0] < shares.low[1, 0]
    assert np.isnan(shares.share[2]).all()
    assert (shares.bound_high[2] == 1).all()
    assert category_shares(np.empty((0, 4), dtype="<U12"), policy="completers").share.shape == (
        0,
        5,
    )
    assert np.isnan(category_shares([], policy="worst-case").bound_high).all()


def test_contradictions_are_refused_without_saying_the_word() -> None:
    """A place and never a person's category."""
    for arguments, place in (
        ({"started": [True, False]}, "category, row 1"),
        ({"case": [False, True]}, "category, row 0"),
        ({"case": ["yes", "no"]}, "case"),
        ({"policy": "last-observation"}, "last"),
        (
            {"policy": "last-observation", "case": [True] * 2, "last": ["", "harmed"]},
            "last, row 1",
        ),
    ):
        with pytest.raises(DomainError, match=place) as caught:
            category_shares(["recovered", "improved"], **{"policy": "completers", **arguments})
        if "category, row" in place:
            assert "recovered" not in str(caught.value)
    for words in (["better"], [1, 2], "improved", [["improved"], []]):
        with pytest.raises(DomainError, match="category"):
            category_shares(words, policy="completers")
