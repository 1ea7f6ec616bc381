"""All units of an indicator together."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import ragged

import rusfelt
from rusfelt.stats.seasonal_kendall import regional_mann_kendall

SITES = [[1, 2, 3, 5], [7, 9, 8, 9], [2, 2, 3, 3]]
OTHER = [[5, 4, 4, 3, 1, 2], [9, 9, 8, 8, 7, 3]]


def units(indicator, rows, **more):
    """One series a unit."""
    return [
        {"indicator": indicator, "unit": f"u{i}", "y": row, **more} for i, row in enumerate(rows)
    ]


SERIES = [
    *units("a", SITES),
    *units("a", [[9, 1], [8, 2]], group="women"),
    *units("b", [row[::-1] for row in SITES]),
    *units("c", OTHER),
    *units("d", SITES[:1]),
    *units("e", [SITES[0], SITES[1][:3]]),
    *units("f", [SITES[0]]),
    {"indicator": "f", "unit": "u9", "y": SITES[1], "t": [2010, 2011, 2012, 2014]},
    *units("g", SITES, group="women"),
    *units("h", SITES, group="women"),
    *units("h", SITES, group="men"),
    *units("i", [[], []]),
    *units("j", [[1], [2]]),
    *units("k", [[4, 1, 9], [7, 7, 1]], part=0),
    *units("k", SITES[:2], part=1),
    *units("l", [SITES[0], []]),
]
PANEL = ragged(SERIES)
ASKED = rusfelt.evaluate(PANEL, "regional-mann-kendall")
ALONE = rusfelt.evaluate(PANEL, "regional-mann-kendall", dependence="independent")
REASONS = {
    "a": "", "b": "", "c": "", "d": "one-site", "e": "different-times", "f": "different-times",
    "g": "", "h": "several-groups", "i": "no-data", "j": "one-point", "k": "",
    "l": "different-times",
}  # fmt: skip


def test_each_indicator_has_one_row_with_the_functions_test():
    """Over its units, allowed to be alike unless told they are not."""
    assert ASKED["indicator"].tolist() == list(REASONS)
    for row, sites in ((0, SITES), (2, OTHER)):
        for found, dependence in ((ASKED, "correlated"), (ALONE, "independent")):
            known = regional_mann_kendall(sites, dependence=dependence)
            for name in ("s", "var_s", "tau", "p", "size", "smallest_p"):
                assert found[name][row] == pytest.approx(float(getattr(known, name)), nan_ok=True)
            assert found["method"][row] == known.method
    assert (ALONE["s"][0], round(ALONE["p"][0], 4)) == (13, 0.0081)
    assert (ASKED["sites"][2], ASKED["points"][2]) == (2, 6)


def test_every_row_without_an_answer_says_why():
    """A unit without figures is not left out in silence."""
    assert ASKED["reason"].tolist() == list(REASONS.values())
    for row, code in enumerate(REASONS.values()):
        assert ASKED.status[row] == ("undefined" if code else "ok")
        for language in ("nb", "nn", "en"):
            assert bool(ASKED.reason(row, language)) is bool(code)


def test_groups_and_parts_are_kept_apart():
    """Everyone where there is such a series, the only group else, and what follows a break."""
    rows = dict(zip(REASONS, ALONE["p"], strict=True))
    assert rows["g"] == rows["a"]
    assert rows["k"] == pytest.approx(float(regional_mann_kendall(SITES[:2]).p))


def test_the_reversed_region_has_the_mirrored_trend():
    """And the same p."""
    assert (ASKED["s"][1], ASKED["p"][1]) == (-ASKED["s"][0], pytest.approx(ASKED["p"][0]))


def test_the_order_of_series_does_not_matter():
    """One row an indicator, in the order of their names."""
    order = np.random.default_rng(2).permutation(len(PANEL))
    shuffled = rusfelt.evaluate(PANEL.take(order), "regional-mann-kendall")
    for name in ASKED:
        assert (
            shuffled[name].tolist() == pytest.approx(ASKED[name].tolist(), nan_ok=True)
            or (shuffled[name] == ASKED[name]).all()
        )
