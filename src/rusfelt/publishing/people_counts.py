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
# What is left out where few dropped out: with those who stayed, any of it tells how many.
_BEGUN = ("people", "started", "dropped", "unscored")


@attrs.frozen
class HiddenCounts:
    """Which counts may not be shown.

    Attributes:
        who: of how many there were to begin with: people, started, dropped, unscored.
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
    rows: Mapping[str, Mapping[str, Any]], policy: Policy, *, key: bytes | None = None
) -> HiddenCounts:
    """Which of the counts a series' findings hold may not be shown.

    People are parted in several ways at once: into those with both scores and those without, and
    by each method into outcomes. Two methods that agree on who is better share that count, and one
    that tells recovered from improved parts it further; so all are looked at together. Of how many
    dropped out, or gave no score at all, nothing is shown where these are few: not even how many
    there were to begin with. That nobody dropped out is about nobody.

    Args:
        rows: what each method says, rolled up, by its name.
        policy: how few is too few.
        key: a secret for the choice of cells.
    """
    sheets = list(_sheets(rows))
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
    who = _BEGUN if any(_few_left_out(row, policy) for row in rows.values()) else ()
    return HiddenCounts(frozenset(who), outcomes, shares, frozenset(answers))


def _few_left_out(row: Mapping[str, Any], policy: Policy) -> bool:
    told = [row.get(name) for name in ("dropped", "unscored")]
    told += row.get("why_not", {}).values()
    return any(isinstance(each, int) and 0 < each <= policy.limit() for each in told)


def _sheets(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[_Sheet]:
    """Each method's answers and outcomes, and what ties two methods together."""
    joint: dict[str, int] = {}
    parted: list[tuple[str, dict[str, int]]] = []
    for name, row in rows.items():
        answered = row.get("answered")
        if not isinstance(answered, int) or not answered:
            continue
        top, found = _answered(answered), list(_outcomes(name, row))
        sheet = _Sheet(name, {top: answered})
        if found and sum(n for _, _, n in found) == answered:
            sheet.counts |= {label: n for _, label, n in found}
            sheet.under[top] = tuple(label for _, label, _ in found)
        yield sheet
        joint |= {label: n for word, label, n in found if label == _joint(word, n)}
        for word, words in (("improved", _BETTER), ("deteriorated", _WORSE)):
            mine = {label: n for each, label, n in found if each in words}
            if len(mine) > 1:
                parted.append((word, mine))
    for number, (word, mine) in enumerate(parted):
        both = _joint(word, sum(mine.values()))
        if both in joint:
            yield _Sheet(f"joint {number}", {both: joint[both], **mine}, {both: tuple(mine)})


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
