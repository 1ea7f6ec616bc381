"""From anybody's table to the columns of a panel; Narwhals is met here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from rusfelt.domain.period import Period
from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.typing import Array, Floats, Frame
from rusfelt.vocabulary import Clock

__all__ = ["panel_columns", "read_columns"]


def read_columns(frame: Frame, names: list[str]) -> dict[str, Array]:
    """Named columns of a table as arrays; a null is ``nan`` in a number column, ``""`` in text.

    Raises:
        DomainError: the table lacks some of the names; all of them are listed.
    """
    if isinstance(frame, Mapping):
        known = [str(name) for name in frame]
        _need(names, known)
        return {name: _typed(np.asarray(frame[name])) for name in names}
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - loaded only when a table is met

    try:
        table = nw.from_native(frame)
    except TypeError:
        msg = (
            f"{type(frame).__name__} is no table. Give a pandas, polars or pyarrow table, or a "
            "mapping of names to arrays."
        )
        raise DomainError(msg) from None
    if isinstance(table, nw.LazyFrame):
        _need(names, table.collect_schema().names())
        table = table.select(list(dict.fromkeys(names))).collect()
    else:
        _need(names, table.columns)
    columns: dict[str, Array] = {}
    for name in names:
        column = table[name]
        dtype = column.dtype
        if dtype.is_numeric():
            columns[name] = column.cast(nw.Float64).to_numpy()
        elif dtype in (nw.Date, nw.Datetime):
            if getattr(dtype, "time_zone", None):
                # A day is the day where it was written, not the one in Greenwich.
                column = column.dt.replace_time_zone(None)
            columns[name] = column.cast(nw.Datetime("us")).to_numpy().astype("datetime64[D]")
        elif dtype == nw.Boolean:
            columns[name] = column.to_numpy().astype(np.bool_)
        else:
            columns[name] = np.array(
                ["" if _empty(each) else str(each) for each in column.to_list()]
            )
    return columns


def _typed(column: Array) -> Array:
    """Python objects as the numbers, days or text they are."""
    if column.dtype.kind != "O":
        return column
    values = column.tolist()
    there = [each for each in values if not _empty(each)]
    if all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in there):
        return np.array([np.nan if _empty(each) else each for each in values], dtype=np.float64)
    if all(isinstance(each, date) for each in there):
        # A moment is read as its day, as it is in a table.
        days = [None if _empty(each) else date(each.year, each.month, each.day) for each in values]
        return np.array(days, dtype="datetime64[D]")
    return np.array(["" if _empty(each) else str(each) for each in values])


def _empty(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124 - nan is not itself


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
    table = read_columns(frame, [*named, t, y, *per_series.values(), *per_point.values()])
    size = len(table[y])
    times, found = _times(table[t])
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
    column = table[name]
    if column.dtype.kind == "f":
        # A code written as a number: 301, and not 301.0.
        column = np.array(
            ["" if _empty(each) else f"{each:.15g}" for each in column.tolist()], dtype=np.str_
        )
    return column.astype(np.str_)


def _numbers(name: str, column: Array) -> Floats:
    if column.dtype.kind not in "fiu":
        msg = f"The column {name!r} holds {column.dtype}, not numbers. Turn it into numbers first."
        raise DomainError(msg)
    return column.astype(np.float64)


def _times(column: Array) -> tuple[Floats, Clock]:
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
