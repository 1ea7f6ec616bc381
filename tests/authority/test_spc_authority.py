"""Control charts against NHSRplotthedots' own unit vectors and limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.run_rules import run_rules
from rusfelt.stats.xmr import xmr

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def vectors(authority: Path) -> dict[str, Any]:
    """What NHSRplotthedots' tests expect of it."""
    path = authority / "trend" / "nhsr_plotthedots_unit_vectors.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_trends_complete_where_nhsrplotthedots_completes_them(vectors: dict[str, Any]) -> None:
    """Six are too few, equal neighbours break a trend, and a fall is -1."""
    cases = vectors["seven_point_trend"]
    assert len(cases) == 6
    for case in cases:
        found = run_rules(case["y"], 0, rules="trend")
        assert found.trend.tolist() == case["out"]


def test_shifts_complete_where_nhsrplotthedots_completes_them(vectors: dict[str, Any]) -> None:
    """It writes 1 on both sides of the mean; the side's own sign is kept here."""
    cases = vectors["seven_point_one_side_mean"]
    assert len(cases) == 4
    for case in cases:
        found = run_rules(case["side"], 0, rules="shift")
        assert np.abs(found.shift).tolist() == case["out"]
        assert (found.shift * np.array(case["side"]) >= 0).all()


def test_two_in_three_marks_the_windows_of_nhsrplotthedots(vectors: dict[str, Any]) -> None:
    """Points close to a limit are put at 2.5 with limits at 3, the others at 1."""
    cases = vectors["two_in_three"]
    assert len(cases) == 6
    for case in cases:
        y = np.where(case["close"], 2.5, 1.0) * np.array(case["side"])
        found = run_rules(y, 0, -3, 3, rules="two-in-three")
        assert np.abs(found.two_in_three).tolist() == case["out"]


def test_limits_are_those_of_nhsrplotthedots(vectors: dict[str, Any]) -> None:
    """With and without screening, to the two decimals it gives."""
    cases = vectors["xmr_limits"]
    assert {case["screen_outliers"] for case in cases} == {True, False}
    for case in cases:
        chart = xmr(case["y"], screened=case["screen_outliers"])
        found = [float(line) for line in (chart.centre, chart.lower, chart.upper)]
        assert found == pytest.approx([case["mean"], case["lpl"], case["upl"]], abs=0.005)
