"""What a comparison of two plans finds, as values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from rusfelt.domain import Progress, Target, title_in
from rusfelt.domain.text import LANGUAGES, Title
from rusfelt.evaluation.plain import plain

__all__ = [
    "Change",
    "FieldChange",
    "ItemChange",
    "Likeness",
    "Revision",
    "Successor",
    "TargetChange",
    "plain_value",
    "titles",
]


class Change(StrEnum):
    """What became of one thing a plan says; everything in either plan is in exactly one."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"
    KEPT = "kept"


def titles(title: Title) -> dict[str, str]:
    """A title as it is shown in each language."""
    return {language: title_in(title, language) for language in LANGUAGES}


def plain_value(value: Any) -> Any:
    """Any value of a plan as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(name): plain_value(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(each) for each in value]
    if attrs.has(type(value)):
        return {
            field.name: plain_value(getattr(value, field.name))
            for field in attrs.fields(type(value))
        }
    return plain(value)


@attrs.frozen
class FieldChange:
    """One field that says something else than before; ``None`` where a plan leaves it unsaid."""

    field: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "field": self.field,
            "before": plain_value(self.before),
            "after": plain_value(self.after),
        }


@attrs.frozen
class Successor:
    """Something in the later plan that bears on what was dropped from the earlier one.

    Attributes:
        how: ``implemented-by`` or ``partly-implemented-by`` where it says that it carries the
            dropped one out, ``served-by`` where a goal says that it serves it, ``same-as`` where
            the earlier plan said that the two are the same, ``probably`` where only the titles
            are alike.
        id, title: of the thing in the later plan.
    """

    how: str
    id: str
    title: Title

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {"how": self.how, "id": self.id, "title": titles(self.title)}


@attrs.frozen
class ItemChange:
    """What became of one goal, strategy, tiltak, indicator or body; ids are what is compared.

    Attributes:
        kind: the plan's list it stands in, such as ``tiltak``.
        id: the key.
        title: the later plan's, or the earlier one's for what was dropped.
        change: added, dropped, changed or kept.
        fields: what says something else; all it said of what was dropped, and all it says of what
            was added.
        renamed: whether a title both plans give in one language is another one.
        likeness: how alike the two titles are, from 0 to 1, where it was renamed.
        moved: whether a tiltak is under other strategies, a strategy under other goals, or a goal
            under another goal.
        last_progress: the earlier plan's last report on a dropped tiltak.
        now: what in the later plan bears on a dropped one.
    """

    kind: str
    id: str
    title: Title
    change: Change
    fields: tuple[FieldChange, ...] = ()
    renamed: bool = False
    likeness: float | None = None
    moved: bool = False
    last_progress: Progress | None = None
    now: tuple[Successor, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "id": self.id,
            "title": titles(self.title),
            "change": str(self.change),
            "renamed": self.renamed,
            "likeness": None if self.likeness is None else round(self.likeness, 4),
            "moved": self.moved,
            "fields": [each.to_dict() for each in self.fields],
            "last_progress": plain_value(self.last_progress),
            "now": [each.to_dict() for each in self.now],
        }


@attrs.frozen
class Likeness:
    """Two things under different ids that are probably the same; they are never taken for one.

    Attributes:
        kind: the plan's list they stand in.
        before, after: their ids in the earlier and the later plan.
        title_before, title_after: what each plan calls them.
        ratio: how alike the titles are, from 0 to 1; 1 for the same.
        reused: whether one of the two ids stands in both plans, for something else.
    """

    kind: str
    before: str
    after: str
    title_before: Title
    title_after: Title
    ratio: float
    reused: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "kind": self.kind,
            "before": self.before,
            "after": self.after,
            "title_before": titles(self.title_before),
            "title_after": titles(self.title_after),
            "ratio": round(self.ratio, 4),
            "reused": self.reused,
        }


@attrs.frozen
class TargetChange:
    """What became of one target as the plan lists it.

    Attributes:
        change: added, dropped, changed or kept.
        before, after: the target in each plan; ``None`` where it is not there.
        fields: what says something else. ``indicator.definition`` and the like are fields of the
            indicator it is for, which change what the target means.
    """

    change: Change
    before: Target | None
    after: Target | None
    fields: tuple[FieldChange, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        shown = self.after or self.before
        return {
            "id": shown.id if shown else None,
            "indicator": shown.indicator if shown else None,
            "change": str(self.change),
            "before": plain_value(self.before),
            "after": plain_value(self.after),
            "fields": [each.to_dict() for each in self.fields],
        }


@attrs.frozen
class Revision:
    """An adopted target that no longer stands as it was adopted.

    Attributes:
        way: ``superseded`` where a later target says that it replaces it, ``overwritten`` where
            the target itself reads differently, ``dropped`` where it is gone, ``cleared`` where
            it is gone and had been superseded before.
        before: as it was adopted.
        after: what stands instead; ``None`` where it is gone.
        fields: what differs between them.
        level: ``harder`` or ``easier``, ``None`` where that cannot be said with certainty.
        deadline: ``earlier``, ``later``, ``set`` or ``removed``; ``None`` where it is the same.
        decided, decided_by, reason: what the later plan says about the revision.
        instead: the later plan's standing targets for the same series, for one that is gone.
    """

    way: str
    before: Target
    after: Target | None
    fields: tuple[FieldChange, ...] = ()
    level: str | None = None
    deadline: str | None = None
    decided: Any = None
    decided_by: str | None = None
    reason: str | None = None
    instead: tuple[Target, ...] = ()

    @property
    def by_decision(self) -> bool:
        """Whether the later plan says when or by whom it was revised."""
        return self.decided is not None or bool(self.decided_by)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "indicator": self.before.indicator,
            "way": self.way,
            "before": plain_value(self.before),
            "after": plain_value(self.after),
            "fields": [each.to_dict() for each in self.fields],
            "level": self.level,
            "deadline": self.deadline,
            "by_decision": self.by_decision,
            "decided": plain_value(self.decided),
            "decided_by": self.decided_by,
            "reason": self.reason,
            "instead": [plain_value(each) for each in self.instead],
        }
