"""MeasureReports as a table of figures."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from rusfelt.reading import RawTable
from rusfelt_fhir._figures import Figures, absent, bound_of, period_in, published_on, told
from rusfelt_fhir._names import Names
from rusfelt_fhir._place import Place, Problems
from rusfelt_fhir.codes import OWN

__all__ = ["MEASURE", "Reports"]

MEASURE = f"{OWN}measure:"
"""What the address of a measure begins with where nobody told another."""
_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_ID = re.compile(r"[^\s/]+")
_WITHOUT_FIGURES = {
    "pending": "pending",
    "error": "failed",
    "data-collection": "of data collection",
}
_EXCLUDED = ("denominator-exclusion", "denominator-exception", "numerator-exclusion")


class Reports:
    """The reports of a file, gathered one by one."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._figures = Figures(problems, Names(problems, "unit"))
        self._addresses: dict[str, str] = {}
        self._left: Counter[str] = Counter()
        self._told: Counter[str] = Counter()

    def add(self, row: int, resource: Mapping[str, Any]) -> None:
        """One report: a row for each group in it, and for each stratum of a group."""
        place = Place(self._problems, row)
        for name in ("status", "type"):
            if (word := place.text(resource, name)) in _WITHOUT_FIGURES:
                self._left[_WITHOUT_FIGURES[word]] += 1
                return
        indicator, definition = self._measure(place, resource)
        date = published_on(place, resource, "date")
        shared = {"period": period_in(place, resource, "period"), "published": date}
        if definition:
            shared["definition"] = definition
        self._told["published"] += bool(date)
        groups = place.parts(resource, "group")
        before = len(self._figures.rows)
        for group in groups:
            name = self._indicator(place, group, indicator, alone=len(groups) == 1)
            rest = {**shared, "indicator": name}
            strata = list(self._strata(place, group))
            if "population" in group or "measureScore" in group or not strata:
                self._figure(place, group, rest)
            for stratum, key in strata:
                self._figure(place, stratum, {**rest, "group": key})
        made = len(self._figures.rows) - before
        if not made:
            self._left["without a group"] += 1
        for number in range(made):
            if number:
                self._figures.names.again()
            else:
                self._figures.names.add(place, resource, "subject", "reporter")

    def _measure(self, place: Place, resource: Mapping[str, Any]) -> tuple[str, str]:
        """The indicator a measure's address stands for, and its version."""
        address, _, version = place.text(resource, "measure").partition("|")
        if address.startswith(MEASURE):
            return unquote(address.removeprefix(MEASURE)), version
        name = address if address.startswith("urn:") else address.rstrip("/").rpartition("/")[2]
        if not name:
            place.note("The report is of no measure.", "Name it in measure.", column="measure")
        elif self._addresses.setdefault(name, address) != address:
            place.note(
                "The addresses of two measures end in the same name.",
                "Read them from two files.",
                column="measure",
            )
        self._told["measure"] += name != address
        self._told["version"] += bool(version)
        return name, version

    def _indicator(
        self, place: Place, group: Mapping[str, Any], measure: str, *, alone: bool
    ) -> str:
        if alone:
            return measure
        code = _words(place, place.part(group, "code"))
        if not _ID.fullmatch(code):
            place.note(
                "The report has several groups, and one of them has no code to call it by.",
                "Give each group a code without spaces and slashes.",
                column="group",
            )
        self._told["groups"] += 1
        return f"{measure}.{code}"

    def _strata(
        self, place: Place, group: Mapping[str, Any]
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        """Each stratum with the population group it is of."""
        for stratifier in place.parts(group, "stratifier"):
            codes = [_words(place, each) for each in place.parts(stratifier, "code")]
            for stratum in place.parts(stratifier, "stratum"):
                pairs = [
                    (
                        _words(place, place.part(each, "code")),
                        _words(place, place.part(each, "value")),
                    )
                    for each in place.parts(stratum, "component")
                ]
                if not pairs:
                    value = _words(place, place.part(stratum, "value"))
                    pairs = [("-".join(codes), value)]
                yield stratum, self._group(place, pairs)

    def _group(self, place: Place, pairs: list[tuple[str, str]]) -> str:
        parts = []
        for key, value in pairs:
            plain = key.lower().replace(" ", "-")
            if not _KEY.fullmatch(plain) or not value or ";" in value:
                place.note(
                    "A stratum is no population group: it takes a code and a value in plain text.",
                    "Write the stratifier's code as sex or age, and the stratum's value.",
                    column="stratum",
                )
                return ""
            parts.append(f"{plain}={value}")
        return ";".join(parts)

    def _figure(self, place: Place, of: Mapping[str, Any], cells: dict[str, Any]) -> None:
        counts, states = self._counts(place, of)
        score = place.part(of, "measureScore")
        value, bound = place.number(score, "value"), bound_of(place, score)
        states["value"] = absent(place, of, "measureScore") if math.isnan(value) else None
        if math.isnan(value) and bound:
            place.note("A comparator stands without a value.", "Write the number it is at.")
            bound = ""
        cohort = counts.get("initial-population", math.nan)
        alone = not {"numerator", "denominator"} & counts.keys() and states["value"] is None
        if alone and math.isnan(value) and not math.isnan(cohort):
            # A cohort is its own count.
            value = cohort
            self._told["cohorts"] += 1
        if any(counts.get(name, 0) > 0 for name in _EXCLUDED):
            # Whether the other counts are with or without these is not said in a report.
            self._told["excluded"] += 1
            if math.isnan(value) and states["value"] is None:
                place.note(
                    "People are excluded and there is no measureScore, so that the figure is not "
                    "known.",
                    "Export the measureScore.",
                    column="population",
                )
            counts, states = {}, {"value": states["value"]}
        own = told(place, of)
        wanted = ("numerator", "denominator")
        found: dict[str, Any] = {name: counts[name] for name in wanted if name in counts}
        self._figures.add(place, {**cells, **own, **found, "value": value, "bound": bound}, states)

    def _counts(
        self, place: Place, of: Mapping[str, Any]
    ) -> tuple[dict[str, float], dict[str, Any]]:
        """The counts of populations, and why some are empty."""
        counts: dict[str, float] = {}
        states: dict[str, Any] = {}
        for each in place.parts(of, "population"):
            name = _words(place, place.part(each, "code"))
            if name in counts:
                place.note("A population stands twice.", "Keep one of them.", column=name)
            counts[name] = place.number(each, "count")
            for one in each.get("extension") or ():
                if type(one) is dict and one.get("url") == f"{OWN}count":
                    counts[name] = place.number(one, "valueDecimal")
            if math.isnan(counts[name]):
                states[name] = absent(place, each, "count")
        return counts, states

    def table(self, file: str, row: str, guessed: dict[str, str]) -> RawTable:
        """The table of all of them.

        Raises:
            ReadError: something is wrong with them; all of it is listed.
        """
        self._figures.column("unit")[:] = self._figures.names.names(guessed)
        self._problems.raise_any()
        if self._left:
            listed = ", ".join(f"{count} {what}" for what, count in sorted(self._left.items()))
            guessed["left out"] = listed
        said = {
            "measure": ("indicator", "the last part of the measure's address"),
            "version": ("definition", "the version of the measure, where its address has one"),
            "groups": ("groups", "measure and code of the group, where a report has several"),
            "published": ("published", "the day a report was made"),
            "cohorts": ("value", "the initial population, in {} that count nothing else"),
            "excluded": ("counts", "not read in {} with exclusions; their measureScore is"),
        }
        for key, count in self._told.items():
            if count:
                name, text = said[key]
                guessed[name] = text.format(count)
        return self._figures.table(file, row, guessed)


def _words(place: Place, concept: Mapping[str, Any]) -> str:
    """What a concept is called: its code, or its text."""
    for each in place.parts(concept, "coding"):
        if code := place.text(each, "code"):
            return code
    return place.text(concept, "text")
