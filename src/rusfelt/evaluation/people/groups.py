"""What figures of people's change are drawn from: groups of people, and never one of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from rusfelt.evaluation.plain import plain
from rusfelt.evaluators._people import ends
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats
from rusfelt.vocabulary import Clock

__all__ = ["Cell", "Moment", "PeopleGroups", "Step", "people_groups"]

# A group of fewer says too much about each of them.
MINIMUM = 5
_MOST_STEPS = 20
# Bands of the first and the later score, from fine to coarse, until few people are left out.
_BANDS = (10, 8, 6, 5, 4, 3, 2)
_FEW_LEFT_OUT = 0.2
# Weeks since the first score, where scores carry dates.
_WEEKS = (0, 1, 5, 9, 14, 27, 53, 10**6)
_WEEK = 7
# Beyond these there are no bands to make.
_LEAST, _MOST = 1e-300, 1e300


@attrs.frozen
class Step:
    """People next to each other in order of change, from best to worst: how many, and the mean."""

    people: int
    change: float


@attrs.frozen
class Cell:
    """People whose first and later score lie in these bands; ``None`` where they are too few."""

    pre_low: float
    pre_high: float
    post_low: float
    post_high: float
    people: int | None


@attrs.frozen
class Moment:
    """People scored at an occasion, or in these weeks since their first: mean and 95 % interval."""

    start: float
    end: float
    people: int
    mean: float
    low: float
    high: float


@attrs.frozen
class PeopleGroups:
    """Groups of at least five people.

    Attributes:
        steps: for a waterfall. cells: for first against later score. withheld: people in cells
            of fewer than five. course: how the mean went. weeks: whether its times are weeks.
        lowest, highest: of the scale; where that is not known, round numbers outside the scores.
    """

    steps: tuple[Step, ...]
    cells: tuple[Cell, ...]
    withheld: int
    course: tuple[Moment, ...]
    weeks: bool
    lowest: float
    highest: float

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {key: plain(each) for key, each in attrs.asdict(self).items()}


def people_groups(panel: Panel, *, better: str) -> PeopleGroups:
    """The groups of one indicator's people.

    Args:
        panel: one series a person.
        better: ``higher`` or ``lower``; steps go from the best change to the worst.
    """
    before, after = ends(panel, None, None)
    both = ~np.isnan(before) & ~np.isnan(after)
    first, last = before[both], after[both]
    low, high = _range(panel)
    cells, withheld = _cells(first, last, low, high)
    course, weeks = _course(panel)
    return PeopleGroups(
        tuple(_steps(last - first, -1.0 if better == "lower" else 1.0)),
        tuple(cells),
        withheld,
        tuple(course),
        weeks,
        low,
        high,
    )


def _range(panel: Panel) -> tuple[float, float]:
    known = [panel.per_series.get(name) for name in ("lowest", "highest")]
    if len(panel) and all(each is not None for each in known):
        ends_of_scale = [float(each[0]) for each in known if each is not None]
        if ends_of_scale[0] < ends_of_scale[1]:
            return ends_of_scale[0], ends_of_scale[1]
    if not len(panel.y):
        return 0.0, 1.0
    low, high = float(panel.y.min()), float(panel.y.max())
    largest = max(-low, high)
    if largest > _MOST:
        return -_MOST, _MOST
    # The ends of the scores are two people's own; round numbers outside them are nobody's.
    step = 10.0 ** np.floor(np.log10(max(high - low, largest, _LEAST)))
    return float(np.floor(low / step) * step), float((np.floor(high / step) + 1) * step)


def _steps(change: Floats, sign: float) -> list[Step]:
    count = min(_MOST_STEPS, len(change) // MINIMUM)
    if not count:
        return []
    order = np.sort(sign * change)[::-1] * sign
    return [Step(len(part), float(part.mean())) for part in np.array_split(order, count)]


def _cells(first: Floats, last: Floats, low: float, high: float) -> tuple[list[Cell], int]:
    if len(first) < MINIMUM:
        return [], len(first)
    for bands in _BANDS:
        edges = np.linspace(low, high, bands + 1)
        counts = np.histogram2d(
            np.clip(first, low, high), np.clip(last, low, high), bins=[edges, edges]
        )[0].astype(np.int64)
        withheld = int(counts[counts < MINIMUM].sum())
        if withheld <= _FEW_LEFT_OUT * len(first):
            break
    cells = [
        Cell(
            float(edges[row]),
            float(edges[row + 1]),
            float(edges[column]),
            float(edges[column + 1]),
            int(counts[row, column]) if counts[row, column] >= MINIMUM else None,
        )
        for row, column in np.argwhere(counts > 0).tolist()
    ]
    return cells, withheld


def _course(panel: Panel) -> tuple[list[Moment], bool]:
    weeks = panel.clock is Clock.DAY
    if not len(panel.t):
        return [], weeks
    if weeks:
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        since = np.floor((panel.t - panel.t[panel.offsets[:-1][owner]]) / _WEEK)
        edges = [(float(a), float(b - 1)) for a, b in pairwise(_WEEKS)]
        inside: list[tuple[float, float, Bools]] = [
            (a, b, np.asarray((since >= a) & (since <= b))) for a, b in edges
        ]
    else:
        times = np.unique(panel.t).tolist()
        inside = [(each, each, np.asarray(panel.t == each)) for each in times]
    return [
        found for a, b, rows in inside if (found := _moment(panel, a, b, rows, weeks)) is not None
    ], weeks


def _moment(panel: Panel, start: float, end: float, rows: Bools, weeks: bool) -> Moment | None:
    from rusfelt.stats.estimates import mean_interval  # noqa: PLC0415 - loads scipy

    values: Array = panel.y[rows]
    if len(values) < MINIMUM:
        return None
    if weeks:
        # Someone seen often in these weeks counts once, with the last of them; at the start,
        # with the first.
        owner = np.repeat(np.arange(len(panel)), panel.sizes)[rows]
        other = owner[1:] != owner[:-1]
        values = values[np.insert(other, 0, True) if start == 0 else np.append(other, True)]
    if len(values) < MINIMUM:
        return None
    found = mean_interval(values)
    return Moment(start, end, len(values), float(found.mean), float(found.low), float(found.high))
