"""A profile: one row for each indicator, with its interval and what it is held against."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from typing import Any

import attrs

from rusfelt.report._extra import library
from rusfelt.report.canvas import GRID, INK, LINE, TARGET, plain_axes, render
from rusfelt.report.drawing import Drawing
from rusfelt.report.svg import xml_text

__all__ = ["ProfilePicture", "ProfileRow", "draw_profile"]

_WIDE, _ROW = 4.8, 0.36  # inches
_AROUND = 0.75  # inches above and below the rows
_LETTER = 0.0152  # of the width: about that of a letter beside the axes
_LONG = 26  # letters of a name before it takes another line


@attrs.frozen
class ProfileRow:
    """One indicator: its figure, the interval, and the benchmark; ``nan`` where there is none."""

    name: str
    value: float
    low: float = math.nan
    high: float = math.nan
    benchmark: float = math.nan


@attrs.frozen
class ProfilePicture:
    """What a profile shows, in numbers; every text in it is the report's own.

    Attributes:
        rows: at least one, from the top.
        write: how a figure on the axis is written.
        value_word: under the axis.
        low, high: the ends of the axis.
    """

    rows: tuple[ProfileRow, ...]
    write: Callable[[float], str]
    value_word: str = ""
    low: float = 0.0
    high: float = 10.0


def draw_profile(picture: ProfilePicture, *, prefix: str, title: str, description: str) -> Drawing:
    """A profile as an ``svg`` element; the same picture gives the same bytes.

    Args:
        picture: what to draw.
        prefix: for ids, unique on the page.
        title: its name.
        description: what it shows, in words.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    tall = _AROUND + _ROW * len(picture.rows)

    def fill(figure: Any, axes: Any) -> None:
        _axes(figure, axes, picture, tall)
        _rows(axes, picture)

    return render(fill, size=(_WIDE, tall), prefix=prefix, title=title, description=description)


def _axes(figure: Any, axes: Any, picture: ProfilePicture, tall: float) -> None:
    count = len(picture.rows)
    axes.set_xlim(picture.low, picture.high)
    axes.set_ylim(count - 0.4, -0.6)
    names = [_wrapped(each.name) for each in picture.rows]
    axes.set_yticks(range(count), names, fontsize=8.5)
    ticker = library("matplotlib.ticker")
    across = ticker.MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10])
    ends = (picture.low, picture.high)
    shown = [each for each in across.tick_values(*ends) if ends[0] <= each <= ends[1]]
    axes.set_xticks(shown, [picture.write(each) for each in shown])
    axes.set_xlabel(picture.value_word, fontsize=9)
    plain_axes(axes)
    axes.tick_params(axis="y", length=0)
    longest = max((len(line) for name in names for line in name.split("\n")), default=1)
    figure.subplots_adjust(
        left=min(0.45, 0.03 + _LETTER * longest),
        right=0.96,
        top=1 - 0.12 / tall,
        bottom=0.52 / tall,
    )
    axes.grid(axis="x", color=GRID, lw=0.7)
    axes.set_axisbelow(True)
    for place in range(count - 1):
        axes.axhline(place + 0.5, color=GRID, lw=0.5, zorder=0.5)


def _wrapped(name: str) -> str:
    """A long name on two lines of about one length; what has no room there is in the table."""
    name = xml_text(name)
    width = _LONG if len(name) <= _LONG else min(_LONG, math.ceil(len(name) / 2) + 3)
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))


def _rows(axes: Any, picture: ProfilePicture) -> None:
    for place, each in enumerate(picture.rows):
        if not math.isnan(each.benchmark):
            # Open and angular, so told from a filled dot without any colour.
            axes.plot(
                [each.benchmark], [place], marker="D", ms=6.5, ls="none", color=TARGET, mfc="white",
                mew=1.4, zorder=2.5, clip_on=False,
            )  # fmt: skip
        if not math.isnan(each.low):
            axes.plot(
                [each.low, each.high], [place, place], color=LINE, lw=2.0, solid_capstyle="butt",
                zorder=2,
            )  # fmt: skip
        if math.isnan(each.value):
            axes.annotate("–", (picture.low, place), color=INK, va="center")
            continue
        axes.plot(
            [each.value], [place], marker="o", ms=5.5, ls="none", color=LINE, zorder=3,
            clip_on=False,
        )  # fmt: skip
