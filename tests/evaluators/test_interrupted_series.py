"""Level and slope before and after a tiltak began."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.evaluators.interrupted_series import InterruptedSeries
from rusfelt.findings import NO_INTEGER
from rusfelt.stats.interrupted_series import interrupted_series

NAN = float("nan")
STEP = [5.0, 6, 5, 7, 6, 7, 7, 8, 4, 5, 4, 5, 5, 6, 5, 6]
LONG = [*STEP, *[v - 1 for v in STEP[8:]]]
PANEL = ragged(
    [
        {"y": STEP},
        {"y": LONG},
        {"y": [-v for v in STEP]},
        {"y": STEP, "intervention": NAN},
        {"y": STEP, "intervention": 2012.0},
        {"y": STEP, "intervention": 2024.0},
        {"y": STEP, "intervention": 1990.0},
        {"y": STEP, "intervention": np.inf},
        {"y": STEP[:5], "intervention": 2012.0},
        {"y": [1.7e308, -1.7e308] * 8},
        {"y": [1.0, 2, 3, 9, 10, 11], "intervention": 2013.0},
        {"y": STEP, "t": [2000.0, *np.arange(2011.0, 2026)]},
    ],
    intervention=2018.0,
)
ASKED = rusfelt.evaluate(PANEL, "interrupted-series")


def points(name: str, row: int) -> np.ndarray:
    return ASKED.points[name][PANEL.offsets[row] : PANEL.offsets[row + 1]]


@pytest.mark.parametrize(("row", "y"), [(0, STEP), (1, LONG)])
def test_the_numbers_are_those_of_the_segmented_regression(row, y):
    """On the real times, whatever the length of the series beside it."""
    known = interrupted_series(y, interruption=2018, t=np.arange(2010.0, 2010 + len(y)))
    for name in (
        "level_change", "level_se", "level_low", "level_high", "level_p", "slope_change",
        "slope_p", "effect", "effect_low", "effect_p", "slope", "rho", "df", "n_before", "n_after",
    ):  # fmt: skip
        assert ASKED[name][row] == pytest.approx(getattr(known, name), rel=1e-9), name
    assert points("fitted", row) == pytest.approx(known.fitted)
    assert points("counterfactual", row) == pytest.approx(known.counterfactual)
    assert ASKED["caution"][row] == known.caution


def test_a_point_at_the_start_belongs_to_after():
    """Eight before 2018, eight from then on; and the line before goes on beside the points."""
    assert (ASKED["n_before"][0], ASKED["n_after"][0]) == (8, 8)
    assert points("counterfactual", 0)[:8] == pytest.approx(points("fitted", 0)[:8])
    assert ASKED["effect"][0] == pytest.approx(
        points("fitted", 0)[-1] - points("counterfactual", 0)[-1]
    )


def test_the_mirrored_series_has_the_mirrored_change():
    """And the same p."""
    assert ASKED["level_change"][2] == pytest.approx(-ASKED["level_change"][0])
    assert ASKED["level_p"][2] == pytest.approx(ASKED["level_p"][0])


def test_every_row_without_an_answer_says_why():
    """No start, too few on a side, a start outside the series, too few points, beyond a float."""
    few = "few-before-or-after"
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "lacks:intervention", few, few, few, few, "too-few-points", "no-estimate",
        "ok", "ok",
    ]  # fmt: skip
    assert ASKED["n_before"][3:10].tolist() == [NO_INTEGER] * 7
    assert np.isnan(points("fitted", 4)).all()
    assert all(ASKED.reason(4, language) for language in ("nb", "nn", "en"))


def test_cautions_are_not_cut_short():
    """Short before, too few to see autocorrelation, and nothing left over, all said."""
    assert ASKED["caution"][0] == "autocorrelation-unchecked"
    assert ASKED["caution"][10] == "short-before autocorrelation-unchecked exact-fit"
    assert np.isnan(ASKED["level_p"][10])


def test_methods_refuse_what_they_cannot_do():
    """Newey-West wants twenty points; Prais-Winsten wants even steps."""
    robust = rusfelt.evaluate(PANEL, "interrupted-series", method="newey-west", lags=2)
    assert outcomes(robust)[:2] == ["too-short-for-newey-west", "ok"]
    known = interrupted_series(LONG, interruption=8, method="newey-west", lags=2)
    assert robust["level_se"][1] == pytest.approx(float(known.level_se), rel=1e-9)
    many = rusfelt.evaluate(PANEL, "interrupted-series", method="newey-west", lags=99)
    assert outcomes(many)[:2] == ["too-short-for-newey-west"] * 2
    again = rusfelt.evaluate(PANEL, "interrupted-series", method="prais-winsten")
    assert outcomes(again)[-1] == "uneven-times"
    assert outcomes(again)[0] == "ok"


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "interrupted-series")


def test_it_never_judges_and_its_choices_are_checked():
    """It cannot tell the tiltak from whatever else happened then."""
    assert not InterruptedSeries().spec.judges
    for params in ({"method": "arima"}, {"lags": -2}, {"lags": 1.5}):
        with pytest.raises((ValueError, TypeError)):
            InterruptedSeries(**params)
