"""The tables that show a comparison of two plans, in words, for a screen or a document alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from rusfelt.errors import one_line
from rusfelt.evaluation.revision.likeness import ALIKE
from rusfelt.evaluation.revision.words import Pair, Words

__all__ = ["Cell", "Line", "Sheet", "sheets", "summary"]

Cell: TypeAlias = str | tuple[Pair, ...]
"""A text, or terms with what is said of each."""

_KINDS = ("goals", "strategies", "tiltak", "indicators", "targets", "bodies")
_OTHERS = ("goals", "strategies", "indicators", "bodies")
_CHANGES = ("added", "dropped", "changed", "kept")


@attrs.frozen
class Line:
    """One row: what it is about, and the cells after that.

    Attributes:
        kind, id: the plan's list and the key there; empty where it is about neither.
        title: what it is called.
        cells: the rest of the row.
    """

    kind: str
    id: str
    title: str
    cells: tuple[Cell, ...]


@attrs.frozen
class Sheet:
    """One table: its name, caption, headings and rows; the first heading is for the titles."""

    name: str
    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def summary(changes: Mapping[str, Any], words: Words) -> Sheet:
    """How many of each were added, dropped, changed and kept."""
    return Sheet(
        "counts",
        words.say("counts"),
        (words.say("what"), *(words.say(f"column-{each}") for each in _CHANGES)),
        tuple(
            Line(
                "",
                "",
                words.say(f"many-{kind}"),
                tuple(str(len(changes[kind][each])) for each in _CHANGES),
            )
            for kind in _KINDS
        ),
    )


def sheets(changes: Mapping[str, Any], words: Words) -> list[Sheet]:
    """Every table that has a row.

    Args:
        changes: what :meth:`PlanChanges.to_dict` gives.
        words: how values are written.
    """
    made = (
        _revised(changes, words),
        _dropped(changes, words),
        _added(changes, words),
        _changed(changes, words),
        _reported(changes, words),
        _others(changes, words),
        _probable(changes, words),
    )
    return [each for each in made if each.lines]


def _sheet(
    name: str, words: Words, columns: Sequence[str], lines: Iterator[Line], *notes: str
) -> Sheet:
    heads = tuple(words.say(f"column-{each}") for each in columns)
    return Sheet(name, words.say(f"sheet-{name}"), heads, tuple(lines), notes)


def _titles(changes: Mapping[str, Any], kind: str, words: Words) -> dict[str, str]:
    return {
        each["id"]: words.title(each["title"])
        for listed in changes[kind].values()
        for each in listed
    }


def _revised(changes: Mapping[str, Any], words: Words) -> Sheet:
    titles = _titles(changes, "indicators", words)

    def lines() -> Iterator[Line]:
        for each in changes["revisions"]:
            now = words.target(each["after"]) if each["after"] else words.say("way-dropped")
            yield Line(
                "indicators",
                each["indicator"],
                titles[each["indicator"]],
                (words.target(each["before"]), now, _meaning(each, words), _decision(each, words)),
            )

    columns = ("indicator", "adopted", "now", "meaning", "decision")
    return _sheet("revised", words, columns, lines(), words.say("note-revised"))


def _meaning(revision: Mapping[str, Any], words: Words) -> Cell:
    """What the revision comes to, as far as it can be said."""
    told: list[Pair] = []
    if revision["level"]:
        told.append((words.say("level"), words.say(f"level-{revision['level']}")))
    if revision["deadline"]:
        told.append((words.say("field-due"), words.say(f"deadline-{revision['deadline']}")))
    shown = {"value", "due"} if revision["level"] else {"due"}
    told += [
        words.change(each, "targets") for each in revision["fields"] if each["field"] not in shown
    ]
    told += [(words.say("instead"), words.target(each)) for each in revision["instead"]]
    return tuple(told)


def _decision(revision: Mapping[str, Any], words: Words) -> Cell:
    if revision["way"] == "cleared":
        return words.say("already-superseded")
    none = (
        ()
        if revision["by_decision"]
        else ((words.say("column-decision"), words.say("no-decision")),)
    )
    return (
        *none,
        *(
            (words.field(name), words.value(name, revision[name]))
            for name in ("decided", "decided_by", "reason")
            if revision[name]
        ),
    )


def _dropped(changes: Mapping[str, Any], words: Words) -> Sheet:
    lines = (
        Line(
            "tiltak",
            each["id"],
            words.title(each["title"]),
            (words.progress(each["last_progress"]), _now(each, words)),
        )
        for each in changes["tiltak"]["dropped"]
    )
    return _sheet("dropped", words, ("tiltak", "last-report", "bears-on"), lines)


def _now(item: Mapping[str, Any], words: Words) -> Cell:
    if not item["now"]:
        return words.say("nothing-now")
    return tuple(
        (words.say(f"how-{each['how']}"), f"{each['id']} {words.title(each['title'])}")
        for each in item["now"]
    )


def _added(changes: Mapping[str, Any], words: Words) -> Sheet:
    lines = (
        Line("tiltak", each["id"], words.title(each["title"]), (_said(each, words),))
        for each in changes["tiltak"]["added"]
    )
    return _sheet("added", words, ("tiltak", "said"), lines)


def _said(item: Mapping[str, Any], words: Words) -> Cell:
    """What the later plan says of something that was not there before."""
    return tuple(
        (words.field(each["field"]), words.value(each["field"], each["after"]))
        for each in item["fields"]
    )


def _changed(changes: Mapping[str, Any], words: Words) -> Sheet:
    def lines() -> Iterator[Line]:
        for each in changes["tiltak"]["changed"]:
            fields = [one for one in each["fields"] if one["field"] != "progress"]
            if fields:
                cells = (_sort(each, words), tuple(words.change(one) for one in fields))
                yield Line("tiltak", each["id"], words.title(each["title"]), cells)

    return _sheet("changed", words, ("tiltak", "change", "details"), lines())


def _sort(item: Mapping[str, Any], words: Words) -> str:
    """Moved, renamed, or changed in something else; and whether the name may be another thing's."""
    told = [words.say(f"is-{each}") for each in ("renamed", "moved") if item[each]]
    if item["renamed"] and item["likeness"] is not None and item["likeness"] < ALIKE:
        told.append(words.say("quite-another"))
    return ", ".join(told) or words.say("is-changed")


def _reported(changes: Mapping[str, Any], words: Words) -> Sheet:
    def lines() -> Iterator[Line]:
        for each in changes["tiltak"]["changed"]:
            for one in each["fields"]:
                if one["field"] != "progress":
                    continue
                before, after = one["before"] or [], one["after"] or []
                last = tuple(words.progress(told[-1] if told else None) for told in (before, after))
                rewritten = after[: len(before)] != before
                note = words.say("rewritten") if rewritten else ""
                yield Line("tiltak", each["id"], words.title(each["title"]), (*last, note))

    columns = ("tiltak", "report-before", "report-now", "remark")
    return _sheet("reported", words, columns, lines())


def _others(changes: Mapping[str, Any], words: Words) -> Sheet:
    titles = _titles(changes, "indicators", words)

    def lines() -> Iterator[Line]:
        for each in changes["plan"]:
            term, text = words.change(each)
            yield Line("", "", words.say("the-plan"), (words.say("is-changed"), ((term, text),)))
        for kind in _OTHERS:
            for change in ("dropped", "added", "changed"):
                for each in changes[kind][change]:
                    yield _other(kind, change, each, words)
        for each in changes["targets"]["added"]:
            target = words.target(each["after"])
            title = f"{words.say('one-targets')}: {titles[each['indicator']]}"
            yield Line("indicators", each["indicator"], title, (words.say("is-added"), target))

    return _sheet("others", words, ("what", "change", "details"), lines())


def _other(kind: str, change: str, item: Mapping[str, Any], words: Words) -> Line:
    sort = _sort(item, words) if change == "changed" else words.say(f"is-{change}")
    details: Cell = _now(item, words) if item["now"] else ()
    if change == "changed":
        details = tuple(words.change(each) for each in item["fields"])
    title = f"{words.say(f'one-{kind}')}: {words.title(item['title'])}"
    return Line(kind, item["id"], title, (sort, details))


def _probable(changes: Mapping[str, Any], words: Words) -> Sheet:
    found = changes["probably_same"]

    def lines() -> Iterator[Line]:
        for each in found["pairs"]:
            before, after = (
                f"{one_line(each[one])} {words.title(each[f'title_{one}'])}"
                for one in ("before", "after")
            )
            alike = words.say("percent", value=words.write(round(100 * each["ratio"])))
            reused = words.say("reused") if each["reused"] else ""
            yield Line("", "", before, (after, words.say(f"one-{each['kind']}"), alike, reused))

    columns = ("before", "after", "kind", "alike", "remark")
    note = words.say("note-probable", least=words.write(round(100 * found["at_least"])))
    return _sheet("probable", words, columns, lines(), note)
