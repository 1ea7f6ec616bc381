"""How much a figure differs between the most and the least deprived: slope and relative index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import not_finite, not_positive, refuse
from rusfelt.stats._count_trend import level
from rusfelt.stats._places import choose, over, place_arrays

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Inequality", "relative_index", "slope_index"]


class Inequality(NamedTuple):
    """The index and its interval, and the fitted ends it compares; fields of the batch's shape."""

    estimate: Floats
    low: Floats
    high: Floats
    most_deprived: Floats
    least_deprived: Floats


class _Line(NamedTuple):
    """A line over the ranks 0 to 1: its ends, their variances, and that of its slope."""

    start: Floats
    end: Floats
    start_variance: Floats
    end_variance: Floats
    covariance: Floats
    slope_variance: Floats


def slope_index(
    value: ArrayLike, se: ArrayLike, population: ArrayLike, *, confidence: float = 0.95
) -> Inequality:
    r"""The slope index of inequality: the gap from the most to the least deprived end.

    All groups count, each with the weight of its population, not only the two at the ends. Groups
    stand in order from the **most** deprived to the **least**. Group i covers a stretch of the
    population whose middle is its rank :math:`b_i` between 0 and 1; with :math:`a_i` its share of
    the population, the line is the least-squares fit of :math:`\sqrt{a_i}\,y_i` on
    :math:`\sqrt{a_i}` and :math:`\sqrt{a_i}\,b_i`. The index is its slope: the fitted value at
    rank 1 less that at rank 0. It is **positive where the figure is higher among the least
    deprived** (life expectancy), negative where it is higher among the most deprived (smoking).

    The index is a weighted sum :math:`\sum c_i y_i`, so independent values with the given standard
    errors make it normal with variance :math:`\sum c_i^2 s_i^2`: the interval is what the source's
    simulation of 100,000 draws comes near to, without the draws. It holds the line for true; it
    does not measure how far from a line the groups lie.

    Undefined (nan) for fewer than two groups.

    Args:
        value: the figures, ``(..., groups)``, any unit.
        se: their standard errors, above 0, in the same unit. A share of no cases has none of its
            own: take a quarter of the width of its 95 % Wilson interval, near enough.
        population: how many people the groups have, above 0; all three broadcast.
        confidence: level of the interval.

    Returns:
        The index (``estimate``), its interval, and the fitted values at the two ends, in the unit of ``value``.

    Raises:
        DomainError: values that are not finite, standard errors or populations not above 0, shapes
            that do not fit, or a level outside (0, 1).

    >>> result = slope_index([70.0, 74.0, 75.0, 79.0], 0.5, 1000)
    >>> [round(float(a), 3) for a in (result.estimate, result.low, result.high)]
    [11.2, 9.447, 12.953]

    Source: Low and Low (2004), doi:10.1093/pubmed/fdh175; as in PHEindicatormethods' phe_sii.
    """
    z, line = _fitted(value, se, population, confidence, logs=False)
    with np.errstate(over="ignore", invalid="ignore"):
        index = line.end - line.start
        half = z * np.sqrt(line.slope_variance)
        return _finite(Inequality(index, index - half, index + half, line.start, line.end))


def relative_index(
    value: ArrayLike,
    se: ArrayLike,
    population: ArrayLike,
    *,
    confidence: float = 0.95,
    scale: Literal["linear", "log"] = "linear",
) -> Inequality:
    r"""The relative index of inequality: how many times higher at the least deprived end.

    The fitted value at rank 1 over that at rank 0, for the line of :func:`slope_index`; below 1
    where the figure is higher among the **most** deprived. Others divide the slope index by the
    mean and also call it relative index; that is not this.

    ``"linear"``: the interval is Fieller's: every ratio r for which ``end - r·start`` could be
    zero, which is what the percentiles of simulated ratios come near to. It is nan where the value
    at rank 0 could itself be zero at that level, since then no ratio can be ruled out on one side.
    ``"log"``: the line is fitted to ``log(value)`` with standard errors ``se/value``, so that the
    index is ``exp(slope)`` and never negative; for rates that rise in proportion.

    Undefined (nan) for fewer than two groups; ``"linear"`` where a fitted end is not above 0;
    ``"log"`` where a value is not above 0.

    Args:
        value: the figures, ``(..., groups)``, from the most deprived to the least.
        se: their standard errors, above 0.
        population: how many people the groups have, above 0; all three broadcast.
        confidence: level of the interval.
        scale: ``"linear"`` or ``"log"``.

    Returns:
        The index (``estimate``), its interval, and the fitted values at the two ends, in the unit of ``value``.

    Raises:
        DomainError: as for :func:`slope_index`, or an unknown scale.

    >>> result = relative_index([30.0, 24.0, 21.0, 15.0], 1.5, 1000)
    >>> [round(float(a), 3) for a in (result.estimate, result.low, result.high)]
    [0.402, 0.291, 0.529]

    Source: Low and Low (2004), doi:10.1093/pubmed/fdh175; Fieller (1954),
    Journal of the Royal Statistical Society B 16, 175–185.
    """
    choose("scale", scale, ("linear", "log"))
    z, line = _fitted(value, se, population, confidence, logs=scale == "log")
    if scale == "log":
        with np.errstate(over="ignore", invalid="ignore"):
            slope = line.end - line.start
            half = z * np.sqrt(line.slope_variance)
            return _finite(
                Inequality(
                    np.exp(slope), np.exp(slope - half), np.exp(slope + half),
                    np.exp(line.start), np.exp(line.end),
                )
            )  # fmt: skip
    above = (line.start > 0) & (line.end > 0)
    index = np.where(above, over(line.end, line.start), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        # (end - r·start)² = z²·Var(end - r·start), a quadratic in r.
        square = line.start**2 - z**2 * line.start_variance
        middle = line.start * line.end - z**2 * line.covariance
        constant = line.end**2 - z**2 * line.end_variance
        root = np.sqrt(np.maximum(middle**2 - square * constant, 0.0))
        bounded = above & (square > 0)
        low, high = (np.where(bounded, over(middle + s * root, square), np.nan) for s in (-1, 1))
    return _finite(Inequality(index, low, high, line.start, line.end))


def _fitted(
    value: ArrayLike, se: ArrayLike, population: ArrayLike, confidence: float, *, logs: bool
) -> tuple[float, _Line]:
    """The normal quantile and the line of each row."""
    z = -float(special.ndtri((1 - level("confidence", confidence)) / 2))
    y, error, people = place_arrays(value=value, se=se, population=population)
    refuse(
        not_finite("value", y, series=True),
        not_positive("se", error, series=True),
        not_positive("population", people, series=True),
    )
    batch, groups = y.shape[:-1], y.shape[-1]
    if groups < 2:  # noqa: PLR2004 - a line has two ends
        return z, _Line(*np.full((6, *batch), np.nan))
    if logs:
        error = over(error, y)
        y = np.log(y, out=np.full(y.shape, np.nan), where=y > 0)
    people = people / people.max(axis=-1, keepdims=True)
    share = people / people.sum(axis=-1, keepdims=True)
    rank = np.cumsum(share, axis=-1) - share / 2
    away = rank - (share * rank).sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        pull = share * away / (share * away**2).sum(axis=-1, keepdims=True)
        # What each value adds to the fitted line at rank 0 and at rank 1.
        first = share - pull * (rank - away)
        last = first + pull
        line = _Line(
            start=(first * y).sum(axis=-1), end=(last * y).sum(axis=-1),
            start_variance=((first * error) ** 2).sum(axis=-1),
            end_variance=((last * error) ** 2).sum(axis=-1),
            covariance=(first * last * error**2).sum(axis=-1),
            slope_variance=((pull * error) ** 2).sum(axis=-1),
        )  # fmt: skip
    return z, line


def _finite(result: Inequality) -> Inequality:
    """What overflowed is undefined: with an end the whole row, with a bound the interval."""
    estimate, low, high, start, end = result
    lost = ~(np.isfinite(start) & np.isfinite(end)) | np.isinf(estimate)
    open_ended = lost | ~(np.isfinite(low) & np.isfinite(high))
    undefined = (lost, open_ended, open_ended, lost, lost)
    return Inequality(*(np.where(u, np.nan, f) for u, f in zip(undefined, result, strict=True)))
