"""The cells and header of a mapping's table, as Norwegian offices write them."""

from __future__ import annotations

import re

from rusfelt import Coverage, State
from rusfelt.errors import did_you_mean
from rusfelt_brukerplan.domains import LABELS, known_domain
from rusfelt_brukerplan.table import Cell

__all__ = [
    "COLUMNS",
    "OPTIONAL",
    "BadCellError",
    "column_name",
    "count",
    "coverage",
    "district",
    "domain",
    "year",
]

COLUMNS = (
    "year",
    "district",
    "domain",
    "green",
    "yellow",
    "red",
    "blue_light",
    "mapped",
    "coverage",
)
OPTIONAL = ("district", "blue_light", "coverage")
_IN_NORWEGIAN = {
    "år": "year",
    "bydel": "district",
    "område": "domain",
    "levekårsområde": "domain",
    "grønn": "green",
    "gul": "yellow",
    "rød": "red",
    "blålys": "blue_light",
    "kartlagt": "mapped",
    "kartlagte": "mapped",
    "dekning": "coverage",
}
_COVERAGE = {
    "": None,
    "equal": Coverage.EQUAL,
    "lik": Coverage.EQUAL,
    "unequal": Coverage.UNEQUAL,
    "ulik": Coverage.UNEQUAL,
}
_STATES = {
    ":": State.SUPPRESSED,
    "..": State.MISSING,
    "": State.MISSING,
    ".": State.NOT_APPLICABLE,
}
# Thousands are parted by a space, of one of the kinds that spreadsheets write.
_COUNT = re.compile(r"\d{1,7}|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST = 40


class BadCellError(ValueError):
    """A cell that cannot be read: the fact and the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def column_name(text: str) -> str:
    """What a column is called here, whether the file says it in English or Norwegian."""
    plain = " ".join(text.casefold().split())
    return _IN_NORWEGIAN.get(plain, plain.replace(" ", "_").replace("-", "_"))


def count(text: str) -> Cell:
    """A number of people, or one of the signs for an empty cell."""
    if text in _STATES:
        return Cell(None, _STATES[text])
    if not _COUNT.fullmatch(text):
        raise BadCellError(
            f"{_shown(text)} is no number of people.",
            "Write a whole number, ':' where it is hidden, '..' where it is missing.",
        )
    return Cell(int(re.sub(r"\D", "", text)))


def year(text: str) -> int:
    """The year of a mapping."""
    if not _YEAR.fullmatch(text):
        raise BadCellError(f"{_shown(text)} is no year.", "Write it with four digits: 2019.")
    return int(text)


def district(text: str) -> str:
    """The code of a district; empty for the plan's own area."""
    if len(text) > _LONGEST:
        raise BadCellError(f"{_shown(text)} is no code.", "Write the district's code: 030108.")
    return text


def domain(text: str) -> str:
    """The id of a domain or of the index."""
    found = known_domain(text)
    if found is None:
        remedy = did_you_mean(text.casefold(), [*LABELS, *LABELS.values()])
        raise BadCellError(
            f"{_shown(text)} is none of the eight domains, nor the index.",
            remedy or f"Write one of: {', '.join(LABELS)}.",
        )
    return found


def coverage(text: str) -> Coverage | None:
    """What was declared of the coverage against the mapping before."""
    if text.casefold() not in _COVERAGE:
        raise BadCellError(
            f"{_shown(text)} says nothing of coverage.",
            "Write equal or unequal, against the district's mapping before; empty if unknown.",
        )
    return _COVERAGE[text.casefold()]


def _shown(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
