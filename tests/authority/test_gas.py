"""Goal attainment scaling against gasr's T-scores and the published formula."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.goals.gas import gas_t_score, goal_attainment
from rusfelt.stats.goals.gas_scale import gas_range, gas_weighted_mean

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cases(authority: Path) -> list[dict[str, Any]]:
    """T-scores run in R with gasr, or worked out from the formula."""
    path = authority / "clinical" / "gas_reference.json"
    loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return loaded


def test_every_t_score_is_theirs(cases: list[dict[str, Any]]) -> None:
    """With and without weights, at three correlations, halves included, within 1e-12."""
    assert len(cases) == 35
    for case in cases:
        drawn = case["scores"], case["weights"], case["rho"]
        assert float(gas_t_score(*drawn)) == pytest.approx(case["T"], rel=0, abs=1e-12), case[
            "name"
        ]
        assert int(goal_attainment(*drawn).n) == len(case["scores"])


def test_every_t_score_leads_back_to_its_weighted_mean(cases: list[dict[str, Any]]) -> None:
    """The inverse, from their T to the mean of the levels they made it from."""
    for case in cases:
        weights = case["weights"] or np.ones(len(case["scores"]))
        found = gas_weighted_mean(case["T"], weights, case["rho"])
        expected = np.average(case["scores"], weights=weights)
        assert float(found) == pytest.approx(expected, abs=1e-12), case["name"]


def test_their_equal_goals_at_the_ends_are_the_attainable_range(
    cases: list[dict[str, Any]],
) -> None:
    """From one goal to six."""
    for n in range(1, 7):
        ends = [
            next(case["T"] for case in cases if case["name"] == f"{n} equal goals all {level}")
            for level in ("-2", "+2")
        ]
        assert [float(end) for end in gas_range(n)] == pytest.approx(ends, rel=0, abs=1e-12)
