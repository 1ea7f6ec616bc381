"""Seasonal Mann-Kendall: is there a monotone trend when each season is held against itself?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._caution import CAUTION, cautions
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import Clock

__all__ = ["SeasonalMannKendall"]

_MONTHS = 12
# A time is on the grid when it is this near, in steps of it; no year is that far from one.
_NEAR = 1e-6
_FARTHEST = 1e6

# Only the order of the values counts.
_ORDER = ("s", "var_s", "tau", "p", "size", "smallest_p", "method", "seasons")

_SPEC = Spec(
    "seasonal-mann-kendall",
    "1",
    needs=Needs(points=3, clock=(Clock.PERIOD,)),
    gives=(
        Column("s", doc="Rising minus falling pairs of points of one season, over all seasons."),
        Column("var_s", doc="Variance of s when the order within seasons is random."),
        Column(
            "tau",
            doc="s over the pairs that are not tied, from -1 to 1; nan where all are.",
            may_be=("undefined",),
        ),
        Column("p", doc="Two-sided p."),
        Column(
            "size",
            doc="How often the test rejects at .05 when nothing changes; nan unless independent.",
            may_be=("undefined",),
        ),
        Column(
            "smallest_p",
            doc="The smallest p a series with these ties could have given; nan unless independent.",
            may_be=("undefined",),
        ),
        Column("method", "str", doc="exact, or normal where exact is out of reach."),
        Column("seasons", doc="How many seasons have points."),
        CAUTION[0],
    ),
    references=("doi:10.1029/WR018i001p00107", "doi:10.1029/WR020i006p00727"),
    invariances={
        "shift": _ORDER,
        "scale": _ORDER,
    },
)


@attrs.frozen
class SeasonalMannKendall:
    """Mann-Kendall's test with winters held against winters and summers against summers.

    The season is the fraction of the year a period begins at: 2019-Q3 is .5 into 2019.

    Attributes:
        seasons: 4 where the periods must be quarters, 12 where they may be months, 0 for either.
        dependence: ``independent``, or ``correlated`` for seasons of one year that depend on each
            other; that needs many years to find anything.
    """

    seasons: int = attrs.field(default=0, validator=attrs.validators.in_((0, 4, 12)))
    dependence: Literal["independent", "correlated"] = attrs.field(
        default="independent", validator=attrs.validators.in_(("independent", "correlated"))
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The test for every series of quarters or months."""
        answer = Answer(panel, _SPEC.gives)
        for block in panel.by_length():
            on_grid, month, year = _calendar(block.t, self.seasons or _MONTHS)
            answer.undefined(block.rows[~on_grid], "not-in-seasons")
            patterns, which = np.unique(month[on_grid], axis=0, return_inverse=True)
            for number, pattern in enumerate(patterns):
                pick = np.flatnonzero(on_grid)[which.reshape(-1) == number]
                rows, y, t = block.rows[pick], block.y[pick], block.t[pick]
                counts = np.bincount(pattern)
                if np.count_nonzero(counts) == 1:
                    answer.undefined(rows, "one-season")
                elif counts.max() == 1:
                    answer.undefined(rows, "no-season-twice")
                else:
                    if self.dependence == "correlated":
                        told = _years_told(pattern, year[pick])
                        answer.undefined(rows[~told], "hidden-gap")
                        rows, y, t = rows[told], y[told], t[told]
                    if len(rows):
                        self._put(answer, rows, y, t, pattern)
        return answer.columns

    def _put(self, answer: Answer, rows: Array, y: Floats, t: Floats, season: Integers) -> None:
        from rusfelt.stats.seasonal_kendall import (  # noqa: PLC0415 - loads scipy
            seasonal_mann_kendall,
        )

        found = seasonal_mann_kendall(y, seasons=season, dependence=self.dependence)
        answer.put(rows, found._asdict())
        answer.put(
            rows,
            {
                "seasons": np.full(len(rows), float(len(np.unique(season)))),
                "caution": cautions(_without_seasons(y, season), t, test="ranks")["caution"],
            },
        )
        answer.undefined(rows[np.isnan(found.p)], "no-estimate")


def _calendar(t: Floats, steps: int) -> tuple[Bools, Integers, Integers]:
    """Which rows begin on a grid of so many steps a year, and each point's month and year."""
    safe = np.where(np.abs(t) <= _FARTHEST, t, 0.5 / steps)
    step = np.rint(safe * steps)
    on_grid = (np.abs(safe * steps - step) < _NEAR).all(axis=1)
    whole = step.astype(np.int64)
    return np.asarray(on_grid), whole % steps, whole // steps


def _years_told(season: Integers, year: Integers) -> Bools:
    """Rows whose years can be told by their seasons alone: none is skipped within a rising run."""
    turns = season[1:] <= season[:-1]
    return np.asarray(((np.diff(year, axis=1) > 0) == turns).all(axis=1))


def _without_seasons(y: Floats, season: Integers) -> Floats:
    """The values less their season's mean, in parts of the largest."""
    largest = np.abs(y).max(axis=1, keepdims=True)
    value = y / np.where(largest > 0, largest, 1.0)
    member = (season[:, None] == np.unique(season)).astype(np.float64)
    return np.asarray(value - (value @ member / member.sum(axis=0)) @ member.T)
