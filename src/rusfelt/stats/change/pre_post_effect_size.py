"""A mean change in standard deviations, with the standard deviation named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._places import choose
from rusfelt.stats.change._group_mean import group_level, group_mean, largest, of_group, student
from rusfelt.stats.change._noncentral import noncentrality
from rusfelt.stats.change._pairs import as_pairs, pair_moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["PrePostEffectSize", "pre_post_effect_size"]

_STANDARDISERS = ("pre", "average", "change")
_FEWEST_FOR_CORRECTION = 3


class PrePostEffectSize(NamedTuple):
    """The standardised mean change of each group; fields of the groups' shape.

    Attributes:
        d: mean change over the standardiser.
        g: ``d`` without its bias in small samples; the one to report.
        low: lower bound of the standardised change in the population.
        high: upper bound.
        se: standard error of ``d``; nan with ``change``, whose interval needs none.
        mean: mean of ``post - pre``, in points.
        sd: the standardiser, in points.
        pairs: people with both scores.
        standardiser: ``pre``, ``average`` or ``change``.
        method: of the interval, ``bonett`` or ``noncentral-t``.
        reason: why there is no effect size, else empty.
    """

    d: Floats
    g: Floats
    low: Floats
    high: Floats
    se: Floats
    mean: Floats
    sd: Floats
    pairs: Integers
    standardiser: Strings
    method: Strings
    reason: Strings


def pre_post_effect_size(
    pre: ArrayLike, post: ArrayLike, *, standardiser: str = "pre", confidence: ArrayLike = 0.95
) -> PrePostEffectSize:
    r"""How large a mean change is, in standard deviations of the scores.

    Three standard deviations are in use and give different numbers from the same data; none may be
    compared with another:

    * ``pre``: that of the first scores, which nothing done since has touched;
    * ``average``: :math:`\sqrt{(s_1^2 + s_2^2)/2}`, before and after;
    * ``change``: that of the changes (often written :math:`d_z`), which grows as people change
      alike and says little of how far they came.

    All divide by n - 1, over the people with both scores. It is a change and no effect: without a
    comparison nobody knows what would have happened anyway. It has the sign of ``post - pre``.

    With ``s_d`` the standard deviation of the changes and ``r`` the correlation,
    :math:`g = J(m)\,d` with Hedges' exact :math:`J(m) = \Gamma(m/2)/(\sqrt{m/2}\,\Gamma((m-1)/2))`,
    m = n - 1 (for ``average`` :math:`2(n-1)/(1+r^2)`). The interval :math:`d \pm z\cdot se` is
    Bonett's, without assuming equal variances:

    .. math:: se^2 = \frac{s_d^2}{s_1^2(n-1)} + \frac{d^2}{2(n-1)}, \qquad
       se^2 = \frac{s_d^2}{s^2(n-1)} + \frac{d^2(s_1^4 + s_2^4 + 2r^2s_1^2s_2^2)}{8s^4(n-1)}

    for ``pre`` and ``average``; it is around d, as published, and approximate: with normal scores,
    5 to 100 people, r from .3 to .9 and true changes of 0 to 1 it held the truth in 94.6 to 96.3 %
    of samples. For ``change`` the interval is exact for normal changes: the two :math:`\delta` whose noncentral t
    has :math:`d\sqrt n` at its tails.

    Undefined (nan) with a reason: ``too-few-pairs``, fewer than two people; ``sd-zero``, the
    standardiser is 0; ``too-large``, beyond all numbers, or, for the interval of ``change`` alone,
    a t beyond 5,000. With two pairs g is nan.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        standardiser: ``"pre"``, ``"average"`` or ``"change"``.
        confidence: level, one or one for each group.

    Returns:
        d, g, interval, standard error and what they were made of.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), there is one
            person and no group, or the standardiser or level is impossible.

    >>> result = pre_post_effect_size([10, 14, 12, 9, 15, 12], [14, 15, 15, 12, 20, 14])
    >>> round(float(result.d), 3), round(float(result.g), 3)
    (1.316, 1.106)

    Source: Becker (1988), doi:10.1111/j.2044-8317.1988.tb00901.x; Hedges (1981),
    doi:10.3102/10769986006002107; Bonett (2008), doi:10.1037/1082-989X.13.2.99.
    """
    choose("standardiser", standardiser, _STANDARDISERS)
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    with np.errstate(over="ignore", invalid="ignore"):
        change = after - before
    found = group_mean(change, size := largest(before, after))
    level = group_level(confidence, found.n.shape)
    scores = pair_moments(before, after, None, pooled=True)
    s1, s2, r = (part[..., 0] for part in (scores.sd, scores.sd_post, scores.correlation))
    r = np.where((s1 > 0) & (s2 > 0), r, 0.0)
    with np.errstate(all="ignore"):
        average = finite_or_nan(np.asarray(np.hypot(*(part / np.sqrt(2.0) for part in (s1, s2)))))
        sd = {"pre": s1, "average": average, "change": found.sd}[standardiser]
        sd = np.where(sd <= 8 * np.finfo(np.float64).eps * size[..., 0], 0.0, sd)
        some = np.where(sd > 0, sd, np.nan)
        d = finite_or_nan(np.asarray(found.mean / some))
        degrees = np.where(found.n > 1, found.n - 1.0, np.nan)
        # Only ratios of standard deviations are squared, which do not overflow with them.
        moving, a, b = (part / some for part in (found.sd, s1, s2))
        wobble = 0.5 if standardiser == "pre" else (a**4 + b**4 + 2 * (r * a * b) ** 2) / 8
        se = finite_or_nan(np.asarray(np.sqrt((moving**2 + d**2 * wobble) / degrees)))
    steps = 2 * degrees / (1 + r**2) if standardiser == "average" else degrees
    if standardiser == "change":
        se = np.full_like(d, np.nan)
        t = student(found)[0]
        low, high = (
            noncentrality(t, degrees, tail) / np.sqrt(np.maximum(found.n, 1))
            for tail in ((1 + level) / 2, (1 - level) / 2)
        )
    else:
        half = -special.ndtri((1 - level) / 2) * se
        low, high = d - half, d + half
    reason = np.select(
        [found.n < 2, sd == 0, np.isnan(d) | np.isnan(low)],  # noqa: PLR2004 - two people
        ["too-few-pairs", "sd-zero", "too-large"], "",
    )  # fmt: skip
    method = "noncentral-t" if standardiser == "change" else "bonett"
    return PrePostEffectSize(
        d=d, g=np.where(found.n < _FEWEST_FOR_CORRECTION, np.nan, d * _correction(steps)),
        low=np.asarray(low), high=np.asarray(high), se=se, mean=found.mean, sd=sd, pairs=found.n,
        standardiser=np.broadcast_to(np.array(standardiser), d.shape),
        method=np.broadcast_to(np.array(method), d.shape), reason=reason,
    )  # fmt: skip


def _correction(degrees: Floats) -> Floats:
    """Hedges' J, by logarithms so that large groups do not overflow."""
    some = np.where(degrees > 1, degrees, np.nan)
    log = special.gammaln(some / 2) - special.gammaln((some - 1) / 2) - np.log(some / 2) / 2
    return np.asarray(np.exp(log))
