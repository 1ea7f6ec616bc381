"""Shares whose limits follow their denominators."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged, without

import rusfelt
from rusfelt.stats.attribute_charts import p_chart
from rusfelt.stats.run_rules import run_rules

NAN = float("nan")
X = [12.0, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6]
N = [50.0, 60, 50, 40, 50, 50, 55, 50, 50, 50, 45, 50]
NONE = [NAN] * 12


def series(x, n, **more):
    y = [100 * a / b if b else 0.0 for a, b in zip(x, n, strict=True)]
    deff = more.pop("deff", [NAN] * len(x))
    return {"y": np.nan_to_num(y), "x": list(x), "n": list(n), "deff": deff, **more}


PANEL = ragged(
    [
        series(X, N),
        series([*X, 44.0], [*N, 50.0]),
        series([*X[:-1], 1.5], N),
        series([*X[:-1], 51.0], N),
        series(X, [*N[:-1], 0.0]),
        series([0.0] * 12, N),
        series(N, N),
        series(X[:5], N[:5]),
        series(X, N, deff=[1.0] * 11 + [1.8]),
        series(X, N, kind="rate"),
        series(X, N, factor=np.inf),
    ],
    factor=100.0, kind="coverage",
)  # fmt: skip
ASKED = rusfelt.evaluate(PANEL, "p-chart")


def points(name: str, row: int) -> np.ndarray:
    return ASKED.points[name][PANEL.offsets[row] : PANEL.offsets[row + 1]]


@pytest.mark.parametrize(("row", "x", "n"), [(0, X, N), (1, [*X, 44.0], [*N, 50.0])])
def test_the_lines_are_those_of_the_chart_in_the_indicators_unit(row, x, n):
    """Per cent here: the share times the factor."""
    known = p_chart(x, n)
    for name in ("value", "lower", "upper", "near_lower", "near_upper"):
        assert points(name, row) == pytest.approx(100 * getattr(known, name)), name
    assert ASKED["centre"][row] == pytest.approx(100 * known.centre)
    assert ASKED["sigma_z"][row] == pytest.approx(known.sigma_z)
    marked = run_rules(known.value, known.centre, known.lower, known.upper).marked
    assert points("marked", row).tolist() == marked.tolist()


def test_the_share_far_above_is_marked():
    """44 of 50 is outside whatever the others are."""
    assert "outside" in points("rule", 1)[-1]
    assert ASKED["signals"][1] == points("marked", 1).sum() > 0


def test_every_row_without_an_answer_says_why():
    """No counts, more than all, out of none, nobody, everybody, too few, clusters, no share."""
    assert outcomes(ASKED) == [
        "ok", "ok", *["not-whole-counts"] * 3, "no-variation", "no-variation", "too-few-points",
        "design-effect", "wrong-kind", "no-estimate",
    ]  # fmt: skip
    for row in range(2, 11):
        assert np.isnan(points("upper", row)).all()
        assert not points("marked", row).any()
        assert all(ASKED.reason(row, language) for language in ("nb", "nn", "en"))


def test_the_prime_chart_is_wider_by_sigma_z():
    """Laney's."""
    prime = rusfelt.evaluate(PANEL, "p-chart", prime=True, baseline=8)
    known = p_chart(X, N, prime=True, baseline=8)
    assert prime.points["upper"][:12] == pytest.approx(100 * known.upper)
    assert prime["trial"][0]


def test_without_a_factor_or_a_design_effect_shares_are_shares():
    """What a panel does not say is neither asked for nor guessed."""
    found = rusfelt.evaluate(without(without(PANEL, "factor"), "deff"), "p-chart")
    assert found["centre"][0] == pytest.approx(ASKED["centre"][0] / 100)
    assert found.status[8] == "ok"
    assert outcomes(rusfelt.evaluate(without(PANEL, "n"), "p-chart"))[0] == "lacks:n"


def test_those_who_had_it_mirror_those_who_had_not():
    """The complement has the mirrored chart and the same marks."""
    rest = [b - a for a, b in zip(X, N, strict=True)]
    found = rusfelt.evaluate(ragged([series(rest, N)], factor=100.0, kind="coverage"), "p-chart")
    assert found.points["lower"] == pytest.approx(100 - points("upper", 0))
    assert found.points["rule"].tolist() == points("rule", 0).tolist()


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "p-chart")
