"""NIST's nine univariate reference sets: mean, standard deviation, first autocorrelation."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from math import isclose, log10
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.estimates import mean_interval
from rusfelt.stats.moments import lag_one_autocorrelation, moments

if TYPE_CHECKING:
    from pathlib import Path

SETS = (
    "Lew", "Lottery", "Mavro", "Michelso", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4", "PiDigits",
)  # fmt: skip


def _digits(found: float, certified: str) -> float:
    """NIST's measure: how many leading digits agree, at most the 15 that are certified."""
    expected = Fraction(certified)
    apart = abs((Fraction(found) - expected) / expected)
    return min(15.0, -log10(apart)) if apart else 15.0


def _figures(authority: Path, name: str) -> list[str]:
    text = (authority / "nist" / "univariate" / f"{name}.dat").read_text(encoding="latin-1")
    lines = text.splitlines()
    start = max(i for i, line in enumerate(lines) if line.startswith("---"))
    return [line.strip() for line in lines[start + 1 :] if line.strip()]


@pytest.mark.parametrize("name", SETS)
def test_certified_digits(authority: Path, name: str) -> None:
    """At least numpy's digits less a tenth; all that float64 input allows of r1."""
    case = json.loads((authority / "nist" / "certified.json").read_text(encoding="utf-8"))
    assert set(case["univariate"]) == set(SETS)
    case = case["univariate"][name]
    y = np.array([float(figure) for figure in _figures(authority, name)])
    assert y.size == case["n"]
    found, certified = moments(y), case["certified"]
    for value, key in ((found.mean, "mean"), (found.sd, "sd")):
        assert _digits(float(value), certified[key]) >= case["check"][key]["numpy_LRE"] - 0.1
    # The files print decimals that float64 cannot hold, so the exact answer of what it does hold
    # is the most that can be asked for.
    values = [Fraction(float(value)) for value in y]
    mean = sum(values, Fraction(0)) / len(values)
    d = [value - mean for value in values]
    exact = sum(a * b for a, b in pairwise(d)) / sum(a * a for a in d)
    r = float(lag_one_autocorrelation(y))
    assert abs((Fraction(r) - exact) / exact) < Fraction(1, 10**13)
    assert _digits(r, certified["r1"]) >= _digits(float(exact), certified["r1"]) - 0.1


def test_the_mean_interval_has_the_same_mean_and_deviation(authority: Path) -> None:
    """On the hardest set, in which figures differ in the ninth digit."""
    y = [float(figure) for figure in _figures(authority, "NumAcc4")]
    found = mean_interval(y)
    assert isclose(found.mean, 10000000.2, rel_tol=1e-15)
    assert found.sd == moments(y).sd
    assert found.low < found.mean < found.high
