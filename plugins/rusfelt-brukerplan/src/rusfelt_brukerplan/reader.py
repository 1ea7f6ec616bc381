"""Reads the table of mappings from a CSV file, with every problem in it at once."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import attrs

from rusfelt import Measurements
from rusfelt.errors import ReadError
from rusfelt_brukerplan._cells import COLUMNS, OPTIONAL, column_name
from rusfelt_brukerplan._checks import Found, read_row, whole_table_problems
from rusfelt_brukerplan.table import MappingTable

__all__ = ["TableReader", "read_table"]

_MOST_BYTES = 16 * 2**20
_DELIMITERS = (";", "\t", ",")


@attrs.frozen
class TableReader:
    """The table of mappings as figures of ``brukerplan.<domain>.<rating>``.

    It is asked about files whose names end in ``.brukerplan.csv``, since any other CSV file may
    hold something else; asked for by name it reads whatever it is given.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        return (".brukerplan.csv",)

    def read(self, path: Path, /) -> Measurements:
        """The figures of a file.

        Raises:
            ReadError: as for :func:`read_table`.
        """
        return read_table(path).measurements()


def read_table(path: str | os.PathLike[str]) -> MappingTable:
    r"""Read a table of mappings.

    One row for each year, district and domain; the index, ``levekarsindeks``, stands as a ninth.
    The first row names the columns, in English or Norwegian: ``year``, ``domain``, ``green``,
    ``yellow``, ``red`` and ``mapped`` must be there; ``district``, ``blue_light`` and ``coverage``
    may be. Lines that begin with ``#`` are comments. Encoded as UTF-8 or Windows-1252; delimited
    by semicolon, tab or comma.

    ``mapped`` is how many were rated in that row, and the ratings add up to it. ``:`` is a hidden
    cell and stays hidden; ``..`` or nothing is a missing one; ``.`` is a blue light that a domain
    does not have. ``coverage`` says whether as much was reached as at the district's mapping
    before: ``equal`` (lik), ``unequal`` (ulik) or nothing.

    Args:
        path: the file.

    Raises:
        ReadError: it cannot be opened, or something in it is wrong; ``problems`` lists the first
            hundred things, each with its line.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "mapping.brukerplan.csv")
    ...     _ = file.write_text("year;domain;green;yellow;red;mapped\n2019;bolig;70;38;20;128\n")
    ...     table = read_table(file)
    >>> [(each.indicator, each.numerator) for each in table.measurements()][2]
    ('brukerplan.bolig.red', 20.0)
    """
    file = os.fsdecode(path)
    found = Found(file)
    delimiter, header, rows = "", [""], []
    for line, content in _records(_text(file), found):
        if not delimiter:
            delimiter = max(_DELIMITERS, key=content.count)
            header = _header(_split(content, delimiter, line, found), line, found)
            continue
        given = _split(content, delimiter, line, found)
        if given and len(given) != len(header):
            fact = f"The row has {len(given)} cells, and the header {len(header)}."
            found.add(line, fact, "Give every column one cell.")
        elif given:
            row = read_row(dict(zip(header, given, strict=True)), line, found)
            if row is not None:
                rows.append(row)
    if not rows and not found.problems:
        found.add(1, "The file has no rows.", f"Begin with: {';'.join(COLUMNS)}.")
    whole_table_problems(rows, found)
    found.raise_any()
    return MappingTable(tuple(rows), Path(file).name)


def _records(text: str, found: Found) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers, until too much is wrong."""
    for line, content in enumerate(io.StringIO(text, newline=None), start=1):
        if found.hopeless:
            return
        if content[0] != "#" and content.strip(" \t\r\n;,"):
            yield line, content.rstrip("\r\n")


def _split(content: str, delimiter: str, line: int, found: Found) -> list[str]:
    """The cells of one line; none where it breaks the rules of CSV."""
    try:
        return [
            cell.strip() for cell in next(csv.reader([content], delimiter=delimiter, strict=True))
        ]
    except csv.Error as error:
        fact = f"The line breaks the rules of CSV ({error})."
        found.add(line, fact, "Check its quotation marks; a cell may not run over two lines.")
        return []


def _header(cells: list[str], line: int, found: Found) -> list[str]:
    """The columns by our names; what is wrong with them ends the reading."""
    header = [column_name(cell) for cell in cells]
    for name in sorted(set(header)):
        if header.count(name) > 1:
            found.add(line, f"Two columns are called {name[:40]!r}.", "Take one of them away.")
        if name not in COLUMNS:
            found.add(
                line, f"{name[:40]!r} is no column.", f"The columns are {', '.join(COLUMNS)}."
            )
    for name in COLUMNS:
        if name not in header and name not in OPTIONAL:
            found.add(line, f"There is no column {name!r}.", "Add it to the first row.")
    # Rows under a header that cannot be trusted would only repeat what is wrong with it.
    found.raise_any()
    return header


def _text(file: str) -> str:
    try:
        if not Path(file).is_file():
            what = "This is no ordinary file" if Path(file).exists() else "There is no such file"
            msg = f"{what}. Give the path of a CSV file."
            raise ReadError(msg, path=file)
        with Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        msg = "The file cannot be opened. Check the path, and that you may read it."
        raise ReadError(msg, path=file) from error
    if len(data) > _MOST_BYTES:
        msg = f"The file is larger than {_MOST_BYTES >> 20} MB. Split it by year."
        raise ReadError(msg, path=file)
    if b"\0" in data:
        msg = "The file holds NUL characters, so it is no CSV text. Save it as CSV."
        raise ReadError(msg, path=file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A few bytes mean nothing in Windows-1252; a cell with one will be no word anyone knows.
        return data.decode("cp1252", errors="replace")
