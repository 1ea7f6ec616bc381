"""The change of units against the rest, against the function it is made of."""

from __future__ import annotations

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.relative_change import relative_to

X = [[30, 20, 14], [60, 61, 50], [100, 7, 100]]
N = [[1000, 1, 1100], [2000, 1, 2000], [1500, 1, 1400]]
ROWS = [{"x": [float(a) for a in x]} for x in X]
OVER = [{"x": [float(a) for a in x], "n": [float(a) for a in n]} for x, n in zip(X, N, strict=True)]
NAN = float("nan")


def test_bare_counts_are_held_against_the_others_sum():
    """30 to 14 against 160 to 150, whatever lies between."""
    found = rusfelt.evaluate(units(ROWS, kind="count"), "relative-to")
    known = relative_to(30, 14, 160, 150)
    assert float(known.p) == pytest.approx(0.0553, abs=5e-5)
    for name, value in known._asdict().items():
        column = {"place_ratio": "unit_ratio"}.get(name, name)
        assert found[column][0] == (value if name == "method" else pytest.approx(float(value)))
    assert found["over_n"].tolist() == [False] * 3
    assert found["places"].tolist() == [3] * 3
    assert (found["first_time"][0], found["last_time"][0]) == (2010, 2012)
    assert set(found["caution"]) == {"assumes-chance-variation-only"}


def test_with_exposure_throughout_rates_are_held_against_rates():
    """The rest's people are the others' together."""
    found = rusfelt.evaluate(units(OVER, kind="rate"), "relative-to", confidence=0.9)
    known = relative_to(
        60, 50, 130, 114, exposure_before=2000, exposure_after=2000, rest_exposure_before=2500,
        rest_exposure_after=2500, confidence=0.9,
    )  # fmt: skip
    for name in ("ratio", "low", "high", "p", "rest_ratio"):
        assert found[name][1] == pytest.approx(float(getattr(known, name)))
    assert found["over_n"].all()


def test_two_units_mirror_each_other():
    """What is one's relative fall is the other's relative rise."""
    found = rusfelt.evaluate(units(ROWS[:2], kind="count"), "relative-to")
    assert found["ratio"][0] == pytest.approx(1 / found["ratio"][1])
    assert found["p"][0] == pytest.approx(found["p"][1])


def test_counts_of_zero_have_a_p_and_no_ratio_where_there_is_none():
    """Nothing before and nothing after is no evidence either way."""
    zero = {"x": [0.0, 0.0, 0.0]}
    found = rusfelt.evaluate(units([zero, *ROWS], kind="count"), "relative-to")
    assert found.status.tolist() == ["ok"] * 4
    assert found["p"][0] == 1
    assert np.isnan(found["ratio"][0])
    gone = rusfelt.evaluate(units([zero, zero], kind="count"), "relative-to")
    assert gone["p"].tolist() == [1, 1]


def test_every_row_that_is_not_compared_says_why():
    """And plays no part in the rest of the others."""
    others = [
        {"x": [2.5, 3.0, 1.0]},
        {"x": [2.0, 3.0], "t": [2010.0, 2011.0]},
        {"x": [2.0]},
        {"x": [9.0, 9.0, 9.0], "unit": ""},
        {"x": [9.0, 9.0, 9.0], "group": "sex=F"},
        {"x": [9.0, 9.0, 9.0], "part": -1, "unit": "u01"},
        {"x": [9.0, 9.0, 9.0], "kind": "score"},
        {"x": [NAN, 9.0, 9.0]},
    ]
    found = rusfelt.evaluate(units([*ROWS, *others], kind="count"), "relative-to")
    assert found["reason"].tolist() == [
        "", "", "", "not-whole-counts", "other-time", "too-few-points", "whole-area",
        "too-few-units", "earlier-part", "wrong-kind", "lacks:x",
    ]  # fmt: skip
    alone = rusfelt.evaluate(units(ROWS, kind="count"), "relative-to")
    assert found["p"][:3].tolist() == alone["p"].tolist()


def test_exposure_of_some_units_only_stops_the_comparison():
    """A rest partly counted over people is neither rates nor counts."""
    rows = [OVER[0], {**OVER[1], "n": [NAN] * 3}, OVER[2]]
    found = rusfelt.evaluate(units(rows, kind="count"), "relative-to")
    assert set(reasons(found).values()) == {"some-exposures"}
    rows = [OVER[0], {**OVER[1], "n": [0.0, 1.0, 5.0]}, OVER[2]]
    found = rusfelt.evaluate(units(rows, kind="count"), "relative-to")
    assert list(reasons(found).values()) == ["ok", "no-exposure", "ok"]


def test_enormous_input_is_undefined_or_answered_and_never_an_error():
    """A total no number holds exactly, and exposures that differ by all there is."""
    huge = units([{"x": [2.0**53, 2.0**53]}] * 3, kind="count")
    assert set(reasons(rusfelt.evaluate(huge, "relative-to")).values()) == {"no-estimate"}
    wide = [{"x": [3.0, 4.0], "n": [n, n]} for n in (1e300, 1.0, 1e-300)]
    assert rusfelt.evaluate(units(wide, kind="rate"), "relative-to")["p"] == pytest.approx(
        float(relative_to(3, 4, 6, 8).p)
    )


def test_the_order_of_series_does_not_matter():
    """Not even in the last digit."""
    order_is_nothing(units(OVER, kind="rate"), "relative-to")
