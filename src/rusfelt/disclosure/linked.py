"""Several tables, and those published before, as one system of cells that are shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from rusfelt.disclosure.between import Rest, Span, covered, rests
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
        """The people a table is of: those of an earlier one where nothing speaks against it.

        Of several, those it has most cells in common with, and of these the latest.
        """
        outer = {each for several in nested_in(table).values() for each in several}
        best, most = self.populations, 0
        for number in range(self.populations):
            shared, agree = 0, True
            for at, key in enumerate(keys):
                place = self.known.get((number, key))
                if place is None:
                    continue
                shared += 1
                subtotal = bool(key) and {name for name, _ in key} <= outer
                told, count = self.builder.value[place], int(table.counts[at])
                agree &= HIDDEN in {told, count} or subtotal or told == count
            if not shared:
                # No cell in common, but one may lie in another: 16-24 before, and 16-25 now.
                for at, key in enumerate(keys):
                    nested, allowed = self._nested(number, key, int(table.counts[at]))
                    shared, agree = shared + nested, agree and allowed
            if agree and shared >= max(most, 1):
                best, most = number, shared
        self.populations = max(self.populations, best + 1)
        return best

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
            groups: dict[frozenset[tuple[str, str]], dict[str, int]] = {}
            for (number, key), place in self.known.items():
                if number == population:
                    for part in key:
                        if part[0] == dimension and part[1] in labels:
                            groups.setdefault(key - {part}, {})[part[1]] = place
            spread = [_Spread(self, dimension, group) for group in groups.values()]
            # Whoever is in two years is one person in both together: then ranges do not add up.
            adds_up = all(each.adds_up() for each in spread)
            for each in spread:
                each.say(adds_up=adds_up)

    def rest(self, name: str, count: int, *, made_up: bool = False) -> int:
        """What is left of a range; nothing to protect where it is made up of what is protected."""
        if made_up:
            return self.builder.add(name, count, cell=False)
        if count == HIDDEN:
            return self.builder.add(name, HIDDEN, cell=False, limit=self.policy.limit())
        return self._virtual(name, count, 1)

    def _nested(self, number: int, key: frozenset[tuple[str, str]], count: int) -> tuple[int, bool]:
        """How many known ranges a cell lies in or around, and whether their counts allow for it."""
        found, agree = 0, True
        for dimension, label in key:
            for other in self.ranged.get((number, dimension), ()):
                beside = self.known.get(
                    (number, (key - {(dimension, label)}) | {(dimension, other)})
                )
                if beside is None or other == label:
                    continue
                told = self.builder.value[beside]
                for inner, _ in nested_ranges([label, other]):
                    found += 1
                    few, many = (count, told) if inner == label else (told, count)
                    agree &= HIDDEN in {few, many} or few <= many
        return found, agree


class _Spread:
    """The figures of one group of people by ranges of one dimension."""

    def __init__(self, linker: _Linker, dimension: str, places: Mapping[str, int]) -> None:
        self.linker, self.dimension = linker, dimension
        self.at: dict[Span, int] = {}
        self.labels: dict[Span, str] = {}
        # Two labels of one range, such as 16-24 with a hyphen and with a dash.
        self.again: list[tuple[int, int]] = []
        for label, place in sorted(places.items()):
            span = range_of(label)
            if span is None:
                continue
            if span in self.at:
                self.again.append((self.at[span], place))
            else:
                self.at[span], self.labels[span] = place, label
        self.rests = rests(self.at)
        value = linker.builder.value
        self.value = {span: value[place] for span, place in self.at.items()}

    def adds_up(self) -> bool:
        """Whether no figure speaks against the ranges' adding up; fills in what follows."""
        known = self.value
        for each in [one for one in self.rests if one.rest is not None] * 2:
            assert each.rest is not None  # noqa: S101 - those without were left out
            whole, part, rest = (
                known.get(one, HIDDEN) for one in (each.whole, each.part, each.rest)
            )
            if HIDDEN in {whole, part}:
                continue
            if whole < part or (rest not in {HIDDEN, whole - part}):
                return False
            if each.rest not in self.at:
                known[each.rest] = whole - part
        return True

    def say(self, *, adds_up: bool) -> None:
        """Put the sums into the system."""
        builder = self.linker.builder
        for one, other in self.again:
            if HIDDEN in {builder.value[one], builder.value[other]} or (
                builder.value[one] == builder.value[other]
            ):
                builder.total(one, [other])
        printed = list(self.at)
        for each in self.rests:
            if each.rest is None or not adds_up:
                if each.whole in self.labels and each.part in self.labels:
                    self._apart(each)
                continue
            if each.rest not in self.at:
                first, last = each.rest
                name = f"{builder.names[self.at[each.whole]]} less {self.dimension}={first}-{last}"
                if each.part in self.labels:
                    name = f"{builder.names[self.at[each.whole]]} less {self._told(each)}"
                made_up = covered(each.rest, printed)
                count = self.value.get(each.rest, HIDDEN)
                self.at[each.rest] = self.linker.rest(name, count, made_up=made_up)
            builder.total(self.at[each.whole], [self.at[each.part], self.at[each.rest]])

    def _told(self, each: Rest) -> str:
        return f"{self.dimension}={self.labels[each.part]}"

    def _apart(self, each: Rest) -> None:
        """A rest that is no range, or of figures that do not add up: an unknown by itself."""
        builder = self.linker.builder
        whole, part = self.at[each.whole], self.at[each.part]
        told = builder.value[whole], builder.value[part]
        left = HIDDEN if HIDDEN in told else told[0] - told[1]
        if HIDDEN not in told and left < 0:
            # A part larger than the whole: not the same people after all.
            return
        name = f"{builder.names[whole]} less {self._told(each)}"
        builder.total(whole, [part, self.linker.rest(name, left)])


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
