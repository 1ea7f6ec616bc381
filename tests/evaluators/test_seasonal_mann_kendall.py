"""Each season held against itself."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.domain import Period
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.seasonal_kendall import seasonal_mann_kendall

QUARTERS = [3.0, 9, 5, 1, 4, 12, 5, 2, 6, 11, 7, 3]
T = [Period.parse(f"{2015 + i // 4}-Q{1 + i % 4}").t for i in range(12)]
MONTHS = [Period.parse(f"{2015 + i // 12}-{1 + i % 12:02}").t for i in range(30)]
WAVE = [10 * np.sin(2 * np.pi * i / 12) + 0.2 * i + (-1) ** (i // 5) for i in range(30)]
MISSING = [0, 1, 3, 4, 5, 6, 8, 9, 10, 11]
PANEL = ragged(
    [
        {"y": QUARTERS, "t": T},
        {"y": [QUARTERS[i] for i in MISSING], "t": [T[i] for i in MISSING]},
        {"y": WAVE, "t": MONTHS},
        {"y": QUARTERS, "t": np.arange(12) * 0.3},
        {"y": QUARTERS},
        {"y": QUARTERS[:4], "t": T[:4]},
        {"y": QUARTERS[:2], "t": T[:2]},
        {"y": QUARTERS[5:], "t": T[5:]},
        {"y": QUARTERS[:3], "t": [0.0, 0.25, 1e300]},
        {"y": [1e308, -1e308] * 6, "t": T},
        {"y": [2.0] * 12, "t": T},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "seasonal-mann-kendall")
SEASON = np.array([0, 1, 2, 3] * 3)


def test_quarters_are_held_against_the_same_quarter():
    """As the function's own example; a trend that plain ranks cannot see for the seasons."""
    known = seasonal_mann_kendall(QUARTERS, seasons=4)
    for name in ("s", "var_s", "tau", "p", "size", "smallest_p"):
        assert ASKED[name][0] == pytest.approx(float(getattr(known, name)))
    assert (ASKED["s"][0], ASKED["seasons"][0], ASKED["method"][0]) == (9, 4, "exact")
    assert ASKED["p"][0] < 0.05 < float(mann_kendall(QUARTERS).p)


def test_a_missing_quarter_is_not_mistaken_for_another():
    """The season is read off the time, not off the place in the row."""
    known = seasonal_mann_kendall([QUARTERS[i] for i in MISSING], seasons=SEASON[MISSING])
    assert ASKED["p"][1] == pytest.approx(float(known.p))
    late = seasonal_mann_kendall(QUARTERS[5:], seasons=4, first=1)
    assert ASKED["p"][7] == pytest.approx(float(late.p))


def test_months_are_twelve_seasons():
    """Though a twelfth is no exact fraction."""
    known = seasonal_mann_kendall(WAVE, seasons=12)
    assert (ASKED["s"][2], ASKED["seasons"][2]) == (float(known.s), 12)


def test_every_row_without_an_answer_says_why():
    """Times off the calendar, a single season, and years too few to compare."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "not-in-seasons", "one-season", "no-season-twice", "too-few-points",
        "ok", "not-in-seasons", "ok", "ok",
    ]  # fmt: skip
    strict = rusfelt.evaluate(PANEL, "seasonal-mann-kendall", seasons=4)
    assert outcomes(strict)[:3] == ["ok", "ok", "not-in-seasons"]
    for row, code in enumerate(outcomes(ASKED)):
        for language in ("nb", "nn", "en"):
            assert bool(ASKED.reason(row, language)) is (code != "ok")
    day = ragged([{"y": [1, 2, 3]}], clock="day")
    assert outcomes(rusfelt.evaluate(day, "seasonal-mann-kendall")) == ["wrong-clock"]


def test_seasons_that_depend_on_each_other_are_tested_by_years():
    """With the function's own p; a gap that hides a new year has no answer."""
    found = rusfelt.evaluate(PANEL, "seasonal-mann-kendall", dependence="correlated")
    known = seasonal_mann_kendall(QUARTERS, seasons=4, dependence="correlated")
    assert found["p"][0] == pytest.approx(float(known.p))
    assert found["method"][0] == "normal"
    hidden = [0, 4, 5, 8, 10]  # from the first quarter of one year to the second of the next
    told = [T[0], T[5], T[8], T[10], T[8] + 1]
    gap = ragged([{"y": [QUARTERS[i] for i in hidden], "t": told}])
    assert outcomes(rusfelt.evaluate(gap, "seasonal-mann-kendall")) == ["ok"]
    correlated = rusfelt.evaluate(gap, "seasonal-mann-kendall", dependence="correlated")
    assert outcomes(correlated) == ["hidden-gap"]


def test_seasons_alone_are_no_autocorrelation():
    """A wave of the seasons is not what the caution is about; a wave over years is."""
    noise = np.random.default_rng(5).normal(size=40)
    t = [2000 + i / 4 for i in range(40)]
    season = [10.0 * (i % 4 > 1) for i in range(40)]
    slow = [3 * np.sin(i / 4) for i in range(40)]
    both = ragged(
        [{"y": list(noise + season), "t": t}, {"y": list(noise / 3 + season + slow), "t": t}]
    )
    found = rusfelt.evaluate(both, "seasonal-mann-kendall")
    assert found["caution"].tolist() == ["", "autocorrelated"]


def test_the_mirrored_series_has_the_mirrored_trend():
    """And the same p."""
    mirrored = ragged([{"y": [-y for y in QUARTERS], "t": T}])
    found = rusfelt.evaluate(mirrored, "seasonal-mann-kendall")
    assert (found["s"][0], found["p"][0]) == (-ASKED["s"][0], pytest.approx(ASKED["p"][0]))


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "seasonal-mann-kendall")
    permuted_alike(PANEL, "seasonal-mann-kendall", dependence="correlated")


def test_parameters_are_checked_when_it_is_made():
    """Two half-years are not offered."""
    with pytest.raises(rusfelt.PluginError, match="seasons"):
        rusfelt.evaluate(PANEL, "seasonal-mann-kendall", seasons=2)
