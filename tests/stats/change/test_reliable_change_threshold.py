"""The threshold of reliable change."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.change.reliable_change_threshold import reliable_change_threshold


def test_core_10() -> None:
    """Standard deviation 7.7 and reliability .90: 5.66 points at 90 % and 6.75 at 95 %."""
    threshold = reliable_change_threshold(7.7, 0.90, confidence=[0.90, 0.95])
    np.testing.assert_allclose(threshold, [5.66412696526688, 6.749223562439678], rtol=1e-12)


def test_a_perfect_scale_hides_nothing_and_a_useless_one_almost_all() -> None:
    """Reliability 1 gives 0; reliability 0 gives z·sd·sqrt(2)."""
    threshold = reliable_change_threshold(10, [1, 0])
    np.testing.assert_allclose(threshold, [0, 1.959963984540054 * 10 * np.sqrt(2)])


@pytest.mark.parametrize(("sd", "reliability"), [(-1, 0.9), (1, 1.1), (1, np.nan), (np.inf, 0.5)])
def test_impossible_scales_are_refused(sd: float, reliability: float) -> None:
    """Negative spread, and reliability outside 0 to 1."""
    with pytest.raises(DomainError):
        reliable_change_threshold(sd, reliability)
