"""What plans say, and how it changed, in words; made of the plain values of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

import attrs

from rusfelt.errors import one_line
from rusfelt.language import label, number, words

__all__ = ["Pair", "Words"]

Pair: TypeAlias = tuple[str, str]
"""A term and what is said of it."""

_FALLBACK = ("nb", "nn", "en")
# Fields whose values are words of a closed list, and where their labels stand.
_LISTS = {
    "level": "level",
    "kind": "kind",
    "better": "direction",
    "counts": "counts",
    "design": "design",
}
_OWN_LISTS = {"operator", "form", "coverage", "method"}
_DAYS = {"adopted", "start", "due", "decided"}


@attrs.frozen
class Words:
    """How values are written in one language.

    Attributes:
        language: nb, nn or en.
        write: how a number is written.
        day: how a day is written.
        place, group: what the code of a place, and a population group, are called.
    """

    language: str
    write: Callable[[float], str] = attrs.field(
        default=attrs.Factory(
            lambda self: lambda value: number(value, self.language), takes_self=True
        )
    )
    day: Callable[[date], str] = date.isoformat
    place: Callable[[str], str] = one_line
    group: Callable[[str], str] = one_line

    def say(self, key: str, /, **values: Any) -> str:
        """One of the comparison's own texts."""
        return str(words(self.language)["diff"][key]).format_map(values)

    def title(self, title: Mapping[str, str]) -> str:
        """A title in the language, or the nearest one it has."""
        order = (self.language, *_FALLBACK)
        return one_line(next((title[each] for each in order if title.get(each)), ""))

    def field(self, name: str, kind: str = "") -> str:
        """What a field is called."""
        if name.startswith("indicator."):
            return self.say("of-indicator", field=self.field(name.removeprefix("indicator.")))
        return self.say(f"field-{_named(name, kind).replace('_', '-')}")

    def change(self, change: Mapping[str, Any], kind: str = "") -> Pair:
        """A field, and from what to what it was changed."""
        name = _named(change["field"], kind).removeprefix("indicator.")
        before, after = (self._told(name, change[each]) for each in ("before", "after"))
        key = (
            "set" if change["before"] is None else "unset" if change["after"] is None else "from-to"
        )
        return self.field(change["field"], kind), self.say(key, before=before, after=after)

    def _told(self, name: str, value: Any) -> str:
        """A value inside a sentence, where a title would run into the words around it."""
        told = self.value(name, value)
        return self.say("quoted", text=told) if name == "title" else told

    def value(self, name: str, value: Any) -> str:
        """What a field holds."""
        if value is None:
            return self.say("unsaid")
        if isinstance(value, bool):
            return str(words(self.language)["screen"]["yes" if value else "no"])
        if isinstance(value, (int, float)):
            return self.write(float(value))
        if isinstance(value, Mapping):
            return self.title(value)
        if isinstance(value, list):
            between = "–" if name == "period" else "; "
            return between.join(self._each(name, each) for each in value) or self.say("none")
        return self._text(name, value) or self.say("none")

    def _text(self, name: str, value: str) -> str:
        if name in {"place", "area"}:
            return self.place(value)
        if name == "group":
            return self.group(value)
        if name in _DAYS:
            return self.day(date.fromisoformat(value))
        if name in _LISTS:
            return label(_LISTS[name], value, self.language)
        if name in _OWN_LISTS:
            return self.say(f"{name}-{value}")
        return one_line(value)

    def _each(self, name: str, value: Any) -> str:
        if name == "progress":
            return self.progress(value)
        if name == "implements" and isinstance(value, Mapping):
            strength = label("strength", value["strength"], self.language)
            return f"{value['plan']}/{value['tiltak']} ({strength})"
        if name == "judged_by":
            params = ", ".join(f"{key} = {one_line(str(each))}" for key, each in value["params"])
            return one_line(value["evaluator"]) + (f" ({params})" if params else "")
        return one_line(str(value))

    def progress(self, report: Mapping[str, Any] | None) -> str:
        """A report on the work: its state, day and reason."""
        if report is None:
            return self.say("no-progress")
        told = label("progress", report["state"], self.language)
        if report["date"]:
            told = f"{told}, {self.day(date.fromisoformat(report['date']))}"
        return f"{told}: {one_line(report['reason'])}" if report["reason"] else told

    def target(self, target: Mapping[str, Any]) -> str:
        """A target as it was adopted: its level, deadline, starting value, place and group."""
        return ", ".join(self._target(target))

    def _target(self, target: Mapping[str, Any]) -> Iterator[str]:
        value, form = target["value"], target["form"]
        told = "" if value is None else self.write(value)
        if form == "change" and value is not None:
            told = self.say("percent", value=self.write(100 * value))
        if target["operator"] and told:
            told = f"{self.value('operator', target['operator'])} {told}"
        yield self.say(f"target-{form}", value=told).strip()
        if target["due"]:
            yield self.say("by", day=self.value("due", target["due"]))
        if target["baseline"] is not None:
            yield self.say("from-baseline", value=self.write(target["baseline"]))
        if target["baseline_period"]:
            yield self.say("from-period", period=target["baseline_period"])
        if target["unit"]:
            yield self.place(target["unit"])
        if target["group"]:
            yield self.group(target["group"])


def _named(name: str, kind: str) -> str:
    """A target's unit is a place; an indicator's is what it is measured in."""
    return "place" if name == "unit" and kind == "targets" else name
