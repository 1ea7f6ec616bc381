"""Figures from CSV files as Norwegian offices write them."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rusfelt.domain.measurement import Measurements
from rusfelt.errors import DomainError, ReadError, UnknownNameError, did_you_mean
from rusfelt.io import _cells
from rusfelt.io._columns import FIELDS, MAX_CELL, Table, bad_cells, build
from rusfelt.io._delimited import Delimited
from rusfelt.io._gathered import LISTED, Gathered, shown
from rusfelt.io._lines import DELIMITERS, SPLIT
from rusfelt.io.readers import read_with, reader_for

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_measurements"]

# The bar is never guessed, but can be told.
_DELIMITERS = (*DELIMITERS, "|")


def read_measurements(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    reader: str | None = None,
) -> Measurements:
    r"""Read figures from a CSV file, or from another file with a plugin's reader.

    The first row names the columns after the fields of :class:`~rusfelt.domain.Measurement`
    (capitals do not matter): ``indicator``, ``period`` and ``value`` or ``numerator`` must be
    there. Lines that start with ``#`` and lines without text are left out.

    What is not told is found out and stands in ``guessed`` of the answer: the encoding (UTF-8,
    with or without a byte order mark, else Windows-1252), the delimiter (semicolon, tab or comma)
    and the decimal sign. ``guessed["decimal"]`` is ``"none"`` where no number needs one, and
    ``guessed["thousands"]`` names a comma or point that was read as a separator of thousands.
    Numbers that could be read in two ways, such as ``1.234``, are never guessed at.

    In the columns of numbers ``..`` and an empty cell are missing, ``:`` is suppressed and ``.``
    not applicable; the ``state`` column may name another state for an empty cell. ``<5`` in
    ``value`` is the bound below 5.

    Args:
        path: the file.
        encoding: the name of its encoding.
        delimiter: ``;``, ``,``, a tab or ``|``.
        decimal: ``,`` or ``.``.
        columns: what the file calls a column → what it is here; ``None`` leaves the column out.
        reader: the name of a plugin's reader. Unsaid, the one that is for files of that ending;
            CSV files are read here. The other arguments are for CSV files alone.

    Returns:
        The figures in the order of the file.

    Raises:
        ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists the
            first hundred things, each with its line.
        UnknownNameError: ``encoding`` or a name in ``columns`` is none.
        DomainError: ``delimiter`` or ``decimal`` is none, or they go with a plugin's reader.
        NameConflictError: several readers are for such files.
        PluginError: the reader came to grief.

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
    chosen = reader or reader_for(Path(os.fsdecode(path)))
    if chosen is not None:
        if any(each is not None for each in (encoding, delimiter, decimal, columns)):
            msg = f"encoding, delimiter, decimal and columns are for CSV files, not for the reader {chosen!r}."
            raise DomainError(msg)
        return read_with(chosen, Path(os.fsdecode(path)))
    told = _told(delimiter, decimal, columns or {})
    try:
        source = Delimited(
            path,
            encoding=encoding,
            delimiter=delimiter,
            known=lambda name: _plain(name) in told or _plain(name) in FIELDS,
        )
        places, unnamed = _places(source, told)
        cells, lines = source.read(
            list(places.values()),
            unnamed,
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


def _told(
    delimiter: str | None, decimal: str | None, columns: Mapping[str, str | None]
) -> dict[str, str | None]:
    """The columns told of, by their plain names, when all that was told makes sense."""
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
    return {_plain(name): field for name, field in columns.items()}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _places(source: Delimited, told: Mapping[str, str | None]) -> tuple[dict[str, int], list[int]]:
    """Which column each field stands in, and which columns have no name."""
    found, line = source.found, source.header_line
    places: dict[str, int] = {}
    unnamed = []
    for place, name in enumerate(source.header):
        plain = _plain(name)
        field = told.get(plain, plain)
        if field is None:
            continue
        if not field:
            unnamed.append(place)
        elif field not in FIELDS:
            _unknown(found, line, name)
        elif field in places:
            found.add(
                line,
                f"Two columns are {field}: number {places[field] + 1} and number {place + 1}.",
                "Take one of them away, or tell them apart with columns=.",
                column=name,
            )
        else:
            places[field] = place
    for name in sorted(told.keys() - set(map(_plain, source.header))):
        hint = did_you_mean(name, source.header)
        message = f"columns= names {shown(name)}, and the file has no such column."
        found.add(line, message, hint or f"It has: {shown(', '.join(source.header))}.")
    required = [("indicator",), ("period",), ("value", "numerator")]
    for fields in required:
        if places.keys().isdisjoint(fields):
            found.add(
                line,
                f"There is no column {' or '.join(fields)}.",
                "Add it, or say which column it is: "
                f"columns={{'name in the file': {fields[0]!r}}}.",
            )
    if found.count > LISTED:
        # The header is that of another kind of file: its cells would say nothing more.
        found.raise_any()
    return places, unnamed


def _unknown(found: Gathered, line: int, name: str) -> None:
    near = did_you_mean(_plain(name)[:MAX_CELL], FIELDS)
    remedy = f"Rename it, or say what it is: columns={{{shown(name)}: 'note'}}; None leaves it out."
    found.add(
        line, f"There is no column called {shown(name)}.", f"{near} {remedy}".strip(), column=name
    )
