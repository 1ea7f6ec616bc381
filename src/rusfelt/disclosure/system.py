"""All tables as one set of unknowns that add up: what an attacker would write down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.typing import Bools, Floats, Integers

__all__ = ["System", "SystemBuilder", "sparse"]


def sparse() -> Any:
    """Sparse arrays of scipy, loaded when they are first needed."""
    import scipy.sparse  # noqa: PLC0415 - loading scipy takes half a second

    return scipy.sparse


@attrs.frozen(eq=False)
class System:
    """Unknowns and the sums that hold between them; every sum is zero.

    Attributes:
        names: what each unknown is called in messages.
        value: its true count; for one that nobody here knows, a count that fits everything known.
        cell: whether it is printed somewhere, and so can be hidden; the others are never printed:
            complements, what lies between two ranges, the rest of an open total.
        public: whether everyone knows it whatever is done now.
        gone: whether it is hidden already, and stays so.
        limit: the largest count that is too small; -1 where none is.
        small: whether it must be protected.
        weight: what is lost when it is hidden.
        rows: the sums, a sparse array of whole numbers with one column an unknown.
        guessed: whose count nobody here knows; ``value`` then holds one that is possible.
    """

    names: tuple[str, ...]
    value: Integers
    cell: Bools
    public: Bools
    gone: Bools
    limit: Integers
    small: Bools
    weight: Floats
    rows: Any
    guessed: Bools | None = None

    def __len__(self) -> int:
        return len(self.names)

    @property
    def minimum(self) -> Integers:
        """The smallest count that is not too small."""
        return self.limit + 1

    @property
    def needed(self) -> Integers:
        """How much larger each unknown must be able to be, for its interval to be wide enough.

        Its true count is one end; the other must lie at least ``minimum`` above it, so that there
        are ``minimum + 1`` values, and above ``minimum``.
        """
        return np.asarray(np.maximum(self.minimum, self.minimum + 1 - self.value))

    def lone(self) -> Integers:
        """Who is alone in which cells: a number for each such person, and -1 elsewhere.

        Someone alone in a cell and in a total above it is one and the same. It may be someone alone
        among those not counted, or between two ranges. Of cells whose count nobody here knows it
        cannot be said.
        """
        single = (self.value == 1) & (self.cell | (self.limit >= 0))
        if self.guessed is not None:
            single &= ~self.guessed
        coo = self.rows.tocoo()
        parent = (coo.data < 0) & single[coo.col]
        of_row = np.full(self.rows.shape[0], -1, dtype=np.int64)
        of_row[coo.row[parent]] = coo.col[parent]
        part = (coo.data > 0) & single[coo.col] & (of_row[coo.row] >= 0)
        size = len(self)
        links = sparse().coo_array(
            (np.ones(int(part.sum())), (coo.col[part], of_row[coo.row[part]])), shape=(size, size)
        )
        groups = sparse().csgraph.connected_components(links, directed=False)[1]
        return np.where(single, groups, -1).astype(np.int64)

    def lower(self, hidden: Bools, *, zeros_shown: bool) -> Integers:
        """The least each unknown can be: a hidden cell is at least one where zeros are printed."""
        least = np.zeros(len(self), dtype=np.int64)
        if zeros_shown:
            least[hidden & self.cell & (self.value > 0)] = 1
        return np.asarray(least)


@attrs.define
class SystemBuilder:
    """Gathers unknowns and sums; one place for each thing that can be known."""

    names: list[str] = attrs.field(factory=list)
    value: list[int] = attrs.field(factory=list)
    cell: list[bool] = attrs.field(factory=list)
    public: list[bool] = attrs.field(factory=list)
    gone: list[bool] = attrs.field(factory=list)
    limit: list[int] = attrs.field(factory=list)
    small: list[bool] = attrs.field(factory=list)
    weight: list[float] = attrs.field(factory=list)
    _row: list[int] = attrs.field(factory=list)
    _column: list[int] = attrs.field(factory=list)
    _sign: list[int] = attrs.field(factory=list)
    _rows: int = 0
    _seen: set[tuple[tuple[int, int], ...]] = attrs.field(factory=set)

    def add(
        self,
        name: str,
        value: int,
        *,
        cell: bool = True,
        public: bool = False,
        gone: bool = False,
        limit: int = -1,
        small: bool = False,
        weight: float = 0.0,
    ) -> int:
        """A further unknown; its number."""
        self.names.append(name)
        self.value.append(value)
        self.cell.append(cell)
        self.public.append(public)
        self.gone.append(gone)
        self.limit.append(limit)
        self.small.append(small)
        self.weight.append(weight)
        return len(self.names) - 1

    def total(self, parent: int, parts: Sequence[int]) -> None:
        """The first is the sum of the others; said twice it counts once."""
        terms = tuple(sorted([(parent, -1), *((each, 1) for each in parts)]))
        if terms in self._seen or set(parts) == {parent}:
            return
        self._seen.add(terms)
        for place, sign in terms:
            self._row.append(self._rows)
            self._column.append(place)
            self._sign.append(sign)
        self._rows += 1

    def build(self) -> System:
        """The finished system."""
        rows = sparse().csr_array(
            (
                np.array(self._sign, dtype=np.int64),
                (np.array(self._row, dtype=np.int64), np.array(self._column, dtype=np.int64)),
            ),
            shape=(self._rows, len(self.names)),
        )
        return System(
            tuple(self.names),
            np.array(self.value, dtype=np.int64),
            np.array(self.cell, dtype=np.bool_),
            np.array(self.public, dtype=np.bool_),
            np.array(self.gone, dtype=np.bool_),
            np.array(self.limit, dtype=np.int64),
            np.array(self.small, dtype=np.bool_),
            np.array(self.weight, dtype=np.float64),
            rows,
        )
