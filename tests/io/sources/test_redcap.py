"""REDCap exports with their data dictionary."""

import pytest

import rusfelt
from rusfelt import DomainError, ReadError
from rusfelt.io.readers import reader_of
from rusfelt.io.tables import read_table

RECORDS = """\
record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,sex,code,drugs___1,drugs___2,date,score,note,who5_complete
1,start_arm_1,,,1,007,1,0,2024-01-15,12.5,a,2
1,start_arm_1,visit,1,,,,,2024-02-01,-99,,
2,start_arm_1,,,2,010,0,0,2024-01-20,-98,"b, c",0
"""
DICTIONARY = """\
"Variable / Field Name","Form Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Text Validation Type OR Show Slider Number"
record_id,base,text,Record,,
sex,base,radio,<b>Kjønn</b>,"1, Mann | 2, Kvinne",
code,base,text,Kode,,
drugs,base,checkbox,Rusmidler,"1, Alkohol | 2, Cannabis, hasj",
date,base,text,Dato,,date_ymd
score,base,text,Skår,,number
note,base,notes,Merknad,,
"""


@pytest.fixture
def export(tmp_path):
    (tmp_path / "data.csv").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "dictionary.csv").write_text(DICTIONARY, encoding="utf-8-sig")
    return tmp_path / "data.csv", tmp_path / "dictionary.csv"


def test_an_export_is_known_by_the_columns_only_redcap_writes(export):
    assert reader_of(export[0]) == "redcap"
    assert reader_of(export[1]) is None


def test_choices_boxes_and_forms_have_their_labels(export):
    table = read_table(export[0], dictionary=str(export[1]))
    assert dict(table.labels["sex"]) == {"1": "Mann", "2": "Kvinne"}
    assert table.titles["sex"] == "Kjønn"
    assert table.titles["drugs___2"] == "Rusmidler: Cannabis, hasj"
    assert dict(table.labels["drugs___1"]) == {"1": "Checked", "0": "Unchecked"}
    assert table.labels["who5_complete"]["2"] == "Complete"


def test_numbers_days_and_codes_are_what_the_dictionary_says(export):
    table = read_table(export[0], dictionary=str(export[1]), missing="-99, -98=not-applicable")
    assert table.columns["code"].tolist() == ["007", "", "010"]
    assert table.columns["sex"].tolist() == ["1", "", "2"]
    assert table.columns["date"].astype(str).tolist() == ["2024-01-15", "2024-02-01", "2024-01-20"]
    assert table.columns["score"][0] == 12.5
    assert table.states["score"].tolist() == ["", "missing", "not-applicable"]
    assert table.rows.tolist() == [2, 3, 4]


def test_one_repeated_instrument_is_kept(export):
    assert len(read_table(export[0], instrument="visit")) == 1
    assert len(read_table(export[0], instrument="")) == 2


def test_without_a_dictionary_that_is_told(export):
    table = read_table(export[0])
    assert "no labels" in table.guessed["dictionary"]
    assert not table.labels


def test_records_can_be_scored(export):
    panel = rusfelt.read_scores(
        export[0], y="score", indicator="s", unit="record_id", t="date",
        options={"dictionary": str(export[1]), "missing": "-99,-98"},
    )  # fmt: skip
    assert panel.sizes.tolist() == [1, 0]


def test_everything_wrong_in_a_dictionary_is_told(export):
    export[1].write_text("Variable / Field Name,Field Type\nsex,radio\n", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_table(export[0], dictionary=str(export[1]))
    assert len(caught.value.problems) == 2
    text = DICTIONARY.replace("1, Mann | 2, Kvinne", "Mann | Kvinne") + "sex,base,text,Igjen,,\n"
    export[1].write_text(text, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_table(export[0], dictionary=str(export[1]))
    told = str(caught.value)
    assert "stands twice" in told
    assert "not written as code, label" in told
    assert [each.line for each in caught.value.problems] == [3, 9]


def test_a_state_that_is_none_is_refused(export):
    with pytest.raises(DomainError, match="no empty state"):
        read_table(export[0], missing="-99=lost")
