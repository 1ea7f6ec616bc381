"""Several tables, and those published before, as one system of cells that are shared."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.ranges import nested_ranges, range_of
from rusfelt.disclosure.relations import nested_in, relations_of
from rusfelt.disclosure.system import System, SystemBuilder
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DomainError
from rusfelt.typing import Bools, Integers

__all__ = ["Linked", "link"]

# A cell by what it holds and not by where it stands.
_Key = tuple[int, frozenset[tuple[str, str]]]
# Columns whose ranges are years, so that a range is a figure of several years together.
_YEARS = ("year", "years", "period", "år", "aar", "periode")


@attrs.frozen(eq=False)
class Linked:
    """Tables as one system.

    Attributes:
        system: the cells and sums of all of them.
        tables: what was asked about. places: for each, its cells' numbers in the system.
        primary: cells that are too small by themselves.
    """

    system: System
    tables: tuple[Table, ...]
    places: tuple[Integers, ...]
    primary: Bools

    def in_table(self, number: int, marked: Bools) -> Bools:
        """Which cells of one table are marked in the system."""
        return np.asarray(marked[self.places[number]])


def link(tables: Sequence[Table], policy: Policy, *, earlier: Sequence[Table] = ()) -> Linked:
    """Put tables into one system: a cell that stands in two of them is one unknown.

    Two tables are taken to be of the same people where no cell that both print differs, but for
    subtotals, whose labels may be used anew. A table that differs is of other people, or of the
    same people at another time, and its cells are its own.

    Args:
        tables: what is to be published or attacked.
        policy: which cells are too small.
        earlier: what is public already, with its hidden cells.

    Raises:
        DomainError: a table does not add up, or two have one name.
    """
    names = [each.name for each in tables]
    if len(set(names)) < len(names):
        twice = next(each for each in names if names.count(each) > 1)
        msg = f"Two tables are called {twice!r}. Give each a name of its own."
        raise DomainError(msg)
    made = _Linker(policy)
    # What is public comes first, so that a cell of a new table that it prints is public too.
    for each in earlier:
        made.table(each, public=True)
    places = tuple(made.table(each, public=False) for each in tables)
    made.between_ranges()
    system = made.builder.build()
    return Linked(system, tuple(tables), places, system.small & system.cell & ~system.public)


class _Linker:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.builder = SystemBuilder()
        self.known: dict[_Key, int] = {}
        self.populations = 0
        # Labels that are ranges, for each population and dimension.
        self.ranged: dict[tuple[int, str], set[str]] = {}

    def table(self, table: Table, *, public: bool) -> Integers:
        """Its cells' numbers in the system; sums and complements come with them."""
        keys = _keys(table)
        population = self._population(table, keys)
        places = np.array(
            [self._cell(table, at, (population, key), public) for at, key in enumerate(keys)],
            dtype=np.int64,
        )
        for relation in relations_of(table):
            parts = [int(places[each]) for each in relation.parts]
            parent = int(places[relation.parent])
            if relation.open:
                told = int(table.counts[relation.parent]) - int(
                    table.counts[list(relation.parts)].sum()
                )
                name = f"{table.written(relation.parent)} outside the rows shown"
                parts.append(self.builder.add(name, told, cell=False))
            self.builder.total(parent, parts)
        if table.denominators is not None and self.policy.complements:
            self._complements(table, places)
        for dimension, labels in table.dimensions.items():
            told_labels = set(labels.tolist()) - {table.total}
            if told_labels and all(range_of(each) for each in told_labels):
                self.ranged.setdefault((population, dimension), set()).update(told_labels)
        return places

    def _population(self, table: Table, keys: Sequence[frozenset[tuple[str, str]]]) -> int:
        """The people a table is of: those of an earlier one where nothing speaks against it."""
        outer = {each for several in nested_in(table).values() for each in several}
        for number in range(self.populations):
            shared, agree = 0, True
            for at, key in enumerate(keys):
                place = self.known.get((number, key))
                if place is None:
                    continue
                subtotal = bool(key) and {name for name, _ in key} <= outer
                told, count = self.builder.value[place], int(table.counts[at])
                if HIDDEN in {told, count} or subtotal:
                    shared += 1
                    continue
                agree &= told == count
                shared += 1
            if shared and agree:
                return number
        self.populations += 1
        return self.populations - 1

    def _cell(self, table: Table, at: int, key: _Key, public: bool) -> int:
        builder, count = self.builder, int(table.counts[at])
        impossible = table.impossible is not None and bool(table.impossible[at])
        public |= table.public is not None and bool(table.public[at])
        place = self.known.get(key)
        if place is not None:
            told = builder.value[place]
            if HIDDEN in {told, count} or told == count:
                if told == HIDDEN and count != HIDDEN:
                    builder.value[place] = count
                    if public:
                        builder.public[place] = True
                self._judge(table, at, place, impossible)
                return place
            # A subtotal whose label another table uses for other people.
        place = builder.add(
            f"{table.name}: {table.written(at)}",
            count,
            public=(public and count != HIDDEN) or impossible,
            gone=count == HIDDEN,
            weight=_weight(table, at),
        )
        self.known.setdefault(key, place)
        self._judge(table, at, place, impossible)
        return place

    def _judge(self, table: Table, at: int, place: int, impossible: bool) -> None:
        builder, policy = self.builder, self.policy
        count = builder.value[place]
        limit = policy.limit(_years(table, at))
        builder.limit[place] = max(builder.limit[place], limit)
        if impossible or count == HIDDEN:
            return
        small = count <= limit and (count > 0 or not policy.zeros_shown)
        if table.denominators is not None:
            out_of = int(table.denominators[at])
            small |= 0 <= out_of < policy.least_denominator
        if table.largest is not None and policy.dominance is not None and count > 0:
            small |= int(table.largest[at]) > policy.dominance.share * count
        builder.small[place] |= bool(small)

    def _complements(self, table: Table, places: Integers) -> None:
        """Those not counted: what each count is out of, less the count."""
        assert table.denominators is not None  # noqa: S101 - the caller has looked
        for at, place in enumerate(places.tolist()):
            out_of, count = int(table.denominators[at]), int(table.counts[at])
            if out_of == HIDDEN:
                continue
            name = f"{self.builder.names[place]}, those not counted"
            whole = self.builder.add(f"{name}: all", out_of, public=True)
            if count == HIDDEN:
                rest = self.builder.add(name, HIDDEN, cell=False, limit=self.policy.limit())
            else:
                rest = self._virtual(name, out_of - count, _years(table, at))
            self.builder.total(whole, [place, rest])

    def _virtual(self, name: str, count: int, years: int) -> int:
        limit = self.policy.limit(years)
        small = count <= limit and (count > 0 or not self.policy.zeros_shown)
        return self.builder.add(name, count, cell=False, limit=limit, small=small)

    def between_ranges(self) -> None:
        """What lies between a range and a wider one, wherever both have a figure."""
        for (population, dimension), labels in self.ranged.items():
            for inner, outer in nested_ranges(sorted(labels)):
                for (number, key), place in list(self.known.items()):
                    if number != population or (dimension, outer) not in key:
                        continue
                    within = (key - {(dimension, outer)}) | {(dimension, inner)}
                    other = self.known.get((number, within))
                    if other is None:
                        continue
                    told = self.builder.value[place], self.builder.value[other]
                    left = HIDDEN if HIDDEN in told else told[0] - told[1]
                    if left < HIDDEN or (left == HIDDEN and HIDDEN not in told):
                        # A part larger than the whole: not the same people after all.
                        continue
                    name = f"{self.builder.names[place]} less {dimension}={inner}"
                    rest = (
                        self.builder.add(name, HIDDEN, cell=False, limit=self.policy.limit())
                        if left == HIDDEN
                        else self._virtual(name, left, 1)
                    )
                    self.builder.total(place, [other, rest])


def _keys(table: Table) -> list[frozenset[tuple[str, str]]]:
    """What each cell holds; a county is not named where its municipality is."""
    nested = nested_in(table)
    found = []
    for at in range(len(table)):
        labels = dict(table.labels(at))
        outer = {each for name in labels for each in nested.get(name, ())}
        found.append(
            frozenset((name, label) for name, label in labels.items() if name not in outer)
        )
    return found


def _years(table: Table, at: int) -> int:
    for name, labels in table.dimensions.items():
        if name.lower() in _YEARS and (span := range_of(str(labels[at]))) is not None:
            return max(table.years, min(span[1] - span[0] + 1, 100))
    return table.years


def _weight(table: Table, at: int) -> float:
    """What hiding a cell costs: one, and a little more for each total in it."""
    return 1.0 + 0.05 * (len(table.dimensions) - len(table.labels(at)))
