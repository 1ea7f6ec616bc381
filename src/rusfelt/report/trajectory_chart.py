"""How the mean of people's scores went, with its interval and how many people it is of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs

from rusfelt.report._chart_frame import level_lines, word_beside, words_above
from rusfelt.report.canvas import LINE, TARGET, plain_axes, render, value_axis
from rusfelt.report.drawing import Drawing

__all__ = ["Stop", "TrajectoryPicture", "draw_trajectory"]

_WIDE, _TALL = 4.8, 3.0  # inches
_LETTER = 0.0155  # of the width: about that of a letter beside the axes
_ROOM = 46  # letters that stand side by side under the axis


@attrs.frozen
class Stop:
    """People scored at one time: where it stands, what is written there, and their mean."""

    place: float
    word: str
    people: str
    mean: float
    low: float = math.nan
    high: float = math.nan


@attrs.frozen
class TrajectoryPicture:
    """What the drawing shows, in numbers; every text in it is the report's own.

    Attributes:
        stops: at least one, in order.
        write: how a score on the axis is written.
        score_word: above the axis of scores. better_word: which way is better.
        time_word, people_word: what the two rows under the drawing hold.
        level, level_word: a cutoff and the word beside it; ``nan`` for none.
    """

    stops: tuple[Stop, ...]
    write: Callable[[float], str]
    score_word: str = ""
    better_word: str = ""
    time_word: str = ""
    people_word: str = ""
    level: float = math.nan
    level_word: str = ""


def draw_trajectory(
    picture: TrajectoryPicture, *, prefix: str, title: str, description: str
) -> Drawing:
    """The course as an ``svg`` element; the same picture gives the same bytes.

    Args:
        picture: what to draw.
        prefix: for ids, unique on the page.
        title: its name.
        description: what it shows, in words.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """

    def fill(figure: Any, axes: Any) -> None:
        _axes(figure, axes, picture)
        _stops(axes, picture)

    return render(fill, size=(_WIDE, _TALL), prefix=prefix, title=title, description=description)


def _axes(figure: Any, axes: Any, picture: TrajectoryPicture) -> None:
    places = [each.place for each in picture.stops]
    room = 0.06 * (max(places) - min(places)) or 0.5
    axes.set_xlim(min(places) - room, max(places) + room)
    widest = max(len(text) for each in picture.stops for text in (each.word, each.people)) + 2
    every = math.ceil(len(picture.stops) / max(1, _ROOM // widest))
    shown = picture.stops[::every]
    axes.set_xticks(
        [each.place for each in shown], [f"{each.word}\n{each.people}" for each in shown]
    )
    plain_axes(axes)
    heights = [each.mean for each in picture.stops]
    heights += [end for each in picture.stops for end in (each.low, each.high)]
    heights = [each for each in (*heights, picture.level) if math.isfinite(each)]
    low, high = min(heights), max(heights)
    room = 0.1 * (high - low) or 0.5
    written = value_axis(axes, low - room, high + room, picture.write)
    row = max(len(picture.time_word), len(picture.people_word))
    figure.subplots_adjust(
        left=min(0.32, 0.03 + _LETTER * max(row, *map(len, written))),
        right=max(0.6, 0.97 - _LETTER * len(picture.level_word)),
        top=0.88,
        bottom=0.18,
    )
    level_lines(axes)
    words_above(axes, picture.score_word, picture.better_word)
    # What the rows under the axis are, said where they begin.
    axes.annotate(
        f"{picture.time_word}\n{picture.people_word}", (0, 0), xycoords="axes fraction",
        xytext=(-6, -6.5), textcoords="offset points", fontsize=9, ha="right", va="top",
    )  # fmt: skip


def _stops(axes: Any, picture: TrajectoryPicture) -> None:
    if not math.isnan(picture.level):
        axes.axhline(picture.level, color=TARGET, lw=1.2, ls=(0, (1, 2)))
        word_beside(axes, picture.level, picture.level_word)
    axes.plot(
        [each.place for each in picture.stops], [each.mean for each in picture.stops],
        color=LINE, lw=1.5, zorder=2,
    )  # fmt: skip
    for each in picture.stops:
        if not math.isnan(each.low):
            axes.plot(
                [each.place, each.place], [each.low, each.high], color=LINE, lw=1.4, alpha=0.6,
                solid_capstyle="butt", zorder=2,
            )  # fmt: skip
        axes.plot(
            [each.place], [each.mean], marker="o", ms=6, ls="none", color=LINE, zorder=3,
            clip_on=False,
        )  # fmt: skip
