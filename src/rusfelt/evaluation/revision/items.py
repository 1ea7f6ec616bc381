"""What became of each goal, strategy, tiltak, indicator and body of a plan, by its id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from rusfelt.domain import Plan, Target, Tiltak
from rusfelt.domain.text import Title
from rusfelt.evaluation.revision.likeness import ALIKE, alike, given_in, probable_pairs
from rusfelt.evaluation.revision.values import (
    Change,
    FieldChange,
    ItemChange,
    Likeness,
    Successor,
    titles,
)
from rusfelt.vocabulary import Strength

__all__ = ["item_changes", "plan_fields", "probably_same", "reordered"]

_TITLED = ("goals", "strategies", "tiltak", "indicators", "bodies")
# Where in the plan a thing stands.
_UNDER = {"goals": "parent", "strategies": "goals", "tiltak": "strategies"}
_OWN = ("id", "title", "owners", "area", "adopted", "period", "parents", "themes")


def plan_fields(before: Plan, after: Plan) -> Iterator[FieldChange]:
    """The plan's own fields that say something else."""
    for name in _OWN:
        was, now = getattr(before, name), getattr(after, name)
        if was != now and not (name == "title" and titles(was) == titles(now)):
            yield FieldChange(name, was, now)
    if not before.bodies and not after.bodies and before.bodies != after.bodies:
        # No list of bodies, and a list with none on it, are different statements.
        yield FieldChange("bodies", before.bodies, after.bodies)


def item_changes(
    kind: str, before: Plan, after: Plan, pairs: Sequence[Likeness]
) -> Iterator[ItemChange]:
    """What became of everything in one list: the dropped first, then in the later plan's order.

    Args:
        kind: ``goals``, ``strategies``, ``tiltak``, ``indicators`` or ``bodies``.
        before: the earlier plan.
        after: the later plan.
        pairs: what is probably the same under another id.
    """
    was = {each.id: each for each in getattr(before, kind) or ()}
    now = {each.id: each for each in getattr(after, kind) or ()}
    successors = _Successors(kind, before, after, pairs)
    for name, each in was.items():
        if name not in now:
            progress = each.progress if isinstance(each, Tiltak) else None
            yield ItemChange(
                kind,
                name,
                each.title,
                Change.DROPPED,
                fields=tuple(FieldChange(field, said, None) for field, said in _stated(each)),
                last_progress=progress[-1] if progress else None,
                now=tuple(successors.of(name)),
            )
    for name, each in now.items():
        if name not in was:
            fields = tuple(FieldChange(field, None, said) for field, said in _stated(each))
            yield ItemChange(kind, name, each.title, Change.ADDED, fields=fields)
            continue
        fields = tuple(_fields(was[name], each))
        renamed = _renamed(was[name].title, each.title)
        yield ItemChange(
            kind,
            name,
            each.title,
            Change.CHANGED if fields else Change.KEPT,
            fields=fields,
            renamed=renamed,
            likeness=alike(was[name].title, each.title) if renamed else None,
            moved=any(
                each.field == _UNDER.get(kind) and _set(each.before) != _set(each.after)
                for each in fields
            ),
        )


def probably_same(before: Plan, after: Plan) -> tuple[Likeness, ...]:
    """What is probably the same under another id.

    Looked for among what is only in one of the plans, and among ids that both have for things with
    quite different titles, since renumbering gives old ids to other things.
    """
    found = []
    for kind in _TITLED:
        was = {each.id: each.title for each in getattr(before, kind) or ()}
        now = {each.id: each.title for each in getattr(after, kind) or ()}
        same = {
            name
            for name in was.keys() & now.keys()
            if not _renamed(was[name], now[name]) or alike(was[name], now[name]) >= ALIKE
        }
        found += [
            Likeness(
                kind, first, second, was[first], now[second], ratio,
                reused=first in now or second in was,
            )
            for first, second, ratio in probable_pairs(
                [each for each in was.items() if each[0] not in same],
                [each for each in now.items() if each[0] not in same],
            )
        ]  # fmt: skip
    return (*found, *_same_targets(before, after))


def reordered(before: Plan, after: Plan) -> Iterator[str]:
    """Lists whose common ids stand in another order."""
    for kind in (*_TITLED, "targets"):
        was = [each.id for each in getattr(before, kind) or () if each.id is not None]
        now = [each.id for each in getattr(after, kind) or () if each.id is not None]
        both = set(was) & set(now)
        if [each for each in was if each in both] != [each for each in now if each in both]:
            yield kind


def _same_targets(before: Plan, after: Plan) -> Iterator[Likeness]:
    """Targets under different ids that read the same in everything else."""
    earlier = {each.id for each in before.targets}
    now: dict[Target, list[str]] = {}
    for each in after.targets:
        if each.id is not None and each.id not in earlier:
            now.setdefault(_unnamed(each), []).append(each.id)
    later = {each.id for each in after.targets}
    called = {each.id: each.title for each in (*before.indicators, *after.indicators)}
    for each in before.targets:
        if each.id is not None and each.id not in later:
            title = called[each.indicator]
            for other in now.get(_unnamed(each), ()):
                yield Likeness("targets", each.id, other, title, title, 1.0)


def _unnamed(target: Target) -> Target:
    return attrs.evolve(target, id=None, supersedes=None)


def _fields(was: Any, now: Any) -> Iterator[FieldChange]:
    for field in attrs.fields(type(now)):
        first, last = getattr(was, field.name), getattr(now, field.name)
        if field.name == "title":
            if titles(first) != titles(last):
                yield FieldChange("title", first, last)
        elif first != last:
            yield FieldChange(field.name, first, last)


def _stated(item: Any) -> Iterator[tuple[str, Any]]:
    """Everything a thing says beside its id and title."""
    for field in attrs.fields(type(item)):
        value = getattr(item, field.name)
        if field.name not in {"id", "title"} and value != field.default:
            yield field.name, value


def _renamed(was: Title, now: Title) -> bool:
    """Whether a language both titles are given in has another text, or there is no such language."""
    first, last = given_in(was), given_in(now)
    both = first.keys() & last.keys()
    return not both or any(first[each] != last[each] for each in both)


def _set(value: Any) -> frozenset[str]:
    return frozenset((value,) if isinstance(value, str) else value or ())


class _Successors:
    """What in the later plan bears on something dropped from the earlier one."""

    def __init__(self, kind: str, before: Plan, after: Plan, pairs: Sequence[Likeness]) -> None:
        self._found: dict[str, list[Successor]] = {}
        later = {each.id: each for each in getattr(after, kind) or ()}
        if kind == "tiltak":
            self._carried_out(before, after)
            self._said_the_same(before, later)
        if kind == "goals":
            self._served(before, after)
        for each in pairs:
            known = [one.id for one in self.of(each.before)]
            if each.kind == kind and each.after not in known:
                self._add(each.before, Successor("probably", each.after, each.title_after))

    def of(self, name: str) -> list[Successor]:
        return self._found.get(name, [])

    def _add(self, name: str, successor: Successor) -> None:
        self._found.setdefault(name, []).append(successor)

    def _carried_out(self, before: Plan, after: Plan) -> None:
        for each in after.tiltak:
            for link in each.implements or ():
                if link.plan == before.id:
                    clear = link.strength is Strength.CLEAR
                    how = "implemented-by" if clear else "partly-implemented-by"
                    self._add(link.tiltak, Successor(how, each.id, each.title))

    def _said_the_same(self, before: Plan, later: dict[str, Any]) -> None:
        """The earlier plan's own word that two of its tiltak are the same."""
        above = {each.id: each.duplicate_of for each in before.tiltak}
        groups: dict[str, list[str]] = {}
        for name in above:
            root = name
            while (step := above.get(root)) is not None:
                root = step
            groups.setdefault(root, []).append(name)
        for names in groups.values():
            for name in names:
                for other in names:
                    if other != name and other in later:
                        self._add(name, Successor("same-as", other, later[other].title))

    def _served(self, before: Plan, after: Plan) -> None:
        for each in after.goals:
            for how, listed in (("implemented-by", each.implements), ("served-by", each.serves)):
                for reference in listed or ():
                    plan, _, name = reference.partition("/")
                    if plan == before.id:
                        self._add(name, Successor(how, each.id, each.title))
