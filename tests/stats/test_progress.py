"""Progress towards a target, its pace, and Healthy People's words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.progress import hp2030_status, linear_pace, target_progress

small = st.integers(-1000, 1000)


@given(base=small, now=small, target=small, scale=st.integers(1, 50), shift=small)
def test_progress_does_not_depend_on_the_unit(
    base: int, now: int, target: int, scale: int, shift: int
) -> None:
    """A new unit or zero point leaves the share alone; going the whole way is 1."""
    here = target_progress(base, now, target).share
    there = target_progress(*(scale * value + shift for value in (base, now, target))).share
    np.testing.assert_allclose(here, there)
    if base != target:
        assert float(target_progress(base, target, target).share) == 1
        assert float(target_progress(base, base, target).share) == 0


def test_progress_towards_where_one_stands_is_undefined() -> None:
    """A target equal to the baseline, and figures that are not there."""
    share = target_progress([10, np.nan, 10], [12, 12, np.nan], [10, 5, 5]).share
    assert np.isnan(share).all()


def test_pace_is_one_on_the_line_and_the_line_ends_at_the_target() -> None:
    """Half way in half the time; after the due date the target itself is expected."""
    pace = linear_pace(30, 2015, [22.5, 22.5], [2022.5, 2040], 15, 2030)
    np.testing.assert_allclose(pace.expected, [22.5, 15])
    np.testing.assert_allclose(pace.ratio, [1, 0.5])


def test_pace_is_undefined_before_anything_is_expected() -> None:
    """On the first day, and with a target equal to the baseline."""
    pace = linear_pace([30, 30], 2015, 28, [2015, 2020], [15, 30], 2030)
    np.testing.assert_array_equal(pace.expected, [30, 30])
    assert np.isnan(pace.ratio).all()


def test_impossible_dates_and_figures_are_refused() -> None:
    """A latest figure before the baseline, a due date not after it, an infinite target."""
    with pytest.raises(DomainError) as caught:
        linear_pace(30, 2015, 28, 2014, 15, 2015)
    assert [problem.path for problem in caught.value.problems] == ["t, row 0", "due, row 0"]
    with pytest.raises(DomainError, match="target, row 1"):
        target_progress(1, 2, [3, np.inf])


@pytest.mark.parametrize(
    ("base", "now", "target", "better", "status", "branch"),
    [
        (30, 15, 15, "lower", "target-met", "target"),
        (14, 15, 15, "lower", "target-met", "target"),
        (30, 28.5, 15, "lower", "improving", "ten-percent"),
        (3, 2.7, 0, "lower", "improving", "ten-percent"),
        (30, 28.6, 15, "lower", "little-or-no-change", "ten-percent"),
        (30, 30, 15, "lower", "little-or-no-change", "ten-percent"),
        (30, 32.9, 15, "lower", "little-or-no-change", "ten-percent"),
        (30, 33, 15, "lower", "getting-worse", "ten-percent"),
        (20, 21, 30, "higher", "improving", "ten-percent"),
        (20, 18, 30, "higher", "getting-worse", "ten-percent"),
        (0, 1, -5, "lower", "undefined", ""),
        (np.nan, 1, 5, "higher", "undefined", ""),
    ],
)
def test_words_without_standard_errors(
    base: float, now: float, target: float, better: str, status: str, branch: str
) -> None:
    """A tenth of the way is improving; a tenth of the baseline the wrong way is worse."""
    result = hp2030_status(base, now, target, better=better)
    assert (str(result.status), str(result.branch)) == (status, branch)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (28.3, "improving"),
        (28.4, "little-or-no-change"),
        (31.6, "little-or-no-change"),
        (31.7, "getting-worse"),
    ],
)
def test_words_with_standard_errors(now: float, status: str) -> None:
    """A one-sided normal test at .05: 1.645 standard errors of the difference."""
    result = hp2030_status(30, now, 5, se0=0.6, se1=0.8, better="lower")
    assert (str(result.status), str(result.branch)) == (status, "standard-error")


def test_one_standard_error_or_two_of_zero_count_as_none() -> None:
    """The test needs an error of the difference."""
    result = hp2030_status(30, 28, 5, se0=[1, 0], se1=[np.nan, 0], better="lower")
    assert result.branch.tolist() == ["ten-percent", "ten-percent"]


def test_each_row_may_have_its_own_direction() -> None:
    """Directions broadcast like figures."""
    result = hp2030_status(20, 25, [30, 10], better=["higher", "lower"])
    assert result.status.tolist() == ["improving", "getting-worse"]


def test_an_unknown_direction_or_a_negative_error_is_refused() -> None:
    """No direction, no status."""
    with pytest.raises(DomainError, match="better, row 1"):
        hp2030_status(1, 2, 3, better=["higher", "undeclared"])
    with pytest.raises(DomainError, match="se0"):
        hp2030_status(1, 2, 3, se0=-1, se1=1, better="higher")


def test_the_tenth_finds_change_in_chance() -> None:
    """Poisson counts of mean 10, unchanged, target half: over a third called each way."""
    base, now = np.random.default_rng(11).poisson(10, (2, 20_000))
    status = hp2030_status(base, now, base / 2, better="lower").status
    assert 0.30 < np.mean(status == "improving") < 0.45
    assert 0.36 < np.mean(status == "getting-worse") < 0.48
