"""Every series of a plan, judged together: one panel a clock, never a panel a series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.domain import Judge, Plan
from rusfelt.evaluation.appraisal import Ruling, Test, obstacles, rule
from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.figures import SeriesFigures
from rusfelt.evaluation.fills import fillings
from rusfelt.evaluation.interventions import intervention_time
from rusfelt.evaluation.panels import Case, build_panels
from rusfelt.evaluation.people.series import judge_people
from rusfelt.evaluation.people.together import Together
from rusfelt.evaluation.primary import Primary, primary_for
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import Runs
from rusfelt.evaluation.targets import stand, targets_for, window
from rusfelt.panel import Panel
from rusfelt.vocabulary import Movement, Pace, Status, Verdict

__all__ = ["judge_series", "make_case"]

_NAN = math.nan


def make_case(plan: Plan, figures: SeriesFigures, looking: date | None) -> Case:
    """A series with the target that stands and the points that are compared."""
    targets = targets_for(plan, figures.indicator, figures.unit, figures.group)
    standing = stand(figures, targets, looking)
    compared = window(figures, standing.target)
    return Case(
        figures,
        standing,
        tuple(point for point in compared if point.observed and not math.isnan(point.value)),
        tuple(point for point in compared if point.hidden),
        intervention=intervention_time(plan, figures),
    )


def judge_series(
    plan: Plan,
    figures: Sequence[SeriesFigures],
    looking: date | None,
    runs: Runs,
    scores: Mapping[Key, Panel] = MappingProxyType({}),
) -> tuple[list[SeriesResult], dict[Key, list[SeriesResult]]]:
    """A result for every series, and for those with hidden cells one for each filling.

    Args:
        plan: the plan.
        figures: its series.
        looking: the day of looking.
        runs: the evaluators.
        scores: people's own scores, by the series they make up.
    """
    cases = [make_case(plan, each, looking) for each in figures if each.key not in scores]
    sheets = _sheets(cases, looking)
    own = {each.key: scores[each.key] for each in figures if each.key in scores}
    runs.ahead(
        [each.panel for each in sheets],
        own.values(),
        [(asked.judge, asked.panel) for each in sheets for asked in each.judged],
    )
    together = Together(scores, runs)
    people = {
        each.key: judge_people(plan, each, own[each.key], looking, runs, together)
        for each in figures
        if each.key in own
    }
    results = _judge(cases, sheets, runs, keep=True)
    # A cell that a blocked series hides cannot make it any less decided.
    hiding = [
        case
        for case, result in zip(cases, results, strict=True)
        if case.hidden and not obstacles(case) and result.verdict is not Verdict.NOT_ASSESSABLE
    ]
    filled = {case.key: fillings(case) for case in hiding}
    variants: dict[Key, list[SeriesResult]] = {}
    for number in range(4):
        chosen = [each[number] for each in filled.values() if each is not None]
        if chosen:
            fills = [make_case(plan, each, looking) for each in chosen]
            for each in _judge(fills, _sheets(fills, looking), runs, keep=False):
                variants.setdefault(each.key, []).append(each)
    settled = people | {
        result.key: _settle(result, variants.get(result.key)) if result.key in filled else result
        for result in results
    }
    return [settled[each.key] for each in figures], variants


def _settle(result: SeriesResult, variants: list[SeriesResult] | None) -> SeriesResult:
    """One answer where every filling gives the same one; otherwise none."""
    words = {(each.verdict, each.movement) for each in variants or ()}
    if variants and len(words) == 1:
        largest = max(variants, key=lambda each: -1 if math.isnan(each.test.p) else each.test.p)
        ruling = attrs.evolve(
            largest.ruling, flags=(*largest.ruling.flags, "holds-whatever-is-hidden")
        )
        return attrs.evolve(result, ruling=ruling, test=largest.test)
    ruling = Ruling(Verdict.CANNOT_DECIDE, Movement.CANNOT_DECIDE, "suppressed")
    return attrs.evolve(result, ruling=ruling)


@attrs.frozen(eq=False)
class _Judged:
    """The series of a sheet that one evaluator judges, because plans say so."""

    judge: Judge
    keys: tuple[Key, ...]
    panel: Panel


@attrs.frozen(eq=False)
class _Sheet:
    """All series of one clock.

    Attributes:
        panel: the series, each in its parts.
        last: the row of each series' stretch after its last break.
        judged: who judges which of them.
    """

    panel: Panel
    last: Mapping[Key, int]
    judged: tuple[_Judged, ...]


def _sheets(cases: Sequence[Case], looking: date | None) -> list[_Sheet]:
    day = float(looking.toordinal()) if looking else _NAN
    by_key = {case.key: case for case in cases}
    sheets = []
    for panel in build_panels(cases, as_of=day).values():
        keys = zip(panel.indicator.tolist(), panel.unit.tolist(), panel.group.tolist(), strict=True)
        # Parts stand in order, so the last row of a key is the stretch after the last break.
        last: dict[Key, int] = {key: row for row, key in enumerate(keys)}
        wanted: dict[Judge, list[Key]] = {}
        for key in last:
            for judge in (by_key[key].figures.indicator.judged_by or ())[:1]:
                wanted.setdefault(judge, []).append(key)
        judged = tuple(
            _Judged(judge, tuple(mine), panel.take([last[key] for key in mine]))
            for judge, mine in wanted.items()
        )
        sheets.append(_Sheet(panel, last, judged))
    return sheets


def _judge(
    cases: Sequence[Case], sheets: Sequence[_Sheet], runs: Runs, *, keep: bool
) -> list[SeriesResult]:
    rows: dict[Key, dict[str, Mapping[str, Any]]] = {}
    decisive: dict[Key, dict[str, Mapping[str, Any]]] = {}
    for sheet in sheets:
        found = runs.over(sheet.panel, keep=keep)
        # What is about an indicator or all of them has no row of a series' own.
        found = {name: each for name, each in found.items() if each.spec.rows == "series"}
        deciding = runs.deciding(sheet.panel, found)
        for key, row in sheet.last.items():
            rows[key] = {name: each.row(row) for name, each in found.items()}
            decisive[key] = {
                name: rows[key][name] if each is found.get(name) else each.row(row)
                for name, each in deciding.items()
            }
        for asked in sheet.judged:
            told = runs.judge(asked.judge, asked.panel)
            for row, key in enumerate(asked.keys):
                chosen = {"status": str(Status.FAILED)} if told is None else told.row(row)
                rows[key][asked.judge.evaluator] = chosen
                decisive[key][asked.judge.evaluator] = chosen
    return [_result(case, rows.get(case.key, {}), decisive.get(case.key, {})) for case in cases]


def _result(
    case: Case, shown: Mapping[str, Mapping[str, Any]], found: Mapping[str, Mapping[str, Any]]
) -> SeriesResult:
    primary = primary_for(case.figures.indicator, case.latest_part if case.parts else ())
    test = _test(primary, found, case)
    pace = found.get("target-progress", {}).get("pace") or Pace.NONE
    return SeriesResult(case, rule(case, test), test, Pace(pace), shown)


def _test(primary: Primary, found: Mapping[str, Mapping[str, Any]], case: Case) -> Test:
    if not primary.evaluator:
        return Test(primary)
    row = found.get(primary.evaluator)
    if row is None or row.get("status") == Status.FAILED:
        return Test(primary, undefined="judge-failed")
    if row.get("status") == Status.UNMET:
        return Test(primary, undefined=str(row.get("reason") or "no-estimate"))

    def number(name: str, of: Mapping[str, Any] = row) -> float:
        value = of.get(name)
        if value in {"inf", "-inf"}:
            return float(value)
        return _NAN if value is None or isinstance(value, str) else float(value)

    change = found.get("period-change", {})
    # A test of ranks tells which way by the sign of s, and how far only by the median slope.
    ranks = "s" in row and "change" not in row
    moved = number("s") if ranks else number("change")
    if primary.evaluator == "period-change" and not math.isnan(number("ratio")):
        # What is tested is the rate: more events among many more people can be a fall.
        moved = number("ratio") - 1
    low, high = _rank_change(case) if ranks else (number("change_low"), number("change_high"))
    return Test(
        primary,
        p=number("p"),
        size=number("size"),
        smallest_p=number("smallest_p"),
        change=moved,
        change_low=low,
        change_high=high,
        first=number("first", change),
        last=number("last", change),
        detectable_low=number("detectable_low", change),
        detectable_high=number("detectable_high", change),
        state=str(row.get("state") or "") if primary.evaluator == "milestone" else "",
        verdict=str(row.get("verdict") or "") if primary.judge else "",
        caution=str(row.get("caution") or ""),
        undefined="" if row.get("status") == Status.OK else str(row.get("reason") or "no-estimate"),
    )


def _rank_change(case: Case) -> tuple[float, float]:
    """90 % interval of the change: ranks say which way, the median slope says how far."""
    from rusfelt.stats.theil_sen import sen_slope  # noqa: PLC0415 - loads scipy

    points = case.latest_part
    times = [case.figures.time(point) for point in points]
    found = sen_slope([point.value for point in points], times, confidence=0.90)
    span = times[-1] - times[0]
    return float(found.low) * span, float(found.high) * span
