"""What the trend tests ask of a family of counts or shares with a fixed total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import Self

    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Family"]


class Family(Protocol):
    """An exponential family in Σ position·x, conditional on Σ x.

    :class:`~rusfelt.stats._multinomial.Multinomial` and
    :class:`~rusfelt.stats._hypergeometric.Hypergeometric` say what each member means.
    """

    few: int
    widest: int

    @property
    def total(self) -> Floats: ...

    @property
    def position(self) -> Floats: ...

    def take(self, rows: Integers) -> Self: ...

    def at(self, position: Floats) -> Self: ...

    def fewer(self, x: Floats) -> tuple[Self, Floats]: ...

    def moments(self, beta: Floats) -> tuple[Floats, Floats, Floats]: ...

    def fitted(self, beta: Floats) -> Floats: ...

    def variance(self, fitted: Floats) -> Floats: ...

    def rates(self, fitted: Floats) -> Floats: ...

    def edges(self) -> tuple[Floats, Floats]: ...

    def at_edges(self, x: Floats) -> tuple[Bools, Bools]: ...

    def log_edges(self) -> tuple[Floats, Floats]: ...

    def settled(self) -> Bools: ...

    def log_terms(self, most: int) -> Floats: ...

    def log_total(self) -> Floats: ...

    def narrowest(self, beta: Floats) -> Floats: ...

    def window(self, beta: Floats, width: int) -> Floats: ...
