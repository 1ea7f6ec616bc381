"""Interrupted series against R: quarterly British road casualties and the seat belt law of 1983."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rusfelt.stats.interrupted_series import interrupted_series

if TYPE_CHECKING:
    from pathlib import Path

    from rusfelt.stats.interrupted_series import InterruptedSeries


@pytest.fixture
def case(authority: Path) -> dict[str, object]:
    text = (authority / "trend" / "r_base_reference.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["its_seatbelt_quarterly"])


def fit(case: dict[str, object], **options: object) -> InterruptedSeries:
    y = np.asarray(case["y"], dtype=np.float64)
    t = np.arange(1, y.size + 1)
    return interrupted_series(y, interruption=case["intervention_index"], t=t, **options)


def lines(found: InterruptedSeries) -> list[float]:
    names = ("intercept", "slope", "level_change", "slope_change")
    return [float(getattr(found, name)) for name in names]


def test_ordinary_least_squares_is_rs_lm(case: dict[str, object]) -> None:
    """Four coefficients and Durbin and Watson's statistic to twelve digits."""
    found = fit(case)
    np.testing.assert_allclose(lines(found), case["ols"], rtol=1e-12)
    np.testing.assert_allclose(found.durbin_watson, case["dw"], rtol=1e-12)


def test_newey_west_is_rs_sandwich(case: dict[str, object]) -> None:
    """``NeweyWest(lag = 4, prewhite = FALSE, adjust = TRUE)`` to twelve digits."""
    found = fit(case, method="newey-west", lags=4)
    errors = np.sqrt(np.diagonal(found.covariance))
    np.testing.assert_allclose(errors, case["nw4_adj_se"], rtol=1e-12)
    np.testing.assert_allclose([found.level_se, found.slope_se], errors[2:], rtol=1e-12)
    np.testing.assert_allclose(lines(found), case["ols"], rtol=1e-12)


def test_prais_winsten_is_near_rs_maximum_likelihood(case: dict[str, object]) -> None:
    """``gls`` with AR(1) estimates rho otherwise (.1415, here .1380): within half a percent."""
    found = fit(case, method="prais-winsten")
    assert float(found.rho) == pytest.approx(0.13798391882, rel=1e-8)
    assert float(found.rho) == pytest.approx(case["gls_phi"], rel=0.03)
    np.testing.assert_allclose(lines(found), case["gls_ar1_ml"], rtol=0.005)
    errors = np.sqrt(np.diagonal(found.covariance))
    np.testing.assert_allclose(errors, case["gls_se"], rtol=0.005)
