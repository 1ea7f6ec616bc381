"""Stata files, checked against values worked by hand and pandas' own reading."""

from __future__ import annotations

import datetime as dt
import math
import struct

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.sources import _readstat, _readstat_child
from rusfelt.io.sources._readstat_dates import stata_dates
from rusfelt.io.sources.stata import StataFile


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Reading in this process: these files are known to be whole, and a process takes its time.

    That a process of its own gives the same is shown in ``test_readstat_process``.
    """
    monkeypatch.setattr(
        _readstat, "_answer", lambda told, _: bytes(_readstat_child.answer_to(told))
    )


def _table(file, **options):
    return StataFile().table(file, **options)


@pytest.mark.parametrize("version", [8, 10, 12, 13, 15])
def test_a_file_of_each_release_arrives_as_pandas_reads_it(tmp_path, version):
    """Numbers, texts, labels, titles and days."""
    file = tmp_path / "x.dta"
    frame = pd.DataFrame(
        {
            "svar": np.array([1, 2, 1], dtype=np.int8),
            "tall": [1.5, math.nan, -1e100],
            "by": ["Oslo", "", "Bergen"],
            "dag": [dt.date(2019, 3, 17), dt.date(1900, 1, 1), None],
        }
    )
    pyreadstat.write_dta(
        frame,
        file,
        version=version,
        variable_value_labels={"svar": {1: "Ja", 2: "Nei"}},
        column_labels=["Svaret", "", "Sted", "Dag"],
    )
    assert StataFile().recognises(file.read_bytes()[:65_536])
    table = _table(file)
    plain = pd.read_stata(file, convert_categoricals=False)
    np.testing.assert_array_equal(table.columns["svar"], plain["svar"])
    np.testing.assert_array_equal(table.columns["tall"], plain["tall"])
    assert table.columns["by"].tolist() == plain["by"].tolist()
    assert table.columns["dag"].astype(str).tolist() == ["2019-03-17", "1900-01-01", "NaT"]
    assert table.states["tall"].tolist() == ["", "missing", ""]
    with pd.io.stata.StataReader(file) as reader:
        labels = reader.value_labels()
        titles = reader.variable_labels()
    assert list(labels.values()) == [{1: "Ja", 2: "Nei"}]
    assert dict(table.labels["svar"]) == {"1": "Ja", "2": "Nei"}
    assert dict(table.titles) == {name: each for name, each in titles.items() if each}


def test_the_missing_values_a_to_z_are_empty_states_by_their_labels(tmp_path):
    """All five survive; a letter without a label is missing."""
    letters = ["a", "b", "c", "d", "e", "z"]
    labels = {
        "a": "Ubesvart",
        "b": "Skjult av omsyn til personvernet",
        "c": "Ikkje aktuelt",
        "d": "Kjem seinare",
        "e": "Ikkje definert",
        1: "Ja",
    }
    frame = pd.DataFrame({"svar": [1, *letters, None], "tall": [0.5, *letters, None]}, dtype=object)
    file = tmp_path / "x.dta"
    pyreadstat.write_dta(
        frame,
        file,
        missing_user_values={"svar": letters, "tall": letters},
        variable_value_labels={"svar": labels, "tall": {"b": "Prikket"}},
    )
    table = _table(file)
    assert table.states["svar"].tolist() == [
        *["", "missing", "suppressed", "not-applicable", "not-due", "undefined"],
        *["missing", "missing"],
    ]
    np.testing.assert_array_equal(table.columns["svar"], [1, *[math.nan] * 7])
    assert table.labels["svar"][".c"] == "Ikkje aktuelt"
    assert table.labels["svar"]["1"] == "Ja"
    assert table.states["tall"].tolist()[2] == "suppressed"
    assert table.guessed["codes for no answer in svar"].startswith(".a (Ubesvart) is missing, .b")


def _old_dta(texts, title):
    """A file of Stata 8 (release 113) with one text column, byte by byte (stata.com/help.cgi?dta)."""
    width = max(map(len, texts))
    head = struct.pack("<4BHi", 113, 2, 1, 0, 1, len(texts)) + b"\0" * 81 + b"\0" * 18
    parts = [bytes([width]), b"by".ljust(33, b"\0"), b"\0" * 4, b"%9s".ljust(12, b"\0")]
    parts += [b"\0" * 33, title.ljust(81, b"\0"), b"\0" * 5]
    return head + b"".join(parts) + b"".join(text.ljust(width, b"\0") for text in texts)


def test_old_letters_arrive_right_and_are_told(tmp_path):
    """Windows' where nothing else fits, UTF-8 where it does, and a Mac's when told."""
    file = tmp_path / "x.dta"
    file.write_bytes(_old_dta([b"Troms\xf8", b"Br\xe5"], b"Sted p\xe5 kartet"))
    table = _table(file)
    assert table.columns["by"].tolist() == ["Tromsø", "Brå"]
    assert table.titles["by"] == "Sted på kartet"
    assert table.guessed["encoding"] == "cp1252"
    assert table.columns["by"].tolist() == pd.read_stata(file)["by"].tolist()
    file.write_bytes(_old_dta(["Tromsø".encode()], "Sted på".encode()))
    table = _table(file)
    assert (table.columns["by"].tolist(), table.titles["by"]) == (["Tromsø"], "Sted på")
    file.write_bytes(_old_dta([b"Troms\xbf"], b""))
    assert _table(file, encoding="mac-roman").columns["by"].tolist() == ["Tromsø"]
    with pytest.raises(ReadError, match="neither utf-8") as caught:
        _table(file, encoding="utf-8")
    assert (caught.value.line, caught.value.column) == (1, "by")


def test_names_and_long_texts_stay_as_people_wrote_them(tmp_path):
    """Norwegian names, names that differ in case, and texts longer than 2,045 bytes (strL)."""
    file = tmp_path / "x.dta"
    text = "Å bo på Østensjø. " * 300
    frame = pd.DataFrame({"kjønn": [1.0, 2.0], "Ø": [1.0, 2.0], "ø": [3.0, 4.0], "t": [text, "æ"]})
    frame.to_stata(file, version=118, write_index=False, convert_strl=["t"])
    table = _table(file)
    assert list(table.columns) == list(frame)
    assert table.columns["ø"].tolist() == [3, 4]
    assert table.columns["t"].tolist() == [text.strip(), "æ"]


_BY_HAND = {
    # 21,625 days are 59 years of 365 with 15 leap days, and 75 days more.
    "%td": (21_625.0, "2019-03-17"),
    "%d": (0.0, "1960-01-01"),
    "%-tdDD/NN/CCYY": (-1.0, "1959-12-31"),
    "%tc": (21_625 * 86_400_000.0 + 86_399_999.0, "2019-03-17"),
    "%tcDDmonCCYY_HH:MM": (-1.0, "1959-12-31"),
    # In 2019 27 seconds had come late.
    "%tC": (21_625 * 86_400_000.0 + 27_000.0, "2019-03-17"),
    "%tCDDmonCCYY": (21_625 * 86_400_000.0 + 26_999.0, "2019-03-16"),
    "%tm": (59 * 12 + 2.0, "2019-03"),
    "%tmCCYY-NN": (-1.0, "1959-12"),
    "%tq": (59 * 4 + 2.0, "2019-Q3"),
    "%tqCCYY!Qq": (-1.0, "1959-Q4"),
    "%th": (59 * 2 + 1.0, "2019-H2"),
    "%tw": (59 * 52 + 10.0, "2019-W11"),
    "%ty": (2019.0, "2019"),
}


@pytest.mark.parametrize("form", _BY_HAND)
def test_days_and_periods_are_those_of_the_calendar(form):
    """Worked by hand from the first moment of 1960; the first late second is that of 30 June 1972."""
    number, text = _BY_HAND[form]
    dated = stata_dates(form, np.array([number, math.nan]))
    first, second = map(str, dated.values)
    assert first == text
    assert second in {"", "NaT"}
    assert not dated.bad.any()


def test_days_and_months_and_quarters_agree_with_pandas(tmp_path):
    """Which turns them all into moments."""
    file = tmp_path / "x.dta"
    days = pd.date_range("1850-01-01", "2150-01-01", freq="MS")
    frame = pd.DataFrame(dict.fromkeys(("td", "tm", "tq", "ty", "tc"), days))
    frame["tq"] = frame["tq"].dt.to_period("Q").dt.to_timestamp()
    frame["ty"] = frame["ty"].dt.to_period("Y").dt.to_timestamp()
    frame.to_stata(file, convert_dates={name: name for name in frame}, write_index=False)
    table = _table(file)
    moments = pd.read_stata(file)
    assert table.columns["td"].tolist() == moments["td"].dt.date.tolist()
    assert table.columns["tc"].tolist() == moments["tc"].dt.date.tolist()
    assert table.columns["tm"].tolist() == moments["tm"].dt.strftime("%Y-%m").tolist()
    assert table.columns["ty"].tolist() == moments["ty"].dt.strftime("%Y").tolist()
    quarters = [f"{each.year}-Q{each.quarter}" for each in moments["tq"]]
    assert table.columns["tq"].tolist() == quarters
    assert table.guessed["dates in tq"] == "quarters"


def test_a_clock_without_a_day_stays_a_number():
    """Stata keeps times of day on the first day of 1960."""
    assert "milliseconds" in stata_dates("%tcHH:MM:SS", np.array([1.0]))
    assert stata_dates("%9.0g", np.array([1.0])) == ""


def test_a_number_that_is_no_period_is_refused_with_its_row(tmp_path):
    """Half a month, and a day beyond all calendars."""
    file = tmp_path / "x.dta"
    frame = pd.DataFrame({"m": [710.5, 711.0], "d": [1.0, 1e9]})
    pyreadstat.write_dta(frame, file, variable_format={"m": "%tm", "d": "%td"})
    with pytest.raises(ReadError, match="2 problems") as caught:
        _table(file)
    assert [each.path for each in caught.value.problems] == [
        "row 1, column 'm'",
        "row 2, column 'd'",
    ]


def test_a_file_that_is_cut_off_is_refused_before_it_is_read(tmp_path):
    """Also where only its labels are gone, which others do not miss."""
    file = tmp_path / "x.dta"
    pyreadstat.write_dta(pd.DataFrame({"a": [1.0]}), file)
    content = file.read_bytes()
    for kept in (len(content) - 3, len(content) - 40, 300):
        file.write_bytes(content[:kept])
        with pytest.raises(ReadError, match="cut off"):
            _table(file)
    file.write_bytes(content[:60])
    with pytest.raises(ReadError, match="no Stata file"):
        _table(file)


def test_more_rows_than_a_file_can_hold_are_refused_before_it_is_read(tmp_path, monkeypatch):
    """Room would be made for all of them."""
    monkeypatch.delattr(_readstat, "_answer")
    file = tmp_path / "x.dta"
    content = _old_dta([b"Oslo"], b"")
    file.write_bytes(content[:6] + struct.pack("<i", 2**31 - 1) + content[10:])
    with pytest.raises(ReadError, match="too small"):
        _table(file)
    file.write_bytes(content[:6] + struct.pack("<i", -1) + content[10:])
    with pytest.raises(ReadError, match="no rows"):
        _table(file)
    file.write_bytes(content[:4] + struct.pack("<H", 20_000) + content[6:])
    with pytest.raises(ReadError, match="more than 5,000 columns"):
        _table(file)


def test_a_file_without_rows_is_an_empty_table(tmp_path):
    """Its columns are there."""
    pyreadstat.write_dta(pd.DataFrame({"a": np.empty(0)}), tmp_path / "x.dta")
    table = _table(tmp_path / "x.dta")
    assert (len(table), list(table.columns)) == (0, ["a"])


def test_a_note_is_told(tmp_path):
    """It may say how the figures are weighted."""
    file = tmp_path / "x.dta"
    frame = pd.DataFrame({"a": [1.0]})
    pyreadstat.write_dta(frame, file, file_label="Ungdom 2019")
    assert _table(file).guessed["title of the file"] == "Ungdom 2019"


def test_a_column_without_a_name_is_read_under_none(tmp_path):
    """Its name has been damaged; the others are as they were."""
    file = tmp_path / "x.dta"
    content = _old_dta([b"Oslo"], b"Sted")
    assert content.count(b"by\0") == 1
    file.write_bytes(content.replace(b"by\0", b"\0\0\0"))
    table = _table(file)
    assert {name: each.tolist() for name, each in table.columns.items()} == {"": ["Oslo"]}


def test_text_that_only_begins_like_a_file_is_none():
    """A letter and two marks are not enough."""
    assert not StataFile().recognises(b"")
    assert not StataFile().recognises(b"r\x02\x01")
    assert not StataFile().recognises(b"region;year\n" * 99)
    assert not StataFile().recognises(b"<stata_dta><header>")
