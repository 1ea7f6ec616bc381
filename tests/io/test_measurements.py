"""Reading figures: one table in many dialects, and every problem with its place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.domain.measurement import Measurement, Measurements
from rusfelt.errors import DomainError, ReadError, UnknownNameError
from rusfelt.io.measurements import read_measurements

if TYPE_CHECKING:
    from pathlib import Path

TABLE = Measurements.of(
    [
        Measurement(
            "kartlagte", "030108", period="2017", value=1179.5, note="Grünerløkka; «ny» måte, æøå"
        ),
        Measurement("kartlagte", "030108", period="2018", state="missing"),
        Measurement("kartlagte", "030108", period="2018/2019", state="suppressed"),
        Measurement("kartlagte", "0301", period="2019-Q3", value=5, bound="<", break_before=True),
        Measurement(
            "dekning",
            group="age=18-24;sex=F",
            period="2019-03-17",
            numerator=57,
            denominator=60,
            state="approximate",
            published="2020-06-01",
        ),
    ]
)
HEADER = "indicator|unit|group|period|value|numerator|denominator|state|break_before|published|note"
ROWS = [
    "kartlagte|030108||2017|1 179,5||||||Grünerløkka; «ny» måte, æøå",
    "kartlagte|030108||2018|..||||nei||",
    "kartlagte|030108||2018/2019|:||||0||",
    "kartlagte|0301||2019-Q3|<5||||ja||",
    "dekning||sex=F;age=18-24|17.03.2019||57|60|approximate||01.06.2020|",
]


def written(delimiter: str, decimal: str, space: str) -> str:
    """The table as an office would save it, cells in quotation marks where they must be."""
    lines = []
    for line in [HEADER, *ROWS]:
        cells = line.split("|")
        if line is not HEADER:
            cells[4] = cells[4].replace(" ", space).replace(",", decimal)
        lines.append(
            delimiter.join(
                f'"{cell}"' if delimiter in cell or "«" in cell else cell for cell in cells
            )
        )
    return "\r\n".join([*lines, ""])


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "figures.csv"


def read(file: Path, text: str, **told: str) -> Measurements:
    """Read a text as a file."""
    file.write_bytes(text.encode())
    return read_measurements(file, **told)  # type: ignore[arg-type]


def refused(file: Path, text: str, **told: str) -> ReadError:
    """The error a text gives as a file."""
    with pytest.raises(ReadError) as caught:
        read(file, text, **told)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("decimal", [",", "."])
@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_one_table_is_the_same_in_every_dialect(
    file: Path, encoding: str, delimiter: str, decimal: str, space: str
) -> None:
    """Encoding, delimiter, decimal sign and thousands change nothing, and all are told of."""
    file.write_bytes(written(delimiter, decimal, space).encode(encoding))
    read = read_measurements(file)
    assert read == TABLE
    assert dict(read.guessed) == {
        "encoding": encoding,
        "delimiter": delimiter,
        "decimal": decimal,
    }


@pytest.mark.parametrize("space", ["\u202f", "\u2009"])
def test_narrow_spaces_in_thousands_are_read(file: Path, space: str) -> None:
    """They exist in UTF-8 only."""
    assert read(file, written(";", ",", space)) == TABLE


def test_what_is_told_is_not_guessed(file: Path) -> None:
    """Each guess can be told instead, and is then not among the guesses."""
    file.write_bytes(written(";", ",", " ").encode("utf-16"))
    told = read_measurements(file, encoding="utf-16", delimiter=";", decimal=",")
    assert told == TABLE
    assert not told.guessed


def test_columns_may_be_told_and_left_out(file: Path) -> None:
    """The file keeps its own names; capitals, space and the form of an å make no difference."""
    text = "Indikator;A\u030aR ;Verdi;Bydelsnavn\nx;2019;3;Nordre Aker\n"
    file.write_bytes(text.encode())
    names = {"indikator": "indicator", "År": "period", "Verdi": "value", "bydelsnavn": None}
    assert read_measurements(file, columns=names)[0] == Measurement("x", period="2019", value=3)


def test_leading_zeros_of_codes_survive(file: Path) -> None:
    """A district's code is text, whatever it looks like."""
    assert read(file, "indicator;unit;period;value\nx;030108;2019;1\n")["unit"].tolist() == [
        "030108"
    ]


def test_columns_may_come_in_any_order_and_case(file: Path) -> None:
    """The header is what says where things are."""
    assert read(file, " Value ;PERIOD;Indicator\n1;2019;x\n") == Measurements.of(
        [Measurement("x", period="2019", value=1)]
    )


def test_lines_of_explanation_and_lines_without_text_are_left_out(file: Path) -> None:
    """As is a comment a spreadsheet has put in quotation marks, or filled up with delimiters."""
    text = (
        '# Forklaring "med; tegn\n"# mer, ""sitert""";;\n\nindicator;period;value\n'
        "# midt i\nx;2019;1\n;;\n \n\n"
    )
    assert len(read(file, text)) == 1


def test_a_line_of_excels_own_names_the_delimiter(file: Path) -> None:
    """``sep=`` is an instruction, not a header."""
    read_ = read(file, "sep=,\nindicator,period,value\nx,2019,1\n")
    assert (len(read_), read_.guessed["delimiter"]) == (1, ",")


def test_a_header_alone_is_a_file_without_figures(file: Path) -> None:
    """It is legal, and nothing is guessed about numbers that are not there."""
    empty = read(file, "indicator;period;value\n")
    assert len(empty) == 0
    assert empty == Measurements.of([])
    assert empty.guessed["decimal"] == "none"


def test_an_empty_cell_says_what_its_state_says_and_else_missing(file: Path) -> None:
    """A value that is left out beside a numerator is only unsaid."""
    text = (
        "indicator;period;value;numerator;denominator;state\n"
        "a;2019;;;;\nb;2019;;;;not-due\nc;2019;;3;9;\nd;2019;;:;9;\ne;2019;4;:;;\n"
        "f;2019;..;;;missing\ng;2019;3;;;projected\n"
    )
    assert read(file, text)["state"].tolist() == [
        "missing",
        "not-due",
        "exact",
        "suppressed",
        "exact",
        "missing",
        "projected",
    ]


def test_a_missing_figure_is_never_zero(file: Path) -> None:
    """None of the empty states leaves a number behind."""
    values = read(file, "indicator;period;value\na;1;0\n".replace(";1;", ";2019;"))["value"]
    empties = read(file, "indicator;period;value\na;2019;..\na;2020;:\na;2021;.\na;2022;\n")
    assert values.tolist() == [0.0]
    assert np.isnan(empties["value"]).all()
    assert empties["state"].tolist() == ["missing", "suppressed", "not-applicable", "missing"]


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("indicator;period;value\nx;2019;1.234\n", None),
        ("indicator,period,value\nx,2019,1.234\n", None),
        ('indicator,period,value\nx,2019,"1,234"\n', None),
        ("indicator;period;value\nx;2019;1,234\n", 1.234),
        ("indicator\tperiod\tvalue\nx\t2019\t1,234\n", 1.234),
        ("indicator;period;value\nx;2019;1.234\ny;2019;0,5\n", 1234.0),
        ("indicator;period;value\nx;2019;1.234\ny;2019;0.5\n", 1.234),
        ("indicator;period;value;se\nx;2019;1.234;0,5\n", 1234.0),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_not_guessed_at(
    file: Path, text: str, decimal: float | None
) -> None:
    """The whole file may settle it; where it does not, the reader asks."""
    if decimal is None:
        error = refused(file, text)
        assert (error.line, error.column) == (2, "value")
        assert "decimal=" in str(error)
        assert read(file, text, decimal=".")["value"][0] in {1.234, 1234.0}
        assert (
            read(file, text, decimal=".")["value"][0] * read(file, text, decimal=",")["value"][0]
            == 1.234 * 1234
        )
    else:
        assert read(file, text)["value"][0] == decimal


def test_a_point_read_as_thousands_is_told_of(file: Path) -> None:
    """It is a guess like any other."""
    text = "indicator;period;value\nx;2019;1.234\ny;2019;0,5\n"
    assert read(file, text).guessed["thousands"] == "."


def test_numbers_of_both_kinds_are_a_problem_that_names_one_of_each(file: Path) -> None:
    """No reading would be right for both."""
    error = refused(file, "indicator;period;value\nx;2019;1,5\ny;2019;2.5\n")
    assert len(error.problems) == 1
    assert "'1,5'" in str(error)
    assert "'2.5' on line 3" in str(error)


def test_all_problems_of_a_file_come_at_once_each_with_its_line(file: Path) -> None:
    """Quoted line breaks count as lines, as they do in an editor."""
    text = (
        "indicator;unit;period;value;denominator;state;extra\n"  # 1
        '"x";"to\nlinjer";2019;1;1;;\n'  # 2-3
        "a b;;2019;1;1;;\n"  # 4
        "x;;20199;abc;1;;\n"  # 5, twice
        "x;;2019;1;0;;\n"  # 6
        "x;;2019;1;1;exat;\n"  # 7
        "x;;2019;1\n"  # 8
        "x;;2019;:;1;missing;\n"  # 9
        "x;;2019;1;1;missing;\n"  # 10
        'x;;2019;"1"2;1;;\n'  # 11
        "x;;2019;1;1;;\n"  # 12
    )
    error = refused(file, text)
    places = [(problem.line, problem.path) for problem in error.problems]
    assert places == [
        (1, "line 1, column 'extra'"),
        (4, "line 4, column 'indicator'"),
        (5, "line 5, column 'value'"),
        (5, "line 5, column 'period'"),
        (6, "line 6"),
        (7, "line 7, column 'state'"),
        (8, "line 8"),
        (9, "line 9, column 'state'"),
        (10, "line 10"),
        (11, "line 11"),
    ]
    assert (error.path, error.line, error.column) == (str(file), 1, "extra")
    assert all(problem.file == str(file) and problem.message for problem in error.problems)
    assert "Did you mean 'exact'?" in str(error)


def test_at_most_a_hundred_problems_are_listed_and_all_are_counted(file: Path) -> None:
    """The first of the file, whatever order they were found in."""
    rows = "".join(f"x;2019;{'abc' if row % 2 else ''};{row % 2 - 1}\n" for row in range(1000))
    error = refused(file, "indicator;period;value;denominator\n" + rows)
    assert [problem.line for problem in error.problems[:4]] == [2, 3, 4, 5]
    assert len(error.problems) == 100
    assert "1000 problems" in str(error)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("indicatr;period;value", "Did you mean 'indicator'?"),
        ("indicator;år;value", "columns={'år'"),
        ("indicator;period", "value or numerator"),
        ("indicator;value", "no column period"),
        ("period;value", "no column indicator"),
        ("indicator;period;value;Value", "Two columns are value"),
    ],
)
def test_a_header_that_is_wrong_is_told_how_to_mend(file: Path, header: str, said: str) -> None:
    """An unknown, missing or doubled column is never passed over."""
    error = refused(file, f"{header}\n")
    assert error.line == 1
    assert said in str(error)


def test_a_told_column_that_is_not_there_is_a_problem(file: Path) -> None:
    """It may be misspelt."""
    file.write_text("indicator;period;Verdi\n", encoding="utf-8")
    with pytest.raises(ReadError, match="Did you mean 'Verdi'"):
        read_measurements(file, columns={"Verdii": "value", "Verdi": "numerator"})


def test_a_column_without_a_name_may_only_be_empty(file: Path) -> None:
    """Spreadsheets add such columns; text in one would be lost."""
    assert len(read(file, "indicator;period;value;\nx;2019;1;\n")) == 1
    error = refused(file, "indicator;period;value;\nx;2019;1;\nx;2019;1;her\n")
    assert error.line == 3


def test_bounds_that_disagree_are_a_problem(file: Path) -> None:
    """The cell and the column may both say it, but not two things."""
    header = "indicator;period;value;bound\n"
    assert read(file, f"{header}x;2019;<5;<\n")["bound"].tolist() == ["<"]
    assert read(file, f"{header}x;2019;5;≥\n")["bound"].tolist() == [">="]
    assert refused(file, f"{header}x;2019;<5;>\n").column == "bound"


def test_a_bound_can_only_stand_in_value(file: Path) -> None:
    """A measurement has one bound, and it is the value's."""
    assert refused(file, "indicator;period;numerator\nx;2019;<5\n").column == "numerator"


def test_every_state_that_contradicts_its_row_is_counted(file: Path) -> None:
    """Contradictions are found in whole columns, and are those a single row would give."""
    rows = "x;2019;1;missing\n" * 150 + "x;2019;;exact\n" * 150
    error = refused(file, f"indicator;period;value;state\n{rows}")
    assert "300 problems" in str(error)
    with pytest.raises(DomainError) as caught:
        Measurement("x", period="2019", value=1, state="missing")
    assert error.problems[0].message == str(caught.value)


def test_what_was_told_must_make_sense(file: Path) -> None:
    """A wrong argument is the caller's mistake, not the file's."""
    with pytest.raises(UnknownNameError, match="valu"):
        read_measurements(file, columns={"Verdi": "valu"})
    with pytest.raises(DomainError, match="delimiter"):
        read_measurements(file, delimiter=";;")
    with pytest.raises(DomainError, match="decimal"):
        read_measurements(file, decimal="'")
    file.write_text("indicator;period;value\n", encoding="utf-8")
    for encoding in ("utf8000", "rot13", "hex"):
        with pytest.raises(UnknownNameError, match="text encoding"):
            read_measurements(file, encoding=encoding)


def test_the_columns_are_those_of_measurements_made_one_by_one(file: Path) -> None:
    """Reading in columns is only a quicker way to the same, and the columns are read-only."""
    read_ = read(file, written(";", ",", " "))
    again = Measurements.of(list(read_))
    assert read_ == again
    for name, column in again.columns.items():
        assert read_[name].dtype.kind == column.dtype.kind
        assert not read_[name].flags.writeable


@pytest.mark.no_cover
def test_a_hundred_thousand_rows_take_seconds(file: Path) -> None:
    """A whole country's figures are no reason for a break."""
    rows = [
        f"x{n % 90};0301{n % 17:02d};{2000 + n % 20};{n / 7:.3f};{n + 1}" for n in range(100_000)
    ]
    text = "\n".join(["indicator;unit;period;value;denominator", *rows]).replace(".", ",")
    file.write_text(text, encoding="utf-8")
    start = time.process_time()
    read_ = read_measurements(file)
    # Two to four on a quiet machine; measuring coverage on a busy one makes it several times that.
    assert time.process_time() - start < 30
    assert len(read_) == 100_000
    assert read_["value"][7] == 1.0
