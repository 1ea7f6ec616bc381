"""What ``rusfelt plugins list`` shows, made without anything that is slow to import."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rusfelt.language import words

if TYPE_CHECKING:
    from rusfelt.plugin import Registry

__all__ = ["as_dict", "as_text", "plain", "table"]

_GAP = "  "
# The least room a last column gets before lines are left to the terminal to break.
_LEAST = 20


def as_dict(found: Registry) -> dict[str, Any]:
    """Every offer and everything skipped, under keys that stay."""
    reasons = {id(entry): reason for entry, reason in found.conflicts()}
    return {
        "offers": [
            {
                "name": each.offer.name,
                "kind": each.kind,
                "distribution": each.distribution,
                "version": each.version,
                "api": each.offer.api,
                "builtin": each.builtin,
                # Why asking by this name does not lead here, or nothing.
                "conflict": reasons.get(id(each)),
                "summary": each.offer.summary,
            }
            for each in found.entries
        ],
        "skipped": [
            {"plugin": each.plugin, "distribution": each.distribution, "reason": each.reason}
            for each in found.skipped
        ],
    }


def as_text(found: Registry, language: str) -> str:
    """The same as a table, with a line below for each conflict and each plugin skipped."""
    said = words(language)["screen"]
    heads = [said[key] for key in ("name", "kind", "distribution-name", "version")]
    heads += ["API", said["builtin"], said["summary"]]
    listed = as_dict(found)
    rows = [
        (
            each["name"], each["kind"], each["distribution"], each["version"], str(each["api"]),
            said["yes"] if each["builtin"] else said["no"], each["summary"],
        )
        for each in listed["offers"]
    ]  # fmt: skip
    lines = [
        said["name-conflict"].format_map(
            {key: plain(str(each[key])) for key in ("name", "distribution", "conflict")}
        )
        for each in listed["offers"]
        if each["conflict"]
    ]
    lines += [
        said["skipped"].format_map({key: plain(text) for key, text in each.items()})
        for each in listed["skipped"]
    ]
    notes = "".join(f"{line}\n" for line in lines)
    return table(heads, rows) + (f"\n{notes}" if notes else "")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; the last is folded to the width of the terminal."""
    cells = [list(heads), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(heads) - 1)]
    indent = sum(widths) + len(_GAP) * len(widths)
    room = max(shutil.get_terminal_size((120, 24)).columns - indent, _LEAST)
    lines = []
    for row in [cells[0], ["─" * width for width in (*widths, min(room, 40))], *cells[1:]]:
        first = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        folded = textwrap.wrap(row[-1], room) or [""]
        lines.append(_GAP.join([*first, folded[0]]).rstrip())
        lines += [" " * indent + rest for rest in folded[1:]]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """One line of what can be printed: a plugin's words must not steer anyone's terminal."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
