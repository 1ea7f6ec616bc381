"""Evaluators that look at several scores of one person, in the evaluation of a plan."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from ragged_panels import ragged

import rusfelt
from rusfelt import Indicator, Judge, Measurements, Panel, Plan, Tiltak
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluation.people.together import joined
from rusfelt.evaluators.recovery import Recovery

RNG = np.random.default_rng(11)
SCORES = {
    name: {f"p{k:02}": RNG.integers(0, top, 2).astype(float).tolist() for k in range(24)}
    for name, top in (("phq9", 28), ("gad7", 22), ("who5", 26))
}


def panel_of(name: str, *, clock: str = "occasion", **shared: Any) -> Panel:
    """One indicator's scores as `rusfelt.score` would give them; every other person a woman."""
    better = "higher" if name == "who5" else "lower"
    return ragged(
        [
            {"indicator": name, "unit": unit, "y": y, "t": [1.0, 2.0], "group": group}
            for place, (unit, y) in enumerate(SCORES[name].items())
            for group in ["sex=F" if place % 2 else "sex=M"]
        ],
        clock=clock, kind="score", design="panel", role="outcome", better=better, **shared,
    )  # fmt: skip


def a_plan(*judges: Judge, names: tuple[str, ...] = ("phq9", "gad7", "who5")) -> Plan:
    fields: dict[str, Any] = {"kind": "score", "design": "panel"}
    indicators = [
        Indicator(
            name, name, better="higher" if name == "who5" else "lower",
            judged_by=list(judges) if name == "phq9" else None, **fields,
        )
        for name in names
    ]  # fmt: skip
    return Plan("p", "P", indicators=indicators, tiltak=[Tiltak("1", "One", moves=list(names))])


def evaluated(scores: Any, *judges: Judge, **options: Any) -> rusfelt.Evaluation:
    return rusfelt.evaluate_plan(a_plan(*judges), Measurements.of([]), scores=scores, **options)


PANELS = [panel_of(name) for name in SCORES]


def test_several_scores_of_a_person_are_looked_at_at_once() -> None:
    """Given in panels apart, they come together; the answer stands under each indicator in it."""
    found = evaluated(PANELS, evaluators=["recovery"])
    assert found.failures == ()
    both = joined([PANELS[1], PANELS[0]])
    for group in ("", "sex=F", "sex=M"):
        mine = both if not group else both.take(both.group == group)
        known = roll_up(rusfelt.evaluate(mine, "recovery"))
        assert known["answered"] == (12 if group else 24)
        shown = {each.key[0]: each.findings for each in found.series if each.key[2] == group}
        assert shown["phq9"]["recovery"] == shown["gad7"]["recovery"] == known
        assert "recovery" not in shown["who5"]
        assert "paired-change" in shown["who5"]
    rows = json.loads(found.to_json())["series"]
    told = next(each for each in rows if each["indicator"] == "gad7" and not each["group"])
    of = told["findings"]["recovery"]["case_at_start"]["n"]
    assert told["findings"]["recovery"]["recovery"]["of"] == of > 0


def test_no_verdict_changes_for_it() -> None:
    """It is shown, and decides nothing."""
    with_it, without = evaluated(PANELS, evaluators=["recovery", "gas"]), evaluated(PANELS)
    assert [each.verdict for each in with_it.series] == [each.verdict for each in without.series]
    assert all("recovery" not in each.findings for each in without.series)


def test_people_who_were_never_asked_are_not_counted() -> None:
    """Someone with other scores alone is nobody's missing measure."""
    some = PANELS[0].take(np.arange(10)), PANELS[1].take(np.arange(8)), PANELS[2]
    found = evaluated(list(some), evaluators=["recovery"]).series
    told = next(each for each in found if each.key == ("phq9", "", "")).findings["recovery"]
    assert (told["people"], told["answered"]) == (10, 8)
    assert told["why_not"] == {"missing-measure": 2}


def test_one_with_parameters_is_asked_as_it_is_and_once() -> None:
    """Its own measures say where it stands."""
    calls = []

    class Counted(Recovery):
        def evaluate(self, panel: Panel, /) -> Any:
            calls.append(len(panel))
            return super().evaluate(panel)

    made = Counted("who5 13 5, phq9 10 6")
    found = evaluated(PANELS, evaluators=[made]).series
    shown = {each.key[0] for each in found if "recovery" in each.findings}
    assert shown == {"who5", "phq9"}
    told = {each.key: each.findings.get("recovery") for each in found}
    assert told["who5", "", ""]["thresholds"] == "who5 13 5, phq9 10 6"
    # Once for everybody and once for each sex, however many indicators there are.
    assert sorted(calls) == [36, 36, 72]


def test_a_plan_may_name_one_as_judge_with_its_parameters() -> None:
    """It answers for the group, and says that it decides nothing."""
    judge = Judge("recovery", params={"measures": "phq9 10 6, gad7 8 4"})
    found = evaluated(PANELS, judge).series
    by_key = {each.key: each for each in found}
    told = by_key["phq9", "", ""]
    assert told.findings["recovery"]["answered"] == 24
    assert told.reason == "no-group-answer"
    assert "recovery" not in by_key["gad7", "", ""].findings


def test_a_judge_that_cannot_be_made_is_a_failure() -> None:
    """And the series says so."""
    found = evaluated(PANELS, Judge("recovery", params={"measures": "phq9"}))
    assert [each.evaluator for each in found.failures] == ["recovery"]
    told = next(each for each in found.series if each.key == ("phq9", "", ""))
    assert told.reason == "judge-failed"


def test_goals_of_one_person_come_together() -> None:
    """Each goal an indicator of the plan; the T-score stands under all of them."""
    rng = np.random.default_rng(3)
    panels = [
        ragged(
            [{"indicator": name, "unit": f"p{k}", "y": [-1.0, float(rng.integers(-2, 3))],
              "t": [1.0, 2.0]} for k in range(6 if name == "goal-1" else 3)],
            clock="occasion", kind="score", design="panel", better="higher",
        )
        for name in ("goal-1", "goal-2")
    ]  # fmt: skip
    indicators = [
        Indicator(name, name, kind="score", design="panel", better="higher")
        for name in ("goal-1", "goal-2")
    ]
    plan = Plan("p", "P", indicators=indicators, tiltak=[Tiltak("1", "One", moves=["goal-1"])])
    found = rusfelt.evaluate_plan(plan, Measurements.of([]), scores=panels, evaluators=["gas"])
    first, second = (each.findings["gas"] for each in found.series)
    assert first == second
    assert first["answered"] == 6
    assert first["caution"] == "different-numbers-of-goals"
    assert first["goals"]["mean"] == pytest.approx(1.5)


def test_scores_on_different_clocks_are_not_mixed() -> None:
    """Days and session numbers cannot stand in one panel: the measure is then missing."""
    found = evaluated([PANELS[0], panel_of("gad7", clock="day")], evaluators=["recovery"]).series
    told = {each.key: each.findings.get("recovery") for each in found}
    assert told["phq9", "", ""]["why_not"] == {"missing-measure": 24}
    assert told["gad7", "", ""]["why_not"] == {"missing-measure": 24}


def test_panels_joined_keep_what_each_says() -> None:
    """A column one lacks is empty there; one that cannot be empty or is of two kinds is left out."""
    one = panel_of("gad7", cluster="A", weight=2, told=True, mixed=1.0, sure=True)
    two = panel_of("phq9", mixed="x", sure=False)
    found = joined([one, two])
    assert len(found) == 48
    assert found.sizes.tolist() == [2] * 48
    assert found.indicator.tolist() == ["gad7"] * 24 + ["phq9"] * 24
    assert found.y.tolist() == [*one.y, *two.y]
    assert set(found.per_series["cluster"].tolist()) == {"A", ""}
    np.testing.assert_array_equal(found.per_series["weight"], [2.0] * 24 + [np.nan] * 24)
    assert found.per_series["sure"].tolist() == [True] * 24 + [False] * 24
    assert not {"told", "mixed"} & found.per_series.keys()
    assert joined([one]) is one
