"""One way to draw everything in a report: matplotlib's settings, colours, and the ways out."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Sequence
from itertools import count, pairwise
from typing import Any

from rusfelt.report._extra import library
from rusfelt.report.drawing import Drawing
from rusfelt.report.svg import inline_svg, xml_text

__all__ = [
    "GRID",
    "INK",
    "LINE",
    "PALE",
    "TARGET",
    "dashed",
    "plain_axes",
    "render",
    "thinned",
    "value_axis",
]

INK, LINE, PALE, GRID, TARGET = "#1d2b36", "#0b5a82", "#eceff2", "#dde3e8", "#8a3d00"
_SETTINGS = {
    "svg.fonttype": "none",  # text stays text, in the reader's own font
    "svg.hashsalt": "rusfelt",  # else ids differ from run to run
    "font.family": ["DejaVu Sans"],  # ships with matplotlib, so widths are reckoned alike anywhere
    "font.size": 9.0,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.8,
}


def render(
    fill: Callable[[Any, Any], None],
    *,
    size: tuple[float, float],
    prefix: str,
    title: str,
    description: str,
) -> Drawing:
    """What ``fill`` draws, as an ``svg`` element that can also be had as a picture.

    The same drawing gives the same bytes, whatever matplotlib is set to elsewhere.

    Args:
        fill: draws on a matplotlib figure and its only axes; the same each time it is asked.
        size: width and height in inches.
        prefix: for ids, unique on the page.
        title: its name.
        description: what it shows, in words.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    # An SVG says itself that it was made, when, and as what; a picture only by what.
    unsaid = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    drawn = io.StringIO()
    _save(fill, size, drawn, format="svg", metadata=unsaid, transparent=True)
    element = inline_svg(
        xml_text(drawn.getvalue()), prefix=prefix, title=title, description=description
    )

    def png(dpi: int) -> bytes:
        picture = io.BytesIO()
        unsaid = {"Software": None}
        _save(fill, size, picture, format="png", dpi=dpi, metadata=unsaid, facecolor="white")
        return picture.getvalue()

    return Drawing(element, name=title, description=description, size=size, draw=png)


def _save(
    fill: Callable[[Any, Any], None],
    size: tuple[float, float],
    out: io.BytesIO | io.StringIO,
    **named: Any,
) -> None:
    matplotlib = library("matplotlib")
    figure_class = library("matplotlib.figure").Figure
    with matplotlib.rc_context(), warnings.catch_warnings():
        # A letter the font lacks becomes a box in a picture; that is no reason to say so.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        figure = figure_class(figsize=size)
        fill(figure, figure.add_subplot())
        for each in figure.findobj(library("matplotlib.text").Text):
            each.set_text(xml_text(each.get_text()))
        figure.savefig(out, **named)


def thinned(
    ticks: Sequence[tuple[float, str]], *, most: int, letters: int
) -> list[tuple[float, str]]:
    """The ticks that have room, whole years apart or whole parts of one.

    Counted from the newest, which is the one people look for.

    Args:
        ticks: times and what is written there, in order.
        most: how many there may be.
        letters: how many letters stand side by side under the axis.
    """
    widest = max((len(text) for _, text in ticks), default=1) + 2
    thin = max(1, math.ceil(len(ticks) / min(most, max(1, letters // widest))))
    step = min((after - before for (before, _), (after, _) in pairwise(ticks)), default=1.0)
    yearly = round(1 / step) if 0 < step < 1 else 1
    every = next(each for each in count(thin) if yearly % each == 0 or each % yearly == 0)
    return list(ticks[::-1][::every][::-1])


def value_axis(
    axes: Any,
    bottom: float,
    top: float,
    write: Callable[[float], str],
    *,
    whole: bool = False,
    most: int = 5,
) -> list[str]:
    """Round numbers up the side, from ``bottom`` to ``top``; what is written there."""
    ticker = library("matplotlib.ticker")
    locator = ticker.MaxNLocator(nbins=most, integer=whole, steps=[1, 2, 2.5, 5, 10])
    ticks = [each for each in locator.tick_values(bottom, top) if bottom <= each <= top]
    written = [write(each) for each in ticks]
    axes.set_yticks(ticks, written)
    axes.set_ylim(bottom, top)
    return written


def dashed(axes: Any, x: Sequence[float], y: Sequence[float], *, color: str = INK) -> None:
    """A dashed line that is seen on dark faces too, by the white it lies on."""
    axes.plot(x, y, color="white", lw=2.6, alpha=0.75, zorder=3)
    axes.plot(x, y, color=color, lw=1.2, ls=(0, (5, 3)), zorder=3.1)


def plain_axes(axes: Any) -> None:
    """A bottom line with short ticks, and nothing around the rest."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=3)
