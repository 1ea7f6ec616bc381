"""A CarePlan as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rusfelt import Indicator, Plan, Progress, Tiltak
from rusfelt.errors import DomainError, Problem
from rusfelt_fhir._goals import Goals, as_id, element, items, said, string
from rusfelt_fhir._left import Left
from rusfelt_fhir._place import extension, extensions
from rusfelt_fhir._times import date_time, day_of
from rusfelt_fhir.codes import ACTIVITY, OWN

__all__ = ["plan_of"]

_TAKEN = {
    "resourceType": str, "id": str, "identifier": list, "title": str, "description": str,
    "period": dict, "goal": list, "activity": list, "extension": list,
}  # fmt: skip
_REASONS = {
    "subject": "a plan here is nobody's in particular",
    "status": "a plan here has no status",
    "intent": "every plan here is one",
    "text": "only the elements are read, not the narrative",
}
_ACTIVITY = {"id": str, "detail": dict}
_DETAIL = {
    "code": dict, "description": str, "goal": list, "status": str, "statusReason": dict,
    "scheduledPeriod": dict, "doNotPerform": bool, "extension": list,
}  # fmt: skip


def plan_of(place: str, resource: Mapping[str, Any], goals: Goals, left: Left) -> Plan:
    """The plan a CarePlan is, with the goals of the same Bundle.

    Raises:
        DomainError: it contradicts itself; everything is listed.
    """
    identifiers = items(resource, "identifier")
    title, description = string(resource, "title"), string(resource, "description")
    if title and description:
        left.note(f"{place}.description", "a plan has one title")
    if len(identifiers) > 1:
        left.note(f"{place}.identifier[1]", "a plan has one id")
    left.rest(place, resource, _TAKEN, _REASONS)
    _extensions(place, resource, {"area", "adopted", "indicator"}, left)
    for number, each in enumerate(items(resource, "goal")):
        if string(each, "reference") not in goals.measured:
            left.note(f"{place}.goal[{number}]", "the Goal is not in the Bundle, or was left out")
    given = next((string(each, "value") for each in identifiers), "") or string(resource, "id")
    return Plan(
        as_id(given) or "care-plan",
        title or description or "CarePlan",
        area=extension(resource, f"{OWN}area").get("valueString"),
        adopted=extension(resource, f"{OWN}adopted").get("valueDate"),
        period=_period(place, resource, left),
        goals=goals.goals,
        tiltak=_all_tiltak(place, resource, goals, left),
        indicators=tuple({**goals.indicators, **_indicators(resource)}.values()),
        targets=goals.targets,
    )


def _indicators(resource: Mapping[str, Any]) -> dict[str, Indicator]:
    """Indicators without a target, as they were written here."""
    found = {}
    for each in extensions(resource):
        if string(each, "url") == f"{OWN}indicator":
            told = {string(one, "url"): string(one, "valueString") for one in extensions(each)}
            name = told.get("id", "")
            found[name] = Indicator(name, told.get("title") or name, unit=told.get("unit"))
    return found


def _extensions(place: str, of: Mapping[str, Any], known: set[str], left: Left) -> None:
    for number, each in enumerate(extensions(of)):
        if string(each, "url") not in {f"{OWN}{name}" for name in known}:
            left.note(f"{place}.extension[{number}]", "its meaning is not known here")


def _all_tiltak(place: str, resource: Mapping[str, Any], goals: Goals, left: Left) -> list[Tiltak]:
    made, problems = [], []
    for number, activity in enumerate(items(resource, "activity")):
        where = f"{place}.activity[{number}]"
        if why := _why_not(element(activity, "detail")):
            left.note(where, why)
            continue
        try:
            made.append(_tiltak(where, number, activity, goals, left))
        except DomainError:
            # What the tiltak itself complains of may quote what stands there.
            fact = "is due before it starts, or its dates are none."
            problems.append(Problem(where, fact, "Mend its scheduledPeriod."))
    if problems:
        msg = "The CarePlan cannot be read:"
        raise DomainError(msg, problems=problems)
    return made


def _why_not(detail: Mapping[str, Any]) -> str:
    """Why an activity is no tiltak; empty where it is one."""
    if detail.get("doNotPerform") is True:
        return "it is something not to be done, and a tiltak is done"
    if string(detail, "status") == "entered-in-error":
        return "it was entered in error"
    if not (string(detail, "description") or said(element(detail, "code"))):
        return "it is described elsewhere, and not here"
    return ""


def _period(place: str, resource: Mapping[str, Any], left: Left) -> tuple[str, str] | None:
    period = element(resource, "period")
    start, end = (date_time(string(period, name)) for name in ("start", "end"))
    if start and end:
        return start, end
    if period:
        left.note(f"{place}.period", "a plan's period has two ends")
    return None


def _tiltak(
    place: str, number: int, activity: Mapping[str, Any], goals: Goals, left: Left
) -> Tiltak:
    detail = element(activity, "detail")
    code, description = element(detail, "code"), string(detail, "description")
    left.rest(place, activity, _ACTIVITY)
    where = f"{place}.detail"
    left.rest(where, detail, _DETAIL)
    _extensions(where, detail, {"moves"}, left)
    if code and description:
        left.note(f"{where}.code", "a tiltak has one title")
    scheduled = element(detail, "scheduledPeriod")
    return Tiltak(
        as_id(string(activity, "id")) or f"activity-{number + 1}",
        description or said(code),
        moves=_moves(where, detail, goals, left) or None,
        start=_day(f"{where}.scheduledPeriod.start", string(scheduled, "start"), left),
        due=_day(f"{where}.scheduledPeriod.end", string(scheduled, "end"), left),
        progress=_progress(where, detail, left),
    )


def _moves(where: str, detail: Mapping[str, Any], goals: Goals, left: Left) -> list[str]:
    """The indicators an activity should move: those it says, else all that its goals measure."""
    own = [each for each in extensions(detail) if string(each, "url") == f"{OWN}moves"]
    found: list[str] = []
    for number, each in enumerate(items(detail, "goal")):
        measured = goals.measured.get(string(each, "reference"))
        if measured is None:
            left.note(f"{where}.goal[{number}]", "the Goal is not in the Bundle, or was left out")
        elif not measured:
            left.note(f"{where}.goal[{number}]", "the Goal measures nothing that could move")
        found += measured or ()
    return [string(each, "valueString") for each in own] or list(dict.fromkeys(found))


def _day(place: str, text: str, left: Left) -> Any:
    """A day; a year or month stands for its first or last one, as everywhere here."""
    found = date_time(text) if text else None
    if text and found is None:
        left.note(place, "it is no date")
    return day_of(text) or found if found else None


def _progress(place: str, detail: Mapping[str, Any], left: Left) -> tuple[Progress, ...] | None:
    status = string(detail, "status")
    reason = said(element(detail, "statusReason"))
    if status in ACTIVITY:
        return (Progress(ACTIVITY[status], reason=reason or None),)
    if status and status != "unknown":
        left.note(f"{place}.status", "the work on a tiltak has no such state")
    if reason:
        left.note(f"{place}.statusReason", "there is no state it could be the reason of")
    return None
