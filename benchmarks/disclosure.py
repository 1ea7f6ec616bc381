"""Hiding cells: how much more than the least that would do, and how long it takes.

Run with ``OPENBLAS_NUM_THREADS=1 python benchmarks/disclosure.py``. The first part sets the
heuristic beside the proven optimum on random tables of up to 50 cells, with totals and subtotals;
the second times tables of about 5,000 cells of several shapes, and two tables of 2,000 each that
share their margins; the third finds every exact interval of tables with up to 300 hidden cells.
``--part`` runs one of them. Everything is drawn with a fixed seed; times are processor time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np

from rusfelt.disclosure import PROFILES, Policy, Table, attack, protect
from rusfelt.errors import DisclosureError

SEED = 20240117
TOTAL = "Total"
POLICIES = {
    "ssb3": PROFILES["ssb3"],
    "helse5": PROFILES["helse5"],
    "acro10": PROFILES["acro10"],
    "5, zeros shown": Policy(5, zeros="shown"),
}


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """Processor time of one call, and what it gives."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def draw(rng: np.random.Generator, shape: Sequence[int], kind: str) -> np.ndarray:
    """People at the bottom of a table."""
    if kind == "sparse":
        return rng.poisson(1.2, shape) * (rng.random(shape) < 0.5)
    if kind == "dense":
        return rng.poisson(20, shape)
    return np.floor(rng.lognormal(2.0, 1.3, shape)).astype(np.int64)


def with_totals(name: str, inner: np.ndarray, groups: Sequence[int]) -> Table:
    """A table of all totals; a dimension in groups of so many has their subtotals too."""
    values, labels, hierarchies = inner, [], {}
    for axis, size in enumerate(groups):
        own = [f"{'abcd'[axis]}{each}" for each in range(inner.shape[axis])]
        moved = np.moveaxis(values, axis, 0)
        sums = []
        if size:
            starts = range(0, len(own), size)
            names = [f"{'ABCD'[axis]}{each}" for each in starts]
            sums = [moved[each : each + size].sum(axis=0) for each in starts]
            hierarchies["abcd"[axis]] = {
                label: tuple(own[each : each + size])
                for label, each in zip(names, starts, strict=True)
            }
            own = [*own, *names]
        moved = np.stack([*moved, *sums, moved.sum(axis=0)])
        values = np.moveaxis(moved, 0, axis)
        labels.append([*own, TOTAL])
    cells = list(product(*labels))
    columns = {"abcd"[axis]: [cell[axis] for cell in cells] for axis in range(len(labels))}
    return Table(name, columns, values.ravel().tolist(), hierarchies=hierarchies)


def against_the_optimum(tables: int) -> None:
    """Cells lost by the heuristic and by the optimum."""
    rng = np.random.default_rng(SEED)
    ratios, further, seconds, proven = [], [], [], 0
    while len(ratios) < tables:
        shape = tuple(int(each) for each in rng.integers(2, 6, int(rng.integers(1, 4))))
        groups = [int(rng.choice([0, 2])) if each > 3 else 0 for each in shape]
        kind = str(rng.choice(["sparse", "dense", "mixed"]))
        policy = list(POLICIES.values())[int(rng.integers(len(POLICIES)))]
        table = with_totals("t", draw(rng, shape, kind), groups)
        if len(table) > 50:
            continue
        try:
            one, best = cpu(lambda: protect(table, policy, method="optimal"))  # noqa: B023
            two, fast = cpu(lambda: protect(table, policy, method="heuristic"))  # noqa: B023
        except DisclosureError:
            continue
        if not best.secondary:
            continue
        proven += best.method == "optimal"
        ratios.append(fast.lost / best.lost)
        further.append(fast.secondary / best.secondary)
        seconds.append((one, two))
    ratio, more = np.array(ratios), np.array(further)
    spent = np.array(seconds)
    print(
        f"{tables} tables of up to 50 cells of which more had to be hidden; proven for {proven}\n"
    )
    print("| | mean | 90 % | most | equal |")
    print("|---|--:|--:|--:|--:|")
    for name, each in (("all hidden cells", ratio), ("secondary cells alone", more)):
        print(
            f"| {name} | {each.mean():.3f} | {np.quantile(each, 0.9):.3f} | {each.max():.3f} "
            f"| {(each <= 1).mean():.0%} |"
        )
    print(
        f"\nseconds a table: optimum {spent[:, 0].mean():.2f} (most {spent[:, 0].max():.1f}), "
        f"heuristic {spent[:, 1].mean():.2f} (most {spent[:, 1].max():.1f})\n"
    )


def large() -> Iterator[tuple[str, list[Table], Policy]]:
    """Tables of about 5,000 cells, and two linked ones of 2,000."""
    rng = np.random.default_rng(SEED)
    for name, shape, groups in (
        ("70 x 70", (70, 70), (0, 0)),
        ("16 x 16 x 16", (16, 16, 16), (0, 0, 0)),
        ("7 x 7 x 7 x 7", (7, 7, 7, 7), (0, 0, 0, 0)),
        ("60 in 10 groups x 70", (60, 70), (6, 0)),
        ("40 in 5 groups x 12 in 3 x 5", (40, 12, 5), (8, 4, 0)),
    ):
        for kind in ("mixed", "sparse"):
            yield (
                f"{name}, {kind}",
                [with_totals("t", draw(rng, shape, kind), groups)],
                POLICIES["helse5"],
            )
    for kind, mean in (("some", 1.5), ("few", 0.4)):
        people = rng.poisson(mean, (140, 13, 13)) * (rng.random((140, 13, 13)) < 0.5)
        yield (
            f"two of 141 x 14 that share margins, {kind}",
            [
                with_totals("one", people.sum(axis=2), (0, 0)),
                _renamed(with_totals("two", people.sum(axis=1), (0, 0))),
            ],
            POLICIES["helse5"],
        )


def _renamed(table: Table) -> Table:
    dimensions = {"a": table.dimensions["a"], "e": table.dimensions["b"]}
    return Table(table.name, dimensions, table.counts.tolist())


def speed(only: str | None) -> None:
    """Seconds to protect large tables."""
    print("| shape | cells | small | hidden | seconds |")
    print("|---|--:|--:|--:|--:|")
    for name, tables, policy in large():
        if only and only not in name:
            continue
        try:
            seconds, done = cpu(lambda: protect(tables, policy))  # noqa: B023
        except DisclosureError as error:
            print(
                f"| {name} | {sum(map(len, tables))} | | refused: {str(error)[:60]} | |", flush=True
            )
            continue
        small = sum(int(each.sum()) for each in done.primary)
        print(
            f"| {name} | {sum(map(len, tables))} | {small} | {done.lost} | {seconds:.1f} |",
            flush=True,
        )
    print()


def exact() -> None:
    """Seconds to find every exact interval."""
    rng = np.random.default_rng(SEED)
    print("| hidden cells | all intervals proven | seconds |")
    print("|--:|---|--:|")
    for shape in ((8, 8), (12, 12), (16, 16), (6, 6, 6), (18, 18)):
        table = with_totals("t", draw(rng, shape, "mixed"), [0] * len(shape))
        hidden = rng.random(len(table)) < 0.9
        hidden[[bool(len(table.labels(each)) < len(shape)) for each in range(len(table))]] = False
        told = table.without(hidden)
        seconds, found = cpu(lambda: attack(told, zeros_shown=False))  # noqa: B023
        proven = all(each.exact for each in found)
        print(f"| {len(found)} | {'yes' if proven else 'no'} | {seconds:.1f} |", flush=True)
    print()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("optimum", "speed", "exact"))
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--shape", help="only shapes with this in their name")
    told = parser.parse_args()
    if told.part in {None, "optimum"}:
        against_the_optimum(told.tables)
    if told.part in {None, "speed"}:
        speed(told.shape)
    if told.part in {None, "exact"}:
        exact()


if __name__ == "__main__":
    main()
