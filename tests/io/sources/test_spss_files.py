"""SPSS files, checked against values worked by hand and pyreadstat's own reading."""

from __future__ import annotations

import datetime as dt
import math
import struct

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from survey_files import old_sav, sav_by_hand

from rusfelt.errors import ReadError
from rusfelt.io.readers import table_with
from rusfelt.io.sources import _readstat, _readstat_child
from rusfelt.io.sources.spss import SpssFile

_F8_2 = 0x050802


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Reading in this process: these files are known to be whole, and a process takes its time.

    That a process of its own gives the same is shown in ``test_readstat_process``.
    """
    monkeypatch.setattr(
        _readstat, "_answer", lambda told, _: bytes(_readstat_child.answer_to(told))
    )


def _table(file, **options):
    return SpssFile().table(file, **options)


@pytest.fixture
def old_file(tmp_path):
    """A survey as it was saved twenty years ago: Windows' letters, and nothing says so."""
    file = tmp_path / "gammel.sav"
    frame = pd.DataFrame(
        {"svar": [1.0, 2.0, 8.0, 9.0, math.nan, 1.0], "bydel": ["Gr#nerl#kka"] * 6}
    )
    pyreadstat.write_sav(
        frame,
        file,
        variable_value_labels={"svar": {1: "Pr#vd", 2: "Nei", 8: "Vet ikke", 9: "Ikke aktuelt"}},
        missing_ranges={"svar": [8, 9]},
        column_labels=["Har du pr#vd n# i #r?", "Bydel"],
    )
    replaced = {
        "Gr#nerl#kka": b"Gr\xfcnerl\xf8kka",
        "Pr#vd": b"Pr\xf8vd",
        "Har du pr#vd n# i #r?": b"Har du pr\xf8vd n\xe5 i \xe5r?",
    }
    old_sav(file, replaced)
    return file


def test_a_labelled_variable_with_user_missing_8_and_9_and_an_old_label_arrives_right(old_file):
    """Every cell, code, label and state, as a person reads them off the file."""
    table = _table(old_file)
    np.testing.assert_array_equal(table.columns["svar"], [1, 2, math.nan, math.nan, math.nan, 1])
    assert table.states["svar"].tolist() == ["", "", "missing", "not-applicable", "missing", ""]
    assert dict(table.labels["svar"]) == {
        "1": "Prøvd",
        "2": "Nei",
        "8": "Vet ikke",
        "9": "Ikke aktuelt",
    }
    assert table.titles["svar"] == "Har du prøvd nå i år?"
    assert table.columns["bydel"].tolist() == ["Grünerløkka"] * 6
    assert table.guessed["encoding"] == "cp1252"
    assert (
        table.guessed["codes for no answer in svar"]
        == "8 (Vet ikke) is missing, 9 (Ikke aktuelt) is not-applicable"
    )
    assert (table.row, table.rows.tolist()) == ("row", [1, 2, 3, 4, 5, 6])


def test_pyreadstat_itself_agrees_on_numbers_labels_and_codes_for_no_answer(old_file):
    """Its own reading, told the encoding, keeps 8 and 9 as they are and says they are missing."""
    frame, meta = pyreadstat.read_sav(old_file, user_missing=True, encoding="WINDOWS-1252")
    assert frame["svar"].tolist()[:4] == [1, 2, 8, 9]
    assert meta.missing_ranges == {"svar": [{"lo": 8, "hi": 8}, {"lo": 9, "hi": 9}]}
    hidden, _ = pyreadstat.read_sav(old_file, encoding="WINDOWS-1252")
    table = _table(old_file)
    np.testing.assert_array_equal(table.columns["svar"], hidden["svar"])
    assert table.columns["bydel"].tolist() == frame["bydel"].tolist()
    assert [*table.labels["svar"].values()] == [*meta.variable_value_labels["svar"].values()]
    assert [table.titles[name] for name in table.columns] == meta.column_labels


_STATES = {
    "missing": ["..", "Ubesvart", "Vil ikkje svare", "Don\u2019t know", "9 Vet ikke", "", "Annet"],
    "suppressed": [":", "Prikket", "suppressed", "Skjult av personvern"],
    "not-applicable": [".", "Ikke aktuelt", "Not applicable", "ikkje aktuelt", "9 = Finnes ikke"],
    "not-due": ["not-due", "Kommer senere", "Kjem seinare", "Ikke forfalt"],
    "undefined": ["undefined", "Udefinert", "Ikkje definert"],
}


@pytest.mark.parametrize("state", _STATES)
def test_the_label_of_a_code_for_no_answer_says_which_empty_state_it_is(tmp_path, state):
    """All five survive, in both languages; anything else is missing, and is told."""
    labels = _STATES[state]
    frame = pd.DataFrame({f"v{place}": [9.0, 1.0] for place in range(len(labels))})
    pyreadstat.write_sav(
        frame,
        tmp_path / "x.sav",
        variable_value_labels={
            f"v{place}": {9: label} for place, label in enumerate(labels) if label
        },
        missing_ranges={name: [9] for name in frame},
    )
    table = _table(tmp_path / "x.sav")
    for place, label in enumerate(labels):
        name = f"v{place}"
        assert table.states[name].tolist() == [state, ""], label
        assert math.isnan(table.columns[name][0])
        words = f"9 ({label}) is {state}" if label else f"9 is {state}"
        assert table.guessed[f"codes for no answer in {name}"] == words


def test_stretches_of_codes_and_codes_of_text_are_empty(tmp_path):
    """LO THRU 0, 97 THRU HI, 97 THRU 99 with one more, and three codes of text."""
    inf = math.inf
    values = [-5.0, 0.0, 1.0, 50.0, 97.0, 98.0, 99.0]
    frame = pd.DataFrame(dict.fromkeys(("low", "high", "both"), values))
    frame["tekst"] = ["NA", "x", "", "IB", "y", " z", "x "]
    file = tmp_path / "x.sav"
    pyreadstat.write_sav(
        frame,
        file,
        missing_ranges={
            "low": [{"lo": -inf, "hi": 0}],
            "high": [{"lo": 97, "hi": inf}],
            "both": [{"lo": 97, "hi": 99}, 1],
            "tekst": ["NA", "IB"],
        },
        variable_value_labels={
            "both": {97: "Ubesvart", 98: "Ikke aktuelt"},
            "tekst": {"NA": "Skjult"},
        },
    )
    table = _table(file)
    assert table.states["low"].tolist() == ["missing"] * 2 + [""] * 5
    assert table.states["high"].tolist() == [""] * 4 + ["missing"] * 3
    assert table.states["both"].tolist() == [
        *["", "", "missing", "", "missing", "not-applicable", "missing"]
    ]
    np.testing.assert_array_equal(table.columns["low"][2:], values[2:])
    assert np.isnan(table.columns["low"][:2]).all()
    assert table.columns["tekst"].tolist() == ["", "x", "", "", "y", "z", "x"]
    assert table.states["tekst"].tolist() == ["suppressed", "", "", "missing", "", "", ""]
    assert table.guessed["codes for no answer in low"] == "up to 0 is missing"
    assert table.guessed["codes for no answer in high"] == "from 97 is missing"
    assert "98 (Ikke aktuelt) is not-applicable" in table.guessed["codes for no answer in both"]


def test_a_code_that_is_only_called_so_stays_a_number_and_is_told(tmp_path):
    """99 is a number until the file says it is none."""
    file = tmp_path / "x.sav"
    frame = pd.DataFrame({"alder": [33.0, 99.0]})
    pyreadstat.write_sav(frame, file, variable_value_labels={"alder": {99: "Ubesvart"}})
    table = _table(file)
    assert table.columns["alder"].tolist() == [33, 99]
    assert table.guessed["codes that count as numbers in alder"] == "99 (Ubesvart)"


def test_days_are_the_ones_pspp_prints_for_the_same_numbers(tmp_path):
    """Numbers and days of the page "Time and Date Concepts" of PSPP's manual, and times of day."""
    seconds = [86_400.0, 6_113_318_400.0, 10_010_390_400.0, 12_495_427_200.0, 13_028_601_600.0]
    seconds += [13_028_601_600.0 + 86_399.75, math.nan]
    days = ["1582-10-15", "1776-07-04", "1900-01-01", "1978-10-01", "1995-08-24", "1995-08-24"]
    forms = {"a": "DATE11", "b": "EDATE10", "c": "DATETIME20", "d": "SDATE10", "e": "ADATE10"}
    frame = pd.DataFrame(dict.fromkeys((*forms, "q", "m", "t", "n"), seconds))
    forms |= {"q": "QYR6", "m": "MOYR8", "t": "TIME8", "n": "F4.0"}
    pyreadstat.write_sav(frame, tmp_path / "x.sav", variable_format=forms)
    table = _table(tmp_path / "x.sav")
    for name in "abcde":
        assert table.columns[name].astype(str).tolist() == [*days, "NaT"]
        assert table.states[name].tolist() == [*[""] * 6, "missing"]
        assert table.guessed[f"dates in {name}"] == "days; their times of day are left out"
    assert table.columns["q"].tolist() == [
        *["1582-Q4", "1776-Q3", "1900-Q1", "1978-Q4", "1995-Q3", "1995-Q3", ""]
    ]
    assert table.columns["m"].tolist()[:5] == [
        "1582-10",
        "1776-07",
        "1900-01",
        "1978-10",
        "1995-08",
    ]
    for name in "tn":
        np.testing.assert_array_equal(table.columns[name], seconds)
    assert table.guessed["dates in t"] == "seconds, as the file has them"


def test_days_agree_with_pyreadstats(tmp_path):
    """On days of every age."""
    days = pd.date_range("1700-01-01", "2190-01-01", freq="997D").date
    pyreadstat.write_sav(pd.DataFrame({"dag": days}), tmp_path / "x.sav")
    frame, _ = pyreadstat.read_sav(tmp_path / "x.sav")
    found = _table(tmp_path / "x.sav").columns["dag"]
    assert found.tolist() == frame["dag"].tolist() == list(days)


def test_a_number_that_is_no_day_is_refused_with_its_row(tmp_path):
    """All of them at once."""
    frame = pd.DataFrame({"dag": [1e10, 1e300, -1e300, 13e9]})
    pyreadstat.write_sav(frame, tmp_path / "x.sav", variable_format={"dag": "DATE11"})
    with pytest.raises(ReadError, match="2 problems") as caught:
        _table(tmp_path / "x.sav")
    assert [each.line for each in caught.value.problems] == [2, 3]


def test_names_texts_and_codes_stay_as_people_wrote_them(tmp_path):
    """Norwegian names, names that differ in case, long texts, codes with and without a 0."""
    file = tmp_path / "x.sav"
    text = "Å bo på Østensjø. " * 60
    frame = pd.DataFrame(
        {
            "kjønn": [1.0, 2.0],
            "Måned_Å": [1.5, 1e308],
            "kommune": [301.0, 1103.0],
            "kode": ["0301", "1103"],
            "tekst": [text.strip(), ""],
        }
    )
    pyreadstat.write_sav(frame, file, variable_format={"kommune": "F4.0"}, row_compress=True)
    table = _table(file)
    assert list(table.columns) == list(frame)
    for name in frame:
        assert table.columns[name].tolist() == frame[name].tolist()
    assert table.columns["kommune"].dtype == np.float64


def test_what_fills_up_the_pieces_of_a_long_text_does_not_end_it(tmp_path):
    """SPSS puts a NUL where a letter did not fit into a piece of 255 bytes."""
    file = tmp_path / "x.sav"
    text = "a" * 254 + "b" + "c" * 60
    pyreadstat.write_sav(pd.DataFrame({"tekst": [text]}), file)
    content = file.read_bytes()
    assert content.count(b"aab") == 1
    file.write_bytes(content.replace(b"aab", b"aa\0"))
    assert _table(file).columns["tekst"].tolist() == ["a" * 254 + "c" * 60]


def test_files_of_every_kind_hold_the_same(tmp_path):
    """Plain, compressed by rows, by zlib, and of a machine with its bytes the other way round."""
    frame = pd.DataFrame({"a": [1.0, -2.5, math.nan, 1e6] * 50, "b": ["x", "yy", "", "z"] * 50})
    for name, squeeze in (
        ("a.sav", {}),
        ("b.sav", {"row_compress": True}),
        ("c.zsav", {"compress": True}),
    ):
        pyreadstat.write_sav(frame, tmp_path / name, **squeeze)
        table = _table(tmp_path / name)
        np.testing.assert_array_equal(table.columns["a"], frame["a"])
        assert table.columns["b"].tolist() == frame["b"].tolist()
    for order in "<>":
        file = tmp_path / f"{ord(order)}.sav"
        file.write_bytes(sav_by_hand([(b"TALL", _F8_2, b"Et tall")], [[1.5], [301.0]], order=order))
        table = _table(file)
        assert table.columns["TALL"].tolist() == [1.5, 301.0]
        assert table.titles["TALL"] == "Et tall"


def test_a_portable_file_is_read(tmp_path):
    """With its codes for no answer, texts and labels."""
    frame = pd.DataFrame({"SVAR": [1.0, 2.5, math.nan], "BYDEL": ["Sagene", "", "Frogner"]})
    pyreadstat.write_por(frame, tmp_path / "x.por", column_labels=["Svaret", "Bydel"])
    assert SpssFile().recognises((tmp_path / "x.por").read_bytes()[:65_536])
    table = _table(tmp_path / "x.por")
    np.testing.assert_array_equal(table.columns["SVAR"], [1, 2.5, math.nan])
    assert table.columns["BYDEL"].tolist() == ["Sagene", "", "Frogner"]
    assert table.titles["SVAR"] == "Svaret"
    assert table.states["SVAR"].tolist() == ["", "", "missing"]


def test_codes_for_no_answer_of_a_portable_file_are_empty(tmp_path):
    """Records 8 (missing value) and D (value labels), put in by hand; lengths are in base 30."""
    file = tmp_path / "x.por"
    frame = pd.DataFrame({"SVAR": [1.0, 8.0, 9.0, math.nan]})
    pyreadstat.write_por(frame, file, column_labels=["Svaret"])
    content = file.read_bytes()
    assert content.count(b"C6/Svaret") == content.count(b"SvaretF") == 1
    content = content.replace(b"C6/Svaret", b"88/89/C6/Svaret")
    labels = b"D1/4/SVAR2/8/8/Vet ikke9/C/Ikke aktuelt"
    file.write_bytes(content.replace(b"SvaretF", b"Svaret" + labels + b"F"))
    table = _table(file)
    assert table.states["SVAR"].tolist() == ["", "missing", "not-applicable", "missing"]
    assert dict(table.labels["SVAR"]) == {"8": "Vet ikke", "9": "Ikke aktuelt"}


def test_a_portable_file_with_letters_it_does_not_name_is_refused(tmp_path):
    """Nobody can tell what they were, so none is put in their place."""
    file = tmp_path / "x.por"
    pyreadstat.write_por(pd.DataFrame({"BYDEL": ["Oslo", "Troms#"]}), file)
    file.write_bytes(file.read_bytes().replace(b"Troms#", b"Troms\xf8"))
    with pytest.raises(ReadError, match="does not name") as caught:
        _table(file)
    assert (caught.value.line, caught.value.column) == (2, "BYDEL")


def test_a_weight_sets_of_columns_and_notes_are_told(tmp_path):
    """No table can hold them, and none is lost in silence."""
    file = tmp_path / "x.sav"
    sets = b"$rus=D1 1 18 Rusmidler siste ar v1 v2\n"
    further = struct.pack("<4i", 7, 7, 1, len(sets)) + sets
    variables = [(name, _F8_2, b"") for name in (b"V1", b"V2", b"VEKT")]
    file.write_bytes(sav_by_hand(variables, [[0, 1, 1.5]], weight=3, further=further))
    table = _table(file)
    assert table.guessed["weight"] == "the file says that VEKT weighs its rows, which is not done"
    assert table.guessed["set of columns rus"] == "V1, V2; read as columns of their own"
    pyreadstat.write_sav(
        pd.DataFrame({"a": [1.0]}), file, note="Vekta til landet.", file_label="Ungdom 2019"
    )
    table = _table(file)
    assert table.guessed["notes of the file"] == "Vekta til landet."
    assert table.guessed["title of the file"] == "Ungdom 2019"


def test_a_note_with_an_identity_number_is_not_shown(tmp_path):
    """A made-up number with the digits that fit, as in the page on identities."""
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), tmp_path / "x.sav", note="se 17912099997")
    told = _table(tmp_path / "x.sav").guessed["notes of the file"]
    assert "identity number" in told
    assert "17912099997" not in told


def test_a_file_without_rows_is_an_empty_table(tmp_path):
    """Its columns, labels and kinds are there."""
    frame = pd.DataFrame({"a": np.empty(0), "b": np.empty(0, dtype=object)})
    pyreadstat.write_sav(frame, tmp_path / "x.sav", column_labels=["Tittel", ""])
    table = _table(tmp_path / "x.sav")
    assert len(table) == 0
    assert table.columns["a"].dtype == np.float64
    assert table.columns["b"].dtype.kind == "U"
    assert dict(table.titles) == {"a": "Tittel"}


def test_a_file_that_does_not_say_how_many_rows_it_has_is_read(tmp_path):
    """Also with more columns than are read together."""
    file = tmp_path / "x.sav"
    variables = [(b"V%d" % place, _F8_2, b"") for place in range(230)]
    rows = [[float(row * place) for place in range(230)] for row in range(3)]
    file.write_bytes(sav_by_hand(variables, rows, cases=-1))
    table = _table(file)
    assert len(table) == 3
    assert list(table.columns) == [f"V{place}" for place in range(230)]
    assert table.columns["V229"].tolist() == [0, 229, 458]


def test_two_columns_of_one_name_are_refused(tmp_path):
    """Neither is put in the other's place, and none gets a name that was made up."""
    file = tmp_path / "x.sav"
    file.write_bytes(sav_by_hand([(b"A", _F8_2, b"")] * 2, [[1, 2]]))
    with pytest.raises(ReadError, match="one name"):
        _table(file)


def test_a_file_is_known_by_its_content_and_read_through_the_one_door(tmp_path):
    """Whatever it is called."""
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), tmp_path / "navn.uten")
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), tmp_path / "z", compress=True)
    for name in ("navn.uten", "z"):
        assert SpssFile().recognises((tmp_path / name).read_bytes()[:65_536])
        assert table_with("spss", tmp_path / name, {}).columns["a"].tolist() == [1.0]
    assert not SpssFile().recognises(b"")
    assert not SpssFile().recognises(b"indicator;unit\n")


def test_a_locked_file_is_called_that(tmp_path):
    """SPSS can open it, and nobody else."""
    (tmp_path / "x.sav").write_bytes(b"\x1c" + b"\0" * 7 + b"ENCRYPTEDSAV" + b"\x15" + b"\0" * 99)
    assert SpssFile().recognises((tmp_path / "x.sav").read_bytes())
    with pytest.raises(ReadError, match="password"):
        _table(tmp_path / "x.sav")


def test_days_are_days_to_the_mapping(tmp_path):
    """The column has numpy's type for them."""
    frame = pd.DataFrame({"dag": [dt.date(2019, 3, 17)]})
    pyreadstat.write_sav(frame, tmp_path / "x.sav")
    assert _table(tmp_path / "x.sav").columns["dag"].dtype == np.dtype("datetime64[D]")
