"""Throughput of Mann–Kendall's test and Sen's slope against pymannkendall and numpy's sort.

Run with ``python benchmarks/mann_kendall.py``. pymannkendall works through a small sample, the
rest goes through rusfelt; both are timed in turn, several times, and the medians compared.
"""

from __future__ import annotations

import argparse
import statistics
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pymannkendall

from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.theil_sen import sen_slope

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def both(y: Floats) -> None:
    """Test and slope of every row."""
    mann_kendall(y)
    sen_slope(y)


def one_by_one(y: Floats) -> None:
    """The test of pymannkendall, which also fits the slope, of every row."""
    for row in y:
        pymannkendall.original_test(row)


def compare(y: Floats, *, sample: int, repeats: int) -> tuple[float, float, float]:
    """Medians over paired repeats: series per second of both, and their ratio."""
    ours, theirs, ratios = [], [], []
    both(y[:sample])
    one_by_one(y[:3])
    for _ in range(repeats):
        theirs.append(sample / seconds(lambda: one_by_one(y[:sample])))
        ours.append(len(y) / seconds(lambda: both(y)))
        ratios.append(ours[-1] / theirs[-1])
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def main() -> None:
    """Print the ratios for series without and with ties, and against a sort."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=10)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    rng = np.random.default_rng(20240101)
    shape = (options.series, options.points)
    batches = {"no ties": rng.normal(size=shape), "counts of mean 20": rng.poisson(20.0, shape)}
    for name, batch in batches.items():
        y = batch.astype(np.float64)
        ours, theirs, ratio = compare(y, sample=options.sample, repeats=options.repeats)
        sorts = statistics.median(
            seconds(lambda y=y: both(y)) / seconds(lambda y=y: np.sort(y, axis=-1))  # type: ignore[misc]
            for _ in range(options.repeats)
        )
        print(
            f"{name}: {ours:,.0f} series/s against {theirs:,.0f}: {ratio:,.0f} times as many; "
            f"{sorts:.1f} times the time of a sort"
        )


if __name__ == "__main__":
    main()
