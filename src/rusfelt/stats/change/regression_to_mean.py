"""How much of a change people selected for their score would have shown anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import broadcast, not_finite, not_positive, not_unit_interval, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._places import choose
from rusfelt.stats.change._group_mean import group_level, group_mean, largest, of_group, student
from rusfelt.stats.change._pairs import as_pairs
from rusfelt.stats.change._reference import reference_figures

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = [
    "RegressionToMean",
    "SelectedByCutoff",
    "regression_to_mean",
    "regression_to_mean_by_cutoff",
]


class RegressionToMean(NamedTuple):
    """The change expected of each person, and the group's beside it; the first is the people's.

    Attributes:
        expected_change: of each person with a first score, in points.
        expected: its mean over those with both scores.
        observed: their mean of ``post - pre``.
        beyond: ``observed - expected``.
        low: lower bound of ``beyond``.
        high: upper bound.
        p: two-sided p that nothing but regression to the mean happened.
        pairs: people with both scores.
        reason: why there is no interval, else empty.
    """

    expected_change: Floats
    expected: Floats
    observed: Floats
    beyond: Floats
    low: Floats
    high: Floats
    p: Floats
    pairs: Integers
    reason: Strings


class SelectedByCutoff(NamedTuple):
    """What is expected of people taken from beyond a cutoff; fields of one shape.

    Attributes:
        share: of the population beyond the cutoff.
        pre: mean first score of those.
        post: mean later score expected of them, nothing having happened.
        expected: ``post - pre``.
    """

    share: Floats
    pre: Floats
    post: Floats
    expected: Floats


def regression_to_mean(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    norm_mean: ArrayLike,
    reliability: ArrayLike,
    confidence: ArrayLike = 0.95,
) -> RegressionToMean:
    """The change that comes of being selected, beside the change there was.

    Part of a bad score is a bad day. Someone met on it will, with nothing done, on average be
    nearer the mean of the people they come from next time. Of a first score ``pre`` that is
    ``(1 - r)(norm_mean - pre)``, with r the correlation of two scores of unchanged people the same
    time apart. What was observed beyond it is ``observed - expected``, with the t interval
    (n - 1) of each person's own difference.

    It stands on two figures that must be about the right people. ``norm_mean`` is the mean of those
    the group was taken *from*: if people in need are lastingly worse off than the public, the
    public's mean expects too much. An internal consistency (alpha) is too high for r and expects
    too little. Both are taken as known. What is beyond is still no effect: people also mend, and
    other things happen.

    Undefined (nan) with a reason: ``too-few-pairs``, fewer than two people with both scores;
    ``sd-zero``, all are equally far from what was expected; ``too-large``, beyond all numbers.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        norm_mean: mean of the population they come from; one number or one for each person.
        reliability: retest correlation in it, strictly between 0 and 1; likewise.
        confidence: level, one or one for each group.

    Returns:
        The expected change of each person; expected, observed and the rest of each group.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), or a figure is
            impossible.

    >>> result = regression_to_mean([12, 16, 14], [20, 19, 21], norm_mean=28, reliability=0.7)
    >>> result.expected_change.round(1)
    array([4.8, 3.6, 4.2])
    >>> round(float(result.observed), 1), round(float(result.beyond), 1)
    (6.0, 1.8)

    Source: Davis (1976), doi:10.1093/oxfordjournals.aje.a112321; Barnett, van der Pols and Dobson
    (2005), doi:10.1093/ije/dyh299.
    """
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    centre, r = reference_figures(
        before.shape, norm_mean=(norm_mean, "finite"), reliability=(reliability, "share")
    )
    size = largest(before, after, np.broadcast_to(centre, before.shape))
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.asarray((1 - r) * (centre - before))
        change = after - before
        more, moved, awaited = (
            group_mean(part, size)
            for part in (change - expected, change, np.where(np.isnan(change), np.nan, expected))
        )
    _, p, low, high = student(more, group_level(confidence, more.n.shape))
    return RegressionToMean(
        expected_change=finite_or_nan(expected), expected=awaited.mean, observed=moved.mean,
        beyond=more.mean, low=low, high=high, p=p, pairs=more.n, reason=more.reason,
    )  # fmt: skip


def regression_to_mean_by_cutoff(
    *,
    norm_mean: ArrayLike,
    norm_sd: ArrayLike,
    reliability: ArrayLike,
    cutoff: ArrayLike,
    selected: str,
) -> SelectedByCutoff:
    r"""The change to expect of people taken in because their score was beyond a cutoff.

    With normal scores of mean :math:`\mu` and standard deviation :math:`\sigma` in the population,
    and z the cutoff's distance from the mean in the direction selected, those beyond it score
    :math:`\sigma C(z)` from the mean, :math:`C(z) = \varphi(z)/(1 - \Phi(z))`, and come back
    :math:`(1 - r)\sigma C(z)` of that with nothing done. No person's score is needed: it can be
    asked before anybody is taken in. Scores with a floor or a long tail differ from it.

    Undefined (nan) only where a figure is beyond all numbers.

    Args:
        norm_mean: mean of the population, any shape, in points. All five broadcast.
        norm_sd: its standard deviation, above 0, of single scores.
        reliability: retest correlation, strictly between 0 and 1.
        cutoff: who is beyond it is selected.
        selected: ``"above"`` or ``"below"`` the cutoff.

    Returns:
        The share selected, their first and later mean, and the change between.

    Raises:
        DomainError: where a figure is impossible, or the word is neither.

    >>> result = regression_to_mean_by_cutoff(norm_mean=60, norm_sd=15, reliability=0.5, cutoff=40,
    ...                                       selected="below")
    >>> [round(float(part), 3) for part in result]
    [0.091, 33.028, 46.514, 13.486]

    Source: Davis (1976), doi:10.1093/oxfordjournals.aje.a112321; Barnett, van der Pols and Dobson
    (2005), equation 1, doi:10.1093/ije/dyh299.
    """
    choose("selected", selected, ("above", "below"))
    sign = 1.0 if selected == "above" else -1.0
    mean, sd, r, limit = broadcast(
        norm_mean=norm_mean, norm_sd=norm_sd, reliability=reliability, cutoff=cutoff
    )
    refuse(
        not_finite("norm_mean", mean),
        not_positive("norm_sd", sd),
        not_unit_interval("reliability", r),
        not_finite("cutoff", limit),
    )
    with np.errstate(all="ignore"):
        z = sign * (limit - mean) / sd
        # The ratio of density and tail, which both vanish far out.
        away = sign * sd * np.sqrt(2 / np.pi) / special.erfcx(z / np.sqrt(2.0))
        parts = special.ndtr(-z), mean + away, mean + r * away, (r - 1) * away
    return SelectedByCutoff(*(finite_or_nan(np.asarray(part)) for part in parts))
