"""Which places stand out from the others by more than chance: the funnel plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    as_floats,
    broadcast,
    check_confidence,
    check_denominators,
    not_above,
    not_count,
    not_non_negative,
    not_positive,
    refuse,
    row_blocks,
)
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._exact_limits import EXACT_BELOW, binomial_limits, poisson_limits
from rusfelt.stats._places import choose, off_diagonal, over, place_arrays
from rusfelt.stats.intervals import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Funnel", "funnel", "funnel_limits"]

Kind = Literal["proportion", "rate", "ratio"]
_KINDS = ("proportion", "rate", "ratio")
# The share of places at each end whose z is drawn in before dispersion is measured.
_WINSORISED = 0.10
# Dispersion of fewer places than this is not measured.
_FEWEST_FOR_DISPERSION = 3


class Funnel(NamedTuple):
    """Each place against the target.

    ``value``, ``z`` and ``z_adjusted`` have the shape of the input; ``low``, ``high`` and ``flag``
    that shape followed by the shape of ``confidence``; the others the batch's shape.
    """

    value: Floats
    target: Floats
    z: Floats
    z_adjusted: Floats
    low: Floats
    high: Floats
    flag: Floats
    phi: Floats
    tau2: Floats


def funnel(
    x: ArrayLike,
    n: ArrayLike,
    *,
    kind: Kind = "proportion",
    target: ArrayLike | None = None,
    confidence: ArrayLike = (0.95, 0.998),
    overdispersion: Literal["spiegelhalter"] | None = None,
) -> Funnel:
    r"""Which places differ from the target by more than chance, given how large each one is.

    Small places vary more, so each has limits of its own: a place is flagged (-1 below, 1 above)
    only when a count as far out has a chance of less than ``(1 - confidence)/2`` in its own tail
    if its true level were the target. The limits are the exact binomial (``"proportion"``) or
    Poisson ones, interpolated between whole counts as in :func:`funnel_limits`. Several places are
    looked at at once: at 95 % about one in twenty falls outside by chance alone.

    With :math:`y = x/n`, target :math:`\theta` and :math:`s^2 = \theta(1-\theta)/n` for shares,
    :math:`\theta/n` for rates and ratios, :math:`z = (y - \theta)/s`. ``phi`` is the mean of
    :math:`z^2` after the tenth of places with the lowest and the tenth with the highest z are drawn
    in to the quantiles there (linear between places); chance alone gives 1 or less. With
    ``overdispersion="spiegelhalter"`` places are taken to differ by more than chance for reasons
    nobody is blamed for, as an *additive* variance between I places

    .. math:: \tau^2 = \frac{I\varphi - (I - 1)}{\sum w - \sum w^2/\sum w}, \quad w = 1/s^2,

    applied only where :math:`I\varphi > I - 1`. Limits there are normal,
    :math:`\theta \pm z\sqrt{s^2 + \tau^2}`, kept within what is possible; elsewhere they stay exact
    and ``tau2`` is 0. Untransformed values are used throughout. With fifteen places ``tau2`` is
    above 0 in 14 % of tables in which only chance differs.

    Undefined (nan): everything with fewer than two places, unless a target is given; ``phi`` (and,
    with overdispersion, the limits) with fewer than three; z where the target is 0 or a share of
    1, since nothing can vary around it.

    Args:
        x: counts, ``(..., places)``: whole numbers.
        n: denominators of shares (whole numbers of 1 or more), exposures of rates, or expected
            counts of ratios (above 0); broadcast with ``x``.
        kind: ``"proportion"``, ``"rate"`` or ``"ratio"`` (observed over expected).
        target: of the shape of the batch, or one for all. Left out it is ``Σx/Σn`` for shares and
            rates, which the places themselves are part of, and 1 for ratios.
        confidence: one level, or several.
        overdispersion: ``None`` or ``"spiegelhalter"``.

    Returns:
        Values, target, z, z with the variance between places (``z_adjusted``), limits, flags, phi
        and the variance between places that was used.

    Raises:
        DomainError: counts that are no whole numbers, a denominator of 0, a share above 1, a target
            below 0 (or, for shares, above 1), a level outside (0, 1), or an unknown word.

    >>> result = funnel([5, 15, 10], 20, confidence=0.95)
    >>> result.flag, result.low.round(4)
    (array([-1.,  1.,  0.]), array([0.2558, 0.2558, 0.2558]))

    Source: Spiegelhalter (2005), doi:10.1002/sim.1970; overdispersion: Spiegelhalter (2005),
    doi:10.1136/qshc.2005.013755.
    """
    choose("kind", kind, _KINDS)
    if overdispersion is not None:
        choose("overdispersion", overdispersion, ("spiegelhalter",))
    level = check_confidence("confidence", confidence)
    x, n = place_arrays(x=x, n=n)
    _check(x, n, kind)
    held = _target(x, n, kind, target)
    centre = held[..., None]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value = finite_or_nan(x / n)
        away = value - centre
        s2 = centre * (1 - centre) / n if kind == "proportion" else centre / n
        z = over(away, np.sqrt(s2))
    z = np.where(np.isfinite(z), z, np.nan)
    phi, between = _dispersion(z, s2)
    tau2 = between if overdispersion else np.zeros_like(phi)
    low, high = _limits(centre, n, kind, level, tau2[..., None])
    wide = value.reshape(value.shape + (1,) * level.ndim)
    flag = np.where(wide < low, -1.0, np.where(wide > high, 1.0, 0.0))
    with np.errstate(over="ignore"):
        total = s2 + tau2[..., None]
    adjusted = np.where(np.isnan(z), np.nan, over(away, np.sqrt(total)))
    return Funnel(
        value=value, target=held, z=z, z_adjusted=adjusted, low=low, high=high,
        flag=np.where(np.isnan(low) | np.isnan(wide), np.nan, flag), phi=phi, tau2=tau2,
    )  # fmt: skip


def funnel_limits(
    target: ArrayLike,
    n: ArrayLike,
    *,
    kind: Kind = "proportion",
    confidence: ArrayLike = (0.95, 0.998),
    tau2: ArrayLike = 0.0,
) -> Interval:
    r"""The limits around a target for places of given sizes, to draw a funnel with.

    Without ``tau2`` the exact limits: the lower one is :math:`(r - \delta)/n` with r the smallest
    count of which :math:`P(X \le r) \ge \alpha/2` and
    :math:`\delta = (P(X \le r) - \alpha/2)/P(X = r)`, so that it moves smoothly with n; the upper
    one is its mirror image, with :math:`P(X \ge r)` and :math:`(r + \delta)/n`. The source takes
    the lower formula at :math:`1 - \alpha/2` instead, which is one event less: it flags 14 of 20
    against a half (chance .058) but not 6 of 20 (also .058). With ``tau2`` above 0, or more than
    10¹² expected events, normal limits :math:`\theta \pm z\sqrt{s^2 + \tau^2}`.

    The limits never leave 0, nor, for shares, 1. Undefined (nan) where ``tau2`` is nan or the
    expected number is too large for a float64.

    Args:
        target: shares from 0 to 1, or rates or ratios of 0 or more, any shape.
        n: denominators of shares (whole numbers of 1 or more), exposures or expected counts.
        kind: ``"proportion"``, ``"rate"`` or ``"ratio"``.
        confidence: one level, or several.
        tau2: variance between places, 0 or more. Broadcast with ``target`` and ``n``.

    Returns:
        The limits, of the shape of ``target``, ``n`` and ``tau2`` followed by that of
        ``confidence``.

    Raises:
        DomainError: as for :func:`funnel`, or where ``tau2`` is negative.

    >>> low, high = funnel_limits(0.5, [20, 200], confidence=0.95)
    >>> low.round(4), high.round(4)
    (array([0.2558, 0.4281]), array([0.7442, 0.5719]))

    Source: Spiegelhalter (2005), appendix A.1.1, doi:10.1002/sim.1970.
    """
    choose("kind", kind, _KINDS)
    level = check_confidence("confidence", confidence)
    target, n, tau2 = broadcast(target=target, n=n, tau2=tau2)
    share = kind == "proportion"
    known = np.where(np.isnan(tau2), 0.0, tau2)
    refuse(
        not_non_negative("target", target),
        not_above("target", target, "largest share, 1", np.ones_like(target)) if share else [],
        (not_count("n", n) if share else []) or not_positive("n", n),
        not_non_negative("tau2", known),
    )
    return _limits(target, n, kind, level, tau2)


def _check(x: Floats, n: Floats, kind: Kind) -> None:
    if kind == "proportion":
        check_denominators(x, n, series=True)
    else:
        refuse(not_count("x", x, series=True), not_positive("n", n, series=True))


def _target(x: Floats, n: Floats, kind: Kind, target: ArrayLike | None) -> Floats:
    """The target of each row; nan where there is nothing to take it from."""
    batch, places = x.shape[:-1], x.shape[-1]
    if target is None and kind != "ratio":
        if places < 2:  # noqa: PLR2004 - one place cannot be held against itself
            return np.full(batch, np.nan)
        # Exposures may be so large that their sum is infinite.
        largest = n.max(axis=-1)
        with np.errstate(over="ignore"):
            pooled = x.sum(axis=-1) / (n / largest[..., None]).sum(axis=-1) / largest
        pooled = np.where(np.isfinite(pooled), pooled, np.nan)
        # Rounding can lift a share of everybody above 1.
        return np.asarray(np.minimum(pooled, 1.0) if kind == "proportion" else pooled)
    given = as_floats("target", 1.0 if target is None else target)
    refuse(
        not_non_negative("target", given),
        not_above("target", given, "largest share, 1", np.ones_like(given))
        if kind == "proportion"
        else [],
    )
    try:
        return np.array(np.broadcast_to(given, batch))
    except ValueError as error:
        fact = f"has shape {given.shape}, but the batch has shape {batch}."
        problem = Problem("target", fact, "Give one target for all rows, or one for each.")
        raise DomainError(problems=[problem]) from error


def _dispersion(z: Floats, s2: Floats) -> tuple[Floats, Floats]:
    """Winsorised dispersion and the variance between places it amounts to."""
    batch, places = z.shape[:-1], z.shape[-1]
    if places < _FEWEST_FOR_DISPERSION or z.size == 0:
        return np.full(batch, np.nan), np.full(batch, np.nan)
    ends = np.quantile(z, [_WINSORISED, 1 - _WINSORISED], axis=-1, keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):
        phi = (np.clip(z, ends[0], ends[1]) ** 2).mean(axis=-1)
        finest = s2.min(axis=-1, keepdims=True)
        w = over(np.broadcast_to(finest, s2.shape), s2)
        excess = np.maximum(places * phi - (places - 1), 0.0)
        tau2 = over(excess * finest[..., 0], off_diagonal(w))
    return finite_or_nan(np.asarray(phi)), finite_or_nan(tau2)


def _limits(centre: Floats, n: Floats, kind: Kind, level: Floats, tau2: Floats) -> Interval:
    """The limits of checked arguments; the levels become the last axes."""
    shape = np.broadcast_shapes(centre.shape, n.shape, tau2.shape)
    last = (1,) * level.ndim
    centre, n, tau2, tail = (
        np.broadcast_to(a, shape + level.shape).reshape(-1)
        for a in (
            *(np.broadcast_to(a, shape).reshape(shape + last) for a in (centre, n, tau2)),
            (1 - level) / 2,
        )
    )
    top = 1.0 if kind == "proportion" else np.inf
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        mean = centre * n
        s2 = centre * (1 - centre) / n if kind == "proportion" else centre / n
        half = -special.ndtri(tail) * np.sqrt(s2 + tau2)
        low, high = np.maximum(centre - half, 0.0), np.minimum(centre + half, top)
    low, high = (np.where(np.isfinite(mean) & np.isfinite(half), a, np.nan) for a in (low, high))
    counted = n if kind == "proportion" else mean
    exact = (tau2 == 0) & (mean > 0) & (centre < top) & (counted < EXACT_BELOW)
    every = np.flatnonzero(exact)
    for block in row_blocks(every.size, 16):
        rows = every[block]
        if kind == "proportion":
            counts = binomial_limits(n[rows], centre[rows], tail[rows])
        else:
            counts = poisson_limits(mean[rows], tail[rows])
        with np.errstate(over="ignore"):
            ends = [count / n[rows] for count in counts]
        known = np.isfinite(ends[1])
        low[rows], high[rows] = (np.where(known, end, np.nan) for end in ends)
    return Interval(*(a.reshape(shape + level.shape) for a in (low, high)))
