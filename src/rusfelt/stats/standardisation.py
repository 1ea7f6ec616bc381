"""Rates and ratios as they would be if every group had the same ages."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    broadcast,
    check_confidence,
    not_count,
    not_positive,
    refuse,
)
from rusfelt.stats._count_bounds import byar_bounds, exact_bounds, finite_or_nan
from rusfelt.stats._method import check_method
from rusfelt.stats._strata import as_strata, counted_over, no_weight, not_below_zero
from rusfelt.stats._strata_sums import expected_sums, weighted_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from rusfelt.typing import Array, Floats, Strings

__all__ = ["DirectRate", "IndirectRatio", "direct_rate", "expected_events", "indirect_ratio"]


class DirectRate(NamedTuple):
    """The standardised rate, its bounds, the events it rests on, and why anything is nan."""

    value: Floats
    low: Floats
    high: Floats
    events: Floats
    reason: Strings


class IndirectRatio(NamedTuple):
    """Observed over expected and the rate that goes with it, each with bounds; and why not."""

    ratio: Floats
    low: Floats
    high: Floats
    rate: Floats
    rate_low: Floats
    rate_high: Floats
    events: Floats
    expected: Floats
    reason: Strings


def direct_rate(
    x: ArrayLike,
    exposure: ArrayLike,
    weights: ArrayLike,
    *,
    method: Literal["dobson", "fay-feuer"] = "dobson",
    factor: ArrayLike = 100_000,
    confidence: ArrayLike = 0.95,
    minimum_events: ArrayLike = 10,
    variance: ArrayLike | None = None,
) -> DirectRate:
    """The rate a group would have if its people had the ages of a standard population.

    Each age group's own rate, averaged with the standard population's sizes as weights, so that
    districts with old and young inhabitants compare. ``value = Σ wᵢ·xᵢ/nᵢ·factor`` with ``wᵢ``
    the weights over their sum.

    Dobson's interval stretches Byar's limits ``L`` and ``U`` of all events ``O`` (exact below
    10): ``value + √(V/O)·(L - O)·factor`` and the same with ``U``, where ``V = Σ wᵢ²·vᵢ/nᵢ²`` and
    the variance ``vᵢ`` of the events is ``xᵢ`` itself. Its lower bound can fall below 0 where few
    events lie in heavily weighted age groups. Fay and Feuer's gamma interval has no such bounds
    and holds its level, at the price of width: with ``g`` the gamma quantile, ``m = maxᵢ wᵢ/nᵢ``
    and ``d = Σ wᵢ·xᵢ/nᵢ``, from ``g(shape d²/V, scale V/d)`` to ``g(shape (d + m)²/(V + m²),
    scale (V + m²)/(d + m))``.

    Undefined, with value and bounds nan and a ``reason``: ``few-events`` where a group has fewer
    than ``minimum_events`` in all (9 at the default; 10 are enough); ``empty-stratum`` where an
    age group with weight has nobody in it, as no rate can be made up for it. Only what it
    concerns is nan for ``no-events`` (Dobson's bounds, where the minimum is 0) and for
    ``overflow``, a result too large for a number.

    Args:
        x: events by age group, ``(..., k)``.
        exposure: person-years or inhabitants by age group, ``(..., k)``, in the same order.
        weights: the standard population by age group, ``(k,)`` or ``(..., k)``, in any unit,
            such as ``EUROPEAN_2013.weights``.
        method: ``"dobson"`` or ``"fay-feuer"``.
        factor: how many units of exposure the rate is given for.
        confidence: level, or an array of levels.
        minimum_events: how many events in all a group must have. These three broadcast with the
            batch.
        variance: the variance of the events in each age group, ``(..., k)``, where one person
            can have several (:func:`~rusfelt.stats.repeated_events.repeated_events` gives it).
            Left out, events are independent. Only for Dobson's interval.

    Returns:
        The rate and its bounds per ``factor``, the events in all, and the reason, which is empty
        where nothing is nan.

    Raises:
        DomainError: where the age groups do not fit together, ``x`` is no count or not 0 where
            the exposure is 0, the exposure, a weight or a variance is below 0, all weights are
            0, the factor is not above 0, the level not strictly between 0 and 1, the minimum no
            count, the method unknown, or a variance is given to Fay and Feuer's method.

    >>> result = direct_rate([2, 9, 14], [4000, 3000, 1000], [50, 30, 20], factor=1000)
    >>> round(float(result.value), 2), round(float(result.low), 2), round(float(result.high), 2)
    (3.95, 2.49, 5.92)

    Source: Dobson et al. (1991), doi:10.1002/sim.4780100317; Fay and Feuer (1997),
    doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#; ten events: Morris et
    al. (2018), doi:10.1186/s12963-018-0177-1.
    """
    check_method(method, "dobson", "fay-feuer")
    if method == "fay-feuer" and variance is not None:
        problem = Problem(
            "variance", "is given, but Fay and Feuer's interval is for independent events.",
            "Use method='dobson', or leave the variance out.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    level = check_confidence("confidence", confidence)
    named = {"x": x, "exposure": exposure, "weights": weights}
    batch, rows = as_strata(**named if variance is None else {**named, "variance": variance})
    refuse(
        counted_over(("x", "exposure"), rows["x"], rows["exposure"]),
        no_weight("weights", rows["weights"]),
        not_below_zero("variance", rows["variance"]) if "variance" in rows else (),
    )
    sums = weighted_sums(rows, prod(batch))
    events, factor, minimum, _ = broadcast(
        x=sums.events.reshape(batch), factor=factor, minimum_events=minimum_events,
        confidence=level,
    )  # fmt: skip
    refuse(not_positive("factor", factor), not_count("minimum_events", minimum))
    tail = (1 - level) / 2
    few, empty = events < minimum, np.broadcast_to(sums.empty.reshape(batch), events.shape)
    d, v, largest, unit = (
        found.reshape(batch) for found in (sums.rate, sums.variance, sums.largest, sums.scale)
    )
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        low, high = (
            _dobson(events, d, v, tail) if method == "dobson" else _gamma(d, v, largest, tail)
        )
        scale = np.where(few | empty, np.nan, unit * factor)
        value, low, high = (finite_or_nan(np.asarray(f * scale)) for f in (d, low, high))
    reason = np.select(
        [
            empty,
            few,
            np.isnan(low) & (events == 0),
            np.isnan(value) | np.isnan(low) | np.isnan(high),
        ],
        ["empty-stratum", "few-events", "no-events", "overflow"],
        "",
    )
    return DirectRate(value, low, high, events.copy(), reason)


def indirect_ratio(
    x: ArrayLike,
    exposure: ArrayLike,
    reference_x: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    method: Literal["byar", "exact"] = "byar",
    factor: ArrayLike = 100_000,
    confidence: ArrayLike = 0.95,
) -> IndirectRatio:
    """How many events a group had for each one expected from its people's ages.

    What is expected is what the group would have had at the reference population's rate in each
    age group; 1 means as many, 1.2 a fifth more. Known too as the standardised mortality (or
    incidence) ratio. It compares a group with the reference, not two groups with each other.
    ``ratio = O/E`` with ``O = Σ xᵢ`` and ``E = Σ nᵢ·Xᵢ/Nᵢ``; the bounds are those of the count
    ``O`` over ``E``. The reference's own rates are taken as known. ``rate`` is the indirectly
    standardised rate, the ratio times the reference's crude rate ``Σ Xᵢ/Σ Nᵢ·factor``.

    Undefined, with everything but the counts nan and a ``reason``: ``empty-reference`` where the
    group has people in an age group in which the reference has none; ``nothing-expected`` where
    ``E`` is 0. A result too large for a number is nan with the reason ``overflow``.

    Args:
        x: events by age group, ``(..., k)``; only their sum counts. Where it alone is known, use
            ``rate(total, expected_events(…), method="byar")``.
        exposure: person-years or inhabitants by age group, ``(..., k)``.
        reference_x: the reference's events by age group, ``(k,)`` or ``(..., k)``.
        reference_exposure: its person-years or inhabitants, in the same order.
        method: ``"byar"`` (exact below 10 events) or ``"exact"``, for the bounds.
        factor: how many units of exposure the rate is given for.
        confidence: level, or an array of levels; broadcasts with the batch, as does ``factor``.

    Returns:
        The ratio, the rate, their bounds, the events observed and expected, and the reason, which
        is empty where nothing is nan.

    Raises:
        DomainError: where the age groups do not fit together, ``x`` or ``reference_x`` is no count
            or not 0 where its exposure is 0, an exposure is below 0, the factor is not above 0,
            the level is not strictly between 0 and 1, or the method is unknown.

    >>> result = indirect_ratio([1, 4, 9], [900, 700, 300], [40, 90, 200], [50_000, 30_000, 9_000])
    >>> round(float(result.expected), 2), round(float(result.ratio), 2)
    (9.49, 1.48)

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II.
    """
    check_method(method, "byar", "exact")
    level = check_confidence("confidence", confidence)
    batch, rows = as_strata(
        x=x, exposure=exposure, reference_x=reference_x, reference_exposure=reference_exposure
    )
    refuse(
        counted_over(("x", "exposure"), rows["x"], rows["exposure"]),
        counted_over(
            ("reference_x", "reference_exposure"), rows["reference_x"], rows["reference_exposure"]
        ),
    )
    count = prod(batch)
    sums, lacking = expected_sums(rows, count)
    total, crude = (
        np.broadcast_to(found, (count,)).reshape(batch)
        for found in (rows["x"].sum(axis=1, dtype=np.float64), _crude(rows))
    )
    events, factor, _ = broadcast(x=total, factor=factor, confidence=level)
    expected = np.broadcast_to(sums.reshape(batch), events.shape)
    refuse(not_positive("factor", factor))
    tail = (1 - level) / 2
    bounds = (byar_bounds if method == "byar" else exact_bounds)(events, tail)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        whole = np.where(expected > 0, expected, np.nan)
        ratio, low, high = (finite_or_nan(np.asarray(f / whole)) for f in (events, *bounds))
        scale = crude * factor
        rate, rate_low, rate_high = (
            finite_or_nan(np.asarray(f * scale)) for f in (ratio, low, high)
        )
    reason = np.select(
        [
            np.broadcast_to(lacking.reshape(batch), events.shape),
            expected == 0,
            np.isnan(high) | np.isnan(rate_high),
        ],
        ["empty-reference", "nothing-expected", "overflow"],
        "",
    )
    counts = (events.copy(), expected.copy())
    return IndirectRatio(ratio, low, high, rate, rate_low, rate_high, *counts, reason)


def expected_events(
    exposure: ArrayLike, reference_x: ArrayLike, reference_exposure: ArrayLike
) -> Floats:
    """How many events a group would have had at the reference population's rates.

    ``Σ nᵢ·Xᵢ/Nᵢ`` over age groups. nan where the group has people in an age group in which the
    reference has none, and where it is too large for a number.

    Args:
        exposure: person-years or inhabitants by age group, ``(..., k)``.
        reference_x: the reference's events by age group, ``(k,)`` or ``(..., k)``.
        reference_exposure: its person-years or inhabitants, in the same order.

    Returns:
        The expected events, of the batch's shape.

    Raises:
        DomainError: as for :func:`indirect_ratio`.

    >>> round(float(expected_events([900, 700, 300], [40, 90, 200], [50_000, 30_000, 9_000])), 2)
    9.49

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II.
    """
    batch, rows = as_strata(
        exposure=exposure, reference_x=reference_x, reference_exposure=reference_exposure
    )
    names = ("reference_x", "reference_exposure")
    refuse(
        not_below_zero("exposure", rows["exposure"]),
        counted_over(names, rows["reference_x"], rows["reference_exposure"]),
    )
    return expected_sums(rows, prod(batch))[0].reshape(batch)


def _dobson(events: Floats, rate: Floats, variance: Floats, tail: Floats) -> tuple[Floats, Floats]:
    low, high = byar_bounds(events, tail)
    stretch = np.sqrt(variance / np.where(events > 0, events, np.nan))
    return rate + stretch * (low - events), rate + stretch * (high - events)


def _gamma(rate: Floats, variance: Floats, largest: Floats, tail: Floats) -> tuple[Floats, Floats]:
    some = rate > 0
    shape = np.where(some, rate * rate / variance, 1.0)
    low = special.gammaincinv(shape, tail) * np.where(some, variance / rate, 0.0)
    more, wider = rate + largest, variance + largest * largest
    return low, special.gammainccinv(more * more / wider, tail) * (wider / more)


def _crude(rows: Mapping[str, Array]) -> Floats:
    """The reference's rate at all ages."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        people = rows["reference_exposure"].sum(axis=1, dtype=np.float64)
        return finite_or_nan(rows["reference_x"].sum(axis=1, dtype=np.float64) / people)
