"""The control chart of one series: its points, the lines they usually stay within, and marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import attrs

from rusfelt.report._chart_frame import BEHIND, level_lines, word_beside
from rusfelt.report.canvas import INK, LINE, TARGET, plain_axes, render, thinned, value_axis
from rusfelt.report.drawing import Drawing

__all__ = ["ControlPicture", "ControlPoint", "draw_control"]

_WIDE, _NARROW, _TALL = 6.0, 4.6, 2.7  # inches
_TICKS = 1.5  # to an inch
_ROOM = 10.4  # letters that stand side by side under an inch of the axis
_LETTER = 0.075  # inches: about a letter beside the axes


@attrs.frozen
class ControlPoint:
    """One point, and in words why it is marked; empty where it is not.

    ``sign`` is what is written beside it, short enough to stand there.
    """

    t: float
    value: float
    why: str = ""
    sign: str = ""


@attrs.frozen
class ControlPicture:
    """What a control chart shows, in numbers; every text in it is the report's own.

    Attributes:
        points: in order of time.
        centre, lower, upper, near_lower, near_upper: the lines.
        ticks: times to name on the axis.
        write: how a number on the axis is written.
        centre_word, lower_word, upper_word: what stands beside the lines.
        floor: the lowest figure there can be; lines below it are left out. ``-inf`` for none.
        whole: whether the axis has whole numbers only.
        narrow: whether it stands in half the page's width, with letters as large as elsewhere.
    """

    points: tuple[ControlPoint, ...]
    centre: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    ticks: tuple[tuple[float, str], ...]
    write: Callable[[float], str]
    centre_word: str = ""
    lower_word: str = ""
    upper_word: str = ""
    floor: float = -math.inf
    whole: bool = False
    narrow: bool = False

    @property
    def wide(self) -> float:
        """How wide it is drawn, in inches."""
        return _NARROW if self.narrow else _WIDE

    @property
    def cut(self) -> bool:
        """Whether a limit lies below anything there can be."""
        return self.lower < self.floor

    def stretches(self) -> Iterator[tuple[ControlPoint, ...]]:
        """Neighbouring points marked for the same reason."""
        for why, points in groupby(self.points, key=lambda each: each.why):
            if why:
                yield tuple(points)


def draw_control(picture: ControlPicture, *, prefix: str, title: str, description: str) -> Drawing:
    """A control chart as an ``svg`` element; the same picture gives the same bytes.

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
        _points(axes, picture)

    return render(
        fill, size=(picture.wide, _TALL), prefix=prefix, title=title, description=description
    )


def _axes(figure: Any, axes: Any, picture: ControlPicture) -> None:
    times = [each.t for each in picture.points]
    room = 0.04 * (max(times) - min(times)) or 0.5
    axes.set_xlim(min(times) - room, max(times) + room)
    most, letters = round(_TICKS * picture.wide), round(_ROOM * picture.wide)
    shown = thinned(picture.ticks, most=most, letters=letters)
    axes.set_xticks([t for t, _ in shown], [text for _, text in shown])
    plain_axes(axes)
    heights = [each.value for each in picture.points]
    heights += [picture.upper, max(picture.lower, picture.floor)]
    low, high = min(heights), max(heights)
    room = 0.14 * (high - low) or 0.5
    bottom = max(low - room, picture.floor)
    written = value_axis(axes, bottom, high + room, picture.write, whole=picture.whole)
    words = (picture.centre_word, picture.lower_word, picture.upper_word)
    letter = _LETTER / picture.wide
    left = min(0.3, 0.03 + letter * max(map(len, written), default=1))
    right = max(0.6, 0.98 - letter * max(map(len, words)))
    figure.subplots_adjust(left=left, right=right, top=0.95, bottom=0.11)
    level_lines(axes)


def _lines(axes: Any, picture: ControlPicture) -> None:
    for height, style, width, word in (
        (picture.centre, "-", 1.1, picture.centre_word),
        (picture.upper, (0, (5, 3)), 1.1, picture.upper_word),
        (picture.lower, (0, (5, 3)), 1.1, picture.lower_word),
        (picture.near_upper, (0, (1, 2.2)), 0.9, ""),
        (picture.near_lower, (0, (1, 2.2)), 0.9, ""),
    ):
        if height < picture.floor:
            continue
        axes.axhline(height, color=INK, lw=width, ls=style, zorder=1.5)
        word_beside(axes, height, word)


def _points(axes: Any, picture: ControlPicture) -> None:
    axes.plot(
        [each.t for each in picture.points], [each.value for each in picture.points],
        color=LINE, lw=1.3, zorder=2,
    )  # fmt: skip
    for each in picture.points:
        axes.plot(
            [each.t], [each.value], ls="none", zorder=3, clip_on=False,
            marker="D" if each.why else "o", ms=7 if each.why else 5, mew=1.5,
            color=TARGET if each.why else LINE, mfc="white" if each.why else LINE,
        )  # fmt: skip
    low, high = axes.get_xlim()
    for stretch in picture.stretches():
        above = sum(each.value for each in stretch) >= picture.centre * len(stretch)
        outermost = (max if above else min)(stretch, key=lambda each: each.value)
        place = (outermost.t - low) / (high - low)
        side = "left" if place < 0.1 else "right" if place > 0.9 else "center"  # noqa: PLR2004
        axes.annotate(
            outermost.sign, (outermost.t, outermost.value), xytext=(0, 7 if above else -7),
            textcoords="offset points", ha=side, va="bottom" if above else "top", fontsize=8,
            color=TARGET, zorder=4, bbox=BEHIND,
        )  # fmt: skip
