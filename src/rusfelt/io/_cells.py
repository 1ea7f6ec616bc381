"""What stands in one cell: a number, a bound, a sign for an empty state, yes or no.

Nothing is guessed here: a decimal sign is given, or :func:`weigh` says what a file's own numbers
allow.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import attrs

from rusfelt.errors import did_you_mean
from rusfelt.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "DECIMALS",
    "BadCellError",
    "BadWordError",
    "Evidence",
    "Figure",
    "bound",
    "figure",
    "flag",
    "number",
    "state",
    "weigh",
]

DECIMALS = (",", ".")
_SYMBOLS = {".": State.NOT_APPLICABLE, "..": State.MISSING, ":": State.SUPPRESSED}
_STATES = {str(state): None for state in State}
_FLAGS = {
    "": False,
    "0": False,
    "1": True,
    "false": False,
    "ja": True,
    "nei": False,
    "sann": True,
    "true": True,
    "usann": False,
}
_BOUNDS = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
_BOUND = re.compile(r"(<=|>=|[<>≤≥])\s*")
# Thousands stand apart by a space, a no-break, a narrow no-break or a thin space.
_SPACES = " \u00a0\u202f\u2009"
_MINUS = "\u2212"


def _pattern(decimal: str, other: str, exponent: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>[-+{_MINUS}]?)"
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+"
        rf"|(?P<grouped>[1-9][0-9]{{0,2}}(?:{re.escape(other)}[0-9]{{3}})+))?"
        rf"(?:{re.escape(decimal)}(?P<fraction>[0-9]+))?"
        rf"(?P<exponent>{exponent})"
    )


_PATTERNS = {",": _pattern(",", ".", ""), ".": _pattern(".", ",", "(?:[eE][-+]?[0-9]+)?")}
# Most numbers are this simple.
_PLAIN = {sign: re.compile(rf"-?[0-9]+(?:{re.escape(sign)}[0-9]+)?") for sign in DECIMALS}
_SIGNS = re.compile("[.,eE]")
_SEPARATORS = str.maketrans("", "", "., \u00a0\u202f\u2009")


_HOW_TO_WRITE_NUMBERS = (
    'Write digits only; ".." for missing, ":" for suppressed, "." for not applicable, '
    '"<5" for below five.'
)


class BadCellError(Exception):
    """A cell that cannot be what its column needs: a fact, and a remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self._remedy = remedy

    @property
    def remedy(self) -> str:
        """What would put it right."""
        return self._remedy


class BadWordError(BadCellError):
    """A cell that is none of the words its column can hold.

    The nearest word is looked for only when somebody asks: that takes time, and a file may have
    very many bad cells.
    """

    def __init__(self, text: str, kind: str, words: Collection[str]) -> None:
        super().__init__(f"{text!r} is not a {kind}.")
        self._text = text
        self._words = words

    @property
    def remedy(self) -> str:
        """The nearest word, or all of them."""
        return did_you_mean(self._text, self._words) or f"Use one of: {', '.join(self._words)}."


class Figure(NamedTuple):
    """What one cell for a number says. There is one for each cell, so it is a plain tuple.

    Attributes:
        value: the number; ``nan`` where there is none.
        bound: ``<``, ``<=``, ``>`` or ``>=``; empty where the number itself is known.
        state: the empty state a sign stands for; empty for a number and for an empty cell.
        thousands: the comma or point that was read as a separator of thousands, if one was.
    """

    value: float = math.nan
    bound: str = ""
    state: str = ""
    thousands: str = ""


@attrs.frozen
class Evidence:
    """What a file's numbers say about its decimal sign, each by its first example.

    Attributes:
        comma: a number that can only be read with a decimal comma.
        point: a number that can only be read with a decimal point.
        either_comma: a number with a comma that can be read with both, such as ``1,234``.
        either_point: the same with a point.
    """

    comma: str | None = None
    point: str | None = None
    either_comma: str | None = None
    either_point: str | None = None


def number(text: str, decimal: str) -> tuple[float, str] | None:
    """A number with that decimal sign, and the comma or point that separates its thousands.

    >>> number("1 234,5", ","), number("1.234", ","), number("1,2,3", ",")
    ((1234.5, ''), (1234.0, '.'), None)
    """
    if _PLAIN[decimal].fullmatch(text):
        return float(text.replace(",", ".")), ""
    match = _PATTERNS[decimal].fullmatch(text)
    if match is None or (match["whole"] is None and match["fraction"] is None):
        return None
    sign = "-" if match["sign"] in {"-", _MINUS} else ""
    whole = (match["whole"] or "0").translate(_SEPARATORS)
    value = float(f"{sign}{whole}.{match['fraction'] or '0'}{match['exponent']}")
    separator = "" if match["grouped"] is None else DECIMALS[decimal == ","]
    return value, separator


def figure(text: str, decimal: str) -> Figure:
    """What a cell for a number says.

    Args:
        text: the cell, without surrounding space.
        decimal: ``,`` or ``.``; empty where that is not known, and then either will do.

    Raises:
        BadCellError: it is neither a number, a bound, a sign for an empty state nor empty.
    """
    if not text:
        return Figure()
    if text in _SYMBOLS:
        return Figure(state=_SYMBOLS[text])
    limit, digits = _split(text)
    for sign in decimal or DECIMALS:
        read = number(digits, sign)
        if read is not None:
            value, separator = read
            if not math.isfinite(value):
                msg = f"{text!r} is too large for a number."
                raise BadCellError(msg, "Write it in thousands or millions.")
            return Figure(value, limit, thousands=separator)
    if decimal and number(digits, DECIMALS[decimal == ","]) is not None:
        name = "comma" if decimal == "," else "point"
        msg = f"{text!r} is not a number with a decimal {name}."
        raise BadCellError(msg, "Write all numbers one way.")
    msg = f"{text!r} is not a number."
    raise BadCellError(msg, _HOW_TO_WRITE_NUMBERS)


def weigh(cells: Iterable[str]) -> Evidence:
    """What the cells for numbers, without surrounding space, say about the decimal sign."""
    seen: dict[str, str] = {}
    for text in cells:
        digits = _split(text)[1]
        if text in _SYMBOLS or _SIGNS.search(digits) is None:
            continue
        # One example will do: a number of the other kind is met as a bad cell later.
        if ("comma" in seen and "," in digits) or ("point" in seen and "." in digits):
            continue
        readable = [sign for sign in DECIMALS if number(digits, sign) is not None]
        if readable == [","]:
            seen.setdefault("comma", text)
        elif readable == ["."]:
            seen.setdefault("point", text)
        elif readable and "," in digits:
            seen.setdefault("either_comma", text)
        elif readable and "." in digits:
            seen.setdefault("either_point", text)
    return Evidence(**seen)


def bound(text: str) -> str:
    """A cell for a bound.

    Raises:
        BadCellError: it is none.
    """
    if text and text not in _BOUNDS:
        msg = f"{text!r} is not a bound."
        raise BadCellError(msg, "Write <, <=, > or >=, or leave it empty.")
    return _BOUNDS.get(text, "")


def state(text: str) -> str:
    """A cell for a state; empty where nothing is said.

    Raises:
        BadWordError: it is none.
    """
    if text and text not in _STATES:
        raise BadWordError(text, "state", _STATES)
    return text


def flag(text: str) -> bool:
    """A cell for yes or no.

    Raises:
        BadCellError: it is neither.
    """
    try:
        return _FLAGS[text.casefold()]
    except KeyError:
        msg = f"{text!r} is neither yes nor no."
        raise BadCellError(
            msg, "Write true or false, ja or nei, 1 or 0, or leave it empty."
        ) from None


def _split(text: str) -> tuple[str, str]:
    """The bound a cell starts with, and the rest."""
    match = _BOUND.match(text)
    return (_BOUNDS[match[1]], text[match.end() :]) if match else ("", text)
