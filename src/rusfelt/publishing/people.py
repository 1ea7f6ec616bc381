"""What is said of people's own scores, as far as it is about enough of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rusfelt.disclosure import Policy, Table, protect
from rusfelt.errors import DisclosureError
from rusfelt.evaluation.appraisal import Ruling, Test
from rusfelt.evaluation.people.groups import Cell, PeopleGroups
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.publishing.people_counts import HiddenCounts, hidden_counts
from rusfelt.publishing.published import Hidden
from rusfelt.vocabulary import Movement, Status, TargetState, Verdict

__all__ = ["publishable_people"]

_SHARE = ("n", "share", "low", "high")


def publishable_people(
    result: SeriesResult, policy: Policy, *, key: bytes | None = None
) -> tuple[SeriesResult, list[Hidden]]:
    """A series of people's own scores without what tells of too few of them.

    Means, spreads, tests and drawings stand only for groups of at least ``minimum`` people. Where
    two groups differ by fewer than that, only one of their means stands: the difference would
    give the scores of those few. Counts are protected as tables.

    Args:
        result: the series.
        policy: how few is too few.
        key: a secret for the choice of cells.
    """
    change = result.findings.get(PEOPLE_PRIMARY, {})
    pairs = change.get("pairs") or 0
    where = {"indicator": result.key[0], "unit": result.key[1], "group": result.key[2]}
    gone = hidden_counts(result.findings, policy, key=key)
    if gone.all or pairs < policy.minimum:
        return _withheld(result), [Hidden("people", "protected", **where)]
    sizes = _Sizes(policy.minimum, [pairs])
    findings = {name: _row(name, row, gone, sizes) for name, row in result.findings.items()}
    hidden = [
        Hidden("people", "protected", **where, detail=each)
        for each in _named(gone, result.findings, findings)
    ]
    groups = None if result.people is None else _groups(result.people, sizes, policy, key)
    if groups != result.people:
        hidden.append(Hidden("people", "protected", **where, detail="drawings"))
    return attrs.evolve(result, findings=findings, people=groups), hidden


def _withheld(result: SeriesResult) -> SeriesResult:
    """The series with nothing but that it is there."""
    case = attrs.evolve(
        result.case,
        people={},
        standing=attrs.evolve(
            result.case.standing, held=math.nan, held_low=math.nan, held_high=math.nan,
            state=TargetState.NONE, certain=False, baseline=math.nan,
        ),
    )  # fmt: skip
    groups = result.people and attrs.evolve(
        result.people, steps=(), cells=(), withheld=0, course=()
    )
    findings = {
        name: {"status": str(Status.UNDEFINED), "reason": "suppressed"} for name in result.findings
    }
    undecided = Ruling(Verdict.CANNOT_DECIDE, Movement.CANNOT_DECIDE, "suppressed")
    return attrs.evolve(
        result,
        case=case,
        ruling=undecided,
        test=Test(result.test.primary),
        findings=findings,
        people=groups,
    )


@attrs.define
class _Sizes:
    """Groups whose means are shown; a further one must differ by nobody or by enough."""

    minimum: int
    known: list[int]

    def take(self, size: int) -> bool:
        apart = all(size == each or abs(size - each) >= self.minimum for each in self.known)
        if size < self.minimum or not apart:
            return False
        if size not in self.known:
            self.known.append(size)
        return True


def _row(name: str, row: Mapping[str, Any], gone: HiddenCounts, sizes: _Sizes) -> dict[str, Any]:
    """What one method says, without what is hidden."""
    if name in gone.answers:
        return {"status": str(Status.UNDEFINED), "reason": "suppressed"}
    found = dict(row)
    for each in gone.who & found.keys():
        found[each] = None
    if gone.who:
        found |= dict.fromkeys({"bound_low", "bound_high", "no_change"} & found.keys())
        found |= {"why_not": {}} if "why_not" in found else {}
    of = next(
        (row[each] for each in ("pairs", "n", "answered") if isinstance(row.get(each), int)), 0
    )
    if of and not sizes.take(of):
        found = _without_numbers(found)
    nested = {
        column: _nested(column, each, name, gone, sizes)
        for column, each in found.items()
        if isinstance(each, Mapping) and column != "why_not"
    }
    found |= {column: each for column, each in nested.items() if each is not None}
    return {
        column: each
        for column, each in found.items()
        if nested.get(column, each) is not None or column not in nested
    }


def _nested(
    column: str, told: Mapping[str, Any], name: str, gone: HiddenCounts, sizes: _Sizes
) -> dict[str, Any] | None:
    """Counts with their shares, or a mean; ``None`` for a mean that may not be shown."""
    if column in gone.shares.get(name, ()):
        return _no_shares(told)
    if column == "category":
        lost = gone.outcomes.get(name, frozenset())
        return {word: (_no_shares(part) if word in lost else part) for word, part in told.items()}
    if "mean" in told and not sizes.take(told.get("of") or 0):
        return None
    return dict(told)


def _without_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """A row without means, spreads, shares and tests."""
    kept = {
        name: None if isinstance(each, float) else each
        for name, each in row.items()
        if not isinstance(each, Mapping) or name == "why_not"
    }
    return {**kept, "status": str(Status.UNDEFINED), "reason": "suppressed"}


def _no_shares(told: Mapping[str, Any]) -> dict[str, Any]:
    if "of" in told:
        return {**told, **dict.fromkeys(_SHARE)}
    return {word: _no_shares(part) for word, part in told.items()}


def _named(
    gone: HiddenCounts, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Any]
) -> Iterator[str]:
    """What is hidden, by name and never by size."""
    yield from sorted(gone.who)
    for name in before:
        if after[name] != before[name]:
            yield name


def _groups(groups: PeopleGroups, sizes: _Sizes, policy: Policy, key: bytes | None) -> PeopleGroups:
    steps = groups.steps if all(each.people >= policy.minimum for each in groups.steps) else ()
    course = tuple(each for each in groups.course if sizes.take(each.people))
    cells = _cells(groups.cells, groups.withheld, policy, key)
    shown = sum(each.people or 0 for each in groups.cells) + groups.withheld
    left = shown - sum(each.people or 0 for each in cells) if cells else 0
    return attrs.evolve(groups, steps=steps, cells=cells, withheld=left, course=course)


def _cells(
    cells: tuple[Cell, ...], withheld: int, policy: Policy, key: bytes | None
) -> tuple[Cell, ...]:
    """The cells of first against later score; none where what is hidden could be reckoned out.

    Where no cell is drawn nobody stands, so a cell drawn without its number holds somebody.
    """
    few = [each for each in cells if each.people is None]
    if not few and all(each.people and each.people >= policy.minimum for each in cells):
        return cells
    names = [f"{number}" for number in range(len(cells))]
    told = [each.people for each in cells]
    # The hidden cells' own counts are not kept; a fair share of what they hold together stands in.
    if any(each is None for each in told) and len(few) > withheld:
        return ()
    share, rest = divmod(withheld, len(few)) if few else (0, 0)
    filled: list[int] = []
    for each in told:
        filled.append(share + (rest > 0) if each is None else each)
        rest -= each is None and rest > 0
    rule = attrs.evolve(policy, zeros="shown", series_rule=None)
    table = Table(
        "cells", {"cell": [*(f"cell {each}" for each in names), "Total"]}, [*filled, sum(filled)]
    )
    try:
        made = protect(table, rule, key=key)
    except DisclosureError:
        return ()
    hidden = made.hidden[0].tolist()
    if hidden[-1]:
        return ()
    return tuple(
        attrs.evolve(each, people=None) if out or each.people is None else each
        for each, out in zip(cells, hidden[:-1], strict=True)
    )
