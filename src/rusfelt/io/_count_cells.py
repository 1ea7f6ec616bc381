"""What stands in one cell of a table of counts."""

from __future__ import annotations

import re
from typing import NamedTuple

from rusfelt.io._cells import BadCellError
from rusfelt.io._gathered import shown

__all__ = ["CountCell", "Mark", "count_cell", "looks_like_figure", "looks_precise", "says_nothing"]

_SPACES = " \u00a0\u202f\u2009"
_WHOLE = re.compile(rf"0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+")
_LARGEST = 10**12
_LONGEST = 24
_HOW = 'Write 0, 3 or 1 200; ":" for hidden, ".." for missing, "." for impossible.'
# A number with decimals, in either way of writing them, or with a percent or per-mille sign.
_PRECISE = re.compile(
    rf"[<>≤≥]?=?\s*[-+\u2212]?[0-9][0-9{_SPACES}]*(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?\s*[%‰]?"
)
_NOTHING = {"", "-", "–", "—", ".", "..", "...", ":", "*", "x"}
_CODE = re.compile(r"0[0-9]+")


class Mark:
    """What stands in a cell instead of a count."""

    HIDDEN = ":"
    MISSING = ".."
    IMPOSSIBLE = "."


class CountCell(NamedTuple):
    """What one cell says: a count, or a sign and no count."""

    value: int | None
    mark: str = ""


def count_cell(text: str) -> CountCell:
    """A count, or the sign that stands for one.

    An empty cell is missing, as ``..`` is. An impossible one holds nobody, which everyone knows.

    Raises:
        BadCellError: it is anything else.

    >>> count_cell("1 200"), count_cell(":").value is None
    (CountCell(value=1200, mark=''), True)
    """
    if text in {"", Mark.MISSING}:
        return CountCell(None, Mark.MISSING)
    if text == Mark.HIDDEN:
        return CountCell(None, Mark.HIDDEN)
    if text == Mark.IMPOSSIBLE:
        return CountCell(0, Mark.IMPOSSIBLE)
    if len(text) <= _LONGEST and _WHOLE.fullmatch(text):
        value = int(re.sub(f"[{_SPACES}]", "", text))
        if value > _LARGEST:
            msg = f"{shown(text)} is too large for a count."
            raise BadCellError(msg, "Count in thousands.")
        return CountCell(value)
    msg = f"{shown(text)} is no count."
    raise BadCellError(msg, _remedy(text))


def _remedy(text: str) -> str:
    if text in {"-", "–", "—"}:
        return 'Write 0 for nobody, ".." for missing.'
    if text.startswith(("<", ">", "≤", "≥")):
        return 'Write the count itself; in a published table ":".'
    if re.fullmatch(r"[0-9]+[.,][0-9]+", text):
        return "Write whole numbers; thousands stand apart by a space, and counts have no decimals."
    return _HOW


def looks_like_figure(text: str) -> bool:
    """Whether a cell may be a number that says something, and no name.

    A code with a zero in front is a name.
    """
    return _PRECISE.fullmatch(text) is not None and _CODE.fullmatch(text) is None


def looks_precise(text: str) -> bool:
    """Whether a cell is a number that is no whole one, so that it is no label either."""
    return looks_like_figure(text) and re.search(r"[.,%‰eE<>≤≥]", text) is not None


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or holds a sign for an empty one."""
    return text in _NOTHING
