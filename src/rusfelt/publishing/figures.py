"""Which of a plan's figures may be printed, and the figures as they are printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs
import numpy as np

from rusfelt.disclosure import Policy, protect, small_counts, withheld
from rusfelt.domain import Indicator, Measurement, Measurements, Plan
from rusfelt.errors import DisclosureError
from rusfelt.publishing.published import Hidden
from rusfelt.publishing.tables import figure_tables
from rusfelt.vocabulary import Kind, State

__all__ = ["publishable_figures"]


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
    gone: set[int] = set()
    impossible: list[str] = []
    for each in figure_tables(plan, rows, public):
        try:
            made = protect(each.table, policy, key=key)
        except DisclosureError as error:
            impossible.append(str(error))
            continue
        gone |= set(each.rows[np.flatnonzero(made.hidden[0])].tolist())
    if impossible:
        raise DisclosureError("\n".join(impossible))
    gone -= set(public)
    known = {each.id: each for each in plan.indicators}
    hidden: list[Hidden] = []
    kept: list[Measurement] = []
    for number, row in enumerate(rows):
        shown = row
        if number in gone and row.state is not State.SUPPRESSED:
            shown = _without(row, known.get(row.indicator), policy)
            hidden.append(_hidden("figure", "protected", row))
        if number not in public:
            shown, words = _without_small_words(shown, policy)
            hidden += [_hidden("text", "small-count-in-text", row, detail=each) for each in words]
        kept.append(shown)
    return Measurements.of(kept, guessed=measurements.guessed), hidden


def _without(row: Measurement, indicator: Indicator | None, policy: Policy) -> Measurement:
    """The row with an empty cell; what it is out of stands only where that tells nothing."""
    told = row.denominator is not None and row.denominator >= policy.least_denominator
    score = indicator is not None and indicator.kind is Kind.SCORE
    denominator = row.denominator if told and not score else None
    return attrs.evolve(
        row, value=None, numerator=None, se=None, deff=None, bound=None,
        state=State.SUPPRESSED, denominator=denominator,
    )  # fmt: skip


def _without_small_words(row: Measurement, policy: Policy) -> tuple[Measurement, Sequence[str]]:
    changed: dict[str, str] = {}
    for name in ("note", "source", "definition"):
        text = getattr(row, name)
        spans = small_counts(text, policy) if text else []
        if spans:
            changed[name] = withheld(text, spans, policy.symbol)
    return (attrs.evolve(row, **changed) if changed else row), tuple(changed)


def _hidden(what: str, why: str, row: Measurement, *, detail: str = "") -> Hidden:
    return Hidden(what, why, row.indicator, row.unit, row.group, row.period or "", detail)
