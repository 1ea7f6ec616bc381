"""How large a part of where a person started the change is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import refuse
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._least_change import category, reason
from rusfelt.stats.change._one_number import one_least_change
from rusfelt.stats.change._pairs import as_pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["PercentageChange", "percentage_change"]


class PercentageChange(NamedTuple):
    """Each person's change as a share of the first score, and the word for it."""

    index: Floats  # type: ignore[assignment]  # as in ReliableChange
    category: Strings
    boundary: Strings
    reason: Strings


def percentage_change(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    improved: float,
    deteriorated: float | None = None,
    better: str,
) -> PercentageChange:
    """Whether people moved by a given share of where they started, such as half the symptoms gone.

    ``index = (post - pre)/pre``: -0.5 is half the points gone. It is ``improved`` where the change
    the better way is **at least** the share given (``>=``, as in the article; equal on paper is
    equal), ``deteriorated`` where the change the other way is,
    and ``unchanged`` between. It takes no account of measurement error: half of four points is two.

    A share of nothing does not exist: where the first score is 0 the index is nan, the category
    empty and the reason ``zero-at-start``, whatever the second score is. Likewise with a missing
    score (``missing-pre``, ``missing-post``), and where the share is too large for a number
    (``too-large``). A score below 0 is refused: its scale has no zero that a share could be
    counted from.

    Args:
        pre: people's first scores, ``(..., people)``, 0 or more; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        improved: least share that is an improvement, above 0, such as 0.5.
        deteriorated: least share that is a deterioration; that of ``improved`` where left out.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        The signed share, the category, the operator at the boundary (``>=``) and the reason where
        there is no category, each of the shape of the people.

    Raises:
        DomainError: where a score is negative or infinite (the place is named, never the score),
            a share is not above 0, the share of a fall is above 1 (a score cannot lose more than
            all of itself: it was meant as a percentage), or ``better`` is another word.

    >>> result = percentage_change([40, 40, 0], [20, 39, 3], improved=0.5, better="lower")
    >>> result.index.tolist(), result.category.tolist()
    ([-0.5, -0.025, nan], ['improved', 'unchanged', ''])

    Source: Hiller, Schindler and Lambert (2012), doi:10.1080/10503307.2011.616237.
    """
    sign = one_direction(better)
    least_up, least_down = _shares(improved, deteriorated, sign)
    first, second = as_pairs(pre, post)
    remedy = "Use another method: on a scale that goes below 0 a share has no meaning."
    refuse(
        bad_rows("pre", first < 0, "is below 0.", remedy),
        bad_rows("post", second < 0, "is below 0.", remedy),
    )
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        index = np.asarray((second - first) / first)
    index = np.where(np.isfinite(index), index, np.nan)
    # The share is of size 1 and more, as far as the rounding of the scores goes.
    words = category(sign * index, least_up, least_down, 1.0)
    boundary = np.broadcast_to(np.array(">="), index.shape)
    return PercentageChange(index, words, boundary, reason(first, second, index, first == 0))


def _shares(improved: object, deteriorated: object, sign: float) -> tuple[float, float]:
    up = one_least_change("improved", improved)
    down = up if deteriorated is None else one_least_change("deteriorated", deteriorated)
    falling, value = ("improved", up) if sign < 0 else ("deteriorated", down)
    if value > 1:
        problem = Problem(
            falling, f"{value!r} is more than all of a score can fall.",
            f"Give {falling} as a share, such as 0.5 for half, not as a percentage.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return up, down
