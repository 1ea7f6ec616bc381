"""Counts as they must be before anything can be computed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats

__all__ = ["count_problems", "is_count"]

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
