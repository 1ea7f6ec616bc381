"""What the benchmarks share: options, batches, and the peer timed beside us."""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pymannkendall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rusfelt.typing import Floats

SEED = 20240101


def options(about: str | None) -> argparse.Namespace:
    """How many series, points, series for the peer, and repeats."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=10)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def batches(series: int, points: int) -> Iterator[tuple[str, Floats]]:
    """Series without ties, and counts with many."""
    rng = np.random.default_rng(SEED)
    shape = (series, points)
    yield "no ties", rng.normal(size=shape)
    yield "counts of mean 20", rng.poisson(20.0, shape).astype(np.float64)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def peer(y: Floats) -> None:
    """Pymannkendall's test, which also fits the slope, of every row."""
    for row in y:
        pymannkendall.original_test(row)
