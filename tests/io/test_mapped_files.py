"""Files whose columns go by other names: a mapping file says what they are."""

import datetime as dt

import pytest

from rusfelt import ColumnMap, DomainError, ReadError, read_mapping, read_measurements

MAPPING = """\
schema = 1
[columns]
"Bydel" = "unit"
"År" = "period"
"Merknad" = false
"Antall" = "value"
[constants]
indicator = "overdoses"
break_before = false
[groups]
"Kjønn" = "sex"
"Alder" = "age"
[values."Kjønn"]
1 = "M"
2 = "F"
3 = ""
[values."Alder"]
"16–18 år" = "16-18"
[states."Antall"]
"-9" = "not-due"
"""
FIGURES = """\
Bydel;År;Kjønn;Alder;Antall;Merknad
030108;2019;1;16–18 år;4;a
030108;2020;2;16–18 år;:;b
030108;2021;3;16–18 år;-9;c
030108;2021;3;;1 234,5;d
"""


@pytest.fixture
def written(tmp_path):
    def write(mapping=MAPPING, figures=FIGURES):
        (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
        (tmp_path / "figures.csv").write_text(figures, encoding="utf-8")
        return tmp_path / "figures.csv", tmp_path / "map.toml"

    return write


def test_columns_codes_groups_and_states_are_as_the_mapping_says(written):
    path, mapping = written()
    figures = read_measurements(path, mapping=mapping)
    assert [(each.indicator, each.unit, each.period) for each in figures] == [
        ("overdoses", "030108", "2019"),
        ("overdoses", "030108", "2020"),
        ("overdoses", "030108", "2021"),
        ("overdoses", "030108", "2021"),
    ]
    assert figures["group"].tolist() == ["age=16-18;sex=M", "age=16-18;sex=F", "age=16-18", ""]
    assert figures["state"].tolist() == ["exact", "suppressed", "not-due", "exact"]
    assert figures[0].value == 4
    assert figures[3].value == 1234.5


def test_figures_side_by_side_are_one_row_each(written):
    path, mapping = written(
        'schema = 1\n[columns]\n"sted" = "unit"\n[constants]\nindicator = "deaths"\n'
        '[wide."2019"]\nperiod = "2019"\n[wide."2020"]\nperiod = "2020"\nnote = "later"\n',
        "sted;2019;2020\n030108;4,5;..\n030109;<5;7\n",
    )
    figures = read_measurements(path, mapping=mapping)
    assert [(each.unit, each.period, each.value, each.bound) for each in figures] == [
        ("030108", "2019", 4.5, None),
        ("030109", "2019", 5.0, "<"),
        ("030108", "2020", None, None),
        ("030109", "2020", 7.0, None),
    ]
    assert figures["note"].tolist() == ["", "", "later", "later"]
    assert figures["state"].tolist() == ["exact", "exact", "missing", "exact"]


def test_what_is_told_in_the_call_wins_over_the_mapping(written):
    path, mapping = written()
    figures = read_measurements(path, mapping=mapping, columns={"Merknad": "note"})
    assert figures["note"].tolist() == ["a", "b", "c", "d"]


def test_a_mapping_made_in_python_does_the_same(written):
    path, mapping = written()
    made = ColumnMap(
        columns={"Bydel": "unit", "År": "period", "Merknad": None, "Antall": "value"},
        constants={"indicator": "overdoses"},
        groups={"Kjønn": "sex", "Alder": "age"},
        values={"Kjønn": {"1": "M", "2": "F", "3": ""}, "Alder": {"16–18 år": "16-18"}},
        states={"Antall": {"-9": "not-due"}},
    )
    assert read_measurements(path, mapping=made) == read_measurements(path, mapping=mapping)


def test_everything_that_does_not_fit_the_file_is_told_at_once(written):
    path, mapping = written(
        'schema = 1\n[columns]\n"Bydell" = "unit"\n[groups]\n"Kjønn" = "sex"\n[states."Sum"]\n1 = "missing"\n'
    )
    with pytest.raises(ReadError) as caught:
        read_measurements(path, mapping=mapping)
    told = "\n".join(map(str, caught.value.problems))
    for part in (
        "'Bydell'",
        "Did you mean 'Bydel'",
        "'Sum'",
        "'Alder'",
        "no column indicator",
        "no column period",
    ):
        assert part in told


def test_a_cell_that_is_wrong_is_told_by_line_and_the_files_own_column(written):
    path, mapping = written(figures=FIGURES.replace("1 234,5", "mange"))
    with pytest.raises(ReadError) as caught:
        read_measurements(path, mapping=mapping)
    assert (caught.value.line, caught.value.column) == (5, "Antall")


def test_everything_wrong_in_a_mapping_file_is_told_with_its_line(written):
    _, mapping = written(
        "[columns]\n"
        'a = "unitt"\n'
        "b = true\n"
        "[constant]\n"
        "x = 1\n"
        "[states]\n"
        "c = 1\n"
        "[states.d]\n"
        'e = "lost"\n'
        "[groups]\n"
        'a = "sex"\n'
        "[wide.f]\n"
        "perod = 2019\n"
        "[file.flags]\n"
        'e = "zero"\n'
        "f = [1]\n"
    )
    with pytest.raises(ReadError) as caught:
        read_mapping(mapping)
    told = [(each.line, each.path) for each in caught.value.problems]
    assert {line for line, _ in told} >= {2, 3, 4, 7, 9, 11, 13, 16}
    assert not {14, 15} & {line for line, _ in told}
    assert "Did you mean 'unit'?" in str(caught.value)
    assert "Did you mean 'period'?" in str(caught.value)
    assert "schema" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["columns = 1\nschema = 1", "schema = 2", "schema = 1\nreader = 3"]
)
def test_parts_of_another_kind_are_refused(written, text):
    _, mapping = written(text)
    with pytest.raises(ReadError):
        read_mapping(mapping)


def test_what_a_reader_cannot_be_told_is_named(written):
    path, _ = written()
    with pytest.raises(DomainError, match="sheet cannot be told to the reader 'csv'"):
        read_measurements(path, sheet="Tall")


def test_a_plan_may_give_the_constant_that_is_a_number(written):
    path, mapping = written(
        'schema = 1\n[constants]\nindicator = "a"\nperiod = 2019\n', "value;unit\n3;x\n"
    )
    assert read_measurements(path, mapping=mapping)[0].period == "2019"


def test_a_constant_that_is_a_column_too_is_refused(written):
    _, mapping = written('schema = 1\n[columns]\n"År" = "period"\n[constants]\nperiod = 2019\n')
    with pytest.raises(ReadError, match="is the column 'År' too"):
        read_mapping(mapping)


def test_columns_that_come_typed_are_taken_as_what_they_are(tmp_path):
    """Days, truth values and numbers side by side, from a file that has such columns."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    days = [dt.date(2023, 12, 31), dt.date(2024, 12, 31)]
    table = pa.table(
        {
            "day": pa.array(days),
            "new": pa.array([False, True]),
            "men": pa.array([4, None]),
            "women": pa.array([2.5, 3.5]),
            "changed": pa.array([False, True]),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    mapping = ColumnMap(
        columns={"day": "period", "changed": "break_before", "new": None},
        wide={
            "men": {"indicator": "deaths", "group": "sex=M"},
            "women": {"indicator": "deaths", "group": "sex=F"},
        },
    )
    figures = read_measurements(tmp_path / "a.parquet", mapping=mapping)
    assert figures["value"].tolist()[:1] == [4.0]
    assert figures["value"].tolist()[2:] == [2.5, 3.5]
    assert figures["state"].tolist() == ["exact", "missing", "exact", "exact"]
    assert figures["period"].tolist() == ["2023-12-31", "2024-12-31"] * 2
    assert figures["break_before"].tolist() == [False, True] * 2
