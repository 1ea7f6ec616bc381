"""The laws of instruments."""

from __future__ import annotations

import pickle

import numpy as np

from rusfelt import plugin
from rusfelt.domain import Scale
from rusfelt.errors import DomainError, PluginError, said_by
from rusfelt.testing._sheets import Sheets
from rusfelt.testing.law import Broken
from rusfelt.typing import Array
from rusfelt.vocabulary import ScoringMethod

__all__ = [
    "alone",
    "bounds",
    "deterministic",
    "honest_offer",
    "immutable",
    "missing",
    "order",
    "refuses",
    "total",
]

# An answer no instrument has, and that no message may repeat.
_NO_ANSWER = 98765.0


def immutable(sheets: Sheets) -> None:
    """Nothing can change an instrument: it can be hashed, and its copy in another process is equal to it."""
    try:
        hash(sheets.instrument)
        copy = pickle.loads(pickle.dumps(sheets.instrument))  # noqa: S301 - bytes made on this line
    except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
        msg = f"it cannot be hashed or sent to another process: {said_by(error)}"
        raise Broken(msg) from None
    if copy != sheets.instrument:
        msg = "its copy in another process is not equal to it."
        raise Broken(msg)


def total(sheets: Sheets) -> None:
    """Whatever answers there are to its items, also missing ones, every person gets a series on every scale, and nothing is raised."""
    for table in sheets.tables:
        panel = sheets.surely(table)
        people, scales = len(np.unique(table["person"])), len(sheets.instrument.scales)
        if len(panel) != people * scales:
            msg = f"{people} people on {scales} scale(s) got {len(panel)} series."
            raise Broken(msg)


def bounds(sheets: Sheets) -> None:
    """No score lies outside the bounds of its scale, also where every answer is the lowest, or the highest."""
    for table in (*sheets.tables, *_ends(sheets)):
        panel = sheets.surely(table)
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        low, high = (panel.per_series[name][owner] for name in ("lowest", "highest"))
        room = 1e-9 * np.maximum(1, np.abs(high - low))
        outside = (panel.y < low - room) | (panel.y > high + room)
        if outside.any():
            scale = panel.indicator[owner[outside][0]]
            msg = f"{int(outside.sum())} score(s) of {str(scale)!r} lie outside its bounds."
            raise Broken(msg)


def _ends(sheets: Sheets) -> list[dict[str, Array]]:
    """Sheets on which every answer is the lowest, and the highest."""
    table = sheets.complete
    made = []
    for end in (0, 1):
        answers = {
            sheets.column(item): np.full(len(table["person"]), items.answers[end])
            for item, items in sheets.instrument.item_sets.items()
        }
        made.append({**table, **answers})
    return made


def missing(sheets: Sheets) -> None:
    """A sheet with as many answers missing on a scale as its rule allows is scored, and one with one more is not; without a rule only a complete sheet is."""
    instrument = sheets.instrument
    for scale in instrument.scales:
        rule = instrument.missing_rule_of(scale)
        allowed = rule.at_most if rule and scale.method is not ScoringMethod.VALUE_SET else 0
        items = instrument.items_of(scale)
        limit = instrument.discard_above
        for gone in range(min(allowed + 2, len(items) + 1)):
            scored = gone <= allowed and gone < len(items) and (limit is None or gone <= limit)
            if _scored(sheets, scale, items[:gone]) != scored:
                what = "is" if not scored else "is not"
                msg = f"a sheet with {gone} of {len(items)} answers missing on {scale.id!r} {what} scored, and the rule allows {allowed}."
                raise Broken(msg)


def _scored(sheets: Sheets, scale: Scale, gone: tuple[str, ...]) -> bool:
    """Whether complete sheets without the answers to these items get a score on a scale."""
    table = dict(sheets.complete)
    for item in gone:
        table[sheets.column(item)] = np.full(len(table["person"]), np.nan)
    name = sheets.instrument.id
    if len(sheets.instrument.scales) > 1:
        name = f"{name}.{scale.id}"
    panel = sheets.surely(table)
    return bool(panel.sizes[panel.indicator == name].any())


def deterministic(sheets: Sheets) -> None:
    """The same answers get the same scores, to the byte."""
    for table in sheets.tables:
        if sheets.surely(table).digest() != sheets.surely(table).digest():
            msg = "the same answers got other scores when scored again."
            raise Broken(msg)


def alone(sheets: Sheets) -> None:
    """A person's score is the same alone as among others: nobody's depends on anybody else's answers."""
    for table in sheets.tables:
        together = sheets.scores(table)
        for person in np.unique(table["person"]):
            own = sheets.scores(sheets.rows(table, np.flatnonzero(table["person"] == person)))
            if own != {key: each for key, each in together.items() if key[1] == str(person)}:
                msg = "somebody gets another score alone than among others."
                raise Broken(msg)


def order(sheets: Sheets) -> None:
    """The order of the sheets, and that of the columns, changes no score."""
    for table in sheets.tables:
        turned = sheets.rows(table, np.arange(len(table["person"]))[::-1])
        other = dict(reversed(list(turned.items())))
        if sheets.surely(other).digest() != sheets.surely(table).digest():
            msg = "the scores are other ones where the sheets stand in another order."
            raise Broken(msg)


def refuses(sheets: Sheets) -> None:
    """An answer there is not stops the scoring with a ``DomainError`` that names the row and the item, and never the answer."""
    for item in sheets.instrument.item_sets:
        table = dict(sheets.complete)
        column = np.array(table[sheets.column(item)], dtype=np.float64)
        column[0] = _NO_ANSWER
        table[sheets.column(item)] = column
        try:
            sheets.score(table)
        except DomainError as error:
            if f"{_NO_ANSWER:g}" in str(error):
                msg = "its refusal repeats the answer. Name the row and the item alone."
                raise Broken(msg) from None
            continue
        msg = f"an answer to item {item!r} that there is not was scored."
        raise Broken(msg)


def honest_offer(sheets: Sheets) -> None:
    """What is offered by its id leads to this very instrument."""
    for entry in plugin.registry().entries:
        if entry.kind != "instrument" or entry.offer.name != sheets.instrument.id:
            continue
        try:
            made = entry.offer.load()
        except PluginError as error:
            raise Broken(str(error)) from None
        made = made() if callable(made) else made
        if made != sheets.instrument:
            msg = f"{entry.distribution} offers another instrument by the id {sheets.instrument.id!r}."
            raise Broken(msg)
