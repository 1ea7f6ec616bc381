"""Later scores for those who dropped out, by a policy that is named and never silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, refuse
from rusfelt.stats._method import check_method
from rusfelt.stats._path_checks import bad_rows, check_not_infinite
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._figures import fitting
from rusfelt.stats.change._group_mean import of_group
from rusfelt.stats.change._pairs import as_pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["DROPOUT_POLICIES", "FilledPost", "fill_missing_post"]

#: What can be done about those without a later score.
#: What may be made of those who have no later score.
DROPOUT_POLICIES = (
    "completers", "last-observation", "baseline-observation", "worst-case", "best-case",
)  # fmt: skip


class FilledPost(NamedTuple):
    """The later scores, those that were filled in, and the policy, of the people's shape."""

    post: Floats
    filled: Bools
    policy: Strings


def fill_missing_post(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    policy: str,
    last: ArrayLike | None = None,
    lowest: float | None = None,
    highest: float | None = None,
    better: str = "higher",
) -> FilledPost:
    """Later scores for those who dropped out, by a policy that is named.

    * ``completers``: none; those who dropped out stay out.
    * ``last-observation``: the last score seen before the person was gone, ``last``, which has to
      be given; with two scores a person it is ``pre``, and says that nothing changed. Where
      ``last`` is nan it is ``pre`` too.
    * ``baseline-observation``: ``pre``, as if nothing had changed.
    * ``worst-case``: the worst score of the scale; ``best-case``: the best.

    None of them is what happened. Filled scores make an interval narrower than it should be: they
    are no observations. Use them beside the completers, not instead of them. Someone without a
    first score has not started and is never filled.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        policy: one of :data:`DROPOUT_POLICIES`.
        last: the last score seen, used by ``last-observation`` alone; broadcast to the people.
        lowest: the lowest score of the scale, for the two cases.
        highest: the highest score of the scale.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        The later scores, which of them were filled in, and the policy.

    Raises:
        DomainError: where a score is infinite or outside the scale given (the place is named, never
            the score), the policy is unknown, or what it needs is lacking.

    >>> fill_missing_post([8, 5], [6, np.nan], policy="worst-case", lowest=0, highest=40).post
    array([6., 0.])

    Source: Panel on Handling Missing Data in Clinical Trials, National Research Council (2010),
    doi:10.17226/12955.
    """
    check_method(policy, *DROPOUT_POLICIES)
    low, high = _ends(lowest, highest, needed=policy in {"worst-case", "best-case"})
    worst, best = (low, high) if one_direction(better) > 0 else (high, low)
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    # Looked at whatever the policy, so that policies can be tried in turn on the same arguments.
    given = {} if last is None else {"last": _last(last, before)}
    _within(low, high, pre=before, post=after, **given)
    gone = np.asarray(~np.isnan(before) & np.isnan(after))
    fills: Floats | float = before
    if policy == "last-observation":
        if not given:
            remedy = "Give the last score seen; of two scores a person that is pre."
            raise DomainError(problems=[Problem("last", "is lacking.", remedy)])
        fills = np.where(np.isnan(given["last"]), before, given["last"])
    elif policy in {"worst-case", "best-case"}:
        fills = worst if policy == "worst-case" else best
    elif policy == "completers":
        gone = np.zeros(before.shape, dtype=np.bool_)
    named = np.broadcast_to(np.asarray(policy), before.shape)
    return FilledPost(np.where(gone, fills, after), gone, named)


def _ends(lowest: float | None, highest: float | None, *, needed: bool) -> tuple[float, float]:
    """The ends of the scale; nan for one that is not given."""
    ends, problems = [], []
    for name, value in (("lowest", lowest), ("highest", highest)):
        if value is None:
            ends.append(np.nan)
            if needed:
                problems.append(Problem(name, "is lacking.", "Give both ends of the scale."))
            continue
        end = as_floats(name, value)
        if end.ndim or not np.isfinite(end):
            problems.append(Problem(name, "is not one finite number.", "Give the scale's end."))
        ends.append(float(end) if not end.ndim else np.nan)
    if ends[0] >= ends[1]:
        problems.append(Problem("lowest", "is not below highest.", "Check which end is which."))
    refuse(problems)
    return ends[0], ends[1]


def _within(low: float, high: float, **named: Floats) -> None:
    remedy = "Check the score, and the ends given."
    refuse(
        *(
            bad_rows(name, (score < low) | (score > high), "is outside the scale.", remedy)
            for name, score in named.items()
        )
    )


def _last(last: ArrayLike, before: Floats) -> Floats:
    seen = fitting("last", as_floats("last", last), before.shape)
    check_not_infinite(last=seen)
    return np.broadcast_to(seen, before.shape)
