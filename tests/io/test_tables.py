"""A table of any columns from a file, each column as what it is."""

from __future__ import annotations

import time

import numpy as np
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.tables import read_table


@pytest.fixture
def read(tmp_path):
    def make(text, **told):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path, **told)

    return make


def column(table, name="x"):
    return table.columns[name].tolist()


def test_columns_by_name_with_the_line_of_each_row(read):
    """Comments, empty lines and a cell over two lines are counted as an editor counts them."""
    found = read('# from a register\nperson;x\n\na;1\n"b\nb";2\nc;3\n')
    assert column(found, "person") == ["a", "b\nb", "c"]
    assert column(found) == [1, 2, 3]
    assert found.rows.tolist() == [4, 5, 7]
    assert found.guessed == {"encoding": "utf-8", "delimiter": ";"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2", ""], [1, 2, None]),
        (["1,5", "2", "0,25"], [1.5, 2, 0.25]),
        (["1.5", "2", "0.25"], [1.5, 2, 0.25]),
        (["1.234,5", "2"], [1234.5, 2]),
        (["-1", "\u22121", "+1"], [-1, -1, 1]),
        (["0.30000000000000004", "1"], [0.30000000000000004, 1]),
        (["1,234", "2"], [1.234, 2]),
        ([" 3 ", "4"], [3, 4]),
        (["..", ":", "1"], [None, None, 1]),
    ],
)
def test_numbers_are_read_one_way_through_the_column(read, cells, expected):
    """Decimal comma or point, thousands where they can be nothing else, and nan where empty."""
    found = read("y;x\n" + "".join(f"a;{each}\n" for each in cells)).columns["x"]
    assert [None if np.isnan(each) else each for each in found.tolist()] == expected


TEXTS = {
    "code": ["0301", "1103"],
    "word": ["1", "two"],
    "both signs": ["1.5", "2,5"],
    "either": ["1.234", "2.345"],
    "bound": ["<5", "6"],
    "long": ["12345678901234567", "12345678901234568"],
    "longer": ["1" * 400, "2"],
    "no day": ["2024-02-30", "2024-01-01"],
    "words": ["Ja", "Nei"],
    "nan": ["nan", "1"],
    "inf": ["inf", "1"],
}


@pytest.mark.parametrize("cells", TEXTS.values(), ids=TEXTS)
def test_what_is_no_number_stays_text_as_it_stands(read, cells):
    """Codes too, and what could be two numbers; nothing is guessed and nobody is merged."""
    assert column(read("y;x\n" + "".join(f"a;{each}\n" for each in cells))) == cells


def test_a_comma_between_cells_leaves_a_comma_within_them_open(read):
    assert column(read('y,x\na,"1,234"\na,"2,345"\n')) == ["1,234", "2,345"]
    assert column(read('y,x\na,"1,23"\na,"2,345"\n')) == [1.23, 2.345]


@pytest.mark.parametrize("cells", [["2024-03-17", ""], ["17.03.2024", ""]])
def test_days_become_days(read, cells):
    found = read("y;x\n" + "".join(f"a;{each}\n" for each in cells)).columns["x"]
    assert found.dtype == "M8[D]"
    assert str(found[0]) == "2024-03-17"
    assert np.isnat(found[1])


def test_an_empty_column_is_empty_text(read):
    assert column(read("y;x\na;\nb; \n")) == ["", ""]


def test_every_problem_is_listed_with_its_line(read):
    """Names twice, rows of another length, and text under no name."""
    with pytest.raises(ReadError) as caught:
        read("x;x;\n1;2;\n3;4;5;6\n7\n8;9;stray\n")
    assert sorted(each.line for each in caught.value.problems) == [1, 3, 4, 5]


@pytest.mark.parametrize(
    "text", ["", "   \n", "x;y\n", "# only a comment\n", b"\x00\x01", b"x;y\n1\xff;2"]
)
def test_what_is_no_table_is_refused(read, text):
    told = {"encoding": "utf-8"} if b"\xff" in (text if isinstance(text, bytes) else b"") else {}
    with pytest.raises(ReadError):
        read(text, **told)


@pytest.mark.parametrize("name", ["nothing.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(ReadError):
        read_table(tmp_path / name)


@pytest.mark.no_cover
def test_one_giant_cell_in_a_long_file_is_refused_and_not_multiplied(read):
    """Text of one width throughout would take tens of gigabytes."""
    began = time.process_time()
    with pytest.raises(ReadError, match="too long in a file of 100,001 rows") as caught:
        read("person;x\n" + "a;b\n" * 50_000 + "a;" + "long" * 30_000 + "\n" + "a;b\n" * 50_000)
    assert (caught.value.line, caught.value.column) == (50_002, "x")
    assert time.process_time() - began < 20


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "cell", ["9" * 200, "1." * 99, "1 " * 60, "-" * 150, "1,2" * 60, "€" * 100]
)
def test_many_rows_of_near_numbers_are_read_quickly(read, cell):
    began = time.process_time()
    assert len(read("y;x\n" + f"a;{cell}\n" * 20_000)) == 20_000
    assert time.process_time() - began < 4
