"""What a report is made of where there are no pages of HTML: headings, paragraphs, lists, tables.

A writer of another format takes a sequence of these, in order, and needs to know nothing of plans.
Every text is plain: what a format would obey is the writer's to escape.
"""

from __future__ import annotations

from typing import TypeAlias

import attrs

from rusfelt.report.drawing import Drawing

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Contents",
    "Facts",
    "Figure",
    "Grid",
    "Heading",
    "Line",
    "Paragraph",
    "Row",
    "Run",
]


@attrs.frozen
class Run:
    """A stretch of text with one look.

    Attributes:
        text: what it says.
        look: empty, ``strong``, ``quiet`` or ``code``.
        link: the anchor it leads to within the document; empty for none.
        verdict: the verdict it is the word of; empty for other text.
    """

    text: str
    look: str = ""
    link: str = ""
    verdict: str = ""


Line: TypeAlias = tuple[Run, ...]


@attrs.frozen
class Heading:
    """A heading; ``level`` 0 is the document's title, and no level is skipped on the way down."""

    level: int
    line: Line
    anchor: str = ""

    @property
    def text(self) -> str:
        """What it says, without its looks."""
        return "".join(each.text for each in self.line)


@attrs.frozen
class Paragraph:
    """A paragraph.

    Attributes:
        line: its text.
        look: empty, ``lead``, ``note``, ``kicker``, ``answer``, ``label`` or ``internal``.
        keep: whether it belongs on the page of what follows.
    """

    line: Line
    look: str = ""
    keep: bool = False


@attrs.frozen
class Bullets:
    """A list, numbered where the order means something."""

    items: tuple[Line, ...]
    numbered: bool = False


@attrs.frozen
class Facts:
    """Terms with what they are."""

    pairs: tuple[tuple[str, Line], ...]


@attrs.frozen
class Cell:
    """One cell of a table: one line or several under each other."""

    lines: tuple[Line, ...]
    number: bool = False

    @property
    def text(self) -> str:
        """What stands there, line by line."""
        return "\n".join("".join(each.text for each in line) for line in self.lines)


@attrs.frozen
class Row:
    """A row, whose first cell heads it; or one remark across the table."""

    cells: tuple[Cell, ...] = ()
    spanning: str = ""


@attrs.frozen
class Grid:
    """A table with its caption above and remarks under it."""

    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@attrs.frozen
class Figure:
    """A drawing with what it is called, its unit, and the key to its signs."""

    drawing: Drawing
    heading: str = ""
    unit: str = ""
    caption: str = ""


@attrs.frozen
class Contents:
    """The headings worth finding, each with its level and anchor."""

    title: str
    entries: tuple[Heading, ...] = ()


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Grid | Figure | Contents
