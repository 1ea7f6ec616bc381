"""Tidy tables as CSV: one file a spreadsheet opens, and every table for those who compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.errors import UnknownNameError
from rusfelt.publishing import Published, published_only
from rusfelt.report._inert import inert, one_cell
from rusfelt.report._zip import zipped
from rusfelt.report.tidy import Table, tidy_table, tidy_tables

__all__ = ["STYLES", "csv_archive", "csv_report", "csv_tables"]

_PUBLICATION = "publication"
# Above this a float has no digits left for ones.
_WHOLE = 2.0**53


@attrs.frozen
class Style:
    """How a CSV file is written: what stands between cells, in numbers, and before it all."""

    separator: str
    decimal: str
    mark: str


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        # What Excel with Norwegian settings opens by itself; the mark tells it that it is UTF-8.
        "nb": Style(";", ",", "\ufeff"),
        "iso": Style(",", ".", ""),
    }
)


def csv_report(published: Published, *, style: str = "nb", language: str = "nb") -> str:
    """Every figure of a plan with the verdict of its series, as one CSV file.

    One row a cell, and one for a series without cells. Columns are named by keys, which are the
    same in every language; ``publication`` says on every row whether it is ``public`` or
    ``internal``. A figure that is not there has the sign of why not, never nothing and never a
    zero.

    A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers, also
    negative ones, are numbers. Lines end in CR LF, and no cell holds a line break.

    Args:
        published: what :func:`rusfelt.publish` gives.
        style: ``nb`` for ``;``, decimal comma and a byte-order mark, ``iso`` for ``,``, decimal
            point and none.
        language: of titles and sentences: nb, nn or en.

    Raises:
        DomainError: it has not been through the gate.
        UnknownNameError: the style or the language is none of these.
    """
    how = _style(style)
    return _written(tidy_table("figures", published, language=language), how)


def csv_tables(published: Published, *, style: str = "nb", language: str = "nb") -> dict[str, str]:
    """Every tidy table by its file name, such as ``series.csv``, and the dictionary of columns.

    Each has a column ``publication`` in front.

    Raises:
        DomainError, UnknownNameError: as :func:`csv_report`.
    """
    how = _style(style)
    word = "internal" if published_only(published).internal else "public"
    return {
        f"{table.name}.csv": _written(table, how, publication=word)
        for table in tidy_tables(published, language=language)
    }


def csv_archive(published: Published, *, style: str = "nb", language: str = "nb") -> bytes:
    """The files of :func:`csv_tables` in one zip, so that they are replaced together or not at all.

    Raises:
        DomainError, UnknownNameError: as :func:`csv_report`.
    """
    tables = csv_tables(published, style=style, language=language)
    return zipped({name: text.encode() for name, text in tables.items()})


def _style(name: str) -> Style:
    try:
        return STYLES[name]
    except KeyError:
        raise UnknownNameError("CSV style", name, STYLES) from None


def _written(table: Table, style: Style, *, publication: str = "") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.separator, lineterminator="\r\n")
    front = [_PUBLICATION] if publication else []
    writer.writerow([*front, *(each.key for each in table.fields)])
    for row in table.rows:
        cells = [_cell(each, style) for each in row]
        writer.writerow([*([publication] if publication else []), *cells])
    return style.mark + out.getvalue()


def _cell(value: Any, style: Style) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value).replace(".", style.decimal)
    return inert(one_cell(str(value)))


def _number(value: float) -> str:
    """All digits a number has, and no decimals it does not have."""
    if value == int(value) and abs(value) < _WHOLE:
        return str(int(value))
    return repr(float(value))
