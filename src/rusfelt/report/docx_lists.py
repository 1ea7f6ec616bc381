"""Lists that Word and screen readers know as lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rusfelt.report._extra import library
from rusfelt.report.docx_xml import parsed, qualified, w

__all__ = ["Lists"]

_BULLET = """<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>"""
_NUMBER = """<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="420" w:hanging="380"/></w:pPr></w:lvl></w:abstractNum>"""


class Lists:
    """The lists of a document: one of bullets, and numbered ones that each begin at 1."""

    def __init__(self, document: Any) -> None:
        """Args: the document, whose own lists stay as they are."""
        self._root = _numbering_of(document)
        self._abstract = self._highest("w:abstractNum", "w:abstractNumId") + 1
        self._number = self._highest("w:num", "w:numId") + 1
        for place, source in enumerate((_BULLET, _NUMBER)):
            made = parsed(source)
            made.set(qualified("w:abstractNumId"), str(self._abstract + place))
            # All descriptions of lists stand before all lists.
            first = self._root.find(qualified("w:num"))
            if first is None:
                self._root.append(made)
            else:
                first.addprevious(made)
        self.bullets = self._list(self._abstract)

    def of_styles(self) -> Mapping[str, int]:
        """The list each style of lists belongs to."""
        return {"List Bullet": self.bullets, "List Number": self.numbered()}

    def numbered(self) -> int:
        """A new list that begins at 1."""
        return self._list(self._abstract + 1, w("lvlOverride", w("startOverride", val=1), ilvl=0))

    def _list(self, abstract: int, *more: Any) -> int:
        number = self._number
        self._number += 1
        self._root.append(w("num", w("abstractNumId", val=abstract), *more, numId=number))
        return number

    def _highest(self, tag: str, attribute: str) -> int:
        told = (each.get(qualified(attribute)) for each in self._root.findall(qualified(tag)))
        return max((int(each) for each in told if each and each.isdecimal()), default=0)


def _numbering_of(document: Any) -> Any:
    """The numbering part's root, in a part made for it where the document has none."""
    kinds = library("docx.opc.constants")
    for each in document.part.rels.values():
        if each.reltype == kinds.RELATIONSHIP_TYPE.NUMBERING:
            return each.target_part.element
    part = library("docx.parts.numbering").NumberingPart(
        library("docx.opc.packuri").PackURI("/word/numbering.xml"),
        kinds.CONTENT_TYPE.WML_NUMBERING,
        w("numbering"),
        document.part.package,
    )
    document.part.relate_to(part, kinds.RELATIONSHIP_TYPE.NUMBERING)
    return part.element
