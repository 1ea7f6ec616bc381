"""One text and what place it means: a code, a number that lost its zero, a name, or neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import attrs

from rusfelt.errors import UnknownNameError
from rusfelt.geography import spelling
from rusfelt.geography.changes import current_code, whole_from
from rusfelt.geography.register import LEVELS, Place, data, place, places

__all__ = ["Named", "Reading", "as_code", "parse", "read", "settle", "unit_of"]

# No name of a place is longer, with what stands around it.
_LONGEST = 120
_NUMBER = re.compile(r"[0-9]{1,6}")
_WHOLE = re.compile(r"([0-9]{1,6})\.0")
_CODE_AND_NAME = re.compile(r"(?:bydel\s+)?([0-9]{1,6})[ .:–-]+(\D.*)", re.IGNORECASE)
_BRACKETS = re.compile(r"(.+?)\s*\(([^()]*)\)")
_YEARS = re.compile(r"([0-9]{4})?\s*[-–]\s*([0-9]{4})?")
_PLACED = re.compile(r"(.+?)(?:,\s*|\s+i\s+)(\S.*)", re.IGNORECASE)
_LEVEL_WORDS = (
    (re.compile(r"bydel(?:en)?\s+(.+)|(.+?)\s+bydel", re.IGNORECASE), "district"),
    (re.compile(r"kommunen?\s+(.+)|(.+?)\s+kommune", re.IGNORECASE), "municipality"),
    (re.compile(r"fylket?\s+(.+)|(.+?)\s+fylke(?:skommune)?", re.IGNORECASE), "county"),
)


@attrs.frozen
class Reading:
    """What a text was taken for.

    Attributes:
        code: the place's code in its time; empty where the text means no place, or not one alone.
        how: ``code``, ``repaired`` (a zero was missing, or a name stood beside) or ``name``.
        also: where ``how`` is ``name`` and no year was told: codes of other areas under that name.
        candidates: the codes of the places it could mean, where they are several.
        remedy: what a person could do about a text that means no place.
    """

    code: str = ""
    how: str = ""
    also: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    remedy: str = ""


@attrs.frozen
class Named:
    """The places that have, or have had, a name.

    Attributes:
        places: in order of code, at least one.
        year: the year that stood beside the name in brackets.
    """

    places: tuple[Place, ...]
    year: int | None = None


_NOTHING = Reading()


def unit_of(text: object, *, year: int | None = None, level: str | None = None) -> Place | None:
    """The place that a text means, under the code it had in that year.

    Args:
        text: a code, a number that lost its leading zero, or a name in any common spelling, with or
            without ``Bydel``, ``kommune`` or the county.
        year: the year the text speaks of; ``None`` where it is not known.
        level: country, county, municipality or district, where only such a place can be meant.

    Returns:
        The place, or ``None`` where there is none, or more than one. Nothing is guessed.

    Raises:
        UnknownNameError: there is no such level.

    >>> unit_of("Bydel Nordre Aker").code, unit_of(301).code, unit_of("Drammen", year=2019).code
    ('030108', '0301', '0602')
    >>> unit_of("Herøy") is None, unit_of("Herøy (Nordland)").code
    (True, '1818')
    """
    found = read(str(text), year, level)
    return place(found.code) if found.code else None


def read(text: str, year: int | None = None, level: str | None = None) -> Reading:
    """What a text means, and if nothing, why; see :func:`unit_of`."""
    return settle(parse(text, level), year)


def parse(text: str, level: str | None = None) -> Reading | Named:
    """What a text means in any year, or the places whose name it is."""
    if level is not None and level not in LEVELS:
        raise UnknownNameError("level", level, LEVELS)
    text = unicodedata.normalize("NFC", text[: _LONGEST + 1]).strip()
    if not text or len(text) > _LONGEST:
        return _NOTHING
    found = as_code(text, level) or _as_code_and_name(text, level)
    if found is not None:
        return found
    named = _candidates(text, level)
    return Named(tuple(named), _span(text)) if named else _NOTHING


def settle(parsed: Reading | Named, year: int | None) -> Reading:
    """What a parsed text means in a year."""
    if isinstance(parsed, Reading):
        return parsed
    year = parsed.year if year is None else year
    return _without_year(parsed.places) if year is None else _in_year(parsed.places, year)


def as_code(text: str, level: str | None = None) -> Reading | None:
    """What a text of figures alone means; ``None`` for other texts."""
    if known := places().get(text):
        return Reading(text, "code") if level in {None, known.level} else _other_level(known, level)
    if whole := _WHOLE.fullmatch(text):
        found = as_code(whole[1], level)
        return attrs.evolve(found, how="repaired") if found and found.code else found
    if not _NUMBER.fullmatch(text):
        return None
    # A county of one figure could be anything that is counted from one.
    known = places().get(f"0{text}")
    if known and (len(text) > 1 or level == "county") and level in {None, known.level}:
        return Reading(known.code, "repaired")
    if known and len(text) == 1:
        return Reading(
            remedy=f"One figure alone is not read as a county. Write 0{text} if it is one."
        )
    lists = data("kommuner")
    return Reading(remedy=f"There was no such code from {lists['first']} to {lists['last']}.")


def _other_level(known: Place, level: str | None) -> Reading:
    return Reading(remedy=f"{known} is a {known.level}, not a {level}.")


def _as_code_and_name(text: str, level: str | None) -> Reading | None:
    """Such as ``0301 Oslo`` or ``0101 Halden (-2019)``; code and name must agree."""
    parts = _CODE_AND_NAME.fullmatch(text)
    if parts is None:
        return None
    found = as_code(parts[1], level)
    named = _candidates(parts[2], level)
    if found and found.code and found.code in {each.code for each in named}:
        return Reading(found.code, "repaired")
    # Cities number their districts from one: "08 Nordre Aker".
    same = [each for each in named if each.level == "district" and len(each.code) == len("030108")]
    same = [each for each in same if each.code[-2:] == parts[1].zfill(2)]
    if len({current_code(each.code) for each in same}) == 1:
        return Reading(same[0].code, "repaired")
    if found and found.code:
        return Reading(
            remedy=f"{place(found.code)} has another name. Correct the one or the other."
        )
    return found


def _in_year(named: Sequence[Place], year: int) -> Reading:
    districts = all(each.level == "district" for each in named)
    begin = data("bydeler" if districts else "kommuner")["first"]
    if year < begin:
        return Reading(remedy=f"Names of such places are known from {begin} on.")
    then = _one_oslo([each for each in named if each.valid_in(year)])
    if len(then) == 1:
        return Reading(then[0].code, "name")
    if then:
        return Reading(candidates=tuple(each.code for each in then))
    spans = "; ".join(f"{each}{_in_use(each)}" for each in named)
    return Reading(remedy=f"The name was not in use in {year}: {spans}.")


def _in_use(known: Place) -> str:
    first, last = known.first, known.last
    if first is not None:
        return f", {first}–{last or ''}"
    return "" if last is None else f", until {last}"


def _without_year(named: Sequence[Place]) -> Reading:
    named = _one_oslo(named)
    now = sorted({current_code(each.code) for each in named})
    if len(now) == 1:
        return Reading(max(named, key=lambda each: each.first or 0).code, "name")
    # Several areas, one after the other: the present one, if all that came before lies in it.
    present = [code for code in now if place(code).last is None]
    if len(present) == 1 and all(
        present[0] in whole_from(code) for code in now if code != present[0]
    ):
        others = tuple(code for code in now if code != present[0])
        latest = [each for each in named if current_code(each.code) == present[0]]
        return Reading(max(latest, key=lambda each: each.first or 0).code, "name", also=others)
    return Reading(candidates=tuple(each.code for each in named))


def _one_oslo(named: Sequence[Place]) -> Sequence[Place]:
    """Oslo is a municipality and a county with one name and one area: the municipality."""
    codes = {each.code for each in named}
    return [each for each in named if each.code != "03"] if {"03", "0301"} <= codes else named


def _span(text: str) -> int | None:
    """The last year of those in brackets, as in ``Halden (-2019)``; the first of an open end."""
    for inside in re.findall(r"\(([^()]*)\)", text):
        if years := _YEARS.fullmatch(inside.strip()):
            first, last = years.groups()
            return int(last or first) if last or first else None
    return None


def _candidates(text: str, level: str | None) -> list[Place]:
    """The places a name may mean, by its closest spelling, in order of code."""
    within: list[str] = []
    while brackets := _BRACKETS.fullmatch(text.strip()):
        text = brackets[1]
        if not _YEARS.fullmatch(brackets[2].strip()):
            within.append(brackets[2])
    found = _by_name(text, level) or _by_level_word(text, level)
    if not found and (placed := _PLACED.fullmatch(text.strip())):
        found = _by_name(placed[1], level) or _by_level_word(placed[1], level)
        within.append(placed[2])
    for each in within:
        found = [known for known in found if _lies_in(known, each)]
    return found


def _by_level_word(text: str, level: str | None) -> list[Place]:
    for words, meant in _LEVEL_WORDS:
        stripped = words.fullmatch(text.strip())
        if stripped and level in {None, meant}:
            found = _by_name(stripped[1] or stripped[2], meant)
            if found:
                return found
    return []


def _by_name(text: str, level: str | None) -> list[Place]:
    key = spelling.close(text)
    for index, form in zip(_index(), (key, spelling.loose(key)), strict=True):
        named = [place(code) for code in index.get(form, ())]
        found = [known for known in named if level in {None, known.level}]
        if found:
            return found
    return []


def _lies_in(known: Place, text: str) -> bool:
    """Whether a place lies, or lay under a number before or after, in the area of that name."""
    if not known.parent:
        return False
    above = {known.parent, place(known.parent).parent} - {"", "0"}
    key = spelling.loose(spelling.close(text))
    return any(
        key
        in {spelling.loose(form) for name in _names(place(each)) for form in spelling.forms(name)}
        for each in above
    )


def _names(known: Place) -> Iterable[str]:
    return (known.name, *known.other_names)


@cache
def _index() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Codes by the close and by the loose spelling of every name."""
    by_close: dict[str, dict[str, None]] = {}
    by_loose: dict[str, dict[str, None]] = {}
    for known in places().values():
        if known.level == "municipality" and not known.stated:
            continue
        for name in _names(known):
            for form in spelling.forms(name):
                by_close.setdefault(form, {})[known.code] = None
                by_loose.setdefault(spelling.loose(form), {})[known.code] = None
    return (
        {key: tuple(codes) for key, codes in by_close.items()},
        {key: tuple(codes) for key, codes in by_loose.items()},
    )
