"""Counts as they must be before anything can be computed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.evaluators._places import scales
from rusfelt.evaluators._standing import points_column
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.panel import Panel
    from rusfelt.typing import Bools, Floats

__all__ = ["LatestCounts", "count_problems", "is_count", "latest_counts"]

# Whole numbers above this are no longer exact as float64.
_LARGEST = 2.0**53


def is_count(values: Floats) -> Bools:
    """Which numbers are whole, not below 0, and exact."""
    return np.asarray((values >= 0) & (values <= _LARGEST) & (values == np.floor(values)))


def count_problems(
    x: Floats, n: Floats, share: Bools, deff: Floats | None = None
) -> tuple[tuple[Bools, str], ...]:
    """What keeps counts over ``n`` from being rates, or shares where ``share``, as masks with codes."""
    found = [
        (np.isnan(x), "lacks:x"),
        (np.isnan(n), "lacks:n"),
        (~is_count(x) | (share & (n > 0) & ~(is_count(n) & (x <= n))), "not-whole-counts"),
        (~((n > 0) & np.isfinite(n)), "no-exposure"),
    ]
    if deff is not None:
        # Fewer independent people than were counted, so chance would seem smaller than it is.
        found.append((share & ~(np.isnan(deff) | (deff == 1)), "design-effect"))
    return tuple((np.asarray(bad), code) for bad, code in found)


class LatestCounts(NamedTuple):
    """Each series' latest count, ``(k,)``: of what, in which unit, and what speaks against it.

    ``share`` tells shares from rates; ``scale`` is what one x/n is in the indicator's unit.
    """

    x: Floats
    n: Floats
    share: Bools
    scale: Floats
    problems: tuple[tuple[Bools, str], ...]


def latest_counts(panel: Panel) -> LatestCounts:
    """The latest point of every series; none of them is without points."""
    last = panel.offsets[1:] - 1
    x, n, deff = (
        points_column(panel.per_point, name, panel.y.shape)[last] for name in ("x", "n", "deff")
    )
    share: Bools = np.asarray(panel.per_series["kind"] == Kind.COVERAGE)
    scale = scales(panel)
    problems = (*count_problems(x, n, share, deff), (np.isnan(scale), "lacks:factor"))
    return LatestCounts(x, n, share, scale, problems)
