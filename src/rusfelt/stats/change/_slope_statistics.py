"""What a straight line through each person's own waves leaves behind: all the model ever needs.

With normal errors a person's waves say no more than their number, where they lie in time, the
person's own least-squares line and the scatter about it. These are computed once, for everybody at
a time; fitting the model never returns to the waves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, refuse, row_blocks

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["FEWEST_WAVES", "Lines", "Waves", "checked_waves", "own_lines", "waves_of"]

# Two waves fit a line exactly and say nothing of the scatter about it.
FEWEST_WAVES = 3


class Waves(NamedTuple):
    """Times and values side by side, and where each person's begin and end."""

    t: Floats
    y: Floats
    offsets: Integers


class Lines(NamedTuple):
    """The own least-squares line of each person, every field ``(people,)``."""

    n: Floats
    mean_t: Floats
    spread_t: Floats  # sum of squares of the times about their mean
    mean_y: Floats
    slope: Floats
    scatter: Floats  # sum of squares about the line


def checked_waves(t: object, y: object, offsets: object) -> Waves:
    """The waves that hold a value, person by person, or a refusal that names the person."""
    times, values = as_floats("t", t), as_floats("y", y)
    if times.ndim != 1 or values.shape != times.shape:
        problem = Problem(
            "y", f"has shape {values.shape} and t has shape {times.shape}.",
            "Give one time and one value for each wave, everybody's waves in one row.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    ends = _checked_offsets(offsets, len(times))
    late = np.zeros(times.shape, dtype=np.bool_)
    np.less_equal(times[1:], times[:-1], out=late[1:])
    late[ends[:-1][ends[:-1] < len(times)]] = False
    refuse(
        _waves_where("t", ~np.isfinite(times), ends, "is not a finite number.",
                     "Give every wave a time; leave out waves without one."),
        _waves_where("t", late, ends, "does not come after the wave before it.",
                     "Sort each person's waves by time and keep one value a time."),
        _waves_where("y", np.isinf(values), ends, "is infinite.",
                     "Give a finite value, or nan for a wave without one."),
    )  # fmt: skip
    return _without(np.isnan(values), Waves(times, values, ends))


def waves_of(waves: Waves, people: Bools) -> Waves:
    """The waves of these people alone."""
    if people.all():
        return waves
    sizes = np.diff(waves.offsets)
    points = np.repeat(people, sizes)
    ends = np.concatenate([[0], np.cumsum(sizes[people])])
    return Waves(waves.t[points], waves.y[points], ends)


def own_lines(waves: Waves) -> Lines:
    """The line of everybody; each person must have a wave, and two at different times for a slope.

    >>> lines = own_lines(Waves(np.array([0.0, 1, 2]), np.array([1.0, 3, 2]), np.array([0, 3])))
    >>> lines.slope, lines.scatter
    (array([0.5]), array([1.5]))
    """
    people = len(waves.offsets) - 1
    lines = Lines(*(np.empty(people) for _ in Lines._fields))
    for rows in row_blocks(people, len(waves.t) // max(1, people)):
        ends = waves.offsets[rows.start : rows.stop + 1]
        points = slice(int(ends[0]), int(ends[-1]))
        block = _block_of_lines(waves.t[points], waves.y[points], ends - ends[0])
        for field, part in zip(lines, block, strict=True):
            field[rows] = part
    return lines


def _block_of_lines(t: Floats, y: Floats, ends: Integers) -> Lines:
    sizes, starts = np.diff(ends), ends[:-1]
    n = sizes.astype(np.float64)
    mean_t = np.add.reduceat(t, starts) / n
    mean_y = np.add.reduceat(y, starts) / n
    # About each person's own mean, and the scatter from the residuals themselves: differences of
    # raw sums of squares would lose the digits that matter.
    dt = t - np.repeat(mean_t, sizes)
    dy = y - np.repeat(mean_y, sizes)
    spread = np.add.reduceat(dt * dt, starts)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = np.add.reduceat(dt * dy, starts) / spread
        dt *= np.repeat(slope, sizes)
        dy -= dt
        dy *= dy
        scatter = np.add.reduceat(dy, starts)
    return Lines(n, mean_t, spread, mean_y, slope, scatter)


def _checked_offsets(offsets: object, points: int) -> Integers:
    try:
        array = np.asarray(offsets)
    except (TypeError, ValueError):  # rows of unequal length
        array = np.empty(0)
    if (
        array.ndim == 1
        and array.size > 0
        and array.dtype.kind in "iu"
        and array[0] == 0
        and array[-1] == points
        and (array[1:] >= array[:-1]).all()
    ):
        return array.astype(np.int64)
    problem = Problem(
        "offsets", f"are not whole numbers that rise from 0 to {points}.",
        "Give where each person's waves begin, and the end of the last.",
    )  # fmt: skip
    raise DomainError(problems=[problem])


def _waves_where(name: str, bad: Bools, ends: Integers, fact: str, remedy: str) -> list[Problem]:
    """One problem for the first bad wave; it says where, never what stands there."""
    if not bad.any():
        return []
    first = int(np.flatnonzero(bad)[0])
    row = int(np.searchsorted(ends, first, side="right")) - 1
    rows = len(np.unique(np.searchsorted(ends, np.flatnonzero(bad), side="right")))
    others = f" So it is in {rows} rows." if rows > 1 else ""
    return [Problem(f"{name}, row {row}, point {first - int(ends[row])}", fact + others, remedy)]


def _without(empty: Bools, waves: Waves) -> Waves:
    if not empty.any():
        return waves
    kept = np.concatenate([[0], np.cumsum(~empty)])
    return Waves(waves.t[~empty], waves.y[~empty], kept[waves.offsets])
