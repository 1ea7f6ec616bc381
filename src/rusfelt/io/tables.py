"""A table of people's answers or scores from a file, each column as what it is."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from rusfelt.domain.period import to_date
from rusfelt.errors import DomainError, ReadError
from rusfelt.io._cells import BadCellError, figure, weigh
from rusfelt.io._columns import MAX_CELL
from rusfelt.io._delimited import Delimited
from rusfelt.io.readers import TEXT, reader_of, refuse_options, table_with
from rusfelt.raw_table import RawTable
from rusfelt.typing import Array

__all__ = ["read_table", "text_table", "typed_cells"]

# A code such as 0301 is a name that happens to consist of digits.
_CODE = re.compile(r"0\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
# From here on neighbouring whole numbers are one float, so this is a code and no figure.
_EXACT = 2**53
_MAX_COLUMN_BYTES = 2**30
_CHARACTER_BYTES = 4


def read_table(
    path: str | os.PathLike[str],
    *,
    reader: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    **options: Any,
) -> RawTable:
    """Read a table of any columns from a file of any kind.

    In delimited text a column whose filled cells are all numbers becomes numbers, one of days
    days, and anything else stays text: so do numbers that start with 0, such as a municipality's
    code, and numbers too long to be told apart. Numbers are read with a decimal comma or point,
    one way through the whole column; where nothing in it settles which (``1.234``), it stays text
    too. Other files say themselves what their columns hold.

    Args:
        path: the file.
        reader: the name of a reader; unsaid, the one for such files.
        encoding: of a text: told, or found out and told in ``guessed``.
        delimiter: likewise.
        options: what the reader is told besides.

    Raises:
        ReadError: it cannot be read, two columns share a name, or its rows differ in length;
            every problem is listed with its line.
        UnknownNameError, DomainError, MissingExtraError, PluginError: as for
            :func:`~rusfelt.read_measurements`.
    """
    told = {"encoding": encoding, "delimiter": delimiter}
    options = {name: each for name, each in told.items() if each is not None} | options
    chosen = reader or reader_of(Path(os.fsdecode(path)))
    if chosen not in {None, TEXT}:
        return table_with(chosen, Path(os.fsdecode(path)), options)
    refuse_options(TEXT, options, ("encoding", "delimiter"))
    table = text_table(path, **options)
    if not len(table):
        msg = "The file has no rows below its header."
        raise ReadError(msg, path=os.fspath(path))
    columns = {name: typed_cells(column, table.delimiter) for name, column in table.columns.items()}
    return attrs.evolve(table, columns=columns)


def text_table(
    path: str | os.PathLike[str], *, encoding: str | None = None, delimiter: str | None = None
) -> RawTable:
    """A delimited file as columns of text, just as it stands there.

    Raises:
        ReadError: it cannot be read, two columns share a name, or its rows differ in length.
    """
    file = Delimited(path, encoding=encoding, delimiter=delimiter, known=bool)
    names = [place for place, name in enumerate(file.header) if name]
    unnamed = [place for place, name in enumerate(file.header) if not name]
    header = [file.header[place] for place in names]
    for name in sorted({each for each in header if header.count(each) > 1}):
        file.found.add(
            file.header_line, f"{header.count(name)} columns are called {name!r}.", "Rename them."
        )
    cells, lines = file.read(names, unnamed)
    file.found.raise_any()
    for name, column in zip(header, cells, strict=True):
        longest = max(map(len, column), default=0)
        if longest * len(column) * _CHARACTER_BYTES > _MAX_COLUMN_BYTES:
            line = next(
                line for line, text in zip(lines, column, strict=True) if len(text) == longest
            )
            file.found.add(
                line,
                f"A cell of {longest:,} characters is too long in a file of {len(lines):,} rows.",
                "Shorten it, take the column away, or split the file.",
                column=name,
            )
    file.found.raise_any()
    return RawTable(
        os.fsdecode(path),
        {name: np.array(column, dtype=np.str_) for name, column in zip(header, cells, strict=True)},
        lines,
        row="line",
        header=file.header_line,
        guessed=file.guessed,
        delimiter=file.delimiter,
    )


def typed_cells(column: Array, delimiter: str) -> Array:
    """Cells of text as the numbers or days they all are, else as text without space around it."""
    cells = column.tolist()
    distinct = {each: each.strip() for each in dict.fromkeys(cells)}
    filled = [each for each in distinct.values() if each]
    if filled and not any(len(each) > MAX_CELL or _CODE.fullmatch(each) for each in filled):
        kept = _numbers(distinct, filled, delimiter)
        if kept:
            return np.array([kept[each] for each in cells], dtype=np.float64)
        if all(_DAY.fullmatch(each) for each in filled):
            with contextlib.suppress(DomainError, ValueError):
                days = {each: to_date(text) if text else None for each, text in distinct.items()}
                return np.array([days[each] for each in cells], dtype="datetime64[D]")
    return np.array([distinct[each] for each in cells], dtype=np.str_)


def _numbers(distinct: dict[str, str], filled: list[str], delimiter: str) -> dict[str, float]:
    """Each cell as a number; nothing where some are none, or could be two."""
    seen = weigh(filled)
    if seen.comma is not None:
        decimal = ","
    elif seen.point is not None:
        decimal = "."
    elif seen.either_point is not None or (seen.either_comma is not None and delimiter == ","):
        return {}
    else:
        # Whoever writes a comma in numbers and another sign between cells writes decimals so.
        decimal = ","
    try:
        return {each: _number(text, decimal) for each, text in distinct.items()}
    except BadCellError:
        return {}


def _number(text: str, decimal: str) -> float:
    found = figure(text, decimal)
    if found.bound or abs(found.value) >= _EXACT:
        msg = "This is a bound or a code, and no number."
        raise BadCellError(msg)
    return found.value
