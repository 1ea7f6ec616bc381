"""The slope and the relative index over units, against the functions they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.inequality import relative_index, slope_index

NAN = float("nan")
# From the least deprived to the most, so that the order of the rows is not the order of ranks.
VALUES, PEOPLE = [79.0, 75.0, 74.0, 70.0], [800.0, 1200.0, 1000.0, 900.0]
ROWS = [
    {"y": [1.0] * extra + [value], "se": [0.5] * (extra + 1), "n": [people] * (extra + 1),
     "t": np.arange(2024 - extra, 2025.0), "deprivation": float(extra)}
    for extra, (value, people) in enumerate(zip(VALUES, PEOPLE, strict=True))
]  # fmt: skip
PANEL = units(ROWS, kind="score")
BOTH = pytest.mark.parametrize("name", ["slope-index", "relative-index"])


def test_the_indices_are_the_functions_with_the_most_deprived_first():
    """A larger deprivation is more deprived; figures are the latest of one to four points."""
    turned = (VALUES[::-1], 0.5, PEOPLE[::-1])
    for name, params, known in (
        ("slope-index", {}, slope_index(*turned)),
        ("slope-index", {"confidence": 0.9}, slope_index(*turned, confidence=0.9)),
        ("relative-index", {}, relative_index(*turned)),
        ("relative-index", {"scale": "log"}, relative_index(*turned, scale="log")),
    ):
        found = rusfelt.evaluate(PANEL, name, **params)
        assert found["indicator"].tolist() == ["i"]
        for field, value in known._asdict().items():
            assert found[field][0] == pytest.approx(float(value))
        assert (found["time"][0], found["units"][0]) == (2024, 4)
    assert found["estimate"][0] > 1


def test_the_published_direction_holds():
    """Life expectancy is higher among the least deprived, so the slope is positive: 11.2."""
    rows = [
        {"y": [y], "se": [0.5], "n": [1000.0], "deprivation": rank}
        for y, rank in ((70.0, 4.0), (74.0, 3.0), (75.0, 2.0), (79.0, 1.0))
    ]
    found = rusfelt.evaluate(units(rows, kind="score"), "slope-index")
    assert found["estimate"][0] == pytest.approx(11.2)
    assert found["low"][0] == pytest.approx(9.447, abs=5e-4)
    turned = [{**row, "deprivation": -row["deprivation"]} for row in rows]
    mirrored = rusfelt.evaluate(units(turned, kind="score"), "slope-index")
    assert mirrored["estimate"][0] == pytest.approx(-11.2)


def test_errors_come_from_counting_where_none_is_given():
    """No cases have the error of their interval, and the index its own."""
    rows = [
        {"x": [x], "n": [200.0], "deprivation": rank}
        for x, rank in ((0.0, 1.0), (20.0, 2.0), (50.0, 3.0))
    ]
    found = rusfelt.evaluate(units(rows, kind="coverage"), "slope-index")
    from rusfelt.stats.intervals import wilson

    se = [100 * np.sqrt(0.25 * 0.75 / 200), 100 * np.sqrt(0.1 * 0.9 / 200)]
    known = slope_index([25, 10, 0], [*se, 25 * float(wilson(0, 200).high)], 200)
    assert found["estimate"][0] == pytest.approx(float(known.estimate))
    assert found["low"][0] == pytest.approx(float(known.low))


def test_units_equally_deprived_share_a_rank():
    """Two of 500 with 70 and 80 are as one of 1000 with 75, whatever they are called."""
    rows = [
        {"y": [70.0], "se": [0.6], "n": [500.0], "deprivation": 2.0},
        {"y": [80.0], "se": [0.8], "n": [500.0], "deprivation": 2.0},
        {"y": [60.0], "se": [0.5], "n": [700.0], "deprivation": 3.0},
        {"y": [90.0], "se": [0.5], "n": [700.0], "deprivation": 1.0},
    ]
    found = rusfelt.evaluate(units(rows, kind="score"), "slope-index")
    known = slope_index([60, 75, 90], [0.5, 0.5, 0.5], [700, 1000, 700])
    assert found["estimate"][0] == pytest.approx(float(known.estimate))
    assert found["high"][0] == pytest.approx(float(known.high))
    assert found["units"][0] == 4


@BOTH
def test_every_indicator_without_an_index_says_why(name):
    """One row an indicator, and the one that is complete is not touched by the others."""
    first, second = ROWS[0], ROWS[1]
    gone = {"se": [NAN], "y": [4.0], "n": [9.0], "t": [2024.0], "deprivation": 1.0}
    wrong = {
        "no-standard-error": [first, gone],
        "lacks:n": [first, {**first, "n": [NAN]}],
        "no-exposure": [first, {**first, "n": [0.0]}],
        "lacks:deprivation": [{**row, "deprivation": NAN} for row in (first, second)],
        "different-times": [first, {**first, "t": [2023.0], "deprivation": 5.0}],
        "too-few-units": [first, {**second, "deprivation": 0.0}],
        "several-groups": [{**first, "group": "sex=F"}, {**second, "group": "sex=M"}],
        "no-data": [first, {"y": [], "se": [], "n": [], "deprivation": 2.0, "t": []}],
        "ok": [
            *({**row, "unit": f"v{i}"} for i, row in enumerate(ROWS)),
            {**first, "deprivation": NAN},
            {**first, "unit": ""},
            {**first, "unit": "v1", "part": -1},
            {**first, "unit": "v1", "group": "sex=F"},
        ],
    }
    rows = [{**row, "indicator": code} for code, some in wrong.items() for row in some]
    rows = [{"group": "", **row, "factor": 1.0} for row in rows]
    panel = units(rows, kind="score")
    found = rusfelt.evaluate(panel, name)
    assert reasons(found) == {code: code for code in wrong}
    row = found["indicator"].tolist().index("ok")
    alone = rusfelt.evaluate(PANEL, name)
    assert found["estimate"][row] == alone["estimate"][0]
    assert found["units"][row] == 4
    order_is_nothing(panel, name)
    for at in range(found.rows):
        assert bool(found.reason(at, "nb")) is (at != row)


def test_one_unit_alone_and_figures_not_above_zero():
    """The logarithm has a reason of its own, and so has a line that ends below 0."""
    assert reasons(rusfelt.evaluate(PANEL.take([0]), "slope-index")) == {"i": "too-few-units"}
    rows = [
        {"y": [y], "se": [0.5], "n": [10.0], "deprivation": rank}
        for y, rank in ((0.0, 1.0), (-4.0, 2.0))
    ]
    panel = units(rows, kind="score")
    assert reasons(rusfelt.evaluate(panel, "slope-index")) == {"i": "ok"}
    assert reasons(rusfelt.evaluate(panel, "relative-index")) == {"i": "no-estimate"}
    assert reasons(rusfelt.evaluate(panel, "relative-index", scale="log")) == {"i": "not-positive"}


def test_deprivation_told_in_words_orders_nobody():
    """Only a rank or a score does."""
    rows = [{**row, "deprivation": "much"} for row in ROWS]
    found = rusfelt.evaluate(units(rows, kind="score"), "slope-index")
    assert reasons(found) == {"i": "lacks:deprivation"}


@BOTH
def test_the_order_of_series_does_not_matter(name):
    """Not even in the last digit."""
    order_is_nothing(PANEL, name)


@BOTH
def test_units_too_many_to_count_leave_no_index(name):
    """The people of two units equally deprived add up to no number."""
    rows = [
        {"y": [5.0], "se": [0.5], "n": [n], "deprivation": rank}
        for n, rank in ((1e308, 1.0), (1e308, 1.0), (9.0, 2.0))
    ]
    assert reasons(rusfelt.evaluate(units(rows, kind="score"), name)) == {"i": "no-estimate"}
