"""One part of a template: what would run in it is refused, and what tells on somebody is taken out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

from rusfelt.errors import ReadError
from rusfelt.report._extra import library
from rusfelt.report.docx_fields import field_names
from rusfelt.report.docx_xml import qualified

__all__ = ["BINARY", "NO_WORD", "as_bytes", "check", "cleaned_part", "tree"]

NO_WORD = "The template is no Word document. Save it from Word as an ordinary .docx or .dotx."
# Parts that are no XML.
BINARY = {"image", "font"}
# Fields that show something of the document itself and of nothing outside it.
_FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TITLE", "STYLEREF", "REF", "PAGEREF", "SEQ", "DATE", "TIME",
    "SAVEDATE", "CREATEDATE", "PRINTDATE", "TOC", "IF", "=", "QUOTE", "SYMBOL", "DOCPROPERTY",
    "SUBJECT",
}  # fmt: skip
# Settings that reach out of the document, ask something of its reader, or lock it.
_SETTINGS = (
    "w:attachedTemplate", "w:mailMerge", "w:linkStyles", "w:updateFields", "w:documentProtection",
    "w:writeProtection", "w:trackRevisions", "w:docVars", "w:rsids", "w:forceUpgrade", "w:saveThroughXslt",
)  # fmt: skip
# Who changed what, and what they said of it: the change is taken as made.
_UNWRAPPED = ("w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:customXml")
_REMOVED = (
    "a:hlinkClick", "a:hlinkHover", "w:printerSettings",
    "w:del", "w:moveFrom", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange",
    "w:tcPrChange", "w:tblGridChange", "w:numberingChange", "w:commentRangeStart", "w:commentRangeEnd",
    "w:commentReference", "w:dataBinding", "w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart",
    "w:moveToRangeEnd", "w:permStart", "w:permEnd", "w:proofErr",
)  # fmt: skip
_REFUSED = {
    "w:altChunk": "text of another file", "w:object": "an embedded object", "w:control": "a control",
    "w:subDoc": "a document within it", "w:movie": "a film", "w:scriptAnchor": "a script",
}  # fmt: skip
# What the parts this package writes in must be, so that their names are what they seem.
_ROOTS = {
    "officeDocument": "w:document", "styles": "w:styles", "numbering": "w:numbering",
    "settings": "w:settings", "header": "w:hdr", "footer": "w:ftr",
}  # fmt: skip
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"}
_OUTWARD = {"src", "href", "althref"}
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def cleaned_part(parts: Mapping[str, bytes], name: str, kind: str) -> bytes:
    """A part without what it should not say.

    Args:
        parts: of the template.
        name: which.
        kind: what leads to it, such as ``header``.

    Raises:
        ReadError: it is not what it should be, or holds something that would run or reach out.
    """
    if kind in BINARY:
        if kind == "image" and posixpath.splitext(name)[1].lower() not in _PICTURES:
            msg = f"The template's picture {name!r} is of a kind that is not known here."
            raise ReadError(f"{msg} Use a PNG.")
        return parts[name]
    root = tree(parts, name)
    wanted = _ROOTS.get(kind)
    if wanted and root.tag != qualified(wanted):
        raise ReadError(NO_WORD)
    if kind == "officeDocument" and root.find(qualified("w:body")) is None:
        raise ReadError(NO_WORD)
    _refuse(root)
    _strip(root, [*_REMOVED, *(_SETTINGS if kind == "settings" else ())])
    return as_bytes(root)


def _refuse(root: Any) -> None:
    for tag, what in _REFUSED.items():
        if next(root.iter(qualified(tag)), None) is not None:
            raise ReadError(f"The template holds {what}. Take it out.")
    unknown = sorted(field_names(root) - _FIELDS)
    if unknown:
        which = unknown[0] or "that hides its name"
        msg = f"The template holds a field {which}, which may reach out of it or tell on somebody."
        raise ReadError(f"{msg} Take it out.")


def _strip(root: Any, tags: Iterable[str]) -> None:
    _unwrap(root, _UNWRAPPED)
    gone = [found for tag in tags for found in root.iter(qualified(tag))]
    # A drawing without pixels stands beside one that has them.
    gone += [found for found in root.iter() if _local(found.tag) == "svgBlip"]
    for each in gone:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    for each in root.iter():
        for name in [told for told in each.attrib if _local(told).lower() in _OUTWARD]:
            if not name.startswith(_OFFICE):
                del each.attrib[name]


def check(part: bytes, known: set[str]) -> None:
    """Whatever a part points at by an id is there.

    Raises:
        ReadError: it is not.
    """
    for each in library("lxml.etree").fromstring(part).iter():
        for name, value in each.attrib.items():
            if name.startswith(_OFFICE) and value not in known:
                msg = f"The template points at a part {value!r} that it does not have."
                raise ReadError(f"{msg} Save it from Word anew.")


def _local(name: Any) -> str:
    """A name without its namespace; nothing for a comment."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _unwrap(root: Any, tags: Iterable[str]) -> None:
    for each in [found for tag in tags for found in root.iter(qualified(tag))]:
        parent = each.getparent()
        place = parent.index(each)
        for step, child in enumerate(list(each)):
            parent.insert(place + step, child)
        parent.remove(each)


def tree(parts: Mapping[str, bytes], name: str) -> Any:
    """A part as XML, in which nothing stands for something else.

    Raises:
        ReadError: it is no XML, or declares what its words stand for.
    """
    etree = library("lxml.etree")
    data = parts.get(name, b"")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        msg = f"The template's part {name!r} cannot be read. Save it from Word anew."
        raise ReadError(msg) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError(f"The template's part {name!r} declares a document type. Take it out.")
    return root


def as_bytes(root: Any) -> bytes:
    """A part as it is stored."""
    made: bytes = library("lxml.etree").tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return made
