"""Throughput of directly standardised rates against PHStatsMethods.

Run with ``python benchmarks/standardisation.py``; it needs PHStatsMethods and pandas. The peer
works on a sample of the groups, and the comparison is of groups a second; both are timed in turn,
several times, and the medians compared. The answers are compared too.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial

import numpy as np
import pandas as pd
import PHStatsMethods
from _paired import SEED, seconds

from rusfelt.stats.standard_populations import EUROPEAN_2013
from rusfelt.stats.standardisation import direct_rate


def options() -> argparse.Namespace:
    """How many groups, groups for the peer, and repeats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def main() -> None:
    """Print the ratio, and how far the answers are apart."""
    told = options()
    rng = np.random.default_rng(SEED)
    weights = EUROPEAN_2013.counts
    people = rng.integers(200, 5_000, (told.groups, weights.size))
    events = rng.poisson(people * np.linspace(0.0005, 0.01, weights.size))
    size = min(told.sample, told.groups)
    table = pd.DataFrame(
        {
            "group": np.repeat(np.arange(size), weights.size),
            "x": events[:size].ravel(),
            "n": people[:size].ravel(),
            "standard": np.tile(weights, size),
        }
    )
    theirs = partial(
        PHStatsMethods.ph_dsr, table, "x", "n", "standard", "group",
        metadata=False, euro_standard_pops=False,
    )  # fmt: skip
    ours = partial(direct_rate, events, people, weights)
    answer, peer = ours(), theirs()
    apart = max(
        float(np.nanmax(np.abs(found[:size] / peer[column].to_numpy(dtype=np.float64) - 1)))
        for found, column in (
            (answer.value, "Value"),
            (answer.low, "lower_95_ci"),
            (answer.high, "upper_95_ci"),
        )
    )
    here, there, ratios = [], [], []
    for _ in range(told.repeats):
        there.append(size / seconds(theirs))
        here.append(told.groups / seconds(ours))
        ratios.append(here[-1] / there[-1])
    print(
        f"direct_rate, {weights.size} ages: {statistics.median(here):,.0f} groups/s against "
        f"{statistics.median(there):,.0f} (on a sample of {size:,}): "
        f"{statistics.median(ratios):,.0f} times as many (pairs {min(ratios):,.0f} to "
        f"{max(ratios):,.0f}); answers at most {apart:.0e} apart"
    )


if __name__ == "__main__":
    main()
