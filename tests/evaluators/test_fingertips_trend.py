"""The marker of the last five points."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged, without

import rusfelt
from rusfelt.stats.fingertips_trend import fingertips_trend

X = [994, 1023, 1199, 1332, 1367]
N = [40299, 41527, 42811, 44064, 44701]
Y = [100 * x / n for x, n in zip(X, N, strict=True)]
SE = [0.1] * 5
NONE = [float("nan")] * 5


def share(x=X, n=N, **more):
    """A share of these counts."""
    return {
        "y": [100 * a / b for a, b in zip(x, n, strict=True)],
        "x": list(map(float, x)), "n": list(map(float, n)), "se": [np.nan] * len(x),
        "deff": [np.nan] * len(x), "kind": "coverage", **more,
    }  # fmt: skip


PANEL = ragged(
    [
        share(),
        share([900, 950, 940, *X], [40000] * 3 + N),
        share(kind="rate", se=SE),
        share(kind="rate"),
        share(x=[0, *X[1:]]),
        share(x=[994.5, *X[1:]]),
        share(deff=[2.0] * 5),
        share(deff=[2.0] * 5, se=SE),
        share(X[:4], N[:4]),
        share(kind="rate", se=[0.0, *SE[1:]]),
        share(kind="rate", se=[1e-30, *SE[1:]]),
        share(kind="rate", y=[1e308] * 5, se=[1e308] * 5),
        share(kind="rate", se=[float("inf"), *SE[1:]]),
    ]
)
ASKED = rusfelt.evaluate(PANEL, "fingertips-trend")


def test_shares_are_marked_from_their_counts():
    """As the function marks them, which is Fingertips' own χ² of 47.9."""
    known = fingertips_trend(x=X, n=N)
    assert ASKED["marker"][0] == known.marker == "increasing"
    assert ASKED["chi2"][0] == pytest.approx(47.9, abs=0.05)
    assert ASKED["chi2"][0] == pytest.approx(float(known.chi2))
    assert ASKED["slope"][0] == pytest.approx(float(known.slope))
    assert (ASKED["method"][0], ASKED["significant"][0], ASKED["same_sign"][0]) == (
        "shares", True, True,
    )  # fmt: skip


def test_only_the_last_five_points_of_a_longer_series_count():
    """The three years before change nothing but the time of the first point."""
    assert ASKED["chi2"][1] == pytest.approx(ASKED["chi2"][0])
    assert ASKED["first_t"][:2].tolist() == [2010, 2013]
    strict = rusfelt.evaluate(PANEL, "fingertips-trend", use_last=False)
    assert outcomes(strict)[:2] == ["ok", "more-than-five-points"]


def test_other_figures_are_marked_from_their_standard_errors():
    """With 95 % intervals of 1.96 standard errors either way."""
    half = 1.96 * np.array(SE)
    known = fingertips_trend(value=Y, low=Y - half, high=Y + half)
    for row in (2, 7):
        assert ASKED["method"][row] == "values"
        assert ASKED["chi2"][row] == pytest.approx(float(known.chi2), rel=1e-12)
        assert ASKED["marker"][row] == known.marker


def test_every_row_without_an_answer_says_why():
    """And the rows beside it have theirs."""
    assert outcomes(ASKED) == [
        "ok", "ok", "ok", "no-standard-error", "none-or-all", "no-standard-error",
        "no-standard-error", "ok", "too-few-points", "no-standard-error", "no-estimate",
        "no-estimate", "no-estimate",
    ]  # fmt: skip
    for row, code in enumerate(outcomes(ASKED)):
        for language in ("nb", "nn", "en"):
            assert bool(ASKED.reason(row, language)) is (code != "ok")


def test_a_panel_that_does_not_say_its_kind_needs_standard_errors():
    """Counts of people out of people and of events out of people look alike."""
    assert outcomes(rusfelt.evaluate(without(PANEL, "kind"), "fingertips-trend"))[:3] == [
        "no-standard-error", "no-standard-error", "ok",
    ]  # fmt: skip


def test_a_missing_year_counts_as_the_distance_it_is():
    """Points on a line through real time are on no line through their numbers."""
    t = [2010, 2011, 2012, 2013, 2020]
    gap = rusfelt.evaluate(ragged([share(t=t)]), "fingertips-trend")
    assert gap["chi2"][0] == pytest.approx(float(fingertips_trend(x=X, n=N, t=t).chi2))
    assert gap["chi2"][0] != pytest.approx(ASKED["chi2"][0], rel=1e-3)


def test_the_mirrored_share_has_the_mirrored_marker():
    """Those who had it and those who had not move opposite ways, equally clearly."""
    other = [n - x for x, n in zip(X, N, strict=True)]
    mirrored = rusfelt.evaluate(ragged([share(other)]), "fingertips-trend")
    assert mirrored["marker"].tolist() == ["decreasing"]
    assert mirrored["chi2"][0] == pytest.approx(ASKED["chi2"][0])
    assert mirrored["slope"][0] == pytest.approx(-ASKED["slope"][0])


def test_the_order_of_series_does_not_matter():
    """Each row depends on its own series alone."""
    permuted_alike(PANEL, "fingertips-trend")


def test_parameters_are_checked_when_it_is_made():
    """By name and by type."""
    with pytest.raises(rusfelt.PluginError, match="use_last"):
        rusfelt.evaluate(PANEL, "fingertips-trend", use_last="no")
