"""The chance of the target, with what it rests on beside it."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.chance_of_target import chance_of_target
from rusfelt.stats.kendall import mann_kendall

NAN = float("nan")
FALL = [30, 28, 27, 25, 24]
FLAT = [28, 29, 28.5, 27, 29.5, 28]
PANEL = ragged(
    [
        {"y": FALL},
        {"y": FLAT},
        {"y": FALL, "better": "higher"},
        {"y": [30, 29, 28]},
        {"y": [30, 29]},
        {"y": FALL, "better": "target"},
        {"y": FALL, "better": "undeclared"},
        {"y": FALL, "due": 2014.0},
        {"y": FALL, "held": 134.0},
        {"y": FALL, "held": 24.0},
        {"y": FALL, "target": np.inf},
        {"y": FALL, "target": NAN},
        {"y": [28, 28, 28]},
        {"y": [1e308, -1e308, 1e308, -1e308]},
    ],
    target=20.0,
    due=2017.0,
    better="lower",
    held=NAN,
)
ASKED = rusfelt.evaluate(PANEL, "chance-of-target")


def test_the_chance_is_the_functions():
    """With its prediction interval, degrees of freedom and horizon."""
    for row, y in ((0, FALL), (1, FLAT)):
        known = chance_of_target(
            y, np.arange(2010, 2010 + len(y)), target=20, due=2017, better="lower"
        )
        for name, value in known._asdict().items():
            assert ASKED[name][row] == pytest.approx(float(value))
    assert ASKED["chance"][0] == pytest.approx(0.833, abs=5e-4)


def test_the_test_of_a_trend_stands_beside_it():
    """A flat series has a chance too, and a word that it rests on scatter."""
    assert ASKED["p"][0] == pytest.approx(2 / 120)
    assert ASKED["p"][1] == pytest.approx(float(mann_kendall(FLAT).p))
    assert ASKED["trend_uncertain"].tolist()[:2] == [False, True]
    assert ASKED["caution"][0] == "autocorrelation-unchecked"


def test_the_chances_of_both_directions_sum_to_one():
    """At or above the target, and at or below it."""
    assert ASKED["chance"][0] + ASKED["chance"][2] == pytest.approx(1)


def test_the_mirrored_series_has_the_same_chance():
    """A rise towards a target is a fall towards its opposite."""
    mirrored = ragged([{"y": [-y for y in FALL]}], target=-20.0, due=2017.0, better="higher")
    found = rusfelt.evaluate(mirrored, "chance-of-target")
    assert found["chance"][0] == pytest.approx(ASKED["chance"][0])
    assert found["low"][0] == pytest.approx(-ASKED["high"][0])


def test_every_row_without_an_answer_says_why():
    """A target held against a sum is not one the next value could reach alone."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "no-scatter", "too-few-points", "better-is-near-target", "no-direction",
        "due-not-ahead", "held-otherwise", "ok", "no-estimate", "lacks:target", "no-scatter",
        "ok",
    ]  # fmt: skip
    assert ASKED["predicted"][3] == pytest.approx(23)
    for row, code in enumerate(outcomes(ASKED)):
        for language in ("nb", "nn", "en"):
            assert bool(ASKED.reason(row, language)) is (code != "ok")


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "chance-of-target")
