"""What is needed from now on, as an amount and as a share."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged, without

import rusfelt
from rusfelt.stats.required_change import required_change

NAN = float("nan")
PANEL = ragged(
    [
        {"y": [30, 25]},
        {"y": [30, 25, 10]},
        {"y": [30, 25, 10], "better": "target"},
        {"y": [30, 0], "better": "higher"},
        {"y": [30, 25], "held": 40.0},
        {"y": [30, 25], "due": 2011.0},
        {"y": [30, 25], "due": NAN},
        {"y": [30, 25], "target": -np.inf},
        {"y": []},
        {"y": [30, 1.7e308], "target": -1.7e308, "due": 2011.5},
    ],
    target=15.0,
    due=2021.0,
    better="lower",
    held=NAN,
)
ASKED = rusfelt.evaluate(PANEL, "required-change")


def test_both_changes_are_given():
    """10 in ten years is 1 a year, or 4.98 per cent of the figure a year."""
    assert (ASKED["linear_change"][0], ASKED["time"][0]) == (-1, 10)
    assert ASKED["compound_change"][0] == pytest.approx(-0.0498, abs=5e-5)
    known = required_change(40, 2011, 15, 2021, kind="compound", better="lower")
    assert ASKED["compound_change"][4] == pytest.approx(float(known.change))


def test_a_target_already_passed_asks_for_nothing_where_a_direction_is_stated():
    """Where nearness is better the way back is told."""
    assert ASKED["linear_change"][1] == 0
    assert ASKED["linear_change"][2] == pytest.approx(5 / 9)
    nobody = rusfelt.evaluate(without(PANEL, "better"), "required-change")
    assert nobody["linear_change"][1] == pytest.approx(5 / 9)


def test_no_rate_leads_out_of_zero_but_an_amount_does():
    """The row has its answer, without the compound one."""
    assert ASKED["linear_change"][3] == pytest.approx(1.5)
    assert np.isnan(ASKED["compound_change"][3])


def test_every_row_without_an_answer_says_why():
    """A date that is past, what is not stated, and too large numbers."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "ok", "ok", "due-not-ahead", "lacks:due", "no-estimate",
        "too-few-points", "no-estimate",
    ]  # fmt: skip
    assert np.isnan(ASKED["linear_change"][5:]).all()


def test_the_mirrored_figures_need_the_mirrored_change():
    """In amounts; shares have no mirror."""
    mirrored = ragged([{"y": [-30, -25]}], target=-15.0, due=2021.0, better="higher", held=NAN)
    assert rusfelt.evaluate(mirrored, "required-change")["linear_change"].tolist() == [1]


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "required-change")
