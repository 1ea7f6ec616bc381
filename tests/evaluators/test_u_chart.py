"""Rates whose limits follow their exposure."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.stats.attribute_charts import u_chart

X = [2.0, 3, 8, 1, 1, 4, 1, 4, 5, 1, 3, 2]
N = [50.0, 50, 50.5, 50, 60, 50, 50, 50, 50, 50, 50, 40]


def series(x, n, **more):
    return {"y": list(x), "x": list(x), "n": list(n), **more}


PANEL = ragged(
    [
        series(X, N),
        series([*X, 30.0], [*N, 50.0]),
        series([*X[:-1], 1.5], N),
        series(X, [*N[:-1], 0.0]),
        series(X, [*N[:-1], np.inf]),
        series([0.0] * 12, N),
        series(X[:5], N[:5]),
        series(X, N, kind="coverage"),
        series([9e15, 1.0] * 6, [1e-300] * 12),
        series(X, N, kind="count", factor=1.0),
    ],
    factor=1000.0, kind="rate",
)  # fmt: skip
ASKED = rusfelt.evaluate(PANEL, "u-chart")


def points(name: str, row: int) -> np.ndarray:
    return ASKED.points[name][PANEL.offsets[row] : PANEL.offsets[row + 1]]


@pytest.mark.parametrize(("row", "x", "n"), [(0, X, N), (1, [*X, 30.0], [*N, 50.0])])
def test_the_lines_are_those_of_the_chart_in_the_indicators_unit(row, x, n):
    """Events per thousand here: the rate times the factor."""
    known = u_chart(x, n)
    for name in ("value", "lower", "upper", "near_lower", "near_upper"):
        assert points(name, row) == pytest.approx(1000 * getattr(known, name)), name
    assert ASKED["centre"][row] == pytest.approx(1000 * known.centre)
    assert ASKED["sigma_z"][row] == pytest.approx(known.sigma_z)


def test_the_rate_far_above_is_marked():
    """Thirty where three are usual."""
    assert points("rule", 1)[-1] == "outside"
    assert ASKED["signal"][:2].tolist() == [False, True]


def test_every_row_without_an_answer_says_why():
    """No counts, no exposure, no event, too few points, no rate, and rates beyond a float."""
    assert outcomes(ASKED) == [
        "ok", "ok", "not-whole-counts", "some-exposures", "some-exposures", "no-variation",
        "too-few-points", "wrong-kind", "no-estimate", "ok",
    ]  # fmt: skip
    assert np.isnan(ASKED["centre"][2:9]).all()


def test_the_prime_chart_is_wider_by_sigma_z():
    """Laney's."""
    prime = rusfelt.evaluate(PANEL, "u-chart", prime=True)
    assert prime.points["upper"][:12] == pytest.approx(1000 * u_chart(X, N, prime=True).upper)


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "u-chart")
