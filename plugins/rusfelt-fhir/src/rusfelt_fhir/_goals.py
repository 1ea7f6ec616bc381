"""FHIR Goals as goals, indicators and targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from rusfelt import Goal, Indicator, Target
from rusfelt.errors import DomainError, Problem
from rusfelt_fhir._left import Left
from rusfelt_fhir._place import extension, extensions
from rusfelt_fhir.codes import OWN

__all__ = ["Goals", "as_id", "element", "items", "said", "string"]

_BETWEEN = re.compile(r"[\s/]+")
_GONE = frozenset({"entered-in-error", "cancelled", "rejected"})
_REASONS = {
    "lifecycleStatus": "a goal here has no status",
    "achievementStatus": "what the figures show is found out here, and not taken over",
    "subject": "a plan here is nobody's in particular",
    "startDate": "a target here has no start, only a baseline",
    "text": "only the elements are read, not the narrative",
}
_TARGET = f"{OWN}target"
_GOAL = {
    "resourceType": str, "id": str, "identifier": list, "description": dict, "target": list,
    "extension": list,
}  # fmt: skip
_AIM = {
    "measure": dict, "detailQuantity": dict, "detailInteger": int, "detailRange": dict,
    "dueDate": str, "extension": list, "id": str,
}  # fmt: skip
_QUANTITY = {"value": object, "comparator": str, "unit": str, "extension": list}


@attrs.frozen
class Goals:
    """What the Goals of a Bundle say.

    Attributes:
        goals: in their order. indicators: by id. targets: in their order.
        measured: what a Goal may be called by → the indicators it has targets for.
    """

    goals: tuple[Goal, ...]
    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    measured: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, resources: Iterable[tuple[str, Mapping[str, Any]]], left: Left) -> Goals:
        """The goals of FHIR Goals, each with the name its entry gives it.

        Raises:
            DomainError: they contradict themselves; all of it is listed.
        """
        made = _Making(left)
        for number, (url, resource) in enumerate(resources):
            made.take(f"Goal[{number}]", url, resource)
        if made.problems:
            msg = "The Goals cannot be read:"
            raise DomainError(msg, problems=made.problems)
        return cls(tuple(made.goals), made.indicators, tuple(made.targets), made.measured)


class _Making:
    def __init__(self, left: Left) -> None:
        self.left = left
        self.problems: list[Problem] = []
        self.goals: list[Goal] = []
        self.indicators: dict[str, Indicator] = {}
        self.targets: list[Target] = []
        self.measured: dict[str, tuple[str, ...]] = {}

    def take(self, place: str, url: str, resource: Mapping[str, Any]) -> None:
        status = string(resource, "lifecycleStatus")
        if status in _GONE:
            self.left.note(place, f"its lifecycleStatus is {status}")
            return
        measured = []
        for number, target in enumerate(items(resource, "target")):
            if found := self._target(f"{place}.target[{number}]", target):
                measured.append(found)
        names = {url, f"Goal/{string(resource, 'id')}"} - {"", "Goal/"}
        self.measured.update(dict.fromkeys(names, tuple(dict.fromkeys(measured))))
        self.left.rest(place, resource, _GOAL, _REASONS)
        self._extensions(place, resource, {"target-only", "parent"})
        if len(items(resource, "identifier")) > 1:
            self.left.note(f"{place}.identifier[1]", "a goal here has one id")
        if extension(resource, f"{OWN}target-only").get("valueBoolean") is True:
            return
        self._goal(place, resource, measured)

    def _goal(self, place: str, resource: Mapping[str, Any], measured: list[str]) -> None:
        description = element(resource, "description")
        title = said(description)
        if not title:
            self._problem(f"{place}.description", "says nothing.", "Describe the goal.")
            return
        given = next((string(each, "value") for each in items(resource, "identifier")), "")
        name = as_id(given or string(resource, "id")) or f"goal-{len(self.goals) + 1}"
        if any(each.id == name for each in self.goals):
            self._problem(place, "has the id of another goal.", "Give each an id of its own.")
            return
        parent = extension(resource, f"{OWN}parent").get("valueString")
        indicators = tuple(dict.fromkeys(measured)) or None
        self.goals.append(Goal(name, title, parent=parent, indicators=indicators))

    def _target(self, place: str, target: Mapping[str, Any]) -> str:
        """The indicator a target is of, when it has been taken in; empty where it cannot be."""
        measure = element(target, "measure")
        codings = items(measure, "coding")
        name = as_id(next((string(each, "code") for each in codings), "") or said(measure))
        if not name:
            self.left.note(place, "it does not say what is measured")
            return ""
        for number in range(1, len(codings)):
            self.left.note(f"{place}.measure.coding[{number}]", "an indicator has one id")
        for number, coding in enumerate(codings):
            if "system" in coding:
                self.left.note(f"{place}.measure.coding[{number}].system", "ids have no system")
        fields = self._own(place, target) or self._level(place, target)
        quantity = element(target, "detailQuantity")
        self._indicator(place, name, said(measure) or name, string(quantity, "unit"))
        due = string(target, "dueDate")
        if fields:
            try:
                self.targets.append(Target(name, due=due or None, **fields))
            except DomainError:
                # What the target itself complains of may quote what stands there.
                self._problem(
                    place, "is no target.", "Give it a finite number and a date; see Target."
                )
        elif due:
            self.left.note(f"{place}.dueDate", "there is no number that is due")
        taken = dict(_AIM)
        if _TARGET in {each.get("url") for each in extensions(target)}:
            taken["detailString"] = str
        self.left.rest(place, target, taken)
        return name

    def _own(self, place: str, target: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a target that was written here."""
        outer = extension(target, _TARGET)
        found: dict[str, Any] = {}
        for each in extensions(outer):
            value = next((v for key, v in each.items() if key.startswith("value")), None)
            found[string(each, "url")] = value
        known = {field.name for field in attrs.fields(Target)} - {"indicator", "due", "supersedes"}
        if not found.keys() <= known:
            self._problem(place, "has an extension that is not understood.", "Export it again.")
            return {}
        level = self._level(place, target) if "form" not in found else {}
        return {**level, **found} if level or "form" in found else {}

    def _level(self, place: str, target: Mapping[str, Any]) -> dict[str, Any]:
        """The level a target wants reached, where it is a number."""
        if "detailInteger" in target:
            return {"value": target["detailInteger"]}
        quantity = element(target, "detailQuantity")
        if "value" in quantity:
            self.left.rest(f"{place}.detailQuantity", quantity, _QUANTITY)
            operator = string(quantity, "comparator")
            return {"value": quantity["value"], **({"operator": operator} if operator else {})}
        ends = {name: element(element(target, "detailRange"), name) for name in ("low", "high")}
        told = {name: each["value"] for name, each in ends.items() if "value" in each}
        if len(told) == 1:
            ((name, value),) = told.items()
            return {"value": value, "operator": ">=" if name == "low" else "<="}
        if told:
            self.left.note(f"{place}.detailRange", "a target here has one end")
        return {}

    def _indicator(self, place: str, name: str, title: str, unit: str) -> None:
        there = self.indicators.get(name)
        if there is None:
            self.indicators[name] = Indicator(name, title, unit=unit or None)
        elif unit and there.unit and there.unit != unit:
            self._problem(place, "is in another unit than an earlier one.", "Use one unit.")
        elif there.title != title:
            self.left.note(f"{place}.measure.text", "the indicator has another title already")
        elif unit and not there.unit:
            self.indicators[name] = attrs.evolve(there, unit=unit)

    def _extensions(self, place: str, of: Mapping[str, Any], known: set[str]) -> None:
        for number, each in enumerate(extensions(of)):
            if string(each, "url").removeprefix(OWN) not in known:
                self.left.note(f"{place}.extension[{number}]", "its meaning is not known here")

    def _problem(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(place, message, remedy))


def element(of: Any, name: str) -> Mapping[str, Any]:
    """An element with elements of its own; an empty one where it is not there."""
    found = of.get(name) if isinstance(of, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def items(of: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Elements of a list."""
    found = of.get(name)
    return [each for each in found if isinstance(each, Mapping)] if type(found) is list else []


def string(of: Mapping[str, Any], name: str) -> str:
    """A text; empty where there is none."""
    found = of.get(name)
    return found.strip() if isinstance(found, str) else ""


def said(concept: Mapping[str, Any]) -> str:
    """A concept in words, or its code where it has none."""
    codings = items(concept, "coding")
    for each in (concept, *codings):
        if words := string(each, "text") or string(each, "display"):
            return words
    return next((string(each, "code") for each in codings), "")


def as_id(text: str) -> str:
    """A text as an id can be written: without spaces and slashes."""
    return _BETWEEN.sub("-", text).strip("-")
