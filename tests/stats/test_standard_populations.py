"""The shipped standard and one's own."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.standard_populations import (
    EUROPEAN_2013,
    EUROPEAN_2013_DETAILED,
    regrouped,
    standard_population,
)


def test_the_european_standard_is_the_peers() -> None:
    """The 19 numbers and labels of PHStatsMethods 0.1.16, ``euro_standard_pop``."""
    numbers = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
               7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]  # fmt: skip
    assert EUROPEAN_2013.counts.tolist() == numbers
    labels = [*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+"]
    assert EUROPEAN_2013.labels.tolist() == labels


def test_the_detailed_standard_adds_up_to_a_hundred_thousand() -> None:
    """It differs from the other only in that the first and the last group are split."""
    assert EUROPEAN_2013_DETAILED.counts.sum() == 100_000
    assert EUROPEAN_2013_DETAILED.labels[[0, 1, 2, -2, -1]].tolist() == [
        "0", "1-4", "5-9", "90-94", "95+",
    ]  # fmt: skip
    np.testing.assert_array_equal(EUROPEAN_2013_DETAILED.counts[2:-2], EUROPEAN_2013.counts[1:-1])


def test_nothing_shipped_can_be_changed() -> None:
    """The arrays are read-only, and so are those of one's own."""
    own = standard_population([0, 50], [1, 3], source="Oslo kommune, 2020")
    for population in (EUROPEAN_2013, EUROPEAN_2013_DETAILED, own):
        for array in (population.first_ages, population.labels, population.counts,
                      population.weights):  # fmt: skip
            with pytest.raises(ValueError, match="read-only"):
                array[0] = array[1]
    assert own.source == "Oslo kommune, 2020"


def test_ones_own_is_copied_and_shared_out() -> None:
    """The caller's array stays the caller's."""
    counts = np.array([1.0, 3.0])
    own = standard_population(np.array([18.0, 40.0]), counts, last=66)
    counts[0] = 9
    assert own.weights.tolist() == [0.25, 0.75]
    assert own.labels.tolist() == ["18-39", "40-66"]
    assert standard_population([0, 1], [1e308, 1e308], last=1).weights.tolist() == [0.5, 0.5]
    assert standard_population([0, 1], [5e-324, 0], last=1).labels.tolist() == ["0", "1"]


def test_groups_can_be_joined_and_not_split() -> None:
    """As figures in wider groups need; an end stays an end."""
    wide = regrouped(EUROPEAN_2013, [0, 15, 85])
    assert wide.labels.tolist() == ["0-14", "15-84", "85+"]
    assert wide.counts.tolist() == [16_000, 81_500, 2_500]
    own = regrouped(standard_population([18, 30, 40], [1, 2, 3], last=66), [18, 40])
    assert own.labels.tolist() == ["18-39", "40-66"]
    with pytest.raises(DomainError, match="18 lies inside"):
        regrouped(EUROPEAN_2013, [0, 18])
    for ages in ([5, 10], [0, 10, 5], [], 0, [[0, 5]], [0, 0]):
        with pytest.raises(DomainError):
            regrouped(EUROPEAN_2013, ages)


@pytest.mark.parametrize(
    ("ages", "counts", "last", "place"),
    [
        ([0, 5], [1, 2, 3], None, "first_ages"),
        ([5, 0], [1, 2], None, "first_ages, row 0, point 1"),
        ([0, 2.5], [1, 2], None, "first_ages, row 1"),
        ([-1, 2], [1, 2], None, "first_ages, row 0"),
        ([[0, 2]], [1, 2], None, "first_ages"),
        (None, [1, 2], None, "first_ages"),
        ([0, 2], [1, -2], None, "counts, row 1"),
        ([0, 2], [1, np.nan], None, "counts, row 1"),
        ([0, 2], [0, 0], None, "counts"),
        ([], [], None, "counts"),
        (0, 5, None, "counts"),
        ([0, 20], [1, 2], 19, "last"),
        ([0, 20], [1, 2], np.nan, "last"),
        ([0, 20], [1, 2], 30.5, "last"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    ages: object, counts: object, last: object, place: str
) -> None:
    """With the place."""
    with pytest.raises(DomainError) as caught:
        standard_population(ages, counts, last=last)
    assert caught.value.problems[0].path == place
