"""GAS T-scores: figures worked out by others, laws they must keep, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.goals.gas import gas_change, gas_t_score, goal_attainment

LEVELS = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 1.0, 2.0])
WEIGHTS = st.floats(0.01, 100)
RHO = st.floats(0, 1)


@st.composite
def goals(draw: st.DrawFn) -> tuple[list[float], list[float], float]:
    """Levels, weights and a correlation."""
    n = draw(st.integers(1, 8))
    levels = draw(st.lists(LEVELS, min_size=n, max_size=n))
    weights = draw(st.lists(WEIGHTS, min_size=n, max_size=n))
    return levels, weights, draw(RHO)


def brute(levels: list[float], weights: list[float], rho: float) -> float:
    """The formula, term by term."""
    top = math.fsum(w * x for w, x in zip(weights, levels, strict=True))
    squares = math.fsum(w * w for w in weights)
    return 50 + 10 * top / math.sqrt((1 - rho) * squares + rho * math.fsum(weights) ** 2)


@given(goals())
def test_t_is_the_formula_term_by_term(drawn: tuple[list[float], list[float], float]) -> None:
    """In plain Python with exact sums."""
    assert float(gas_t_score(*drawn)) == pytest.approx(brute(*drawn), abs=1e-10)


@given(goals())
def test_turning_every_level_round_mirrors_t_about_50(
    drawn: tuple[list[float], list[float], float],
) -> None:
    """As far above as below."""
    levels, weights, rho = drawn
    there = goal_attainment(levels, weights, rho)
    back = goal_attainment([-x for x in levels], weights, rho)
    assert float(there.t) - 50 == pytest.approx(50 - float(back.t), abs=1e-10)
    assert float(there.low) - 50 == pytest.approx(50 - float(there.high), abs=1e-10)


@given(goals(), st.integers(0, 7))
def test_a_better_level_never_lowers_t(
    drawn: tuple[list[float], list[float], float], which: int
) -> None:
    """Monotone in each goal, and always within the attainable range."""
    levels, weights, rho = drawn
    better = list(levels)
    better[which % len(levels)] = 2.0
    before, after = goal_attainment(levels, weights, rho), goal_attainment(better, weights, rho)
    assert after.t >= before.t - 1e-10
    assert before.low - 1e-10 <= before.t <= before.high + 1e-10


@given(goals(), st.sampled_from([1e-300, 1e-6, 3.0, 1e6, 1e300]))
def test_only_the_proportions_of_the_weights_matter(
    drawn: tuple[list[float], list[float], float], factor: float
) -> None:
    """However large or small all of them are."""
    levels, weights, rho = drawn
    scaled = gas_t_score(levels, [w * factor for w in weights], rho)
    assert float(scaled) == pytest.approx(float(gas_t_score(levels, weights, rho)), abs=1e-9)


@given(goals(), st.randoms(use_true_random=False))
def test_the_order_of_goals_does_not_matter(
    drawn: tuple[list[float], list[float], float], random: object
) -> None:
    """Goals carry their weights along."""
    levels, weights, rho = drawn
    order = list(range(len(levels)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = gas_t_score([levels[i] for i in order], [weights[i] for i in order], rho)
    assert float(shuffled) == pytest.approx(float(gas_t_score(levels, weights, rho)), abs=1e-10)


@given(goals())
def test_with_full_correlation_t_is_the_mean_on_another_scale(
    drawn: tuple[list[float], list[float], float],
) -> None:
    """At rho = 1 the number of goals stops mattering: 50 + 10·mean."""
    levels, weights, _ = drawn
    found = goal_attainment(levels, weights, 1)
    assert float(found.t) == pytest.approx(50 + 10 * float(found.mean), abs=1e-10)
    assert float(found.mean) == pytest.approx(np.average(levels, weights=weights), abs=1e-12)


def test_a_common_slip_in_the_formula_is_not_made() -> None:
    """Σ(w²) where (Σw)² belongs would give 71.4 for these three goals."""
    assert float(gas_t_score([0, 1, 2], [1, 2, 3])) == pytest.approx(67.6, abs=0.05)


@given(goals())
def test_the_score_alone_is_the_t_of_the_whole_answer(
    drawn: tuple[list[float], list[float], float],
) -> None:
    """A single number for one person, a row of them for several."""
    levels, weights, rho = drawn
    alone = gas_t_score(levels, weights, rho)
    assert alone.shape == ()
    assert float(alone) == float(goal_attainment(levels, weights, rho).t)
    assert gas_t_score([levels, levels], weights, rho).tolist() == [float(alone)] * 2


def test_a_goal_not_rated_leaves_no_t_unless_asked_to_be_left_out() -> None:
    """And is counted either way."""
    scores = [[1, np.nan, -1], [1, 0, -1], [np.nan] * 3]
    strict, rest = goal_attainment(scores), goal_attainment(scores, unrated="left-out")
    assert np.isnan(strict.t).tolist() == [True, False, True]
    assert strict.n.tolist() == rest.n.tolist() == [2, 3, 0]
    assert strict.unrated.tolist() == rest.unrated.tolist() == [1, 0, 3]
    assert float(rest.t[0]) == float(gas_t_score([1, -1]))
    assert float(rest.high[0]) == float(gas_t_score([2, 2]))
    assert np.isnan([rest.t[2], rest.mean[2], rest.low[2]]).all()


def test_a_goal_of_no_weight_is_dropped_and_said_to_be() -> None:
    """Rated or not; that is how a place without a goal is marked."""
    found = goal_attainment([[1, -2, 0], [1, np.nan, 0]], [1, 0, 1])
    assert found.t.tolist() == [float(gas_t_score([1, 0]))] * 2
    assert found.dropped.tolist() == [1, 1]
    assert found.unrated.tolist() == [0, 0]


def test_weights_and_correlation_may_be_each_persons_own() -> None:
    """A column of correlations, rows of weights."""
    found = gas_t_score([[1, 0], [1, 0]], [[1, 2], [3, 1]], [0.0, 0.5])
    alone = [gas_t_score([1, 0], [1, 2], 0.0), gas_t_score([1, 0], [3, 1], 0.5)]
    np.testing.assert_allclose(found, alone, rtol=1e-14)


def test_a_long_register_is_answered_as_each_person_alone() -> None:
    """Across the blocks the work is done in."""
    rng = np.random.default_rng(5)
    scores = rng.integers(-2, 3, (20_000, 8)).astype(float)
    weights = rng.integers(0, 10, (20_000, 8)).astype(float)
    weights[:, 0] = 1
    found = gas_t_score(scores, weights)
    for row in (0, 2047, 2048, 19_999):
        assert float(found[row]) == float(gas_t_score(scores[row], weights[row]))


def test_change_is_over_goals_rated_both_times() -> None:
    """A goal rated once counts neither time; one that began at the bottom is counted as such."""
    before = [[-1, -2, np.nan], [-1, -1, -1]]
    after = [[1, 0, 2], [0, np.nan, -2]]
    strict = gas_change(before, after)
    found = gas_change(before, after, unrated="left-out")
    assert np.isnan(strict.change).all()
    assert found.n.tolist() == [2, 2]
    assert found.unrated.tolist() == [1, 1]
    assert found.at_floor.tolist() == [1, 0]
    assert float(found.baseline[0]) == float(gas_t_score([-1, -2]))
    assert float(found.achieved[1]) == float(gas_t_score([0, -2]))
    np.testing.assert_allclose(found.change, found.achieved - found.baseline)
    np.testing.assert_allclose(found.mean_change, [2, 0], atol=1e-15)


@given(goals(), goals())
def test_change_is_one_t_less_the_other(
    one: tuple[list[float], list[float], float], other: tuple[list[float], list[float], float]
) -> None:
    """Where everything is rated."""
    n = min(len(one[0]), len(other[0]))
    before, after, weights, rho = one[0][:n], other[0][:n], one[1][:n], one[2]
    found = gas_change(before, after, weights, rho)
    assert float(found.baseline) == float(gas_t_score(before, weights, rho))
    assert float(found.achieved) == float(gas_t_score(after, weights, rho))


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (([[0, 1], [0, 2.5]],), "scores, row 1, goal 1"),
        (([[0, 1], [-np.inf, 2]],), "scores, row 1, goal 0"),
        (([[0, 1], [0, 1]], [[1, 1], [1, -1]]), "weights, row 1, goal 1"),
        (([[0, 1], [0, 1]], [[1, 1], [np.nan, 1]]), "weights, row 1, goal 0"),
        (([[0, 1], [0, 1]], [[1, 1], [0, 0]]), "weights, row 1"),
        (([0, 1], None, 1.1), "rho"),
        (([0, 1], None, -0.1), "rho"),
        (([0, 1], [1, 1, 1]), "scores"),
        (([[0], [1]], [1, 1, 1]), "scores"),
        ((1,), "scores"),
        (([[0, 1]] * 2, None, [0.1, 0.2, 0.3]), "scores"),
    ],
)
def test_impossible_goals_are_refused_with_their_place(
    arguments: tuple[object, ...], place: str
) -> None:
    """All zero weights too, which a peer takes for all ones; and one goal is no five goals."""
    with pytest.raises(DomainError) as caught:
        gas_t_score(*arguments)
    assert caught.value.problems[0].path == place
    assert "2.5" not in str(caught.value)


def test_several_things_wrong_are_said_at_once() -> None:
    """Levels, weights and the correlation."""
    with pytest.raises(DomainError) as caught:
        gas_change([3, 0], [0, -3], [-1, 1], 2)
    assert [problem.path for problem in caught.value.problems] == [
        "baseline, row 0, goal 0", "achieved, row 0, goal 1", "weights, row 0, goal 0", "rho",
    ]  # fmt: skip
    with pytest.raises(DomainError, match="unrated"):
        goal_attainment([1], unrated="guess")


def test_nobody_and_no_goals_are_legal() -> None:
    """No persons give no answers; a person without goals has no T."""
    assert gas_t_score(np.empty((0, 3))).shape == (0,)
    assert gas_t_score(np.empty((2, 0, 4)), np.ones(4)).shape == (2, 0)
    empty = goal_attainment(np.empty((2, 0)))
    assert np.isnan(empty.t).all()
    assert empty.n.tolist() == [0, 0]
    assert gas_change(np.empty((0, 2)), np.empty((0, 2))).change.shape == (0,)
