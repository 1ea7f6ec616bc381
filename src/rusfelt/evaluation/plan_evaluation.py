"""A plan and its figures, evaluated from end to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from typing import Any

import attrs
import numpy as np

from rusfelt._version import __version__
from rusfelt.domain import Judge, Measurements, Period, Plan, title_in
from rusfelt.domain import _convert as to
from rusfelt.evaluation.audit import Audit, audit_figures
from rusfelt.evaluation.carrying import Key, carrying_indicators, primary_keys
from rusfelt.evaluation.figures import gather
from rusfelt.evaluation.people.selection import people_panels
from rusfelt.evaluation.plain import as_json, plain
from rusfelt.evaluation.results import Failure, SeriesResult, Tally, TiltakResult
from rusfelt.evaluation.rollup import judge_tiltak, tally
from rusfelt.evaluation.runs import Runs
from rusfelt.evaluation.series import judge_series
from rusfelt.evaluation.third_parties import check_failures, third_parties, tolerated
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.findings import Findings, Provenance
from rusfelt.language import LANGUAGES
from rusfelt.panel import Panel
from rusfelt.vocabulary import Kind

__all__ = ["Asked", "Evaluation", "evaluate_plan", "evaluated"]


@attrs.frozen(eq=False)
class Asked:
    """What an evaluation was asked to be made from, kept in this process alone.

    Attributes:
        plan, measurements: before the day of looking took anything from them.
        scores: people's own, where there are some; never shown and never written.
        options: how, as :func:`evaluate_plan` takes it.
    """

    plan: Plan
    measurements: Measurements
    scores: tuple[Panel, ...] = attrs.field(repr=False)
    options: Mapping[str, Any] = attrs.field(repr=False)


@attrs.frozen(eq=False)
class Evaluation:
    """What the figures show of a plan, and what they cannot show.

    Attributes:
        plan: as it stood on the day of looking. audit: whether it can be evaluated at all.
        findings: what each evaluator says of every series, by name; those of daily series and
            milestones stand under ``name@day``.
        series, tiltak, strategies, goals: results in the plan's order.
        total: the whole plan. failures: evaluators that gave no answer.
        multiplicity: p corrected for all distinct primary series.
        as_of: the day of looking, as told or as the latest figure gives it.
        ran: everything that was run and what it is, also over people, whose rows are not kept.
        asked: what it was made from, so that it can be made anew from what may be published.
    """

    plan: Plan
    audit: Audit
    findings: Mapping[str, Findings]
    series: tuple[SeriesResult, ...]
    tiltak: tuple[TiltakResult, ...]
    strategies: tuple[Tally, ...]
    goals: tuple[Tally, ...]
    total: Tally
    failures: tuple[Failure, ...]
    multiplicity: Mapping[str, Any]
    as_of: date | None
    as_of_told: bool
    ran: Mapping[Provenance, Spec] = attrs.field(factory=dict)
    asked: Asked | None = attrs.field(default=None, repr=False)

    @property
    def before_plan(self) -> bool:
        """Whether every figure is from before the plan began, so that none can be its doing."""
        seen = [
            point.period.end
            for each in self.series
            if each.case.figures.indicator.kind is not Kind.MILESTONE
            for point in each.case.figures.observed
        ]
        if not seen or self.plan.period is None:
            return False
        return max(seen) < Period.parse(self.plan.period[0]).start

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        runs = sorted({json.dumps(plain(each.to_dict()), sort_keys=True) for each in self.ran})
        return {
            "schema": 1,
            "plan": {
                "id": self.plan.id,
                "title": {each: title_in(self.plan.title, each) for each in LANGUAGES},
                "area": self.plan.area,
                "period": list(self.plan.period) if self.plan.period else None,
                "goals": len(self.plan.goals),
                "strategies": len(self.plan.strategies),
                "tiltak": len(self.plan.tiltak),
                "indicators": len(self.plan.indicators),
                "targets": len(self.plan.targets),
            },
            "audit": self.audit.to_dict(),
            "series": [each.to_dict() for each in self.series],
            "tiltak": [each.to_dict() for each in self.tiltak],
            "strategies": [each.to_dict() for each in self.strategies],
            "goals": [each.to_dict() for each in self.goals],
            "total": self.total.to_dict(),
            "multiplicity": plain(self.multiplicity),
            "failures": [each.to_dict() for each in self.failures],
            "provenance": {
                "rusfelt": __version__,
                "as_of": self.as_of.isoformat() if self.as_of else None,
                "as_of_told": self.as_of_told,
                "runs": [json.loads(each) for each in runs],
            },
        }

    def to_json(self) -> str:
        """JSON with keys in a fixed order; undefined is ``null``, never NaN."""
        return as_json(self.to_dict())


def evaluate_plan(
    plan: Plan,
    measurements: Measurements,
    *,
    scores: Panel | Iterable[Panel] | None = None,
    evaluators: Iterable[Evaluator | Judge | str] | None = None,
    installed: bool | None = None,
    as_of: date | str | None = None,
    executor: Executor | None = None,
    isolation: str = "none",
    deadline: float = 60.0,
    fail_on_error: bool | float = False,
) -> Evaluation:
    """Evaluate a plan with its figures, by the rules every verdict here follows.

    Args:
        plan: the plan.
        measurements: its figures; those of indicators the plan does not have are listed by the
            audit.
        scores: people's own scores, as :func:`rusfelt.score` gives them, under the names of the
            plan's indicators. They are judged by the mean change of the same people, and no
            person's score is in the answer.
        evaluators: further evaluators to show beside the built-in ones, by name, by name with
            parameters (a :class:`~rusfelt.Judge`) or as they are. One with the name of a built-in
            is shown in its place; verdicts rest on the built-in all the same.
        installed: whether evaluators that other packages install are shown; unsaid, they are
            where ``evaluators`` is unsaid too.
        as_of: the day of looking: nothing decided or published later is seen. Unsaid, everything
            is seen, and due dates are held against the end of the latest period with a figure.
        executor: any ``concurrent.futures.Executor``.
        isolation: ``process`` runs what other packages offer in processes of their own, so that
            whatever becomes of one of them touches nothing else; ``none`` runs everything here.
        deadline: seconds those processes have between them; what has not answered by then is
            listed among the failures.
        fail_on_error: ``True`` to raise when an evaluator failed, or the share of the evaluators
            above which failures raise.

    Raises:
        UnknownNameError: an evaluator asked for by name is not there.
        DomainError: scores do not fit the plan, or are of a process measure.
        EvaluationError: more evaluators failed than ``fail_on_error`` lets pass; all are named.
    """
    panels = [] if scores is None else [scores] if isinstance(scores, Panel) else list(scores)
    asked = Asked(
        plan,
        measurements,
        tuple(panels),
        {
            "evaluators": None if evaluators is None else list(evaluators),
            "installed": installed,
            "as_of": as_of,
            "executor": executor,
            "isolation": isolation,
            "deadline": deadline,
        },
    )
    return evaluated(asked, fail_on_error=fail_on_error)


def evaluated(
    asked: Asked,
    *,
    gate: Callable[[SeriesResult], SeriesResult] | None = None,
    fail_on_error: bool | float = False,
) -> Evaluation:
    """The evaluation of what was asked.

    Args:
        asked: the plan, its figures, and how.
        gate: what is kept of a series before anything is concluded from it.
        fail_on_error: as :func:`evaluate_plan` takes it.
    """
    plan, measurements, told = asked.plan, asked.measurements, asked.options
    share = tolerated(fail_on_error)
    day = None if told["as_of"] is None else to.last_day(told["as_of"])
    if day is not None:
        plan, measurements = plan.as_of(day), measurements.as_of(day)
    rows = tuple(measurements)
    people = people_panels(plan, asked.scores, day)
    figures = gather(plan, rows, people)
    looking = day or max(
        (point.period.end for each in figures for point in each.observed), default=None
    )
    with third_parties(told["isolation"], told["deadline"]) as stage:
        runs = Runs(told["evaluators"], told["executor"], installed=told["installed"], stage=stage)
        results, fillings = judge_series(plan, figures, looking, runs, people)
    check_failures(runs, share)
    if gate is not None:
        results = [gate(each) for each in results]
    by_key = {each.key: each for each in results}
    found = audit_figures(plan, rows, figures, {name for name, _, _ in people})
    carrying = _carrying(plan, by_key)
    by_key = {key: attrs.evolve(each, primary=key in carrying) for key, each in by_key.items()}
    missing = {each.tiltak: each.missing for each in found.tiltak}
    tiltak = tuple(judge_tiltak(plan, by_key, missing, fillings))
    return Evaluation(
        plan=plan,
        audit=found,
        findings=runs.findings,
        series=tuple(by_key[each.key] for each in results),
        tiltak=tiltak,
        strategies=tuple(_strategies(plan, tiltak, by_key)),
        goals=tuple(_goals(plan, tiltak, by_key)),
        total=tally(plan.id, tiltak, by_key, carrying),
        failures=tuple(runs.failures),
        multiplicity=_multiplicity([by_key[key] for key in sorted(carrying)]),
        as_of=looking,
        as_of_told=day is not None,
        ran=runs.ran,
        asked=asked,
    )


def _carrying(plan: Plan, series: Mapping[Key, SeriesResult]) -> set[Key]:
    """Keys of the series that carry a tiltak's or a goal's verdict."""
    names = carrying_indicators(plan)
    return {key for name in names for key in primary_keys(plan, name, series)}


def _strategies(
    plan: Plan, tiltak: Sequence[TiltakResult], series: Mapping[Key, SeriesResult]
) -> Iterable[Tally]:
    by_id = {each.id: each for each in tiltak}
    for strategy in plan.strategies:
        mine = [by_id[each.id] for each in plan.tiltak if strategy.id in (each.strategies or ())]
        yield tally(strategy.id, mine, series)


def _goals(
    plan: Plan, tiltak: Sequence[TiltakResult], series: Mapping[Key, SeriesResult]
) -> Iterable[Tally]:
    by_id = {each.id: each for each in tiltak}
    for goal in plan.goals:
        # A goal is what lies under it in the tree too.
        under = {goal.id}
        while more := {each.id for each in plan.goals if each.parent in under} - under:
            under |= more
        serving = {each.id for each in plan.strategies if under.intersection(each.goals or ())}
        mine = [
            by_id[each.id] for each in plan.tiltak if serving.intersection(each.strategies or ())
        ]
        own = [
            key
            for each in plan.goals
            if each.id in under
            for name in each.indicators or ()
            for key in primary_keys(plan, name, series)
        ]
        yield tally(goal.id, mine, series, own)


def _multiplicity(results: Sequence[SeriesResult]) -> dict[str, Any]:
    """Corrections over all distinct primary series, shown beside the raw p."""
    from rusfelt.stats.multiplicity import (  # noqa: PLC0415 - loads scipy
        benjamini_hochberg,
        benjamini_yekutieli,
    )

    tested = [each for each in results if each.tested]
    p = np.array([each.test.p for each in tested], dtype=np.float64)
    hochberg = benjamini_hochberg(p).tolist() if len(p) else []
    yekutieli = benjamini_yekutieli(p).tolist() if len(p) else []
    return {
        "tests": len(tested),
        "assumes": "benjamini-hochberg: independent or positively dependent tests; "
        "benjamini-yekutieli: any dependence",
        "series": [
            {
                "indicator": each.key[0],
                "unit": each.key[1],
                "group": each.key[2],
                "p": each.test.p,
                "benjamini_hochberg": first,
                "benjamini_yekutieli": second,
            }
            for each, first, second in zip(tested, hochberg, yekutieli, strict=True)
        ],
    }
