"""A trend beyond each value's pull on the next."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.prewhitened_kendall import prewhitened_mann_kendall

RISE = [22, 25, 24, 27, 30, 29, 33, 36]
LONG = list(np.cumsum(np.random.default_rng(4).normal(size=45)))
PANEL = ragged(
    [
        {"y": RISE},
        {"y": RISE, "t": [2010, 2011, 2012, 2013, 2014, 2015, 2016, 2018]},
        {"y": RISE, "t": [2010 + i / 12 for i in range(8)]},
        {"y": LONG},
        {"y": [4.0] * 6},
        {"y": RISE[:2]},
        {"y": [1e308, -1e308, 1e308, 1e308]},
        {"y": [1.0, 2, 4], "t": [-1.7e308, 0.0, 1.7e308]},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "prewhitened-mann-kendall")


def test_the_test_is_the_functions():
    """With the correlation that was taken out."""
    for row, y in ((0, RISE), (3, LONG)):
        known = prewhitened_mann_kendall(y)
        for name in ("s", "var_s", "tau", "p", "size", "smallest_p", "r1"):
            assert ASKED[name][row] == pytest.approx(float(getattr(known, name)))
        assert ASKED["method"][row] == known.method
    assert (round(ASKED["r1"][0], 3), round(ASKED["p"][0], 4)) == (0.508, 0.069)


def test_months_are_equally_spaced_but_a_missing_year_is_not():
    """A pull over two years is another than over one."""
    assert outcomes(ASKED) == [
        "ok", "uneven-times", "ok", "ok", "ok", "too-few-points", "ok", "ok",
    ]  # fmt: skip
    assert ASKED["p"][2] == ASKED["p"][0]
    assert all(ASKED.reason(1, language) for language in ("nb", "nn", "en"))


def test_the_normal_approximation_can_be_asked_for():
    """And has another p."""
    found = rusfelt.evaluate(PANEL, "prewhitened-mann-kendall", method="normal")
    known = prewhitened_mann_kendall(RISE, method="normal")
    assert found["p"][0] == pytest.approx(float(known.p))
    assert found["p"][0] != ASKED["p"][0]


def test_the_mirrored_series_has_the_mirrored_trend():
    """And the same p."""
    found = rusfelt.evaluate(ragged([{"y": [-y for y in RISE]}]), "prewhitened-mann-kendall")
    assert (found["s"][0], found["p"][0]) == (-ASKED["s"][0], pytest.approx(ASKED["p"][0]))


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "prewhitened-mann-kendall")
