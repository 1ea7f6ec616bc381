"""Weighted sums over age groups, a block of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rusfelt.typing import Array, Bools, Floats

__all__ = ["WeightedSums", "expected_sums", "weighted_sums"]


# Cells of a block, so that a block and its half-dozen products stay in the processor's cache.
_CELLS = 1 << 15


class WeightedSums(NamedTuple):
    """Sums of each row; all but the events in units of ``scale``, which keeps them in range.

    ``largest`` is the largest step one event can make, and ``empty`` says that an age group with
    weight has nobody in it.
    """

    events: Floats
    rate: Floats
    variance: Floats
    largest: Floats
    scale: Floats
    empty: Bools


def weighted_sums(rows: Mapping[str, Array], count: int) -> WeightedSums:
    """What a directly standardised rate and its intervals are made of."""
    events, rate, variance, largest, unit = (np.empty(count) for _ in range(5))
    empty = np.zeros(count, dtype=np.bool_)
    for block in row_blocks(count, rows["x"].shape[1], cells=_CELLS):
        x, exposure, weights = (
            _by_age(rows[name], block, count) for name in ("x", "exposure", "weights")
        )
        spread = _by_age(rows["variance"], block, count) if "variance" in rows else x
        share = weights / weights.max(axis=0)
        share /= share.sum(axis=0)
        people = exposure > 0
        counted = x > 0 if spread is x else (x > 0) | (spread > 0)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            each = share / exposure
            if not people.all():
                each = np.where(people, each, 0.0)
                empty[block] = (~people & (weights > 0)).any(axis=0)
            # The largest step that an event makes is the unit, so that squares stay in range.
            widest = each.max(axis=0)
            scale = np.where(counted, each, 0.0).max(axis=0)
            scale = np.where(scale > 0, scale, np.where(widest > 0, widest, 1.0))
            largest[block] = widest / scale
            each = each / scale
            step = each * x
            rate[block] = step.sum(axis=0)
            step = step * each if spread is x else each * each * spread
            variance[block] = step.sum(axis=0)
        unit[block] = scale
        events[block] = x.sum(axis=0)
    return WeightedSums(events, rate, variance, largest, unit, empty)


def expected_sums(rows: Mapping[str, Array], count: int) -> tuple[Floats, Bools]:
    """The expected events, and whether the reference lacks an age group that has people."""
    names = ("exposure", "reference_x", "reference_exposure")
    expected, unknown = np.empty(count), np.zeros(count, dtype=np.bool_)
    for block in row_blocks(count, rows["exposure"].shape[1], cells=_CELLS):
        people, events, whole = (_by_age(rows[name], block, count) for name in names)
        known, some = whole > 0, people > 0
        with np.errstate(over="ignore", invalid="ignore"):
            each = people * (events / np.where(known, whole, 1.0))
            expected[block] = np.where(some, each, 0.0).sum(axis=0)
        unknown[block] = (some & ~known).any(axis=0)
    return np.where(unknown | ~np.isfinite(expected), np.nan, expected), unknown


def _by_age(rows: Array, block: slice, count: int) -> Floats:
    """The rows of a block, or the one row all share, as columns: sums down columns are faster."""
    return np.array((rows[block] if len(rows) == count else rows).T, dtype=np.float64, order="C")
