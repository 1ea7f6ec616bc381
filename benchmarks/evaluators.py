"""Mann-Kendall and Theil-Sen through ``rusfelt.evaluate``, beside pymannkendall in the same run.

Prints medians over repeats and the ratio of throughputs: series a second here, over series a
second of pymannkendall's ``original_test`` (which gives the test and the slope together).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pymannkendall

import rusfelt


def panel_of(values: np.ndarray) -> rusfelt.Panel:
    """One series a row."""
    series, points = values.shape
    empty = np.full(series, "")
    return rusfelt.Panel(
        np.full(series, "deaths"),
        np.char.zfill(np.arange(series).astype(np.str_), 7),
        empty,
        np.zeros(series, np.int64),
        np.arange(0, series * points + 1, points),
        np.tile(np.arange(2010.0, 2010.0 + points), series),
        values.ravel().astype(np.float64),
        clock="period",
    )


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_row(sample: np.ndarray) -> list[object]:
    """What a user of the peer would write."""
    return [pymannkendall.original_test(row) for row in sample]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=10)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    told = parser.parse_args()
    rng = np.random.default_rng(20240101)
    for name, values in (
        ("no ties", rng.normal(size=(told.series, told.points))),
        ("Poisson counts, mean 20", rng.poisson(20, size=(told.series, told.points))),
    ):
        panel = panel_of(values)
        sample = values[: told.sample].astype(float)
        ours: dict[str, list[float]] = {"mann-kendall": [], "theil-sen": []}
        peer = []
        for evaluator in ours:
            rusfelt.evaluate(panel, evaluator)
        for _ in range(told.repeats):
            for evaluator, times in ours.items():
                times.append(seconds(partial(rusfelt.evaluate, panel, evaluator)))
            peer.append(seconds(partial(by_row, sample)))
        theirs = told.sample / statistics.median(peer)
        print(f"{name}: pymannkendall {theirs:,.0f} series/s")
        for evaluator, times in ours.items():
            rate = told.series / statistics.median(times)
            ratios = [told.series / a / (told.sample / b) for a, b in zip(times, peer, strict=True)]
            print(
                f"  {evaluator}: {rate:,.0f} series/s, {rate / theirs:,.0f} times "
                f"(pairs {min(ratios):,.0f} to {max(ratios):,.0f})"
            )


if __name__ == "__main__":
    main()
