"""Where the table of a sheet begins and ends, and which sheet it is on."""

from __future__ import annotations

import openpyxl
import pytest
from spreadsheets import sheet_xml, xlsx

from rusfelt.errors import ReadError
from rusfelt.io.sources.excel import ExcelFile

TABLE = [["unit", "year", "value"], ["0301", 2019, 4], ["0301", 2020, 5]]


@pytest.fixture
def written(tmp_path):
    """Writes a workbook: each sheet is rows of cells, and then ranges to merge."""

    def write(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, (rows, *merged) in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for cells in merged:
                sheet.merge_cells(cells)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


def read(path, **told):
    """The table, and what was guessed."""
    table = ExcelFile().table(path, **told)
    return table, dict(table.guessed)


def test_titles_and_notes_above_the_header_are_passed_over(written):
    """Wherever they stand, and whether or not an empty row follows."""
    for above in (
        [["Overdoses by district"]],
        [["Overdoses by district"], [], ["Printed 2021-03-04"], []],
        [["Source:", "FHI"], ["Printed:", 2021], []],
        [[None, "Overdoses"], ["Numbers below 5 are hidden"]],
    ):
        table, guessed = read(written(Data=([*above, *TABLE],)))
        row = len(above) + 1
        assert list(table.columns) == ["unit", "year", "value"]
        assert (table.header, guessed["header row"]) == (row, str(row))
        assert table.rows.tolist() == [row + 1, row + 2]


def test_a_title_over_the_whole_table_is_no_header(written):
    """Though it lies over all columns when its cells are merged."""
    table, _ = read(written(Data=([["Overdoses", None, None], *TABLE], "A1:C1")))
    assert table.header == 2


def test_a_list_apart_from_a_table_of_two_columns_is_no_header(written):
    """An empty row stands between; the names stand right above the figures."""
    rows = [["Source", "FHI"], ["Contact", "the registry"], [], ["year", "value"], [2019, 4]]
    table, _ = read(written(Data=(rows,)))
    assert list(table.columns) == ["year", "value"]


def test_an_empty_row_may_follow_the_header(written):
    """As some do for looks."""
    table, _ = read(written(Data=([TABLE[0], [], *TABLE[1:]],)))
    assert (table.header, table.rows.tolist()) == (1, [3, 4])


def test_a_first_row_of_signs_is_a_row(written):
    """Where a unit has no figures at all, its row is text from end to end."""
    rows = [["unit", "2019", "2020"], ["030101", ":", ".."], ["030102", 4, 5]]
    table, _ = read(written(Data=(rows,)))
    assert table.columns["unit"].tolist() == ["030101", "030102"]


def test_years_stored_as_numbers_name_columns(written):
    """A table with a column for each year."""
    table, _ = read(written(Data=([["unit", 2019, 2020], ["0301", 4, 5]],)))
    assert list(table.columns) == ["unit", "2019", "2020"]


def test_a_table_without_names_is_no_table(written):
    """A row of data is not taken for names, and no row above is lost."""
    rows = [["0301", 3, 4.5], ["0302", 4, 5.5], ["unit", "year", "value"], ["0303", 4, 5.5]]
    with pytest.raises(ReadError, match="names the columns"):
        read(written(Data=(rows,)))
    table, guessed = read(written(Data=(rows,)), header_row="3")
    assert table.rows.tolist() == [4]
    assert "header row" not in guessed


def test_the_row_told_is_the_header(written):
    """Counted as the spreadsheet counts; an empty one is none."""
    rows = [["a", "b"], [], ["c", "d"], ["1", "2"]]
    assert list(read(written(Data=(rows,)), header_row=3)[0].columns) == ["c", "d"]
    for row in (2, 9, 999_999_999):
        with pytest.raises(ReadError, match=f"Row {row} .* is empty"):
            read(written(Data=(rows,)), header_row=row)


def test_two_rows_of_header_under_merged_cells_become_one_name_each(written):
    """What is above is spread over the columns it lies over, and goes before what is below."""
    rows = [
        ["Deaths by sex", None, None, None, None],
        ["unit", "men", None, "women", None],
        [None, 2019, 2020, 2019, 2020],
        ["0301", 1, 2, 3, 4],
    ]
    table, guessed = read(written(Data=(rows, "A1:E1", "A2:A3", "B2:C2", "D2:E2")))
    names = ["unit", "men / 2019", "men / 2020", "women / 2019", "women / 2020"]
    assert list(table.columns) == names
    assert table.columns["women / 2019"].tolist() == [3]
    assert (table.header, table.rows.tolist()) == (2, [4])
    assert guessed["header row"] == "2–3"
    assert "merged header" in guessed


def test_years_over_groups_of_columns_belong_to_the_header(written):
    """Though a row of numbers names nothing by itself."""
    rows = [
        ["Title"],
        [None, 2019, None, 2020, None],
        ["unit", "n", "%", "n", "%"],
        ["0301", 1, 2.5, 3, 4.5],
    ]
    table, guessed = read(written(Data=(rows, "B2:C2", "D2:E2")))
    assert list(table.columns) == ["unit", "2019 / n", "2019 / %", "2020 / n", "2020 / %"]
    assert guessed["header row"] == "2–3"


def test_three_rows_of_header_are_joined(written):
    """However deep the merged cells make it."""
    rows = [
        ["unit", "all", None, None, None],
        [None, "men", None, "women", None],
        [None, "n", "%", "n", "%"],
        ["0301", 1, 2.5, 3, 4.5],
    ]
    merged = ("A1:A3", "B1:E1", "B2:C2", "D2:E2")
    table, _ = read(written(Data=(rows, *merged)), header_row=1)
    assert list(table.columns)[1:] == [
        f"all / {sex} / {what}" for sex in ("men", "women") for what in "n%"
    ]


def test_a_merged_name_over_columns_of_figures_is_one_name_for_several(written):
    """There is no second row to tell them apart, so they are listed."""
    rows = [["unit", "men", None], ["0301", 1, 2], ["0302", 1, 2]]
    with pytest.raises(ReadError, match="B, C are all called 'men'"):
        read(written(Data=(rows, "B1:C1")))


def test_merged_cells_of_the_first_columns_are_filled_down(written):
    """And nothing is where no merged cell says so."""
    rows = [["unit", "year", "sex", "value"]]
    for unit, year in (("0301", 2019), ("0301", 2020), ("0302", 2019)):
        rows += [[unit, year, "F", 1], [None, None, "M", 2]]
    table, guessed = read(written(Data=(rows, "A2:A5", "B2:B3", "B4:B5", "A6:A7")))
    assert table.columns["unit"].tolist() == ["0301"] * 4 + ["0302"] * 2
    assert table.columns["year"].tolist()[:5] == [2019, 2019, 2020, 2020, 2019]
    assert str(table.columns["year"].tolist()[5]) == "nan"
    assert guessed["merged cells"] == "filled down in 'unit', 'year'"
    assert table.columns["value"].tolist() == [1, 2] * 3


def test_a_figure_merged_over_rows_belongs_to_none_of_them(written):
    """It was written once for all; who splits it says how."""
    rows = [["unit", "sex", "value"], ["0301", "F", 12], ["0301", "M", None], ["0302", "M", 3]]
    with pytest.raises(ReadError, match="C2 is merged with those below") as caught:
        read(written(Data=(rows, "C2:C3")))
    assert (caught.value.line, caught.value.column) == (2, "value")


def test_what_lies_hidden_under_a_merged_cell_is_told(written):
    """A spreadsheet shows only the first cell, and keeps the others."""
    path = written(Data=([*TABLE, ["0302", 2020, 5]],))
    book = openpyxl.load_workbook(path)
    sheet = book["Data"]
    sheet.merged_cells.add("A3:A4")
    book.save(path)
    with pytest.raises(ReadError, match="A4 holds something else than A3") as caught:
        read(path)
    assert (caught.value.line, caught.value.column) == (4, "unit")


def test_rows_that_are_merged_as_a_whole_stay_one_row(written):
    """A row drawn over two of the spreadsheet's is no two rows of the table."""
    rows = [TABLE[0], TABLE[1], [], TABLE[2], []]
    merged = [f"{each}{row}:{each}{row + 1}" for each in "ABC" for row in (2, 4)]
    table, _ = read(written(Data=(rows, *merged)))
    assert table.rows.tolist() == [2, 4]


def test_cells_merged_over_columns_stay_in_the_first_and_are_told(written):
    """Such as a heading within the table."""
    rows = [*TABLE, ["women", None, None], ["0301", 2019, 1]]
    table, guessed = read(written(Data=(rows, "A4:C4")))
    assert table.columns["unit"].tolist() == ["0301", "0301", "women", "0301"]
    assert guessed["merged across"].endswith("A4")


def test_notes_below_the_table_are_left_out_and_told(written):
    """What stands apart in the first column alone, or begins as a note does."""
    for below in (
        [[], ["Numbers below 5 are hidden"]],
        [["Kilde: FHI"], ["Printed in March"]],
        [["* preliminary"]],
        [["¹ from 2020"]],
        [[], ["Source: FHI", None, None], [], ["more"]],
    ):
        table, guessed = read(written(Data=([*TABLE, *below],)))
        assert table.rows.tolist() == [2, 3]
        first = 4 if below[0] else 5
        assert guessed["left out"].startswith(f"notes below the table, in row {first}")


def test_a_unit_without_figures_is_a_row(written):
    """It stands right below the others, and begins like none of the notes."""
    table, guessed = read(written(Data=([*TABLE, ["0302"]],)))
    assert table.columns["unit"].tolist() == ["0301", "0301", "0302"]
    assert "left out" not in guessed


def test_notes_are_left_out_at_the_end_only(written):
    """In the middle of a table a text alone may be a heading, and is read."""
    table, guessed = read(written(Data=([*TABLE, [], ["Women"], ["0301", 2019, 1]],)))
    assert table.columns["unit"].tolist() == ["0301", "0301", "Women", "0301"]
    assert "left out" not in guessed


def test_a_second_table_below_is_refused(written):
    """It would become rows of the first."""
    for second in (
        [["unit", "year", "value"], ["0302", 2019, 4]],
        [["sex", "era", "share"], ["F", 1, 2]],
    ):
        with pytest.raises(ReadError, match="row 5 looks like") as caught:
            read(written(Data=([*TABLE, [], *second],)))
        assert caught.value.line == 5


def test_the_only_sheet_with_a_table_is_read_and_told(written):
    """Empty sheets and sheets of text alone do not count."""
    path = written(About=([["What this is"], ["and who made it"]],), Data=(TABLE,), Empty=([],))
    table, guessed = read(path)
    assert table.columns["value"].tolist() == [4, 5]
    assert guessed["sheet"] == "'Data', and not 'About', 'Empty'"


def test_several_sheets_with_tables_are_listed(written):
    """And none is chosen."""
    path = written(A=(TABLE,), About=([["text"]],), B=([["Title"], [], *TABLE],))
    with pytest.raises(ReadError, match="sheet=") as caught:
        read(path)
    assert "1 'A' (3 columns, 2 rows under row 1)" in str(caught.value)
    assert "3 'B' (3 columns, 2 rows under row 3)" in str(caught.value)
    assert read(path, sheet="B")[0].header == 3


def test_a_sheet_that_is_shown_goes_before_hidden_ones(written):
    """A hidden one is read where it is the only one, or asked for; both is told."""
    path = written(A=(TABLE,), B=(TABLE,))
    book = openpyxl.load_workbook(path)
    book["A"].sheet_state = "hidden"
    book.save(path)
    assert read(path)[1]["sheet"] == "'B', and not 'A' (hidden)"
    assert read(path, sheet="A")[1]["hidden sheet"] == "'A' is hidden, and was read"
    del book["B"]
    book.create_sheet("Empty")
    book.active = 1
    book.save(path)
    assert read(path)[1]["hidden sheet"] == "'A' is hidden, and was read"


def test_one_sheet_alone_is_read_without_a_word_on_sheets(written):
    """Nothing was guessed."""
    assert set(read(written(Data=(TABLE,)))[1]) == {"header row"}


def test_a_chart_is_no_sheet_of_cells(tmp_path):
    """It is passed over, and refused where it is asked for."""
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.create_chartsheet("Chart")
    book.save(tmp_path / "book.xlsx")
    assert len(read(tmp_path / "book.xlsx")[0]) == 2
    with pytest.raises(ReadError, match="'Chart' has no cells"):
        read(tmp_path / "book.xlsx", sheet="Chart")


def test_an_empty_workbook_or_sheet_is_told(written):
    """With what would be a table."""
    with pytest.raises(ReadError, match="is empty"):
        read(written(Data=([],)))
    with pytest.raises(ReadError, match="No sheet has a table"):
        read(written(A=([],), B=([],)))
    with pytest.raises(ReadError, match="no rows below"):
        read(written(A=([["a", "b"]],)))


def test_a_sheet_of_empty_texts_is_empty(tmp_path):
    """Cells are there, and say nothing."""
    empty = '<row r="1"><c r="A1" t="str"><v></v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    (tmp_path / "book").write_bytes(xlsx(sheet_xml(empty)))
    with pytest.raises(ReadError, match="is empty"):
        read(tmp_path / "book")


def test_a_single_column_is_a_table_where_there_is_no_other(written):
    """Its first text is its name."""
    table, _ = read(written(Data=([["value"], [4], [5]],)))
    assert table.columns["value"].tolist() == [4, 5]
