"""One series of people's own scores, from the people to the word it gets."""

from __future__ import annotations

from datetime import date
from typing import Any

from rusfelt.domain import Plan
from rusfelt.evaluation.appraisal import rule
from rusfelt.evaluation.figures import SeriesFigures
from rusfelt.evaluation.people.groups import people_groups
from rusfelt.evaluation.people.judging import people_case, people_test
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluation.people.together import Together
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import PEOPLE_PRIMARY, Runs
from rusfelt.panel import Panel
from rusfelt.vocabulary import Pace, Status

__all__ = ["judge_people"]


def judge_people(
    plan: Plan,
    figures: SeriesFigures,
    panel: Panel,
    looking: date | None,
    runs: Runs,
    together: Together,
) -> SeriesResult:
    """The result of one series made of people's own scores; no person is in it.

    Args:
        plan: has the targets.
        figures: the series.
        panel: its people, one series each.
        looking: the day of looking.
        runs: the evaluators.
        together: what they say of these people's scores on several indicators at once.
    """
    key = figures.key
    shown: dict[str, dict[str, Any]] = {
        name: roll_up(each, people=len(panel)) for name, each in runs.over_people(panel).items()
    }
    shown |= together.over(key)
    judged: dict[str, Any] | None = None
    for judge in (figures.indicator.judged_by or ())[:1]:
        found = runs.judge_people(judge, panel, lambda: together.panel(key))
        judged = {"status": str(Status.FAILED)} if found is None else together.rolled(found, key)
        shown[judge.evaluator] = judged
    case = people_case(plan, figures, shown.get(PEOPLE_PRIMARY, {}), judged, looking)
    test = people_test(case, judged)
    groups = people_groups(panel, better=str(figures.indicator.better))
    return SeriesResult(case, rule(case, test), test, Pace.NONE, shown, people=groups)
