"""Shares by point with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import permuted_alike
from unit_panels import reasons, units

import rusfelt
from rusfelt.stats.estimates import proportion

NAN = float("nan")
ROWS = [
    {"x": [7.0, 0.0], "n": [20.0, 9.0]},
    {"x": [4.0], "n": [4.0], "factor": 1.0},
    {"x": [5.0], "n": [4.0]},
    {"x": [1.0], "n": [4.5]},
    {"x": [0.0], "n": [0.0]},
    {"x": [1.0], "n": [NAN]},
    {"x": [1.0], "n": [4.0], "deff": [1.3]},
    {"x": [1.0], "n": [4.0], "kind": "rate"},
    {"x": [], "n": []},
    {"x": [1.0], "n": [4.0], "factor": -1.0},
    {"x": [1.0], "n": [4.0], "factor": 1e308},
]
PANEL = units([{"deff": [NAN] * len(row["x"]), **row} for row in ROWS], kind="coverage")


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson"])
def test_every_point_has_the_functions_interval(method):
    """In the indicator's unit: 7 of 20 is 35, from 18.1 to 56.7 by Wilson."""
    found = rusfelt.evaluate(PANEL, "proportion", method=method)
    known = proportion([7, 0, 4], [20, 9, 4], method=method)
    for name in ("value", "low", "high"):
        assert found.points[name][:3] == pytest.approx(getattr(known, name) * [100, 100, 1])
    if method == "wilson":
        assert found.points["low"][0] == pytest.approx(18.1, abs=0.05)


def test_a_series_with_a_point_that_has_none_says_why():
    """The others keep theirs."""
    found = rusfelt.evaluate(PANEL, "proportion")
    assert list(reasons(found).values()) == [
        "ok", "ok", "not-whole-counts", "not-whole-counts", "no-exposure", "lacks:n",
        "design-effect", "wrong-kind", "too-few-points", "lacks:factor", "ok",
    ]  # fmt: skip
    assert np.isnan(found.points["low"][3:-1]).all()


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "proportion")
