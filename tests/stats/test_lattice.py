"""Times on a grid of whole steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.stats._lattice import lattice


@pytest.mark.parametrize(
    ("times", "positions"),
    [
        ([2019, 2020, 2021, 2022], [0, 1, 2, 3]),
        ([2015, 2017, 2021], [0, 1, 3]),
        ([2019 + 0 / 4, 2019 + 3 / 4, 2020 + 1 / 4], [0, 3, 5]),
        ([2019 + 1 / 12, 2019 + 2 / 12, 2020 + 5 / 12, 2022], [0, 1, 16, 35]),
        ([737060, 737425, 737791, 738156], [0, 365, 731, 1096]),
        ([-1.5, 0.0, 4.5], [0, 1, 4]),
        ([1e-9, 3e-9, 4e-9], [0, 2, 3]),
        ([2019, 2020], [0, 1]),
    ],
)
def test_years_quarters_months_and_days_have_whole_positions(
    times: list[float], positions: list[int]
) -> None:
    """The step is the longest one of which all gaps are multiples, rounding of fractions aside."""
    found = lattice(np.array([times], dtype=np.float64))
    assert found.found.all()
    assert found.position[0].tolist() == positions
    assert found.span[0] == positions[-1]


def test_times_without_a_common_step_stay_as_they_are() -> None:
    """Incommensurable gaps have no lattice; the positions are then the times over their span."""
    times = np.array([[0.0, 1.0, np.e, np.pi * 2]])
    found = lattice(times)
    assert not found.found.any()
    np.testing.assert_allclose(found.position, times / (np.pi * 2), rtol=1e-15)


def test_each_row_gets_its_own_step() -> None:
    """A row with a lattice does not lend it to its neighbour."""
    found = lattice(np.array([[0.0, 0.25, 1.0], [0.0, 1.0, np.sqrt(2)], [0.0, 365.0, 730.0]]))
    assert found.found.tolist() == [True, False, True]
    assert found.position[0].tolist() == [0, 1, 4]
    assert found.position[2].tolist() == [0, 1, 2]


@given(
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=6),
    parts=st.sampled_from([1, 2, 4, 12, 52, 365]),
    start=st.integers(-3000, 3000),
)
def test_whole_steps_are_found_again_whatever_the_unit(
    gaps: list[int], parts: int, start: int
) -> None:
    """Multiples of 1/12 of a year and the like come back divided by what they have in common."""
    steps = np.concatenate([[0], np.cumsum(gaps)])
    found = lattice((start + steps / parts)[None, :])
    assert found.found.all()
    np.testing.assert_array_equal(found.position[0], steps / np.gcd.reduce(gaps))
