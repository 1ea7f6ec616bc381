"""Events of which a person can have several."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rusfelt.stats.repeated_events import repeated_events


@given(hnp.arrays(np.int64, (4, 3, 5), elements=st.integers(0, 10_000)))
def test_every_persons_events_and_their_squares_are_added_up(persons: np.ndarray) -> None:
    """One person at a time would give the same."""
    found = repeated_events(persons)
    for index in np.ndindex(4, 3):
        each = np.repeat(np.arange(1, 6), persons[index])
        assert found.events[index] == each.sum()
        assert found.variance[index] == np.square(each).sum()
    assert (found.variance >= found.events).all()


def test_one_event_each_is_an_ordinary_count() -> None:
    """The variance is the count; columns can be given in any order."""
    np.testing.assert_array_equal(repeated_events([[7], [0]]).variance, [7, 0])
    np.testing.assert_array_equal(repeated_events([2, 5], [3, 1]).events, 11)
    assert repeated_events(np.zeros((0, 3, 2))).events.shape == (0, 3)
