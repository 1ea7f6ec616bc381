"""The trend tests against R and against the official five-point trend markers."""

from __future__ import annotations

import json
from math import isclose
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from rusfelt.stats.proportion_trend import proportion_trend

if TYPE_CHECKING:
    from pathlib import Path


def test_the_score_test_of_shares_is_rs_prop_trend_test(authority: Path) -> None:
    """The p of ``prop.trend.test`` on five years, and its χ² got back from our p."""
    text = (authority / "trend" / "r_base_reference.json").read_text(encoding="utf-8")
    case = json.loads(text)["fingertips_prop_trend"]
    trend = proportion_trend(case["x"], case["n"], method="score")
    assert isclose(trend.p, case["p"], rel_tol=1e-9)
    assert isclose(stats.chi2.isf(float(trend.p), 1), case["chisq"], rel_tol=1e-11)


def test_the_logistic_slope_nears_the_score_chi_square(authority: Path) -> None:
    """Without its dispersion the squared Wald z is near the score χ², as large samples demand."""
    text = (authority / "trend" / "r_base_reference.json").read_text(encoding="utf-8")
    case = json.loads(text)["fingertips_prop_trend"]
    trend = proportion_trend(case["x"], case["n"])
    wald = float(trend.slope**2 / trend.se**2 * trend.dispersion)
    assert isclose(wald, case["chisq"], rel_tol=0.005)


def test_direction_and_significance_of_the_official_trend_markers(authority: Path) -> None:
    """Series called significant at .002 have a score p below it; the others do not."""
    text = (authority / "trend" / "fingertips_trend_markers.json").read_text(encoding="utf-8")
    cases = json.loads(text)["cases"]
    seen = set()
    for case in (case for case in cases if "significant" in case):
        rows = np.array(case["rows"])
        trend = proportion_trend(rows[:, 1], rows[:, 2], rows[:, 0], method="score")
        assert (float(trend.p) < 0.002) == case["significant"], case["name"]
        seen.add(case["significant"])
    assert seen == {True, False}
