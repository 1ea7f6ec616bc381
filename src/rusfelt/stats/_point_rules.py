"""The rules that judge single points and windows of points against the lines of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._runs import complete, members

if TYPE_CHECKING:
    from rusfelt.stats._runs import Signs
    from rusfelt.typing import Bools, Floats

__all__ = ["Alarm", "compare", "point_rules"]


class Alarm(NamedTuple):
    """The points to mark, ``(rows, n)``, and the first at which a rule had all it needs."""

    marked: Bools
    first: Floats


def point_rules(
    y: Floats,
    side: Signs,
    line: dict[str, Floats],
    asked: frozenset[str],
    lengths: tuple[int, int],
    codes: Signs,
) -> Alarm:
    """Fill in the codes of a block; answer which points to mark and where the first alarm is."""
    outside, trend, two_in_three, shift = (codes[rule] for rule in range(4))
    marked: Bools = np.zeros(y.shape, dtype=np.bool_)
    alarm: Bools = np.zeros(y.shape, dtype=np.bool_)
    if "outside" in asked:
        outside[:] = _beyond(y, line["lower"], line["upper"])
        marked |= outside != 0
    if "trend" in asked:
        complete(compare(y[:, 1:], y[:, :-1]), lengths[0] - 1, trend[:, 1:])
        marked |= members(trend, lengths[0])
    if "two-in-three" in asked and y.shape[1] >= 3:  # noqa: PLR2004 - three points
        beyond = _beyond(y, _near(line, "lower"), _near(line, "upper"))
        window = _windows(beyond, side)
        for at in range(3):
            two_in_three[:, at : at + window.shape[1]] |= window
        alarm[:, 2:] |= window != 0
        marked |= (two_in_three != 0) & (beyond == side)
    if "shift" in asked:
        complete(side, lengths[1], shift)
        marked |= members(shift, lengths[1])
    alarm |= (outside != 0) | (trend != 0) | (shift != 0)
    found = alarm.any(axis=1)
    where = alarm.argmax(axis=1) if alarm.shape[1] else np.zeros(found.shape)
    return Alarm(marked, np.where(found, where, np.nan))


def _windows(beyond: Signs, side: Signs) -> Signs:
    """For each three points: 1 or -1 where they lie on one side and two or more beyond it."""
    same = (side[:, 2:] == side[:, 1:-1]) & (side[:, 1:-1] == side[:, :-2])
    # Beyond a near limit that lies across the centre would be on the wrong side of it.
    far = ((beyond == side) & (side != 0)).view(np.int8)
    two = far[:, 2:] + far[:, 1:-1] + far[:, :-2] >= 2  # noqa: PLR2004 - two of three
    return np.asarray(side[:, 2:] * (same & two).view(np.int8))


def compare(a: Floats, b: Floats) -> Signs:
    """1 where a is larger, -1 where it is smaller, 0 where it is equal or b is nan."""
    return np.asarray((a > b).view(np.int8) - (a < b).view(np.int8))


def _beyond(y: Floats, lower: Floats, upper: Floats) -> Signs:
    return np.asarray((y > upper).view(np.int8) - (y < lower).view(np.int8))


def _near(line: dict[str, Floats], which: str) -> Floats:
    """The near limit given, or two thirds of the way to the limit."""
    given = line.get(f"near_{which}")
    if given is not None:
        return given
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(line["centre"] + (line[which] - line["centre"]) * (2 / 3))
