"""NHS Talking Therapies' outcomes over several measures of one person, one row a person."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import ragged

import rusfelt
from rusfelt.errors import DomainError, PluginError
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluators.recovery import Recovery
from rusfelt.stats.change.talking_therapies import talking_therapies
from rusfelt.stats.change.talking_therapies_shares import talking_therapies_shares

FIELDS = (
    "case_at_start", "case_at_end", "recovery", "reliable_improvement", "reliable_deterioration",
    "no_reliable_change", "reliable_recovery",
)  # fmt: skip
# First and last score on each of the two measures.
PEOPLE = {
    "a": ([18.0, 6.0], [14.0, 5.0]),
    "b": ([18.0, 12.0], [10.0, 14.0]),
    "c": ([9.0, 3.0], [7.0, 3.0]),
    "d": ([12.0, 9.0], [9.0, 6.0]),
    "e": ([11.0, 17.0], [9.0, 9.0]),
}


def people(rows, **shared):
    """A panel with both measures of each person, told as scores in order of sessions."""
    series = [
        {"indicator": indicator, "unit": unit, "y": list(y), "t": np.arange(1.0, len(y) + 1)}
        for unit, both in rows.items()
        for indicator, y in zip(("phq9", "gad7"), both, strict=True)
        if y is not None
    ]
    named = {"kind": "score", "design": "panel", "role": "outcome", "better": "lower", **shared}
    return ragged(series, clock="occasion", **named)


def test_each_person_is_what_the_function_says():
    """Caseness from 10 and 8, reliable change from 6 and 4; sessions between play no part."""
    between = {
        unit: tuple([y[0], 27.0, 0.0, y[1]] if place == 1 else y for place, y in enumerate(both))
        for unit, both in PEOPLE.items()
    }
    pre, post = (np.array([[y[end] for y in both] for both in PEOPLE.values()]) for end in (0, -1))
    known = talking_therapies(pre, post, caseness=[10, 8], reliable=[6, 4])
    for rows in (PEOPLE, between):
        found = rusfelt.evaluate(people(rows), "recovery")
        assert found["unit"].tolist() == list(PEOPLE)
        assert found.status.tolist() == ["ok"] * 5
        for name in FIELDS:
            assert found[name].tolist() == getattr(known, name).tolist(), name
    assert found["recovery"].tolist() == [True, False, False, True, False]
    assert found["reliable_recovery"].tolist() == [True, False, False, False, False]
    assert found["thresholds"].tolist() == ["phq9 10 6, gad7 8 4"] * 5


def test_rolled_up_recovery_is_of_the_cases_and_improvement_of_everybody():
    """The same numbers and denominators as the function for groups."""
    panel = people(PEOPLE | {"f": ([20.0], [20.0, 3.0]), "g": ([20.0], [20.0])})
    rolled = roll_up(rusfelt.evaluate(panel, "recovery"))
    pre, post = (np.array([[y[end] for y in both] for both in PEOPLE.values()]) for end in (0, -1))
    shares = talking_therapies_shares(
        talking_therapies(pre, post, caseness=[10, 8], reliable=[6, 4])
    )
    assert (rolled["people"], rolled["answered"]) == (7, 5)
    assert rolled["why_not"] == {"missing-post": 1, "too-few-sessions": 1}
    for name, of in (
        ("recovery", shares.case_at_start),
        ("reliable_recovery", shares.case_at_start),
        ("reliable_improvement", shares.two_scores),
        ("reliable_deterioration", shares.two_scores),
        ("no_reliable_change", shares.two_scores),
    ):
        assert rolled[name]["of"] == int(of), name
    assert rolled["recovery"]["share"] == float(shares.recovery) == 0.5
    assert rolled["reliable_improvement"]["share"] == float(shares.reliable_improvement)
    assert rolled["boundary"] == ">="


def test_turned_scales_give_the_same_people():
    """With higher better, a case scores the threshold or less."""
    turned = {unit: tuple([40 - each for each in y] for y in both) for unit, both in PEOPLE.items()}
    panel = people(turned, better="higher")
    found = rusfelt.evaluate(panel, "recovery", measures="phq9 30 6, gad7 32 4")
    known = rusfelt.evaluate(people(PEOPLE), "recovery")
    for name in FIELDS:
        assert found[name].tolist() == known[name].tolist()


def test_one_measure_or_three_will_do():
    """Measures are the caller's, with decimals where wanted."""
    panel = people({"a": ([2.5, 1.7], None), "b": ([2.0, 1.9], None)})
    found = rusfelt.evaluate(panel, "recovery", measures=" phq9  2.3 .73 ")
    assert found["recovery"].tolist() == [True, False]
    assert found["reliable_recovery"].tolist() == [True, False]
    assert Recovery("a 1 1, b 2 2,c 3 3").spec.needs.roles == ("a", "b", "c")


def test_whoever_is_not_classified_says_why_and_disturbs_nobody():
    """Each reason once, beside people who are as they were."""
    odd = {
        "m1": (None, [20.0, 3.0]),
        "m2": ([20.0, 3.0], []),
        "m3": ([20.0, 3.0], [20.0]),
        "m4": ([20.0], [20.0]),
    }
    panel = people(PEOPLE | odd)
    found = rusfelt.evaluate(panel, "recovery")
    assert found["reason"].tolist() == [
        *[""] * 5, "missing-measure", "missing-pre", "missing-post", "too-few-sessions",
    ]  # fmt: skip
    alone = rusfelt.evaluate(people(PEOPLE), "recovery")
    for name in FIELDS:
        assert found[name][:5].tolist() == alone[name].tolist()
        assert not found[name][5:].any()
    for row in range(5, 9):
        for language in ("nb", "nn", "en"):
            assert found.reason(row, language) not in {"", found["reason"][row]}


@pytest.mark.parametrize(
    ("shared", "code"),
    [
        ({"role": "process"}, "process-measure"),
        ({"better": "undeclared"}, "no-direction"),
        ({"better": ""}, "no-direction"),
    ],
)
def test_what_cannot_be_an_outcome_is_none(shared, code):
    """A measure of the session, or one of which nobody says what is better."""
    found = rusfelt.evaluate(people(PEOPLE, **shared), "recovery")
    assert found["reason"].tolist() == [code] * 5


def test_two_series_of_one_measure_are_no_first_and_last():
    """Nobody says which of them is meant."""
    series = [
        {"indicator": indicator, "unit": "a", "group": group, "y": [20.0, 3.0]}
        for indicator, group in (("phq9", ""), ("phq9", "sex=F"), ("gad7", ""))
    ]
    panel = ragged(series, kind="score", design="panel", better="lower")
    assert rusfelt.evaluate(panel, "recovery")["reason"].tolist() == ["two-series"]


def test_how_many_sheets_are_enough_is_the_callers():
    """One sheet is never a change; three may be asked for."""
    assert rusfelt.evaluate(people({"a": ([20.0], [9.0])}), "recovery", fewest_sessions=1)[
        "reason"
    ].tolist() == ["missing-post"]
    found = rusfelt.evaluate(
        people({**PEOPLE, "z": ([20.0, 8.0, 3.0], [9.0, 3.0])}), "recovery", fewest_sessions=3
    )
    assert found["reason"].tolist() == ["too-few-sessions"] * 5 + [""]


def test_new_people_each_time_are_not_asked_about():
    """Nobody can have recovered; and no person is left to have a row."""
    found = rusfelt.evaluate(people(PEOPLE, design="cross-section"), "recovery")
    assert found.rows == 0
    rolled = roll_up(found)
    assert (rolled["status"], rolled["people"]) == ("unmet", 0)
    assert rolled["recovery"] == {"n": 0, "of": 0, "share": None, "low": None, "high": None}


def test_the_order_of_series_is_nothing():
    """Rows stand by person whatever the panel's order."""
    panel = people(PEOPLE | {"m": ([20.0], [20.0])})
    found = rusfelt.evaluate(panel, "recovery")
    order = np.random.default_rng(1).permutation(len(panel))
    again = rusfelt.evaluate(panel.take(order), "recovery")
    for name in found:
        assert again[name].tolist() == found[name].tolist()


def test_enormous_scores_have_an_answer():
    """Up and down by more than any number can hold, and through every warning."""
    found = rusfelt.evaluate(people({"a": ([1.7e308, -1.7e308], [1.7e308, -1.7e308])}), "recovery")
    assert found["reliable_recovery"].tolist() == [True]


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        ("", "measures\\[0\\]"),
        ("phq9", "no measure"),
        ("phq9 10", "no measure"),
        ("phq9 10 6 3", "no measure"),
        ("phq9 ten 6", "no measure"),
        ("phq9 10 0", "above 0"),
        ("phq9 nan 6", "no measure"),
        ("phq9 10 6, phq9 8 4", "twice"),
        (5, "Write text"),
    ],
)
def test_measures_that_cannot_be_read_are_refused(measures, told):
    """When it is made, by Python as by a plan file."""
    with pytest.raises(DomainError, match=told):
        Recovery(measures)
    with pytest.raises(PluginError):
        rusfelt.evaluate(people(PEOPLE), "recovery", measures=measures)


def test_everything_wrong_with_measures_is_said_at_once():
    """Each by its place."""
    with pytest.raises(DomainError) as caught:
        Recovery("phq9 10, gad7 8 4, gad7 8 4")
    assert [each.path for each in caught.value.problems] == ["measures[0]", "measures[2]"]
