"""Goals, strategies and tiltak as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt.report.blocks_cells import facts_of, grid_of, heading, line_of, text
from rusfelt.report.blocks_kinds import Block, Bullets, Paragraph, Run

__all__ = ["tree_blocks"]


def tree_blocks(view: Mapping[str, Any]) -> Iterator[Block]:
    """Every goal with its strategies, and every strategy with its tiltak."""
    t, tree = view["t"], view["tree"]
    yield heading(1, t("tree.heading"), anchor="tiltak")
    yield text(t("tree.intro"))
    for goal in tree["goals"]:
        if goal["id"]:
            label = f"{goal['kind']} {goal['code']}"
            yield heading(2, goal["title"], label=label, anchor=goal["id"])
            yield from facts_of(goal["facts"])
            yield from _tally(goal["tally"])
        else:
            yield heading(2, goal["title"])
        for strategy in goal["strategies"]:
            yield from _strategy(view, strategy)
    if tree["loose"]:
        yield heading(2, t("tree.no-strategy"))
        for each in tree["loose"]:
            yield from _tiltak(view, each, 3)


def _strategy(view: Mapping[str, Any], it: Mapping[str, Any]) -> Iterator[Block]:
    yield heading(3, it["title"], label=f"{it['kind']} {it['code']}", anchor=it["id"])
    yield from _tally(it["tally"])
    if it["elsewhere"]:
        shown = line_of({"several": it["elsewhere"]})
        yield Paragraph((Run(f"{view['t']('tree.shown-above')}: "), *shown))
    for each in it["tiltak"]:
        yield from _tiltak(view, each, 4)


def _tally(it: Mapping[str, Any]) -> Iterator[Block]:
    yield text(it["text"], keep=bool(it["table"]["rows"]))
    if it["table"]["rows"]:
        yield grid_of(it["table"])


def _tiltak(view: Mapping[str, Any], it: Mapping[str, Any], level: int) -> Iterator[Block]:
    t = view["t"]
    yield heading(level, it["title"], label=it["label"], anchor=it["id"])
    yield Paragraph(line_of(it["verdict"]), "answer")
    yield text(it["sentence"], keep=True)
    if it["indicators"]:
        yield text(t("tree.indicators"), "label")
        yield Bullets(tuple(map(_moved, it["indicators"])))
    if it["activity"]:
        shown = line_of({"several": it["activity"]})
        yield Paragraph((Run(f"{t('tree.activity')}: ", "strong"), *shown))
    facts = [(t("tree.work"), it["work"]), *it["facts"]]
    if it["missing"]:
        facts.append((t("tree.missing"), it["missing"]))
    yield from facts_of(facts)


def _moved(each: Mapping[str, Any]) -> tuple[Run, ...]:
    """A series that carries the verdict, with its own."""
    link = line_of({"text": each["text"], "href": each["href"]})
    note = (Run(f" {each['note']}", "quiet"),) if each["note"] else ()
    return (*link, Run(" "), *line_of(each["tag"]), *note)
