"""Intervals of effective numbers of answers, against numbers computed by others."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from rusfelt import stats
from rusfelt_ungdata.effective import newcombe, relative_change, wilson


def pair(x1: float, n1: float, x2: float, n2: float) -> tuple[np.ndarray, ...]:
    return tuple(np.array([each]) for each in (x1 / n1, n1, x2 / n2, n2))


# proportion_confint(method="wilson") of statsmodels 0.15.0.
@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (34, 100, 0.25461520797348164, 0.43722271145275377),
        (0, 40, 0.0, 0.08762160119728668),
        (86.4, 216.7, 0.335827226798028, 0.4651172294745143),
    ],
)
def test_a_share_has_wilsons_interval_as_statsmodels_prints_it(x, n, low, high):
    found = wilson(np.array([x / n]), np.array([float(n)]), 0.95)
    assert [found.low[0], found.high[0]] == pytest.approx([low, high], abs=1e-14)


# confint_proportions_2indep(later, earlier, method="newcomb", compare="diff") of statsmodels
# 0.15.0; the third is the first with a design effect of 1.5.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((120, 400, 90, 380), -0.12458559336904329, -0.0008534076880098024),
        ((56, 70, 48, 80), -0.33387265403690614, -0.05243147240236498),
        ((80, 400 / 1.5, 60, 380 / 1.5), -0.13819151545554542, 0.01318425668984545),
        ((5, 60, 0, 50), -0.18068942018334413, 0.0022209513715717444),
    ],
)
def test_a_difference_has_newcombes_interval_as_statsmodels_prints_it(counts, low, high):
    found = newcombe(*pair(*counts), 0.95)
    assert [found.low[0], found.high[0]] == pytest.approx([low, high], abs=1e-14)


# confint_proportions_2indep(later, earlier, method="log", compare="ratio") of statsmodels 0.15.0.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((120, 400, 90, 380), 0.624457634291348, 0.9980960498116811),
        ((56, 70, 48, 80), 0.6056023628042958, 0.9288272875873426),
        ((80, 400 / 1.5, 60, 380 / 1.5), 0.5924015111266544, 1.0521051792652976),
    ],
)
def test_a_relative_change_is_the_interval_of_the_ratio_less_one(counts, low, high):
    found = relative_change(*pair(*counts), 0.95)
    assert [found.low[0] + 1, found.high[0] + 1] == pytest.approx([low, high], abs=1e-13)


def test_a_relative_change_has_the_interval_viechtbauer_worked_out_by_hand():
    """R-help, 10 November 2006: 8.5 in 509 against 0.5 in 501 is 0.97 to 289.04.

    He rounds the logarithm to three decimals, which is half a thousandth of the ratio.
    """
    found = relative_change(*pair(0.5, 501, 8.5, 509), 0.95)
    assert found.low[0] + 1 == pytest.approx(0.97, abs=0.005)
    assert found.high[0] + 1 == pytest.approx(289.04, rel=5e-4)


def test_whole_counts_have_the_intervals_of_the_library():
    """A design effect of 1 changes nothing: both are then the same to the last digits."""
    rng = np.random.default_rng(7)
    n1, n2 = rng.integers(1, 5000, (2, 500)).astype(float)
    x1, x2 = np.floor(n1 * rng.random(500)), np.floor(n2 * rng.random(500))
    np.testing.assert_allclose(
        wilson(x1 / n1, n1, 0.9), stats.wilson(x1, n1, confidence=0.9), atol=1e-14
    )
    np.testing.assert_allclose(
        newcombe(x1 / n1, n1, x2 / n2, n2, 0.9),
        stats.newcombe(x1, n1, x2, n2, confidence=0.9),
        atol=1e-14,
    )


def test_a_design_effect_widens_as_that_much_higher_a_quantile_would():
    """Wilson's interval of n/deff answers at z is that of n answers at z·√deff."""
    deff, z = 2.25, NormalDist().inv_cdf(0.975)
    narrow = wilson(np.array([0.3]), np.array([400 / deff]), 0.95)
    level = 2 * NormalDist().cdf(z * deff**0.5) - 1
    wide = stats.wilson(120, 400, confidence=level)
    assert [narrow.low[0], narrow.high[0]] == pytest.approx([float(wide.low), float(wide.high)])


@pytest.mark.parametrize(
    "counts", [(0, 50, 5, 60), (5, 60, 0, 50), (50, 50, 5, 60), (5, 60, 60, 60)]
)
def test_nobody_or_everybody_leaves_no_interval_of_a_ratio(counts):
    assert np.isnan(relative_change(*pair(*counts), 0.95)).all()
