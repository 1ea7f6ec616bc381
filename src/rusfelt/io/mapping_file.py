"""Mapping files: which column of somebody's file is what, and which of their codes mean what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.errors import did_you_mean
from rusfelt.io._columns import FIELDS
from rusfelt.io._identities import refuse_file_name
from rusfelt.io._read_toml import text_and_tables
from rusfelt.io._toml_file import (
    Finding,
    as_error,
    as_problems,
    schema_findings,
)
from rusfelt.vocabulary import State

__all__ = ["ColumnMap", "read_mapping"]

_EMPTY_STATES = tuple(str(state) for state in State if state.is_empty)
_UNITS = ("as-written", "places")
_PARTS = (
    "schema",
    "reader",
    "units",
    "file",
    "columns",
    "constants",
    "groups",
    "values",
    "states",
    "wide",
)
_KINDS = (str, int, float, bool)


def _frozen(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(
        {name: _frozen(each) if isinstance(each, Mapping) else each for name, each in value.items()}
    )


@attrs.frozen(eq=False)
class ColumnMap:
    """What a file's columns are, as fields of a measurement.

    Attributes:
        columns: column → field; ``None`` leaves the column out.
        constants: field → what it is in every row.
        groups: column → the key it is of the population group, such as ``age`` or ``sex``.
        values: column → what stands in its cells → what is meant by it.
        states: column → what stands in its cells → the empty state it stands for.
        wide: column that holds the values of one series → the fields that series has.
        reader: the reader the file is for; ``None`` to find out.
        options: what that reader is told.
        units: ``places`` where units are Norwegian places: their names, and their old codes that
            were only renumbered, become today's codes; ``as-written`` where they stay.
    """

    columns: Mapping[str, str | None] = attrs.field(factory=dict, converter=_frozen)
    constants: Mapping[str, str] = attrs.field(factory=dict, converter=_frozen)
    groups: Mapping[str, str] = attrs.field(factory=dict, converter=_frozen)
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, converter=_frozen)
    states: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, converter=_frozen)
    wide: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, converter=_frozen)
    reader: str | None = None
    options: Mapping[str, Any] = attrs.field(factory=dict, converter=_frozen)
    units: str = attrs.field(default="as-written", validator=attrs.validators.in_(_UNITS))

    @property
    def plain(self) -> bool:
        """Whether columns are only named, so that cells are read as they stand."""
        parts = (self.constants, self.groups, self.values, self.states, self.wide)
        return self.units == "as-written" and not any(parts)

    @property
    def said_nothing(self) -> bool:
        """Whether nothing is said of columns at all."""
        return self.plain and not self.columns


def read_mapping(path: str | os.PathLike[str]) -> ColumnMap:
    """Read a mapping file; ``rusfelt map`` drafts one.

    The file is TOML::

        schema = 1
        reader = "excel"            # only where it is not the one for such files
        units = "places"            # names and old codes of places become today's codes

        [file]                      # what the reader is told
        sheet = "Tall"

        [columns]                   # the file's column = field of a measurement; false leaves it out
        "Bydel" = "unit"
        "År" = "period"
        "Merknad" = false

        [constants]                 # the same in every row
        indicator = "overdoses"

        [groups]                    # columns that make up the population group
        "Kjønn" = "sex"

        [values."Kjønn"]            # what stands in a cell = what is meant
        "1" = "M"

        [states."Antall"]           # what stands in a cell = why there is no figure
        "9" = "missing"

        [wide."Dødsfall"]           # a column of figures of its own = the fields of that series
        indicator = "deaths"

    Args:
        path: the file.

    Raises:
        ReadError: it cannot be read, or something in it is wrong; ``problems`` lists everything.
    """
    file = os.fsdecode(path)
    refuse_file_name(file)
    text, raw = text_and_tables(file, "mapping")
    findings = list(_findings(raw))
    if findings:
        raise as_error(as_problems(findings, text, file), file, "mapping")
    return ColumnMap(
        columns={name: each or None for name, each in raw.get("columns", {}).items()},
        constants=_texts(raw.get("constants", {})),
        groups=raw.get("groups", {}),
        values={name: _texts(each) for name, each in raw.get("values", {}).items()},
        states=raw.get("states", {}),
        wide={name: _texts(each) for name, each in raw.get("wide", {}).items()},
        reader=raw.get("reader"),
        options=raw.get("file", {}),
        units=raw.get("units", _UNITS[0]),
    )


def _texts(table: Mapping[str, Any]) -> dict[str, str]:
    """Values as a cell would hold them: a yes or no as ``true`` or ``false``."""
    return {
        name: str(each).lower() if isinstance(each, bool) else str(each)
        for name, each in table.items()
    }


def _findings(raw: Mapping[str, Any]) -> Iterator[Finding]:
    yield from schema_findings(dict(raw))
    for name in raw:
        if name not in _PARTS:
            remedy = did_you_mean(name, _PARTS) or f"Known: {', '.join(_PARTS)}."
            yield (name,), "is no part of a mapping file.", remedy
    if not isinstance(raw.get("reader", ""), str):
        yield ("reader",), "is no text.", 'Write a name, such as reader = "excel".'
    if raw.get("units", _UNITS[0]) not in _UNITS:
        yield ("units",), "is no way to read units.", f"Use one of: {', '.join(_UNITS)}."
    for part in _PARTS[3:]:
        table = raw.get(part, {})
        if not isinstance(table, Mapping):
            yield (part,), "is no table.", f"Write [{part}], and one line for each column below it."
            continue
        for name, value in table.items():
            yield from _CHECKS[part]((part, name), value)
    yield from _twice(raw)


def _twice(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Fields that two parts give, and columns that are two things."""
    said: dict[str, str] = {}
    columns, constants = raw.get("columns", {}), raw.get("constants", {})
    if isinstance(columns, Mapping) and isinstance(constants, Mapping):
        for name, field in columns.items():
            if isinstance(field, str) and field in constants:
                yield ("constants", field), f"is the column {name!r} too.", "Keep one of them."
    for part in ("columns", "groups", "wide"):
        table = raw.get(part, {})
        for name in table if isinstance(table, Mapping) else ():
            if name in said:
                yield (part, name), f"stands under [{said[name]}] too.", "Keep one of them."
            said[name] = part


def _field(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    if value is False:
        return
    if not isinstance(value, str):
        yield place, "is neither a field nor false.", f"Known fields: {', '.join(FIELDS)}."
    elif value not in FIELDS:
        remedy = did_you_mean(value, FIELDS) or f"Known fields: {', '.join(FIELDS)}."
        yield place, f"{value!r} is no field of a measurement.", remedy


def _told(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    if type(value) not in _KINDS:
        yield place, "is no plain value.", "Write text, a number, or true or false."


def _option(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    """Something a reader is told: a plain value, or a table of them."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _told((*place, name), each)
    else:
        yield from _told(place, value)


def _constant(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    if place[-1] not in FIELDS:
        remedy = did_you_mean(place[-1], FIELDS) or f"Known fields: {', '.join(FIELDS)}."
        yield place, "is no field of a measurement.", remedy
    yield from _told(place, value)


def _group_key(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    if not isinstance(value, str) or not value:
        yield place, "is no key of a group.", 'Write one, such as "age" or "sex".'


def _each(check: Any) -> Any:
    def checked(place: tuple[str, ...], value: object) -> Iterator[Finding]:
        if not isinstance(value, Mapping):
            yield place, "is no table.", f'Write [{place[0]}."{place[1]}"] with its lines below.'
            return
        for name, each in value.items():
            yield from check((*place, name), each)

    return checked


def _state(place: tuple[str, ...], value: object) -> Iterator[Finding]:
    if value not in _EMPTY_STATES:
        yield place, f"{value!r} is no empty state.", f"Use one of: {', '.join(_EMPTY_STATES)}."


_CHECKS = {
    "file": _option,
    "columns": _field,
    "constants": _constant,
    "groups": _group_key,
    "values": _each(_told),
    "states": _each(_state),
    "wide": _each(_constant),
}
