"""Recovered, improved, unchanged, deteriorated, harmed: the rules, the line itself, and the laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.anchor_change import anchor_change
from rusfelt.stats.change.clinical_change import clinical_change
from rusfelt.stats.change.clinical_cutoff import clinical_cutoff
from rusfelt.stats.change.reliable_change import reliable_change
from rusfelt.vocabulary import ChangeCategory

WORDS = [word.value for word in ChangeCategory]
TURNED = {
    "recovered": "harmed", "improved": "deteriorated", "unchanged": "unchanged",
    "deteriorated": "improved", "harmed": "recovered", "": "",
}  # fmt: skip
SCORES = st.lists(
    st.tuples(
        st.sampled_from([*range(21), np.nan]), st.sampled_from([*range(21), np.nan]),
        st.sampled_from(["improved", "unchanged", "deteriorated"]),
    ),
    max_size=30,
)  # fmt: skip


def columns(people: list[tuple[float, float, str]]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    pre = np.array([one[0] for one in people], dtype=float)
    post = np.array([one[1] for one in people], dtype=float)
    lone = np.isnan(pre) | np.isnan(post)
    return pre, post, ["" if gone else one[2] for gone, one in zip(lone, people, strict=True)]


def by_hand(pre: float, post: float, reliable: str, cutoff: float, sign: int) -> str:
    """One person at a time, by the rules in words."""
    if np.isnan(pre) or np.isnan(post):
        return ""
    if reliable == "improved":
        crossed = sign * pre < sign * cutoff < sign * post
        return "recovered" if crossed else "improved"
    if reliable == "deteriorated":
        crossed = sign * post < sign * cutoff < sign * pre
        return "harmed" if crossed else "deteriorated"
    return "unchanged"


@given(people=SCORES, cutoff=st.integers(0, 20), better=st.sampled_from(["higher", "lower"]))
def test_every_person_has_the_word_of_the_rules(
    people: list[tuple[float, float, str]], cutoff: int, better: str
) -> None:
    """One person at a time, and everyone with two scores has exactly one of the five words."""
    pre, post, reliable = columns(people)
    result = clinical_change(pre, post, reliable, cutoff, better=better)
    sign = 1 if better == "higher" else -1
    expected = [by_hand(*one, cutoff, sign) for one in zip(pre, post, reliable, strict=True)]
    assert result.category.tolist() == expected
    both = ~np.isnan(pre + post)
    assert sum(int(np.sum(result.category == word)) for word in WORDS) == int(both.sum())
    np.testing.assert_array_equal(result.reason == "", both)
    # A rule that must hold whatever the data.
    harmed, recovered = result.category == "harmed", result.category == "recovered"
    assert not np.any(harmed & result.clinical_pre)
    assert not np.any(recovered & ~result.clinical_pre)


@given(people=SCORES, cutoff=st.integers(0, 20), better=st.sampled_from(["higher", "lower"]))
def test_turning_the_direction_turns_the_words(
    people: list[tuple[float, float, str]], cutoff: int, better: str
) -> None:
    """What is recovery one way is harm the other; and so it is with the scores swapped."""
    pre, post, reliable = columns(people)
    turned = [TURNED[word] for word in reliable]
    other = "lower" if better == "higher" else "higher"
    found = clinical_change(pre, post, reliable, cutoff, better=better).category
    expected = [TURNED[word] for word in found.tolist()]
    assert clinical_change(pre, post, turned, cutoff, better=other).category.tolist() == expected
    assert clinical_change(post, pre, turned, cutoff, better=better).category.tolist() == expected
    mirrored = clinical_change(-pre, -post, reliable, -cutoff, better=other).category
    assert mirrored.tolist() == found.tolist()


@given(
    people=SCORES, cutoff=st.integers(0, 20),
    rule=st.sampled_from(
        [("higher", "<"), ("higher", "<="), ("lower", ">"), ("lower", ">=")]
    ),
)  # fmt: skip
def test_with_an_operator_everybody_is_on_exactly_one_side(
    people: list[tuple[float, float, str]], cutoff: int, rule: tuple[str, str]
) -> None:
    """Clinical by the operator, functional by its opposite, and nothing between."""
    pre, post, reliable = columns(people)
    better, operator = rule
    result = clinical_change(pre, post, reliable, cutoff, better=better, cutoff_operator=operator)
    for score, clinical, functional in (
        (pre, result.clinical_pre, result.functional_pre),
        (post, result.clinical_post, result.functional_post),
    ):
        there = ~np.isnan(score)
        np.testing.assert_array_equal(clinical ^ functional, there)
        compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
        np.testing.assert_array_equal(clinical, compare[operator](score, cutoff))
    assert set(result.clinical_if.tolist()) <= {operator}
    opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[operator]
    assert set(result.functional_if.tolist()) <= {opposite}


def test_at_a_cutoff_without_an_operator_a_person_is_on_neither_side() -> None:
    """So a step onto the line, or from it, is no crossing; the result says which rule it was."""
    pre, post = [10, 15, 10, 5], [5, 10, 15, 10]
    reliable = ["improved", "improved", "deteriorated", "deteriorated"]
    result = clinical_change(pre, post, reliable, 10, better="lower")
    assert result.category.tolist() == reliable
    assert not result.clinical_pre[0]
    assert not result.functional_pre[0]
    assert (result.clinical_if[0], result.functional_if[0]) == (">", "<")


def test_caseness_of_ten_or_more_puts_ten_on_the_clinical_side() -> None:
    """With >= a fall from 10 is recovery; with > a fall to 10 is."""
    pre, post, reliable = [10, 16], [4, 10], ["improved", "improved"]
    or_more = clinical_change(pre, post, reliable, 10, better="lower", cutoff_operator=">=")
    above = clinical_change(pre, post, reliable, 10, better="lower", cutoff_operator=">")
    assert or_more.category.tolist() == ["recovered", "improved"]
    assert above.category.tolist() == ["improved", "recovered"]


def test_a_prorated_score_on_the_line_is_on_the_line() -> None:
    """Three tenths added up are 0.30000000000000004, and 0.3 on paper."""
    at = np.array([0.1 + 0.2])
    result = clinical_change(at, at, ["unchanged"], 0.3, better="lower", cutoff_operator=">")
    assert not result.clinical_pre[0]
    plain = clinical_change(at, at, ["unchanged"], 0.3, better="lower")
    assert not plain.clinical_pre[0]
    assert not plain.functional_pre[0]


def test_a_cutoff_of_each_persons_own() -> None:
    """A child's cutoff is not an adult's."""
    result = clinical_change(
        [20, 20], [29, 29], ["improved"] * 2, [25, 32], better="higher", cutoff_operator="<"
    )
    assert result.category.tolist() == ["recovered", "improved"]


def test_what_is_in_the_way_is_said() -> None:
    """A missing score, a cutoff that is not there, and no reliable category."""
    result = clinical_change(
        [np.nan, 12, 12, 12, 12], [9, np.nan, 9, 9, np.nan],
        ["", "", "improved", "", ""], [10, 10, np.nan, 10, 10], better="lower",
    )  # fmt: skip
    assert result.category.tolist() == [""] * 5
    assert result.reason.tolist() == [
        "missing-pre", "missing-post", "no-cutoff", "no-reliable-change", "missing-post",
    ]  # fmt: skip
    # Who was a case at the start can be counted all the same.
    assert result.clinical_pre.tolist() == [False, True, False, True, True]


def test_the_reason_of_the_reliable_change_is_passed_on() -> None:
    """Nobody differs, so there is no index and no category."""
    reliable = reliable_change([12, 12], [9, 8], reliability=0.8, better="lower")
    result = clinical_change([12, 12], [9, 8], reliable, 10, better="lower")
    assert result.reason.tolist() == reliable.reason.tolist() == ["sd-zero"] * 2


def test_the_answers_of_the_other_functions_fit_as_they_are() -> None:
    """A reliable change or an important one, and a cutoff with its kind."""
    pre, post = [40, 35, 30, 20], [10, 30, 12, 33]
    cutoff = clinical_cutoff(
        "c", better="lower", mean_clinical=32, sd_clinical=7, mean_functional=10, sd_functional=7
    )
    reliable = reliable_change(pre, post, sd=7, reliability=0.9, better="lower")
    important = anchor_change(pre, post, important=4, better="lower")
    assert clinical_change(pre, post, reliable, cutoff, better="lower").category.tolist() == [
        "recovered", "unchanged", "recovered", "harmed",
    ]  # fmt: skip
    assert clinical_change(pre, post, important, cutoff, better="lower").category[1] == "improved"


def test_hageman_and_arrindell_ask_more_of_the_later_score() -> None:
    """Just past the cutoff is past it by the score, and not beyond its error."""
    pre, post = [40, 38, 41, 36, 12], [19, 3, 35, 30, 38]
    reliable = ["improved", "improved", "unchanged", "unchanged", "deteriorated"]
    plain = clinical_change(pre, post, reliable, 20, better="lower")
    strict = clinical_change(
        pre, post, reliable, 20, better="lower", method="hageman-arrindell", reliability=0.9
    )
    assert plain.category.tolist()[:2] == ["recovered", "recovered"]
    assert strict.category.tolist() == ["improved", "recovered", "unchanged", "unchanged", "harmed"]
    assert not strict.functional_post[0]
    assert not strict.clinical_post[0]
    assert abs(strict.cs_index[0]) < strict.critical[0] == pytest.approx(1.6448536269514722)
    assert (str(strict.sd_source[0]), str(plain.sd_source[0])) == ("sample", "")


@given(people=SCORES, better=st.sampled_from(["higher", "lower"]))
def test_by_hageman_and_arrindell_too_everyone_has_one_word(
    people: list[tuple[float, float, str]], better: str
) -> None:
    """A person with two scores has one word, or the reason for having none."""
    pre, post, reliable = columns(people)
    result = clinical_change(
        pre, post, reliable, 10.5, better=better, method="hageman-arrindell", reliability=0.8,
        sd=6, mean_post=9, sd_post=7,
    )  # fmt: skip
    both = ~np.isnan(pre + post)
    np.testing.assert_array_equal(np.isin(result.category, WORDS), both)
    assert not np.any((result.category == "harmed") & result.clinical_pre)
    turned = clinical_change(
        -pre, -post, reliable, -10.5, better="lower" if better == "higher" else "higher",
        method="hageman-arrindell", reliability=0.8, sd=6, mean_post=-9, sd_post=7,
    )  # fmt: skip
    assert turned.category.tolist() == result.category.tolist()


def test_shapes_of_a_batch_and_of_one_person_are_kept() -> None:
    """Two teams of three, nobody, and one person."""
    pre, post = np.array([[30, 20, 10.0]] * 2), np.array([[5, 19, 28.0]] * 2)
    words = np.array([["improved", "unchanged", "deteriorated"]] * 2)
    result = clinical_change(pre, post, words, [[15], [35]], better="lower")
    assert result.category.tolist() == [
        ["recovered", "unchanged", "harmed"], ["improved", "unchanged", "deteriorated"],
    ]  # fmt: skip
    assert all(field.shape == (2, 3) for field in result)
    nobody = clinical_change(np.empty((2, 0)), np.empty((2, 0)), np.empty((2, 0), "U1"), 3)
    assert all(field.shape == (2, 0) for field in nobody)
    one = clinical_change(30, 5, "improved", 15, better="lower")
    assert all(field.shape == () for field in one)
    assert str(one.category) == "recovered"
    assert one.category.dtype == result.category.dtype == np.dtype("<U12")


def test_enormous_scores_have_a_word() -> None:
    """Without a warning."""
    result = clinical_change(
        [-1e308, 1e308], [1e308, -1e308], ["improved", "deteriorated"], 1.7e308, better="higher"
    )
    assert result.category.tolist() == ["improved", "deteriorated"]
    far = clinical_change(
        [-1e308, 1e308], [1e308, -1e308], ["improved", "deteriorated"], 0, better="higher"
    )
    assert far.category.tolist() == ["recovered", "harmed"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [1, np.inf]}, "pre, row 1"),
        ({"post": [-np.inf, 1]}, "post, row 0"),
        ({"cutoff": np.inf}, "cutoff, row 0"),
        ({"cutoff": [1, 2, 3]}, "cutoff"),
        ({"reliable": ["improved", "better"]}, "reliable, row 1"),
        ({"reliable": ["improved"] * 3}, "reliable"),
        ({"reliable": [1, 2]}, "reliable"),
        ({"post": [np.nan, 4]}, "reliable, row 0"),
        ({"better": "undeclared"}, "better"),
        ({"cutoff_operator": ">="}, "cutoff_operator"),
        ({"cutoff_operator": "=="}, "cutoff_operator"),
        ({"method": "nunnally-kotsch"}, "method"),
        ({"sd": 7}, "sd"),
        ({"pooled": True}, "pooled"),
        ({"method": "hageman-arrindell"}, "reliability"),
        ({"method": "hageman-arrindell", "reliability": 0.8, "confidence": 0.5}, "confidence"),
        ({"method": "hageman-arrindell", "reliability": 0.8, "pooled": False}, "group"),
        ({"method": "hageman-arrindell", "reliability": 0.8, "pooled": "no"}, "pooled"),
        ({"method": "hageman-arrindell", "reliability": 0.8, "sd_post": 0}, "sd_post"),
    ],
)
def test_impossible_input_is_refused(changed: dict[str, object], place: str) -> None:
    """The argument and the person's place are named, with a remedy."""
    usual: dict[str, object] = {
        "pre": [30, 20], "post": [5, 4], "reliable": ["improved", "unchanged"],
        "cutoff": 15, "better": "higher",
    }  # fmt: skip
    with pytest.raises(DomainError) as caught:
        clinical_change(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy


def test_a_refusal_never_tells_a_persons_score() -> None:
    """People's data do not stand in messages."""
    with pytest.raises(DomainError) as caught:
        clinical_change([31337, np.inf], [4, 4], ["improved", "improved"], 3)
    assert "31337" not in str(caught.value)
    with pytest.raises(DomainError) as caught:
        clinical_change([31337, 2], [4, 4], ["improved", "secret"], 3)
    assert "31337" not in str(caught.value)
    assert "secret" not in str(caught.value)
