"""From anybody's table to the columns of a panel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from rusfelt._identity import refuse_columns, refuse_names
from rusfelt._objects import is_empty
from rusfelt._tables import opened
from rusfelt.domain.period import Period
from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.typing import Array, Floats, Frame
from rusfelt.vocabulary import Clock

__all__ = ["as_keys", "as_times", "column_names", "panel_columns", "read_columns"]

# Below this every whole number is a float of its own.
_EXACT = 2**53


def column_names(frame: Frame) -> list[str]:
    """The names of a table's columns, in its order.

    Raises:
        DomainError: it is no table, or a column is named by an identity number.
        MissingExtraError: pyarrow is needed for such a table, and not installed.
    """
    names = opened(frame).names
    refuse_names(names)
    return names


def read_columns(
    frame: Frame, names: list[str] | None = None, *, figures: Collection[str] = ()
) -> dict[str, Array]:
    """Named columns of a table as arrays; a null is ``nan`` in a number column, ``""`` in text.

    Only these columns are fetched where the table is still to be computed. A moment is the day
    where it was written, a decimal the nearest float, a time of day text. Whole numbers beside a
    null are floats, or text where a float would not tell them apart.

    Args:
        frame: the table.
        names: of the columns to read; unsaid, all.
        figures: those of them that hold figures, where a long number is most likely an amount.

    Raises:
        DomainError: the table lacks some of the names, holds lists, bytes or spans of time in
            them, or holds identity numbers; all are listed.
        MissingExtraError: pyarrow is needed for such a table, and not installed.
    """
    table = opened(frame)
    refuse_names(table.names)
    names = table.names if names is None else list(dict.fromkeys(names))
    _need(names, table.names)
    columns = table.columns(names)
    refuse_columns(columns, figures=figures)
    return columns


def _need(names: list[str], known: list[str]) -> None:
    problems = []
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"It has: {', '.join(sorted(known)[:20])}."
            problems.append(Problem(name, "is no column of the table.", hint))
    if problems:
        msg = "The table lacks columns:"
        raise DomainError(msg, problems=problems)


def panel_columns(
    frame: Frame,
    *,
    keys: Mapping[str, str | None],
    t: str,
    y: str,
    clock: Clock | str | None,
    per_series: Mapping[str, str],
    per_point: Mapping[str, str],
) -> dict[str, Any]:
    """What :class:`~rusfelt.panel.Panel` is made of, from one row a point in any order."""
    named = [name for name in keys.values() if name is not None]
    table = read_columns(
        frame,
        [*named, t, y, *per_series.values(), *per_point.values()],
        figures={y, *per_point.values()} - set(named),
    )
    size = len(table[y])
    times, found = as_times(table[t])
    clock = Clock(clock) if clock is not None else found
    columns = {key: _key(key, name, table, size) for key, name in keys.items()}
    order = np.lexsort([times, *(columns[key] for key in reversed(list(columns)))])
    columns = {key: column[order] for key, column in columns.items()}
    starts = np.ones(size, dtype=np.bool_)
    if size:
        starts[1:] = np.logical_or.reduce([col[1:] != col[:-1] for col in columns.values()])
    first = np.flatnonzero(starts)
    row = np.cumsum(starts) - 1
    values = _numbers(y, table[y])[order]
    there = ~np.isnan(values)
    series = {}
    for ours, theirs in per_series.items():
        column = _further(table[theirs])[order]
        _check_constant(ours, column, row, first)
        series[ours] = column[first]
    sizes = np.bincount(row[there], minlength=len(first))
    return {
        **{key: column[first] for key, column in columns.items()},
        "offsets": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        "t": times[order][there],
        "y": values[there],
        "clock": clock,
        "per_series": series,
        "per_point": {
            ours: _further(table[theirs])[order][there] for ours, theirs in per_point.items()
        },
    }


def _further(column: Array) -> Array:
    # Some libraries keep whole numbers beside empty cells and some do not; the data are the same.
    return column.astype(np.float64) if column.dtype.kind in "iu" else column


def _key(key: str, name: str | None, table: Mapping[str, Array], size: int) -> Array:
    if key == "part":
        return np.zeros(size, np.int64) if name is None else table[name].astype(np.int64)
    if name is None:
        return np.full(size, "", dtype=np.str_)
    return as_keys(table[name])


def as_keys(column: Array) -> Array:
    """A column of names or codes as text; what differs stays different."""
    if column.dtype.kind == "f":
        # A code written as a number: 301, and not 301.0.
        if not np.all((np.abs(column) < _EXACT) & (np.rint(column) == column)):
            return np.array([_code(each) for each in column.tolist()], dtype=np.str_)
        column = column.astype(np.int64)
    if column.dtype.kind in "iu" and len(column):
        width = max(len(str(column.min())), len(str(column.max())))
        return column.astype(f"U{width}")
    return column.astype(np.str_)


def _code(value: float) -> str:
    if is_empty(value):
        return ""
    value += 0.0  # there is no person -0
    short = f"{value:.15g}"
    return short if float(short) == value else f"{value:.17g}"


def _numbers(name: str, column: Array) -> Floats:
    if column.dtype.kind not in "fiu":
        msg = f"The column {name!r} holds {column.dtype}, not numbers. Turn it into numbers first."
        raise DomainError(msg)
    return column.astype(np.float64)


def as_times(column: Array) -> tuple[Floats, Clock]:
    """A column of numbers, days or periods as times, and the clock they are told on."""
    if column.dtype.kind == "M":
        days = column.astype("datetime64[D]").astype(np.int64)
        # numpy counts days from 1970, date.toordinal() from the year 1.
        return np.where(np.isnat(column), np.nan, days + 719163.0), Clock.DAY
    if column.dtype.kind in "fiu":
        return column.astype(np.float64), Clock.PERIOD
    texts, inverse = np.unique(column.astype(np.str_), return_inverse=True)
    periods = [Period.parse(text) for text in texts.tolist()]
    clocks = {period.clock for period in periods}
    if len(clocks) > 1:
        msg = "Days and longer periods stand in one time column. Split the table."
        raise DomainError(msg)
    times = np.array([period.t for period in periods], dtype=np.float64)
    return times[inverse], clocks.pop() if clocks else Clock.PERIOD


def _check_constant(name: str, column: Array, row: Array, first: Array) -> None:
    differs = np.flatnonzero(column != column[first][row])
    if column.dtype.kind == "f":
        both_nan = np.isnan(column[differs]) & np.isnan(column[first][row][differs])
        differs = differs[~both_nan]
    if len(differs):
        msg = f"The column {name!r} varies within a series. Pass it as per_point, or mend it."
        raise DomainError(msg)
