"""Directly and indirectly standardised figures of units, against the functions."""

from __future__ import annotations

import numpy as np
import pytest
from unit_panels import by_ages, order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.standard_populations import EUROPEAN_2013, EUROPEAN_2013_DETAILED
from rusfelt.stats.standardisation import direct_rate, indirect_ratio

NAN = float("nan")
_DRAWN = np.random.default_rng(7)
EUROPE = [f"age={name}" for name in EUROPEAN_2013.labels]
PEOPLE = _DRAWN.integers(500, 3000, (3, 19)).astype(float)
EVENTS = _DRAWN.poisson(PEOPLE * np.linspace(0.001, 0.02, 19)).astype(float)


def _panel(events=EVENTS, people=PEOPLE, names=EUROPE, **shared):
    cells = {
        f"u{i}": list(zip(x, n, strict=True))
        for i, (x, n) in enumerate(zip(events, people, strict=True))
    }
    return by_ages(cells, names, factor=1000.0, **shared)


def _changed(cell, value, table):
    other = table.copy()
    other[cell] = value
    return other


@pytest.mark.parametrize("method", ["dobson", "fay-feuer"])
def test_a_direct_rate_for_each_unit(method):
    """With the ages of Europe, in the indicator's unit."""
    found = rusfelt.evaluate(_panel(), "direct-rate", method=method, confidence=0.9)
    known = direct_rate(
        EVENTS, PEOPLE, EUROPEAN_2013.weights, method=method, factor=1000, confidence=0.9
    )
    assert found["unit"].tolist() == ["u0", "u1", "u2"]
    for name in ("value", "low", "high", "events"):
        assert found[name] == pytest.approx(getattr(known, name))
    assert found["population"] == pytest.approx(PEOPLE.sum(axis=1))


def test_one_rate_in_every_age_group_is_the_standardised_rate():
    """Whatever the weights: 5 in 1,000."""
    flat = _panel(np.full((1, 19), 10.0), np.full((1, 19), 2000.0))
    assert rusfelt.evaluate(flat, "direct-rate")["value"] == pytest.approx([5])


def test_the_detailed_standard_has_its_own_age_groups():
    """21 of them, from the first year of life on."""
    names = [f"age={name}" for name in EUROPEAN_2013_DETAILED.labels]
    x, n = np.full((1, 21), 3.0), np.full((1, 21), 400.0)
    panel = _panel(x, n, names)
    found = rusfelt.evaluate(panel, "direct-rate", standard="european-2013-detailed")
    assert found["value"] == pytest.approx([7.5])
    assert reasons(rusfelt.evaluate(panel, "direct-rate")) == {"u0": "age-groups"}


def test_every_unit_without_a_direct_rate_says_why():
    """And the next one has its own."""
    few = np.vstack([EVENTS[:2], np.eye(19)[:1]])
    cases = {
        "few-events": _panel(few),
        "not-whole-counts": _panel(_changed((2, 3), 1.5, EVENTS)),
        "lacks:x": _panel(_changed((2, 3), NAN, EVENTS)),
        "lacks:n": _panel(people=_changed((2, 3), NAN, PEOPLE)),
        "no-exposure": _panel(_changed((2, 3), 2, EVENTS), _changed((2, 3), 0, PEOPLE)),
        "empty-stratum": _panel(_changed((2, 3), 0, EVENTS), _changed((2, 3), 0, PEOPLE)),
        "age-groups": _panel().take(np.arange(3 * 19 - 1)),
    }
    whole = rusfelt.evaluate(_panel(), "direct-rate")
    for code, panel in cases.items():
        found = rusfelt.evaluate(panel, "direct-rate")
        assert reasons(found) == {"u0": "ok", "u1": "ok", "u2": code}
        assert found["value"][:2] == pytest.approx(whole["value"][:2])
        for language in ("nb", "nn", "en"):
            assert found.reason(2, language) not in {"", code}
    none = rusfelt.evaluate(_panel(np.zeros((1, 19)), PEOPLE[:1]), "direct-rate", minimum_events=0)
    assert reasons(none) == {"u0": "no-events"}
    assert none["value"][0] == 0


def test_a_group_that_is_no_age_group_of_the_standard_stops_its_unit():
    """Everyone's figure is no age group, and does not."""
    rows = [
        {"unit": f"u{i}", "group": name, "x": [x], "n": [n]}
        for i in range(3)
        for name, x, n in zip(EUROPE, EVENTS[i], PEOPLE[i], strict=True)
    ]
    everyone = {"unit": "u0", "group": "", "x": [999.0], "n": [9999.0]}
    women = {"unit": "u1", "group": "sex=F", "x": [9.0], "n": [99.0]}
    late = [{**rows[-1], "t": [2031.0]}]
    panel = units([*rows[:-1], everyone, women, *late], kind="rate", factor=1000.0)
    found = rusfelt.evaluate(panel, "direct-rate")
    assert reasons(found) == {"u0": "ok", "u1": "age-groups", "u2": "different-times"}
    order_is_nothing(panel, "direct-rate")


@pytest.mark.parametrize("name", ["direct-rate", "indirect-ratio"])
def test_one_indicator_at_a_time(name):
    """A row is a unit, so a second indicator would have nowhere to stand."""
    rows = [
        {"indicator": kind, "group": "age=0-4", "unit": "u", "x": [5.0], "n": [9.0]}
        for kind in ("a", "b")
    ]
    found = rusfelt.evaluate(units(rows, kind="rate"), name)
    assert reasons(found) == {"u": "several-indicators"}
    odd = [{**row, "indicator": "a", "factor": float(i)} for i, row in enumerate(rows)]
    odd[1]["group"] = "age=5+"
    assert reasons(rusfelt.evaluate(units(odd, kind="rate"), name)) == {"u": "lacks:factor"}


@pytest.mark.parametrize("method", ["byar", "exact"])
def test_an_indirect_ratio_for_each_unit(method):
    """Against all units together, in age groups of the figures' own."""
    ages, x, n = ["age=0-17", "age=18-66", "age=67+"], EVENTS[:, :3] + 4, PEOPLE[:, :3]
    panel = _panel(x, n, ages)
    found = rusfelt.evaluate(panel, "indirect-ratio", method=method)
    known = indirect_ratio(x, n, x.sum(axis=0), n.sum(axis=0), method=method, factor=1000)
    for name in known._fields[:-1]:
        assert found[name] == pytest.approx(getattr(known, name))
    assert found["expected"].sum() == pytest.approx(x.sum())
    assert found["places"].tolist() == [3] * 3
    order_is_nothing(panel, "indirect-ratio")


def test_every_unit_without_an_indirect_ratio_says_why():
    """It is no part of the reference of the others either."""
    ages, x, n = ["age=0-17", "age=18-66", "age=67+"], EVENTS[:, :3] + 4, PEOPLE[:, :3]
    two = rusfelt.evaluate(_panel(x[:2], n[:2], ages), "indirect-ratio")
    for code, panel in {
        "not-whole-counts": _panel(_changed((2, 0), 0.5, x), n, ages),
        "no-exposure": _panel(x, _changed((2, 0), 0, n), ages),
        "age-groups": _panel(x, n, ages).take(np.arange(8)),
    }.items():
        found = rusfelt.evaluate(panel, "indirect-ratio")
        assert reasons(found) == {"u0": "ok", "u1": "ok", "u2": code}
        assert found["ratio"][:2].tolist() == two["ratio"].tolist()
    nobody = rusfelt.evaluate(_panel(0 * x, n, ages), "indirect-ratio")
    assert set(reasons(nobody).values()) == {"nothing-expected"}
    alone = rusfelt.evaluate(_panel(x[:1], n[:1], ages), "indirect-ratio")
    assert reasons(alone) == {"u0": "too-few-units"}
    huge = rusfelt.evaluate(_panel(np.full((3, 3), 2.0**53), n, ages), "indirect-ratio")
    assert set(reasons(huge).values()) == {"no-estimate"}


def test_units_of_another_time_and_the_plans_own_area_are_not_compared():
    """The reference is of one time and counts nobody twice."""
    rows = [
        {"unit": unit, "group": age, "x": [5.0], "n": [100.0], "t": [year]}
        for unit, year in (("", 2024.0), ("a", 2024.0), ("b", 2024.0), ("c", 2023.0))
        for age in ("age=0-17", "age=18+")
    ]
    found = rusfelt.evaluate(units(rows, kind="count"), "indirect-ratio")
    assert reasons(found) == {"": "whole-area", "a": "ok", "b": "ok", "c": "other-time"}
    assert found["ratio"][1:3].tolist() == [1, 1]


@pytest.mark.parametrize("names", [("age=0-17", "age=10+"), ("age=0-17", "sex=F"), ("x", "y")])
def test_age_groups_that_overlap_or_are_none_give_no_ratio(names):
    """Nobody is expected twice."""
    found = rusfelt.evaluate(_panel(EVENTS[:, :2] + 4, PEOPLE[:, :2], names), "indirect-ratio")
    assert set(reasons(found).values()) == {"age-groups"}
