"""The chart of one series, drawn with matplotlib as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs

from rusfelt.report.canvas import (
    GRID,
    INK,
    LINE,
    PALE,
    TARGET,
    plain_axes,
    render,
    thinned,
    value_axis,
)
from rusfelt.report.drawing import Drawing

__all__ = ["Gap", "Mark", "Picture", "draw"]

_WIDE, _TALL, _FLAT = 4.4, 2.5, 1.15  # inches
_MOST_TICKS = 7
_ROOM = 44  # letters that stand side by side under the axis
_FEW = 6
_CLEAR = 0.14  # of the axis: about the width of a written date


@attrs.frozen
class Mark:
    """One value to draw.

    ``kind`` is exact, approximate, projected, bound or done; ``part`` numbers the stretches
    between breaks. ``low`` and ``high`` are ``nan`` where there is no interval.
    """

    t: float
    value: float
    kind: str = "exact"
    low: float = math.nan
    high: float = math.nan
    part: int = 0
    label: str = ""
    upward: bool = False


@attrs.frozen
class Gap:
    """A period whose value is not there, and the word for why."""

    t: float
    label: str


@attrs.frozen
class Picture:
    """What a chart shows, in numbers; every text in it is the report's own.

    Attributes:
        marks, gaps: what stands at which time. step: the usual time from one to the next.
        ticks: times to name on the axis.
        target, due: the level aimed at and when; ``nan`` for none.
        write: how a number on the axis is written.
        flat: for a milestone, which has dates and no values.
        from_zero: whether the axis starts at nothing; whole: whether it has whole numbers only.
        path: times and values on the way from the baseline to the target; empty for none.
        target_word, due_word, break_word: labels; due_tick: the due date on a milestone's axis.
    """

    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    ticks: tuple[tuple[float, str], ...]
    step: float
    write: Callable[[float], str]
    target: float = math.nan
    due: float = math.nan
    flat: bool = False
    from_zero: bool = True
    whole: bool = False
    target_word: str = ""
    due_word: str = ""
    break_word: str = ""
    due_tick: str = ""
    path: tuple[tuple[float, float], ...] = ()

    @property
    def breaks(self) -> tuple[float, ...]:
        """Times of breaks: half-way between the parts they separate."""
        return tuple(
            (before.t + after.t) / 2
            for before, after in zip(self.marks, self.marks[1:], strict=False)
            if before.part != after.part
        )

    @property
    def jumps(self) -> bool:
        """Whether some line would cross periods without a value."""
        return any(
            self.jump(before, after)
            for before, after in zip(self.marks, self.marks[1:], strict=False)
            if before.part == after.part
        )

    def jump(self, before: Mark, after: Mark) -> bool:
        """Whether there is no measurement between two marks where one could be."""
        # Half a step of slack: months are not of one length.
        return after.t - before.t > 1.5 * self.step or any(
            before.t < gap.t < after.t for gap in self.gaps
        )


def draw(picture: Picture, *, prefix: str, title: str, description: str) -> Drawing:
    """A chart as an ``svg`` element.

    The same picture gives the same bytes, whatever matplotlib is set to elsewhere.

    Args:
        picture: what to draw.
        prefix: for ids, unique on the page.
        title: its name.
        description: what it shows, in words.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """

    def fill(figure: Any, axes: Any) -> None:
        _time_axis(axes, picture)
        (_timeline if picture.flat else _values)(figure, axes, picture)

    size = (_WIDE, _FLAT if picture.flat else _TALL)
    return render(fill, size=size, prefix=prefix, title=title, description=description)


def _time_axis(axes: Any, picture: Picture) -> None:
    times = [each.t for each in picture.marks] + [each.t for each in picture.gaps]
    times += [t for t, _ in picture.path]
    if not math.isnan(picture.due):
        times.append(picture.due)
    room = 0.6 * picture.step + 0.02 * (max(times) - min(times))
    low, high = min(times) - room, max(times) + room
    axes.set_xlim(low, high)
    shown = thinned(picture.ticks, most=_MOST_TICKS, letters=_ROOM)
    if picture.flat and picture.due_tick and _apart(picture, high - low):
        shown.append((picture.due, picture.due_tick))
    axes.set_xticks([t for t, _ in shown], [text for _, text in shown])
    plain_axes(axes)
    for gap in picture.gaps:
        axes.axvspan(gap.t - 0.3 * picture.step, gap.t + 0.3 * picture.step, color=PALE, lw=0)
        axes.text(
            gap.t,
            0.5,
            gap.label,
            rotation=90,
            ha="center",
            va="center",
            fontsize=8,
            transform=axes.get_xaxis_transform(),
        )
    for t in picture.breaks:
        axes.axvline(t, color=INK, lw=1.2, ls=(0, (6, 2, 1, 2)))
        _above(axes, t, picture.break_word)
    if not math.isnan(picture.due):
        axes.axvline(picture.due, color=TARGET, lw=1.0, ls=(0, (1, 2)))
        _above(axes, picture.due, picture.due_word)


def _apart(picture: Picture, width: float) -> bool:
    """Whether the due date stands clear of every other date on the axis."""
    return all(abs(t - picture.due) > _CLEAR * width for t, _ in picture.ticks)


def _above(axes: Any, t: float, text: str) -> None:
    axes.text(
        t, 1.02, text, ha="center", va="bottom", fontsize=8, transform=axes.get_xaxis_transform()
    )


def _timeline(figure: Any, axes: Any, picture: Picture) -> None:
    figure.subplots_adjust(left=0.03, right=0.97, top=0.82, bottom=0.3)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    for mark in picture.marks:
        axes.plot(
            [mark.t],
            [0.35],
            marker="D",
            ms=9,
            ls="none",
            color=LINE,
            mew=1.4,
            clip_on=False,
            mfc=LINE if mark.value >= 1 else "white",
        )
        axes.annotate(
            mark.label,
            (mark.t, 0.35),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )


def _values(figure: Any, axes: Any, picture: Picture) -> None:
    bottom, top = _height(picture)
    written = value_axis(axes, bottom, top, picture.write, whole=picture.whole)
    left = min(0.4, 0.035 + 0.0165 * max(map(len, written), default=1))
    right = 0.97 if math.isnan(picture.target) else 0.81
    figure.subplots_adjust(left=left, right=right, top=0.89, bottom=0.12)
    axes.grid(axis="y", color=GRID, lw=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    if not math.isnan(picture.target):
        axes.axhline(picture.target, color=TARGET, lw=1.4, ls=(0, (5, 3)))
        axes.annotate(
            picture.target_word,
            (1, picture.target),
            xycoords=axes.get_yaxis_transform(),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=TARGET,
        )
    if picture.path:
        times, values = zip(*picture.path, strict=True)
        axes.plot(times, values, color=TARGET, lw=1.2, ls=(0, (1, 1.6)))
    for mark in picture.marks:
        if not math.isnan(mark.low):
            axes.plot(
                [mark.t, mark.t],
                [mark.low, min(mark.high, axes.get_ylim()[1])],
                color=LINE,
                lw=1.3,
                alpha=0.55,
                solid_capstyle="butt",
            )
    for before, after in zip(picture.marks, picture.marks[1:], strict=False):
        if before.part == after.part:
            _segment(axes, picture, before, after)
    few = len(picture.marks) <= _FEW
    for mark in picture.marks:
        _point(axes, mark)
        if few:
            top = mark.value if math.isnan(mark.low) else min(mark.high, axes.get_ylim()[1])
            axes.annotate(
                mark.label,
                (mark.t, top),
                xytext=(0, 5 if top == mark.value else 2),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )


def _height(picture: Picture) -> tuple[float, float]:
    heights = [each.value for each in picture.marks]
    heights += [each for mark in picture.marks for each in (mark.low, mark.high)]
    heights += [value for _, value in picture.path]
    heights = [each for each in (*heights, picture.target) if math.isfinite(each)]
    low, high = min(heights), max(heights)
    if picture.from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.12 * (high - low) or 0.5
    bottom = low if picture.from_zero and low == 0 else low - room
    return bottom, high + room


def _segment(axes: Any, picture: Picture, before: Mark, after: Mark) -> None:
    if "bound" in {before.kind, after.kind}:
        # A bound is no value, so no line can lead to it.
        return
    style: Any = "-"
    if picture.jump(before, after):
        style = (0, (1, 2.5))
    elif "projected" in {before.kind, after.kind}:
        style = (0, (4, 2.5))
    axes.plot([before.t, after.t], [before.value, after.value], color=LINE, lw=1.6, ls=style)


def _point(axes: Any, mark: Mark) -> None:
    shape = {"approximate": "s", "bound": "^" if mark.upward else "v"}.get(mark.kind, "o")
    hollow = mark.kind in {"projected", "bound"}
    axes.plot(
        [mark.t],
        [mark.value],
        marker=shape,
        ms=6,
        ls="none",
        color=LINE,
        mew=1.4,
        mfc="white" if hollow else LINE,
        zorder=3,
        clip_on=False,
    )
