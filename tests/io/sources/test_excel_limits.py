"""Limits of what is held in memory, made small so that they are soon met."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from older_workbooks import cell, container, text, workbook
from spreadsheets import HEAD, MAIN, relations, sheet_xml, xlsx, xlsx_parts, zip_of

from rusfelt.errors import ReadError
from rusfelt.io.sources import (
    _calamine,
    _seen,
    _shared_texts,
    _sheet,
    _sheet_columns,
    _xlsx_marks,
    _xml_parts,
    _zip_parts,
)
from rusfelt.io.sources._zip_parts import ZipParts, local_names
from rusfelt.io.sources.excel import ExcelFile

ROWS = range(2, 22)
HEADER = '<row r="1"><c r="A1" t="str"><v>unit</v></c><c r="B1" t="str"><v>note</v></c></row>'


@pytest.fixture
def read(tmp_path):
    """The table in these bytes."""

    def reading(data):
        (tmp_path / "book").write_bytes(data)
        return ExcelFile().table(tmp_path / "book")

    return reading


def sharing(cells, *texts):
    """A workbook of one sheet with these cells, and texts to be shared."""
    book = xlsx_parts(sheet_xml(HEADER + cells))
    book["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId3", "sharedStrings", "texts.xml")
    )
    told = "".join(f"<si><t>{each}</t></si>" for each in texts)
    book["xl/texts.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{told}</sst>'
    return zip_of(book)


def test_texts_count_as_often_as_cells_hold_them(read, monkeypatch):
    """One long text among many short is borne, and the same text in every cell is not."""
    monkeypatch.setattr(_shared_texts, "_MOST", 4_000)
    monkeypatch.setattr(_shared_texts, "_MOST_A_CELL", 10)
    texts = ("y", "x" * 1_000, "z")

    def cells(of):
        return "".join(
            f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>{of(n)}</v></c></row>'
            for n in ROWS
        )

    seldom = read(sharing(cells(lambda n: int(n == 5)), *texts))
    assert seldom.columns["note"].tolist()[2:5] == ["y", "x" * 1_000, "y"]
    with pytest.raises(ReadError, match="hold too much text"):
        read(sharing(cells(lambda _: 1), *texts))
    # Written in another way, cells are not counted out: all of them could hold the longest.
    other = cells(lambda n: int(n == 5)).replace('"', "'")
    with pytest.raises(ReadError, match="hold too much text"):
        read(sharing(other, *texts))
    with pytest.raises(ReadError, match="share too much text"):
        read(sharing(cells(lambda _: 0), "x" * 9_000))
    with pytest.raises(ReadError, match="hold too much text"):
        read(sharing('<row r="2"><c r="A2" t="str"><v>' + "x" * 9_000 + "</v></c></row>"))


def test_a_column_of_text_takes_its_longest_for_every_cell(read, monkeypatch):
    """What is too much is told by the cell that makes it so."""
    monkeypatch.setattr(_sheet_columns, "_MOST_BYTES", 1_000)
    monkeypatch.setattr(_sheet_columns, "_MOST_A_ROW", 100)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>'
        f"{'x' * (60 if n == 7 else 2)}</v></c></row>"
        for n in ROWS
    )
    with pytest.raises(ReadError, match="B7 has 60 characters") as caught:
        read(xlsx(sheet_xml(HEADER + rows)))
    assert (caught.value.line, caught.value.column) == (7, "note")
    assert len(read(xlsx(sheet_xml(HEADER + rows.replace("x" * 60, "x"))))) == len(ROWS)


@pytest.mark.parametrize("kind", ["errors", "formulas", "merged cells", "hidden columns", "#N/A"])
def test_what_nobody_could_mend_is_not_listed(read, monkeypatch, kind):
    """There is an end to what is noted of a sheet."""
    monkeypatch.setattr(_seen, "_MAX_NOTED", 10)
    monkeypatch.setattr(_seen, "_MAX_ABSENT", 10)
    inside = {
        "errors": '<c r="A{n}" t="e"><v>#REF!</v></c>',
        "formulas": '<c r="A{n}"><f>1+1</f></c>',
        "#N/A": '<c r="A{n}" t="e"><v>#N/A</v></c>',
    }.get(kind, '<c r="A{n}"><v>1</v></c>')
    after = {
        "merged cells": '<mergeCell ref="A{n}:B{n}"/>',
        "hidden columns": '<col min="{n}" max="{n}" hidden="1"/>',
    }.get(kind, "")
    sheet = sheet_xml(
        HEADER + "".join(f'<row r="{n}">{inside.format(n=n)}</row>' for n in ROWS),
        "".join(after.format(n=n) for n in ROWS),
    )
    with pytest.raises(ReadError, match="more than"):
        read(xlsx(sheet))


def test_cells_met_one_by_one_have_an_end(read, monkeypatch):
    """In the formats that are read so."""
    monkeypatch.setattr(_sheet, "MAX_MET", 5)
    cells = b"".join(cell(0x0204, row, 0, text("a")) for row in range(9))
    with pytest.raises(ReadError, match="more than 5 cells"):
        read(container(workbook(cells)))


def test_a_sheet_is_looked_through_piece_by_piece_as_at_once(read, monkeypatch):
    """Wherever its XML is cut; each cell is seen once and whole."""
    rows = "".join(
        f'<row r="{n}" hidden="1"><c r="A{n}" s="1">{f"<v>{n}</v>" if n != 21 else ""}</c>'
        f'<c r="B{n}" t="e"><f>NA()</f>'
        f"<v>#N/A</v></c></row>"
        for n in ROWS
    )
    styles = (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0000"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    merged = '<mergeCells><mergeCell ref="A20:A21"/></mergeCells>'
    data = xlsx(sheet_xml(HEADER + rows, merged), **{"xl/styles.xml": styles})
    whole = read(data)
    assert whole.columns["unit"].tolist()[:2] == ["0002", "0003"]
    monkeypatch.setattr(_calamine, "_BLOCK", 3)
    for size in (80, 100, 333):
        monkeypatch.setattr(_zip_parts, "_CHUNK", size)
        monkeypatch.setattr(_xlsx_marks, "_Walk", None)
        cut = read(data)
        assert cut.columns["unit"].tolist() == whole.columns["unit"].tolist()
        assert cut.states["note"].tolist() == ["missing"] * len(ROWS)
        assert dict(cut.guessed) == dict(whole.guessed)


def test_many_styles_are_looked_up_and_not_for(read, monkeypatch):
    """Of more styles than a few it takes less to look at every cell."""
    monkeypatch.setattr(_xlsx_marks, "_FEW", 1)
    styles = (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/>'
        '<xf numFmtId="10"/></cellXfs></styleSheet>'
    )
    row = '<row r="2"><c r="A2" s="2"><v>1</v></c><c r="B2" s="0"><v>1</v></c></row>'
    table = read(xlsx(sheet_xml(HEADER + row), **{"xl/styles.xml": styles}))
    assert table.guessed["percent"].endswith("'unit'")


def test_all_parts_together_have_an_end(monkeypatch):
    """Though each may be bearable; one read twice counts once."""
    parts = ZipParts(zip_of({"a": "x" * 600, "b": "y" * 600}), "book")
    parts._left = 1_000
    assert len(b"".join(parts.pieces("a"))) == 600
    assert len(b"".join(parts.pieces("a"))) == 600
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(parts.pieces("b"))
    monkeypatch.setattr(_xml_parts, "_MAX_DEPTH", 5)
    with pytest.raises(ReadError, match="larger than"):
        parts.content("b", 10)


def changed(data, at, value):
    """Bytes with others in one place."""
    return data[:at] + value + data[at + len(value) :]


def test_a_zip_that_contradicts_itself_is_told(read):
    """What its list of parts says has to be where and what it says."""
    good = xlsx(sheet_xml(HEADER + '<row r="2"><c r="A2"><v>1</v></c></row>'))
    assert len(read(good)) == 1
    entry = good.index(b"PK\x01\x02")
    while b"workbook.xml" not in good[entry + 46 : entry + 61]:
        entry = good.index(b"PK\x01\x02", entry + 4)
    (start,) = struct.unpack("<I", good[entry + 42 : entry + 46])
    for data, words in (
        (changed(good, entry + 8, b"\1"), "password"),
        (changed(good, entry + 42, struct.pack("<I", start + 1)), "not where"),
        (changed(good, entry + 16, b"\0\0\0\0"), "damaged"),
        (changed(good, entry + 24, b"\1\0\0\0"), "damaged"),
        (changed(good, entry + 20, struct.pack("<I", len(good))), "cut off"),
        (changed(good, entry + 10, b"\x0c\0"), "unusual"),
    ):
        with pytest.raises(ReadError, match=words):
            read(data)


def test_the_names_at_the_front_of_a_zip_end_where_nothing_is_known():
    """Of a part packed in another way, cut off, or damaged."""
    names = [name for name, _ in local_names(zip_of({"a": "x" * 99, "b": "y"})[:35])]
    assert names == ["a"]
    assert [name for name, _ in local_names(zip_of({"a": "x"}, zipfile.ZIP_LZMA))] == ["a"]
    broken = bytearray(zip_of({"a": "x" * 99, "b": "y"}))
    broken[31:33] = b"\xff\xff"
    assert next(iter(local_names(bytes(broken)))) == ("a", b"")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as opened, opened.open("a", "w") as part:
        part.write(b"x")
    streamed = bytearray(held.getvalue())
    streamed[6] |= 0x8
    assert [name for name, _ in local_names(bytes(streamed))] == ["a"]
