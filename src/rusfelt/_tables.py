"""Anybody's table, opened: its names, and of its columns those that are asked for.

Tables of pandas and polars are met through Narwhals, those of DuckDB and everything else that
gives itself as Arrow through pyarrow, and the parts of one of Dask's are those of pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from rusfelt._arrow import Room, columns_of, computing, loaded, pyarrow, stream_of
from rusfelt._arrow.problems import BYTES, NESTED, SPANS, UnfitError
from rusfelt._objects import booleans, of_objects
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Array, Frame

__all__ = ["Opened", "opened"]

# Below this every whole number is a float of its own.
_EXACT = 2**53
# Fetched together.
_ROWS = 1 << 17


class Opened(Protocol):
    """A table whose columns are fetched when they are asked for."""

    @property
    def names(self) -> list[str]:
        """What its columns are called."""
        ...

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        ...


def opened(frame: Frame) -> Opened:
    """A table of any library, its columns named by text and each name once.

    Raises:
        DomainError: it is no table.
        MissingExtraError: pyarrow is needed for such a table, and not installed.
    """
    if isinstance(frame, Mapping):
        return _Mapped(frame)
    table = _of_library(frame)
    names: list[Any] = table.names
    if not all(isinstance(each, str) for each in names):
        msg = "The table's columns are numbered and have no names. Name them with text."
        raise DomainError(msg)
    if len(set(names)) < len(names):
        raise _twice()
    return table


def _of_library(frame: Frame) -> Opened:
    if hasattr(frame, "read_next_batch"):
        return _Streamed(frame)
    # Narwhals meets these two as well, but not in every version of them and of itself.
    library = type(frame).__module__.partition(".")[0]
    if library in {"dask", "dask_expr"} and hasattr(frame, "compute"):
        return _Parted(frame)
    if library in {"duckdb", "_duckdb"} and hasattr(frame, "fetch_arrow_reader"):
        return _Related(frame)
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - loaded only when a table is met

    try:
        return _Framed(nw.from_native(frame))
    except nw.exceptions.DuplicateError:
        raise _twice() from None
    except TypeError:
        # It is of a library Narwhals does not know.
        pass
    if hasattr(frame, "__arrow_c_stream__"):
        return _Streamed(stream_of(frame))
    msg = (
        f"{type(frame).__name__} is no table. Give a pandas, polars, pyarrow, DuckDB or Dask "
        "table, or a mapping of names to arrays."
    )
    raise DomainError(msg)


def _twice() -> DomainError:
    return DomainError("Two columns of the table have one name. Rename one.")


class _Mapped:
    """A mapping of names to arrays or lists."""

    def __init__(self, frame: Mapping[Any, object]) -> None:
        self._given = {str(name): each for name, each in frame.items()}
        self.names = list(self._given)

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        arrays = _alike({name: _array(name, self._given[name]) for name in names})
        return _each(names, lambda name: _typed(arrays[name]))


class _Streamed:
    """Batches of Arrow's, which may be had once."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.names = list(stream.schema.names)

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        with computing():
            return columns_of(self._stream.schema, self._stream, names, Room())


class _Parted:
    """A table of Dask's, whose parts are computed and put together."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = list(getattr(frame, "columns", ()))

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        with computing():
            frame = self._frame[list(names)].compute()
        return opened(frame).columns(names)


class _Related:
    """A relation of DuckDB's, which is a query."""

    def __init__(self, relation: Any) -> None:
        self._relation = relation
        self.names = list(relation.columns)

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        pyarrow()
        wished = ", ".join('"' + each.replace('"', '""') + '"' for each in names)
        with computing():
            chosen = self._relation.project(wished)
            # Older versions have it by another name.
            read = getattr(chosen, "to_arrow_reader", None) or chosen.fetch_arrow_reader
            return _Streamed(read(_ROWS)).columns(names)


class _Framed:
    """A table Narwhals knows."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = list(frame.collect_schema().names())

    def columns(self, names: Sequence[str]) -> dict[str, Array]:
        """Some of its columns as arrays."""
        import narwhals.stable.v2 as nw  # noqa: PLC0415 - loaded when the table was met

        table = self._frame.select(list(names))
        if isinstance(table, nw.LazyFrame):
            with computing():
                table = table.collect()
        if table.implementation.is_pyarrow():
            native = table.to_native()
            return columns_of(native.schema, native.to_batches(), names, Room())
        return _each(names, lambda name: _of_column(table[name], nw))


def _each(names: Sequence[str], read: Callable[[str], Array]) -> dict[str, Array]:
    """Every column, or an error that tells of all that cannot be read."""
    columns, problems = {}, []
    for name in dict.fromkeys(names):
        try:
            columns[name] = read(name)
        except UnfitError as error:
            problems.append(Problem(name, error.message, error.remedy))
    if problems:
        msg = "Columns of the table cannot be read:"
        raise DomainError(msg, problems=problems)
    return columns


def _of_column(column: Any, nw: Any) -> Array:
    dtype = column.dtype
    for told, refused in ((BYTES, dtype == nw.Binary), (SPANS, dtype == nw.Duration)):
        if refused:
            raise UnfitError(*told)
    if dtype.is_nested():
        raise UnfitError(*NESTED)
    if dtype.is_decimal() and loaded(0):
        # pandas leaves the work to pyarrow, whose floats are not the nearest.
        return _by_arrow(column)
    if dtype.is_numeric():
        return _numbers_of(column, nw)
    if dtype in (nw.Date, nw.Datetime):
        if getattr(dtype, "time_zone", None):
            # A day is the day where it was written, not the one in Greenwich.
            column = column.dt.replace_time_zone(None)
        days: Array = column.cast(nw.Datetime("us")).to_numpy().astype("datetime64[D]")
        return days
    if dtype == nw.Boolean:
        return booleans(column.to_list())
    if dtype in (nw.String, nw.Categorical, nw.Enum) and loaded(len(column)):
        return _by_arrow(column)
    return of_objects(column.to_list())


def _by_arrow(column: Any) -> Array:
    pa = pyarrow()
    table = pa.table({"column": column.to_arrow()})
    return columns_of(table.schema, table.to_batches(), ["column"], Room())["column"]


def _numbers_of(column: Any, nw: Any) -> Array:
    dtype = column.dtype
    # Whole numbers stay whole: a person's number may be longer than a float tells apart.
    whole = dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128)
    if whole and column.null_count():
        there = column.drop_nulls()
        if len(there) and max(abs(int(there.min())), abs(int(there.max()))) > _EXACT:
            return of_objects(column.to_list())
    values: Array = column.to_numpy() if whole else column.cast(nw.Float64).to_numpy()
    return values if values.dtype.kind in "iuf" else values.astype(np.float64)


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
    return column if column.dtype.kind in "biufUMS" else of_objects(column.tolist())
