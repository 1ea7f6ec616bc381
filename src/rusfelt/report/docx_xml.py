"""Elements of a Word document, built one by one so that no text can become anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rusfelt.report._extra import library
from rusfelt.report.svg import xml_text

__all__ = ["NAMESPACE", "field", "parsed", "plain", "qualified", "text_run", "w"]

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS = re.compile(r"[\t\n\r]+")


def qualified(name: str) -> str:
    """A name such as ``w:val`` with its namespace in full."""
    return str(library("docx.oxml.ns").qn(name))


def w(name: str, /, *children: Any, **attributes: object) -> Any:
    """An element of the main vocabulary with its children and attributes.

    Attributes that are ``None`` are left out.
    """
    made = library("docx.oxml.parser").OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        if value is not None:
            made.set(f"{{{NAMESPACE}}}{key}", plain(str(value)))
    made.extend(child for child in children if child is not None)
    return made


def parsed(source: str) -> Any:
    """An element of a constant of this package, whose prefixes are the usual ones."""
    declared = library("docx.oxml.ns").nsdecls("w", "wp", "a", "pic", "r")
    opened = re.sub(r"^<([\w:]+)", rf"<\1 {declared}", source.strip(), count=1)
    return library("docx.oxml.parser").parse_xml(opened)


def plain(text: str) -> str:
    """A text on one line, without what XML cannot hold."""
    return _BREAKS.sub(" ", xml_text(text))


def text_run(text: str, look: Any = None) -> Any:
    """A run of text; ``look`` is its ``w:rPr``."""
    held = w("t")
    held.text = plain(text)
    held.set(_SPACE, "preserve")
    return w("r", look, held)


def field(instruction: str, shown: str) -> Iterator[Any]:
    """The runs of a field of this package's own, with what it shows until it is reckoned."""
    told = w("instrText")
    told.text = f" {instruction} "
    told.set(_SPACE, "preserve")
    yield w("r", w("fldChar", fldCharType="begin"))
    yield w("r", told)
    yield w("r", w("fldChar", fldCharType="separate"))
    yield text_run(shown)
    yield w("r", w("fldChar", fldCharType="end"))
