"""The same table from every kind of spreadsheet, and from XML however it is written."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import python_calamine
from spreadsheets import (
    HEAD,
    MAIN,
    OFFICE,
    at,
    record,
    relations,
    row_of,
    sheet_xml,
    wide,
    xlsb,
    xlsx,
    xlsx_parts,
    zip_of,
)

from rusfelt.errors import ReadError
from rusfelt.io.sources._sheet_formats import Format, Shown, as_shown, format_of
from rusfelt.io.sources._workbooks import recognised, workbook_of
from rusfelt.io.sources.excel import ExcelFile

# Written by LibreOffice 7 from one made-up workbook: a title over all columns, codes formatted as
# 0000, days, percent, a merged year, a formula with text, =NA(), a hidden row, column and sheet.
FILES = Path(__file__).parent / "files"
STORED = ("figures.xls", "figures.ods")


def read(data, tmp_path, **told):
    """The table in these bytes."""
    (tmp_path / "book").write_bytes(data)
    return ExcelFile().table(tmp_path / "book", **told)


@pytest.mark.parametrize("name", STORED)
def test_older_and_open_formats_are_read_like_any_other(name):
    """What was put into the workbook, with all that is beside the values."""
    table = ExcelFile().table(FILES / name)
    columns = {each: column.tolist() for each, column in table.columns.items()}
    assert columns["bydel"] == ["0301", "0302", "0303"]
    assert columns["navn"] == ["Gamle Oslo", "Grünerløkka", ""]
    assert columns["år"] == [2019, 2019, 2020]
    assert columns["dato"][:2] == [dt.date(2019, 12, 31), dt.date(2020, 1, 1)]
    assert columns["andel"] == [0.125, 0.25, 1.0]
    assert columns["verdi"] == ["1.5", "-2", "ab"]
    assert columns["ja"] == [True, False, True]
    assert columns["merknad"] == ["blåbær 😀", "x" * 300, "to  ord"]
    assert columns["tid"] == [dt.date(2019, 1, 2)] * 3
    assert columns["feil"] == [1, 2, 3]
    assert np.isnan(columns["na"][0])
    assert columns["na"][1:] == [3.0, 4.0]
    assert table.states["na"].tolist() == ["missing", "", ""]
    assert (table.header, table.rows.tolist()) == (3, [4, 5, 6])
    assert table.guessed == {
        "sheet": "'Tall', and not 'Skjult' (hidden)",
        "header row": "3",
        "codes": "numbers shown with zeros in front became text with those zeros, in 'bydel'",
        "left out": "notes below the table, in row 9",
        "hidden rows": "read like the others: 5",
        "hidden columns": "read like the others: 'merknad'",
        "merged cells": "filled down in 'år'",
        "percent": "read as stored, 0.5 where 50 % is shown, in 'andel'",
        "mixed columns": "numbers or days stand beside text, so all became text, in 'verdi'",
        "time of day": "left out of moments, in 'tid'",
        "#N/A": "read as missing: K4",
    }


@pytest.mark.parametrize("name", STORED)
def test_the_cells_are_those_python_calamine_reads(name):
    """Another reader of the same files finds the same cells in the same places."""
    path = FILES / name
    theirs = python_calamine.load_workbook(path)
    ours = workbook_of(path.read_bytes(), name)
    assert [each.name for each in ours.sheets] == theirs.sheet_names
    for listed in ours.sheets:
        grid, sheet = ours.grid(listed), theirs.get_sheet_by_name(listed.name)
        rows = [[_stripped(each) for each in row] for row in sheet.to_python()]
        assert (grid.top, grid.left) == sheet.start
        assert [list(row) for row in zip(*grid.columns, strict=True)] == rows
        assert grid.height


def _stripped(cell):
    return cell.strip() if isinstance(cell, str) else cell


def rk(number, flags=2):
    """A number in four bytes."""
    return struct.pack("<i", number << 2 | flags)


# Every form of cell there is: by number in the shared texts, short, of formulas, with its own text.
BINARY = (
    row_of(1)
    + b"".join(record(7, at(place) + struct.pack("<I", place)) for place in range(5))
    + row_of(3, hidden=True)
    + record(2, at(0, 1) + rk(301))
    + record(5, at(1) + struct.pack("<d", 1.5))
    + record(13, struct.pack("<I", 2) + rk(43832))
    + record(15, struct.pack("<I", 0) + b"\1")
    + record(17, struct.pack("<I", 0) + wide("blåbær 😀"))
    + row_of(4)
    + record(2, at(0, 1) + rk(1103))
    + record(9, at(1, 3) + struct.pack("<d", 0.25) + struct.pack("<HII", 0, 0, 0))
    + record(5, at(2, 2) + struct.pack("<d", 43833.0))
    + record(10, at(3) + b"\0" + struct.pack("<HII", 0, 0, 0))
    + record(8, at(4) + wide("of a formula") + struct.pack("<HII", 0, 0, 0))
    + row_of(5)
    + record(1, at(0, 1))
    + record(3, at(1) + b"\x2a")
    + record(62, at(4) + b"\0" + wide("rich"))
)
STYLES = ((0, None), (0, "0000"), (14, None), (9, None))
NAMES = ["unit", "value", "day", "yes", "note"]


def test_binary_workbooks_are_read_with_every_form_of_cell(tmp_path):
    """The short ones too, which stand to the right of the last."""
    merged = record(176, struct.pack("<IIII", 4, 5, 0, 0))
    table = read(xlsb(BINARY, NAMES, merged, STYLES), tmp_path)
    columns = {each: column.tolist() for each, column in table.columns.items()}
    assert columns["unit"] == ["0301", "1103", "1103"]
    assert columns["value"][:2] == [1.5, 0.25]
    assert columns["day"] == [dt.date(2020, 1, 2), dt.date(2020, 1, 3), None]
    assert columns["yes"] == ["true", "false", ""]
    assert columns["note"] == ["blåbær 😀", "of a formula", "rich"]
    assert table.states["value"].tolist() == ["", "", "missing"]
    assert table.rows.tolist() == [4, 5, 6]
    assert table.guessed["hidden rows"].endswith(": 4")
    assert table.guessed["percent"].endswith("'value'")
    assert table.guessed["merged cells"] == "filled down in 'unit'"


def test_binary_cells_are_those_python_calamine_reads(tmp_path):
    """Of the forms it knows."""
    cells = (
        row_of(0)
        + b"".join(record(7, at(place) + struct.pack("<I", place)) for place in range(2))
        + row_of(2)
        + record(2, at(0) + rk(-301))
        + record(2, at(1) + rk(1250, 3))
        + row_of(3)
        + record(5, at(0) + struct.pack("<d", 1e-9))
        + record(6, at(1) + wide("text"))
    )
    (tmp_path / "book.xlsb").write_bytes(xlsb(cells, NAMES[:2]))
    sheet = python_calamine.load_workbook(tmp_path / "book.xlsb").get_sheet_by_index(0)
    ours = workbook_of((tmp_path / "book.xlsb").read_bytes(), "book.xlsb")
    grid = ours.grid(ours.sheets[0])
    assert [list(row) for row in zip(*grid.columns, strict=True)] == sheet.to_python()


# The same cells with their addresses first, as programs write them, and in other ways of XML.
PLAIN = (
    '<row r="2"><c r="A2" t="inlineStr"><is><t>unit</t></is></c><c r="B2" t="str"><v>value</v></c>'
    '<c r="C2" t="str"><v>n</v></c></row>'
    '<row r="3" hidden="1"><c r="A3" s="1"><v>301</v></c><c r="B3"><f>1+1</f><v>2</v></c>'
    '<c r="C3" t="str"><f>""</f><v></v></c></row>'
    '<row r="4"><c r="A4"/><c r="B4" t="e"><f>NA()</f><v>#N/A</v></c>'
    '<c r="C4" t="e"><v>#N/A</v></c></row>'
)
BROKEN = (
    '<row r="5"><c r="A5" s="1"><v>303</v></c><c r="B5" t="e"><f>VLOOKUP(1,A:B,2)</f><v>#N/A</v>'
    '</c><c r="C5"><f>B3*2</f></c></row><row r="6"><c r="A6"><v>1</v></c><c r="B6"><f t="shared" '
    'si="0"/><v/></c><c r="C6" t="e"><v>#DIV/0!</v></c></row>'
)
AFTER = '<mergeCells count="1"><mergeCell ref="A3:A4"/></mergeCells>'
CODES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0000"/>'
    '</numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def _prefixed(xml):
    """The same elements under a prefix."""
    for name in (
        "worksheet",
        "sheetData",
        "row",
        "c",
        "v",
        "f",
        "is",
        "t",
        "mergeCells",
        "mergeCell",
    ):
        for sign in (" ", ">", "/"):
            xml = xml.replace(f"<{name}{sign}", f"<x:{name}{sign}")
        xml = xml.replace(f"</{name}>", f"</x:{name}>")
    return xml.replace("xmlns=", "xmlns:x=")


def _turned(xml):
    """The same attributes with other quotation marks, and kinds before addresses."""
    return xml.replace('"', "'").replace("<f>''</f>", '<f>""</f>')


WAYS = {
    "as programs write it": lambda xml: xml,
    "under a prefix": _prefixed,
    "with other quotation marks": _turned,
    "on many lines": lambda xml: xml.replace("><", ">\n  <"),
    "with space around signs": lambda xml: xml.replace(' r="', ' r = "').replace(' t="', ' t = "'),
    "without addresses in rows": lambda xml: xml.replace('<row r="2">', '<row r="2" spans="1:3">'),
}


@pytest.mark.parametrize("way", WAYS)
def test_xml_is_read_however_it_is_written(tmp_path, way):
    """XML may be written in many ways, and says the same."""
    sheet = WAYS[way](sheet_xml(PLAIN, AFTER))
    table = read(xlsx(sheet, **{"xl/styles.xml": CODES}), tmp_path)
    assert table.columns["unit"].tolist() == ["0301", "0301"]
    assert table.columns["n"].tolist() == ["", ""]
    assert table.states["value"].tolist() == ["", "missing"]
    assert table.states["n"].tolist() == ["", "missing"]
    assert table.guessed["hidden rows"].endswith(": 3")
    assert table.rows.tolist() == [3, 4]
    with pytest.raises(ReadError) as caught:
        read(xlsx(WAYS[way](sheet_xml(PLAIN + BROKEN, AFTER))), tmp_path)
    told = "\n".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == 4
    for cell in ("B5 shows #N/A", "C5 has a formula", "B6 has a formula", "C6 shows #DIV/0!"):
        assert cell in told


def test_cells_without_addresses_stand_one_after_another(tmp_path):
    """As some programs write them, to save space."""
    rows = (
        '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'
        '<row><c/><c><v>1</v></c></row><row r="5"><c><v>2</v></c><c t="e"><v>#REF!</v></c></row>'
    )
    with pytest.raises(ReadError, match="B5 shows #REF!"):
        read(xlsx(sheet_xml(rows)), tmp_path)
    table = read(xlsx(sheet_xml(rows.replace('<c t="e"><v>#REF!</v></c>', ""))), tmp_path)
    assert table.rows.tolist() == [2, 5]


def test_an_empty_text_among_those_that_are_shared_moves_no_other(tmp_path):
    """Versions of the library that took every later text for its neighbour are not used."""
    book = xlsx_parts(
        sheet_xml(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c></row>'
            '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>3</v></c></row>'
        )
    )
    book["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId3", "sharedStrings", "texts.xml")
    )
    texts = "<si><t>a</t></si><si/><si><t>b</t></si><si><r><t>r</t></r><r><t>ich</t></r></si>"
    book["xl/texts.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{texts}</sst>'
    table = read(zip_of(book), tmp_path)
    assert {name: each.tolist() for name, each in table.columns.items()} == {
        "a": [""],
        "b": ["rich"],
    }


def test_parts_may_lie_elsewhere_and_be_called_otherwise(tmp_path):
    """What is where is said by the workbook; capitals and slashes do not matter."""
    book = xlsx_parts(sheet_xml(PLAIN))
    book["xl\\Sheets\\Figures.XML"] = book.pop("xl/worksheets/sheet1.xml")
    book["xl/_rels/workbook.xml.rels"] = relations(("rId1", "worksheet", "/xl/sheets/figures.xml"))
    assert len(read(zip_of(book), tmp_path)) == 2


@pytest.mark.parametrize("name", STORED)
def test_the_first_bytes_tell_a_spreadsheet(name):
    """Older files and open ones by their head."""
    assert recognised((FILES / name).read_bytes()[:65_536])


def test_the_first_bytes_tell_what_is_no_spreadsheet():
    """Other zip files, texts and pages are left to others."""
    for other in (
        b"",
        b"year;value\n2019;4\n",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        zip_of({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
        zip_of({"a.csv": "year;value\n"}, zipfile.ZIP_STORED),
        # A workbook inside a letter does not make a spreadsheet of it.
        zip_of({"word/embeddings/a.xlsx": xlsx(sheet_xml(PLAIN))}, zipfile.ZIP_STORED),
        b"<html><table><tr><td>1</td></tr></table></html>",
    ):
        assert not recognised(other[:65_536])


def test_the_first_bytes_tell_a_spreadsheet_however_it_was_zipped():
    """With sizes before or after its parts, stored or packed, its sheets first or last."""
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        parts = xlsx_parts(sheet_xml(PLAIN))
        assert recognised(zip_of(parts, method))
        assert recognised(zip_of(dict(reversed(parts.items())), method))
    held = io.BytesIO()
    with zipfile.ZipFile(_Stream(held), "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in {"a/b.txt": "x" * 99, **xlsx_parts(sheet_xml(PLAIN))}.items():
            opened.writestr(name, content)
    assert recognised(held.getvalue())


class _Stream:
    """A file that cannot be gone back in, so that sizes are written after the parts."""

    def __init__(self, held):
        self._held = held

    def write(self, data):
        return self._held.write(data)

    def flush(self):
        pass


def test_pages_and_old_xml_under_a_spreadsheets_name_are_told_as_such(tmp_path):
    """What programs call an export to Excel is often one of these."""
    page = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>'
    old = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    for content in (page, old, old.decode().encode("utf-16")):
        assert recognised(content)
        with pytest.raises(ReadError, match="save it as xlsx"):
            read(content, tmp_path)


def test_what_is_protected_or_no_spreadsheet_is_told_as_such(tmp_path):
    """Each with what can be done."""
    encrypted = (FILES / "figures.xls").read_bytes()
    renamed = encrypted.replace(_name("Workbook"), _name("EncryptedPackage"))
    with pytest.raises(ReadError, match="password"):
        read(renamed, tmp_path)
    letter = encrypted.replace(_name("Workbook"), _name("WordDocument"))
    with pytest.raises(ReadError, match="no spreadsheet"):
        read(letter, tmp_path)
    for content, words in (
        (b"", "empty"),
        (bytes(100), "empty"),
        (b"year;value\n2019;4\n", "no spreadsheet"),
        (zip_of({"a.csv": "year;value\n"}), "no spreadsheet"),
    ):
        with pytest.raises(ReadError, match=words):
            read(content, tmp_path)


def _name(text):
    """A name as a container has it: two bytes a letter, filled up, and its length."""
    return text.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(text) + 2)


def test_formats_are_understood_as_a_spreadsheet_does():
    """Codes of formats from Excel's own lists and from Norwegian workbooks."""
    for code, expected in {
        "General": Format(),
        "0": Format(),
        "0.00": Format(),
        "#,##0": Format(),
        "00": Format(Shown.PADDED, 2),
        "0000;-0000": Format(Shown.PADDED, 4),
        "[$-414]000000": Format(Shown.PADDED, 6),
        "0.0 %": Format(Shown.PERCENT),
        '0.0" %"': Format(),
        "dd/mm/yyyy": Format(Shown.DAY),
        "[$-414]d. mmmm yyyy;@": Format(Shown.DAY),
        "h:mm AM/PM": Format(Shown.DAY),
        "[h]:mm:ss": Format(Shown.SPAN),
        '"d"0': Format(),
        "\\d0": Format(),
        "_-* #,##0.00 [$kr-414]_-": Format(),
    }.items():
        assert format_of(code) == expected, code


def test_days_are_counted_as_openpyxl_counts_them():
    """With the day too many in 1900, from 1904, and to the thousandth of a second."""
    theirs = openpyxl.utils.datetime
    for number in (1, 59, 61, 43830, 43830.25, 43830.999988425925, 2_958_465):
        expected = theirs.from_excel(number)
        found = as_shown(number, Shown.DAY)
        if not isinstance(found, dt.datetime):
            found = dt.datetime.combine(found, dt.time())
        assert found == expected, number
    found = as_shown(43830.25, Shown.DAY, from_1904=True)
    assert found == theirs.from_excel(43830.25, theirs.CALENDAR_MAC_1904)
    assert as_shown(-1.0, Shown.DAY) == -1.0
    assert as_shown(3e6, Shown.DAY) == 3e6
    assert as_shown(0.5, Shown.DAY) == dt.time(12)


def test_a_zip_that_lists_its_sheets_elsewhere_is_read_too(tmp_path):
    """Some programs number the part that lists them."""
    book = xlsx_parts(sheet_xml(PLAIN))
    book["xl/workbook2.xml"] = book.pop("xl/workbook.xml")
    book["xl/_rels/workbook2.xml.rels"] = book.pop("xl/_rels/workbook.xml.rels")
    assert OFFICE in book["xl/workbook2.xml"]
    assert len(read(zip_of(book), tmp_path)) == 2


def test_cells_that_are_only_formatted_are_no_cells(tmp_path):
    """A format dragged to the last row makes no table of a million rows."""
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    for way in (WAYS["as programs write it"], WAYS["under a prefix"]):
        assert len(read(xlsx(way(sheet_xml(PLAIN + far, AFTER))), tmp_path)) == 2
