"""Whether people's change is as large as one they themselves would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._least_change import category, reason
from rusfelt.stats.change._one_number import one_least_change
from rusfelt.stats.change._pairs import as_pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["AnchorChange", "anchor_change"]

# A change in points exists from any start.
_NEVER = np.zeros((), dtype=np.bool_)


class AnchorChange(NamedTuple):
    """Each person's change in points, and the word for it."""

    change: Floats
    category: Strings
    boundary: Strings
    reason: Strings


def anchor_change(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    important: float,
    deteriorated: float | None = None,
    better: str,
) -> AnchorChange:
    """Whether people moved by at least the smallest difference that matters to them.

    That minimal important difference comes from an anchor: people who said they felt better had
    moved by about that much. A person is ``improved`` where the change ``post - pre`` the better
    way is **at least** the difference (``>=``; equal on paper is equal),
    ``deteriorated`` where the change the other way is, and ``unchanged`` between. It says that a
    change matters, not that it is more than measurement error.

    Without two scores there is no change and no category, and the reason is ``missing-pre`` or
    ``missing-post``; ``too-large`` is a change beyond all numbers.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        important: the minimal important difference, above 0, in points.
        deteriorated: that of a deterioration, which need not be the same; that of ``important``
            where left out.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        The signed change, the category, the operator at the boundary (``>=``) and the reason where
        there is no category, each of the shape of the people.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), a difference
            is not above 0, or ``better`` is another word.

    >>> anchor_change([20, 20, 20], [25, 24, 12], important=5, better="higher").category
    array(['improved', 'unchanged', 'deteriorated'], dtype='<U12')

    Source: Jaeschke, Singer and Guyatt (1989), doi:10.1016/0197-2456(89)90005-6.
    """
    sign = one_direction(better)
    up = one_least_change("important", important)
    down = up if deteriorated is None else one_least_change("deteriorated", deteriorated)
    first, second = as_pairs(pre, post)
    with np.errstate(over="ignore"):
        change = np.asarray(second - first)
    change = np.where(np.isinf(change), np.nan, change)
    words = category(sign * change, up, down, first, second)
    boundary = np.broadcast_to(np.array(">="), change.shape)
    return AnchorChange(change, words, boundary, reason(first, second, change, _NEVER))
