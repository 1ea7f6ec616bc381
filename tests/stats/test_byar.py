"""Byar's interval against the English public-health peer, the exact interval, and hostile input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.byar import byar
from rusfelt.stats.intervals import poisson_exact


def test_the_limits_are_the_peers_from_ten_events_on() -> None:
    """PHStatsMethods 0.1.16, ``ph_rate`` at 95 and 99.8 %, events per 100,000 of the exposure."""
    events, people = [10, 65, 1045], [5_000, 20_000, 100_000]
    expected = {
        0.95: (
            [95.74899827935126, 250.81593855229715, 982.5932018073324],
            [367.8291721151295, 414.2456927296992, 1110.33121298565],
        ),
        0.998: (
            [58.32636749391372, 214.40130735740104, 947.9407035610375],
            [483.874498557611, 470.00145422159005, 1148.806160988033],
        ),
    }
    for level, (low, high) in expected.items():
        found = byar(events, exposure=people, confidence=level)
        np.testing.assert_allclose(1e5 * found.low, low, rtol=1e-13)
        np.testing.assert_allclose(1e5 * found.high, high, rtol=1e-13)


def test_nine_events_are_exact_and_ten_are_byars() -> None:
    """The boundary is below 10, at every level."""
    for level in (0.5, 0.95, 0.998):
        found, exact = byar([9, 10], confidence=level), poisson_exact([9, 10], confidence=level)
        assert found.low[0] == exact.low[0]
        assert found.high[0] == exact.high[0]
        assert found.low[1] != exact.low[1]
        assert found.high[1] != exact.high[1]


def test_from_ten_events_on_it_is_within_a_fifth_of_a_percent_of_the_exact_limits() -> None:
    """What the technical guide says of 95 %."""
    x = np.concatenate([np.arange(10, 2000), 10 ** np.arange(4, 16)])
    found, exact = byar(x), poisson_exact(x)
    np.testing.assert_allclose(found.low, exact.low, rtol=0.002)
    np.testing.assert_allclose(found.high, exact.high, rtol=0.002)


def test_no_events_have_an_upper_limit() -> None:
    """Zero is legal: 0 below and 3.689 above; the peer's ``byars_upper(0)`` raises."""
    low, high = byar([0, 0], exposure=[1, 10])
    np.testing.assert_array_equal(low, 0)
    np.testing.assert_allclose(high, [3.68887945411394, 0.368887945411394], rtol=1e-13)


def test_several_levels_at_once_equal_one_at_a_time() -> None:
    """Levels broadcast with counts on both sides of the boundary."""
    x, levels = np.array([0, 3, 9, 10, 250]), np.array([0.9, 0.95, 0.998])
    together = byar(x, confidence=levels[:, None])
    for row, level in enumerate(levels):
        alone = byar(x, confidence=level)
        np.testing.assert_array_equal(together.low[row], alone.low)
        np.testing.assert_array_equal(together.high[row], alone.high)


def test_a_rate_too_large_for_a_number_is_nan() -> None:
    """Without a warning; the count itself is fine."""
    low, high = byar([5, 10**15], exposure=[1e-308, 1e-300])
    assert np.isnan(high).all()
    assert np.isnan(low[1])


def test_no_rows_give_no_rows() -> None:
    """An empty batch is legal."""
    assert byar([]).low.shape == (0,)
    assert byar(np.zeros((0, 3)), confidence=[0.9, 0.95, 0.99]).high.shape == (0, 3)


@pytest.mark.parametrize(
    ("x", "exposure", "confidence", "place"),
    [
        ([1, -1], 1, 0.95, "x, row 1"),
        ([1.5], 1, 0.95, "x, row 0"),
        ([np.nan], 1, 0.95, "x, row 0"),
        ([3, 3], [1, 0], 0.95, "exposure, row 1"),
        (3, np.inf, 0.95, "exposure"),
        (3, 1, 1.0, "confidence"),
        ([3, 4], [1, 2, 3], 0.95, "x"),
    ],
)
def test_impossible_input_is_named(
    x: object, exposure: object, confidence: float, place: str
) -> None:
    """The argument and the row."""
    with pytest.raises(DomainError) as caught:
        byar(x, exposure=exposure, confidence=confidence)
    assert caught.value.problems[0].path == place


@given(
    st.integers(0, 10**9), st.integers(1, 1000),
    st.floats(0.01, 0.999), st.floats(0.001, 1e6),
)  # fmt: skip
def test_limits_enclose_the_rate_and_rise_with_the_count(
    x: int, more: int, level: float, exposure: float
) -> None:
    """Also across the boundary, from exact to approximate."""
    low, high = byar([x, x + more], exposure=exposure, confidence=level)
    assert low[0] <= low[1]
    assert high[0] <= high[1]
    # At low levels the exact interval of a Poisson count need not hold the count itself.
    if level >= 0.5:
        assert low[0] <= x / exposure * (1 + 1e-12)
        assert x / exposure <= high[0] * (1 + 1e-12)


@given(st.integers(0, 10**6), st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_a_higher_level_is_wider(x: int, level: float, more: float) -> None:
    """Nested intervals."""
    low, high = byar(x, confidence=[level, level + more])
    assert low[1] <= low[0]
    assert high[0] <= high[1]
