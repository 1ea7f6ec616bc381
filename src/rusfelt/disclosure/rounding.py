"""Small counts rounded to nothing or to a base, with totals that are sums of what is printed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.attack import listed_tables
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.linked import Linked
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.rounding_choice import Choices, choose
from rusfelt.disclosure.rounding_intervals import (
    behind,
    denominators_of,
    linked_counts,
    rounded_intervals,
)
from rusfelt.disclosure.sums import InnerSums, inner_sums
from rusfelt.disclosure.system import sparse
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DisclosureError, DomainError, Problem
from rusfelt.typing import Bools, Integers

__all__ = ["Rounded", "rounded", "rounded_intervals"]

_NAMED = 20


@attrs.frozen(eq=False)
class Rounded:
    """Tables that were rounded, and how far their totals are from the true ones.

    Attributes:
        tables: as they are to be printed; every total is the sum of what is printed.
        policy: the rule; its ``rounding`` is the base.
        changed: inner cells printed otherwise than counted, by table. For the publisher's own
            eyes: with what is printed it tells which counts are small.
        worst: the largest change of a total. mean: the mean of all totals' changes without sign.
        moved: how far larger inner counts were moved together, where totals that stand in several
            tables, or that are public, left no other way.
        method: ``optimal``, or ``heuristic`` where some part was too large for that to be proven.
    """

    tables: tuple[Table, ...]
    policy: Policy
    changed: tuple[Bools, ...] = attrs.field(repr=False)
    worst: int
    mean: float
    moved: int
    method: str


def rounded(
    tables: Table | Iterable[Table] | Mapping[str, Table],
    policy: Policy,
    *,
    ledger: Ledger | Iterable[Table] = (),
    key: bytes | None = None,
) -> Rounded:
    """Round inner counts from 1 to base - 1 to 0 or the base, and add all totals up anew.

    Inner cells are those that no sum has as its total; a cell that stands in several tables is
    one. Where the table says what counts are out of, and the policy protects complements, those
    not counted are rounded alike: of 40 asked, 38 are printed as 40 or 37. Zeros stay, and so do
    cells that cannot hold anybody, what is public already, and every larger inner count. Only
    where cells of different tables have a total in common, or one that is public, and no rounding
    of the small ones makes both ends meet, are larger ones moved, by as little as that takes and
    less than the base.

    Among all ways to round, for each set of cells that hang together by their sums, the largest
    change of a total is made least, then the changes of all totals together, then those of the
    inner counts; what is equal is drawn by a key. Up to 150 small counts that is proven to be the
    best; above, a stated heuristic chooses.

    What this promises: for every rounded count, ``base`` true counts fit everything printed and
    everything public. It is not what hiding promises. For base 3 that is three counts and not
    ``minimum + 1``, and none is far off: whoever reads 0 knows that they are at most two. Counts
    of the base and above are printed as they are, also where they are below the policy's minimum,
    and the limits for several years together, for series and for amounts are not kept. Whoever
    repeats the choice learns more (:func:`rounded_intervals`). Statistics Norway names it, 1 and
    2 to 0 or 3, as the other way beside hiding what is fewer than three.

    The task is that of small count rounding (Langsrud & Heldal 2018, presented at Privacy in
    Statistical Databases, https://www.researchgate.net/publication/327768398; R package
    SmallCountRounding); the choice here is made by another method.

    Args:
        tables: one table or several, with every count.
        policy: its ``rounding`` is the base.
        ledger: what is public already, and true. Tables that were rounded do not belong here.
        key: a secret that decides between equally good choices, so that nobody can repeat them.

    Raises:
        DomainError: the policy does not round; a table has hidden cells, holds amounts, or does
            not add up.
        DisclosureError: rounding does not protect some count, or no rounding adds up; the cells
            are named.

    >>> from rusfelt.disclosure import Policy, Table
    >>> t = Table("t", {"sex": ["F", "M", "X", "Total"]}, [2, 9, 1, 12])
    >>> done = rounded(t, Policy(3, rounding=3))
    >>> done.tables[0].counts.tolist(), done.worst
    ([3, 9, 0, 12], 0)
    """
    listed = listed_tables(tables)
    base = _base(listed, policy)
    linked = linked_counts(listed, ledger)
    _refuse(linked, policy, base)
    cells = _Cells.of(linked, policy, base)
    change, proven = _chosen(linked, cells, base, key)
    printed = linked.system.value + cells.sums.of @ change
    done = tuple(
        attrs.evolve(table, counts=printed[places], largest=None)
        for table, places in zip(linked.tables, linked.places, strict=True)
    )
    _certified(linked, done, printed, policy, ledger)
    mine = np.zeros(len(linked.system), dtype=np.bool_)
    for places in linked.places:
        mine[places] = True
    mine[cells.sums.inner] = False
    off = np.abs(printed - linked.system.value)[mine]
    inner = np.zeros(len(linked.system), dtype=np.bool_)
    inner[cells.sums.inner] = change != 0
    return Rounded(
        done,
        policy,
        tuple(inner[places] for places in linked.places),
        int(off.max(initial=0)),
        float(off.mean()) if off.size else 0.0,
        int(np.abs(change[~cells.small]).sum()),
        "optimal" if proven else "heuristic",
    )


def _base(tables: Sequence[Table], policy: Policy) -> int:
    if policy.rounding is None:
        msg = "The policy does not round. Say how: Policy(3, rounding=3)."
        raise DomainError(msg)
    problems = [
        Problem(table.name, what, remedy)
        for table in tables
        for wrong, what, remedy in (
            (table.hidden.any(), "has hidden cells.", "Round the table with every count."),
            (
                table.largest is not None and policy.dominance is not None,
                "holds amounts, which are not rounded as counts are.",
                "Hide instead: leave rounding out of the policy.",
            ),
        )
        if wrong
    ]
    if problems:
        msg = "These tables cannot be rounded:"
        raise DomainError(msg, problems=problems)
    return policy.rounding


def _refuse(linked: Linked, policy: Policy, base: int) -> None:
    """Counts out of so few that rounding them protects nobody."""
    few = policy.least_denominator
    if policy.complements:
        few = max(few, 2 * base)
    out_of = denominators_of(linked)
    cells = (out_of != HIDDEN) & (out_of < few) & ~linked.system.public
    if cells.any():
        msg = (
            f"These figures are of fewer than {few}, which rounding does not protect: "
            f"{_named(linked, cells)}. Hide instead, leave them out, or give coarser categories."
        )
        raise DisclosureError(msg)


@attrs.frozen(eq=False)
class _Cells:
    """The inner unknowns, and what may be done to each: by columns of ``sums``.

    Attributes:
        small: whether it goes down or up. down: its change where it goes down.
        least, most: how far it may be moved, if it is not small.
        held: unknowns of the system that must not change.
    """

    sums: InnerSums
    small: Bools
    down: Integers
    least: Integers
    most: Integers
    held: Bools

    @classmethod
    def of(cls, linked: Linked, policy: Policy, base: int) -> _Cells:
        system = linked.system
        sums = inner_sums(system, known_only=True)
        held = system.public & (system.value != HIDDEN)
        count, free = system.value[sums.inner], ~held[sums.inner]
        free &= count != HIDDEN
        rest = _rest(linked, policy)[sums.inner]
        few, few_rest = (count > 0) & (count < base), (rest > 0) & (rest < base)
        larger = free & (count >= base) & ((rest == HIDDEN) | (rest >= base)) & sums.tied(held)
        room = np.where(rest == HIDDEN, base - 1, np.minimum(base - 1, rest - base))
        return cls(
            sums,
            free & (few | few_rest),
            np.where(few, -count, rest - base),
            np.where(larger, np.maximum(base - count, 1 - base), 0),
            np.where(larger, room, 0),
            held,
        )


def _rest(linked: Linked, policy: Policy) -> Integers:
    """How many are not counted; -1 where it is not told, or not protected."""
    out_of = denominators_of(linked)
    told = (out_of != HIDDEN) & (linked.system.value != HIDDEN) & policy.complements
    return np.where(told, out_of - linked.system.value, HIDDEN)


def _chosen(linked: Linked, cells: _Cells, base: int, key: bytes | None) -> tuple[Integers, bool]:
    """The change of each inner unknown, and whether it is proven that none is better."""
    system, sums = linked.system, cells.sums
    free = np.flatnonzero(cells.small | (cells.least < 0) | (cells.most > 0))
    totals = system.cell.copy()
    totals[sums.inner] = False
    of_totals = _touching(sums.of[np.flatnonzero(totals & ~cells.held)], free)
    ties = sparse().vstack([sums.ties, sums.of[np.flatnonzero(cells.held)]], format="csr")
    ties = _touching(ties, free)
    both = abs(sparse().vstack([of_totals, ties], format="csr"))
    parts, part = sparse().csgraph.connected_components(both.T @ both, directed=False)
    change, proven = np.zeros(len(sums.inner), dtype=np.int64), True
    for number in range(parts):
        mine = np.flatnonzero(part == number)
        small = mine[cells.small[free[mine]]]
        if not small.size:
            continue
        columns = np.concatenate([small, mine[~cells.small[free[mine]]]])
        large = free[columns[small.size :]]
        names = [system.names[sums.inner[each]] for each in free[small].tolist()]
        choices = Choices(
            base,
            cells.down[free[small]],
            cells.least[large],
            cells.most[large],
            _touching(of_totals, columns),
            _touching(ties, columns),
            np.array([_drawn(name, key) for name in names]),
        )
        found = choose(choices)
        if found is None:
            more = "; ".join(names[:_NAMED])
            msg = (
                f"No rounding of these cells adds up to the totals they share: {more}. "
                "Round one table that has all of them crossed, or leave a table out."
            )
            raise DisclosureError(msg)
        change[free[columns]] = found.change
        proven &= found.proven
    return change, proven


def _touching(matrix: Any, columns: Integers) -> Any:
    """These columns, and the rows that have something in them."""
    picked = matrix.tocsc()[:, columns].tocsr()
    return picked[np.flatnonzero(np.diff(picked.indptr))]


def _drawn(name: str, key: bytes | None) -> float:
    """A number from zero to one that depends on the secret and the cell, and not on its count."""
    digest = hmac.new(key or b"", name.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return float(int.from_bytes(digest[:4], "big") / 2**32)


def _certified(
    linked: Linked,
    done: Sequence[Table],
    printed: Integers,
    policy: Policy,
    ledger: Ledger | Iterable[Table],
) -> None:
    """Attack what is to be printed; everything small must have as many counts as the base."""
    system, base = linked.system, policy.rounding or 0
    rest = _rest(linked, policy)
    small = ((system.value > 0) & (system.value < base)) | ((rest > 0) & (rest < base))
    small &= ~system.public
    out_of = denominators_of(linked)
    beyond = (out_of != HIDDEN) & (printed > out_of)
    if small.any():
        names = {system.names[each] for each in np.flatnonzero(small).tolist()}
        found = behind(done, base, ledger=ledger, complements=policy.complements, asked=names)
        values = dict(
            zip(found.linked.system.names, (found.high - found.low).tolist(), strict=True)
        )
        narrow = [values.get(name, base) < base - 1 for name in system.names]
        beyond |= small & np.array(narrow)
    if beyond.any():
        msg = (
            f"Rounding does not protect these figures: {_named(linked, beyond)}. "
            "Hide instead, leave them out, or give coarser categories."
        )
        raise DisclosureError(msg)


def _named(linked: Linked, cells: Bools) -> str:
    places = np.flatnonzero(cells).tolist()
    more = f"; and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return "; ".join(linked.system.names[each] for each in places[:_NAMED]) + more
