"""Rows about the plan: its tiltak, how many got which verdict, and the methods that were run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import Tally
from rusfelt.report.method_figures import method_name
from rusfelt.report.names import Names
from rusfelt.vocabulary import Verdict

__all__ = ["failure_rows", "method_rows", "tally_rows", "tiltak_rows"]

_BETWEEN = "; "


def tiltak_rows(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """One row a tiltak: its verdict and what it lacks, and beside them how the work goes."""
    word = names.texts.word
    planned = {each.id: each for each in evaluation.plan.tiltak}
    for result in evaluation.tiltak:
        tiltak = planned[result.id]
        last = tiltak.progress[-1] if tiltak.progress else None
        reported = result.progress or ""
        yield {
            "id": result.id,
            "label": names.label(tiltak),
            "title": names.title(tiltak.title),
            "strategies": _BETWEEN.join(tiltak.strategies or ()),
            "level": str(tiltak.level or ""),
            "level_text": word("level", str(tiltak.level)) if tiltak.level else "",
            "responsible": _BETWEEN.join(tiltak.responsible or ()),
            "verdict": str(result.verdict),
            "verdict_text": word("verdict", str(result.verdict)),
            "sentence": result.sentence(names.language),
            "reason": result.code,
            "missing": _BETWEEN.join(result.missing),
            "missing_text": _BETWEEN.join(word("criterion", each) for each in result.missing),
            "series": len(result.series),
            "decided": result.decided,
            "same_as": _BETWEEN.join(result.same_as),
            "progress": reported,
            "progress_text": word("progress", reported) if reported else "",
            "progress_date": date.fromisoformat(result.progress_date)
            if result.progress_date
            else None,
            "progress_reason": last.reason if last else "",
        }


def tally_rows(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """One row a goal, a strategy and the whole plan: how many of each verdict, never an average."""
    plan = evaluation.plan
    titles: dict[tuple[str, str], Any] = {
        **{("goal", each.id): each.title for each in plan.goals},
        **{("strategy", each.id): each.title for each in plan.strategies},
    }
    tallies: list[tuple[str, Tally]] = [
        ("plan", evaluation.total),
        *(("goal", each) for each in evaluation.goals),
        *(("strategy", each) for each in evaluation.strategies),
    ]
    for what, tally in tallies:
        counted: dict[str, Any] = {}
        for verdict in Verdict:
            key = str(verdict).replace("-", "_")
            counted[f"tiltak_{key}"] = tally.tiltak.get(verdict, 0)
            if verdict is not Verdict.MIXED:
                counted[f"series_{key}"] = tally.series.get(verdict, 0)
        yield {
            "what": what,
            "what_text": names.texts(f"tidy-what.{what}"),
            "id": tally.id,
            "title": names.title(titles.get((what, tally.id), plan.title)),
            "adopted": tally.adopted,
            "distinct": tally.distinct,
            "decided": tally.decided,
            "tests": tally.tests,
            "false_alarms": tally.false_alarms,
            **counted,
        }


def method_rows(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """One row a method as it was run, with its choices and what it is taken from."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for origin, spec in evaluation.ran.items():
        params = _BETWEEN.join(
            f"{name} = {json.dumps(each, ensure_ascii=False)}" for name, each in origin.params
        )
        key = (origin.evaluator, origin.version, params, origin.distribution)
        seen[key] = {
            "evaluator": origin.evaluator,
            "evaluator_text": method_name(origin.evaluator, names),
            "version": str(origin.version),
            "parameters": params,
            "distribution": origin.distribution,
            "distribution_version": origin.distribution_version,
            "references": _BETWEEN.join(str(each) for each in spec.references),
        }
    return (seen[key] for key in sorted(seen))


def failure_rows(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """One row a method that gave no answer.

    What its program said is left out: a message of somebody else's code may name a machine's files.
    """
    for each in evaluation.failures:
        yield {
            "evaluator": each.evaluator,
            "evaluator_text": method_name(each.evaluator, names),
            "distribution": each.distribution,
            "error": each.kind,
        }
