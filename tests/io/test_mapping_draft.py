"""A mapping drafted from a file reads that file, and says what was guessed."""

import numpy as np
import pytest

from rusfelt import read_mapping, read_measurements
from rusfelt.io.mapping_draft import draft_mapping
from rusfelt.io.tables import read_table
from rusfelt.raw_table import RawTable


@pytest.fixture
def drafted(tmp_path):
    """The figures of a file by the mapping drafted for it, and the draft."""

    def draft(text, name="overdoser.csv"):
        path, mapping = tmp_path / name, tmp_path / "map.toml"
        path.write_text(text, encoding="utf-8")
        made = draft_mapping(read_table(path))
        mapping.write_text(made.text, encoding="utf-8")
        return read_measurements(path, mapping=mapping), made

    return draft


def test_norwegian_names_ages_and_sexes_are_known(drafted):
    figures, draft = drafted(
        "Bydel;År;Kjønn;Alder;Antall;Løpenr x\n"
        "030108;2019;Kvinner;16–18 år;4;a\n030108;2020;Begge kjønn;90 år eller eldre;:;b\n"
    )
    assert figures["group"].tolist() == ["age=16-18;sex=F", "age=90+"]
    assert figures["state"].tolist() == ["exact", "suppressed"]
    assert figures["indicator"].tolist() == ["overdoser"] * 2
    assert draft.guessed["Bydel"] == "unit, by its name"
    assert "the name of the file" in draft.guessed["indicator"]
    assert '"Løpenr x" = false' in draft.text


def test_columns_named_by_years_are_figures_side_by_side(drafted):
    figures, draft = drafted("Kommune;2019;2020\n0301;1;2\n1103;3;4\n")
    assert sorted(zip(figures["unit"], figures["period"], figures["value"], strict=True)) == [
        ("0301", "2019", 1), ("0301", "2020", 2), ("1103", "2019", 3), ("1103", "2020", 4),
    ]  # fmt: skip
    assert "its name is one" in draft.guessed["2019"]


def test_several_columns_of_numbers_are_an_indicator_each(drafted):
    figures, _ = drafted("År;Dødsfall av overdose;Nye i behandling\n2019;4;10\n2020;3;12\n")
    assert sorted(set(figures["indicator"].tolist())) == [
        "dodsfall-av-overdose",
        "nye-i-behandling",
    ]
    assert len(figures) == 4


def test_years_are_known_by_what_stands_in_the_column(drafted):
    figures, draft = drafted(
        "sted;når;hvor mange\na;2019-Q1;4\nb;2019-Q2;5\n".replace("sted", "Sted")
    )
    assert figures["period"].tolist() == ["2019-Q1", "2019-Q2"]
    assert draft.guessed["når"] == "period, since years or periods stand in it"
    assert draft.guessed["hvor mange"] == "value, since no other column holds numbers"


def test_labels_and_the_formats_own_word_are_used():
    table = RawTable(
        "stat.sav",
        {"v1": np.array([1.0, 2.0]), "tid": np.array(["2019", "2020"]), "x": np.array([3.0, 4.0])},
        [1, 2],
        labels={"v1": {"1": "Mann", "2": "Kvinne"}},
        titles={"v1": "Kjønn"},
        fields={"x": "value"},
    )
    text = draft_mapping(table, reader="spss", options={"encoding": "cp1252"}).text
    assert 'reader = "spss"' in text
    assert 'encoding = "cp1252"' in text
    assert '[values."v1"]\n"1" = "M"\n"2" = "F"' in text


def test_names_that_break_out_of_a_draft_stay_names(tmp_path):
    name = 'a"]\n[constants]\nindicator = "x'
    table = RawTable("f.csv", {name: [1.0], "år": [2019]}, [1], titles={name: "t\n[x]"})
    path = tmp_path / "map.toml"
    path.write_text(draft_mapping(table).text, encoding="utf-8")
    assert read_mapping(path).constants["indicator"] == "f"
    assert read_mapping(path).columns[name] == "value"


def test_numbers_with_signs_among_them_are_figures(drafted):
    figures, _ = drafted("sted;når;hvor mange\na;2019;4\nb;2019;:\nc;2019;<5\n")
    assert figures["state"].tolist() == ["exact", "suppressed", "exact"]
    assert figures["bound"].tolist() == ["", "", "<"]
