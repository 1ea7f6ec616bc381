"""The individuals chart against published limits, qicharts2's printed output and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.xmr import assurance, xmr

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2.
FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
NHSR = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_limits_are_those_of_the_nist_handbook() -> None:
    """Centre 50.81, limits 45.8159 and 55.8041 with 3/1.128, which 2.66 rounds."""
    chart = xmr(FLOW_RATE)
    assert float(chart.centre) == pytest.approx(50.81, abs=1e-9)
    assert float(chart.mean_range) == pytest.approx(1.8778, abs=5e-5)
    assert float(chart.range_limit) == pytest.approx(6.1349, abs=5e-4)
    for line, published, sign in ((chart.lower, 45.8159, -1), (chart.upper, 55.8041, 1)):
        exact = chart.centre + sign * 3 * chart.mean_range / 1.128
        assert float(exact) == pytest.approx(published, abs=5e-5)
        assert float(line) == pytest.approx(published, abs=1e-3)
    assert bool(chart.trial)


def test_screening_leaves_out_the_two_ranges_around_an_outlier() -> None:
    """Only the ranges 8 and 9 exceed 3.267 times the mean range; the centre keeps the outlier."""
    screened, kept = xmr(NHSR), xmr(NHSR, screened=False)
    assert float(screened.mean_range) == 1.0
    assert float(kept.mean_range) == pytest.approx((15 + 8 + 9) / 17)
    assert screened.centre == kept.centre
    assert not screened.trial


def test_a_range_at_its_limit_is_kept() -> None:
    """A constant series has ranges of 0 that do not exceed 3.267·0: its limits are its value."""
    for value in (3.0, 0.1, -7e-9):
        chart = xmr([value] * 12)
        assert (chart.lower, chart.centre, chart.upper) == (value, value, value)


def test_screening_is_done_once() -> None:
    """A range that would exceed the second limit but not the first stays."""
    y = np.cumsum([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 40])
    ranges = np.diff(y)
    assert ranges.mean() * 3.267 > 5
    kept = ranges[ranges <= 3.267 * ranges.mean()]
    assert kept.mean() * 3.267 < 5
    assert float(xmr(y).mean_range) == pytest.approx(kept.mean())


def test_near_limits_lie_two_thirds_out() -> None:
    """2.66·2/3 = 1.773 mean ranges from the centre."""
    chart = xmr(FLOW_RATE)
    assert float((chart.near_upper - chart.centre) / chart.mean_range) == pytest.approx(
        1.7733, 1e-4
    )
    assert float(chart.near_upper - chart.centre) == pytest.approx(
        float(chart.centre - chart.near_lower)
    )


def test_a_baseline_fixes_the_limits() -> None:
    """A number of first points, a mask for all, and a mask for each agree; later points do not count."""
    y = np.array([FLOW_RATE, FLOW_RATE[::-1]])
    first = np.arange(10) < 6
    number = xmr(y, baseline=6)
    for mask in (first, np.tile(first, (2, 1)), first.tolist()):
        for a, b in zip(number, xmr(y, baseline=mask), strict=True):
            np.testing.assert_array_equal(a, b)
    for a, b in zip(number, xmr(y[:, :6]), strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(number.points, 6)


def test_ranges_across_a_gap_in_the_baseline_do_not_count() -> None:
    """Points 0, 1 and 4, 5 give two ranges, not three."""
    chart = xmr([1, 3, 50, 50, 4, 8], baseline=[True, True, False, False, True, True])
    assert (float(chart.centre), float(chart.mean_range), float(chart.points)) == (4, 3, 4)


def test_a_longer_baseline_than_series_takes_what_there_is() -> None:
    """Twelve points asked for and ten there: ten, and the limits are on trial."""
    chart = xmr(FLOW_RATE, baseline=12)
    assert (float(chart.points), bool(chart.trial)) == (10, True)
    assert float(chart.centre) == pytest.approx(50.81)


def test_too_few_points_have_no_lines() -> None:
    """None, one, and two that are no neighbours."""
    for y, baseline in (([], None), ([4], None), ([1, 2, 3], [True, False, True])):
        chart = xmr(y, baseline=baseline)
        assert all(np.isnan(line) for line in chart[:7])
        assert bool(chart.trial)


def test_enormous_values_have_no_lines_and_no_warning() -> None:
    """A difference beyond the largest float is nan; the series beside it is untouched."""
    chart = xmr([[1e308, -1e308, 1e308], [1, 2, 3]])
    np.testing.assert_array_equal(np.isnan(chart.upper), [True, False])
    np.testing.assert_array_equal(np.isnan(chart.centre), [True, False])


@pytest.mark.parametrize("baseline", [1, 0, -3, 2.5, True, "all", [True], [[True, True, True]] * 2])
def test_a_baseline_that_does_not_fit_is_refused(baseline: object) -> None:
    """Below two, not whole, a single truth value, a word, and masks of another shape."""
    with pytest.raises(DomainError, match="baseline"):
        xmr([1, 2, 3], baseline=baseline)  # type: ignore[arg-type]


@pytest.mark.parametrize("y", [3, [1, np.nan], [np.inf, 1], "abc", [[1, 2], [3]]])
def test_impossible_values_are_refused(y: object) -> None:
    """One number, nan, an infinity, words, ragged rows."""
    with pytest.raises(DomainError, match="y"):
        xmr(y)  # type: ignore[arg-type]


def test_no_series_give_no_charts() -> None:
    """An empty batch is a batch, and so are series without points."""
    assert xmr(np.empty((0, 5))).centre.shape == (0,)
    assert np.isnan(xmr(np.empty((2, 3, 0))).centre).shape == (2, 3)


series = st.lists(st.integers(-1000, 1000), min_size=2, max_size=30)


@given(y=series, a=st.integers(1, 9), b=st.integers(-99, 99), screened=st.booleans())
def test_lines_follow_the_unit(y: list[int], a: int, b: int, *, screened: bool) -> None:
    """a·y + b has lines a·line + b; turning the sign swaps lower and upper."""
    chart = xmr(y, screened=screened)
    moved = xmr(a * np.array(y) + b, screened=screened)
    np.testing.assert_allclose(moved[:5], a * np.array(chart[:5]) + b, atol=1e-7)
    mirrored = xmr(-np.array(y), screened=screened)
    np.testing.assert_allclose(mirrored.lower, -chart.upper, atol=1e-9)


@given(y=series)
def test_screening_never_widens_and_order_backwards_changes_nothing(y: list[int]) -> None:
    """Ranges left out are the largest; the ranges are the same in both directions."""
    assert xmr(y).upper <= xmr(y, screened=False).upper + 1e-9
    np.testing.assert_allclose(xmr(y[::-1])[:7], xmr(y)[:7], atol=1e-9)


def test_a_batch_is_its_rows() -> None:
    """Two by three series give what each gives alone."""
    y = np.random.default_rng(1).normal(size=(2, 3, 14))
    chart = xmr(y)
    for i in np.ndindex(2, 3):
        for whole, alone in zip(chart, xmr(y[i]), strict=True):
            np.testing.assert_allclose(whole[i], alone, rtol=1e-13)


@pytest.mark.parametrize(
    ("better", "expected"),
    [
        ("higher", ["fails", "passes", "inconsistent"]),
        ("lower", ["passes", "fails", "inconsistent"]),
    ],
)
def test_assurance_is_that_of_nhsrplotthedots(better: str, expected: list[str]) -> None:
    """Its own test of assurance: limits 1-3, 5-7 and 1-5 against a target of 4."""
    assert assurance([1, 5, 1], [3, 7, 5], 4, better=better).word.tolist() == expected


def test_assurance_on_a_limit_or_without_limits() -> None:
    """A target on a limit is inconsistent; nan is undefined."""
    words = assurance([1, 1, np.nan, 1], [3, 3, 3, 3], [3, 1, 2, np.nan], better="higher").word
    assert words.tolist() == ["inconsistent", "inconsistent", "undefined", "undefined"]


@given(target=st.integers(-9, 9), low=st.integers(-9, 9), width=st.integers(0, 9))
def test_assurance_mirrors(target: int, low: int, width: int) -> None:
    """Turning every sign and the better direction leaves the word."""
    there = assurance(low, low + width, target, better="higher").word
    back = assurance(-low - width, -low, -target, better="lower").word
    assert there == back


def test_impossible_assurance_is_refused() -> None:
    """An unknown direction, limits the wrong way round, an infinite target."""
    for arguments, better in (((1, 2, 3), "up"), ((2, 1, 3), "lower"), ((1, 2, np.inf), "lower")):
        with pytest.raises(DomainError):
            assurance(*arguments, better=better)
