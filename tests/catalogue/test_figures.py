"""Every figure the plans print is in the catalogue, with what must be minded about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from rusfelt import catalogue
from rusfelt.errors import UnknownNameError
from rusfelt.geography import places
from rusfelt.vocabulary import State

if TYPE_CHECKING:
    from rusfelt.domain import Measurement, Measurements

YEARS = range(2019, 2030)


@pytest.fixture
def local() -> Measurements:
    return catalogue.figures("nordre-aker")


def rows(
    figures: Measurements, indicator: str, unit: str = "030108", group: str = ""
) -> list[Measurement]:
    """One series, in the order of the file."""
    return [
        each
        for each in figures
        if (each.indicator, each.unit, each.group) == (indicator, unit, group)
    ]


def test_nothing_is_lost_on_the_way() -> None:
    """46 printed figures and 165 table rows; the table's 2019 total is printed in both, once."""
    local = catalogue.figures("nordre-aker")
    in_table = [each for each in local if each.indicator == "befolkning" and each.state != "exact"]
    printed = len(local) - len(in_table)
    printed += len(catalogue.figures("oslo")) + len(catalogue.national_figures())
    assert len(in_table) == 165
    assert printed + 1 == 46


@pytest.mark.parametrize(
    ("indicator", "unit", "group", "expected"),
    [
        ("brukerplan", "030108", "", {"2017": 179, "2019": 128}),
        ("rusoppfolging", "030108", "", {"2017": 68, "2018": 51, "2019": 60}),
        ("narkotikadodsfall", "030108", "", {"2015": 2, "2016": 2, "2017": 1, "2018": 1}),
        ("narkotikadodsfall", "0301", "", {"2017": 43, "2007": 43}),
        ("brukerplan-menn", "030108", "", {"2019": 65}),
        ("brukerplan-kvinner", "030108", "", {"2019": 35}),
        ("brukerplan-24-29", "030108", "", {"2019": 17}),
        ("brukerplan-30-39", "030108", "", {"2019": 26}),
        ("brukerplan-70-pluss", "030108", "", {"2019": 19}),
        ("brukerplan-70-pluss", "0301", "", {"2019": 3}),
        ("brukerplan-fodt-i-norge", "030108", "", {"2019": 87}),
        ("brukerplan-fodt-utenfor-vest-europa", "030108", "", {"2019": 9}),
        ("brukerplan-bor-alene", "030108", "", {"2019": 89}),
        ("brukerplan-foreldre", "030108", "", {"2019": 6}),
        ("brukerplan-barn", "030108", "", {"2019": 12}),
        ("legevakt-ung", "030108", "age=0-24", {"2018": 47}),
        ("legevakt-ung", "030108", "age=0-17", {"2018": 8}),
        ("ung-skoler", "0301", "", {"2018": 84}),
        ("ung-beruset", "0301", "grade=t8", {"2018": 4}),
        ("ung-beruset", "0301", "grade=vg3", {"2018": 69}),
        ("ung-beruset", "0-0301", "grade=t8", {"2018": 6}),
        ("ung-beruset", "0-0301", "grade=vg3", {"2018": 86}),
        ("ung-tydelig-beruset", "030108", "grade=vg3", {"2018": 86}),
        ("ung-cannabis", "030108", "grade=vg3", {"2018": 34}),
    ],
)
def test_a_printed_figure_is_found_again(
    local: Measurements, indicator: str, unit: str, group: str, expected: dict[str, float]
) -> None:
    """Each stands under its indicator, place and group, with the printed value, as exact."""
    found = rows(local, indicator, unit, group)
    assert {each.period: each.value for each in found} == expected
    assert {each.state for each in found} == {State.EXACT}


def test_shares_keep_the_counts_they_are_made_of(local: Measurements) -> None:
    """Urine contracts are a part of the follow-ups of the year, the combined of those mapped."""
    contracts = {each.period: each for each in rows(local, "urinkontrakt")}
    followed = {each.period: each.value for each in rows(local, "rusoppfolging")}
    assert [contracts[y].numerator for y in ("2017", "2019")] == [35, 57]
    assert {year: each.denominator for year, each in contracts.items()} == followed
    (combined,) = rows(local, "brukerplan-kombinert")
    assert (combined.numerator, combined.denominator) == (116, 128)
    (over_time,) = rows(local, "ruskonsulent-over-tid")
    assert (over_time.period, over_time.numerator, over_time.denominator) == ("2017", 48, 68)


def test_a_year_not_reported_stays_missing(local: Measurements) -> None:
    """The contracts of 2018 are missing and never zero."""
    (unreported,) = [each for each in rows(local, "urinkontrakt") if each.period == "2018"]
    assert unreported.state is State.MISSING
    assert unreported.numerator is None
    assert unreported.value is None


@pytest.mark.parametrize(
    ("indicator", "unit", "group", "value"),
    [
        ("narkotikadodsfall-overdose", "0301", "", 80),
        ("ung-tydelig-beruset", "030108", "grade=vg1", 50),
        ("ung-cannabis-okning", "030108", "", 10),
    ],
)
def test_figures_in_words_are_approximate(
    local: Measurements, indicator: str, unit: str, group: str, value: float
) -> None:
    """What is printed as "about", "half" or of unclear unit says so, and why."""
    (found,) = rows(local, indicator, unit, group)
    assert (found.value, found.state) == (value, State.APPROXIMATE)
    assert found.note


def test_two_definitions_of_old_are_told_apart(local: Measurements) -> None:
    """The district counts from 70, the city's comparison over 70."""
    (district,) = rows(local, "brukerplan-70-pluss")
    (city,) = rows(local, "brukerplan-70-pluss", "0301")
    assert district.definition != city.definition


def test_the_contradiction_about_the_population_is_kept(local: Measurements) -> None:
    """The text says 51 519 and the table projects 51 255 for the same year."""
    found = [each for each in rows(local, "befolkning") if each.period == "2019"]
    assert {(each.value, each.state) for each in found} == {
        (51519, State.EXACT),
        (51255, State.PROJECTED),
    }
    assert len({each.source for each in found}) == 2


def test_the_population_is_whole(local: Measurements) -> None:
    """Eleven years of each group; ages without 99+ sum to the total give or take one."""
    table = [each for each in local if each.indicator == "befolkning" and each.state != "exact"]
    assert Counter(each.unit for each in table) == {"0301": 11, "030108": 154}
    assert len({each.group for each in table}) == 14
    district = [each for each in table if each.unit == "030108"]
    by_year = [
        {each.group: each.value for each in district if each.period == str(year)} for year in YEARS
    ]
    differences = [
        sum(v or 0 for g, v in groups.items() if g not in {"", "age=99+"}) - (groups[""] or 0)
        for groups in by_year
    ]
    assert differences == [-1, 0, -1, 1, 0, 0, -1, -1, 1, 1, 1]


@pytest.mark.parametrize(
    ("unit", "group", "year", "value"),
    [
        ("0301", "", "2019", 680587),
        ("0301", "", "2029", 754604),
        ("030108", "", "2029", 57772),
        ("030108", "age=0", "2024", 671),
        ("030108", "age=19-29", "2020", 8620),
        ("030108", "age=67-79", "2027", 5033),
        ("030108", "age=90+", "2029", 397),
        ("030108", "age=99+", "2026", 27),
    ],
)
def test_a_row_of_the_population_table_is_found_again(
    local: Measurements, unit: str, group: str, year: str, value: float
) -> None:
    """Spot checks against the printed table."""
    (found,) = [
        each
        for each in rows(local, "befolkning", unit, group)
        if each.period == year and each.state is State.PROJECTED
    ]
    assert found.value == value


def test_what_the_city_plan_prints() -> None:
    """A planned capacity is no observation, and an undated figure has no period."""
    planned, districts = catalogue.figures("oslo")
    assert (planned.value, planned.period, planned.state) == (10, "2018", State.PROJECTED)
    assert (districts.value, districts.period, districts.state) == (2, None, State.EXACT)


def test_what_is_printed_for_the_country() -> None:
    """A sum of nearly two billion is a bound, every fourth municipality an approximation."""
    money, share, municipalities = catalogue.national_figures()
    assert (money.value, money.bound, money.state) == (2e9, "<", State.APPROXIMATE)
    assert (share.value, share.state) == (25, State.APPROXIMATE)
    assert money.period is None
    assert share.period is None
    assert (municipalities.value, municipalities.period) == (73, "2022")


@pytest.mark.parametrize("plan", catalogue.plan_ids())
def test_figures_belong_to_indicators_of_the_plan_and_known_places(plan: str) -> None:
    """No figure hangs in the air, each says its source, and no indicator is without a figure."""
    indicators = {each.id for each in catalogue.load(plan).indicators}
    figures = list(catalogue.figures(plan))
    assert {each.indicator for each in figures} == indicators
    assert {each.unit for each in figures} <= places().keys()
    assert all(each.source for each in figures)


def test_national_figures_belong_to_national_indicators() -> None:
    """The same for what belongs to no plan."""
    figures = list(catalogue.national_figures())
    ids = {each.id for each in catalogue.national_indicators()}
    assert {each.indicator for each in figures} == ids
    assert {each.unit for each in figures} == {"0"}


def test_no_figure_stands_twice(local: Measurements) -> None:
    """One figure a place, group, period and state: the population's two differ in state."""
    keys = Counter((e.indicator, e.unit, e.group, e.period, e.state) for e in local)
    assert set(keys.values()) == {1}


def test_figures_are_kept_and_cannot_be_changed(local: Measurements) -> None:
    """The table is shared by everyone who asks, so nobody can write in it."""
    assert catalogue.figures("nordre-aker") is local
    with pytest.raises(ValueError, match="read-only"):
        local["value"][0] = 0


def test_figures_of_an_unknown_plan() -> None:
    """A misspelt id is answered with the one that was meant."""
    with pytest.raises(UnknownNameError, match="Did you mean 'oslo'"):
        catalogue.figures("olso")
