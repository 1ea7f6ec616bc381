"""What stands on every page: the plan's title above, the page's number below, and what is internal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rusfelt.report._extra import library
from rusfelt.report.docx_styles import Styles
from rusfelt.report.docx_xml import field, text_run, w
from rusfelt.report.texts import Texts

__all__ = ["dress", "stamp"]

_PAGE, _PAGES = "\x01", "\x02"


def dress(document: Any, styles: Styles, texts: Texts, title: str) -> None:
    """A header and a footer of our own, where the document brings none."""
    sections = list(document.sections)
    if all(each.header.is_linked_to_previous for each in sections):
        _fill(sections[0].header, w("p", _style(styles, "header"), text_run(title)))
    if all(each.footer.is_linked_to_previous for each in sections):
        _fill(sections[0].footer, w("p", _style(styles, "footer"), *_numbered(texts)))


def _numbered(texts: Texts) -> Iterator[Any]:
    before, _, rest = texts("docx.page", page=_PAGE, pages=_PAGES).partition(_PAGE)
    between, _, after = rest.partition(_PAGES)
    for said, instruction in ((before, "PAGE"), (between, "NUMPAGES")):
        yield text_run(said)
        yield from field(instruction, "1")
    if after:
        yield text_run(after)


def stamp(document: Any, styles: Styles, texts: Texts) -> None:
    """The words that it is not for publication, at the top of every page."""
    told: set[str] = set()
    even = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        kinds = {"default": section.header}
        if section.different_first_page_header_footer:
            kinds["first"] = section.first_page_header
        if even:
            kinds["even"] = section.even_page_header
        for kind, header in kinds.items():
            # What is not said is taken from the section before, and before the first is nothing.
            if header.is_linked_to_previous and kind not in told:
                _fill(header, w("p", _style(styles, "header")))
            told.add(kind)
    kind = library("docx.opc.constants").RELATIONSHIP_TYPE.HEADER
    for each in document.part.rels.values():
        if each.reltype == kind:
            words = text_run(texts("stamp.internal"))
            each.target_part.element.insert(
                0, w("p", _style(styles, "Rusfelt Internal Header"), words)
            )


def _fill(part: Any, paragraph: Any) -> None:
    """A header or footer that holds one paragraph."""
    part.is_linked_to_previous = False
    root = part._element  # noqa: SLF001 - python-docx has no other way to what it holds
    for each in list(root):
        root.remove(each)
    root.append(paragraph)


def _style(styles: Styles, name: str) -> Any:
    return w("pPr", w("pStyle", val=styles[name]))
