"""The light variant of goal attainment scaling: answers given afterwards instead of five levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import as_words, bad_cells, text
from rusfelt.stats._checks import as_floats, refuse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["GasLight", "gas_light"]

_LOWEST, _HIGHEST = -2.0, 2.0


class GasLight(NamedTuple):
    """The level of each goal, and the table it was looked up in; both of the goals' shape."""

    level: Floats
    source: Strings


def gas_light(
    baseline: ArrayLike,
    answers: ArrayLike,
    *,
    table: Mapping[tuple[float, str], float],
    source: str,
) -> GasLight:
    """The level of each goal from where it began and what was answered about it afterwards.

    In the light variant no levels are written beforehand. A goal begins at one of two levels, by
    whether there was some function or none, and afterwards one answers whether it was achieved
    and by how much, or else whether things are partly better, the same or worse. What level each
    answer stands for is not shipped here: no source with the whole table could be seen. Give the
    table of the form you use; where it is from goes along with every level.

    The levels go into :func:`~rusfelt.stats.goals.gas.gas_change` as ``achieved``, beside
    ``baseline``. nan where the baseline is nan or the answer empty: a goal not rated.

    Args:
        baseline: the level each goal began at, any shape.
        answers: a word for each goal, broadcast with ``baseline``; empty where none was given.
        table: level by baseline and answer, such as ``{(-1, "same"): -1}``, from -2 to +2.
        source: where the table is from, in words.

    Returns:
        The levels, and the source.

    Raises:
        DomainError: where a pair of baseline and answer is not in the table, the table is empty
            or holds something else than levels from -2 to +2, or the source says nothing.

    >>> mine = {(-1, "achieved"): 0, (-1, "same"): -1, (-2, "achieved"): 0, (-2, "same"): -2}
    >>> gas_light([-1, -2], ["achieved", "same"], table=mine, source="our form, 2024").level
    array([ 0., -2.])

    Source: the variant is Turner-Stokes's, doi:10.1177/0269215508101742; its table is the
    caller's.
    """
    origin = text("source", source, "Say where the table of levels is from.")
    entries = _entries(table)
    levels, words = as_floats("baseline", baseline), as_words("answers", answers)
    try:
        levels, words = np.broadcast_arrays(levels, words)
    except ValueError as error:
        problem = Problem(
            "answers", f"the shapes do not fit: baseline {levels.shape}, answers {words.shape}.",
            "Give one answer for each goal.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    found = np.full(levels.shape, np.nan)
    unknown = ~np.isnan(levels) & (words != "")
    for (start, answer), level in entries.items():
        here = (levels == start) & (words == answer)
        found[here] = level
        unknown &= ~here
    known = ", ".join(f"({start:g}, {answer!r})" for start, answer in sorted(entries))
    refuse(
        bad_cells(
            "answers", unknown, "is, with its baseline, not in the table.", f"Known: {known}."
        )
    )
    return GasLight(found, np.broadcast_to(np.array(origin), found.shape))


def _entries(table: object) -> dict[tuple[float, str], float]:
    """The table with its numbers as floats, or a refusal of the first entry that is none."""
    remedy = f"Give {{(baseline, answer): level}} with levels from {_LOWEST:g} to +{_HIGHEST:g}."
    if not isinstance(table, Mapping) or not table:
        raise DomainError(problems=[Problem("table", "holds no levels.", remedy)])
    entries = {}
    for key, level in table.items():
        match key:
            case (start, str(answer)) if answer and _is_level(start) and _is_level(level):
                entries[float(start), answer] = float(level)
            case _:
                raise DomainError(
                    problems=[Problem(f"table[{key!r}]", "is no level of an answer.", remedy)]
                )
    return entries


def _is_level(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return bool(_LOWEST <= value <= _HIGHEST)
