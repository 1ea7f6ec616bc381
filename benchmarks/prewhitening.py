"""How often tests said to withstand autocorrelation find a trend where there is none.

Run with ``python benchmarks/prewhitening.py``. It simulates normal series from a fixed seed, without
memory and with an autocorrelation of .4 from one point to the next, and prints the share in which p
is at most .05 as a Markdown table; then the same for series that rise by three standard deviations
from first to last. Without a trend the share should not exceed .05. The tests that rusfelt does not
offer are written out here for many series at once and checked against pymannkendall first.
"""

from __future__ import annotations

import argparse
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pymannkendall
from scipy import special, stats

from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.prewhitened_kendall import prewhitened_mann_kendall
from rusfelt.stats.theil_sen import sen_slope

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats

SEED = 20240102
LENGTHS = (5, 8, 10, 20, 40)
MEMORY = 0.4
RISE = 3.0


def autocorrelation(y: Floats, lag: int) -> Floats:
    """The autocorrelation of each row at one lag."""
    away = y - y.mean(axis=1, keepdims=True)
    return np.asarray(np.sum(away[:, lag:] * away[:, :-lag], axis=1) / np.sum(away**2, axis=1))


def without_memory(y: Floats, r: Floats) -> Floats:
    """Each value less r times the one before."""
    return np.asarray(y[:, 1:] - r[:, None] * y[:, :-1])


def detrended(y: Floats) -> tuple[Floats, Floats]:
    """The series less their Theil-Sen lines, and those lines from 0 at time 0."""
    line = sen_slope(y).slope[:, None] * np.arange(1, y.shape[1] + 1)
    return y - line, line


def corrected(y: Floats, factor: Floats) -> Floats:
    """Mann-Kendall's normal p with the variance multiplied; nan where that leaves none."""
    plain = mann_kendall(y, method="normal")
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.maximum(np.abs(plain.s) - 1, 0) / np.sqrt(plain.var_s * factor)
    return np.asarray(special.erfc(z / np.sqrt(2)))


def hamed_rao(y: Floats) -> Floats:
    """Hamed and Rao (1998): variance corrected for the significant autocorrelations of the ranks."""
    n = y.shape[1]
    ranks = stats.rankdata(detrended(y)[0], axis=1)
    total = np.zeros(len(y))
    for lag in range(1, n):
        r = autocorrelation(ranks, lag)
        notable = np.abs(r) > stats.norm.ppf(0.975) / np.sqrt(n)
        total += np.where(notable, (n - lag) * (n - lag - 1) * (n - lag - 2) * r, 0.0)
    return corrected(y, 1 + 2 / (n * (n - 1) * (n - 2)) * total)


def yue_wang(y: Floats) -> Floats:
    """Yue and Wang (2004) as pymannkendall has it by default: all lags."""
    n = y.shape[1]
    left = detrended(y)[0]
    total = sum((1 - lag / n) * autocorrelation(left, lag) for lag in range(1, n))
    return corrected(y, np.asarray(1 + 2 * total))


def trend_free(y: Floats) -> Floats:
    """Yue and others (2002): the memory of what the slope leaves is taken out, the slope put back."""
    left, line = detrended(y)
    blended = without_memory(left, autocorrelation(left, 1)) + line[:, :-1]
    return mann_kendall(blended, method="normal").p


def prewhitened_where_notable(y: Floats) -> Floats:
    """Prewhitened only where the autocorrelation is significant."""
    notable = np.abs(autocorrelation(y, 1)) > stats.norm.ppf(0.975) / np.sqrt(y.shape[1])
    return np.where(notable, prewhitened_mann_kendall(y).p, mann_kendall(y).p)


def prewhitened_more(y: Floats) -> Floats:
    """Prewhitened by an autocorrelation corrected for its bias in short series, (n·r + 1)/(n - 4)."""
    n = y.shape[1]
    r = np.clip((n * autocorrelation(y, 1) + 1) / (n - 4), -0.99, 0.99)
    return mann_kendall(without_memory(y, r)).p


TESTS: dict[str, Callable[[Floats], Floats]] = {
    "Mann–Kendall": lambda y: mann_kendall(y).p,
    "**prewhitened**": lambda y: prewhitened_mann_kendall(y).p,
    "prewhitened, bias corrected": prewhitened_more,
    "prewhitened where significant": prewhitened_where_notable,
    "trend-free prewhitened": trend_free,
    "Hamed–Rao": hamed_rao,
    "Yue–Wang": yue_wang,
}
PEERS = {
    "Hamed–Rao": pymannkendall.hamed_rao_modification_test,
    "Yue–Wang": pymannkendall.yue_wang_modification_test,
    "trend-free prewhitened": pymannkendall.trend_free_pre_whitening_modification_test,
}


def simulated(rng: np.random.Generator, series: int, n: int, memory: float, rise: float) -> Floats:
    """Series of standard deviation 1 around a straight line."""
    y = rng.normal(size=(series, n))
    y[:, 1:] *= np.sqrt(1 - memory**2)
    for i in range(1, n):
        y[:, i] += memory * y[:, i - 1]
    return y + rise * np.linspace(0, 1, n)


def check(rng: np.random.Generator) -> None:
    """Our versions of the peer's tests give the peer's p."""
    y = simulated(rng, 20, 12, MEMORY, RISE)
    for name, peer in PEERS.items():
        with np.errstate(invalid="ignore"):
            theirs = [peer(row).p for row in y]
        np.testing.assert_allclose(TESTS[name](y), theirs, rtol=1e-9, atol=1e-14)


def table(rng: np.random.Generator, series: int, rise: float) -> None:
    """Print the share of series with p at most .05."""
    print(f"| n | memory | {' | '.join(TESTS)} |")
    print("|--:|--:|" + "--:|" * len(TESTS))
    for memory in (0.0, MEMORY):
        for n in LENGTHS:
            y = simulated(rng, series, n, memory, rise)
            shares = [np.mean(np.nan_to_num(test(y), nan=1.0) <= 0.05) for test in TESTS.values()]
            cells = " | ".join(f"{share:.3f}" for share in shares)
            print(f"| {n} | {memory:.1f} | {cells} |")


def main() -> None:
    """Print both tables and the time they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=20_000)
    told = parser.parse_args()
    start = time.perf_counter()
    rng = np.random.default_rng(SEED)
    check(rng)
    print("No trend: share of series with p ≤ .05\n")
    table(rng, told.series, 0.0)
    print(f"\nA rise of {RISE:.0f} standard deviations: share of series with p ≤ .05\n")
    table(rng, told.series, RISE)
    took = time.perf_counter() - start
    peer = version("pymannkendall")
    print(f"\nSeed {SEED}, {told.series:,} series a cell, {took:.0f} s; pymannkendall {peer}.")


if __name__ == "__main__":
    main()
