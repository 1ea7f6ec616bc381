"""Indicators: what is measured, which way is better, and what the figures are made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.text import Title, to_title
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Counts, Coverage, Design, Direction, Kind

__all__ = ["Indicator", "Judge", "Parameter"]

Parameter: TypeAlias = str | int | float | bool


def _params(value: object) -> tuple[tuple[str, Parameter], ...]:
    if isinstance(value, tuple):
        value = dict(value)
    if not isinstance(value, Mapping):
        msg = f"Parameters are a table of names and values, not {value!r}."
        raise DomainError(msg)
    for name, each in value.items():
        if not isinstance(name, str) or not isinstance(each, (str, int, float, bool)):
            msg = f"The parameter {name!r} is {each!r}. Use text, a number, true or false."
            raise DomainError(msg)
        if isinstance(each, float) and not math.isfinite(each):
            msg = f"The parameter {name!r} is {each!r}. Use a finite number."
            raise DomainError(msg)
    return tuple(sorted(value.items()))


@attrs.frozen
class Judge:
    """An evaluator the plan has chosen for an indicator, with its parameters fixed."""

    evaluator: str = attrs.field(converter=to.text)
    params: tuple[tuple[str, Parameter], ...] = attrs.field(
        default=(), kw_only=True, converter=_params
    )


def _judges(value: object) -> tuple[Judge, ...]:
    return to.values_of(Judge, value)


def _share(value: object) -> float:
    share = to.number(value)
    if not 0 <= share <= 1:
        msg = f"The overlap {share} is no share. Write a number from 0 to 1."
        raise DomainError(msg)
    return share


@attrs.frozen
class Indicator:
    """One indicator (indikator).

    Attributes:
        id: the key.
        title: text, or a table of texts by language.
        kind: milestone, count, coverage (a share), rate, score or amount.
        unit: what one of it is: ``persons``, ``percent``, ``per 1000``.
        better: which way is better; ``undeclared`` where the plan does not say.
        counts: events, new-persons or persons-present. A stock of persons present is largely
            the same people each year, and no test for independent counts may judge it.
        design: panel, cross-section or register.
        coverage: whether a cross-section reached the same share each time.
        overlap: for a stock, the share of people who are there both times, 0 to 1.
        source: where the figures come from.
        definition: what is counted, in words.
        factor: value = factor x numerator / denominator (100 for per cent).
        accumulates: whether the periods add up towards a target.
        smallest_important_change: in the indicator's own unit.
        judged_by: evaluators that set the verdict instead of the primary one.
    """

    id: str = attrs.field(validator=to.identifier)
    title: Title = attrs.field(converter=to_title)
    kind: Kind | None = attrs.field(default=None, kw_only=True, converter=optional(words.kind))
    unit: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    better: Direction = attrs.field(
        default=Direction.UNDECLARED, kw_only=True, converter=words.direction
    )
    counts: Counts | None = attrs.field(
        default=None, kw_only=True, converter=optional(words.counts)
    )
    design: Design | None = attrs.field(
        default=None, kw_only=True, converter=optional(words.design)
    )
    coverage: Coverage | None = attrs.field(
        default=None, kw_only=True, converter=optional(words.coverage)
    )
    overlap: float | None = attrs.field(default=None, kw_only=True, converter=optional(_share))
    source: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    definition: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    factor: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    accumulates: bool | None = attrs.field(default=None, kw_only=True, converter=optional(to.flag))
    smallest_important_change: float | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.number)
    )
    judged_by: tuple[Judge, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_judges)
    )

    def __attrs_post_init__(self) -> None:
        if self.factor is not None and self.factor <= 0:
            msg = f"Indicator {self.id!r} has factor {self.factor}. A factor is above zero."
            raise DomainError(msg)
        change = self.smallest_important_change
        if change is not None and change <= 0:
            msg = (
                f"Indicator {self.id!r} has smallest_important_change {change}. "
                "Write a size above zero; the direction stands in better."
            )
            raise DomainError(msg)
        if self.overlap is not None and self.counts is not Counts.PERSONS_PRESENT:
            msg = (
                f"Indicator {self.id!r} declares overlap but does not count persons-present. "
                'Set counts = "persons-present" or leave overlap out.'
            )
            raise DomainError(msg)

    @property
    def scale(self) -> float:
        """The factor; where unsaid, 100 for a coverage in per cent and 1 for all else."""
        if self.factor is not None:
            return self.factor
        return 100.0 if self.kind is Kind.COVERAGE else 1.0
