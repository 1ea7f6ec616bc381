"""The growth model all people share, in the data's own units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.stats.change._growth import Growth
    from rusfelt.stats.change._slope_statistics import Lines

__all__ = ["SlopeFit", "fit_of", "without_fit"]

_NAN = float("nan")


class SlopeFit(NamedTuple):
    """The growth model all people share; its numbers are nan where ``reason`` says why.

    The intercept, its variance and the covariance are at time 0. Standard errors are
    ``(X'V⁻¹X)⁻¹``'s: they take the variances as known. ``log_likelihood`` is the restricted one
    with all constants, as lme4, nlme and statsmodels give it. ``singular``: a variance is 0 or the
    correlation 1 or -1, at the edge of what variances can be. ``converged`` false: the search
    ended before its steps were too small to matter, and the numbers are its last. ``people`` and
    ``waves`` are those in the model, ``excluded`` the people who are not.
    """

    method: str
    intercept: float
    intercept_se: float
    slope: float
    slope_se: float
    intercept_variance: float
    slope_variance: float
    covariance: float
    correlation: float
    residual_variance: float
    log_likelihood: float
    people: int
    waves: int
    excluded: int
    iterations: int
    converged: bool
    singular: bool
    reason: str


def fit_of(growth: Growth, *, people: int) -> SlopeFit:
    """The shared model at time 0, and out of how many people."""
    found, best, frame = growth.found, growth.found.best, growth.frame
    unit = frame.unit_line / frame.unit_t
    # From slope and level in the frame to slope and intercept.
    back = np.array([[unit, 0.0], [-unit * frame.centre_t, frame.unit_line]])
    errors = back @ np.linalg.inv(best.information) @ back.T * best.variance
    a, b, c = found.root.tolist()
    root = back @ np.array([[a, b], [b, c]]) * np.sqrt(best.variance)
    among = root @ root.T
    both = float(np.sqrt(among[0, 0]) * np.sqrt(among[1, 1]))
    slope = frame.slope + unit * float(best.line[0])
    level = frame.level + frame.unit_line * float(best.line[1])
    freedom = growth.waves - 2
    deviance = (
        best.value
        + freedom * (1 + np.log(2 * np.pi / freedom) + 2 * np.log(frame.unit_y))
        + 2 * np.log(frame.unit_t)
        - 4 * np.log(frame.unit_line / frame.unit_y)
    )
    return SlopeFit(
        method="reml",
        intercept=level - slope * frame.centre_t,
        intercept_se=float(np.sqrt(errors[1, 1])),
        slope=slope,
        slope_se=float(np.sqrt(errors[0, 0])),
        intercept_variance=float(among[1, 1]),
        slope_variance=float(among[0, 0]),
        covariance=float(among[0, 1]),
        correlation=float(np.clip(among[0, 1] / both, -1, 1)) if both > 0 else _NAN,
        residual_variance=float(best.variance) * frame.unit_y**2,
        log_likelihood=-float(deviance) / 2,
        people=len(growth.lines.n),
        waves=growth.waves,
        excluded=people - len(growth.lines.n),
        iterations=found.steps,
        converged=found.converged,
        singular=found.singular,
        reason="" if among[0, 0] > 0 else "no-slope-variance",
    )


def without_fit(lines: Lines, *, people: int, reason: str) -> SlopeFit:
    """No model, and why."""
    return SlopeFit(
        "reml", *(_NAN,) * 10, people=len(lines.n), waves=int(lines.n.sum()),
        excluded=people - len(lines.n), iterations=0, converged=False, singular=False,
        reason=reason,
    )  # fmt: skip
