"""Protecting small cells of large tables by cubes: corners that go up and down by turns.

Take a small cell and another label in each dimension: the cells where these labels cross are the
corners of a cube. Adding the same count to every second corner and taking it from the others
leaves every total as it is, in whole numbers and without any solver. Hiding the corners therefore
protects the cell, and the changed table is the proof. (Corners were first used so by Repsilber;
see Giessing & Repsilber 2002, https://doi.org/10.1007/3-540-47804-3_14.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.relations import levels_of
from rusfelt.disclosure.system import System
from rusfelt.disclosure.table import Table
from rusfelt.typing import Bools, Floats, Integers

__all__ = ["by_cubes"]

_MOST_CELLS = 2_000_000
_PASSES = 3
# Of a subtotal, so many of its parts are tried as the one that changes with it.
_PARTS = 4


def by_cubes(
    system: System,
    table: Table,
    places: Integers,
    start: Bools,
    free: Bools,
    *,
    zeros_shown: bool,
    price: Floats,
) -> tuple[Bools, list[Integers]]:
    """Hide the corners of the cheapest cube of each small cell.

    Small cells are gone through a few times: each time a cell's cube is put back and the cheapest
    one is looked for again, now that others have theirs. No cube touches the cell of a lone
    person but its own, so that what such a one knows helps nobody.

    Args:
        system: all cells and sums.
        table: the one table.
        places: its cells' numbers in the system.
        start: what is hidden already.
        free: what can be hidden.
        zeros_shown: whether a hidden cell is known to be at least one.
        price: of hiding each cell.

    Returns:
        What is hidden then, and a change of the whole system for each cube chosen. A small cell
        without any possible cube is left as it is.
    """
    grid = _Grid.of(table, places)
    if grid is None:
        return start, []
    least = (zeros_shown & system.cell & (system.value > 0)).astype(np.int64)
    movable = free | (system.gone & ~system.public)
    board = _Board(system, movable, system.value - least, price, start, system.lone())
    small = [
        at for at, place in enumerate(places.tolist()) if system.small[place] and movable[place]
    ]
    cubes: dict[int, _Cube] = {}
    for _ in range(_PASSES):
        before = {at: each.cells.tobytes() for at, each in cubes.items()}
        for at in small:
            if at in cubes:
                board.lift(cubes.pop(at))
            best = board.cheapest(grid, at, int(places[at]))
            if best is not None:
                cubes[at] = best
                board.put(best)
        if before == {at: each.cells.tobytes() for at, each in cubes.items()}:
            break
    changes = []
    for each in cubes.values():
        change = np.zeros(len(system), dtype=np.int64)
        np.add.at(change, each.cells, each.signs * each.size)
        if not (system.rows @ change).any():
            changes.append(change)
    return board.hidden, changes


@attrs.frozen(eq=False)
class _Cube:
    cells: Integers
    signs: Integers
    size: int


@attrs.define
class _Board:
    """What is hidden now, and by how many cubes."""

    system: System
    movable: Bools
    room: Integers
    price: Floats
    start: Bools
    lone: Integers
    _used: Integers = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._used = np.zeros(len(self.system), dtype=np.int64)

    @property
    def hidden(self) -> Bools:
        return np.asarray(self.start | (self._used > 0))

    def put(self, cube: _Cube) -> None:
        self._used[cube.cells] += 1

    def lift(self, cube: _Cube) -> None:
        self._used[cube.cells] -= 1

    def cheapest(self, grid: _Grid, at: int, place: int) -> _Cube | None:
        """The cube of a small cell that hides the least."""
        system = self.system
        size = int(system.needed[place])
        cost = np.where(self.hidden, 0.0, self.price)
        # What may go up, and what may go down so far, without touching other lone people's cells.
        rising = self.movable & ((self.lone < 0) | (self.lone == self.lone[place]))
        falling = rising & (self.room >= size)
        up = grid.spread(np.where(rising, cost, np.inf))
        down = grid.spread(np.where(falling, cost, np.inf))
        arms = grid.arms(at)
        total = _summed(up, down, arms)
        one = np.unravel_index(int(total.argmin()), total.shape)
        if not np.isfinite(total[one]):
            return None
        cells, signs = grid.corners(
            [(codes[a], sign[a]) for (codes, sign), a in zip(arms, one, strict=True)]
        )
        return _Cube(cells, signs, size)


def _summed(up: Floats, down: Floats, arms: Sequence[tuple[Integers, Integers]]) -> Floats:
    """What every cube costs: one dimension after the other, so that nothing is looked up twice.

    Args:
        up: cost of a cell that goes up, with one axis a dimension.
        down: cost of a cell that goes down.
        arms: for each dimension the labels of each arm, and whether it goes on or turns there.

    Returns:
        The cost with one axis a dimension and one place an arm.
    """
    on, turned = up, down
    for axis, (codes, signs) in enumerate(arms):
        shape = [1] * (on.ndim + 1)
        shape[axis], shape[axis + 1] = signs.shape
        sign = signs.reshape(shape)
        parts = [np.take(each, codes, axis=axis) for each in (on, turned)]
        zero = np.zeros(1)
        on, turned = (
            np.where(sign > 0, first, np.where(sign < 0, second, zero)).sum(axis=axis + 1)
            for first, second in (parts, parts[::-1])
        )
    return np.asarray(on)


@attrs.frozen(eq=False)
class _Grid:
    """A table's cells by the numbers of their labels."""

    cells: Integers
    codes: Integers
    trees: tuple[_Tree, ...]

    @classmethod
    def of(cls, table: Table, places: Integers) -> _Grid | None:
        codes, trees, shape = [], [], []
        for name, labels in table.dimensions.items():
            tree = _Tree.of(table, name)
            number = {each: code for code, each in enumerate(tree.labels)}
            codes.append([number[each] for each in labels.tolist()])
            trees.append(tree)
            shape.append(len(tree.labels))
        if np.prod(np.array(shape, dtype=np.float64)) > _MOST_CELLS:
            return None
        told = np.array(codes, dtype=np.int64).T
        cells = np.full(shape, -1, dtype=np.int64)
        cells[tuple(told.T)] = places
        return cls(cells, told, tuple(trees))

    def spread(self, worth: Floats) -> Floats:
        """Numbers of the system laid out as the table is; endless where there is no cell."""
        return np.where(self.cells >= 0, worth[self.cells], np.inf)

    def arms(self, at: int) -> list[tuple[Integers, Integers]]:
        """For each dimension, how a change of this cell can go along it."""
        return [tree.arms(int(code)) for tree, code in zip(self.trees, self.codes[at], strict=True)]

    def corners(self, arms: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
        """The cells of one cube and which way each goes."""
        kept = [(codes[signs != 0], signs[signs != 0]) for codes, signs in arms]
        sign: Any = 1
        for _, signs in kept:
            sign = np.multiply.outer(sign, signs)
        cells = self.cells[np.ix_(*(codes for codes, _ in kept))]
        return cells.ravel(), np.asarray(sign, dtype=np.int64).ravel()


@attrs.frozen
class _Tree:
    """One dimension's labels with what each lies under."""

    labels: tuple[str, ...]
    parent: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    _made: dict[int, tuple[Integers, Integers]] = attrs.field(factory=dict, eq=False)

    @classmethod
    def of(cls, table: Table, dimension: str) -> _Tree:
        labels = sorted(set(table.dimensions[dimension].tolist()))
        number = {each: code for code, each in enumerate(labels)}
        levels: Mapping[str, tuple[str, ...]] = levels_of(table, dimension)
        parent = [-1] * len(labels)
        children: list[tuple[int, ...]] = [() for _ in labels]
        for each, under in levels.items():
            if each not in number:
                continue
            mine = tuple(number[one] for one in under if one in number)
            children[number[each]] = mine
            for one in mine:
                parent[one] = number[each]
        return cls(tuple(labels), tuple(parent), tuple(children))

    def arms(self, code: int) -> tuple[Integers, Integers]:
        """How a change can go along this dimension, one arm a row; a sign of 0 fills up.

        From the label to one beside it, which goes the other way; or up through all totals.
        """
        if code not in self._made:
            found: list[tuple[list[int], list[int]]] = []
            for own in list(self.down(code))[:_PARTS]:
                up, above = list(own), self.parent[code]
                while above >= 0:
                    up.append(above)
                    above = self.parent[above]
                found.append((up, [1] * len(up)))
                under = self.children[self.parent[code]] if self.parent[code] >= 0 else ()
                for other in under:
                    if other != code:
                        down = next(self.down(other))
                        found.append(([*own, *down], [1] * len(own) + [-1] * len(down)))
            longest = max(len(codes) for codes, _ in found)
            self._made[code] = (
                np.array([codes + [0] * (longest - len(codes)) for codes, _ in found]),
                np.array([signs + [0] * (longest - len(signs)) for _, signs in found]),
            )
        return self._made[code]

    def down(self, code: int) -> Iterator[tuple[int, ...]]:
        """From a label down to one with nothing under it."""
        if not self.children[code]:
            yield (code,)
            return
        for each in self.children[code]:
            for rest in self.down(each):
                yield (code, *rest)
