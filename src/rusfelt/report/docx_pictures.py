"""Drawings in Word: a picture in the line, with its name and what it shows for those who cannot see it."""

from __future__ import annotations

from typing import Any

from rusfelt.report.docx_xml import parsed, plain, qualified
from rusfelt.report.drawing import Drawing

__all__ = ["picture"]

# English Metric Units in an inch and in a twentieth of a point.
_INCH, _TWIP = 914_400, 635
_INLINE = """<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent/><wp:docPr/>
<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>
<pic:cNvPr/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip/><a:stretch><a:fillRect/></a:stretch>
</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>
</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def picture(drawing: Drawing, relation: str, number: int, room: int) -> Any:
    """The element of a picture.

    Args:
        drawing: what it shows.
        relation: the id of its part.
        number: unique among the document's pictures.
        room: the width of the text, in twentieths of a point.
    """
    made = parsed(_INLINE)
    wide, tall = (round(each * _INCH) for each in drawing.size)
    if wide > room * _TWIP:
        wide, tall = room * _TWIP, tall * room * _TWIP // wide
    for name in ("wp:extent", "a:ext"):
        each = next(made.iter(qualified(name)))
        each.set("cx", str(wide))
        each.set("cy", str(tall))
    for name in ("wp:docPr", "pic:cNvPr"):
        each = next(made.iter(qualified(name)))
        each.set("id", str(number))
        each.set("name", f"drawing-{number}")
        each.set("descr", plain(drawing.description))
        each.set("title", plain(drawing.name))
    next(made.iter(qualified("a:blip"))).set(qualified("r:embed"), relation)
    return made
