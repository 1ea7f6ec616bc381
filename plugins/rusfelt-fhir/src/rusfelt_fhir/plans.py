"""CarePlans and Goals as a plan of ours, with a list of all that found no place in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from rusfelt import Goal, Plan
from rusfelt.errors import DomainError, Problem, ReadError
from rusfelt_fhir._document import Document
from rusfelt_fhir._goals import Goals
from rusfelt_fhir._identities import held_in
from rusfelt_fhir._left import Left, LeftOver
from rusfelt_fhir._plans import plan_of

__all__ = ["LeftOver", "goals_from", "plan_from", "read_bundle"]


def read_bundle(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The resources of a file as a Bundle, held to the same rules as any other file.

    Args:
        path: a Bundle, one resource, or NDJSON.

    Raises:
        ReadError: it is no FHIR in JSON, or holds national identity numbers anywhere.
    """
    document = Document(path)
    try:
        entries = [{"fullUrl": document.url, "resource": each} for _, each in document.resources()]
    except MemoryError:
        msg = "The file does not fit in memory. Split it."
        raise ReadError(msg, path=document.file) from None
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def goals_from(bundle: Mapping[str, Any]) -> tuple[list[Goal], list[LeftOver]]:
    """The goals of a Bundle, and what of them has no place with us.

    Args:
        bundle: a Bundle, or one Goal.

    Raises:
        DomainError: it holds national identity numbers, or its Goals contradict themselves.

    >>> given = {
    ...     "resourceType": "Goal",
    ...     "id": "g1",
    ...     "lifecycleStatus": "active",
    ...     "description": {"text": "Et sted å bo"},
    ... }
    >>> goals, left = goals_from(given)
    >>> goals[0].title, [str(each) for each in left]
    ('Et sted å bo', ['Goal[0].lifecycleStatus: a goal here has no status'])
    """
    left = Left()
    found = _goals(bundle, left)
    return list(found.goals), left.listed()


def plan_from(
    bundle: Mapping[str, Any], *, care_plan: str | None = None
) -> tuple[Plan, list[LeftOver]]:
    """The plan of a Bundle, and what of it has no place with us.

    Goals become goals, their targets targets of indicators, and activities tiltak. Nothing is
    dropped in silence: each element that is not in the plan is in the list, by its place and
    never with what stands there. A care plan of one person is about that person, and so is the
    plan made of it: keep it where the care plan may be.

    Args:
        bundle: a Bundle with a CarePlan and its Goals, such as :func:`read_bundle` gives.
        care_plan: the id of the CarePlan that is meant where there are several.

    Raises:
        DomainError: it holds national identity numbers, has no or several CarePlans, or
            contradicts itself; all problems are listed.
    """
    left = Left()
    goals = _goals(bundle, left)
    plans = []
    for number, (_, each) in enumerate(_resources(bundle, "CarePlan")):
        plans.append((f"CarePlan[{number}]", each))
    if care_plan is not None:
        plans = [(place, each) for place, each in plans if each.get("id") == care_plan]
    if len(plans) != 1:
        what = f"{len(plans)} CarePlans" if plans else "no CarePlan"
        msg = f"There is {what} here, and a plan is made of one. Name its id with care_plan=."
        raise DomainError(msg)
    place, resource = plans[0]
    plan = plan_of(place, resource, goals, left)
    for number, (_, each) in enumerate(_resources(bundle, "CarePlan")):
        if each is not resource:
            left.note(f"CarePlan[{number}]", "another one was asked for")
    return plan, left.listed()


def _goals(bundle: Mapping[str, Any], left: Left) -> Goals:
    held = dict.fromkeys(held_in(bundle))
    if held:
        msg = "The Bundle holds what looks like national identity numbers, and so it is not read:"
        problems = [Problem(place, "holds one.", "Take it out, or use a code.") for place in held]
        raise DomainError(msg, problems=problems[:20])
    for number, (_, kind) in enumerate(_all(bundle)):
        if kind.get("resourceType") not in ("Goal", "CarePlan"):
            left.note(f"entry[{number}]", "only Goal and CarePlan are read here")
    return Goals.of(list(_resources(bundle, "Goal")), left)


def _resources(bundle: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return (each for each in _all(bundle) if each[1].get("resourceType") == kind)


def _all(bundle: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every resource with the name its entry gives it."""
    if bundle.get("resourceType") != "Bundle":
        yield "", bundle
        return
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        inner = entry.get("resource") if isinstance(entry, Mapping) else None
        if isinstance(inner, Mapping):
            yield str(entry.get("fullUrl") or ""), inner
