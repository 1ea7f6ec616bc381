"""Effect sizes of single cases: many cases at once against R, which takes them one by one.

Run with ``python benchmarks/single_case.py``. Each figure is of whole calls that give the index, and
its error and interval where it has them, of every case; one call for all cases, and one call for one
case, which is what somebody with a single person waits for.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from _paired import SEED, seconds

from rusfelt.stats.single_case.log_ratio_of_medians import log_ratio_of_medians
from rusfelt.stats.single_case.log_response_ratio import log_response_ratio
from rusfelt.stats.single_case.nap import nap
from rusfelt.stats.single_case.nonoverlap import ird, pand, pem, pnd
from rusfelt.stats.single_case.standardised_mean_difference import within_case_smd
from rusfelt.stats.single_case.tau import tau
from rusfelt.stats.single_case.tau_bc import tau_bc
from rusfelt.stats.single_case.tau_u import tau_u

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Floats

# SingleCaseES 0.7.4 in R 4.2, one case with its standard error and interval; timed on the machine
# the figures in the documentation come from. R is not run here, so this is no paired run.
R_SECONDS = {"nap": 2.6e-3, "tau_u": 2.4e-3}
INDICES: dict[str, Callable[..., Any]] = {
    "nap": nap,
    "tau": tau,
    "tau_u": tau_u,
    "tau_bc": tau_bc,
    "pnd": pnd,
    "pem": pem,
    "pand": pand,
    "ird": ird,
    "log_response_ratio": log_response_ratio,
    "log_ratio_of_medians": log_ratio_of_medians,
    "within_case_smd": within_case_smd,
}
# Points before and after, as in Parker and Vannest (2009).
BEFORE, AFTER = 10, 11


def options() -> argparse.Namespace:
    """How many cases, and repeats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def phases(cases: int) -> tuple[Floats, Floats]:
    """Whole scores with many ties, rising after the start."""
    rng = np.random.default_rng(SEED)
    before = rng.integers(2, 8, (cases, BEFORE)).astype(np.float64)
    return before, rng.integers(4, 12, (cases, AFTER)).astype(np.float64)


def main() -> None:
    """Print each index for all cases at once and for one."""
    told = options()
    a, b = phases(told.cases)
    print(
        f"{told.cases:,} cases of {BEFORE} and {AFTER} points, medians of calls (and the fastest)"
    )
    for name, index in INDICES.items():
        together, alone = partial(index, a, b), partial(index, a[0], b[0])
        alone()
        many = [seconds(together) for _ in range(told.repeats)]
        single = [seconds(alone) for _ in range(20 * told.repeats)]
        each, one = statistics.median(many) / told.cases, statistics.median(single)
        line = (
            f"{name}: {1e6 * each:.2f} µs a case (from {1e6 * min(many) / told.cases:.2f}), "
            f"{1e6 * one:.0f} µs for one alone (from {1e6 * min(single):.0f})"
        )
        if name in R_SECONDS:
            line += (
                f"; {R_SECONDS[name] / each:,.0f} and {R_SECONDS[name] / one:,.1f} times as fast as"
                f" R's {1e3 * R_SECONDS[name]:.1f} ms"
            )
        print(line)


if __name__ == "__main__":
    main()
