"""Columns and small steps shared by evaluators of people's own scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import Problem
from rusfelt.evaluator import Column, Needs
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import words_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers, Strings
from rusfelt.vocabulary import Design, Direction, Kind, Role

__all__ = [
    "CATEGORY",
    "ENDS",
    "PEOPLE",
    "by_indicator",
    "directions",
    "ends",
    "not_above_zero",
    "optional_number",
    "put_ends",
    "refuse_process",
    "samples",
    "tell",
]

# The same people each time: of new people every time nobody can be said to have changed.
PEOPLE = Needs(
    points=0,
    design=(Design.PANEL,),
    kind=(Kind.SCORE,),
    wants=("kind", "design", "better", "role", "cluster", "lowest", "highest"),
)
ENDS = (
    Column("pre", unit="score", doc="The first score, or the one at the time asked for."),
    Column("post", unit="score", doc="The last score, or the one at the time asked for."),
    Column("change", unit="score", doc="post - pre, whichever way is better."),
)
CATEGORY = Column("category", "str", doc="improved, unchanged or deteriorated.")


def optional_number() -> Any:
    """A parameter of an evaluator: a number, or ``None`` where nobody said one."""
    return attrs.field(default=None, converter=attrs.converters.optional(to.number))


def not_above_zero(remedy: str, **values: float | None) -> list[Problem]:
    """What is wrong with parameters that must be above 0, by name; ``None`` is no number yet."""
    return [
        Problem(name, f"{value!r} is not above 0.", remedy)
        for name, value in values.items()
        if value is not None and value <= 0
    ]


def ends(panel: Panel, pre: float | None, post: float | None) -> tuple[Floats, Floats]:
    """Each series' score before and after; ``nan`` where it has none.

    Args:
        panel: one series a person.
        pre: the time of the first score; ``None`` for the earliest there is.
        post: the time of the second; ``None`` for the latest, if it is not the earliest too.
    """
    sizes = panel.sizes
    before, after = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    some, several = sizes > 0, sizes > 1
    if pre is None:
        before[some] = panel.y[panel.offsets[:-1][some]]
    else:
        _at(panel, pre, before)
    if post is not None:
        _at(panel, post, after)
    elif pre is None:
        after[several] = panel.y[panel.offsets[1:][several] - 1]
    else:
        # The latest is a score after the first one asked for, never that one itself.
        last = panel.offsets[1:][some] - 1
        after[some] = np.where(panel.t[last] > pre, panel.y[last], np.nan)
    return before, after


def _at(panel: Panel, when: float, into: Floats) -> None:
    points = np.flatnonzero(panel.t == when)
    owner = np.searchsorted(panel.offsets, points, side="right") - 1
    into[owner] = panel.y[points]


def by_indicator(panel: Panel) -> Iterator[tuple[str, Integers]]:
    """Each indicator with its rows: one instrument's spread says nothing of another's."""
    indicator = panel.indicator
    if len(indicator) and (indicator == indicator[0]).all():
        # One instrument is the rule, and cheaper to see than to sort.
        yield str(indicator[0]), np.arange(len(indicator))
        return
    names, which = np.unique(indicator, return_inverse=True)
    for number, name in enumerate(names.tolist()):
        yield name, np.flatnonzero(which == number)


def directions(panel: Panel, answer: Answer) -> Floats:
    """+1 where a higher score is better and -1 where a lower is; elsewhere ``nan``, and told."""
    better = words_column(panel, "better")
    sign = np.select(
        [better == str(Direction.HIGHER), better == str(Direction.LOWER)], [1.0, -1.0], np.nan
    )
    answer.undefined(np.flatnonzero(np.isnan(sign)), "no-direction")
    return sign


def refuse_process(panel: Panel, answer: Answer) -> Bools:
    """Rows of process measures, which are no outcome; their answer is undefined and says so."""
    refused: Bools = np.asarray(words_column(panel, "role") == str(Role.PROCESS))
    answer.undefined(np.flatnonzero(refused), "process-measure")
    return refused


def samples(panel: Panel, answer: Answer) -> Iterator[tuple[Integers, str]]:
    """The people to compute together, with which way is better: one instrument at a time.

    Those without a direction and those of a process measure are left out, and told.
    """
    refused = refuse_process(panel, answer)
    sign = directions(panel, answer)
    for _, rows in by_indicator(panel):
        for word, value in ((Direction.HIGHER, 1.0), (Direction.LOWER, -1.0)):
            chosen = (sign[rows] == value) & ~refused[rows]
            if chosen.any():
                yield (rows if chosen.all() else rows[chosen]), str(word)


def put_ends(
    panel: Panel, answer: Answer, pre: float | None, post: float | None
) -> tuple[Floats, Floats]:
    """Both scores of every series, as :func:`ends` has them, and put into the answer."""
    before, after = ends(panel, pre, post)
    with np.errstate(over="ignore"):
        change = after - before
    change[np.isinf(change)] = np.nan
    columns: dict[str, Array | str] = {"pre": before, "post": after, "change": change}
    answer.put_all(columns)
    return before, after


def tell(answer: Answer, rows: Integers, reason: Strings) -> None:
    """Mark the rows that have a reason, each with its own."""
    lacking = np.flatnonzero(reason != "")
    for word in np.unique(reason[lacking]).tolist():
        answer.undefined(rows[lacking[reason[lacking] == word]], word)
