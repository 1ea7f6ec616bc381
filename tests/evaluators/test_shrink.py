"""Shrunken figures of units, against the function they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.shrinkage import shrink

X, N = [0, 60, 20], [50, 1000, 1000]
ROWS = [{"x": [7.0, float(x)], "n": [70.0, float(n)]} for x, n in zip(X, N, strict=True)]


@pytest.mark.parametrize(("kind", "word"), [("coverage", "proportion"), ("rate", "rate")])
def test_the_latest_figures_are_shrunk_in_the_indicators_unit(kind, word):
    """Here per hundred; a variance is per hundred squared."""
    found = rusfelt.evaluate(units(ROWS, kind=kind), "shrink")
    known = shrink(X, N, kind=word)
    assert found["value"] == pytest.approx([0, 6, 2])
    assert found["shrunk"] == pytest.approx(100 * known.shrunk)
    assert found["weight"] == pytest.approx(known.weight)
    assert found["centre"] == pytest.approx(100 * 80 / 2050)
    assert found["between"] == pytest.approx([1e4 * float(known.between)] * 3)
    assert found["places"].tolist() == [3] * 3


def test_the_smallest_unit_moves_furthest_and_nobody_past_the_centre():
    """A unit of fifty has a third of its own weight, those of a thousand nine tenths."""
    found = rusfelt.evaluate(units(ROWS, kind="rate"), "shrink")
    assert found["weight"][0] < found["weight"][1]
    share = (found["value"] - found["shrunk"]) / (found["value"] - found["centre"])
    assert ((share >= 0) & (share <= 1)).all()


def test_units_that_vary_no_more_than_chance_all_get_the_centre():
    """Also where nobody has a case."""
    for x in (0.0, 5.0):
        found = rusfelt.evaluate(units([{"x": [x], "n": [100.0]}] * 4, kind="rate"), "shrink")
        assert found["weight"].tolist() == [0] * 4
        assert found["shrunk"] == pytest.approx([x] * 4)


def test_what_is_not_compared_says_why():
    """One unit alone, another time, more cases than people."""
    assert reasons(rusfelt.evaluate(units(ROWS[:1], kind="rate"), "shrink")) == {
        "u00": "too-few-units"
    }
    late = {"x": [1.0], "n": [9.0], "t": [2030.0]}
    swapped = {"x": [1.0, 9.0], "n": [9.0, 1.0]}
    found = rusfelt.evaluate(units([*ROWS, late, swapped], kind="coverage"), "shrink")
    assert list(reasons(found).values()) == ["ok"] * 3 + ["other-time", "not-whole-counts"]
    assert np.isnan(found["shrunk"][3:]).all()
    alone = rusfelt.evaluate(units(ROWS, kind="coverage"), "shrink")
    assert found["shrunk"][:3].tolist() == alone["shrunk"].tolist()


def test_the_order_of_series_does_not_matter():
    """Not even in the last digit."""
    order_is_nothing(units(ROWS, kind="rate"), "shrink")
