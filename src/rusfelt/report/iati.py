"""Results in the format of the International Aid Transparency Initiative, version 2.03.

Element order follows ``iati-activities-schema.xsd`` of release 2.03 (2018-02-19), codes the lists
ActivityStatus, ActivityDateType, IndicatorMeasure, OrganisationRole, OrganisationType, ResultType
and Sector of https://iatistandard.org/en/iati-standard/203/codelists/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree import ElementTree as ET

from rusfelt.domain import Period, Plan
from rusfelt.errors import DomainError
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.geography import places
from rusfelt.language import LANGUAGES
from rusfelt.publishing import Published, published_only
from rusfelt.report._inert import legible
from rusfelt.report.iati_results import narrate, result_element, titles
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts

__all__ = ["iati_report"]

_VERSION = "2.03"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Stands for the number an organisation gets in the registry, where none is told.
_UNREGISTERED = "unregistered"
# The standard's own rule for identifiers: none of these signs.
_NOT_IN_IDENTIFIER = re.compile(r"[/&|?\s]+")
_LOCAL, _GOVERNMENT = "11", "10"
_ACCOUNTABLE = "2"
_PIPELINE, _IMPLEMENTATION, _COMPLETION = "1", "2", "3"
_PLANNED_START, _PLANNED_END = "1", "3"
# Purpose code of the OECD's committee: control of harmful use of alcohol and drugs.
_SECTOR = {"vocabulary": "1", "code": "12330", "percentage": "100"}


def iati_report(published: Published, *, language: str = "nb", organisation: str = "") -> bytes:
    """A plan's indicators as an IATI activity with results, in XML.

    One activity for the plan, one result for each indicator that has series, one dimension for the
    place and for each part of the population group. A figure that is hidden, missing, projected
    or only known by a bound has no ``actual``; the indicator's description says which and why.

    Args:
        published: what :func:`rusfelt.publish` gives.
        language: the default language of the texts; all that are known follow.
        organisation: identifier of the organisation that reports, such as ``NO-BRC-`` and its
            number. The registry asks for it; unsaid, ``unregistered`` stands in its place.

    Raises:
        DomainError: it has not been through the gate, or neither the plan nor a figure has a date,
            without which there is no activity.
        UnknownNameError: the language is none of the three.
    """
    evaluation = published_only(published).evaluation
    plan = evaluation.plan
    keys = tuple(each.key for each in evaluation.series)
    Texts(language)
    names = {
        each: Names(plan, keys, Texts(each), Numbers(Texts(each)))
        for each in (language, *(other for other in LANGUAGES if other != language))
    }
    root = ET.Element("iati-activities", {"version": _VERSION})
    activity = ET.SubElement(root, "iati-activity", {_LANGUAGE: language})
    _who(activity, plan, _identifier(organisation) or _UNREGISTERED, published, names)
    for indicator in plan.indicators:
        series = [each for each in evaluation.series if each.key[0] == indicator.id]
        if series:
            result_element(activity, plan, indicator, series, names)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _who(
    activity: ET.Element,
    plan: Plan,
    organisation: str,
    published: Published,
    names: Mapping[str, Names],
) -> None:
    """What comes before the results, in the order of the schema."""
    identifier = ET.SubElement(activity, "iati-identifier")
    identifier.text = f"{organisation}-{_identifier(plan.id)}"
    kind = _GOVERNMENT if _is_national(plan) else _LOCAL
    owners = plan.owners or ()
    unnamed = {each: found.texts("iati.unnamed") for each, found in names.items()}
    first = dict.fromkeys(names, owners[0]) if owners else unnamed
    reporting = ET.SubElement(activity, "reporting-org", {"ref": organisation, "type": kind})
    narrate(reporting, "", first)
    stamp = {
        each: f"{found.texts('stamp.internal')}: " if published.internal else ""
        for each, found in names.items()
    }
    narrate(activity, "title", titles(plan.title, names, stamp))
    said = {
        each: stamp[each] + " ".join(_description(published.evaluation, found))
        for each, found in names.items()
    }
    narrate(activity, "description", said).set("type", "1")
    for owner in owners or ("",):
        role = {"role": _ACCOUNTABLE, "type": kind}
        called = dict.fromkeys(names, owner) if owner else unnamed
        narrate(activity, "participating-org", called).attrib.update(role)
    ET.SubElement(activity, "activity-status", {"code": _status(published.evaluation)})
    for code, day, said in _dates(published.evaluation, names):
        dated = {"type": code, "iso-date": day.isoformat()}
        element = ET.SubElement(activity, "activity-date", dated)
        if said:
            narrate(element, "", said)
    ET.SubElement(activity, "recipient-country", {"code": "NO", "percentage": "100"})
    ET.SubElement(activity, "sector", _SECTOR)


def _identifier(text: str) -> str:
    return _NOT_IN_IDENTIFIER.sub("-", legible(text).strip())


def _is_national(plan: Plan) -> bool:
    """Whether a plan is for the country as a whole, which lies in no other place."""
    if not plan.area:
        return True
    known = places().get(plan.area)
    return known is not None and not known.parent


def _description(evaluation: Evaluation, names: Names) -> Iterator[str]:
    if evaluation.as_of is None:
        yield names.texts("iati.description-undated")
    else:
        yield names.texts("iati.description", day=evaluation.as_of.isoformat())
    yield names.texts("iati.wording")


def _status(evaluation: Evaluation) -> str:
    """Whether the plan's time is to come, running or over on the day of looking."""
    period, day = evaluation.plan.period, evaluation.as_of
    if period is None or day is None:
        return _IMPLEMENTATION
    if day < Period.parse(period[0]).start:
        return _PIPELINE
    return _COMPLETION if day > Period.parse(period[1]).end else _IMPLEMENTATION


def _dates(
    evaluation: Evaluation, names: Mapping[str, Names]
) -> list[tuple[str, date, dict[str, str]]]:
    """The days the standard asks for, with what must be said of one that is only worked out."""
    plan = evaluation.plan
    if plan.period is not None:
        first, last = (Period.parse(each) for each in plan.period)
        return [(_PLANNED_START, first.start, {}), (_PLANNED_END, last.end, {})]
    if plan.adopted is not None:
        return [(_PLANNED_START, plan.adopted, {})]
    days = [point.period.start for each in evaluation.series for point in each.case.figures.points]
    days += [each.due for each in plan.targets if each.due is not None]
    if not days:
        msg = (
            f"The plan {plan.id!r} has no period, no day of adoption and no figures, and IATI asks "
            'when an activity starts. Write period = ["2020", "2024"] in the plan.'
        )
        raise DomainError(msg)
    said = {each: found.texts("iati.no-period") for each, found in names.items()}
    return [(_PLANNED_START, min(days), said)]
