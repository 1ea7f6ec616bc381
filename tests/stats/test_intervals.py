"""Intervals against published examples, scipy, and what an interval must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.intervals import (
    clopper_pearson,
    newcombe,
    normal_interval,
    poisson_exact,
    wilson,
)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.998])
@pytest.mark.parametrize(("function", "name"), [(wilson, "wilson"), (clopper_pearson, "exact")])
def test_share_intervals_equal_scipys(function: object, name: str, confidence: float) -> None:
    """Every count out of 17."""
    assert callable(function)
    low, high = function(np.arange(18), 17, confidence=confidence)
    for k in range(18):
        theirs = stats.binomtest(k, 17).proportion_ci(confidence, method=name)
        assert low[k] == pytest.approx(theirs.low, rel=1e-11, abs=1e-15)
        assert high[k] == pytest.approx(theirs.high, rel=1e-11)


def test_no_and_all_touch_the_ends_exactly() -> None:
    """Nobody of ten is 0 below, all of ten is 1 above."""
    for function in (wilson, clopper_pearson):
        low, high = function([0, 10], 10)
        assert (low[0], high[1]) == (0, 1)
        assert high[0] < 0.35
        assert low[1] > 0.65


def test_poisson_bounds_leave_half_the_level_in_each_tail() -> None:
    """At each bound the tail of the count seen is 2.5 %."""
    x = np.array([1, 4, 30])
    low, high = poisson_exact(x)
    np.testing.assert_allclose(stats.poisson.sf(x - 1, low), 0.025, rtol=1e-10)
    np.testing.assert_allclose(stats.poisson.cdf(x, high), 0.025, rtol=1e-10)


def test_no_events_have_an_upper_bound() -> None:
    """Zero events are compatible with up to 3.689, shared out over the exposure."""
    low, high = poisson_exact([0, 0], exposure=[1, 100])
    np.testing.assert_array_equal(low, 0)
    np.testing.assert_allclose(high, [3.688879454113936, 0.03688879454113936], rtol=1e-13)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_equals_the_articles_table(
    counts: tuple[int, int, int, int], expected: tuple[float, float]
) -> None:
    """Newcombe (1998), table II, method 10; the article takes the first less the second."""
    x1, n1, x2, n2 = counts
    assert tuple(np.round(newcombe(x2, n2, x1, n1), 4)) == pytest.approx(expected)


@given(n=st.integers(1, 400), share=st.floats(0, 1), levels=st.tuples(*[st.floats(0.5, 0.999)] * 2))
def test_a_higher_level_gives_a_wider_interval_around_the_share(
    n: int, share: float, levels: tuple[float, float]
) -> None:
    """Intervals are nested and hold the share seen."""
    x = round(share * n)
    for function in (wilson, clopper_pearson):
        low, high = function(x, n, confidence=sorted(levels))
        assert 0 <= low[1] <= low[0] <= x / n + 1e-12
        assert x / n - 1e-12 <= high[0] <= high[1] <= 1


@given(n1=st.integers(1, 200), n2=st.integers(1, 200), a=st.floats(0, 1), b=st.floats(0, 1))
def test_swapping_the_shares_mirrors_newcombes_interval(
    n1: int, n2: int, a: float, b: float
) -> None:
    """The difference the other way has the same interval with opposite sign."""
    x1, x2 = round(a * n1), round(b * n2)
    there, back = newcombe(x1, n1, x2, n2), newcombe(x2, n2, x1, n1)
    assert float(there.low) == pytest.approx(-float(back.high), abs=1e-12)
    assert -1 - 1e-12 <= there.low <= x2 / n2 - x1 / n1 <= there.high <= 1 + 1e-12


@pytest.mark.parametrize("function", [wilson, clopper_pearson])
@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (1, 0), (1.5, 5), (np.nan, 5), (1, np.inf)])
def test_impossible_shares_are_refused(function: object, x: float, n: float) -> None:
    """Negative, too large, of nothing, and not whole."""
    assert callable(function)
    with pytest.raises(DomainError):
        function(x, n)


def test_impossible_rates_are_refused() -> None:
    """No exposure, and fewer than no events."""
    with pytest.raises(DomainError, match="exposure"):
        poisson_exact(3, exposure=0)
    with pytest.raises(DomainError, match="x"):
        poisson_exact(-1)
    with pytest.raises(DomainError, match="x2"):
        newcombe(1, 2, 3, 2)


def test_no_rows_give_no_rows() -> None:
    """An empty batch is a batch."""
    assert wilson(np.empty((0, 3)), 5).low.shape == (0, 3)
    assert poisson_exact([]).high.shape == (0,)


def test_whole_numbers_by_type_are_treated_as_any_others() -> None:
    """Integer columns take a shorter way to the same answer, and to the same refusals."""
    rng = np.random.default_rng(1)
    n = rng.integers(1, 500, 20_000)
    x = rng.integers(0, n + 1)
    np.testing.assert_array_equal(wilson(x, n), wilson(x.astype(np.float64), n.tolist()))
    np.testing.assert_array_equal(
        wilson(x.reshape(100, 200), n.reshape(100, 200)).low, wilson(x, n).low.reshape(100, 200)
    )
    for bad_x, bad_n, place in ((-1, 5, "x, row 1"), (6, 5, "x, row 1"), (0, 0, "n, row 1")):
        with pytest.raises(DomainError) as caught:
            wilson(np.array([1, bad_x]), np.array([5, bad_n]))
        assert caught.value.problems[0].path == place


def test_bounds_beyond_numbers_are_nan() -> None:
    """Of a rate over almost nothing, and of an enormous value; without a warning."""
    low, high = poisson_exact([50, 5], exposure=[1e-308, 1])
    np.testing.assert_array_equal(np.isnan(low), [True, False])
    np.testing.assert_array_equal(np.isnan(high), [True, False])
    low, high = normal_interval([1e308, -1e308, 1], [5e307, 5e307, 1])
    np.testing.assert_array_equal(np.isnan(low), [False, True, False])
    np.testing.assert_array_equal(np.isnan(high), [True, False, False])
