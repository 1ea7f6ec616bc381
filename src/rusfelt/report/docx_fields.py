"""Which fields a part of a Word document holds."""

from __future__ import annotations

from typing import Any

from rusfelt.report.docx_xml import qualified

__all__ = ["field_names"]


def field_names(root: Any) -> set[str]:
    """The names of all fields, in capitals, whatever runs their instructions are spread over.

    An instruction that begins with another field, so that nobody can say its name, is told as
    ``""``.
    """
    names = {
        _first(each.get(qualified("w:instr"), "")) for each in root.iter(qualified("w:fldSimple"))
    }
    # Instructions of the fields that are open, the innermost last; None once it shows its result.
    opened: list[str | None] = []
    for each in root.iter(qualified("w:fldChar"), qualified("w:instrText")):
        if each.tag == qualified("w:instrText"):
            if opened and opened[-1] is not None:
                opened[-1] += each.text or ""
            continue
        kind = each.get(qualified("w:fldCharType"))
        if kind == "begin":
            opened.append("")
        elif kind == "separate" and opened and opened[-1] is not None:
            names.add(_first(opened[-1]))
            opened[-1] = None
        elif kind == "end" and opened:
            told = opened.pop()
            if told is not None:
                names.add(_first(told))
    names |= {_first(told) for told in opened if told is not None}
    return names


def _first(instruction: str) -> str:
    told = instruction.split(maxsplit=1)
    name = told[0].upper() if told else ""
    return "=" if name.startswith("=") else name
