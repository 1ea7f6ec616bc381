"""A rate, a share or a mean together with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    not_count,
    not_positive,
    refuse,
)
from rusfelt.stats._count_bounds import byar_bounds, exact_bounds, finite_or_nan
from rusfelt.stats._method import check_method
from rusfelt.stats.intervals import clopper_pearson, wilson
from rusfelt.stats.moments import moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Estimate", "MeanInterval", "mean_interval", "proportion", "rate"]


class Estimate(NamedTuple):
    """A figure with its lower and upper bound, each of the batch's shape."""

    value: Floats
    low: Floats
    high: Floats


class MeanInterval(NamedTuple):
    """Mean, standard deviation (n - 1) and the mean's bounds, each of the batch's shape."""

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats


def rate(
    x: ArrayLike,
    exposure: ArrayLike,
    *,
    factor: ArrayLike = 1.0,
    method: Literal["exact", "byar"] = "exact",
    confidence: ArrayLike = 0.95,
) -> Estimate:
    """Events over what they are counted over, such as deaths per 100,000 inhabitants.

    ``value = x/exposure·factor``. The bounds are those of the count, exact or by Byar (exact
    below 10 events), over the same exposure; the exposure itself is taken as known. No events
    have a value and a lower bound of 0 and an upper bound above it. Undefined, and nan, only
    where a result is too large for a number.

    Args:
        x: number of events, any shape.
        exposure: person-years or inhabitants, above 0.
        factor: how many units of exposure the rate is given for, such as 100_000.
        method: ``"exact"`` (:func:`~rusfelt.stats.intervals.poisson_exact`) or ``"byar"``
            (:func:`~rusfelt.stats.byar.byar`).
        confidence: level, or an array of levels. All four numbers broadcast.

    Returns:
        The rate and its bounds, in events per ``factor`` units of exposure.

    Raises:
        DomainError: where ``x`` is no count, the exposure or the factor is not above 0, the
            level is not strictly between 0 and 1, or the method is unknown.

    >>> value, low, high = rate([0, 12], 51_255, factor=100_000)
    >>> value.round(1), low.round(1), high.round(1)
    (array([ 0. , 23.4]), array([ 0. , 12.1]), array([ 7.2, 40.9]))

    Source: Garwood (1936), doi:10.1093/biomet/28.3-4.437.
    """
    check_method(method, "exact", "byar")
    level = check_confidence("confidence", confidence)
    x, exposure, factor, _ = broadcast(x=x, exposure=exposure, factor=factor, confidence=level)
    refuse(not_count("x", x), not_positive("exposure", exposure), not_positive("factor", factor))
    low, high = (exact_bounds if method == "exact" else byar_bounds)(x, (1 - level) / 2)
    with np.errstate(over="ignore", invalid="ignore"):
        scale = factor / exposure
        found = (np.asarray(events * scale) for events in (x, low, high))
        return Estimate(*(finite_or_nan(values) for values in found))


def proportion(
    x: ArrayLike,
    n: ArrayLike,
    *,
    method: Literal["wilson", "clopper-pearson"] = "wilson",
    confidence: ArrayLike = 0.95,
) -> Estimate:
    """How large a share had it, with its interval.

    ``value = x/n``. Wilson's bounds are right on average; Clopper and Pearson's are at least as
    wide as they promise. Always defined.

    Args:
        x: how many had it, any shape.
        n: out of how many, above 0.
        method: ``"wilson"`` (:func:`~rusfelt.stats.intervals.wilson`) or ``"clopper-pearson"``
            (:func:`~rusfelt.stats.intervals.clopper_pearson`).
        confidence: level, or an array of levels. All three numbers broadcast.

    Returns:
        The share and its bounds, from 0 to 1.

    Raises:
        DomainError: where ``x`` or ``n`` is no count, ``n`` is 0, ``x`` exceeds ``n``, the level
            is not strictly between 0 and 1, or the method is unknown.

    >>> value, low, high = proportion(7, 20)
    >>> float(value), round(float(low), 3), round(float(high), 3)
    (0.35, 0.181, 0.567)

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953; Clopper and Pearson (1934),
    doi:10.1093/biomet/26.4.404.
    """
    check_method(method, "wilson", "clopper-pearson")
    x, n, _ = broadcast(x=x, n=n, confidence=confidence)
    bounds = (wilson if method == "wilson" else clopper_pearson)(x, n, confidence=confidence)
    return Estimate(np.asarray(x / n), *bounds)


def mean_interval(y: ArrayLike, *, confidence: ArrayLike = 0.95) -> MeanInterval:
    """The mean of each series of figures, with an interval by Student's t.

    ``mean ± t·sd/√n`` with ``sd`` the standard deviation with n - 1 and ``t`` the quantile at
    ``(1 + confidence)/2`` on n - 1 degrees of freedom. Assumes figures that are independent and
    not far from normal. Equal figures have an interval of no width. From one figure there is a
    mean but no standard deviation and no bounds (nan); from none, nothing. A bound too large for
    a number is nan.

    Args:
        y: figures, ``(..., n)``, any unit.
        confidence: level, or an array of levels broadcast with the batch.

    Returns:
        The mean, the standard deviation and the mean's bounds, in the figures' unit.

    Raises:
        DomainError: where a figure is nan or infinite, ``y`` is one number, or the level is not
            strictly between 0 and 1.

    >>> mean, sd, low, high = mean_interval([4, 5, 7, 8])
    >>> round(float(mean), 2), round(float(sd), 3), round(float(low), 2), round(float(high), 2)
    (6.0, 1.826, 3.09, 8.91)

    Source: Student (1908), doi:10.1093/biomet/6.1.1.
    """
    level = check_confidence("confidence", confidence)
    array = as_floats("y", y)
    found = moments(array)
    mean, sd, level = broadcast(y=found.mean, sd=found.sd, confidence=level)
    n = array.shape[-1]
    t = -special.stdtrit(max(n - 1, 1), (1 - level) / 2)
    with np.errstate(over="ignore"):
        half = t * (sd / np.sqrt(max(n, 1)))
        low, high = np.asarray(mean - half), np.asarray(mean + half)
    return MeanInterval(mean.copy(), sd.copy(), finite_or_nan(low), finite_or_nan(high))
