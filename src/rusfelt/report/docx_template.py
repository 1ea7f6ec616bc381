"""A municipality's template: read as something from outside, and left without text of its own.

Nothing in it may run, fetch, or say who made it. What is known to be harmless is kept, what can be
taken away without a trace is taken away, and what is left is refused by name.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.report._extra import library
from rusfelt.report._zip import zipped
from rusfelt.report.docx_base import PAGE
from rusfelt.report.docx_cleaning import cleaned
from rusfelt.report.docx_xml import parsed, qualified

__all__ = ["PLACE", "body_section", "open_template"]

# Where the report begins in a template that has a front page.
PLACE = "{{rapport}}"
_MOST_FILE, _MOST_PARTS, _MOST_BYTES = 20_000_000, 500, 60_000_000
# Parts that are there for a place in the text that points at them.
_POINTED_AT = {"image", "header", "footer", "footnotes", "endnotes"}
# Parts that the report writes in.
_WRITTEN_IN = {"numbering", "header"}
_SAVE = "Save it from Word as .docx or .dotx, and try again."


def open_template(path: str | os.PathLike[str]) -> Any:
    """The template as a document without anything that could run, fetch or tell on somebody.

    Raises:
        ReadError: it is no Word document, is too large, holds macros, or something else that has
            no place in a public document; the message names it.
    """
    name = os.fspath(path)
    try:
        return _opened(zipped(cleaned(_parts(Path(name)))))
    except ReadError as error:
        raise ReadError(str(error), path=name) from None


def _opened(data: bytes) -> Any:
    try:
        document = library("docx").Document(io.BytesIO(data))
        # Each is read here once, so that a part which is not what it should be is found here.
        _ = (document.styles.element, document.settings.element, document.core_properties.title)
        for each in document.part.rels.values():
            if _kind(each) in _WRITTEN_IN:
                _ = each.target_part.element
    except Exception as error:  # a file from outside can be wrong in any way
        raise ReadError(f"The template is no Word document. {_SAVE}") from error
    return document


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of the file, unpacked no further than is reasonable."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_FILE + 1)
    except OSError as error:
        msg = f"The template cannot be read ({error.strerror or type(error).__name__})."
        raise ReadError(f"{msg} Check the path and who may read it.") from error
    if len(data) > _MOST_FILE:
        msg = f"The template is larger than {_MOST_FILE // 1_000_000} MB."
        raise ReadError(f"{msg} Make its pictures smaller.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            if len(listed) > _MOST_PARTS or sum(each.file_size for each in listed) > _MOST_BYTES:
                msg = "The template is far larger when it is unpacked than a template is."
                raise ReadError(f"{msg} Use another file.")
            # A part that unpacks to more than it says stops the reading.
            parts = {each.filename: archive.read(each) for each in listed}
    except (
        zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError,
    ) as error:  # fmt: skip
        raise ReadError(f"The template is no Word document. {_SAVE}") from error
    if len(parts) < len(listed):
        raise ReadError(f"The template holds two parts of one name. {_SAVE}")
    return parts


def body_section(document: Any) -> Any:
    """The section the report is written in, at the end of a body left with its front page alone.

    Text before the paragraph that says where the report begins stays; all other text goes.
    """
    body = document.element.body
    children = list(body)
    section = body.find(qualified("w:sectPr"))
    if section is None:
        section = parsed(PAGE)
        body.append(section)
    place = next((number for number, each in enumerate(children) if _said(each) == PLACE), 0)
    for each in children[place:]:
        if each is not section:
            body.remove(each)
    _drop_unused(document)
    return section


def _drop_unused(document: Any) -> None:
    """Pictures, notes and headers of text that is gone are gone too."""
    office = qualified("r:id").rpartition("}")[0]
    root = document.element
    used = {
        value
        for each in root.iter()
        for name, value in each.attrib.items()
        if name.startswith(office)
    }
    for kind in ("footnote", "endnote"):
        if next(root.iter(qualified(f"w:{kind}Reference")), None) is not None:
            used |= {name for name, each in document.part.rels.items() if _kind(each) == f"{kind}s"}
            continue
        for each in list(document.settings.element.iter(qualified(f"w:{kind}Pr"))):
            each.getparent().remove(each)
    for name, each in list(document.part.rels.items()):
        if _kind(each) in _POINTED_AT and name not in used:
            del document.part.rels[name]


def _kind(relation: Any) -> str:
    return str(relation.reltype).rpartition("/")[2]


def _said(element: Any) -> str:
    if element.tag not in {qualified("w:p"), qualified("w:sdt")}:
        return ""
    return "".join(each.text or "" for each in element.iter(qualified("w:t"))).strip()
