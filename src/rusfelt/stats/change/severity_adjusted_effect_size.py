"""Change beside what people as badly off at the start usually reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import Problem
from rusfelt.stats._checks import as_floats, not_finite, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._on_paper import above, at_least
from rusfelt.stats._options import is_one_of
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._figures import fitting
from rusfelt.stats.change._group_mean import (
    count,
    group_level,
    group_mean,
    largest,
    of_group,
    student,
)
from rusfelt.stats.change._pairs import as_pairs
from rusfelt.stats.change._reference import named_source, reference_figures

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["SeverityAdjustedEffectSize", "severity_adjusted_effect_size"]


class SeverityAdjustedEffectSize(NamedTuple):
    """Each person against the reference, and the group's mean; the first three are the people's.

    Attributes:
        residual: points beyond those the reference expects, positive where better.
        effect_size: ``(mean_change + residual)/sd``; nan for who has not both scores, or starts
            outside the clinical range.
        in_range: whether the first score is in the clinical range.
        mean: mean effect size of the group.
        low: its lower bound.
        high: its upper bound.
        sd: standard deviation of the effect sizes.
        n: people it is made of.
        out_of_range: people with both scores who started outside the clinical range.
        method: ``severity-adjusted``, or ``relative-to-reference`` without ``mean_change``.
        version: of the reference.
        reason: why there is no interval, else empty.
    """

    residual: Floats
    effect_size: Floats
    in_range: Bools
    mean: Floats
    low: Floats
    high: Floats
    sd: Floats
    n: Integers
    out_of_range: Integers
    method: Strings
    version: Strings
    reason: Strings


def severity_adjusted_effect_size(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    intercept: ArrayLike,
    slope: ArrayLike,
    sd: ArrayLike,
    version: str,
    mean_change: ArrayLike | None = None,
    cutoff: ArrayLike | None = None,
    cutoff_operator: str | None = None,
    better: str = "higher",
    confidence: ArrayLike = 0.95,
) -> SeverityAdjustedEffectSize:
    """How far people came beside others who began as badly off, in standard deviations.

    Those who start worst improve most, so a team that meets them looks better than it is. The
    residual is the later score less ``intercept + slope·pre``, the reference's expectation for that
    start, turned so that better is positive. The effect size is ``(mean_change + residual)/sd``,
    with the reference's mean change (turned likewise) as the size of a usual result; without it,
    ``residual/sd``, and 0 is what the reference reached. The two are not comparable; ``method``
    says which.

    The reference is yours: from your own earlier people, or one you may use. None is shipped, and
    published ones are licensed. It holds for its instrument, its people and its version, which is
    carried along; all figures are taken as known. The group's interval is mean ± t·sd/√n, n - 1.

    Given a ``cutoff``, only those who start in the clinical range count, as in the source: there
    the reference was made. The operator says which scores those are; left out, it is strict.

    Undefined (nan) with a reason: ``too-few-pairs``, fewer than two people; ``sd-zero``, all have
    the same effect size; ``too-large``, beyond all numbers.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        intercept: of the reference's regression of later on first scores. This and the next three
            are one number or one for each person.
        slope: of that regression.
        sd: the reference's standard deviation, above 0; in the source that of first scores in the
            clinical range.
        version: name and version of the reference.
        mean_change: the reference's mean of ``post - pre`` in the clinical range.
        cutoff: between the clinical range and the rest.
        cutoff_operator: how a clinical score stands to it: ``"<"`` or ``"<="`` where higher is
            better, ``">"`` or ``">="`` where lower is.
        better: ``"higher"`` or ``"lower"``.
        confidence: level, one or one for each group.

    Returns:
        Residual and effect size of each person; mean and interval of each group.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), a figure of
            the reference is impossible, its version is not said, or a word is unknown.

    >>> result = severity_adjusted_effect_size([15, 20, 30], [24, 23, 31], intercept=12, slope=0.6,
    ...     sd=8, version="own 2024", mean_change=5, cutoff=25)
    >>> result.effect_size
    array([1. , 0.5, nan])
    >>> float(result.mean), int(result.out_of_range)
    (0.75, 1)

    Source: http://psychoutcomes.org/OutcomesMeasurement/SeverityAdjustedEffectSize; Seidel, Miller
    and Chow (2014), doi:10.1080/10503307.2013.840812.
    """
    sign = one_direction(better)
    before, after = as_pairs(pre, post)
    of_group("pre", before)
    usual = 0.0 if mean_change is None else mean_change
    start, tilt, spread, gain = reference_figures(
        before.shape, intercept=(intercept, "finite"), slope=(slope, "finite"),
        sd=(sd, "positive"), mean_change=(usual, "finite"),
    )  # fmt: skip
    inside = _in_range(before, cutoff, cutoff_operator, sign)
    both = ~(np.isnan(before) | np.isnan(after))
    with np.errstate(over="ignore", invalid="ignore"):
        expected = start + tilt * before
        residual = finite_or_nan(np.asarray(sign * (after - expected)))
        effect = finite_or_nan(np.asarray((sign * gain + residual) / spread))
        size = largest(*(np.broadcast_to(part / spread, before.shape)
                         for part in (after, start, tilt * before, gain)))  # fmt: skip
    effect = np.where(inside, effect, np.nan)
    lost = both & inside & np.isnan(effect)
    found = group_mean(np.where(lost, np.inf, effect), size)
    shape = found.n.shape
    _, _, low, high = student(found, group_level(confidence, shape))
    method = "relative-to-reference" if mean_change is None else "severity-adjusted"
    return SeverityAdjustedEffectSize(
        residual=residual, effect_size=effect, in_range=inside, mean=found.mean, low=low,
        high=high, sd=found.sd, n=found.n, out_of_range=count(both & ~inside),
        method=np.broadcast_to(np.array(method), shape),
        version=named_source("version", version, shape), reason=found.reason,
    )  # fmt: skip


def _in_range(before: Floats, cutoff: ArrayLike | None, operator: str | None, sign: float) -> Bools:
    """Who starts in the clinical range, equal on paper counted as equal."""
    known = ("<", "<=") if sign > 0 else (">", ">=")
    if operator is not None and not is_one_of(operator, known):
        fact = f"{operator!r} does not say which scores are clinical."
        refuse([Problem("cutoff_operator", fact, f"Use {' or '.join(known)}.")])
    if cutoff is None:
        if operator is not None:
            refuse([Problem("cutoff", "is lacking.", "Give it, or leave out its operator.")])
        return np.asarray(~np.isnan(before))
    limit = fitting("cutoff", as_floats("cutoff", cutoff), before.shape)
    refuse(not_finite("cutoff", limit))
    with np.errstate(over="ignore"):
        if sign > 0:
            beyond = at_least(before, limit) if operator in {None, "<"} else above(before, limit)
            return np.asarray(~(beyond | np.isnan(before)))
        return above(before, limit) if operator in {None, ">"} else at_least(before, limit)
