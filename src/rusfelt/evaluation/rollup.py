"""From series to tiltak, and from tiltak to strategies and goals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rusfelt.domain import Plan, Tiltak
from rusfelt.evaluation.appraisal import Ruling, rule
from rusfelt.evaluation.carrying import Key, primary_keys
from rusfelt.evaluation.results import SeriesResult, Tally, TiltakResult
from rusfelt.vocabulary import Verdict

__all__ = ["judge_tiltak", "same_tiltak", "tally"]

_HALF = 2


def same_tiltak(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each tiltak, all that say the same as it (itself too), in the plan's order."""
    root = {each.id: each.id for each in plan.tiltak}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for each in plan.tiltak:
        if each.duplicate_of is not None:
            root[find(each.id)] = find(each.duplicate_of)
    together: dict[str, list[str]] = {}
    for each in plan.tiltak:
        together.setdefault(find(each.id), []).append(each.id)
    return {each.id: tuple(together[find(each.id)]) for each in plan.tiltak}


def judge_tiltak(
    plan: Plan,
    series: Mapping[Key, SeriesResult],
    missing: Mapping[str, tuple[str, ...]],
    fillings: Mapping[Key, Sequence[SeriesResult]],
) -> list[TiltakResult]:
    """The verdict of every tiltak.

    Args:
        plan: with its tiltak.
        series: results by key.
        missing: tiltak id → criteria the audit found missing.
        fillings: for series with hidden cells, their results under each extreme filling.
    """
    same = same_tiltak(plan)
    by_id = {each.id: each for each in plan.tiltak}
    found = []
    for tiltak in plan.tiltak:
        together = [by_id[name] for name in same[tiltak.id]]
        names = dict.fromkeys(name for each in together for name in each.moves or ())
        keys = [key for name in names for key in primary_keys(plan, name, series)]
        others = tuple(name for name in same[tiltak.id] if name != tiltak.id)
        found.append(_judge(tiltak, keys, series, missing.get(tiltak.id, ()), others, fillings))
    return found


def _judge(
    tiltak: Tiltak,
    keys: list[Key],
    series: Mapping[Key, SeriesResult],
    missing: tuple[str, ...],
    same_as: tuple[str, ...],
    fillings: Mapping[Key, Sequence[SeriesResult]],
) -> TiltakResult:
    last = tiltak.progress[-1] if tiltak.progress else None
    verdicts = [each.verdict for each in _with_holm(keys, series, fillings)]
    verdict, code = _word(verdicts)
    favourable = sum(each.is_favourable for each in verdicts)
    decided = sum(each.is_decided for each in verdicts)
    return TiltakResult(
        tiltak.id,
        verdict,
        code,
        {
            "favourable": favourable,
            "worsening": sum(each is Verdict.WORSENING for each in verdicts),
            "decided": decided,
            "of": len(verdicts),
        },
        series=tuple(keys),
        verdicts=tuple(verdicts),
        decided=decided,
        missing=missing,
        same_as=same_as,
        progress=str(last.state) if last else None,
        progress_date=last.date.isoformat() if last and last.date else None,
    )


def _with_holm(
    keys: list[Key],
    series: Mapping[Key, SeriesResult],
    fillings: Mapping[Key, Sequence[SeriesResult]],
) -> list[Ruling]:
    """Each series ruled on again, with p corrected for all tests this tiltak makes."""
    from rusfelt.stats.multiplicity import holm  # noqa: PLC0415 - loads scipy

    results = [series[key] for key in keys]
    # A hidden cell leaves several p possible; the largest is the one that cannot mislead.
    p = [
        max([each.test.p for each in fillings.get(key, ())], default=result.test.p)
        if result.tested
        else math.nan
        for key, result in zip(keys, results, strict=True)
    ]
    adjusted = holm(np.array(p, dtype=np.float64)) if p else np.empty(0)
    rulings = []
    for key, result, each in zip(keys, results, adjusted.tolist(), strict=True):
        variants = fillings.get(key)
        unsettled = not variants and result.reason == "suppressed"
        if math.isnan(each) or unsettled:
            # Where nothing bounds a hidden cell, what was ruled of the series stands.
            rulings.append(result.ruling)
        elif variants:
            words = {rule(one.case, one.test, each).verdict for one in variants}
            rulings.append(
                rule(variants[0].case, variants[0].test, each) if len(words) == 1 else result.ruling
            )
        else:
            rulings.append(rule(result.case, result.test, each))
    return rulings


def _word(verdicts: list[Verdict]) -> tuple[Verdict, str]:
    if not verdicts:
        return Verdict.NOT_ASSESSABLE, "tiltak-no-indicator"
    if all(each is Verdict.NOT_ASSESSABLE for each in verdicts):
        return Verdict.NOT_ASSESSABLE, "tiltak-no-criterion"
    decided = [each for each in verdicts if each.is_decided]
    if len(decided) * _HALF < len(verdicts):
        code = "tiltak-few-decided" if decided else "tiltak-none-decided"
        return Verdict.CANNOT_DECIDE, code
    favourable = any(each.is_favourable for each in decided)
    worsening = Verdict.WORSENING in decided
    missed = Verdict.TARGET_MISSED in decided
    if all(each is Verdict.TARGET_MET for each in verdicts):
        return Verdict.TARGET_MET, "tiltak-all-met"
    if favourable and (worsening or missed):
        return Verdict.MIXED, "tiltak-mixed"
    if worsening:
        return Verdict.WORSENING, "tiltak-worsening"
    if missed:
        return Verdict.TARGET_MISSED, "tiltak-missed"
    if favourable:
        return Verdict.IMPROVING, "tiltak-favourable"
    return Verdict.NO_DETECTABLE_CHANGE, "tiltak-no-change"


def tally(
    name: str,
    tiltak: Sequence[TiltakResult],
    series: Mapping[Key, SeriesResult],
    further: Iterable[Key] = (),
) -> Tally:
    """Count tiltak and series, each once however often it appears.

    Args:
        name: the strategy's or goal's id.
        tiltak: results of those under it.
        series: all results by key.
        further: keys of series that hang on a goal itself.
    """
    counted: set[str] = set()
    distinct = []
    for each in tiltak:
        if each.id not in counted:
            counted.update((each.id, *each.same_as))
            distinct.append(each)
    keys = sorted({key for each in tiltak for key in each.series} | set(further))
    results = [series[key] for key in keys]
    tested = [each for each in results if each.tested]
    sizes = [each.test.size for each in tested if not math.isnan(each.test.size)]
    return Tally(
        name,
        Counter(each.verdict for each in distinct),
        Counter(each.verdict for each in results),
        adopted=len(tiltak),
        distinct=len(distinct),
        decided=sum(each.verdict.is_decided for each in distinct),
        tests=len(tested),
        false_alarms=math.fsum(sizes),
    )
