"""The waterfall of change: groups of people side by side, from the best change to the worst."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs

from rusfelt.report._chart_frame import level_lines, word_beside, words_above
from rusfelt.report._extra import library
from rusfelt.report.canvas import INK, LINE, TARGET, dashed, plain_axes, render, value_axis
from rusfelt.report.drawing import Drawing

__all__ = ["Bar", "WaterfallPicture", "draw_waterfall"]

_WIDE, _TALL = 4.8, 3.0  # inches
_LETTER = 0.0155  # of the width: about that of a letter beside the axes
_HATCH = "////"


@attrs.frozen
class Bar:
    """People next to each other in order of change: how many, and their mean change."""

    people: int
    change: float
    worse: bool = False


@attrs.frozen
class WaterfallPicture:
    """What a waterfall shows, in numbers; every text in it is the report's own.

    Attributes:
        bars: at least one, best change first.
        write, write_n: how a change and a number of people on the axes are written.
        change_word, people_word: above the axis of changes, and under that of people.
        better_word: says which way is better; empty where nobody said.
        needed: the change one person must show before it counts as one; ``nan`` for none.
        needed_word: what stands beside it.
    """

    bars: tuple[Bar, ...]
    write: Callable[[float], str]
    write_n: Callable[[float], str]
    change_word: str = ""
    people_word: str = ""
    better_word: str = ""
    needed: float = math.nan
    needed_word: str = ""


def draw_waterfall(
    picture: WaterfallPicture, *, prefix: str, title: str, description: str
) -> Drawing:
    """A waterfall as an ``svg`` element; the same picture gives the same bytes.

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
        _bars(axes, picture)
        _lines(axes, picture)

    return render(fill, size=(_WIDE, _TALL), prefix=prefix, title=title, description=description)


def _axes(figure: Any, axes: Any, picture: WaterfallPicture) -> None:
    people = sum(each.people for each in picture.bars)
    axes.set_xlim(0, people)
    across = library("matplotlib.ticker").MaxNLocator(nbins=6, integer=True, steps=[1, 2, 5, 10])
    shown = [each for each in across.tick_values(0, people) if 0 <= each <= people]
    axes.set_xticks(shown, [picture.write_n(each) for each in shown])
    axes.set_xlabel(picture.people_word, fontsize=9)
    plain_axes(axes)
    heights = [0.0, *(each.change for each in picture.bars)]
    if not math.isnan(picture.needed):
        heights += [picture.needed, -picture.needed]
    low, high = min(heights), max(heights)
    room = 0.08 * (high - low) or 0.5
    written = value_axis(axes, low - room, high + room, picture.write, most=6)
    figure.subplots_adjust(
        left=min(0.3, 0.03 + _LETTER * max(map(len, written), default=1)),
        right=max(0.6, 0.97 - _LETTER * len(picture.needed_word)),
        top=0.88,
        bottom=0.17,
    )
    level_lines(axes)
    words_above(axes, picture.change_word, picture.better_word)


def _bars(axes: Any, picture: WaterfallPicture) -> None:
    left = 0
    for each in picture.bars:
        # Worse is told by its hatching and its open face, not by its colour alone.
        axes.bar(
            left, each.change, width=each.people, align="edge", zorder=2,
            facecolor="white" if each.worse else LINE, edgecolor=TARGET if each.worse else "white",
            hatch=_HATCH if each.worse else None, linewidth=0.9,
        )  # fmt: skip
        left += each.people
    axes.axhline(0, color=INK, lw=1.0, zorder=3)


def _lines(axes: Any, picture: WaterfallPicture) -> None:
    if math.isnan(picture.needed):
        return
    people = sum(each.people for each in picture.bars)
    for place in (picture.needed, -picture.needed):
        dashed(axes, (0, people), (place, place))
        word_beside(axes, place, picture.needed_word)
