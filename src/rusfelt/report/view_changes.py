"""What changed since the last plan or the last evaluation (rullering), in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt.errors import DomainError
from rusfelt.evaluation.changes import Changes
from rusfelt.evaluation.revision.sheets import Line, Sheet, sheets, summary
from rusfelt.evaluation.revision.verdict_sheet import verdict_lines, verdict_text
from rusfelt.evaluation.revision.words import Words
from rusfelt.report.names import Names
from rusfelt.report.tables import counted, number, pairs, table, tag
from rusfelt.report.texts import Texts

__all__ = ["changes_view"]

# Lists of the plan → the kinds of anchors on the page.
_ANCHORS = {
    "goals": "goal",
    "strategies": "strategi",
    "tiltak": "tiltak",
    "indicators": "indikator",
}


def changes_view(
    changes: Changes | Mapping[str, Any] | None, names: Names, texts: Texts
) -> dict[str, Any]:
    """The section on changes: what is compared, how much changed, and each change.

    Args:
        changes: what :func:`~rusfelt.evaluation.changes.changes_since` gives, or its plain values;
            ``None`` where there was nothing to compare with.
        names: of the plan as it is now.
        texts: the report's words.
    """
    told = changes.to_dict() if isinstance(changes, Changes) else changes or {}
    plan, verdicts = told.get("plan"), told.get("verdicts")
    words = Words(
        texts.language,
        write=names.numbers.value,
        day=names.numbers.day,
        place=names.place,
        group=names.group,
    )
    intro: list[str] = []
    items: list[str] = []
    tables: list[dict[str, Any]] = []
    if not plan and not verdicts:
        intro.append(texts("changes.nothing-given"))
    if plan:
        intro += _plan_intro(plan, words, texts)
        items += _plan_remarks(plan, words, texts)
        if not plan["identical"]:
            tables.append(_counts(plan, words, names))
            tables += [_shown(each, names) for each in sheets(plan, words)]
    if verdicts:
        intro += verdict_lines(verdicts, words)
        items.append(texts("changes.by-key"))
        if rows := list(_verdicts(verdicts, words, names)):
            columns = [words.say(f"column-{each}") for each in ("series", "then", "now", "differs")]
            caption = words.say("sheet-verdicts")
            tables.append(table("endringer-svar", caption, columns, rows))
    return {"heading": texts("changes.heading"), "intro": intro, "items": items, "tables": tables}


def _plan_intro(plan: Mapping[str, Any], words: Words, texts: Texts) -> Iterator[str]:
    before, after = (words.title(plan[each]["title"]) for each in ("before", "after"))
    if plan["identical"]:
        yield texts("changes.identical", before=before)
        return
    yield texts("changes.intro", before=before, after=after)
    yield texts("changes.forgotten")


def _plan_remarks(plan: Mapping[str, Any], words: Words, texts: Texts) -> Iterator[str]:
    if not plan["identical"]:
        if plan["before"]["id"] != plan["after"]["id"]:
            yield words.say("other-plan")
        if not any(each["way"] != "cleared" for each in plan["revisions"]):
            yield texts("changes.no-revision")
        if not plan["tiltak"]["dropped"]:
            yield texts("changes.none-dropped")
        yield words.say("not-effect")
    if plan["reordered"]:
        lists = ", ".join(words.say(f"many-{each}") for each in plan["reordered"])
        yield words.say("reordered", lists=lists)


def _counts(plan: Mapping[str, Any], words: Words, names: Names) -> dict[str, Any]:
    made, none = summary(plan, words), names.texts("count.none")
    first, *others = made.columns
    return table(
        "endringer-antall",
        made.caption,
        [first, *map(number, others)],
        [
            [line.title, *(counted(int(str(each)), none) for each in line.cells)]
            for line in made.lines
        ],
    )


def _shown(sheet: Sheet, names: Names) -> dict[str, Any]:
    return table(
        f"endringer-{sheet.name}",
        sheet.caption,
        sheet.columns,
        [[_heads(line, names), *map(_cell, line.cells)] for line in sheet.lines],
        notes=sheet.notes,
    )


def _heads(line: Line, names: Names) -> Any:
    """What a row is about: a link where it stands on the page, with its id where it does not."""
    if line.kind == "tiltak":
        return _tiltak(line.id, names, line.title)
    listed = {each.id for each in getattr(names.plan, line.kind)} if line.kind in _ANCHORS else ()
    if line.id in listed:
        return names.link(_ANCHORS[line.kind], line.id, line.title)
    return {"text": line.title, "small": line.id} if line.id else line.title


def _cell(cell: str | tuple[tuple[str, str], ...]) -> Any:
    if isinstance(cell, str):
        return cell
    told = [{"term": term, "text": text, "rest": "", "plain": True} for term, text in cell]
    return pairs(told) if told else ""


def _verdicts(verdicts: Mapping[str, Any], words: Words, names: Names) -> Iterator[list[Any]]:
    for kind in ("series", "tiltak"):
        for each in verdicts[kind]:
            if each["state"] == "same":
                continue
            head = _series(each, names) if kind == "series" else _tiltak(each["id"], names)
            differs = ", ".join(words.say(f"differs-{one}") for one in each["differs"])
            yield [head, *(_verdict(each[one], one, words) for one in ("then", "now")), differs]


def _verdict(verdict: str | None, when: str, words: Words) -> Any:
    text = verdict_text(verdict, when, words)
    return text if verdict in {None, "not-shown"} else tag(str(verdict), text)


def _tiltak(name: str, names: Names, title: str = "") -> Any:
    """A tiltak as the page prints it; by its title and id, or its id alone, where it is gone."""
    if name in {each.id for each in names.plan.tiltak}:
        return names.tiltak_links([name])[0]
    return {"text": title, "small": name} if title else name


def _series(each: Mapping[str, str], names: Names) -> Any:
    key = (each["indicator"], each["unit"], each["group"])
    if key in names.keys:
        return names.link("serie", key, names.series(key))
    try:
        where = names.where(key)
    except DomainError:
        # An older file may write a group in a way that is not read any more.
        where = ", ".join(filter(None, key[1:]))
    titles = {one.id: names.title(one.title) for one in names.plan.indicators}
    return ", ".join(filter(None, (titles.get(key[0], key[0]), where)))
