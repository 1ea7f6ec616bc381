"""Observations as a table of figures."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rusfelt import State
from rusfelt.reading import RawTable
from rusfelt_fhir._figures import Figures, absent, bound_of, period_in, published_on, told
from rusfelt_fhir._names import Names
from rusfelt_fhir._place import Place, Problems
from rusfelt_fhir.codes import ABSENT_SYSTEM, POPULATION_SYSTEM, REASONS

__all__ = ["Observations"]

_LEFT_OUT = {"entered-in-error": "entered in error", "cancelled": "cancelled"}
_FINISHED = frozenset({"final", "amended", "corrected"})
_EFFECTIVE = ("effectiveDateTime", "effectivePeriod", "effectiveInstant")
_NUMBERS = ("valueQuantity", "valueInteger")
_ID = re.compile(r"[^\s/]+")
_Absence = tuple[float, State | None]


class Observations:
    """The observations of a file, gathered one by one."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._figures = Figures(problems, Names(problems, "unit"))
        self._systems: dict[str, set[str]] = {}
        self._units: dict[str, dict[str, int]] = {}
        self._words: list[int] = []
        self._left: Counter[str] = Counter()
        self._unfinished: Counter[str] = Counter()
        self._told: Counter[str] = Counter()

    def add(self, row: int, resource: Mapping[str, Any]) -> None:
        """One observation."""
        place = Place(self._problems, row)
        status = place.text(resource, "status")
        if status in _LEFT_OUT:
            self._left[_LEFT_OUT[status]] += 1
            return
        values = [name for name in resource if name.lstrip("_").startswith("value")]
        why = self._why(place, resource)
        if not values and why is None and ("component" in resource or "hasMember" in resource):
            numerator, denominator = self._counted(place, resource)
            if math.isnan(numerator[0]) and numerator[1] is None:
                self._left["with parts and no value of their own"] += 1
                return
        else:
            numerator, denominator = self._counted(place, resource)
        if status not in _FINISHED:
            self._unfinished[status or "without a status"] += 1
        indicator = self._indicator(place, resource)
        value, bound, said = self._value(place, resource, indicator)
        if why is not None and (said is not None or not math.isnan(value)):
            place.note("There are a value and a dataAbsentReason.", "Only one may be there.")
        if any(name.lstrip("_") not in _NUMBERS for name in values):
            self._words.append(len(self._figures.rows))
        own = told(place, resource)
        issued = published_on(place, resource, "issued")
        if issued and "published" not in own:
            self._told["published"] += 1
            own["published"] = issued
        cells = {
            **own,
            "indicator": indicator,
            "period": period_in(place, resource, *_EFFECTIVE),
            "value": value,
            "bound": bound,
            "numerator": numerator[0],
            "denominator": denominator[0],
        }
        if "effectiveTiming" in resource:
            place.note("effectiveTiming is no one period.", "Give a date or a period.")
        states = {"value": said or why, "numerator": numerator[1], "denominator": denominator[1]}
        self._figures.add(place, cells, states)
        self._figures.names.add(place, resource, "subject")

    def _indicator(self, place: Place, resource: Mapping[str, Any]) -> str:
        code = place.part(resource, "code")
        codings = [each for each in place.parts(code, "coding") if each.get("code")]
        if codings:
            found = place.text(codings[0], "code")
            self._systems.setdefault(found, set()).add(place.text(codings[0], "system"))
            self._told["codings"] += len(codings) > 1
        else:
            found = place.text(code, "text")
        if not _ID.fullmatch(found):
            place.note(
                "The code is none that an indicator can be called by.",
                "Give it a coding whose code is without spaces and slashes.",
                column="code",
            )
        return found

    def _value(
        self, place: Place, resource: Mapping[str, Any], indicator: str
    ) -> tuple[float, str, State | None]:
        """The number, its bound, and why there is none."""
        quantity = place.part(resource, "valueQuantity")
        value, bound = place.number(quantity, "value"), bound_of(place, quantity)
        unit = place.text(quantity, "code") or place.text(quantity, "unit")
        if not math.isnan(value):
            self._units.setdefault(indicator, {}).setdefault(unit, place.row)
        if "valueInteger" in resource:
            value = place.number(resource, "valueInteger")
        said = None
        if math.isnan(value):
            said = absent(place, resource, "valueQuantity") or absent(
                place, resource, "valueInteger"
            )
            if said is None and bound:
                place.note("A comparator stands without a value.", "Write the number it is at.")
                bound = ""
        return value, bound, said

    def _why(self, place: Place, holder: Mapping[str, Any]) -> State | None:
        """What ``dataAbsentReason`` says."""
        if "dataAbsentReason" not in holder:
            return None
        reason = place.part(holder, "dataAbsentReason")
        for each in place.parts(reason, "coding"):
            system, code = place.text(each, "system"), place.text(each, "code")
            if system in {ABSENT_SYSTEM, ""} and code in REASONS:
                return REASONS[code]
            if system == ABSENT_SYSTEM:
                place.note("The dataAbsentReason is none HL7 lists.", f"See {ABSENT_SYSTEM}.")
        self._told["reasons"] += 1
        return State.MISSING

    def _counted(self, place: Place, resource: Mapping[str, Any]) -> tuple[_Absence, _Absence]:
        """What a share or rate is made of."""
        found: dict[str, _Absence] = {}
        for each in place.parts(resource, "component"):
            codings = place.parts(place.part(each, "code"), "coding")
            ours = (one for one in codings if one.get("system") == POPULATION_SYSTEM)
            code = next((place.text(one, "code") for one in ours), "")
            if code not in {"numerator", "denominator"}:
                self._told["components"] += 1
                continue
            if code in found:
                place.note(f"There are two components of the {code}.", "Keep one of them.")
            number = place.number(place.part(each, "valueQuantity"), "value")
            why = self._why(place, each) if math.isnan(number) else None
            found[code] = number, why
        nothing: _Absence = math.nan, None
        return found.get("numerator", nothing), found.get("denominator", nothing)

    def table(self, file: str, row: str, guessed: dict[str, str]) -> RawTable:
        """The table of all of them.

        Raises:
            ReadError: something is wrong with them; all of it is listed.
        """
        self._figures.column("unit")[:] = self._figures.names.names(guessed)
        self._check_systems()
        self._check_units()
        self._leave_words_out()
        self._problems.raise_any()
        if self._left:
            guessed["left out"] = _counted(self._left)
        if self._unfinished:
            guessed["status"] = f"taken as they are: {_counted(self._unfinished)}"
        said = {
            "codings": ("indicator", "the first coding of each code; {} have several"),
            "published": ("published", "the day an observation was issued"),
            "reasons": ("state", "missing, for {} reasons that HL7's list does not have"),
            "components": ("components", "{} that are neither numerator nor denominator, not read"),
        }
        for key, count in self._told.items():
            if count:
                name, text = said[key]
                guessed[name] = text.format(count)
        return self._figures.table(file, row, guessed)

    def _check_systems(self) -> None:
        for code, row in zip(self._figures.column("indicator"), self._figures.rows, strict=True):
            if len(self._systems.get(code, ())) > 1:
                self._problems.note(
                    row,
                    "Two code systems have this code, so it would stand for two indicators.",
                    "Read them from two files.",
                    column="code",
                )

    def _check_units(self) -> None:
        for units in self._units.values():
            for row in list(units.values())[1:]:
                self._problems.note(
                    row,
                    "The value is in another unit than earlier ones of the same code.",
                    "Give all values of a code in one unit.",
                    column="valueQuantity",
                )

    def _leave_words_out(self) -> None:
        """Values that are no numbers: out where a code never has numbers, else a problem."""
        column = self._figures.column("indicator")
        numbers = set(self._units) | {
            code
            for code, value in zip(column, self._figures.column("value"), strict=True)
            if not math.isnan(value)
        }
        for number in self._words:
            if column[number] in numbers:
                self._problems.note(
                    self._figures.rows[number],
                    "The value is no number, and others of the same code are.",
                    "Write it as valueQuantity, with a comparator where it is a bound.",
                    column="value",
                )
        if self._words:
            self._left["whose value is no number"] += len(self._words)
            self._figures.without(self._words)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
