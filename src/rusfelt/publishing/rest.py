"""What no row is about, and any reader can reckon: everyone less the women who are told of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure import Table
from rusfelt.disclosure.ranges import nested_ranges
from rusfelt.disclosure.relations import Relation, levels_of, relations_of

__all__ = ["with_rest"]


def with_rest(table: Table, dimensions: Iterable[str]) -> Table:
    """The table with a cell for each group of people that is there without a row of its own.

    Of 30 people 27 are women: then three are not, though no row says so, and the three must be
    protected like any others. Such a cell is never printed; it stands here to be protected.

    Args:
        table: counts, with those that are hidden already.
        dimensions: the columns along which what is left over is somebody.

    Returns:
        The cells as they were, and after them those of the rest.
    """
    for name in dimensions:
        levels = {parent: each for parent, each in levels_of(table, name).items() if each}
        parts = {each for group in levels.values() for each in group}
        if any(inner in parts and outer in parts for inner, outer in nested_ranges(parts)):
            # Overlapping ranges are looked at as ranges, which a rest among them would stop.
            continue
        found = [each for each in relations_of(table) if _along(table, each) == name]
        table = _added(table, name, levels, [each for each in found if _left(table, each)])
    return table


def _added(table: Table, name: str, levels: dict[str, Any], found: list[Relation]) -> Table:
    if not found:
        return table
    columns = {each: labels.tolist() for each, labels in table.dimensions.items()}
    counts, wholes = _listed(table.counts), _listed(table.denominators)
    public = [] if table.public is None else table.public.tolist()
    for each in found:
        parent = columns[name][each.parent]
        rest = f"the rest of {parent}"
        for other, labels in columns.items():
            labels.append(rest if other == name else labels[each.parent])
        count, whole = _left(table, each) or (0, None)
        counts.append(count)
        wholes.append(whole)
        public.append(False)
        if parent != table.total:
            levels[parent] = tuple(dict.fromkeys((*levels[parent], rest)))
    levels.pop(table.total, None)
    return attrs.evolve(
        table,
        dimensions=columns,
        counts=counts,
        denominators=None if table.denominators is None else wholes,
        public=None if table.public is None else np.array(public, dtype=np.bool_),
        hierarchies={**table.hierarchies, **({name: levels} if levels else {})},
    )


def _listed(counts: Any) -> list[int | None]:
    return [] if counts is None else [None if each < 0 else each for each in counts.tolist()]


def _along(table: Table, relation: Relation) -> str:
    """The column a total and its parts differ in."""
    part = relation.parts[0]
    return next(
        name for name, labels in table.dimensions.items() if labels[part] != labels[relation.parent]
    )


def _left(table: Table, relation: Relation) -> tuple[int, int | None] | None:
    """How many are in no part and out of how many; ``None`` where nobody is, or it is not told."""
    places = list(relation.parts)
    if int(table.counts[relation.parent]) < 0 or (table.counts[places] < 0).any():
        return None
    count = int(table.counts[relation.parent] - table.counts[places].sum())
    whole = None
    if table.denominators is not None and (table.denominators[[relation.parent, *places]] >= 0).all():
        whole = int(table.denominators[relation.parent] - table.denominators[places].sum())
        # Parts of more than the whole are out of something else.
        whole = whole if whole >= count else None
    if count < 0 or not (count or whole):
        return None
    return count, whole or None
