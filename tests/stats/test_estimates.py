"""Rates, shares and means with their intervals, against peers and laws."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.byar import byar
from rusfelt.stats.estimates import mean_interval, proportion, rate
from rusfelt.stats.intervals import clopper_pearson, normal_interval, poisson_exact, wilson
from rusfelt.stats.moments import lag_one_autocorrelation, moments


def test_rates_are_the_peers() -> None:
    """PHStatsMethods 0.1.16, ``ph_rate`` per 100,000: exact below ten events and Byar from ten."""
    value, low, high = rate(
        [1, 9, 10, 1045], [100, 5_000, 5_000, 100_000], factor=100_000, method="byar"
    )
    np.testing.assert_allclose(value, [1000, 180, 200, 1045], rtol=1e-14)
    np.testing.assert_allclose(
        low, [25.317807984289896, 82.30746194756668, 95.74899827935126, 982.5932018073324],
        rtol=1e-13,
    )  # fmt: skip
    np.testing.assert_allclose(
        high, [5571.643390938898, 341.6960690283833, 367.8291721151295, 1110.33121298565],
        rtol=1e-13,
    )  # fmt: skip


@given(
    st.integers(0, 10**7), st.floats(1e-3, 1e9), st.floats(1e-3, 1e9), st.floats(0.01, 0.99),
    st.sampled_from(["exact", "byar"]),
)  # fmt: skip
def test_a_rate_is_its_counts_interval_over_the_exposure(
    x: int, exposure: float, factor: float, level: float, method: str
) -> None:
    """Times the factor."""
    found = rate(x, exposure, factor=factor, method=method, confidence=level)
    bounds = poisson_exact if method == "exact" else byar
    low, high = bounds(x, exposure=exposure, confidence=level)
    np.testing.assert_allclose(found.value, x / exposure * factor, rtol=1e-14)
    np.testing.assert_allclose(found.low, low * factor, rtol=1e-14)
    np.testing.assert_allclose(found.high, high * factor, rtol=1e-14)


def test_a_rate_beyond_numbers_is_nan_and_no_events_are_none() -> None:
    """1e308 on either side, without a warning."""
    value, low, high = rate([0, 3, 3], [1e-308, 1e-308, 1e308], factor=[1e308, 1e308, 1e308])
    np.testing.assert_array_equal(np.isnan(value), [True, True, False])
    assert np.isnan(high[:2]).all()
    np.testing.assert_allclose(value[2], 3, rtol=1e-14)
    assert low[2] < 3 < high[2]


def test_rates_and_shares_broadcast() -> None:
    """Counts down, levels across; one factor for all."""
    found = rate([[3], [30]], 1000, factor=1000, confidence=[0.9, 0.95])
    assert found.value.shape == found.low.shape == found.high.shape == (2, 2)
    assert proportion([[3], [30]], 100, confidence=[0.9, 0.95]).low.shape == (2, 2)
    assert rate([], 5).value.shape == (0,)


def test_shares_are_statsmodels() -> None:
    """statsmodels 0.15.0, ``proportion_confint`` of 7 of 20: ``wilson`` and ``beta``."""
    for method, low, high in (
        ("wilson", 0.18119182410108203, 0.5671457233147638),
        ("clopper-pearson", 0.15390920478454118, 0.5921885345328282),
    ):
        found = proportion(7, 20, method=method)
        assert found.value == 0.35
        assert found.low == pytest.approx(low, rel=1e-13)
        assert found.high == pytest.approx(high, rel=1e-13)


def test_means_are_the_peers() -> None:
    """PHStatsMethods 0.1.16, ``ph_mean`` of two series of four."""
    mean, sd, low, high = mean_interval([[4, 5, 7, 8], [1, 1, 1, 9]])
    np.testing.assert_array_equal(mean, [6, 3])
    np.testing.assert_allclose(sd, [1.8257418583505538, 4], rtol=1e-15)
    np.testing.assert_allclose(low, [3.094837284245235, -3.3648926105674155], rtol=1e-12)
    np.testing.assert_allclose(high, [8.905162715754765, 9.364892610567416], rtol=1e-12)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0.01, 0.999)
)  # fmt: skip
def test_the_interval_of_a_mean_is_scipys(y: list[float], level: float) -> None:
    """``scipy.stats.t.interval``, wherever figures differ enough for it."""
    mean, sd, low, high = mean_interval(y, confidence=level)
    if sd <= 1e-9 * max(map(abs, y)) or sd < 1e-100:
        return
    theirs = stats.t.interval(level, len(y) - 1, loc=np.mean(y), scale=stats.sem(y))
    size = max(map(abs, y))
    np.testing.assert_allclose([low, high], theirs, rtol=1e-8, atol=1e-8 * size)
    assert low <= mean <= high


def test_equal_figures_have_no_width_and_few_figures_no_bounds() -> None:
    """Zero width is what t says of them; one figure has only its mean."""
    mean, sd, low, high = mean_interval([[0.1] * 10, [7] * 10])
    np.testing.assert_array_equal(low, mean)
    np.testing.assert_array_equal(high, mean)
    np.testing.assert_array_equal(sd, 0)
    one = mean_interval([[5.0]])
    np.testing.assert_array_equal(one.mean, [5])
    assert np.isnan([one.sd, one.low, one.high]).all()
    assert np.isnan(mean_interval(np.zeros((2, 0))).mean).all()


def test_bounds_beyond_numbers_are_nan() -> None:
    """Of figures as large as numbers go, without a warning."""
    mean, _sd, low, high = mean_interval([1e308, 1.7e308, -1e308])
    assert np.isfinite(mean)
    assert np.isnan(low)
    assert np.isnan(high)


def test_several_levels_of_one_mean() -> None:
    """Wider the higher."""
    found = mean_interval([4, 5, 7, 8], confidence=[0.9, 0.95, 0.998])
    assert found.mean.shape == found.sd.shape == (3,)
    assert (np.diff(found.high) > 0).all()


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: rate([1, -2], 10), "x, row 1"),
        (lambda: rate(1, 0), "exposure"),
        (lambda: rate(1, 10, factor=0), "factor"),
        (lambda: rate(1, 10, method="wald"), "method"),
        (lambda: rate(1, 10, method=np.array([1, 2])), "method"),
        (lambda: proportion([1, 11], 10), "x, row 1"),
        (lambda: proportion(0, 0), "n"),
        (lambda: proportion(1, 10, method="exact"), "method"),
        (lambda: proportion(1, 10, confidence=2), "confidence"),
        (lambda: mean_interval([[1, 2], [np.inf, 2]]), "y, row 1, point 0"),
        (lambda: mean_interval([1, 2], confidence=0), "confidence"),
    ],
)
def test_impossible_input_is_named(call: object, place: str) -> None:
    """Argument and row."""
    assert callable(call)
    with pytest.raises(DomainError) as caught:
        call()
    assert caught.value.problems[0].path == place


def test_several_mistakes_are_told_at_once() -> None:
    """Count, exposure and factor together."""
    with pytest.raises(DomainError) as caught:
        rate(-1, 0, factor=-1)
    assert [problem.path for problem in caught.value.problems] == ["x", "exposure", "factor"]


HOSTILE = st.one_of(
    hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3),
        elements=st.sampled_from(
            [0.0, 1.0, 9.0, 10.0, 0.95, 1e308, -1e308, 5e-324, -1.0, np.nan, np.inf, 2.0**53, 1e16]
        ),
    ),
    st.sampled_from(
        [None, "x", [[1], [1, 2]], 3 + 2j, np.ma.masked_all(2), np.array([2, 3]), True,
         np.array(["2020"], dtype="datetime64[Y]")]
    ),
)  # fmt: skip


@pytest.mark.no_cover
@settings(max_examples=300)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_input_is_answered_or_refused(x: object, n: object, level: object) -> None:
    """No other exception than a DomainError, and no warning."""
    calls = (
        lambda: rate(x, n, factor=level), lambda: rate(x, n, confidence=level, method="byar"),
        lambda: byar(x, exposure=n), lambda: byar(x, confidence=level),
        lambda: poisson_exact(x, exposure=n), lambda: normal_interval(x, n),
        lambda: wilson(x, n), lambda: clopper_pearson(x, n, confidence=level),
        lambda: proportion(x, n, confidence=level), lambda: mean_interval(x),
        lambda: mean_interval(x, confidence=level), lambda: moments(x),
        lambda: lag_one_autocorrelation(x),
    )  # fmt: skip
    for call in calls:
        with suppress(DomainError):
            call()
