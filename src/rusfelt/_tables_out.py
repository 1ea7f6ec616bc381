"""From columns of our own to a table of somebody else's library."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rusfelt.errors import DomainError, MissingExtraError, UnknownNameError
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import Clock

__all__ = ["LIBRARIES", "capsule_of", "points_of", "table_for"]

LIBRARIES = ("pandas", "polars", "pyarrow")
_KEYS = ("indicator", "unit", "group", "part")
_DAY_0 = 719_163
_ASCII = 127
# Words made into bytes at a time.
_WORDS = 1 << 18
_MOST_TEXT = 2**31 - 1


def table_for(library: str, columns: Mapping[str, Array], empty: Mapping[str, Bools]) -> Any:
    """Columns as a table of pandas, polars or pyarrow.

    Args:
        library: which of them.
        columns: the columns, all of one length.
        empty: where a column has nothing in it, for columns that may have. Such a column of whole
            numbers or booleans is one pandas can leave cells empty in, whether or not any is.

    Raises:
        MissingExtraError: that library is not installed.
        UnknownNameError: it is none of the three.
    """
    if library not in LIBRARIES:
        raise UnknownNameError("table library", library, LIBRARIES)
    made = _imported(library)
    convert = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}[library]
    found = {name: convert(made, column, empty.get(name)) for name, column in columns.items()}
    if library == "pyarrow":
        return made.table(found)
    return made.DataFrame(found, copy=False) if library == "pandas" else made.DataFrame(found)


def capsule_of(
    columns: Mapping[str, Array], empty: Mapping[str, Bools], requested_schema: object = None
) -> object:
    """Columns as a PyCapsule with a stream of Arrow's, by whichever library can make one.

    Args:
        columns: as for :func:`table_for`.
        empty: likewise.
        requested_schema: the types the receiver would like, as a PyCapsule.

    Raises:
        MissingExtraError: neither pyarrow nor polars is installed.

    References:
        https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
    """
    for library in ("pyarrow", "polars"):
        try:
            table = table_for(library, columns, empty)
        except MissingExtraError:
            continue
        return table.__arrow_c_stream__(requested_schema)
    library, extra = "pyarrow", "parquet"
    raise MissingExtraError(library, extra)


def points_of(panel: Any) -> dict[str, Array]:
    """The columns of a panel with one row a point.

    Args:
        panel: a :class:`~rusfelt.panel.Panel`, which stands a floor above.

    Raises:
        DomainError: a further column is called like another.
    """
    owner = np.repeat(np.arange(len(panel)), panel.sizes)
    columns = {name: getattr(panel, name)[owner] for name in _KEYS}
    columns |= {"t": panel.t, "y": panel.y}
    if panel.clock is Clock.DAY:
        # numpy counts days from 1970, date.toordinal() from the year 1.
        columns["t"] = (panel.t - _DAY_0).astype(np.int64).astype("datetime64[D]")
    further = [(name, column[owner]) for name, column in panel.per_series.items()]
    for name, column in [*further, *panel.per_point.items()]:
        if name in columns:
            msg = f"Two columns of the table would be called {name!r}. Rename one of the panel."
            raise DomainError(msg)
        columns[name] = column
    return columns


def _imported(library: str) -> Any:
    try:
        return importlib.import_module(library)
    except ImportError:
        raise MissingExtraError(library) from None


def _pyarrow(pa: Any, column: Array, empty: Bools | None) -> Any:
    if column.dtype.kind == "U":
        return _text(pa, column)
    return pa.array(np.ascontiguousarray(column), mask=empty)


def _text(pa: Any, words: Strings) -> Any:
    if words.size and words.strides == (0,):
        return pa.repeat(pa.scalar(str(words[0])), words.size)
    parts = [words[at : at + _WORDS] for at in range(0, words.size, _WORDS)]
    chunks = [_block(pa, part) for part in parts]
    return pa.chunked_array(chunks, pa.string()) if chunks else pa.array([], pa.string())


def _block(pa: Any, words: Strings) -> Any:
    """Text by its letters, without a Python string for each cell."""
    width = words.dtype.itemsize // 4
    letters = np.ascontiguousarray(words, dtype=f"=U{width}").view(np.uint32)
    if letters.max(initial=0) <= _ASCII:
        sizes = np.char.str_len(words)
        data = letters[letters != 0].astype(np.uint8)
        # A text may hold the letter that stands for none.
        if len(data) == sizes.sum() <= _MOST_TEXT:
            ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
            buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
            return pa.Array.from_buffers(pa.string(), len(words), buffers)
    return pa.array(words.tolist(), pa.string())


def _quick(convert: Callable[[Any, Strings], Any], words: Strings) -> Any:
    """Text by way of pyarrow, where it is installed; ``None`` where it is not."""
    try:
        pa = _imported("pyarrow")
    except MissingExtraError:
        return None
    return convert(pa, words)


def _polars(pl: Any, column: Array, empty: Bools | None) -> Any:
    if column.dtype.kind == "U":
        if column.size and column.strides == (0,):
            return pl.repeat(str(column[0]), column.size, eager=True, dtype=pl.String)
        series = _quick(lambda pa, words: pl.from_arrow(_text(pa, words)), column)
        return pl.Series(column.tolist(), dtype=pl.String) if series is None else series
    series = pl.Series(np.ascontiguousarray(column))
    if empty is None or not empty.any():
        return series
    return pl.select(pl.when(pl.lit(pl.Series(~empty))).then(pl.lit(series))).to_series()


def _pandas(pd: Any, column: Array, empty: Bools | None) -> Any:
    kind = column.dtype.kind
    if kind == "U":
        series = _quick(lambda pa, words: _text(pa, words).to_pandas(), column)
        return pd.Series(np.array(column)) if series is None else series
    values = np.array(column)
    if empty is None or kind == "f":
        return values
    array = pd.arrays.BooleanArray if kind == "b" else pd.arrays.IntegerArray
    return array(values, np.array(empty))
