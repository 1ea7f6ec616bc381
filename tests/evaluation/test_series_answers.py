"""The three answers of one series, its milestones, and its empty cells."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy import stats
from series import DONE, EVENTS, FALL, FEW, RISE, SHARE, at, bare, cell

import rusfelt
from rusfelt import Movement, Pace, TargetState, Verdict

# -- The three answers -------------------------------------------------------------------------


def test_a_reached_target_still_says_which_way_the_series_moves(judge: Any) -> None:
    """Target and movement are two answers, and the verdict takes nothing away from either."""
    found = judge(EVENTS, RISE, [at(200)])
    assert (found.target, found.movement) == (TargetState.MET, Movement.WORSENING)


def test_certain_is_flagged_only_when_the_interval_is_beyond(judge: Any) -> None:
    """One event: the exact Poisson interval ends at 5.572."""
    assert "certain" in judge(EVENTS, FEW, [at(5.58)]).ruling.flags
    assert "certain" not in judge(EVENTS, FEW, [at(5.57)]).ruling.flags


def test_a_blocked_comparison_describes_its_p_and_decides_no_movement(judge: Any) -> None:
    """The p is shown, as a description."""
    found = judge({**EVENTS, "counts": "persons-present"}, FALL)
    assert found.test.p == pytest.approx(stats.binomtest(60, 160).pvalue)
    assert found.movement == Movement.CANNOT_DECIDE
    assert not found.tested


@pytest.mark.parametrize(
    ("due", "pace"),
    [("2020", Pace.BEHIND), ("2023", Pace.ON_TRACK), ("2024", Pace.AHEAD), (None, Pace.NONE)],
)
def test_pace_is_never_part_of_the_verdict(judge: Any, due: str | None, pace: Pace) -> None:
    """From 100 in 2019 to 76 in 2021, towards 50: only the due date decides the pace."""
    figures = [(2019, 100), (2020, 60), (2021, 76)]
    wanted = at(50, baseline_period="2019", due=due)
    found = judge(EVENTS, figures, [wanted], as_of="2021-12-31")
    if pace is Pace.ON_TRACK:
        # Half the way in half the time asks for 75; 76 is 96 % of that change.
        assert found.findings["target-progress"]["pace_ratio"] == pytest.approx(0.96)
    undated = judge(EVENTS, figures, [{**wanted, "due": None}])
    assert (found.pace, found.verdict) == (pace, undated.verdict)


def test_a_target_may_name_a_compound_pace(judge: Any) -> None:
    """From 100 towards 25 in two years, 50 is half-way by a steady rate and 62.5 by a line."""
    figures = [(2019, 100), (2020, 56)]
    wanted = at(25, baseline_period="2019", due="2021")
    linear = judge(EVENTS, figures, [wanted])
    compound = judge(EVENTS, figures, [{**wanted, "method": "compound"}])
    assert linear.findings["target-progress"]["expected"] == pytest.approx(62.5)
    assert compound.findings["target-progress"]["expected"] == pytest.approx(50.0)
    ratio = math.log(56 / 100) / math.log(50 / 100)
    assert compound.findings["target-progress"]["pace_ratio"] == pytest.approx(ratio)
    assert (linear.pace, compound.pace) == (Pace.AHEAD, Pace.BEHIND)
    assert linear.verdict == compound.verdict


def test_what_could_have_been_detected_is_said_with_its_numbers(judge: Any) -> None:
    """From 20, eight or fewer; from 4 not even 0; with three events, the smallest p."""
    assert "8 or fewer" in judge(EVENTS, [(2019, 20), (2020, 15)]).sentence("en")
    assert "from a baseline of 4 not even 0" in judge(EVENTS, FEW).sentence("en")
    assert "smallest attainable p is 0.0741" in judge(EVENTS, bare(1, 1, 1)).sentence("en")


def test_healthy_peoples_word_never_becomes_the_verdict(judge: Any) -> None:
    """Twelve after ten is "getting worse" by its tenth, and by chance alone."""
    found = judge(EVENTS, [(2019, 10), (2020, 12)], [at(5, baseline_period="2019")])
    assert found.findings["target-progress"]["hp2030_status"] == "getting-worse"
    assert found.verdict == Verdict.CANNOT_DECIDE


# -- Milestones --------------------------------------------------------------------------------

MILESTONES = {
    "done before its due date is met, for certain": (
        [cell(2021, 1)], "2021-12-31", "2024-12-31", "target-met", "met", ("certain",),
    ),
    "done on its due date is in time": (
        [{"period": "2022-06-30", "value": 1}], "2022-06-30", "2024-12-31",
        "target-met", "met", ("certain",),
    ),
    "done the day after is late, and met all the same": (
        [{"period": "2022-07-01", "value": 1}], "2022-06-30", "2024-12-31",
        "target-met", "met", ("late",),
    ),
    "not done after its due date is missed": (
        [], "2022-06-30", "2022-07-01", "target-missed", "missed", (),
    ),
    "a value below 1 is not done": (
        [cell(2021, 0)], "2022-06-30", "2022-07-01", "target-missed", "missed", (),
    ),
    "the due date itself is not past": (
        [], "2022-06-30", "2022-06-30", "cannot-decide", "not-due", (),
    ),
    "before its due date it is not due": (
        [], "2022-06-30", "2021-01-01", "cannot-decide", "not-due", (),
    ),
    "done later than the day of looking is not done yet": (
        [{"period": "2022-07-01", "value": 1}], "2022-12-31", "2022-03-01",
        "cannot-decide", "not-due", (),
    ),
    "done and without a due date is met": (
        [cell(2021, 1)], None, "2024-12-31", "target-met", "met", (),
    ),
    "not done and without a due date has no criterion": (
        [], None, "2024-12-31", "not-assessable", "none", (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MILESTONES)
def test_milestone(judge: Any, name: str) -> None:
    """Its dates settle it, and nothing else does."""
    figures, due, as_of, verdict, target, flags = MILESTONES[name]
    found = judge(DONE, figures, [at(1, due=due)], as_of=as_of)
    assert (found.verdict, found.target, found.ruling.flags) == (verdict, target, flags)


def test_a_milestone_done_twice_counts_from_the_first_time(judge: Any) -> None:
    """A later report that it is done does not make it late."""
    figures = [{"period": "2021-05-20", "value": 1}, {"period": "2023-01-01", "value": 1}]
    assert judge(DONE, figures, [at(1, due="2022")]).ruling.flags == ("certain",)


# -- The empty states --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["missing", "suppressed", "not-applicable", "not-due", "undefined"]
)
def test_no_empty_cell_is_ever_zero(judge: Any, state: str) -> None:
    """An empty last cell must not turn 4 into a fall to nothing."""
    found = judge(EVENTS, [(2019, 40), {"period": "2020", "state": state}], [at(0)])
    assert found.verdict == Verdict.CANNOT_DECIDE
    assert found.target != TargetState.MET
    assert [each.value for each in found.case.points] == [40]


def test_a_projection_is_no_observation(judge: Any) -> None:
    """Projected years are shown among the points and tested by nobody."""
    figures = [*FALL, cell(2021, 1, state="projected"), cell(2022, 0, state="projected")]
    found = judge(EVENTS, figures)
    assert found.test.p == pytest.approx(stats.binomtest(60, 160).pvalue)
    assert [each["state"] for each in found.to_dict()["points"]] == ["exact"] * 2 + [
        "projected"
    ] * 2


def test_a_numerator_alone_is_no_share(judge: Any) -> None:
    """35 of nobody knows how many is not 35 per cent."""
    figures = [{"period": "2019", "numerator": 35}, {"period": "2020", "numerator": 57}]
    found = judge(SHARE, figures, [at(50)])
    assert (found.verdict, found.reason, found.target) == ("cannot-decide", "no-data", "none")


def test_a_target_set_for_a_group_without_figures_is_undecided_not_absent(build: Any) -> None:
    """A primary series without data counts as cannot-decide, though others have figures."""
    plan, rows = build(
        {"i": (EVENTS, FALL, [at(1, group="age=18-24")])},
        tiltak=[rusfelt.Tiltak("t", "t", moves=["i"])],
    )
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert found.tiltak[0].series == (("i", "030108", "age=18-24"),)
    assert found.tiltak[0].verdict == Verdict.CANNOT_DECIDE


def test_figures_from_elsewhere_do_not_stand_in_for_the_plans_own_area(build: Any) -> None:
    """Oslo's fall says nothing about a district without figures."""
    elsewhere = [
        {"period": "2019", "value": 100, "unit": "0301"},
        {"period": "2020", "value": 60, "unit": "0301"},
    ]
    plan, rows = build(
        {"i": (EVENTS, elsewhere, [])}, tiltak=[rusfelt.Tiltak("t", "t", moves=["i"])]
    )
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert {each.key[1]: str(each.verdict) for each in found.series} == {
        "0301": "improving",
        "030108": "cannot-decide",
    }
    assert found.tiltak[0].verdict == Verdict.CANNOT_DECIDE
