"""People's scores from a file of any kind: answers scored by their instrument, or scores as made."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

import numpy as np

from rusfelt.catalogue.scoring import score
from rusfelt.domain import Instrument
from rusfelt.errors import DomainError
from rusfelt.io.at_lines import at_lines
from rusfelt.io.tables import read_table
from rusfelt.panel import Panel
from rusfelt.raw_table import RawTable

__all__ = ["read_scores"]


def read_scores(
    path: str | os.PathLike[str],
    instrument: Instrument | str | os.PathLike[str] | None = None,
    *,
    y: str | None = None,
    indicator: str | None = None,
    unit: str | None = None,
    t: str | None = None,
    reader: str | None = None,
    options: dict[str, Any] | None = None,
    **how: Any,
) -> Panel:
    r"""People's scores from a file: a spreadsheet, SPSS, Stata, Parquet, delimited text and more.

    With an instrument the file holds answers, one row a sheet, and they are scored by its rule;
    without one it holds scores that somebody has made, and ``y`` says in which column.

    Args:
        path: the file; what it is, is seen by what it holds.
        instrument: as for :func:`rusfelt.score`.
        y: the column of scores that are made already.
        indicator: what the scores are called; needed with ``y``, else the instrument's id.
        unit: the column that says whose a row is; unsaid, by its usual names.
        t: the column that says when; likewise.
        reader: the name of a reader; unsaid, the one for such files.
        options: what the reader is told, such as ``{"sheet": "Svar"}``.
        how: further arguments of :func:`rusfelt.score`, or of :meth:`rusfelt.panel.Panel.from_frame`.

    Returns:
        One series a person and scale. A score or answer the file marks as missing is none.

    Raises:
        ReadError: the file cannot be read, or a row of it cannot be scored; every problem is
            listed with its row.
        DomainError: neither an instrument nor a column of scores is told, or both are; a column
            is not there.
        UnknownNameError: nothing has that name.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "scores.csv")
    ...     _ = file.write_text("person;date;total\na;2024-01-02;21\na;2024-03-05;27,5\n")
    ...     panel = read_scores(file, y="total", indicator="ors")
    >>> panel[0].unit, panel[0].y.tolist()
    ('a', [21.0, 27.5])
    """
    if (instrument is None) == (y is None):
        msg = "Tell the instrument the answers are to, or the column y of scores made already."
        raise DomainError(msg)
    table = read_table(path, reader=reader, **(options or {}))
    if instrument is not None:
        return at_lines(
            table,
            lambda: score(instrument, table.columns, unit=unit, t=t, indicator=indicator, **how),
        )
    if indicator is None:
        msg = "Say with indicator= what the scores are called."
        raise DomainError(msg)
    return _as_made(table, str(y), indicator, unit, t, how)


def _as_made(
    table: RawTable, y: str, indicator: str, unit: str | None, t: str | None, how: dict[str, Any]
) -> Panel:
    from rusfelt.scoring.layout import DAYS, OCCASIONS, TIMES, UNITS  # noqa: PLC0415 - when scores are asked for

    columns = {**table.columns, "": np.full(len(table), indicator)}
    return Panel.from_frame(
        columns,
        indicator="",
        unit=unit or _usual(columns, UNITS, "whose a row is", "unit"),
        t=t or _usual(columns, (*DAYS, *OCCASIONS, *TIMES), "when", "t"),
        y=y,
        **how,
    )


def _usual(columns: Collection[str], names: Collection[str], what: str, argument: str) -> str:
    for name in names:
        if name in columns:
            return name
    msg = f"No column says {what}. Name it with {argument}=, or call it {', '.join(names)}."
    raise DomainError(msg)
