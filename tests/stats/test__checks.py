"""What is asked of input, and how a refusal reads."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats import _checks


def test_a_refusal_names_argument_row_and_remedy() -> None:
    """The first bad row is named by its flat index, and the others counted."""
    with pytest.raises(DomainError) as caught:
        _checks.check_counts(x=np.array([[1.0, 2.0], [-1.0, 0.5]]))
    (problem,) = caught.value.problems
    assert problem.path == "x, row 2"
    assert "-1.0 is not a whole number" in problem.message
    assert "2 rows" in problem.message
    assert problem.remedy


def test_a_bad_point_of_a_series_is_named_by_row_and_point() -> None:
    """Rows of series are counted as series, not as cells."""
    with pytest.raises(DomainError, match="y, row 1, point 2: nan"):
        _checks.as_series("y", [[1, 2, 3], [4, 5, np.nan]])


def test_everything_wrong_is_said_at_once() -> None:
    """A bad part and a bad whole are both reported."""
    with pytest.raises(DomainError) as caught:
        _checks.check_denominators(np.array(-1.0), np.array(0.0))
    assert [problem.path for problem in caught.value.problems] == ["x", "n"]


@pytest.mark.parametrize(
    "value", [["a"], [1j], [[1, 2], [3]], np.array(["2020-01-01"], dtype="datetime64[D]")]
)
def test_what_is_not_numbers_is_refused(value: object) -> None:
    """Words, complex numbers, dates and ragged lists are no figures."""
    with pytest.raises(DomainError, match="not an array of numbers"):
        _checks.as_floats("y", value)


def test_a_masked_cell_is_missing_and_not_what_hides_behind_the_mask() -> None:
    """Masks turn into nan."""
    masked = np.ma.MaskedArray([1.0, 99.0], mask=[False, True])
    np.testing.assert_array_equal(_checks.as_floats("y", masked), [1.0, np.nan])


def test_one_number_is_no_series() -> None:
    """A scalar where a series is wanted is refused."""
    with pytest.raises(DomainError, match="not a series"):
        _checks.as_series("y", 3)


def test_shapes_that_do_not_fit_are_refused_by_name() -> None:
    """The message shows every argument's shape."""
    with pytest.raises(DomainError, match=r"x \(2,\), n \(3,\)"):
        _checks.broadcast(x=[1, 2], n=[1, 2, 3])


@pytest.mark.parametrize("level", [0, 1, -0.5, np.nan, [0.9, 1.5]])
def test_a_level_is_strictly_between_0_and_1(level: object) -> None:
    """95 is not a level, and neither are the ends."""
    with pytest.raises(DomainError, match="strictly between 0 and 1"):
        _checks.check_confidence("confidence", level)


def test_times_must_increase_be_finite_and_fit() -> None:
    """Each way times can be wrong has its own words."""
    with pytest.raises(DomainError, match=r"t, row 1, point 2: 5\.0 does not come after"):
        _checks.check_times([[1, 2, 3], [4, 5, 5]], 3)
    with pytest.raises(DomainError, match="not a finite"):
        _checks.check_times([1, np.inf, 3], 3)
    with pytest.raises(DomainError, match="have 3 points"):
        _checks.check_times([1, 2], 3)


def test_blocks_cover_every_row_once() -> None:
    """Blocks are in order and leave nothing out, also for no rows."""
    assert list(_checks.row_blocks(0, 3)) == []
    rows = np.arange(11)
    parts = [rows[block] for block in _checks.row_blocks(11, 3, cells=9)]
    np.testing.assert_array_equal(np.concatenate(parts), rows)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (_checks.check_finite, [0.0, -1.0], np.inf),
        (_checks.check_non_negative, [0.0, 2.5], -0.1),
        (_checks.check_positive, [0.1], 0.0),
        (_checks.check_counts, [0.0, 3.0], 2.5),
    ],
)
def test_each_check_lets_good_values_through_and_stops_bad_ones(
    check: object, good: list[float], bad: float
) -> None:
    """Good values pass in silence."""
    assert callable(check)
    check(v=np.array(good))
    with pytest.raises(DomainError, match="v, row 1"):
        check(v=np.array([good[0], bad]))
