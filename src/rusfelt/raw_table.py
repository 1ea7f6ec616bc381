"""A table as it stands in somebody's file, before anything says what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs
import numpy as np

from rusfelt._arrays import frozen_array
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Array, Integers, Strings
from rusfelt.vocabulary import State

__all__ = ["RawTable"]

_EMPTY_STATES = tuple(str(state) for state in State if state.is_empty)


def _columns(values: Mapping[str, object]) -> Mapping[str, Array]:
    frozen = {}
    for name, given in values.items():
        array = np.asarray(given)
        if array.dtype.kind in "iuf":
            kind = np.int64 if array.dtype.kind in "iu" else np.float64
            array = array.astype(kind, copy=False)
        elif array.dtype.kind == "M":
            array = array.astype("datetime64[D]", copy=False)
        elif array.dtype.kind not in "bU":
            msg = (
                f"The column {name!r} has dtype {array.dtype}. Use numbers, days, booleans or text."
            )
            raise DomainError(msg)
        frozen[str(name)] = frozen_array(array)
    return MappingProxyType(frozen)


def _rows(values: object) -> Integers:
    return frozen_array(np.asarray(values, dtype=np.int64))


def _frozen(values: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({str(name): str(each) for name, each in values.items()})


def _labels(values: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({str(name): _frozen(each) for name, each in values.items()})


def _states(values: Mapping[str, object]) -> Mapping[str, Strings]:
    return MappingProxyType(
        {str(name): frozen_array(np.asarray(each, dtype=np.str_)) for name, each in values.items()}
    )


@attrs.frozen(eq=False)
class RawTable:
    """What a reader makes of a file: columns under the names the file gives them.

    Nothing is understood yet: which column is what, and which code means what, is said by a
    mapping, by the names of the columns, or by the format itself (``fields``).

    Args:
        path: the file.
        columns: name → array, all of one length: numbers with ``nan`` for an empty cell, days,
            booleans, or text with ``""`` for an empty cell. A code that begins with 0 is text.
        rows: where each row stands in the file, counted as people count there; shape ``(k,)``.
        row: what a row is called there: ``row`` or ``line``.
        header: the row or line the names stand in.
        states: column → the empty state of each cell (``suppressed`` …), ``""`` where the cell
            speaks for itself; only for columns whose format carries such marks beside the cells.
        labels: column → what its codes stand for, both as text.
        titles: column → a longer name, where the format has one.
        fields: column → the field of a measurement it is, where the format itself says so.
        guessed: what was taken for granted in reading; all of it is shown to the user.
        decimal: the decimal sign of numbers in columns of text; ``None`` where that is to be
            found out.
        delimiter: what stood between the cells of a text file.

    Raises:
        DomainError: the parts do not fit together; every way in which they do not is listed.

    >>> table = RawTable("a.xlsx", {"year": [2019, 2020], "deaths": [4.0, float("nan")]}, [2, 3])
    >>> len(table), table.columns["deaths"].tolist()
    (2, [4.0, nan])
    """

    path: str
    columns: Mapping[str, Array] = attrs.field(converter=_columns)
    rows: Integers = attrs.field(converter=_rows)
    row: str = attrs.field(
        default="row", kw_only=True, validator=attrs.validators.in_(("row", "line"))
    )
    header: int = attrs.field(default=1, kw_only=True)
    states: Mapping[str, Strings] = attrs.field(factory=dict, kw_only=True, converter=_states)
    labels: Mapping[str, Mapping[str, str]] = attrs.field(
        factory=dict, kw_only=True, converter=_labels
    )
    titles: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, converter=_frozen)
    fields: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, converter=_frozen)
    guessed: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, converter=_frozen)
    decimal: str | None = attrs.field(default=None, kw_only=True)
    delimiter: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            msg = f"The table contradicts itself in {len(problems)} place(s):"
            raise DomainError(msg, problems=problems)

    def _problems(self) -> Iterator[Problem]:
        shape = (len(self),)
        for name, column in self.columns.items():
            if column.shape != shape:
                yield Problem(name, f"has shape {column.shape}.", f"Give {len(self)} cells.")
        for part in ("states", "labels", "titles", "fields"):
            for name in getattr(self, part):
                if name not in self.columns:
                    yield Problem(f"{part}[{name!r}]", "is of no column.", "Take it away.")
        for name, states in self.states.items():
            if states.shape != shape:
                yield Problem(f"states[{name!r}]", f"has shape {states.shape}.", "One a row.")
            # Most cells have none, and sorting only those that have takes a tenth of the time.
            elif other := set(np.unique(states[states != ""]).tolist()) - set(_EMPTY_STATES):
                yield Problem(
                    f"states[{name!r}]",
                    f"holds {min(other)!r}.",
                    f"Use one of: {', '.join(_EMPTY_STATES)}.",
                )

    def __len__(self) -> int:
        return len(self.rows)
