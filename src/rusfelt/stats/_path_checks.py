"""What figures on their way to a target are asked for: finite, or nan for none, and a direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import Problem
from rusfelt.stats._checks import refuse
from rusfelt.stats._options import better_words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats

__all__ = ["bad_rows", "check_not_infinite", "direction"]


def direction(better: ArrayLike) -> Floats:
    """1 where higher is better and -1 where lower is."""
    higher, neither = better_words(better)
    refuse(
        bad_rows(
            "better",
            neither,
            "is neither 'higher' nor 'lower'.",
            "Say which way is better; without it there is no status.",
        )
    )
    return np.where(higher, 1.0, -1.0)


def check_not_infinite(**named: Floats) -> None:
    refuse(
        *(
            bad_rows(
                name, np.isinf(values), "is infinite.", "Give a finite number, or nan for none."
            )
            for name, values in named.items()
        )
    )


def bad_rows(name: str, bad: Bools, fact: str, remedy: str) -> list[Problem]:
    if not np.any(bad):
        return []
    return [Problem(f"{name}, row {int(np.flatnonzero(bad)[0])}", fact, remedy)]
