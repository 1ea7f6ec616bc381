"""Rows of a file as answers: every cell read, and every contradiction found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import attrs

from rusfelt import Measurement
from rusfelt.domain import Period
from rusfelt.errors import DomainError
from rusfelt.vocabulary import State
from rusfelt_ungdata import _cells as cells
from rusfelt_ungdata._header import PERCENT, SHARE, places
from rusfelt_ungdata._text import Problems, rows_of
from rusfelt_ungdata._words import GRADES, SEXES, grade_group, sex_group

__all__ = ["Answered", "read_answers"]

_T = TypeVar("_T")
_WAVES = ("year", "school-year")


@attrs.frozen
class Answered:
    """One row: what share of whom answered something, where and when.

    Attributes:
        indicator, unit, group, period: the keys, canonical; a period is a year or school year.
        percent: the share in per cent; ``None`` where it is not told.
        count: how many it is; ``None`` where that is not told.
        respondents: how many answered; ``None`` where that is not told.
        rate: the response rate in per cent; ``None`` where that is not told.
        deff: design effect; ``None`` where that is not told.
        state: exact, or why there is no share.
        break_before: whether it cannot be compared with earlier waves.
        source, note: as the file says.
        line: where it stands.
    """

    indicator: str
    unit: str
    group: str
    period: str
    percent: Decimal | None
    count: int | None
    respondents: int | None
    rate: Decimal | None
    deff: float | None
    state: State
    break_before: bool
    source: str
    note: str
    line: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two rows may share."""
        return self.indicator, self.unit, self.group, self.period


class _Row:
    """One row being read: its cells by field, and where its problems go."""

    def __init__(
        self, line: int, row: list[str], at: Mapping[str, tuple[int, str]], problems: Problems
    ) -> None:
        self.line = line
        self._cells = {field: row[place] for field, (place, _) in at.items()}
        self._names = {field: name for field, (_, name) in at.items()}
        self._problems = problems
        self.faults: set[str] = set()

    def text(self, field: str) -> str:
        """The cell, empty where the file has no such column."""
        return self._cells.get(field, "")

    def has(self, field: str) -> bool:
        """Whether the file has the column."""
        return field in self._cells

    def wrong(self, field: str, message: str, remedy: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.add(field)
        self._problems.add(self.line, self._names.get(field, ""), message, remedy)

    def read(self, field: str, how: Callable[[str], _T]) -> _T | None:
        """A cell read, or nothing where it cannot be."""
        try:
            return how(self.text(field))
        except cells.CellError as error:
            self.wrong(field, str(error), error.remedy)
        return None


def read_answers(path: Path) -> tuple[list[Answered], dict[str, str]]:
    """The rows of a file, and what was guessed to read it.

    Raises:
        ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists the
            first hundred things, each with its line.
    """
    problems = Problems(path)
    (head, *body), guessed = rows_of(path, problems)
    at = places(head[1], lambda *why: problems.add(head[0], *why))
    if not {"period", "unit", "indicator"} <= at.keys():
        # The header is that of another table: its cells would say nothing more.
        problems.raise_any()
    read = [_answered(_Row(line, row, at, problems)) for line, row in body]
    answers = [each for each in read if each is not None]
    _repeated(answers, problems)
    _mixed(answers, problems)
    problems.raise_any()
    return answers, guessed


def _answered(row: _Row) -> Answered | None:
    period = _wave(row)
    # A survey of a school year is made in its spring.
    year = None if period is None else Period.parse(period).end.year
    unit = row.read("unit", lambda text: cells.area(text, year))
    indicator = row.text("indicator")
    try:
        Measurement(indicator, state=State.MISSING)
    except DomainError:
        row.wrong(
            "indicator", f"{indicator[:40]!r} is no id of a question.",
            "Write the plan's id of the indicator, such as ung-beruset, without spaces.",
        )  # fmt: skip
    grade, sex = grade_group(row.text("grade")), sex_group(row.text("sex"))
    if grade is None:
        row.wrong("grade", f"{row.text('grade')[:40]!r} is no grade and no school level.", GRADES)
    if sex is None:
        row.wrong("sex", f"{row.text('sex')[:40]!r} is no sex.", SEXES)
    percent = _either(row, "percent", "share")
    count = row.read("count", lambda text: cells.count(text, least=0))
    respondents = row.read("respondents", lambda text: cells.count(text, least=1))
    rate = _either(row, "rate_percent", "rate_share")
    deff = row.read("deff", cells.design_effect)
    broken = row.read("break", cells.flag)
    state = _state(row, percent, count)
    if row.faults.isdisjoint(("percent", "share", "count", "respondents")):
        _contradictions(row, percent, count, respondents)
    if row.faults or period is None or unit is None:
        return None
    group = ";".join(each for each in (grade, sex) if each)
    return Answered(
        indicator, unit, group, period, percent, count, respondents, rate, deff, state,
        bool(broken), row.text("source"), row.text("note"), row.line,
    )  # fmt: skip


def _either(row: _Row, whole: str, part: str) -> Decimal | None:
    """A share in per cent, from whichever of the two columns the file has."""
    if row.has(part):
        return row.read(part, lambda text: cells.part(text, SHARE))
    return row.read(whole, lambda text: cells.part(text, PERCENT))


def _wave(row: _Row) -> str | None:
    try:
        period = Period.parse(row.text("period"))
    except DomainError:
        period = None
    if period is None or period.length not in _WAVES:
        row.wrong(
            "period", f"{row.text('period')[:40]!r} is no wave.",
            "Write the year (2018) or the school year (2017/2018).",
        )  # fmt: skip
        return None
    return period.text


def _state(row: _Row, percent: Decimal | None, count: int | None) -> State:
    """Exact, or the first reason the cells give for there being no share."""
    if percent is not None or count is not None:
        hidden = [field for field in ("percent", "share", "count") if row.text(field) == ":"]
        if hidden:
            row.wrong(
                hidden[0], "is hidden here, and another column of the row gives it away.",
                "Hide both, or neither.",
            )  # fmt: skip
        return State.EXACT
    told = [cells.EMPTY.get(row.text(field)) for field in ("percent", "share", "count")]
    states = [each for each in told if each not in {None, State.MISSING}]
    return states[0] if states and states[0] is not None else State.MISSING


def _contradictions(
    row: _Row, percent: Decimal | None, count: int | None, respondents: int | None
) -> None:
    if count is None:
        return
    if respondents is None:
        remedy = "Say how many answered, or leave the count out."
        row.wrong("respondents", f"{count} answered so, of nobody knows how many.", remedy)
    elif count > respondents:
        remedy = "Check that the two are not swapped."
        row.wrong("count", f"{count} is more than the {respondents} who answered.", remedy)
    elif percent is not None:
        exact = Decimal(100) * count / respondents
        # What the last decimal printed leaves open.
        exponent = percent.as_tuple().exponent
        half = Decimal(5).scaleb(int(exponent) - 1)
        if abs(exact - percent) > half:
            row.wrong(
                "count", f"{count} of {respondents} is {exact:.1f} per cent, not {percent:f}.",
                "Correct one of them; leave the count out where the share is weighted.",
            )  # fmt: skip


def _repeated(answers: list[Answered], problems: Problems) -> None:
    first: dict[tuple[str, str, str, str], int] = {}
    for each in answers:
        line = first.setdefault(each.key, each.line)
        if line != each.line:
            problems.add(
                each.line, "", f"The row has the same question, area, group and wave as line {line}.",
                "Take one of them away.",
            )  # fmt: skip


def _mixed(answers: list[Answered], problems: Problems) -> None:
    """A year and a school year are not the same time, so one file keeps to one of them."""
    lengths = {Period.parse(each.period).length: each.line for each in reversed(answers)}
    if len(lengths) > 1:
        problems.add(
            max(lengths.values()), "", "Some waves are years and others school years.",
            "Write all of them one way: a survey of spring 2018 is 2018, or 2017/2018.",
        )  # fmt: skip
