"""The linear fit against NIST's eleven certified regressions."""

from __future__ import annotations

import json
from math import inf, log10
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.least_squares import least_squares

if TYPE_CHECKING:
    from pathlib import Path

SETS = (
    "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3",
    "Wampler4", "Wampler5",
)  # fmt: skip


def digits(found: float, certified: str) -> float:
    """Digits that agree, 15 at most; where the truth is 0, the zeros behind the point."""
    goal = float(certified)
    if found == goal:
        return 15.0
    error = abs(found - goal) / (abs(goal) if goal not in (0.0, inf) else 1.0)
    return min(15.0, -log10(error))


def read(authority: Path, name: str) -> tuple[dict[str, object], np.ndarray, np.ndarray]:
    """What is certified, the design and the values of one set."""
    text = (authority / "nist" / "certified.json").read_text(encoding="utf-8")
    case = json.loads(text)["linear"][name]
    lines = (authority / "nist" / "linear" / f"{name}.dat").read_text(encoding="utf-8").splitlines()
    data = np.array([[float(v) for v in line.split()] for line in lines[60:] if line.strip()])
    y, x = data[:, 0], data[:, 1:]
    if case["degree"] != "multi":
        x = x ** np.arange(1, case["degree"] + 1)
    return case, np.column_stack([np.ones(y.size), x]) if case["intercept"] else x, y


@pytest.mark.parametrize("name", SETS)
def test_at_least_the_digits_numpy_reaches(authority: Path, name: str) -> None:
    """Coefficients, errors, residual sd, R² and F, to a tenth of a digit; infinite F is infinite."""
    case, x, y = read(authority, name)
    certified = case["certified"]
    goal = case["check"]["numpy_lstsq_rcond1e-20_min_LRE"] - 0.1
    fit = least_squares(x, y)
    assert fit.status == "ok"
    for found, exact in zip(fit.coefficients, certified["coef"], strict=True):
        assert digits(float(found), exact) >= goal
    for found, exact in zip(fit.se, certified["se"], strict=True):
        assert digits(float(found), exact) >= goal
    assert digits(float(fit.residual_sd), certified["residual_sd"]) >= goal
    assert digits(float(fit.r2), certified["r2"]) >= goal
    assert digits(float(fit.f), certified["anova"]["F"]) >= goal
    assert (fit.df, fit.df_model) == (certified["anova"]["df_res"], certified["anova"]["df_reg"])


@pytest.mark.parametrize(
    ("name", "reached"),
    [("Norris", 13.5), ("Pontius", 13), ("Longley", 12.5), ("Wampler5", 13), ("Filip", 7)],
)
def test_digits_reached_where_numpy_loses_most(authority: Path, name: str, reached: float) -> None:
    """Of coefficients and errors; numpy reaches 12.3, 6.3, 10.9, 5.8 and 5.7 of the coefficients."""
    case, x, y = read(authority, name)
    fit = least_squares(x, y)
    for field, exact in ((fit.coefficients, "coef"), (fit.se, "se")):
        for found, number in zip(field, case["certified"][exact], strict=True):
            assert digits(float(found), number) >= reached


def test_one_more_power_of_filip_is_refused_or_right(authority: Path) -> None:
    """The condition grows twentyfold with each power, until an answer is no longer given."""
    _, x, y = read(authority, "Filip")
    conditions, status = [], []
    for degree in range(8, 16):
        fit = least_squares(x[:, 1:2] ** np.arange(degree + 1), y)
        conditions.append(float(fit.condition))
        status.append(str(fit.status))
    assert conditions == sorted(conditions)
    assert status[0] == "ok"
    assert status[-1] == "collinear"
    assert [s == "ok" for s in status] == [c <= 1e12 for c in conditions]
