"""Adjusted p values: worked examples, scipy's, and the definitions applied one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats

lists = st.lists(st.floats(0, 1), min_size=1, max_size=12)
ADJUSTMENTS = (holm, benjamini_hochberg, benjamini_yekutieli)


def test_worked_by_hand() -> None:
    """Four values: .005, .011, .02 and .04."""
    p = [0.02, 0.005, 0.04, 0.011]
    np.testing.assert_allclose(holm(p), [0.04, 0.02, 0.04, 0.033])
    np.testing.assert_allclose(benjamini_hochberg(p), [0.08 / 3, 0.02, 0.04, 0.022])
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
    expected = np.array([0.08 / 3, 0.02, 0.04, 0.022]) * harmonic
    np.testing.assert_allclose(benjamini_yekutieli(p), expected)


@given(p=lists)
def test_false_discovery_rates_equal_scipys(p: list[float]) -> None:
    """Both step-up adjustments."""
    theirs = stats.false_discovery_control(p, method="bh")
    np.testing.assert_allclose(benjamini_hochberg(p), theirs, rtol=1e-12)
    theirs = stats.false_discovery_control(p, method="by")
    np.testing.assert_allclose(benjamini_yekutieli(p), theirs, rtol=1e-12)


@given(p=lists, alpha=st.floats(0.001, 0.5))
def test_holm_rejects_what_stepping_down_rejects(p: list[float], alpha: float) -> None:
    """Going up from the smallest, stop at the first above alpha over those left."""
    rejected = set()
    for step, index in enumerate(np.argsort(p, kind="stable")):
        if p[index] * (len(p) - step) > alpha:
            break
        rejected.add(int(index))
    assert set(np.flatnonzero(holm(p) <= alpha).tolist()) == rejected


@given(p=lists, missing=st.integers(1, 4))
@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_a_question_not_asked_changes_no_other_answer(
    adjust: Callable[[object], Floats], p: list[float], missing: int
) -> None:
    """What is nan stays nan, and the rest is as if it were not there."""
    mixed = np.insert(np.array(p), len(p) // 2, [np.nan] * missing)
    result = adjust(mixed)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(mixed))
    np.testing.assert_allclose(result[~np.isnan(mixed)], adjust(p))


@given(p=lists)
@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_adjusting_never_lowers_a_p_and_keeps_the_order(
    adjust: Callable[[object], Floats], p: list[float]
) -> None:
    """Adjusted values are at least the raw ones, at most 1, and in the same order."""
    result = adjust(p)
    assert np.all(result >= np.array(p) * (1 - 1e-12))
    assert np.all(result <= 1)
    assert np.all(np.diff(result[np.argsort(p, kind="stable")]) >= 0)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_each_row_is_its_own_family(adjust: Callable[[object], Floats]) -> None:
    """Rows with different numbers of nan are adjusted apart; empty families are legal."""
    p = np.array([[0.01, 0.02, 0.03], [0.01, np.nan, 0.03], [np.nan, np.nan, np.nan]])
    np.testing.assert_array_equal(adjust(p), np.stack([adjust(row) for row in p]))
    assert adjust(np.empty((2, 0))).shape == (2, 0)


@pytest.mark.parametrize("p", [[1.1], [-0.1], [np.inf], 0.5])
def test_what_is_no_list_of_probabilities_is_refused(p: object) -> None:
    """Outside 0 to 1, and a lone number."""
    with pytest.raises(DomainError):
        holm(p)  # type: ignore[arg-type]
