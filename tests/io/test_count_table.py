"""Tables of counts are read with nothing guessed in silence, and written as they stood."""

import attrs
import numpy as np
import pytest

from rusfelt.disclosure import Table
from rusfelt.errors import DomainError, ReadError
from rusfelt.io.count_table import count_table_bytes, read_count_table, write_count_table

SMALL = "sex,count\nF,2\nM,9\nTotal,11\n"


@pytest.fixture
def read(tmp_path):
    """Reads a text as a file."""

    def reading(text, encoding="utf-8", **told):
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_count_table(path, **told)

    return reading


def problems(read, text, **told):
    """What a refused file is refused for, each as line and text."""
    with pytest.raises(ReadError) as caught:
        read(text, **told)
    return [(each.line, str(each)) for each in caught.value.problems]


def hidden_where(table, *places):
    gone = np.zeros(len(table), dtype=np.bool_)
    gone[list(places)] = True
    return table.without(gone)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_shown_is_written_byte_for_byte_as_it_stood(read, encoding, delimiter, end):
    """Encoding, mark, delimiter, line ends, quotation marks and spaces all stay."""
    rows = [
        ["sted", "navn", "antall"],
        ["0301", '"Grünerløkka"', "1 200"],
        ["030102 ", f'"Sør{delimiter}øst ""ytre"""', '"9"'],
        ["Totalt", "Alle steder", "1\u00a0209"],
    ]
    text = end.join(delimiter.join(row) for row in rows)
    file = read(text, encoding)
    assert file.table.counts.tolist() == [1200, 9, 1209]
    assert count_table_bytes(file, file.table) == text.encode(encoding)
    changed = text.replace('"9"', '":"').encode(encoding)
    assert count_table_bytes(file, hidden_where(file.table, 1)) == changed


def test_the_line_that_tells_a_spreadsheet_the_delimiter_stays(read):
    """And comments and empty lines go, since nobody has looked through what they say."""
    file = read("sep=;\n\n# F is 2\nsex;count\nF;2\n# M is 9\nM;9\nTotal;11\n")
    assert count_table_bytes(file, file.table) == b"sep=;\nsex;count\nF;2\nM;9\nTotal;11\n"
    assert list(file.lines) == [5, 7, 8]


def test_signs_for_no_count_are_told_apart(read):
    """Hidden and missing are unknown, impossible is nobody, and each is written as it stood."""
    text = "a,count\nx,:\ny,..\nz,.\nv,\nu,0\nw,7\nTotal,30\n"
    file = read(text)
    assert file.table.counts.tolist() == [-1, -1, 0, -1, 0, 7, 30]
    assert file.table.impossible.tolist() == [False, False, True, False, False, False, False]
    assert file.hidden.tolist() == [True] + 6 * [False]
    assert count_table_bytes(file, file.table) == text.encode()


def test_totals_are_found_under_their_usual_names_in_each_column(read):
    """What was taken for a total is told."""
    file = read("sex,age,antall\nK,I alt,2\nM,I alt,9\nAlle,I alt,11\nAlle,16-24,11\n")
    assert file.table.labels(2) == ()
    assert file.table.labels(3) == (("age", "16-24"),)
    assert file.guessed["total"] == "Alle, I alt"
    assert file.guessed["dimensions"] == "sex, age"


def test_another_word_for_a_total_can_be_told(read):
    """Then it alone is a total: 'Alle' may be an answer."""
    file = read("svar,count\nAlle,2\nHele landet,9\nNoen,7\n", total="Hele landet")
    assert file.table.labels(1) == ()
    assert file.table.labels(0) == (("svar", "Alle"),)


def test_two_words_for_a_total_in_one_column_are_a_question_back(read):
    """One of them would be counted twice."""
    assert "--total" in problems(read, "a,count\nx,2\nTotal,2\nAlle,2\n")[0][1]


def test_denominators_and_largest_contributions_are_read_and_the_latter_never_written(read):
    """The largest contributions are for the publisher's eyes alone."""
    file = read("a,count,n,largest\nx,2,20,2\ny,9,30,4\nTotal,11,50,5\n")
    assert file.table.denominators.tolist() == [20, 30, 50]
    assert file.table.largest.tolist() == [2, 4, 5]
    written = count_table_bytes(file, hidden_where(file.table, 0)).decode()
    assert written == "a,count,n,largest\nx,:,20,:\ny,9,30,:\nTotal,11,50,:\n"
    without = attrs.evolve(file.table, denominators=[20, None, 50])
    written = count_table_bytes(file, without).decode()
    assert written == "a,count,n,largest\nx,2,20,:\ny,9,:,:\nTotal,11,50,:\n"


def test_everything_wrong_with_the_cells_is_said_at_once(read):
    """Each with its line, its column and what to write."""
    found = problems(
        read,
        "a,count,n\nx,1e3,9\ny,-3,9\nz,<5,9\nq,3.0,9\nr,1.200,9\ns,-,9\nt,007,9\nx,7,9\n,7,9\nu,9,7\n",
    )
    assert [line for line, _ in found] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    text = "\n".join(each for _, each in found)
    for word in ("'1e3'", "'-3'", "'<5'", "'3.0'", "'1.200'", "Write 0 for nobody", "'007'"):
        assert word in text
    assert "same labels as line 2" in text
    assert "line 10, column 'a': The cell is empty" in text
    assert "line 11, column 'n': The count is larger" in text


def test_a_table_that_does_not_add_up_is_refused_at_its_line(read):
    """A hidden cell could be reckoned out wrongly, or not at all."""
    found = problems(read, "sex,count\nF,2\nM,10\nTotal,11\n")
    assert found[0][0] == 4
    assert "1 less than its parts" in found[0][1]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("percent", ["18,2", "81,8", "100"]),
        ("rate", ["0.4", "1.8", "2.2"]),
        ("share", ["18 %", "82 %", "100 %"]),
        ("women", ["1", "4", "5"]),
        ("population", ["5000", "6000", "11000"]),
        ("limit", ["<5", ">5", ">5"]),
        ("note", ["2 dødsfall", "", ""]),
    ],
)
def test_a_column_that_would_tell_of_the_counts_stops_the_reading(read, column, cells):
    """Unless it is left out, in what is written too."""
    rows = [("F", "2"), ("M", "9"), ("Total", "11")]
    text = f"sex;count;{column}\n" + "".join(
        f"{sex};{count};{cell}\n" for (sex, count), cell in zip(rows, cells, strict=True)
    )
    ((line, said),) = problems(read, text)
    assert line == 1
    assert f"column '{column}'" in said
    assert "--drop" in said
    file = read(text, drop=[column.upper()])
    assert count_table_bytes(file, file.table) == SMALL.replace(",", ";").encode()


def test_numbers_are_labels_where_they_are_seen_to_be(read):
    """Codes, years, columns with a total, and those that rows cannot do without."""
    for text, dimensions in (
        ("code,count\n0301,2\n1103,9\nTotal,11\n", ["code"]),
        ("year,a,count\n2019,x,2\n2019,y,9\n", ["year", "a"]),
        ("age,count\n16,2\n17,9\n", ["age"]),
        ("group,cell,count\n1,A,2\n1,Total,2\n2,B,9\n2,Total,9\n", ["group", "cell"]),
    ):
        assert list(read(text).table.dimensions) == dimensions


def test_row_numbers_are_no_dimension(read):
    """Taken for one they would part each total from its cells, and nothing would be protected."""
    rows = "".join(f"{n},{row}\n" for n, row in enumerate(SMALL.splitlines()[1:]))
    ((_, said),) = problems(read, f"row,sex,count\n{rows}")
    assert "column 'row'" in said


def test_words_beside_a_label_are_carried_along(read):
    """They are no dimension: the total has other words than its cells, or none."""
    text = "code,name,area,count\n01,A,North,2\n02,B,North,9\n03,C,South,8\nTotal,All,,19\n"
    file = read(text)
    assert list(file.table.dimensions) == ["code"]
    assert file.guessed["descriptions"] == "name, area"
    assert count_table_bytes(file, file.table) == text.encode()


def test_a_column_nested_in_another_stays_a_dimension(read):
    """Where the county has rows of its own it says more than the municipality does."""
    text = "county,place,count\nN,A,2\nN,B,9\nN,Total,11\nS,C,8\nS,Total,8\nTotal,Total,19\n"
    assert list(read(text).table.dimensions) == ["county", "place"]


def test_a_column_named_as_a_dimension_is_one(read):
    """The publisher knows better."""
    text = "sex,level,count\nF,1.1,2\nM,1.2,9\nTotal,Total,11\n"
    assert list(read(text, dimensions=["level"]).table.dimensions) == ["level"]
    assert problems(read, text, dimensions=["nivå"])[0][1].count("--dimension") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sex,number\nF,2\n", "no column count"),
        ("count,antall,sex\n1,1,F\n", "both read as count"),
        ("count\n1\n2\n", "no column of labels"),
        ("sex,count\n", "no rows"),
        ("sex,sex,count\nF,F,1\n", "2 columns are called 'sex'"),
        ("sex,,count\nF,x,1\n", "has no name"),
    ],
)
def test_a_header_that_is_none_is_refused(read, text, said):
    """With the fact and a remedy."""
    assert any(said in each for _, each in problems(read, text))


def test_a_file_with_an_identity_number_is_not_read(read):
    """And the number is not repeated."""
    with pytest.raises(ReadError, match="identity number") as caught:
        read("who,count\n17912099997,1\nTotal,1\n")
    assert "17912099997" not in str(caught.value)


def test_a_file_that_changes_while_it_is_read_is_refused(read, monkeypatch):
    """What is written would otherwise not be what was protected."""
    from rusfelt.io import count_table

    kept = count_table.raw_rows
    monkeypatch.setattr(
        count_table, "raw_rows", lambda text, *rest: kept(text.replace("9", "8"), *rest)
    )
    with pytest.raises(ReadError, match="changed while"):
        read(SMALL)


def test_the_table_of_another_file_is_not_written(read, tmp_path):
    """Rows are told by their labels."""
    file = read(SMALL)
    other = Table("t", {"sex": ["M", "F", "Total"]}, [9, 2, 11])
    with pytest.raises(DomainError, match="does not have the cells"):
        count_table_bytes(file, other)
    write_count_table(tmp_path / "out.csv", file, hidden_where(file.table, 0, 1))
    assert (tmp_path / "out.csv").read_text() == "sex,count\nF,:\nM,:\nTotal,11\n"
    rounded = Table("t", {"sex": ["F", "M", "Total"]}, [3, 9, 12])
    assert count_table_bytes(file, rounded) == b"sex,count\nF,3\nM,9\nTotal,12\n"
