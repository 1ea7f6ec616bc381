"""The lists of places, against what others say of them."""

from __future__ import annotations

import attrs
import pytest

from rusfelt.errors import UnknownNameError
from rusfelt.geography import codes_in, place, places
from rusfelt.geography.register import data


@pytest.mark.parametrize(("year", "kommuner"), [(2016, 428), (2018, 422), (2020, 356), (2024, 357)])
def test_there_are_as_many_kommuner_as_were_counted(year, kommuner):
    """428 in 2016 and 356 from 2020 (Nettavisen, January 2020); 422 regions and Rindal's second
    code in Statistics Norway's list "Municipalities 2018-2019"; 357 in Klass' list of 2024.
    """
    assert len(codes_in(year, "municipality")) == kommuner


@pytest.mark.parametrize(("year", "fylker"), [(2017, 19), (2018, 18), (2020, 11), (2024, 15)])
def test_there_are_as_many_fylker_as_were_counted(year, fylker):
    """19, and 11 from 2020 (NRK and KS); 18 while there was one Trøndelag; 15 since three were split."""
    assert len(codes_in(year, "county")) == fylker


def test_oslo_has_fifteen_districts_and_two_areas_without_a_council():
    """Oslo byleksikon, "Administrativ inndeling": fifteen since 2004, and Sentrum and Marka beside them."""
    assert [code for code in codes_in(2024, "district") if code.startswith("0301")] == [
        f"0301{number:02}" for number in range(1, 18)
    ]
    oslo = [each for each in places().values() if each.parent == "0301" and each.stated]
    assert [each.name for each in oslo if not each.council] == ["Sentrum", "Marka"]
    assert sum(each.council for each in oslo) == 15


def test_only_the_country_lies_in_nothing():
    """Not even the country except Oslo, which the youth figures compare Oslo with."""
    assert [each.code for each in places().values() if not each.parent] == ["0"]
    assert place("0-0301").parent == "0"


def test_a_place_cannot_be_changed_and_none_can_be_added():
    """Everyone who asks shares them."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        place("0301").name = "Christiania"
    with pytest.raises(TypeError):
        places()["0399"] = place("0301")


def test_every_code_has_the_figures_of_its_level_and_lies_in_what_its_first_figures_name():
    figures = {"county": 2, "municipality": 4, "district": 6}
    for each in places().values():
        if each.level in figures and each.stated:
            assert len(each.code) == figures[each.level]
            assert each.code.isdigit()
            assert each.parent == (each.code[:-2] or "0")
            assert each.parent == "0" or each.parent in places()


def test_no_code_comes_back_once_it_is_out_of_use():
    """A code has one stretch of years, so it can be read without knowing the year."""
    begun = [new for each in data("changes")["years"] for new in _new(each)]
    assert len(begun) == len(set(begun))
    assert all(
        each.first is None or each.last is None or each.first <= each.last
        for each in places().values()
    )


def _new(year):
    sides = [move.split(" > ") for move in year["moves"]]
    old = {code for olds, _ in sides for code in olds.split()}
    return {new for _, new in sides} - old


def test_every_code_of_the_changes_is_in_the_list_of_names_and_each_stands_there_once():
    codes = [line.split(" ", 1)[0] for line in data("kommuner")["kommuner"]]
    assert len(codes) == len(set(codes))
    for year in data("changes")["years"]:
        for move in year["moves"]:
            assert set(move.replace(" >", "").split()) <= set(codes)


def test_a_district_is_as_old_as_its_kommune():
    """Bergen's districts got new codes with the kommune in 2020, Trondheim's in 2018."""
    assert (place("120101").last, place("460101").first) == (2019, 2020)
    assert (place("160101").last, place("500101").first) == (2017, 2018)
    assert (place("110307").first, place("110308").first) == (2004, 2020)


def test_codes_for_what_is_not_stated_are_known_but_no_places():
    assert not place("030199").stated
    assert not place("9999").stated
    assert "030199" not in codes_in(2024, "district")
    assert "9999" not in codes_in(2024, "municipality")


def test_a_code_nobody_has_and_a_level_there_is_not_are_refused():
    with pytest.raises(UnknownNameError):
        place("0399")
    with pytest.raises(UnknownNameError, match="'030108'"):
        place("30108")
    with pytest.raises(UnknownNameError):
        codes_in(2024, "parish")
