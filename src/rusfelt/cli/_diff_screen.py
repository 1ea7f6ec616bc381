"""What changed between two plans, or since an earlier evaluation, as a screen or Markdown shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rusfelt.cli._common import Screen, table
from rusfelt.errors import one_line
from rusfelt.evaluation.changes import Changes, PlanChanges
from rusfelt.evaluation.revision.sheets import Cell, Line, Sheet, sheets, summary
from rusfelt.evaluation.revision.verdict_sheet import verdict_lines, verdict_sheet
from rusfelt.evaluation.revision.words import Words

__all__ = ["changes_text", "plan_markdown", "plan_text"]

# Whatever Markdown, or HTML inside it, would take for its own.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")


def plan_text(changes: PlanChanges, language: str, *, file: bool) -> str:
    """The changes from one plan to another as tables."""
    screen = Screen(language, file=file)
    _plan(screen, changes, Words(language))
    return screen.text


def changes_text(changes: Changes, language: str, *, file: bool = False) -> str:
    """What is new since an earlier plan or evaluation, to stand under an evaluation."""
    screen, words = Screen(language, file=file), Words(language)
    screen.show()
    if changes.plan is not None:
        _plan(screen, changes.plan, words)
    if changes.verdicts is not None:
        told = changes.verdicts.to_dict()
        for each in verdict_lines(told, words):
            screen.show(each)
        _table(screen, verdict_sheet(told, words))
    return screen.text


def plan_markdown(changes: PlanChanges, language: str) -> str:
    """The changes from one plan to another in Markdown; what plans say is never markup."""
    words = Words(language)
    return "\n".join(_markdown(changes, words)) + "\n"


def _plan(screen: Screen, changes: PlanChanges, words: Words) -> None:
    screen.show(_heading(changes, words))
    for each in _remarks(changes, words):
        screen.show(each)
    if changes.identical:
        return
    screen.show()
    told = changes.to_dict()
    for sheet in (summary(told, words), *sheets(told, words)):
        _table(screen, sheet)
    screen.show(words.say("not-effect"))


def _heading(changes: PlanChanges, words: Words) -> str:
    told = changes.to_dict()
    named = {
        each: f"{words.title(told[each]['title'])} ({one_line(told[each]['id'])})"
        for each in ("before", "after")
    }
    return words.say("heading", **named)


def _remarks(changes: PlanChanges, words: Words) -> Iterator[str]:
    if changes.identical:
        yield words.say("identical")
    elif changes.before.id != changes.after.id:
        yield words.say("other-plan")
    if changes.reordered:
        lists = ", ".join(words.say(f"many-{each}") for each in changes.reordered)
        yield words.say("reordered", lists=lists)


def _table(screen: Screen, sheet: Sheet) -> None:
    if not sheet.lines:
        return
    made = table(*sheet.columns, title=sheet.caption)
    counts = sheet.name == "counts"
    for place, column in enumerate(made.columns):
        column.ratio = None if counts else 1
        column.justify = "right" if counts and place else "left"
    for line in sheet.lines:
        made.add_row(_title(line), *("\n".join(_told(each)) for each in line.cells))
    screen.show(made)
    for note in sheet.notes:
        screen.show(note)
    screen.show()


def _title(line: Line) -> str:
    return " ".join(filter(None, (one_line(line.id), line.title)))


def _told(cell: Cell) -> Iterable[str]:
    if isinstance(cell, str):
        return (cell,)
    return (f"{term}: {text}" for term, text in cell)


def _markdown(changes: PlanChanges, words: Words) -> Iterator[str]:
    yield f"# {_escaped(_heading(changes, words))}"
    for each in _remarks(changes, words):
        yield from ("", _escaped(each))
    if changes.identical:
        return
    told = changes.to_dict()
    for sheet in (summary(told, words), *sheets(told, words)):
        yield from ("", f"## {_escaped(sheet.caption)}", "")
        yield _row(map(_escaped, sheet.columns))
        yield _row("---" for _ in sheet.columns)
        for line in sheet.lines:
            cells = ("<br>".join(map(_escaped, _told(each))) for each in line.cells)
            yield _row((_escaped(_title(line)), *cells))
        for note in sheet.notes:
            yield from ("", _escaped(note))
    yield from ("", _escaped(words.say("not-effect")))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))
