"""Analysis of variance against NIST's eleven certified sets."""

from __future__ import annotations

import json
from math import log10
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.anova import one_way_anova

if TYPE_CHECKING:
    from pathlib import Path

SETS = ("AtmWtAg", "SiRstv", *(f"SmLs0{i}" for i in range(1, 10)))


def digits(found: float, certified: str) -> float:
    """Digits that agree, 15 at most."""
    goal = float(certified)
    return 15.0 if found == goal else min(15.0, -log10(abs(found - goal) / abs(goal)))


@pytest.mark.parametrize("name", SETS)
def test_at_least_the_digits_scipy_reaches(authority: Path, name: str) -> None:
    """F to a tenth of a digit, R² and the residual sd as well as F."""
    folder = authority / "nist"
    case = json.loads((folder / "certified.json").read_text(encoding="utf-8"))["anova"][name]
    certified = case["certified"]
    lines = (folder / "anova" / f"{name}.dat").read_text(encoding="utf-8").splitlines()
    data = np.array([[float(v) for v in line.split()] for line in lines[60:] if line.strip()])
    assert len(data) == case["n"]
    found = one_way_anova(data[:, 1], data[:, 0].astype(int))
    goal = case["check"]["scipy_f_oneway_LRE"] - 0.1
    assert digits(float(found.f), certified["F"]) >= goal
    assert digits(float(found.r2), certified["r2"]) >= goal
    assert digits(float(found.residual_sd), certified["residual_sd"]) >= goal
    assert (found.df_between, found.df_within) == (certified["df_b"], certified["df_w"])
    # Figures with up to seven constant digits leave at least this much in a float64.
    if not name.startswith(("SmLs07", "SmLs08", "SmLs09")):
        assert digits(float(found.f), certified["F"]) >= 10
