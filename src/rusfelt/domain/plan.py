"""The plan itself, checked as a whole when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain._references import plan_problems
from rusfelt.domain.goal import Goal, Strategy
from rusfelt.domain.indicator import Indicator
from rusfelt.domain.target import Target
from rusfelt.domain.text import Title, to_title
from rusfelt.domain.tiltak import Tiltak
from rusfelt.errors import DomainError, UnknownNameError

__all__ = ["Body", "Plan"]


@attrs.frozen
class Body:
    """A body that can be responsible for a tiltak, with the code the plan prints for it."""

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)


def _bodies(value: object) -> tuple[Body, ...]:
    return to.values_of(Body, value)


def _goals(value: object) -> tuple[Goal, ...]:
    return to.values_of(Goal, value)


def _indicators(value: object) -> tuple[Indicator, ...]:
    return to.values_of(Indicator, value)


def _strategies(value: object) -> tuple[Strategy, ...]:
    return to.values_of(Strategy, value)


def _targets(value: object) -> tuple[Target, ...]:
    return to.values_of(Target, value)


def _tiltak(value: object) -> tuple[Tiltak, ...]:
    return to.values_of(Tiltak, value)


def _two_periods(value: object) -> tuple[str, str]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        msg = f'{value!r} is not two periods. Write ["2020", "2024"].'
        raise DomainError(msg)
    texts = tuple(to.period_text(each) for each in value)
    if len(texts) != 2:  # noqa: PLR2004 - a first and a last
        msg = 'A period has a first and a last part. Write ["2020", "2024"].'
        raise DomainError(msg)
    if to.last_day(texts[1]) < to.first_day(texts[0]):
        msg = f"The period {texts[0]}-{texts[1]} ends before it starts."
        raise DomainError(msg)
    return texts[0], texts[1]


@attrs.frozen
class Plan:
    """A politically adopted plan.

    What the plan leaves unsaid is ``None``. Making one checks everything that can be checked
    inside it and raises one :class:`~rusfelt.errors.DomainError` that lists every problem:
    unknown references, ids that stand twice, cycles among goals or duplicates, targets for
    indicators that are not there.

    Attributes:
        id: the key.
        title: text, or a table of texts by language.
        owners: who adopted it.
        area: code of the area it is for; leading zeros are part of it.
        adopted: the day it was adopted.
        period: first and last period, such as ``("2020", "2024")``.
        goals, strategies, tiltak, indicators, targets: what it says.
        bodies: the responsible bodies it lists, by code.
        parents: ids of the plans it stands under.
        themes: words it sorts itself by.
    """

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)
    owners: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    area: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    adopted: date | None = attrs.field(default=None, kw_only=True, converter=optional(to.first_day))
    period: tuple[str, str] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_two_periods)
    )
    goals: tuple[Goal, ...] = attrs.field(default=(), kw_only=True, converter=_goals)
    strategies: tuple[Strategy, ...] = attrs.field(default=(), kw_only=True, converter=_strategies)
    tiltak: tuple[Tiltak, ...] = attrs.field(default=(), kw_only=True, converter=_tiltak)
    indicators: tuple[Indicator, ...] = attrs.field(default=(), kw_only=True, converter=_indicators)
    targets: tuple[Target, ...] = attrs.field(default=(), kw_only=True, converter=_targets)
    bodies: tuple[Body, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_bodies)
    )
    parents: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )
    themes: tuple[str, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.texts)
    )

    def __attrs_post_init__(self) -> None:
        problems = plan_problems(self)
        if problems:
            msg = f"The plan {self.id!r} contradicts itself in {len(problems)} place(s):"
            raise DomainError(msg, problems=problems)

    def indicator(self, id: str) -> Indicator:  # noqa: A002 - the plan file's own word
        """The indicator with this id.

        Raises:
            UnknownNameError: the plan has none.
        """
        for each in self.indicators:
            if each.id == id:
                return each
        raise UnknownNameError("indicator", id, [each.id for each in self.indicators])

    def as_of(self, day: date | str) -> Plan:
        """The plan as it stood at the end of a day: later decisions and reports are left out.

        A target or report without a date stays: the plan does not say that it came later. What a
        superseding target replaced stands again before the day it was decided.
        """
        day = to.last_day(day)
        targets = [each for each in self.targets if each.decided is None or each.decided <= day]
        kept = {each.id for each in targets}
        return attrs.evolve(
            self,
            targets=tuple(
                attrs.evolve(each, supersedes=tuple(t for t in each.supersedes if t in kept))
                if each.supersedes
                else each
                for each in targets
            ),
            tiltak=tuple(_tiltak_as_of(each, day) for each in self.tiltak),
        )

    def standing_targets(self) -> tuple[Target, ...]:
        """The targets nothing has superseded, in the order the plan lists them."""
        gone = {each for target in self.targets for each in target.supersedes or ()}
        return tuple(each for each in self.targets if each.id is None or each.id not in gone)


def _tiltak_as_of(tiltak: Tiltak, day: date) -> Tiltak:
    if not tiltak.progress:
        return tiltak
    kept = tuple(each for each in tiltak.progress if each.date is None or each.date <= day)
    return attrs.evolve(tiltak, progress=kept)
