"""What ungdata-change says of the way between waves."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt_ungdata.change import UngdataChange

VG1 = ("030108", "grade=vg1")


def test_a_fall_from_20_to_15_is_5_points_and_25_per_cent(series):
    """The two never share a column, a unit or an interval."""
    panel = series({VG1: [(2015, 20, {"n": 1000}), (2018, 15, {"n": 1000})]})
    found = rusfelt.evaluate(panel, UngdataChange())
    assert found["step_points"][0] == pytest.approx(-5)
    assert found["step_percent"][0] == pytest.approx(-25)
    units = {column.name: column.unit for column in found.schema}
    for name, unit in units.items():
        if "_points" in name:
            assert unit == "percentage points"
        if "_percent" in name:
            assert unit == "per cent of the earlier share"


def test_an_increase_of_ten_per_cent_is_not_one_of_ten_points(series):
    """A district's plan says cannabis rose «10 prosent» to 34: from 24, or from about 31."""
    points = series({VG1: [(2015, 24, {"n": 400}), (2018, 34, {"n": 400})]})
    percent = series({VG1: [(2015, 34 / 1.1, {"n": 400}), (2018, 34, {"n": 400})]})
    one, two = (rusfelt.evaluate(each, UngdataChange()) for each in (points, percent))
    assert (one["step_points"][0], round(one["step_percent"][0], 1)) == (pytest.approx(10), 41.7)
    assert (round(two["step_points"][0], 1), two["step_percent"][0]) == (3.1, pytest.approx(10))


def test_both_intervals_are_as_statsmodels_prints_them(series):
    """120 of 400 and then 90 of 380: newcomb and log of statsmodels 0.15.0."""
    panel = series({VG1: [(2015, 30, {"x": 120, "n": 400}), (2018, 23.7, {"x": 90, "n": 380})]})
    found = rusfelt.evaluate(panel, UngdataChange())
    assert [found["step_points_low"][0], found["step_points_high"][0]] == pytest.approx(
        [-12.458559336904329, -0.08534076880098024]
    )
    assert [found["step_percent_low"][0], found["step_percent_high"][0]] == pytest.approx(
        [100 * (0.624457634291348 - 1), 100 * (0.9980960498116811 - 1)]
    )


def test_the_last_two_waves_and_the_first_and_last_are_two_answers(series):
    waves = [(2012, 30, {"n": 500}), (2015, 20, {"n": 500}), (2018, 24, {"n": 500})]
    found = rusfelt.evaluate(series({VG1: waves}), UngdataChange())
    assert [found["step_points"][0], found["span_points"][0]] == pytest.approx([4, -6])
    assert [found["step_percent"][0], found["span_percent"][0]] == pytest.approx([20, -20])
    assert [found[name][0] for name in ("first_time", "previous_time", "last_time")] == [
        2012,
        2015,
        2018,
    ]
    assert found["waves"][0] == 3


def test_from_nobody_there_is_a_change_in_points_and_none_in_per_cent(series):
    panel = series({VG1: [(2015, 0, {"n": 50}), (2018, 8, {"n": 50})]})
    found = rusfelt.evaluate(panel, UngdataChange())
    assert found["step_points"][0] == pytest.approx(8)
    assert found["step_points_high"][0] > 8
    assert np.isnan([found["step_percent"][0], found["step_percent_low"][0]]).all()


def test_without_respondents_there_is_a_change_and_no_interval(series):
    panel = series({VG1: [(2015, 20, {}), (2018, 15, {"n": 900})]})
    found = rusfelt.evaluate(panel, UngdataChange())
    assert (found.status[0], found["step_points"][0]) == ("ok", pytest.approx(-5))
    assert np.isnan([found["step_points_low"][0], found["step_percent_high"][0]]).all()


def test_design_effects_widen_both_intervals_and_are_needed_in_every_wave(series):
    plain = [(2015, 30, {"n": 400}), (2018, 24, {"n": 400})]
    half = [(2015, 30, {"n": 400}), (2018, 24, {"n": 400, "deff": 1.5})]
    both = [(2015, 30, {"n": 400, "deff": 1.5}), (2018, 24, {"n": 400, "deff": 1.5})]
    found = rusfelt.evaluate(
        series({("a", "grade=vg1"): plain, ("b", "grade=vg1"): half, ("c", "grade=vg1"): both}),
        UngdataChange(),
    )
    for name in ("points", "percent"):
        width = found[f"step_{name}_high"] - found[f"step_{name}_low"]
        assert width[0] < width[1] < width[2]
    assert found["clusters"].tolist() == ["not-accounted-for", "not-accounted-for", "accounted-for"]


@pytest.mark.parametrize(
    ("group", "years", "word"),
    [
        ("level=lower-secondary", (2021, 2023), "may-repeat"),
        ("", (2015, 2018), "may-repeat"),
        ("", (2012, 2018), "new"),
        ("level=lower-secondary", (2015, 2018), "new"),
        ("grade=t8", (2021, 2023), "new"),
        ("grade=t8;sex=F", (2021, 2023), "new"),
    ],
)
def test_waves_two_years_apart_may_hold_the_same_pupils_unless_of_one_grade(
    series, group, years, word
):
    """Oslo was asked in 2021 and again in 2023; each school level lasts three years."""
    panel = series({("0301", group): [(year, 20, {"n": 99}) for year in years]})
    assert rusfelt.evaluate(panel, UngdataChange())["pupils"][0] == word


def test_the_change_of_a_person_is_refused_by_the_design(series):
    panel = series({VG1: [(2015, 20, {"n": 9}), (2018, 15, {"n": 9})]}, design="panel")
    found = rusfelt.evaluate(panel, UngdataChange())
    assert (found.status[0], found["reason"][0]) == ("unmet", "wrong-design")
    assert np.isnan(found["step_points"][0])


def test_it_can_never_settle_a_verdict():
    assert not UngdataChange().spec.judges
