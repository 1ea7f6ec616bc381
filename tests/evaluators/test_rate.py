"""Counts and rates by point with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import permuted_alike
from unit_panels import reasons, units

import rusfelt
from rusfelt.stats.estimates import rate

NAN = float("nan")
ROWS = [
    {"x": [0.0, 12.0, 3.0], "n": [900.0, 1000.0, 1100.0], "kind": "rate", "factor": 1000.0},
    {"x": [7.0], "n": [50.0], "kind": "count"},
    {"x": [4.0, 10.0], "n": [NAN, NAN], "kind": "count"},
    {"x": [2.5, 1.0], "n": [10.0, 10.0], "kind": "rate"},
    {"x": [1.0, 1.0], "n": [10.0, NAN], "kind": "rate"},
    {"x": [1.0, 0.0], "n": [10.0, 0.0], "kind": "rate"},
    {"x": [1.0], "n": [10.0], "kind": "rate", "factor": NAN},
    {"x": [1.0], "n": [10.0], "kind": "coverage"},
    {"x": [NAN], "n": [10.0], "kind": "count"},
    {"x": [], "n": [], "kind": "count"},
    {"x": [9.0], "n": [5e-324], "kind": "rate"},
]
PANEL = units(ROWS)


@pytest.mark.parametrize("method", ["exact", "byar"])
def test_every_point_has_the_functions_interval(method):
    """Of series of three, one and two points; a count is the count, whatever it is out of."""
    found = rusfelt.evaluate(PANEL, "rate", method=method, confidence=0.9)
    rates = rate([0, 12, 3], [900, 1000, 1100], factor=1000, method=method, confidence=0.9)
    counts = rate([7, 4, 10], 1, method=method, confidence=0.9)
    for name in ("value", "low", "high"):
        assert found.points[name][:3] == pytest.approx(getattr(rates, name))
        assert found.points[name][3:6] == pytest.approx(getattr(counts, name))
    assert found.points["value"][0] == found.points["low"][0] == 0 < found.points["high"][0]


def test_a_series_with_a_point_that_has_none_has_none():
    """And says why; the others keep theirs."""
    found = rusfelt.evaluate(PANEL, "rate")
    assert list(reasons(found).values()) == [
        "ok", "ok", "ok", "not-whole-counts", "lacks:n", "no-exposure", "lacks:factor",
        "wrong-kind", "lacks:x", "too-few-points", "no-estimate",
    ]  # fmt: skip
    assert np.isnan(found.points["value"][6:-1]).all()


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "rate")
