"""A column of units as codes that stay the same through the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import attrs
import numpy as np

from rusfelt.geography import notes
from rusfelt.geography.changes import current_code
from rusfelt.geography.columns import distinct_of, pairs_of, whole_years
from rusfelt.geography.near import suggestion
from rusfelt.geography.reading import Reading, as_code, parse, settle
from rusfelt.geography.register import place, places
from rusfelt.typing import Array, Bools, Integers, Strings

__all__ = ["Codes", "as_codes"]

# There are 900 codes in all. A column with more texts than this holds something else, and the many
# spellings of a name are not tried on every one of them.
_MOST_TEXTS = 20_000
# Looking for near misses takes a millisecond each.
_MOST_SUGGESTIONS = 50
_LONGEST_CODE = "030108"


def _mapping(values: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(values))


@attrs.frozen(eq=False)
class Codes:
    """A column of units, read as places.

    Attributes:
        codes: text, one for each row: the code, or the text as it was where it means no place.
        notes: what was changed and why, and what was left and why, one sentence each.
        unknown: the distinct texts that are no code and no name, with what might help, or nothing.
        ambiguous: the distinct texts that are the name of several places, with their codes.
        known: how many distinct texts were read as a place, in every year they stand for.
        outside: true for the rows whose code was not in use in the row's year. Tables that list
            every code that ever was have an empty cell there.
    """

    codes: Strings = attrs.field(repr=False)
    notes: tuple[str, ...] = ()
    # What stands in a column of units may be about persons: it is not for a log.
    unknown: Mapping[str, str] = attrs.field(factory=dict, converter=_mapping, repr=False)
    ambiguous: Mapping[str, str] = attrs.field(factory=dict, converter=_mapping, repr=False)
    known: int = 0
    outside: Bools = attrs.field(factory=lambda: np.zeros(0, dtype=np.bool_), repr=False)


def as_codes(
    column: Array,
    *,
    years: Array | None = None,
    names: bool = True,
    level: str | None = None,
    renumber: bool = True,
) -> Codes:
    r"""A column of units as codes, with a note for everything that was not so before.

    Codes keep their leading zero, and numbers that lost it get it back where there is such a code.
    Names become the code they had in the row's year. Then a code that was only renumbered becomes
    the present one. A code that went into a larger place, or was divided, is left as it is.

    What is no code and no name, and what is the name of several places, stays as it was.

    Args:
        column: units, as text or as numbers, one for each row; a categorical of pandas and a
            dictionary of Arrow are quickest.
        years: the year of each row, as whole numbers, days, or text that begins with four figures.
            With it a name is read as what it meant then; without, as what it means now, and only
            where every place that has had the name lies in the present one.
        names: whether names are read, too, and not codes alone.
        level: country, county, municipality or district, where only such places can be meant.
        renumber: whether a code that was only renumbered becomes the present one.

    Returns:
        The codes, with notes, and the texts that were left.

    Raises:
        DomainError: the column holds neither text nor numbers, or the years are not one for each row.
        UnknownNameError: there is no such level.

    >>> found = as_codes(np.array(["301", "1601", "Bydel Nordre Aker", "Herøy"]))
    >>> found.codes.tolist()
    ['0301', '5001', '030108', 'Herøy']
    >>> print(*found.notes[:3], sep="\n")
    301 was read as 0301 (Oslo).
    1601 Trondheim is 5001 since 2018: the same area under another number.
    5001 Trondheim - Tråante is not one area in all years: in 2020 5030 Klæbu went into it. Figures from before and after are not about the same area.
    >>> found.ambiguous["Herøy"]
    'It is the name of 1515 Herøy (Møre og Romsdal) and 1818 Herøy (Nordland). Write the code, or the county in brackets.'
    """
    texts, which = distinct_of(column)
    when = None if years is None else whole_years(years, len(which))
    if len(texts) > _MOST_TEXTS:
        return _of_many(texts, which, when, level, renumber=renumber)
    pairs, rows = pairs_of(len(texts), which, when)
    found = _read_all(texts, pairs, level, names=names)
    found = _as_county(found, level)
    final = [
        _final(texts[text], each, renumber) for (text, _), each in zip(pairs, found, strict=True)
    ]
    codes = np.array(final, dtype=np.str_)[rows]
    unknown, ambiguous = _left(texts, pairs, found)
    lost = unknown.keys() | ambiguous.keys()
    read_texts = {texts[text] for (text, _), each in zip(pairs, found, strict=True) if each.code}
    return Codes(
        codes,
        tuple(_told(texts, pairs, found, final)),
        unknown,
        ambiguous,
        len(read_texts - lost),
        _outside(pairs, found)[rows],
    )


def _of_many(
    texts: list[str],
    which: Integers,
    when: Integers | None,
    level: str | None,
    *,
    renumber: bool,
) -> Codes:
    """The same for more texts than there are names: only what is a code at once is read."""
    rows = np.array([text in _at_once() for text in texts])[which]
    codes = np.array([*texts, _LONGEST_CODE], dtype=np.str_)[which]
    read = as_codes(
        codes[rows],
        years=None if when is None else when[rows],
        names=False,
        level=level,
        renumber=renumber,
    )
    codes[rows] = read.codes
    outside = np.zeros(len(which), dtype=np.bool_)
    outside[rows] = read.outside
    others = (text for text in texts if text not in _at_once() and not text.isspace() and text)
    unknown = {**dict.fromkeys(others, ""), **read.unknown}
    return Codes(codes, read.notes, unknown, read.ambiguous, read.known, outside)


@cache
def _at_once() -> frozenset[str]:
    """Every text of figures that is a code, or one that has lost a zero or won a point."""
    texts = {*places(), *(code.removeprefix("0") for code in places())}
    return frozenset(texts | {f"{text}.0" for text in texts})


def _read_all(
    texts: list[str], pairs: list[tuple[int, int | None]], level: str | None, *, names: bool
) -> list[Reading]:
    parse("", level)
    parsed = [
        parse(text, level) if names else as_code(text.strip(), level) or Reading() for text in texts
    ]
    return [settle(parsed[text], year) for text, year in pairs]


def _as_county(found: list[Reading], level: str | None) -> list[Reading]:
    """Oslo by name is the county where all others are counties, else the municipality."""
    others = {place(each.code).level for each in found if each.code and not _is_oslo(each)}
    if level is None and "county" in others and others <= {"county", "country"}:
        return [attrs.evolve(each, code="03") if _is_oslo(each) else each for each in found]
    return found


def _is_oslo(found: Reading) -> bool:
    return found.code == "0301" and found.how == "name"


def _final(text: str, found: Reading, renumber: bool) -> str:
    if not found.code:
        return text
    return current_code(found.code) if renumber else found.code


def _outside(pairs: list[tuple[int, int | None]], found: list[Reading]) -> Bools:
    return np.array(
        [
            bool(each.code) and year is not None and not place(each.code).valid_in(year)
            for (_, year), each in zip(pairs, found, strict=True)
        ],
        dtype=np.bool_,
    )


def _left(
    texts: list[str], pairs: list[tuple[int, int | None]], found: list[Reading]
) -> tuple[dict[str, str], dict[str, str]]:
    unknown: dict[str, str] = {}
    ambiguous: dict[str, str] = {}
    for (text, _), each in zip(pairs, found, strict=True):
        if each.candidates:
            ambiguous.setdefault(texts[text], notes.either(each.candidates))
        elif not each.code and texts[text].strip():
            unknown.setdefault(texts[text], each.remedy)
    without = [text for text, remedy in unknown.items() if not remedy]
    unknown |= {text: suggestion(text) for text in without[:_MOST_SUGGESTIONS]}
    return unknown, ambiguous


def _told(
    texts: list[str],
    pairs: list[tuple[int, int | None]],
    found: list[Reading],
    final: list[str],
) -> Iterable[str]:
    """The notes, each once, in the order in which the texts appear."""
    readings: dict[tuple[int, str], tuple[Reading, str]] = {}
    own: dict[tuple[int, str], list[int]] = {}
    whole: dict[str, list[int]] = {}
    for (text, year), each, code in zip(pairs, found, final, strict=True):
        if each.code:
            readings.setdefault((text, each.code), (each, code))
            years = [] if year is None else [year]
            own.setdefault((text, each.code), []).extend(years)
            whole.setdefault(current_code(each.code), []).extend(years)
    several = Counter(text for text, _ in readings)
    told: dict[str, None] = {}
    for (text, code), (each, now) in readings.items():
        span = _span(own[text, code]) if several[text] > 1 else None
        told |= dict.fromkeys(notes.about_reading(texts[text], each, now, span))
        told |= dict.fromkeys(notes.about_code(code, _span(whole[current_code(code)])))
    return told


def _span(years: list[int]) -> tuple[int, int] | None:
    return (min(years), max(years)) if years else None
