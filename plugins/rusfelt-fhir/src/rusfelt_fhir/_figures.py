"""Figures on their way to a table whose columns are the fields of a measurement."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt import Measurement, State
from rusfelt.reading import RawTable
from rusfelt.typing import Array
from rusfelt_fhir._names import Names
from rusfelt_fhir._place import Place, Problems, extension, extensions
from rusfelt_fhir._times import date_time, day_of, period_of
from rusfelt_fhir.codes import ABSENT_SYSTEM, OWN, REASONS, WHY_ABSENT

__all__ = ["OWN_FIELDS", "Figures", "absent", "bound_of", "period_in", "published_on", "told"]

OWN_FIELDS: Mapping[str, str] = {
    "group": "valueString",
    "state": "valueCode",
    "se": "valueDecimal",
    "deff": "valueDecimal",
    "response_rate": "valueDecimal",
    "definition": "valueString",
    "break_before": "valueBoolean",
    "published": "valueDate",
    "source": "valueString",
    "note": "valueString",
}
"""Fields of a measurement FHIR has no element for → the type of the extension they go out in."""
_MARKED = ("value", "numerator", "denominator")
_NUMBERS = (*_MARKED, "se", "deff", "response_rate")
_FIELDS = tuple(field.name for field in attrs.fields(Measurement))
_ALWAYS = ("indicator", "unit", "period", "value", "state")
_BOUNDS = ("<", "<=", ">=", ">")
_PRESENT = tuple(str(state) for state in State if not state.is_empty)
# A numpy column of text is as wide as its longest cell in every row.
_MOST_BYTES = 2**28


class Figures:
    """Rows of figures, column by column."""

    def __init__(self, problems: Problems, names: Names) -> None:
        self._problems = problems
        self.names = names
        self.rows: list[int] = []
        self._cells: dict[str, list[Any]] = {name: [] for name in _FIELDS}
        self._states: dict[str, list[str]] = {name: [] for name in _MARKED}

    def add(
        self, place: Place, cells: Mapping[str, Any], states: Mapping[str, State | None]
    ) -> None:
        """One figure.

        Args:
            place: the resource it is from.
            cells: by field; what is not there is empty.
            states: why ``value``, ``numerator`` or ``denominator`` is empty.
        """
        self.rows.append(place.row)
        for name, column in self._cells.items():
            column.append(cells.get(name, math.nan if name in _NUMBERS else ""))
        for name, marks in self._states.items():
            marks.append(str(states.get(name) or ""))
        said = states.get("value")
        if said is None and math.isnan(self._cells["value"][-1]):
            said = states.get("numerator")
        if said is not None:
            if self._cells["state"][-1]:
                place.note("A figure without a value has a state of one with.", "Keep one of them.")
            self._cells["state"][-1] = str(said)

    def without(self, left_out: Iterable[int]) -> None:
        """Take rows away, by their numbers here."""
        gone = set(left_out)
        kept = [number for number in range(len(self.rows)) if number not in gone]
        self.rows = [self.rows[number] for number in kept]
        for listed in (self._cells, self._states):
            for name, column in listed.items():
                listed[name] = [column[number] for number in kept]

    def column(self, name: str) -> list[Any]:
        """The cells of a field so far."""
        return self._cells[name]

    def table(self, file: str, row: str, guessed: Mapping[str, str]) -> RawTable:
        """The table.

        Raises:
            ReadError: a text is too long for so many rows.
        """
        columns: dict[str, Array] = {}
        for name, cells in self._cells.items():
            if name in _NUMBERS:
                made: Array = np.array(cells, dtype=np.float64)
                if name not in _ALWAYS and not (~np.isnan(made)).any() and not self._marks(name):
                    continue
            else:
                if name not in _ALWAYS and not any(cells):
                    continue
                self._check_width(name, cells)
                made = np.array(cells, dtype=np.str_)
            columns[name] = made
        states = {
            name: np.array(marks, dtype=np.str_)
            for name, marks in self._states.items()
            if name in columns and any(marks)
        }
        return RawTable(
            file,
            columns,
            self.rows,
            row=row,
            states=states,
            fields={name: name for name in columns},
            guessed=guessed,
        )

    def _marks(self, name: str) -> bool:
        return any(self._states.get(name, ()))

    def _check_width(self, name: str, cells: list[str]) -> None:
        longest = max(map(len, cells), default=0)
        if longest * len(cells) * 4 > _MOST_BYTES:
            row = next(
                row for row, cell in zip(self.rows, cells, strict=True) if len(cell) == longest
            )
            fact = f"A text of {longest:,} characters is too long in a file of {len(cells):,} rows."
            self._problems.note(row, fact, "Shorten it, or split the file.", column=name)
            self._problems.raise_any()


def told(place: Place, element: Any) -> dict[str, Any]:
    """The fields that stand in rusfelt's own extensions of an element."""
    found: dict[str, Any] = {}
    for each in extensions(element):
        url = each.get("url")
        name = url.removeprefix(OWN) if type(url) is str and url.startswith(OWN) else ""
        key = OWN_FIELDS.get(name)
        if key is None:
            continue
        if key == "valueDecimal":
            found[name] = place.number(each, key)
        elif key == "valueBoolean":
            found[name] = "true" if each.get(key) is True else ""
        else:
            found[name] = place.text(each, key)
    if found.get("state", "exact") not in _PRESENT:
        place.note(f"The state is none of: {', '.join(_PRESENT)}.", "Export it again.")
        del found["state"]
    return found


def absent(place: Place, holder: Mapping[str, Any], name: str) -> State | None:
    """Why an element has no value, as its extension says; ``None`` where none does.

    It may stand in the element, in the value inside it, or beside an element without a value.
    """
    inner = holder.get(name)
    for each in (inner, holder.get(f"_{name}"), _inside(inner)):
        code = extension(each, WHY_ABSENT).get("valueCode")
        if code is None:
            continue
        if type(code) is str and code in REASONS:
            return REASONS[code]
        place.note("A data-absent-reason is none HL7 lists.", f"See {ABSENT_SYSTEM}.", column=name)
    return None


def _inside(element: Any) -> Any:
    return element.get("_value") if isinstance(element, Mapping) else None


def bound_of(place: Place, quantity: Mapping[str, Any]) -> str:
    """The comparator of a quantity; empty where the number itself is known."""
    comparator = place.text(quantity, "comparator")
    if comparator and comparator not in _BOUNDS:
        place.note(
            f"The comparator is none of: {', '.join(_BOUNDS)}.", "R4 has no other.", column="value"
        )
        return ""
    return comparator


def period_in(place: Place, resource: Mapping[str, Any], *names: str) -> str:
    """The period of the first of some elements that is there; empty where none is.

    Args:
        place: the resource.
        resource: the same.
        names: what the element may be called; one ending in ``eriod`` has a start and an end.
    """
    for name in names:
        if name not in resource:
            continue
        if name.endswith("eriod"):
            element = place.part(resource, name)
            if "start" not in element and "end" not in element:
                return ""
            found = period_of(element)
            wanted = "from the first to the last day of a year, school year, quarter, month or day"
        else:
            text = place.text(resource, name)
            found, wanted = date_time(text), "a date"
        if found is None:
            place.note(f"{name} is not {wanted}.", "Only such periods are compared.", column=name)
        return found or ""
    return ""


def published_on(place: Place, resource: Mapping[str, Any], name: str) -> str:
    """The day of a date; empty where it is not there or names no one day."""
    text = place.text(resource, name)
    day = day_of(text) if text else None
    if text and date_time(text) is None:
        place.note(f"{name} is no date.", "Write it as 2024-03-17.", column=name)
    return day.isoformat() if day else ""
