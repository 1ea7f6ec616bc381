"""How far the work on the tiltak has come, as the plan itself tells it; never part of a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from rusfelt.domain import Progress, Tiltak
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.report.names import Names
from rusfelt.report.tables import counted, number, table
from rusfelt.vocabulary import ProgressState

__all__ = ["progress_view"]

_ENDED = {ProgressState.COMPLETED, ProgressState.DROPPED}


def progress_view(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    """The section on the work: how many tiltak are how far, and each with its dates.

    Whether a deadline has passed is held against the evaluation's day of looking and nothing else;
    without such a day it is not said.

    Args:
        evaluation: whose plan it is.
        names: of that plan.
    """
    texts, plan = names.texts, evaluation.plan
    shape: dict[str, Any] = {"heading": texts("progress.heading"), "items": [], "tables": []}
    if not plan.tiltak:
        return {**shape, "intro": [texts("summary.no-tiltak")]}
    told = [each for each in plan.tiltak if each.progress or each.due]
    shape["intro"] = [texts("progress.intro"), *_overdue_text(evaluation, names)]
    shape["tables"] = [_counts(evaluation, names)]
    if told:
        shape["tables"].append(_listed(told, evaluation, names))
    else:
        shape["items"] = [texts("progress.nothing-told")]
    return shape


def _last(tiltak: Tiltak) -> Progress | None:
    return tiltak.progress[-1] if tiltak.progress else None


def _overdue(tiltak: Tiltak, looking: date | None) -> bool:
    """Whether it should have been done by the day of looking, and is neither done nor dropped."""
    last = _last(tiltak)
    open_ended = last is None or last.state not in _ENDED
    return bool(looking and tiltak.due and tiltak.due < looking and open_ended)


def _overdue_text(evaluation: Evaluation, names: Names) -> Iterator[str]:
    texts, looking = names.texts, evaluation.as_of
    dated = [each for each in evaluation.plan.tiltak if each.due]
    if not dated:
        yield texts("progress.no-due")
    elif looking is None:
        yield texts("progress.no-day")
    else:
        late = sum(_overdue(each, looking) for each in dated)
        day = names.numbers.day(looking)
        key = "progress.overdue-many" if late else "progress.overdue-none"
        yield texts(key, n=late, of=len(dated), day=day)


def _counts(evaluation: Evaluation, names: Names) -> dict[str, Any]:
    texts, none = names.texts, names.texts("count.none")
    states = Counter(
        str(last.state) if (last := _last(each)) else "" for each in evaluation.plan.tiltak
    )
    rows: list[list[Any]] = [
        [texts.word("progress", str(each)), counted(states[str(each)], none)]
        for each in ProgressState
    ]
    rows.append([texts("progress.unsaid"), counted(states[""], none)])
    columns: list[Any] = [texts("progress.state"), number(texts("summary.tiltak"))]
    return table("arbeid-antall", texts("progress.counts"), columns, rows)


def _listed(told: Sequence[Tiltak], evaluation: Evaluation, names: Names) -> dict[str, Any]:
    """Those the plan says something of; the others would be rows of nothing."""
    texts, write = names.texts, names.numbers
    unsaid = {"text": texts("about.unsaid"), "quiet": True}
    rows: list[list[Any]] = []
    for each in told:
        last = _last(each)
        rows.append(
            [
                names.tiltak_links([each.id])[0],
                texts.word("progress", str(last.state))
                if last
                else {"text": texts("progress.unsaid"), "quiet": True},
                write.day(last.date) if last and last.date else unsaid,
                (last.reason if last else None) or "",
                write.day(each.due) if each.due else unsaid,
                _remark(each, evaluation.as_of, names),
            ]
        )
    columns = [
        texts(f"progress.{each}") for each in ("tiltak", "state", "date", "reason", "due", "remark")
    ]
    silent = len(evaluation.plan.tiltak) - len(told)
    notes = [texts("progress.silent", n=silent)] if silent else []
    return table("arbeid-tiltak", texts("progress.table"), columns, rows, notes=notes)


def _remark(tiltak: Tiltak, looking: date | None, names: Names) -> str:
    last = _last(tiltak)
    if _overdue(tiltak, looking):
        return names.texts("progress.overdue")
    done = last is not None and last.state is ProgressState.COMPLETED
    if done and last and last.date and tiltak.due and last.date > tiltak.due:
        return names.texts("progress.late")
    return ""
