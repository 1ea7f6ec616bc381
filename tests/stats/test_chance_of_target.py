"""The chance of a target: against others' prediction intervals, and what it can promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.chance_of_target import chance_of_target

T = [2016, 2017, 2018.5, 2019, 2021]
Y = [30, 28, 27, 25, 24]


def test_the_interval_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0, OLS(...).get_prediction at 2025: mean and obs_ci at 95 %."""
    outlook = chance_of_target(Y, T, target=20, due=2025, better="lower")
    theirs = [18.787162162162172, 13.958155024097966, 23.616169300226378]
    np.testing.assert_allclose([outlook.predicted, outlook.low, outlook.high], theirs, rtol=1e-12)
    assert float(outlook.df) == 3
    assert float(outlook.horizon) == pytest.approx(4 / 5)


def test_the_chance_is_the_level_at_which_the_interval_ends_at_the_target() -> None:
    """Half of what the interval leaves out lies beyond its end."""
    for level in (0.5, 0.8, 0.99):
        outlook = chance_of_target(Y, T, target=20, due=2025, better="lower", confidence=level)
        at_end = chance_of_target(Y, T, target=float(outlook.high), due=2025, better="higher")
        assert float(at_end.chance) == pytest.approx((1 - level) / 2, abs=1e-12)


@given(seed=st.integers(0, 10**6), n=st.integers(3, 30))
def test_the_chance_is_the_t_tail_of_a_plain_regression(seed: int, n: int) -> None:
    """scipy's linregress and the textbook error, at irregular times."""
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.uniform(0.1, 3, n))
    y = rng.normal(50, 5, n)
    due, target = t[-1] + rng.uniform(0.1, 5), rng.normal(50, 5)
    line = stats.linregress(t, y)
    predicted = line.intercept + line.slope * due
    s2 = ((y - line.intercept - line.slope * t) ** 2).sum() / (n - 2)
    error = np.sqrt(s2 * (1 + 1 / n + (due - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum()))
    outlook = chance_of_target(y, t, target=target, due=due, better="higher")
    expected = stats.t.sf((target - predicted) / error, n - 2)
    assert float(outlook.chance) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(seed=st.integers(0, 10**6), factor=st.floats(1e-3, 1e3), shift=st.integers(-3000, 3000))
def test_unit_and_era_change_nothing_and_the_mirror_mirrors(
    seed: int, factor: float, shift: int
) -> None:
    """New unit, new year zero, better turned with the sign; and the two chances add up to 1."""
    rng = np.random.default_rng(seed)
    t, y = np.cumsum(rng.uniform(0.5, 2, 6)), rng.normal(0, 1, 6)
    one = chance_of_target(y, t, target=0.3, due=20, better="higher")
    moved = chance_of_target(
        factor * y, t + shift, target=factor * 0.3, due=20 + shift, better="higher"
    )
    mirrored = chance_of_target(-y, t, target=-0.3, due=20, better="lower")
    other = chance_of_target(y, t, target=0.3, due=20, better="lower")
    np.testing.assert_allclose(moved.chance, one.chance, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(moved.predicted, factor * one.predicted, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(mirrored.chance, one.chance)
    np.testing.assert_allclose(mirrored.low, -one.high)
    assert float(one.chance + other.chance) == pytest.approx(1)


def test_undefined_rather_than_certain() -> None:
    """Two points, a perfect line, a due date already passed, a missing target."""
    assert np.isnan(chance_of_target([1, 2], target=3, due=5, better="higher").chance)
    perfect = chance_of_target([[1, 2, 3], [0.1, 0.2, 0.3]], target=3, due=5, better="higher")
    assert np.isnan(perfect.chance).all()
    np.testing.assert_allclose(perfect.predicted, [6, 0.6])
    same = chance_of_target([7, 7, 7, 7], target=3, due=5, better="higher")
    assert np.isnan([same.chance, same.low, same.high]).all()
    for due in (2021, 2000, np.nan):
        assert np.isnan(chance_of_target(Y, T, target=20, due=due, better="lower").chance)
    assert np.isnan(chance_of_target(Y, T, target=np.nan, due=2025, better="lower").chance)


def test_each_series_has_its_own_target_date_and_times() -> None:
    """A batch equals its rows, in their order, also in several blocks."""
    rng = np.random.default_rng(1)
    y, t = rng.normal(size=(3, 2, 5)), np.cumsum(rng.uniform(0.5, 2, (3, 2, 5)), axis=-1)
    target, due = rng.normal(size=(3, 2)), 20 + rng.uniform(size=(3, 1))
    better = np.array(["higher", "lower"])
    whole = chance_of_target(y, t, target=target, due=due, better=better)
    for i, j in np.ndindex(3, 2):
        alone = chance_of_target(
            y[i, j], t[i, j], target=target[i, j], due=due[i, 0], better=str(better[j])
        )
        np.testing.assert_allclose([field[i, j] for field in whole], alone, rtol=1e-12)
    many = np.tile(Y, (30000, 1))
    np.testing.assert_array_equal(
        chance_of_target(many, T, target=20, due=2025, better="lower").chance,
        float(chance_of_target(Y, T, target=20, due=2025, better="lower").chance),
    )


@pytest.mark.parametrize("n", [5, 10])
def test_the_interval_holds_as_often_as_it_says(n: int) -> None:
    """20,000 series around a line, one year ahead: .95 of the new values lie inside."""
    y = np.random.default_rng(n).normal(size=(20000, n + 1)) + 0.3 * np.arange(n + 1)
    outlook = chance_of_target(y[:, :n], target=0, due=n, better="higher")
    inside = (outlook.low <= y[:, n]) & (y[:, n] <= outlook.high)
    assert float(inside.mean()) == pytest.approx(0.95, abs=0.006)


def test_the_interval_is_too_narrow_where_years_resemble_one_another() -> None:
    """First-order autocorrelation .4, five points, three years ahead: .90, not .95."""
    rng = np.random.default_rng(9)
    noise = rng.normal(size=(20000, 8))
    y = noise.copy()
    y[:, 0] /= np.sqrt(1 - 0.4**2)
    for i in range(1, 8):
        y[:, i] += 0.4 * y[:, i - 1]
    outlook = chance_of_target(y[:, :5], target=0, due=7, better="higher")
    inside = (outlook.low <= y[:, 7]) & (y[:, 7] <= outlook.high)
    assert float(inside.mean()) == pytest.approx(0.90, abs=0.01)


def test_chances_are_right_where_trends_differ_and_wrong_where_there_is_none() -> None:
    """Of what is given about .3 a third happens; but of flat series given < .2, most succeed."""
    rng = np.random.default_rng(4)
    noise, time = rng.normal(size=(100000, 8)), np.arange(8)
    trends = noise + rng.normal(0, 15, (100000, 1)) + rng.normal(0, 3, (100000, 1)) * time
    outlook = chance_of_target(trends[:, :5], target=0, due=7, better="lower")
    some = (outlook.chance > 0.2) & (outlook.chance < 0.4)
    assert float((trends[some, 7] <= 0).mean()) == pytest.approx(
        float(outlook.chance[some].mean()), abs=0.04
    )
    flat = chance_of_target(noise[:, :5], target=1, due=7, better="lower")
    assert float((noise[flat.chance < 0.2, 7] <= 1).mean()) > 0.8


def test_enormous_values_and_times_give_a_number_or_nan() -> None:
    """From one end of the number line to the other, without a warning."""
    y = [[1e308, -1e308, 1e308, 0], [1e-308, 3e-308, 2e-308, 0]]
    outlook = chance_of_target(
        y, [-1e308, 0, 1e307, 1e308], target=0, due=[1.5e308, 1.1e308], better="lower"
    )
    assert not np.isinf(np.array(outlook)).any()
    assert ((outlook.chance >= 0) & (outlook.chance <= 1)).all()


def test_impossible_input_is_refused_by_name() -> None:
    """Values, times, shapes and words that are none."""
    with pytest.raises(DomainError, match="y, row 0, point 1"):
        chance_of_target([1, np.nan, 2], target=1, due=5, better="lower")
    with pytest.raises(DomainError, match="t, row 0, point 1"):
        chance_of_target([1, 3, 2], [1, 1, 2], target=1, due=5, better="lower")
    with pytest.raises(DomainError, match="target"):
        chance_of_target([[1, 3, 2]] * 2, target=[1, 2, 3], due=5, better="lower")
    with pytest.raises(DomainError, match="due"):
        chance_of_target([1, 3, 2], target=1, due=np.inf, better="lower")
    with pytest.raises(DomainError, match="better"):
        chance_of_target([1, 3, 2], target=1, due=5, better="down")
    with pytest.raises(DomainError, match="confidence"):
        chance_of_target([1, 3, 2], target=1, due=5, better="lower", confidence=1)


def test_no_series_give_no_chances() -> None:
    """An empty batch is a batch."""
    assert chance_of_target(np.empty((0, 5)), target=1, due=9, better="lower").chance.shape == (0,)
