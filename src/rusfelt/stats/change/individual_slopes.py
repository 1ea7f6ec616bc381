"""Each person's own rate of change over three or more waves, and how it differs from the group's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import check_confidence, row_blocks
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._growth import fitted_growth, own_slopes
from rusfelt.stats.change._slope_fit import SlopeFit, fit_of, without_fit
from rusfelt.stats.change._slope_people import REASONS, admit
from rusfelt.stats.change._slope_statistics import checked_waves

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["IndividualSlopes", "SlopeFit", "individual_slopes"]

_WORDS = np.array(["", "improved", "unchanged", "deteriorated"], dtype="<U12")


class IndividualSlopes(NamedTuple):
    """Each person's slope and its two words; every field but ``fit`` has one entry a person."""

    slope: Floats
    slope_se: Floats
    slope_index: Floats
    slope_category: Strings
    deviation: Floats
    deviation_sd: Floats
    deviation_index: Floats
    deviation_category: Strings
    waves: Integers
    critical: Floats
    boundary: Strings
    reason: Strings
    fit: SlopeFit


def individual_slopes(
    t: ArrayLike,
    y: ArrayLike,
    offsets: ArrayLike,
    *,
    better: str = "higher",
    confidence: float = 0.95,
) -> IndividualSlopes:
    """How fast each person changes over three or more waves: in itself, and beside the group.

    Two questions and two words, never to be mixed up. ``slope_category``: did **this person**
    change, is the own slope beyond chance on one side of 0? ``deviation_category``: did the person
    change **faster or slower than the group**? Where everybody improves at much the same pace,
    everybody is ``improved`` by the first, and by the second as many are ``deteriorated`` as
    ``improved``. Software that sorts people by their random effect answers the second question
    alone.

    A growth model, ``y = (β₀ + u₀) + (β₁ + u₁)·t + e``, is fitted to all people with three or more
    waves by restricted maximum likelihood (REML); waves may be missing, and times differ from
    person to person. The slope is the best linear unbiased prediction of ``β₁ + u₁``: the person's
    own least-squares slope, drawn towards the group's, the more so the less the own waves say.
    ``slope_se`` is the standard error of that prediction, with the uncertainty of ``β₁`` in it;
    ``deviation_sd`` is the conditional standard deviation of ``u₁`` given the fit, without it.
    Neither holds the uncertainty of the variances. An index is the figure over its error and has
    the sign of the score; beyond z the word is ``improved`` or ``deteriorated``, strictly
    (``|index| > z``), ``z`` the two-sided normal quantile.

    Everybody's answer depends on who else is there: one who stood still among many who moved is
    drawn towards them. Errors are taken to be normal, equally large and independent from wave to
    wave. Count time from each person's own start: over calendar dates far apart the likelihood of
    a few people can have several tops, and the highest of those found is given.

    Undefined (numbers nan, categories empty) with the reason ``fewer-than-3-waves``;
    ``times-too-close``, for times spread less than a ten-thousandth as far as the others';
    and, for all people, ``fewer-than-3-people`` left; ``no-residual-variance``, everybody on a
    straight line of their own, so that the likelihood has no maximum; ``out-of-range``, times or
    values beyond 1e50 (or all within 1e-50 of 0). Where by the fit slopes do not vary among
    people, deviations are 0, their index and category undefined (``no-slope-variance``) and all
    slopes the group's: a sign of too few people or waves rather than of people all alike.

    Args:
        t: time of each wave, ``(waves,)``, in any unit, rising within a person.
        y: value of each wave, ``(waves,)``, in points; nan for a wave without one.
        offsets: where each person's waves begin, and the end of the last, ``(people + 1,)``.
        better: ``"higher"`` or ``"lower"``.
        confidence: level of the boundary.

    Returns:
        The own slope in points per unit of time with its error, index and category; its deviation
        from the group's slope with the same; the waves used; the critical value and the operator
        at the boundary; the reason; and the fit, see :class:`SlopeFit`.

    Raises:
        DomainError: where a time is not finite or does not rise, a value is infinite (the place is
            named, never the value), the shapes do not fit, or an option is unknown.

    >>> y = [30, 27, 22, 20, 28, 24, 23, 19, 33, 32, 32, 31, 31, 22, 17, 8, 26, 25, 20, 19]
    >>> found = individual_slopes([0, 1, 2, 3] * 5, y, [0, 4, 8, 12, 16, 20], better="lower")
    >>> found.slope.round(2)
    array([-3.47, -2.91, -0.53, -7.21, -2.78])
    >>> found.slope_category.tolist()
    ['improved', 'improved', 'unchanged', 'improved', 'improved']
    >>> found.deviation_category.tolist()
    ['unchanged', 'unchanged', 'deteriorated', 'improved', 'unchanged']

    Source: Laird and Ware (1982), doi:10.2307/2529876; Bates, Mächler, Bolker and Walker (2015),
    doi:10.18637/jss.v067.i01; Raudenbush and Bryk, Hierarchical Linear Models (2nd edition, 2002).
    On such slopes for clients in treatment Hsu (1999), doi:10.1037/0022-006X.67.4.594.
    """
    direction = one_direction(better)
    critical = _critical(confidence)
    waves = checked_waves(t, y, offsets)
    people = admit(waves)
    sizes, reasons = np.diff(waves.offsets), people.reasons
    numbers = np.full((6, len(sizes)), np.nan)
    words = np.zeros((2, len(sizes)), dtype=np.int8)
    if people.obstacle:
        reason = str(REASONS[people.obstacle])
        fit = without_fit(people.lines, people=len(sizes), reason=reason)
    else:
        growth = fitted_growth(people.lines)
        fit = fit_of(growth, people=len(sizes))
        reasons[people.rows] = REASONS.tolist().index(fit.reason)
        for block in row_blocks(len(people.rows), 32):
            slope, se, deviation, sd = own_slopes(growth, block)
            rows = people.rows[block]
            indices = (
                slope / se,
                np.divide(deviation, sd, out=np.full_like(sd, np.nan), where=sd > 0),
            )
            numbers[:, rows] = slope, se, indices[0], deviation, sd, indices[1]
            words[:, rows] = [_code(direction * index, critical) for index in indices]
    slope, se, index, deviation, sd, deviation_index = numbers
    return IndividualSlopes(
        slope,
        se,
        index,
        _WORDS[words[0]],
        deviation,
        sd,
        deviation_index,
        _WORDS[words[1]],
        sizes,
        np.broadcast_to(np.float64(critical), sizes.shape),
        np.broadcast_to(np.array(">"), sizes.shape),
        REASONS[reasons],
        fit,
    )


def _critical(confidence: object) -> float:
    level = check_confidence("confidence", confidence)
    if level.ndim:
        problem = Problem("confidence", "is an array.", "Give one level for all people.")
        raise DomainError(problems=[problem])
    return float(-special.ndtri((1 - level) / 2))


def _code(gain: Floats, critical: float) -> Integers:
    code = np.where(np.isnan(gain), 0, 2)
    code -= gain > critical
    code += gain < -critical
    return code
