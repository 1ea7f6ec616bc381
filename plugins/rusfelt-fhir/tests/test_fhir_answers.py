"""QuestionnaireResponses as a table of answers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from fhir_samples import bundled, observation, response, table_of

import rusfelt
from rusfelt.errors import ReadError
from rusfelt_fhir.reader import FhirFile


def problems(caught):
    return [(each.line, each.path, each.message) for each in caught.value.problems]


def test_a_response_is_a_row_and_a_question_a_column(tmp_path) -> None:
    table = table_of(
        tmp_path,
        response(
            "Patient/p1",
            "2024-03-01T23:30:00+01:00",
            ("q1", {"valueInteger": 3}),
            ("q2", {"valueDecimal": 1.5}),
        ),
        response(
            "Patient/p2", "2024-03-08", ("q2", {"valueInteger": 2}), ("q3", {"valueString": " ja "})
        ),
    )
    assert list(table.columns) == ["person", "authored", "q1", "q2", "q3"]
    assert table.columns["person"].tolist() == ["p1", "p2"]
    assert table.columns["authored"].astype(str).tolist() == ["2024-03-01", "2024-03-08"]
    np.testing.assert_array_equal(table.columns["q1"], [3, np.nan])
    np.testing.assert_array_equal(table.columns["q2"], [1.5, 2])
    assert table.columns["q3"].tolist() == ["", "ja"]
    assert (table.rows.tolist(), table.row) == ([1, 2], "row")


def test_questions_below_others_have_columns_of_their_own(tmp_path) -> None:
    """Below a group, and below an answer; in the order of the form."""
    nested = {
        "linkId": "part",
        "item": [
            {
                "linkId": "q1",
                "answer": [
                    {
                        "valueBoolean": True,
                        "item": [{"linkId": "q1a", "answer": [{"valueInteger": 4}]}],
                    }
                ],
            },
            {"linkId": "q2", "text": "Hvor ofte?", "answer": [{"valueInteger": 5}]},
        ],
    }
    table = table_of(
        tmp_path, response("Patient/p", "2024-03-01", nested, ("q3", {"valueInteger": 6}))
    )
    assert list(table.columns)[2:] == ["q1", "q1a", "q2", "q3"]
    assert [table.columns[name][0] for name in ("q1", "q1a", "q2", "q3")] == [1, 4, 5, 6]
    assert dict(table.titles) == {"q2": "Hvor ofte?"}
    assert dict(table.labels["q1"]) == {"0": "false", "1": "true"}


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        ({"valueDate": "2024-02-29"}, np.datetime64("2024-02-29")),
        ({"valueDate": "2024-02"}, "2024-02"),
        ({"valueDateTime": "2024-02-29T10:00:00Z"}, np.datetime64("2024-02-29")),
        ({"valueTime": "10:30:00"}, "10:30:00"),
        ({"valueUri": "http://x.org"}, "http://x.org"),
        ({"valueQuantity": {"value": 2, "unit": "glass"}}, 2.0),
        ({"valueCoding": {"code": "2", "display": "Flere dager"}}, "2"),
    ],
)
def test_each_kind_of_answer_is_a_cell_of_its_kind(tmp_path, answer, cell) -> None:
    column = table_of(tmp_path, response("Patient/p", "2024-03-01", ("q", answer))).columns["q"]
    assert column[0] == cell


def test_a_code_counts_for_what_stands_beside_it(tmp_path) -> None:
    """LOINC's answers have codes that say nothing, and the score beside or inside them."""
    weight = {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}
    inside = {
        "valueCoding": {
            "system": "http://loinc.org",
            "code": "LA6571-9",
            "display": "Nearly every day",
            "extension": [weight],
        }
    }
    beside = {
        "valueCoding": {"system": "http://loinc.org", "code": "LA6568-5"},
        "extension": [{**weight, "valueDecimal": 0}],
    }
    table = table_of(tmp_path, response("Patient/p", "2024-03-01", ("a", inside), ("b", beside)))
    assert (table.columns["a"][0], table.columns["b"][0]) == (3.0, 0.0)
    assert table.labels["a"] == {"3": "Nearly every day"}
    assert "count for" in table.guessed["a"]


def test_a_column_of_several_kinds_is_text_and_said_to_be(tmp_path) -> None:
    table = table_of(
        tmp_path,
        response("Patient/p", "2024-03-01", ("q", {"valueInteger": 3})),
        response("Patient/p", "2024-03-08", ("q", {"valueString": "vet ikke"})),
    )
    assert table.columns["q"].tolist() == ["3", "vet ikke"]
    assert "valueInteger and valueString" in table.guessed["q"]


def test_why_an_answer_is_empty_is_kept(tmp_path) -> None:
    """Said of the answer, or of its value."""
    why = {
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "not-applicable",
    }
    table = table_of(
        tmp_path,
        response("Patient/p", "2024-03-01", ("q", {"extension": [why]})),
        response("Patient/p", "2024-03-08", ("q", {"_valueInteger": {"extension": [why]}})),
        response("Patient/p", "2024-03-15", ("q", {"valueInteger": 1})),
    )
    assert table.states["q"].tolist() == ["not-applicable", "not-applicable", ""]


def test_several_answers_to_a_question_are_refused_with_their_place(tmp_path) -> None:
    twice = {"linkId": "q", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}
    with pytest.raises(ReadError) as caught:
        table_of(
            tmp_path,
            response("Patient/p", "2024-03-01", twice),
            response("Patient/p", "2024-03-08", ("q", {"valueInteger": 1})),
            response(
                "Patient/p", "2024-03-15", ("q", {"valueInteger": 1}), ("q", {"valueInteger": 1})
            ),
        )
    assert problems(caught) == [
        (1, "row 1, column 'q'", "There are 2 answers to one question."),
        (3, "row 3, column 'q'", "The question is answered twice."),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"valueInteger": "3"}, {"valueInteger": 1.5}, {"valueDecimal": True}, {"valueDecimal": 10**400},
        {"valueBoolean": "ja"}, {"valueDate": "1.3.2024"}, {"valueString": 3}, {"valueCoding": {"display": "ja"}},
        {"valueQuantity": {"unit": "kg"}}, {"valueQuantity": {"value": 3, "comparator": "<"}},
        {"valueAttachment": {"data": ""}},
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_type_is_a_problem_that_does_not_repeat_it(tmp_path, answer) -> None:
    with pytest.raises(ReadError) as caught:
        table_of(tmp_path, response("Patient/p", "2024-03-01", ("q", answer)))
    ((line, path, message),) = problems(caught)
    assert (line, path) == (1, "row 1, column 'q'")
    assert not any(each in message for each in ("ja", "1.3", "1.5", "kg"))


def test_one_of_several_questionnaires_has_to_be_named(tmp_path) -> None:
    """Their questions may be called the same."""
    both = (
        response("Patient/p", "2024-03-01", ("1", {"valueInteger": 3})),
        response("Patient/p", "2024-03-01", ("1", {"valueInteger": 0}), form="http://x.org/Q/gad7"),
    )
    with pytest.raises(ReadError, match=r"http://x.org/Q/q \(1\), http://x.org/Q/gad7 \(1\)"):
        table_of(tmp_path, *both)
    table = table_of(tmp_path, *both, questionnaire="gad7")
    assert (table.columns["1"].tolist(), table.rows.tolist()) == ([0.0], [2])
    assert table.guessed["left out"] == "1 to other questionnaires"
    with pytest.raises(ReadError, match="No response is to 'who5'"):
        table_of(tmp_path, *both, questionnaire="who5")


def test_what_was_entered_in_error_is_left_out_and_told(tmp_path) -> None:
    table = table_of(
        tmp_path,
        response("Patient/p", "2024-03-01", ("q", {"valueInteger": 3}), status="entered-in-error"),
        response("Patient/p", "2024-03-08", ("q", {"valueInteger": 1}), status="in-progress"),
    )
    assert table.columns["q"].tolist() == [1.0]
    assert table.guessed["left out"] == "1 entered in error"
    assert table.guessed["status"] == "taken as they are: 1 in-progress"


def test_people_have_one_name_each(tmp_path) -> None:
    """Ids of one kind go without it; any mixture that could give two names is kept or refused."""

    def names(*subjects):
        responses = [
            response("", "2024-03-01", ("q", {"valueInteger": 1}), subject=each)
            for each in subjects
        ]
        return table_of(tmp_path, *responses).columns["person"].tolist()

    assert names({"reference": "Patient/a/_history/2"}, {"reference": "Patient/a"}) == ["a", "a"]
    assert names({"reference": "Patient/a"}, {"reference": "Group/a"}) == ["Patient/a", "Group/a"]
    assert names({"reference": "https://x.org/Patient/a"}) == ["https://x.org/Patient/a"]
    one, two = ({"identifier": {"system": each, "value": "7"}} for each in ("urn:a", "urn:b"))
    assert names(one, one) == ["7", "7"]
    assert names(one, two) == ["urn:a|7", "urn:b|7"]
    with pytest.raises(ReadError, match="two names"):
        names({"reference": "Patient/a"}, one)
    with pytest.raises(ReadError, match="neither a reference"):
        names({"display": "Ola"})


def test_a_subject_inside_the_resource_is_told_by_its_identifier(tmp_path) -> None:
    """Its reference means something else in the next resource."""
    inside = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": "urn:a", "value": "17"}],
    }
    made = response("#p", "2024-03-01", ("q", {"valueInteger": 1}), contained=[inside])
    assert table_of(tmp_path, made).columns["person"].tolist() == ["17"]
    with pytest.raises(ReadError, match="neither a reference"):
        table_of(tmp_path, response("#p", "2024-03-01"))


def test_without_a_subject_it_is_nobodys(tmp_path) -> None:
    made = response("Patient/p", "2024-03-01")
    del made["subject"]
    with pytest.raises(ReadError, match="does not say whose"):
        table_of(tmp_path, made)


def test_a_day_that_is_not_told_is_empty_and_said_to_be(tmp_path) -> None:
    table = table_of(
        tmp_path, response("Patient/p", "2024-03"), response("Patient/p", "2024-03-08")
    )
    assert np.isnat(table.columns["authored"]).tolist() == [True, False]
    assert "1 responses name no one day" in table.guessed["authored"]
    with pytest.raises(ReadError, match="authored is no date"):
        table_of(tmp_path, response("Patient/p", "2024-13-01"))


def test_answers_are_scored_as_they_are(tmp_path) -> None:
    """PHQ-9 is the sum of nine answers: 0 to 3 each, in turn, and then all threes."""
    items = [(f"phq9_{n}", {"valueInteger": (n - 1) % 4}) for n in range(1, 10)]
    threes = [(f"phq9_{n}", {"valueInteger": 3}) for n in range(1, 10)]
    table = table_of(
        tmp_path,
        response("Patient/p", "2024-03-01", *items),
        response("Patient/p", "2024-05-01", *threes),
    )
    panel = rusfelt.score("phq9", dict(table.columns), unit="person", t="authored")
    assert panel.y.tolist() == [12.0, 27.0]
    assert panel.unit.tolist() == ["p"]


def test_lines_of_ndjson_are_counted_as_lines(tmp_path) -> None:
    path = tmp_path / "answers.ndjson"
    lines = [
        response("Patient/a", "2024-03-01", ("q", {"valueInteger": 1})),
        "",
        response("Patient/b", "2024-03-02", ("q", {"valueString": "x"})),
    ]
    path.write_text(
        "\n".join(json.dumps(each) if each else "" for each in lines), encoding="utf-8-sig"
    )
    table = FhirFile().table(path)
    assert (table.row, table.rows.tolist()) == ("line", [1, 3])


def test_a_question_called_like_a_column_of_ours_is_kept_apart(tmp_path) -> None:
    table = table_of(tmp_path, response("Patient/p", "2024-03-01", ("person", {"valueInteger": 2})))
    assert table.columns["person"].tolist() == ["p"]
    assert table.columns["person (question)"].tolist() == [2.0]


def test_the_kind_is_asked_for_where_there_are_several(tmp_path) -> None:
    both = (response("Patient/p", "2024-03-01", ("q", {"valueInteger": 1})), observation(value=3))
    with pytest.raises(ReadError, match=r"QuestionnaireResponse \(1\), Observation \(1\)"):
        table_of(tmp_path, *both)
    assert table_of(tmp_path, *both, resource="Observation").columns["value"].tolist() == [3.0]
    answers = table_of(tmp_path, *both, resource="QuestionnaireResponse")
    assert answers.guessed["other resources"] == "not read: Observation (1)"
    assert bundled(*both)["type"] == "collection"
