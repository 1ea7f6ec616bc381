"""The seasonal and the prewhitened test against numbers computed by others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from scipy import stats

from rusfelt.stats.prewhitened_kendall import prewhitened_mann_kendall
from rusfelt.stats.seasonal_kendall import seasonal_mann_kendall

if TYPE_CHECKING:
    from pathlib import Path


def _series(authority: Path) -> dict[str, Any]:
    path = authority / "trend" / "py_peers_reference.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["series"]
    return found


def test_prewhitened_series_as_computed_by_a_peer(authority: Path) -> None:
    """s, its variance and the normal p; of equal values the peer's variance is its own error."""
    cases = _series(authority)
    for name, case in cases.items():
        peer = case["pre_whitening_modification_test"]
        result = prewhitened_mann_kendall([x for x in case["x"] if x is not None], method="normal")
        assert float(result.s) == peer["s"]
        if name == "const5":
            assert peer["var_s"] > 8  # nan is unequal to itself, so it counts no ties
            assert (float(result.var_s), float(result.p)) == (0, 1)
            continue
        assert float(result.var_s) == pytest.approx(peer["var_s"], rel=1e-12)
        assert float(result.p) == pytest.approx(peer["p"], rel=1e-10)
    assert len(cases) >= 11


def test_quarters_as_computed_by_a_peer(authority: Path) -> None:
    """Seasonal test with independent and with correlated seasons."""
    case = _series(authority)["quarterly12"]
    peer = case["seasonal_test"]
    result = seasonal_mann_kendall(case["x"], seasons=4, method="normal")
    assert (float(result.s), float(result.var_s)) == (peer["s"], pytest.approx(peer["var_s"]))
    assert float(result.p) == pytest.approx(peer["p"], rel=1e-10)
    exact = seasonal_mann_kendall(case["x"], seasons=4)
    assert float(exact.p) == pytest.approx(2 / 6**4, rel=1e-12)
    peer = case["correlated_seasonal_test"]
    result = seasonal_mann_kendall(case["x"], seasons=4, dependence="correlated")
    assert (float(result.s), float(result.var_s)) == (peer["s"], pytest.approx(peer["var_s"]))
    # The peer leaves out the continuity correction.
    assert peer["z"] == pytest.approx(float(result.s) / float(result.var_s) ** 0.5)
    z = (float(result.s) - 1) / float(result.var_s) ** 0.5
    assert float(result.p) == pytest.approx(2 * stats.norm.sf(z), rel=1e-12)
