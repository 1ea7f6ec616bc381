"""A growth model of very many people: seconds for a million of them, six waves each.

Run with ``OPENBLAS_NUM_THREADS=1 python benchmarks/individual_slopes.py``. Four designs are timed
in processor time, several times each: everybody at the same waves, some waves missing, visits on
days that vary, and times all of them different (where no two people can be summed together). The
last line sets a few hundred people beside statsmodels' MixedLM, where that is installed;
both are timed in turn.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
import warnings
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats.change.individual_slopes import individual_slopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats, Integers

SEED = 20240117
DESIGNS = ("equal", "incomplete", "days", "unique")


def cpu(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def people(count: int, waves: int, design: str) -> tuple[Floats, Floats, Integers]:
    """Synthetic people who differ in level and slope, in the three arrays asked for."""
    rng = np.random.default_rng(SEED)
    times = np.tile(np.arange(waves, dtype=np.float64), (count, 1))
    if design == "days":
        times = 14 * times + rng.integers(-3, 4, times.shape)
    elif design == "unique":
        times += rng.uniform(-0.4, 0.4, times.shape)
    unit = 14 if design == "days" else 1
    level, slope = rng.normal(20, 4, count), rng.normal(-1, 0.6, count) / unit
    y = level[:, None] + slope[:, None] * times + rng.normal(0, 2, times.shape)
    kept = rng.uniform(size=times.shape) < (0.8 if design == "incomplete" else 1.0)
    return times[kept], y[kept], np.concatenate([[0], np.cumsum(kept.sum(axis=1))])


def mixed_lm(t: Floats, y: Floats, offsets: Integers) -> float:
    """The restricted log-likelihood statsmodels finds, without any prediction of persons."""
    from statsmodels.regression.mixed_linear_model import MixedLM  # noqa: PLC0415 - if installed

    x = np.column_stack([np.ones_like(t), t])
    person = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(MixedLM(y, x, person, exog_re=x).fit(reml=True).llf)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--waves", type=int, default=6)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args()
    print(f"{told.people:,} people, {told.waves} waves\n")
    print("| design | waves in all | median, s | from … to | steps | converged |")
    print("|---|--:|--:|--:|--:|---|")
    for design in DESIGNS:
        data = people(told.people, told.waves, design)
        fit = individual_slopes(*data).fit
        took = [cpu(partial(individual_slopes, *data)) for _ in range(told.repeats)]
        print(
            f"| {design} | {len(data[0]):,} | {statistics.median(took):.2f} | "
            f"{min(took):.2f} … {max(took):.2f} | {fit.iterations} | {fit.converged} |"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmemory at most {peak:,.0f} MB, data included")
    if find_spec("statsmodels") is None:
        print("statsmodels is not installed: nothing to compare with")
        return
    data = people(told.sample, told.waves, "equal")
    pairs = [
        (cpu(partial(mixed_lm, *data)), cpu(partial(individual_slopes, *data)))
        for _ in range(told.repeats)
    ]
    ratio = statistics.median(theirs / ours for theirs, ours in pairs)
    short = individual_slopes(*data).fit.log_likelihood - mixed_lm(*data)
    print(
        f"{told.sample:,} people: statsmodels takes {ratio:,.0f} times as long "
        f"and ends {short:.2g} below our log-likelihood"
    )


if __name__ == "__main__":
    main()
