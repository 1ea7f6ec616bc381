"""The funnel over units, against the function it is made of."""

from __future__ import annotations

import numpy as np
import pytest
from unit_panels import order_is_nothing, reasons, units

import rusfelt
from rusfelt.stats.funnel import funnel

X, N = [12, 30, 4, 55, 9], [100, 100, 40, 200, 90]
ROWS = [{"x": [50.0] * extra + [float(x)], "n": [999.0] * extra + [float(n)],
         "t": np.arange(2024 - extra, 2025.0)} for extra, (x, n) in enumerate(zip(X, N, strict=True))]  # fmt: skip
SHARES = units(ROWS, kind="coverage")


@pytest.mark.parametrize("overdispersion", [False, True])
@pytest.mark.parametrize(("kind", "word"), [("coverage", "proportion"), ("rate", "rate")])
def test_the_latest_points_are_compared(overdispersion, kind, word):
    """Of series of one to five points, in the indicator's unit."""
    found = rusfelt.evaluate(units(ROWS, kind=kind), "funnel", overdispersion=overdispersion)
    known = funnel(X, N, kind=word, overdispersion="spiegelhalter" if overdispersion else None)
    assert found["value"] == pytest.approx(100 * known.value)
    assert found["centre"] == pytest.approx(100 * 110 / 530)
    assert found["n"].tolist() == N
    for place, level in enumerate(("95", "998")):
        assert found[f"low{level}"] == pytest.approx(100 * known.low[:, place])
        assert found[f"high{level}"] == pytest.approx(100 * known.high[:, place])
    assert found["z"] == pytest.approx(known.z_adjusted)
    assert found["phi"] == pytest.approx([float(known.phi)] * 5)
    assert found["tau2"] == pytest.approx([100**2 * float(known.tau2)] * 5)
    assert found["places"].tolist() == [5] * 5
    assert found["places"].dtype == np.int64


def test_the_columns_are_these():
    """A figure of a funnel is drawn from them by name."""
    assert [column.name for column in rusfelt.evaluate(SHARES, "funnel").schema] == [
        "value", "n", "centre", "low95", "high95", "low998", "high998", "z", "outside", "places",
        "phi", "tau2",
    ]  # fmt: skip


def test_outside_names_the_outermost_limit_passed():
    """Against a half: 5 of 20 is below 95 %, 2 of 20 below 99.8 %, and the mirror images above."""
    panel = units([{"x": [float(x)], "n": [20.0]} for x in (5, 2, 15, 18, 10, 10)], kind="coverage")
    assert rusfelt.evaluate(panel, "funnel")["outside"].tolist() == [
        "low95", "low998", "high95", "high998", "", "",
    ]  # fmt: skip


def test_counts_with_exposure_are_rates_without_the_factor():
    """The factor is that of shares and rates."""
    found = rusfelt.evaluate(units(ROWS, kind="count"), "funnel")
    assert found["value"] == pytest.approx(np.array(X) / N)


def test_no_cases_anywhere_is_a_funnel_without_width():
    """Nothing can vary around 0: no z, and nobody is outside."""
    found = rusfelt.evaluate(units([{"x": [0.0], "n": [9.0]}] * 3, kind="rate"), "funnel")
    assert found.status.tolist() == ["ok"] * 3
    assert found["high998"].tolist() == [0] * 3
    assert np.isnan(found["z"]).all()
    assert found["outside"].tolist() == [""] * 3


def test_every_row_that_is_not_compared_says_why():
    """And the others are what they are without it."""
    others = [
        {"x": [3.0], "n": [2.0]},
        {"x": [2.5], "n": [20.0]},
        {"x": [0.0], "n": [0.0]},
        {"x": [1.0], "n": [float("nan")]},
        {"x": [1.0], "n": [20.0], "t": [2023.0]},
        {"x": [1.0], "n": [20.0], "unit": ""},
        {"x": [1.0], "n": [20.0], "unit": "u00", "part": -1},
        {"x": [1.0], "n": [20.0], "group": "sex=F"},
        {"x": [1.0], "n": [20.0], "kind": "score"},
        {"x": [1.0], "n": [20.0], "deff": [1.8]},
        {"x": [1.0], "n": [20.0], "factor": float("nan")},
        {"x": [], "n": []},
    ]
    rows = [{"t": [2024.0] * len(row["x"]), "deff": [float("nan")] * len(row["x"]), **row}
            for row in [*ROWS[:1], {**ROWS[0], "x": [20.0]}, *others]]  # fmt: skip
    found = rusfelt.evaluate(units(rows, kind="coverage"), "funnel")
    assert found["reason"].tolist() == [
        "", "", "not-whole-counts", "not-whole-counts", "no-exposure", "lacks:n", "other-time",
        "whole-area", "earlier-part", "too-few-units", "wrong-kind", "design-effect",
        "lacks:factor", "too-few-points",
    ]  # fmt: skip
    assert found["value"][:2].tolist() == [12, 20]
    assert found["centre"][:2] == pytest.approx(16)
    assert found["places"][:2].tolist() == [2, 2]
    assert found.to_dict()["columns"]["places"][2] is None
    for row in range(2, found.rows):
        for language in ("nb", "nn", "en"):
            assert found.reason(row, language) not in {"", found["reason"][row]}


def test_the_time_most_units_share_is_compared_and_of_equally_many_the_latest():
    """A single early report does not push everybody else out."""

    def at(*years):
        rows = [{"x": [5.0], "n": [20.0], "t": [float(year)]} for year in years]
        return list(reasons(rusfelt.evaluate(units(rows, kind="rate"), "funnel")).values())

    assert at(2023, 2023, 2024) == ["ok", "ok", "other-time"]
    assert at(2023, 2023, 2024, 2024) == ["other-time", "other-time", "ok", "ok"]


def test_overdispersion_takes_three_units():
    """Two are a funnel without it, one is none."""
    two, one = SHARES.take([0, 1]), SHARES.take([0])
    assert rusfelt.evaluate(two, "funnel").status.tolist() == ["ok", "ok"]
    wide = rusfelt.evaluate(two, "funnel", overdispersion=True)
    assert wide["reason"].tolist() == ["too-few-units"] * 2
    assert rusfelt.evaluate(one, "funnel")["reason"].tolist() == ["too-few-units"]


def test_indicators_and_groups_have_funnels_of_their_own():
    """Each as if it stood alone."""
    rows = [
        {**row, "indicator": name, "group": group}
        for name, group, some in (("a", "", ROWS[:3]), ("a", "sex=F", ROWS[2:]), ("b", "", ROWS))
        for row in some
    ]
    rows = [{**row, "unit": f"u{i:02}"} for i, row in enumerate(rows)]
    found = rusfelt.evaluate(units(rows, kind="coverage"), "funnel")
    assert found["places"].tolist() == [3] * 6 + [5] * 5
    alone = rusfelt.evaluate(units(rows[3:6], kind="coverage"), "funnel")
    assert found["high95"][3:6].tolist() == alone["high95"].tolist()


def test_the_order_of_series_does_not_matter():
    """Not even in the last digit."""
    order_is_nothing(SHARES, "funnel")
    order_is_nothing(SHARES, "funnel", overdispersion=True)


def test_the_plans_own_area_alone_is_no_funnel():
    """Nothing is left to compare."""
    own = units([{"x": [5.0], "n": [20.0], "unit": ""}], kind="rate")
    assert rusfelt.evaluate(own, "funnel")["reason"].tolist() == ["whole-area"]
