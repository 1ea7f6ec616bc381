"""Which place a text means, and when it means none."""

from __future__ import annotations

import unicodedata

import pytest

from rusfelt.errors import UnknownNameError
from rusfelt.geography import codes_in, place, unit_of
from rusfelt.geography.reading import read
from rusfelt.geography.spelling import close, loose


def _code(text, **asked):
    found = unit_of(text, **asked)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0301", "0301"),
        (" 0301 ", "0301"),
        ("301", "0301"),
        (301, "0301"),
        (301.0, "0301"),
        ("30108", "030108"),
        ("03", "03"),
        ("3", None),
        ("399", None),
        ("0399", None),
        ("30118", None),
        ("00301", None),
        ("030108000", None),
        ("-301", None),
        ("3e2", None),
        ("\u0660\u0663\u0660\u0661", None),
    ],
)
def test_a_number_gets_its_zero_back_only_where_there_is_such_a_code(text, code):
    assert _code(text) == code


def test_one_figure_is_a_county_only_where_counties_are_asked_for():
    """A column that counts its clinics from 1 is no column of counties."""
    assert _code("3", level="county") == "03"
    assert "level" not in read("3").remedy
    assert "03" in read("3").remedy


@pytest.mark.parametrize(
    "text",
    [
        "Nordre Aker", "NORDRE AKER", "nordre aker", "Nordre-Aker", "NordreAker", "Bydel Nordre Aker",
        "bydel nordre aker", "Bydelen Nordre Aker", "Nordre Aker bydel", "Nordre Aker, Oslo",
        "Nordre Aker (Oslo)", "Bydel Nordre Aker i Oslo", "030108 Nordre Aker", "30108 Nordre Aker",
        "08 Nordre Aker", "8. Nordre Aker", "030108 Bydel Nordre Aker", "BNA", "Nordre\u00a0Aker",
        "Bydel 8 Nordre Aker", "bydel 08 Nordre Aker",
    ],
)  # fmt: skip
def test_a_district_is_found_under_every_common_writing(text):
    assert _code(text) == "030108"


def test_the_number_of_a_district_alone_could_be_of_any_city():
    """And a number that belongs to another district's name is neither."""
    assert [_code(text) for text in ("Bydel 8", "Bydel 1", "Bydel 8 Sagene")] == [None] * 3


def test_people_without_an_address_in_oslo_have_a_code_under_both_names():
    assert [_code(text) for text in ("Uoppgitt bydel Oslo", "Uten registrert adresse")] == [
        "030199",
        "030199",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Grünerløkka", "030102"),
        ("Grunerlokka", "030102"),
        ("Grünerlökka", "030102"),
        ("Østensjø", "030113"),
        ("Ostensjo", "030113"),
        ("Oestensjoe", "030113"),
        ("St. Hanshaugen", "030104"),
        ("St.Hanshaugen", "030104"),
        ("St Hanshaugen", "030104"),
        ("Sankt Hanshaugen", "030104"),
        ("Ålesund", "1508"),
        ("Aalesund", "1508"),
        ("Alesund", "1508"),
        ("Bærum", "3201"),
        ("Baerum", "3201"),
        ("Ås", "3218"),
        ("Aas", "3218"),
        ("Nord-Odal", "3414"),
        ("Nord Odal", "3414"),
        ("Oslo kommune", "0301"),
        ("Kommune: Oslo", None),
        ("Troms fylkeskommune", "55"),
        ("Møre og Romsdal fylke", "15"),
        ("Kåfjord - Gáivuotna", "5540"),
        ("Gáivuotna-Kåfjord", "5540"),
        ("Gaivuotna Kafjord Kaivuono", "5540"),
        ("Kåfjord", "5540"),
        ("Kautokeino", "5612"),
        ("Trondheim - Tråante", "5001"),
        ("Tråanten", "5001"),
        ("Nordland - Nordlánnda", "18"),
        ("Hele landet", "0"),
    ],
)
def test_names_are_found_whatever_the_letters_and_the_language(text, code):
    assert _code(text) == code
    assert _code(unicodedata.normalize("NFD", text)) == code


def test_every_present_kommune_is_found_by_its_name_or_has_a_namesake():
    """Without years a name is left where any other place has had it since 2002."""
    left = {}
    for code in codes_in(2026, "municipality"):
        name = place(code).name.split(" (")[0]
        for written in (name, name.upper(), f"{name} kommune", unicodedata.normalize("NFD", name)):
            if _code(written) != code:
                left.setdefault(code, set()).add(written)
    assert {place(code).name.split(" (")[0] for code in left} == {
        "Bø", "Herøy", "Nes", "Os", "Sande", "Våler",
    }  # fmt: skip


def test_every_kommune_of_a_year_is_found_by_its_name_in_that_year_or_has_a_namesake_then():
    for year in (2005, 2013, 2019, 2020, 2024):
        left = set()
        for code in codes_in(year, "municipality"):
            name = place(code).name.split(" (")[0]
            found = _code(name, year=year, level="municipality")
            if found != code:
                assert found is None
                left.add(name)
        assert left == (
            {"Herøy", "Våler"} if year >= 2020 else {"Bø", "Herøy", "Nes", "Os", "Sande", "Våler"}
        )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Herøy (Nordland)", "1818"),
        ("Herøy (Møre og Romsdal)", "1515"),
        ("Herøy i Nordland", "1818"),
        ("Herøy, Nordland", "1818"),
        ("Herøy kommune (Nordland)", "1818"),
        ("Våler (Østfold)", "3114"),
        ("Våler (Hedmark)", "0426"),
        ("Våler (Innlandet)", "3419"),
        ("Våler (Nordland)", None),
        ("Oslo (Nordland)", None),
        ("Frogner (Nordland)", None),
    ],
)
def test_the_county_tells_namesakes_apart_and_must_be_true(text, code):
    assert _code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Halden (-2019)", "0101"),
        ("Halden (2020-2023)", "3001"),
        ("Halden (2024-)", "3101"),
        ("Viken (2020-2023)", "30"),
        ("0101 Halden (-2019)", "0101"),
        ("3001 Halden (2020-2023)", "3001"),
        ("Nes (Akershus) (-2019)", "0236"),
    ],
)
def test_the_years_in_statistics_norways_tables_are_understood(text, code):
    """Their tables name regions so, ``0101 Halden (-2019)``."""
    assert _code(text) == code


@pytest.mark.parametrize("text", ["0101 Moss", "030108 Sagene", "0301 Bergen", "3101: Moss"])
def test_a_code_beside_another_places_name_is_neither(text):
    assert unit_of(text) is None
    assert "has another name" in read(text).remedy


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("Drammen", 2019, "0602"),
        ("Drammen", 2020, "3005"),
        ("Drammen", 2024, "3301"),
        ("Drammen", 2031, "3301"),
        ("Bø", 2019, None),
        ("Bø", 2020, "1867"),
        ("Sande", 2019, None),
        ("Sande", 2020, "1514"),
        ("Nes", 2019, None),
        ("Nes", 2020, "3034"),
        ("Viken", 2019, None),
        ("Viken", 2021, "30"),
        ("Østfold", 2019, "01"),
        ("Østfold", 2021, None),
        ("Østfold", 2024, "31"),
        ("Klæbu", 2017, "1662"),
        ("Klæbu", 2019, "5030"),
        ("Klæbu", 2020, None),
        ("Finnøy", 2019, "1141"),
        ("Finnøy", 2020, "110308"),
        ("Arna", 2019, "120101"),
        ("Arna", 2020, "460101"),
        ("Oslo", 2001, None),
    ],
)
def test_a_name_means_what_it_meant_that_year(text, year, code):
    assert _code(text, year=year) == code


@pytest.mark.parametrize(("text", "year", "begin"), [("Frogner", 2003, 2004), ("Oslo", 2001, 2002)])
def test_names_are_not_read_for_years_before_the_lists_begin(text, year, begin):
    assert read(text, year).code == ""
    assert str(begin) in read(text, year).remedy
    assert read(text, begin).code != ""


@pytest.mark.parametrize("text", ["Herøy", "Våler", "Bø", "Sande", "Nes", "Os", "Finnøy", "Arna"])
def test_a_name_of_several_places_is_left_with_all_of_them(text):
    found = read(text)
    assert found.code == ""
    assert len(found.candidates) > 1
    assert all(loose(close(text)) in loose(close(place(code).name)) for code in found.candidates)


def test_without_a_year_a_name_is_the_present_place_if_all_before_it_lie_there():
    assert (read("Drammen").code, read("Drammen").also) == ("3301", ("0602",))
    assert (read("Halden").code, read("Halden").also) == ("3101", ())


def test_oslo_by_name_is_the_kommune_unless_the_county_is_asked_for():
    assert (_code("Oslo"), _code("Oslo", level="county"), _code("Oslo fylke")) == (
        "0301",
        "03",
        "03",
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("0301", "county"),
        ("03", "district"),
        ("Nordre Aker", "municipality"),
        ("Viken", "district"),
    ],
)
def test_a_place_of_another_level_than_asked_for_is_none(text, level):
    assert unit_of(text, level=level) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "Trondhiem", "Oslo Oslo", "kommune", "Bydel", "()", "(-)", "Uoppgitt", "Oslo2",
        "x" * 1_000_000, "(" * 10_000, "a, " * 10_000, "Oslo\x00", "Oslo*", "Oslo?", "\ud800", "0301 ", "i i i i i",
    ],
)  # fmt: skip
def test_what_is_no_place_is_none_and_never_an_error(text):
    assert _code(text) == ("0301" if text == "0301 " else None)


def test_a_level_there_is_not_is_refused():
    with pytest.raises(UnknownNameError):
        unit_of("Oslo", level="town")


def test_no_two_places_of_a_year_are_confused_by_the_loosest_spelling():
    """Folding ø to o and å to a makes no two different names of one year and level one."""
    for year in (2005, 2019, 2020, 2024):
        for level in ("county", "municipality", "district"):
            names = {}
            for code in codes_in(year, level):
                name = place(code).name.split(" (")[0]
                names.setdefault(loose(close(name)), set()).add(name)
            assert {key: all_ for key, all_ in names.items() if len(all_) > 1} == {}
