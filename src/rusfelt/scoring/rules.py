"""The scoring rules, one scale at a time over all sheets at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rusfelt.domain import Instrument, ItemSet, Scale
from rusfelt.typing import Array, Floats, Integers
from rusfelt.vocabulary import ScoringMethod

__all__ = ["scale_scores", "wrong_rows"]

# Answers on a line are written with a decimal or two, which binary fractions only come near.
_NEAR = 1e-6


def wrong_rows(answers: Floats, allowed: ItemSet) -> Integers:
    """Rows whose answer to one item is no answer there is; a missing answer is none of them."""
    low, high = allowed.answers
    # The smallest and largest are found in one pass each, and most tables need nothing more.
    least, most = np.fmin.reduce(answers, initial=np.inf), np.fmax.reduce(answers, initial=-np.inf)
    wrong = np.zeros(0, dtype=np.int64)
    if least < low or most > high:
        wrong = np.flatnonzero((answers < low) | (answers > high))
    if allowed.only is not None:
        off = ~np.isin(answers, allowed.only) & ~np.isnan(answers)
    elif allowed.step == 1 and low == int(low):
        off = np.floor(answers) != answers
        off &= answers == answers  # noqa: PLR0124 - nan is not itself
    elif allowed.step > 0:
        with np.errstate(all="ignore"):
            # An infinite answer was found above.
            steps = (answers - low) / allowed.step
            off = np.abs(steps - np.rint(steps)) > _NEAR
    else:
        return wrong
    return np.union1d(wrong, np.flatnonzero(off)) if off.any() else wrong


def scale_scores(
    instrument: Instrument, scale: Scale, answers: Mapping[str, Floats]
) -> tuple[Floats, Array]:
    """The scores of one scale, and how many of its items each sheet answers.

    Args:
        instrument: has the scale.
        scale: the rule.
        answers: item → answers, checked; ``nan`` where there is none. An item that nobody was
            asked is not there.

    Returns:
        ``(score, answered)``; the score is ``nan`` where too many answers are missing.
    """
    names, sets = instrument.items_of(scale), instrument.item_sets
    asked = [name for name in names if name in answers]
    rows = len(answers[asked[0]])
    total, missing = np.zeros(rows), np.full(rows, len(names) - len(asked), dtype=np.int64)
    for name in asked:
        counted = _counted(answers[name], sets[name], reverse=name in scale.reversed)
        gone = np.isnan(counted)
        if gone.any():
            missing += gone
            counted = np.where(gone, 0.0, counted)
        total += counted
    answered = len(names) - missing
    rule = instrument.missing_rule_of(scale)
    # Without a published rule nothing is filled in.
    at_most = 0 if rule is None or scale.lookup is not None else rule.at_most
    score = _combined(instrument, scale, total, answered, len(names))
    if missing.any():
        score[(missing > at_most) | (answered == 0)] = np.nan
    return score, answered


def _combined(
    instrument: Instrument, scale: Scale, total: Floats, answered: Array, items: int
) -> Floats:
    some = np.maximum(answered, 1)
    if scale.method is ScoringMethod.MEAN:
        score = total / some
    elif (answered == items).all():
        score = total
    else:
        # A missing answer counts as the mean of the person's others; whole sheets stay exact.
        score = np.where(answered == items, total, total / some * items)
    if scale.factor != 1:
        score = score * scale.factor
    if scale.rescale is not None:
        low, high = scale.rescale
        score = 100 * (score - low) / (high - low)
    if scale.lookup is not None:
        table = np.array(scale.lookup)
        # The first score is that of the lowest sum there is.
        place = np.rint(score - instrument.raw_bounds(scale)[0]).astype(np.int64)
        score = table[np.clip(place, 0, len(table) - 1)]
    return score


def _counted(answers: Floats, allowed: ItemSet, *, reverse: bool) -> Floats:
    """What each answer counts for."""
    if allowed.points is not None:
        place = np.searchsorted(np.array(allowed.allowed) - _NEAR, answers, side="right") - 1
        counted = np.array(allowed.points)[np.clip(place, 0, None)]
        answers = np.where(np.isnan(answers), np.nan, counted)
    if reverse:
        return sum(allowed.counted) - answers
    return answers
