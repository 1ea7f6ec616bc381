"""Tables of counts from delimited files, and back again with cells hidden."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import attrs
import numpy as np

from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DomainError, ReadError
from rusfelt.io._count_cells import Mark
from rusfelt.io._count_columns import COUNT, DENOMINATOR, LARGEST, Roles, plain_name, roles_of
from rusfelt.io._count_rows import CountRows
from rusfelt.io._delimited import Delimited
from rusfelt.io._raw_rows import RawRow, raw_rows
from rusfelt.io.write import write_atomic
from rusfelt.typing import Bools

__all__ = ["CountFile", "count_table_bytes", "read_count_table", "write_count_table"]

_SEPARATOR = re.compile(r'"?sep=.', re.IGNORECASE)


@attrs.frozen(eq=False)
class CountFile:
    """A table of counts with all that is needed to write it again as it was.

    Attributes:
        table: the counts. Hidden and missing cells are ``None`` there, impossible ones 0.
        path: the file.
        lines: the line each row stands on.
        marks: what stands in each count's cell where it is no count: ``:``, ``..`` or ``.``.
        guessed: what was found out and not told: ``encoding``, ``delimiter``, ``count``,
            ``denominator``, ``total``, ``dimensions``, ``descriptions``.
        codec, delimiter: how the file is written.
        start: its first line where that tells programs the delimiter.
        header, rows: exactly as written.
        roles: which column is what.
    """

    table: Table
    path: str
    lines: Sequence[int] = attrs.field(repr=False)
    marks: tuple[str, ...] = attrs.field(repr=False)
    guessed: Mapping[str, str]
    codec: str
    delimiter: str
    start: str = attrs.field(repr=False)
    header: RawRow = attrs.field(repr=False)
    rows: tuple[RawRow, ...] = attrs.field(repr=False)
    roles: Roles = attrs.field(repr=False)

    @property
    def hidden(self) -> Bools:
        """Which cells are hidden in the file; missing ones are not."""
        return np.array([each == Mark.HIDDEN for each in self.marks], dtype=np.bool_)


def read_count_table(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    total: str | Collection[str] = (),
    dimensions: Collection[str] = (),
    drop: Collection[str] = (),
    hierarchy: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> CountFile:
    r"""Read a table of counts: one row a cell, one column a dimension, totals among the rows.

    The counts stand in the column ``count`` (or ``antall``), what they are out of in
    ``denominator`` (``n``, ``nevner``), and for amounts the sum of the largest contributions in
    ``largest``. A total is marked ``Total``, ``Totalt``, ``I alt`` or ``Alle``, in each column by
    the one that is there. In the columns of counts ``:`` is hidden, ``.`` impossible (nobody can
    be there, and everyone knows), and ``..`` or nothing missing: unknown, never nobody.

    Any other column is a dimension where it has a total, where rows could not be told apart
    without it, where all its cells are alike, or where its name is one for time. A column of words
    that follow from a dimension's label, such as the name beside a code, is carried along. What
    is left is refused, and so are numbers with decimals or per cent: what follows from a count
    would reveal it.

    Args:
        path: the file.
        name: what the table is called; unsaid, the file's name without its folder.
        total: what totals are called here.
        dimensions: columns that are dimensions whatever their cells look like.
        drop: columns to leave out, also when the file is written again.
        hierarchy: dimension → parent → children, where one column has several levels.
        encoding: told, or found out.
        delimiter: likewise.

    Returns:
        The table, and how it is written.

    Raises:
        ReadError: it cannot be read, holds identity numbers, does not add up, or a column is none
            of the above; ``problems`` lists all that was found, with line and column.
        UnknownNameError: ``encoding`` is none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "t.csv")
    ...     _ = file.write_text("kjønn;antall\nK;2\nM;9\nTotalt;11\n", encoding="utf-8")
    ...     read = read_count_table(file)
    >>> read.table.counts.tolist(), read.guessed["total"]
    ([2, 9, 11], 'Totalt')
    """
    file = os.fsdecode(path)
    source = Delimited(path, encoding=encoding, delimiter=delimiter, known=_known)
    found = source.found
    width = len(source.header)
    cells, lines = source.read(range(width))
    unnamed = [at for at, each in enumerate(source.header) if not each]
    for at in unnamed:
        found.add(source.header_line, f"Column number {at + 1} has no name.", "Give it one.")
    if not lines:
        found.add(source.header_line, "There are no rows below the header.", "Add the cells.")
    found.raise_any()
    columns = [[each.strip() for each in column] for column in cells]
    roles = roles_of(
        source.header, source.header_line, columns, found,
        totals=[total] if isinstance(total, str) else total, dimensions=dimensions, drop=drop,
    )  # fmt: skip
    rows_read = CountRows(source, lines, columns, roles)
    table = rows_read.table(name or Path(file).name, hierarchy or {})
    codec = encoding or source.guessed["encoding"]
    text = Path(file).read_bytes().decode(codec)
    header, *rows = raw_rows(text, source.delimiter, [source.header_line, *lines])
    if [row.values() for row in rows] != [list(each) for each in zip(*cells, strict=True)]:
        msg = "The file was changed while it was read. Read it again."
        raise ReadError(msg, path=file)
    first = text.splitlines(keepends=True)[0]
    return CountFile(
        table,
        file,
        lines,
        tuple(each.mark for each in rows_read.counts),
        MappingProxyType(_guessed(source, roles)),
        codec,
        source.delimiter,
        first if source.header_line > 1 and _SEPARATOR.match(first) else "",
        header,
        tuple(rows),
        roles,
    )


def count_table_bytes(file: CountFile, published: Table, *, symbol: str = ":") -> bytes:
    """The file with what is hidden in ``published``: same columns, order and delimiter.

    Cells that are printed stand as they stood. Comments and empty lines are left out: nobody has
    looked through what they say. Everything in the column ``largest`` is hidden, and so are
    denominators that ``published`` does not have.

    Args:
        file: as it was read.
        published: its table as it may be printed.
        symbol: what stands in a hidden cell.

    Raises:
        DomainError: the table is not that of the file.
    """
    same = len(published) == len(file.table) and all(
        published.labels(at) == file.table.labels(at) for at in range(len(published))
    )
    if not same:
        msg = f"The table {published.name!r} does not have the cells of {file.path}."
        raise DomainError(msg)
    roles = file.roles
    written = [file.header.kept(roles.kept).written(file.delimiter)]
    for at, read in enumerate(file.rows):
        row, count = read, int(published.counts[at])
        if count != file.table.counts[at] and roles.count is not None:
            row = row.with_cell(roles.count, symbol if count == HIDDEN else str(count))
        if roles.denominator is not None and _hidden_now(file.table, published, at):
            row = row.with_cell(roles.denominator, symbol)
        if roles.largest is not None:
            row = row.with_cell(roles.largest, symbol)
        written.append(row.kept(roles.kept).written(file.delimiter))
    return (file.start + "".join(written)).encode(file.codec)


def write_count_table(
    path: str | os.PathLike[str],
    file: CountFile,
    published: Table,
    *,
    symbol: str = ":",
) -> None:
    """Write a table as it may be printed, whole or not at all; see :func:`count_table_bytes`.

    Raises:
        DomainError: the table is not that of the file.
        WriteError: it cannot be written; what stood there is untouched.
    """
    write_atomic(path, count_table_bytes(file, published, symbol=symbol))


def _hidden_now(before: Table, now: Table, at: int) -> bool:
    """Whether a denominator that the file has is not to be printed."""
    if before.denominators is None or before.denominators[at] == HIDDEN:
        return False
    return now.denominators is None or int(now.denominators[at]) == HIDDEN


def _known(name: str) -> bool:
    return plain_name(name) in {*COUNT, *DENOMINATOR, *LARGEST}


def _guessed(source: Delimited, roles: Roles) -> dict[str, str]:
    """What was found out, in words that can be printed."""
    told = dict(source.guessed)
    for what, place in (("count", roles.count), ("denominator", roles.denominator)):
        if place is not None:
            told[what] = source.header[place]
    if roles.totals:
        told["total"] = ", ".join(dict.fromkeys(roles.totals.values()))
    told["dimensions"] = ", ".join(roles.dimensions)
    if roles.descriptions:
        told["descriptions"] = ", ".join(roles.descriptions)
    return told
