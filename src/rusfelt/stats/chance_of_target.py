"""The chance of being at or beyond a target at its due date, if the straight line goes on."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, as_series, check_times, row_blocks
from rusfelt.stats._count_trend import level, spread_times
from rusfelt.stats._path_checks import check_not_infinite, direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Chance", "chance_of_target"]

# Residuals this many roundings of the largest value and smaller are nothing but rounding.
_ROUNDINGS = 8
_LINE = 2
# Values worked on at a time, so that what lies between them and the answer stays small.
_BLOCK = 1 << 17


class Chance(NamedTuple):
    """The outlook of each series, each field of the batch's shape.

    Attributes:
        chance: that the value at the due date is at or beyond the target, from 0 to 1.
        predicted: the line's value at the due date.
        low: lower end of the prediction interval of one new value there.
        high: upper end.
        df: degrees of freedom, ``n - 2``.
        horizon: time from the last point to the due date over the time the points span. The
            larger, the more of the answer is the assumption and the less the data; above 1 the
            line is drawn farther than it was ever seen.
    """

    chance: Floats
    predicted: Floats
    low: Floats
    high: Floats
    df: Floats
    horizon: Floats


def chance_of_target(
    y: ArrayLike,
    t: ArrayLike | None = None,
    *,
    target: ArrayLike,
    due: ArrayLike,
    better: ArrayLike,
    confidence: float = 0.95,
) -> Chance:
    r"""How likely the value at the due date is to reach the target, if the trend goes on.

    It assumes much: that the line through the points so far goes on unbent, that the points scatter
    around it independently, equally and normally, and that the value at the due date will too.
    Nothing is allowed for a new measure, a changed definition or a limit such as 0 or 100 %; and
    where neighbouring years resemble one another the interval is too narrow (simulated, 5 points and
    3 ahead, autocorrelation .4: a 95 % interval holds .90).

    The chance is right over series whose slopes really differ widely. Among series that in truth
    are flat, a slope is only scatter and is drawn on all the same: of five such points whose
    target, one standard deviation off, was given less than .2 three years ahead, .85 reached it.
    Look at the test of a trend before this number.

    With residual variance :math:`s^2` on n − 2 degrees of freedom, the value at the due date d is
    predicted with standard error :math:`s\sqrt{1+1/n+(d-\bar t)^2/\sum(t_i-\bar t)^2}`, and the
    chance is that of t on n − 2 being below (predicted − target)/error, where higher is better.

    Undefined (nan): fewer than three points; points that lie on a line exactly, which say nothing
    of the scatter (``predicted`` is still given); a due date not after the last point; a target or
    due date that is nan.

    Args:
        y: values, ``(..., n)``, any unit.
        t: strictly increasing times, ``(n,)`` or ``(..., n)``; 0 … n - 1 where left out.
        target: the values aimed at, broadcast to the batch.
        due: when, in the unit of ``t``, broadcast to the batch.
        better: ``"higher"`` or ``"lower"``, broadcast to the batch.
        confidence: of the prediction interval.

    Returns:
        A :class:`Chance`.

    Raises:
        DomainError: values that are not finite, times that do not increase, an infinite target or
            due date, shapes that do not fit, an unknown word, or a confidence outside (0, 1).

    >>> outlook = chance_of_target([30, 28, 27, 25, 24], [2016, 2017, 2018, 2019, 2020],
    ...                            target=20, due=2023, better="lower")
    >>> round(float(outlook.chance), 3), round(float(outlook.predicted), 1)
    (0.833, 19.3)

    Source: the prediction interval of the normal regression model, as in Draper and Smith, Applied
    Regression Analysis (1998), doi:10.1002/9781118625590.
    """
    confidence = level("confidence", confidence)
    rows, batch = as_series("y", y)
    n = rows.shape[1]
    times = check_times(t, n)
    times = times[None] if times.ndim == 1 else spread_times(times, batch, n)
    goal, due_at, sign = (
        _for_batch(name, given, batch)
        for name, given in (("target", target), ("due", due), ("better", direction(better)))
    )
    check_not_infinite(target=goal, due=due_at)
    if n <= _LINE or rows.shape[0] == 0:
        return Chance(*(np.full(batch, np.nan) for _ in Chance._fields))
    answer = Chance(*(np.full(rows.shape[0], np.nan) for _ in Chance._fields))
    for block in row_blocks(rows.shape[0], n, cells=_BLOCK):
        at = times if times.shape[0] == 1 else times[block]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            fields = _outlook(rows[block], at, goal[block], due_at[block], sign[block], confidence)
        for whole, part in zip(answer, fields, strict=True):
            whole[block] = np.where(np.isfinite(part), part, np.nan)
    return Chance(*(field.reshape(batch) for field in answer))


def _outlook(
    y: Floats, t: Floats, target: Floats, due: Floats, sign: Floats, confidence: float
) -> tuple[Floats, ...]:
    n = y.shape[1]
    df = np.full(y.shape[0], float(n - 2))
    # Halved before they are subtracted, so that no difference of finite times overflows.
    span = t[:, -1] / 2 - t[:, 0] / 2
    u = (t / 2 - t[:, :1] / 2) / span[:, None]
    ahead = (due / 2 - t[:, -1] / 2) / span
    size = np.abs(y).max(axis=1)
    size = np.where(size > 0, size, 1.0)
    value = y / size[:, None]
    centre, middle = value.mean(axis=1), u.mean(axis=1)
    away = u - middle[:, None]
    square = (away**2).sum(axis=1)
    slope = (away * (value - centre[:, None])).sum(axis=1) / square
    residual = value - centre[:, None] - slope[:, None] * away
    rounding = _ROUNDINGS * np.finfo(np.float64).eps
    scattered = np.abs(residual).max(axis=1) > rounding
    distance = 1 + ahead - middle
    predicted = centre + slope * distance
    variance = (residual**2).sum(axis=1) / df
    error = np.sqrt(variance * (1 + 1 / n + distance**2 / square))
    error = np.where(scattered, error, np.nan)
    chance = stdtr(df, sign * (predicted - target / size) / error)
    half = -stdtrit(df, (1 - confidence) / 2) * error
    later = np.where(ahead > 0, 1.0, np.nan)
    chance, predicted, low, high = (
        field * later
        for field in (
            chance,
            predicted * size,
            (predicted - half) * size,
            (predicted + half) * size,
        )
    )
    return chance, predicted, low, high, df * later, ahead * later


def _for_batch(name: str, value: object, batch: tuple[int, ...]) -> Floats:
    array = as_floats(name, value)
    try:
        return np.broadcast_to(array, batch).reshape(prod(batch))
    except ValueError as error:
        problem = Problem(
            name, f"has shape {array.shape}, but the batch has shape {batch}.",
            "Give one for all series, or one for each.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
