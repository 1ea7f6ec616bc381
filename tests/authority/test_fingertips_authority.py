"""The trend marker against Fingertips' own test cases and R's prop.trend.test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.fingertips_trend import FingertipsTrend, fingertips_trend

if TYPE_CHECKING:
    from pathlib import Path


def _read(authority: Path, name: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((authority / "trend" / name).read_text(encoding="utf-8"))
    return read


def _marked(case: dict[str, object]) -> FingertipsTrend:
    rows = np.array(case["rows"], dtype=float)
    if str(case["name"]).startswith("proportion"):
        return fingertips_trend(x=rows[:, 1], n=rows[:, 2], t=rows[:, 0])
    return fingertips_trend(value=rows[:, 3], low=rows[:, 4], high=rows[:, 5], t=rows[:, 0])


def test_the_four_official_markers(authority: Path) -> None:
    """χ² to eleven digits, significance, and the case that cannot be calculated."""
    cases = _read(authority, "fingertips_trend_markers.json")["cases"]
    assert isinstance(cases, list)
    assert len(cases) == 4
    for case in cases:
        marked = _marked(case)
        if case.get("marker") == "CannotBeCalculated":
            assert str(marked.marker) == "undefined"
            assert np.isnan(marked.chi2)
            continue
        assert float(marked.chi2) == pytest.approx(case["chi2_full"], rel=1e-11)
        assert bool(marked.significant) is case["significant"]
        if "expected_chi2_rounded2" in case:
            assert round(float(marked.chi2), 2) == case["expected_chi2_rounded2"]
        words = {True: "increasing", False: "no-significant-change"}
        assert str(marked.marker) == words[case["significant"]]


def test_the_share_chi_square_is_rs(authority: Path) -> None:
    """prop.trend.test of R 4.2."""
    case = _read(authority, "r_base_reference.json")["fingertips_prop_trend"]
    assert isinstance(case, dict)
    marked = fingertips_trend(x=case["x"], n=case["n"])
    assert float(marked.chi2) == pytest.approx(case["chisq"], rel=1e-11)
