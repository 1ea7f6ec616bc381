"""How often control charts of processes that do not change signal all the same.

Run it with ``python benchmarks/false_alarms.py``. It prints Markdown tables of the share of
simulated series on which any rule signals, with limits from each series' own points: for the rule
sets, for each rule alone, for limits fixed by the first 12 points, and for the cumulative sum. At
most ± 0.7 percentage points of each figure are the simulation's own error (two standard errors).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt.stats.attribute_charts import p_chart
from rusfelt.stats.cusum import cusum
from rusfelt.stats.rare_events import g_chart, t_chart
from rusfelt.stats.run_rules import RULESETS, run_rules
from rusfelt.stats.xmr import xmr

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["main"]

SEED = 20200601
SERIES = 20_000
LENGTHS = (12, 20, 40)
CORRELATION = 0.4
MEAN = 10.0
BASELINE = 12


def noise(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Independent normal values."""
    return rng.standard_normal((SERIES, n))


def autoregressive(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Normal values, each leaning on the one before."""
    y = rng.standard_normal((SERIES, n))
    y[:, 1:] *= np.sqrt(1 - CORRELATION**2)
    for i in range(1, n):
        y[:, i] += CORRELATION * y[:, i - 1]
    return y


def counts(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Poisson counts."""
    return rng.poisson(MEAN, (SERIES, n)).astype(np.float64)


PROCESSES = {
    "white noise": noise,
    f"AR(1), φ = {CORRELATION:g}": autoregressive,
    f"Poisson, mean {MEAN:g}": counts,
}


def on_xmr(y: NDArray[np.float64], *, screened: bool = True, baseline: int | None = None,
           **options: Any) -> float:  # fmt: skip
    """The share of individuals charts that signal."""
    chart = xmr(y, screened=screened, baseline=baseline)
    found = run_rules(
        y, chart.centre, chart.lower, chart.upper, near_lower=chart.near_lower,
        near_upper=chart.near_upper, **options,
    )  # fmt: skip
    return float(found.signal.mean())


def on_run_chart(y: NDArray[np.float64]) -> float:
    """The share of run charts (around the median) that signal by Anhøj's rules."""
    return float(run_rules(y, np.median(y, axis=1), rules="anhoej").signal.mean())


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print one Markdown table."""
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'|'.join(['---'] * len(head))}|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def report_sets(rng: np.random.Generator) -> None:
    """Print the rate of each rule set under each process."""
    rows = []
    for name, process in PROCESSES.items():
        for n in LENGTHS:
            y = process(rng, n)
            rates = [
                on_xmr(y),
                on_xmr(y, screened=False),
                on_xmr(y, trend=6),
                on_xmr(y, rules=["outside", *RULESETS["anhoej"]]),
                on_run_chart(y),
                on_xmr(y, baseline=BASELINE),
            ]
            rows.append([name, str(n), *(f"{rate:.3f}" for rate in rates)])
    head = [
        "process", "n", "Making Data Count", "not screened", "trend of 6",
        "outside + Anhøj", "Anhøj, median", f"limits from first {BASELINE}",
    ]  # fmt: skip
    table("Share of charts with any signal, nothing having changed", head, rows)


def report_rules(rng: np.random.Generator) -> None:
    """Print the rate of each rule alone under white noise."""
    rules = [*RULESETS["making-data-count"], *RULESETS["anhoej"]]
    rows = []
    for n in LENGTHS:
        y = noise(rng, n)
        rows.append([str(n), *(f"{on_xmr(y, rules=rule):.3f}" for rule in rules)])
    table("Share of charts of white noise with a signal by one rule alone", ["n", *rules], rows)


def report_others(rng: np.random.Generator) -> None:
    """Print the rate at which single points fall outside the limits of the other charts."""
    rows = []
    for n in LENGTHS:
        gaps = rng.geometric(0.02, (SERIES, n)) - 1
        times = rng.exponential(30.0, (SERIES, n))
        size = 1000
        extra = rng.beta(20, 180, (SERIES, n))
        shares = rng.binomial(size, 0.1, (SERIES, n))
        spread = rng.binomial(size, extra)
        y = noise(rng, n)
        rates = [
            outside(gaps, g_chart(gaps)),
            outside(gaps, g_chart(gaps, method="sigma")),
            outside(times, t_chart(times)),
            outside(shares / size, p_chart(shares, size)),
            outside(spread / size, p_chart(spread, size)),
            outside(spread / size, p_chart(spread, size, prime=True)),
            float((cusum(y, centre=0, sd=1).signal != 0).any(axis=1).mean()),
        ]
        rows.append([str(n), *(f"{rate:.3f}" for rate in rates)])
    head = [
        "n", "g, probability", "g, 3 sd", "t", "p", "p, overdispersed", "p′, overdispersed",
        "cusum, h = 5",
    ]  # fmt: skip
    table("Share of charts with a point outside the limits, nothing having changed", head, rows)


def outside(y: NDArray[Any], chart: Any) -> float:
    """The share of charts with a point outside their limits."""
    found = run_rules(y, chart.centre, chart.lower, chart.upper, rules="outside")
    return float(found.signal.mean())


def main() -> None:
    """Print every table and the time it took."""
    start = time.perf_counter()
    rng = np.random.default_rng(SEED)
    report_sets(rng)
    report_rules(rng)
    report_others(rng)
    print(f"\nSeed {SEED}, {SERIES:,} series a row, {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
