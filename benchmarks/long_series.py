"""Sen's slope and Mann-Kendall's test of one very long series: time, memory, and scipy beside it.

Run with ``python benchmarks/long_series.py``. Times are medians of processor time over repeats, so
that other work on the machine counts little. The memory is the peak that Python and numpy allocate
during one call (tracemalloc), beyond the series itself. scipy sorts all slopes at once and is timed
where they still fit, in turn with ours; its slope and intercept must be the same.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.theil_sen import sen_slope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rusfelt.typing import Floats

SEED = 20240103
LENGTHS = (10_000, 100_000)
BESIDE = 5_000


def series(n: int) -> Iterator[tuple[str, Floats]]:
    """Series without ties, with many, and with hardly anything else."""
    rng = np.random.default_rng(SEED)
    yield "normal, rising", rng.normal(size=n) + 2.0 * np.arange(n) / n
    yield "counts of mean 3", rng.poisson(3, n).astype(np.float64)
    yield "random walk", np.asarray(np.cumsum(rng.normal(size=n)))
    yield "straight line", 2.0 * np.arange(n) + 1


def cpu(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def peak(work: Callable[[], object]) -> float:
    """Megabytes allocated at most during one call."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def beside_scipy(repeats: int) -> None:
    """Time both on a length that scipy can hold."""
    y = next(series(BESIDE))[1]
    line, theirs = sen_slope(y), stats.theilslopes(y, method="separate")
    np.testing.assert_array_equal(line.slope, theirs.slope)
    np.testing.assert_allclose(line.intercept, theirs.intercept, rtol=1e-12)
    pairs = [
        (cpu(partial(stats.theilslopes, y, method="separate")), cpu(partial(sen_slope, y)))
        for _ in range(repeats)
    ]
    ratio = statistics.median(scipy / ours for scipy, ours in pairs)
    print(f"\nn = {BESIDE:,}: the same slope as scipy, {ratio:.0f} times as fast; memory "
          f"{peak(partial(sen_slope, y)):,.0f} MB against "
          f"{peak(partial(stats.theilslopes, y)):,.0f} MB.")  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    told = parser.parse_args()
    print("| n | series | sen_slope, s | MB | mann_kendall, s | MB |")
    print("|--:|---|--:|--:|--:|--:|")
    for n in LENGTHS:
        for name, y in series(n):
            cells = []
            for work in (partial(sen_slope, y), partial(mann_kendall, y)):
                took = statistics.median(cpu(work) for _ in range(told.repeats))
                cells.append(f"{took:.3f} | {peak(work):.1f}")
            print(f"| {n:,} | {name} | {' | '.join(cells)} |")
    beside_scipy(told.repeats)


if __name__ == "__main__":
    main()
