"""How often an interrupted series is found where nothing was interrupted.

Run it with ``python benchmarks/interruption.py``. It simulates series from a fixed seed, with the
interruption in the middle, and prints as Markdown the share of them in which the change of level
has p at most .05: the false-positive rate, which should be .05. Designs the function refuses are
computed all the same, in brackets: they are why it refuses. The last column, which is not offered,
is Newey–West with the normal distribution and without ``n/(n - 4)``, as packages give it unless
asked otherwise.
"""

from __future__ import annotations

from math import floor
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from rusfelt.stats._segments import fit_lines, lay_out
from rusfelt.stats.interrupted_series import interrupted_series

if TYPE_CHECKING:
    from rusfelt.typing import Floats

SEED = 20240601
SERIES = 10_000
BLOCK = 2_000
LENGTHS = (10, 12, 20, 40, 60, 100, 200)
AFTER = (3, 5, 8)
PHI = 0.4
METHODS = {"OLS": "ols", "Prais–Winsten": "prais-winsten", "Newey–West": "newey-west"}


def noise(rng: np.random.Generator, n: int, phi: float) -> Floats:
    """Series of first-order autocorrelation ``phi`` and variance 1, stationary from the start."""
    y: Floats = rng.normal(size=(SERIES, n))
    y[:, 1:] *= np.sqrt(1 - phi**2)
    for i in range(1, n):
        y[:, i] += phi * y[:, i - 1]
    return y


def ratio(y: Floats, start: int, method: str, lags: int) -> Floats:
    """The change of level over its standard error, whatever the design."""
    n = y.shape[1]
    segments = lay_out(
        np.arange(n, dtype=np.float64)[None], np.array([start * 1.0]), np.array([n - 1.0])
    )
    parts = []
    for first in range(0, len(y), BLOCK):
        lines = fit_lines(segments, y[first : first + BLOCK], method=method, lags=lags)
        parts.append(lines.coefficients[:, 2] / lines.errors[:, 2])
    return np.concatenate(parts)


def rates(y: Floats, start: int) -> list[str]:
    """The false-positive rate of each method, in brackets where the method is refused."""
    n = y.shape[1]
    ruled = floor(4 * (n / 100) ** (2 / 9))
    cells = []
    for method in METHODS.values():
        t = ratio(y, start, method, ruled)
        rate = float((2 * special.stdtr(n - 4, -np.abs(t)) <= 0.05).mean())
        told = interrupted_series(y[0], interruption=start, method=method)  # type: ignore[arg-type]
        cells.append(f"{rate:.3f}" if told.status == "ok" else f"({rate:.3f})")
    # Without the factor n/(n - 4), as packages leave it out unless asked.
    bare = np.abs(ratio(y, start, "newey-west", ruled)) * np.sqrt(n / (n - 4))
    cells += [f"({float((2 * special.ndtr(-bare) <= 0.05).mean()):.3f})"]
    return cells


def report(rng: np.random.Generator, designs: list[tuple[int, int]]) -> None:
    """Print one table."""
    head = [*METHODS, "Newey–West, normal p, unadjusted"]
    print("| noise | before + after | " + " | ".join(head) + " |")
    print("|" + "---|" * (len(head) + 2))
    for name, phi in (("white", 0.0), (f"AR(1) {PHI}", PHI)):
        for n, start in designs:
            cells = rates(noise(rng, n, phi), start)
            print(f"| {name} | {start} + {n - start} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print both tables and the time they took."""
    began = perf_counter()
    rng = np.random.default_rng(SEED)
    print("\nFalse-positive rate of a change of level at .05, interruption in the middle\n")
    report(rng, [(n, n // 2) for n in LENGTHS])
    print("\nThe same with few points after, of 40\n")
    report(rng, [(40, 40 - after) for after in AFTER])
    print(f"\nSeed {SEED}, {SERIES} series a cell, {perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
