"""What hostile arguments once brought out, each by itself."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt import stats
from rusfelt.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

RAGGED = [[1, 2], [3]]
VOID = np.zeros(2, [("a", "f8"), ("b", "i4")])
SERIES = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0, 4.0]


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: stats.wilson([10**400, 1], 3), "x"),
        (lambda: stats.wilson(np.array([np.longdouble("1e400")]), 3), "x, row 0"),
        (lambda: stats.assurance(0, 1, 2, better=RAGGED), "better, row 0"),
        (lambda: stats.assurance(0, 1, 2, better=VOID), "better, row 0"),
        (lambda: stats.hp2030_status(1, 2, 3, better=5), "better, row 0"),
        (lambda: stats.pool([1, 2], 1, method=np.array(["reml", "x"])), "method"),
        (lambda: stats.g_chart([1, 2], method=VOID), "method"),
        (lambda: stats.poisson_trend([1, 2], method=np.array(["exact", "x"])), "method"),
        (lambda: stats.joinpoint(SERIES, scale=np.array([1, 2])), "scale"),
        (lambda: stats.required_change(1, 0, 2, 1, kind=np.zeros(0)), "kind"),
        (lambda: stats.funnel([1], [2], overdispersion=np.zeros(2)), "overdispersion"),
        (lambda: stats.funnel([1], [2], overdispersion=""), "overdispersion"),
        (lambda: stats.interrupted_series(SERIES, interruption=3, method=VOID), "method"),
        (lambda: stats.xmr(SERIES, screened="no"), "screened"),
        (lambda: stats.t_chart(SERIES, screened=np.array([True, False])), "screened"),
        (lambda: stats.p_chart([1], [2], prime=np.zeros(2)), "prime"),
        (lambda: stats.fingertips_trend(x=[1] * 6, n=[2] * 6, use_last=np.ones(2)), "use_last"),
        (lambda: stats.rank_uncertainty(SERIES, 1, joint="no"), "joint"),
        (lambda: stats.xmr(SERIES, baseline=RAGGED), "baseline"),
        (lambda: stats.false_alarm_rate(5, baseline=[True] * 5), "baseline"),
        (lambda: stats.false_alarm_rate(5, rules=float), "rules"),
        (lambda: stats.false_alarm_rate(5, rules=[None, 1.0]), "rules"),
        (lambda: stats.false_alarm_rate(5, centre=np.zeros(0)), "centre"),
        (lambda: stats.false_alarm_rate(5, autocorrelation="much"), "autocorrelation"),
        (lambda: stats.false_alarm_rate([5, 0]), "n, row 1"),
        (lambda: stats.run_rules(SERIES, 3, rules=1j), "rules"),
        (lambda: stats.one_way_anova([1, 2], RAGGED), "group"),
        (lambda: stats.difference_in_differences([[1, 2], [3, 4]], [0, 1], RAGGED), "post"),
        (lambda: stats.joinpoint(SERIES, permutations=10**88), "permutations"),
        (lambda: stats.cusum([SERIES] * 2, centre=[1, np.inf], sd=1), "centre, row 1"),
        (lambda: stats.benjamini_hochberg([[0.1, 0.2], [0.3, 2.0]]), "p, row 1, point 1"),
        (lambda: stats.whole_number_counts(5, 10, decimals=10**9), "decimals"),
        (lambda: stats.whole_number_counts(5, 10, decimals=0.5), "decimals"),
        (lambda: stats.whole_number_counts(5, [10, 20]), "n"),
        (lambda: stats.whole_number_counts(5, 2**53), "n"),
        (lambda: stats.sign_test([3, 4], [1, -1]), "deteriorated, row 1"),
        (lambda: stats.log_response_ratio([1, 2], [3, 4], resolution=np.inf), "resolution, row 0"),
        (lambda: stats.category_shares(["improved"], policy="completers", last=RAGGED), "last"),
        (
            lambda: stats.fill_missing_post([1], [2], policy="completers", last=np.inf),
            "last, row 0",
        ),
        (
            lambda: stats.fill_missing_post([1], [2], policy="completers", last=9, highest=8),
            "last, row 0",
        ),
    ],
)
def test_refused_by_name(call: Callable[[], Any], place: str) -> None:
    """A word, a flag, a number or a list that is none, each once another exception or a guess."""
    with pytest.raises(DomainError) as refused:
        call()
    assert refused.value.problems[0].path == place


def test_counts_beyond_counting_end_the_search() -> None:
    """Where neighbouring whole numbers are one float, halving between them once never ended."""
    found = stats.detectable_count([2**53, 3, 4], exposure_ratio=[1, 1e300, 1])
    np.testing.assert_array_equal(found.low, [np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found.high, [np.nan, np.nan, 13])
    assert float(stats.rate_ratio_exact(2**53, 6, exposure2=37).p) == 0
    assert str(stats.relative_to(8, 2, 7, 2**53).method) == "undefined"
    assert str(stats.relative_to(8, 2, 7, 2**50).method) == "exact"


def test_enormous_figures_keep_their_place_on_the_scale() -> None:
    """Sums and differences beyond a float once decided where they should not."""
    # 2e308 apart with errors of 1e308 each is 1.41 standard errors, not infinitely many.
    found = stats.z_difference(-1e308, 1e308, 1e308, 1e308)
    assert float(found.z) == pytest.approx(np.sqrt(2))
    assert float(found.p) == pytest.approx(0.15729920705)
    # Equal exposures whose sum is infinite are still equal.
    small, huge = (stats.rate_ratio_exact(4, 14, exposure1=e, exposure2=e) for e in (1, 1.5e308))
    assert float(small.p) == pytest.approx(float(huge.p), rel=1e-12)
    assert float(huge.ratio) == pytest.approx(3.5)
    better = {"better": "higher"}
    assert stats.hp2030_status(-1.5e308, 1e308, 1.6e308, **better).status == "improving"
    assert stats.hp2030_status(1.5e308, -1.5e308, 1.6e308, **better).status == "getting-worse"
    pace = stats.linear_pace(-1e308, 2015, 1e308, 2020, 1.5e308, 2030)
    assert np.isnan([pace.expected, pace.ratio]).all()
    assert np.isnan(stats.target_progress(-1e308, 0, 1e308).share)
    # Times across the whole number line: the p is known, what is per unit of time is not.
    far = stats.poisson_trend([2, 9, 14], [-1.5e308, 0, 1.5e308])
    near = stats.poisson_trend([2, 9, 14])
    assert float(far.p) == pytest.approx(float(near.p), rel=1e-12)
    assert np.isnan(far.slope)


def test_what_is_too_large_for_a_float_is_nan() -> None:
    """Not infinite, and no warning."""
    assert np.isnan(stats.rate_ratio_exact(1, 2, exposure1=5e-324).z)
    assert np.isnan(stats.reliable_change_threshold(1.5e308, 0))
    assert np.isnan(stats.xmr([1e308, -5e307, 1e308]).near_lower)
    assert np.isnan(stats.homogeneity([5, 6], exposure=[1.5e308, 1.5e308]).chi2)
    assert np.isnan(stats.proportion_homogeneity(np.zeros((2, 0)), 5).p).all()
    assert np.isnan(stats.funnel([5, 6], [5e-324, 2], kind="rate").value[0])
    assert np.isnan(stats.shrink([5, 6], [5e-324, 5e-324]).centre)
    assert np.isnan(stats.relative_to(1, 3, 4, 2, rest_exposure_after=5e-324).rest_ratio)
    assert str(stats.weighted_trend([1e308] * 5, 1).method) == "undefined"
    pooled = stats.pool([3.0, 2.0, 6.0], 1.7e308)
    assert not np.isinf([pooled.prediction_low, pooled.tau2]).any()
    assert np.isnan(stats.poisson_trend([4, 2, 5], exposure=2.3e-308).change)
    assert np.isnan(stats.poisson_trend([2, 4], exposure=[1e-160, 97]).se)
    assert str(stats.poisson_trend([5, 2], exposure=[1, 1e154], method="score").method) == (
        "undefined"
    )


def test_options_beyond_the_series_ask_for_nothing() -> None:
    """A run longer than the series, more points between joints than there are, no confidence."""
    longer = stats.run_rules(SERIES, 3, rules=["shift", "trend"], shift=10**30, trend=np.uint8(200))
    assert not longer.signal
    assert np.isnan(stats.run_rules(SERIES, None, rules="shift").useful)  # no centre, no runs
    few = stats.joinpoint(SERIES, minimum_points=10**30, method="bic")
    assert float(few.number) == 0
    units = [[2.0, 4.0], [1.0, 1.0], [0.0, 3.0]]
    found = stats.difference_in_differences(units, [1, 0, 0], [0, 1], confidence=1e-300)
    assert float(found.effect) == 0.5


def test_a_confidence_next_to_1_has_bounds() -> None:
    """A half plus half of it is 1 to a float; half of what it lacks is not 0."""
    nearly = 1 - 2.0**-53
    for method in ("score", "log-linear", "exact"):
        trend = stats.poisson_trend([4, 5, 4, 3, 9], confidence=nearly, method=method)
        assert np.isfinite([trend.low, trend.high]).all()
        assert trend.low < stats.poisson_trend([4, 5, 4, 3, 9], method=method).low
    assert np.isfinite(stats.weighted_trend([1, 2, 4], 1, confidence=nearly).high)


def test_an_intercept_beyond_all_numbers_is_undefined() -> None:
    """The slope is there; where its line meets t = 0 cannot be written."""
    found = stats.sen_slope([1.48, 1.797e308], [3, 5])
    assert found.slope == 8.985e307
    assert np.isnan(found.intercept)


def test_the_end_of_a_scale_may_be_any_kind_of_number() -> None:
    """A fraction in an array is compared as the number it is, beside scores that are not there."""
    half = np.array(Fraction(1, 2), dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        filled = stats.fill_missing_post(
            [0.25, np.nan], [np.nan, 0.5], policy="best-case", lowest=0, highest=half
        )
    np.testing.assert_array_equal(filled.post, [0.5, 0.5])
    with pytest.raises(DomainError, match="outside the scale"):
        stats.fill_missing_post([0.75], [np.nan], policy="completers", highest=half)


def test_a_case_without_a_baseline_has_no_variance_of_its_pairs() -> None:
    """All points have one rank, and nothing can vary: 0 to the bit and not a rounding below it."""
    treatment = [[1, 1, 1, 1, 1], [1, 0, 1, 1, 1], [1, 0, 1, 0, 0], [1, 2, 3, 4, 5]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = stats.tau_u([], treatment)
    compared = [stats.TAU_U_MODELS.index("A vs. B")]
    np.testing.assert_array_equal(found.var_s[:, compared], 0)
    np.testing.assert_array_equal(found.sd_s[:, compared], 0)
    assert np.isnan(found.tau[:, compared]).all()
