"""Plans as CarePlans and Goals, and back; and care plans of others."""

from __future__ import annotations

import json

import attrs
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.goal import Goal as GoalModel
from fhir_samples import bundled
from hypothesis import given, settings
from hypothesis import strategies as st

import rusfelt
from rusfelt import Goal, Indicator, Measurement, Plan, Progress, Target, Tiltak, Verdict
from rusfelt.disclosure import Policy
from rusfelt.errors import DomainError, ReadError
from rusfelt_fhir.goals import care_plan, goal
from rusfelt_fhir.plans import goals_from, plan_from, read_bundle
from rusfelt_fhir.writer import as_json

PLAN = Plan(
    "plan-1",
    "Plan mot rus",
    area="0301",
    adopted="2020-06-17",
    period=("2020", "2024"),
    indicators=[Indicator("overdoser", "Overdoser", unit="personer"), Indicator("bolig", "Bolig")],
    goals=[Goal("H1", "Færre dør", indicators=["overdoser"]), Goal("H2", "Flere bor", parent="H1")],
    tiltak=[Tiltak("T1", "Nalokson", moves=["overdoser"], start="2020", due="2022", progress=Progress("ongoing"))],
    targets=[Target("overdoser", value=5, operator="<=", due="2024"), Target("bolig", value=20, form="additional")],
)  # fmt: skip
# hl7.org/fhir/R4/valueset-goal-achievement.html has no code for the last three.
ACHIEVED = {
    "target-met": "achieved",
    "target-missed": "not-achieved",
    "improving": "improving",
    "no-detectable-change": "no-change",
    "worsening": "worsening",
    "mixed": None,
    "cannot-decide": None,
    "not-assessable": None,
}


def places(left):
    return [each.place for each in left]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_an_achievement_only_where_a_code_says_the_same(verdict) -> None:
    """Else the word stands in a note, and no code claims what nobody knows."""
    made = goal(PLAN, PLAN.targets[0], verdict=verdict)
    GoalModel.model_validate(json.loads(as_json(made)))
    code = ACHIEVED[verdict]
    if code is None:
        assert "achievementStatus" not in made
        assert made["note"][0]["text"].startswith("Overdoser: ")
    else:
        system = "http://terminology.hl7.org/CodeSystem/goal-achievement"
        assert made["achievementStatus"] == {"coding": [{"system": system, "code": code}]}
        assert "note" not in made


def test_every_verdict_was_thought_of() -> None:
    assert set(ACHIEVED) == set(Verdict)
    with pytest.raises(DomainError, match="is no verdict"):
        goal(PLAN, PLAN.targets[0], verdict="better")


def test_a_target_is_measure_quantity_and_due_date() -> None:
    made = goal(PLAN, PLAN.targets[0], subject="Group/1")
    assert made["target"] == [
        {
            "measure": {"coding": [{"code": "overdoser"}], "text": "Overdoser"},
            "detailQuantity": {"value": 5, "comparator": "<=", "unit": "personer"},
            "dueDate": "2024-12-31",
        }
    ]
    assert made["subject"] == {"reference": "Group/1"}
    assert made["lifecycleStatus"] == "active"


def test_what_is_no_level_does_not_look_like_one() -> None:
    """20 more is not 20."""
    (made,) = goal(PLAN, PLAN.targets[1])["target"]
    assert "detailQuantity" not in made
    assert made["detailString"] == "additional: value 20.0"


def test_a_plan_comes_back_from_its_bundle() -> None:
    made = care_plan(PLAN)
    Bundle.model_validate_json(as_json(made))
    kinds = [each["resource"]["resourceType"] for each in made["entry"]]
    assert kinds == ["CarePlan", "Goal", "Goal", "Goal"]
    plan, left = plan_from(json.loads(as_json(made)))
    assert plan == PLAN
    assert {each.place.rpartition(".")[2] for each in left} == {
        "status", "intent", "subject", "lifecycleStatus",
    }  # fmt: skip
    urls = {each["fullUrl"] for each in made["entry"]}
    assert {each["reference"] for each in made["entry"][0]["resource"]["goal"]} < urls


TITLES = (
    st.text(st.sampled_from("abøå (),"), min_size=1, max_size=8).filter(str.strip).map(str.strip)
)
DAYS = st.none() | st.dates().map(lambda each: each.replace(year=max(each.year, 1000)))


@st.composite
def plans(draw):
    """Plans that say only what FHIR has a place for."""
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True))
    indicators = [
        Indicator(each, draw(TITLES), unit=draw(st.sampled_from([None, "%"]))) for each in names
    ]
    targets = [
        Target(
            draw(st.sampled_from(names)),
            form=draw(st.sampled_from(["level", "change", "additional", "each-period"])),
            operator=draw(st.sampled_from([None, ">=", ">", "<=", "<", "=="])),
            value=draw(st.floats(-1, 1e9)),
            due=draw(DAYS),
            group=draw(st.sampled_from([None, "sex=F"])),
            baseline=draw(st.none() | st.floats(0, 100)),
            baseline_period=draw(st.sampled_from([None, "2019"])),
            method=draw(st.sampled_from([None, "linear", "compound"])),
            decided=draw(DAYS),
            reason=draw(st.none() | TITLES),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    goals = [
        Goal(f"H{number}", draw(TITLES), indicators=draw(st.none() | st.just([name])))
        for number, name in enumerate(draw(st.lists(st.sampled_from(names), unique=True)))
    ]
    tiltak = [
        Tiltak(
            f"T{number}",
            draw(TITLES),
            moves=draw(st.none() | st.lists(st.sampled_from(names), min_size=1, unique=True)),
            start=draw(DAYS),
            progress=draw(
                st.sampled_from([None, Progress("completed", reason="x"), Progress("planned")])
            ),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return Plan(
        "p", draw(TITLES), indicators=indicators, targets=targets, goals=goals, tiltak=tiltak
    )


def in_order(plan):
    """The plan with its lists in an order of their own: a Goal holds its targets together."""
    lists = {
        name: tuple(sorted(getattr(plan, name), key=str)) for name in ("indicators", "targets")
    }
    return attrs.evolve(plan, **lists)


@settings(deadline=None, max_examples=40)
@given(plans())
def test_any_plan_that_fits_comes_back(plan) -> None:
    """Each resource is what HL7 says it is; units are told with a number, and only there."""
    made = care_plan(plan)
    Bundle.model_validate_json(as_json(made))
    found, _ = plan_from(json.loads(as_json(made)))
    units = {each.id: each.unit for each in found.indicators}
    kept = [attrs.evolve(each, unit=units[each.id]) for each in plan.indicators]
    assert in_order(found) == in_order(attrs.evolve(plan, indicators=kept))


def test_what_fhir_has_no_place_for_is_named_in_a_note() -> None:
    rich = attrs.evolve(
        PLAN,
        owners=("Bystyret",),
        tiltak=(attrs.evolve(PLAN.tiltak[0], budget=5.0),),
        indicators=(attrs.evolve(PLAN.indicators[0], kind="count"), PLAN.indicators[1]),
    )
    note = care_plan(rich, language="en")["entry"][0]["resource"]["note"][0]["text"]
    assert note == "Not carried over: owners, tiltak.budget, indicators.kind."


def test_a_goal_gets_the_verdict_of_the_series_held_against_it() -> None:
    """Ten years downwards are an improvement; with the target met, it is achieved."""
    indicator = Indicator("overdoser", "Overdoser", kind="count", counts="events", better="lower")
    plan = attrs.evolve(PLAN, indicators=(indicator, PLAN.indicators[1]))
    rows = [
        Measurement("overdoser", "", period=str(2010 + n), value=200 - 12 * n) for n in range(15)
    ]
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
    (verdict,) = (each.verdict for each in evaluation.series if each.key[0] == "overdoser")
    made = care_plan(plan, published=rusfelt.publish(evaluation, Policy(5)))
    first = made["entry"][1]["resource"]
    assert first["identifier"] == [{"value": "H1"}]
    assert first["achievementStatus"]["coding"][0]["code"] == ACHIEVED[verdict]
    with pytest.raises(DomainError, match=r"rusfelt\.publish"):
        care_plan(plan, published=evaluation)
    with pytest.raises(DomainError, match="internal use"):
        care_plan(plan, published=rusfelt.publish(evaluation, internal=True))


# As the draft guide for Norwegian municipalities writes a Goal: in words, with a day
# (kommune.conteir.no, its example of a Goal).
WORDS = {
    "resourceType": "Goal",
    "id": "g1",
    "lifecycleStatus": "active",
    "description": {"text": "Komme seg ut"},
    "subject": {"reference": "Patient/1"},
    "startDate": "2024-01-01",
    "target": [
        {"measure": {"text": "Turer i uken"}, "detailString": "Minst tre", "dueDate": "2024-06-01"},
        {"measure": {"text": "Turer i uken"}, "detailInteger": 3, "dueDate": "2024-06-01"},
        {"measure": {"coding": [{"system": "http://loinc.org", "code": "44261-6", "display": "PHQ-9"}]},
         "detailRange": {"high": {"value": 9}}, "dueDuration": {"value": 3}},
        {"detailString": "noe annet"},
    ],
}  # fmt: skip


def test_goals_of_others_are_read_and_what_has_no_place_is_listed() -> None:
    (found,), left = goals_from(WORDS)
    assert found == Goal("g1", "Komme seg ut", indicators=["Turer-i-uken", "44261-6"])
    assert set(places(left)) == {
        "Goal[0].lifecycleStatus", "Goal[0].subject", "Goal[0].startDate",
        "Goal[0].target[0].detailString", "Goal[0].target[0].dueDate",
        "Goal[0].target[2].dueDuration", "Goal[0].target[2].measure.coding[0].system",
        "Goal[0].target[3]",
    }  # fmt: skip
    assert not any("Minst tre" in str(each) or "Patient" in str(each) for each in left)


def test_targets_of_others_are_levels_with_an_operator() -> None:
    plan, _ = plan_from(bundled({"resourceType": "CarePlan", "id": "c", "title": "Plan"}, WORDS))
    assert plan.targets == (
        Target("Turer-i-uken", value=3, due="2024-06-01"),
        Target("44261-6", value=9, operator="<="),
    )
    assert plan.indicator("44261-6").title == "PHQ-9"


def test_activities_of_others_are_tiltak_or_listed() -> None:
    detail = {"status": "in-progress", "description": "Samtale", "goal": [{"reference": "Goal/g1"}]}
    activities = [
        {
            "detail": {
                **detail,
                "scheduledPeriod": {"start": "2024-01", "end": "2024-03"},
                "location": {},
            }
        },
        {
            "detail": {
                "status": "stopped",
                "code": {"text": "Trening"},
                "statusReason": {"text": "flyttet"},
            }
        },
        {"detail": {"status": "on-hold", "description": "Kurs"}, "outcomeReference": []},
        {"detail": {**detail, "doNotPerform": True}},
        {"detail": {**detail, "status": "entered-in-error"}},
        {"reference": {"reference": "ServiceRequest/1"}},
    ]
    made = {"resourceType": "CarePlan", "id": "c", "title": "P", "activity": activities}
    plan, left = plan_from(bundled(made, WORDS, {"resourceType": "Patient", "id": "1"}))
    talk, training, course = plan.tiltak
    assert (talk.moves, str(talk.start), str(talk.due)) == (
        ("Turer-i-uken", "44261-6"),
        "2024-01-01",
        "2024-03-31",
    )
    assert training.progress == (Progress("dropped", reason="flyttet"),)
    assert (course.id, course.progress) == ("activity-3", None)
    assert {each for each in places(left) if not each.startswith("Goal")} == {
        "entry[2]", "CarePlan[0].activity[0].detail.location", "CarePlan[0].activity[2].outcomeReference",
        "CarePlan[0].activity[2].detail.status", "CarePlan[0].activity[3]",
        "CarePlan[0].activity[4]", "CarePlan[0].activity[5]",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "rejected"])
def test_a_goal_that_is_none_any_more_is_left_out_and_listed(status) -> None:
    goals, left = goals_from({**WORDS, "lifecycleStatus": status})
    assert (goals, places(left)) == ([], ["Goal[0]"])


def test_an_element_of_the_wrong_type_is_listed_and_not_passed_over() -> None:
    _, left = goals_from({**WORDS, "target": {"measure": {"text": "x"}}, "identifier": ["x"]})
    assert {"Goal[0].target", "Goal[0].identifier"} <= set(places(left))


def test_contradictions_are_all_told_at_once() -> None:
    """A Goal without words, two of one id, a number that is none."""
    bad = {**WORDS, "target": [{"measure": {"text": "x"}, "detailInteger": "3"}]}
    silent = {**WORDS, "id": "g2", "description": {}}
    with pytest.raises(DomainError) as caught:
        goals_from(bundled(WORDS, WORDS, silent, {**bad, "id": "g3"}))
    assert [each.path for each in caught.value.problems] == [
        "Goal[1]", "Goal[2].description", "Goal[3].target[0]",
    ]  # fmt: skip
    late = {"description": "x", "scheduledPeriod": {"start": "2024", "end": "2023"}}
    with pytest.raises(DomainError, match="before it starts"):
        plan_from(bundled({"resourceType": "CarePlan", "id": "c", "activity": [{"detail": late}]}))


def test_one_care_plan_is_meant() -> None:
    first, second = ({"resourceType": "CarePlan", "id": each, "title": each} for each in "ab")
    with pytest.raises(DomainError, match="There is no CarePlan"):
        plan_from(WORDS)
    with pytest.raises(DomainError, match="There is 2 CarePlans"):
        plan_from(bundled(first, second))
    plan, left = plan_from(bundled(first, second), care_plan="b")
    assert (plan.id, places(left)[-1]) == ("b", "CarePlan[0]")


def test_a_bundle_that_holds_identity_numbers_makes_no_plan(tmp_path) -> None:
    """Out of memory or out of a file, and the number is repeated nowhere."""
    held = {**WORDS, "subject": {"identifier": {"value": "17912099997"}}}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(bundled(held)), encoding="utf-8")
    for ask in (lambda: goals_from(bundled(held)), lambda: read_bundle(path)):
        with pytest.raises((DomainError, ReadError), match="identity number") as caught:
            ask()
        assert "17912099997" not in str(caught.value)


def test_a_file_is_read_as_a_bundle_with_its_names(tmp_path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(as_json(care_plan(PLAN)))
    plan, _ = plan_from(read_bundle(path))
    assert plan == PLAN
