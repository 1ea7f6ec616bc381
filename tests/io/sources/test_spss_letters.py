"""Letters of SPSS files of every age: none is lost and none replaced."""

from __future__ import annotations

import pandas as pd
import pyreadstat
import pytest
from survey_files import old_sav

from rusfelt.errors import ReadError, UnknownNameError
from rusfelt.io.sources import _readstat, _readstat_child
from rusfelt.io.sources.spss import SpssFile


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


@pytest.mark.parametrize(
    ("says", "page", "used"),
    [
        (None, 2, "cp1252"),
        (None, 1252, "cp1252"),
        (b"windows-1252", 1252, "cp1252"),
        (b"ISO-8859-1", 28591, "cp1252"),
        (b"UTF-8", 65001, "cp1252"),
        (b"utf8-as-we-knew-it", 2, "cp1252"),
    ],
)
def test_old_letters_arrive_right_whatever_the_file_says_they_are(tmp_path, says, page, used):
    """Nothing, the right thing, a part of it, the wrong thing, or what nobody knows."""
    file = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"by": ["Tr#ndel#g", "R#a #"]}), file)
    old_sav(file, {"Tr#ndel#g": b"Tr\xf8ndel\xe5g", "R#a #": b"R\xe5a \x96"}, says=says, page=page)
    table = _table(file)
    assert table.columns["by"].tolist() == ["Trøndelåg", "Råa \u2013"]
    assert table.guessed["encoding"] == used


def test_a_text_in_old_letters_among_utf_8_is_read_by_itself(tmp_path):
    """Also where it ends in a letter that begins one of UTF-8's, which others drop in silence."""
    file = tmp_path / "x.sav"
    frame = pd.DataFrame({"by": ["Tromsø", "Br#", "Ski"]})
    pyreadstat.write_sav(frame, file)
    old_sav(file, {"Br#": b"Br\xe5"}, says=b"UTF-8", page=65001)
    table = _table(file)
    assert table.columns["by"].tolist() == ["Tromsø", "Brå", "Ski"]
    assert table.guessed["encoding"] == "utf-8, and some texts cp1252"


def test_half_a_letter_at_the_end_of_utf_8_is_left_out_and_told(tmp_path):
    """SPSS cuts texts by bytes; the half is no letter of Windows."""
    file = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"by": ["Tromsø", "Vadso#", "Bodø"]}), file)
    old_sav(file, {"Vadso#": b"Vads\xc3 "}, says=b"UTF-8", page=65001)
    content = file.read_bytes()
    assert content.count(b"Vads\xc3 ") == 1
    file.write_bytes(content.replace(b"Vads\xc3 ", b"Vadsx\xc3"))
    table = _table(file)
    assert table.columns["by"].tolist() == ["Tromsø", "Vadsx", "Bodø"]
    assert table.guessed["letters cut in half"] == "left out at the end of 1 texts"


def test_utf_8_in_a_file_that_says_it_is_windows_1252_is_seen(tmp_path):
    """Each letter would be two, and nothing would fail."""
    file = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"by": ["Tromsø", "Bodø"]}), file, column_labels=["Sted på"])
    old_sav(file, {}, says=b"windows-1252", page=1252)
    table = _table(file)
    assert table.columns["by"].tolist() == ["Tromsø", "Bodø"]
    assert table.titles["by"] == "Sted på"
    assert table.guessed["encoding"] == "utf-8"


def test_an_encoding_that_is_told_is_the_only_one_tried(tmp_path):
    """DOS wrote ø as 9B; what the told encoding does not hold is refused with its place."""
    file = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"by": ["Oslo", "Bod#"]}), file)
    old_sav(file, {"Bod#": b"Bod\x9b"})
    assert _table(file, encoding="cp865").columns["by"].tolist() == ["Oslo", "Bodø"]
    with pytest.raises(ReadError, match="neither utf-8") as caught:
        _table(file, encoding="utf-8")
    assert (caught.value.line, caught.value.column) == (2, "by")
    with pytest.raises(UnknownNameError, match="text encoding"):
        _table(file, encoding="norsk")


def test_letters_that_are_none_are_refused_all_at_once_and_never_replaced(tmp_path):
    """81 is no letter of Windows-1252; its labels and cells are told of by column and row."""
    file = tmp_path / "x.sav"
    frame = pd.DataFrame({"by": ["Oslo", "Bod#"], "nr": ["x#", "y#"]})
    pyreadstat.write_sav(frame, file)
    old_sav(file, {"Bod#": b"Bod\x81", "y#": b"y\x81"})
    with pytest.raises(ReadError, match="2 problems") as caught:
        _table(file)
    assert [(each.line, each.path) for each in caught.value.problems] == [
        (2, "row 2, column 'by'"),
        (2, "row 2, column 'nr'"),
    ]
    pyreadstat.write_sav(frame, file, column_labels=["Sted #", "Nr #!"])
    old_sav(file, {"Sted #": b"Sted \x81", "Nr #!": b"Nr \x81!"})
    with pytest.raises(ReadError, match="label is neither utf-8 nor cp1252") as caught:
        _table(file)
    assert [each.path for each in caught.value.problems] == ["column 'by'", "column 'nr'"]


def test_a_labelled_code_in_old_letters_that_ends_other_readers_is_read(tmp_path):
    """ReadStat hands on a code it cannot convert as no text at all."""
    file = tmp_path / "x.sav"
    frame = pd.DataFrame({"kode": ["#", "A"], "lang": ["x" * 300] * 2})
    pyreadstat.write_sav(frame, file, variable_value_labels={"kode": {"A": "Aker", "#": "Ostensj"}})
    old_sav(file, {"#       ": b"\xd8       "}, says=b"UTF-8", page=65001)
    table = _table(file)
    assert table.columns["kode"].tolist() == ["Ø", "A"]
    assert dict(table.labels["kode"]) == {"A": "Aker", "Ø": "Ostensj"}
    assert table.columns["lang"].tolist() == ["x" * 300] * 2
