"""What no row is about, and any reader can reckon: everyone less the women who are told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs
import numpy as np

from rusfelt.disclosure import Table
from rusfelt.disclosure.ranges import nested_ranges
from rusfelt.disclosure.relations import levels_of

__all__ = ["with_rest"]

# A cell's labels, one a column, and how many are in it, where that is told.
_Place: TypeAlias = tuple[str, ...]
_Levels: TypeAlias = dict[str, tuple[str, ...]]


def with_rest(table: Table, dimensions: Iterable[str]) -> Table:
    """The table with a cell for each group of people that is there without a row of its own.

    Of 30 people 27 are women: then three are not, though no row says so, and the three must be
    protected like any others. Where the rows leave out one part alone, it is that part; where they
    leave out several, it is all of them together, or nobody in each; where they leave out the
    total, it is the sum. Such a cell is never printed; it stands here to be protected.

    Args:
        table: counts without denominators, with those that are hidden already.
        dimensions: the columns along which what is left over is somebody.

    Returns:
        The cells as they were, and after them the others.

    >>> made = with_rest(Table("t", {"sex": ["F", "Total"]}, [27, 30]), ["sex"])
    >>> made.labels(2), int(made.counts[2])
    ((('sex', 'Total other than F'),), 3)
    """
    made = _Cube.of(table, dimensions)
    while made.fill():
        pass
    made.gather()
    return made.table(table)


@attrs.define
class _Cube:
    """The cells of a table by their labels, and which labels are parts of which by column."""

    names: tuple[str, ...]
    levels: dict[str, _Levels]
    told: dict[str, frozenset[str]]
    cells: dict[_Place, int | None]

    @classmethod
    def of(cls, table: Table, dimensions: Iterable[str]) -> _Cube:
        columns = [labels.tolist() for labels in table.dimensions.values()]
        counts = [None if each < 0 else each for each in table.counts.tolist()]
        known = {name: _levels(table, name) for name in dimensions}
        return cls(
            tuple(table.dimensions),
            {name: levels for name, levels in known.items() if levels},
            {
                name: frozenset(labels)
                for name, labels in zip(table.dimensions, columns, strict=True)
            },
            dict(zip(zip(*columns, strict=True), counts, strict=True)),
        )

    def sums(self) -> Iterator[tuple[str, _Place, list[_Place]]]:
        """Every place of a total with those of its parts, whether or not they have a cell."""
        for name, levels in self.levels.items():
            at = self.names.index(name)
            for parent, children in levels.items():
                family = {parent, *children}
                totals = dict.fromkeys(
                    (*place[:at], parent, *place[at + 1 :])
                    for place in self.cells
                    if place[at] in family
                )
                for place in totals:
                    yield name, place, [(*place[:at], each, *place[at + 1 :]) for each in children]

    def left(self, place: _Place, parts: Iterable[_Place]) -> int | None:
        """What a total holds besides these parts; ``None`` where nobody knows, or they hold more."""
        total, told = self.cells[place], [self.cells[each] for each in parts]
        known = [each for each in told if each is not None]
        if total is None or len(known) < len(told) or sum(known) > total:
            return None
        return total - sum(known)

    def fill(self) -> bool:
        """Add cells that follow from the others one by one; whether there were any."""
        size = len(self.cells)
        for name, place, parts in list(self.sums()):
            there = [each for each in parts if each in self.cells]
            missing = [each for each in parts if each not in self.cells]
            if place not in self.cells:
                if place[self.names.index(name)] not in self.told[name]:
                    # Nobody is told of such a total, and these parts need not be all of it.
                    continue
                counts = [self.cells[each] for each in there]
                known = [each for each in counts if each is not None]
                if len(known) == len(parts):
                    self.cells[place] = sum(known)
                continue
            count = self.left(place, there) if missing else None
            if count is not None and (len(missing) == 1 or count == 0):
                self.cells |= dict.fromkeys(missing, count)
        return len(self.cells) > size

    def gather(self) -> None:
        """One cell for the parts that are missing together.

        It is called by those that are not: what lies besides the women is no part of what lies
        besides the young. Where no part is told of, all of it is the total itself.
        """
        for name, place, parts in list(self.sums()):
            there = [each for each in parts if each in self.cells]
            if place not in self.cells or not there:
                continue
            count = self.left(place, there)
            if count:
                at = self.names.index(name)
                rest = f"{place[at]} other than {', '.join(each[at] for each in there)}"
                self.cells[(*place[:at], rest, *place[at + 1 :])] = count
                under = self.levels[name]
                under[place[at]] = tuple(dict.fromkeys((*under[place[at]], rest)))

    def table(self, table: Table) -> Table:
        """The table with the cells there are now."""
        places = list(self.cells)
        more = len(places) - len(table)
        under = {
            name: {parent: parts for parent, parts in levels.items() if parent != table.total}
            for name, levels in self.levels.items()
        }
        public = table.public
        if public is not None:
            public = np.concatenate([public, np.zeros(more, dtype=np.bool_)])
        return attrs.evolve(
            table,
            dimensions={name: [each[at] for each in places] for at, name in enumerate(self.names)},
            counts=[self.cells[each] for each in places],
            public=public,
            hierarchies={
                **table.hierarchies,
                **{name: levels for name, levels in under.items() if levels},
            },
        )


def _levels(table: Table, name: str) -> _Levels:
    """Totals and their parts; none where ranges overlap, which are looked at as ranges."""
    levels = {parent: each for parent, each in levels_of(table, name).items() if each}
    return {} if _overlapping(levels) else levels


def _overlapping(levels: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether any range lies in another of which it is no part."""
    above = {each: parent for parent, parts in levels.items() for each in parts}
    for inner, outer in nested_ranges(above):
        place = inner
        while place in above and place != outer:
            place = above[place]
        if place != outer:
            return True
    return False
