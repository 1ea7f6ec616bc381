"""Indicators with their series, drawings and tables as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt.report.blocks_cells import drawn, facts_of, grid_of, heading, line_of, text
from rusfelt.report.blocks_kinds import Block, Bullets, Figure, Heading, Paragraph, Run

__all__ = ["figures_blocks"]


def figures_blocks(view: Mapping[str, Any]) -> Iterator[Block]:
    """All figures, indicator by indicator, and what is said of several at once."""
    t, figures = view["t"], view["figures"]
    yield heading(1, t("figures.heading"), anchor="tall")
    if figures:
        yield text(t("figures.intro"))
        yield heading(2, t("figures.read-heading"))
        for key in ("p", "interval", "smallest", "primary"):
            yield text(t(f"figures.read-{key}"))
    else:
        yield text(t("figures.none"))
    for it in view["profiles"]:
        yield heading(2, it["heading"], anchor=it["id"])
        yield text(it["intro"])
        yield from map(drawn, it["figures"])
        yield grid_of(it["table"])
    for indicator in figures:
        yield from _indicator(view, indicator)
    if view["several"]:
        yield heading(2, t("figures.several-heading"))
        yield grid_of(view["several"])


def _indicator(view: Mapping[str, Any], it: Mapping[str, Any]) -> Iterator[Block]:
    code = Run(f" {it['code']}", "code")
    yield Heading(2, (Run(it["title"]), code), it["id"])
    yield from facts_of(it["facts"])
    for each in it["funnels"]:
        yield from _with_table(each)
    if it["several"]:
        yield grid_of(it["several"])
    for each in it["series"]:
        yield from _series(view, each)


def _with_table(it: Mapping[str, Any]) -> Iterator[Block]:
    yield drawn(it)
    if it["table"]:
        yield grid_of(it["table"])


def _series(view: Mapping[str, Any], it: Mapping[str, Any]) -> Iterator[Block]:
    t = view["t"]
    yield heading(3, it["heading"], anchor=it["id"])
    yield Paragraph(line_of(it["verdict"]), "answer")
    yield text(it["sentence"], keep=True)
    yield from facts_of(it["answers"])
    if it["remarks"]:
        yield Bullets(tuple((Run(each),) for each in it["remarks"]))
    if it["people"]:
        yield from _people(it["people"])
    if it["table"] or not it["people"]:
        if it["chart"]:
            yield Figure(it["chart"], "", it["caption"], " ".join(it["key"]))
        else:
            yield text(it["no_chart"], "note")
        if it["table"]:
            yield grid_of(it["table"])
        else:
            yield text(t("figures.no-points"))
    if it["control"]:
        yield from _with_table(it["control"])
    if it["methods"]:
        yield grid_of(it["methods"])


def _people(it: Mapping[str, Any]) -> Iterator[Block]:
    """A series made of people's own scores, as groups of them."""
    yield from map(text, it["warning"])
    if it["few"]:
        yield text(it["few"])
    yield from (grid_of(it[each]) for each in ("counted", "change") if it[each])
    for each in it["figures"]:
        yield from _with_table(each)
    for each in it["methods"]:
        yield Heading(4, line_of(each["name"]))
        yield from facts_of(each["facts"])
        yield from map(grid_of, each["tables"])
        yield from (text(note, "note") for note in each["notes"])
