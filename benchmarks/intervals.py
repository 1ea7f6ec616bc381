"""Throughput of Wilson's and Byar's intervals against PHStatsMethods.

Run with ``python benchmarks/intervals.py``; it needs PHStatsMethods and pandas. The peer's table
functions go through a table row by row, so they work on a sample of the rows and the comparison
is of rows a second; both are timed in turn, several times, and the medians compared. The peer's
bare functions, which take one row at a time and make no table, are timed in a loop beside them.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import PHStatsMethods
from _paired import SEED, seconds
from PHStatsMethods import confidence_intervals

from rusfelt.stats.byar import byar
from rusfelt.stats.estimates import proportion, rate
from rusfelt.stats.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Callable


def options() -> argparse.Namespace:
    """How many rows, rows for the peer, and repeats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=1_000)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def wilson_loop(table: pd.DataFrame) -> None:
    """The peer's bare function on every row."""
    for x, n in zip(table["x"].tolist(), table["n"].tolist(), strict=True):
        confidence_intervals.wilson(x, n)


def byar_loop(table: pd.DataFrame) -> None:
    """The peer's bare functions on every row; its ``byars`` returns a 5 % interval."""
    for events in table["events"].tolist():
        confidence_intervals.byars_lower(events)
        confidence_intervals.byars_upper(events)


def compare(
    name: str, rows: int, ours: Callable[[], object], sample: int, theirs: Callable[[], object],
    repeats: int,
) -> None:  # fmt: skip
    """Print rows a second of both, and the median of the ratios of the pairs."""
    ours()
    here, there, ratios = [], [], []
    for _ in range(repeats):
        there.append(sample / seconds(theirs))
        here.append(rows / seconds(ours))
        ratios.append(here[-1] / there[-1])
    print(
        f"{name}: {statistics.median(here):,.0f} rows/s against {statistics.median(there):,.0f} "
        f"(on a sample of {sample:,}): {statistics.median(ratios):,.0f} times as many "
        f"(pairs {min(ratios):,.0f} to {max(ratios):,.0f})"
    )


def main() -> None:
    """Print the ratios."""
    told = options()
    rng = np.random.default_rng(SEED)
    n = rng.integers(1, 5_000, told.rows)
    x = rng.binomial(n, 0.3)
    # The peer's upper limit raises where there are no events.
    events = np.maximum(rng.poisson(20, told.rows), 1)
    columns = {"x": x, "n": n, "events": events, "row": np.arange(told.rows)}
    sample = pd.DataFrame(columns).head(told.sample)
    size = len(sample)
    share = partial(PHStatsMethods.ph_proportion, sample, "x", "n", "row", metadata=False)
    per_capita = partial(PHStatsMethods.ph_rate, sample, "events", "n", "row", metadata=False)
    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("wilson, against ph_proportion", partial(wilson, x, n), share),
        ("proportion, against ph_proportion", partial(proportion, x, n), share),
        ("wilson, against a loop of wilson", partial(wilson, x, n), partial(wilson_loop, sample)),
        ("byar, against ph_rate", partial(byar, events, exposure=n), per_capita),
        (
            "rate by Byar, against ph_rate",
            partial(rate, events, n, factor=100_000, method="byar"),
            per_capita,
        ),
        ("byar, against a loop of byars_*", partial(byar, events), partial(byar_loop, sample)),
    ]
    for name, ours, theirs in pairs:
        compare(name, told.rows, ours, size, theirs, told.repeats)


if __name__ == "__main__":
    main()
