"""The funnel plot: each unit against one level, with limits as wide as its size allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from rusfelt.report._chart_frame import BEHIND, level_lines, word_beside
from rusfelt.report._extra import library
from rusfelt.report.canvas import INK, LINE, TARGET, plain_axes, render, value_axis
from rusfelt.report.drawing import Drawing

__all__ = ["FunnelPicture", "FunnelUnit", "Limit", "draw_funnel"]

_WIDE, _TALL = 6.0, 3.6  # inches
_LETTER = 0.0125  # of the width: about that of a letter beside the axes
# From here on sizes differ too much to stand apart on an even axis.
_UNEVEN = 20
_LINE_HEIGHT = 0.045  # of the axes' height
_NEAR = 0.22  # of their width: within it two names could meet


@attrs.frozen
class FunnelUnit:
    """One unit: its size, its value, and by how much it stands out: 0, 95 or 99.8."""

    name: str
    n: float
    value: float
    outside: float = 0.0


@attrs.frozen
class Limit:
    """A pair of limit lines over sizes, and the word beside them."""

    word: str
    n: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outer: bool = False


@attrs.frozen
class FunnelPicture:
    """What a funnel plot shows, in numbers; every text in it is the report's own.

    Attributes:
        units: at least one.
        centre: the level they are held against. limits: the lines around it.
        write, write_n: how a value and a size on the axes are written.
        centre_word, n_word: what stands beside the level, and under the axis of sizes.
        floor, top: the lowest and highest value there can be.
    """

    units: tuple[FunnelUnit, ...]
    centre: float
    limits: tuple[Limit, ...]
    write: Callable[[float], str]
    write_n: Callable[[float], str]
    centre_word: str = ""
    n_word: str = ""
    floor: float = 0.0
    top: float = math.inf

    @property
    def uneven(self) -> bool:
        """Whether the sizes need an axis on which each step multiplies."""
        sizes = [each.n for each in self.units]
        return max(sizes) > _UNEVEN * min(sizes)


def draw_funnel(picture: FunnelPicture, *, prefix: str, title: str, description: str) -> Drawing:
    """A funnel plot as an ``svg`` element; the same picture gives the same bytes.

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
        _lines(axes, picture)
        _units(axes, picture)

    return render(fill, size=(_WIDE, _TALL), prefix=prefix, title=title, description=description)


def _axes(figure: Any, axes: Any, picture: FunnelPicture) -> None:
    ticker = library("matplotlib.ticker")
    sizes = [each.n for each in picture.units]
    if picture.uneven:
        axes.set_xscale("log")
        axes.set_xlim(min(sizes) / 1.25, max(sizes) * 1.25)
        across = ticker.LogLocator(base=10, subs=(1, 2, 5), numticks=12)
    else:
        room = 0.08 * (max(sizes) - min(sizes)) or 0.1 * max(sizes)
        axes.set_xlim(max(0.0, min(sizes) - room), max(sizes) + room)
        across = ticker.MaxNLocator(nbins=6, integer=True, steps=[1, 2, 2.5, 5, 10])
    left, right = axes.get_xlim()
    shown = [each for each in across.tick_values(left, right) if left <= each <= right]
    axes.set_xticks(shown, [picture.write_n(each) for each in shown])
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    axes.set_xlabel(picture.n_word, fontsize=9)
    plain_axes(axes)
    heights = [picture.centre, *(each.value for each in picture.units)]
    heights += [each for limit in picture.limits for each in _within(limit, min(sizes))]
    low, high = min(heights), max(heights)
    room = 0.08 * (high - low) or 0.5
    bottom, top = max(low - room, picture.floor), min(high + room, picture.top)
    written = value_axis(axes, bottom, top, picture.write, most=6)
    words = (picture.centre_word, *(each.word for each in picture.limits))
    figure.subplots_adjust(
        left=min(0.3, 0.03 + _LETTER * max(map(len, written), default=1)),
        right=max(0.6, 0.98 - _LETTER * max(map(len, words))),
        top=0.96,
        bottom=0.17,
    )
    level_lines(axes)


def _within(limit: Limit, smallest: float) -> list[float]:
    """The limits of the units' own sizes, which the axis must have room for."""
    ends = zip(limit.n, limit.low, limit.high, strict=True)
    return [each for n, low, high in ends if n >= smallest for each in (low, high)]


def _lines(axes: Any, picture: FunnelPicture) -> None:
    axes.axhline(picture.centre, color=INK, lw=1.1, zorder=1.5)
    words = [(picture.centre, picture.centre_word)]
    right = axes.get_xlim()[1]
    for limit in picture.limits:
        style: Any = (0, (5, 3)) if limit.outer else (0, (1, 2.2))
        for ends in (limit.low, limit.high):
            axes.plot(limit.n, ends, color=INK, lw=1.1, ls=style, zorder=1.5)
        last = max(place for place, n in enumerate(limit.n) if n <= right)
        words.append((limit.high[last], limit.word))
    bottom, top = axes.get_ylim()
    placed: list[float] = []
    for height, word in sorted(words):
        # Where the funnel is narrow the words would lie on each other.
        shown = max(height, *(each + _LINE_HEIGHT * (top - bottom) for each in placed), bottom)
        placed.append(shown)
        word_beside(axes, shown, word)


def _units(axes: Any, picture: FunnelPicture) -> None:
    for each in picture.units:
        far, out = each.outside > 95, each.outside > 0  # noqa: PLR2004 - the inner limits
        axes.plot(
            [each.n], [each.value], ls="none", zorder=3, clip_on=False,
            marker="D" if far else "s" if out else "o", ms=7 if far else 5.5, mew=1.5,
            color=TARGET if far else LINE, mfc="white" if far else LINE,
        )  # fmt: skip
    labelled = [each for each in picture.units if each.outside > 95]  # noqa: PLR2004 - likewise
    _names(axes, picture, labelled)


def _names(axes: Any, picture: FunnelPicture, units: Sequence[FunnelUnit]) -> None:
    """Names beside their units, moved apart where they would lie on each other."""
    transform = axes.transData + axes.transAxes.inverted()
    placed: list[tuple[float, float]] = []
    for each in sorted(units, key=lambda unit: (unit.value, unit.n)):
        x, y = transform.transform((each.n, each.value))
        above = each.value >= picture.centre
        height = y
        while any(abs(x - a) < _NEAR and abs(height - b) < _LINE_HEIGHT for a, b in placed):
            height += _LINE_HEIGHT / 2 if above else -_LINE_HEIGHT / 2
        placed.append((x, height))
        right_side = x < 0.6  # noqa: PLR2004 - of the width; further on names go to the left
        axes.annotate(
            each.name, (x, height), xycoords="axes fraction",
            xytext=(8 if right_side else -8, 0), textcoords="offset points",
            ha="left" if right_side else "right", va="center", fontsize=8, color=TARGET, zorder=4, bbox=BEHIND,
        )  # fmt: skip
