"""What ungdata-share says of waves."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt_ungdata.share import UngdataShare

NORDRE_AKER = ("030108", "grade=vg3")


def test_a_wave_has_its_share_interval_and_respondents(series):
    """34 of 100 is 34 per cent, 25.5 to 43.7 (statsmodels 0.15.0)."""
    panel = series({NORDRE_AKER: [(2018, 34, {"x": 34, "n": 100})]})
    found = rusfelt.evaluate(panel, UngdataShare())
    row = [found.points[name][0] for name in ("percent", "low", "high", "respondents", "effective")]
    assert row == pytest.approx([34, 25.461520797348164, 43.722271145275377, 100, 100])


def test_a_design_effect_widens_the_interval_and_is_said(series):
    waves = [(2015, 30, {"n": 400}), (2018, 30, {"n": 400, "deff": 1.6})]
    found = rusfelt.evaluate(series({NORDRE_AKER: waves}), UngdataShare())
    width = found.points["high"] - found.points["low"]
    assert found.points["effective"].tolist() == [400, 250]
    assert width[1] > 1.2 * width[0]
    assert found.points["clusters"].tolist() == ["not-accounted-for", "accounted-for"]


def test_a_share_without_a_count_is_read_by_its_factor(series):
    """Per cent with factor 100 and a share with factor 1 are the same share."""
    percent = series({NORDRE_AKER: [(2018, 12, {"n": 300})]})
    share = series({NORDRE_AKER: [(2018, 0.12, {"n": 300})]}, factor=1.0)
    one, two = (rusfelt.evaluate(each, UngdataShare()) for each in (percent, share))
    assert one["last_percent"][0] == pytest.approx(12)
    for name in ("last_percent", "last_low", "last_high"):
        assert one[name][0] == pytest.approx(two[name][0])


def test_without_count_and_factor_nobody_guesses_whether_it_is_per_cent(series):
    panel = series({NORDRE_AKER: [(2018, 0.12, {"n": 300})]}, factor=None)
    found = rusfelt.evaluate(panel, UngdataShare())
    assert found.status[0] == "undefined"
    assert found.reason(0, "en") == (
        "The share has no count and the factor is missing: 0.12 may be a share or per cent."
    )


def test_a_wave_without_respondents_has_a_share_and_no_interval(series):
    found = rusfelt.evaluate(series({NORDRE_AKER: [(2018, 34, {})]}), UngdataShare())
    assert found.status[0] == "ok"
    assert found["last_percent"][0] == 34
    assert np.isnan(
        [found["last_low"][0], found["last_high"][0], found["last_respondents"][0]]
    ).all()


@pytest.mark.parametrize(
    ("lowest", "words", "flagged"),
    [
        (None, ["undeclared", "undeclared", "missing", "impossible"], 2),
        (0.8, ["reached", "below", "missing", "impossible"], 3),
        (0.72, ["reached", "reached", "missing", "impossible"], 2),
    ],
)
def test_a_response_rate_is_low_only_where_somebody_said_how_low_that_is(
    series, lowest, words, flagged
):
    """86 and 72 per cent are those of Ung i Oslo 2015; 72 as a share is more than all."""
    rates = [0.86, 0.72, float("nan"), 72]
    waves = [(2012 + 3 * k, 30, {"n": 400, "response_rate": rate}) for k, rate in enumerate(rates)]
    found = rusfelt.evaluate(series({NORDRE_AKER: waves}), UngdataShare(lowest_response=lowest))
    assert found.points["response"].tolist() == words
    assert found["flagged"][0] == flagged
    assert found.points["response_rate"][:2].tolist() == [86, 72]
    assert np.isnan(found.points["response_rate"][2:]).all()


@pytest.mark.parametrize(
    ("wave", "reason"),
    [
        ((2018, 130.0, {"n": 400}), "no-share"),
        ((2018, 50.0, {"x": 300, "n": 200}), "no-share"),
        ((2018, 50.0, {"n": 0}), "no-respondents"),
        ((2018, 50.0, {"n": 400, "deff": 0}), "no-design-effect"),
    ],
)
def test_an_impossible_wave_leaves_the_series_without_an_answer(series, wave, reason):
    panel = series(
        {NORDRE_AKER: [(2015, 30, {"n": 400}), wave], ("0301", ""): [(2018, 30, {"n": 9})]}
    )
    found = rusfelt.evaluate(panel, UngdataShare())
    assert found.status.tolist() == ["undefined", "ok"]
    assert found["reason"][0] == reason
    assert np.isnan(found.points["percent"][:2]).all()


def test_the_same_people_followed_are_no_cross_section_and_are_refused(series):
    panel = series({NORDRE_AKER: [(2018, 34, {"n": 100})]}, design="panel")
    found = rusfelt.evaluate(panel, UngdataShare())
    assert (found.status[0], found["reason"][0]) == ("unmet", "wrong-design")


@pytest.mark.parametrize("lowest", [-0.1, 72])
def test_a_lowest_response_rate_is_a_share_and_not_per_cent(lowest):
    with pytest.raises(ValueError, match="lowest_response"):
        UngdataShare(lowest_response=lowest)
