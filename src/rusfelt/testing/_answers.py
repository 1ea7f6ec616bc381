"""Made-up answers to an instrument."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np

from rusfelt.domain import Instrument, ItemSet
from rusfelt.testing._chance import Chance, yes, yeses
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import ScoringMethod

__all__ = ["MOST_PATTERNS", "column_of", "known_instrument", "made_answers", "value_set_of"]

# Where any number of a range is an answer, it is tried in so many steps.
_STEPS = 8
MOST_PATTERNS = 20_000


def known_instrument(instrument: Instrument | str) -> Instrument:
    """An instrument, also by its id."""
    if isinstance(instrument, Instrument):
        return instrument
    from rusfelt.catalogue.instrument_loader import load_instrument  # noqa: PLC0415 - reads a file

    return load_instrument(instrument)


def column_of(item: str) -> str:
    """The column an item's answers stand in."""
    return f"item_{item}"


def possible(items: ItemSet) -> tuple[float, ...]:
    """The answers to an item, or some where there is no end of them."""
    if items.allowed:
        return items.allowed
    low, high = items.answers
    return tuple(low + (high - low) * step / _STEPS for step in range(_STEPS + 1))


def made_answers(
    chance: Chance,
    instrument: Instrument | str,
    *,
    fewest: int = 1,
    most: int = 6,
    missing: bool = True,
) -> dict[str, Array]:
    """A table of answers by column: ``person``, ``session`` and one column an item."""
    known = known_instrument(instrument)
    size = int(chance.integers(fewest, most, 1)[0])
    people = np.sort(chance.integers(0, max(size // 2, 1), size))
    _, first, number = np.unique(people, return_index=True, return_inverse=True)
    session = np.arange(size) - first[number.reshape(-1)] + 1
    table: dict[str, Array] = {
        "person": np.array([f"p{each:03}" for each in people.tolist()], dtype=np.str_),
        "session": session.astype(np.int64),
    }
    for item, items in known.item_sets.items():
        options = np.array(possible(items), dtype=np.float64)
        column: Floats = options[chance.integers(0, len(options) - 1, size)]
        if missing and yes(chance, 3):
            column = np.where(yeses(chance, size, 4), np.nan, column)
        table[column_of(item)] = column
    return table


def value_set_of(instrument: Instrument) -> Mapping[str, float] | None:
    """A made-up value for each answer pattern, where an instrument is scored by one.

    ``None`` where it is not; empty where there are more patterns than can be gone through.
    """
    scales = [each for each in instrument.scales if each.method is ScoringMethod.VALUE_SET]
    if not scales:
        return None
    items = [instrument.item_sets[name] for name in instrument.items_of(scales[0])]
    if math.prod(len(each.allowed) for each in items) > MOST_PATTERNS:
        return {}
    low, high = scales[0].bounds
    patterns = list(itertools.product(*(each.allowed for each in items)))
    return {
        "".join(f"{digit:g}" for digit in pattern): low + (high - low) * place / len(patterns)
        for place, pattern in enumerate(patterns)
    }
