"""From one row a person to one row a group: counts, shares with intervals, and means."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np

from rusfelt.evaluator import Spec
from rusfelt.findings import Findings
from rusfelt.language import words
from rusfelt.typing import Array, Bools
from rusfelt.vocabulary import ChangeCategory, Status

__all__ = ["FEWEST_FOR_MEAN", "roll_up", "share"]

_ENDS = ("_low", "_high", "_se")
# A mean of fewer people says too much about each of them.
FEWEST_FOR_MEAN = 5
# Columns of a group's row that say how many people its numbers are of.
_PEOPLE = ("pairs", "n")
_BY_CUTOFF = frozenset({str(ChangeCategory.RECOVERED), str(ChangeCategory.HARMED)})
_BOUNDS = frozenset({"bound_low", "bound_high", "no_change"})


def roll_up(
    findings: Findings, rows: Bools | None = None, *, people: int | None = None
) -> dict[str, Any]:
    """What an evaluator says of each person, as what it says of all of them together.

    Args:
        findings: with one row a person, or one row for the group; that one loses its numbers but
            for counts where they are of fewer than five people, and its bounds for those who
            dropped out where these are fewer than five.
        rows: only these people; unsaid, all.
        people: how many the group has, where the one row does not say.

    Returns:
        ``status`` and how many people have an answer (``answered``, of ``people``; ``why_not``
        counts the others by reason). Categories and yes-or-no columns become counts and shares
        with Wilson's 95 % interval; numbers become means over at least five people; words that
        are the same for everybody stay. A column whose ``basis`` names yes-or-no columns is about
        the people of whom those are all true and about nobody else, so that its share has them
        as denominator; words that have such a basis are counted like categories.
    """
    if findings.spec.rows not in {"series", "unit"}:
        return _one_row(findings, people) if findings.rows else {"status": str(Status.UNMET)}
    chosen = np.ones(findings.rows, dtype=np.bool_) if rows is None else rows
    ok = chosen & (findings.status == Status.OK)
    others = Counter(
        _known(code, findings.spec) for code in findings.columns["reason"][chosen & ~ok].tolist()
    )
    people, answered = int(chosen.sum()), int(ok.sum())
    summary: dict[str, Any] = {
        "status": str(Status.OK if answered else _status(findings, chosen)),
        "people": people,
        "answered": answered,
        "why_not": {code: others[code] for code in sorted(others)},
    }
    yes_or_no = {column.name for column in findings.schema if column.dtype == "bool"}
    for column in findings.schema:
        if column.shape != "row" or column.name not in findings.columns:
            continue
        among, basis = ok, yes_or_no.intersection(column.basis)
        for name in basis:
            among = among & findings.columns[name]
        counted = column.name == "category" or (column.dtype == "str" and bool(basis))
        values = findings.columns[column.name][among]
        summary |= _summed(column.name, "category" if counted else column.dtype, values)
    return summary


def _words(counts: Counter[str]) -> list[str]:
    """The words counted, in order; of those for change also the ones nobody got."""
    known = [str(each) for each in ChangeCategory]
    seen = set(counts) - {""}
    if seen and seen <= set(known):
        # That nobody deteriorated is news. Recovery and harm are of methods with a cutoff alone.
        by_cutoff = bool(seen & _BY_CUTOFF)
        return [each for each in known if by_cutoff or each not in _BY_CUTOFF]
    return [*(each for each in known if each in seen), *sorted(seen - set(known))]


def _known(code: str, spec: Spec) -> str:
    """A reason as far as it has a sentence: what is made up row by row could be about somebody."""
    head, _, detail = code.partition(":")
    if head and head not in spec.reasons and head not in words("en")["reason"]:
        return "unexplained"
    named = {*spec.needs.series, *spec.needs.point, *spec.needs.wants, *spec.needs.roles}
    return code if not detail or detail in named else head


def _one_row(findings: Findings, people: int | None) -> dict[str, Any]:
    row = findings.row(0)
    told = [row.get(name) for name in _PEOPLE]
    known = [each for each in (*told, people) if isinstance(each, int)]
    if known and min(known) < FEWEST_FOR_MEAN:
        # A mean of one person's score is that score.
        row |= {name: None for name, each in row.items() if isinstance(each, float)}
    dropped = row.get("dropped")
    if isinstance(dropped, int) and 0 < dropped < FEWEST_FOR_MEAN:
        # With the completers' mean beside them, bounds give the scores of those who are gone.
        row |= dict.fromkeys(_BOUNDS.intersection(row))
    return row


def share(count: int, of: int) -> dict[str, Any]:
    """A count with what it is out of, its share and Wilson's 95 % interval."""
    from rusfelt.stats.intervals import wilson  # noqa: PLC0415 - loads scipy

    if of == 0:
        return {"n": count, "of": 0, "share": None, "low": None, "high": None}
    low, high = wilson(count, of)
    return {"n": count, "of": of, "share": count / of, "low": float(low), "high": float(high)}


def _status(findings: Findings, chosen: Bools) -> str:
    """The commonest status where nobody has an answer."""
    found = Counter(findings.status[chosen].tolist()).most_common(1)
    return str(found[0][0]) if found else str(Status.UNMET)


def _summed(name: str, dtype: str, values: Array) -> dict[str, Any]:
    if dtype == "category":
        counts = Counter(values.tolist())
        return {name: {word: share(counts[word], len(values)) for word in _words(counts)}}
    if dtype == "bool":
        return {name: share(int(values.sum()), len(values))}
    if dtype == "str":
        told = sorted(set(values.tolist()))
        return {name: told[0]} if len(told) == 1 else {}
    if name.endswith(_ENDS):
        # The mean of people's own intervals is no interval of their mean.
        return {}
    finite = values[np.isfinite(values)] if dtype == "float64" else values
    if len(finite) < FEWEST_FOR_MEAN:
        return {}
    if finite.min() == finite.max():
        # A parameter, or a number of the whole group, given to everyone alike.
        return {name: finite[0].item()}
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(np.mean(finite))
    return {name: {"mean": mean, "of": len(finite)}} if math.isfinite(mean) else {}
