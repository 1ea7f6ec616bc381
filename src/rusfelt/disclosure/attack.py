"""The adversary: what a table that was published tells of the cells that are hidden in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.completion import completed
from rusfelt.disclosure.intervals import ENDLESS, exact_intervals
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.linked import Linked, link
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.system import System
from rusfelt.disclosure.table import Labels, Table
from rusfelt.errors import UnknownNameError

__all__ = ["Interval", "Intervals", "attack", "listed_tables"]


@attrs.frozen
class Interval:
    """The least and the largest count a hidden cell can have.

    Attributes:
        table, labels: which cell; what is not printed itself is named in ``table`` alone.
        low, high: both possible; ``high`` is ``None`` where nothing printed sets an upper end.
        exact: whether it was proven that no other count is possible. Where it was not, the
            interval is at least this wide.
    """

    table: str
    labels: Labels
    low: int
    high: int | None
    exact: bool = True

    @property
    def values(self) -> float:
        """How many counts are possible."""
        return float("inf") if self.high is None else self.high - self.low + 1

    def leaks(self, minimum: int) -> bool:
        """Whether it is narrower than a small count needs.

        It needs ``minimum + 1`` values or more, and an upper end above ``minimum``.
        """
        return self.high is not None and (self.values < minimum + 1 or self.high <= minimum)

    def __str__(self) -> str:
        """Cell and ends."""
        cell = "; ".join(f"{name}={label}" for name, label in self.labels)
        end = "…" if self.high is None else self.high
        return f"{self.table}: {cell or 'Total'} [{self.low}, {end}]"


class Intervals(tuple[Interval, ...]):
    """Every hidden cell's interval, in the order of the tables."""

    __slots__ = ()

    def of(self, *labels: str, table: str | None = None) -> Interval:
        """The interval of the cell with exactly these labels, in any order.

        Raises:
            UnknownNameError: no hidden cell has these labels.
        """
        for each in self:
            if table in {None, each.table} and {label for _, label in each.labels} == set(labels):
                return each
        known = [" ".join(label for _, label in each.labels) for each in self]
        raise UnknownNameError("hidden cell", " ".join(labels), known)


def listed_tables(tables: Table | Iterable[Table] | Mapping[str, Table] | Any) -> tuple[Table, ...]:
    """One table, several, several by name, or what :func:`~rusfelt.disclosure.protect.protect` gives, as a tuple."""
    if isinstance(tables, Table):
        return (tables,)
    if isinstance(tables, Mapping):
        return tuple(attrs.evolve(each, name=str(name)) for name, each in tables.items())
    return tuple(getattr(tables, "tables", tables))


def attack(
    published: Table | Iterable[Table] | Mapping[str, Table] | Any,
    policy: Policy | None = None,
    *,
    ledger: Ledger | Iterable[Table] = (),
    zeros_shown: bool | None = None,
    known: Mapping[tuple[str, ...], int] | None = None,
) -> Intervals:
    """Everything an attacker can reckon out about hidden cells, exact over whole numbers.

    The attacker knows all that is printed in all tables at once, which cells add up to which, what
    was published before, and the policy: where zeros are printed, a hidden cell is at least one.

    Args:
        published: tables with hidden cells, or what :func:`~rusfelt.disclosure.protect.protect` gives.
        policy: the publisher's, where it is known.
        ledger: what was published before.
        zeros_shown: whether zeros are printed. Unsaid, the policy says so, and without one they
            are taken to be where a zero is printed.
        known: counts the attacker knows from elsewhere, such as being alone in a cell, by labels.

    Returns:
        One interval for each hidden cell of ``published``; for every cell, where the policy rounds.

    Raises:
        DomainError: what is printed contradicts itself.
        UnknownNameError: ``known`` names a cell that is not there.

    >>> from rusfelt.disclosure import Table
    >>> t = Table("t", {"sex": ["F", "M", "Total"]}, [None, None, 3])
    >>> str(attack(t)[0]), str(attack(t, zeros_shown=True)[0])
    ('t: sex=F [0, 3]', 't: sex=F [1, 2]')
    """
    rule = policy or getattr(published, "policy", None)
    if rule is not None and rule.rounding is not None:
        # Imported here, since that module makes its answers of the intervals above.
        from rusfelt.disclosure.rounding_intervals import rounded_intervals  # noqa: PLC0415

        return rounded_intervals(
            published, rule.rounding, ledger=ledger, complements=rule.complements
        )
    tables, earlier = listed_tables(published), listed_tables(ledger)
    if zeros_shown is None:
        printed = any((each.counts == 0).any() for each in (*tables, *earlier))
        zeros_shown = rule.zeros_shown if rule is not None else printed
    tables = tuple(_with_known(each, known or {}, tables) for each in tables)
    linked = link(tables, rule or Policy(1), earlier=earlier)
    system = completed(linked.system, zeros_shown=zeros_shown)
    return _read(linked, system, zeros_shown=zeros_shown)


def _read(linked: Linked, system: System, *, zeros_shown: bool) -> Intervals:
    hidden = linked.system.gone & linked.system.cell
    asked = np.zeros(len(system), dtype=np.bool_)
    for places in linked.places:
        asked[places] = True
    ends = exact_intervals(system, hidden, zeros_shown=zeros_shown, asked=asked & hidden)
    found = []
    for table, places in zip(linked.tables, linked.places, strict=True):
        for at in np.flatnonzero(table.hidden).tolist():
            place = int(places[at])
            high = int(ends.high[place])
            found.append(
                Interval(
                    table.name,
                    table.labels(at),
                    int(ends.low[place]),
                    None if high >= ENDLESS else high,
                    bool(ends.proven[place]),
                )
            )
    return Intervals(found)


def _with_known(
    table: Table, known: Mapping[tuple[str, ...], int], tables: Sequence[Table]
) -> Table:
    if not known:
        return table
    counts: list[int | None] = [None if each < 0 else int(each) for each in table.counts]
    by_labels = {frozenset(label for _, label in table.labels(at)): at for at in range(len(table))}
    for labels, count in known.items():
        at = by_labels.get(frozenset(labels))
        if at is not None:
            counts[at] = count
        elif not any(
            frozenset(labels) == {label for _, label in each.labels(place)}
            for each in tables
            for place in range(len(each))
        ):
            raise UnknownNameError("cell", " ".join(labels))
    return attrs.evolve(table, counts=counts)
