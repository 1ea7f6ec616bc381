"""From neutral blocks to the body of a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rusfelt.report import docx_turned as turned
from rusfelt.report.blocks_kinds import (
    Block,
    Bullets,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Line,
    Paragraph,
    Run,
)
from rusfelt.report.docx_lists import Lists
from rusfelt.report.docx_looks import TONES
from rusfelt.report.docx_pictures import picture
from rusfelt.report.docx_styles import Styles
from rusfelt.report.docx_tables import least_width, table_element
from rusfelt.report.docx_xml import field, text_run, w
from rusfelt.report.texts import Texts

__all__ = ["Body"]

_LOOKS = {
    "": "Normal",
    "lead": "Rusfelt Lead",
    "note": "Rusfelt Note",
    "kicker": "Subtitle",
    "answer": "Rusfelt Answer",
    "label": "Rusfelt Label",
    "internal": "Rusfelt Internal",
}
_RUN_LOOKS = {"strong": "Strong", "quiet": "Rusfelt Quiet", "code": "Rusfelt Code"}
# After a table there is no room of its own.
_AFTER_TABLE = 160
# Above any id that a template's front page has.
_FIRST_ID = 100_000
_BLANK = "\x01"


class Body:
    """Writes blocks one after the other.

    Attributes:
        document: the python-docx document whose parts pictures are added to.
        room: the width of the text, and the width it has on a page turned on its side.
    """

    def __init__(
        self, document: Any, styles: Styles, lists: Lists, texts: Texts, section: Any,
    ) -> None:  # fmt: skip
        """Args: the document, what it is written with, and the ``w:sectPr`` of its pages."""
        self.document, self._styles, self._lists, self._texts = document, styles, lists, texts
        self._section = section
        self.room, self._wide = turned.rooms(section)
        self._anchors: frozenset[str] = frozenset()
        self._counts = {"table": 0, "figure": 0}
        self._id = _FIRST_ID
        self._after_table = False

    def elements(self, blocks: Iterable[Block]) -> Iterator[Any]:
        """The elements of all blocks, in order."""
        told = tuple(blocks)
        self._anchors = frozenset(
            each.anchor for each in told if isinstance(each, Heading) and each.anchor
        )
        writers: Mapping[type, Callable[[Any], Iterator[Any]]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Bullets: self._bullets,
            Facts: self._facts,
            Grid: self._grid,
            Figure: self._figure,
            Contents: self._contents,
        }
        for each in told:
            for element in writers[type(each)](each):
                yield element
                self._after_table = element.tag.endswith("}tbl")

    def _p(self, style: str, *children: Any, **format_: Any) -> Any:
        """A paragraph of a style; what is said of its format overrides the style's."""
        listed, keep = format_.get("listed"), format_.get("keep")
        before = _AFTER_TABLE if self._after_table and style in _CLOSE else None
        return w(
            "p",
            w(
                "pPr",
                w("pStyle", val=self._styles[style]),
                w("keepNext") if keep else None,
                None if listed is None else w("numPr", w("ilvl", val=0), w("numId", val=listed)),
                w("spacing", before=before) if before else None,
            ),
            *children,
        )

    def runs(self, line: Line) -> list[Any]:
        """A line as runs; a link leads only to what is in the document."""
        return [each for run in line for each in self._run(run)]

    def _run(self, run: Run) -> Iterator[Any]:
        look = None
        linked = run.link in self._anchors
        if run.verdict:
            look = w(
                "rPr",
                w("rStyle", val=self._styles["Strong"]),
                w("color", val=TONES.get(run.verdict)),
            )
        elif linked or run.look:
            name = "Hyperlink" if linked else _RUN_LOOKS[run.look]
            look = w("rPr", w("rStyle", val=self._styles[name]))
        made = text_run(run.text, look)
        yield w("hyperlink", made, anchor=_bookmark(run.link), history=1) if linked else made

    def _marked(self, anchor: str, runs: list[Any]) -> list[Any]:
        """Runs inside a bookmark that links lead to."""
        if not anchor:
            return runs
        self._id += 1
        start = w("bookmarkStart", id=self._id, name=_bookmark(anchor))
        return [start, *runs, w("bookmarkEnd", id=self._id)]

    def _heading(self, it: Heading) -> Iterator[Any]:
        style = f"heading {it.level}" if it.level else "Title"
        yield self._p(style, *self._marked(it.anchor, self.runs(it.line)))

    def _paragraph(self, it: Paragraph) -> Iterator[Any]:
        yield self._p(_LOOKS[it.look], *self.runs(it.line), keep=it.keep)

    def _bullets(self, it: Bullets) -> Iterator[Any]:
        name = "List Number" if it.numbered else "List Bullet"
        listed = None
        if it.numbered:
            listed = self._lists.numbered()
        elif not self._styles.numbered(name):
            listed = self._lists.bullets
        for item in it.items:
            yield self._p(name, *self.runs(item), listed=listed)

    def _facts(self, it: Facts) -> Iterator[Any]:
        for place, (term, line) in enumerate(it.pairs, start=1):
            runs = self.runs((Run(f"{term}: ", "strong"), *line))
            yield self._p("Rusfelt Facts", *runs, keep=place < len(it.pairs))

    def _grid(self, it: Grid) -> Iterator[Any]:
        needed = least_width(it)
        wide = needed > self.room and self._wide > self.room
        if wide:
            yield turned.ending(self._section)
        yield self._captioned("table", it.caption, keep=True)
        yield table_element(it, self._wide if wide else self.room, self._styles, self.runs)
        self._after_table = True
        for note in it.notes:
            yield self._p("Rusfelt Note", text_run(note))
        if wide:
            yield turned.ending(self._section, sideways=True)

    def _captioned(self, kind: str, caption: str, *, keep: bool) -> Any:
        """A numbered caption; Word can make a list of them."""
        self._counts[kind] += 1
        told = self._texts(f"docx.{kind}", n=_BLANK, caption=caption)
        before, _, after = told.partition(_BLANK)
        name = before.strip()
        number = field(f"SEQ {name} \\* ARABIC", str(self._counts[kind]))
        return self._p("caption", text_run(before), *number, text_run(after), keep=keep)

    def _figure(self, it: Figure) -> Iterator[Any]:
        if it.unit:
            yield self._p("Rusfelt Note", text_run(it.unit), keep=True)
        self._id += 1
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(it.drawing.png()))
        yield self._p("Rusfelt Figure", w("r", picture(it.drawing, relation, self._id, self.room)))
        yield self._captioned("figure", it.drawing.name, keep=bool(it.caption))
        if it.caption:
            yield self._p("Rusfelt Note", text_run(it.caption))

    def _contents(self, it: Contents) -> Iterator[Any]:
        yield self._p("TOC Heading", text_run(it.title))
        for each in it.entries:
            yield self._p(f"toc {each.level}", *self.runs((Run(each.text, link=each.anchor),)))


# Styles that have no room above them.
_CLOSE = {"Normal", "Rusfelt Facts", "Rusfelt Note", "List Bullet", "List Number", "Rusfelt Label"}


def _bookmark(anchor: str) -> str:
    """The name of a bookmark: letters, digits and underscores, and none of a template's own."""
    return f"rusfelt_{re.sub('[^0-9A-Za-z]', '_', anchor)}"[:40]
