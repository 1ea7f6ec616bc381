"""Scores beside a norm population: in its standard deviations, and as T scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_floats
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._group_mean import group_level, group_mean, largest, of_group, student
from rusfelt.stats.change._reference import named_source, reference_figures

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["NormStandardised", "norm_standardised"]

_T_MEAN, _T_SD = 50.0, 10.0


class NormStandardised(NamedTuple):
    """Each person beside the norm, and the group's mean; the first two fields are the people's.

    Attributes:
        z: ``(score - mean)/sd``; nan where there is no score.
        t_score: ``50 + 10·z``.
        mean: mean z of the group; the norm's is 0.
        low: its lower bound.
        high: its upper bound.
        t_mean: mean T score of the group; the norm's is 50.
        t_low: its lower bound.
        t_high: its upper bound.
        sd: standard deviation of the group's z; the norm's is 1.
        p: two-sided p that the group's mean is the norm's.
        n: people with a score.
        source: of the norm.
        reason: why there is no interval, else empty.
    """

    z: Floats
    t_score: Floats
    mean: Floats
    low: Floats
    high: Floats
    t_mean: Floats
    t_low: Floats
    t_high: Floats
    sd: Floats
    p: Floats
    n: Integers
    source: Strings
    reason: Strings


def norm_standardised(
    score: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    source: str,
    confidence: ArrayLike = 0.95,
) -> NormStandardised:
    """How far people's scores are from those of a norm population, in its standard deviations.

    A z of 0, or a T score of 50, is the norm's mean; one standard deviation is 1 of z and 10 of T.
    Both have the sign of the score: whether above the norm is good depends on the scale. T scores
    here are linear (``50 + 10·z``), not normalised: they have the shape of the scores, and a T of 70
    is no percentile. Give each person the norm of their own age and sex where there is one.

    The group's interval is the mean of its z ± t·sd/√n with n - 1 degrees of freedom, of the people
    with a score. It takes the norm's mean and standard deviation as known: a norm from few people
    is less sure than the interval says.

    Undefined (nan) with a reason: ``too-few-pairs``, fewer than two people with a score;
    ``sd-zero``, all have the same z; ``too-large``, beyond all numbers.

    Args:
        score: people's scores, ``(..., people)``, in points; nan where there is none. Leading axes
            are groups of their own.
        mean: the norm's mean; this and the next one number or one for each person.
        sd: the norm's standard deviation, above 0.
        source: where the norm comes from; carried along.
        confidence: level, one or one for each group.

    Returns:
        z and T of each person; mean, interval and test of each group.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), a figure of
            the norm is impossible, or the source is not said.

    >>> result = norm_standardised([6, 7, 9, np.nan], mean=8, sd=2, source="Norm 2023")
    >>> result.t_score
    array([40., 45., 55., nan])
    >>> round(float(result.t_mean), 2), int(result.n), result.source.item()
    (46.67, 3, 'Norm 2023')

    Source: Crawford and Howell (1998), doi:10.1076/clin.12.4.482.7241, on what a small norm does;
    the interval is Student's (1908), doi:10.1093/biomet/6.1.1.
    """
    scores = as_floats("score", score)
    of_group("score", scores)
    check_not_infinite(score=scores)
    centre, spread = reference_figures(scores.shape, mean=(mean, "finite"), sd=(sd, "positive"))
    with np.errstate(over="ignore", invalid="ignore"):
        z = finite_or_nan(np.asarray((scores - centre) / spread))
        # Rounding of the scores, in the unit of z.
        size = largest(scores / spread, np.broadcast_to(centre / spread, scores.shape))
    lost = np.isnan(z) & ~np.isnan(scores)
    found = group_mean(np.where(lost, np.inf, z), size)
    level = group_level(confidence, found.n.shape)
    _, p, low, high = student(found, level)
    with np.errstate(over="ignore"):
        t_score, t_mean, t_low, t_high = (
            finite_or_nan(np.asarray(_T_MEAN + _T_SD * part)) for part in (z, found.mean, low, high)
        )
    return NormStandardised(
        z=z, t_score=t_score, mean=found.mean, low=low, high=high,
        t_mean=t_mean, t_low=t_low, t_high=t_high, sd=found.sd, p=p, n=found.n,
        source=named_source("source", source, found.n.shape), reason=found.reason,
    )  # fmt: skip
