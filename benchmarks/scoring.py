"""Twenty million answers scored, beside the plain sum of each row.

Run with ``python benchmarks/scoring.py``. Each figure is of a whole call of ``rusfelt.score``: columns
found, every answer checked, sheets put in order by person and time, scored, and the panel made.
Beside it, in turn and several times, numpy adds up the rows of the same answers as one array of
floats, which checks and orders nothing; medians, and the median of the ratios of the pairs.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl
from _paired import SEED, seconds

import rusfelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.typing import Array, Frame

SHEETS = 2
ITEMS = 9


def options() -> argparse.Namespace:
    """How many people, and repeats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_111_112)
    parser.add_argument("--repeats", type=int, default=7)
    return parser.parse_args()


def answers(people: int) -> dict[str, Array]:
    """PHQ-9 twice for everybody, in order of person and session."""
    rng = np.random.default_rng(SEED)
    rows = people * SHEETS
    return {
        "person": np.repeat(np.arange(people), SHEETS),
        "session": np.tile(np.arange(1, SHEETS + 1), people),
        **{f"phq9_{item}": rng.integers(0, 4, rows) for item in range(1, ITEMS + 1)},
    }


def tables(people: int) -> Iterator[tuple[str, Frame]]:
    """The same answers as tables of several kinds, in order and not."""
    table = answers(people)
    shuffle = np.random.default_rng(SEED).permutation(people * SHEETS)
    mixed = {name: column[shuffle] for name, column in table.items()}
    yield "arrays, sorted", table
    yield "arrays, shuffled", mixed
    yield "polars, sorted", pl.DataFrame(table)
    yield "polars, shuffled", pl.DataFrame(mixed)
    yield "pandas, sorted", pd.DataFrame(table)
    yield "pandas, shuffled", pd.DataFrame(mixed)


def main() -> None:
    """Print a table: seconds of each, and how many times the plain sum that is."""
    told = options()
    table = answers(told.people)
    matrix = np.stack([table[f"phq9_{item}"] for item in range(1, ITEMS + 1)], axis=1).astype(float)
    add = partial(matrix.sum, axis=1)
    print(f"{matrix.size:,} answers of {told.people:,} people")
    print("| table | s | s at most | times the row sum |")
    print("|---|--:|--:|--:|", flush=True)
    for name, frame in tables(told.people):
        ours = partial(rusfelt.score, "phq9", frame)
        ours()
        pairs = [(seconds(ours), seconds(add)) for _ in range(told.repeats)]
        took = [here for here, _ in pairs]
        ratio = statistics.median(here / there for here, there in pairs)
        print(
            f"| {name} | {statistics.median(took):.2f} | {max(took):.2f} | {ratio:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
