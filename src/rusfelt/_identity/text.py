"""Identity numbers in one text: a cell, a note, a name."""

from __future__ import annotations

import math
import re

import numpy as np

from rusfelt._identity.rule import LENGTH, passes

__all__ = [
    "DOUBTFUL",
    "FEWEST",
    "MARKS",
    "NONE",
    "SURE",
    "has_excuse",
    "holds_identity_number",
    "weight_of_text",
]

NONE, DOUBTFUL, SURE = 0, 1, 2

FEWEST = 9
"""No text with fewer characters holds a number, however it is written."""

MARKS = " .-\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""What may stand between the parts of a number: nothing that separates cells."""

_BETWEEN = f"[{re.escape(MARKS)}]"
_IN_DATE = f"[/{re.escape(MARKS)}]"
# A search that looks ahead finds numbers that share digits with something else, too.
_WRITTEN = re.compile(
    rf"""(?<!\d)(?=(
    (?<!\d\.)\d{{11}}(?!\d)
    | \d{{9}}{_BETWEEN}\d{{2}}(?!\d)
    | \d{{6}}{_BETWEEN}{{1,3}}\d{{3}}{_BETWEEN}?\d{{2}}(?!\d)
    | \d{{2}}{_IN_DATE}\d{{2}}{_IN_DATE}\d{{2}}{_BETWEEN}{{0,3}}\d{{3}}{_BETWEEN}?\d{{2}}(?!\d)
    ))""",
    re.VERBOSE,
)
# Most texts have none, which is quickly seen.
_SOME_DIGITS = re.compile(r"\d\d")
# A cell that is a number as a program writes it, and nothing else.
_NUMBER = re.compile(r"\+?\d+(?:[.,]\d+)?(?:[eE]\+?\d{1,2})?")
_SPLIT_BY_DOT = re.compile(r"\d{6}\.\d{5}")
_SHORTENED = re.compile(r"\d{10}")
_DECIMALS = re.compile(r"\d\.\d{11}(?!\d)")
# Digests and UUIDs have such rows of digits by chance.
_DIGEST = re.compile(
    r"(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{20,}|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
)


def holds_identity_number(text: str) -> bool:
    """Whether a text holds an identity number, alone or among words.

    Eleven digits in a row, or with spaces, dots or dashes between date and rest; a number as a
    spreadsheet writes it (``1.7912099997E+10``). Digits that belong to a longer row are none, nor
    are decimals after a point, or after a comma where the cell is nothing but a number.

    >>> holds_identity_number("born 01.01.90, room 101"), holds_identity_number("x 179120 99997")
    (False, True)
    """
    return weight_of_text(text) == SURE


def weight_of_text(text: str) -> int:
    """What one cell holds: 2 an identity number, 1 what may be one, 0 neither.

    A cell of ten digits weighs 1 where it passes with a 0 in front, which a spreadsheet takes
    away, and so does ``179120.99997``. One such cell says little:
    :func:`~rusfelt._identity.columns.places_of_weights` looks at the whole column.
    """
    if len(text) < FEWEST or not _SOME_DIGITS.search(text):
        return NONE
    plain = text.strip()
    if _SHORTENED.fullmatch(plain):
        return DOUBTFUL if _passes("0" + plain) else NONE
    if _NUMBER.fullmatch(plain) and not plain.isdecimal():
        if _SPLIT_BY_DOT.fullmatch(plain) and _passes(plain):
            # Nobody writes a number with 0 in front.
            return SURE if int(plain[0]) == 0 else DOUBTFUL
        return _weight_of_number(float(plain.replace(",", ".")))
    digests: list[tuple[int, int]] | None = None
    for match in _WRITTEN.finditer(text):
        if not _passes(match[1]):
            continue
        if digests is None:
            digests = [each.span() for each in _DIGEST.finditer(text)]
        if not any(start <= match.start() < end for start, end in digests):
            return SURE
    return NONE


def has_excuse(text: str) -> bool:
    """Whether digits in a cell may belong to a number with decimals, or to a digest."""
    return bool(_NUMBER.fullmatch(text.strip()) or _DECIMALS.search(text) or _DIGEST.search(text))


def _weight_of_number(value: float) -> int:
    """The same of a number: whole, and of eleven digits, or of ten where a 0 may be lost."""
    if not math.isfinite(value) or not value.is_integer() or not 1 <= value < 10**LENGTH:
        return NONE
    if not _passes(f"{value:0{LENGTH}.0f}"):
        return NONE
    return SURE if value >= 10 ** (LENGTH - 1) else DOUBTFUL


def _passes(number: str) -> bool:
    digits = [int(each) for each in number if each.isdecimal()]
    return bool(passes(np.array([digits]))[0])
