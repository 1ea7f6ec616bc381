"""Scales of an instrument: which answers, how they are put together, and what may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.text import Title, to_title
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Direction, ScoringMethod

__all__ = ["ItemSet", "MissingRule", "Scale", "item_ids"]

# No longer than a span can be: Python itself refuses to read numbers of thousands of digits.
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
# A scale finer than this is a line, whose answers are not counted one by one.
_MOST_ANSWERS = 10_000
_NEAR = 1e-9


def item_ids(value: object) -> tuple[str, ...]:
    """Names of items; ``"3-6"`` stands for the four items 3, 4, 5 and 6.

    >>> item_ids(["1-3", "7"])
    ('1', '2', '3', '7')
    """
    names: list[str] = []
    for each in to.texts(value):
        span = _SPAN.fullmatch(each)
        if span is None:
            names.append(each)
            continue
        first, last = int(span[1]), int(span[2])
        if not first < last <= first + 999:
            msg = f"{each!r} is no span of items. Write the first and the last, such as '1-9'."
            raise DomainError(msg)
        names += [str(number) for number in range(first, last + 1)]
    return tuple(names)


def _numbers(value: object) -> tuple[float, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        msg = f"{value!r} is not a list of numbers. Write it in brackets."
        raise DomainError(msg)
    return tuple(to.number(each) for each in value)


def _pair(value: object) -> tuple[float, ...]:
    pair = _numbers(value)
    if len(pair) != 2 or not pair[0] < pair[1]:  # noqa: PLR2004 - both ends
        msg = "A range is its lowest and its highest value. Write two rising numbers."
        raise DomainError(msg)
    return pair


@attrs.frozen
class ItemSet:
    """Items that are answered alike. Their wording is nobody's business here.

    Attributes:
        ids: their names, as in the columns of a table of answers; ``["1-9"]`` names nine.
        answers: the lowest and the highest answer there is.
        step: between answers; 0 where any number in the range is one.
        only: the answers there are, where they are not a row of steps (0, 2, 4).
        points: what each answer counts for, in the order of the answers; unsaid, itself.
    """

    ids: tuple[str, ...] = attrs.field(converter=item_ids)
    answers: tuple[float, ...] = attrs.field(kw_only=True, converter=_pair)
    step: float = attrs.field(default=1.0, kw_only=True, converter=to.number)
    only: tuple[float, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_numbers)
    )
    points: tuple[float, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_numbers)
    )

    def __attrs_post_init__(self) -> None:
        low, high = self.answers
        if not self.ids:
            msg = "ids is empty. Name the items that are answered so."
            raise DomainError(msg)
        if self.step < 0:
            msg = f"step is {self.step:g}. Write the distance between two answers, or 0 for any."
            raise DomainError(msg)
        if self.only is None and self.step > 0:
            steps = (high - low) / self.step
            if not steps <= _MOST_ANSWERS:
                msg = f"step gives more than {_MOST_ANSWERS} answers. Write 0 for any number."
                raise DomainError(msg)
            if abs(steps - round(steps)) > _NEAR * steps:
                msg = f"step is {self.step:g}, which does not lead from {low:g} to {high:g}. Write another, or only."
                raise DomainError(msg)
        if self.only is not None and (
            len(self.only) < 2  # noqa: PLR2004 - one answer is none to choose
            or sorted(set(self.only)) != list(self.only)
            or self.only[0] < low
            or self.only[-1] > high
        ):
            msg = f"only lists answers that do not rise from {low:g} to {high:g}. Write at least two, lowest first."
            raise DomainError(msg)
        if self.points is not None and len(self.points) != len(self.allowed):
            msg = f"points has {len(self.points)} numbers for {len(self.allowed)} answers. Give one each."
            raise DomainError(msg)

    @property
    def allowed(self) -> tuple[float, ...]:
        """The answers there are, lowest first; empty where any number in the range is one."""
        if self.only is not None:
            return self.only
        if self.step == 0:
            return ()
        low, high = self.answers
        return tuple(low + self.step * k for k in range(round((high - low) / self.step) + 1))

    @property
    def is_whole(self) -> bool:
        """Whether every answer counts for a whole number."""
        values = self.points or self.allowed
        return bool(values) and all(each == int(each) for each in values)

    @property
    def is_digit(self) -> bool:
        """Whether every answer is one digit."""
        return bool(self.allowed) and all(each in range(10) for each in self.allowed)

    @property
    def counted(self) -> tuple[float, float]:
        """The lowest and the highest number an answer can count for."""
        values = self.points or self.only or self.answers
        return min(values), max(values)


@attrs.frozen
class MissingRule:
    """How many answers may be missing, as the source has it.

    What is missing then counts as the mean of the person's other answers on the scale, which is
    the same as the mean of those answered (times the number of items, for a sum).

    Attributes:
        at_most: how many; 0 where every answer is needed.
        source: where the rule was read.
    """

    at_most: int = attrs.field(converter=to.whole)
    source: str = attrs.field(default="", kw_only=True, converter=to.text)


@attrs.frozen
class Scale:
    """One scale of an instrument.

    Attributes:
        id: its name; an instrument with one scale calls it ``total``.
        method: ``sum``, ``mean``, ``item`` (one answer as it is) or ``value-set`` (looked up by
            the whole answer pattern in a file the user supplies).
        bounds: the lowest and the highest score there is.
        items: whose answers count; unsaid, every item's.
        reversed: items whose answers are turned round before they count.
        factor: what the sum or mean is multiplied with.
        rescale: the range that becomes 0 to 100.
        lookup: the score for each raw score, from the lowest on.
        better: which way is better, where the scales of an instrument differ.
        missing_rule: where it differs from the instrument's.
    """

    id: str = attrs.field(validator=to.identifier)
    method: ScoringMethod = attrs.field(converter=words.scoring_method)
    bounds: tuple[float, ...] = attrs.field(converter=_pair)
    title: Title | None = attrs.field(default=None, kw_only=True, converter=optional(to_title))
    items: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=item_ids)
    reversed: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=item_ids)
    factor: float = attrs.field(default=1.0, kw_only=True, converter=to.number)
    rescale: tuple[float, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_pair)
    )
    lookup: tuple[float, ...] | None = attrs.field(
        default=None, kw_only=True, converter=optional(_numbers)
    )
    better: Direction | None = attrs.field(
        default=None, kw_only=True, converter=optional(words.direction)
    )
    missing_rule: MissingRule | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.factor <= 0:
            msg = f"The scale {self.id!r} has factor {self.factor:g}. A factor is above zero."
            raise DomainError(msg)
        plain = self.factor == 1 and self.rescale is None
        if self.lookup is not None and not (self.method is ScoringMethod.SUM and plain):
            msg = f"The scale {self.id!r} looks up something else than a sum. Use lookup for a sum as it is."
            raise DomainError(msg)
        if self.method is ScoringMethod.VALUE_SET and (self.reversed or not plain):
            msg = f"The scale {self.id!r} looks up the answers as given. Take reversed, factor and rescale away."
            raise DomainError(msg)
        if self.method is ScoringMethod.ITEM and len(self.items) != 1:
            msg = f"The scale {self.id!r} is one answer. Name one item in items."
            raise DomainError(msg)
        for name in self.reversed:
            if self.items and name not in self.items:
                msg = f"The scale {self.id!r} has no item {name!r} to turn round. Mend reversed."
                raise DomainError(msg)
