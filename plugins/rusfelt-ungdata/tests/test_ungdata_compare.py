"""What ungdata-compare says of areas beside each other."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt.catalogue import figures
from rusfelt_ungdata.compare import UngdataCompare

GROUP = "grade=vg1"


def wave(x: float, n: float, **more: float) -> list[tuple[float, float, dict[str, float]]]:
    return [(2018, 100 * x / n, {"x": x, "n": n, **more})]


def test_a_district_is_held_against_the_rest_of_the_city_and_not_the_city(series):
    """90 of 300, and 1,110 of the other 3,400: newcomb of statsmodels 0.15.0."""
    panel = series({("030108", GROUP): wave(90, 300), ("0301", GROUP): wave(1200, 3700)})
    found = rusfelt.evaluate(panel, UngdataCompare())
    assert found["city_against"][0] == "rest"
    assert found["city_percent"][0] == pytest.approx(100 * 1110 / 3400)
    assert [found[f"city_{name}"][0] for name in ("points", "low", "high")] == pytest.approx(
        [-2.6470588235294135, -7.805858528241091, 2.9839003613022226]
    )


def test_the_difference_from_the_whole_city_would_look_smaller(series):
    """With the district in it the city is nearer to the district than the rest is."""
    panel = series({("030108", GROUP): wave(90, 300), ("0301", GROUP): wave(1200, 3700)})
    known = rusfelt.evaluate(panel, UngdataCompare())
    bare = series({("030108", GROUP): [(2018, 30, {"n": 300})], ("0301", GROUP): wave(1200, 3700)})
    found = rusfelt.evaluate(bare, UngdataCompare())
    assert found["city_against"][0] == "whole"
    assert abs(found["city_points"][0]) < abs(known["city_points"][0])
    assert np.isnan([found["city_low"][0], found["city_all_high"][0]]).all()
    assert found["comparisons"][0] == 0


def test_the_published_difference_between_oslo_and_the_rest_of_the_country():
    """Nordre Aker's plan: of those in vg3, 69 per cent in Oslo and 86 elsewhere had been drunk."""
    rows = [row for row in figures("nordre-aker") if row.indicator == "ung-beruset"]
    panel = rusfelt.Panel(
        [row.indicator for row in rows],
        [row.unit for row in rows],
        [row.group for row in rows],
        [0] * len(rows),
        range(len(rows) + 1),
        [float(row.period) for row in rows],
        [row.value for row in rows],
        clock="period",
        per_series={"kind": ["coverage"] * len(rows), "factor": [100.0] * len(rows)},
    )
    found = rusfelt.evaluate(panel, UngdataCompare())
    oslo = {
        str(g): k
        for k, (u, g) in enumerate(zip(panel.unit, panel.group, strict=True))
        if u == "0301"
    }
    points = {group: found["country_points"][k] for group, k in oslo.items()}
    assert points == {"grade=t8": pytest.approx(-2), "grade=vg3": pytest.approx(-17)}
    assert found["country_against"][oslo["grade=vg3"]] == "apart"
    assert np.isnan(found["country_low"][oslo["grade=vg3"]]), "the plan prints no respondents"


def test_the_country_without_the_city_comes_before_the_country_with_it(series):
    both = {("0301", GROUP): wave(30, 100), ("0", GROUP): wave(500, 1000)}
    found = rusfelt.evaluate(series(both), UngdataCompare())
    assert (found["country_unit"][0], found["country_against"][0]) == ("0", "rest")
    assert found["country_percent"][0] == pytest.approx(100 * 470 / 900)
    both["0-0301", GROUP] = wave(400, 800)
    found = rusfelt.evaluate(series(both), UngdataCompare())
    assert (found["country_unit"][0], found["country_against"][0]) == ("0-0301", "apart")
    assert found["country_percent"][0] == 50


@pytest.mark.parametrize(
    ("unit", "group", "year"),
    [("0301", "grade=vg2", 2018), ("0301", GROUP, 2015), ("0302", GROUP, 2018)],
)
def test_only_the_same_grade_and_wave_are_held_against_each_other(series, unit, group, year):
    other = [(year, 30, {"x": 30, "n": 100})]
    panel = series({("030108", GROUP): wave(9, 30), (unit, group): other})
    found = rusfelt.evaluate(panel, UngdataCompare())
    assert [found[f"{name}_against"][0] for name in ("city", "country")] == ["no-figure"] * 2
    assert np.isnan([found["city_points"][0], found["country_points"][0]]).all()
    assert found["percent"][0] == pytest.approx(30), "its own share is known all the same"


def test_a_wave_of_the_city_is_found_among_its_others(series):
    city = [(2015, 50, {"x": 500, "n": 1000}), *wave(300, 1000), (2021, 10, {"x": 100, "n": 1000})]
    panel = series({("030108", GROUP): wave(30, 100), ("0301", GROUP): city})
    assert rusfelt.evaluate(panel, UngdataCompare())["city_percent"][0] == pytest.approx(30)


def test_a_city_that_counts_fewer_than_its_district_contradicts_it(series):
    panel = series({("030108", GROUP): wave(90, 300), ("0301", GROUP): wave(80, 400)})
    found = rusfelt.evaluate(panel, UngdataCompare())
    assert found["city_against"][0] == "contradicts"
    assert np.isnan(found["city_points"][0])


def test_many_districts_are_looked_at_together_and_the_wider_interval_says_so(series):
    """Three comparisons: the 98⅓ % interval of the first, by statsmodels 0.15.0."""
    areas = {("0301", GROUP): wave(1200, 3700), ("030108", GROUP): wave(90, 300)}
    areas |= {("030101", GROUP): wave(200, 500), ("030102", GROUP): wave(100, 400)}
    areas |= {("030108", "grade=vg2"): wave(90, 300)}
    found = rusfelt.evaluate(series(areas), UngdataCompare())
    assert found["comparisons"].tolist() == [3, 3, 3, 3, 0]
    assert [found["city_all_low"][1], found["city_all_high"][1]] == pytest.approx(
        [-8.871879374690902, 4.2775087457399455], abs=1e-9
    )
    assert found["city_all_low"][1] < found["city_low"][1]


def test_the_rest_keeps_the_design_effect_of_the_whole(series):
    panel = series(
        {("030108", GROUP): wave(90, 300, deff=1.5), ("0301", GROUP): wave(1200, 3700, deff=1.5)}
    )
    plain = series({("030108", GROUP): wave(90, 300), ("0301", GROUP): wave(1200, 3700)})
    wide, narrow = (rusfelt.evaluate(each, UngdataCompare()) for each in (panel, plain))
    assert wide["city_high"][0] - wide["city_low"][0] == pytest.approx(
        1.5**0.5 * (narrow["city_high"][0] - narrow["city_low"][0]), rel=0.02
    )
    assert (wide["clusters"][0], narrow["clusters"][0]) == ("accounted-for", "not-accounted-for")


def test_districts_of_other_cities_are_held_against_theirs(series):
    """Arna lies in Bergen; the rest of Bergen is 51 of 270."""
    panel = series({("460101", GROUP): wave(9, 30), ("4601", GROUP): wave(60, 300)})
    found = rusfelt.evaluate(panel, UngdataCompare())
    assert found["city_unit"].tolist() == ["4601", ""]
    assert found["city_percent"][0] == pytest.approx(100 * 51 / 270)


def test_areas_of_ones_own_are_told_of_by_their_codes(series):
    """Whoever asks says what they lie in."""
    panel = series(
        {
            ("A1", GROUP): wave(9, 30),
            ("A", GROUP): wave(60, 300),
            ("N", GROUP): wave(50, 100),
        }
    )
    found = rusfelt.evaluate(panel, UngdataCompare(city="A", country="N", country_holds_city=False))
    assert found["city_against"].tolist() == ["rest", "none", "none"]
    assert found["country_against"].tolist() == ["apart", "apart", "none"]
    unsaid = rusfelt.evaluate(panel, UngdataCompare())
    assert {*unsaid["city_against"], *unsaid["country_against"]} == {"none"}


def test_of_two_stretches_with_a_figure_of_one_time_the_later_stands() -> None:
    """A wave counted anew after a break is in the later stretch."""
    panel = rusfelt.Panel(
        ["q"] * 3, ["0301", "0301", "030108"], [""] * 3, [1, 0, 0], [0, 1, 2, 3], [2018.0] * 3,
        [30.0, 90.0, 20.0], clock="period",
        per_point={"x": [300.0, 900.0, 20.0], "n": [1000.0, 1000.0, 100.0]},
    )  # fmt: skip
    found = rusfelt.evaluate(panel, UngdataCompare())
    assert found["city_percent"][2] == pytest.approx(100 * 280 / 900)


def test_an_impossible_share_is_held_against_nothing(series):
    """Neither as the area nor as the city."""
    areas = {("030108", GROUP): wave(9, 30), ("0301", GROUP): [(2018, 130, {"n": 300})]}
    found = rusfelt.evaluate(series(areas), UngdataCompare())
    assert found["city_against"][0] == "no-figure"
    assert (found.status[1], found["reason"][1]) == ("undefined", "no-share")
