"""From the cells of a file to checked columns of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.domain.groups import Group
from rusfelt.domain.measurement import Measurement, Measurements
from rusfelt.domain.period import Period, to_date
from rusfelt.errors import DomainError
from rusfelt.io import _cells
from rusfelt.io._gathered import LISTED, Gathered
from rusfelt.typing import Array, Bools, Floats, Strings
from rusfelt.vocabulary import State

__all__ = ["FIELDS", "MAX_CELL", "NUMBERS", "Source", "Table", "bad_cells", "build"]

FIELDS = tuple(field.name for field in attrs.fields(Measurement))

MAX_CELL = 200
"""The longest cell of a column that is not free text."""
NUMBERS = ("value", "numerator", "denominator", "se", "deff", "response_rate")
_FREE_TEXT = ("definition", "source", "note")
_EMPTY_STATES = tuple(str(state) for state in State if state.is_empty)
# A numpy column of text is as wide as its longest cell in every row.
_MAX_COLUMN_BYTES = 2**28
_CHARACTER_BYTES = 4

_EXAMPLE = Measurement("example", state="missing")

_Parsed = TypeVar("_Parsed")


def _indicator(text: str) -> str:
    # The rule for ids is the measurement's own.
    field = attrs.fields(Measurement).indicator
    to.identifier(_EXAMPLE, field, text)
    return text


def _group(text: str) -> str:
    return str(Group.parse(text))


def _period(text: str) -> str:
    return Period.parse(text).text if text else ""


def _published(text: str) -> str:
    return to_date(text, end=True).isoformat() if text else ""


_TEXTS: Mapping[str, Callable[[str], str]] = {
    "indicator": _indicator,
    "unit": str,
    "group": _group,
    "period": _period,
    "definition": str,
    "published": _published,
    "source": str,
    "note": str,
}
_WORDS: Mapping[str, Callable[[str], object]] = {
    **_TEXTS,
    "state": _cells.state,
    "bound": _cells.bound,
    "break_before": _cells.flag,
}


def bad_cells(cells: Mapping[str, Sequence[str]]) -> int:
    """How many of some rows' cells are wrong, whichever decimal sign the file has."""
    count = 0
    for field, texts in cells.items():
        parse = _WORDS.get(field, _either_decimal)
        for text, times in Counter(texts).items():
            try:
                _parse_cell(field, text, parse)
            except (_cells.BadCellError, DomainError):
                count += times
    return count


def _parse_cell(field: str, text: str, parse: Callable[[str], _Parsed]) -> _Parsed:
    if len(text) > MAX_CELL and field not in _FREE_TEXT:
        msg = f"The cell holds {len(text):,} characters."
        raise _cells.BadCellError(msg, "Check that its quotation marks are closed.")
    return parse(text.strip())


def _either_decimal(text: str) -> _cells.Figure:
    return _cells.figure(text, "")


class Source(Protocol):
    """The file cells come from.

    Attributes:
        found: what is wrong with it so far. guessed: what was taken for granted.
        delimiter: what stands between its cells, where it is a text.
    """

    found: Gathered
    guessed: dict[str, str]
    delimiter: str


@attrs.frozen
class Table:
    """The cells of a file by field, and what is known of its rows so far.

    Attributes:
        source: the file.
        cells: the texts of each field's column.
        names: what the file calls it.
        lines: the line each row starts on.
        numbers: fields whose cells are numbers already, ``nan`` where they are empty.
        states: the empty state of each cell of such a field, where the format marks it.
        bad: the rows something is wrong with.
    """

    source: Source
    cells: Mapping[str, Sequence[str]]
    names: Mapping[str, str]
    lines: Sequence[int]
    numbers: Mapping[str, Floats] = attrs.field(factory=dict)
    states: Mapping[str, Strings] = attrs.field(factory=dict)
    bad: Bools = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "bad", np.zeros(len(self.lines), dtype=np.bool_))

    def parse(self, field: str, parse: Callable[[str], _Parsed], default: _Parsed) -> list[_Parsed]:
        """One column, each distinct text parsed once; rows that cannot be are marked bad."""
        if field not in self.cells:
            return [default] * len(self.lines)
        parsed: dict[str, _Parsed] = {}
        wrong: dict[str, Exception] = {}
        for text in dict.fromkeys(self.cells[field]):
            try:
                parsed[text] = _parse_cell(field, text, parse)
            except (_cells.BadCellError, DomainError) as error:
                wrong[text] = error
        if wrong:
            cells = self.cells[field]
            rows = [row for row, text in enumerate(cells) if text in wrong]
            for row in rows[:LISTED]:
                fault = wrong[cells[row]]
                remedy = fault.remedy if isinstance(fault, _cells.BadCellError) else ""
                self.note(row, str(fault), remedy, field=field)
            # The rest come later in the file, so none of them can be among those listed.
            self.source.found.count += len(rows[LISTED:])
            self.bad[rows] = True
            parsed.update(dict.fromkeys(wrong, default))
        return [parsed[text] for text in self.cells[field]]

    def note(self, row: int, message: str, remedy: str = "", *, field: str | None = None) -> None:
        """A problem in a row, which is looked at no further."""
        self.bad[row] = True
        column = None if field is None else self.names[field]
        self.source.found.add(self.lines[row], message, remedy, column=column)


def build(table: Table, told: str | None) -> dict[str, Array]:
    """All columns of the answer; what is wrong is gathered on the way."""
    decimal = told if told is not None else _decimal(table)
    figures = {field: _figures(table, field, decimal) for field in NUMBERS}
    if thousands := {each for part in figures.values() for each in part.thousands}:
        table.source.guessed["thousands"] = "".join(sorted(thousands))
    said = np.array(table.parse("state", _cells.state, ""), dtype=np.str_)
    bound = _bounds(table, figures["value"])
    columns: dict[str, Array] = {
        **{field: _text(table, field, parse) for field, parse in _TEXTS.items()},
        **{field: figures[field].value for field in NUMBERS},
        "state": _resolve_states(table, figures["value"], figures["numerator"], said),
        "bound": bound,
        "break_before": np.array(table.parse("break_before", _cells.flag, False), np.bool_),  # noqa: FBT003 - the default of that column
    }
    columns = {field: columns[field] for field in FIELDS}
    _check_rows(table, columns)
    for column in columns.values():
        column.setflags(write=False)
    return columns


def _decimal(table: Table) -> str:
    """The file's decimal sign, from all its numbers; empty where they leave it open."""
    found, delimiter = table.source.found, table.source.delimiter
    fields = [field for field in NUMBERS if field in table.cells]
    distinct = dict.fromkeys(text for field in fields for text in table.cells[field])
    evidence = _cells.weigh(text.strip() for text in distinct if len(text) <= MAX_CELL)

    def place(cell: str) -> tuple[int, str]:
        return min(
            (line, table.names[field])
            for field in fields
            for line, text in zip(table.lines, table.cells[field], strict=True)
            if text.strip() == cell
        )

    if evidence.comma is not None and evidence.point is not None:
        (line, column), (other, _) = place(evidence.comma), place(evidence.point)
        found.add(
            line,
            f"{evidence.comma!r} can only be read with a decimal comma, and {evidence.point!r} on "
            f"line {other} only with a decimal point.",
            "Write all numbers one way, or pass decimal= to find those that are wrong.",
            column=column,
        )
        return ""
    if evidence.comma is not None:
        guess = ","
    elif evidence.point is not None:
        guess = "."
    elif evidence.either_comma is evidence.either_point is None:
        guess = "none"
    elif evidence.either_comma is not None and delimiter != ",":
        # Whoever writes a comma in numbers and another sign between cells writes decimals so.
        guess = ","
    else:
        unsure = evidence.either_point or evidence.either_comma or ""
        line, column = place(unsure)
        found.add(
            line,
            f"{unsure!r} can be read with decimals and as thousands, "
            "and nothing in the file settles which.",
            "Pass decimal=',' or decimal='.'.",
            column=column,
        )
        return ""
    table.source.guessed["decimal"] = guess
    return "" if guess == "none" else guess


@attrs.frozen
class _Figures:
    """A column of numbers, and the signs that stood in its cells."""

    value: Floats
    bound: list[str]
    state: Strings
    thousands: set[str]

    @classmethod
    def nothing(cls, table: Table) -> _Figures:
        """Of a column that is not there."""
        size = len(table.lines)
        return cls(np.full(size, np.nan), [""] * size, np.zeros(size, dtype="U1"), set())


def _figures(table: Table, field: str, decimal: str) -> _Figures:
    if field in table.numbers:
        return _ready(table, field)
    nothing = _Figures.nothing(table)
    if field not in table.cells:
        return nothing

    def parse(text: str) -> _cells.Figure:
        read = _cells.figure(text, decimal)
        if read.bound and field != "value":
            msg = f"{text!r} is a bound, and only value can hold one."
            raise _cells.BadCellError(msg, 'Write ":" here for a suppressed number.')
        return read

    read = table.parse(field, parse, _cells.Figure())
    signs = np.array([each.state for each in read], dtype=np.str_)
    return _Figures(
        np.array([each.value for each in read], dtype=np.float64),
        [each.bound for each in read],
        np.where(signs == "", table.states.get(field, nothing.state), signs),
        {each.thousands for each in read if each.thousands},
    )


def _ready(table: Table, field: str) -> _Figures:
    """Numbers that the file itself holds as numbers."""
    value = table.numbers[field]
    nothing = _Figures.nothing(table)
    for row in np.flatnonzero(np.isinf(value))[: LISTED + 1].tolist():
        table.note(row, "The number is infinite.", "Leave the cell empty.", field=field)
    return attrs.evolve(nothing, value=value, state=table.states.get(field, nothing.state))


def _text(table: Table, field: str, parse: Callable[[str], str]) -> Array:
    texts = table.parse(field, parse, "")
    longest = max(map(len, texts), default=0)
    if longest * len(texts) * _CHARACTER_BYTES > _MAX_COLUMN_BYTES:
        row = next(row for row, text in enumerate(texts) if len(text) == longest)
        message = f"A cell of {longest:,} characters is too long in a file of {len(texts):,} rows."
        table.note(row, message, "Shorten it, or split the file.", field=field)
        return np.zeros(len(texts), dtype="U1")
    return np.array(texts, dtype=np.str_)


def _bounds(table: Table, value: _Figures) -> Array:
    """The bound in the cell itself or in the column for it."""
    said = table.parse("bound", _cells.bound, "")
    for row, (own, other) in enumerate(zip(value.bound, said, strict=True)):
        if own and other and own != other and not table.bad[row]:
            message = f"The value says {own!r} and the bound {other!r}."
            table.note(row, message, "Take one of them away.", field="bound")
    both = [own or other for own, other in zip(value.bound, said, strict=True)]
    return np.array(both, dtype=np.str_)


def _resolve_states(table: Table, value: _Figures, numerator: _Figures, said: Array) -> Array:
    """The state of each row: what its column says, else the sign in the cell, else what is there.

    A sign in ``numerator`` speaks for the row only where nothing stands in ``value``.
    """
    no_value = np.isnan(value.value)
    sign = np.where((value.state == "") & no_value, numerator.state, value.state)
    empty = no_value & np.isnan(numerator.value)
    shown_state = np.where(sign != "", sign, np.where(empty, "missing", "exact"))
    for row in np.flatnonzero((said != "") & (sign != "") & (sign != said) & ~table.bad):
        table.note(
            int(row),
            f"The cell is marked {sign[row]}, and the state says {said[row]}.",
            "Take one of the two away.",
            field="state",
        )
    return np.where(said != "", said, shown_state)


def _check_rows(table: Table, columns: Mapping[str, Array]) -> None:
    """Find rows that contradict themselves.

    Rows that cannot be in order are found in whole columns; what is wrong with one is then said
    by :class:`Measurement` itself.
    """
    value, numerator = np.isnan(columns["value"]), np.isnan(columns["numerator"])
    empty = np.isin(columns["state"], _EMPTY_STATES)
    suspect = np.where(empty, ~value | ~numerator, value & numerator)
    suspect |= (columns["bound"] != "") & value
    suspect |= columns["numerator"] < 0
    for field in ("denominator", "se", "deff", "response_rate"):
        suspect |= columns[field] <= 0
    suspect |= columns["response_rate"] > 1
    rows = Measurements(columns)
    wrong = np.flatnonzero(suspect & ~table.bad).tolist()
    for row in wrong[:LISTED]:
        try:
            # A row out of columns is taken at its word; making it anew checks it.
            attrs.evolve(rows[row])
        except DomainError as error:
            table.note(row, str(error))
    table.source.found.count += len(wrong[LISTED:])
