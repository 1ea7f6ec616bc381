"""How a place has changed against the rest of the city."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import broadcast, check_confidence, not_count, not_positive, refuse
from rusfelt.stats._two_by_two import Table2x2, conditional

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["RelativeChange", "relative_to"]


class RelativeChange(NamedTuple):
    """The change of a place over that of the rest, and its test; fields of the batch's shape."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    p_minlike: Floats
    size: Floats
    smallest_p: Floats
    place_ratio: Floats
    rest_ratio: Floats
    method: Strings


def relative_to(
    before: ArrayLike,
    after: ArrayLike,
    rest_before: ArrayLike,
    rest_after: ArrayLike,
    *,
    exposure_before: ArrayLike = 1.0,
    exposure_after: ArrayLike = 1.0,
    rest_exposure_before: ArrayLike = 1.0,
    rest_exposure_after: ArrayLike = 1.0,
    confidence: ArrayLike = 0.95,
) -> RelativeChange:
    r"""Whether a place's count of events has changed more, or less, than that of the rest.

    A district where overdoses fell by a fifth while they fell by a fifth everywhere has done as
    the rest did: its relative change is 1. **The rest is without the place itself**: take the
    place's events and people out of the city's totals first, or the place is partly compared with
    itself and its change looks smaller than it is.

    With rates r (events over exposure) the ratio of ratios is
    :math:`(r_{after}/r_{before})/(R_{after}/R_{before})`, below 1 where the place fared better in
    what is to fall. Given the place's total, the rest's total and the total of afterwards, the
    place's later count is Fisher's noncentral hypergeometric with odds ratio the ratio of ratios
    times ``(e_after/e_before)/(E_after/E_before)``. ``p`` is twice the smaller tail under a ratio
    of 1, ``p_minlike`` adds all outcomes no likelier than the one seen, and the interval holds
    every ratio that neither tail rejects, so it contains 1 exactly when ``p`` exceeds
    ``1 - confidence``. With equal exposures this is Fisher's exact test. It is a test of *rates of
    events*; the change of a share against another share is a question of odds, not of this.

    It takes it that only chance moves the counts. It says that a place parted from the rest, not
    why: that is for a design with more than one place and more than two points in time.

    The ratio is nan where it is 0/0, infinite where only its denominator is 0; the interval is
    then one-sided. What is too large for a float is nan. Where the totals allow only one outcome p is 1 and the interval 0 to infinity.
    Beyond 131,072 possible outcomes the normal score takes over, ``method`` says ``"score"``, and
    ``size`` and ``smallest_p`` are nan. Where few outcomes are possible among more than 2⁵³ events,
    a float cannot tell them apart: p and the interval are nan, ``method`` is ``"undefined"``.

    Args:
        before: the place's events before, any shape: whole numbers.
        after: the place's events afterwards.
        rest_before: events before in the rest, the place left out.
        rest_after: events afterwards in the rest.
        exposure_before: what ``before`` is counted over (people, days), above 0.
        exposure_after: what ``after`` is counted over.
        rest_exposure_before: what ``rest_before`` is counted over.
        rest_exposure_after: what ``rest_after`` is counted over.
        confidence: level of the interval. All nine broadcast.

    Returns:
        The ratio of ratios and its interval, both p values, the attainable size at level .05 and
        the smallest p given the totals, the place's own ratio and the rest's, and the method.

    Raises:
        DomainError: counts that are no whole numbers, exposures not above 0, shapes that do not
            fit, or a level outside (0, 1).

    >>> result = relative_to(30, 14, 160, 150)
    >>> round(float(result.ratio), 3), round(float(result.p), 4), round(float(result.p_minlike), 4)
    (0.498, 0.0553, 0.0517)

    Source: Fisher's exact test; Agresti (1992), doi:10.1214/ss/1177011454; the score for large
    counts: Cornfield (1956), Proceedings of the Third Berkeley Symposium 4, 135–148.
    """
    check_confidence("confidence", confidence)
    names = (
        "before", "after", "rest_before", "rest_after", "exposure_before", "exposure_after",
        "rest_exposure_before", "rest_exposure_after", "confidence",
    )  # fmt: skip
    given = (
        before, after, rest_before, rest_after, exposure_before, exposure_after,
        rest_exposure_before, rest_exposure_after, confidence,
    )  # fmt: skip
    arrays = broadcast(**dict(zip(names, given, strict=True)))
    refuse(
        *(not_count(name, array) for name, array in zip(names[:4], arrays[:4], strict=True)),
        *(not_positive(name, array) for name, array in zip(names[4:8], arrays[4:8], strict=True)),
    )
    shape = arrays[0].shape
    x1, x2, y1, y2, *exposures, sure = (array.reshape(prod(shape)) for array in arrays)
    e1, e2, f1, f2 = (np.log(exposure) for exposure in exposures)
    # The log of how many times more exposure there is afterwards, here and in the rest.
    here, there = e2 - e1, f2 - f1
    test = conditional(Table2x2(x2, x1 + x2, x2 + y2, y1 + y2), here - there, (1 - sure) / 2)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        own, rest = np.log(x2) - np.log(x1) - here, np.log(y2) - np.log(y1) - there
        result = RelativeChange(
            ratio=_exp(own - rest),
            low=_exp(test.low - here + there),
            high=_exp(test.high - here + there),
            p=test.p,
            p_minlike=test.p_minlike,
            size=test.size,
            smallest_p=test.smallest_p,
            place_ratio=_exp(own),
            rest_ratio=_exp(rest),
            method=np.select([np.isnan(test.p), test.exact], ["undefined", "exact"], "score"),
        )
    return RelativeChange._make(field.reshape(shape) for field in result)


def _exp(logarithm: Floats) -> Floats:
    """The number of this logarithm; nan where it is finite but more than a float holds."""
    number = np.exp(logarithm)
    return np.where(np.isinf(number) & np.isfinite(logarithm), np.nan, number)
