"""Ranks of units with what they could be, against the function they are made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.intervals import poisson_exact, wilson
from rusfelt.stats.ranks import rank_uncertainty

NAN = float("nan")
SCORES = [12.0, 9.0, 8.0, 3.0]
ROWS = [{"y": [5.0] * extra + [score], "se": [1.0] * (extra + 1),
         "t": np.arange(2024 - extra, 2025.0)} for extra, score in enumerate(SCORES)]  # fmt: skip
PANEL = units(ROWS, kind="score", better="higher")


@pytest.mark.parametrize("joint", [False, True])
def test_the_ranks_are_the_functions(joint):
    """Of the latest points, with the standard errors given."""
    found = rusfelt.evaluate(PANEL, "rank-uncertainty", joint=joint, confidence=0.9)
    known = rank_uncertainty(SCORES, 1.0, joint=joint, confidence=0.9)
    assert found["rank"].tolist() == known.rank.tolist() == [1, 2, 3, 4]
    assert found["rank_low"].tolist() == known.low.tolist()
    assert found["rank_high"].tolist() == known.high.tolist()
    assert found["se_source"].tolist() == ["given"] * 4
    assert found["rank"].dtype == np.int64


def test_the_mirrored_direction_mirrors_the_ranks():
    """The best of the high is the worst of the low; a parameter stands over what is declared."""
    high = rusfelt.evaluate(PANEL, "rank-uncertainty")
    for low in (
        rusfelt.evaluate(units(ROWS, kind="score", better="lower"), "rank-uncertainty"),
        rusfelt.evaluate(PANEL, "rank-uncertainty", better="lower"),
    ):
        assert low["rank"].tolist() == (5 - high["rank"]).tolist()
        assert low["rank_low"].tolist() == (5 - high["rank_high"]).tolist()


def test_errors_come_from_counting_where_none_is_given():
    """In the indicator's unit; with no cases, or nothing but cases, from the interval."""
    x, n = [25.0, 0.0, 64.0, 40.0], [100.0, 50.0, 64.0, 80.0]
    rows = [{"x": [a], "n": [b]} for a, b in zip(x, n, strict=True)]
    share = rusfelt.evaluate(units(rows, kind="coverage", better="lower"), "rank-uncertainty")
    ends = [wilson(0, 50), wilson(64, 64)]
    assert share["se"] == pytest.approx(
        [
            100 * math.sqrt(0.25 * 0.75 / 100),
            *(25 * float(end.high - end.low) for end in ends),
            100 * math.sqrt(0.5 * 0.5 / 80),
        ]
    )
    assert share["se_source"].tolist() == ["counted", "interval", "interval", "counted"]
    count = rusfelt.evaluate(units(rows, kind="count", better="lower"), "rank-uncertainty")
    assert count["value"] == pytest.approx([0.25, 0, 1, 0.5])
    assert count["se"][:2] == pytest.approx(
        [5 / 100, float(poisson_exact(0, exposure=50).high) / 4]
    )


def test_a_design_effect_widens_and_a_given_error_comes_first():
    """Four times the variance is twice the error."""
    rows = [
        {"x": [25.0], "n": [100.0], "deff": [1.0], "se": [NAN]},
        {"x": [25.0], "n": [100.0], "deff": [4.0], "se": [NAN]},
        {"x": [25.0], "n": [100.0], "deff": [4.0], "se": [3.0]},
    ]
    found = rusfelt.evaluate(units(rows, kind="coverage", better="lower"), "rank-uncertainty")
    assert found["se"] == pytest.approx([4.330127, 8.660254, 3])
    assert found["rank"].tolist() == [1, 1, 1]


def test_every_row_that_is_not_ranked_says_why():
    """And the two that can be are."""
    nothing = {"x": [NAN], "n": [NAN], "se": [NAN], "y": [4.0], "t": [2024.0]}
    fine = {**nothing, "se": [1.0]}
    rows = [
        fine,
        {**fine, "y": [9.0]},
        {**nothing, "kind": "score"},
        {**nothing, "x": [2.5], "n": [9.0]},
        {**nothing, "x": [2.0]},
        {**nothing, "x": [2.0], "n": [0.0]},
        {**nothing, "x": [2.0], "n": [9.0], "factor": 0.0},
        {**fine, "kind": "count"},
        {**fine, "better": "target"},
        {**fine, "better": "undeclared"},
        {**fine, "better": "higher"},
        {**fine, "t": [2023.0]},
        {**fine, "unit": ""},
        {**fine, "se": [1e-320], "y": [1e308], "kind": "count", "n": [1e-308]},
    ]
    shared = {"kind": "rate", "better": "lower"}
    found = rusfelt.evaluate(units(rows, **shared), "rank-uncertainty")
    assert found["reason"].tolist() == [
        "", "", "no-standard-error", "not-whole-counts", "lacks:n", "no-exposure", "lacks:factor",
        "lacks:n", "better-is-near-target", "no-direction", "too-few-units", "other-time",
        "whole-area", "no-estimate",
    ]  # fmt: skip
    assert found["rank"][:2].tolist() == [1, 2]
    assert found.to_dict()["columns"]["rank"][2] is None


def test_more_than_a_thousand_units_are_not_ranked():
    """Every pair would be held at once."""
    many = units([{"y": [1.0], "se": [1.0]}] * 1001, kind="score", better="lower")
    assert set(reasons(rusfelt.evaluate(many, "rank-uncertainty")).values()) == {"too-many-units"}


def test_the_order_of_series_does_not_matter():
    """Not even in the last digit."""
    order_is_nothing(PANEL, "rank-uncertainty")
