"""The word for a change held against the least change that counts, and the word for having none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats._on_paper import at_least

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["category", "reason"]

_CATEGORIES = np.array(["", "improved", "unchanged", "deteriorated"])
_REASONS = np.array(["", "too-large", "zero-at-start", "missing-post", "missing-pre"])


def category(gain: Floats, up: float, down: float, *parts: Floats | float) -> Strings:
    """``improved`` from ``up`` on, ``deteriorated`` from ``-down`` on, equal on paper included.

    ``parts`` are what the gain was worked out from. The empty word where the gain is nan.
    """
    with np.errstate(over="ignore"):
        improved = (gain > 0) & at_least(gain, up, *parts)
        deteriorated = (gain < 0) & at_least(-gain, down, *parts)
    code = np.where(np.isnan(gain), 0, 2)
    code -= improved
    code += deteriorated
    return np.asarray(_CATEGORIES[code], dtype=_CATEGORIES.dtype)


def reason(pre: Floats, post: Floats, index: Floats, at_zero: Bools) -> Strings:
    """Why there is no index: a missing score first, then what the scores themselves do."""
    if not np.isnan(index).any():
        return np.broadcast_to(_REASONS[0:1].reshape(()), index.shape)
    code = np.select([np.isnan(pre), np.isnan(post), at_zero, np.isnan(index)], [4, 3, 2, 1], 0)
    return np.asarray(_REASONS[code], dtype=_REASONS.dtype)
