"""Evaluators asked for by name: shown beside the others, and verdicts stay as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from people_panels import made

import rusfelt
from rusfelt import Indicator, Judge, Measurement, Measurements, Plan, Tiltak
from rusfelt.evaluation.runs import BUILT_IN
from rusfelt.plugin import Registry
from rusfelt.vocabulary import Verdict

_EXAMPLES = Path(__file__).parents[2] / "examples"
_BY_NAME = sorted(
    each.offer.name
    for each in Registry(only=()).entries
    if each.builtin and each.kind == "evaluator" and each.offer.name not in BUILT_IN
)


@pytest.fixture(scope="module")
def illustrative() -> tuple[rusfelt.Plan, rusfelt.Measurements, rusfelt.Evaluation]:
    plan = rusfelt.load_plan(_EXAMPLES / "illustrative.toml")
    figures = rusfelt.read_measurements(_EXAMPLES / "illustrative-figures.csv")
    return plan, figures, rusfelt.evaluate_plan(plan, figures, as_of="2024-12-31")


def test_only_what_verdicts_rest_on_runs_unasked(
    illustrative: tuple[rusfelt.Plan, rusfelt.Measurements, rusfelt.Evaluation],
) -> None:
    """rusfelt's own beyond the usual are there by name, and not otherwise."""
    _, _, usual = illustrative
    assert _BY_NAME
    for each in usual.series:
        assert set(each.findings).isdisjoint(_BY_NAME)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", _BY_NAME)
def test_each_runs_over_a_plan_without_failing_or_deciding(
    name: str, illustrative: tuple[rusfelt.Plan, rusfelt.Measurements, rusfelt.Evaluation]
) -> None:
    """A whole plan with all sorts of figures: an answer or a reason for each series."""
    plan, figures, usual = illustrative
    more = rusfelt.evaluate_plan(plan, figures, evaluators=[made(name)], as_of="2024-12-31")
    assert [each for each in more.failures if each.evaluator == name] == []
    assert [each.verdict for each in more.series] == [each.verdict for each in usual.series]
    found = more.findings[name]
    for row, status in enumerate(found.status.tolist()):
        assert status == "ok" or all(found.reason(row, each) for each in ("nb", "nn", "en"))
    if found.spec.rows == "series":
        assert all(name in each.findings for each in more.series if each.case.points)
    assert (
        rusfelt.evaluate_plan(plan, figures, evaluators=[made(name)], as_of="2024-12-31").to_json()
        == more.to_json()
    )


def test_what_answers_for_no_single_series_cannot_judge_one() -> None:
    """An evaluator about a whole indicator, named as a judge, is told of and decides nothing."""
    indicator = Indicator(
        "calls", "Calls", kind="count", better="lower", counts="events",
        judged_by=[Judge("regional-mann-kendall")],
    )  # fmt: skip
    plan = Plan("p", "P", indicators=[indicator], tiltak=[Tiltak("1", "One", moves=["calls"])])
    rows = [Measurement("calls", period=str(2015 + k), value=9 - k) for k in range(6)]
    found = rusfelt.evaluate_plan(plan, Measurements.of(rows))
    assert found.series[0].verdict == Verdict.CANNOT_DECIDE
    assert [each.evaluator for each in found.failures] == ["regional-mann-kendall"]
    assert "single series" in found.failures[0].message


def test_a_test_of_ranks_can_judge_and_its_sign_says_which_way() -> None:
    """Named as a judge, the prewhitened test decides where it rejects, by the direction of s."""
    indicator = Indicator(
        "calls", "Calls", kind="amount", better="lower",
        judged_by=[Judge("prewhitened-mann-kendall")],
    )  # fmt: skip
    plan = Plan("p", "P", indicators=[indicator], tiltak=[Tiltak("1", "One", moves=["calls"])])
    values = [40.0, 33.5, 37.0, 30.0, 31.0, 26.5, 27.0, 21.0, 22.0, 15.0, 16.5, 9.0]
    for series, word in ((values, Verdict.IMPROVING), (values[::-1], Verdict.WORSENING)):
        rows = [
            Measurement("calls", period=str(2010 + k), value=each) for k, each in enumerate(series)
        ]
        found = rusfelt.evaluate_plan(plan, Measurements.of(rows)).series[0]
        assert (found.test.primary.evaluator, found.verdict) == ("prewhitened-mann-kendall", word)


def test_times_at_the_end_of_all_numbers_are_compared_without_a_warning() -> None:
    """A panel's times may span more than any number can hold."""
    panel = rusfelt.Panel(
        ["a"], [""], [""], [0], [0, 2], [-1.7e308, 1.7e308], [1.0, 2.0], clock="period"
    )
    assert len(panel) == 1
