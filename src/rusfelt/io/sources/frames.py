"""Tables somebody holds in memory, as the tables that stand in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rusfelt._frames import read_columns
from rusfelt.errors import DomainError, Problem
from rusfelt.raw_table import RawTable
from rusfelt.typing import Frame

__all__ = ["is_frame", "table_of"]

# Those that do not give themselves as Arrow, or did not always: library → its classes.
_TABLES = {
    "_duckdb": {"DuckDBPyRelation"},
    "dask": {"DataFrame"},
    "dask_expr": {"DataFrame"},
    "duckdb": {"DuckDBPyRelation"},
    "pandas": {"DataFrame"},
    "polars": {"DataFrame", "LazyFrame"},
    "pyarrow": {"RecordBatch", "RecordBatchReader", "Table"},
}


def is_frame(thing: object) -> bool:
    """Whether something is a table to be read with :func:`table_of`, and no path.

    No library is loaded to find out.

    Args:
        thing: anything.

    >>> is_frame({"year": [2019, 2020]}), is_frame("figures.csv")
    (True, False)
    """
    if isinstance(thing, Mapping) or hasattr(type(thing), "__arrow_c_stream__"):
        return True
    return any(
        each.__name__ in _TABLES.get(each.__module__.partition(".")[0], ())
        for each in type(thing).__mro__
    )


def table_of(frame: Frame) -> RawTable:
    """The table somebody holds in memory, as a reader would give it.

    Nulls are ``nan`` in numbers and ``""`` in text. Of moments the day is kept, where they were
    written; decimals become the nearest float; whole numbers beside a null are floats, or text
    where a float would not tell them apart. A row label (the index of pandas) is no column. Lists,
    records, bytes and spans of time are refused by the names of their columns.

    Args:
        frame: a table of pandas, polars (also lazy), pyarrow, DuckDB (a relation) or Dask, anything
            with ``__arrow_c_stream__``, or a mapping of names to arrays.

    Returns:
        All columns; the first row is row 0, as these libraries count, and ``path`` says what it is
        a table of.

    Raises:
        DomainError: it is no table, two columns have one name, columns hold what is not read, or
            identity numbers stand in it; everything is listed.
        MissingExtraError: pyarrow is needed for such a table, and not installed.

    >>> table = table_of({"year": [2019, 2020], "deaths": [4, None]})
    >>> table.columns["deaths"].tolist()
    [4.0, nan]
    """
    columns: dict[str, Any] = read_columns(frame)
    problems = [
        Problem(
            name,
            f"holds what numpy calls {each.dtype}.",
            "Turn it into numbers, days, booleans or text.",
        )
        for name, each in columns.items()
        if each.dtype.kind not in "biufMU"
    ]
    if problems:
        msg = "Columns of the table cannot be read:"
        raise DomainError(msg, problems=problems)
    size = len(next(iter(columns.values()))) if columns else 0
    return RawTable(_called(frame), columns, np.arange(size), header=0)


def _called(frame: Frame) -> str:
    kind = type(frame)
    library = kind.__module__.partition(".")[0].lstrip("_")
    return f"<{kind.__name__}>" if library == "builtins" else f"<{library} {kind.__name__}>"
