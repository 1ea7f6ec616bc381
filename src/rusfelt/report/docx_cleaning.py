"""What may stand in a template, and what is taken out of it before anything reads it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from rusfelt.errors import ReadError
from rusfelt.report.docx_parts import BINARY, NO_WORD, as_bytes, check, cleaned_part, tree

__all__ = ["cleaned"]

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENT, _TEMPLATE = f"{_TYPE}.document.main+xml", f"{_TYPE}.template.main+xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}Types"
_DEFAULT = "{http://schemas.openxmlformats.org/package/2006/content-types}Default"
# The kinds of parts that are kept; relationships to others of a kind named here go without a trace.
_KEPT = {
    "officeDocument", "styles", "numbering", "settings", "fontTable", "font", "theme", "header", "footer",
    "image", "footnotes", "endnotes",
}  # fmt: skip
_DROPPED = {
    "core-properties", "extended-properties", "custom-properties", "thumbnail", "customXml",
    "customXmlProps", "stylesWithEffects", "webSettings", "comments", "commentsExtended", "commentsIds",
    "commentsExtensible", "people", "glossaryDocument", "attachedTemplate", "mailMergeSource",
    "mailMergeHeaderSource", "recipientData", "hyperlink", "classificationlabels", "documenttasks",
    "printerSettings", "transform", "digital-signature", "origin", "signature",
}  # fmt: skip


def cleaned(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a template that may stand, without what they should not say.

    Raises:
        ReadError: something in it would run or reach out of the document, or is not known here.
    """
    types = tree(parts, "[Content_Types].xml")
    if types.tag != _TYPES:
        raise ReadError(NO_WORD)
    told = {each.get("PartName", "").lstrip("/"): each for each in types.iter(_OVERRIDE)}
    kinds = {each.get("ContentType", "") for each in types.iter(_OVERRIDE, _DEFAULT)}
    if any("macroEnabled" in each or "vbaProject" in each for each in kinds):
        msg = "The template holds macros. Save it from Word as .docx or .dotx, without macros."
        raise ReadError(msg)
    kept: dict[str, bytes] = {}
    main = _follow(parts, "", kept)
    if len(main) != 1 or main[0] not in told:
        raise ReadError(NO_WORD)
    if told[main[0]].get("ContentType") not in {_DOCUMENT, _TEMPLATE}:
        raise ReadError(NO_WORD)
    told[main[0]].set("ContentType", _DOCUMENT)
    for name, each in told.items():
        if name not in kept:
            types.remove(each)
    kept["[Content_Types].xml"] = as_bytes(types)
    return kept


def _follow(parts: Mapping[str, bytes], source: str, kept: dict[str, bytes]) -> list[str]:
    """Keep the parts that a part leads to, and those they lead to; the names of the first."""
    folder, base = posixpath.split(source)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in parts:
        if not source:
            raise ReadError(NO_WORD)
        check(kept[source], set())
        return []
    root = tree(parts, name)
    found = []
    for each in list(root.iter(_RELATION)):
        kind, target = each.get("Type", "").rpartition("/")[2], each.get("Target", "")
        if kind in _DROPPED or (kind == "image" and target.lower().endswith(".svg")):
            root.remove(each)
            continue
        outside = each.get("TargetMode", "").lower() == "external"
        where = _where(parts, folder, target, kind, outside=outside)
        found.append(where)
        if where not in kept:
            kept[where] = cleaned_part(parts, where, kind)
            if kind not in BINARY:
                _follow(parts, where, kept)
    kept[name] = as_bytes(root)
    if source:
        check(kept[source], {each.get("Id", "") for each in root.iter(_RELATION)})
    return found


def _where(
    parts: Mapping[str, bytes], folder: str, target: str, kind: str, *, outside: bool
) -> str:
    """The name of the part that a relationship leads to."""
    if outside:
        msg = f"The template takes its {kind} from outside itself."
        raise ReadError(f"{msg} Put it into the template, or take it out.")
    if kind not in _KEPT:
        raise ReadError(f"The template holds a part of the kind {kind!r}. Take it out.")
    where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    if where not in parts:
        msg = f"The template names a part {where!r} that it does not have."
        raise ReadError(f"{msg} Save it from Word anew.")
    return where
