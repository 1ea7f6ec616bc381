"""From the cells, tables and drawings of a view to neutral blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rusfelt.report.blocks_kinds import (
    Block,
    Cell,
    Facts,
    Figure,
    Grid,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
)
from rusfelt.vocabulary import Verdict

__all__ = ["cell_of", "drawn", "facts_of", "grid_of", "heading", "line_of", "text"]


def line_of(cell: Any) -> Line:
    """What stands in a cell of a view, on one line."""
    return tuple(_runs(cell))


def _runs(cell: Any) -> Iterator[Run]:
    if isinstance(cell, str):
        yield Run(cell)
    elif "verdict" in cell:
        word = cell["verdict"]
        yield Run(f"{Verdict(word).glyph}\xa0{cell['text']}", "strong", verdict=word)
    elif "several" in cell:
        yield from _listed(cell["several"], ", ")
    elif "pairs" in cell:
        yield from _listed(map(_pair, cell["pairs"]), "; ")
    elif "href" in cell:
        yield Run(cell["text"], link=cell["href"].removeprefix("#"))
    elif "code" in cell:
        yield Run(cell["text"], "code")
    else:
        yield Run(cell["text"], "quiet" if cell.get("quiet") else "")
        if "small" in cell:
            yield Run(f" {cell['small']}", "code")


def _listed(items: Iterable[Any], between: str) -> Iterator[Run]:
    for place, each in enumerate(items):
        if place:
            yield Run(between)
        yield from each if isinstance(each, tuple) else _runs(each)


def _pair(each: Mapping[str, Any]) -> Line:
    """A name with its value, and what follows it."""
    runs = [
        Run(each["term"], "code" if each.get("code") else ""),
        Run(": "),
        Run(each["text"], "" if "plain" in each else "strong"),
    ]
    if each.get("rest"):
        runs.append(Run(f" ({each['rest']})"))
    return tuple(runs)


def cell_of(cell: Any) -> Cell:
    """A cell of a table; names with whole sentences stand under each other."""
    if isinstance(cell, Mapping) and any("plain" in each for each in cell.get("pairs", ())):
        return Cell(tuple(map(_pair, cell["pairs"])))
    number = isinstance(cell, Mapping) and bool(cell.get("number"))
    return Cell((line_of(cell),), number)


def grid_of(table: Mapping[str, Any]) -> Grid:
    """A table of a view."""
    return Grid(
        table["caption"],
        tuple(map(cell_of, table["columns"])),
        tuple(
            Row(spanning=row["spanning"])
            if "spanning" in row
            else Row(tuple(map(cell_of, row["cells"])))
            for row in table["rows"]
        ),
        tuple(table["notes"]),
    )


def facts_of(pairs: Iterable[tuple[str, Any]]) -> Iterator[Block]:
    """Terms with what they are; nothing where there are none."""
    told = tuple((term, line_of(value)) for term, value in pairs)
    if told:
        yield Facts(told)


def drawn(it: Mapping[str, Any]) -> Figure:
    """A drawing that has a heading of its own."""
    return Figure(it["chart"], it["heading"], it["unit"], " ".join(it["caption"]))


def heading(level: int, title: str, *, label: str = "", anchor: str = "") -> Heading:
    """A heading, with what comes before its title in a quieter look."""
    named = (Run(f"{label} ", "quiet"), Run(title)) if label else (Run(title),)
    return Heading(level, named, anchor)


def text(said: str, look: str = "", *, keep: bool = False) -> Paragraph:
    """A paragraph of plain text; ``keep`` where it belongs on the page of what follows."""
    return Paragraph((Run(said),), look, keep)
