"""Series of 3 to 20 points through ``rusfelt.evaluate``, beside as many series of 12 points each.

Run with ``python benchmarks/ragged.py``. Both panels hold a million series and nearly the same
number of points (11.5 million against 12). Each evaluator works through one and then the other,
several times; medians of processor time and of the ratios of pairs are printed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import rusfelt

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats, Integers

SEED = 20240104
EVALUATORS = ("mann-kendall", "theil-sen")
SHORTEST, LONGEST, DENSE = 3, 20, 12


def cpu(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def columns(rng: np.random.Generator, sizes: Integers) -> tuple[Integers, Floats, Floats]:
    """Offsets, yearly times from 2000 and counts of mean 20 for series of these sizes."""
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    t = 2000.0 + np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    return offsets, t, rng.poisson(20.0, offsets[-1]).astype(np.float64)


def panel_of(offsets: Integers, t: Floats, y: Floats) -> rusfelt.Panel:
    """One series for each unit."""
    series = len(offsets) - 1
    units = np.char.zfill(np.arange(series).astype(np.str_), 7)
    keys = np.full(series, "deaths"), units, np.full(series, ""), np.zeros(series, np.int64)
    return rusfelt.Panel(*keys, offsets, t, y, clock="period")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    told = parser.parse_args()
    rng = np.random.default_rng(SEED)
    sizes = rng.integers(SHORTEST, LONGEST + 1, told.series)
    shapes = {
        "ragged": columns(rng, sizes),
        "dense": columns(rng, np.full(told.series, DENSE)),
    }
    panels = {name: panel_of(*given) for name, given in shapes.items()}
    work: dict[str, list[Callable[[], object]]] = {}
    work["making the panel"] = [partial(panel_of, *given) for given in shapes.values()]
    for evaluator in EVALUATORS:
        work[evaluator] = [partial(rusfelt.evaluate, panel, evaluator) for panel in panels.values()]
    print(f"{told.series:,} series, {len(panels['ragged'].y):,} ragged points\n")
    print("| step | ragged, s | dense, s | ratio | pairs from … to |")
    print("|---|--:|--:|--:|--:|")
    for name, (ragged, dense) in work.items():
        took = [(cpu(ragged), cpu(dense)) for _ in range(told.repeats)]
        ratios = [a / b for a, b in took]
        seconds = (statistics.median(column) for column in zip(*took, strict=True))
        print(f"| {name} | {' | '.join(f'{each:.2f}' for each in seconds)} | "
              f"{statistics.median(ratios):.2f} | {min(ratios):.2f} … {max(ratios):.2f} |")  # fmt: skip


if __name__ == "__main__":
    main()
