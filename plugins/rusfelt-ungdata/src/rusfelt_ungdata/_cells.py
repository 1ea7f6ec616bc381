"""Cells: numbers that can be read in one way only, and what an empty one means."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np

from rusfelt.geography import as_codes, current_code, places, unit_of
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


def area(text: str, year: int | None = None) -> str:
    """The code of an area: as it stands, or that of the one place of this name.

    Args:
        text: the cell.
        year: of the wave, in which a name is read as what it meant then; ``None`` where that is
            not known.

    Raises:
        CellError: it is empty, has lost its leading zero, or is the name of several places or of
            none in that year.

    >>> area("Grünerløkka", 2018), area("Halden", 2018), area("school-7", 2018)
    ('030102', '3101', 'school-7')
    """
    if not text:
        msg = "No area."
        raise CellError(msg, "Write its code, such as 030108, or its name.")
    if text in places():
        return text
    found = unit_of(text, year=year)
    if found is None:
        _refuse_name(text, year)
        return text
    if not any(each.isalpha() for each in text):
        what = "has lost its leading zero" if found.code[0] == "0" else "is written as a number"
        msg = f"{_shown(text)} {what}: it would be {found.code}."
        raise CellError(msg, "Save the column as text.")
    return current_code(found.code)


def _refuse_name(text: str, year: int | None) -> None:
    """Let a text through that is no name; what is one, but not of one place, could be any."""
    asked = None if year is None else np.array([year])
    if several := as_codes(np.array([text]), years=asked).ambiguous:
        msg = f"{_shown(text)} is the name of several places."
        raise CellError(msg, several[text])
    if year is not None and unit_of(text) is not None:
        msg = f"{_shown(text)} is not known as the name of a place in {year}."
        raise CellError(msg, "Write the code.")


def _shown(text: str) -> str:
    longest = 40
    return repr(text if len(text) <= longest else f"{text[:longest]}…")
