"""Hiding what would reveal somebody, to a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from rusfelt.disclosure.already import already_known
from rusfelt.disclosure.attack import listed_tables
from rusfelt.disclosure.circuits import by_circuits, hideable
from rusfelt.disclosure.completion import completed
from rusfelt.disclosure.cubes import by_cubes
from rusfelt.disclosure.fewer import show_again
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.linked import Linked, link
from rusfelt.disclosure.optimum import cheapest
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.prices import prices
from rusfelt.disclosure.rounding import Rounded, rounded
from rusfelt.disclosure.series_rule import weak_series
from rusfelt.disclosure.system import System
from rusfelt.disclosure.table import Table
from rusfelt.disclosure.witnesses import Certificate, Pool, certify
from rusfelt.errors import DisclosureError
from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Protected", "protect"]

# Up to so many cells the cheapest choice is looked for unasked, and proven to be; above the first
# number the search is given up sooner. Of 200 drawn tables up to the first, 199 took at most 67
# rounds and 7 s, and one none of 400 in a minute and a half; asked for, the search has those 400.
_SMALL, _SMALLISH = 60, 100
_MOST_ROUNDS, _ROUNDS, _FEWER_ROUNDS = 400, 80, 24
# Above so many, cubes come first, and only what they cannot protect is left to a solver.
_CUBES = 400
# How many sets are tried to be shown again: all that help in small tables, some in large ones.
_TRIES, _TRIES_LARGE, _LARGE, _SEARCHES = 400, 0, 400, 1000
_NAMED = 20


@attrs.frozen(eq=False)
class Protected:
    """Tables that may be published, and what was done to them.

    Attributes:
        tables: as they are to be printed; hidden cells are ``None`` there.
        policy: the rule.
        primary: cells hidden because they are too small, by table and place. For the publisher's
            own eyes: which of the hidden cells are the small ones says something about them.
        hidden: all hidden cells, by table.
        method: ``optimal`` or ``heuristic``.
        certificate: other tables that would have been printed alike, which are the proof.
        rounded: what was done instead, where the policy rounds: then nothing is hidden, and the
            certificate is empty, as what each count can be follows from the base.
    """

    tables: tuple[Table, ...]
    policy: Policy
    primary: tuple[Bools, ...] = attrs.field(repr=False)
    hidden: tuple[Bools, ...] = attrs.field(repr=False)
    method: str
    certificate: Certificate = attrs.field(repr=False)
    rounded: Rounded | None = None
    _places: tuple[Integers, ...] = attrs.field(default=(), repr=False)

    def witnesses(self, table: int = 0) -> Integers:
        """The proof for one table: what can be added to its true counts with nothing printed otherwise.

        Each row is a further table: where a cell is printed the row holds zero, and along every
        sum it adds up to zero. For each small cell some row has at least as much as it needs, and
        for each person alone in a cell there is such a row that leaves his cells as they are.

        Args:
            table: its place among ``tables``.

        Returns:
            One row a further table, one whole number a cell. For the publisher's own eyes.

        >>> from rusfelt.disclosure import Policy, Table, protect
        >>> protect(Table("t", {"sex": ["F", "M", "Total"]}, [2, 9, 11]), Policy(5)).witnesses()
        array([[ 5, -5,  0]])
        """
        empty = np.zeros((0, len(self.tables[table])), dtype=np.int64)
        rows = [each[self._places[table]] for each in self.certificate.changes]
        return np.unique([*empty, *rows], axis=0) if rows else empty

    @property
    def lost(self) -> int:
        """How many cells are hidden."""
        return sum(int(each.sum()) for each in self.hidden)

    @property
    def secondary(self) -> int:
        """How many of them are hidden only to protect the others."""
        return self.lost - sum(int(each.sum()) for each in self.primary)


def protect(
    tables: Table | Iterable[Table] | Mapping[str, Table],
    policy: Policy,
    *,
    ledger: Ledger | Iterable[Table] = (),
    key: bytes | None = None,
    method: str | None = None,
) -> Protected:
    """Hide what is too small, and as little more as keeps that from being reckoned out.

    Cells that are too small are hidden first, then further cells, until for every small cell, and
    every small complement, another table has been found that would print the same and in which it
    is so much larger that at least ``minimum + 1`` counts are possible, the largest above the
    minimum. Tables that share cells are protected together, and so are those published before.

    What this promises is about which counts are possible, and not about how likely each is.

    Where the policy rounds, nothing is hidden: see :func:`rusfelt.disclosure.rounding.rounded` for
    what is done then, and for how much less that promises.

    Args:
        tables: one table or several.
        policy: how few is too few.
        ledger: tables that are public already, with their hidden cells; what they print stays
            known, and what they hide must not be revealed by what is printed now.
        key: a secret that the choice among equally good cells is made with, so that nobody can
            repeat it and learn from which cells were chosen. Unsaid, the choice can be repeated
            by whoever has the program.
        method: ``optimal`` or ``heuristic``; unsaid, the first for tables of up to 100 cells,
            unless it takes too long.

    Raises:
        DisclosureError: some cell cannot be protected whatever is hidden, because of what is
            public already; the cells are named.
        DomainError: a table does not add up.

    >>> from rusfelt.disclosure import Policy, Table
    >>> t = Table("t", {"sex": ["F", "M", "Total"], }, [2, 9, 11])
    >>> protect(t, Policy(5)).tables[0].counts.tolist()
    [-1, -1, 11]
    """
    listed = listed_tables(tables)
    if policy.rounding is not None:
        return _rounded(rounded(listed, policy, ledger=ledger, key=key))
    linked = link(listed, policy, earlier=listed_tables(ledger))
    system = completed(linked.system, zeros_shown=policy.zeros_shown)
    system = _with_earlier(already_known(system), linked, zeros_shown=policy.zeros_shown)
    price = prices(system, key)
    primary = system.small & system.cell & ~system.gone
    start = (primary | system.gone | weak_series(linked, policy)) & system.cell & ~system.public
    pool = Pool(len(system))
    hidden, used = _chosen(linked, system, start, policy, price, method, pool)
    proof = certify(system, hidden, zeros_shown=policy.zeros_shown, pool=pool)
    if proof.unsafe:
        named = [system.names[each] for each in list(proof.unsafe)[:_NAMED]]
        more = len(proof.unsafe) - len(named)
        rest = f" and {more} more" if more > 0 else ""
        msg = (
            f"These cells cannot be protected, whatever else is hidden: {', '.join(named)}{rest}. "
            "Leave the table out, or give coarser categories."
        )
        raise DisclosureError(msg)
    return Protected(
        tuple(each.without(linked.in_table(number, hidden)) for number, each in enumerate(listed)),
        policy,
        tuple(linked.in_table(number, primary) for number in range(len(listed))),
        tuple(linked.in_table(number, hidden) for number in range(len(listed))),
        used,
        proof,
        places=linked.places,
    )


def _rounded(done: Rounded) -> Protected:
    nothing = tuple(np.zeros(len(each), dtype=np.bool_) for each in done.tables)
    proof = Certificate({}, ())
    return Protected(done.tables, done.policy, nothing, nothing, done.method, proof, done)


def _chosen(
    linked: Linked,
    system: System,
    start: Bools,
    policy: Policy,
    price: Floats,
    method: str | None,
    pool: Pool,
) -> tuple[Bools, str]:
    shown = policy.zeros_shown
    cells = int((system.cell & ~system.public).sum())
    begun = start
    if cells > _CUBES and len(linked.tables) == 1:
        free = hideable(system, zeros_shown=shown)
        begun, changes = by_cubes(
            system, linked.tables[0], linked.places[0], start, free, zeros_shown=shown, price=price
        )
        for each in changes:
            pool.add(each)
    hidden, hopeless = by_circuits(system, begun, zeros_shown=shown, price=price, pool=pool)
    if method == "optimal" or (method is None and cells <= _SMALLISH):
        unasked = _ROUNDS if cells <= _SMALL else _FEWER_ROUNDS
        marked = np.zeros(len(system), dtype=np.bool_)
        marked[list(hopeless)] = True
        best = cheapest(
            system,
            start,
            zeros_shown=shown,
            price=price,
            hopeless=marked,
            pool=pool,
            rounds=_MOST_ROUNDS if method == "optimal" else unasked,
        )
        if best is not None:
            return best, "optimal"
    most = _TRIES if cells <= _LARGE else _TRIES_LARGE
    less = show_again(
        system,
        hidden,
        start,
        zeros_shown=shown,
        price=price,
        most=most,
        searches=_SEARCHES,
        pool=pool,
    )
    return less, "heuristic"


def _with_earlier(system: System, linked: Linked, *, zeros_shown: bool) -> System:
    """What was hidden before, and is unknown here, is protected too as far as it still can be."""
    mine = np.zeros(len(system), dtype=np.bool_)
    for places in linked.places:
        mine[places] = True
    unknown = system.gone & system.cell & ~linked.system.small & (linked.system.value < 0)
    if not unknown.any():
        return system
    asked = attrs.evolve(system, small=unknown)
    everything = (mine & hideable(system, zeros_shown=zeros_shown)) | system.gone
    lost = list(certify(asked, everything, zeros_shown=zeros_shown).unsafe)
    kept = unknown.copy()
    kept[lost] = False
    return attrs.evolve(system, small=system.small | kept)
