"""The counts of people in one series' findings, as tables that hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rusfelt.disclosure import Policy, Table, protect
from rusfelt.errors import DisclosureError

__all__ = ["HiddenCounts", "hidden_counts"]

# Outcomes that together are one of another method's, which counts nobody's recovery.
_BETTER, _WORSE = ("recovered", "improved"), ("deteriorated", "harmed")
_EVERYONE = ("Total",)
_STARTED = (("Total", ("started", "unscored")), ("started", ("pairs", "dropped")))


@attrs.frozen
class HiddenCounts:
    """Which counts may not be shown.

    Attributes:
        who: of those everyone has: people, started, pairs, dropped, unscored.
        outcomes: by method, the outcomes; shares: by method, the yes-or-no columns.
        answers: methods of which not even the number of answers is shown.
        all: nothing may be shown at all.
    """

    who: frozenset[str] = frozenset()
    outcomes: Mapping[str, frozenset[str]] = attrs.field(factory=dict)
    shares: Mapping[str, frozenset[str]] = attrs.field(factory=dict)
    answers: frozenset[str] = frozenset()
    all: bool = False


@attrs.define
class _Sheet:
    """One partition of people, as it becomes a table."""

    name: str
    counts: dict[str, int] = attrs.field(factory=dict)
    under: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    def table(self) -> Table:
        return Table(
            self.name,
            {"who": list(self.counts)},
            list(self.counts.values()),
            hierarchies={"who": self.under},
            overlapping=True,
        )


def hidden_counts(
    rows: Mapping[str, Mapping[str, Any]], people: int, policy: Policy, *, key: bytes | None = None
) -> HiddenCounts:
    """Which of the counts a series' findings hold may not be shown.

    People are parted in several ways at once: into those with both scores and those without, and
    by each method into outcomes. Two methods that agree on who is better share that count, and one
    that tells recovered from improved parts it further; so all are looked at together.

    Args:
        rows: what each method says, rolled up, by its name.
        people: how many the series has.
        policy: how few is too few.
        key: a secret for the choice of cells.
    """
    sheets = list(_sheets(rows, people))
    try:
        made = protect([each.table() for each in sheets], policy, key=key)
    except DisclosureError:
        return HiddenCounts(all=True)
    gone = {
        label
        for sheet, hidden in zip(sheets, made.hidden, strict=True)
        for label, out in zip(sheet.counts, hidden.tolist(), strict=True)
        if out
    }
    outcomes: dict[str, frozenset[str]] = {}
    answers: set[str] = set()
    shares: dict[str, frozenset[str]] = {}
    for name, row in rows.items():
        answered = row.get("answered")
        if isinstance(answered, int) and _answered(answered) in gone:
            answers.add(name)
        named = {word: label for word, label, _ in _outcomes(name, row)}
        outcomes[name] = frozenset(word for word, label in named.items() if label in gone)
        shares[name] = frozenset(_unsafe_shares(row, policy, strict=bool(outcomes[name])))
    return HiddenCounts(
        frozenset("people" if each == "Total" else each for each in gone if _common(each)),
        outcomes,
        shares,
        frozenset(answers),
    )


def _common(label: str) -> bool:
    return label in {"Total", "started", "unscored", "pairs", "dropped"}


def _sheets(rows: Mapping[str, Mapping[str, Any]], people: int) -> Iterator[_Sheet]:
    first = _Sheet("who", {"Total": people})
    for row in rows.values():
        told = {
            name: row[name] for name in ("started", "unscored", "pairs", "dropped") if name in row
        }
        if {"started", "pairs", "dropped"} <= set(told):
            first.counts |= told
            for parent, children in _STARTED:
                mine = tuple(each for each in children if each in told)
                if sum(told[each] for each in mine) == first.counts[parent]:
                    first.under[parent] = mine
            break
    yield first
    better: dict[str, int] = {}
    parted: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    for name, row in rows.items():
        answered = row.get("answered")
        if not isinstance(answered, int) or not answered:
            continue
        top = _answered(answered)
        why = {f"{name}: {code}": n for code, n in row.get("why_not", {}).items() if n}
        sheet = _Sheet(name, {"Total": people, top: answered, **why}, {"Total": (top, *why)})
        found = list(_outcomes(name, row))
        if found and sum(n for _, _, n in found) == answered:
            sheet.counts |= {label: n for _, label, n in found}
            sheet.under[top] = tuple(label for _, label, _ in found)
        yield sheet
        for word, label, n in found:
            if label == _joint(word, n):
                better[label] = n
        for words in (_BETTER, _WORSE):
            mine = tuple((label, n) for word, label, n in found if word in words)
            if len(mine) > 1:
                parted.append((words[0] if words is _WORSE else words[1], mine))
    for number, (word, mine) in enumerate(parted):
        joint = _joint(word, sum(n for _, n in mine))
        if joint in better:
            yield _Sheet(
                f"joint {number}",
                {joint: better[joint], **dict(mine)},
                {joint: tuple(label for label, _ in mine)},
            )


def _answered(count: int) -> str:
    # Methods that answer for equally many answer for the same, as far as a reader can tell.
    return f"answered {count}"


def _joint(word: str, count: int) -> str:
    return f"{word} {count}"


def _outcomes(name: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Outcome, label and count; a method without recovery shares its labels with others."""
    told = row.get("category")
    if not isinstance(told, Mapping):
        return
    fine = {"recovered", "harmed"} & set(told)
    for word, each in told.items():
        shared = word == "unchanged" or (not fine and word in {"improved", "deteriorated"})
        yield word, (_joint(word, each["n"]) if shared else f"{name}: {word}"), each["n"]


def _unsafe_shares(row: Mapping[str, Any], policy: Policy, *, strict: bool) -> Iterator[str]:
    """Yes-or-no columns whose count, or those not counted, are too few to be shown."""
    for column, each in row.items():
        if column == "category" or not isinstance(each, Mapping):
            continue
        parts = [each] if "of" in each else list(each.values())
        for part in parts:
            if not isinstance(part, Mapping) or "n" not in part:
                continue
            n, of = part["n"], part["of"]
            small = [
                count <= policy.limit() and (count > 0 or not policy.zeros_shown)
                for count in ((n, of - n) if policy.complements else (n,))
            ]
            # A column about the same people could give a hidden outcome away.
            if any(small) or strict or of < policy.least_denominator:
                yield column
                break
