"""Cells: numbers that can be read in one way only, and what an empty one means."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from rusfelt.vocabulary import State

__all__ = ["EMPTY", "CellError", "area", "count", "design_effect", "flag", "part"]

# What stands in a cell without a number, as in the library's own files.
EMPTY = {
    "": State.MISSING,
    "..": State.MISSING,
    ":": State.SUPPRESSED,
    ".": State.NOT_APPLICABLE,
}
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,15})?")
_WHOLE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}|\d{1,15}")
_ALL = {"percent": 100, "share": 1}
_YES, _NO = ("1", "ja", "yes", "true"), ("", "0", "nei", "no", "false")


class CellError(Exception):
    """A cell that cannot be read: the fact and the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def part(text: str, unit: str) -> Decimal | None:
    """A share in per cent, or nothing where the cell is empty.

    Args:
        text: the cell.
        unit: what its column writes: ``percent`` or ``share``.

    Raises:
        CellError: it is no number, or more than all.

    >>> part("12,5", "percent"), part("0.125", "share")
    (Decimal('12.5'), Decimal('12.500'))
    """
    if text in EMPTY:
        return None
    number = text.removesuffix("%").rstrip() if unit == "percent" else text
    if not _NUMBER.fullmatch(number):
        what = "per cent from 0 to 100" if unit == "percent" else "a share from 0 to 1"
        msg = f"{_shown(text)} is no number."
        raise CellError(msg, f"Write {what}, or one of '..' (missing) and ':' (hidden).")
    value = Decimal(number.replace(",", "."))
    if value > _ALL[unit]:
        msg = f"{_shown(text)} is more than all, and this column has all as {_ALL[unit]}."
        raise CellError(msg, "Check the number, and which unit the column says it is in.")
    return value * (100 // _ALL[unit])


def count(text: str, *, least: int) -> int | None:
    """A whole number of at least so many, or nothing where the cell is empty.

    Raises:
        CellError: it is none; a point or comma in it could mean two things.
    """
    if text in EMPTY:
        return None
    if not _WHOLE.fullmatch(text):
        msg = f"{_shown(text)} is no whole number."
        raise CellError(msg, "Write 1234 or 1 234, with no point and no comma.")
    value = int(re.sub(r"\D", "", text))
    if value < least:
        msg = f"{value} is less than {least}."
        raise CellError(msg, "Leave the cell empty where nobody answered or was asked.")
    return value


def design_effect(text: str) -> float | None:
    """A number above 0, or nothing where the cell is empty.

    Raises:
        CellError: it is none.
    """
    if text in EMPTY:
        return None
    value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else 0.0
    if value <= 0:
        msg = f"{_shown(text)} is no design effect."
        raise CellError(msg, "Write a number above 0, such as 1,6.")
    return value


def flag(text: str) -> bool:
    """Yes or no.

    Raises:
        CellError: it is neither.
    """
    word = text.casefold()
    if word not in (*_YES, *_NO):
        msg = f"{_shown(text)} is neither yes nor no."
        raise CellError(msg, "Write ja, or leave it empty.")
    return word in _YES


def area(text: str) -> str:
    """The code of an area: as it stands, or that of the one place of this name.

    Raises:
        CellError: it is empty, is the name of several places, or has lost its leading zero.
    """
    if not text:
        msg = "No area."
        raise CellError(msg, "Write its code, such as 030108, or its name.")
    codes, named = _known()
    here = named.get(text.casefold(), ())
    if len(here) > 1:
        msg = f"{_shown(text)} is the name of {' and '.join(here)}."
        raise CellError(msg, "Write the code.")
    if here:
        return here[0]
    if text not in codes and f"0{text}" in codes:
        msg = f"{_shown(text)} has lost its leading zero: it would be 0{text}."
        raise CellError(msg, "Save the column as text.")
    return text


@cache
def _known() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The codes of the catalogue's places, and the codes of each of their names."""
    from rusfelt.catalogue import places  # noqa: PLC0415 - reads a file

    named: dict[str, tuple[str, ...]] = {}
    for each in places():
        for name in {each.name.casefold(), *(name.casefold() for name in each.other_names)}:
            named[name] = (*named.get(name, ()), each.code)
    return frozenset(each.code for each in places()), named


def _shown(text: str) -> str:
    longest = 40
    return repr(text if len(text) <= longest else f"{text[:longest]}…")
