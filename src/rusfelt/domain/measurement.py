"""Measurements: the figures that belong to a plan, one row each, kept in columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
from attrs.converters import optional

from rusfelt._identity import holds_identity_number, refuse_columns
from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.groups import Group
from rusfelt.domain.period import Period
from rusfelt.errors import DomainError
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import State

__all__ = ["BOUNDS", "Measurement", "Measurements"]

BOUNDS = ("<", "<=", ">", ">=")


def _group(value: object) -> str:
    return str(Group.parse(to.text(value)))


def _bound(value: object) -> str:
    if value not in BOUNDS:
        msg = f"{value!r} is not a bound. Use one of: {', '.join(BOUNDS)}."
        raise DomainError(msg)
    return str(value)


@attrs.frozen
class Measurement:
    """One figure: what it is of, where, for whom and when, and what stands in the cell.

    Attributes:
        indicator: the indicator's id.
        unit: code of the district or other unit; empty for the plan's own area.
        group: canonical population group (``age=18-24;sex=F``); empty for everyone.
        period: canonical period; ``None`` where the document gives no date.
        value: the figure in the indicator's unit; ``None`` in an empty cell.
        numerator, denominator: what a share or rate is made of. For a count, the denominator is
            its exposure (population or person-years).
        se: standard error of the value. deff: design effect of a survey.
        response_rate: share of those asked who answered, above 0 and at most 1.
        state: exact, approximate, projected, or one of the five empty states.
        bound: ``<``, ``<=``, ``>`` or ``>=`` where only a bound is known.
        definition: the definition it was counted under.
        break_before: whether it cannot be compared with earlier figures.
        published: the day it became known.
        source, note: where it is from and what to mind.
    """

    indicator: str = attrs.field(validator=to.identifier)
    unit: str = attrs.field(default="", converter=to.text)
    group: str = attrs.field(default="", kw_only=True, converter=_group)
    period: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.period_text))
    value: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    numerator: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    denominator: float | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.number)
    )
    se: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    deff: float | None = attrs.field(default=None, kw_only=True, converter=optional(to.number))
    response_rate: float | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.number)
    )
    state: State = attrs.field(default=State.EXACT, kw_only=True, converter=words.state)
    bound: str | None = attrs.field(default=None, kw_only=True, converter=optional(_bound))
    definition: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    break_before: bool = attrs.field(default=False, kw_only=True, converter=to.flag)
    published: date | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.last_day)
    )
    source: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    note: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))

    def __attrs_pre_init__(self, *told: object, **named: object) -> None:
        # Before anything else: what else is wrong is told with the values themselves.
        for name, value in (*zip(("indicator", "unit"), told, strict=False), *named.items()):
            if value is None or name in _NUMBER:
                continue
            text = value if isinstance(value, str) else str(value)
            if len(text) >= _SHORTEST and holds_identity_number(text):
                msg = (
                    f"The {name} of a measurement holds what looks like a national identity "
                    "number. Take it out, or write a code."
                )
                raise DomainError(msg)

    def __attrs_post_init__(self) -> None:
        for fact in self._contradictions():
            where = f"{self.indicator} {self.unit} {self.group} {self.period or ''}".split()
            msg = f"The measurement {' '.join(where)!r} {fact}"
            raise DomainError(msg)

    def _contradictions(self) -> Iterator[str]:
        if self.state.is_empty and (self.value is not None or self.numerator is not None):
            yield f"is {self.state} and has a value. Take one of the two away."
        if not self.state.is_empty and self.value is None and self.numerator is None:
            yield 'has no value. Say why: state = "missing", "suppressed" or another empty state.'
        if self.bound is not None and self.value is None:
            yield "is a bound without a value. Write the number the bound is at."
        if self.numerator is not None and self.numerator < 0:
            yield f"has numerator {self.numerator}. A numerator is never below zero."
        if self.denominator is not None and self.denominator <= 0:
            yield f"has denominator {self.denominator}. A denominator is above zero."
        if self.se is not None and self.se <= 0:
            yield f"has standard error {self.se}. A standard error is above zero."
        if self.deff is not None and self.deff <= 0:
            yield f"has design effect {self.deff}. A design effect is above zero."
        if self.response_rate is not None and not 0 < self.response_rate <= 1:
            yield f"has response rate {self.response_rate}. It is a share, such as 0.72."


# No identity number is written with fewer characters, and most texts have fewer.
_SHORTEST = 9
_TEXT = ("indicator", "unit", "group", "period", "state", "bound", "definition", "published")
_NUMBER = ("value", "numerator", "denominator", "se", "deff", "response_rate")
_ALWAYS = {"indicator", "unit", "group", "break_before"}
_FIELDS = tuple(field.name for field in attrs.fields(Measurement))


def _made(cells: dict[str, Any]) -> Measurement:
    """A row of columns as a value; what stands in a column was checked when it came there."""
    row = object.__new__(Measurement)
    for name, cell in cells.items():
        value = cell
        if name in _NUMBER:
            value = None if math.isnan(cell) else cell
        elif name == "state":
            value = State(cell)
        elif name == "published":
            value = date.fromisoformat(cell) if cell else None
        elif name not in _ALWAYS:
            value = cell or None
        object.__setattr__(row, name, value)
    return row


def _column(name: str, rows: list[Measurement]) -> Array:
    values = [getattr(row, name) for row in rows]
    if name in _NUMBER:
        array = np.array([np.nan if each is None else each for each in values], dtype=np.float64)
    elif name == "break_before":
        array = np.array(values, dtype=np.bool_)
    else:
        array = np.array(["" if each is None else str(each) for each in values], dtype=np.str_)
    array.setflags(write=False)
    return array


@attrs.frozen(eq=False)
class Measurements:
    """Figures in columns; iterating gives them back as :class:`Measurement`.

    Text columns hold ``""`` and number columns ``nan`` where nothing is said.

    Attributes:
        columns: column name → array, all of one length.
        guessed: what a reader took for granted, by name; empty when made in Python.

    >>> m = Measurements.of([Measurement("deaths", "030108", period="2019", value=1)])
    >>> len(m), m["value"].tolist(), m[0].period
    (1, [1.0], '2019')
    """

    columns: Mapping[str, Array]
    guessed: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls, rows: Iterable[Measurement], *, guessed: Mapping[str, str] | None = None
    ) -> Measurements:
        """Put rows into columns.

        Raises:
            DomainError: national identity numbers stand where figures should.
        """
        listed = list(rows)
        columns = {name: _column(name, listed) for name in _FIELDS}
        refuse_columns(columns, figures=_NUMBER)
        return cls(MappingProxyType(columns), MappingProxyType(dict(guessed or {})))

    def __len__(self) -> int:
        return len(self.columns["indicator"])

    def __getitem__(self, key: str | int) -> Any:
        """A column by name, or one :class:`Measurement` by number."""
        if isinstance(key, str):
            return self.columns[key]
        return self._row(key)

    def __iter__(self) -> Iterator[Measurement]:
        lists = [self.columns[name].tolist() for name in _FIELDS]
        return (_made(dict(zip(_FIELDS, cells, strict=True))) for cells in zip(*lists, strict=True))

    def _row(self, row: int) -> Measurement:
        return _made({name: self.columns[name][row].item() for name in _FIELDS})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Measurements):
            return NotImplemented
        return len(self) == len(other) and all(
            np.array_equal(self.columns[name], other.columns[name], equal_nan=name in _NUMBER)
            for name in _FIELDS
        )

    __hash__ = None  # type: ignore[assignment] # holds arrays

    def __add__(self, other: Measurements) -> Measurements:
        """All figures of both, in that order."""
        columns = {
            name: np.concatenate([self.columns[name], other.columns[name]]) for name in _FIELDS
        }
        for column in columns.values():
            column.setflags(write=False)
        guessed = {**self.guessed, **other.guessed}
        return Measurements(MappingProxyType(columns), MappingProxyType(guessed))

    def where(self, keep: Bools) -> Measurements:
        """The figures for which ``keep`` is true."""
        columns = {name: self.columns[name][keep] for name in _FIELDS}
        for column in columns.values():
            column.setflags(write=False)
        return Measurements(MappingProxyType(columns), self.guessed)

    def as_of(self, day: date | str) -> Measurements:
        """What was known at the end of a day.

        A figure without a date of publication is known at the end of its period at the earliest;
        one with neither is kept, since nothing says that it came later.
        """
        limit = to.last_day(day)
        ends = {
            text: Period.parse(text).end.isoformat()
            for text in np.unique(self.columns["period"]).tolist()
            if text
        }
        known: Strings = np.array(
            [
                published or ends.get(period, "")
                for published, period in zip(
                    self.columns["published"].tolist(), self.columns["period"].tolist(), strict=True
                )
            ],
            dtype=np.str_,
        )
        return self.where(known <= limit.isoformat())
