"""Goals and the strategies that serve them."""

from __future__ import annotations

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain.text import Title, to_title

__all__ = ["Goal", "Strategy"]


@attrs.frozen
class Goal:
    """A goal (hovedmål or delmål). Goals form a tree through ``parent``.

    Attributes:
        id: the key; a printed label may repeat, an id may not.
        title: text, or a table of texts by language.
        parent: the goal this one is part of.
        serves: goals of other plans that this one serves, as ``plan/goal``.
        implements: goals of a parent plan that this one carries out, as ``plan/goal``.
        indicators: indicators that hang on the goal itself, with no tiltak between.
    """

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)
    parent: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    serves: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    implements: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    indicators: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )


@attrs.frozen
class Strategy:
    """A strategy (strategi, innsatsområde) and the goals it serves."""

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)
    goals: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
