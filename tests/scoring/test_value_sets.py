"""Scores looked up by the whole pattern of answers, in a set the user brings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rusfelt import score
from rusfelt.errors import DomainError

DIMENSIONS = ("mobility", "self_care", "activities", "pain", "anxiety")
# Made up: each step down in any dimension costs a twentieth.
MADE_UP = {
    "".join(map(str, levels)): 1 - 0.05 * (sum(levels) - 5)
    for levels in itertools.product(range(1, 6), repeat=5)
}


def sheets(*patterns, **columns):
    rows = [[float(each) if each != "." else np.nan for each in pattern] for pattern in patterns]
    people = [f"p{number}" for number in range(len(patterns))]
    answers = dict(zip(DIMENSIONS, np.array(rows).T, strict=True))
    return {"person": people, **answers, **columns}


def indices(panel):
    return panel.take(panel.indicator == "eq5d5l.index")


def test_every_pattern_finds_its_own_value():
    panel = indices(score("eq5d5l", sheets(*MADE_UP), value_set=MADE_UP))
    by_person = dict(zip(panel.unit.tolist(), panel.y.tolist(), strict=True))
    assert [by_person[f"p{k}"] for k in range(len(MADE_UP))] == list(MADE_UP.values())


def test_a_pattern_with_an_answer_missing_has_no_value_and_the_thermometer_stands_alone():
    panel = score("eq5d5l", sheets("111.1", "21111", vas=[70, np.nan]), value_set=MADE_UP)
    told = {(panel[k].indicator, panel[k].unit): panel[k].y.tolist() for k in range(len(panel))}
    assert told == {
        ("eq5d5l.index", "p0"): [],
        ("eq5d5l.index", "p1"): [0.95],
        ("eq5d5l.vas", "p0"): [70],
        ("eq5d5l.vas", "p1"): [],
    }


def test_the_bounds_widen_to_what_the_set_holds():
    """The file's are those of the Norwegian set; nothing is clipped to them."""
    panel = indices(score("eq5d5l", sheets("55555"), value_set=MADE_UP | {"55555": -0.6}))
    assert (panel.y.tolist(), panel.per_series["lowest"].tolist()) == ([-0.6], [-0.6])
    assert panel.per_series["highest"].tolist() == [1]


def test_without_a_set_there_is_no_score():
    with pytest.raises(DomainError, match="Give value_set"):
        score("eq5d5l", sheets("11111"))


def test_a_pattern_the_set_lacks_is_named_by_its_row_and_never_by_the_answers():
    with pytest.raises(DomainError) as caught:
        score("eq5d5l", sheets("11111", "21543", "1.111"), value_set={"11111": 1.0})
    assert [each.path for each in caught.value.problems] == ["row 1"]
    assert "21543" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"11116": 0.5}, "no pattern of answers"),
        ({"1111": 0.5}, "no pattern of answers"),
        ({11111: 0.5}, "no pattern of answers"),
        ({"11111": "high"}, "no number"),
        ({"11111": True}, "no number"),
        ({"11111": None}, "no number"),
        ({"11111": np.nan}, "not finite"),
        ({"11111": np.inf}, "not finite"),
    ],
)
def test_a_value_set_that_cannot_be_is_refused(entry, words):
    with pytest.raises(DomainError, match=words):
        score("eq5d5l", sheets("22222"), value_set=MADE_UP | entry)
