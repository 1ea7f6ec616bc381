"""What drawings have in common around their picture: lines across, and words at the edges."""

from __future__ import annotations

from typing import Any

from rusfelt.report.canvas import GRID

__all__ = ["BEHIND", "level_lines", "word_beside", "words_above"]

# Behind a name, so that no line crosses its letters.
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def level_lines(axes: Any) -> None:
    """A faint line across at each number up the side, behind all that is drawn."""
    axes.grid(axis="y", color=GRID, lw=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def word_beside(axes: Any, height: float, word: str) -> None:
    """A word at the right-hand end of a line across."""
    axes.annotate(
        word, (1, height), xycoords=axes.get_yaxis_transform(), xytext=(4, 0),
        textcoords="offset points", va="center", fontsize=8,
    )  # fmt: skip


def words_above(axes: Any, left: str, right: str, *, lift: float = 8) -> None:
    """Words over the two upper corners, ``lift`` points above them."""
    for side, word in (("left", left), ("right", right)):
        axes.annotate(
            word, (int(side == "right"), 1), xycoords="axes fraction", xytext=(0, lift),
            textcoords="offset points", fontsize=9, ha=side,
        )  # fmt: skip
