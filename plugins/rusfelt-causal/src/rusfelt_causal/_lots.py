"""Lots: the ways in which the starts could have fallen on the units."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from rusfelt.typing import Integers

__all__ = ["arrangements", "number_of_arrangements"]


def number_of_arrangements(start: Integers) -> int:
    """In how many different ways these starts can be shared out among the units."""
    left, ways = len(start), 1
    for count in np.unique(start, return_counts=True)[1].tolist():
        ways *= math.comb(left, count)
        left -= count
    return ways


def arrangements(start: Integers, draws: int, seed: int) -> tuple[Integers, bool]:
    """The starts shared out anew: in every way where there are few, else drawn by lot.

    Args:
        start: the start of each unit, shape ``(units,)``.
        draws: gone through in full where there are no more ways than that and the one that came
            about.
        seed: of the draws.

    Returns:
        The arrangements, shape ``(ways, units)``, and whether they are all there are. Drawn ones
        come after the one that came about.
    """
    if number_of_arrangements(start) <= draws + 1:
        return np.array(list(_all(start)), dtype=np.int64), True
    rng = np.random.default_rng(seed)
    drawn = rng.permuted(np.tile(start, (draws, 1)), axis=1)
    return np.concatenate([start[None, :], drawn]), False


def _all(start: Integers) -> Iterator[Integers]:
    """Every different sharing out, cohort by cohort."""
    values, counts = np.unique(start, return_counts=True)

    def place(at: int, free: tuple[int, ...], made: Integers) -> Iterator[Integers]:
        if at == len(values):
            yield made
            return
        for chosen in itertools.combinations(free, int(counts[at])):
            with_these = made.copy()
            with_these[list(chosen)] = values[at]
            yield from place(at + 1, tuple(k for k in free if k not in chosen), with_these)

    yield from place(0, tuple(range(len(start))), np.zeros(len(start), dtype=np.int64))
