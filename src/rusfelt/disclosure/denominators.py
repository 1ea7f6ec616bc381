"""What counts are out of: people too, and protected as a table of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from rusfelt.disclosure.attack import listed_tables
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.protect import protect
from rusfelt.disclosure.relations import relations_of
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DisclosureError, DomainError
from rusfelt.typing import Bools, Integers, Strings

__all__ = ["hidden_denominators"]

# The column that keeps denominators from being taken for counts of the same cells.
_MARK = "denominators"


def hidden_denominators(
    tables: Sequence[Table],
    policy: Policy,
    *,
    ledger: Ledger | Iterable[Table] = (),
    key: bytes | None = None,
) -> tuple[Bools, ...]:
    """Which denominators must not be printed, since they are small themselves.

    A count's protection takes its denominator to be known to everyone, so a denominator stays
    where nothing else speaks against it. One below the minimum is about few people whatever the
    count is: four who were asked are four. Those are hidden with as many others as keep them from
    being reckoned out. Where denominators do not add up, as those of overlapping groups, nobody
    can say from which others one follows, and a table with a small one prints none.

    Args:
        tables: with all their counts and denominators.
        policy: what is small.
        ledger: what is public already.
        key: a secret for the choice among equally good cells.

    Returns:
        For each table one answer a cell; none where it has no denominators.
    """
    plain = attrs.evolve(policy, series_rule=None, dominance=None, complements=False)
    found = [np.zeros(len(each), dtype=np.bool_) for each in tables]
    asked: list[tuple[int, Table, Integers]] = []
    any_small = False
    for number, table in enumerate(tables):
        if table.denominators is None:
            continue
        small = _small(table.denominators, plain)
        any_small |= bool(small.any())
        made = _own_table(table)
        if made is not None:
            asked.append((number, *made))
        elif small.any():
            found[number][:] = True
    if not any_small or not asked:
        return tuple(found)
    earlier = [made[0] for each in listed_tables(ledger) if (made := _own_table(each)) is not None]
    try:
        hidden = protect([each for _, each, _ in asked], plain, ledger=earlier, key=key).hidden
    except DisclosureError:
        # Some are public already, so that not even hiding all of these helps; print none anew.
        hidden = tuple(np.ones(len(each), dtype=np.bool_) for _, each, _ in asked)
    for (number, _, rows), gone in zip(asked, hidden, strict=True):
        found[number] = gone[rows]
    return tuple(found)


def _small(counts: Integers, policy: Policy) -> Bools:
    shown_zero = (counts == 0) & policy.zeros_shown
    return np.asarray((counts != HIDDEN) & (counts < policy.minimum) & ~shown_zero)


def _own_table(table: Table) -> tuple[Table, Integers] | None:
    """The denominators as counts, with the row each cell's stands in; ``None`` where they do not add up.

    A column along which nothing changes, such as the answers that are counted out of the same
    people, is no column of this table.
    """
    if table.denominators is None:
        return None
    kept = dict(table.dimensions)
    for name in table.dimensions:
        others = [column for other, column in kept.items() if other != name]
        if others and _same_along(others, table.denominators):
            del kept[name]
    rows, first = _rows(list(kept.values()))
    counts = [None if each == HIDDEN else each for each in table.denominators[first].tolist()]
    columns = {name: column[first].tolist() for name, column in kept.items()}
    made = Table(
        table.name,
        {**columns, _MARK: [_MARK] * len(first)},
        counts,
        hierarchies={name: each for name, each in table.hierarchies.items() if name in kept},
        total=table.total,
    )
    try:
        relations_of(made)
    except DomainError:
        return None
    return made, rows


def _rows(columns: Sequence[Strings]) -> tuple[Integers, Integers]:
    """A number for each combination of labels, and the first row that has it."""
    labels = [tuple(each) for each in zip(*(column.tolist() for column in columns), strict=True)]
    number = {each: place for place, each in enumerate(dict.fromkeys(labels))}
    rows = np.array([number[each] for each in labels], dtype=np.int64)
    first = np.unique(rows, return_index=True)[1].astype(np.int64)
    return rows, first


def _same_along(columns: Sequence[Strings], counts: Integers) -> bool:
    rows, first = _rows(columns)
    return len(first) < len(rows) and bool((counts == counts[first][rows]).all())
