"""Throughput of Mann–Kendall's test and Sen's slope against pymannkendall and numpy's sort.

Run with ``python benchmarks/mann_kendall.py``. pymannkendall works through a small sample, the
rest goes through rusfelt; both are timed in turn, several times, and the medians compared.
"""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from _paired import batches, options, peer, seconds

from rusfelt.stats import mann_kendall, sen_slope

if TYPE_CHECKING:
    from rusfelt.typing import Floats


def both(y: Floats) -> None:
    """Test and slope of every row."""
    mann_kendall(y)
    sen_slope(y)


def main() -> None:
    """Print the ratios for series without and with ties, and against a sort."""
    told = options(__doc__)
    for name, y in batches(told.series, told.points):
        sample = y[: told.sample]
        both(sample)
        peer(sample[:3])
        ours, theirs, ratios, sorts = [], [], [], []
        for _ in range(told.repeats):
            theirs.append(len(sample) / seconds(partial(peer, sample)))
            ours.append(len(y) / seconds(partial(both, y)))
            ratios.append(ours[-1] / theirs[-1])
            sorts.append(len(y) / ours[-1] / seconds(partial(np.sort, y, axis=-1)))
        print(
            f"{name}: {statistics.median(ours):,.0f} series/s against "
            f"{statistics.median(theirs):,.0f}: {statistics.median(ratios):,.0f} times as many; "
            f"{statistics.median(sorts):.1f} times the time of a sort"
        )


if __name__ == "__main__":
    main()
