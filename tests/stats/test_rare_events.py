"""Charts of gaps between rare events against the distributions they rest on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.rare_events import g_chart, t_chart
from rusfelt.stats.run_rules import run_rules

GAPS = [30, 12, 45, 8, 61, 22, 40, 15, 33, 27, 19, 48]
TAIL, NEAR_TAIL = stats.norm.sf(3), stats.norm.sf(2)


@given(mean=st.one_of(st.integers(1, 200), st.integers(700, 100_000)))
def test_probability_limits_leave_three_sd_tails(mean: int) -> None:
    """Signals beyond either limit have at most the chance of 3 sd (2 sd), and could not start sooner."""
    chart = g_chart([mean, mean])
    gap = stats.geom(1 / (1 + mean), loc=-1)
    for lower, upper, tail in (
        (chart.lower, chart.upper, TAIL), (chart.near_lower, chart.near_upper, NEAR_TAIL),
    ):  # fmt: skip
        assert gap.sf(upper) <= tail * (1 + 1e-9)
        assert gap.sf(upper - 1) >= tail * (1 - 1e-9)
        assert gap.cdf(lower - 1) <= tail * (1 + 1e-9)
        assert gap.cdf(lower) >= tail * (1 - 1e-9)


def test_only_very_rare_events_can_signal_by_one_short_gap() -> None:
    """A lower limit above 0 appears between mean gaps of 739 and 741 cases."""
    chart = g_chart([[739, 739], [741, 741]])
    np.testing.assert_array_equal(chart.lower, [0, 1])


def test_sigma_limits_are_qicharts2s_formula() -> None:
    """mean ± 3·sqrt(mean·(mean + 1)) cut at 0, around the median; 1.8 % of gaps lie above."""
    chart = g_chart(GAPS, method="sigma")
    mean = np.mean(GAPS)
    assert float(chart.upper) == pytest.approx(mean + 3 * np.sqrt(mean * (mean + 1)))
    assert float(chart.near_upper) == pytest.approx(mean + 2 * np.sqrt(mean * (mean + 1)))
    assert (float(chart.lower), float(chart.centre)) == (0, np.median(GAPS))
    assert stats.geom(1 / 31, loc=-1).sf(float(chart.upper)) == pytest.approx(0.018, abs=0.001)


def test_gaps_of_zero_count_but_nothing_else_is_undefined() -> None:
    """Some zeros are data; only zeros leave no limits; one gap leaves nothing."""
    chart = g_chart([[0, 4], [0, 0]])
    np.testing.assert_array_equal(chart.mean, [2, 0])
    np.testing.assert_array_equal(chart.centre, [2, 0])
    np.testing.assert_array_equal(np.isnan(chart.upper), [False, True])
    assert all(np.isnan(line) for line in g_chart([5])[:6])
    assert all(np.isnan(line) for line in g_chart([])[:6])


def test_a_baseline_fixes_the_limits_of_gaps() -> None:
    """The first six gaps alone; a mask of them; on trial below twelve."""
    first = np.arange(12) < 6
    charts = [g_chart(GAPS, baseline=6), g_chart(GAPS, baseline=first), g_chart(GAPS[:6])]
    for chart in charts[1:]:
        for a, b in zip(charts[0], chart, strict=True):
            np.testing.assert_array_equal(a, b)
    assert bool(charts[0].trial)
    assert not g_chart(GAPS).trial


def test_a_long_gap_signals_improvement() -> None:
    """Thirty cases on average and then 400 without an event."""
    chart = g_chart([*GAPS, 400], baseline=12)
    found = run_rules([*GAPS, 400], chart.centre, chart.lower, chart.upper, rules="outside")
    assert np.flatnonzero(found.outside).tolist() == [12]


def test_t_chart_is_the_individuals_chart_of_powers() -> None:
    """Worked out step by step: power 1/3.6, 2.66 mean ranges, and back; below 0 becomes 0."""
    times = np.array([286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596.0])
    power = times ** (1 / 3.6)
    half = 2.66 * np.abs(np.diff(power)).mean()
    chart = t_chart(times)
    assert float(chart.centre) == pytest.approx(power.mean() ** 3.6)
    assert float(chart.upper) == pytest.approx((power.mean() + half) ** 3.6)
    assert power.mean() - half < 0
    assert float(chart.lower) == 0
    assert float(chart.near_lower) == pytest.approx((power.mean() - 2 * half / 3) ** 3.6)


def test_exponential_times_rarely_fall_outside() -> None:
    """With limits from 400 times about .1 % of further ones do, nearly all of them above."""
    rng = np.random.default_rng(4)
    times = rng.exponential(30, (500, 800))
    chart = t_chart(times, baseline=400)
    later = times[:, 400:]
    found = run_rules(later, chart.centre, chart.lower, chart.upper, rules="outside")
    assert 0.0005 < np.mean(found.outside != 0) < 0.0015
    assert np.mean(found.outside == -1) < 0.0003


@given(unit=st.sampled_from([24.0, 1 / 7, 1e-6]))
def test_t_limits_follow_the_unit(unit: float) -> None:
    """Hours or weeks instead of days."""
    times = np.array([3.0, 8, 40, 11, 25, 60, 2, 19])
    np.testing.assert_allclose(
        t_chart(times * unit)[:5], np.array(t_chart(times)[:5]) * unit, rtol=1e-9
    )


def test_screening_and_baseline_reach_the_t_chart() -> None:
    """An extreme time widens the limits less when screened, and not at all outside the baseline."""
    times = [30.0, 33, 29, 31, 35, 30, 32, 28, 31, 33, 30, 4000, 31]
    assert t_chart(times, screened=True).upper < t_chart(times).upper
    assert t_chart(times, baseline=11).upper == t_chart(times[:11]).upper


@pytest.mark.parametrize("times", [[0, 3], [-1, 3], [np.nan, 1], [np.inf, 1], 5])
def test_impossible_times_are_refused(times: object) -> None:
    """Zero, negative, nan, infinite, and one number."""
    with pytest.raises(DomainError, match="times"):
        t_chart(times)  # type: ignore[arg-type]


@pytest.mark.parametrize("gaps", [[1.5, 2], [-1, 3], [np.nan, 1], 5])
def test_impossible_gaps_are_refused(gaps: object) -> None:
    """Not whole, negative, nan, and one number; and an unknown method."""
    with pytest.raises(DomainError, match="gaps"):
        g_chart(gaps)  # type: ignore[arg-type]
    with pytest.raises(DomainError, match="method"):
        g_chart([1, 2], method="3 sd")  # type: ignore[arg-type]


def test_a_batch_is_its_rows_and_none_give_none() -> None:
    """Two by two charts; an empty batch; enormous times."""
    gaps = np.random.default_rng(2).geometric(0.05, (2, 2, 15)) - 1
    for function, values in ((g_chart, gaps), (t_chart, gaps + 1)):
        whole = function(values)
        for i in np.ndindex(2, 2):
            for a, b in zip(whole, function(values[i]), strict=True):
                np.testing.assert_allclose(a[i], b, rtol=1e-13)
        assert function(np.ones((0, 4))).centre.shape == (0,)
    assert np.isnan(t_chart([1e308, 1, 1e308]).upper)
