"""Intervals of every point of every series."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.evaluator import Column

if TYPE_CHECKING:
    from rusfelt.evaluators._columns import Answer
    from rusfelt.stats.estimates import Estimate
    from rusfelt.typing import Array, Bools, Integers

__all__ = ["POINTS", "by_point"]

POINTS = (
    Column("value", unit="indicator", shape="point", doc="The figure from its x and n."),
    Column("low", unit="indicator", shape="point", doc="Lower end of its interval."),
    Column("high", unit="indicator", shape="point", doc="Upper end of its interval."),
)


def by_point(
    answer: Answer,
    owner: Integers,
    problems: Iterable[tuple[Bools, str]],
    estimate: Callable[[Bools], Estimate],
) -> dict[str, Array]:
    """The columns of ``POINTS``; a series with a point that has none has none at all.

    Args:
        answer: is told which series those are.
        owner: whose each point is.
        problems: what keeps points from having an interval, as masks with codes.
        estimate: the figures and intervals of the points picked.
    """
    usable = np.ones(len(owner), dtype=np.bool_)
    for bad, code in problems:
        rows = np.unique(owner[bad])
        answer.undefined(rows, code)
        usable &= ~np.isin(owner, rows)
    columns = {column.name: np.full(len(owner), np.nan) for column in POINTS}
    if usable.any():
        for name, values in estimate(usable)._asdict().items():
            columns[name][usable] = values
    lost = usable & ~np.isfinite(list(columns.values())).all(axis=0)
    answer.undefined(np.unique(owner[lost]), "no-estimate")
    return {**answer.columns, **columns}
