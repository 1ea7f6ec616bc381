"""The Excel report: one sheet a table, numbers that are numbers and text that is only text."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from rusfelt.publishing import Published, published_only
from rusfelt.report._extra import library
from rusfelt.report._zip import normalised
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.tidy import DATA_TABLES, Table, table_of, tidy_tables
from rusfelt.report.tidy_about import about_rows
from rusfelt.report.tidy_fields import Field, heading_of

__all__ = ["xlsx_report"]

# Excel keeps no more of a text, counted in units of UTF-16.
_LONGEST = 32_767
# Excel's calendar begins here; an earlier day is written as text.
_FIRST_YEAR = 1900
# Excel keeps fifteen digits of a number; a longer one is written out as text.
_LARGEST = 10**15
# The moment of making would make every file differ; the day is the one of the parts of the zip.
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 - the library writes it as it stands
_PAPER = 9  # A4
_HEADER = {"bold": True, "bg_color": "#E6EAF0", "bottom": 1}
_NUMBERS = {"number", "whole"}
_WIDTHS = {"number": 11, "whole": 10, "yes": 9, "day": 12, "period": 12}
_NARROW, _WIDE = 9, 38
_ABOUT_WIDTHS = {"key": 13, "heading": 28, "text": 100}
_LINE = 15  # points of height, and what one row can have of them
_HIGHEST = 400
# Letters that fit in a line for each unit of width, less what is lost where a line ends early.
_FILLED, _LOST = 1.15, 4
# What machines ask for stands to the right of what people read, and is not printed.
_FOR_MACHINES = {"key", "id", "indicator", "unit", "start", "end", "reason", "latest_state"}
# Texts are written as they stand, never as formulas, links or numbers.
_INERT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@attrs.frozen(eq=False)
class _Sheets:
    """A workbook being written: its library's object, its words and its formats."""

    book: Any
    texts: Texts
    internal: bool
    title: str
    formats: Mapping[str, Any]


def xlsx_report(published: Published, *, language: str = "nb") -> bytes:
    """A published evaluation as an Excel workbook.

    The first sheet says what it is, what is hidden and what the figures cannot show; then comes a
    sheet for each tidy table, and a last one that says what every column holds. Nothing in it is
    a formula, a link or hidden. A figure that is not there has the sign of why not. A text too
    long for a cell is cut, and says so.

    The same evaluation gives the same bytes on any machine with the same versions.

    Args:
        published: what :func:`rusfelt.publish` gives.
        language: nb, nn or en.

    Raises:
        DomainError: it has not been through the gate.
        MissingExtraError: XlsxWriter or babel is not installed.
        UnknownNameError: the language is none of the three.
    """
    evaluation = published_only(published).evaluation
    texts = Texts(language)
    # Asked for before anything is made, so that what is missing is told at once.
    writer = library("xlsxwriter")
    library("babel")
    keys = tuple(each.key for each in evaluation.series)
    names = Names(evaluation.plan, keys, texts, Numbers(texts))
    about = table_of("about", about_rows(published, names, lambda name: _sheet_name(name, texts)))
    out = io.BytesIO()
    book = writer.Workbook(out, _INERT)
    title = names.title(evaluation.plan.title)
    sheets = _Sheets(book, texts, published.internal, title, _formats(book, texts))
    book.set_properties({"title": _fitting(title, texts)[:255], "created": _CREATED})
    for table in (about, *tidy_tables(published, language=language)):
        _write(sheets, _without_files(table))
    book.close()
    return normalised(out.getvalue())


def _without_files(table: Table) -> Table:
    """The dictionary without the tables that are no sheet of a workbook."""
    if table.name != "dictionary":
        return table
    sheets = {"about", *DATA_TABLES, "dictionary"}
    return attrs.evolve(table, rows=tuple(row for row in table.rows if row[0] in sheets))


def _sheet_name(table: str, texts: Texts) -> str:
    return texts(f"tidy-table.{table}")


def _formats(book: Any, texts: Texts) -> dict[str, Any]:
    top = {"valign": "top"}
    wrapped = {**top, "text_wrap": True}
    right = {**top, "align": "right", "indent": 1}
    yes, no = (texts(f"figures-format.{each}") for each in ("yes", "no"))
    said = f'"{yes}";"{yes}";"{no}"'
    return {
        "internal": book.add_format({"bold": True, "font_color": "#9C0006", "bg_color": "#FFE5E5"}),
        "header": book.add_format({**wrapped, **_HEADER}),
        "header-number": book.add_format({**right, "text_wrap": True, **_HEADER}),
        "text": book.add_format(wrapped),
        "strong": book.add_format({**wrapped, "bold": True}),
        # A sign in a column of numbers stands where the number would.
        "sign": book.add_format(right),
        # Excel has its own words for true and false; other programs show these.
        "yes": book.add_format({**top, "align": "left", "num_format": said}),
        "day": book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
        # What is shown; the cell holds every digit.
        **{
            name: book.add_format({**right, "num_format": shown})
            for name, shown in (
                ("whole", "#,##0"),
                ("large", "#,##0.0##"),
                ("small", "0.0###"),
                ("tiny", "0.00E+00"),
            )
        },
    }


def _number_format(value: float) -> str:
    if value == int(value):
        return "whole"
    if abs(value) >= 1:
        return "large"
    return "small" if abs(value) >= 0.001 else "tiny"  # noqa: PLR2004 - four decimals show it


def _readable_first(table: Table) -> tuple[list[int], int]:
    """The columns in the order of the sheet, and how many of them are for people."""
    keys = {each.key for each in table.fields}
    machines = [
        place
        for place, each in enumerate(table.fields)
        if each.key in _FOR_MACHINES or f"{each.key}_text" in keys
    ]
    people = [place for place in range(len(table.fields)) if place not in machines]
    return [*people, *machines], len(people)


def _write(sheets: _Sheets, table: Table) -> None:
    sheet = sheets.book.add_worksheet(_sheet_name(table.name, sheets.texts))
    order, readable = _readable_first(table)
    fields = [table.fields[each] for each in order]
    rows = [[row[each] for each in order] for row in table.rows]
    header = 0
    if sheets.internal:
        sheet.write_string(0, 0, sheets.texts("stamp.internal"), sheets.formats["internal"])
        header = 1
    headings = [heading_of(each, sheets.texts) for each in fields]
    widths = [
        _width(table.name, field, [row[place] for row in rows], headings[place])
        for place, field in enumerate(fields)
    ]
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        over = "header-number" if fields[column].kind in _NUMBERS else "header"
        sheet.write_string(header, column, heading, sheets.formats[over])
        sheet.set_column(column, column, width)
    sheet.set_row(header, _height(headings, widths))
    for number, row in enumerate(rows, start=header + 1):
        sheet.set_row(number, _height(row, widths))
        for column, value in enumerate(row):
            strong = table.name == "about" and fields[column].key == "heading"
            _put(sheets, sheet, (number, column), value, fields[column], strong=strong)
    if not rows:
        none = "nothing-hidden" if table.name == "hidden" else "no-rows"
        sheet.write_string(header + 1, 0, sheets.texts(f"tidy.{none}"))
    last = header + max(len(rows), 1)
    if table.name != "about":
        sheet.autofilter(header, 0, last, len(fields) - 1)
    sheet.freeze_panes(header + 1, 0)
    _set_up_print(sheets, sheet, header)
    sheet.print_area(0, 0, last, readable - 1)


def _put(
    sheets: _Sheets, sheet: Any, place: tuple[int, int], value: Any, field: Field, *, strong: bool
) -> None:
    """One cell, as what it is: a spreadsheet is never left to guess."""
    formats = sheets.formats
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value, formats["yes"])
    elif isinstance(value, (int, float)) and abs(value) < _LARGEST:
        sheet.write_number(*place, value, formats[_number_format(value)])
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(*place, value, formats["day"])
    else:
        text = _fitting(value.isoformat() if isinstance(value, date) else str(value), sheets.texts)
        sign = field.kind in _NUMBERS
        sheet.write_string(
            *place, text, formats["sign" if sign else "strong" if strong else "text"]
        )


def _fitting(text: str, texts: Texts) -> str:
    """The text, cut where Excel would lose the rest without a word."""
    if _units(text) <= _LONGEST:
        return text
    note = f" {texts('tidy.cut')}"
    # Half a letter of two units cannot stand alone.
    kept = text.encode("utf-16-le")[: 2 * (_LONGEST - _units(note))].decode("utf-16-le", "ignore")
    return kept + note


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(table: str, field: Field, cells: Sequence[Any], heading: str) -> int:
    """A width that shows what most cells hold; longer texts are wrapped."""
    if table == "about":
        return _ABOUT_WIDTHS[field.key]
    least = max(len(word) for word in heading.split()) + 3
    if field.kind in _WIDTHS:
        return max(_WIDTHS[field.kind], least)
    lengths = sorted(len(str(each)) for each in cells if each is not None)
    usual = lengths[9 * (len(lengths) - 1) // 10] if lengths else 0
    return max(min(usual + 2, _WIDE), least, _NARROW)


def _height(cells: Sequence[Any], widths: Sequence[int]) -> int:
    """A height that shows all of a row: not every program works it out by itself."""
    lines = max(
        (
            sum(_lines(line, width) for line in each.split("\n"))
            for each, width in zip(cells, widths, strict=True)
            if isinstance(each, str)
        ),
        default=1,
    )
    return min(_LINE * lines, _HIGHEST)


def _lines(text: str, width: int) -> int:
    """How many lines a text without breaks takes; a column's width is told in digits."""
    return 1 if len(text) <= width else math.ceil(len(text) / (_FILLED * width - _LOST))


def _set_up_print(sheets: _Sheets, sheet: Any, header: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_PAPER)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, header)
    # In a header an ampersand begins a code, and the whole may have 255 letters.
    title = sheets.title.replace("\n", " ")[:90].replace("&", "&&")
    stamp = sheets.texts("stamp.internal") if sheets.internal else ""
    sheet.set_header(f"&L{title}&R{stamp}")
    sheet.set_footer(f"&L{stamp}&R{sheets.texts('xlsx.page')} &P / &N")
