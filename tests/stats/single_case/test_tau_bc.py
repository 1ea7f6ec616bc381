"""Baseline-corrected tau against the article's example, exact fractions, scipy and its laws."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.tau import tau
from rusfelt.stats.single_case.tau_bc import tau_bc

A = st.lists(st.integers(-9, 9), min_size=2, max_size=8)
B = st.lists(st.integers(-9, 9), min_size=1, max_size=8)


def _rest(a: list[int], b: list[int]) -> tuple[Fraction, list[Fraction], list[Fraction]]:
    """Slope, and what it leaves of both phases, without rounding."""
    m = len(a)
    slope = median(Fraction(a[j] - a[i], j - i) for i in range(m) for j in range(i + 1, m))
    return (
        slope,
        [y - slope * i for i, y in enumerate(a)],
        [y - slope * (m + i) for i, y in enumerate(b)],
    )


@given(a=A, b=B, unit=st.sampled_from([1.0, 0.1, 3.7, 1e-9]))
def test_value_and_error_are_those_of_exact_residuals(
    a: list[int], b: list[int], unit: float
) -> None:
    """Ties are seen as ties, in whatever unit the figures come."""
    slope, rest_a, rest_b = _rest(a, b)
    # Residuals as whole numbers, so that tau has no rounding to see through.
    whole = 2 * 5040 * 4
    exact = tau([int(x * whole) for x in rest_a], [int(x * whole) for x in rest_b])
    ours = tau_bc(np.multiply(a, unit), np.multiply(b, unit))
    assert float(ours.value) == pytest.approx(float(exact.value), abs=1e-14)
    assert float(ours.se) == pytest.approx(float(exact.se), rel=1e-12, nan_ok=True)
    assert float(ours.slope) == pytest.approx(float(slope) * unit, rel=1e-12, abs=1e-300)
    assert bool(ours.corrected)


@given(a=A, b=B)
def test_kendalls_form_equals_scipys_tau_b_with_the_phase(a: list[int], b: list[int]) -> None:
    """On exact residuals; the error is Tarlow's."""
    _, rest_a, rest_b = _rest(a, b)
    figures = [int(x * 2 * 5040 * 4) for x in rest_a + rest_b]
    ours = tau_bc(a, b, form="kendall")
    if len(set(figures)) == 1:
        assert np.isnan(ours[:4]).all()
        return
    theirs = stats.kendalltau(figures, [0] * len(a) + [1] * len(b)).statistic
    assert float(ours.value) == pytest.approx(theirs, abs=1e-12)
    se = max(2 / len(figures) * (1 - theirs**2), 0) ** 0.5
    assert float(ours.se) == pytest.approx(se, abs=1e-7)
    assert float(ours.high - ours.low) == pytest.approx(2 * 1.959963984540054 * se, abs=1e-6)


def test_the_articles_example_of_a_trend_that_only_goes_on() -> None:
    """Tarlow (2017): 1 to 5, then 6 to 10: tau 1, baseline-corrected 0."""
    a, b = [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]
    assert float(tau(a, b).value) == 1
    assert float(tau_bc(a, b).value) == 0
    assert np.isnan(tau_bc(a, b, form="kendall").value)


@given(a=A, b=B, slope=st.integers(-5, 5), level=st.integers(-50, 50))
def test_adding_a_line_changes_nothing(a: list[int], b: list[int], slope: int, level: int) -> None:
    """That is what the correction is for."""
    line = level + slope * np.arange(len(a) + len(b))
    once, again = tau_bc(a, b), tau_bc(a + line[: len(a)], b + line[len(a) :])
    np.testing.assert_allclose(again[:4], once[:4], rtol=1e-12)
    assert float(again.slope) == pytest.approx(float(once.slope) + slope, abs=1e-12)


@given(a=A, b=B)
def test_the_other_direction_mirrors(a: list[int], b: list[int]) -> None:
    """Values and bounds change sign; the slope is of the figures and stays."""
    up, down = tau_bc(a, b), tau_bc(a, b, better="lower")
    np.testing.assert_allclose(
        [down.value, down.low, down.high, down.se, down.slope],
        [-up.value, -up.high, -up.low, up.se, up.slope], atol=1e-14,
    )  # fmt: skip


@given(a=A, b=B)
def test_a_flat_baseline_is_left_alone(a: list[int], b: list[int]) -> None:
    """With a slope of 0, or a pretest not passed, it is plain tau."""
    plain = tau(a, b)
    ours = tau_bc(a, b, pretest=1e-9)
    assert not ours.corrected
    np.testing.assert_array_equal(ours[:4], plain[:4])
    # Forth and back again: every slope has its opposite, and the median is 0.
    flat = a + a[::-1]
    np.testing.assert_allclose(tau_bc(flat, b)[:4], tau(flat, b)[:4], rtol=1e-14)


def test_the_pretest_corrects_at_or_below_its_level() -> None:
    """Five rising points have an exact p of 2/120."""
    a, b = [1, 2, 3, 4, 5], [6, 7, 8, 9, 12]
    result = tau_bc(a, b, pretest=0.05)
    assert float(result.trend_p) == pytest.approx(2 / 120, rel=1e-14)
    assert bool(result.corrected)
    assert bool(tau_bc(a, b, pretest=float(result.trend_p)).corrected)
    assert not tau_bc(a, b, pretest=0.016).corrected
    assert np.isnan(tau_bc(a, b).trend_p)


def test_times_given_stand_for_the_numbers() -> None:
    """Numbering is one of the ways to give times, from any day on; gaps change the line."""
    a, b = [3, np.nan, 4, 6, 5], [7, 8, np.nan, 8]
    plain = tau_bc(a, b)
    # Missing measurements are not numbered.
    dense = tau_bc([3, 4, 6, 5], [7, 8, 8])
    given_times = tau_bc(a, b, t_a=[738000, np.nan, 738001, 738002, 738003],
                         t_b=[738004, 738005, 7, 738006])  # fmt: skip
    np.testing.assert_array_equal(plain[:4], dense[:4])
    np.testing.assert_array_equal(plain[:4], given_times[:4])
    spread = tau_bc(a, b, t_a=range(5), t_b=range(5, 9))
    assert float(spread.slope) == pytest.approx(
        stats.theilslopes([3, 4, 6, 5], [0, 2, 3, 4]).slope, rel=1e-14
    )


def test_a_batch_is_its_cases_one_by_one() -> None:
    """Cases of several lengths, with and without a pretest."""
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 9, (40, 8)).astype(float), rng.integers(3, 12, (40, 6)).astype(float)
    a[rng.random(a.shape) < 0.4] = np.nan
    b[rng.random(b.shape) < 0.4] = np.nan
    for form in ("nonoverlap", "kendall"):
        whole = tau_bc(a, b, form=form, pretest=0.3)
        for i in range(40):
            one = tau_bc(a[i][~np.isnan(a[i])], b[i][~np.isnan(b[i])], form=form, pretest=0.3)
            for ours, theirs in zip(whole, one, strict=True):
                np.testing.assert_array_equal(ours[i], theirs)


def test_what_cannot_be_corrected_is_nan() -> None:
    """A baseline of one point, no treatment phase, a line too steep for floats, no cases."""
    for a, b in (([1], [2, 3]), ([1, 2], []), ([], []), ([-1e308, 1e308], [1, 2]),
                 ([0, 1e308], [0, 1e308])):  # fmt: skip
        for form in ("nonoverlap", "kendall"):
            result = tau_bc(a, b, form=form)
            assert np.isnan(result[:4]).all()
    assert not tau_bc([1], [2]).corrected
    assert tau_bc(np.empty((0, 3)), np.empty((0, 2)), pretest=0.05).value.shape == (0,)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"t_a": [1, 2, 3]}, "t_b"),
        ({"t_b": [4, 5]}, "t_a"),
        ({"t_a": [1, 3, 3], "t_b": [4, 5]}, "t_a, row 0"),
        ({"t_a": [1, 2, np.nan], "t_b": [4, 5]}, "t_a, row 0"),
        ({"t_a": [1, 2, 3], "t_b": [3, 5]}, "t_b, row 0"),
        ({"t_a": [1, 2, 3], "t_b": [4, np.inf]}, "t_b, row 0"),
        ({"t_a": [1, 2], "t_b": [4, 5]}, "t_a"),
        ({"pretest": 0}, "pretest"),
        ({"pretest": [0.1, 0.2]}, "pretest"),
        ({"form": "tarlow"}, "form"),
    ],
)
def test_impossible_input_is_refused(options: dict, place: str) -> None:
    """With its place."""
    with pytest.raises(DomainError) as caught:
        tau_bc([1, 2, 4], [3, 5], **options)
    assert caught.value.problems[0].path == place
