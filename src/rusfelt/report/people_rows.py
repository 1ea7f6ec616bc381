"""Findings about people's own scores, as a report may show them: about groups, never about one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rusfelt.evaluation.people.rollup import FEWEST_FOR_MEAN as FEWEST
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.vocabulary import Status

__all__ = [
    "FEWEST",
    "PeopleLines",
    "in_unit",
    "is_rolled_up",
    "lines_of",
    "pairs_of",
    "safe_row",
    "split_row",
    "told",
]

# Where a row says how many people its figures are of.
_COUNTS = ("answered", "pairs", "n")
# What may stand whoever they are.
_KEPT = ("people", "answered", "why_not", "started", "pairs", "dropped", "unscored", "n")


@attrs.frozen
class PeopleLines:
    """What findings hold scores against: the change one person needs, and the cutoff; or ``nan``."""

    needed: float = math.nan
    cutoff: float = math.nan


def pairs_of(result: SeriesResult) -> int:
    """How many people have two scores."""
    return result.findings.get(PEOPLE_PRIMARY, {}).get("pairs") or 0


def in_unit(text: str, unit: str | None) -> str:
    """What stands at an axis, with its unit where one is told."""
    return f"{text} ({unit})" if unit else text


def is_rolled_up(row: Mapping[str, Any]) -> bool:
    """Whether a row is what was said of each person, made into one row for all of them."""
    return "why_not" in row


def safe_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of findings, without its figures where they are of too few people.

    A row about very few says why instead: a mean of one person is that person.
    """
    found = dict(row)
    if is_rolled_up(found) and not found.get("reason"):
        found["reason"] = _commonest(found["why_not"])
    people = next((found[each] for each in _COUNTS if each in found), None)
    if not isinstance(people, int) or people >= FEWEST or found.get("status") != Status.OK:
        return found
    kept = {name: each for name, each in found.items() if name in _KEPT}
    return {**kept, "status": str(Status.UNDEFINED), "reason": "few-people"}


def _commonest(why_not: Mapping[str, int]) -> str:
    return max(why_not, key=lambda code: (why_not[code], code), default="")


def split_row(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Mapping[str, Any]]]:
    """What a row says once, and apart from it what it says with counts, shares or means."""
    nested = {name: each for name, each in row.items() if isinstance(each, Mapping)}
    return {name: each for name, each in row.items() if name not in nested}, nested


def told(result: SeriesResult) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rolled-up findings of a series that have an answer, the deciding one first."""
    primary = result.test.primary.evaluator
    for name in sorted(result.findings, key=lambda each: (each != primary, each)):
        row = safe_row(result.findings[name])
        if is_rolled_up(row) and row.get("status") == Status.OK:
            yield name, row


def lines_of(result: SeriesResult) -> PeopleLines:
    """The change one person needs, and the cutoff, where exactly one of each is told."""
    rows = [row for name, row in told(result) if name != PEOPLE_PRIMARY]
    return PeopleLines(_one(rows, "least_change"), _one(rows, "cutoff"))


def _one(rows: list[dict[str, Any]], name: str) -> float:
    """The number all rows agree on; two methods that differ leave no one line to draw."""
    numbers = {each[name] for each in rows if isinstance(each.get(name), (int, float))}
    finite = [float(each) for each in numbers if math.isfinite(each)]
    return finite[0] if len(finite) == 1 else math.nan
