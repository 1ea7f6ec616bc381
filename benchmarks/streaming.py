"""Ten million series of ten points, streamed through in little memory.

Run with ``python benchmarks/streaming.py``. The series are first written to a temporary file, block
by block; then a fresh process reads it block by block, tests the series and writes slope and p to a
file. The memory is the highest that the kernel counted as resident for that whole process, Python
and its libraries included (``VmHWM`` in ``/proc/self/status``): the input is never in memory as a
whole, so nothing is taken off. Linux only.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import rusfelt
from rusfelt.stats import mann_kendall, sen_slope

if TYPE_CHECKING:
    from rusfelt.typing import Floats

SEED = 20240105
POINTS = 10
BLOCK = 100_000


def peak() -> float:
    """Megabytes this process has had resident at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) * 1024 / 1e6


def write(path: Path, series: int) -> None:
    """Counts of mean 20."""
    rng = np.random.default_rng(SEED)
    with path.open("wb") as file:
        for start in range(0, series, BLOCK):
            rows = min(BLOCK, series - start)
            rng.poisson(20.0, (rows, POINTS)).astype(np.float64).tofile(file)


def panel_of(y: Floats, start: int) -> rusfelt.Panel:
    """A block of series as a panel, one unit each."""
    series, points = y.shape
    units = np.char.zfill(np.arange(start, start + series).astype(np.str_), 8)
    keys = np.full(series, "deaths"), units, np.full(series, ""), np.zeros(series, np.int64)
    offsets = np.arange(0, series * points + 1, points)
    times = np.tile(np.arange(2010.0, 2010.0 + points), series)
    return rusfelt.Panel(*keys, offsets, times, y.ravel(), clock="period")


def stream(folder: Path, *, panels: bool) -> None:
    """Work through the file and print time and memory."""
    before, began, done = peak(), time.process_time(), 0
    with (folder / "y").open("rb") as file, (folder / "out").open("wb") as out:
        while (values := np.fromfile(file, count=BLOCK * POINTS)).size:
            y = values.reshape(-1, POINTS)
            if panels:
                panel = panel_of(y, done)
                p = rusfelt.evaluate(panel, "mann-kendall").columns["p"]
                slope = rusfelt.evaluate(panel, "theil-sen").columns["slope"]
            else:
                p, slope = mann_kendall(y).p, sen_slope(y).slope
            np.stack([slope, p], axis=1).tofile(out)
            done += len(y)
    took = time.process_time() - began
    way = "panels through evaluate" if panels else "arrays through rusfelt.stats"
    megabytes = done * POINTS * 8 / 1e6
    print(f"| {way} | {done:,} | {megabytes:,.0f} | {took:.1f} | {before:.0f} | {peak():.0f} |")


def main() -> None:
    """Write the input, and stream it through in a process of its own each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--panels", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.folder:
        stream(told.folder, panels=told.panels)
        return
    print("| way | series | input, MB | CPU s | MB before | MB at most |")
    print("|---|--:|--:|--:|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "y", told.series)
        for way in ([], ["--panels"]):
            again = [sys.executable, __file__, "--folder", name, *way]
            subprocess.run(again, check=True)  # noqa: S603 - it starts itself


if __name__ == "__main__":
    main()
