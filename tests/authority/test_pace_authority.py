"""Pace against the published formulas, and the joinpoint search against R's segmented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats._joinpoint_fit import fit_lines
from rusfelt.stats._joinpoint_select import candidates
from rusfelt.stats.compound_pace import compound_pace
from rusfelt.stats.progress import linear_pace, target_progress
from rusfelt.stats.required_change import required_change

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {
    "target_achieved": "target-achieved",
    "on_track": "on-track",
    "acceleration_needed": "acceleration-needed",
    "limited": "limited",
    "deterioration": "deterioration",
}
# Yearly flow of the Nile at Aswan 1871-1970, the data set every R ships with.
NILE = np.array([
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845,
    864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649,
    846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
], dtype=float)  # fmt: skip


def test_pace_and_progress_equal_the_published_formulas(authority: Path) -> None:
    """Both rates, ratio, band and score of every case; the linear pace and progress beside them."""
    text = (authority / "trend" / "goal_attainment_formula_cases.json").read_text(encoding="utf-8")
    cases = json.loads(text)["cases"]
    assert {WORDS[case["category_statcan"]] for case in cases} == set(WORDS.values())
    for case in cases:
        figures = [case[name] for name in ("base", "base_year", "current", "current_year",
                                           "target", "target_year")]  # fmt: skip
        better = "higher" if case["direction"] > 0 else "lower"
        pace = compound_pace(*figures, better=better)
        np.testing.assert_allclose(
            [pace.observed, pace.required, pace.ratio, pace.score],
            [case[name] for name in ("cagr_observed", "cagr_required", "ratio", "score")],
            rtol=1e-12,
        )
        assert str(pace.category) == WORDS[case["category_statcan"]]
        line = linear_pace(*figures)
        np.testing.assert_allclose(
            [line.expected, line.ratio], [case["linear_expected_now"], case["linear_ratio"]]
        )
        share = target_progress(case["base"], case["current"], case["target"]).share
        assert 100 * float(share) == pytest.approx(case["hp_ptca"])
        # From the baseline on, what is required is the required rate.
        first = required_change(case["base"], case["base_year"], *figures[4:], kind="compound")
        assert float(first.change) == pytest.approx(case["cagr_required"], rel=1e-12)


def test_the_bend_of_the_nile_is_where_segmented_puts_it(authority: Path) -> None:
    """segmented's joint may lie anywhere; it lands on year 43, and so does the grid."""
    text = (authority / "trend" / "r_base_reference.json").read_text(encoding="utf-8")
    case = json.loads(text)["segmented_nile"]
    u = np.linspace(0, 1, 100)[None]
    root = np.ones_like(u)
    joints = candidates(u, root, NILE[None], 1, 2).joints[1]
    assert joints[0, 0] + 1 == pytest.approx(case["psi"], abs=0.5)
    lines = fit_lines(u, root, NILE[None], joints)
    first, second = lines.slope[0] / 99
    assert [first, second - first] == pytest.approx(case["coef"][1:3], rel=1e-4)
