"""The trend of shares: exact for few points, logistic with dispersion for more."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, isclose, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit
from trends import check_fields

from rusfelt.errors import DomainError
from rusfelt.stats._hypergeometric import Hypergeometric
from rusfelt.stats.proportion_trend import proportion_trend
from rusfelt.stats.trend_result import Trend

NUMBERS = [name for name in Trend._fields if name != "method"]


def null_by_hand(total: int, n: list[int], t: list[int]) -> dict[int, Fraction]:
    """The exact null distribution of Σ t·x: every table with these margins, in rationals."""
    pmf: dict[int, Fraction] = {}
    whole = comb(sum(n), total)
    for head in product(*(range(size + 1) for size in n[:-1])):
        last = total - sum(head)
        if 0 <= last <= n[-1]:
            x = (*head, last)
            ways = prod(comb(size, k) for size, k in zip(n, x, strict=True))
            value = sum(a * b for a, b in zip(x, t, strict=True))
            pmf[value] = pmf.get(value, Fraction(0)) + Fraction(ways, whole)
    return pmf


def doubled(pmf: dict[int, Fraction], value: int) -> Fraction:
    """Twice the smaller tail, at most 1, in exact arithmetic."""
    upper = sum((p for v, p in pmf.items() if v >= value), Fraction(0))
    lower = sum((p for v, p in pmf.items() if v <= value), Fraction(0))
    return min(Fraction(1), 2 * min(upper, lower))


@pytest.mark.parametrize(
    ("x", "n", "t"),
    [
        ([4, 6, 11], [20, 20, 20], [0, 2, 4]),
        ([1, 0, 3, 5], [6, 9, 7, 8], [0, 1, 2, 3]),
        ([5, 9, 7, 8], [6, 9, 7, 8], [0, 1, 2, 3]),
        ([0, 0, 4], [3, 5, 6], [0, 1, 3]),
        ([2, 0, 0], [3, 5, 1], [0, 1, 3]),
        ([3, 5, 2], [3, 5, 9], [0, 1, 3]),
        ([35, 57], [68, 60], [0, 1]),
        ([1, 4, 2, 6], [8, 8, 8, 8], [0, 365, 731, 1096]),
        ([1, 1, 0, 2, 3], [4, 3, 4, 3, 4], [0, 1, 2, 3, 5]),
    ],
)
def test_small_cases_equal_the_sum_over_all_tables(
    x: list[int], n: list[int], t: list[int]
) -> None:
    """p, p_minlike, size and smallest_p against rational arithmetic over every table."""
    pmf = null_by_hand(sum(x), n, t)
    value = sum(a * b for a, b in zip(x, t, strict=True))
    trend = proportion_trend(x, n, t, method="exact")
    ps = {v: doubled(pmf, v) for v in pmf}
    assert trend.method == "exact"
    assert isclose(trend.p, ps[value], rel_tol=1e-11)
    rare = sum(p for p in pmf.values() if p <= pmf[value])
    assert isclose(trend.p_minlike, rare, rel_tol=1e-11)
    size = sum(p for v, p in pmf.items() if ps[v] <= Fraction(1, 20))
    assert isclose(trend.size, size, rel_tol=1e-11, abs_tol=1e-15)
    assert isclose(trend.smallest_p, min(ps.values()), rel_tol=1e-11)


@pytest.mark.parametrize(
    ("x", "n"),
    [
        ([40, 45, 55], [90, 80, 85]),
        ([70, 20, 3], [90, 80, 85]),
        ([5, 60, 88], [90, 90, 90]),
        ([50, 120, 185], [190, 190, 190]),
    ],
)
def test_p_keeps_its_digits_in_the_far_tail(x: list[int], n: list[int]) -> None:
    """Tails down to 1e-60 by transform equal the sum over all tables in rationals."""
    t = [0, 1, 2]
    pmf = null_by_hand(sum(x), n, t)
    value = x[1] + 2 * x[2]
    trend = proportion_trend(x, n)
    assert trend.method == "exact"
    assert isclose(trend.p, doubled(pmf, value), rel_tol=1e-9)


def test_the_far_tail_above_is_far() -> None:
    """The last case of the test above does reach beyond 1e-30, or it would show nothing."""
    assert float(proportion_trend([50, 120, 185], 190).p) < 1e-30


@pytest.mark.parametrize("x", [(35, 57), (8, 2), (1, 0), (3, 60), (68, 0), (20, 18)])
def test_two_points_are_fishers_exact_test(x: tuple[int, int]) -> None:
    """p_minlike is scipy's fisher_exact; the interval and odds ratio its conditional ones."""
    n = np.array([68, 60])
    trend = proportion_trend(x, n, [2017, 2019])
    table = np.array([[x[1], x[0]], [n[1] - x[1], n[0] - x[0]]])
    assert isclose(trend.p_minlike, stats.fisher_exact(table).pvalue, rel_tol=1e-9)
    odds = stats.contingency.odds_ratio(table, kind="conditional")
    interval = odds.confidence_interval(0.95)
    with np.errstate(divide="ignore"):
        expected = np.log([odds.statistic, interval.low, interval.high]) / 2
    np.testing.assert_allclose([trend.slope, trend.low, trend.high], expected, rtol=1e-6, atol=1e-9)


def test_urine_contracts_35_of_68_to_57_of_60() -> None:
    """R's fisher.test gives p = 1.304e-08; the doubled p says the same more carefully."""
    trend = proportion_trend([35, 57], [68, 60])
    assert isclose(trend.p_minlike, 1.304e-8, rel_tol=1e-3)
    assert trend.p_minlike < trend.p < 2 * trend.p_minlike


@pytest.mark.parametrize("x", [[4, 6, 11], [1, 0, 0], [90, 100, 118], [150, 199, 200]])
def test_the_interval_ends_where_a_tail_has_half_of_what_is_left(x: list[int]) -> None:
    """At each end the tail beyond the observed sum, added up by hand, has the probability asked."""
    n, t = [200, 200, 200], [0, 1, 3]
    trend = proportion_trend(x, n, t, confidence=0.9)
    pmf = null_by_hand(sum(x), n, t)
    value = sum(a * b for a, b in zip(x, t, strict=True))
    values = np.array(sorted(pmf), dtype=np.float64)
    chance = [pmf[int(v)] for v in values]
    log_weight = np.array(
        [np.log(float(p.numerator >> shift)) - np.log(float(p.denominator >> shift))
         for p in chance for shift in [max(0, p.numerator.bit_length() - 900)]]
    )  # fmt: skip
    for end, tail in ((trend.low, values >= value), (trend.high, values <= value)):
        if np.isfinite(end):
            lean = log_weight + end * (values - value)
            lean = np.exp(lean - lean.max())
            assert isclose(lean[tail].sum() / lean.sum(), 0.05, rel_tol=1e-8)
    if np.isfinite(trend.slope):
        lean = log_weight + trend.slope * (values - value)
        lean = np.exp(lean - lean.max())
        assert isclose((lean * values).sum() / lean.sum(), value, rel_tol=1e-8)


@pytest.mark.no_cover
@pytest.mark.parametrize("points", [2, 3, 4, 5, 8])
def test_the_interval_excludes_zero_exactly_when_the_test_rejects(points: int) -> None:
    """Test and interval are one statement, exact or not."""
    rng = np.random.default_rng(7)
    share = expit(rng.normal(size=(200, 1)) + 0.5 * rng.normal(size=(200, 1)) * np.arange(points))
    trend = proportion_trend(rng.binomial(30, share), 30)
    known = trend.method != "undefined"
    outside = (trend.low > 0) | (trend.high < 0)
    np.testing.assert_array_equal((trend.p < 0.05)[known], outside[known])
    assert outside.any()
    assert not outside.all()


def test_at_the_edge_the_slope_is_infinite_and_one_end_is_not() -> None:
    """The last points filled as far as the total goes: small slopes are refuted, large are not."""
    trend = proportion_trend([[0, 2, 8], [8, 2, 0]], [8, 8, 8])
    assert trend.slope.tolist() == [np.inf, -np.inf]
    assert np.isfinite([trend.low[0], trend.high[1]]).all()
    assert (trend.high[0], trend.low[1]) == (np.inf, -np.inf)
    np.testing.assert_allclose(trend.change, [1, -1])
    np.testing.assert_allclose([trend.change_high[0], trend.change_low[1]], [1, -1])


@pytest.mark.parametrize("x", [[0, 0, 0], [5, 6, 7]])
def test_all_alike_is_no_evidence(x: list[int]) -> None:
    """Nobody, or everybody, every year: p is 1 and any slope is possible."""
    trend = proportion_trend(x, [5, 6, 7])
    assert (trend.p, trend.p_minlike, trend.size, trend.smallest_p) == (1, 1, 0, 1)
    assert (trend.low, trend.high) == (-np.inf, np.inf)
    assert np.isnan([trend.slope, trend.change]).all()


def test_fewer_than_two_points_and_empty_batches() -> None:
    """One point is undefined; no series are no answers."""
    assert proportion_trend([3], [5]).method == "undefined"
    for points in (1, 3, 6):
        trend = proportion_trend(np.empty((0, points)), 5)
        assert all(column.shape == (0,) for column in trend)
    assert proportion_trend(np.ones((2, 3, 4)), 5).p.shape == (2, 3)


@pytest.mark.no_cover
def test_inside_and_outside_tell_one_story() -> None:
    """Counting those outside instead turns the slope and the change and leaves p alone."""
    rng = np.random.default_rng(2)
    for points in (2, 3, 4, 6):
        n = rng.integers(5, 150, size=(30, points))
        x = rng.binomial(n, 0.3)
        one, other = proportion_trend(x, n), proportion_trend(n - x, n)
        turned = other._replace(
            slope=-other.slope, low=-other.high, high=-other.low, change=-other.change,
            change_low=-other.change_high, change_high=-other.change_low,
        )  # fmt: skip
        check_fields(one, turned, rtol=1e-7, atol=1e-9)


@pytest.mark.no_cover
def test_the_transform_and_the_full_count_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two unrelated ways to the null distribution give one answer."""
    rng = np.random.default_rng(3)
    for t in ([0, 1, 2, 3], [0, 1, 5], [0, 2, 3], [0, 1]):
        share = expit(rng.normal(size=(30, 1)) + 0.5 * rng.normal(size=(30, 1)) * np.arange(len(t)))
        n = rng.integers(2, 40, size=share.shape)
        x = rng.binomial(n, share)
        monkeypatch.setattr(Hypergeometric, "few", 10**6)
        counted = proportion_trend(x, n, t)
        monkeypatch.setattr(Hypergeometric, "few", 0)
        check_fields(counted, proportion_trend(x, n, t), rtol=1e-7, atol=0)


def test_times_may_differ_from_row_to_row() -> None:
    """Rows with their own times and sizes equal separate calls."""
    x = np.array([[60, 70, 88, 91], [7, 9, 2, 1], [150, 170, 190, 160]])
    n = np.array([[200, 210, 205, 190], [10, 12, 9, 14], [400, 410, 380, 390]])
    t = np.array([[0, 1, 2, 3], [0, 1, np.e, np.pi], [0, 2, 3, 7]])
    together = proportion_trend(x, n, t)
    for i in range(3):
        check_fields(Trend(*(column[i] for column in together)), proportion_trend(x[i], n[i], t[i]))


def test_the_score_test_nears_the_exact_one_and_takes_over() -> None:
    """With 10,000 people the two nearly agree; with far more only the score test is made."""
    x, n = [1200, 1230, 1250, 1290], [2500] * 4
    exact, score = proportion_trend(x, n), proportion_trend(x, n, method="score")
    assert (exact.method, score.method) == ("exact", "score")
    for name in ("slope", "p", "low", "high", "change_low", "change_high"):
        assert isclose(getattr(exact, name), getattr(score, name), rel_tol=0.04), name
    large = proportion_trend(np.array(x) * 30, np.array(n) * 30)
    assert large.method == "score"
    assert np.isnan(large.smallest_p)


def test_the_change_holds_the_total() -> None:
    """The fitted shares at each slope have the observed number inside, to the last digit."""
    x, n, t = np.array([30, 44, 70]), np.array([100, 110, 120]), np.array([0.0, 1, 3])
    trend = proportion_trend(x, n, t)
    slope = proportion_trend(x, n, t, confidence=0.90)
    for end, b in (
        (trend.change, trend.slope), (trend.change_low, slope.low), (trend.change_high, slope.high)
    ):  # fmt: skip
        low, high = -20.0, 20.0
        for _ in range(100):
            level = 0.5 * (low + high)
            low, high = (
                (level, high) if (n * expit(level + b * t)).sum() < x.sum() else (low, level)
            )
        p = expit(level + b * t)
        assert isclose(end, p[-1] - p[0], rel_tol=1e-9)


def test_five_points_are_a_logistic_regression_with_dispersion() -> None:
    """Against statsmodels 0.15.0, GLM(Binomial) of the Fingertips example of five years.

    slope 0.06492104263180427, se 0.009388826502065878 without dispersion, χ² 4.949343533391981.
    """
    x, n = [994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701]
    trend = proportion_trend(x, n)
    dispersion = 4.949343533391981 / 3
    assert trend.method == "logistic"
    assert isclose(trend.slope, 0.06492104263180427, rel_tol=1e-9)
    assert isclose(trend.dispersion, dispersion, rel_tol=1e-8)
    assert isclose(trend.se, 0.009388826502065878 * dispersion**0.5, rel_tol=1e-8)
    assert isclose(trend.p, 2 * stats.t.sf(float(trend.slope / trend.se), 3), rel_tol=1e-9)


def test_dispersion_is_never_below_one() -> None:
    """Against statsmodels 0.15.0: χ² 2.235 on 4 df would shrink the standard error; it is not.

    GLM(Binomial): slope 0.3412519680728213, se 0.09881489202154072.
    """
    trend = proportion_trend([4, 9, 7, 12, 11, 18], [30, 31, 29, 33, 30, 32])
    assert isclose(trend.slope, 0.3412519680728213, rel_tol=1e-9)
    assert isclose(trend.se, 0.09881489202154072, rel_tol=1e-9)
    assert trend.dispersion == 1
    assert trend.df == np.inf
    assert isclose(trend.p, 2 * stats.norm.sf(float(trend.slope / trend.se)), rel_tol=1e-9)


@pytest.mark.parametrize("x", [[0, 0, 0, 2, 5], [5, 5, 1, 0, 0], [0] * 5, [5] * 5])
def test_without_a_finite_likeliest_slope_five_points_are_undefined(x: list[int]) -> None:
    """A point in time that separates those inside from those outside: nan, never a guess."""
    trend = proportion_trend(x, 5)
    assert trend.method == "undefined"
    assert np.isnan(trend.p)
    assert proportion_trend(x, 5, method="exact").method == "exact"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"x": [1, 4], "n": [3, 3]}, "x, row 0, point 1"),
        ({"x": [0, 0], "n": [3, 0]}, "n, row 0, point 1"),
        ({"x": [[1, 2], [1, 2.5]], "n": 9}, "x, row 1, point 1"),
        ({"x": [1, 2], "n": 9.5}, "n, row 0"),
        ({"x": [1, 2], "n": 9, "t": [1, 0]}, "t, row 0, point 1"),
        ({"x": [1, 2], "n": 9, "confidence": 95}, "confidence"),
        ({"x": [1, 2], "n": 9, "method": "log-linear"}, "logistic"),
        ({"x": [1, 2], "n": [9, 9, 9]}, "shapes"),
    ],
)
def test_impossible_input_is_refused_with_its_place(
    arguments: dict[str, object], word: str
) -> None:
    """The error names the argument, the row and the point."""
    with pytest.raises(DomainError, match=word):
        proportion_trend(**arguments)


@pytest.mark.no_cover
@pytest.mark.parametrize("points", [3, 4, 5, 10])
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_without_a_trend_few_series_show_one(points: int, share: float) -> None:
    """At a true size of .05 the share of 3,000 series has a standard deviation of .004.

    So .065 lies nearly four of them above.
    """
    rng = np.random.default_rng([points, int(10 * share)])
    x = rng.binomial(12, share, size=(3000, points))
    p = np.nan_to_num(proportion_trend(x, 12).p, nan=1.0)
    assert np.mean(p <= 0.05) <= 0.065


SHARES = st.integers(2, 6).flatmap(
    lambda k: st.tuples(
        st.lists(
            st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
            min_size=k, max_size=k,
        ),
        st.lists(st.integers(1, 30), min_size=k, max_size=k),
    )
)  # fmt: skip


@pytest.mark.no_cover
@given(SHARES)
def test_time_run_backwards_mirrors_the_trend(
    case: tuple[list[tuple[int, int]], list[int]],
) -> None:
    """Slope, interval and change turn their sign; p does not notice."""
    x, n = np.array(case[0]).T
    t = np.cumsum(case[1])
    one = proportion_trend(x, n, t)
    other = proportion_trend(x[::-1], n[::-1], -t[::-1])
    turned = other._replace(
        slope=-other.slope, low=-other.high, high=-other.low,
        change=-other.change, change_low=-other.change_high, change_high=-other.change_low,
    )  # fmt: skip
    check_fields(one, turned, rtol=1e-6, atol=1e-9)


@pytest.mark.no_cover
@given(SHARES, st.sampled_from([0.25, 1 / 12, 7.0, 365.0]))
def test_another_unit_of_time_scales_the_slope_alone(
    case: tuple[list[tuple[int, int]], list[int]], factor: float
) -> None:
    """A slope for each year is twelve times that for each month."""
    x, n = np.array(case[0]).T
    t = np.cumsum(case[1])
    one, other = proportion_trend(x, n, t), proportion_trend(x, n, t * factor)
    unit = {name: getattr(other, name) * factor for name in ("slope", "se", "low", "high")}
    check_fields(one, other._replace(**unit), rtol=1e-6, atol=1e-9)


@pytest.mark.no_cover
@given(SHARES, st.integers(1, 5))
def test_the_neighbours_of_a_series_do_not_matter(
    case: tuple[list[tuple[int, int]], list[int]], place: int
) -> None:
    """Alone or among others, in whatever order, a series gets the same answer."""
    x, n = np.array(case[0]).T
    rows = np.stack([np.roll(x, i) * (np.roll(x, i) <= n) for i in range(6)])
    rows[place] = x
    among = proportion_trend(rows, n)
    check_fields(
        Trend(*(column[place] for column in among)), proportion_trend(x, n), rtol=1e-6, atol=1e-9
    )
    backwards = proportion_trend(rows[::-1], n)
    check_fields(Trend(*(column[::-1] for column in backwards)), among, rtol=1e-6, atol=1e-9)
