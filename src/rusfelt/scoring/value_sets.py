"""Values looked up by the whole pattern of answers, in the set the caller has a right to use."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from rusfelt._identity import refuse_names
from rusfelt.domain import Instrument, Scale
from rusfelt.errors import DomainError, Problem
from rusfelt.scoring.answers import MOST_LISTED
from rusfelt.typing import Array, Floats

__all__ = ["looked_up", "set_bounds"]


def looked_up(
    instrument: Instrument,
    scale: Scale,
    answers: Mapping[str, Floats],
    value_set: Mapping[str, float] | None,
) -> tuple[Floats, Array]:
    """The value of each whole pattern of answers, and how many items each sheet answers.

    Raises:
        DomainError: there is no value set, it has patterns nobody can answer or values that are
            no numbers, or it lacks a pattern that was answered.
    """
    if value_set is None:
        msg = f"The scale {scale.id!r} is looked up in a value set, which is licensed. Give value_set."
        raise DomainError(msg)
    names, sets = instrument.items_of(scale), instrument.item_sets
    allowed = [np.array(sets[name].allowed) for name in names]
    table = _table(allowed, value_set)
    rows = len(answers[names[0]])
    code, answered = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    for name, known in zip(names, allowed, strict=True):
        # Answers are digits, so half-way between is nobody's; nan comes last and is left out below.
        code = code * len(known) + np.searchsorted(known - 0.5, answers[name], side="right") - 1
        answered += ~np.isnan(answers[name])
    score = np.where(answered == len(names), table[code], np.nan)
    lost = np.flatnonzero((answered == len(names)) & np.isnan(score))[:MOST_LISTED]
    if len(lost):
        msg = "The value set does not fit the answers; the first row is 0:"
        problems = [
            Problem(f"row {row}", "holds a pattern without a value.", "Add it to the value set.")
            for row in lost.tolist()
        ]
        raise DomainError(msg, problems=problems)
    return score, answered


def set_bounds(scale: Scale, value_set: Mapping[str, float]) -> tuple[float, float]:
    """The extremes of a scale: another set than the one its bounds were read from may go beyond."""
    values = [each for each in value_set.values() if math.isfinite(each)]
    return min(scale.bounds[0], *values), max(scale.bounds[1], *values)


def _table(allowed: list[Array], value_set: Mapping[str, float]) -> Floats:
    """The values in the order of the patterns, ``nan`` for one that is not in the set."""
    places = np.ndindex(*(len(each) for each in allowed))
    digits = [[f"{each:g}" for each in known.tolist()] for known in allowed]
    wanted = {
        "".join(known[k] for known, k in zip(digits, place, strict=True)): number
        for number, place in enumerate(places)
    }
    table = np.full(len(wanted), np.nan)
    refuse_names(value_set.keys() - wanted.keys(), what="Patterns")
    problems = []
    for pattern, value in value_set.items():
        path = f"value_set[{pattern!r}]"
        if pattern not in wanted:
            problems.append(Problem(path, "is no pattern of answers.", "Write one digit an item."))
        elif isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            problems.append(Problem(path, "is no number.", "Write a number."))
        elif not math.isfinite(value):
            problems.append(Problem(path, "is not finite.", "Write a number, or leave it out."))
        else:
            table[wanted[pattern]] = value
    if problems:
        msg = f"The value set has {len(problems)} problem(s):"
        raise DomainError(msg, problems=problems[:MOST_LISTED])
    return table
