"""Cumulative sums of small deviations."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.evaluators.cusum import Cusum
from rusfelt.findings import NO_INTEGER
from rusfelt.stats.cusum import cusum
from rusfelt.stats.xmr import xmr

RNG = np.random.default_rng(2)
CALM = RNG.normal(10, 1, 12).round(2).tolist()
DRIFT = [*RNG.normal(10, 1, 12).round(2).tolist(), *RNG.normal(12, 1, 8).round(2).tolist()]
PANEL = ragged(
    [
        {"y": CALM},
        {"y": DRIFT},
        {"y": [-v for v in DRIFT]},
        {"y": [1.0, 2.0]},
        {"y": [4.0] * 12},
        {"y": [1e308, -1e308] * 6},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "cusum", baseline=12)


def points(name: str, row: int) -> np.ndarray:
    return ASKED.points[name][PANEL.offsets[row] : PANEL.offsets[row + 1]]


@pytest.mark.parametrize(("row", "y"), [(0, CALM), (1, DRIFT)])
def test_sums_are_against_the_baselines_level_and_spread(row, y):
    """The spread is the unscreened mean difference over 1.128."""
    level = xmr(y, screened=False, baseline=12)
    known = cusum(y, centre=level.centre, sd=level.mean_range / 1.128)
    assert points("high", row) == pytest.approx(known.high)
    assert points("low", row) == pytest.approx(known.low)
    assert points("alarm", row).tolist() == known.signal.tolist()
    assert ASKED["centre"][row] == level.centre
    assert ASKED["signals"][row] == np.count_nonzero(known.signal)


def test_a_small_lasting_rise_is_found_and_dated():
    """And its mirror image is a fall at the same time; the calm series has none."""
    assert ASKED["signal"][:3].tolist() == [False, True, True]
    assert ASKED["direction"][:3].tolist() == ["", "up", "down"]
    first = int(np.flatnonzero(points("alarm", 1))[0])
    assert ASKED["first_signal"][1] == ASKED["first_signal"][2] == 2010 + first
    assert np.isnan(ASKED["first_signal"][0])


def test_every_row_without_an_answer_says_why():
    """Too few points, no spread to measure by, and figures that cannot be subtracted."""
    assert outcomes(ASKED) == ["ok"] * 3 + ["too-few-points", "no-variation", "no-estimate"]
    assert ASKED["signals"][3:].tolist() == [NO_INTEGER] * 3
    assert not points("alarm", 4).any()
    assert np.isnan(points("high", 5)).all()
    assert all(ASKED.reason(4, language) for language in ("nb", "nn", "en"))


def test_a_lower_limit_signals_sooner():
    """h and k are the evaluator's parameters."""
    soon = rusfelt.evaluate(PANEL, "cusum", baseline=12, h=1)
    assert soon["first_signal"][1] < ASKED["first_signal"][1]
    assert dict(soon.provenance.params) == {"k": 0.5, "h": 1.0, "baseline": 12}


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "cusum")


@pytest.mark.parametrize("params", [{"k": -1}, {"h": 0}, {"h": np.inf}, {"baseline": 1}], ids=str)
def test_impossible_choices_are_refused_when_made(params):
    """Before any panel is looked at."""
    with pytest.raises(ValueError, match=next(iter(params))):
        Cusum(**params)
