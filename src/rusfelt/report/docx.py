"""The report as a Word document, in the house's own pages or in a municipality's template."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from typing import Any

from rusfelt.publishing import Published, published_only
from rusfelt.report._extra import library
from rusfelt.report._zip import normalised
from rusfelt.report.blocks import report_blocks
from rusfelt.report.docx_base import empty_document
from rusfelt.report.docx_body import Body
from rusfelt.report.docx_lists import Lists
from rusfelt.report.docx_pages import dress, stamp
from rusfelt.report.docx_styles import LANGUAGES, Styles, set_language
from rusfelt.report.docx_template import body_section, open_template
from rusfelt.report.docx_xml import plain
from rusfelt.report.view import report_view

__all__ = ["docx_report"]

# A document has to have a day; this one says nothing of anybody.
_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def docx_report(
    published: Published,
    *,
    language: str = "nb",
    template: str | os.PathLike[str] | None = None,
) -> bytes:
    """What may be shown of an evaluation, as a Word document.

    Headings, lists, header rows of tables, descriptions of pictures and the language are marked as
    what they are, so that screen readers and Word's own contents know them. The same published
    value, language and template give the same bytes. A document that is for internal use says so
    at the top of every page.

    Of a template the styles, headers, footers and page set-up are kept. What stands in it before a
    paragraph ``{{rapport}}`` is kept as a front page; without such a paragraph all its text is
    left out. Styles it lacks are added: Word's own, and those whose names begin with ``Rusfelt``,
    which a municipality may define to its own liking.

    Args:
        published: what :func:`rusfelt.publish` gives.
        language: nb, nn or en.
        template: a file made by Word, ``.docx`` or ``.dotx``; ``None`` for plain pages.

    Raises:
        DomainError: the value has not been published.
        MissingExtraError: a library of the extra ``report`` is not installed.
        ReadError: the template cannot be read, or holds what has no place in a public document.
        UnknownNameError: the language is none of the three.
    """
    published = published_only(published)
    for name in ("docx", "babel", "matplotlib"):
        library(name)
    view = report_view(published, language)
    blocks = report_blocks(view, internal=published.internal)
    if template is None:
        document = library("docx").Document(io.BytesIO(empty_document()))
    else:
        document = open_template(template)
    texts = view["t"]
    lists = Lists(document)
    styles = Styles(document.styles.element, lists.of_styles())
    set_language(document.styles.element, document.settings.element, language)
    section = body_section(document)
    body = Body(document, styles, lists, texts, section)
    for each in body.elements(blocks):
        section.addprevious(each)
    title = texts("page.title", plan=view["plan"])
    dress(document, styles, texts, view["plan"])
    if published.internal:
        stamp(document, styles, texts)
    _describe(document.core_properties, title, LANGUAGES[language])
    out = io.BytesIO()
    document.save(out)
    return normalised(out.getvalue())


def _describe(properties: Any, title: str, language: str) -> None:
    """What a file says of itself: its title and language, and nobody's name or clock."""
    # Longer than this no program takes.
    properties.title = plain(title)[:255]
    properties.language = language
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        setattr(properties, name, "")
    properties.created = properties.modified = _DAY.replace(tzinfo=None)
    properties.revision = 1
