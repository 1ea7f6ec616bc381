"""The trend of counts: exact for few points, log-linear with dispersion for more."""

from __future__ import annotations

from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from multinomials import doubled, null_by_hand, null_by_powers
from scipy import stats
from scipy.special import logit
from trends import NUMBERS, check_fields, scaled

from rusfelt.errors import DomainError
from rusfelt.stats._multinomial import Multinomial
from rusfelt.stats.poisson_trend import poisson_trend
from rusfelt.stats.trend_result import Trend


def test_drug_deaths_2_2_1_1_tell_nothing() -> None:
    """By hand: T = 0·2 + 1·2 + 2·1 + 3·1 = 7, and 2 P(T <= 7) = 2424 of 4096 outcomes."""
    trend = poisson_trend([2, 2, 1, 1], [2019, 2020, 2021, 2022])
    assert trend.method == "exact"
    assert isclose(trend.p, 2424 / 4096, rel_tol=1e-13)
    assert isclose(trend.p_minlike, 2424 / 4096, rel_tol=1e-13)
    assert isclose(trend.smallest_p, 2 / 4096, rel_tol=1e-13)
    assert trend.low < 0 < trend.high
    assert trend.change_low < 0 < trend.change_high


@pytest.mark.parametrize(
    ("x", "t", "exposure"),
    [
        ([2, 2, 1, 1], [0, 1, 2, 3], [1, 1, 1, 1]),
        ([0, 3, 1, 7], [0, 1, 2, 3], [3, 4, 5, 7]),
        ([5, 0, 1], [0, 1, 4], [2, 3, 2]),
        ([0, 0, 4], [0, 2, 3], [1, 1, 5]),
        ([6, 1], [0, 1], [1, 2]),
        ([1, 4, 0, 6], [0, 365, 731, 1096], [1, 1, 2, 2]),
        ([0, 1, 0, 0], [0, 1, 2, 3], [1, 2, 3, 4]),
        ([1, 0, 2, 1, 3], [0, 1, 2, 3, 4], [1, 1, 1, 1, 1]),
    ],
)
def test_small_cases_equal_the_sum_over_all_outcomes(
    x: list[int], t: list[int], exposure: list[int]
) -> None:
    """p, p_minlike, size and smallest_p against rational arithmetic over every outcome."""
    pmf = null_by_hand(x, t, [Fraction(e) for e in exposure])
    value = sum(a * b for a, b in zip(x, t, strict=True))
    trend = poisson_trend(x, t, exposure=exposure, method="exact")
    ps = {v: doubled(pmf, v) for v in pmf}
    assert isclose(trend.p, ps[value], rel_tol=1e-11)
    rare = sum(p for p in pmf.values() if p <= pmf[value])
    assert isclose(trend.p_minlike, rare, rel_tol=1e-11)
    size = sum(p for v, p in pmf.items() if ps[v] <= Fraction(1, 20))
    assert isclose(trend.size, size, rel_tol=1e-11, abs_tol=1e-15)
    assert isclose(trend.smallest_p, min(ps.values()), rel_tol=1e-11)


@pytest.mark.parametrize(
    ("x", "t", "exposure"),
    [
        ([40, 44, 52, 64], [0, 1, 2, 3], [1, 1, 1, 1]),
        ([20, 30, 50, 100], [0, 1, 2, 3], [1, 1, 1, 1]),
        ([5, 20, 55, 120], [0, 1, 2, 3], [1, 1, 1, 1]),
        ([1, 3, 90, 206], [0, 1, 2, 3], [2, 2, 3, 3]),
        ([120, 20, 10], [0, 1, 2], [1, 3, 9]),
        ([60, 40, 0, 0], [0, 2, 3, 7], [1, 1, 1, 1]),
        ([300, 1], [0, 1], [1, 1]),
    ],
)
def test_p_keeps_its_digits_far_below_the_rounding_of_a_transform(
    x: list[int], t: list[int], exposure: list[int]
) -> None:
    """Tails down to 1e-88 equal the integer convolution to nine digits."""
    pmf = null_by_powers(sum(x), t, exposure)
    value = sum(a * b for a, b in zip(x, t, strict=True))
    trend = poisson_trend(x, t, exposure=exposure)
    assert trend.method == "exact"
    assert isclose(trend.p, doubled(pmf, value), rel_tol=1e-9)
    rare = sum(p for p in pmf.values() if p <= pmf[value])
    assert isclose(trend.p_minlike, rare, rel_tol=1e-9)


def test_the_tiny_cases_above_are_tiny() -> None:
    """The cases of the test above do reach beyond 1e-30, or they would show nothing."""
    p = [
        float(poisson_trend([5, 20, 55, 120]).p),
        float(poisson_trend([1, 3, 90, 206], exposure=[2, 2, 3, 3]).p),
        float(poisson_trend([300, 1]).p),
    ]
    assert p[0] < 1e-30
    assert p[1] < 1e-30
    assert p[2] < 1e-80


@pytest.mark.parametrize("counts", [(2, 9), (20, 43), (0, 6), (700, 800), (5, 5)])
def test_two_points_are_the_conditional_binomial_test(counts: tuple[int, int]) -> None:
    """p_minlike is scipy's binomtest; the interval is Clopper and Pearson's in log odds."""
    first, second = counts
    exposure = [3.0, 2.0]
    trend = poisson_trend(counts, [2019, 2021], exposure=exposure)
    other = stats.binomtest(second, first + second, 2 / 5)
    assert isclose(trend.p_minlike, other.pvalue, rel_tol=1e-9)
    interval = other.proportion_ci(0.95, method="exact")
    odds = (logit(np.array(interval)) - np.log(2 / 3)) / 2
    np.testing.assert_allclose([trend.low, trend.high], odds, rtol=1e-9)


@pytest.mark.parametrize("x", [[2, 5, 4], [20, 31, 44], [1, 0, 0], [120, 100, 118]])
def test_the_interval_ends_where_a_tail_has_half_of_what_is_left(x: list[int]) -> None:
    """At each end the tail beyond the observed sum, added up by hand, has the probability asked."""
    t = [0, 1, 3]
    trend = poisson_trend(x, t, confidence=0.9)
    pmf = null_by_powers(sum(x), t, [1, 1, 1])
    value = sum(a * b for a, b in zip(x, t, strict=True))
    values = np.array(sorted(pmf), dtype=np.float64)
    log_weight = np.array([np.log(float(pmf[int(v)])) for v in values])
    for end, tail in ((trend.low, values >= value), (trend.high, values <= value)):
        if np.isfinite(end):
            lean = np.exp(log_weight + end * (values - value))
            assert isclose(lean[tail].sum() / lean.sum(), 0.05, rel_tol=1e-9)
    if np.isfinite(trend.slope):
        lean = np.exp(log_weight + trend.slope * (values - value))
        assert isclose((lean * values).sum() / lean.sum(), value, rel_tol=1e-9)


@pytest.mark.no_cover
@pytest.mark.parametrize("n", [2, 3, 4, 5, 8])
def test_the_interval_excludes_zero_exactly_when_the_test_rejects(n: int) -> None:
    """Test and interval are one statement, exact or not."""
    rng = np.random.default_rng(7)
    x = rng.poisson(8 * np.exp(0.4 * rng.normal(size=(400, 1)) * np.arange(n)))
    trend = poisson_trend(x)
    known = trend.method != "undefined"
    outside = (trend.low > 0) | (trend.high < 0)
    np.testing.assert_array_equal((trend.p < 0.05)[known], outside[known])
    assert outside.any()
    assert not outside.all()


def test_at_the_edge_the_slope_is_infinite_and_one_end_is_not() -> None:
    """All events in the last year: no finite slope is the likeliest, but small ones are refuted."""
    trend = poisson_trend([[0, 0, 5], [5, 0, 0]], exposure=[2.0, 1.0, 4.0])
    assert trend.slope.tolist() == [np.inf, -np.inf]
    assert np.isfinite(trend.low[0])
    assert trend.high[0] == np.inf
    assert np.isfinite(trend.high[1])
    assert trend.low[1] == -np.inf
    assert np.isnan(trend.se).all()
    np.testing.assert_allclose(trend.change, [5 / 4, -5 / 2])
    np.testing.assert_allclose([trend.change_high[0], trend.change_low[1]], [5 / 4, -5 / 2])


def test_no_events_are_no_evidence() -> None:
    """With nothing counted p is 1, any slope is possible and the change is unknown."""
    trend = poisson_trend([0, 0, 0, 0])
    assert (trend.p, trend.p_minlike, trend.size, trend.smallest_p) == (1, 1, 0, 1)
    assert (trend.low, trend.high) == (-np.inf, np.inf)
    assert np.isnan([trend.slope, trend.change, trend.change_low, trend.change_high]).all()
    assert trend.method == "exact"


@pytest.mark.parametrize("x", [[3], [], [[1], [2]]])
def test_fewer_than_two_points_have_no_trend(x: list[object]) -> None:
    """One point is undefined, not a guess."""
    trend = poisson_trend(x)
    assert np.all(trend.method == "undefined")
    assert all(np.isnan(getattr(trend, name)).all() for name in NUMBERS)


def test_an_empty_batch_is_legal() -> None:
    """No series, no answers, no error."""
    for n in (1, 3, 6):
        trend = poisson_trend(np.empty((0, n)))
        assert all(column.shape == (0,) for column in trend)


def test_the_answer_has_the_shape_of_the_batch() -> None:
    """Leading axes are kept, and every series is judged alone."""
    x = np.random.default_rng(1).poisson(5, size=(2, 3, 4))
    trend = poisson_trend(x, exposure=np.arange(1.0, 5.0))
    assert trend.p.shape == (2, 3)
    check_fields(
        Trend(*(column[1, 2] for column in trend)),
        poisson_trend(x[1, 2], exposure=np.arange(1.0, 5.0)),
    )


def test_times_may_differ_from_row_to_row() -> None:
    """Rows with their own times, on lattices of their own or on none, equal separate calls."""
    x = np.array([[3, 9, 14, 20], [30, 20, 44, 60], [2, 0, 1, 6], [1, 2, 4, 3]])
    t = np.array(
        [
            [0, 1, 2, 3],
            [2019, 2019.25, 2020, 2022.5],
            [0, 364, 731, 1100],
            [0, 1, np.e, np.pi],
        ]
    )
    together = poisson_trend(x, t)
    for i in range(4):
        check_fields(Trend(*(column[i] for column in together)), poisson_trend(x[i], t[i]))
    assert (together.method == "exact").all()


def test_years_quarters_and_days_are_one_test() -> None:
    """The unit and the origin of time change the slope's unit and nothing else."""
    x = [12, 7, 20, 25]
    years = poisson_trend(x, [2019, 2020, 2021, 2022])
    quarters = poisson_trend(x, [0, 4, 8, 12])
    months = poisson_trend(x, [k / 12 + 1 / 12 for k in (0, 12, 24, 36)])
    check_fields(years, quarters._replace(**scaled(quarters, 4)))
    check_fields(years, months)


@pytest.mark.no_cover
def test_the_transform_and_the_full_count_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two unrelated ways to the null distribution give one answer, sparse lattices included."""
    rng = np.random.default_rng(3)
    for t, mean in (([0, 1, 2, 3], 8), ([0, 1, 5], 20), ([0, 12, 17, 36], 9), ([0, 1], 200)):
        lean = np.exp(0.3 * rng.normal(size=(60, 1)) * np.arange(len(t)))
        x = rng.poisson(mean * lean)
        exposure = np.exp(rng.normal(size=x.shape))
        monkeypatch.setattr(Multinomial, "few", 10**6)
        counted = poisson_trend(x, t, exposure=exposure)
        monkeypatch.setattr(Multinomial, "few", 0)
        transformed = poisson_trend(x, t, exposure=exposure)
        known = ~np.isnan(transformed.p_minlike)
        assert known.mean() > 0.9
        minlike = np.where(known, transformed.p_minlike, counted.p_minlike)
        transformed = transformed._replace(p_minlike=minlike)
        check_fields(counted, transformed, rtol=1e-6, atol=0)


def test_a_sum_far_rarer_than_its_neighbours_has_a_tail_but_no_minimum_likelihood_p() -> None:
    """What a transform cannot resolve is nan; the p that decides is not affected."""
    trend = poisson_trend([5, 0, 0, 500], [2019 + 1 / 12, 2019.25, 2020 + 5 / 12, 2021])
    assert trend.method == "exact"
    assert 0 < trend.p < 1e-200
    assert np.isnan(trend.p_minlike)


def test_too_large_for_an_exact_test_says_score() -> None:
    """Hundreds of events at times without a common step get the asymptotic test by name."""
    t = [0, 1, np.e, np.pi]
    assert poisson_trend([20, 25, 30, 31], t).method == "exact"
    trend = poisson_trend([300, 370, 330, 420], t)
    assert trend.method == "score"
    other = poisson_trend([300, 370, 330, 420], [0, 1, 2.72, 3.14])
    assert other.method == "exact"
    assert isclose(trend.p, other.p, rel_tol=0.05)
    np.testing.assert_allclose(trend.low, other.low, rtol=0.02)


def test_the_score_test_nears_the_exact_one() -> None:
    """With 40,000 events the two differ by less than two hundredths."""
    x = [10_000, 10_150, 9_950, 10_290]
    exact, score = poisson_trend(x), poisson_trend(x, method="score")
    assert (exact.method, score.method) == ("exact", "score")
    for name in ("slope", "p", "low", "high", "change_low", "change_high"):
        assert isclose(getattr(exact, name), getattr(score, name), rel_tol=0.02), name


def test_the_score_interval_inverts_the_score_test() -> None:
    """At the ends of the interval the score statistic is the normal quantile."""
    x, t = np.array([20, 31, 50, 44, 61]), np.arange(5.0)
    trend = poisson_trend(x, method="score")
    for end, z in ((trend.low, 1.959963984540054), (trend.high, -1.959963984540054)):
        share = np.exp(end * t) / np.exp(end * t).sum()
        spread = x.sum() * ((share * t**2).sum() - (share * t).sum() ** 2)
        statistic = ((x - x.sum() * share) * t).sum() / np.sqrt(spread)
        assert isclose(statistic, z, rel_tol=1e-9)


def test_the_change_holds_the_total() -> None:
    """By hand: rates N exp(bt)/Σ e exp(bt), the last less the first."""
    x, t, e = np.array([30, 44, 70]), np.array([0.0, 1, 3]), np.array([2.0, 2, 2.5])
    trend = poisson_trend(x, t, exposure=e)
    slope = poisson_trend(x, t, exposure=e, confidence=0.90)
    for end, b in (
        (trend.change, trend.slope), (trend.change_low, slope.low), (trend.change_high, slope.high)
    ):  # fmt: skip
        rate = x.sum() * np.exp(b * t) / (e * np.exp(b * t)).sum()
        assert isclose(end, rate[-1] - rate[0], rel_tol=1e-9)


def test_five_points_are_a_log_linear_regression_with_dispersion() -> None:
    """Slope, se and dispersion against statsmodels 0.15.0, GLM(Poisson), scale="X2", use_t."""
    trend = poisson_trend([30, 62, 35, 80, 66], [2015, 2016, 2018, 2019, 2023])
    assert trend.method == "log-linear"
    assert isclose(trend.slope, 0.06354671000651943, rel_tol=1e-10)
    assert isclose(trend.se, 0.06102195234531285, rel_tol=1e-10)
    assert isclose(trend.dispersion, 8.636157107235238, rel_tol=1e-10)
    assert isclose(trend.p, 0.3742453772913701, rel_tol=1e-9)
    assert trend.df == 3
    assert trend.size == 0.05
    assert np.isnan(trend.smallest_p)


def test_dispersion_is_never_below_one() -> None:
    """Against statsmodels 0.15.0 with exposure: χ² 3.640 on 4 df would shrink the se; it is not.

    GLM(Poisson, offset=log(exposure)): slope 0.15137908743046258, se 0.05714373962839549.
    """
    exposure = [10.2, 10.4, 10.9, 11.3, 11.8, 12.1]
    trend = poisson_trend([14, 9, 17, 22, 19, 31], exposure=exposure)
    assert isclose(trend.slope, 0.15137908743046258, rel_tol=1e-10)
    assert isclose(trend.se, 0.05714373962839549, rel_tol=1e-10)
    assert trend.dispersion == 1
    assert trend.df == np.inf
    assert isclose(trend.p, 2 * stats.norm.sf(float(trend.slope / trend.se)), rel_tol=1e-9)
    half = stats.norm.ppf(0.975) * trend.se
    np.testing.assert_allclose(
        [trend.low, trend.high], [trend.slope - half, trend.slope + half], rtol=1e-9
    )


@pytest.mark.parametrize("x", [[0, 0, 0, 0, 9], [4, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
def test_without_a_finite_likeliest_slope_five_points_are_undefined(x: list[int]) -> None:
    """All events at one end, or none: nan, never a guess and never a warning."""
    trend = poisson_trend(x)
    assert trend.method == "undefined"
    assert np.isnan(trend.p)
    assert np.isnan(trend.change)
    assert poisson_trend(x, method="exact").method == "exact"


def test_a_regression_needs_three_points() -> None:
    """Two points leave nothing to estimate a dispersion from."""
    assert poisson_trend([4, 9], method="log-linear").method == "undefined"
    assert poisson_trend([4, 30, 12], method="log-linear").df == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"x": [1, -1, 2]}, "x, row 0, point 1"),
        ({"x": [[1, 2], [1, 2.5]]}, "x, row 1, point 1"),
        ({"x": [1, np.nan]}, "x, row 0, point 1"),
        ({"x": [1, 2], "exposure": [1, 0]}, "exposure, row 0, point 1"),
        ({"x": [1, 2], "t": [2, 2]}, "t, row 0, point 1"),
        ({"x": [1, 2], "t": [0, np.inf]}, "t, row 0, point 1"),
        ({"x": [1, 2], "t": [0, 1, 2]}, "shape"),
        ({"x": [1, 2], "t": [[0, 1], [0, 2]]}, "shape"),
        ({"x": [1, 2], "exposure": [1, 2, 3]}, "shapes"),
        ({"x": [1, 2], "confidence": 1}, "confidence"),
        ({"x": [1, 2], "confidence": [0.9, 0.95]}, "confidence"),
        ({"x": [1, 2], "change_confidence": 0}, "change_confidence"),
        ({"x": [1, 2], "method": "logistic"}, "log-linear"),
    ],
)
def test_impossible_input_is_refused_with_its_place(
    arguments: dict[str, object], word: str
) -> None:
    """The error names the argument, the row and the point."""
    with pytest.raises(DomainError, match=word):
        poisson_trend(**arguments)


def test_wrong_counts_and_wrong_exposure_are_told_at_once() -> None:
    """Two mistakes, two problems, one run."""
    with pytest.raises(DomainError) as caught:
        poisson_trend([1, -2], exposure=[0, 1])
    assert len(caught.value.problems) == 2


def test_a_steep_trend_among_hundreds_of_thousands_is_answered_without_the_exact_test() -> None:
    """Its outcome lies too far from chance to count out; slope and error are statsmodels 0.15's."""
    counts = np.array([[3643, 13597, 51609, 199170], [36430, 33597, 31609, 34170]])
    trend = poisson_trend(counts, [2, 5, 6, 8])
    assert trend.method.tolist() == ["score", "exact"]
    assert isclose(trend.slope[0], 0.75003447, rel_tol=1e-7)
    assert isclose(trend.se[0], 0.00170086, rel_tol=1e-5)
    assert trend.p[0] == 0
    assert 0 < trend.p[1] < 1e-20
