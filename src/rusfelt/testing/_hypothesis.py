"""Hypothesis, loaded when a strategy is asked for and not before."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rusfelt.errors import MissingExtraError
from rusfelt.testing._chance import Seeded
from rusfelt.typing import Integers

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Drawn", "drawn", "strategies"]

T = TypeVar("T")
# Longer runs of numbers are drawn as one seed: Hypothesis gives up on examples that are too large.
_LONG = 64


def strategies() -> Any:
    """The module ``hypothesis.strategies``.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    try:
        return importlib.import_module("hypothesis.strategies")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "hypothesis":
            raise
        msg = "hypothesis"
        raise MissingExtraError(msg, "testing") from None


class Drawn:
    """Numbers from Hypothesis, which makes them smaller where a test fails."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw
        self._st = strategies()

    def integers(self, low: int, high: int, size: int) -> Integers:
        """``size`` whole numbers from ``low`` to ``high``, both among them."""
        if size > _LONG:
            return Seeded(self._draw(self._st.integers(0, 2**32 - 1))).integers(low, high, size)
        each = self._st.integers(low, high)
        found = self._draw(self._st.lists(each, min_size=size, max_size=size))
        return np.array(found, dtype=np.int64)

    def pick(self, options: Sequence[T]) -> T:
        """One of several; the first is the simplest."""
        found: T = self._draw(self._st.sampled_from(list(options)))
        return found


def drawn(maker: Callable[[Drawn], T]) -> SearchStrategy[T]:
    """The strategy of what is made with numbers from Hypothesis."""

    def made(draw: Callable[[Any], Any]) -> T:
        return maker(Drawn(draw))

    found: SearchStrategy[T] = strategies().composite(made)()
    return found
