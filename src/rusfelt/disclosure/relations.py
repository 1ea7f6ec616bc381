"""Which cells of a table add up to which: what everyone who reads it can reckon with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import attrs
import numpy as np

from rusfelt.disclosure.between import overlapping
from rusfelt.disclosure.ranges import nested_ranges, partitions
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Bools, Integers, Strings

__all__ = ["Relation", "levels_of", "nested_in", "relations_of"]


@attrs.frozen
class Relation:
    """A total and its parts, as places in a table.

    ``open`` is true where the parts are known to be fewer than the total: then the rest, which
    is not printed anywhere, is at least zero.
    """

    parent: int
    parts: tuple[int, ...]
    open: bool = False


def relations_of(table: Table) -> list[Relation]:
    """Every sum a reader of the table can rely on.

    A row whose label is the total is the sum of the rows that differ from it in that column alone;
    subtotals are told by ``hierarchies``, by labels such as ``Nord/A`` under ``Nord``, and by
    codes such as 030108 under 0301 where the figures bear it out. Rows that are not there hold
    nobody.

    Raises:
        DomainError: parts add up to more than their total.
    """
    found, problems = [], []
    for dimension in table.dimensions:
        told = levels_of(table, dimension)
        for relation in _sums(table, dimension, told):
            difference = _difference(table, relation)
            if difference is not None and difference < 0:
                if table.overlapping:
                    continue
                problems.append(
                    Problem(
                        table.written(relation.parent),
                        f"is {-difference} less than its parts by {dimension!r} together.",
                        "Mend the figures, or say in hierarchies which labels are subtotals.",
                    )
                )
            else:
                found.append(attrs.evolve(relation, open=bool(difference)))
    for relation in _joint(table, found):
        difference = _difference(table, relation)
        if difference is None or difference >= 0:
            found.append(attrs.evolve(relation, open=bool(difference)))
        elif not table.overlapping:
            problems.append(
                Problem(
                    table.written(relation.parent),
                    f"is {-difference} less than its parts together.",
                    "Mend the figures, or say in hierarchies which labels are subtotals.",
                )
            )
    if problems:
        msg = f"The table {table.name!r} does not add up:"
        raise DomainError(msg, problems=problems)
    return found


def nested_in(table: Table) -> dict[str, set[str]]:
    """For each dimension those it lies inside, as a municipality lies in its county.

    A column lies inside another where each of its labels stands with one label of the other, and
    never with the other's total. One that is the same in every row holds nothing apart.
    """
    found: dict[str, set[str]] = {}
    for inner, labels in table.dimensions.items():
        below = labels != table.total
        for outer, others in table.dimensions.items():
            if inner == outer or not below.any() or (others == others[:1]).all():
                continue
            if (others[below] == table.total).any():
                continue
            held = dict(zip(labels[below].tolist(), others[below].tolist(), strict=True))
            agree = [held[each] for each in labels[below].tolist()] == others[below].tolist()
            if agree and (labels[others != table.total] == table.total).any():
                found.setdefault(inner, set()).add(outer)
    return found


def levels_of(table: Table, dimension: str) -> Mapping[str, tuple[str, ...]]:
    """Subtotal → labels right under it; the total has all labels that stand under no other."""
    labels = sorted(set(table.dimensions[dimension].tolist()) - {table.total})
    under = dict(table.hierarchies.get(dimension, {}))
    if not under:
        for guess in (_by_path(labels), _by_code(labels), partitions(labels)):
            if guess and _borne_out(table, dimension, guess):
                under = guess
                break
    children = {each for group in under.values() for each in group}
    top = [each for each in labels if each not in children]
    # A range inside a wider one is counted with that.
    inside = {inner for inner, outer in nested_ranges(top) if outer in top}
    top = [each for each in top if each not in inside]
    if overlapping(top):
        # Rolling periods count a year several times: what is in them counts it once, if it is told.
        top = [each for each in labels if each not in under]
        top = [] if overlapping(top) else top
    under.setdefault(table.total, tuple(top))
    return under


def _by_path(labels: list[str]) -> dict[str, tuple[str, ...]]:
    known = set(labels)
    under: dict[str, list[str]] = {}
    for each in labels:
        parent = each.rpartition("/")[0]
        if parent in known:
            under.setdefault(parent, []).append(each)
    return {parent: tuple(group) for parent, group in under.items()}


def _by_code(labels: list[str]) -> dict[str, tuple[str, ...]]:
    if not all(each.isdigit() for each in labels):
        return {}
    known = set(labels)
    under: dict[str, list[str]] = {}
    for each in labels:
        parents = [each[:size] for size in range(len(each) - 1, 0, -1) if each[:size] in known]
        if parents:
            under.setdefault(parents[0], []).append(each)
    return {parent: tuple(group) for parent, group in under.items()}


def _borne_out(table: Table, dimension: str, under: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether nothing printed speaks against these levels, and at least one sum speaks for them."""
    differences = [
        _difference(table, each)
        for each in _sums(table, dimension, under)
        if not _unknown(table, each)
    ]
    if differences:
        return all(each == 0 for each in differences)
    return all((_difference(table, each) or 0) >= 0 for each in _sums(table, dimension, under))


def _sums(table: Table, dimension: str, under: Mapping[str, tuple[str, ...]]) -> Iterator[Relation]:
    """Parent and parts for every combination of the other columns' labels."""
    groups = _others(table, dimension)
    labels = table.dimensions[dimension]
    for parent, children in under.items():
        parents = np.flatnonzero(labels == parent)
        if not parents.size:
            continue
        parts = np.flatnonzero(np.isin(labels, children))
        by_group: dict[int, list[int]] = {}
        for place in parts.tolist():
            by_group.setdefault(int(groups[place]), []).append(place)
        for place in parents.tolist():
            mine = by_group.get(int(groups[place]))
            if mine:
                yield Relation(place, tuple(mine))


def _joint(table: Table, found: Sequence[Relation]) -> Iterator[Relation]:
    """Totals over several columns at once that no row between them and their cells adds up to.

    A grand total may stand without the totals of each column, and a column that says more of
    another one, as the county beside the municipality, is a total only where that is one too.
    """
    closed = {each.parent for each in found if not each.open}
    totals = {name: labels == table.total for name, labels in table.dimensions.items()}
    several = np.flatnonzero(np.sum(list(totals.values()), axis=0) > 1).tolist()
    parents = [each for each in several if each not in closed]
    finest = {
        name: np.isin(labels, sorted(_finest(levels_of(table, name), table.total, set(labels))))
        for name, labels in (table.dimensions.items() if parents else ())
    }
    for place in parents:
        mine = [name for name, labels in totals.items() if labels[place]]
        for size in range(2, len(mine) + 1):
            sums = [
                Relation(place, parts)
                for over in combinations(mine, size)
                if (parts := _below(table, place, over, finest))
            ]
            if sums:
                yield from sums
                break


def _finest(levels: Mapping[str, tuple[str, ...]], label: str, there: set[str]) -> set[str]:
    """The labels in the table that a label falls into and that fall into no others there."""
    inner = [_finest(levels, each, there) for each in levels.get(label, ())]
    found = set().union(*inner)
    return found or {label} & there


def _below(
    table: Table, place: int, over: Sequence[str], finest: Mapping[str, Bools]
) -> tuple[int, ...]:
    """The finest cells of a total over these columns."""
    kept = np.ones(len(table), dtype=np.bool_)
    for name, labels in table.dimensions.items():
        kept &= finest[name] if name in over else labels == labels[place]
    return tuple(np.flatnonzero(kept).tolist())


def _others(table: Table, dimension: str) -> Integers:
    """A number for each combination of labels in all columns but one."""
    columns: list[Strings] = [
        column for name, column in table.dimensions.items() if name != dimension
    ]
    groups = np.zeros(len(table), dtype=np.int64)
    for column in columns:
        codes = np.unique(column, return_inverse=True)[1]
        groups = np.unique(np.column_stack([groups, codes]), axis=0, return_inverse=True)[
            1
        ].reshape(-1)
    return groups


def _unknown(table: Table, relation: Relation) -> bool:
    places = [relation.parent, *relation.parts]
    return bool((table.counts[places] == HIDDEN).any())


def _difference(table: Table, relation: Relation) -> int | None:
    """The total less its parts: exact where all are printed, else only where already below zero."""
    parent = int(table.counts[relation.parent])
    if parent == HIDDEN:
        return None
    parts = table.counts[list(relation.parts)]
    left = parent - int(parts[parts != HIDDEN].sum())
    if (parts == HIDDEN).any():
        return left if left < 0 else None
    return left
