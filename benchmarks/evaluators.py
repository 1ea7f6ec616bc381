"""Mann-Kendall and Theil-Sen through ``rusfelt.evaluate``, beside pymannkendall in the same run.

Run with ``python benchmarks/evaluators.py``. Prints medians over repeats and the ratio of
throughputs: series a second here over series a second of pymannkendall's ``original_test``,
which gives the test and the slope together.
"""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from _paired import batches, options, peer, seconds

import rusfelt

if TYPE_CHECKING:
    from rusfelt.typing import Floats

EVALUATORS = ("mann-kendall", "theil-sen")


def panel_of(values: Floats) -> rusfelt.Panel:
    """One series a row."""
    series, points = values.shape
    return rusfelt.Panel(
        np.full(series, "deaths"),
        np.char.zfill(np.arange(series).astype(np.str_), 7),
        np.full(series, ""),
        np.zeros(series, np.int64),
        np.arange(0, series * points + 1, points),
        np.tile(np.arange(2010.0, 2010.0 + points), series),
        values.ravel(),
        clock="period",
    )


def main() -> None:
    """Measure and print."""
    told = options(__doc__)
    for name, values in batches(told.series, told.points):
        panel, sample = panel_of(values), values[: told.sample]
        for evaluator in EVALUATORS:
            rusfelt.evaluate(panel, evaluator)
        theirs: list[float] = []
        ours: dict[str, list[float]] = {evaluator: [] for evaluator in EVALUATORS}
        for _ in range(told.repeats):
            theirs.append(len(sample) / seconds(partial(peer, sample)))
            for evaluator, rates in ours.items():
                took = seconds(partial(rusfelt.evaluate, panel, evaluator))
                rates.append(len(panel) / took)
        print(f"{name}: pymannkendall {statistics.median(theirs):,.0f} series/s")
        for evaluator, rates in ours.items():
            ratios = [ours_ / theirs_ for ours_, theirs_ in zip(rates, theirs, strict=True)]
            print(
                f"  {evaluator}: {statistics.median(rates):,.0f} series/s, "
                f"{statistics.median(ratios):,.0f} times "
                f"(pairs {min(ratios):,.0f} to {max(ratios):,.0f})"
            )


if __name__ == "__main__":
    main()
