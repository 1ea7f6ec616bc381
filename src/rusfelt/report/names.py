"""What things are called on the page, and where on it they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from rusfelt.catalogue import load, plan_ids
from rusfelt.domain import Group, Plan, Tiltak, title_in
from rusfelt.domain.text import Title
from rusfelt.errors import DomainError
from rusfelt.evaluation.carrying import Key
from rusfelt.geography import places
from rusfelt.language import sentence
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts

__all__ = ["Names"]

_P_NAMES = ("p", "smallest_p")


@attrs.frozen(eq=False)
class Names:
    """Printed names and anchors of everything in a plan.

    Anchors are numbered in the plan's order rather than made from ids, so that no id can break
    out of them or stand for two things.

    Attributes:
        plan: whose names they are.
        keys: of its series, in the order they are shown.
    """

    plan: Plan
    keys: tuple[Key, ...]
    texts: Texts
    numbers: Numbers
    _anchors: dict[tuple[str, Any], str] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        listed: dict[str, list[Any]] = {
            "tiltak": [each.id for each in self.plan.tiltak],
            "indikator": [each.id for each in self.plan.indicators],
            "strategi": [each.id for each in self.plan.strategies],
            "goal": [each.id for each in self.plan.goals],
            "serie": list(self.keys),
        }
        for kind, ids in listed.items():
            for number, name in enumerate(ids, start=1):
                self._anchors[kind, name] = f"{kind}-{number}"

    @property
    def language(self) -> str:
        """nb, nn or en."""
        return self.texts.language

    def title(self, title: Title) -> str:
        """A title in the page's language, or the nearest one it has."""
        return title_in(title, self.language)

    def anchor(self, kind: str, name: Any) -> str:
        """Where something stands on the page: ``tiltak-3``."""
        return self._anchors[kind, name]

    def link(self, kind: str, name: Any, text: str) -> dict[str, Any]:
        """A link to it, for a table's cell or a list."""
        return {"text": text, "href": f"#{self.anchor(kind, name)}"}

    def place(self, code: str) -> str:
        """The name of a place; its code where nothing shipped knows it."""
        known = places().get(code)
        return code if known is None else known.name

    def group(self, group: str) -> str:
        """A population group in words; empty for everyone."""
        return ", ".join(self._part(*pair) for pair in Group.parse(group).pairs)

    def _part(self, dimension: str, value: str) -> str:
        texts = self.texts
        if dimension == "age":
            age = Group.parse(f"age={value}").age
            if age is not None and age.high is None:
                return texts("group.age-from", low=age.low)
            if age is not None and age.low == age.high:
                return texts("group.age-one", low=age.low)
            if age is not None:
                return texts("group.age-range", low=age.low, high=age.high)
        if dimension == "sex" and texts.has(f"group.sex-{value}"):
            return texts(f"group.sex-{value}")
        if dimension == "grade":
            step = value[1:] if value[:1] == "t" else ""
            return texts("group.grade-step", step=step) if step.isdecimal() else value
        return f"{dimension}: {value}"

    def where(self, key: Key) -> str:
        """Place and group of a series."""
        return ", ".join(filter(None, (self.place(key[1]) if key[1] else "", self.group(key[2]))))

    def indicator(self, name: str) -> str:
        """An indicator's title."""
        return self.title(self.plan.indicator(name).title)

    def series(self, key: Key) -> str:
        """A series in full: indicator, place and group."""
        where = self.where(key)
        return f"{self.indicator(key[0])}, {where}" if where else self.indicator(key[0])

    def label(self, tiltak: Tiltak) -> str:
        """What is printed in front of a tiltak's title."""
        return tiltak.label or tiltak.id

    def tiltak_links(self, names: Any, *, titles: bool = True) -> list[dict[str, Any]]:
        """Links to tiltak of this plan."""
        by_id = {each.id: each for each in self.plan.tiltak}
        found = []
        for name in names:
            each = by_id[name]
            text = f"{self.label(each)} {self.title(each.title)}" if titles else self.label(each)
            found.append(self.link("tiltak", name, text))
        return found

    def other_plan(self, name: str) -> str:
        """The title of another plan; its id where it does not ship."""
        return self.title(load(name).title) if name in plan_ids() else name

    def elsewhere(self, reference: str) -> str:
        """A tiltak or goal of another plan, written ``plan/id``."""
        plan, _, name = reference.partition("/")
        if plan in plan_ids():
            there = load(plan)
            for tiltak in there.tiltak:
                if tiltak.id == name:
                    return f"{name} {self.title(tiltak.title)}"
            for goal in there.goals:
                if goal.id == name:
                    return f"{name} {self.title(goal.title)}"
        return reference

    def said(
        self, code: str, values: Mapping[str, Any], own: Mapping[str, Any] | None = None
    ) -> str:
        """The sentence of a reason, with its numbers and days written as on the rest of the page."""
        head, colon, detail = code.partition(":")
        if colon and self.texts.has(f"lacks.{detail}"):
            code = f"{head}:{self.texts(f'lacks.{detail}')}"
        written = {name: self._written(name, each) for name, each in values.items()}
        return sentence(code, written, self.language, own=own)

    def _written(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, float)) and name not in _P_NAMES:
            return self.numbers.estimate(float(value)) or "-"
        if name == "due" and isinstance(value, str) and value:
            try:
                return self.numbers.day(date.fromisoformat(value))
            except (ValueError, DomainError):
                return value
        return value
