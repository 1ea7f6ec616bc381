"""Columns of units as codes: what is changed, what is told, and what is left alone."""

from __future__ import annotations

import time

import numpy as np
import pytest

from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.geography import as_codes, codes_in, current_code, place


def _texts(*texts):
    return np.array(texts)


def test_codes_stay_text_with_their_leading_zero_and_say_nothing():
    column = _texts("0301", "030108", "1103", "03", "0301")
    found = as_codes(column)
    assert found.codes.tolist() == column.tolist()
    assert found.codes.dtype.kind == "U"
    assert found.notes == ()
    assert not found.unknown
    assert found.known == 4


@pytest.mark.parametrize(
    "column",
    [
        np.array([301, 30108, 1103]),
        np.array([301.0, 30108.0, 1103.0]),
        np.array(["301", "30108", "1103"]),
        np.array(["301.0", "30108.0", "1103.0"]),
        np.array([301, "30108", 1103.0], dtype=object),
        np.array([301, 30108, 1103], dtype=np.uint16),
    ],
)
def test_numbers_as_from_a_spreadsheet_get_their_zero_back_with_a_note(column):
    found = as_codes(column)
    assert found.codes.tolist() == ["0301", "030108", "1103"]
    assert [note.split(" was ")[1] for note in found.notes[:2]] == [
        "read as 0301 (Oslo).",
        "read as 030108 (Nordre Aker).",
    ]


def test_a_number_that_is_no_code_without_its_zero_either_is_left_and_told():
    found = as_codes(np.array([399, 301, 30118]))
    assert found.codes.tolist() == ["399", "0301", "30118"]
    assert found.unknown == dict.fromkeys(
        ["399", "30118"], "There was no such code from 2002 to 2026."
    )


def test_an_empty_cell_stays_empty_and_is_not_unknown():
    found = as_codes(np.array([301.0, np.nan]))
    assert found.codes.tolist() == ["0301", ""]
    found = as_codes(np.array(["Oslo", None, "", " "], dtype=object))
    assert found.codes.tolist() == ["0301", "", "", " "]
    assert not found.unknown


def test_a_name_becomes_its_code_with_a_note():
    found = as_codes(_texts("Bydel Nordre Aker", "Sagene"))
    assert found.codes.tolist() == ["030108", "030103"]
    assert found.notes == (
        "'Bydel Nordre Aker' was read as 030108 (Nordre Aker).",
        "'Sagene' was read as 030103 (Sagene).",
    )


def test_names_are_left_alone_where_only_codes_are_wanted():
    found = as_codes(_texts("Sagene", "301"), names=False)
    assert found.codes.tolist() == ["Sagene", "0301"]
    assert list(found.unknown) == ["Sagene"]


def test_a_code_that_was_only_renumbered_is_one_series_through_the_years():
    """Halden was 0101, then 3001, and is 3101, and nothing of it has changed but that."""
    found = as_codes(_texts("0101", "3001", "3101"), years=np.array([2019, 2020, 2024]))
    assert found.codes.tolist() == ["3101"] * 3
    assert found.notes == (
        "0101 Halden is 3101 since 2024 (3001 since 2020): the same area under another number.",
        "3001 Halden is 3101 since 2024: the same area under another number.",
    )


def test_renumbering_can_be_left_out():
    found = as_codes(_texts("0101", "101"), renumber=False)
    assert found.codes.tolist() == ["0101", "0101"]


def test_a_part_is_never_read_as_the_whole():
    """Drammen before 2020 lacked Nedre Eiker and Svelvik: the old code stays and is explained."""
    found = as_codes(
        _texts("0602", "0602", "3005", "3301"), years=np.array([2018, 2019, 2020, 2024])
    )
    assert found.codes.tolist() == ["0602", "0602", "3301", "3301"]
    assert found.notes[0] == (
        "0602 Drammen went into 3005 Drammen (now 3301) in 2020 with 0625 Nedre Eiker and 0711 Svelvik. "
        "0602 was left as it is: it is a part, and its figures are not comparable with those of the whole."
    )


def test_what_was_divided_is_never_read_as_one_of_its_shares():
    found = as_codes(_texts("1850", "1507", "54"))
    assert found.codes.tolist() == ["1850", "1507", "54"]
    assert [note.removesuffix(" was left as it is.") for note in found.notes] == [
        "1850 Tysfjord - Divtasvuodna was divided in 2020 among 1806 Narvik and 1875 Hábmer - Hamarøy. 1850",
        "1507 Ålesund was divided in 2024 among 1508 Ålesund and 1580 Haram. 1507",
        "54 Troms og Finnmark was divided in 2024 among 55 Troms and 56 Finnmark. 54",
    ]


def test_an_old_district_is_left_since_nothing_tells_what_became_of_it():
    found = as_codes(_texts("120103"))
    assert found.codes.tolist() == ["120103"]
    told = (
        "120103 Fana was in use until 2019 and was left as it is, since no source here tells what "
        "became of it. 460103 Fana has the same name."
    )
    assert found.notes == (told,)


@pytest.mark.parametrize(
    ("years", "told"), [([2018, 2021], True), ([2018, 2019], False), ([2020, 2024], False)]
)
def test_a_code_kept_through_a_merger_is_told_of_where_the_data_span_it(years, told):
    """5001 is Trondheim without Klæbu until 2019, and with it from 2020."""
    found = as_codes(_texts("5001", "5001"), years=np.array(years))
    assert found.codes.tolist() == ["5001", "5001"]
    assert any("5030 Klæbu went into it" in note for note in found.notes) is told


def test_a_name_that_moved_to_a_larger_place_is_read_by_the_year():
    found = as_codes(_texts("Drammen", "Drammen", "Drammen"), years=np.array([2018, 2019, 2021]))
    assert found.codes.tolist() == ["0602", "0602", "3301"]
    assert found.notes[0] == "'Drammen' was read as 0602 (Drammen) in 2018–2019."
    assert "'Drammen' was read as 3301 (Drammen) (then 3005) in 2021." in found.notes


def test_a_name_without_years_is_the_present_place_and_its_past_is_told():
    found = as_codes(_texts("Drammen"))
    assert found.codes.tolist() == ["3301"]
    assert found.notes[1] == (
        "'Drammen' has been the name of other areas, too: 0602 Drammen (until 2019). Without years it was "
        "read as the present one, 3301 Drammen."
    )


def test_a_name_of_several_places_is_left_and_told_with_their_codes():
    found = as_codes(_texts("Herøy", "Bø", "Herøy"), years=np.array([2024, 2024, 2024]))
    assert found.codes.tolist() == ["Herøy", "1867", "Herøy"]
    assert found.ambiguous == {
        "Herøy": "It is the name of 1515 Herøy (Møre og Romsdal) and 1818 Herøy (Nordland). Write the code, "
        "or the county in brackets."
    }
    assert not found.unknown
    assert found.known == 1


def test_a_name_that_was_not_in_use_that_year_is_left_and_told():
    found = as_codes(_texts("Viken", "Viken"), years=np.array([2019, 2021]))
    assert found.codes.tolist() == ["Viken", "30"]
    assert found.unknown == {"Viken": "The name was not in use in 2019: 30 Viken, 2020–2023."}
    assert found.known == 0


def test_a_near_miss_is_suggested_and_never_applied():
    found = as_codes(_texts("Trondhiem", "Nordre Akker", "Klinikk A"))
    assert found.codes.tolist() == ["Trondhiem", "Nordre Akker", "Klinikk A"]
    assert found.unknown == {
        "Trondhiem": "Did you mean Trondheim (5001)?",
        "Nordre Akker": "Did you mean Nordre Aker (030108)?",
        "Klinikk A": "",
    }


def test_a_number_is_never_suggested_for_another():
    """One figure wrong makes another place's code, and which one is a guess."""
    found = as_codes(_texts("0302", "1102x"))
    assert all("mean" not in remedy for remedy in found.unknown.values())


def test_oslo_among_counties_is_the_county():
    assert as_codes(_texts("Oslo", "Viken", "Agder")).codes.tolist() == ["03", "30", "42"]
    assert as_codes(_texts("Oslo", "Bergen")).codes.tolist() == ["0301", "4601"]
    assert as_codes(_texts("Oslo", "Viken"), level="county").codes.tolist() == ["03", "30"]
    assert as_codes(_texts("0301", "Viken")).codes.tolist() == ["0301", "30"]


def test_rows_outside_the_years_of_their_code_are_marked():
    """Tables that list every code that ever was have an empty cell there."""
    column = _texts("0101", "0101", "3001", "3001", "3101", "3101", "x")
    years = np.array([2019, 2020, 2019, 2020, 2023, 2024, 2024])
    assert as_codes(column, years=years).outside.tolist() == [
        False, True, True, False, True, False, False,
    ]  # fmt: skip
    assert not as_codes(column).outside.any()


@pytest.mark.parametrize(
    "years",
    [
        np.array([2019, 2021]),
        np.array([2019.0, 2021.0]),
        np.array(["2019-06-30", "2021-01-01"], dtype="datetime64[D]"),
        np.array(["2019-Q3", "2021"]),
        np.array([2019, "2021-03"], dtype=object),
    ],
)
def test_years_come_as_numbers_days_or_text(years):
    assert as_codes(_texts("Østfold", "Viken"), years=years).codes.tolist() == ["01", "30"]


@pytest.mark.parametrize(
    "years", [np.array([np.nan, 2019.0]), np.array(["", "2019"]), np.array([10**12, 2019])]
)
def test_a_row_without_a_sensible_year_is_read_as_one_without(years):
    assert as_codes(_texts("Drammen", "Drammen"), years=years).codes.tolist() == ["3301", "0602"]


def test_every_distinct_change_is_told_once_in_the_order_of_the_column():
    column = np.tile(_texts("Sagene", "301", "0101"), 50)
    notes = as_codes(column).notes
    assert [note.split(" was ")[0].split(" is ")[0] for note in notes] == [
        "'Sagene'",
        "301",
        "0101 Halden",
    ]


def test_what_stands_in_the_column_is_not_in_what_is_printed():
    """Units may be persons: what is no place is not for a log."""
    found = as_codes(_texts("Kari Nordmann", "Oslo"))
    assert "Kari" not in repr(found)
    assert not any("Kari" in note for note in found.notes)


@pytest.mark.parametrize("column", [np.array([]), np.array([], dtype=str), np.array([], dtype=int)])
def test_a_column_without_rows_gives_none(column):
    found = as_codes(column, years=np.array([], dtype=int))
    assert found.codes.tolist() == []
    assert (found.notes, found.known, found.outside.size) == ((), 0, 0)


@pytest.mark.parametrize(
    ("column", "years"),
    [
        (np.array([[301]]), None),
        (np.array([True]), None),
        (np.array([b"0301"]), None),
        (np.array(["0301"]), np.array([2019, 2020])),
        (np.array(["0301"]), np.array([True])),
    ],
)
def test_what_is_no_column_of_units_or_years_is_refused(column, years):
    with pytest.raises(DomainError):
        as_codes(column, years=years)


def test_a_level_there_is_not_is_refused_for_an_empty_column_too():
    with pytest.raises(UnknownNameError):
        as_codes(np.array([], dtype=str), level="town")


def test_a_column_with_more_texts_than_there_are_names_is_read_for_codes_alone():
    """So many different texts are no places: codes are still put right, and the rest is quick."""
    people = [f"p{number}" for number in range(21_000)]
    column = np.array([*people, "301", "0101", "1103.0", "Sagene", ""])
    years = np.full(column.size, 2018)
    found = as_codes(column, years=years)
    assert found.codes[-5:].tolist() == ["0301", "3101", "1103", "Sagene", ""]
    assert found.codes[:-5].tolist() == people
    assert len(found.unknown) == 21_001
    assert found.known == 3
    short = as_codes(np.array([*(str(number) for number in range(10**5, 10**5 + 21_000)), "301"]))
    assert short.codes[-1] == "0301"


def test_the_column_is_read_as_its_texts_are_one_by_one():
    """Whatever the order, the repetitions and the type of the array."""
    chance = np.random.default_rng(20)
    known = [*codes_in(2016, "municipality"), *codes_in(2024, "district")]
    texts = [*known, *(code.lstrip("0") for code in known), "x", "Herøy", "Bydel 3", ""]
    texts += [place(code).name for code in known]
    column = [texts[each] for each in chance.integers(0, len(texts), 2_000)]
    one_by_one = {text: as_codes(np.array([text])).codes[0] for text in set(column)}
    expected = [one_by_one[text] for text in column]
    assert as_codes(np.array(column)).codes.tolist() == expected
    assert as_codes(np.array(column, dtype=object)).codes.tolist() == expected


def test_codes_read_again_stay_as_they_are():
    """What has been put right needs nothing more."""
    codes = np.array([current_code(code) for code in codes_in(2016, "municipality")])
    assert as_codes(codes).codes.tolist() == codes.tolist()


def test_a_long_column_is_read_in_time_that_hardly_depends_on_its_texts():
    """A million rows with 400 texts were measured at 0.25 s; ten times that for 200,000 is no race."""
    names = [place(code).name for code in codes_in(2024, "municipality")][:200]
    texts = np.array([*codes_in(2016, "municipality")[:200], *names])
    column = texts[np.arange(200_000) % texts.size]
    began = time.process_time()
    as_codes(column)
    assert time.process_time() - began < 2


def _as_categories(texts):
    pandas = pytest.importorskip("pandas")
    cells = [text or None for text in texts.tolist()]
    return pandas.Series(
        pandas.Categorical(cells, categories=["unused", *sorted({*cells} - {None})])
    )


def _as_dictionary(texts):
    """With a value twice and one that no row has."""
    arrow = pytest.importorskip("pyarrow")
    values = [*sorted({*texts.tolist()} - {""}), "unused", "Drammen"]
    rows = [values.index(text) if text else None for text in texts.tolist()]
    rows[1] = len(values) - 1
    return arrow.DictionaryArray.from_arrays(arrow.array(rows), arrow.array(values))


@pytest.mark.parametrize("kept", [_as_categories, _as_dictionary])
def test_a_column_kept_as_numbers_of_its_values_is_read_as_its_texts_are(kept):
    """Empty rows, values nobody has and values that stand twice included; notes in the same order."""
    texts = _texts("Herøy", "Drammen", "", "301", "Drammen", "nowhere", "0101", "301")
    years = np.array([2018, 2019, 2019, 2020, 2021, 2020, 2020, 2019])
    for when in (years, None):
        found, plain = as_codes(kept(texts), years=when), as_codes(texts, years=when)
        assert found.codes.tolist() == plain.codes.tolist()
        assert found.outside.tolist() == plain.outside.tolist()
        assert (found.notes, found.known) == (plain.notes, plain.known)
        assert (found.unknown, found.ambiguous) == (plain.unknown, plain.ambiguous)
