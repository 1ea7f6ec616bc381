"""Tiltak: the measures a plan adopts, and how far the work has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.text import Title, to_title
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Level, ProgressState, Strength

__all__ = ["Link", "Progress", "Tiltak"]


@attrs.frozen
class Link:
    """A tiltak of a parent plan that this one carries out.

    Attributes:
        tiltak: the id in the parent plan.
        plan: the parent plan's id.
        strength: ``clear`` for the same measure, ``partial`` where they overlap.
    """

    tiltak: str = attrs.field(validator=to.identifier)
    plan: str = attrs.field(validator=to.identifier)
    strength: Strength = attrs.field(default=Strength.CLEAR, kw_only=True, converter=words.strength)


@attrs.frozen
class Progress:
    """One report on the work: planned, ongoing, completed or dropped, with date and reason."""

    state: ProgressState = attrs.field(converter=words.progress_state)
    date: date | None = attrs.field(default=None, converter=optional(to.last_day))
    reason: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))


def _progress(value: object) -> tuple[Progress, ...]:
    if isinstance(value, Progress):
        return (value,)
    return to.values_of(Progress, value)


def _links(value: object) -> tuple[Link, ...]:
    """Links, or ``plan/tiltak`` in short for a clear one."""
    if isinstance(value, (str, Link)) or not isinstance(value, Iterable):
        msg = f"{value!r} is not a list of links. Write it in brackets."
        raise DomainError(msg)
    return tuple(_link(item) for item in value)


def _link(item: object) -> Link:
    if isinstance(item, Link):
        return item
    if isinstance(item, str):
        plan, slash, tiltak = item.partition("/")
        if slash:
            return Link(tiltak, plan)
    msg = f'{item!r} is not a link to a tiltak. Write "plan/tiltak".'
    raise DomainError(msg)


@attrs.frozen
class Tiltak:
    """One measure of the plan.

    Whatever a plan leaves unsaid is ``None`` here; an empty tuple is a statement of its own.

    Attributes:
        id: the key. ``label`` is what is printed, and may repeat.
        title: text, or a table of texts by language.
        strategies: strategies it belongs to.
        level: structural, group or individual.
        responsible: codes of the bodies responsible.
        partners: who else takes part.
        moves: indicators it should move; these carry its verdict.
        measured_by: indicators that count the activity itself; shown beside the verdict.
        implements: tiltak of parent plans it carries out.
        duplicate_of: a tiltak of this plan that says the same; the two count once.
        start, due: first and last day; a year stands for its first or last day.
        budget: kroner.
        progress: reports on the work, oldest first.
    """

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)
    strategies: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    level: Level | None = attrs.field(default=None, kw_only=True, converter=optional(words.level))
    label: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    responsible: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    partners: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    moves: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    measured_by: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    implements: tuple[Link, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_links)
    )
    duplicate_of: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    start: date | None = attrs.field(default=None, kw_only=True, converter=optional(to.first_day))
    due: date | None = attrs.field(default=None, kw_only=True, converter=optional(to.last_day))
    budget: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    progress: tuple[Progress, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_progress)
    )

    def __attrs_post_init__(self) -> None:
        if self.start and self.due and self.due < self.start:
            msg = f"Tiltak {self.id!r} is due {self.due} before it starts {self.start}."
            raise DomainError(msg)
