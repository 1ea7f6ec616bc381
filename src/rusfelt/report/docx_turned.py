"""Pages turned on their side, for tables that are too wide for the others."""

from __future__ import annotations

import copy
from typing import Any

from rusfelt.report.docx_xml import qualified, w

__all__ = ["ending", "rooms"]

# A4 upright and its margins, where a document does not say.
_WIDE, _TALL, _MARGIN = 11906, 16838, 1247


def rooms(section: Any) -> tuple[int, int]:
    """The width of the text on a page as it is, and on one turned on its side."""
    across, along = _size(section)
    sides = _told(section, "w:pgMar", "w:left", _MARGIN) + _told(
        section, "w:pgMar", "w:right", _MARGIN
    )
    sides += _told(section, "w:pgMar", "w:gutter", 0)
    room = max(across - sides, _MARGIN)
    return room, max(room, along - sides)


def ending(section: Any, *, sideways: bool = False) -> Any:
    """The paragraph that ends a stretch of pages, upright or on their side.

    What holds for a first page, and where pages are numbered from, is taken off what follows.
    """
    own = copy.deepcopy(section)
    for name in ("w:titlePg", "w:pgNumType"):
        for each in section.findall(qualified(name)):
            section.remove(each)
    kind = own.find(qualified("w:type"))
    if kind is not None:
        kind.set(qualified("w:val"), "nextPage")
    if sideways:
        across, along = _size(section)
        size = own.find(qualified("w:pgSz"))
        if size is None:
            size = w("pgSz")
            own.append(size)
        for name, value in (("w", along), ("h", across), ("orient", "landscape")):
            size.set(qualified(f"w:{name}"), str(value))
    return w("p", w("pPr", w("spacing", before=0, after=0, line=20, lineRule="exact"), own))


def _size(section: Any) -> tuple[int, int]:
    return _told(section, "w:pgSz", "w:w", _WIDE), _told(section, "w:pgSz", "w:h", _TALL)


def _told(section: Any, element: str, attribute: str, otherwise: int) -> int:
    found = section.find(qualified(element))
    told = "" if found is None else found.get(qualified(attribute), "")
    return int(told) if told.isdecimal() else otherwise
