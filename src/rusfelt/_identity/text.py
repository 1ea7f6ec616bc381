"""Identity numbers in one text: a cell, a note, a name.

What counts is a row of digits: eleven that stand together, or with spaces, dots or dashes where
people write them, and no further digit at either end. Letters may stand at the ends
(``fnr17912099997``), but

* digits after a decimal point are decimals, and after a comma where the cell is one number;
* a UUID, sixteen letters of a hexadecimal number that stand alone, and twenty or more anywhere,
  are an id as a whole, and no row of digits in them counts.

Of shorter hexadecimal ids, one in ten thousand looks like a letter beside somebody's number, and
is taken for that.
"""

from __future__ import annotations

import math
import re
import string

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
    "is_in_digest",
    "may_be_power",
    "may_start",
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
_NUMBER = re.compile(
    r"[-+\u2212]?(?=[.,]?\d)(\d*(?:[.,]\d+)?(?:[eE](?:\+?\d{1,2}|-\d{1,3}))?)\s?%?"
)
_SPLIT_BY_DOT = re.compile(r"\d{6}\.\d{5}")
_SHORTENED = re.compile(r"\d{10}")
_TOO_LONG = re.compile(rf"\d{{{LENGTH + 1}}}")
_DECIMALS = re.compile(r"\d\.\d{11}(?!\d)")
# Digests and UUIDs have such rows of digits by chance.
_DIGEST = re.compile(
    r"""(?=[0-9]*[A-Fa-f])(?:[0-9A-Fa-f]{20,}|(?<![0-9A-Za-z])[0-9A-Fa-f]{16}(?![0-9A-Za-z]))
    | [0-9A-Fa-f]{8}([-_])(?:[0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}""",
    re.VERBOSE,
)

# Looking around a place in a long text.
_LONG = 500
_OF_IDS = string.ascii_letters + string.digits + "_-"
_POWER_AFTER = re.compile(r"\d{1,2}(?![\w-])")
# Decimals, or no more than two digits: with three, the number is too large.
_POWER_BEFORE = re.compile(r"(?:[.,]\d+|(?<!\w)0*\d{1,2})[eE]\+?$")


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
    if (number := _NUMBER.fullmatch(plain)) and not plain.isdecimal():
        return _weight_of_number(number[1])
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


def may_start(text: str, place: int) -> bool:
    """Whether eleven digits that begin at a place in a long text may be a number.

    ``False`` only where they are decimals, or belong to a digest or a UUID.
    """
    if not _WRITTEN.match(text, place):
        # Decimals, then; with a power of ten they may still be a whole number.
        return text[place + LENGTH : place + LENGTH + 1] in {"e", "E"}
    return not is_in_digest(text, place)


def may_be_power(text: str, place: int) -> bool:
    """Whether the digits at a place in a long text may be the power of ten of a whole cell."""
    return bool(
        _POWER_AFTER.match(text, place) and _POWER_BEFORE.search(text, max(0, place - _LONG), place)
    )


def is_in_digest(text: str, place: int) -> bool:
    """Whether a place in a long text is inside a digest or a UUID."""
    before, after = text[max(0, place - _LONG) : place], text[place : place + _LONG]
    # No digest reaches beyond the letters and digits that stand together.
    first = before[len(before.rstrip(_OF_IDS)) :]
    last = after[: len(after) - len(after.lstrip(_OF_IDS))]
    if _LONG in {len(first), len(last)}:
        # Not seen as a whole.
        return False
    spans = (each.span() for each in _DIGEST.finditer(first + last))
    return any(start <= len(first) < end for start, end in spans)


def _weight_of_number(text: str) -> int:
    """The same of a number: whole, and of eleven digits, or of ten where a 0 may be lost."""
    if _SPLIT_BY_DOT.fullmatch(text) and _passes(text):
        # Nobody writes a number with 0 in front.
        return SURE if int(text[0]) == 0 else DOUBTFUL
    if _TOO_LONG.match(text):
        # A longer row, be it of zeros in front.
        return NONE
    value = float(text.replace(",", "."))
    whole = math.isfinite(value) and value.is_integer() and "-" not in text
    if not whole or not 1 <= value < 10**LENGTH:
        return NONE
    if not _passes(f"{value:0{LENGTH}.0f}"):
        return NONE
    return SURE if value >= 10 ** (LENGTH - 1) else DOUBTFUL


def _passes(number: str) -> bool:
    digits = [int(each) for each in number if each.isdecimal()]
    return bool(passes(np.array([digits]))[0])
