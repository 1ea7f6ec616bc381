"""Observations and MeasureReports as tables of figures."""

from __future__ import annotations

import math

import pytest
from fhir_samples import figures_of, observation, population, report, table_of

from rusfelt import State
from rusfelt.errors import ReadError

ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
# The fifteen codes on hl7.org/fhir/R4/codesystem-data-absent-reason.html, and what each is here.
REASONS = {
    "unknown": "missing", "asked-unknown": "missing", "temp-unknown": "not-due", "not-asked": "missing",
    "asked-declined": "missing", "masked": "suppressed", "not-applicable": "not-applicable",
    "unsupported": "missing", "as-text": "missing", "error": "missing", "not-a-number": "undefined",
    "negative-infinity": "undefined", "positive-infinity": "undefined", "not-performed": "missing",
    "not-permitted": "missing",
}  # fmt: skip


def why(code, system=ABSENT):
    return {"dataAbsentReason": {"coding": [{"system": system, "code": code}]}}


def extension(code):
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    return {"extension": [{"url": url, "valueCode": code}]}


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_of_hl7_is_one_of_five_empty_states(tmp_path, code) -> None:
    """In dataAbsentReason, in the value, and in the score of a report."""
    for made in (
        observation(**why(code)),
        observation(valueQuantity=extension(code)),
        observation(_valueInteger=extension(code)),
        report({"measureScore": extension(code)}),
        report({"measureScore": {"_value": extension(code)}}),
    ):
        table = table_of(tmp_path, made)
        assert table.states["value"].tolist() == [REASONS[code]]
        (figure,) = figures_of(table)
        assert (figure.value, figure.state) == (None, State(REASONS[code]))


def test_a_reason_of_another_list_is_missing_and_told(tmp_path) -> None:
    table = table_of(
        tmp_path, observation(**why("NASK", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"))
    )
    assert figures_of(table)[0].state is State.MISSING
    assert "1 reasons" in table.guessed["state"]
    with pytest.raises(ReadError, match="none HL7 lists"):
        table_of(tmp_path, observation(**why("no-such-code")))


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">"])
def test_a_comparator_is_a_bound(tmp_path, comparator) -> None:
    score = {"value": 5, "comparator": comparator}
    for made in (observation(valueQuantity=score), report({"measureScore": score})):
        (figure,) = figures_of(table_of(tmp_path, made))
        assert (figure.value, figure.bound) == (5.0, comparator)


def test_other_comparators_and_bounds_at_nothing_are_problems(tmp_path) -> None:
    for score in ({"value": 5, "comparator": "ad"}, {"comparator": "<"}):
        for made in (observation(valueQuantity=score), report({"measureScore": score})):
            with pytest.raises(ReadError, match="comparator"):
                table_of(tmp_path, made)


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2019-01-01", "2019-12-31", "2019"),
        ("2019", "2019", "2019"),
        ("2019-07-01T00:00:00+02:00", "2019-09-30T23:59:59+02:00", "2019-Q3"),
        ("2018-08-01", "2019-07-31", "2018/2019"),
        ("2020-02-01", "2020-02-29", "2020-02"),
        ("2020-02-29", "2020-02-29", "2020-02-29"),
    ],
)
def test_a_start_and_an_end_are_the_period_they_enclose(tmp_path, start, end, period) -> None:
    ends = {"start": start, "end": end}
    made = observation(value=1, effectivePeriod=ends)
    del made["effectiveDateTime"]
    assert figures_of(table_of(tmp_path, made))[0].period == period
    assert (
        figures_of(table_of(tmp_path, report({"measureScore": {"value": 1}}, period=ends)))[
            0
        ].period
        == period
    )


def test_any_other_stretch_is_a_problem(tmp_path) -> None:
    for ends in (
        {"start": "2019-01-01", "end": "2020-12-31"},
        {"start": "2019-01-01"},
        {"start": "x", "end": "y"},
    ):
        with pytest.raises(ReadError, match="period is not from the first to the last day"):
            table_of(tmp_path, report({"measureScore": {"value": 1}}, period=ends))
    with pytest.raises(ReadError, match="effectiveDateTime is not a date"):
        table_of(tmp_path, observation(value=1, effectiveDateTime="2019-02-30"))


def test_observations_left_out_are_counted(tmp_path) -> None:
    """Entered in error, cancelled, in words, and those that only hold others together."""
    table = table_of(
        tmp_path,
        observation(value=1),
        observation(value=99, status="entered-in-error"),
        observation(value=99, status="cancelled"),
        observation("smoking", valueCodeableConcept={"text": "Røyker"}),
        observation("panel", hasMember=[{"reference": "Observation/1"}]),
        observation(value=2, status="preliminary"),
    )
    assert table.columns["value"].tolist() == [1.0, 2.0]
    assert table.rows.tolist() == [1, 6]
    assert table.guessed["left out"] == (
        "1 cancelled, 1 entered in error, 1 whose value is no number, "
        "1 with parts and no value of their own"
    )
    assert table.guessed["status"] == "taken as they are: 1 preliminary"


def test_words_among_the_numbers_of_a_code_are_a_problem(tmp_path) -> None:
    """Left out, they would bias what is left."""
    with pytest.raises(ReadError, match="others of the same code are") as caught:
        table_of(tmp_path, observation(value=1), observation(valueString="<5"))
    assert caught.value.line == 2


def test_what_could_be_two_things_is_refused(tmp_path) -> None:
    """One code of two systems, one code in two units, two measures of one name."""
    kilos, grams = ({"value": 1, "code": each} for each in ("kg", "g"))
    with pytest.raises(ReadError, match="another unit"):
        table_of(tmp_path, observation(valueQuantity=kilos), observation(valueQuantity=grams))
    codes = [{"coding": [{"system": each, "code": "a"}]} for each in ("urn:a", "urn:b")]
    with pytest.raises(ReadError, match="Two code systems"):
        table_of(tmp_path, *(observation(value=1, code=each) for each in codes))
    scores = {"measureScore": {"value": 1}}
    with pytest.raises(ReadError, match="two measures"):
        table_of(
            tmp_path, *(report(scores, measure=f"http://{each}.org/Measure/a") for each in "xy")
        )


def test_a_value_and_a_reason_contradict_each_other(tmp_path) -> None:
    with pytest.raises(ReadError, match="a value and a dataAbsentReason"):
        table_of(tmp_path, observation(value=1, **why("masked")))


def test_the_day_of_issue_is_the_day_it_became_known(tmp_path) -> None:
    issued = "2024-04-02T08:00:00+02:00"
    assert (
        str(figures_of(table_of(tmp_path, observation(value=1, issued=issued)))[0].published)
        == "2024-04-02"
    )
    made = report({"measureScore": {"value": 1}}, date="2025-02-01")
    assert str(figures_of(table_of(tmp_path, made))[0].published) == "2025-02-01"


def test_a_report_gives_counts_score_and_strata(tmp_path) -> None:
    """As a summary writes them: everyone, then men and women, then an age group of women."""
    counts = [
        population("initial-population", 500),
        population("numerator", 12),
        population("denominator", 48),
    ]
    strata = [
        {
            "value": {"text": "F"},
            "population": [population("numerator", 5)],
            "measureScore": {"value": 20.0},
        },
        {"value": {"coding": [{"code": "M"}]}, "measureScore": extension("masked")},
    ]
    both = {
        "component": [
            {"code": {"text": "sex"}, "value": {"text": "F"}},
            {"code": {"text": "age"}, "value": {"text": "18-24"}},
        ],
        "measureScore": {"value": 1},
    }
    group = {
        "population": counts,
        "measureScore": {"value": 25.0},
        "stratifier": [{"code": [{"text": "Sex"}], "stratum": strata}, {"stratum": [both]}],
    }
    table = table_of(tmp_path, report(group))
    whole, women, men, young = figures_of(table)
    assert (whole.indicator, whole.unit, whole.period) == ("housed", "030108", "2024")
    assert (whole.numerator, whole.denominator, whole.value, whole.group) == (12, 48, 25, "")
    assert (women.group, women.numerator, women.value) == ("sex=F", 5, 20)
    assert (men.group, men.state) == ("sex=M", State.SUPPRESSED)
    assert young.group == "age=18-24;sex=F"
    assert table.rows.tolist() == [1] * 4
    assert table.guessed["indicator"] == "the last part of the measure's address"


def test_a_hidden_count_is_hidden_here_too(tmp_path) -> None:
    hidden = {**population("numerator", None), "_count": extension("masked")}
    table = table_of(tmp_path, report({"population": [hidden, population("denominator", 48)]}))
    (figure,) = figures_of(table)
    assert (figure.numerator, figure.denominator, figure.state) == (None, 48, State.SUPPRESSED)


def test_a_cohort_is_its_own_count(tmp_path) -> None:
    (figure,) = figures_of(
        table_of(tmp_path, report({"population": [population("initial-population", 17)]}))
    )
    assert figure.value == 17


def test_counts_with_exclusions_are_not_guessed_at(tmp_path) -> None:
    """A report does not say whether the denominator is with them or without."""
    counts = [
        population("numerator", 10),
        population("denominator", 50),
        population("denominator-exclusion", 10),
    ]
    table = table_of(tmp_path, report({"population": counts, "measureScore": {"value": 0.25}}))
    (figure,) = figures_of(table)
    assert (figure.value, figure.numerator, figure.denominator) == (0.25, None, None)
    with pytest.raises(ReadError, match="no measureScore"):
        table_of(tmp_path, report({"population": counts}))


def test_reports_without_figures_are_left_out_and_told(tmp_path) -> None:
    score = {"measureScore": {"value": 1}}
    table = table_of(
        tmp_path,
        report(score),
        report(score, status="pending"),
        report(score, type="data-collection"),
        report(),
    )
    assert len(table) == 1
    assert table.guessed["left out"] == "1 of data collection, 1 pending, 1 without a group"


def test_groups_of_a_report_are_indicators_of_their_own(tmp_path) -> None:
    groups = [{"code": {"text": each}, "measureScore": {"value": 1}} for each in ("a", "b")]
    assert [each.indicator for each in figures_of(table_of(tmp_path, report(*groups)))] == [
        "housed.a",
        "housed.b",
    ]
    with pytest.raises(ReadError, match="no code to call it by"):
        table_of(tmp_path, report(*({"measureScore": {"value": 1}} for _ in range(2))))


def test_versions_of_a_measure_are_definitions(tmp_path) -> None:
    """Figures counted under two definitions are not one series."""
    score = {"measureScore": {"value": 1}}
    made = [report(score, measure=f"http://x.org/Measure/housed|{each}") for each in (1, 2)]
    assert [each.definition for each in figures_of(table_of(tmp_path, *made))] == ["1", "2"]


def test_the_reporter_stands_in_where_there_is_no_subject(tmp_path) -> None:
    made = report({"measureScore": {"value": 1}}, reporter={"reference": "Organization/o1"})
    del made["subject"]
    assert figures_of(table_of(tmp_path, made))[0].unit == "o1"


def test_a_stratum_that_is_no_group_is_a_problem(tmp_path) -> None:
    strata = {
        "stratum": [{"value": {"text": "a;b"}, "measureScore": {"value": 1}}],
        "code": [{"text": "sex"}],
    }
    with pytest.raises(ReadError, match="no population group"):
        table_of(tmp_path, report({"stratifier": [strata]}))


def test_numbers_that_are_none_are_problems(tmp_path) -> None:
    for value in ("12", True, [1], 10**400):
        with pytest.raises(ReadError, match="value is"):
            table_of(tmp_path, observation(valueQuantity={"value": value}))
    for made in (
        observation(valueQuantity="12"),
        report({"measureScore": [1]}),
        observation(code=3),
    ):
        with pytest.raises(ReadError, match="is no object"):
            table_of(tmp_path, made)


def test_an_observation_without_a_value_is_empty(tmp_path) -> None:
    table = table_of(tmp_path, observation(), observation(value=0))
    assert math.isnan(table.columns["value"][0])
    assert [each.state for each in figures_of(table)] == [State.MISSING, State.EXACT]


def test_what_needs_no_mapping_says_so_itself(tmp_path) -> None:
    """Every column is a field of a measurement, under the field's own name."""
    table = table_of(tmp_path, report({"measureScore": {"value": 1}}))
    assert {name: name for name in table.columns} == dict(table.fields)
    assert {"indicator", "unit", "period", "value", "state"} <= table.fields.keys()
