"""What it costs to run other people's evaluators in processes of their own.

Run with ``python benchmarks/isolation.py``. A few distributions are written to a temporary folder on
the import path, each with an evaluator that takes every series' last value. Each measure is taken in
a process and in this one, in turn, and the figures are medians of the differences:

* a distribution: a small panel asked of one, and of four at once, from finding it to its answer;
* 100,000 series: a large panel asked of one that is up and running, beyond what a small one takes.

The processor's time, of this process and those it starts, is printed beside the clock's, since other
work on the machine disturbs it less.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

import rusfelt
from rusfelt.domain import Judge
from rusfelt.evaluation.isolation.stage import Asked, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

PLUGINS = 4
POINTS = 10
# What isolation is held to, in seconds.
A_DISTRIBUTION, A_HUNDRED_THOUSAND = 0.5, 0.05
_HOOK = """\
from rusfelt.plugin import Offer, hookimpl


@hookimpl
def rusfelt_evaluators():
    yield Offer("plain-{number}", "plain_{number}.method:Plain", api=1)
"""
_METHOD = """\
import attrs
from rusfelt import Column, Needs, Spec


@attrs.frozen
class Plain:
    @property
    def spec(self):
        return Spec("plain-{number}", "1", needs=Needs(points=2), gives=(Column("last"),))

    def evaluate(self, panel, /):
        return {{"last": panel.y[panel.offsets[1:] - 1]}}
"""


def install(folder: Path, number: int) -> None:
    """One distribution, as an installer would leave it."""
    package = folder / f"plain_{number}"
    package.mkdir()
    (package / "__init__.py").write_text(_HOOK.format(number=number), encoding="utf-8")
    (package / "method.py").write_text(_METHOD.format(number=number), encoding="utf-8")
    info = folder / f"plain_{number}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: plain-{number}\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[rusfelt]\nplain = plain_{number}\n", encoding="utf-8")


def panel_of(series: int) -> rusfelt.Panel:
    """Series of one indicator, a unit each."""
    rng = np.random.default_rng(20240417)
    units = np.char.zfill(np.arange(series).astype(np.str_), 8)
    keys = np.full(series, "deaths"), units, np.full(series, ""), np.zeros(series, np.int64)
    offsets = np.arange(0, series * POINTS + 1, POINTS)
    times = np.tile(np.arange(2010.0, 2010.0 + POINTS), series)
    values = rng.poisson(20.0, series * POINTS).astype(np.float64)
    return rusfelt.Panel(*keys, offsets, times, values, clock="period")


def cost(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, here and in processes that have ended."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before = [resource.getrusage(each) for each in whose]
    start = perf_counter()
    work()
    clock = perf_counter() - start
    after = [resource.getrusage(each) for each in whose]
    return clock, sum(
        late.ru_utime + late.ru_stime - early.ru_utime - early.ru_stime
        for early, late in zip(before, after, strict=True)
    )


def in_turn(repeats: int, *works: Callable[[], Any]) -> list[list[tuple[float, float]]]:
    """What each work costs, one after the other and then again."""
    for work in works:
        work()
    turns = [[cost(work) for work in works] for _ in range(repeats)]
    return [list(each) for each in zip(*turns, strict=True)]


def beyond(
    dear: list[tuple[float, float]], cheap: list[tuple[float, float]], of: float = 1
) -> tuple[float, float]:
    """The median of the differences, a unit."""
    return (
        statistics.median((one[0] - two[0]) / of for one, two in zip(dear, cheap, strict=True)),
        statistics.median((one[1] - two[1]) / of for one, two in zip(dear, cheap, strict=True)),
    )


def distributions(repeats: int, asked: int) -> tuple[float, float]:
    """Seconds each of so many distributions adds to a small panel."""
    panel = panel_of(10)
    names = [f"plain-{number}" for number in range(asked)]
    os.environ["RUSFELT_PLUGINS"] = ",".join(names)

    def kept() -> None:
        if asked == 1:
            rusfelt.evaluate(panel, names[0], isolation="process")
            return
        with Stage() as stage:
            stage.ask([Asked(Judge(name), panel) for name in names])

    def here() -> None:
        for name in names:
            rusfelt.evaluate(panel, name)

    dear, cheap = in_turn(repeats, kept, here)
    return beyond(dear, cheap, of=asked)


def series(repeats: int, rows: int) -> tuple[float, float]:
    """Seconds each 100,000 series add to a process that is up and running."""
    os.environ["RUSFELT_PLUGINS"] = "plain-0"
    panel, judge = panel_of(rows), Judge("plain-0")
    with Stage(deadline=3600) as stage:

        def kept() -> None:
            stage.ask([Asked(judge, panel)])

        def here() -> None:
            rusfelt.evaluate(panel, "plain-0")

        dear, cheap = in_turn(repeats, kept, here)
    # The other process's own time is counted only once it has ended, so it is not in these.
    return beyond(dear, cheap, of=rows / 100_000)


def main() -> int:
    """Print seconds; 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--series", type=int, default=400_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for number in range(PLUGINS):
            install(Path(name), number)
        sys.path.insert(0, name)
        # Found here once, with all of them in sight.
        rusfelt.evaluate(panel_of(2), "plain-0")
        alone, several = distributions(told.repeats, 1), distributions(told.repeats, PLUGINS)
        small, large = series(told.repeats, told.series // 4), series(told.repeats, told.series)
    print("beyond the same in this process       clock   processor   held to")
    for what, (clock, own), limit in (
        ("a distribution, alone", alone, A_DISTRIBUTION),
        (f"a distribution, of {PLUGINS} at once", several, A_DISTRIBUTION),
        (f"100,000 series, of {told.series // 4:,}", small, A_HUNDRED_THOUSAND),
        (f"100,000 series, of {told.series:,}", large, A_HUNDRED_THOUSAND),
    ):
        print(f"{what:<34} {clock:7.3f} s {own:9.3f} s {limit:7.2f} s")
    kept = max(alone[0], several[0]) <= A_DISTRIBUTION
    kept &= max(small[0], large[0]) <= A_HUNDRED_THOUSAND
    print("kept" if kept else "not kept")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
