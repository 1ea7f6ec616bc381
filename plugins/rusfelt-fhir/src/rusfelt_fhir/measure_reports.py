"""Figures as MeasureReports: one for an indicator, a unit and a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from rusfelt import Measurement, Published
from rusfelt.errors import DomainError
from rusfelt.publishing import published_only
from rusfelt_fhir._made import Reference, Resource, bundle, extended, own, referred
from rusfelt_fhir._reports import MEASURE
from rusfelt_fhir._times import started_and_ended
from rusfelt_fhir.codes import ABSENT, POPULATION_SYSTEM, WHY_ABSENT
from rusfelt_fhir.observations import own_extensions, quantity, subject

__all__ = ["measure_reports", "published_figures", "summary_reports"]

_LARGEST_COUNT = 2**31 - 1


def measure_reports(
    measurements: Iterable[Measurement],
    *,
    measures: Mapping[str, str] | None = None,
    subjects: Mapping[str, Reference] | None = None,
    reporter: Reference | None = None,
) -> Resource:
    """Figures as a Bundle of MeasureReports of the type ``summary``.

    One report holds the figure for everyone and, as strata of it, those of population groups that
    have the same indicator, unit, period and day of publication. What FHIR has no element for
    goes into extensions, as with :func:`~rusfelt_fhir.observations.observations`. Nothing is
    hidden here: these are the figures as they are, and :func:`summary_reports` makes reports of
    what may be published.

    Args:
        measurements: the figures.
        measures: indicator → the address of its Measure; unsaid, a name made of its id.
        subjects: unit → a reference to it; a unit that is not there is told by its code alone.
        reporter: who reports.

    Returns:
        The Bundle, with ids that follow from its content.

    Raises:
        DomainError: a text holds a national identity number or a control character.

    >>> made = measure_reports([Measurement("deaths", "030108", period="2019", value=3)])
    >>> made["entry"][0]["resource"]["group"]
    [{'measureScore': {'value': 3}}]
    """
    reports: list[_Report] = []
    latest: dict[tuple[Any, ...], _Report] = {}
    for each in measurements:
        key = (each.indicator, each.unit, each.period, each.published)
        report = latest.get(key)
        if report is None or not report.takes(each):
            report = _Report(each)
            latest[key] = report
            reports.append(report)
        report.take(each)
    return bundle(each.made(measures or {}, subjects or {}, reporter) for each in reports)


def summary_reports(
    published: Published,
    *,
    measures: Mapping[str, str] | None = None,
    subjects: Mapping[str, Reference] | None = None,
    reporter: Reference | None = None,
) -> Resource:
    """What may be published of an evaluation's figures, as a Bundle of MeasureReports.

    Args:
        published: what :func:`rusfelt.publish` gives.
        measures: indicator → the address of its Measure.
        subjects: unit → a reference to it.
        reporter: who reports.

    Raises:
        DomainError: this is no published evaluation, or one for internal use, in which nothing
            is hidden.
    """
    found = published_only(published)
    if found.internal:
        msg = (
            "This evaluation is for internal use: nothing is hidden in it, and FHIR is for "
            "exchange. Publish it with a policy first."
        )
        raise DomainError(msg)
    figures = published_figures(found.to_dict())
    return measure_reports(figures, measures=measures, subjects=subjects, reporter=reporter)


def published_figures(document: Mapping[str, Any]) -> list[Measurement]:
    """The figures in the plain values of an evaluation, in its order."""
    return [
        Measurement(
            series["indicator"],
            series["unit"],
            group=series["group"],
            **{name: point[name] for name in ("period", "state", *_NUMBERS, "bound")},
            # A new part begins where figures cannot be compared with those before.
            break_before=bool(number and point["part"] != series["points"][number - 1]["part"]),
        )
        for series in document["series"]
        for number, point in enumerate(series["points"])
    ]


_NUMBERS = ("value", "numerator", "denominator", "se")


class _Report:
    """Figures that stand in one report."""

    def __init__(self, first: Measurement) -> None:
        self.first = first
        self.figures: list[Measurement] = []
        self._groups: set[str] = set()

    def takes(self, figure: Measurement) -> bool:
        """Whether there is a place for it: everyone first, and each group once."""
        return bool(figure.group) and figure.group not in self._groups

    def take(self, figure: Measurement) -> None:
        """One figure more."""
        self.figures.append(figure)
        self._groups.add(figure.group)

    def made(
        self,
        measures: Mapping[str, str],
        subjects: Mapping[str, Reference],
        reporter: Reference | None,
    ) -> Resource:
        """The resource."""
        first = self.first
        named = measures.get(first.indicator) or MEASURE + quote(first.indicator, safe="")
        made: Resource = {
            "resourceType": "MeasureReport",
            "status": "complete",
            "type": "summary",
            "measure": named,
        }
        if first.unit:
            made["subject"] = subject(first.unit, subjects)
        if first.published:
            made["date"] = first.published.isoformat()
        if reporter is not None:
            made["reporter"] = referred(reporter)
        made["period"] = (
            started_and_ended(first.period) if first.period else {"extension": [_why("unknown")]}
        )
        group: Resource = {}
        strata = []
        for each in self.figures:
            if each.group:
                strata.append(_stratum(each))
            else:
                group = _figure(each)
        if strata:
            group["stratifier"] = strata
        made["group"] = [group]
        return made


def _figure(figure: Measurement) -> Resource:
    made: Resource = {}
    counts = (("numerator", figure.numerator), ("denominator", figure.denominator))
    populations = [_population(name, count) for name, count in counts if count is not None]
    if populations:
        made["population"] = populations
    if figure.value is not None:
        made["measureScore"] = quantity(figure)
    elif figure.state in ABSENT:
        made["measureScore"] = {"extension": [_why(ABSENT[figure.state])]}
    return extended(made, own_extensions(figure, leave=("group", "published")))


def _population(name: str, count: float) -> Resource:
    code = {"coding": [{"system": POPULATION_SYSTEM, "code": name}]}
    if float(count).is_integer() and abs(count) <= _LARGEST_COUNT:
        return {"code": code, "count": int(count)}
    # FHIR counts in whole numbers, and person-years are none.
    return extended({"code": code}, [own("count", "valueDecimal", count)])


def _stratum(figure: Measurement) -> Resource:
    pairs = [each.partition("=") for each in figure.group.split(";")]
    made = _figure(figure)
    extension = {"extension": made.pop("extension")} if "extension" in made else {}
    if len(pairs) == 1:
        ((key, _, value),) = pairs
        return {
            "code": [{"text": key}],
            "stratum": [{**extension, "value": {"text": value}, **made}],
        }
    parts = [{"code": {"text": key}, "value": {"text": value}} for key, _, value in pairs]
    return {"stratum": [{**extension, "component": parts, **made}]}


def _why(code: str) -> Resource:
    return {"url": WHY_ABSENT, "valueCode": code}
