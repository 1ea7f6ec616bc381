"""Pooled figures of units, against the function they are made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.pooling import pool

NAN = float("nan")
FIRST, LAST = [5.0, 4.0, 6.0, 5.0], [10.0, 30.0, 50.0, 90.0]
ROWS = [
    {"y": [first, *[7.0] * extra, last], "se": [3.0] * (extra + 1) + [4.0],
     "t": [2015.0, *(2016.0 + i for i in range(extra)), 2024.0]}
    for extra, (first, last) in enumerate(zip(FIRST, LAST, strict=True))
]  # fmt: skip
PANEL = units(ROWS, kind="score")
OPTIONS = [
    {},
    {"method": "reml", "interval": "hartung-knapp"},
    {"method": "paule-mandel", "interval": "normal", "confidence": 0.9},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_latest_figures_and_changes_are_pooled(options):
    """A change has the errors of both ends: 5 from 3 and 4."""
    changes = np.array(LAST) - FIRST
    for what, known in (
        ("latest", pool(LAST, 4.0, **options)),
        ("change", pool(changes, 5.0, **options)),
    ):
        found = rusfelt.evaluate(PANEL, "pool", what=what, **options)
        for name, value in known._asdict().items():
            assert found[name][0] == pytest.approx(float(value))
        assert (found["units"][0], found["left_out"][0]) == (4, 0)
        assert found["time"][0] == 2024
    assert found["first_time"][0] == 2015


def test_pooling_counts_takes_their_errors_from_counting():
    """Per head for counts, in the indicator's unit for rates."""
    rows = [{"x": [x], "n": [n]} for x, n in ((16.0, 100.0), (25.0, 100.0), (0.0, 50.0))]
    zero = 3.6888794541139363 / 50 / 4
    known = pool([0.16, 0.25, 0], [0.04, 0.05, zero])
    count = rusfelt.evaluate(units(rows, kind="count"), "pool")
    assert count["estimate"][0] == pytest.approx(float(known.estimate))
    rate = rusfelt.evaluate(units(rows, kind="rate"), "pool")
    assert rate["estimate"][0] == pytest.approx(100 * float(known.estimate))
    assert rate["tau2"][0] == pytest.approx(1e4 * float(known.tau2))


def test_units_that_cannot_be_pooled_are_counted_as_left_out():
    """Those without an error and those from another time; the plan's own area is no unit."""
    others = [
        {"y": [4.0, 9.0], "se": [1.0, NAN]},
        {"y": [4.0, 9.0], "se": [1.0, 1.0], "t": [2015.0, 2023.0]},
        {"y": [], "se": [], "t": []},
    ]
    area = {"y": [4.0, 9.0], "se": [1.0, 1.0], "unit": ""}
    rows = [{"t": [2015.0, 2024.0], **row} for row in [*ROWS, *others, area]]
    for what in ("latest", "change"):
        found = rusfelt.evaluate(units(rows, kind="score"), "pool", what=what)
        alone = rusfelt.evaluate(PANEL, "pool", what=what)
        assert found["estimate"][0] == alone["estimate"][0]
        assert (found["units"][0], found["left_out"][0]) == (4, 3)


def test_every_indicator_that_is_not_pooled_says_why():
    """One row an indicator; two units are pooled, one is not."""
    one = ROWS[0]
    bare = {"y": [4.0], "se": [NAN], "t": [2024.0]}
    wrong = {
        "too-few-units": [one],
        "no-standard-error": [bare, bare],
        "several-groups": [{**one, "group": "sex=F"}, {**one, "group": "sex=M"}],
        "no-data": [{"y": [], "se": [], "t": []}],
        "whole-area": [{**one, "unit": ""}],
        "ok": [{**one, "unit": "a"}, {**ROWS[1], "unit": "b"}, {**one, "unit": "b", "part": -1}],
        "no-estimate": [{"y": [y], "se": [1.0], "t": [2024.0]} for y in (1e308, -1e308)],
    }
    rows = [{"group": "", **row, "indicator": code} for code, some in wrong.items() for row in some]
    panel = units(rows, kind="score")
    found = rusfelt.evaluate(panel, "pool")
    assert reasons(found) == {code: code for code in wrong}
    order_is_nothing(panel, "pool")
    row = found["indicator"].tolist().index("ok")
    known = pool(LAST[:2], 4.0)
    assert found["estimate"][row] == pytest.approx(float(known.estimate))
    assert math.isnan(found["prediction_low"][row])
    short = rusfelt.evaluate(units([bare | {"se": [1.0]}] * 2, kind="score"), "pool", what="change")
    assert reasons(short) == {"i": "one-point"}


def test_the_order_of_series_does_not_matter():
    """Not even in the last digit."""
    order_is_nothing(PANEL, "pool", what="change")
