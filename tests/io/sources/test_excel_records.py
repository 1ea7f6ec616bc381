"""Older and open workbooks, every kind of cell and text they can hold."""

from __future__ import annotations

import datetime as dt
import io
import struct

import numpy as np
import older_workbooks as older
import pytest
import python_calamine
from older_workbooks import cell, container, formula, record, text, workbook
from spreadsheets import zip_of

from rusfelt.errors import ReadError
from rusfelt.io.sources._workbooks import workbook_of
from rusfelt.io.sources.excel import ExcelFile

_NUMBER, _LABEL, _RK, _SHARED, _BOOL_ERR = 0x0203, 0x0204, 0x027E, 0x00FD, 0x0205


@pytest.fixture
def read(tmp_path):
    """The table in these bytes."""

    def reading(data, **told):
        (tmp_path / "book").write_bytes(data)
        return ExcelFile().table(tmp_path / "book", **told)

    return reading


def rk(number, flags=2):
    """A number in four bytes."""
    return struct.pack("<i", number << 2 | flags)


# The texts of a workbook may go on from one record into the next, there with wider letters; some
# have fonts or readings behind them.
TEXTS = (
    struct.pack("<II", 5, 5)
    + text("unit")
    + struct.pack("<HBH", 5, 0x08, 2) + b"value" + bytes(8)
    + struct.pack("<HB", 9, 0) + b"bl\xe5b",
    b"\x01" + "ær 😀".encode("utf-16-le")
    + struct.pack("<HBI", 1, 0x04, 6) + b"n" + bytes(6)
    + text("Øst", wide=True),
)  # fmt: skip
CELLS = (
    cell(_SHARED, 0, 0, struct.pack("<I", 0))
    + cell(_SHARED, 0, 1, struct.pack("<I", 1))
    + cell(_LABEL, 0, 2, text("day"))
    + cell(_LABEL, 0, 3, text("note", wide=True))
    + cell(0x00D6, 0, 4, text("yes") + struct.pack("<H", 0))
    + cell(_RK, 1, 0, rk(301), 1)
    + cell(_NUMBER, 1, 1, struct.pack("<d", 0.1))
    + cell(_RK, 1, 2, rk(43832), 2)
    + cell(_SHARED, 1, 3, struct.pack("<I", 2))
    + cell(_BOOL_ERR, 1, 4, b"\1\0")
    # Two numbers side by side share a record.
    + record(0x00BD, struct.pack("<HH", 2, 0) + struct.pack("<H", 1) + rk(1103)
             + struct.pack("<H", 0) + rk(1250, 3) + struct.pack("<H", 1))
    + formula(2, 2, b"\0" * 6 + b"\xff\xff")
    + record(0x0207, text("a text"))
    + cell(_SHARED, 2, 3, struct.pack("<I", 4))
    + formula(2, 4, b"\1\0\1\0\0\0\xff\xff")
    + formula(3, 0, 7.0)
    + formula(3, 1, b"\2\0\x2a\0\0\0\xff\xff", b"\x41\x0a\x00")
    + cell(_RK, 3, 2, rk(43833), 2)
    + formula(3, 3, b"\3" + bytes(5) + b"\xff\xff")
    + cell(_BOOL_ERR, 3, 4, b"\0\0")
    + cell(0x0201, 9, 9, b"")
)  # fmt: skip
FORMATS = ((164, "0000"), (165, "yyyy-mm-dd"))


def test_every_kind_of_cell_of_an_older_workbook_is_read(read):
    """Texts shared or not, numbers in every form, results of formulas."""
    stream = workbook(CELLS, TEXTS, formats=FORMATS, styles=(0, 164, 165))
    for small in (False, True):
        table = read(container(stream, small=small))
        columns = {name: column.tolist() for name, column in table.columns.items()}
        assert columns["unit"] == ["0301", "1103", "7"]
        assert columns["value"][:2] == [0.1, 12.5]
        assert columns["day"] == ["2020-01-02", "a text", "2020-01-03"]
        assert columns["note"] == ["blåbær 😀", "Øst", ""]
        assert columns["yes"] == [True, True, False]
        assert table.states["value"].tolist() == ["", "", "missing"]


def test_cells_of_an_older_workbook_are_those_python_calamine_reads():
    """Which reads the same file, with all that a text may have behind it."""
    data = container(workbook(CELLS, TEXTS, formats=FORMATS, styles=(0, 164, 165)))
    theirs = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    book = workbook_of(data, "book.xls")
    grid = book.grid(book.sheets[0])
    assert [list(row) for row in zip(*grid.columns, strict=True)] == theirs


def test_days_of_an_older_workbook_may_count_from_1904(read):
    """As they did on the first Macs."""
    stream = workbook(
        CELLS, TEXTS, formats=FORMATS, styles=(0, 164, 165), before=record(0x0022, b"\1\0")
    )
    assert read(container(stream)).columns["day"].tolist()[0] == "2024-01-03"


def test_what_is_hidden_and_merged_in_an_older_workbook_is_told(read):
    """By the records of rows and columns."""
    shape = (
        record(0x0208, struct.pack("<HHHHHHBBH", 1, 0, 5, 300, 0, 0, 0x20, 1, 0))
        + record(0x007D, struct.pack("<HHHHH", 1, 1, 300, 0, 1))
        + record(0x00E5, struct.pack("<HHHHH", 1, 2, 3, 3, 3))
    )
    stream = workbook(CELLS, TEXTS, formats=FORMATS, styles=(0, 164, 165), after=shape)
    table = read(container(stream))
    assert table.columns["note"].tolist() == ["blåbær 😀", "Øst", "Øst"]
    assert table.guessed["hidden rows"].endswith(": 2")
    assert table.guessed["hidden columns"].endswith("'value'")


def test_charts_in_a_sheet_are_passed_over(read):
    """They have records of their own, with numbers in them, between a beginning and an end."""
    chart = (
        record(0x0809, struct.pack("<HHHHII", 0x0600, 0x20, 0, 0, 0, 0))
        + cell(_NUMBER, 1, 1, struct.pack("<d", 99.0))
        + record(0x000A)
    )
    table = read(container(workbook(CELLS + chart, TEXTS, styles=(0, 0, 0))))
    assert table.columns["value"][0] == 0.1


def test_errors_of_an_older_workbook_are_listed(read):
    """Typed and worked out; #N/A of a look-up is one of them."""
    wrong = cell(_BOOL_ERR, 4, 1, b"\x07\1") + formula(5, 1, b"\2\0\x2a\0\0\0\xff\xff")
    with pytest.raises(ReadError) as caught:
        read(container(workbook(CELLS + wrong, TEXTS)))
    told = [str(each) for each in caught.value.problems]
    assert "B5 shows #DIV/0!" in told[0]
    assert "B6 shows #N/A" in told[1]


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (workbook(CELLS, TEXTS, before=record(0x002F, b"\1\0")), "password"),
        (workbook(CELLS, TEXTS, version=0x0500), "Excel 95"),
        (workbook(CELLS, TEXTS[:1]), "damaged"),
        (workbook(CELLS, (TEXTS[0], b"\x01\x00")), "damaged"),
        (workbook(cell(_NUMBER, 0, 0, b"\0")), "damaged"),
        (workbook(cell(_SHARED, 0, 0, struct.pack("<I", 99)), TEXTS), "damaged"),
        (workbook(b"\0\0\0\0"), "damaged"),
        (
            workbook(cell(_LABEL, 65_535, 255, text("a")) + cell(_LABEL, 0, 0, text("a"))),
            "A1 to IV65536",
        ),
    ],
)
def test_what_an_older_workbook_cannot_be_is_told(read, stream, words):
    """With what can be done about it."""
    with pytest.raises(ReadError, match=words):
        read(container(stream))


@pytest.mark.parametrize("place", [30, 32, 48, 60, 68, 76])
def test_a_container_that_contradicts_itself_is_damaged(read, place):
    """Sizes of sectors, places of directories and tables."""
    data = bytearray(container(workbook(CELLS, TEXTS), small=True))
    data[place : place + 4] = struct.pack("<I", 77)
    with pytest.raises(ReadError, match="damaged"):
        read(bytes(data))


def test_a_chain_of_sectors_may_not_bite_its_tail(read):
    """Nor may a small one, or the tree of names."""
    good = container(workbook(CELLS, TEXTS), small=True)
    for place, number in ((512 + 4 * 3, 3), (512 + 1024, 0), (512 + 512 + 128 + 68, 1)):
        data = bytearray(good)
        data[place : place + 4] = struct.pack("<I", number)
        if place == 512 + 512 + 128 + 68:
            assert len(read(bytes(data))) == 3
        else:
            with pytest.raises(ReadError, match="damaged"):
                read(bytes(data))
    assert older.container(b"") != good


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
    }.items()
)
STYLES = (
    '<number:number-style style:name="N1"><number:number number:min-integer-digits="4"/>'
    '</number:number-style><number:currency-style style:name="N2"><number:number '
    'number:min-integer-digits="1"/></number:currency-style>'
    '<style:style style:name="code" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="away" style:family="table"><style:table-properties '
    'table:display="false"/></style:style>'
)
HEADER = "".join(
    f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
    for name in ("unit", "value", "note", "time", "yes")
)


def ods(rows, columns="", name="Data"):
    """An open workbook with a hidden sheet and one of these rows."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{STYLES}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Away" table:style-name="away"><table:table-row><table:table-cell>'
        "<text:p>a</text:p></table:table-cell></table:table-row></table:table>"
        f'<table:table table:name="{name}">{columns}<table:table-row>{HEADER}</table:table-row>'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def number(value, more=""):
    """A cell of a number."""
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}/>'


def test_every_kind_of_cell_of_an_open_workbook_is_read(read):
    """Codes by the format of their column, texts with all that stands for signs, repetitions."""
    columns = (
        '<table:table-column table:default-cell-style-name="code"/><table:table-column '
        'table:visibility="collapse"/><table:table-column table:number-columns-repeated="16382"/>'
    )
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{number(301)}{number(0.1)}'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a remark</text:p>'
        '</office:annotation><text:p>to<text:s text:c="2"/>ord<text:tab/><text:span>og</text:span>'
        "</text:p><text:p>linje</text:p></table:table-cell>"
        '<table:table-cell office:value-type="time" office:time-value="PT13H05M00.5S"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell table:number-columns-repeated="16379"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        f'<table:table-row table:visibility="filter">{number(1103)}'
        '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
        '<table:table-cell office:value-type="string" office:string-value="kept"><text:p>shown'
        '</text:p></table:table-cell><table:table-cell office:value-type="time" '
        'office:time-value="PT30H00M00S"/><table:table-cell office:value-type="boolean" '
        'office:boolean-value="false"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048569"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read(ods(rows, columns))
    columns = {name: column.tolist() for name, column in table.columns.items()}
    assert columns["unit"] == ["0301", "0301", "1103"]
    assert columns["value"] == [0.1, 0.1, 0.5]
    assert columns["note"] == ["to  ord\tog\nlinje"] * 2 + ["kept"]
    assert columns["time"] == ["13:05:00.500000"] * 2 + ["30:00:00"]
    assert columns["yes"] == [True, True, False]
    assert table.rows.tolist() == [2, 3, 7]
    assert table.guessed["hidden rows"].endswith(": 7")
    assert table.guessed["hidden columns"].endswith("'value'")
    assert table.guessed["percent"].endswith("'value'")
    assert table.guessed["sheet"] == "'Data', and not 'Away' (hidden)"


def test_moments_of_an_open_workbook_are_days(read):
    """With or without a time; what is no day is told."""
    day = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    rows = "".join(
        f"<table:table-row>{day.format(each)}{number(1)}</table:table-row>"
        for each in ("2020-01-02", "2020-01-03T00:00:00", "2020-01-04T13:05:00.5")
    )
    table = read(ods(rows))
    expected = [dt.date(2020, 1, each) for each in (2, 3, 4)]
    assert table.columns["unit"].tolist() == expected
    assert table.guessed["time of day"].endswith("'unit'")
    for wrong in (day.format("2020-13-01"), number("x"), day.replace("date", "time", 2)):
        with pytest.raises(ReadError, match="row 2 of the sheet 'Data' says it is a") as caught:
            read(ods(f"<table:table-row>{wrong}</table:table-row>"))
        assert caught.value.line == 2


def test_errors_of_an_open_workbook_are_listed(read):
    """However the program that wrote it tells of them."""

    def of(formula, words, more=""):
        return (
            f'<table:table-cell table:formula="{formula}"{more}><text:p>{words}</text:p>'
            "</table:table-cell>"
        )

    rows = "".join(
        f"<table:table-row>{number(1)}{each}</table:table-row>"
        for each in (
            of("of:=1/0", "#DIV/0!", ' office:value-type="float" office:value="0"'),
            of("of:=A1:", "Err:502", ' office:value-type="string"'),
            of("of:=VLOOKUP(1;A:B;2)", "#N/A"),
            of("of:=NA()", "#N/A"),
            '<table:table-cell table:formula="of:=1+1"/>',
        )
    )
    with pytest.raises(ReadError) as caught:
        read(ods(rows))
    told = [str(each) for each in caught.value.problems]
    assert len(told) == 4
    for words, each in zip(
        ("B2 shows #DIV/0!", "B3 shows Err:502", "B4 shows #N/A", "B6 has a formula"),
        told,
        strict=True,
    ):
        assert words in each


def test_merged_cells_of_an_open_workbook_are_filled_down(read):
    """By how many rows they span."""
    rows = (
        f"<table:table-row>{number(301, chr(32) + 'table:number-rows-spanned=' + chr(34) + '2' + chr(34))}"
        f"{number(1)}</table:table-row><table:table-row><table:covered-table-cell/>{number(2)}"
        "</table:table-row>"
    )
    table = read(ods(rows))
    assert table.columns["unit"].tolist() == [301, 301]
    assert table.columns["value"].dtype == np.int64
