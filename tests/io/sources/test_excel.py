"""What is in the cells of a spreadsheet arrives as it is, or is told of with its address."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import openpyxl
import pytest
from identities import one_of_each

from rusfelt.errors import DomainError, MissingExtraError, ReadError
from rusfelt.io.readers import reader_of, table_with
from rusfelt.io.sources.excel import ExcelFile
from rusfelt.plugin import TableReader


@pytest.fixture
def written(tmp_path):
    """Writes a workbook: each sheet is rows of cells, or a function that fills it."""

    def write(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, content in sheets.items():
            sheet = book.create_sheet(name)
            if callable(content):
                content(sheet)
            else:
                for row in content:
                    sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


def column(path, name="value"):
    """One column of the table, as Python has it."""
    return ExcelFile().table(path).columns[name].tolist()


def test_it_is_a_reader_of_tables_and_found_by_content(written, tmp_path):
    """A spreadsheet under any name goes to it, and a text does not."""
    path = written(Data=[["year", "value"], [2019, 4]])
    assert isinstance(ExcelFile(), TableReader)
    assert reader_of(path) == "excel"
    moved = path.rename(tmp_path / "figures.csv")
    assert reader_of(moved) == "excel"
    assert table_with("excel", moved, {}).columns["value"].tolist() == [4]
    (tmp_path / "text.csv").write_text("year;value\n2019;4\n")
    assert reader_of(tmp_path / "text.csv") is None


def test_rows_are_numbered_as_the_spreadsheet_does(written):
    """Empty rows are passed over, and counted."""
    path = written(Data=[[], ["year", "value"], [2019, 4], [], [], [2020, 5]])
    table = ExcelFile().table(path)
    assert (table.header, table.rows.tolist(), table.row) == (2, [3, 6], "row")
    assert table.guessed["header row"] == "2"


def test_a_sheet_may_begin_in_any_cell(written):
    """Columns and rows that are empty before the table take nothing away."""

    def fill(sheet):
        sheet["C4"], sheet["D4"], sheet["C5"], sheet["D5"] = "year", "value", 2019, 0

    table = ExcelFile().table(written(Data=fill))
    assert list(table.columns) == ["year", "value"]
    assert (table.header, table.rows.tolist()) == (4, [5])
    assert table.columns["value"].tolist() == [0]


def test_whole_numbers_are_whole_and_others_are_not(written):
    """Stored as floats, as every number is; an empty cell needs a float."""
    rows = [["whole", "half", "gap", "large"], [4.0, 0.5, 1, 1e308], [-3, 2, None, 2**53]]
    columns = ExcelFile().table(written(Data=rows)).columns
    assert columns["whole"].dtype == np.int64
    assert columns["whole"].tolist() == [4, -3]
    assert columns["half"].tolist() == [0.5, 2.0]
    assert columns["gap"][0] == 1
    assert math.isnan(columns["gap"][1])
    assert columns["large"].tolist() == [1e308, 2.0**53]


def test_numbers_beside_signs_become_text_with_every_digit(written):
    """4.0 is "4", and what is said by a sign stays said."""
    rows = [["value"], [4.0], [":"], [".."], ["<5"], [0.1], [1234567.25], [1e-7], [True]]
    path = written(Data=[[*row, 0] if row != ["value"] else ["value", "n"] for row in rows])
    table = ExcelFile().table(path)
    expected = ["4", ":", "..", "<5", "0.1", "1234567.25", "0.0000001", "true"]
    assert table.columns["value"].tolist() == expected
    assert table.decimal == "."
    assert "'value'" in table.guessed["mixed columns"]


def test_norwegian_numbers_in_text_stay_text_and_others_are_written_alike(written):
    """So one decimal sign reads all of a column."""
    rows = [["value", "n"], ["1 234,5", 1], [2.5, 1], ["3,25", 1]]
    table = ExcelFile().table(written(Data=rows))
    assert table.columns["value"].tolist() == ["1 234,5", "2,5", "3,25"]
    assert table.decimal == ","


def test_a_table_without_mixed_fractions_says_nothing_of_decimals(written):
    """What stands as text alone is for a mapping to find out."""
    rows = [["value", "n"], ["1 234,5", 1], ["3,25", 2.5]]
    assert ExcelFile().table(written(Data=rows)).decimal is None


def test_codes_stored_as_text_keep_their_zeros(written):
    """Whatever their cells are formatted as."""
    path = written(Data=[["unit", "value"], ["0301", 1], ["1103", 2]])
    assert column(path, "unit") == ["0301", "1103"]


def test_codes_stored_as_numbers_get_the_zeros_they_are_shown_with(written):
    """And it is told; a format that adds no zeros changes nothing."""

    def fill(sheet):
        for row in (["unit", "year", "text"], [301, 2019, 301], [1103, 2020, "x"]):
            sheet.append(row)
        for cell in ("A2", "A3", "B2", "B3", "C2"):
            sheet[cell].number_format = "0000"

    table = ExcelFile().table(written(Data=fill))
    assert table.columns["unit"].tolist() == ["0301", "1103"]
    assert table.columns["year"].tolist() == [2019, 2020]
    assert table.columns["text"].tolist() == ["0301", "x"]
    assert "'unit'" in table.guessed["codes"]
    assert "'year'" not in table.guessed["codes"]


def test_numbers_shown_without_zeros_stay_numbers(written):
    """Nobody but a register of codes can know that 301 is 0301."""
    table = ExcelFile().table(written(Data=[["unit", "value"], [301, 1]]))
    assert table.columns["unit"].tolist() == [301]
    assert "codes" not in table.guessed


def test_days_are_days_and_numbers_numbers(written):
    """A day is what its format shows; a time of day is left out, and told."""
    day, moment = dt.date(2019, 12, 31), dt.datetime(2020, 1, 2, 13, 30)
    rows = [["day", "moment", "both", "n"], [day, moment, day, 43830], [None, day, "2020-Q1", 1]]
    table = ExcelFile().table(written(Data=rows))
    assert table.columns["day"].dtype == np.dtype("datetime64[D]")
    assert table.columns["day"].tolist() == [day, None]
    assert table.columns["moment"].tolist() == [dt.date(2020, 1, 2), day]
    assert "'moment'" in table.guessed["time of day"]
    assert table.columns["both"].tolist() == ["2019-12-31", "2020-Q1"]
    assert table.columns["n"].tolist() == [43830, 1]


def test_days_of_the_calendar_of_old_macs_are_the_same_days(tmp_path):
    """Workbooks may count from 1904."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["day", "value"])
    book.active.append([dt.date(2019, 12, 31), 1])
    book.save(tmp_path / "mac.xlsx")
    assert column(tmp_path / "mac.xlsx", "day") == [dt.date(2019, 12, 31)]


def test_years_typed_into_cells_for_days_are_years_again(written):
    """2019 shown as 11 July 1905 is meant as 2019; a column of real days is left alone."""

    def fill(sheet):
        for row in (["year", "born", "n"], [2019, 2019, 1], [2020, dt.date(1980, 5, 17), 1]):
            sheet.append(row)
        for cell in ("A2", "A3", "B2"):
            sheet[cell].number_format = "dd.mm.yyyy"

    table = ExcelFile().table(written(Data=fill))
    assert table.columns["year"].tolist() == [2019, 2020]
    assert "'year'" in table.guessed["years"]
    assert table.columns["born"].tolist()[0] == dt.date(1905, 7, 11)


def test_times_and_spans_are_text(written):
    """No column of a table holds them."""
    rows = [["time", "span", "n"], [dt.time(13, 5), dt.timedelta(hours=30), 1]]
    columns = ExcelFile().table(written(Data=rows)).columns
    assert columns["time"].tolist() == ["13:05:00"]
    assert columns["span"].tolist() == ["30:00:00"]


def test_percent_is_read_as_stored_and_told(written):
    """50 % is 0.5 in the cell; whether it is meant as 50 is for a mapping to say."""

    def fill(sheet):
        for row in (["share", "n"], [0.5, 1]):
            sheet.append(row)
        sheet["A2"].number_format = "0 %"

    table = ExcelFile().table(written(Data=fill))
    assert table.columns["share"].tolist() == [0.5]
    assert "'share'" in table.guessed["percent"]


def test_yes_and_no_are_booleans_or_text(written):
    """As booleans where every cell says one of them."""
    columns = ExcelFile().table(written(Data=[["a", "b"], [True, True], [False, None]])).columns
    assert columns["a"].tolist() == [True, False]
    assert columns["b"].tolist() == ["true", ""]


def test_surrounding_space_is_taken_away_and_space_alone_is_nothing(written):
    """Also in names, which may stand on several lines of their cell."""
    path = written(Data=[[" unit ", "antall\nmenn"], ["  Grünerløkka\u00a0", "  "], ["x", "y"]])
    table = ExcelFile().table(path)
    assert list(table.columns) == ["unit", "antall menn"]
    assert table.columns["unit"].tolist() == ["Grünerløkka", "x"]
    assert table.columns["antall menn"].tolist() == ["", "y"]


def test_columns_without_cells_are_kept_where_they_have_a_name(written):
    """And passed over where they have none."""
    table = ExcelFile().table(written(Data=[["a", None, "b"], [1, None, None]]))
    assert list(table.columns) == ["a", "b"]
    assert table.columns["b"].tolist() == [""]


def test_every_error_is_listed_with_its_cell(written):
    """A formula that failed is no empty cell; one never calculated is none either."""

    def fill(sheet):
        sheet.append(["year", "value", "n"])
        for number, error in enumerate(("#DIV/0!", "#REF!", "#VALUE!", "#NAME?"), 2):
            sheet.append([2019, error, 1])
            sheet[f"B{number}"].data_type = "e"
        sheet.append([2019, "=1+1", 1])

    with pytest.raises(ReadError) as caught:
        ExcelFile().table(written(Data=fill))
    told = [str(each) for each in caught.value.problems]
    assert len(told) == 5
    for number, (text, words) in enumerate(
        zip(told, ("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "never calculated"), strict=True), 2
    ):
        assert f"B{number} " in text
        assert words in text
    assert caught.value.line == 2
    assert caught.value.column == "value"


def test_not_available_is_missing_where_a_cell_says_so_itself(written):
    """Typed, it is what the sign is for; what looked something up in vain is an error."""

    def fill(sheet):
        sheet.append(["year", "value"])
        sheet.append([2019, 1])
        sheet.append([2020, "#N/A"])
        sheet["B3"].data_type = "e"

    table = ExcelFile().table(written(Data=fill))
    assert table.states["value"].tolist() == ["", "missing"]
    assert math.isnan(table.columns["value"][1])
    assert table.guessed["#N/A"].endswith("B3")


def test_names_that_are_doubled_or_missing_are_listed_all_at_once(written):
    """With the rows they stand in."""
    rows = [["a", "b", "b", None, None], [1, 2, 3, "x", None], [1, 2, 3, None, 5]]
    with pytest.raises(ReadError) as caught:
        ExcelFile().table(written(Data=rows), header_row=1)
    told = "\n".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == 3
    assert "columns B, C are all called 'b'" in told
    assert "column D has no name" in told
    assert "column E has no name" in told
    assert caught.value.problems[-1].line == 3


def test_hidden_rows_and_columns_are_read_and_told(written):
    """Whoever hid them may have meant them to be left out, and is asked by being told."""

    def fill(sheet):
        for row in (["year", "value", "n"], [2018, 1, 1], [2019, 2, 1], [2020, 3, 1]):
            sheet.append(row)
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    table = ExcelFile().table(written(Data=fill))
    assert table.columns["value"].tolist() == [1, 2, 3]
    assert table.guessed["hidden rows"].endswith("2–3")
    assert "'value'" in table.guessed["hidden columns"]


@pytest.mark.parametrize("given", [0, -1, "x", 1.5, True])
def test_a_header_row_that_is_no_number_is_refused(written, given):
    """Before the file is looked at."""
    with pytest.raises(DomainError, match="header_row"):
        ExcelFile().table(written(Data=[["a"], [1]]), header_row=given)


def test_a_sheet_is_told_by_name_or_number(written):
    """A name that is a number goes before the number."""
    path = written(Data=[["a", "b"], [1, 1]], **{"1": [["a", "b"], [2, 2]]})
    for told, value in (("Data", 1), (2, 2), ("2", 2), ("1", 2)):
        assert ExcelFile().table(path, sheet=told).columns["a"].tolist() == [value]
    with pytest.raises(ReadError, match="Did you mean 'Data'"):
        ExcelFile().table(path, sheet="data")
    with pytest.raises(ReadError, match="1 'Data', 2 '1'"):
        ExcelFile().table(path, sheet=3)
    with pytest.raises(DomainError, match="sheet"):
        ExcelFile().table(path, sheet=1.5)


def test_what_brings_the_library_is_named_where_it_is_missing(written, monkeypatch):
    """By the extra of rusfelt."""
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r"rusfelt\[excel\]"):
        ExcelFile().table(written(Data=[["a"], [1]]))


@pytest.mark.parametrize("kind", [str, float])
def test_identity_numbers_are_refused(written, kind):
    """As in every file; one that is stored as a number is no better."""
    made = [each for name, each in one_of_each().items() if name.startswith("Test-Norge")]
    path = written(Data=[["id", "value"], *[[kind(each), 1] for each in made]])
    with pytest.raises(ReadError, match="identity number") as caught:
        table_with("excel", path, {})
    assert not any(each in str(caught.value) for each in made)
    assert caught.value.line == 2
