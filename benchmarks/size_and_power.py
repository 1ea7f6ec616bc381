"""How often the primary tests cry change: where there is none, and where there is one.

Run it with ``python benchmarks/size_and_power.py``. From a fixed seed it simulates series of every
length, puts each to the test that the rules for a verdict give it, and prints Markdown tables of
the share with p at or below .05. Without a change that share should be at most .05; with one, as
large as can be.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rusfelt.stats.counts import rate_ratio_exact
from rusfelt.stats.kendall import mann_kendall
from rusfelt.stats.means import z_difference
from rusfelt.stats.poisson_trend import poisson_trend
from rusfelt.stats.proportion_trend import proportion_trend
from rusfelt.stats.proportions import proportion_difference
from rusfelt.stats.weighted_trend import weighted_trend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Simulated: TypeAlias = Callable[[np.random.Generator, int, int], Floats]

__all__ = ["main"]

SEED = 20240101
LENGTHS = (2, 3, 4, 5, 8, 10, 12, 20, 40)
MEANS = (2.0, 10.0, 20.0, 100.0)
SHARES = ((30, 0.2), (30, 0.5), (200, 0.2))
EXTRA = 0.3
PHI = 0.4
# Two bare values, three or four of them, are never put to a test.
BARE_FROM = 5
PAIR = 2


def counts(x: Floats) -> Floats:
    """The p of the primary test of counts."""
    if x.shape[1] == PAIR:
        return np.asarray(rate_ratio_exact(x[:, 0], x[:, 1]).p)
    return np.asarray(poisson_trend(x).p)


def shares(whole: int) -> Callable[[Floats], Floats]:
    """The p of the primary test of shares of ``whole``."""

    def test(x: Floats) -> Floats:
        if x.shape[1] == PAIR:
            return np.asarray(proportion_difference(x[:, 0], whole, x[:, 1], whole).p)
        return np.asarray(proportion_trend(x, whole).p)

    return test


def with_errors(y: Floats) -> Floats:
    """The p of the primary test of values whose standard error is said to be 1."""
    if y.shape[1] == PAIR:
        return np.asarray(z_difference(y[:, 0], 1.0, y[:, 1], 1.0).p)
    return np.asarray(weighted_trend(y, 1.0).p)


def bare(y: Floats) -> Floats:
    """The p of the primary test of bare values; fewer than five are never tested."""
    return np.asarray(mann_kendall(y).p) if y.shape[1] >= BARE_FROM else np.ones(len(y))


def correlated(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Normal values of variance 1, each correlated by .4 with the one before."""
    noise = rng.normal(size=(rows, n))
    y = np.empty((rows, n))
    y[:, 0] = noise[:, 0]
    for k in range(1, n):
        y[:, k] = PHI * y[:, k - 1] + np.sqrt(1 - PHI**2) * noise[:, k]
    return y


def poisson(mean: float, *, varied: bool = False) -> Simulated:
    """Counts about a mean; the mean itself may vary by 30 % from one point to the next."""

    def draw(rng: np.random.Generator, rows: int, n: int) -> Floats:
        rate = np.full((rows, n), mean)
        if varied:
            rate *= rng.gamma(1 / EXTRA**2, EXTRA**2, size=rate.shape)
        return rng.poisson(rate).astype(np.float64)

    return draw


def drifting(mean: float) -> Simulated:
    """Counts whose mean varies by 30 %, slowly: its logarithm is correlated by .4."""

    def draw(rng: np.random.Generator, rows: int, n: int) -> Floats:
        spread = np.sqrt(np.log1p(EXTRA**2))
        level = np.exp(spread * correlated(rng, rows, n) - spread**2 / 2)
        return rng.poisson(mean * level).astype(np.float64)

    return draw


def rising(low: float, high: float, *, varied: bool = False) -> Simulated:
    """Counts whose mean rises along a straight line."""

    def draw(rng: np.random.Generator, rows: int, n: int) -> Floats:
        rate = np.broadcast_to(np.linspace(low, high, n), (rows, n))
        if varied:
            rate = rate * rng.gamma(1 / EXTRA**2, EXTRA**2, size=rate.shape)
        return rng.poisson(rate).astype(np.float64)

    return draw


def binomial(whole: int, share: float) -> Simulated:
    """Numbers of ``whole``."""
    return lambda rng, rows, n: rng.binomial(whole, share, size=(rows, n)).astype(np.float64)


def normal(*, spread: float = 1.0) -> Simulated:
    """White noise."""
    return lambda rng, rows, n: spread * rng.normal(size=(rows, n))


Columns: TypeAlias = "Mapping[str, tuple[Simulated, Callable[[Floats], Floats], int]]"


def table(
    title: str, columns: Columns, rng: np.random.Generator, rows: int,
    lengths: tuple[int, ...] = LENGTHS,
) -> None:  # fmt: skip
    """Print one table: lengths down, kinds of figures across."""
    print(f"\n{title}\n")
    print("| points | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for n in lengths:
        cells = []
        for draw, test, divided in columns.values():
            p = test(draw(rng, rows // divided, n))
            untested = test is bare and n < BARE_FROM
            # An undefined p rejects nothing.
            cells.append("–" if untested else f"{np.mean(np.nan_to_num(p, nan=1.0) <= 0.05):.3f}")
        print(f"| {n} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print every table and the time it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=20_000)
    rows = parser.parse_args().series
    start = time.perf_counter()
    rng = np.random.default_rng(SEED)
    # Exact tests of shares take longest, so there are fewer of them.
    plain = {f"mean {mean:.0f}": (poisson(mean), counts, 2) for mean in MEANS}
    plain |= {
        f"{share:.0%} of {whole}": (binomial(whole, share), shares(whole), 20)
        for whole, share in SHARES
    }
    plain |= {
        "with standard errors": (normal(), with_errors, 1),
        "bare": (normal(), bare, 1),
        "bare, tied": (poisson(2.0), bare, 1),
    }
    table("No change, chance alone", plain, rng, rows)
    varied = {f"mean {mean:.0f}": (poisson(mean, varied=True), counts, 2) for mean in MEANS}
    varied["standard errors 30 % too small"] = (normal(spread=1 + EXTRA), with_errors, 1)
    table("No change, extra variation of 30 %", varied, rng, rows)
    slow = {f"mean {mean:.0f}": (drifting(mean), counts, 2) for mean in MEANS}
    slow |= {"with standard errors": (correlated, with_errors, 1), "bare": (correlated, bare, 1)}
    table("No change, neighbouring points correlated by .4", slow, rng, rows)
    risen = {
        "primary test": (rising(20, 40), counts, 2),
        "the same, 30 % extra variation": (rising(20, 40, varied=True), counts, 2),
        "exact Poisson trend": (rising(20, 40), lambda x: poisson_trend(x, method="exact").p, 5),
        "Mann–Kendall": (rising(20, 40), lambda x: mann_kendall(x).p, 1),
    }
    table("Counts that rise from 20 to 40", risen, rng, rows, (2, 3, 4, 5, 8, 10))
    print(f"\nSeed {SEED}, up to {rows} series a cell, {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
