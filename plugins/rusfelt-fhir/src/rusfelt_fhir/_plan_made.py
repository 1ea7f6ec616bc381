"""The resources a plan becomes, with what is the same for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from rusfelt import Goal, Indicator, Period, Plan, Target, Tiltak, Verdict
from rusfelt.domain import title_in
from rusfelt.language import label
from rusfelt.vocabulary import Form, Operator, ProgressState
from rusfelt_fhir._made import Reference, Resource, extended, number, own, referred
from rusfelt_fhir.codes import ACHIEVED, ACHIEVEMENT_SYSTEM, OWN

__all__ = ["Makes"]

_STATUS: Mapping[ProgressState, str] = {
    ProgressState.PLANNED: "not-started",
    ProgressState.ONGOING: "in-progress",
    ProgressState.COMPLETED: "completed",
}
# Fields of a target that FHIR has no element for, with the type of their extension.
_TARGET_FIELDS: Mapping[str, str] = {
    "form": "valueCode",
    "operator": "valueCode",
    "value": "valueDecimal",
    "unit": "valueString",
    "group": "valueString",
    "baseline": "valueDecimal",
    "baseline_period": "valueString",
    "definition": "valueString",
    "method": "valueCode",
    "decided": "valueDate",
    "decided_by": "valueString",
    "reason": "valueString",
    "id": "valueString",
}
_CARRIED = {
    "plan": {
        "id",
        "title",
        "period",
        "area",
        "adopted",
        "goals",
        "tiltak",
        "indicators",
        "targets",
    },
    "goals": {"id", "title", "parent", "indicators"},
    "tiltak": {"id", "title", "start", "due", "moves", "progress"},
    "indicators": {"id", "title", "unit"},
    "targets": {*_TARGET_FIELDS, "indicator", "due"},
}
_NOT_CARRIED = {
    "nb": "Ikke med her",
    "nn": "Ikkje med her",
    "en": "Not carried over",
}


@attrs.frozen
class Makes:
    """What is the same for all resources of a plan."""

    plan: Plan
    subject: Reference | None
    status: str
    system: str | None
    language: str

    def goals(self, verdicts: Sequence[tuple[Target, Verdict]]) -> Iterator[Resource]:
        """A Goal for each goal, and for each target that hangs on none."""
        left = list(self.plan.standing_targets())
        for each in self.plan.goals:
            mine = [target for target in left if target.indicator in (each.indicators or ())]
            left = [target for target in left if target not in mine]
            yield self._of_goal(each, mine, verdicts)
        for target in left:
            text = self._title(self.plan.indicator(target.indicator))
            words = [pair for pair in verdicts if pair[0] == target]
            extensions = [own("target-only", "valueBoolean", value=True)]
            yield self.goal(extensions, None, text, [self.target(target)], words)

    def _of_goal(
        self, of: Goal, mine: list[Target], verdicts: Sequence[tuple[Target, Verdict]]
    ) -> Resource:
        targets = []
        for name in of.indicators or ():
            found = [self.target(each) for each in mine if each.indicator == name]
            targets += found or [{"measure": self._measure(self.plan.indicator(name))}]
        extensions = [own("parent", "valueString", of.parent)] if of.parent else []
        words = [pair for pair in verdicts if pair[0] in mine]
        return self.goal(extensions, of.id, self._title(of), targets, words)

    def goal(
        self,
        extensions: list[Resource],
        name: str | None,
        text: str,
        targets: list[Resource],
        words: Sequence[tuple[Target, Verdict]],
    ) -> Resource:
        """The resource, with what verdicts say of it."""
        made: Resource = {"resourceType": "Goal", **extended({}, extensions)}
        if name is not None:
            made["identifier"] = [{"value": name}]
        made["lifecycleStatus"] = self.status
        codes = [ACHIEVED.get(verdict) for _, verdict in words]
        alone = len(words) == 1 and len(targets) == 1
        if alone and codes[0] is not None:
            coding = {"system": ACHIEVEMENT_SYSTEM, "code": codes[0]}
            made["achievementStatus"] = {"coding": [coding]}
        made["description"] = {"text": text}
        made["subject"] = self._subject()
        if targets:
            made["target"] = targets
        if words and "achievementStatus" not in made:
            made["note"] = [{"text": "; ".join(map(self._said, words))}]
        return made

    def _said(self, word: tuple[Target, Verdict]) -> str:
        target, verdict = word
        title = self._title(self.plan.indicator(target.indicator))
        return f"{title}: {label('verdict', verdict, self.language)}"

    def _title(self, of: Goal | Indicator | Tiltak | Plan) -> str:
        return title_in(of.title, self.language)

    def _subject(self) -> Resource:
        if self.subject is not None:
            return referred(self.subject)
        if self.plan.area:
            return {"identifier": {"value": self.plan.area}}
        return {"display": self._title(self.plan)}

    def _measure(self, indicator: Indicator) -> Resource:
        coding = {**({"system": self.system} if self.system else {}), "code": indicator.id}
        return {"coding": [coding], "text": self._title(indicator)}

    def target(self, target: Target) -> Resource:
        """The target as an element of a Goal."""
        indicator = self.plan.indicator(target.indicator)
        made: Resource = {"measure": self._measure(indicator)}
        said = {name: getattr(target, name) for name in _TARGET_FIELDS}
        if target.form is Form.LEVEL and target.value is not None:
            quantity: Resource = {"value": number(target.value)}
            if target.operator not in {None, Operator.EQUAL}:
                quantity["comparator"] = str(target.operator)
                said["operator"] = None
            if indicator.unit:
                quantity["unit"] = indicator.unit
            made["detailQuantity"] = quantity
            said["value"] = said["form"] = None
        else:
            # A change or an addition is no level, and only words say so to everybody.
            parts = [
                f"{name} {said[name]}" for name in ("value", "baseline") if said[name] is not None
            ]
            made["detailString"] = ": ".join([str(target.form), ", ".join(parts)]).rstrip(": ")
        if target.due is not None:
            made["dueDate"] = target.due.isoformat()
        listed = [
            {"url": name, kind: number(value) if kind == "valueDecimal" else str(value)}
            for name, kind in _TARGET_FIELDS.items()
            if (value := said[name]) is not None and value != ""
        ]
        inner = {"url": f"{OWN}target", "extension": listed}
        return extended(made, [inner] if listed else [])

    def plan_itself(self, goals: Sequence[Resource]) -> Resource:
        """The CarePlan."""
        plan = self.plan
        extensions = [own("area", "valueString", plan.area)] if plan.area else []
        if plan.adopted:
            extensions.append(own("adopted", "valueDate", plan.adopted.isoformat()))
        placed = {name for each in goals for name in _measured(each)}
        extensions += [
            _indicator(each, self.language) for each in plan.indicators if each.id not in placed
        ]
        made: Resource = {"resourceType": "CarePlan", **extended({}, extensions)}
        made["identifier"] = [{"value": plan.id}]
        made |= {"status": self.status, "intent": "plan", "title": self._title(plan)}
        made["subject"] = self._subject()
        if plan.period:
            made["period"] = {
                "start": _end(plan.period[0], last=False),
                "end": _end(plan.period[1], last=True),
            }
        if goals:
            made["goal"] = [{"reference": f"urn:uuid:{each['id']}"} for each in goals]
        if plan.tiltak:
            made["activity"] = [self._activity(each, goals) for each in plan.tiltak]
        if lost := list(_lost(plan)):
            made["note"] = [{"text": f"{_NOT_CARRIED[self.language]}: {', '.join(lost)}."}]
        return made

    def _activity(self, tiltak: Tiltak, goals: Sequence[Resource]) -> Resource:
        extensions = [own("moves", "valueString", each) for each in tiltak.moves or ()]
        detail: Resource = extended({}, extensions)
        moved = set(tiltak.moves or ())
        serving = [each for each in goals if moved & set(_measured(each))]
        if serving:
            detail["goal"] = [{"reference": f"urn:uuid:{each['id']}"} for each in serving]
        detail |= _work(tiltak)
        start, due = tiltak.start, tiltak.due
        if start or due:
            detail["scheduledPeriod"] = {
                **({"start": start.isoformat()} if start else {}),
                **({"end": due.isoformat()} if due else {}),
            }
        detail["description"] = self._title(tiltak)
        return {"id": tiltak.id, "detail": detail}


def _indicator(indicator: Indicator, language: str) -> Resource:
    """An indicator that no Goal has a target for."""
    said = {
        "id": indicator.id,
        "title": title_in(indicator.title, language),
        "unit": indicator.unit,
    }
    listed = [{"url": name, "valueString": text} for name, text in said.items() if text]
    return {"url": f"{OWN}indicator", "extension": listed}


def _measured(resource: Resource) -> Iterator[str]:
    for each in resource.get("target", ()):
        yield each["measure"]["coding"][0]["code"]


def _work(tiltak: Tiltak) -> Resource:
    """How far the work has come."""
    if not tiltak.progress:
        return {"status": "unknown"}
    last = tiltak.progress[-1]
    began = any(each.state is ProgressState.ONGOING for each in tiltak.progress)
    made = {"status": _STATUS.get(last.state) or ("stopped" if began else "cancelled")}
    return {**made, "statusReason": {"text": last.reason}} if last.reason else made


def _end(period: str, *, last: bool) -> str:
    found = Period.parse(period)
    if found.length in {"year", "month", "day"}:
        return found.text
    return (found.end if last else found.start).isoformat()


def _lost(plan: Plan) -> Iterator[str]:
    """What of a plan goes nowhere, by the names of a plan file."""
    yield from _said(plan, _CARRIED["plan"], "")
    gone = len(plan.targets) - len(plan.standing_targets())
    if gone:
        yield f"{gone} targets (superseded)"
    if any(len(each.progress or ()) > 1 for each in plan.tiltak):
        yield "tiltak.progress (all but the last)"
    elif any(each.date for one in plan.tiltak for each in one.progress or ()):
        yield "tiltak.progress.date"
    for part in ("goals", "tiltak", "indicators", "targets"):
        names = {
            name for each in getattr(plan, part) for name in _said(each, _CARRIED[part], f"{part}.")
        }
        yield from sorted(names)


def _said(value: Any, carried: set[str], prefix: str) -> Iterator[str]:
    for field in attrs.fields(type(value)):
        said = getattr(value, field.name)
        if field.name not in carried and said not in (None, (), field.default):
            yield f"{prefix}{field.name}"
