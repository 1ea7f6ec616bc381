"""From anybody's table to the columns of a panel; Narwhals is met here and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np

from rusfelt._identity import refuse_columns, refuse_names
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
    """
    mapped = isinstance(frame, Mapping)
    names = [str(name) for name in (frame if mapped else _opened(frame).collect_schema().names())]
    refuse_names(names)
    return names


def _opened(frame: Frame) -> Any:
    """A table of any library, its columns named by text and each name once."""
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - loaded only when a table is met

    try:
        table = nw.from_native(frame)
        names = table.collect_schema().names()
    except TypeError:
        msg = (
            f"{type(frame).__name__} is no table. Give a pandas, polars or pyarrow table, or a "
            "mapping of names to arrays."
        )
        raise DomainError(msg) from None
    except nw.exceptions.DuplicateError:
        msg = "Two columns of the table have one name. Rename one."
        raise DomainError(msg) from None
    if not all(isinstance(each, str) for each in names):
        msg = "The table's columns are numbered and have no names. Name them with text."
        raise DomainError(msg)
    return table


def read_columns(
    frame: Frame, names: list[str], *, figures: Collection[str] = ()
) -> dict[str, Array]:
    """Named columns of a table as arrays; a null is ``nan`` in a number column, ``""`` in text.

    Args:
        frame: the table.
        names: of the columns to read.
        figures: those of them that hold figures, where a long number is most likely an amount.

    Raises:
        DomainError: the table lacks some of the names, or holds identity numbers; all are listed.
    """
    column_names(frame)
    columns = _columns_of(frame, names)
    refuse_columns(columns, figures=figures)
    return columns


def _columns_of(frame: Frame, names: list[str]) -> dict[str, Array]:
    if isinstance(frame, Mapping):
        known = {str(name): each for name, each in frame.items()}
        _need(names, list(known))
        return _alike({name: _typed(_array(name, known[name])) for name in names})
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - loaded only when a table is met

    table = _opened(frame)
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
            # Whole numbers stay whole: a person's number may be longer than a float tells apart.
            whole = dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128)
            values = column.to_numpy() if whole else column.cast(nw.Float64).to_numpy()
            columns[name] = values if values.dtype.kind in "iuf" else values.astype(np.float64)
        elif dtype in (nw.Date, nw.Datetime):
            if getattr(dtype, "time_zone", None):
                # A day is the day where it was written, not the one in Greenwich.
                column = column.dt.replace_time_zone(None)
            columns[name] = column.cast(nw.Datetime("us")).to_numpy().astype("datetime64[D]")
        elif dtype == nw.Boolean:
            columns[name] = _booleans(column.to_list())
        else:
            columns[name] = _of_objects(column.to_list())
    return columns


def _booleans(values: list[bool | None]) -> Array:
    if any(_empty(each) for each in values):
        # A null is no False.
        return np.array([np.nan if _empty(each) else float(bool(each)) for each in values])
    return np.array(values, dtype=np.bool_)


def _array(name: str, column: object) -> Array:
    """A column of a mapping as an array."""
    if isinstance(column, np.ma.MaskedArray):
        column = np.array(column.tolist(), dtype=object)
    try:
        array = np.asarray(column)
    except ValueError:
        array = np.empty(())
    if array.ndim != 1:
        msg = f"The column {name!r} is no list of single values. Give one value a row."
        raise DomainError(msg)
    return array


def _alike(columns: dict[str, Array]) -> dict[str, Array]:
    sizes = {len(each) for each in columns.values()}
    if len(sizes) > 1:
        rows = ", ".join(f"{name!r} {len(each)}" for name, each in columns.items())
        msg = f"The columns differ in length: {rows}. Give each one value a row."
        raise DomainError(msg)
    return columns


def _typed(column: Array) -> Array:
    return _of_objects(column.tolist()) if column.dtype.kind == "O" else column


def _of_objects(values: list[Any]) -> Array:
    """Python objects as the numbers, days or text they are."""
    there = [each for each in values if not _empty(each)]
    if there and all(isinstance(each, bool) for each in there):
        return _booleans(values)
    if all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in there):
        with contextlib.suppress(OverflowError):
            return np.array([np.nan if _empty(each) else each for each in values], dtype=np.float64)
    if all(isinstance(each, date) for each in there):
        # A moment is read as its day, as it is in a table.
        days = [None if _empty(each) else date(each.year, each.month, each.day) for each in values]
        return np.array(days, dtype="datetime64[D]")
    return np.array(["" if _empty(each) else str(each) for each in values])


def _empty(value: object) -> bool:
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - nan is not itself
    except (TypeError, ValueError):
        # pandas' NA is neither itself nor anything else; a list in a cell cannot say.
        return type(value).__name__ == "NAType"


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
    if _empty(value):
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
