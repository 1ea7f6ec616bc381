"""A mapping drafted from a file: what its columns most likely are, each guess with its reason."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

import attrs
import numpy as np

from rusfelt._frames import as_keys
from rusfelt.domain import Period
from rusfelt.errors import DomainError
from rusfelt.geography import as_codes
from rusfelt.io._cells import BadCellError, figure
from rusfelt.io._columns import FIELDS, MAX_CELL, NUMBERS
from rusfelt.io._names import plain_name
from rusfelt.io._usual_names import GROUP_KEYS, USUAL, age_of, sex_of
from rusfelt.raw_table import RawTable
from rusfelt.typing import Array

__all__ = ["Draft", "draft_mapping"]

# A column with more different texts than this is no category.
_MOST_CODES = 200
_MOST_PLACES = 5_000
# A code such as 0301 is a name that happens to consist of digits.
_CODE = re.compile(r"0\d+")
_SLUG = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ü": "u", "ö": "o", "ä": "a"})


@attrs.frozen
class Draft:
    """A mapping to look through, and what was guessed in it.

    Attributes:
        text: the mapping file, each guess with its reason in a comment.
        guessed: what → how it was guessed.
    """

    text: str
    guessed: Mapping[str, str]


@attrs.define
class _Guesses:
    columns: dict[str, str] = attrs.field(factory=dict)
    groups: dict[str, str] = attrs.field(factory=dict)
    values: dict[str, dict[str, str]] = attrs.field(factory=dict)
    wide: dict[str, dict[str, str]] = attrs.field(factory=dict)
    constants: dict[str, str] = attrs.field(factory=dict)
    left: list[str] = attrs.field(factory=list)
    why: dict[str, str] = attrs.field(factory=dict)
    places: bool = False


def draft_mapping(
    table: RawTable, *, reader: str | None = None, options: Mapping[str, object] | None = None
) -> Draft:
    """A mapping file for a table, to be looked through and mended by somebody who knows it.

    Columns go by what they are usually called in bokmål, nynorsk and English, then by what they
    hold: years, or the only numbers there are. Columns named by periods, and several columns of
    numbers, are taken as series beside each other. Columns nothing is known of are left out.

    Args:
        table: as :func:`rusfelt.io.tables.read_table` gives it.
        reader: the reader it came by, where it had to be named.
        options: what the reader was told.
    """
    made = _Guesses()
    for name in table.columns:
        _by_name(table, name, made)
    _by_content(table, made)
    _by_width(table, made)
    if "indicator" not in {*made.columns.values(), *made.constants} and not any(
        "indicator" in each for each in made.wide.values()
    ):
        made.constants["indicator"] = _slug(PurePath(table.path).stem)
        made.why["indicator"] = "the name of the file; write the id your plan has"
    for name in (*made.groups, *made.columns):
        _codes(table, name, made)
    made.places = _are_places(table, made)
    text = "\n".join(_lines(table, made, reader, options or {})) + "\n"
    return Draft(text, dict(made.why))


def _by_name(table: RawTable, name: str, made: _Guesses) -> None:
    for known in (name, table.titles.get(name, "")):
        plain = plain_name(known)
        field = table.fields.get(name) or (plain if plain in FIELDS else USUAL.get(plain))
        if field is not None and field not in made.columns.values():
            made.columns[name] = field
            made.why[name] = f"{field}, by its name"
            return
        if plain in GROUP_KEYS and GROUP_KEYS[plain] not in made.groups.values():
            made.groups[name] = GROUP_KEYS[plain]
            made.why[name] = f"the group's {GROUP_KEYS[plain]}, by its name"
            return


def _by_content(table: RawTable, made: _Guesses) -> None:
    if "period" in made.columns.values():
        return
    for name, column in table.columns.items():
        if name not in made.why and _are_periods(column):
            made.columns[name] = "period"
            made.why[name] = "period, since years or periods stand in it"
            return


def _are_periods(column: Array) -> bool:
    if column.dtype.kind == "M":
        return True
    texts = (
        {each for each in as_keys(column).tolist() if each} if column.dtype.kind != "b" else set()
    )
    return bool(texts) and len(texts) <= _MOST_CODES and all(map(_is_period, texts))


def _is_period(text: str) -> bool:
    try:
        return "1800" <= Period.parse(text).text[:4] <= "2200"
    except DomainError:
        return False


def _by_width(table: RawTable, made: _Guesses) -> None:
    """Columns of figures that nothing is known of yet: one is the value, several are series."""
    rest = [name for name in table.columns if name not in made.why]
    periods = [name for name in rest if _is_period(name.strip())]
    taken = set(made.columns.values())
    if periods and "period" not in taken and "value" not in taken:
        for name in periods:
            made.wide[name] = {"period": Period.parse(name.strip()).text}
            made.why[name] = "figures of that period, since its name is one"
        rest = [name for name in rest if name not in periods]
    elif taken.isdisjoint({"value", "numerator"}):
        figures = [name for name in rest if _is_figures(table, name)]
        if len(figures) == 1:
            made.columns[figures[0]] = "value"
            made.why[figures[0]] = "value, since no other column holds numbers"
        else:
            for name in figures:
                made.wide[name] = {"indicator": _slug(table.titles.get(name, name))}
                made.why[name] = "figures of an indicator of its own, since it holds numbers"
        rest = [name for name in rest if name not in figures]
    made.left += rest


def _is_figures(table: RawTable, name: str) -> bool:
    column = table.columns[name]
    if column.dtype.kind == "U":
        return _reads_as_figures(column)
    return column.dtype.kind in "if" and name not in table.labels


def _reads_as_figures(column: Array) -> bool:
    """Whether texts are numbers, bounds and signs for empty cells, and some of them numbers."""
    texts = {each.strip() for each in column.tolist()} - {""}
    if any(len(each) > MAX_CELL or _CODE.fullmatch(each) for each in texts):
        return False
    try:
        values = [figure(each, "").value for each in texts]
    except BadCellError:
        return False
    return not all(map(math.isnan, values))


def _codes(table: RawTable, name: str, made: _Guesses) -> None:
    """What codes of a column most likely mean."""
    field = made.columns.get(name, "group")
    if field in NUMBERS or field not in {"group", "indicator", "break_before", "state"}:
        return
    labels = table.labels.get(name, {})
    cells = dict.fromkeys(as_keys(table.columns[name]).tolist())
    found = {}
    for code in sorted(each for each in cells if each)[:_MOST_CODES]:
        said = labels.get(code, code)
        meant = {"sex": sex_of, "age": age_of}.get(made.groups.get(name, ""), _nothing)(said)
        if field == "indicator":
            meant = _slug(said)
        if meant is None and said != code:
            meant = said
        if meant is not None and meant != code:
            found[code] = meant
    if found:
        made.values[name] = found
        told = ", ".join(f"{code} = {meant!r}" for code, meant in list(found.items())[:5])
        made.why[f"codes of {name}"] = told + (" and more" if len(found) > 5 else "")  # noqa: PLR2004 - enough to see by


def _are_places(table: RawTable, made: _Guesses) -> bool:
    """Whether most units are names or codes of Norwegian places."""
    name = next((name for name, field in made.columns.items() if field == "unit"), None)
    if name is None:
        return False
    distinct = np.array(sorted(set(as_keys(table.columns[name]).tolist()) - {""}), dtype=np.str_)
    known = as_codes(distinct).known if 0 < len(distinct) <= _MOST_PLACES else 0
    if 2 * known <= len(distinct):
        return False
    made.why["units"] = f"places, since {known} of {len(distinct)} are known names or codes"
    return True


def _nothing(_: str) -> str | None:
    return None


def _slug(text: str) -> str:
    plain = _SLUG.sub("-", plain_name(text).translate(_LETTERS)).strip("-")
    if not plain or not plain[0].isalpha():
        plain = f"i-{plain}".strip("-")
    return plain


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines(
    table: RawTable, made: _Guesses, reader: str | None, options: Mapping[str, object]
) -> Iterator[str]:
    yield "# Drafted from the file: look through every line, and mend what is wrong."
    yield "schema = 1"
    if reader is not None:
        yield f"reader = {_quoted(reader)}"
    if made.places:
        yield f'units = "places"  # {made.why["units"]}'
    yield from _part(
        "file",
        (
            f"{name} = {_quoted(told) if isinstance(told, str) else json.dumps(told)}"
            for name, told in options.items()
        ),
    )
    yield from _part("columns", _columns(table, made))
    yield from _part(
        "constants",
        (f"{name} = {_quoted(told)}  # {made.why[name]}" for name, told in made.constants.items()),
    )
    yield from _part(
        "groups",
        (
            f"{_quoted(name)} = {_quoted(key)}  # {made.why[name]}"
            for name, key in made.groups.items()
        ),
    )
    for name, codes in made.values.items():
        lines = (f"{_quoted(code)} = {_quoted(meant)}" for code, meant in codes.items())
        yield from _part(f"values.{_quoted(name)}", lines)
    for name, fields in made.wide.items():
        lines = (f"{field} = {_quoted(told)}" for field, told in fields.items())
        yield from _part(f"wide.{_quoted(name)}", lines, f"  # {made.why[name]}")


def _columns(table: RawTable, made: _Guesses) -> Iterator[str]:
    for name, field in made.columns.items():
        yield f"{_quoted(name)} = {_quoted(field)}  # {made.why[name]}"
    for name in made.left:
        title = f": {table.titles[name]}" if name in table.titles else ""
        yield f"{_quoted(name)} = false  # left out: nothing is known of it{_on_one_line(title)}"


def _part(name: str, lines: Iterable[str], why: str = "") -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"\n[{name}]{why}"
        yield from told


def _on_one_line(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)
