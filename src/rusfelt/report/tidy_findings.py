"""Rows about what methods found, of series and of groups of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluator import Spec
from rusfelt.language import sentence
from rusfelt.report.method_figures import method_name
from rusfelt.report.names import Names
from rusfelt.report.people_rows import safe_row, split_row
from rusfelt.report.tidy_series import place_of
from rusfelt.report.tidy_signs import Signs
from rusfelt.vocabulary import Clock, Status

__all__ = ["finding_rows", "people_rows"]

_OWN = {"status", "reason"}
_COUNTED = ("n", "of", "share", "low", "high")
_WHY_NOT = "why_not"
_FEW = "few-people"


def finding_rows(evaluation: Evaluation, names: Names) -> Iterator[dict[str, Any]]:
    """One row a number or word a method found of a series, and one where it found nothing."""
    for result in evaluation.series:
        if result.people is not None:
            continue
        for name, row in result.findings.items():
            told = {
                **_told(evaluation, result, name, row, names),
                "decides": name == result.test.primary.evaluator,
            }
            found = {
                column: each
                for column, each in row.items()
                if column not in _OWN and _said(each) and not isinstance(each, Mapping)
            }
            if row.get("status") != Status.OK or not found:
                yield told
                continue
            for column, value in found.items():
                yield {**told, "column": column, **_typed(value)}


def people_rows(evaluation: Evaluation, names: Names, signs: Signs) -> Iterator[dict[str, Any]]:
    """One row a number, share or mean a method found of people together.

    Figures of too few people are not there; the row says so.
    """
    for result in evaluation.series:
        if result.people is None:
            continue
        for name, whole in result.findings.items():
            row = safe_row(whole)
            told = _told(evaluation, result, name, row, names)
            if row.get("status") != Status.OK:
                hidden = row.get("reason") == _FEW
                yield {**told, **({"number": signs.hidden} if hidden else {})}
                continue
            single, nested = split_row(row)
            for column, value in single.items():
                if column not in _OWN and _said(value):
                    yield {**told, "column": column, **_typed(value)}
            nested.pop(_WHY_NOT, None)
            for column, group in nested.items():
                yield from ({**told, "column": column, **each} for each in _group(group, signs))


def _said(value: Any) -> bool:
    """Whether a cell says anything: yes and no and zero do, no text does not."""
    return value is not None and value != ""


def _group(group: Mapping[str, Any], signs: Signs) -> Iterator[dict[str, Any]]:
    """Counts and shares, by word where there are several; or a mean and how many it is of."""
    if group and all(isinstance(each, Mapping) for each in group.values()):
        for word, counted in group.items():
            yield {"word": word, **_counts(counted, signs)}
    elif "mean" in group:
        yield {"number": group["mean"], "of": group.get("of")}
    else:
        yield _counts(group, signs)


def _counts(counted: Mapping[str, Any], signs: Signs) -> dict[str, Any]:
    if counted.get("n") is None and counted.get("of"):
        return {"n": signs.hidden, "of": counted["of"]}
    return {name: counted.get(name) for name in _COUNTED}


def _typed(value: Any) -> dict[str, Any]:
    """A number in the column of numbers, everything else in words."""
    if isinstance(value, bool):
        return {"text": "true" if value else "false"}
    if isinstance(value, (int, float)):
        return {"number": float(value)}
    return {"text": str(value)}


def _told(
    evaluation: Evaluation,
    result: SeriesResult,
    name: str,
    row: Mapping[str, Any],
    names: Names,
) -> dict[str, Any]:
    status = str(row.get("status") or "")
    return {
        **place_of(result.key, names),
        "evaluator": name,
        "evaluator_text": method_name(name, names),
        "status": status,
        "status_text": names.texts.word("status", status),
        "why": _why(row, _spec(evaluation, result, name), names.language),
    }


def _spec(evaluation: Evaluation, result: SeriesResult, name: str) -> Spec | None:
    """What the method declares; ``None`` where a plan named it and it is run nowhere else."""
    day = result.case.figures.clock is Clock.DAY
    found = evaluation.findings.get(f"{name}@day" if day else name)
    return found.spec if found is not None else None


def _why(row: Mapping[str, Any], spec: Spec | None, language: str) -> str:
    """Why there is no answer, as a sentence."""
    values = {"points": spec.needs.points if spec else 0}
    own = spec.reasons if spec else None
    return sentence(str(row.get("reason") or ""), values, language, own=own)
