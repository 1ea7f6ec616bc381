"""Teams beside each other: the exact test, the funnel, and the teams too small for a figure."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.compare_clusters import compare_clusters
from rusfelt.stats.funnel import funnel

tables = st.lists(
    st.tuples(st.integers(1, 8), st.floats(0, 1)).map(lambda c: (round(c[0] * c[1]), c[0])),
    min_size=2, max_size=4,
)  # fmt: skip


def _people(x: list[int], n: list[int]) -> tuple[np.ndarray, np.ndarray]:
    hit = [[1] * k + [0] * (m - k) for k, m in zip(x, n, strict=True)]
    return np.concatenate(hit).astype(bool), np.repeat(np.arange(len(n)), n)


def _by_listing(x: list[int], n: list[int]) -> float:
    """Every table with these margins, in whole numbers."""

    def ways(table: tuple[int, ...]) -> int:
        return int(np.prod([comb(m, k) for k, m in zip(table, n, strict=True)], dtype=object))

    seen = ways(tuple(x))
    every = [ways(t) for t in product(*(range(m + 1) for m in n)) if sum(t) == sum(x)]
    return sum(w for w in every if w <= seen) / sum(every)


@given(table=tables)
def test_the_exact_test_counts_every_table(table: list[tuple[int, int]]) -> None:
    """Freeman and Halton's p, against all tables listed one by one."""
    x, n = ([c[i] for c in table] for i in (0, 1))
    result = compare_clusters(*_people(x, n), minimum=1)
    assert result.test == "freeman-halton"
    assert float(result.p) == pytest.approx(_by_listing(x, n), rel=1e-9)


@pytest.mark.parametrize(
    ("x", "n"), [((3, 9), (12, 11)), ((20, 31), (50, 44)), ((1, 40), (30, 60))]
)
def test_of_two_teams_it_is_fishers(x: tuple[int, int], n: tuple[int, int]) -> None:
    """scipy's fisher_exact, whose p is R's."""
    result = compare_clusters(*_people([*x], [*n]))
    theirs = stats.fisher_exact([x, np.subtract(n, x)]).pvalue
    assert float(result.p) == pytest.approx(theirs, rel=1e-9)


def test_shares_limits_and_flags_are_those_of_the_funnel() -> None:
    """Six teams of 20 to 80, one of them far below."""
    x, n = [12, 20, 31, 9, 40, 3], [25, 40, 60, 20, 80, 30]
    result = compare_clusters(*_people(x, n))
    theirs = funnel(x, n)
    np.testing.assert_allclose(result.share, theirs.value)
    np.testing.assert_allclose(result.limit_low, theirs.low)
    np.testing.assert_allclose(result.limit_high, theirs.high)
    np.testing.assert_array_equal(result.flag, theirs.flag)
    assert float(result.target) == pytest.approx(float(theirs.target))
    assert result.flag[5, 0] == -1
    theirs_chi2 = stats.chi2_contingency([x, np.subtract(n, x)], correction=False)
    assert float(result.chi2) == pytest.approx(theirs_chi2.statistic)
    assert float(result.df) == 5


def test_many_teams_are_left_to_the_approximation_which_is_named() -> None:
    """Thirty teams have more tables than can be looked at."""
    rng = np.random.default_rng(8)
    n = rng.integers(20, 60, 30)
    x = rng.binomial(n, 0.4)
    result = compare_clusters(*_people(x.tolist(), n.tolist()))
    assert result.test == "chi-square"
    theirs = stats.chi2_contingency([x, n - x], correction=False).pvalue
    assert float(result.p) == pytest.approx(theirs)
    large = compare_clusters(*_people([2500, 2600], [5000, 5000]))
    assert large.test == "chi-square"


def test_a_small_team_gets_no_figure_and_no_part_in_the_rest() -> None:
    """Nine people, all improved, change nothing for the others and show nothing of themselves."""
    alone = compare_clusters(*_people([5, 8], [10, 20]))
    result = compare_clusters(*_people([5, 8, 9], [10, 20, 9]))
    assert result.reason.tolist() == ["", "", "below-minimum"]
    for field in (result.n, result.x, result.share, result.low, result.high):
        assert np.isnan(field).tolist() == [False, False, True]
    assert np.isnan(result.flag[2]).all()
    assert np.isnan(result.limit_low[2]).all()
    np.testing.assert_array_equal(result.limit_low[:2], alone.limit_low)
    assert (float(result.p), float(result.target)) == (float(alone.p), float(alone.target))
    assert (int(result.compared), int(result.left_out)) == (2, 9)


def test_one_team_left_is_compared_with_nobody() -> None:
    """Its share stands, without limits or test; and no team at all is an answer too."""
    result = compare_clusters(*_people([6, 2], [12, 4]))
    assert result.why == "too-few-clusters"
    assert float(result.share[0]) == 0.5
    assert np.isnan([result.p, result.target, *result.flag[0]]).all()
    assert result.test == ""
    empty = compare_clusters(np.zeros((2, 0), dtype=bool), np.zeros(0, dtype=int))
    assert empty.share.shape == (2, 0)
    assert (empty.why == "too-few-clusters").all()
    assert compare_clusters(np.zeros((0, 3), dtype=bool), [1, 2, 2]).p.shape == (0,)


def test_nobody_or_everybody_is_no_difference() -> None:
    """p is 1, and chi-square has nothing to say."""
    for hit in (np.zeros(24, dtype=bool), np.ones(24, dtype=bool)):
        result = compare_clusters(hit, ["a", "b"] * 12)
        assert float(result.p) == 1
        assert np.isnan(result.chi2)
        assert (result.flag == 0).all()


def test_those_not_counted_are_in_no_denominator() -> None:
    """Twelve of twenty have two scores."""
    hit, team = _people([4, 6], [10, 10])
    counted = np.ones(20, dtype=bool)
    counted[~hit] = np.arange((~hit).sum()) % 2 == 0
    result = compare_clusters(hit, team, counted=counted, minimum=5)
    assert result.n.tolist() == [7, 8]
    with pytest.raises(DomainError, match="hit, row 0"):
        compare_clusters(hit, team, counted=~hit)


@given(seed=st.integers(0, 10_000))
def test_a_batch_is_its_tables_one_by_one(seed: int) -> None:
    """Any shape of rows, and the order of people is of no account."""
    rng = np.random.default_rng(seed)
    hit = rng.random((2, 3, 60)) < 0.4
    team = rng.choice(["north", "south", "west"], 60)
    order = rng.permutation(60)
    together = compare_clusters(hit, team, minimum=5)
    assert together.limit_low.shape == (2, 3, 3, 2)
    for at in np.ndindex(2, 3):
        alone = compare_clusters(hit[at][order], team[order], minimum=5)
        assert together.p[at] == pytest.approx(alone.p)
        np.testing.assert_array_equal(together.x[at], alone.x)
        np.testing.assert_array_equal(together.limit_high[at], alone.limit_high)


def test_impossible_questions_are_refused() -> None:
    """Numbers for hits, people without a team, a minimum of nobody."""
    for hit, team, more in (
        ([0, 1], ["a", "b"], {}),
        (True, ["a"], {}),
        ([[True], [True, False]], ["a", "b"], {}),
        ([True, False], ["a", "b"], {"counted": [[True], [True, False]]}),
        ([True, False], ["a", ""], {}),
        ([True, False], ["a", "b", "c"], {}),
        ([True, False], ["a", "b"], {"minimum": 0}),
        ([True, False], ["a", "b"], {"minimum": True}),
        ([True, False], ["a", "b"], {"confidence": 1.0}),
    ):
        with pytest.raises(DomainError) as caught:
            compare_clusters(hit, team, **more)
        assert "group" not in caught.value.problems[0].path
