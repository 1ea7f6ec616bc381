"""The range of a T-score, its way back, and groups of persons with unlike numbers of goals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.goals.gas import gas_t_score, goal_attainment
from rusfelt.stats.goals.gas_group import gas_group
from rusfelt.stats.goals.gas_scale import gas_range, gas_weighted_mean


@given(n=st.integers(1, 12), rho=st.floats(0, 1))
def test_the_range_is_where_equal_goals_can_end(n: int, rho: float) -> None:
    """All at the bottom, all at the top."""
    low, high = gas_range(n, rho)
    assert float(low) == pytest.approx(float(gas_t_score([-2] * n, None, rho)), abs=1e-10)
    assert float(high) == pytest.approx(float(gas_t_score([2] * n, None, rho)), abs=1e-10)


@given(
    st.lists(
        st.tuples(st.sampled_from([-2, -1, 0, 1, 2]), st.floats(0.1, 9)), min_size=1, max_size=6
    ),
    st.floats(0, 1),
)
def test_a_t_score_leads_back_to_the_mean_it_came_from(
    pairs: list[tuple[int, float]], rho: float
) -> None:
    """The inverse undoes the score."""
    levels, weights = zip(*pairs, strict=True)
    found = goal_attainment(levels, weights, rho)
    back = gas_weighted_mean(found.t, weights, rho)
    assert float(back) == pytest.approx(float(found.mean), abs=1e-12)


def test_many_t_scores_of_one_set_of_weights() -> None:
    """Or a row of weights each; a nan stays nan."""
    back = gas_weighted_mean([40, 50, np.nan], [1, 1, 1])
    np.testing.assert_allclose(back, [-np.sqrt(1.6 / 3), 0, np.nan], rtol=1e-14)
    weights = [[1, 1], [1, 0]]
    np.testing.assert_allclose(gas_weighted_mean(60, weights), [np.sqrt(1.3 / 2), 1.0])


def test_a_t_score_out_of_reach_is_refused() -> None:
    """One goal cannot give 80; a printed 77.39 for three goals at the top is let pass."""
    with pytest.raises(DomainError) as caught:
        gas_weighted_mean([60, 80], [1])
    assert caught.value.problems[0].path == "t, row 1"
    assert "80" not in str(caught.value)
    assert float(gas_weighted_mean(77.39, [1, 1, 1])) == pytest.approx(2, abs=1e-3)
    for t in (np.inf, -np.inf, 1e308):
        with pytest.raises(DomainError, match="reach"):
            gas_weighted_mean(t, [1, 1])


@pytest.mark.parametrize("weights", [None, 1, [0, 0], [1, -1], [1, np.inf]])
def test_impossible_weights_are_refused(weights: object) -> None:
    """As they are for the score."""
    with pytest.raises(DomainError, match="weights"):
        gas_weighted_mean(50, weights)


@pytest.mark.parametrize(("n", "rho", "name"), [(0, 0.3, "n"), (1.5, 0.3, "n"), (2, 2, "rho")])
def test_impossible_ranges_are_refused(n: float, rho: float, name: str) -> None:
    """No goals, half a goal, and a correlation above 1."""
    with pytest.raises(DomainError, match=name):
        gas_range(n, rho)


def test_persons_with_unlike_numbers_of_goals_are_not_comparable() -> None:
    """Everybody just as far below: the mean T hides it, the mean level does not."""
    scores = np.full((6, 6), np.nan)
    for n in range(1, 7):
        scores[n - 1, :n] = -1
    found = goal_attainment(scores, unrated="left-out")
    mixed, same = gas_group(found.t, found.low), gas_group(found.t[[2, 2]], found.low[[2, 2]])
    assert not mixed.comparable
    assert not gas_group(found.t[4:], found.low[4:]).comparable
    assert same.comparable
    assert float(mixed.widest) == float(found.low[5])
    assert float(mixed.narrowest) == 30
    np.testing.assert_allclose(found.mean, -1)
    np.testing.assert_allclose(found.t, [40, 37.597, 36.307, 35.490, 34.924, 34.508], atol=5e-4)


def test_a_groups_mean_and_sd_are_over_those_with_a_t() -> None:
    """Against numpy; nobody has neither, one has no SD."""
    t = np.array([[40.0, 50.0, np.nan, 66.0], [np.nan, 50.0, np.nan, np.nan], [np.nan] * 4])
    found = gas_group(t, 30)
    assert found.persons.tolist() == [3, 1, 0]
    assert found.without.tolist() == [1, 3, 4]
    np.testing.assert_allclose(found.mean, [np.mean([40, 50, 66]), 50, np.nan])
    np.testing.assert_allclose(found.sd, [np.std([40, 50, 66], ddof=1), np.nan, np.nan])
    assert found.comparable.tolist() == [True, True, False]
    assert gas_group(np.empty((2, 0)), 30).persons.tolist() == [0, 0]
    assert gas_group(np.empty((0, 2)), 30).mean.shape == (0,)
    assert np.isnan(gas_group([1e308, 1e308], 30).mean)


@pytest.mark.parametrize(
    ("t", "low", "name"),
    [(50, 30, "t"), ([50, np.inf], 30, "t"), ([50, 40], [30, np.nan], "low"), ([50], 50, "low")],
)
def test_a_group_without_its_ranges_is_refused(t: object, low: object, name: str) -> None:
    """One number is no group, and a T comes with its range."""
    with pytest.raises(DomainError) as caught:
        gas_group(t, low)
    assert caught.value.problems[0].path.split(",")[0] == name
