"""The arithmetic of an interrupted series: two joined-up straight lines, fitted three ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._autocorrelation import bartlett_meat, durbin_watson, lag_one, prais_winsten
from rusfelt.stats._double_double import exponent, rescaled, shifted
from rusfelt.stats._linear import as_rounding, factorise, solve, times

if TYPE_CHECKING:
    from rusfelt.stats._linear import Design
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Lines", "Segments", "fit_lines", "lay_out"]

_TERMS = 4


class Segments(NamedTuple):
    """The designs of a batch, one for each row or one for all.

    Time runs in spans of the series from the interruption, which keeps the columns well apart.

    Attributes:
        x: columns 1, u, after and u·after, ``(rows, n, 4)``.
        design: their factors.
        power: times were divided by ``2**power`` first.
        start: the interruption on that scale.
        span: from the first time to the last on that scale.
        moment: the time asked about, in spans from the interruption.
    """

    x: Floats
    design: Design
    power: Integers
    start: Floats
    span: Floats
    moment: Floats


class Lines(NamedTuple):
    """The fits of some rows.

    Attributes:
        coefficients: intercept, slope, level change and slope change, ``(rows, 4)``.
        errors: their standard errors, ``(rows, 4)``.
        covariance: of them, ``(rows, 4, 4)``.
        effect: fitted less counterfactual at the time asked about.
        effect_se: its standard error.
        fitted: ``(rows, n)``.
        counterfactual: the line before, prolonged, ``(rows, n)``.
        residual_sd: spread of the residuals, or of what is new in them (Prais–Winsten).
        rho: lag-one autocorrelation of the residuals.
        durbin_watson: of the ordinary residuals.
        exact: where nothing is left over but rounding.
        settled: where the iteration, if any, came to rest.
    """

    coefficients: Floats
    errors: Floats
    covariance: Floats
    effect: Floats
    effect_se: Floats
    fitted: Floats
    counterfactual: Floats
    residual_sd: Floats
    rho: Floats
    durbin_watson: Floats
    exact: Bools
    settled: Bools


def lay_out(t: Floats, interruption: Floats, at: Floats) -> Segments:
    """The designs for times ``(rows, n)`` with both sides of the interruption among them."""
    power = exponent(t, -1)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = shifted(t, -power[:, None])
        start = shifted(interruption, -power)
        span = scaled[:, -1] - scaled[:, 0]
        u = (scaled - start[:, None]) / span[:, None]
        moment = (shifted(at, -power) - start) / span
        moment = np.where(np.isinf(moment), np.nan, moment)
    after = (t >= interruption[:, None]).astype(np.float64)
    x = np.stack([np.ones(t.shape), u, after, u * after], axis=-1)
    return Segments(x, factorise(x), power, start, span, moment)


def fit_lines(segments: Segments, y: Floats, *, method: str, lags: int) -> Lines:
    """The fit of rows ``(rows, n)``, which overflow to nan rather than warn."""
    x, design = segments.x, segments.design
    n = y.shape[1]
    scale = exponent(y, -1)
    goal = shifted(y, -scale[:, None])
    with np.errstate(all="ignore"):
        b, e = solve(design, goal)
        size = np.sqrt((goal * goal).sum(axis=-1))
        # A time is only as exact as its own last digit, which the slopes turn into y.
        steep = np.abs(
            b[:, 1::2] * shifted(np.ones(design.power.shape), -design.power)[:, 1::2]
        ).sum(axis=-1)
        reach = size + np.sqrt(n) * steep / segments.span
        exact = as_rounding(np.sqrt((e * e).sum(axis=-1)), reach)
        e[exact | ~design.usable] = 0.0
        rho, watson = lag_one(e), durbin_watson(e)
        settled = np.ones(len(y), dtype=np.bool_)
        df = n - _TERMS
        left, spread = (e * e).sum(axis=-1), np.eye(_TERMS)[None]
        if method == "prais-winsten":
            general = prais_winsten(design.q, e)
            b = b + times(design.inverse, general.change)
            left, spread = general.left, general.spread
            rho, settled = general.rho, general.settled
        variance = left / df
        weight = variance
        if method == "newey-west":
            weight, spread = np.full(len(y), n / df), bartlett_meat(design.q, e, lags)
        unscale = shifted(np.ones(design.power.shape), -design.power)
        own = b * unscale
        half = unscale[:, :, None] * design.inverse
        gain = np.zeros((len(segments.span), _TERMS))
        gain[:, 2], gain[:, 3] = 1.0, segments.moment
        covariance = weight[:, None, None] * _sandwich(
            np.matmul(_to_given_times(segments), half), spread
        )
        errors = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
        toward = np.matmul(gain[:, None, :], half)
        effect_se = np.sqrt(weight * _sandwich(toward, spread)[:, 0, 0])
        effect = (own * gain).sum(axis=-1)
        powers = np.zeros((len(segments.span), _TERMS), dtype=np.int64)
        powers[:, 1::2] = -segments.power[:, None]
        shift = scale[:, None] + powers
        return Lines(
            coefficients=rescaled(times(_to_given_times(segments), own), shift),
            errors=rescaled(errors, shift),
            covariance=rescaled(covariance, shift[:, :, None] + shift[:, None, :]),
            effect=rescaled(np.where(np.isinf(effect), np.nan, effect), scale),
            effect_se=rescaled(np.where(np.isinf(effect_se), np.nan, effect_se), scale),
            fitted=rescaled(times(x, own), scale[:, None]),
            counterfactual=rescaled(times(x[..., :2], own[:, :2]), scale[:, None]),
            residual_sd=rescaled(np.sqrt(variance), scale),
            rho=rho,
            durbin_watson=watson,
            exact=exact,
            settled=settled,
        )  # fmt: skip


def _to_given_times(segments: Segments) -> Floats:
    """What turns coefficients of spans from the interruption into those of the (scaled) times."""
    matrix = np.zeros((len(segments.span), _TERMS, _TERMS))
    matrix[:, 0, 0] = matrix[:, 2, 2] = 1.0
    matrix[:, 1, 1] = matrix[:, 3, 3] = 1 / segments.span
    matrix[:, 0, 1] = -segments.start / segments.span
    return matrix


def _sandwich(bread: Floats, middle: Floats) -> Floats:
    return np.asarray(np.matmul(np.matmul(bread, middle), bread.swapaxes(-1, -2)))
