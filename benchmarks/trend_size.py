"""How often the trend tests cry trend: where there is none, and where there is one.

Run it with ``python benchmarks/trend_size.py``. It simulates series from a fixed seed and prints
the share of them in which p is at most 0.05. Without a trend that share should not exceed 0.05;
with one it should be large. Extra variation is a gamma-distributed rate with a standard deviation
of 30 % of its mean, different for each point of each series.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats.poisson_trend import poisson_trend
from rusfelt.stats.proportion_trend import proportion_trend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rusfelt.stats.trend_result import Trend

__all__ = ["main"]

SEED = 20200601
SERIES = 4000
SERIES_OF_SHARES = 500
LENGTHS = (3, 4, 5, 8, 10, 20)
MEANS = (2.0, 10.0, 20.0, 100.0)
SIZES = (30, 200)
SHARES = (0.2, 0.5)
EXTRA = 0.3


def rejected(trend: Trend) -> float:
    """The share of series whose p is at most 0.05; an undefined p rejects nothing."""
    return float(np.mean(np.nan_to_num(trend.p, nan=1.0) <= 0.05))


def counts(
    rng: np.random.Generator, mean: NDArray[np.float64] | float, n: int, extra: float
) -> NDArray[np.int64]:
    """Poisson counts, or more variable ones with a standard deviation ``extra`` of the mean."""
    rate = np.broadcast_to(mean, (SERIES, n))
    if extra:
        rate = rate * rng.gamma(1 / extra**2, extra**2, size=rate.shape)
    return rng.poisson(rate)


def report_counts(rng: np.random.Generator) -> None:
    """Print the tables of counts without a trend."""
    for extra in (0.0, EXTRA):
        print(f"\nCounts without a trend, extra variation {extra:.0%}: share with p <= .05")
        print("     n " + "".join(f"  mean {mean:4.0f}" for mean in MEANS) + "   method")
        for n in LENGTHS:
            found = [poisson_trend(counts(rng, mean, n, extra)) for mean in MEANS]
            cells = "".join(f"  {rejected(trend):9.4f}" for trend in found)
            print(f"  {n:4d} {cells}   {', '.join(sorted(set(found[-1].method.tolist())))}")


def report_power(rng: np.random.Generator) -> None:
    """Print how often a doubling over five years is found."""
    rising = np.linspace(20.0, 40.0, 5)
    print("\nCounts rising from 20 to 40 in five years: share with p <= .05")
    for extra in (0.0, EXTRA):
        found = rejected(poisson_trend(counts(rng, rising, 5, extra)))
        print(f"  extra variation {extra:4.0%}: {found:.4f}")
    found = rejected(poisson_trend(counts(rng, rising, 5, 0.0), method="exact"))
    print(f"  exact test instead, no extra variation: {found:.4f}")


def report_shares(rng: np.random.Generator) -> None:
    """Print the table of shares without a trend."""
    print(f"\nShares without a trend ({SERIES_OF_SHARES} series a cell): share with p <= .05")
    cells = [(size, share) for size in SIZES for share in SHARES]
    print("     n " + "".join(f"  {share:.1f} of {size:3d}" for size, share in cells))
    for n in LENGTHS:
        row = ""
        for size, share in cells:
            x = rng.binomial(size, share, size=(SERIES_OF_SHARES, n))
            row += f"  {rejected(proportion_trend(x, size)):10.4f}"
        print(f"  {n:4d} {row}")


def main() -> None:
    """Print every table and the time it took."""
    start = time.perf_counter()
    rng = np.random.default_rng(SEED)
    report_counts(rng)
    report_power(rng)
    report_shares(rng)
    print(f"\nSeed {SEED}, {SERIES} series a cell, {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
