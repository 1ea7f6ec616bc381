"""Scores as a panel: one series a person and scale, one point a scored sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt._frames import as_keys
from rusfelt.domain import Instrument, Scale
from rusfelt.panel import Panel
from rusfelt.scoring.answers import checked_answers, read_table
from rusfelt.scoring.layout import Layout
from rusfelt.scoring.order import Order, in_order
from rusfelt.scoring.rules import scale_scores
from rusfelt.scoring.times import check_order, sheet_times
from rusfelt.scoring.value_sets import looked_up, set_bounds
from rusfelt.typing import Array, Floats, Frame
from rusfelt.vocabulary import Clock, Kind, ScoringMethod

__all__ = ["score_answers"]


def score_answers(
    instrument: Instrument,
    answers: Frame | Array,
    layout: Layout,
    value_set: Mapping[str, float] | None = None,
) -> Panel:
    """Every sheet of answers scored by its instrument's rule.

    Args:
        instrument: the rule.
        answers: one row a sheet; an array has one column an item and one row a person.
        layout: which column is what.
        value_set: pattern → value, where the instrument needs one.

    Raises:
        DomainError: a column is missing, an answer is none there is, or a person has two sheets
            at one time; everything wrong is listed, by row and item and never by value.
    """
    table, found = read_table(instrument, answers, layout)
    sheets = checked_answers(instrument, table, found, layout.missing)
    size = len(next(iter(sheets.values())))
    times, clock = sheet_times(table, found, size)
    units = np.arange(size) if found.unit is None else table[found.unit]
    order = in_order(units, times, [as_keys(table[layout.group])] if layout.group else [])
    check_order(table, found, order)
    discarded = _discarded(instrument, sheets)
    scored = []
    for scale in instrument.scales:
        if not any(name in sheets for name in instrument.items_of(scale)):
            continue
        bounds = scale.bounds
        if scale.method is ScoringMethod.VALUE_SET:
            score, answered = looked_up(instrument, scale, sheets, value_set)
            bounds = set_bounds(scale, value_set or {})
        else:
            score, answered = scale_scores(instrument, scale, sheets)
        if discarded is not None:
            score[discarded] = np.nan
        scored.append(_points(scale, bounds, (score, answered), order))
    return _joined(scored, instrument, table, layout, order, clock)


def _discarded(instrument: Instrument, sheets: Mapping[str, Floats]) -> Array | None:
    """Sheets with more answers missing than the whole form bears."""
    if instrument.discard_above is None:
        return None
    missing = np.zeros(len(next(iter(sheets.values()))), dtype=np.int64)
    for each in sheets.values():
        missing += np.isnan(each)
    return missing > instrument.discard_above


@attrs.frozen
class _Scored:
    """One scale's points, in the order of the panel."""

    scale: Scale
    bounds: tuple[float, ...]
    y: Floats
    answered: Array
    kept: Array
    sizes: Array


def _points(
    scale: Scale, bounds: tuple[float, ...], scored: tuple[Floats, Array], order: Order
) -> _Scored:
    """One scale's scores in the order of the panel, sheets without a score left out."""
    score, answered = (each if order.sorted else each[order.rows] for each in scored)
    kept = ~np.isnan(score)
    sizes = np.diff(order.offsets)
    if not kept.all():
        sizes = np.bincount(order.owner[kept], minlength=len(order.units))
        return _Scored(scale, bounds, score[kept], answered[kept], kept, sizes)
    return _Scored(scale, bounds, score, answered, kept, sizes)


def _joined(
    scored: list[_Scored],
    instrument: Instrument,
    table: Mapping[str, Array],
    layout: Layout,
    order: Order,
    clock: Clock,
) -> Panel:
    """The scales under one another."""
    name, people = layout.indicator or instrument.id, len(order.units)
    # Also where only one of them has its columns: the name says which.
    several = len(instrument.scales) > 1
    names = [f"{name}.{each.scale.id}" if several else name for each in scored]
    times = order.times
    columns: dict[str, Any] = {}
    further = {**layout.per_series, **({"cluster": layout.cluster} if layout.cluster else {})}
    for ours, theirs in further.items():
        column = as_keys(table[theirs]) if ours == "cluster" else _further(table[theirs])
        columns[ours] = np.tile(order.of_unit(column, ours), len(scored))

    def told(words: list[Any]) -> Array:
        if len(words) == 1:
            return constant_array(words[0], people)
        return np.repeat(np.array(words), people)

    low, high = ([each.bounds[end] for each in scored] for end in (0, 1))
    columns |= {
        "kind": constant_array(str(Kind.SCORE), people * len(scored)),
        "design": constant_array(str(layout.design), people * len(scored)),
        "instrument": constant_array(instrument.id, people * len(scored)),
        "version": constant_array(instrument.version, people * len(scored)),
        "role": constant_array(str(instrument.role), people * len(scored)),
        "better": told([str(instrument.better_of(each.scale)) for each in scored]),
        "lowest": told(low),
        "highest": told(high),
        "sheets": np.tile(np.diff(order.offsets), len(scored)),
    }
    points = {
        ours: np.concatenate([_further(table[theirs])[order.rows][each.kept] for each in scored])
        for ours, theirs in layout.per_point.items()
    }
    points["answered"] = np.concatenate([each.answered for each in scored])
    sizes = np.concatenate([each.sizes for each in scored])
    return Panel._trusted(  # noqa: SLF001 - every promise of a panel was just kept
        indicator=told(names),
        unit=np.tile(order.units, len(scored)),
        group=np.tile(order.groups, len(scored)),
        part=np.zeros(people * len(scored), dtype=np.int64),
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        t=np.concatenate([times[each.kept] for each in scored]),
        y=np.concatenate([each.y for each in scored]),
        clock=clock,
        # In a panel's own order, on which its digest rests.
        per_series=dict(sorted(columns.items())),
        per_point=dict(sorted(points.items())),
    )


def _further(column: Array) -> Array:
    """A further column as a panel holds it: numbers, booleans or text."""
    # Some libraries keep whole numbers beside empty cells and some do not; the data are the same.
    if column.dtype.kind in "iuf":
        return column.astype(np.float64)
    return column if column.dtype.kind == "b" else as_keys(column)
