"""Figures from files of every kind, and from tables in memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.domain.measurement import Measurements
from rusfelt.errors import DomainError, ReadError, UnknownNameError
from rusfelt.io import _cells
from rusfelt.io._columns import FIELDS, Table, bad_cells, build
from rusfelt.io._delimited import Delimited
from rusfelt.io._lines import DELIMITERS, SPLIT
from rusfelt.io._mapped import cells_of
from rusfelt.io._names import plain_name
from rusfelt.io._places import places_of
from rusfelt.io.mapping_file import ColumnMap, read_mapping
from rusfelt.io.readers import TEXT, gives_figures, read_with, reader_of, refuse_options, table_with
from rusfelt.io.tables import text_table
from rusfelt.raw_table import RawTable
from rusfelt.typing import Frame

__all__ = ["read_as", "read_measurements"]

# The bar is never guessed, but can be told.
_DELIMITERS = (*DELIMITERS, "|")


def read_measurements(
    source: str | os.PathLike[str] | Frame,
    *,
    mapping: ColumnMap | str | os.PathLike[str] | None = None,
    columns: Mapping[str, str | None] | None = None,
    reader: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    **options: Any,
) -> Measurements:
    r"""Read figures from a file of any kind, or from a table in memory.

    What a file is, is seen by what it holds: delimited text, a spreadsheet, SPSS, Stata, Parquet,
    Arrow, DuckDB, or what an installed plugin reads, such as JSON-stat and FHIR. Its columns are
    named after the fields of :class:`~rusfelt.domain.Measurement` (capitals do not matter):
    ``indicator``, ``period`` and ``value`` or ``numerator`` must be there. Where they are named
    otherwise, a mapping file says what they are; ``rusfelt map`` drafts one.

    Of a text, what is not told is found out: the encoding (UTF-8, with or without a byte order
    mark, else Windows-1252), the delimiter (semicolon, tab or comma) and the decimal sign.
    Lines that start with ``#`` and lines without text are left out. Numbers that could be read in
    two ways, such as ``1.234``, are never guessed at. Everything taken for granted stands in
    ``guessed`` of the answer: ``guessed["decimal"]`` is ``"none"`` where no number needs one, and
    ``guessed["thousands"]`` names a comma or point that was read as a separator of thousands.

    In the columns of numbers ``..`` and an empty cell are missing, ``:`` is suppressed and ``.``
    not applicable; the ``state`` column may name another state for an empty cell. ``<5`` in
    ``value`` is the bound below 5.

    Args:
        source: the path of a file, or a pandas, polars, pyarrow, DuckDB or Dask table.
        mapping: what its columns and codes mean, or the path of a mapping file.
        columns: what the file calls a column → what it is here; ``None`` leaves the column out.
            It adds to a mapping, and wins over it.
        reader: the name of a reader (``csv`` for delimited text). Unsaid, the one for such files.
        encoding: of a text or an old statistics file: the name of its encoding.
        delimiter: of a text: ``;``, ``,``, a tab or ``|``.
        decimal: ``,`` or ``.`` in numbers that stand as text.
        options: what the reader is told besides, such as ``sheet="Tall"`` for a spreadsheet.

    Returns:
        The figures in the order of the file.

    Raises:
        ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists the
            first hundred things, each with its line.
        UnknownNameError: ``encoding``, ``reader`` or a name in ``columns`` is none.
        DomainError: ``delimiter`` or ``decimal`` is none, or the reader cannot be told something.
        NameConflictError: several readers are for such files.
        MissingExtraError: a library is missing; the message names the extra that brings it.
        PluginError: a plugin's reader came to grief.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "figures.csv")
    ...     _ = file.write_text("indicator;unit;period;value\ndeaths;030108;2019-Q3;1 234,5\n")
    ...     figures = read_measurements(file)
    >>> figures[0].unit, figures[0].period, figures[0].value
    ('030108', '2019-Q3', 1234.5)
    >>> dict(figures.guessed)
    {'encoding': 'utf-8', 'delimiter': ';', 'decimal': ','}
    """
    _refuse_signs(delimiter, decimal, columns or {})
    if mapping is None or isinstance(mapping, ColumnMap):
        understood = mapping or ColumnMap()
    else:
        understood = read_mapping(mapping)
    understood = attrs.evolve(understood, columns={**understood.columns, **(columns or {})})
    told = {"encoding": encoding, "delimiter": delimiter}
    told = {name: each for name, each in told.items() if each is not None}
    return read_as(source, understood, reader=reader, decimal=decimal, options={**told, **options})


def read_as(
    source: str | os.PathLike[str] | Frame,
    mapping: ColumnMap,
    *,
    reader: str | None,
    decimal: str | None,
    options: Mapping[str, Any],
) -> Measurements:
    """As above, with everything told in one place.

    Args:
        source: as above.
        mapping: what columns and codes mean, and what the reader is told.
        reader: its name.
        decimal: ``,`` or ``.``.
        options: what the reader is told besides.
    """
    options = {**mapping.options, **options}
    decimal = options.pop("decimal", decimal)
    if not isinstance(source, (str, os.PathLike)):
        if reader is not None or options:
            msg = "A table in memory has no reader, and nothing can be told to one."
            raise DomainError(msg)
        from rusfelt.io.sources.frames import table_of  # noqa: PLC0415 - only for a table

        return _understood(table_of(source), mapping, decimal)
    path = Path(os.fsdecode(source))
    chosen = reader or mapping.reader or reader_of(path)
    if chosen in {None, TEXT}:
        return _from_text(path, mapping, decimal, options)
    if gives_figures(chosen):
        if not mapping.said_nothing or options or decimal is not None:
            msg = (
                f"The reader {chosen!r} gives figures as they are, so there is nothing to tell it: "
                "no mapping, no columns, no decimal sign."
            )
            raise DomainError(msg)
        return read_with(chosen, path)
    return _understood(table_with(chosen, path, options), mapping, decimal)


def _understood(table: RawTable, mapping: ColumnMap, decimal: str | None) -> Measurements:
    """The figures in a table, its columns understood as a mapping says."""
    cells = cells_of(table, mapping)
    columns = build(cells, decimal if decimal is not None else table.decimal)
    cells.source.found.raise_any()
    return Measurements(MappingProxyType(columns), MappingProxyType(dict(cells.source.guessed)))


def _from_text(
    path: Path, mapping: ColumnMap, decimal: str | None, options: Mapping[str, Any]
) -> Measurements:
    refuse_options(TEXT, options, ("encoding", "delimiter"))
    encoding, delimiter = options.get("encoding"), options.get("delimiter")
    try:
        if not mapping.plain:
            whole = text_table(path, encoding=encoding, delimiter=delimiter)
            return _understood(whole, mapping, decimal)
        told = {plain_name(name) for name in mapping.columns}
        source = Delimited(
            path,
            encoding=encoding,
            delimiter=delimiter,
            known=lambda name: plain_name(name) in told or plain_name(name) in FIELDS,
        )
        found = places_of(source.header, mapping, source.found, source.header_line)
        places = found.fields
        cells, lines = source.read(
            list(places.values()),
            found.unnamed,
            bad_cells=lambda sample: bad_cells(dict(zip(places, sample, strict=True))),
        )
        names = {field: source.header[place] for field, place in places.items()}
        table = Table(source, dict(zip(places, cells, strict=True)), names, lines)
        columns_read = build(table, decimal)
    except MemoryError:
        msg = f"The file does not fit in memory. {SPLIT}"
        raise ReadError(msg, path=os.fsdecode(path)) from None
    source.found.raise_any()
    return Measurements(MappingProxyType(columns_read), MappingProxyType(dict(source.guessed)))


def _refuse_signs(
    delimiter: str | None, decimal: str | None, columns: Mapping[str, str | None]
) -> None:
    """Let through what makes sense of what was told."""
    if delimiter is not None and delimiter not in _DELIMITERS:
        msg = f"{delimiter!r} is not a delimiter. Use ';', ',', a tab or '|'."
        raise DomainError(msg)
    if decimal is not None and decimal not in _cells.DECIMALS:
        msg = f"{decimal!r} is not a decimal sign. Use ',' or '.'."
        raise DomainError(msg)
    for field in columns.values():
        if field is not None and field not in FIELDS:
            kind = "column"
            raise UnknownNameError(kind, field, FIELDS)
