"""First score against later score: how many people stand in each square, and nobody alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from rusfelt.report._chart_frame import word_beside, words_above
from rusfelt.report._extra import library
from rusfelt.report.canvas import GRID, INK, LINE, TARGET, dashed, render
from rusfelt.report.drawing import Drawing

__all__ = ["Level", "PrePostPicture", "Square", "draw_pre_post"]

_WIDE, _TALL = 4.8, 4.1  # inches
_LETTER = 0.0155  # of the width: about that of a letter beside the axes
_LINE_HEIGHT = 0.045  # of the axes' height
_DARK = 0.6  # of the largest number: from here on the number is written in white
_MOST_TICKS = 6


@attrs.frozen
class Square:
    """People whose two scores lie in these bands; ``None`` where they are too few to tell."""

    pre_low: float
    pre_high: float
    post_low: float
    post_high: float
    people: int | None


@attrs.frozen
class Level:
    """A score to mark on both axes, and the word beside it."""

    value: float
    word: str


@attrs.frozen
class PrePostPicture:
    """What the drawing shows, in numbers; every text in it is the report's own.

    Attributes:
        squares: at least one. low, high: the ends of both axes.
        write, write_n: how a score and a number of people are written.
        few_word: what stands in a square of too few.
        pre_word, post_word: under and above the axes. better_word: which side is better.
        same_word: at the diagonal of no change.
        needed: the change one person must show before it counts as one; ``nan`` for none.
        needed_word: what stands beside its lines.
        levels: cutoffs.
    """

    squares: tuple[Square, ...]
    low: float
    high: float
    write: Callable[[float], str]
    write_n: Callable[[float], str]
    few_word: str = ""
    pre_word: str = ""
    post_word: str = ""
    better_word: str = ""
    same_word: str = ""
    needed: float = math.nan
    needed_word: str = ""
    levels: tuple[Level, ...] = ()


def draw_pre_post(picture: PrePostPicture, *, prefix: str, title: str, description: str) -> Drawing:
    """The squares as an ``svg`` element; the same picture gives the same bytes.

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
        _squares(axes, picture)
        _lines(axes, picture)

    return render(fill, size=(_WIDE, _TALL), prefix=prefix, title=title, description=description)


def _axes(figure: Any, axes: Any, picture: PrePostPicture) -> None:
    low, high = picture.low, picture.high
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    width = picture.squares[0].pre_high - picture.squares[0].pre_low
    edges = [low + step * width for step in range(round((high - low) / width) + 1)]
    every = math.ceil(len(edges) / _MOST_TICKS)
    shown = edges[::every]
    written = [picture.write(each) for each in shown]
    axes.set_xticks(shown, written)
    axes.set_yticks(shown, written)
    axes.set_xlabel(picture.pre_word, fontsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_color(GRID)
    axes.tick_params(length=3)
    axes.vlines(edges, low, high, color=GRID, lw=0.7, zorder=0.5)
    axes.hlines(edges, low, high, color=GRID, lw=0.7, zorder=0.5)
    words = (picture.same_word, picture.needed_word, *(each.word for each in picture.levels))
    left = min(0.25, 0.03 + _LETTER * max(map(len, written), default=1))
    right = max(0.6, 0.97 - _LETTER * max(map(len, words)))
    figure.subplots_adjust(left=left, right=right, top=0.91, bottom=0.13)
    words_above(axes, picture.post_word, picture.better_word, lift=7)


def _squares(axes: Any, picture: PrePostPicture) -> None:
    rectangle = library("matplotlib.patches").Rectangle
    most = max((each.people or 0 for each in picture.squares), default=0)
    for each in picture.squares:
        corner = (each.pre_low, each.post_low)
        wide, tall = each.pre_high - each.pre_low, each.post_high - each.post_low
        if each.people is None:
            face, ink, text, hatch = "#ffffff", INK, picture.few_word, "////"
        else:
            face, ink = _shade(each.people / most)
            text, hatch = picture.write_n(each.people), None
        axes.add_patch(
            rectangle(
                corner, wide, tall, facecolor=face, hatch=hatch, lw=0.9, zorder=1,
                edgecolor="#9aa8b3" if hatch else "white",
            )
        )  # fmt: skip
        # A number keeps the colour of its square behind it, so that no line crosses it.
        axes.text(
            corner[0] + wide / 2, corner[1] + tall / 2, text, ha="center", va="center",
            color=ink, fontsize=9, zorder=4, bbox={"facecolor": face, "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip


def _shade(share: float) -> tuple[str, str]:
    """The colour of a square, and that of the number in it; never a tone where neither is read."""
    pale = 0.12 + 0.33 * share / _DARK
    strength = pale if share <= _DARK else 0.82 + 0.18 * (share - _DARK) / (1 - _DARK)
    full = [int(LINE[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = [round(255 + strength * (each - 255)) for each in full]
    return "#" + "".join(f"{each:02x}" for each in mixed), INK if share <= _DARK else "#ffffff"


def _lines(axes: Any, picture: PrePostPicture) -> None:
    low, high, needed = picture.low, picture.high, picture.needed
    for color, width in (("white", 2.6), (INK, 1.2)):
        axes.plot([low, high], [low, high], color=color, lw=width, zorder=3)
    words = [(high, picture.same_word)]
    if needed < high - low:
        for shift in (needed, -needed):
            ends = (low, high - needed) if shift > 0 else (low + needed, high)
            dashed(axes, ends, [each + shift for each in ends])
        words.append((high - needed, picture.needed_word))
    for each in picture.levels:
        for line in (axes.axhline, axes.axvline):
            line(each.value, color=TARGET, lw=1.2, ls=(0, (1, 2)), zorder=3)
        words.append((each.value, each.word))
    _beside(axes, words, low, high)


def _beside(axes: Any, words: Sequence[tuple[float, str]], low: float, high: float) -> None:
    """Words at the right-hand ends of their lines, moved apart where they would lie on each other."""
    highest = math.inf
    for height, word in sorted(words, reverse=True):
        shown = min(height, highest - _LINE_HEIGHT * (high - low))
        highest = shown
        word_beside(axes, shown, word)
