"""Figures as Observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rusfelt import Measurement, Plan
from rusfelt.domain import title_in
from rusfelt.errors import UnknownNameError
from rusfelt_fhir._figures import OWN_FIELDS
from rusfelt_fhir._made import Reference, Resource, bundle, extended, number, own, referred
from rusfelt_fhir._times import effective
from rusfelt_fhir.codes import ABSENT, ABSENT_SYSTEM, POPULATION_SYSTEM

__all__ = ["observations"]

Coding = tuple[str, str]
"""A code system and a code of it."""


def observations(
    measurements: Iterable[Measurement],
    *,
    plan: Plan | None = None,
    system: str | None = None,
    codes: Mapping[str, Coding | Sequence[Coding]] | None = None,
    subjects: Mapping[str, Reference] | None = None,
) -> Resource:
    """Figures as a Bundle of Observations, one each, in the order given.

    What FHIR has no element for goes into extensions named ``urn:rusfelt:fhir:…``, so that the
    ``fhir`` reader gives the same figures back; each empty state has a code of its own. Made of
    figures about single people, such as their scores, the Bundle is about them, and stays where
    the figures may be: nothing here hides or publishes anything.

    Args:
        measurements: the figures.
        plan: where the titles of the indicators and their units stand.
        system: the code system the indicators' ids are codes of; unsaid, they go without.
        codes: indicator → further codes for it, such as :data:`~rusfelt_fhir.codes.LOINC` has.
        subjects: unit → a reference to it; a unit that is not there is told by its code alone.

    Returns:
        The Bundle, with ids that follow from its content: no clock, and no name that nobody gave.

    Raises:
        DomainError: a text holds a national identity number or a control character.

    >>> made = observations([Measurement("phq9", "p1", period="2024-03-01", value=12)])
    >>> made["entry"][0]["resource"]["valueQuantity"]
    {'value': 12}
    """
    return bundle(
        _observation(each, plan, system, (codes or {}).get(each.indicator, ()), subjects or {})
        for each in measurements
    )


def _observation(
    figure: Measurement,
    plan: Plan | None,
    system: str | None,
    codes: Coding | Sequence[Coding],
    subjects: Mapping[str, Reference],
) -> Resource:
    title, unit = _named(plan, figure.indicator)
    made: Resource = {"resourceType": "Observation"}
    extensions = own_extensions(figure, leave=())
    if extensions:
        made["extension"] = extensions
    made["status"] = "final"
    coding = {**({"system": system} if system else {}), "code": figure.indicator}
    further = [codes] if codes and isinstance(codes[0], str) else codes
    listed = [coding, *({"system": each[0], "code": each[1]} for each in further)]
    made["code"] = {"coding": listed, **({"text": title} if title else {})}
    if figure.unit:
        made["subject"] = subject(figure.unit, subjects)
    made.update(effective(figure.period or ""))
    if figure.value is not None:
        made["valueQuantity"] = quantity(figure, unit)
    elif figure.state in ABSENT:
        made["dataAbsentReason"] = _reason(ABSENT[figure.state])
    components = [
        _component(name, count)
        for name, count in (("numerator", figure.numerator), ("denominator", figure.denominator))
        if count is not None
    ]
    if components:
        made["component"] = components
    return made


def _named(plan: Plan | None, indicator: str) -> tuple[str, str]:
    """Title and unit of an indicator, as far as a plan has them."""
    if plan is None:
        return "", ""
    try:
        found = plan.indicator(indicator)
    except UnknownNameError:
        return "", ""
    return title_in(found.title), found.unit or ""


def subject(unit: str, subjects: Mapping[str, Reference]) -> Resource:
    """Where a figure is of: what the user called it, else its code."""
    given = subjects.get(unit)
    return {"identifier": {"value": unit}} if given is None else referred(given)


def quantity(figure: Measurement, unit: str = "") -> Resource:
    """The value with its bound."""
    made: Resource = {} if figure.value is None else {"value": number(figure.value)}
    if figure.bound:
        made["comparator"] = figure.bound
    return {**made, "unit": unit} if unit else made


def own_extensions(figure: Measurement, *, leave: Iterable[str]) -> list[Resource]:
    """What FHIR has no element for, but for the fields that are said otherwise."""
    return [
        own(name, kind, _plain(value))
        for name, kind in OWN_FIELDS.items()
        if name not in leave and _is_said(name, value := getattr(figure, name))
    ]


def _is_said(name: str, value: Any) -> bool:
    if name == "state":
        return not value.is_empty and value != "exact"
    return value is not None and value != "" and value is not False


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, float)) else str(value)


def _reason(code: str) -> Resource:
    return {"coding": [{"system": ABSENT_SYSTEM, "code": code}]}


def _component(name: str, count: float) -> Resource:
    code = {"coding": [{"system": POPULATION_SYSTEM, "code": name}]}
    return extended({"code": code, "valueQuantity": {"value": number(count)}}, ())
