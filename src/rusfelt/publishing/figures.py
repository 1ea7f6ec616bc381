"""Which of a plan's figures may be printed, and the figures as they are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs
import numpy as np

from rusfelt.disclosure import Policy, Table, protect
from rusfelt.domain import Indicator, Measurement, Measurements, Plan
from rusfelt.errors import DisclosureError
from rusfelt.publishing.published import Hidden
from rusfelt.publishing.tables import (
    FigureTable,
    figure_tables,
    number_of_people,
    together,
    unknown,
)
from rusfelt.publishing.words import without_numbers
from rusfelt.typing import Bools
from rusfelt.vocabulary import Kind, State

__all__ = ["publishable_figures"]

# Up to so many cells the cheapest choice is looked for; a document has many tables.
_SMALL = 12
# Kinds of which a hidden count may stand beside what it is out of.
_OUT_OF = (Kind.COUNT, Kind.COVERAGE, Kind.RATE)


def publishable_figures(
    plan: Plan,
    measurements: Measurements,
    policy: Policy,
    *,
    public: Collection[int] = (),
    key: bytes | None = None,
) -> tuple[Measurements, list[Hidden]]:
    """The figures with what would reveal somebody hidden, and what was hidden.

    Args:
        plan: has the indicators.
        measurements: the figures.
        policy: how few is too few.
        public: numbers of the rows that everyone knows already; they are never hidden, and what
            follows from them is not either.
        key: a secret for the choice of cells.

    Raises:
        DisclosureError: a figure cannot be protected whatever else is hidden; all such are named.
    """
    rows = list(measurements)
    counted = {each.id: each for each in plan.indicators if each.kind is not Kind.MILESTONE}
    gone, lone = _gone(list(figure_tables(plan, rows, public)), policy, key)
    # A bound narrows a count down as much as a count does, and nothing proves that it may stand.
    gone |= {
        number
        for number, row in enumerate(rows)
        if row.indicator in counted
        and (
            _of_few(counted[row.indicator], row, policy)
            if not unknown(row)
            else not _harmless(counted, row)
        )
    }
    gone -= set(public)
    beside = _beside(rows, gone, counted, policy) - {rows[number].indicator for number in lone}
    numbers = _numbers(rows, gone, counted)
    hidden: list[Hidden] = []
    kept: list[Measurement] = []
    for number, row in enumerate(rows):
        shown = row
        if number in gone:
            shown = _without(row, told=row.indicator in beside)
            if row.state is not State.SUPPRESSED:
                hidden.append(_hidden("figure", "protected", row))
        elif number not in public:
            shown = _without_few(row, policy)
        if number not in public:
            shown, words = _without_words(shown, numbers.get(row.indicator, frozenset()), policy)
            hidden += [_hidden("text", "small-count-in-text", row, detail=each) for each in words]
        kept.append(shown)
    return Measurements.of(kept, guessed=measurements.guessed), hidden


def _gone(
    tables: Sequence[FigureTable], policy: Policy, key: bytes | None
) -> tuple[set[int], set[int]]:
    """Numbers of the rows that must be hidden, and of those whose denominator must be too."""
    gone: set[int] = set()
    lone: set[int] = set()
    impossible: list[str] = []
    for group in together(tables):
        try:
            found = _hidden_cells([each.table for each in group], policy, key)
        except DisclosureError as error:
            impossible.append(str(error))
            continue
        for each, hidden in zip(group, found, strict=True):
            for at in np.flatnonzero(hidden).tolist():
                # Where what a figure is out of is hidden, share and count would tell it.
                gone |= set(each.rows[at])
                lone |= set(each.rows[at]) if each.asked[at] else set()
    if impossible:
        raise DisclosureError("\n".join(impossible))
    return gone, lone


def _of_few(indicator: Indicator, row: Measurement, policy: Policy) -> bool:
    """Whether a share or a mean is of so few that it is hidden whatever its count."""
    people = number_of_people(indicator, row)
    return people is not None and people < policy.least_denominator


def _harmless(known: Mapping[str, Indicator], row: Measurement) -> bool:
    """Whether a bound is one of an amount or a score, which count nobody."""
    kind = known[row.indicator].kind
    return kind in {Kind.AMOUNT, Kind.SCORE} and row.state is not State.SUPPRESSED


def _beside(
    rows: Sequence[Measurement],
    gone: Collection[int],
    known: Mapping[str, Indicator],
    policy: Policy,
) -> set[str]:
    """Indicators of which hidden figures are shown with what they are out of.

    All of an indicator's, or none: that one has lost it would tell which is the small one.
    """
    wholes: dict[str, list[float]] = {}
    for number in gone:
        row = rows[number]
        if row.indicator in known and known[row.indicator].kind in _OUT_OF:
            wholes.setdefault(row.indicator, []).append(row.denominator or 0)
    return {name for name, listed in wholes.items() if min(listed) >= policy.least_denominator}


def _without(row: Measurement, *, told: bool) -> Measurement:
    """The row with an empty cell."""
    return attrs.evolve(
        row, value=None, numerator=None, se=None, deff=None, bound=None, response_rate=None,
        state=State.SUPPRESSED, denominator=row.denominator if told else None,
    )  # fmt: skip


def _without_few(row: Measurement, policy: Policy) -> Measurement:
    """The row; an empty one without what it would have been out of, where that is few."""
    if not row.state.is_empty or (row.denominator or 0) >= policy.least_denominator:
        return row
    return attrs.evolve(row, denominator=None, response_rate=None)


def _numbers(
    rows: Sequence[Measurement], gone: Collection[int], known: Mapping[str, Indicator]
) -> dict[str, frozenset[float]]:
    """By indicator, the numbers that a note on any of its figures must not repeat."""
    found: dict[str, frozenset[float]] = {}
    for number in gone:
        row = rows[number]
        if row.indicator in known:
            told = frozenset(_parts(row))
            found[row.indicator] = found.get(row.indicator, frozenset()) | told
    return found


def _parts(row: Measurement) -> Iterator[float]:
    for each in (row.value, row.numerator, row.se):
        if each is not None:
            yield each
    if row.numerator is not None and row.denominator is not None:
        yield row.denominator - row.numerator


def _without_words(
    row: Measurement, numbers: Collection[float], policy: Policy
) -> tuple[Measurement, Sequence[str]]:
    changed: dict[str, str] = {}
    for name in ("note", "source", "definition"):
        text = getattr(row, name)
        if text:
            # A year in a source is no count; in a note any of these numbers may be one.
            kept = without_numbers(text, numbers if name == "note" else (), policy)
            if kept != text:
                changed[name] = kept
    return (attrs.evolve(row, **changed) if changed else row), tuple(changed)


def _hidden(what: str, why: str, row: Measurement, *, detail: str = "") -> Hidden:
    return Hidden(what, why, row.indicator, row.unit, row.group, row.period or "", detail)


def _hidden_cells(tables: Sequence[Table], policy: Policy, key: bytes | None) -> list[Bools]:
    """Which cells are hidden, in tables that may be of the same people.

    What is hidden in one is hidden in the others that have it too, and those are then protected
    anew with it gone.
    """
    small = sum(len(each) for each in tables) <= _SMALL
    method = None if small else "heuristic"
    hidden = list(protect(tables, policy, key=key, method=method).hidden)
    changed = set(range(len(tables))) if len(tables) > 1 else set()
    while changed:
        changed = set()
        for at, gone in _shared(tables, hidden).items():
            if (gone & ~hidden[at]).any():
                asked = tables[at].without(gone | hidden[at])
                again = protect(asked, policy, key=key, method=method).hidden[0]
                hidden[at] = hidden[at] | gone | again
                changed.add(at)
    return hidden


def _shared(tables: Sequence[Table], hidden: Sequence[Bools]) -> dict[int, Bools]:
    """By table, the cells that are hidden in another one that tells the same of them."""
    gone = {
        (frozenset(table.labels(at)), int(table.counts[at]))
        for table, lost in zip(tables, hidden, strict=True)
        for at in np.flatnonzero(lost).tolist()
    }
    return {
        number: np.array(
            [
                (frozenset(table.labels(at)), int(table.counts[at])) in gone
                and not (table.public is not None and table.public[at])
                for at in range(len(table))
            ],
            dtype=np.bool_,
        )
        for number, table in enumerate(tables)
    }
