"""How a number is shown, from the code of its format: as a day, a span, a share, a padded code."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from enum import Enum

import attrs

__all__ = ["BUILT_IN", "Format", "Shown", "as_shown", "format_of"]

# Words in quotation marks, single signs set apart, spaces as wide as a sign, and what fills.
_WORDS = re.compile(r'"[^"]*"?|\\.|_.|\*.', re.DOTALL)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_PADDED = re.compile(r"0{2,}")
_DAY = re.compile(r"[dmyhs]", re.IGNORECASE)
# Excel's last day, 31 December 9999, and the day it has too many: 29 February 1900.
_LAST = 2_958_466
_NO_DAY = 60


class Shown(Enum):
    """What a number is shown as."""

    NUMBER = "number"
    DAY = "day"
    SPAN = "span"
    PERCENT = "percent"
    PADDED = "padded"


@attrs.frozen
class Format:
    """How a cell shows its number; ``width`` is how many digits a padded one has at least."""

    shown: Shown = Shown.NUMBER
    width: int = 0


def format_of(code: str) -> Format:
    """What the code of a number format says of positive numbers.

    >>> format_of("0000").width, format_of("dd/mm/yyyy").shown, format_of('0.0" %"').shown
    (4, <Shown.DAY: 'day'>, <Shown.NUMBER: 'number'>)
    """
    plain = _WORDS.sub("", code[:255]).partition(";")[0]
    if _SPAN.search(plain):
        return Format(Shown.SPAN)
    plain = _BRACKETS.sub("", plain).strip()
    if plain.lower() == "general":
        return Format()
    if _DAY.search(plain):
        return Format(Shown.DAY)
    if "%" in plain:
        return Format(Shown.PERCENT)
    if _PADDED.fullmatch(plain):
        return Format(Shown.PADDED, len(plain))
    return Format()


# The formats that have numbers alone (ECMA-376, part 1, 18.8.30, and [MS-XLS] 2.4.126).
BUILT_IN = {
    9: Format(Shown.PERCENT),
    10: Format(Shown.PERCENT),
    **dict.fromkeys((14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47), Format(Shown.DAY)),
    46: Format(Shown.SPAN),
}


def as_shown(
    number: float, shown: Shown, *, from_1904: bool = False
) -> float | date | datetime | time | timedelta:
    """A number as the day, moment, time or span its cell shows; itself where it shows a number.

    A number no day has, below 0 or after the year 9999, stays what it is.

    >>> as_shown(43832.0, Shown.DAY), as_shown(43832.0, Shown.DAY, from_1904=True).year
    (datetime.date(2020, 1, 2), 2024)
    """
    if not math.isfinite(number) or not 0 <= number < _LAST:
        return number
    if shown is Shown.SPAN:
        return timedelta(days=number)
    if shown is not Shown.DAY:
        return number
    if number < 1:
        moment = datetime(1970, 1, 1) + timedelta(days=number)  # noqa: DTZ001 - its time is taken
        return _rounded(moment).time()
    if from_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zones
    else:
        start = datetime(1899, 12, 30 if number >= _NO_DAY else 31)  # noqa: DTZ001 - likewise
    try:
        moment = _rounded(start + timedelta(days=number))
    except OverflowError:
        return number
    return moment if moment.time() != time() else moment.date()


def _rounded(moment: datetime) -> datetime:
    """A moment to the thousandth of a second, which is as far as the numbers reach."""
    thousandths = round(moment.microsecond / 1000)
    return moment.replace(microsecond=0) + timedelta(milliseconds=thousandths)
