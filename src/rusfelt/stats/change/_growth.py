"""A random intercept and slope fitted to people's own lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._reml import Designs, PlainLines, criterion, designs_of, weights
from rusfelt.stats.change._root_search import lowest, promising, root_of, settled

if TYPE_CHECKING:
    from rusfelt.stats.change._root_search import Found
    from rusfelt.stats.change._slope_statistics import Lines
    from rusfelt.typing import Floats

__all__ = ["Frame", "Growth", "OwnSlopes", "fitted_growth", "own_slopes"]

# With more designs than this the valleys are told apart on a part of them.
_MANY = 1 << 12
# How far from the middle of the waves, in spreads of a person's times, time may be counted from.
_FARTHEST = 1e3


class Frame(NamedTuple):
    """Units and origins in which a fit is made, in those of the data.

    Time is counted from ``centre_t`` in ``unit_t``, noise in ``unit_y``, and people's lines in
    ``unit_line`` from the line with ``slope`` that is at ``level`` at ``centre_t``.
    """

    centre_t: float
    unit_t: float
    unit_y: float
    unit_line: float
    slope: float
    level: float


class Growth(NamedTuple):
    """The fit, with the lines it is of as its frame shows them."""

    found: Found
    lines: PlainLines
    frame: Frame
    waves: int


class OwnSlopes(NamedTuple):
    """Each person's slope and its distance from the group's, with their standard errors."""

    slope: Floats
    slope_se: Floats
    deviation: Floats
    deviation_sd: Floats


def fitted_growth(lines: Lines) -> Growth:
    """REML, in a frame where people's lines vary by about one in every direction.

    Whatever the units and origins of time and value in the data, the search sees the same numbers.
    There can be more than one valley, where times differ much from person to person; hence several
    starts.
    """
    waves = float(lines.n.sum())
    first = _pooled(lines)
    middle, among, noise = _moments(_seen_in(first, lines))
    frame, turn = _rescaled(_recentred(first, middle), _allowed(among) + noise)
    plain = _seen_in(frame, lines)
    designs = designs_of(plain)
    start = root_of(turn @ among @ turn.T)
    freedom = waves - 2 * len(lines.n)
    at = partial(criterion, designs=designs, scatter=freedom, freedom=waves - 2)
    if len(designs.n) > _MANY:
        start = _start_from_part(designs, start, (frame.unit_line / frame.unit_y) ** 2)
        found = lowest(at, [start])
    else:
        found = lowest(at, [start, *promising(at)])
    return Growth(settled(at, found), plain, frame, int(waves))


def _start_from_part(designs: Designs, start: Floats, weight: float) -> Floats:
    """Where to begin, from a few thousand designs: more people hardly move the valleys."""
    part = Designs(*(column[:: len(designs.n) // _MANY] for column in designs))
    people = part.sums[:, 0]
    waves = float(people @ part.n) / weight
    scatter = waves - 2 * float(people.sum())
    at = partial(criterion, designs=part, scatter=scatter, freedom=waves - 2)
    a, b, c = lowest(at, [start, *promising(at)]).root.tolist()
    root = np.array([[a, b], [b, c]])
    return root_of(root @ root)


def own_slopes(growth: Growth, rows: slice) -> OwnSlopes:
    """The best linear unbiased predictions of these people's slopes."""
    best, frame = growth.found.best, growth.frame
    n, place, spread, own_slope, own_level = (column[rows] for column in growth.lines)
    a, b, c = growth.found.root.tolist()
    of_slopes, of_both, of_levels = a * a + b * b, b * (a + c), b * b + c * c
    size, (slope, both, level) = weights(growth.found.root, n, place, spread)
    off_slope, off_level = own_slope - best.line[0], own_level - best.line[1]
    deviation = (of_slopes * slope + of_both * both) * off_slope
    deviation += (of_slopes * both + of_both * level) * off_level
    conditional = (of_slopes + (a * c - b * b) ** 2 * n) / size
    # The part of the group's line in the prediction: the first row of (I + ΛM)⁻¹.
    moment = n * place
    by_slope = (1 + of_both * moment + of_levels * n) / size
    by_level = -(of_slopes * moment + of_both * n) / size
    inverse = np.linalg.inv(best.information)
    group = inverse[0, 0] * by_slope**2 + inverse[1, 1] * by_level**2
    group += 2 * inverse[0, 1] * by_slope * by_level
    unit = frame.unit_line / frame.unit_t
    noise = unit * np.sqrt(best.variance)
    return OwnSlopes(
        frame.slope + unit * (best.line[0] + deviation),
        noise * np.sqrt(conditional + group),
        unit * deviation,
        noise * np.sqrt(conditional),
    )


def _pooled(lines: Lines) -> Frame:
    """In units of the noise and of the people's own spread of times, from one line for all."""
    waves = float(lines.n.sum())
    centre = float(lines.n @ lines.mean_t) / waves
    level = float(lines.n @ lines.mean_y) / waves
    place = lines.mean_t - centre
    pull = float(lines.spread_t @ lines.slope + (lines.n * place) @ (lines.mean_y - level))
    slope = pull / float(lines.spread_t.sum() + (lines.n * place) @ place)
    unit_y = float(np.sqrt(lines.scatter.sum() / (waves - 2 * len(lines.n))))
    return Frame(centre, float(np.sqrt(lines.spread_t.mean())), unit_y, unit_y, slope, level)


def _recentred(frame: Frame, middle: Floats) -> Frame:
    """Lines counted from their own middle: far from it their squares would drown the noise."""
    return frame._replace(
        slope=frame.slope + float(middle[0]) * frame.unit_line / frame.unit_t,
        level=frame.level + float(middle[1]) * frame.unit_line,
    )


def _rescaled(frame: Frame, total: Floats) -> tuple[Frame, Floats]:
    """The frame in which lines with this variance vary by one, and the way there.

    A level belongs to a time, so another origin of time does away with the covariance. Lines all
    but parallel cross too far off for that, and keep some.
    """
    root = np.linalg.cholesky(total)
    crossing = -float(root[1, 0] / root[0, 0])
    origin = min(max(crossing, -_FARTHEST), _FARTHEST)
    slope = float(root[0, 0])
    level = float(np.hypot(root[1, 1], slope * (origin - crossing)))
    moved = frame._replace(
        centre_t=frame.centre_t + frame.unit_t * origin,
        unit_t=frame.unit_t * (level / slope),
        unit_line=frame.unit_line * level,
        level=frame.level + frame.slope * frame.unit_t * origin,
    )
    return moved, np.array([[1 / slope, 0.0], [origin / level, 1 / level]])


def _allowed(variance: Floats) -> Floats:
    sizes, directions = np.linalg.eigh(variance)
    return np.asarray(directions * np.maximum(sizes, 0) @ directions.T)


def _seen_in(frame: Frame, lines: Lines) -> PlainLines:
    weight = (frame.unit_line / frame.unit_y) ** 2
    place = lines.mean_t - frame.centre_t
    own = lines.slope - frame.slope
    return PlainLines(
        n=weight * lines.n,
        place=place / frame.unit_t,
        spread=lines.spread_t * (weight / frame.unit_t**2),
        slope=own * (frame.unit_t / frame.unit_line),
        level=((lines.mean_y - frame.level - frame.slope * place) - own * place) / frame.unit_line,
    )


def _moments(lines: PlainLines) -> tuple[Floats, Floats, Floats]:
    """The middle line, what lines vary among people beyond their noise, and the noise, by moments.

    People count by how little noise their line has. With equal designs the second is the answer
    itself, where the answer is a variance at all.
    """
    noise = np.array(
        [
            1 / lines.spread,
            -lines.place / lines.spread,
            1 / lines.n + lines.place**2 / lines.spread,
        ]
    )
    weight = 1 / (noise[0] + noise[2])
    weight /= weight.sum()
    own = np.array([lines.slope, lines.level])
    middle = own @ weight
    own -= middle[:, None]
    seen = (own * weight) @ own.T
    single = weight * (1 - weight)
    within = _symmetric(noise @ single)
    return middle, (seen - within) / single.sum(), _symmetric(noise @ weight)


def _symmetric(entries: Floats) -> Floats:
    return np.asarray(entries[np.array([[0, 1], [1, 2]])])
