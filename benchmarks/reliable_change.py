"""Reliable change of many people: against R for one index, and against adding two columns for six.

Run with ``python benchmarks/reliable_change.py``. Each figure is of whole calls that give index and
category of everybody, moments from the sample. The second comparison is paired: the sum of the two
columns (``pre.sum() + post.sum()``), their sum person by person (``pre + post``) and the six indices
are timed in turn, several times, and the medians and the medians of the ratios of the pairs printed.
"""

from __future__ import annotations

import argparse
import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from _paired import SEED, seconds

from rusfelt.stats.change.reliable_change import RELIABLE_CHANGE_METHODS, reliable_change

if TYPE_CHECKING:
    from rusfelt.typing import Floats

# cs_distribution() of clinicalsignificance 3.0 in R 4.2, Jacobson and Truax's index with categories
# for 100,000 people; timed on the machine the figures in the documentation come from. R is not run
# here, so unlike the rest this is no paired run.
R_SECONDS = 0.6
R_PEOPLE = 100_000
RELIABILITY = 0.8
INDICES = tuple(method for method in RELIABLE_CHANGE_METHODS if method != "published")


def options() -> argparse.Namespace:
    """How many people for the six indices, and repeats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=15)
    return parser.parse_args()


def scores(people: int) -> tuple[Floats, Floats]:
    """Whole scores of a symptom scale, before and after."""
    rng = np.random.default_rng(SEED)
    pre = np.clip(np.round(rng.normal(16, 5, people)), 0, 27)
    return pre, np.clip(np.round(0.6 * pre + rng.normal(1, 5, people)), 0, 27)


def indices(methods: tuple[str, ...], pre: Floats, post: Floats) -> None:
    """The indices and categories of everybody, one method after another."""
    for method in methods:
        reliable_change(pre, post, method=method, reliability=RELIABILITY, better="lower")


def one_index(repeats: int) -> None:
    """Each index of 100,000 people beside R's."""
    pre, post = scores(R_PEOPLE)
    for method in INDICES:
        ours = partial(indices, (method,), pre, post)
        ours()
        took = [seconds(ours) for _ in range(repeats)]
        median = statistics.median(took)
        print(
            f"{method}, {R_PEOPLE:,} people: {1000 * median:.1f} ms "
            f"({1000 * min(took):.1f} to {1000 * max(took):.1f}), "
            f"{R_SECONDS / median:,.0f} times as fast as R's {R_SECONDS} s"
        )


def six_indices(people: int, repeats: int) -> None:
    """All six beside two sums of the same columns."""
    pre, post = scores(people)
    ours = partial(indices, INDICES, pre, post)
    sums = {
        "pre.sum() + post.sum()": lambda: pre.sum() + post.sum(),
        "pre + post": lambda: pre + post,
    }
    ours()
    here: list[float] = []
    there: dict[str, list[float]] = {name: [] for name in sums}
    for _ in range(repeats):
        for name, add in sums.items():
            add()
            there[name].append(seconds(add))
        here.append(seconds(ours))
    print(f"six indices, {people:,} people: {1000 * statistics.median(here):.0f} ms")
    for name, took in there.items():
        ratios = [mine / theirs for mine, theirs in zip(here, took, strict=True)]
        print(
            f"  {statistics.median(ratios):.0f} times {name}, {1000 * statistics.median(took):.2f} ms "
            f"(pairs {min(ratios):.0f} to {max(ratios):.0f})"
        )


def main() -> None:
    """Print both comparisons."""
    told = options()
    one_index(told.repeats)
    six_indices(told.people, told.repeats)


if __name__ == "__main__":
    main()
