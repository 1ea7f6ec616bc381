"""Tables as the template takes them: a caption, columns, and rows whose first cell heads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

__all__ = [
    "Cell",
    "Row",
    "code",
    "counted",
    "linked_list",
    "number",
    "pairs",
    "spanning",
    "table",
    "tag",
]

# A text, one thing with its look (a dict), or several after each other (a list).
Cell: TypeAlias = Any
Row: TypeAlias = Any


def number(text: str) -> dict[str, Any]:
    """A cell with a number, set to the right."""
    return {"text": text, "number": True}


def counted(count: int, none: str) -> dict[str, Any]:
    """A count; nothing is a word, so that it cannot be taken for a measured zero."""
    return {"text": str(count) if count else none, "number": True, "quiet": not count}


def code(text: str) -> dict[str, Any]:
    """What machines read: an id, a digest, a package."""
    return {"text": text, "code": True}


def tag(word: str, text: str) -> dict[str, Any]:
    """A verdict, in its shape and its word."""
    return {"text": text, "verdict": word}


def linked_list(items: Iterable[Cell]) -> dict[str, Any]:
    """Several things with commas between."""
    return {"several": list(items)}


def pairs(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Names with their values: each has ``term``, ``text`` and what follows in ``rest``."""
    return {"pairs": list(items)}


def spanning(text: str) -> dict[str, Any]:
    """A row that is one remark across the table."""
    return {"spanning": text}


def table(
    name: str,
    caption: str,
    columns: Sequence[Cell],
    rows: Iterable[Row],
    *,
    notes: Iterable[str] = (),
) -> dict[str, Any]:
    """One table.

    Args:
        name: unique on the page; ids are made of it.
        caption: what it shows.
        columns: headings.
        rows: each a list of cells, the first of which heads the row, or :func:`spanning`.
        notes: remarks under it.
    """
    return {
        "name": name,
        "caption": caption,
        "columns": list(columns),
        "rows": [row if isinstance(row, dict) else {"cells": list(row)} for row in rows],
        "notes": [note for note in notes if note],
    }
