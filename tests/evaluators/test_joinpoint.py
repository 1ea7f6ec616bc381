"""Bends and segments, ragged as they are."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.joinpoint import joinpoint

BENT = [50, 53, 55, 58, 62, 65, 60, 55, 51, 47, 43]
STRAIGHT = [10, 11.2, 11.9, 13.4, 14.5, 16.3, 17.4]
FEW = {"permutations": 199}
NONE = [float("nan")] * 11
PANEL = ragged(
    [
        {"y": BENT, "se": NONE},
        {"y": STRAIGHT, "se": [np.nan] * 7},
        {"y": [0, *BENT[1:]], "se": NONE},
        {"y": BENT[:6], "se": [np.nan] * 6},
        {"y": BENT, "se": [0.5, 1, 2, 1, 0.5, 1, 2, 1, 0.5, 1, 2]},
        {"y": BENT, "se": [0.0, *[1.0] * 10]},
        {"y": [float(i) for i in range(1, 42)], "se": [np.nan] * 41},
        {"y": BENT, "se": [1e-200, *[1.0] * 10]},
    ]
)
ASKED = rusfelt.evaluate(PANEL, "joinpoint", **FEW)


def curve(found, name, row):
    """The values of one row of a ragged column."""
    each = found.curves[name]
    return each.values[each.offsets[row] : each.offsets[row + 1]]


def test_the_bend_and_its_segments_are_the_functions():
    """One joinpoint in 2015, two segments, and the p of the last test."""
    known = joinpoint(BENT, np.arange(2010, 2021), permutations=199)
    assert curve(ASKED, "joinpoint", 0).tolist() == [2015.0]
    assert curve(ASKED, "segment_start", 0).tolist() == [2010.0, 2015.0]
    assert curve(ASKED, "segment_end", 0).tolist() == [2015.0, 2020.0]
    for name in ("apc", "apc_low", "apc_high"):
        assert curve(ASKED, name, 0) == pytest.approx(getattr(known, name)[:2])
    assert curve(ASKED, "segment_slope", 0) == pytest.approx(known.slope[:2])
    assert (ASKED["number"][0], ASKED["tried"][0]) == (1.0, 1.0)
    for name in ("aapc", "aapc_low", "aapc_high", "average", "average_low", "average_high"):
        assert ASKED[name][0] == pytest.approx(float(getattr(known, name)))
    assert ASKED["p"][0] == pytest.approx(known.p[~np.isnan(known.p)][-1])


def test_a_shorter_series_beside_it_has_its_own_segments():
    """No bend: no joinpoint and one segment."""
    known = joinpoint(STRAIGHT, permutations=199)
    assert curve(ASKED, "joinpoint", 1).tolist() == []
    assert curve(ASKED, "apc", 1) == pytest.approx(known.apc[:1])
    assert ASKED["aapc"][1] == pytest.approx(float(known.aapc))


def test_every_row_without_an_answer_says_why_and_has_no_segments():
    """0 has no logarithm, six points no bend, and 41 are too many to search."""
    assert outcomes(ASKED) == [
        "ok", "ok", "not-positive", "too-few-points", "ok", "ok", "too-many-points", "no-estimate",
    ]  # fmt: skip
    for row in (2, 3, 6, 7):
        assert len(curve(ASKED, "apc", row)) == len(curve(ASKED, "joinpoint", row)) == 0
        assert all(ASKED.reason(row, language) for language in ("nb", "nn", "en"))


def test_standard_errors_weigh_the_points_where_all_of_them_are_there():
    """And where one is missing none of them does, which is said."""
    known = joinpoint(BENT, se=PANEL[4].point["se"], permutations=199)
    assert ASKED["weighted"].tolist()[:6] == [False, False, False, False, True, False]
    assert ASKED["aapc"][4] == pytest.approx(float(known.aapc))
    assert ASKED["aapc"][5] == pytest.approx(ASKED["aapc"][0])


def test_the_linear_scale_takes_zero_and_has_no_per_cent():
    """Slopes instead, and a mirrored series bends the other way."""
    found = rusfelt.evaluate(PANEL, "joinpoint", scale="linear", **FEW)
    assert outcomes(found)[2] == "ok"
    assert np.isnan(found["aapc"]).all()
    mirrored = ragged([{"y": [-y for y in BENT]}])
    other = rusfelt.evaluate(mirrored, "joinpoint", scale="linear", **FEW)
    assert other["average"][0] == pytest.approx(-found["average"][0])
    assert curve(other, "segment_slope", 0) == pytest.approx(-curve(found, "segment_slope", 0))
    assert other["p"][0] == pytest.approx(found["p"][0])


def test_a_criterion_makes_no_test():
    """So there is no p."""
    found = rusfelt.evaluate(PANEL, "joinpoint", method="bic")
    assert np.isnan(found["p"]).all()
    assert found["number"][0] == float(joinpoint(BENT, method="bic").number)


@pytest.mark.parametrize("most", range(6))
@pytest.mark.parametrize("n", [7, 8, 9, 11, 12, 14, 17])
def test_no_more_joinpoints_are_tried_than_fit(n, most):
    """A short series is tried with fewer than asked for, and says how many."""
    y = 10 + np.sin(np.arange(n))
    found = rusfelt.evaluate(
        ragged([{"y": list(y)}]), "joinpoint", method="bic", max_joinpoints=most
    )
    assert outcomes(found) == ["ok"]
    fit = found["tried"][0]
    assert fit <= most
    if fit < most:
        with pytest.raises(rusfelt.DomainError, match="do not fit"):
            joinpoint(y, method="bic", max_joinpoints=int(fit) + 1)


def test_what_is_taken_for_granted_is_said():
    """Below 20 points nothing can check it; a saw-tooth around a bend is seen not to hold."""
    assert ASKED["caution"][0] == "autocorrelation-unchecked"
    random = np.random.default_rng(11).normal(0, 0.02, 24)
    bend = np.minimum(np.arange(24), 12) / 10
    wave = 0.1 * np.sin(np.arange(24) / 2)
    both = [{"y": list(np.exp(bend + random))}, {"y": list(np.exp(bend + wave))}]
    found = rusfelt.evaluate(ragged(both), "joinpoint", max_joinpoints=1, **FEW)
    assert found["caution"].tolist() == ["", "autocorrelated"]
    assert found["number"].tolist() == [1, 1]


def test_the_order_of_series_does_not_matter():
    """Each row and each curve depends on its own series alone."""
    permuted_alike(PANEL, "joinpoint", **FEW)


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"max_joinpoints": 6}, "max_joinpoints"),
        ({"max_joinpoints": -2}, "max_joinpoints"),
        ({"method": "aic"}, "method"),
        ({"scale": "root"}, "scale"),
        ({"permutations": 0}, "permutations"),
        ({"permutations": 20}, "never reach"),
        ({"alpha": 1.0}, "alpha"),
    ],
)
def test_parameters_are_checked_when_it_is_made(params, word):
    """Before any series is looked at."""
    with pytest.raises(rusfelt.PluginError, match=word):
        rusfelt.evaluate(PANEL, "joinpoint", **params)
