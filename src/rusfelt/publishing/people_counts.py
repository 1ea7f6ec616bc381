"""The counts of people in the findings of one indicator, as tables that hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import attrs
import numpy as np

from rusfelt.disclosure import TOTAL, Policy, Table, protect
from rusfelt.errors import DisclosureError
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.publishing.rest import with_rest

__all__ = ["BANDS", "HiddenCounts", "Rows", "hidden_counts", "shown_groups"]

# What each method says of a group of people, rolled up; and that by group, empty for everyone.
Rows: TypeAlias = Mapping[str, Mapping[str, Any]]

BANDS = ("low", "middle", "high")
# Outcomes that together are one of another method's, which counts nobody's recovery.
_BETTER, _WORSE = ("recovered", "improved"), ("deteriorated", "harmed")


@attrs.frozen
class HiddenCounts:
    """Which counts of one group may not be shown.

    Attributes:
        who: whether it is hidden how many there were to begin with: people, started, dropped,
            unscored. With those who stayed, any of these tells how many are gone.
        outcomes: by method, the outcomes; answers: methods of which not even the number of
            answers is shown. shares: methods whose yes-or-no columns are not.
        all: nothing may be shown at all.
    """

    who: bool = False
    outcomes: Mapping[str, frozenset[str]] = attrs.field(factory=dict)
    answers: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    all: bool = False


@attrs.define
class _Sheet:
    """People parted in one way, group by group, as it becomes a table."""

    name: str
    counts: dict[str, dict[str, int]] = attrs.field(factory=dict)
    under: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    public: frozenset[str] = frozenset()

    def table(self) -> Table:
        cells = [(label, group) for label, by_group in self.counts.items() for group in by_group]
        made = Table(
            self.name,
            {
                "who": [label for label, _ in cells],
                "group": [group or TOTAL for _, group in cells],
            },
            [self.counts[label][group] for label, group in cells],
            public=np.array([label in self.public for label, _ in cells], dtype=np.bool_),
            hierarchies={"who": self.under},
            overlapping=True,
        )
        return with_rest(made, ["group"])


def shown_groups(
    sizes: Mapping[str, int], policy: Policy, *, key: bytes | None = None
) -> frozenset[str]:
    """Which groups' means may be shown, so that no group too small is left when they are taken away.

    Args:
        sizes: people with both scores by group; everyone under the empty name.
        policy: with the fewest people a mean and its spread may be of as its minimum.
        key: a secret for the choice of groups.
    """
    if sizes.get("", 0) < policy.minimum:
        return frozenset()
    rule = attrs.evolve(policy, series_rule=None)
    sheet = _Sheet("pairs", {"pairs": {group: n for group, n in sizes.items() if group}})
    sheet.counts["pairs"] = {"": sizes[""], **sheet.counts["pairs"]}
    table = sheet.table()
    # Everyone is told of first; what stands against that is the groups.
    first = np.zeros(len(table), dtype=np.bool_)
    first[0] = True
    try:
        made = protect(attrs.evolve(table, public=first), rule, key=key)
    except DisclosureError:
        return frozenset({""})
    groups = table.dimensions["group"].tolist()
    return frozenset(
        "" if group == TOTAL else group
        for group, gone in zip(groups, made.hidden[0].tolist(), strict=True)
        if not gone and (group == TOTAL or group in sizes)
    )


def hidden_counts(
    rows: Mapping[str, Rows], policy: Policy, *, key: bytes | None = None
) -> dict[str, HiddenCounts]:
    """Which of the counts in one indicator's findings may not be shown, by group.

    People are parted in several ways at once: into groups, into those with both scores and those
    without, and by each method into outcomes. Two methods that agree on who is better share that
    count, and one that tells recovered from improved parts it further; so all are looked at
    together. What the groups leave over is a group too. That nobody dropped out is about nobody.

    Args:
        rows: by group, what each method says; the number of pairs is shown whatever is hidden.
        policy: how few is too few.
        key: a secret for the choice of cells.
    """
    rule = attrs.evolve(policy, series_rule=None)
    sheets = list(_sheets(rows))
    gone: set[tuple[str, str]] = set()
    try:
        tables = [each.table() for each in sheets]
        made = protect(tables, rule, key=key) if tables else None
    except DisclosureError:
        if len(rows) > 1:
            alone = hidden_counts({"": rows[""]}, policy, key=key)
            return {group: alone.get(group, HiddenCounts(all=True)) for group in rows}
        return {group: HiddenCounts(all=True) for group in rows}
    for table, hidden in zip(tables, made.hidden if made else (), strict=True):
        for at in np.flatnonzero(hidden).tolist():
            gone.add((str(table.dimensions["who"][at]), str(table.dimensions["group"][at])))
    few = {group: any(_few_left_out(row, policy) for row in each.values())
           for group, each in rows.items()}  # fmt: skip
    few |= dict.fromkeys([group for group in rows if group], any(few.values()))
    few |= {group: True for group in rows if group and _few_between(rows, policy)}
    found = {}
    for group, each in rows.items():
        names = {name: dict(_outcomes(name, rows[""].get(name, row))) for name, row in each.items()}
        place = group or TOTAL
        outcomes = {
            name: frozenset(word for word, label in named.items() if (label, place) in gone)
            for name, named in names.items()
        }
        if group:
            # Held to their own spread some are better who are not among everyone, or the other
            # way; then what everyone and a group leave over is nearly a count, and none protects it.
            odd = [name for name in each if not _adding(rows, name)]
            outcomes |= {name: frozenset(names[name]) for name in odd}
        found[group] = HiddenCounts(
            few[group],
            {name: words for name, words in outcomes.items() if words},
            frozenset(name for name in each if (_answered(rows[""].get(name, {})), place) in gone),
            frozenset(_unsafe(rows, group, policy, strict=any(outcomes.values()))),
        )
    return found


def _adding(rows: Mapping[str, Rows], name: str) -> bool:
    """Whether the groups' outcomes add up to everyone's, as far as can be seen."""
    everyone = rows[""].get(name, {})
    groups = [each[name] for group, each in rows.items() if group and name in each]
    whole = sum(_size(each) for each in groups) == _size(everyone)
    left = [
        count - sum(_told(each).get(word, 0) for each in groups)
        for word, count in _told(everyone).items()
    ]
    return not any(left) if whole else min(left, default=0) >= 0


def _few_left_out(row: Mapping[str, Any], policy: Policy) -> bool:
    told = [row.get(name) for name in ("dropped", "unscored")]
    told += row.get("why_not", {}).values()
    return any(isinstance(each, int) and 0 < each <= policy.limit() for each in told)


def _few_between(rows: Mapping[str, Rows], policy: Policy) -> bool:
    """Whether those left over by the groups have few who are gone."""
    for name in ("started", "dropped", "unscored"):
        told = {group: each.get(PEOPLE_PRIMARY, {}).get(name) or 0 for group, each in rows.items()}
        left = told.pop("") - sum(told.values())
        if 0 < left <= policy.limit():
            return True
    return False


def _sheets(rows: Mapping[str, Rows]) -> Iterator[_Sheet]:
    """Each method's answers and outcomes, and what ties two methods together."""
    pairs = frozenset({_answered(rows[""].get(PEOPLE_PRIMARY, {}))})
    joint: dict[str, dict[str, int]] = {}
    parted: list[tuple[str, dict[str, dict[str, int]]]] = []
    for name, everyone in rows[""].items():
        if not _size(everyone):
            continue
        by_group = {group: each[name] for group, each in rows.items() if name in each}
        labels = dict(_outcomes(name, everyone))
        told = _by_word(by_group, labels)
        yield _sheet(name, by_group, labels, told, pairs)
        joint |= {
            label: told[word]
            for word, label in labels.items()
            if label == _joint(word, told[word][""])
        }
        for word, words in (("improved", _BETTER), ("deteriorated", _WORSE)):
            mine = {labels[each]: told[each] for each in words if each in labels}
            if len(mine) > 1:
                parted.append((word, mine))
    for number, (word, mine) in enumerate(parted):
        both = _joint(word, sum(each[""] for each in mine.values()))
        if both in joint:
            yield _Sheet(f"joint {number}", {both: joint[both]} | mine, {both: tuple(mine)})


def _by_word(by_group: Rows, labels: Collection[str]) -> dict[str, dict[str, int]]:
    """Outcome → group → how many."""
    return {
        word: {group: _told(row).get(word, 0) for group, row in by_group.items()} for word in labels
    }


def _sheet(
    name: str,
    by_group: Rows,
    labels: Mapping[str, str],
    told: Mapping[str, Mapping[str, int]],
    public: frozenset[str],
) -> _Sheet:
    """One method's answers, and its outcomes where they are all of the answers."""
    top = _answered(by_group[""])
    sizes = {group: _size(row) for group, row in by_group.items() if _size(row)}
    sheet = _Sheet(name, {top: sizes}, public=public)
    if labels and all(
        sum(each.get(group, 0) for each in told.values()) == _size(row)
        for group, row in by_group.items()
    ):
        sheet.counts |= {labels[word]: dict(each) for word, each in told.items()}
        sheet.under[top] = tuple(labels.values())
    return sheet


def _size(row: Mapping[str, Any]) -> int:
    """How many people a row's figures are of."""
    return next(
        (row[each] for each in ("answered", "pairs", "n") if isinstance(row.get(each), int)), 0
    )


def _answered(row: Mapping[str, Any]) -> str:
    # Methods that answer for equally many answer for the same, as far as a reader can tell.
    return f"answered {_size(row)}" if _size(row) else ""


def _joint(word: str, count: int) -> str:
    return f"{word} {count}"


def _told(row: Mapping[str, Any]) -> dict[str, int]:
    """Outcomes and how many have each; of a profile its bands."""
    told = row.get("category")
    if isinstance(told, Mapping):
        return {word: each["n"] for word, each in told.items()}
    bands = {word: row.get(f"{word}_n") for word in BANDS}
    return {word: round(count) for word, count in bands.items() if isinstance(count, (int, float))}


def _outcomes(name: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Outcome and label; a method without recovery shares its labels with others."""
    told = _told(row)
    fine = {"recovered", "harmed"} & set(told)
    for word, count in told.items():
        shared = word == "unchanged" or (not fine and word in {"improved", "deteriorated"})
        yield word, _joint(word, count) if shared else f"{name}: {word}"


def _unsafe(rows: Mapping[str, Rows], group: str, policy: Policy, *, strict: bool) -> Iterator[str]:
    """Methods with a yes-or-no column whose count, or those not counted, are too few to be shown.

    Columns of one method may be parts of each other, so all go with the one that does.
    """
    for name, row in rows[group].items():
        columns = dict(_shares(row))
        # A column about the same people could give a hidden outcome away.
        hide = strict or any(not _safe(each, policy) for each in columns.values())
        hide |= any(
            0 < _size(row) - of <= policy.limit() for _, of in columns.values() if _size(row)
        )
        hide |= any(
            one[1] == other[1] and 0 < abs(one[0] - other[0]) <= policy.limit()
            for one, other in combinations(columns.values(), 2)
        )
        if group:
            hide |= any(not _safe(each, policy) for each in _others(rows, name))
        if columns and hide:
            yield name


def _others(rows: Mapping[str, Rows], name: str) -> Iterator[tuple[int, int]]:
    """A method's counts in every group and in what these leave over, where anybody is."""
    everyone = dict(_shares(rows[""].get(name, {})))
    left = {column: list(each) for column, each in everyone.items()}
    for group, each in rows.items():
        if not group:
            continue
        for column, told in _shares(each.get(name, {})):
            yield told
            if column in left:
                left[column] = [a - b for a, b in zip(left[column], told, strict=True)]
    yield from ((n, of) for n, of in left.values() if of > 0)


def _shares(row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Columns, or words of one, with how many of how many."""
    for column, each in row.items():
        if column in {"category", "why_not"} or not isinstance(each, Mapping):
            continue
        parts: Sequence[tuple[str, Any]] = [("", each)] if "of" in each else list(each.items())
        for word, part in parts:
            if isinstance(part, Mapping) and "n" in part:
                yield f"{column}: {word}", (part["n"], part["of"])


def _safe(told: tuple[int, int], policy: Policy) -> bool:
    n, of = told
    few = [
        count <= policy.limit() and (count > 0 or not policy.zeros_shown)
        for count in ((n, of - n) if policy.complements else (n,))
    ]
    return not any(few) and of >= policy.least_denominator
