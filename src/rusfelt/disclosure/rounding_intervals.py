"""What rounded tables tell of the counts behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.already import already_known
from rusfelt.disclosure.attack import Interval, Intervals, listed_tables
from rusfelt.disclosure.intervals import ENDLESS
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.linked import Linked, link
from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.solver import extreme, fits
from rusfelt.disclosure.sums import inner_sums
from rusfelt.disclosure.system import sparse
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.disclosure.unknowns import Unknowns
from rusfelt.errors import DomainError
from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Behind", "behind", "denominators_of", "linked_counts", "rounded_intervals"]


@attrs.frozen(eq=False)
class Behind:
    """The least and the largest true count of each unknown, and whether both are exact."""

    linked: Linked
    low: Integers
    high: Integers
    proven: Bools


def linked_counts(tables: Sequence[Table], ledger: Ledger | Iterable[Table]) -> Linked:
    """Tables as one system of counts and sums, without those not counted.

    What follows from public figures alone is public there too.
    """
    linked = link(tables, Policy(complements=False), earlier=listed_tables(ledger))
    return attrs.evolve(linked, system=already_known(linked.system))


def denominators_of(linked: Linked) -> Integers:
    """What each unknown is counted out of; -1 where it is not told."""
    found = np.full(len(linked.system), HIDDEN, dtype=np.int64)
    for table, places in zip(linked.tables, linked.places, strict=True):
        if table.denominators is None:
            continue
        told = table.denominators != HIDDEN
        at, out_of = places[told], table.denominators[told]
        found[at] = np.where(found[at] == HIDDEN, out_of, np.minimum(found[at], out_of))
    return found


def rounded_intervals(
    published: Table | Iterable[Table] | Mapping[str, Table] | Any,
    base: int,
    *,
    ledger: Ledger | Iterable[Table] = (),
    complements: bool = True,
) -> Intervals:
    """Everything that can be reckoned out of rounded tables, exact over whole numbers.

    Whoever reads them knows the base, what adds up to what, what each count is out of, and what
    was published before; so a printed 0 is 0 to base - 1 in truth, a printed base is 1 to base,
    and any other inner count is as printed. Printed totals tell nothing more: they are sums of
    what is printed. Where cells of different tables must add up to one total, larger counts may
    have been moved by up to base - 1 too, but the true counts add up as well, and so do those of
    totals published before; what follows is found by a whole-number programme.

    What is not reckoned with is the choice itself. Whoever repeats it can rule out counts that
    would have been rounded otherwise: with nothing else public, a count below half the base still
    cannot be told from 0, nor one above it from the base, so for base 3 two counts are left.

    Args:
        published: rounded tables, or what :func:`~rusfelt.disclosure.rounding.rounded` gives.
        base: what small counts were rounded to.
        ledger: what is public besides, which is true.
        complements: whether those not counted were rounded alike.

    Returns:
        One interval for each cell of ``published``; both ends are the count where it is known.

    Raises:
        DomainError: a count is hidden, or what is printed contradicts the ledger.

    >>> from rusfelt.disclosure import Table
    >>> t = Table("t", {"sex": ["F", "M", "Total"]}, [0, 9, 9])
    >>> [str(each) for each in rounded_intervals(t, 3)]
    ['t: sex=F [0, 2]', 't: sex=M [9, 9]', 't: Total [9, 11]']
    """
    tables = listed_tables(published)
    found = behind(tables, base, ledger=ledger, complements=complements)
    return Intervals(
        Interval(
            table.name,
            table.labels(at),
            int(found.low[place]),
            None if found.high[place] >= ENDLESS else int(found.high[place]),
            bool(found.proven[place]),
        )
        for table, places in zip(tables, found.linked.places, strict=True)
        for at, place in enumerate(places.tolist())
    )


def behind(
    tables: Sequence[Table],
    base: int,
    *,
    ledger: Ledger | Iterable[Table] = (),
    complements: bool = True,
    asked: Iterable[str] | None = None,
) -> Behind:
    """The interval of everything printed, or of the unknowns asked for by their names."""
    if any(each.hidden.any() for each in tables):
        msg = "A rounded table has no hidden cells. Attack a table with hidden ones by itself."
        raise DomainError(msg)
    linked = linked_counts(tables, ledger)
    system = linked.system
    sums = inner_sums(system, known_only=False)
    known = inner_sums(system, known_only=True) if (system.value == HIDDEN).any() else sums
    fixed = system.public & (system.value != HIDDEN)
    tied = np.zeros(len(system), dtype=np.bool_)
    tied[known.inner] = known.tied(fixed)
    low, high = _spans(linked, tied, base, complements=complements)
    if asked is None:
        wanted = np.zeros(len(system), dtype=np.bool_)
        for places in linked.places:
            wanted[places] = True
    else:
        named = set(asked)
        wanted = np.array([each in named for each in system.names], dtype=np.bool_)
    least, most, proven = system.value.copy(), system.value.copy(), np.ones(len(system), np.bool_)
    least[wanted] = (sums.of @ low[sums.inner])[wanted]
    most[wanted] = np.minimum((sums.of @ high[sums.inner])[wanted], ENDLESS)
    stack = sparse()
    ties = stack.vstack([sums.ties, sums.of[np.flatnonzero(fixed)]], format="csr")
    right = np.concatenate([np.zeros(sums.ties.shape[0], dtype=np.int64), system.value[fixed]])
    bound = np.flatnonzero(abs(ties).sum(axis=0))
    rows = sums.of[:, bound]
    concerned = np.flatnonzero(wanted & (np.diff(rows.indptr) > 0) & ~fixed)
    if concerned.size:
        inner = sums.inner[bound]
        unknowns = Unknowns(
            inner, ties[:, bound], right, low[inner], high[inner], system.value[inner]
        )
        search = _Search(unknowns, rows[concerned].tocsr())
        within_low, within_high, sure = search.ends()
        free = np.ones(len(sums.inner), dtype=np.int64)
        free[bound] = 0
        least[concerned] = sums.of[concerned] @ (low[sums.inner] * free) + within_low
        most[concerned] = sums.of[concerned] @ (high[sums.inner] * free) + within_high
        proven[concerned] = sure
    least[fixed], most[fixed] = system.value[fixed], system.value[fixed]
    return Behind(linked, least, np.minimum(most, ENDLESS), proven)


def _spans(
    linked: Linked, tied: Bools, base: int, *, complements: bool
) -> tuple[Integers, Integers]:
    """The least and the largest true count behind each printed one, taken by itself."""
    system, printed = linked.system, linked.system.value
    out_of = denominators_of(linked) if complements else np.full(len(system), HIDDEN)
    rest = np.where(out_of == HIDDEN, base + 1, out_of - printed)
    low, high = printed.copy(), printed.copy()
    moved = tied & (printed >= base) & (rest >= base)
    low[moved] = np.maximum(base, printed[moved] - base + 1)
    for at, furthest, nearest in (
        (printed == 0, base - 1, 0),
        (printed == base, base, 1),
        (moved, printed + base - 1, low),
        # Those not counted were rounded to none, or to the base.
        (rest == 0, printed, printed - base + 1),
        (rest == base, printed + base - 1, printed),
    ):
        low[at] = np.minimum(low, nearest)[at]
        high[at] = np.maximum(high, furthest)[at]
    told = out_of != HIDDEN
    high[told] = np.minimum(high, out_of)[told]
    low = np.maximum(low, 0)
    unknown = printed == HIDDEN
    low[unknown], high[unknown] = 0, ENDLESS
    known = system.public & ~unknown
    low[known], high[known] = printed[known], printed[known]
    return low, high


@attrs.define
class _Search:
    """The least and the largest each sum of tied unknowns can be."""

    unknowns: Unknowns
    sums: Any
    found: list[Integers] = attrs.field(factory=list)

    def ends(self) -> tuple[Integers, Integers, Bools]:
        """Both ends of each sum, and whether both are proven."""
        unknowns = self.unknowns
        if fits(unknowns, unknowns.truth):
            self.found.append(unknowns.truth)
        elif not self._try(np.zeros(len(unknowns))):
            msg = "The rounded tables contradict each other or what was published before."
            raise DomainError(msg)
        proven = np.ones(self.sums.shape[0], dtype=np.bool_)
        ends = []
        for sign, bounds in ((-1.0, unknowns.low), (1.0, unknowns.high)):
            beyond = self.sums @ bounds
            self._together(sign, beyond)
            for at in range(self.sums.shape[0]):
                if self._reached(sign)[at] != beyond[at]:
                    proven[at] &= self._try(sign * self.sums[[at]].toarray().ravel())
            ends.append(self._reached(sign))
        low, high = ends
        # What holds a count without an upper end has none, unless the search came nowhere near.
        without = self.sums @ unknowns.endless.astype(np.int64) > 0
        high[without & (high >= int(unknowns.capped().max()) // 2)] = ENDLESS
        return low, high, proven

    def _reached(self, sign: float) -> Integers:
        reached = self.sums @ np.array(self.found).T
        return np.asarray(reached.min(axis=1) if sign < 0 else reached.max(axis=1))

    def _together(self, sign: float, beyond: Integers) -> None:
        """Many sums at once, as long as that takes further ones to where no bound lets them past.

        What is found so is found for each of them, and each need not be searched by itself.
        """
        left = self._reached(sign) != beyond
        while left.any():
            if not self._try(sign * (left.astype(np.float64) @ self.sums)):
                return
            still = self._reached(sign) != beyond
            if still.sum() == left.sum():
                return
            left = still

    def _try(self, worth: Floats) -> bool:
        x = extreme(self.unknowns, worth)
        if x is None:
            return False
        self.found.append(x)
        return True
