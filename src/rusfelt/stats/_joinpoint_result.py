"""What a joinpoint regression answers, and how its figures become the answer's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtrit

from rusfelt.stats._joinpoint_fit import fit_lines

if TYPE_CHECKING:
    from rusfelt.stats._joinpoint_prepare import Prepared
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Joinpoint", "blank", "fill"]


class Joinpoint(NamedTuple):
    """The bent trend of each series.

    K is the largest number of joinpoints tried. Fields have the batch's shape, those of segments
    one axis more, ``K + 1`` long and nan after the last segment; those of joinpoints and of tests
    one axis more, K long.

    Attributes:
        number: how many joinpoints were chosen.
        joinpoint: their times; nan after the last.
        start: where each segment starts.
        end: where it ends.
        slope: of each segment per unit of time: of the logarithm of y, or of y (linear).
        slope_low: lower end of its interval.
        slope_high: upper end.
        apc: annual percent change of each segment, ``100·(exp(slope) - 1)``; nan if linear.
        apc_low: lower end of its interval.
        apc_high: upper end.
        average: slope from the first time to the last: the segments' slopes by their length.
        average_low: lower end of its interval.
        average_high: upper end.
        aapc: average annual percent change, ``100·(exp(average) - 1)``; nan if linear.
        aapc_low: lower end of its interval.
        aapc_high: upper end.
        fitted: the joined lines at the times, ``(..., n)``, in the unit of y.
        bic: the criterion for 0 … K joinpoints, ``(..., K + 1)``, smaller is better; of ``"bic3"``
            where that was asked for. Minus infinity for a perfect fit.
        null: joinpoints under the null hypothesis of each test, in the order of testing.
        alternative: joinpoints under its alternative.
        p: its p; nan, like the two before it, where the choice was by a criterion.
    """

    number: Floats
    joinpoint: Floats
    start: Floats
    end: Floats
    slope: Floats
    slope_low: Floats
    slope_high: Floats
    apc: Floats
    apc_low: Floats
    apc_high: Floats
    average: Floats
    average_low: Floats
    average_high: Floats
    aapc: Floats
    aapc_low: Floats
    aapc_high: Floats
    fitted: Floats
    bic: Floats
    null: Floats
    alternative: Floats
    p: Floats


def blank(rows: int, n: int, most: int) -> Joinpoint:
    """A result of which nothing is known."""
    wide = dict.fromkeys(
        ("start", "end", "slope", "slope_low", "slope_high", "apc", "apc_low", "apc_high", "bic"),
        (rows, most + 1),
    )
    wide |= dict.fromkeys(("joinpoint", "null", "alternative", "p"), (rows, most))
    wide["fitted"] = (rows, n)
    return Joinpoint(**{name: np.full(wide.get(name, rows), np.nan) for name in Joinpoint._fields})


def fill(
    result: Joinpoint, given: Prepared, joints: Integers, pick: Integers, perfect: Bools,
    *, confidence: float,
) -> None:  # fmt: skip
    """Write the lines with these joints ``(rows, k)`` into the rows ``pick``, in place."""
    k = joints.shape[1]
    n = given.u.shape[1]
    u, root = given.u[pick], given.root[pick]
    lines = fit_lines(u, root, given.figures[pick], joints)
    at = np.take_along_axis(given.t[pick], joints, axis=1)
    first, last = given.t[pick, :1], given.t[pick, -1:]
    result.number[pick] = k
    result.joinpoint[pick, :k] = at
    result.start[pick, : k + 1] = np.concatenate([first, at], axis=1)
    result.end[pick, : k + 1] = np.concatenate([at, last], axis=1)
    size = given.size[pick, None]
    fitted = lines.fitted * size
    result.fitted[pick] = np.exp(fitted) if given.log else fitted
    quantile = -float(stdtrit(n - 2 * k - 2, (1 - confidence) / 2))
    unknown = np.where(perfect, np.nan, 1.0)
    segments = slice(0, k + 1)
    for name, percent, slope, error, where in (
        ("slope", "apc", lines.slope, lines.slope_error, (pick, segments)),
        ("average", "aapc", lines.average[:, None], lines.average_error[:, None], (pick, None)),
    ):
        # Per unit of u first, then of t: the span may be too long or too short for a float64.
        per_time = size / given.half_span[pick, None] / 2
        half = quantile * error * unknown[:, None]
        ends = {"": slope, "_low": slope - half, "_high": slope + half}
        for suffix, value in ends.items():
            rate = value * per_time
            _put(getattr(result, name + suffix), where, rate)
            if given.log:
                _put(getattr(result, percent + suffix), where, 100 * np.expm1(rate))


def _put(field: Floats, where: tuple[Integers, slice | None], values: Floats) -> None:
    values = np.where(np.isfinite(values), values, np.nan)
    if where[1] is None:
        field[where[0]] = values[:, 0]
    else:
        field[where[0], where[1]] = values
