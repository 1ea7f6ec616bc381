"""Where generated data get their numbers from: a seed, or Hypothesis.

The generators are written once, against :class:`Chance`. The laws draw from a seed, so that they
need nothing installed and are the same each time; the strategies draw from Hypothesis, which looks
for the smallest example.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["Chance", "Seeded", "quarters", "words", "yes", "yeses"]

T = TypeVar("T")


class Chance(Protocol):
    """A source of whole numbers; everything else is made of them."""

    def integers(self, low: int, high: int, size: int) -> Integers:
        """``size`` whole numbers from ``low`` to ``high``, both among them."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        ...


class Seeded:
    """Numbers that are the same each time for the same seed."""

    def __init__(self, *seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def integers(self, low: int, high: int, size: int) -> Integers:
        """``size`` whole numbers from ``low`` to ``high``, both among them."""
        return self._rng.integers(low, high, size, dtype=np.int64, endpoint=True)

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[int(self._rng.integers(len(options)))]


def yes(chance: Chance, of: int = 2) -> bool:
    """True once in so many times; the first answer Hypothesis tries is no."""
    return int(chance.integers(0, of - 1, 1)[0]) == of - 1


def yeses(chance: Chance, size: int, of: int = 2) -> Bools:
    """Likewise, several."""
    return np.asarray(chance.integers(0, of - 1, size) == of - 1)


def quarters(chance: Chance, low: float, high: float, size: int) -> Floats:
    """Numbers in steps of a quarter: sums and differences of a few of them are exact."""
    return chance.integers(int(low * 4), int(high * 4), size) / 4.0


def words(chance: Chance, options: Sequence[str], size: int) -> Strings:
    """One of several words in each place."""
    return np.array(options, dtype=np.str_)[chance.integers(0, len(options) - 1, size)]
