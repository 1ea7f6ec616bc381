"""The law that a method means the same whatever time is counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs
import numpy as np

from rusfelt._arrays import ragged_ranges
from rusfelt.errors import RusfeltError
from rusfelt.evaluator import Column
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.testing._changed import retold
from rusfelt.testing._same import close
from rusfelt.testing._subject import Subject, what
from rusfelt.testing.law import Broken, Idle
from rusfelt.testing.laws.changes import TOLERANCE
from rusfelt.typing import Array, Bools
from rusfelt.vocabulary import Clock, Status

__all__ = ["time_unit"]

_FACTOR = 2.0
_TIME = "(unit of time|time|year|quarter|month|week|day)s?"
_PER = re.compile(rf"\bper {_TIME}\b")
_GROWTH = re.compile(rf"^(share|percent) per {_TIME}$")
_SPAN = re.compile(rf"\b{_TIME}\b")
_ANY = (0, -1, 1, -2, 2)


def time_unit(subject: Subject) -> None:
    """With all times stretched by a factor every row keeps its status, words and whole numbers, and every other number stays, unless its unit speaks of time: what is per unit of time is divided by the factor, a time or span is multiplied by it, and a growth (a share or percent per unit of time) compounds.

    A column that declares no unit may move by one power of the factor, the same in all rows; where
    a growth is given nothing is said of such columns, since ratios of growths compound too. The law does not apply to what counts in one clock's own unit, as its ``needs`` then say by naming
    that one clock (seasons of a year; days late). Occasions are numbers and no times: series on
    that clock are told in days. A parameter that is a time or a span cannot be stretched along: leave it unset here, or
    excuse the law.
    """
    allowed = subject.spec.needs.clock
    if len(allowed) == 1:
        msg = f"it is made for the clock {str(allowed[0])!r} alone, in whose own unit it may count."
        raise Idle(msg)
    clocks = [each for each in (Clock.PERIOD, Clock.DAY) if not allowed or each in allowed]
    # The ratio of two growths compounds as they do, so where one is given nothing can be said of
    # the columns that declare no unit.
    grows = any(_GROWTH.match(column.unit) for column in subject.spec.gives)
    may = {
        column.name: _powers(column) for column in subject.spec.gives if column.unit or not grows
    }
    # What is left of them after all panels; each panel by itself is held to all of them.
    powers = dict(may)
    tried = 0
    for case, found in subject.answered(subject.fair):
        panel = case.panel
        if panel.clock not in clocks:
            # The same series told on a clock that has a unit: numbered occasions are whole days.
            panel = retold(panel, clock=clocks[-1])
            found = subject.ask(panel)  # noqa: PLW2901 - of the panel that is looked at
        tried += bool(np.any(found.status == str(Status.OK)))

        def stretched(told: Panel) -> str:
            return _stretched(subject, told, dict(may))

        if stretched(panel):
            raise Broken(subject.smallest(attrs.evolve(case, panel=panel), stretched))
        after = subject.again(_stretch(panel))
        _narrow(found, after, powers)
        lost = next((name for name, left in powers.items() if not left), "")
        if lost:
            msg = f"{lost!r} moves by one power of the factor in some panels and by another in others. Declare its unit, or take the times out of it."
            raise Broken(msg)
    if not tried:
        msg = "no row with an answer has years or days. Hand in a panel that does: panels=[…]."
        raise Broken(msg)


def _powers(column: Column) -> tuple[int, ...]:
    """The powers of the factor a column may move by."""
    if not column.unit:
        return _ANY
    if _PER.search(column.unit):
        return (-1,)
    return (1,) if _SPAN.search(column.unit) else (0,)


def _stretch(panel: Panel) -> Panel:
    return retold(panel, times=lambda each: each * _FACTOR)


def _stretched(subject: Subject, panel: Panel, powers: dict[str, tuple[int, ...]]) -> str:
    before = subject.ask(panel)
    try:
        after = subject.again(_stretch(panel))
    except RusfeltError as error:
        return f"with all times times {_FACTOR:g} it fails: {what(error)}"
    if (before.status != after.status).any():
        return f"with all times times {_FACTOR:g} a row has another status"
    for column, one, other in _pairs(before, after):
        if one.dtype.kind != "f" and (one.shape != other.shape or (one != other).any()):
            return f"with all times times {_FACTOR:g} {column.name!r} is another one"
    _narrow(before, after, powers)
    for column in subject.spec.gives:
        if not powers.get(column.name, _ANY):
            unit = f"whose unit is {column.unit!r}" if column.unit else "which declares no unit"
            return f"with all times times {_FACTOR:g} {column.name!r}, {unit}, moves otherwise than its unit says"
    return ""


def _narrow(
    before: Findings,
    after: Findings,
    powers: dict[str, tuple[int, ...]],
) -> None:
    """Keep the powers that fit what is seen."""
    for column, one, other in _pairs(before, after):
        if one.dtype.kind == "f" and column.name in powers:
            powers[column.name] = tuple(
                power
                for power in powers[column.name]
                if one.shape == other.shape and _fits(column, one, other, power).all()
            )


def _fits(column: Column, one: Array, other: Array, power: int) -> Bools:
    with np.errstate(all="ignore"):
        if _GROWTH.match(column.unit):
            whole = 100.0 if column.unit.startswith("percent") else 1.0
            # A fall to nothing or below compounds to no number.
            grown = whole * (np.maximum(1 + one / whole, 0) ** (1 / _FACTOR) - 1)
            return close(grown, other, TOLERANCE)
        return close(one * _FACTOR**power, other, TOLERANCE)


def _pairs(before: Findings, after: Findings) -> Iterator[tuple[Column, Array, Array]]:
    """Each declared column before and after, of the rows that are ok."""
    fine = np.flatnonzero((before.status == str(Status.OK)) & (after.status == str(Status.OK)))
    for column in before.schema:
        if column.shape == "row":
            yield column, before[column.name][fine], after[column.name][fine]
        elif column.shape == "point":
            yield column, before.points[column.name], after.points[column.name]
        else:
            one, other = before.curves[column.name], after.curves[column.name]
            places = [
                ragged_ranges(each.offsets[:-1][fine], np.diff(each.offsets)[fine])
                for each in (one, other)
            ]
            yield column, one.values[places[0]], other.values[places[1]]
